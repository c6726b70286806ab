//! Files and folders that can't be used: each says what to do, and is left as it was.

use crate::sample::{self, NOON, forecast, import, observed, outcome, place};
use domain::{AnswerId, Store, StoreError};
use rusqlite::Connection;
use std::{
    fs,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::Command,
};
use store::{FILE_NAME, SqliteStore};
use tempfile::TempDir;

/// A folder with a store in it that was closed in order: a series of `hours` values, a question, a setting.
fn used(hours: i64) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let values: Vec<(i64, f64)> = (0..hours).map(|hour| (NOON + hour * 3600, sample::noise(hour))).collect();
    import(&store, "meter", &values).expect("written");
    store.save_forecast(&forecast("tomorrow's picnic", 24)).expect("written");
    store.set_setting("units", &"metric".into()).expect("written");
    folder
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join(FILE_NAME)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
}

/// The message with the folder's name taken out.
fn said(error: &StoreError, folder: &TempDir) -> String {
    error.to_string().replace(&folder.path().display().to_string(), "/data")
}

fn opening(folder: &TempDir) -> String {
    match SqliteStore::open(folder.path()) {
        Ok(_) => "it opened".into(),
        Err(error) => said(&error, folder),
    }
}

/// Every call that writes, each of which must be refused.
fn writes(store: &dyn Store) -> Vec<StoreError> {
    let id = AnswerId(1);
    let now = jiff::Timestamp::UNIX_EPOCH;
    [
        store.set_setting("units", &"imperial".into()),
        store.save_place(&place(1 << 31, "Home")),
        import(store, "meter", &[(NOON, 5.0)]).map(drop),
        store.save_forecast(&forecast("a run", 24)).map(drop),
        store.save_outcome(id, &outcome()),
        store.cache("key", b"value", now),
        store.save_series(&sample::series("other")),
        store.remove_series(&sample::series("meter").id).map(drop),
        store.undo_import(domain::ImportId(1)).map(drop),
        store.append(&[]).map(drop),
        store.set_flags(&sample::series("meter").id, &[]),
        store.forget(id),
    ]
    .map(|result| result.expect_err("nothing can be written"))
    .into()
}

fn still_reads(store: &dyn Store) {
    assert_eq!(store.setting("units").expect("readable"), Some("metric".into()));
    assert_eq!(store.history(50).expect("readable").len(), 1);
    assert_eq!(store.forecast(AnswerId(1)).expect("readable").answer.question.text, "tomorrow's picnic");
    assert_eq!(observed(store, "meter").len(), 100);
    assert!(store.health().expect("readable").sound);
}

#[test]
fn the_folder_and_its_files_are_for_their_owner_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("share").join("forecastle");
    let store = SqliteStore::open(&data).expect("made");
    store.set_setting("units", &"metric".into()).expect("written");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in fs::read_dir(&data).expect("a folder") {
        let path = entry.expect("a file").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_file_or_a_folder_that_is_read_only_can_be_read() {
    for (name, file_mode, folder_mode) in
        [("file", 0o400, 0o700), ("folder", 0o600, 0o500), ("both", 0o400, 0o500)]
    {
        let folder = used(100);
        set_mode(&file(&folder), file_mode);
        set_mode(folder.path(), folder_mode);
        let before = fs::read(file(&folder)).expect("readable");
        let store = SqliteStore::open(folder.path()).expect("readable");
        assert!(store.is_read_only(), "{name}");
        still_reads(&store);
        for error in writes(&store) {
            insta::allow_duplicates! {
                insta::assert_snapshot!(said(&error, &folder), @"/data/forecastle.sqlite can't be written; give yourself write permission on it and its folder, or choose another folder with --data");
            }
        }
        drop(store);
        assert!(before == fs::read(file(&folder)).expect("readable"), "{name}: not a byte changed");
        if folder_mode == 0o500 {
            assert_eq!(
                fs::read_dir(folder.path()).expect("a folder").count(),
                1,
                "{name}: nothing beside it"
            );
        }
        set_mode(folder.path(), 0o700);
    }
}

#[test]
fn a_read_only_folder_without_a_file_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    set_mode(folder.path(), 0o500);
    insta::assert_snapshot!(opening(&folder), @"/data/forecastle.sqlite can't be written; give yourself write permission on it and its folder, or choose another folder with --data");
    set_mode(folder.path(), 0o700);
}

