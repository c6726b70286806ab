//! Any change of an audit log that lies in the data file: it is found, wherever it is, and nothing panics.

#![no_main]

use arbitrary::Arbitrary;
use domain::{AccessStore as _, AuditEntry};
use libfuzzer_sys::fuzz_target;
use rusqlite::{Connection, params};
use std::sync::{LazyLock, Mutex};
use store::SqliteStore;

#[derive(Debug, Arbitrary)]
enum Change<'a> {
    Entry(&'a [u8]),
    Hash(&'a [u8]),
    Number(i64),
    Gone,
}

const ENTRIES: i64 = 5;

type Row = (i64, String, Vec<u8>);

static LOG: LazyLock<Mutex<(SqliteStore, Connection, Vec<Row>)>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let store = SqliteStore::open(&folder).expect("a data file");
    let entry = |index: i64| AuditEntry {
        at: jiff::Timestamp::UNIX_EPOCH,
        who: format!("program {index}"),
        command: "ask".to_owned(),
        outcome: "done".to_owned(),
        times: 1,
    };
    store.write_audit(&(0..ENTRIES).map(entry).collect::<Vec<_>>()).expect("written");
    let file = std::fs::read_dir(&folder).expect("the folder").flatten().map(|entry| entry.path());
    let file =
        file.filter(|path| std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3")));
    let connection = Connection::open(file.last().expect("the data file")).expect("it opens");
    connection.execute_batch("PRAGMA synchronous = OFF").expect("no need to last");
    let rows = rows(&connection);
    Mutex::new((store, connection, rows))
});

fn rows(connection: &Connection) -> Vec<Row> {
    let mut query =
        connection.prepare("SELECT number, entry, hash FROM audit ORDER BY number").expect("a query");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

fuzz_target!(|input: (u8, Change<'_>)| {
    let (which, change) = input;
    let log = LOG.lock().expect("not poisoned");
    let (store, connection, rows) = &*log;
    let number = i64::from(which) % ENTRIES + 1;
    let before = &rows[usize::try_from(number - 1).expect("small")];
    let changed = match change {
        Change::Entry(bytes) => {
            let set = "UPDATE audit SET entry = CAST(?2 AS TEXT) WHERE number = ?1";
            connection.execute(set, params![number, bytes]).map(|_| bytes != before.1.as_bytes())
        }
        Change::Hash(bytes) => {
            let set = "UPDATE audit SET hash = ?2 WHERE number = ?1";
            connection.execute(set, params![number, bytes]).map(|_| bytes != before.2)
        }
        Change::Number(other) => {
            let set = "UPDATE audit SET number = ?2 WHERE number = ?1";
            connection.execute(set, params![number, other]).map(|_| other != number)
        }
        // Entries cut off the end are found only by whoever wrote the newest hash down elsewhere.
        Change::Gone => connection
            .execute("DELETE FROM audit WHERE number = ?1", params![number])
            .map(|_| number != ENTRIES),
    };
    if let Ok(changed) = changed {
        // A log that can't be read at all is no sound one either.
        let sound = store.check_audit().is_ok_and(|chain| chain.broken.is_none());
        assert_eq!(sound, !changed, "entry {number}: {change:?}");
    }
    connection.execute("DELETE FROM audit", []).expect("emptied");
    for (number, entry, hash) in rows {
        let row = params![number, entry, hash];
        connection
            .execute("INSERT INTO audit (number, entry, hash) VALUES (?1, ?2, ?3)", row)
            .expect("restored");
    }
});
