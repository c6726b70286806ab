//! What weather models said, kept and read again.

use domain::{GuidanceKind, KeptGuidance, Series, Step, Store as _, Variable};
use jiff::{SignedDuration, Timestamp};
use proptest::{collection::vec, prelude::*};
use store::SqliteStore;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn hours(start: &str, values: Vec<f64>) -> Series {
    Series::new(at(start).to_zoned(jiff::tz::TimeZone::UTC), Step::HOUR, values).expect("a step")
}

fn part(kind: GuidanceKind, members: Vec<Series>) -> KeptGuidance {
    KeptGuidance { variable: Variable::Temperature, model: "a".to_owned(), kind, members }
}

fn run(received: &str, members: Vec<Series>) -> KeptGuidance {
    part(GuidanceKind::Run { received: at(received) }, members)
}

fn kept(store: &SqliteStore, until: &str, days: u32) -> Vec<KeptGuidance> {
    store.guidance("41.15,-8.61", &Variable::Temperature, at(until), days).expect("readable")
}

fn new_store() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    (folder, store)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn runs_and_months_come_back_as_they_were(
        members in (1..60usize).prop_flat_map(|hours| vec(vec(prop_oneof![Just(f64::NAN), (-600..600i32).prop_map(|tenths| f64::from(tenths) / 8.0)], hours), 1..52)),
        start in 0..400i64,
    ) {
        let (_folder, store) = new_store();
        let first = (at("2025-12-20T00:00Z") + SignedDuration::from_hours(start)).to_string();
        let members: Vec<Series> = members.into_iter().map(|values| hours(&first, values)).collect();
        let said = hours(&first, members[0].values().to_vec());
        let parts = vec![
            part(GuidanceKind::Analysis, vec![said.clone()]),
            part(GuidanceKind::AtLead(SignedDuration::from_hours(24)), vec![said.clone()]),
            run("2026-01-05T12:00Z", members.clone()),
        ];
        store.save_guidance("41.15,-8.61", &parts).expect("written");
        let found = kept(&store, "2026-01-05T12:00Z", 5);
        let runs: Vec<_> = found.iter().filter(|part| matches!(part.kind, GuidanceKind::Run { .. })).collect();
        prop_assert_eq!(runs, [&parts[2]]);
        for kind in [parts[0].kind, parts[1].kind] {
            let observed: Vec<(Timestamp, f64)> =
                found.iter().filter(|part| part.kind == kind).flat_map(|part| part.members[0].observed()).collect();
            prop_assert_eq!(observed, said.observed().collect::<Vec<_>>());
        }
        let before = kept(&store, "2026-01-05T11:59Z", 5);
        let any_run = before.iter().any(|part| matches!(part.kind, GuidanceKind::Run { .. }));
        prop_assert!(!any_run, "received later");
    }
}

#[test]
fn a_run_that_says_the_same_is_kept_once_and_the_newest_of_each_day_is_read() {
    let (_folder, store) = new_store();
    let values = |shift: f64| {
        vec![hours("2026-01-05T00:00Z", vec![1.0 + shift, 2.0]), hours("2026-01-05T00:00Z", vec![3.0, 4.0])]
    };
    for (received, shift) in [
        ("2026-01-01T09:00Z", 0.0),
        ("2026-01-01T15:00Z", 0.5),
        ("2026-01-02T09:00Z", 0.5),
        ("2026-01-03T09:00Z", 1.0),
    ] {
        store.save_guidance("41.15,-8.61", &[run(received, values(shift))]).expect("written");
    }
    let received = |until, days| -> Vec<String> {
        kept(&store, until, days)
            .iter()
            .filter_map(|part| match part.kind {
                GuidanceKind::Run { received } => Some(received.to_string()),
                _ => None,
            })
            .collect()
    };
    assert_eq!(received("2026-02-01T00:00Z", 9), ["2026-01-01T15:00:00Z", "2026-01-03T09:00:00Z"]);
    assert_eq!(received("2026-01-01T10:00Z", 9), ["2026-01-01T09:00:00Z"]);
    assert_eq!(received("2026-02-01T00:00Z", 1), ["2026-01-03T09:00:00Z"]);
    assert_eq!(store.newest_guidance("41.15,-8.61").expect("readable"), Some(at("2026-01-03T09:00Z")));
    assert_eq!(store.newest_guidance("0.00,0.00").expect("readable"), None);
    assert_eq!(store.prune_guidance(at("2026-01-03T00:00Z")).expect("written"), 2);
    assert_eq!(received("2026-02-01T00:00Z", 9), ["2026-01-03T09:00:00Z"]);
}

#[test]
fn newer_values_take_the_place_of_older_ones_and_missing_ones_do_not() {
    let (_folder, store) = new_store();
    for values in [vec![1.0, 2.0, f64::NAN], vec![f64::NAN, 5.0, 6.0]] {
        let values = hours("2026-01-31T22:00Z", values);
        store.save_guidance("41.15,-8.61", &[part(GuidanceKind::Analysis, vec![values])]).expect("written");
    }
    let found = kept(&store, "2026-02-01T00:00Z", 1);
    let observed: Vec<f64> = found[0].members[0].observed().map(|(_, value)| value).collect();
    assert_eq!(observed, [1.0, 5.0, 6.0], "over the end of a month");
}

/// An ensemble run of 51 members over 15 days takes this much room.
#[test]
#[expect(clippy::print_stdout, reason = "prints its figure for a person")]
fn runs_are_small() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(SqliteStore::open(folder.path()).expect("a new store"));
    let member = |number: u32| {
        let value = |hour: u32| {
            let swing = (f64::from(hour) / 24.0 * std::f64::consts::TAU).sin() * 6.0;
            let apart = (f64::from(number * 7919 % 51) - 25.0) * f64::from(hour) / 3000.0;
            ((12.0 + swing + apart) * 10.0).round() / 10.0
        };
        hours("2026-01-05T00:00Z", (0..360).map(value).collect())
    };
    let size = || std::fs::metadata(folder.path().join(store::FILE_NAME)).map_or(0, |file| file.len());
    let empty = size();
    let members: Vec<Series> = (0..51).map(member).collect();
    let store = SqliteStore::open(folder.path()).expect("opens");
    store.save_guidance("41.15,-8.61", &[run("2026-01-05T00:00Z", members)]).expect("written");
    drop(store);
    let bytes = size() - empty;
    println!("{:.2} bytes a value", bytes as f64 / (51.0 * 360.0));
    assert!(bytes < 100_000, "{bytes}");
}