#[test]
fn a_read_only_folder_left_by_a_crash_is_read_with_all_that_was_acknowledged() {
    let folder = left_by_a_crash();
    set_mode(&file(&folder), 0o400);
    set_mode(folder.path(), 0o500);
    let store = SqliteStore::open(folder.path());
    // A superuser can make the file that SQLite needs beside it; anyone else is told to give permission.
    match store {
        Ok(store) => {
            still_reads(&store);
            assert_eq!(store.setting("dates").expect("readable"), Some("day_month".into()));
        }
        Err(error) => assert!(matches!(error, StoreError::ReadOnly { .. })),
    }
    set_mode(folder.path(), 0o700);
}

/// The system's own refusals, which a superuser never meets: the test is run again as another user.
#[test]
fn a_file_of_another_user_can_be_read() {
    if fs::metadata("/proc/self").map_or(1, |metadata| std::os::unix::fs::MetadataExt::uid(&metadata)) != 0 {
        return; // The tests above met the same refusals.
    }
    let cases = [
        (used(100), 0o644, 0o755),
        (used(100), 0o666, 0o755),
        (used(100), 0o644, 0o777),
        (left_by_a_crash(), 0o644, 0o755),
    ];
    for (folder, file_mode, folder_mode) in cases {
        set_mode(&file(&folder), file_mode);
        set_mode(folder.path(), folder_mode);
        let mut again = Command::new(std::env::current_exe().expect("a running program has a file"));
        again
            .args(["trouble::role_reads_as_another_user", "--exact"])
            .env(ANOTHERS, folder.path())
            .uid(65_534);
        match again.output() {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout);
                assert!(said.contains("1 passed"), "{file_mode:o} {folder_mode:o}: {said}");
            }
            // The build lies where another user can't go.
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied),
        }
    }
}

const ANOTHERS: &str = "FORECASTLE_TEST_FOLDER_OF_ANOTHER";

#[test]
fn role_reads_as_another_user() {
    let Some(folder) = std::env::var_os(ANOTHERS) else { return };
    let folder = Path::new(&folder);
    let store = SqliteStore::open(folder);
    if folder.join(format!("{FILE_NAME}-wal")).exists() && fs::write(folder.join("trial"), "").is_err() {
        // Its newest answers lie in the log, and reading that takes a file that can't be made here. Older answers
        // shown as the newest would be worse than none.
        assert!(matches!(store, Err(StoreError::ReadOnly { .. })));
        return;
    }
    let store = store.expect("readable");
    assert!(store.is_read_only());
    still_reads(&store);
    assert!(writes(&store).iter().all(|error| matches!(error, StoreError::ReadOnly { .. })));
}

#[test]
fn opened_for_reading_it_is_left_alone() {
    let folder = used(100);
    let store = SqliteStore::open_read_only(folder.path()).expect("readable");
    still_reads(&store);
    assert!(writes(&store).iter().all(|error| matches!(error, StoreError::ReadOnly { .. })));

    let empty = tempfile::tempdir().expect("a folder");
    let error = SqliteStore::open_read_only(empty.path()).err().expect("nothing to read");
    insta::assert_snapshot!(said(&error, &empty), @"the data folder /data can't be used: no data file is in it yet; choose another with --data");
    assert_eq!(fs::read_dir(empty.path()).expect("a folder").count(), 0);
}

#[test]
fn a_folder_that_is_a_file_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("forecastle");
    fs::write(&path, "notes").expect("written");
    let error = SqliteStore::open(&path).err().expect("not a folder");
    insta::assert_snapshot!(said(&error, &folder), @"the data folder /data/forecastle can't be used: it is a file, not a folder; choose another with --data");
    let error = SqliteStore::open(&path.join("deeper")).err().expect("not a folder");
    insta::assert_snapshot!(said(&error, &folder), @"the data folder /data/forecastle/deeper can't be used: not a directory; choose another with --data");
    assert_eq!(fs::read(&path).expect("readable"), b"notes");
}

