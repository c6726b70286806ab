//! The user's own places.

use crate::{
    encoding::{finite, json, parse_json},
    failure::Failure,
};
use domain::{LocalConditions, Place, PlaceId};
use rusqlite::{Connection, Row, params};

/// By name, then by id, so that a list never changes its order by itself.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Place>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT id, name, region, country, country_code, latitude, longitude, elevation, time_zone, population, conditions
         FROM place LEFT JOIN local_conditions ON place = id ORDER BY name, id",
    )?;
    let mut places = Vec::new();
    for row in query.query_map([], place)? {
        let (mut place, conditions) = row?;
        if let Some(text) = conditions {
            let local: LocalConditions =
                parse_json(&text, &format!("what is said of the weather at {}", place.name))?;
            place.local = Some(Box::new(local));
        }
        places.push(place);
    }
    Ok(places)
}

fn place(row: &Row<'_>) -> rusqlite::Result<(Place, Option<String>)> {
    let place = Place {
        id: PlaceId(row.get(0)?),
        name: row.get(1)?,
        region: row.get(2)?,
        country: row.get(3)?,
        country_code: row.get(4)?,
        latitude: row.get(5)?,
        longitude: row.get(6)?,
        elevation: row.get(7)?,
        time_zone: row.get(8)?,
        population: row.get(9)?,
        local: None,
    };
    Ok((place, row.get(10)?))
}

/// Removes a place; says whether there was one.
pub(crate) fn forget(connection: &Connection, id: PlaceId) -> Result<bool, Failure> {
    let removed = connection.prepare_cached("DELETE FROM place WHERE id = ?1")?.execute([id.0])?;
    Ok(removed > 0)
}

/// Keeps a place; one with the same id is replaced.
pub(crate) fn save(connection: &Connection, place: &Place) -> Result<(), Failure> {
    let Place {
        id,
        name,
        region,
        country,
        country_code,
        latitude,
        longitude,
        elevation,
        time_zone,
        population,
        local,
    } = place;
    finite(*latitude, &format!("the latitude of {name}"))?;
    finite(*longitude, &format!("the longitude of {name}"))?;
    if let Some(elevation) = elevation {
        finite(*elevation, &format!("the elevation of {name}"))?;
    }
    let numbers = local.iter().flat_map(|local| {
        let offsets = local.offsets.iter().map(|local| local.offset);
        local.elevation.into_iter().chain(local.higher_by).chain(offsets)
    });
    for number in numbers {
        finite(number, &format!("what is said of the weather at {name}"))?;
    }
    // With what was said of it before.
    forget(connection, *id)?;
    connection
        .prepare_cached("INSERT INTO place VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
        .execute(params![
            id.0,
            name,
            region,
            country,
            country_code,
            latitude,
            longitude,
            elevation,
            time_zone,
            population
        ])?;
    if let Some(local) = local {
        connection
            .prepare_cached("INSERT INTO local_conditions VALUES (?1, ?2)")?
            .execute(params![id.0, json(local)?])?;
    }
    Ok(())
}
