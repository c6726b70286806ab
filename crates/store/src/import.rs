//! Writing a series whole or not at all, in constant memory and however long it takes to read.
//!
//! Values are first gathered in a temporary table, which belongs to one connection and locks nobody out, so that
//! a slow file, a file that turns out to be broken half way, and millions of rows cost the rest of the program
//! nothing. Then one transaction moves them over, and only that one waits for its turn.

use crate::{
    encoding::{finite, seconds},
    failure::{Failure, is_busy},
    series,
};
use domain::{ImportId, InsertReport, Observation, SeriesInfo, StoreError};
use rusqlite::{Connection, TransactionBehavior, params};

/// KiB of pages held in memory by a connection that imports: enough for the path to the end of the tree and a
/// stretch of leaves, whatever the number of rows.
const CACHE: i64 = -16_384;

/// Gathers the values in a temporary table of `connection`; of several with one valid time the last stays.
pub(crate) fn gather(
    connection: &mut Connection,
    observations: &mut dyn Iterator<Item = Result<Observation, StoreError>>,
) -> Result<u32, Failure> {
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.pragma_update(Some("temp"), "cache_size", CACHE)?;
    connection.execute_batch(
        "CREATE TEMP TABLE incoming (valid_time INTEGER NOT NULL PRIMARY KEY, value REAL NOT NULL) STRICT",
    )?;
    // Deferred: it takes no lock on the data file, for it touches the temporary table only.
    let transaction = connection.transaction().map_err(temporary)?;
    {
        let mut insert = transaction.prepare("INSERT OR REPLACE INTO temp.incoming VALUES (?1, ?2)")?;
        for observation in observations {
            let Observation { valid_time, value } = observation?;
            finite(value, &format!("the value at {valid_time}"))?;
            insert.execute(params![seconds(valid_time)?, value]).map_err(temporary)?;
        }
    }
    let count = transaction.query_row("SELECT count(*) FROM temp.incoming", [], |row| row.get(0))?;
    transaction.commit().map_err(temporary)?;
    Ok(count)
}

/// Moves the `count` gathered values into the data file, in one transaction.
pub(crate) fn merge(
    connection: &mut Connection,
    series: &SeriesInfo,
    origin: &str,
    count: u32,
) -> Result<InsertReport, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (series, replaced_info) = series::save(&transaction, series)?;
    transaction.execute(
        "INSERT INTO import (series, origin, replaced_info) VALUES (?1, ?2, ?3)",
        params![series, origin, replaced_info],
    )?;
    let id = transaction.last_insert_rowid();
    // What is about to be written over is kept, so that the import can be undone.
    let changed = transaction.execute(
        "INSERT INTO replaced_observation (import, valid_time, value, replaced_import)
         SELECT ?2, kept.valid_time, kept.value, kept.import
         FROM temp.incoming CROSS JOIN observation AS kept
             ON kept.series = ?1 AND kept.valid_time = incoming.valid_time
         WHERE kept.value <> incoming.value",
        [series, id],
    )?;
    let written = transaction.execute(
        "INSERT INTO observation (series, valid_time, value, import)
         SELECT ?1, valid_time, value, ?2 FROM temp.incoming WHERE true
         ON CONFLICT (series, valid_time) DO UPDATE SET value = excluded.value, import = excluded.import
             WHERE value <> excluded.value",
        [series, id],
    )?;
    let report = InsertReport {
        import: ImportId(id),
        inserted: within_range(written - changed),
        changed: within_range(changed),
        unchanged: count.saturating_sub(within_range(written)),
    };
    transaction.execute(
        "UPDATE import SET inserted = ?2, changed = ?3, unchanged = ?4 WHERE id = ?1",
        params![id, report.inserted, report.changed, report.unchanged],
    )?;
    transaction.commit()?;
    Ok(report)
}

/// Four thousand million rows would not fit the report, nor the disk.
fn within_range(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// The temporary table lies on the disk that holds temporary files, and that one may be full when the data folder's
/// isn't.
fn temporary(error: rusqlite::Error) -> Failure {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) && !is_busy(&error) {
        return StoreError::DiskFull { path: "temporary files".into() }.into();
    }
    error.into()
}