#[test]
fn a_file_that_is_no_database_says_so_and_stays_as_it_was() {
    for content in ["time,kWh\n".repeat(1000).into_bytes(), b"\0".repeat(8192), vec![1]] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(file(&folder), &content).expect("written");
        insta::allow_duplicates! {
            insta::assert_snapshot!(opening(&folder), @"/data/forecastle.sqlite is damaged (it is not a database); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy");
        }
        assert!(fs::read(file(&folder)).expect("readable") == content, "not a byte changed");
    }
}

#[test]
fn a_folder_in_the_place_of_the_file_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(file(&folder)).expect("made");
    insta::assert_snapshot!(opening(&folder), @"/data/forecastle.sqlite is damaged (it is a folder); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy");
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = Connection::open(file(&folder)).expect("a database");
    other
        .execute_batch("CREATE TABLE bookmark (url TEXT); INSERT INTO bookmark VALUES ('x')")
        .expect("written");
    drop(other);
    let before = fs::read(file(&folder)).expect("readable");
    insta::assert_snapshot!(opening(&folder), @"/data/forecastle.sqlite is damaged (it is the database of another program); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy");
    assert!(before == fs::read(file(&folder)).expect("readable"));
}

#[test]
fn a_file_of_a_newer_version_says_so_and_stays_as_it_was() {
    let folder = used(100);
    let newer = Connection::open(file(&folder)).expect("a database");
    newer.pragma_update(None, "user_version", 100).expect("written");
    drop(newer);
    let before = fs::read(file(&folder)).expect("readable");
    insta::assert_snapshot!(opening(&folder), @"/data/forecastle.sqlite was written by a newer Forecastle (data version 100, this one knows 9); update Forecastle to open it");
    assert!(SqliteStore::open_read_only(folder.path()).is_err());
    assert!(before == fs::read(file(&folder)).expect("readable"));
}

#[test]
fn a_file_cut_short_anywhere_is_found_on_opening_and_stays_as_it_was() {
    // Longer than what is checked whole on opening, and shorter.
    for hours in [100, 700_000] {
        let folder = used(hours);
        let whole = fs::read(file(&folder)).expect("readable");
        let pages = whole.len() / 4096;
        for length in
            [whole.len() - 1, whole.len() - 4096, whole.len() / 2, pages / 3 * 4096 + 1234, 4096, 100, 50]
        {
            fs::write(file(&folder), &whole[..length]).expect("written");
            let error = SqliteStore::open(folder.path()).err().expect("damaged");
            assert!(matches!(error, StoreError::Damaged { .. }), "{length} of {}: {error}", whole.len());
            assert_eq!(fs::read(file(&folder)).expect("readable").len(), length);
        }
        fs::write(file(&folder), &whole).expect("written");
        assert_eq!(opening(&folder), "it opened");
    }
    let folder = used(100);
    let whole = fs::read(file(&folder)).expect("readable");
    fs::write(file(&folder), &whole[..whole.len() / 2]).expect("written");
    let lengths = format!("{} of {} bytes", whole.len() / 2, whole.len());
    insta::assert_snapshot!(opening(&folder).replace(&lengths, "half of the bytes"), @"/data/forecastle.sqlite is damaged (its end is missing: half of the bytes are there); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy");
}

/// A store whose program was killed: its newest writes lie in the log only.
fn left_by_a_crash() -> TempDir {
    let folder = used(100);
    let store = SqliteStore::open(folder.path()).expect("opens");
    store.set_setting("dates", &"day_month".into()).expect("written");
    let copy = tempfile::tempdir().expect("a folder");
    for name in [FILE_NAME.to_owned(), format!("{FILE_NAME}-wal")] {
        fs::copy(folder.path().join(&name), copy.path().join(&name)).expect("copied");
    }
    copy
}

