//! How what is kept stands: seen by one connection, to which every other one is somebody else.

use crate::{encoding::moment, failure::Failure};
use domain::{SeriesId, Standing};
use rusqlite::{Connection, Transaction};

/// How everything stands, unless nobody has written since the version `known`.
pub(crate) fn unless(connection: &Connection, known: Option<i64>) -> Result<Option<Standing>, Failure> {
    // Read first: what is written meanwhile is seen now and once more the next time, and never missed.
    let version = connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
    if known == Some(version) {
        return Ok(None);
    }
    let snapshot = connection.unchecked_transaction()?;
    Ok(Some(Standing { version, ..read(&snapshot)? }))
}

fn read(snapshot: &Transaction<'_>) -> Result<Standing, Failure> {
    let mut standing = Standing::default();
    let mut series = snapshot.prepare_cached(
        "SELECT series.id, revision.number FROM revision JOIN series ON series.number = revision.series",
    )?;
    for row in series.query_map([], |row| Ok((SeriesId(row.get(0)?), row.get(1)?)))? {
        standing.series.extend([row?]);
    }
    let mut watches = snapshot.prepare_cached("SELECT id, revision FROM watch ORDER BY id")?;
    for row in watches.query_map([], |row| Ok([row.get(0)?, row.get(1)?]))? {
        standing.watches.extend::<[i64; 2]>(row?);
    }
    let mut firings = snapshot.prepare_cached(
        "SELECT count(*), ifnull(max(id), 0), count(told), ifnull(sum(seen), 0) FROM firing",
    )?;
    let told = firings.query_row([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    standing.watches.extend::<[i64; 4]>(told);
    let mut guidance =
        snapshot.prepare_cached("SELECT cell, max(received) FROM guidance_run GROUP BY cell")?;
    let received = guidance.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    standing.guidance = received
        .map(|row| row.map_err(Failure::from).and_then(|(cell, received)| Ok((cell, moment(received)?))))
        .collect::<Result<_, Failure>>()?;
    Ok(standing)
}
