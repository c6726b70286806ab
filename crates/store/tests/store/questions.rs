//! Forecasts as issued, the history, outcomes, and forgetting.

use crate::sample::{as_kept, at, forecast, outcome};
use domain::{AnswerId, PastQuestion, Store as _, StoreError};
use rusqlite::Connection;
use store::{FILE_NAME, SqliteStore};

#[test]
fn the_history_lists_the_newest_first_with_its_number_in_short() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let mut asked = forecast("tomorrow's picnic", 24);
    let first = store.save_forecast(&asked).expect("written");
    asked.answer.question.text = "how warm will it get?".into();
    asked.answer.short = "18 to 24 °C".into();
    asked.answer.as_of = false;
    // The clock was set back: the order stays that of asking.
    asked.made_at = at(0);
    let second = store.save_forecast(&asked).expect("written");

    let history = store.history(50).expect("readable");
    let newest = PastQuestion {
        id: second,
        text: "how warm will it get?".into(),
        asked_at: at(0),
        headline: "Likely, 84 %: dry and 18 to 24 °C from 12 to 15".into(),
        short: "18 to 24 °C".into(),
        as_of: None,
    };
    assert_eq!(history[0], newest);
    assert_eq!(
        (history[1].id, history[1].short.as_str(), history[1].as_of),
        (first, "84 %", Some(asked.issue_time))
    );
    assert_eq!(store.history(1).expect("readable"), [newest]);
    assert_eq!(store.history(0).expect("readable"), []);
}

#[test]
fn an_outcome_is_kept_replaced_and_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let id = store.save_forecast(&forecast("tomorrow's picnic", 24)).expect("written");
    assert_eq!(store.outcome(id).expect("readable"), None);
    store.save_outcome(id, &outcome()).expect("written");
    let corrected = domain::Outcome { happened: Some(false), ..outcome() };
    store.save_outcome(id, &corrected).expect("written");
    assert_eq!(store.outcome(id).expect("readable"), Some(corrected));
}

#[test]
fn an_answer_that_is_not_there_is_said_to_be_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let missing = StoreError::Missing { what: "answer 7".into() };
    assert_eq!(store.forecast(AnswerId(7)), Err(missing.clone()));
    assert_eq!(store.forget(AnswerId(7)), Err(missing.clone()));
    assert_eq!(store.save_outcome(AnswerId(7), &outcome()), Err(missing.clone()));
    assert_eq!(store.outcome(AnswerId(7)), Ok(None));
    insta::assert_snapshot!(missing, @"there is no answer 7 in the data file; it may have been removed");
}

#[test]
fn a_forgotten_question_leaves_no_trace_in_any_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let kept = store.save_forecast(&forecast("tomorrow's picnic", 24)).expect("written");
    let mut secret = forecast("my rendezvous at Zanzibar", 24);
    secret.answer.headline = "Likely at Zanzibar".into();
    let id = store.save_forecast(&secret).expect("written");
    store
        .save_outcome(id, &domain::Outcome { text: "Zanzibar it was.".into(), ..outcome() })
        .expect("written");
    let traces = || {
        let files =
            std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("a file").path());
        let holds = |path: &std::path::PathBuf| {
            let bytes = std::fs::read(path).expect("readable");
            bytes.windows(8).any(|window| window == b"Zanzibar")
        };
        files.filter(holds).count()
    };
    assert!(traces() > 0, "the test looks in the right place");
    store.forget(id).expect("written");
    assert_eq!(traces(), 0);
    assert_eq!(store.forecast(id), Err(StoreError::Missing { what: format!("answer {}", id.0) }));
    assert_eq!(store.history(50).expect("readable").len(), 1);
    // Its name never comes to mean another answer.
    let next = store.save_forecast(&forecast("a run", 24)).expect("written");
    assert!(next > id && id > kept);
    let counts = store.health().expect("readable").counts;
    assert_eq!((counts[0].1, counts[1].1), (2, 0));
}