#[test]
fn a_file_cut_short_after_a_crash_is_found_too() {
    let folder = left_by_a_crash();
    let whole = fs::read(file(&folder)).expect("readable");
    fs::write(file(&folder), &whole[..whole.len() / 2]).expect("written");
    let log = fs::read(folder.path().join(format!("{FILE_NAME}-wal"))).expect("there is a log");
    let lengths = format!("{} of {} bytes", whole.len() / 2, whole.len());
    insta::assert_snapshot!(opening(&folder).replace(&lengths, "half of the bytes"), @"/data/forecastle.sqlite is damaged (its end is missing: half of the bytes are there); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy");
    assert!(log == fs::read(folder.path().join(format!("{FILE_NAME}-wal"))).expect("still there"));

    fs::write(file(&folder), &whole).expect("written");
    assert_eq!(opening(&folder), "it opened");
}

#[test]
fn an_emptied_file_does_not_cost_the_changes_beside_it() {
    let folder = left_by_a_crash();
    fs::write(file(&folder), b"").expect("written");
    insta::assert_snapshot!(opening(&folder), @"/data/forecastle.sqlite is damaged (it is empty, but forecastle.sqlite-wal beside it holds changes to it); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy");
    assert!(fs::metadata(folder.path().join(format!("{FILE_NAME}-wal"))).expect("still there").len() > 0);
}

#[test]
fn damage_inside_a_small_file_is_found_on_opening() {
    let folder = used(100);
    let mut bytes = fs::read(file(&folder)).expect("readable");
    let pages = bytes.len() / 4096;
    let mut found = 0;
    for page in 1..pages {
        let original = bytes[page * 4096..page * 4096 + 64].to_vec();
        bytes[page * 4096..page * 4096 + 64].fill(0xA5);
        fs::write(file(&folder), &bytes).expect("written");
        match SqliteStore::open(folder.path()) {
            Err(StoreError::Damaged { .. }) => found += 1,
            Err(other) => panic!("page {page}: {other}"),
            // The content of a blob: its structure has no redundancy, and the answer says itself that it can't be read.
            Ok(_) => {}
        }
        bytes[page * 4096..page * 4096 + 64].copy_from_slice(&original);
    }
    assert!(found * 2 > pages, "{found} of {pages} pages");
}

#[test]
fn damage_inside_a_large_file_is_found_by_the_full_check() {
    let folder = used(700_000);
    let mut bytes = fs::read(file(&folder)).expect("readable");
    // The page that holds the end of a value has no next page: the value can still be read, and isn't what it was.
    let pages = bytes.len() / 4096;
    let ends_a_value = |page: &usize| bytes[page * 4096..][..4] == [0; 4];
    let middle = (pages / 2..pages).find(ends_a_value).expect("many pages end a value") * 4096;
    bytes[middle..middle + 4096].fill(0xA5);
    fs::write(file(&folder), &bytes).expect("written");
    let store = SqliteStore::open(folder.path()).expect("a large file isn't read whole on opening");
    assert!(!store.health().expect("readable").sound);
    assert_eq!(store.history(50).expect("what is whole is still read").len(), 1);
    let all =
        store.observations(&domain::SeriesId("meter".into()), jiff::Timestamp::MIN, jiff::Timestamp::MAX);
    insta::assert_snapshot!(said(&all.expect_err("damaged"), &folder), @"/data/forecastle.sqlite is damaged (some of the observations in it can't be read); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy");
}

#[test]
fn health_counts_what_is_there() {
    let folder = used(100);
    let store = SqliteStore::open(folder.path()).expect("opens");
    store.save_place(&place(1 << 31, "Home")).expect("written");
    let health = store.health().expect("readable");
    assert_eq!(health.path, file(&folder).display().to_string());
    assert!(health.bytes >= fs::metadata(file(&folder)).expect("there").len());
    assert!(health.sound);
    assert_eq!(health.schema_version, 9);
    let counts: Vec<String> = health.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    assert_eq!(
        counts,
        [
            "1 questions",
            "0 outcomes",
            "1 places",
            "1 series",
            "100 observations",
            "1 imports",
            "1 settings",
            "0 cached pieces of context",
            "0 verified forecasts",
            "0 lessons learnt",
            "0 runs of weather models",
        ]
    );
}
