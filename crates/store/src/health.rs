//! The state of the data file, for `forecastle doctor`. Reads all of it: seconds for hundreds of megabytes.

use crate::{damage, failure::Failure, failure::is_damage, migrate};
use domain::StoreHealth;
use rusqlite::Connection;
use std::{fs, path::Path};

/// What is counted, and how.
const COUNTED: &[(&str, &str)] = &[
    ("questions", "SELECT count(*) FROM question"),
    ("outcomes", "SELECT count(*) FROM outcome"),
    ("places", "SELECT count(*) FROM place"),
    ("series", "SELECT count(*) FROM series"),
    // With those that better or newer ones hide.
    ("observations", "SELECT (SELECT coalesce(sum(count), 0) FROM block) + (SELECT count(*) FROM tail)"),
    ("imports", "SELECT count(*) FROM import"),
    ("settings", "SELECT count(*) FROM setting"),
    ("cached pieces of context", "SELECT count(*) FROM context_cache"),
    ("verified forecasts", "SELECT count(*) FROM verified"),
    ("lessons learnt", "SELECT count(*) FROM learnt"),
    ("runs of weather models", "SELECT count(*) FROM guidance_run"),
];

pub(crate) fn health(connection: &Connection, path: &Path) -> Result<StoreHealth, Failure> {
    let sound = match damage::is_sound(connection) {
        Err(error) if is_damage(&error) => false,
        other => other?,
    };
    let mut counts = Vec::with_capacity(COUNTED.len());
    for (words, sql) in COUNTED {
        match connection.query_row(sql, [], |row| row.get::<_, i64>(0)) {
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
