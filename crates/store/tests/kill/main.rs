//! `kill -9` at a random moment, fifty times, during import and while answers are kept: the file opens again, all
//! that was acknowledged is there, and nothing is there by halves.

#[expect(dead_code, reason = "the tests beside this one use the rest")]
#[path = "../store/sample.rs"]
mod sample;

mod harness;

use domain::{AnswerId, Store as _};
use rusqlite::Connection;
use sample::{as_kept, forecast, import, observed};
use std::{env, ffi::OsStr, ops::AddAssign, path::PathBuf, thread, time::Duration};
use store::SqliteStore;

const FOLDER: &str = "FORECASTLE_TEST_FOLDER";
const ROUND: &str = "FORECASTLE_TEST_ROUND";

/// Rows of an import: enough for a few hundred pages, so that most kills fall into one.
const ROWS: i64 = 20_000;

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
                let values: Vec<(i64, f64)> = (0..ROWS).map(|minute| (minute * 60, round as f64)).collect();
                import(&store, "meter", &values).expect("written");
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
