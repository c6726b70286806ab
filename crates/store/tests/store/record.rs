//! Keeping score: what is due, keeping what was found once, how it went, and erasing.

use crate::sample::{forecast, outcome, place};
use domain::{
    AnswerId, Due, Issue, IssuedForecast, PlaceId, SeriesId, Store as _, StoreError, Variable, Verification,
    Went,
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use store::{FILE_NAME, SqliteStore};
use tempfile::TempDir;

fn new_store() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    (folder, store)
}

fn live(text: &str) -> IssuedForecast {
    let mut issued = forecast(text, 24);
    issued.answer.as_of = false;
    issued
}

fn last(issued: &IssuedForecast) -> Timestamp {
    *issued.experts[0].blend.valid_times().last().expect("valid times")
}

fn found(issued: &IssuedForecast, id: AnswerId, settled: bool) -> Verification {
    let outcomes = |_| (0..24).map(|hour| (settled || hour < 12).then_some(20.5 + f64::from(hour))).collect();
    Verification {
        forecast: id,
        settled,
        happened: settled.then_some(true),
        amount: None,
        variables: (0..issued.experts.len()).map(|at| (at, outcomes(at), vec![1, 2, 3])).collect(),
    }
}

#[test]
fn a_forecast_is_due_from_its_first_valid_time_until_every_outcome_is_known() {
    let (_folder, store) = new_store();
    let issued = live("tomorrow's picnic");
    let id = store.save_forecast(&issued).expect("written");
    let due = |moment| store.unverified(&Due::At(moment), AnswerId(0), 10).expect("readable");
    assert!(due(issued.issue_time).is_empty(), "nothing has come yet");
    let [one] = &due(last(&issued))[..] else { panic!("one is due") };
    assert_eq!((one.forecast, one.issue, one.repeated), (id, Issue::Live, false));
    assert_eq!(one.claim.as_ref().expect("written with it").decisive, issued.decisive);
    assert_eq!(one.variables.len(), issued.experts.len());
    assert!(one.variables[0].outcomes.iter().all(Option::is_none));
    assert_eq!(store.verifiable(&[id]).expect("readable"), std::slice::from_ref(&issued.experts));

    let version = store.verified_version().expect("readable");
    assert!(store.save_verifications(version, &[found(&issued, id, false)], &[]).expect("written"));
    let [one] = &due(last(&issued))[..] else { panic!("half of it is still to come") };
    assert_eq!(one.variables[0].outcomes.iter().flatten().count(), 12);
    let late = last(&issued) + SignedDuration::from_hours(61 * 24);
    assert!(due(late).is_empty(), "nobody waits for ever");

    let version = store.verified_version().expect("readable");
    assert!(store.save_verifications(version, &[found(&issued, id, true)], &[]).expect("written"));
    assert!(due(last(&issued)).is_empty());
    let [kept] = &store.record().expect("readable")[..] else { panic!("one is recorded") };
    assert_eq!((kept.forecast, kept.happened, kept.variables.len()), (id, Some(true), issued.experts.len()));
    assert_eq!(kept.variables[0], (Variable::Temperature, false, vec![1, 2, 3]));
}

#[test]
fn corrected_values_are_found_by_series_and_valid_time() {
    let (_folder, store) = new_store();
    let issued = live("tomorrow's picnic");
    let id = store.save_forecast(&issued).expect("written");
    assert!(store.save_verifications(0, &[found(&issued, id, true)], &[]).expect("written"));
    let end = last(&issued);
    let hour = SignedDuration::from_hours(1);
    for (series, weather, from, to, expected) in [
        (None, true, end, end, 1),
        (Some("meter"), true, end, end, 1),
        (Some("meter"), false, end, end, 0),
        (None, true, end + hour, end + hour, 0),
        (None, true, issued.issue_time - hour, issued.issue_time, 0),
        (None, true, Timestamp::MIN, Timestamp::MAX, 1),
    ] {
        let due = Due::Within { series: series.map(|id| SeriesId(id.to_owned())), weather, from, to };
        assert_eq!(store.unverified(&due, AnswerId(0), 10).expect("readable").len(), expected, "{due:?}");
        assert!(store.unverified(&due, id, 10).expect("readable").is_empty());
    }
}

