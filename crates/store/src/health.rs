//! The state of the data file, for `forecastle doctor`. Reads all of it: seconds for hundreds of megabytes.

use crate::{damage, failure::Failure, failure::is_damage, migrate};
use domain::StoreHealth;
use rusqlite::Connection;
use std::{fs, path::Path};

/// What is counted, and in which table.
const COUNTED: &[(&str, &str)] = &[
    ("questions", "question"),
    ("outcomes", "outcome"),
    ("places", "place"),
    ("series", "series"),
    ("observations", "observation"),
    ("imports", "import"),
    ("settings", "setting"),
    ("cached pieces of context", "context_cache"),
    ("runs of weather models", "guidance_run"),
];

pub(crate) fn health(connection: &Connection, path: &Path) -> Result<StoreHealth, Failure> {
    let sound = match damage::is_sound(connection) {
        Err(error) if is_damage(&error) => false,
        other => other?,
    };
    let mut counts = Vec::with_capacity(COUNTED.len());
    for (words, table) in COUNTED {
        let sql = format!("SELECT count(*) FROM {table}");
        match connection.query_row(&sql, [], |row| row.get::<_, i64>(0)) {
            Ok(count) => counts.push(((*words).to_owned(), count.unsigned_abs())),
            // Of a damaged file, what can still be counted is told.
            Err(error) if is_damage(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(StoreHealth {
        path: path.display().to_string(),
        bytes: fs::metadata(path).map_or(0, |metadata| metadata.len()) + damage::log_length(path),
        schema_version: migrate::version(connection)?,
        sound,
        counts,
    })
}
