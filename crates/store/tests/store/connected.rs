//! Other programs that the user has connected: what is kept of them, and what of that an export carries.

use domain::{
    ConnectedSource, ConnectedSourceId, ConnectedSourceStore as _, ConnectedState, SeriesId,
    SourceConnection, SourceMapping, SourceRequest, Store as _, StoreError,
};
use std::fs;
use store::SqliteStore;

fn source(name: &str) -> ConnectedSource {
    ConnectedSource {
        id: ConnectedSourceId(0),
        name: name.to_owned(),
        connection: SourceConnection::Program {
            command: "weather-box".to_owned(),
            arguments: vec!["--all".to_owned()],
            environment: vec![("KEY".to_owned(), "secret".to_owned())],
        },
        request: SourceRequest::Tool { name: "read".to_owned(), arguments: serde_json::Map::new() },
        mapping: SourceMapping { path: Some("/hourly".to_owned()), ..SourceMapping::default() },
        series: vec![SeriesId("box-temperature".into())],
        on: true,
        every_minutes: Some(15),
    }
}

#[test]
fn what_is_kept_comes_back_and_a_number_is_never_given_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a store");
    let none = ConnectedState::default();
    let id = store.save_connected_source(&source("Box"), &none).expect("written");
    let asked =
        ConnectedState { asked: Some("2026-03-01T12:00Z".parse().expect("a moment")), failures: 2, ..none };
    assert!(store.save_source_state(id, &asked).expect("written"));
    let kept = ConnectedSource { id, ..source("Box") };
    assert_eq!(store.connected_sources().expect("readable"), [(kept.clone(), asked.clone())]);
    let off = ConnectedSource { on: false, ..kept };
    assert_eq!(store.save_connected_source(&off, &asked).expect("written"), id);
    assert_eq!(store.connected_sources().expect("readable"), [(off.clone(), asked.clone())]);
    assert!(store.remove_connected_source(id).expect("written"));
    assert!(!store.remove_connected_source(id).expect("written"));
    assert!(!store.save_source_state(id, &asked).expect("written"));
    assert!(matches!(store.save_connected_source(&off, &asked), Err(StoreError::Missing { .. })));
    assert!(store.save_connected_source(&source("Other"), &asked).expect("written") > id);
}

#[test]
fn what_was_removed_leaves_no_key_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a store");
    let id = store.save_connected_source(&source("Box"), &ConnectedState::default()).expect("written");
    store.remove_connected_source(id).expect("written");
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("readable");
        assert!(!bytes.windows(6).any(|window| window == b"secret"));
    }
}

#[test]
fn a_restored_source_may_not_be_asked_until_the_user_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("data")).expect("a store");
    let state = ConnectedState { failures: 3, ..ConnectedState::default() };
    let id = store.save_connected_source(&source("Box"), &state).expect("written");
    let export = folder.path().join("export");
    store.export(&export).expect("exported");
    let restored = SqliteStore::restore(&export, &folder.path().join("restored")).expect("whole");
    let expected = ConnectedSource { id, on: false, ..source("Box") };
    assert_eq!(restored.connected_sources().expect("readable"), [(expected, ConnectedState::default())]);
}
