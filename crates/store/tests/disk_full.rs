//! A disk that is truly full: a small file system in memory, mounted in a name space of its own, which needs no rights on
//! most Linux systems. Where it can't be had the tests say so and pass; the same error by a limit on the number of pages
//! is tested beside `SqliteStore` on every system.
#![cfg(target_os = "linux")]

#[expect(dead_code, reason = "the tests beside this one use the rest")]
#[path = "store/sample.rs"]
mod sample;

use domain::{Store as _, StoreError};
use sample::{forecast, import, noise, observed};
use std::{
    env, fs,
    io::{self, Write as _},
    path::Path,
    process::Command,
};
use store::SqliteStore;

const FOLDER: &str = "FORECASTLE_TEST_SMALL_DISK";

/// Runs the test `role` of this binary with `FOLDER` set to an empty disk of 4 MiB.
fn on_a_small_disk(role: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let mounted = r#"mount -t tmpfs -o size=4m none "$1" && "$2" "$3" --exact --nocapture"#;
    let name_space = ["--user", "--map-root-user", "--mount", "--"];
    let mut trial = Command::new("unshare");
    trial.args(name_space).args(["mount", "-t", "tmpfs", "none"]).arg(folder.path());
    let possible = trial.output().is_ok_and(|output| output.status.success());
    if !possible {
        let _ = io::stderr().write_all(b"skipped: this system lets nobody mount a disk of their own\n");
        return;
    }
    let mut command = Command::new("unshare");
    command.args(name_space).args(["sh", "-c", mounted, "sh"]);
    command.arg(folder.path()).arg(env::current_exe().expect("a file")).arg(role);
    let output = command.env(FOLDER, folder.path()).output().expect("it started a moment ago");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// Fills what is left of the disk with one file.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).expect("made");
    while file.write_all(&[1; 4096]).is_ok() {}
}

#[test]
fn a_full_disk_is_said_to_be_full_and_nothing_is_lost() {
    on_a_small_disk("role_writes_until_the_disk_is_full");
}

#[test]
fn role_writes_until_the_disk_is_full() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let data = Path::new(&folder).join("data");
    let store = SqliteStore::open(&data).expect("there is room yet");
    // To be freed in the end. More than half: the log can only be emptied into a file that has room to grow.
    let ballast = Path::new(&folder).join("ballast");
    fs::write(&ballast, vec![1; 2200 << 10]).expect("there is room yet");
    let full = StoreError::DiskFull { path: store.path().display().to_string() };

    // More than fits: nothing of it is written.
    let small: Vec<(i64, f64)> = (0..1000).map(|minute| (minute * 60, noise(minute))).collect();
    import(&store, "meter", &small).expect("there is room yet");
    let large: Vec<(i64, f64)> = (0..300_000).map(|minute| (minute * 60, noise(minute) + 1.0)).collect();
    assert_eq!(import(&store, "meter", &large), Err(full.clone()));
    assert_eq!(observed(&store, "meter"), small);
    let log = fs::metadata(data.join(format!("{}-wal", store::FILE_NAME))).expect("there is a log").len();
    assert_eq!(log, 0, "what it had begun to write takes no room");

    // Answer after answer, until there is no room.
    let mut kept = Vec::new();
    let error = loop {
        match store.save_forecast(&forecast("tomorrow's picnic", 24)) {
            Ok(id) => kept.push(id),
            Err(error) => break error,
        }
    };
    assert_eq!(error, full);
    assert!(kept.len() > 3);
    fill(&Path::new(&folder).join("more"));
    assert_eq!(store.set_setting("units", &"metric".repeat(1 << 20).into()), Err(full));

    // All that was acknowledged is there, also for a copy that starts now.
    drop(store);
    let store = SqliteStore::open(&data).expect("what is there can be read");
    assert_eq!(observed(&store, "meter"), small);
    assert_eq!(store.history(u32::MAX).expect("readable").len(), kept.len());
    for id in &kept {
        store.forecast(*id).expect("whole");
    }

    // With room again, everything goes on.
    fs::remove_file(&ballast).expect("there");
    store.forget(kept[0]).expect("written");
    store.set_setting("units", &"metric".into()).expect("written");
    assert!(store.health().expect("readable").sound);
}

#[test]
fn a_new_file_on_a_full_disk_is_refused_and_made_once_there_is_room() {
    on_a_small_disk("role_starts_on_a_full_disk");
}

#[test]
fn role_starts_on_a_full_disk() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    fill(&folder.join("ballast"));
    let error = SqliteStore::open(folder).err().expect("no room");
    assert_eq!(error, StoreError::DiskFull { path: folder.join(store::FILE_NAME).display().to_string() });
    fs::remove_file(folder.join("ballast")).expect("there");
    let store = SqliteStore::open(folder).expect("there is room");
    store.set_setting("units", &"metric".into()).expect("written");
}
