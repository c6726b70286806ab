//! Cached pieces of context, each with the moment from which it isn't used any more.

use crate::{
    encoding::{ceiling, optional},
    failure::Failure,
};
use jiff::Timestamp;
use rusqlite::{Connection, params};

pub(crate) fn get(connection: &Connection, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, Failure> {
    let mut query =
        connection.prepare_cached("SELECT value FROM context_cache WHERE key = ?1 AND expires > ?2")?;
    optional(query.query_row(params![key, ceiling(now)], |row| row.get(0)))
}

/// Keeps a piece until `expires` and drops those that had expired at `now`, in seconds since 1970.
pub(crate) fn put(
    connection: &Connection,
    key: &str,
    value: &[u8],
    expires: Timestamp,
    now: i64,
) -> Result<(), Failure> {
    connection.prepare_cached("DELETE FROM context_cache WHERE expires <= ?1")?.execute([now])?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO context_cache VALUES (?1, ?2, ?3)")?
        .execute(params![key, value, expires.as_second()])?;
    Ok(())
}
