//! Two copies of Forecastle, or another program, at the same file.

use crate::sample::{forecast, import, observed};
use domain::{Store as _, StoreError};
use rusqlite::Connection;
use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};
use store::{FILE_NAME, SqliteStore};

const FOLDER: &str = "FORECASTLE_TEST_SHARED_FOLDER";
const COPY: &str = "FORECASTLE_TEST_COPY";

#[test]
fn programs_that_start_at_the_same_time_make_one_file() {
    for _ in 0..3 {
        let folder = tempfile::tempdir().expect("a folder");
        let start = |copy: i32| {
            Command::new(env::current_exe().expect("a running program has a file"))
                .args(["two_copies::role_opens_and_writes", "--exact"])
                .env(FOLDER, folder.path())
                .env(COPY, copy.to_string())
                .stdout(Stdio::piped())
                .spawn()
                .expect("a test binary can be started again")
        };
        let programs: Vec<_> = (0..6).map(start).collect();
        for program in programs {
            let output = program.wait_with_output().expect("our own child");
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(said.contains("1 passed"), "{said}");
        }
        let health = SqliteStore::open(folder.path()).expect("opens").health().expect("readable");
        assert!(health.sound);
        assert_eq!(health.counts[6], ("settings".into(), 6));
    }
}

#[test]
fn role_opens_and_writes() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let copy = env::var(COPY).expect("set by the parent");
    let store = SqliteStore::open(Path::new(&folder)).expect("opens");
    store.set_setting(&format!("copy {copy}"), &true.into()).expect("written");
}

#[test]
fn many_threads_that_open_it_at_the_same_time_make_one_file() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let start = Barrier::new(6);
        thread::scope(|scope| {
            let copies: Vec<_> = (0..6)
                .map(|copy| {
                    let (start, path) = (&start, folder.path());
                    scope.spawn(move || {
                        start.wait();
                        let store = SqliteStore::open(path)?;
                        store.set_setting(&format!("copy {copy}"), &true.into())
                    })
                })
                .collect();
            for copy in copies {
                copy.join().expect("no panic").expect("opened and written");
            }
        });
        let health = SqliteStore::open(folder.path()).expect("opens").health().expect("readable");
        assert!(health.sound);
        assert_eq!(health.counts[6], ("settings".into(), 6));
    }
}

#[test]
fn two_copies_write_in_turns_and_see_what_the_other_wrote() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (SqliteStore::open(folder.path()), SqliteStore::open(folder.path()));
    let (one, two) = (one.expect("opens"), two.expect("opens"));
    thread::scope(|scope| {
        for (store, name) in [(&one, "one"), (&two, "two")] {
            scope.spawn(move || {
                for round in 0..20 {
                    let values: Vec<_> = (0..500).map(|minute| (minute * 60, f64::from(round))).collect();
                    import(store, name, &values).expect("written");
                    store.save_forecast(&forecast(name, 3)).expect("written");
                }
            });
        }
    });
    assert_eq!(one.history(100).expect("readable"), two.history(100).expect("readable"));
    assert_eq!(one.history(100).expect("readable").len(), 40);
    assert_eq!(observed(&one, "two").len(), 500);
    assert_eq!(observed(&two, "one").len(), 500);
}

#[test]
fn reading_does_not_wait_for_a_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    store.set_setting("units", &"metric".into()).expect("written");
    let other = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM setting").expect("writing");
    let begun = Instant::now();
    assert_eq!(store.setting("units").expect("readable"), Some("metric".into()));
    assert!(SqliteStore::open(folder.path()).expect("opens").history(50).expect("readable").is_empty());
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_file_that_another_program_keeps_locked_says_so_after_five_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    store.set_setting("units", &"metric".into()).expect("written");
    let other = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("writing");
    let begun = Instant::now();
    let error = store.set_setting("units", &"imperial".into()).expect_err("locked");
    assert!((4..8).contains(&begun.elapsed().as_secs()));
    let said = error.to_string().replace(&folder.path().display().to_string(), "/data");
    insta::assert_snapshot!(said, @"/data/forecastle.sqlite is in use by another program and stayed locked; close the other copy of Forecastle and try again");
    other.execute_batch("ROLLBACK").expect("done");
    store.set_setting("units", &"imperial".into()).expect("free again");
}

#[test]
fn a_file_that_another_program_keeps_for_itself_cannot_be_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(SqliteStore::open(folder.path()).expect("a new store"));
    let other = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    other
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; INSERT INTO setting VALUES ('a', '1')",
        )
        .expect("locked");
    let error = SqliteStore::open(folder.path()).err().expect("locked");
    assert_eq!(error, StoreError::Locked { path: folder.path().join(FILE_NAME).display().to_string() });
}
