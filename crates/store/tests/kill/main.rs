//! `kill -9` at a random moment, a hundred times in all, during import and while answers are kept, and during live updates
//! and exports: the file opens again, all that was acknowledged is there, and nothing is there by halves.

#[expect(dead_code, reason = "the tests beside this one use the rest")]
#[path = "../store/sample.rs"]
mod sample;

mod harness;

use domain::{
    AnswerId, Append, Due, Firing, FiringId, Observation, SeriesId, SourceQuality, Store as _, Verification,
    WatchStore as _,
};
use jiff::Timestamp;
use rusqlite::Connection;
use sample::{as_kept, at, forecast, import_doubted, observed, series};
use std::{
    env,
    ffi::OsStr,
    fs,
    ops::AddAssign,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};
use store::SqliteStore;

const FOLDER: &str = "FORECASTLE_TEST_FOLDER";
const ROUND: &str = "FORECASTLE_TEST_ROUND";

/// Rows of an import: enough for a few hundred pages, so that most kills fall into one.
const ROWS: i64 = 20_000;

/// The times of those values of an import that are doubted: others in each.
fn doubted_of(round: i64) -> impl Iterator<Item = i64> {
    (round % 7..ROWS).step_by(400).map(|minute| minute * 60)
}

fn question(number: i64) -> String {
    format!("tomorrow's picnic, asked {number} times")
}

/// The child: imports the same series again and again with another value in every row, and asks question after
/// question beside it, until it is killed.
#[test]
fn role_imports_and_asks_until_it_is_killed() {
    if !harness::is_child() {
        return;
    }
    let folder = PathBuf::from(env::var_os(FOLDER).expect("set by the parent"));
    let first: i64 = env::var(ROUND).expect("set by the parent").parse().expect("a number");
    let store = SqliteStore::open(&folder).expect("opens however it was left");
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in first.. {
                let mut values: Vec<(i64, f64)> =
                    (0..ROWS).map(|minute| (minute * 60, round as f64)).collect();
                if round % 2 == 0 {
                    values.reverse();
                }
                let doubted: Vec<i64> = doubted_of(round).collect();
                import_doubted(&store, "meter", &values, &doubted).expect("written");
                harness::acknowledge(&format!("imported {round}"));
            }
        });
        scope.spawn(|| {
            for number in first.. {
                let id = store.save_forecast(&forecast(&question(number), 24)).expect("written");
                harness::acknowledge(&format!("asked {} {number}", id.0));
            }
        });
    });
}

/// What the children acknowledged.
#[derive(Default)]
struct Acknowledged {
    imported: Option<i64>,
    asked: Vec<(AnswerId, i64)>,
}

impl AddAssign<Vec<String>> for Acknowledged {
    fn add_assign(&mut self, lines: Vec<String>) {
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let number = |at: usize| words[at].parse().expect("a number");
            match words[0] {
                "imported" => self.imported = Some(number(1)),
                "asked" => self.asked.push((AnswerId(number(1)), number(2))),
                other => panic!("unknown: {other}"),
            }
        }
    }
}

/// What only an import that was cut in two leaves behind, and how often it is found. `?1` is the rows of an import.
const HALVES: &[(&str, &str)] = &[
    (
        "a series without its first import",
        "SELECT count(*) FROM series WHERE ?1 > 0 AND number NOT IN (SELECT series FROM import)",
    ),
    ("an import without its rows", "SELECT count(*) FROM import WHERE inserted + changed + unchanged <> ?1"),
    (
        "values that no import counted",
        "SELECT abs((SELECT coalesce(sum(inserted + changed), 0) FROM import) - (SELECT coalesce(sum(count), 0) FROM block)) WHERE ?1 > 0",
    ),
    (
        "a layer without values",
        "SELECT count(*) FROM layer WHERE ?1 > 0 AND id NOT IN (SELECT layer FROM block)",
    ),
];

