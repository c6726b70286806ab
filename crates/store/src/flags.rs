//! Doubts about values, by series and valid time. Few values have any.

use crate::{
    encoding::{ceiling, moment, seconds},
    failure::Failure,
    series,
};
use domain::{QualityFlags, SeriesId};
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// Keeps the doubts in place of those there were.
pub(crate) fn set(
    connection: &Connection,
    series: i64,
    flags: &[(Timestamp, QualityFlags)],
) -> Result<(), Failure> {
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO flag VALUES (?1, ?2, ?3)")?;
    for (valid_time, flags) in flags {
        let time = seconds(*valid_time)?;
        if flags.is_empty() {
            forget(connection, series, time)?;
        } else {
            insert.execute(params![series, time, flags.bits()])?;
        }
    }
    if !flags.is_empty() {
        // What is believed of the values has changed. Where a doubt goes because its value does, that counts already.
        connection
            .prepare_cached("UPDATE revision SET number = number + 1 WHERE series = ?1")?
            .execute([series])?;
    }
    Ok(())
}

/// By valid time, from `from` up to but without `to`; none for a series that isn't there.
pub(crate) fn within(
    connection: &Connection,
    series: &SeriesId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, QualityFlags)>, Failure> {
    let Some(series) = series::find(connection, series)? else { return Ok(Vec::new()) };
    let mut query = connection.prepare_cached(
        "SELECT valid_time, flags FROM flag
         WHERE series = ?1 AND valid_time >= ?2 AND valid_time < ?3 ORDER BY valid_time",
    )?;
    let mut rows = query.query(params![series.number, ceiling(from), ceiling(to)])?;
    let mut flags = Vec::new();
    while let Some(row) = rows.next()? {
        flags.push((moment(row.get(0)?)?, QualityFlags::from_bits(row.get(1)?)));
    }
    Ok(flags)
}

/// Whether any value of the series is in doubt.
pub(crate) fn is_any(connection: &Connection, series: i64) -> Result<bool, Failure> {
    Ok(connection.prepare_cached("SELECT 1 FROM flag WHERE series = ?1")?.exists([series])?)
}

/// The doubts about one value.
pub(crate) fn forget(connection: &Connection, series: i64, time: i64) -> Result<(), Failure> {
    connection
        .prepare_cached("DELETE FROM flag WHERE series = ?1 AND valid_time = ?2")?
        .execute([series, time])?;
    Ok(())
}
