//! The schema and how an older file comes to it: append-only migrations, applied in one transaction.

use crate::{
    failure::{Failure, is_busy},
    move_to_blocks::move_to_blocks,
};
use domain::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rusqlite_migration::{HookError, M, Migrations};
use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Every migration there ever was, in order. Only ever add to the end.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001_initial.sql"),
    include_str!("../migrations/0002_layers.sql"),
    include_str!("../migrations/0003_guidance.sql"),
    include_str!("../migrations/0004_record.sql"),
    include_str!("../migrations/0005_local_conditions.sql"),
    include_str!("../migrations/0006_revision.sql"),
    include_str!("../migrations/0007_watches.sql"),
    include_str!("../migrations/0008_access.sql"),
    include_str!("../migrations/0009_connected_source.sql"),
];

/// What SQL alone can't do: moves data after the step of this number, in its transaction.
const MOVES: &[(usize, Move)] = &[(2, move_to_blocks)];

type Move = fn(&Transaction<'_>) -> Result<(), Failure>;

/// Marks the file as ours: `FCST`. The first migration writes it.
const APPLICATION_ID: i64 = 0x4643_5354;

/// The newest schema this program knows.
pub(crate) fn known_version() -> u32 {
    u32::try_from(STEPS.len()).expect("migrations are counted in tens")
}

/// The schema version of the file; 0 for one that is still empty.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Refuses a file of a newer Forecastle or of another program. Reads only.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<u32, Failure> {
    let foreign =
        |detail: &str| StoreError::Damaged { path: path.display().to_string(), detail: detail.into() };
    // In one snapshot: another copy of Forecastle may be migrating the file right now.
    let snapshot = connection.unchecked_transaction()?;
    let found = version(&snapshot)?;
    let application: i64 = snapshot.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let empty = !snapshot.prepare("SELECT 1 FROM sqlite_schema")?.exists([])?;
    if application != APPLICATION_ID && (application != 0 || found != 0 || !empty) {
        return Err(foreign("it is the database of another program").into());
    }
    if application == APPLICATION_ID && (found == 0 || empty) {
        return Err(foreign("its tables are missing").into());
    }
    if found > known_version() {
        let path = path.display().to_string();
        return Err(StoreError::Newer { path, found, known: known_version() }.into());
    }
    Ok(found)
}

/// Brings the file to the newest schema, all steps or none.
pub(crate) fn to_latest(connection: &mut Connection, path: &Path) -> Result<(), Failure> {
    while version(connection)? < known_version() {
        let before = version(connection)?;
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        let outcome = migrations().to_latest(connection);
        connection.set_transaction_behavior(TransactionBehavior::Deferred);
        if let Err(error) = outcome {
            // Another copy of Forecastle may have migrated it in the meantime; then all is well.
            if version(connection)? == before {
                return Err(failure(error, path));
            }
        }
    }
    Ok(())
}

/// `rusqlite_migration` reads the version before it begins its transaction, so of two programs that start at the
/// same time the second would run steps again that the first has done. Each step therefore looks once more from
/// inside, and what it did is rolled back if it came too late.
fn migrations() -> Migrations<'static> {
    let step = |(index, sql): (usize, &'static &'static str)| {
        M::up_with_hook(sql, move |transaction: &rusqlite::Transaction<'_>| {
            let done = version(transaction)?;
            if done as usize > index {
                return Err(HookError::Hook(format!("step {} was done by another program", index + 1)));
            }
            for (_, move_data) in MOVES.iter().filter(|(number, _)| *number == index + 1) {
                move_data(transaction).map_err(hook_error)?;
            }
            Ok(())
        })
        .foreign_key_check()
    };
    Migrations::new(STEPS.iter().enumerate().map(step).collect())
}

fn hook_error(failure: Failure) -> HookError {
    match failure {
        Failure::Sqlite(error) => HookError::RusqliteError(error),
        Failure::Said(error) => HookError::Hook(error.to_string()),
        Failure::Damaged(detail) => HookError::Hook(detail.to_owned()),
    }
}

fn failure(error: rusqlite_migration::Error, path: &Path) -> Failure {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => StoreError::Other { path: path.display().to_string(), detail: other.to_string() }.into(),
    }
}

/// Turns the write-ahead log on, with which readers and a writer don't wait for each other; the file remembers it.
/// Changing the mode needs the file for oneself, and SQLite doesn't wait for that by itself.
pub(crate) fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0)) {
            Err(error) if is_busy(&error) && begun.elapsed() < Duration::from_secs(5) => {
                thread::sleep(Duration::from_millis(10));
            }
            other => return other.map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_run_and_leave_no_dangling_reference() {
        migrations().validate().expect("every step applies to an empty database");
    }

    #[test]
    fn the_steps_are_the_files_in_the_order_of_their_names() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let files = std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path());
        let mut files: Vec<_> = files.collect();
        files.sort();
        let texts: Vec<_> = files.iter().map(|file| std::fs::read_to_string(file).expect("a text")).collect();
        assert_eq!(texts, STEPS);
    }

    #[test]
    fn a_step_that_another_program_did_in_the_meantime_is_not_done_twice() {
        // A copy of Forecastle that read "version 0" just before another finished: its steps must all be undone.
        let mut connection = Connection::open_in_memory().expect("memory");
        to_latest(&mut connection, Path::new("memory")).expect("an empty database can be migrated");
        connection
            .execute_batch("CREATE TABLE kept (n INTEGER); INSERT INTO kept VALUES (1)")
            .expect("a table");
        let doubling =
            M::up_with_hook("UPDATE kept SET n = n + 1", |transaction: &rusqlite::Transaction<'_>| {
                if version(transaction)? > 0 { Err(HookError::Hook("late".into())) } else { Ok(()) }
            });
        let mut steps: Vec<M<'_>> = (0..known_version()).map(|_| M::up("SELECT 1")).collect();
        steps.push(doubling);
        let late = Migrations::new(steps);
        assert!(late.to_latest(&mut connection).is_err());
        let n: i64 = connection.query_row("SELECT n FROM kept", [], |row| row.get(0)).expect("kept");
        assert_eq!(n, 1);
    }
}
