//! Erasing for good: no byte of what is erased stays in the file or its log.
//!
//! Deleted cells are overwritten (`secure_delete`), the file is then written anew without its unused pages, and the log is emptied.

use crate::{failure::Failure, verifiable, verifications::raise_version};
use domain::{AnswerId, PlaceId};
use rusqlite::{Connection, types::Value};

/// Removes all that was asked about a place and learnt for it; says how many questions. The place itself too, where it is one of the
/// user's own.
pub(crate) fn place(connection: &Connection, place: PlaceId, cells: &[String]) -> Result<u64, Failure> {
    let mut query = connection.prepare("SELECT forecast, place FROM verifiable")?;
    let all: Vec<(i64, Option<u32>)> =
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut removed = 0;
    for (id, asked_about) in all {
        // Places that were set side by side stand in the claim only.
        let about = asked_about == Some(place.0)
            || verifiable::claim(connection, AnswerId(id))?.is_some_and(|claim| {
                claim
                    .question
                    .choices()
                    .iter()
                    .any(|choice| choice.place.as_ref().is_some_and(|compared| compared.id == place))
            });
        if about {
            removed += connection.prepare_cached("DELETE FROM question WHERE id = ?1")?.execute([id])?;
        }
    }
    connection.execute("DELETE FROM place WHERE id = ?1", [place.0])?;
    // A scope that names a place names it as `place=ID`, between slashes.
    let mut query = connection.prepare("SELECT scope FROM learnt")?;
    let scopes: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let name = format!("place={}", place.0);
    for scope in scopes.iter().filter(|scope| scope.split('/').any(|part| part == name)) {
        connection.execute("DELETE FROM learnt WHERE scope = ?1", [scope])?;
    }
    for cell in cells {
        for table in ["guidance_run", "guidance_month"] {
            connection.execute(&format!("DELETE FROM {table} WHERE cell = ?1"), [cell])?;
        }
    }
    // Worked out for questions, and may be thrown away.
    connection.execute("DELETE FROM context_cache", [])?;
    raise_version(connection)?;
    Ok(removed as u64)
}

/// Empties every table there is, of this version or a later one.
pub(crate) fn everything(connection: &Connection) -> Result<(), Failure> {
    let mut query = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'verified_version'",
    )?;
    let tables: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    // Rows are removed in any order.
    connection.pragma_update(None, "defer_foreign_keys", true)?;
    for table in tables {
        connection.execute(&format!("DELETE FROM \"{}\"", table.replace('"', "\"\"")), [])?;
    }
    raise_version(connection)
}

/// Writes the file anew without what was erased, and empties the log.
pub(crate) fn leave_nothing(connection: &Connection) -> Result<(), Failure> {
    connection.execute_batch("VACUUM")?;
    let busy: Value = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == Value::Integer(0) {
        return Ok(());
    }
    Err(domain::StoreError::Locked { path: connection.path().unwrap_or_default().to_owned() }.into())
}