#[test]
fn whoever_comes_second_changes_nothing() {
    let (_folder, store) = new_store();
    let issued = live("tomorrow's picnic");
    let id = store.save_forecast(&issued).expect("written");
    let version = store.verified_version().expect("readable");
    let learnt = |bytes: &[u8]| [("everything".to_owned(), bytes.to_vec())];
    assert!(
        store.save_verifications(version, &[found(&issued, id, false)], &learnt(b"first")).expect("written")
    );
    let late = store.save_verifications(version, &[found(&issued, id, true)], &learnt(b"second"));
    assert!(!late.expect("no error"));
    assert_eq!(store.learnt("everything").expect("readable"), Some(b"first".to_vec()));
    assert_eq!(store.record().expect("readable")[0].happened, None);
}

#[test]
fn the_same_question_within_an_hour_is_told_apart_from_another() {
    let (_folder, store) = new_store();
    let mut later = live("tomorrow's picnic, please");
    later.answer.probability = None;
    let mut next_hour = live("tomorrow's picnic");
    next_hour.issue_time += SignedDuration::from_hours(1);
    let mut elsewhere = live("tomorrow's picnic");
    elsewhere.answer.question.place = Some(place(7, "Elsewhere"));
    let all = [live("tomorrow's picnic"), later, next_hour, elsewhere];
    for issued in &all {
        store.save_forecast(issued).expect("written");
    }
    let due = store.unverified(&Due::At(last(&all[0])), AnswerId(0), 10).expect("readable");
    let repeated: Vec<(bool, bool)> =
        due.iter().map(|one| (one.repeated, one.variables[0].repeated)).collect();
    assert_eq!(repeated, [(false, false), (true, true), (false, false), (false, false)]);
}

#[test]
fn how_it_went_is_kept_beside_what_was_measured_and_taken_back() {
    let (_folder, store) = new_store();
    let issued = live("tomorrow's picnic");
    let id = store.save_forecast(&issued).expect("written");
    store.save_outcome(id, &outcome()).expect("written");
    assert_eq!(store.save_went(id, Some(Went::Badly)).expect("written"), None);
    assert_eq!(store.save_went(id, Some(Went::Value { value: 3.5 })).expect("written"), Some(Went::Badly));
    assert_eq!(store.went(id).expect("readable"), Some(Went::Value { value: 3.5 }));
    assert_eq!(store.outcome(id).expect("readable"), Some(outcome()));
    assert_eq!(store.record().expect("readable")[0].went, Some(Went::Value { value: 3.5 }));
    assert_eq!(store.save_went(id, None).expect("written"), Some(Went::Value { value: 3.5 }));
    assert_eq!(store.went(id).expect("readable"), None);
    assert!(store.record().expect("readable").is_empty());
    assert!(matches!(store.save_went(AnswerId(99), Some(Went::Fine)), Err(StoreError::Missing { .. })));
    assert!(matches!(store.save_went(id, Some(Went::Value { value: f64::NAN })), Err(StoreError::Input(_))));
}

