//! Reading what was observed.

use crate::{
    encoding::{ceiling, moment},
    failure::Failure,
    series,
};
use domain::{Observation, SeriesId};
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// By valid time, from `from` up to but without `to`; none for a series that isn't there.
pub(crate) fn within(
    connection: &Connection,
    id: &SeriesId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Observation>, Failure> {
    let Some(series) = series::find(connection, id)? else { return Ok(Vec::new()) };
    let mut query = connection.prepare_cached(
        "SELECT valid_time, value FROM observation
         WHERE series = ?1 AND valid_time >= ?2 AND valid_time < ?3 ORDER BY valid_time",
    )?;
    let mut rows = query.query(params![series.number, ceiling(from), ceiling(to)])?;
    let mut observations = Vec::new();
    while let Some(row) = rows.next()? {
        observations.push(Observation { valid_time: moment(row.get(0)?)?, value: row.get(1)? });
    }
    Ok(observations)
}
