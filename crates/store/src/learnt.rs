//! What was learnt, by scope. What it means is not the store's business.

use crate::{encoding::optional, failure::Failure, verifications::raise_version};
use rusqlite::{Connection, params};

pub(crate) fn get(connection: &Connection, scope: &str) -> Result<Option<Vec<u8>>, Failure> {
    let mut query = connection.prepare_cached("SELECT state FROM learnt WHERE scope = ?1")?;
    optional(query.query_row([scope], |row| row.get(0)))
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut query = connection.prepare_cached("SELECT scope, state FROM learnt ORDER BY scope")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps each state, or forgets it where there is none.
pub(crate) fn save(connection: &Connection, learnt: &[(String, Option<Vec<u8>>)]) -> Result<(), Failure> {
    for (scope, state) in learnt {
        match state {
            Some(state) => connection
                .prepare_cached("INSERT OR REPLACE INTO learnt VALUES (?1, ?2)")?
                .execute(params![scope, state])?,
            None => connection.prepare_cached("DELETE FROM learnt WHERE scope = ?1")?.execute([scope])?,
        };
    }
    raise_version(connection)
}
