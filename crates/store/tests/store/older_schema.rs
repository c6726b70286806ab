//! Files that an older Forecastle wrote.

use crate::sample::{NOON, at, import, noise, observed, series};
use domain::{ImportId, Store as _};
use rusqlite::Connection;
use std::collections::BTreeMap;
use store::{FILE_NAME, SqliteStore};
use tempfile::TempDir;

/// A file with the first schema: each import sets values as the code of that time did.
fn with_first_schema(imports: &[(&str, Vec<(i64, f64)>)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    file.execute_batch(include_str!("../../migrations/0001_initial.sql")).expect("the first schema");
    file.pragma_update(None, "user_version", 1).expect("written");
    file.execute_batch("BEGIN").expect("begun");
    for (import, (id, values)) in (1i64..).zip(imports) {
        let info = serde_json::to_string(&series(id)).expect("JSON");
        file.execute("INSERT OR IGNORE INTO series (id, info) VALUES (?1, ?2)", [*id, &info])
            .expect("written");
        let number: i64 =
            file.query_row("SELECT number FROM series WHERE id = ?1", [*id], |row| row.get(0)).expect("made");
        let before: i64 = file
            .query_row("SELECT count(*) FROM import WHERE series = ?1", [number], |row| row.get(0))
            .expect("readable");
        file.execute(
            "INSERT INTO import (id, series, origin, replaced_info) VALUES (?1, ?2, 'meter.csv', ?3)",
            rusqlite::params![import, number, (before > 0).then_some(&info)],
        )
        .expect("written");
        for (time, value) in values {
            file.execute(
                "INSERT INTO replaced_observation SELECT ?1, valid_time, value, import FROM observation
                 WHERE series = ?2 AND valid_time = ?3 AND value <> ?4",
                rusqlite::params![import, number, time, value],
            )
            .expect("written");
            file.execute(
                "INSERT INTO observation VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET value = excluded.value,
                 import = excluded.import WHERE value <> excluded.value",
                rusqlite::params![number, time, value, import],
            )
            .expect("written");
        }
    }
    file.execute_batch("COMMIT").expect("written");
    folder
}

fn expected(imports: &[(&str, Vec<(i64, f64)>)], id: &str) -> Vec<(i64, f64)> {
    let all = imports.iter().filter(|(of, _)| *of == id).flat_map(|(_, values)| values.iter().copied());
    all.collect::<BTreeMap<_, _>>().into_iter().collect()
}

#[test]
fn observations_of_the_first_schema_come_over_with_their_imports() {
    let hours = |from: i64, to: i64, value: &dyn Fn(i64) -> f64| -> Vec<(i64, f64)> {
        (from..to).map(|hour| (NOON + hour * 3600, value(hour))).collect()
    };
    let imports = [
        ("meter", hours(0, 9000, &|hour| (hour % 17) as f64 / 10.0)),
        ("other", hours(-500, 500, &noise)),
        ("meter", hours(8000, 10_000, &|hour| (hour % 16) as f64 / 10.0)),
        ("meter", Vec::new()),
        ("meter", vec![(NOON - 7, 0.1 + 0.2), (NOON, 5.0), (NOON + 8000 * 3600, -0.5)]),
    ];
    let folder = with_first_schema(&imports);
    let store = SqliteStore::open(folder.path()).expect("brought up to date");
    for id in ["meter", "other"] {
        assert_eq!(observed(&store, id), expected(&imports, id), "{id}");
    }
    let health = store.health().expect("readable");
    assert!(health.sound);
    assert_eq!(store.imports().expect("readable").len(), 5);

    // Each layer is whole: undoing one brings to light what it wrote over.
    store.undo_import(ImportId(3)).expect("there");
    let rest = [imports[0].clone(), imports[1].clone(), imports[4].clone()];
    assert_eq!(observed(&store, "meter"), expected(&rest, "meter"));
    store.undo_import(ImportId(5)).expect("there");
    assert_eq!(observed(&store, "meter"), expected(&imports[..2], "meter"));

    // The names of imports go on where they were, and importing goes on.
    let report = import(&store, "meter", &imports[0].1).expect("written");
    assert_eq!((report.import, report.unchanged), (None, 9000));
    let report = import(&store, "meter", &[(-60, 1.0)]).expect("written");
    assert_eq!((report.import, report.inserted), (Some(ImportId(6)), 1));
    drop(store);
    let file = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    let left: i64 = file
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%observation%'", [], |row| row.get(0))
        .expect("readable");
    assert_eq!(left, 0, "the old tables are gone");
}

#[test]
fn a_large_file_shrinks_when_it_is_brought_up_to_date() {
    let values: Vec<(i64, f64)> = (0..1_600_000).map(|minute| (minute * 60, (minute % 31) as f64)).collect();
    let folder = with_first_schema(&[("meter", values)]);
    let size = || std::fs::metadata(folder.path().join(FILE_NAME)).expect("there").len();
    let before = size();
    let store = SqliteStore::open(folder.path()).expect("brought up to date");
    assert_eq!(store.series().expect("readable")[0].last, Some(at(1_599_999 * 60)));
    drop(store);
    assert!(size() * 5 < before, "{before} bytes before, {} after", size());
}
