//! What is known of the user's own series.

use crate::{
    encoding::{json, moment, optional, parse_json},
    failure::Failure,
};
use domain::{SeriesId, SeriesInfo, StoreError};
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// A series as it stands in the file.
pub(crate) struct Kept {
    /// What its observations are filed under.
    pub(crate) number: i64,
    /// [`SeriesInfo`] as JSON.
    pub(crate) info: String,
}

/// In the order they were made.
pub(crate) fn all(connection: &Connection) -> Result<Vec<SeriesInfo>, Failure> {
    let mut query = connection.prepare_cached("SELECT number, id, info FROM series ORDER BY number")?;
    let mut rows = query.query([])?;
    let mut series = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, id): (i64, String) = (row.get(0)?, row.get(1)?);
        let mut info: SeriesInfo =
            parse_json(row.get_ref(2)?.as_str().unwrap_or_default(), &format!("series {id}"))?;
        (info.first, info.last) = edges(connection, number)?;
        series.push(info);
    }
    Ok(series)
}

/// The first and the last valid time.
fn edges(connection: &Connection, number: i64) -> Result<(Option<Timestamp>, Option<Timestamp>), Failure> {
    let mut query = connection.prepare_cached(
        "SELECT min(first), max(last) FROM (
             SELECT min(first) AS first, NULL AS last FROM block INDEXED BY block_of_series WHERE series = ?1
             UNION ALL SELECT NULL, max(last) FROM block WHERE series = ?1
             UNION ALL SELECT min(valid_time), NULL FROM tail WHERE series = ?1
             UNION ALL SELECT NULL, max(valid_time) FROM tail WHERE series = ?1)",
    )?;
    let (first, last): (Option<i64>, Option<i64>) =
        query.query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((first.map(moment).transpose()?, last.map(moment).transpose()?))
}

pub(crate) fn find(connection: &Connection, id: &SeriesId) -> Result<Option<Kept>, Failure> {
    let mut query = connection.prepare_cached("SELECT number, info FROM series WHERE id = ?1")?;
    optional(query.query_row([&id.0], |row| Ok(Kept { number: row.get(0)?, info: row.get(1)? })))
}

/// Makes the series, or takes over what is newly known of it; gives its number and what was known of it before.
///
/// # Errors
/// When its values are in another unit than those there already: the two would be read as one.
pub(crate) fn save(connection: &Connection, info: &SeriesInfo) -> Result<(i64, Option<String>), Failure> {
    let text = json(&SeriesInfo { first: None, last: None, ..info.clone() })?;
    let Some(kept) = find(connection, &info.id)? else {
        connection
            .prepare_cached("INSERT INTO series (id, info) VALUES (?1, ?2)")?
            .execute(params![info.id.0, text])?;
        return Ok((connection.last_insert_rowid(), None));
    };
    let before: SeriesInfo = parse_json(&kept.info, &format!("series {}", info.id))?;
    if before.unit != info.unit {
        return Err(StoreError::Input(format!(
            "{} is kept in {} and these values are in {}; convert them, or import them under another name. \
             Nothing was written",
            info.id,
            before.unit.symbol(),
            info.unit.symbol()
        ))
        .into());
    }
    connection
        .prepare_cached("UPDATE series SET info = ?2 WHERE number = ?1 AND info <> ?2")?
        .execute(params![kept.number, text])?;
    Ok((kept.number, Some(kept.info)))
}

/// Whether what was known of a series, as JSON, is what is said of it now, wherever that comes from.
pub(crate) fn says_the_same(before: &str, info: &SeriesInfo) -> Result<bool, Failure> {
    let before: SeriesInfo = parse_json(before, &format!("series {}", info.id))?;
    let now = SeriesInfo { first: None, last: None, origin: before.origin.clone(), ..info.clone() };
    Ok(SeriesInfo { first: None, last: None, ..before } == now)
}

/// What its observations are filed under.
///
/// # Errors
/// When it isn't there.
pub(crate) fn number(connection: &Connection, id: &SeriesId) -> Result<i64, Failure> {
    match find(connection, id)? {
        Some(kept) => Ok(kept.number),
        None => Err(StoreError::Missing { what: format!("series {id}") }.into()),
    }
}

/// Removes it with all that hangs on it; says whether it was there.
pub(crate) fn remove(connection: &Connection, id: &SeriesId) -> Result<bool, Failure> {
    Ok(connection.prepare_cached("DELETE FROM series WHERE id = ?1")?.execute([&id.0])? > 0)
}
