//! The user's own places.

use crate::{encoding::finite, failure::Failure};
use domain::{Place, PlaceId};
use rusqlite::{Connection, Row, params};

/// By name, then by id, so that a list never changes its order by itself.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Place>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT id, name, region, country, country_code, latitude, longitude, elevation, time_zone, population
         FROM place ORDER BY name, id",
    )?;
    let places = query.query_map([], place)?.collect::<rusqlite::Result<_>>()?;
    Ok(places)
}

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
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
    })
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
    } = place;
    finite(*latitude, &format!("the latitude of {name}"))?;
    finite(*longitude, &format!("the longitude of {name}"))?;
    if let Some(elevation) = elevation {
        finite(*elevation, &format!("the elevation of {name}"))?;
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO place VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
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
    Ok(())
}