/// The next number to import and ask with, after `kills` kills since the last look.
fn check(store: &SqliteStore, acknowledged: &Acknowledged, kills: usize) -> i64 {
    assert!(store.health().expect("readable").sound);

    let values = observed(store, "meter");
    let round = values.first().map(|(_, value)| *value);
    assert!(values.iter().all(|(_, value)| Some(*value) == round), "half an import");
    assert!([0, ROWS as usize].contains(&values.len()), "half an import");
    let round = round.map(|round| round as i64);
    let flags = store.flags(&SeriesId("meter".into()), Timestamp::MIN, Timestamp::MAX).expect("readable");
    let doubted: Vec<i64> = flags.iter().map(|(time, _)| time.as_second()).collect();
    let expected: Vec<i64> = round.into_iter().flat_map(doubted_of).collect();
    assert_eq!(doubted, expected, "doubts about other values than those of import {round:?}");
    assert!(round >= acknowledged.imported, "an import is lost: {round:?} of {:?}", acknowledged.imported);

    let file = Connection::open(store.path()).expect("a database");
    for (flaw, count) in HALVES {
        let found: i64 = file.query_row(count, [ROWS], |row| row.get(0)).expect("readable");
        assert_eq!(found, 0, "half an import: {flaw}");
    }

    let history = store.history(u32::MAX).expect("readable");
    for past in &history {
        // The question says which forecast it was, so every one can be checked, acknowledged or not.
        let kept = store.forecast(past.id).expect("whole");
        assert_eq!(kept, as_kept(&forecast(&past.text, 24), past.id));
    }
    for (id, number) in &acknowledged.asked {
        let kept = history.iter().find(|past| past.id == *id).expect("an answer is lost");
        assert_eq!(kept.text, question(*number));
    }
    let unacknowledged = history.len() - acknowledged.asked.len();
    assert!(unacknowledged <= kills, "{unacknowledged} answers more than could be on their way");
    round.unwrap_or(0).max(history.len() as i64) + 1
}

#[test]
fn nothing_acknowledged_is_lost_by_kill_9() {
    let (mut imported, mut asked) = (0, 0);
    for _ in 0..5 {
        // A new folder, so that some are killed while the file is being made.
        let folder = tempfile::tempdir().expect("a folder");
        let mut acknowledged = Acknowledged::default();
        let (mut next, mut kills_in_all) = (1, 0);
        for kill in 0..10 {
            let number = next.to_string();
            let variables = [(FOLDER, folder.path().as_os_str()), (ROUND, OsStr::new(&number))];
            let delay = harness::random_delay(Duration::from_millis(if kill == 0 { 60 } else { 500 }));
            let lines = harness::kill_after("role_imports_and_asks_until_it_is_killed", &variables, delay);
            imported += lines.iter().filter(|line| line.starts_with("imported")).count();
            asked += lines.iter().filter(|line| line.starts_with("asked")).count();
            acknowledged += lines;
            kills_in_all += 1;
            // Every third time nobody looks, and the next child has to cope with what it finds.
            if kill % 3 == 2 {
                next += 1000;
            } else {
                let store = SqliteStore::open(folder.path()).expect("opens however it was left");
                next = check(&store, &acknowledged, kills_in_all).max(next);
            }
        }
    }
    // Were the children killed before they did anything, all of the above would hold for nothing.
    assert!(imported >= 20 && asked >= 100, "only {imported} imports and {asked} answers");
}

/// The child: verifies one outcome more of each forecast again and again, and counts what it learnt, until it is killed.
#[test]
fn role_verifies_and_learns_until_it_is_killed() {
    if !harness::is_child() {
        return;
    }
    let folder = PathBuf::from(env::var_os(FOLDER).expect("set by the parent"));
    let store = SqliteStore::open(&folder).expect("opens however it was left");
    let due = Due::At(at(sample::NOON + 3 * 86_400));
    loop {
        let version = store.verified_version().expect("readable");
        let mut counted = learnt(&store);
        let batch = store.unverified(&due, AnswerId(0), 10).expect("readable");
        let verifications: Vec<Verification> = batch
            .iter()
            .map(|one| {
                let mut outcomes = one.variables[0].outcomes.clone();
                if let Some(next) = outcomes.iter_mut().find(|outcome| outcome.is_none()) {
                    *next = Some(1.0);
                    counted += 1;
                }
                Verification {
                    forecast: one.forecast,
                    settled: outcomes.iter().all(Option::is_some),
                    happened: None,
                    amount: None,
                    variables: vec![(0, outcomes, Vec::new())],
                }
            })
            .collect();
        let state = [("all".to_owned(), counted.to_le_bytes().to_vec())];
        assert!(store.save_verifications(version, &verifications, &state).expect("written"));
        harness::acknowledge(&format!("learnt {counted}"));
    }
}

/// How many outcomes were learnt from.
fn learnt(store: &SqliteStore) -> u64 {
    let bytes = store.learnt("all").expect("readable").unwrap_or_else(|| vec![0; 8]);
    u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}

