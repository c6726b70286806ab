//! Live updates: appended values, folded into blocks when there are many.

use crate::sample::{NOON, at, import, noise, observed, series};
use domain::{
    Append, AppendReport, Observation, QualityFlag, QualityFlags, SeriesId, SourceQuality, Store as _,
    StoreError,
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::SqliteStore;

fn values(rows: &[(i64, f64)]) -> Vec<Observation> {
    rows.iter().map(|(time, value)| Observation { valid_time: at(*time), value: *value }).collect()
}

fn update<'a>(series: &'a SeriesId, observations: &'a [Observation]) -> Append<'a> {
    Append { series, source: "mqtt", quality: SourceQuality::MEASURED, observations, flags: &[] }
}

#[test]
fn values_that_arrive_in_any_order_and_number_are_all_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let id = SeriesId("meter".into());
    store.save_series(&series("meter")).expect("written");
    let mut expected = BTreeMap::new();
    for batch in 0..120i64 {
        // Mostly the newest, at times one from long ago, some told again.
        let mut rows: Vec<(i64, f64)> =
            (0..97).map(|index| (NOON + (batch * 90 + index) * 60, noise(batch * 1000 + index))).collect();
        rows.push((NOON - batch * 7919 * 60, noise(-batch)));
        rows.swap(3, 90);
        expected.extend(rows.iter().copied());
        store.append(&[update(&id, &values(&rows))]).expect("written");
    }
    let expected: Vec<(i64, f64)> = expected.into_iter().collect();
    assert!(observed(&store, "meter") == expected);
    let info = &store.series().expect("readable")[0];
    assert_eq!(info.first, Some(at(expected[0].0)));
    assert_eq!(info.last, expected.last().map(|(time, _)| at(*time)));
    drop(store);
    let file = rusqlite::Connection::open(folder.path().join(store::FILE_NAME)).expect("a database");
    let count = |sql: &str| file.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("readable");
    assert!(count("SELECT count(*) FROM tail") < 1200, "most are in blocks");
    assert_eq!(
        count("SELECT sum(count) FROM block") + count("SELECT count(*) FROM tail"),
        expected.len() as i64
    );
    assert!(count("SELECT count(*) FROM block") < 8, "and the blocks are well filled");
}

#[test]
fn what_became_of_each_value_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let (meter, other) = (SeriesId("meter".into()), SeriesId("other".into()));
    import(&store, "meter", &[(0, 1.0), (60, 2.0)]).expect("written");
    store.save_series(&series("other")).expect("written");
    let spike = QualityFlags::NONE.with(QualityFlag::Spike);
    let (of_meter, of_other) = (values(&[(60, 2.0), (0, 5.0), (120, 3.0), (120, 4.0)]), values(&[(0, 1.0)]));
    let updates =
        [Append { flags: &[(at(120), spike)], ..update(&meter, &of_meter) }, update(&other, &of_other)];
    let report = store.append(&updates).expect("written");
    assert_eq!(
        report,
        [
            AppendReport { inserted: 1, changed: 1, unchanged: 1 },
            AppendReport { inserted: 1, changed: 0, unchanged: 0 }
        ]
    );
    assert_eq!(observed(&store, "meter"), [(0, 5.0), (60, 2.0), (120, 4.0)]);
    assert_eq!(store.flags(&meter, Timestamp::MIN, Timestamp::MAX).expect("readable"), [(at(120), spike)]);
    let again = store.append(&updates).expect("written");
    assert_eq!(again[0], AppendReport { inserted: 0, changed: 0, unchanged: 3 });
}

#[test]
fn updates_are_written_all_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let (meter, unknown) = (SeriesId("meter".into()), SeriesId("unknown".into()));
    store.save_series(&series("meter")).expect("written");
    let (good, bad) = (values(&[(0, 1.0)]), values(&[(60, f64::INFINITY)]));
    let error = store.append(&[update(&meter, &good), update(&unknown, &good)]).expect_err("unknown");
    insta::assert_snapshot!(error, @"there is no series unknown in the data file; it may have been removed");
    let error = store.append(&[update(&meter, &good), update(&meter, &bad)]).expect_err("not finite");
    assert!(matches!(error, StoreError::Input(_)));
    assert_eq!(observed(&store, "meter"), []);
}

#[test]
fn a_live_value_after_an_import_is_the_newer() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let id = SeriesId("meter".into());
    store.save_series(&series("meter")).expect("written");
    store.append(&[update(&id, &values(&[(0, 1.0), (60, 1.0)]))]).expect("written");
    let import = import(&store, "meter", &[(0, 2.0), (60, 2.0)]).expect("written").import.expect("new");
    store.append(&[update(&id, &values(&[(60, 3.0)]))]).expect("written");
    assert_eq!(observed(&store, "meter"), [(0, 2.0), (60, 3.0)]);
    store.undo_import(import).expect("there");
    assert_eq!(observed(&store, "meter"), [(0, 1.0), (60, 3.0)]);
}
