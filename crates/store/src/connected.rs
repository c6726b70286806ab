//! Other programs that the user has connected.

use crate::{
    encoding::{json, parse_json},
    failure::Failure,
};
use domain::{ConnectedSource, ConnectedSourceId, ConnectedState, StoreError};
use rusqlite::{Connection, params};

/// All of them, in the order in which they were made.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(ConnectedSource, ConnectedState)>, Failure> {
    let mut query =
        connection.prepare_cached("SELECT id, is_on, source, state FROM connected_source ORDER BY id")?;
    let rows = query.query_map([], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, bool>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, String>(3)?,
        ))
    })?;
    let mut sources = Vec::new();
    for row in rows {
        let (id, on, source, state) = row?;
        let what = format!("connected source {id}");
        let source: ConnectedSource = parse_json(&source, &what)?;
        let state: ConnectedState = parse_json(&state, &what)?;
        sources.push((ConnectedSource { id: ConnectedSourceId(id), on, ..source }, state));
    }
    Ok(sources)
}

/// Keeps a source, and names it where it has no number yet.
pub(crate) fn save(
    connection: &Connection,
    source: &ConnectedSource,
    state: &ConnectedState,
) -> Result<ConnectedSourceId, Failure> {
    let (on, source_json, state) = (source.on, json(source)?, json(state)?);
    if source.id.0 == 0 {
        connection
            .prepare_cached("INSERT INTO connected_source (is_on, source, state) VALUES (?1, ?2, ?3)")?
            .execute(params![on, source_json, state])?;
        return Ok(ConnectedSourceId(connection.last_insert_rowid()));
    }
    let written = connection
        .prepare_cached("UPDATE connected_source SET is_on = ?2, source = ?3, state = ?4 WHERE id = ?1")?
        .execute(params![source.id.0, on, source_json, state])?;
    if written == 0 {
        return Err(StoreError::Missing { what: format!("connected source {}", source.id.0) }.into());
    }
    Ok(source.id)
}

pub(crate) fn save_state(
    connection: &Connection,
    id: ConnectedSourceId,
    state: &ConnectedState,
) -> Result<bool, Failure> {
    let written = connection
        .prepare_cached("UPDATE connected_source SET state = ?2 WHERE id = ?1")?
        .execute(params![id.0, json(state)?])?;
    Ok(written == 1)
}

/// Removes a source; says whether there was one.
pub(crate) fn remove(connection: &Connection, id: ConnectedSourceId) -> Result<bool, Failure> {
    Ok(connection.prepare_cached("DELETE FROM connected_source WHERE id = ?1")?.execute([id.0])? > 0)
}