#[test]
fn an_answer_of_another_version_stays_listed_and_says_why_it_cannot_be_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let ids: Vec<AnswerId> =
        (0..4).map(|_| store.save_forecast(&forecast("tomorrow's picnic", 24)).expect("written")).collect();
    let compressed = |json: &str| zstd::encode_all(json.as_bytes(), 1).expect("compressible");
    let file = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    let set = |sql: &str, id: AnswerId, value: &dyn rusqlite::ToSql| {
        file.execute(sql, rusqlite::params![id.0, value]).expect("written");
    };
    set("UPDATE forecast SET answer_format = ?2 WHERE question = ?1", ids[0], &99);
    set("UPDATE forecast SET answer = ?2 WHERE question = ?1", ids[1], &compressed("{\"verdict\":\"fine\"}"));
    set("UPDATE forecast SET answer = ?2 WHERE question = ?1", ids[2], &b"not compressed".as_slice());
    set("UPDATE marginal SET quantiles = ?2 WHERE forecast = ?1", ids[3], &b"odd".as_slice());
    for id in &ids {
        assert_eq!(store.forecast(*id), Err(StoreError::Outdated { what: format!("answer {}", id.0) }));
    }
    insta::assert_snapshot!(
        store.forecast(ids[0]).expect_err("another version"),
        @"answer 1 was written by another version of Forecastle, and this one can't read it; update Forecastle, or make it again"
    );
    assert_eq!(store.history(50).expect("readable").len(), 4);
}

#[test]
fn a_later_version_may_add_fields_to_an_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let asked = forecast("tomorrow's picnic", 24);
    let id = store.save_forecast(&asked).expect("written");
    let mut json = serde_json::to_value(&asked.answer).expect("JSON");
    json["mood"] = "optimistic".into();
    let answer = zstd::encode_all(json.to_string().as_bytes(), 1).expect("compressible");
    let file = Connection::open(folder.path().join(FILE_NAME)).expect("a database");
    file.execute("UPDATE forecast SET answer = ?1", [answer]).expect("written");
    assert_eq!(store.forecast(id).expect("readable"), as_kept(&asked, id));
}

#[test]
fn what_could_not_be_read_back_is_not_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let mut unreadable = forecast("tomorrow's picnic", 24);
    unreadable.answer.execution_time = f64::NAN;
    let error = store.save_forecast(&unreadable).expect_err("a number that JSON has no word for").to_string();
    assert!(error.starts_with("this answer can't be kept, for it couldn't be read back"), "{error}");
    let mut weightless = forecast("tomorrow's picnic", 24);
    weightless.weights[0].2 = f64::INFINITY;
    insta::assert_snapshot!(
        store.save_forecast(&weightless).expect_err("not finite"),
        @"the weight of climatology for temperature is not a finite number; leave it out or correct it and try again. Nothing was written"
    );
    assert_eq!(store.history(50).expect("readable"), []);
}

#[test]
fn cached_context_is_given_out_until_it_expires() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    store.cache("grid/38,-9", b"first", at(100)).expect("written");
    store.cache("grid/38,-9", b"second", at(200)).expect("written");
    store.cache("grid/41,-8", b"other", at(150)).expect("written");
    let cached = |key: &str, now| store.cached(key, at(now)).expect("readable");
    assert_eq!(cached("grid/38,-9", 0), Some(b"second".to_vec()));
    assert_eq!(cached("grid/38,-9", 199), Some(b"second".to_vec()));
    assert_eq!(cached("grid/38,-9", 200), None);
    assert_eq!(cached("elsewhere", 0), None);
    // What had expired by then is dropped when something new is cached.
    store.cache("grid/0,0", b"new", at(500)).expect("written");
    let pieces = store.health().expect("readable").counts[7].clone();
    assert_eq!(pieces, ("cached pieces of context".into(), 1));
}
