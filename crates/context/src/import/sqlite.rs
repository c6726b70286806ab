//! Databases of other programs: which make they are, by their tables.

use super::input::InputFile;
use crate::ContextError;
use domain::FileFormat;
use rusqlite::{Connection, OpenFlags};

/// Opens a database to read while its program may be writing; nothing in it can be changed or run.
pub(super) fn open(input: &InputFile) -> Result<Connection, ContextError> {
    let failed = |error: rusqlite::Error| unreadable(input, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(input.path(), flags).map_err(failed)?;
    connection.busy_timeout(std::time::Duration::from_secs(3)).map_err(failed)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;").map_err(failed)?;
    Ok(connection)
}

pub(super) fn unreadable(input: &InputFile, error: &rusqlite::Error) -> ContextError {
    ContextError::Database { path: input.shown(), detail: error.to_string() }
}

/// The columns of a table; none where it isn't there, or is a view, which could be anything.
pub(super) fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
         WHERE t.type = 'table' AND t.name = ?1",
    )?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

/// Which program's database it is.
pub(super) fn detect(input: &InputFile) -> Result<FileFormat, ContextError> {
    let connection = open(input)?;
    let has = |table: &str, column: &str| {
        columns(&connection, table)
            .map(|columns| columns.iter().any(|known| known == column))
            .map_err(|error| unreadable(input, &error))
    };
    if has("states", "state")? || has("statistics_meta", "statistic_id")? {
        Ok(FileFormat::HomeAssistant)
    } else if has("archive", "dateTime")? && has("archive", "usUnits")? {
        Ok(FileFormat::WeeWx)
    } else {
        Err(ContextError::NotText {
            path: input.shown(),
            what: "an SQLite database of a make we don't know",
            advice: "export the table as CSV",
        })
    }
}