/// Whether any file of the folder holds these bytes.
fn holds(folder: &TempDir, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder.path()).expect("a folder").any(|entry| {
        let content = std::fs::read(entry.expect("a file").path()).expect("readable");
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[test]
fn a_place_that_is_erased_leaves_nothing_behind() {
    let (folder, store) = new_store();
    let mut secret = live("a rendezvous at Zanzibar");
    let zanzibar = place(PlaceId::OWN + 5, "Zanzibar");
    secret.answer.question.place = Some(zanzibar.clone());
    secret.answer.headline = "Likely at Zanzibar".into();
    store.save_place(&zanzibar).expect("written");
    let id = store.save_forecast(&secret).expect("written");
    let kept = store.save_forecast(&live("tomorrow's picnic")).expect("written");
    store
        .save_outcome(id, &domain::Outcome { text: "Zanzibar it was".into(), ..outcome() })
        .expect("written");
    store.save_went(id, Some(Went::Fine)).expect("written");
    let scope = format!("temperature/place={}", zanzibar.id.0);
    let learnt = [(scope.clone(), b"Zanzibar is warm".to_vec()), ("temperature".to_owned(), vec![7])];
    assert!(store.save_verifications(0, &[found(&secret, id, true)], &learnt).expect("written"));
    store.cache("Zanzibar", b"Zanzibar", Timestamp::MAX).expect("written");
    assert!(holds(&folder, b"Zanzibar"));

    assert_eq!(store.erase_place(zanzibar.id, &["-6.16,39.19".to_owned()]).expect("written"), 1);
    assert!(!holds(&folder, b"Zanzibar"));
    assert!(!holds(&folder, scope.as_bytes()));
    assert_eq!(store.learnt("temperature").expect("readable"), Some(vec![7]));
    assert_eq!(store.history(10).expect("readable").iter().map(|one| one.id).collect::<Vec<_>>(), [kept]);
    assert!(store.health().expect("readable").sound);
}

#[test]
fn everything_that_is_erased_leaves_nothing_behind() {
    let (folder, store) = new_store();
    let mut secret = live("a rendezvous at Zanzibar");
    secret.answer.question.place = Some(place(PlaceId::OWN + 5, "Zanzibar"));
    let id = store.save_forecast(&secret).expect("written");
    store.save_place(&place(PlaceId::OWN + 5, "Zanzibar")).expect("written");
    store.set_setting("home", &"Zanzibar".into()).expect("written");
    crate::sample::import(&store, "Zanzibar", &[(0, 1.0)]).expect("written");
    assert!(
        store
            .save_verifications(0, &[found(&secret, id, true)], &[("Zanzibar".into(), b"Zanzibar".to_vec())])
            .expect("written")
    );
    store.erase_everything().expect("written");
    assert!(!holds(&folder, b"Zanzibar"));
    let counts = store.health().expect("readable").counts;
    assert!(counts.iter().all(|(_, count)| *count == 0), "{counts:?}");
    // A name that was given is not given again.
    assert!(store.save_forecast(&live("next")).expect("written") > id);
}

#[test]
fn a_file_of_the_third_schema_is_brought_up_and_its_forecasts_are_claimed_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let issued = live("tomorrow's picnic");
    let id = {
        let store = SqliteStore::open(folder.path()).expect("a new store");
        store.save_forecast(&issued).expect("written")
    };
    // Back to what the third schema has.
    let file = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    file.execute_batch(
        "DROP TABLE verified_marginal; DROP TABLE verified; DROP TABLE verifiable_marginal; DROP TABLE verifiable;
         DROP TABLE went; DROP TABLE learnt; DROP TABLE verified_version;
         DROP TABLE local_conditions; DROP TABLE firing; DROP TABLE watch; DROP TRIGGER revision_of_new_series;
         DROP TRIGGER revision_of_new_block; DROP TRIGGER revision_of_removed_block; DROP TRIGGER revision_of_new_value;
         DROP TABLE revision; DROP TABLE access_token; DROP TABLE audit; DROP TABLE connected_source; PRAGMA user_version = 3;",
    )
    .expect("an older file");
    drop(file);
    let store = SqliteStore::open(folder.path()).expect("brought up to date");
    let due = store.unverified(&Due::At(last(&issued)), AnswerId(0), 10).expect("readable");
    assert_eq!((due.len(), due[0].forecast, due[0].claim.is_none()), (1, id, true));
    let mut old = store.forecast(id).expect("readable");
    assert_eq!((old.experts.len(), old.decisive.len()), (0, 0));
    old.decisive.clone_from(&issued.decisive);
    old.experts.clone_from(&issued.experts);
    store.save_claim(&old).expect("written");
    let due = store.unverified(&Due::At(last(&issued)), AnswerId(0), 10).expect("readable");
    assert_eq!(due[0].variables.len(), issued.experts.len());
    assert_eq!(store.forecast(id).expect("readable").experts, issued.experts);
}