#[test]
fn no_outcome_is_learnt_from_twice_or_lost_by_kill_9() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    for number in 0..400 {
        let mut issued = forecast(&question(number), 24);
        issued.answer.as_of = false;
        store.save_forecast(&issued).expect("written");
    }
    drop(store);
    let mut acknowledged = 0;
    for _ in 0..20 {
        let variables = [(FOLDER, folder.path().as_os_str())];
        let delay = harness::random_delay(Duration::from_millis(250));
        let lines = harness::kill_after("role_verifies_and_learns_until_it_is_killed", &variables, delay);
        let told = lines.iter().filter_map(|line| line.strip_prefix("learnt ")?.parse::<u64>().ok()).max();
        acknowledged = acknowledged.max(told.unwrap_or(0));
        let store = SqliteStore::open(folder.path()).expect("opens however it was left");
        let due = Due::Within { series: None, weather: true, from: at(0), to: at(i64::from(i32::MAX)) };
        let all = store.unverified(&due, AnswerId(0), 1000).expect("readable");
        let known =
            all.iter().map(|one| one.variables[0].outcomes.iter().flatten().count() as u64).sum::<u64>();
        assert_eq!(learnt(&store), known, "what was learnt and what is known differ");
        assert!(known >= acknowledged, "an acknowledged outcome is lost");
    }
    // Were the children killed before they did anything, all of the above would hold for nothing.
    assert!(acknowledged > 500, "only {acknowledged} outcomes");
}

/// Rows of one live update.
const BATCH: i64 = 20;

/// The child: appends batch after batch of a live source, and exports everything again and again beside it, until it is
/// killed.
#[test]
fn role_appends_and_exports_until_it_is_killed() {
    if !harness::is_child() {
        return;
    }
    let folder = PathBuf::from(env::var_os(FOLDER).expect("set by the parent"));
    let first: i64 = env::var(ROUND).expect("set by the parent").parse().expect("a number");
    let store = SqliteStore::open(&folder.join("data")).expect("opens however it was left");
    store.save_series(&series("live")).expect("written");
    thread::scope(|scope| {
        scope.spawn(|| {
            let id = SeriesId("live".into());
            for batch in first.. {
                let row =
                    |row| Observation { valid_time: at((batch * BATCH + row) * 60), value: batch as f64 };
                let observations: Vec<Observation> = (0..BATCH).map(row).collect();
                let quality = SourceQuality::MEASURED;
                let update = Append {
                    series: &id,
                    source: "sensor",
                    quality,
                    observations: &observations,
                    flags: &[],
                };
                store.append(&[update]).expect("written");
                harness::acknowledge(&format!("appended {batch}"));
            }
        });
        scope.spawn(|| {
            for number in first.. {
                // The name that the child killed before may have used.
                let target = folder.join(format!("export-{}", number % 1000));
                if !target.exists() {
                    store.export(&target).expect("written");
                    harness::acknowledge(&format!("exported {}", number % 1000));
                }
            }
        });
    });
}

/// How many whole batches are in a store; it is found if one is there by halves or missing among others.
fn batches(store: &SqliteStore) -> i64 {
    if store.series().expect("readable").is_empty() {
        return 0;
    }
    let rows = observed(store, "live");
    for (index, (time, value)) in (0i64..).zip(&rows) {
        assert_eq!((*time, *value as i64), (index * 60, index / BATCH), "a batch is lost or there twice");
    }
    let rows = rows.len() as i64;
    assert_eq!(rows % BATCH, 0, "half a batch");
    rows / BATCH
}

/// Every folder that has the name of an export is whole; gives how many there were. They are removed.
fn check_exports(folder: &Path, exported: &[i64], upto: i64) -> usize {
    for number in exported {
        assert!(folder.join(format!("export-{number}")).exists(), "an export is lost");
    }
    let mut whole = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.starts_with("export-") && !name.contains("unfinished") {
            let restored = SqliteStore::restore(&path, &folder.join("restored")).expect("a whole export");
            assert!(batches(&restored) <= upto);
            drop(restored);
            fs::remove_dir_all(folder.join("restored")).expect("ours");
            fs::remove_dir_all(&path).expect("ours");
            whole += 1;
        }
    }
    whole
}

#[test]
fn no_live_value_is_lost_and_no_export_is_half_by_kill_9() {
    let (mut appended, mut exported_in_all) = (0, 0);
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let mut next = 0;
        for kill in 0..10 {
            let number = next.to_string();
            let variables = [(FOLDER, folder.path().as_os_str()), (ROUND, OsStr::new(&number))];
            let delay = harness::random_delay(Duration::from_millis(if kill == 0 { 60 } else { 400 }));
            let lines = harness::kill_after("role_appends_and_exports_until_it_is_killed", &variables, delay);
            let told = |what: &str| -> Vec<i64> {
                let numbers = lines.iter().filter_map(|line| line.strip_prefix(what));
                numbers.map(|number| number.trim().parse().expect("a number")).collect()
            };
            let store = SqliteStore::open(&folder.path().join("data")).expect("opens however it was left");
            assert!(store.health().expect("readable").sound);
            let there = batches(&store);
            let acknowledged = told("appended").last().map_or(next, |last| last + 1);
            assert!((acknowledged..=acknowledged + 1).contains(&there), "{there} of {acknowledged} batches");
            appended += told("appended").len();
            exported_in_all += check_exports(folder.path(), &told("exported"), there);
            next = there;
        }
    }
    // Were the children killed before they did anything, all of the above would hold for nothing.
    assert!(
        appended >= 200 && exported_in_all >= 20,
        "only {appended} batches and {exported_in_all} exports"
    );
}

/// The child: lets a watch fire, firing after firing, and tells each, until it is killed.
#[test]
fn role_watches_until_it_is_killed() {
    if !harness::is_child() {
        return;
    }
    let folder = PathBuf::from(env::var_os(FOLDER).expect("set by the parent"));
    let store = SqliteStore::open(&folder).expect("opens however it was left");
    // First what an earlier child left untold: at least once, so that nothing is lost.
    for firing in store.untold_firings().expect("readable") {
        harness::acknowledge(&format!("told {}", firing.text));
        store.firing_told(firing.id, at(0)).expect("written");
    }
    loop {
        let mut watch = store.watches().expect("readable").remove(0);
        let number = watch.title.parse::<i64>().expect("a number") + 1;
        watch.title = number.to_string();
        let firing = Firing {
            id: FiringId(0),
            watch: watch.id,
            title: String::new(),
            text: number.to_string(),
            reasons: Vec::new(),
            at: at(number),
            due: at(number),
            told_at: None,
            seen: false,
        };
        assert!(store.update_watch(&watch, Some(&firing)).expect("written"));
        let fired = store.firings(1).expect("readable").remove(0);
        harness::acknowledge(&format!("told {number}"));
        store.firing_told(fired.id, at(number)).expect("written");
    }
}

#[test]
fn killed_while_a_watch_fires_no_firing_is_lost_and_none_is_there_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    store.add_watch(&domain::Watch { title: "0".to_owned(), ..sample::watch("picnic") }).expect("written");
    drop(store);
    let mut told: Vec<i64> = Vec::new();
    let mut untold = 0;
    for _ in 0..15 {
        let variables = [(FOLDER, folder.path().as_os_str())];
        let delay = harness::random_delay(Duration::from_millis(400)) + Duration::from_millis(50);
        let lines = harness::kill_after("role_watches_until_it_is_killed", &variables, delay);
        told.extend(lines.iter().filter_map(|line| line.strip_prefix("told ")?.parse::<i64>().ok()));

        let store = SqliteStore::open(folder.path()).expect("opens however it was left");
        let mut fired: Vec<i64> = store
            .firings(u32::MAX)
            .expect("readable")
            .iter()
            .map(|firing| firing.text.parse().expect("a number"))
            .collect();
        fired.reverse();
        let last = store.watches().expect("readable")[0].title.parse::<i64>().expect("a number");
        assert_eq!(
            fired,
            (1..=last).collect::<Vec<_>>(),
            "each firing is there once, with the state after it"
        );
        untold += store.untold_firings().expect("readable").len();
        assert!(store.untold_firings().expect("readable").len() <= 1);
    }
    assert!(told.len() > 15, "the children got to work: {}", told.len());
    let store = SqliteStore::open(folder.path()).expect("opens");
    let last = store.watches().expect("readable")[0].title.parse::<i64>().expect("a number");
    told.extend(
        store
            .untold_firings()
            .expect("readable")
            .iter()
            .map(|firing| firing.text.parse::<i64>().expect("a number")),
    );
    let all: std::collections::BTreeSet<i64> = told.iter().copied().collect();
    assert_eq!(all, (1..=last).collect(), "each was told, or is still to be");
    let twice = told.len() - all.len();
    assert!(
        twice <= untold.max(15),
        "told twice only where the kill fell between telling and keeping that: {twice}"
    );
}
