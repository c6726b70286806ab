//! A forecast made as of a moment uses nothing learnt after it: the future is changed, and the answer must stay the same to
//! the byte.

use contract::{AskRequest, AskResponse, Commands, ImportRequest};
use domain::Answer;
use engine::{Engine, LEARNT, StoppedClock, Walk};
use std::{fmt::Write as _, path::Path, sync::Arc};

const AS_OF: &str = "2024-03-01T09:00";
const HOURS: i64 = 24 * 120;

fn engine(folder: &Path) -> Engine {
    let store = store::SqliteStore::open(folder).expect("a new data file");
    let clock = StoppedClock("2026-11-22T12:00[Europe/Lisbon]".parse().expect("a moment"));
    Engine::with(Arc::new(store), Arc::new(clock))
}

/// Hourly energy with a daily rhythm; from the `as of` moment on as `future` makes it.
fn readings(future: impl Fn(i64) -> f64) -> String {
    let as_of: jiff::Timestamp = "2024-03-01T09:00:00Z".parse().expect("a moment");
    let start = as_of - jiff::SignedDuration::from_hours(HOURS * 3 / 4);
    let mut csv = String::from("time,energy (kWh)\n");
    for hour in 0..HOURS {
        let time = start + jiff::SignedDuration::from_hours(hour);
        let past = 1.0 + (hour % 24) as f64 / 24.0 + 0.1 * ((hour * 7919 % 100) as f64 / 100.0);
        let value = if time < as_of { past } else { future(hour) };
        writeln!(csv, "{time},{value}").expect("writing to a string never fails");
    }
    csv
}

/// An engine that has imported the readings, with the folder that its data lies in.
async fn imported(future: impl Fn(i64) -> f64) -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let engine = engine(&folder.path().join("data"));
    let file = folder.path().join("cabin.csv");
    std::fs::write(&file, readings(future)).expect("a file can be written");
    let request = ImportRequest {
        path: file.to_string_lossy().into_owned(),
        options: domain::ImportOptions {
            title: Some("Cabin power".to_owned()),
            time_zone: Some("UTC".to_owned()),
            ..domain::ImportOptions::default()
        },
        ..ImportRequest::default()
    };
    engine.import(request).await.expect("a plain file");
    (folder, engine)
}

async fn answer_with(future: impl Fn(i64) -> f64) -> Answer {
    let (_folder, engine) = imported(future).await;
    let request = AskRequest {
        text: "will cabin power be over 40 kWh tomorrow?".to_owned(),
        as_of: Some(format!("{AS_OF}[UTC]")),
        ..AskRequest::default()
    };
    match engine.ask(request).await.expect("an answer") {
        AskResponse::Answered { answer, .. } => *answer,
        AskResponse::Unclear { unclear } => panic!("{}", unclear.message),
        AskResponse::Explained { explanation } => panic!("{}", explanation.headline),
    }
}

/// The answer as bytes, without what is allowed to differ: the time it took and what happened afterwards.
fn forecast_bytes(answer: &Answer) -> String {
    let mut answer = answer.clone();
    answer.execution_time = 0.0;
    answer.outcome = None;
    for chart in &mut answer.charts {
        chart.table.rows.clear();
        chart.table.columns.clear();
        chart.alt.clear();
        match &mut chart.data {
            domain::ChartData::HourStrip { hours } => hours.iter_mut().for_each(|hour| hour.held = None),
            domain::ChartData::Fan { observed, .. } => *observed = None,
            domain::ChartData::QuantileDotplot { observed, .. } => *observed = None,
            record => unreachable!("an answer has no chart of the record: {record:?}"),
        }
    }
    serde_json::to_string(&answer).expect("an answer is plain data")
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_future_changes_no_byte_of_the_forecast() {
    let calm = answer_with(|_| 1.0).await;
    let wild = answer_with(|hour| 1000.0 * (hour % 5) as f64).await;
    assert_eq!(forecast_bytes(&calm), forecast_bytes(&wild));
    let (calm, wild) =
        (calm.outcome.expect("it has happened since"), wild.outcome.expect("it has happened since"));
    assert_eq!(
        (calm.happened, wild.happened),
        (Some(false), Some(true)),
        "what happened afterwards is told, and differs"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_gets_the_same_bytes_again() {
    let (first, second) = (answer_with(|_| 1.0).await, answer_with(|_| 1.0).await);
    assert_eq!(forecast_bytes(&first), forecast_bytes(&second));
}

/// What was learnt on a walk of three weeks up to the evening before the future begins, and all that was said on the way.
async fn walked(future: impl Fn(i64) -> f64) -> (String, String) {
    let (_folder, engine) = imported(future).await;
    let (mut walk, mut said) = (Walk::default(), String::new());
    for day in 9..30 {
        let requests =
            ["will cabin power be over 40 kWh tomorrow?", "cabin power tomorrow"].map(|text| AskRequest {
                text: text.to_owned(),
                as_of: Some(format!("2024-02-{day:02}T18:00[UTC]")),
                ..AskRequest::default()
            });
        for step in walk.issue(&engine, requests.to_vec()).await.expect("answers") {
            said.push_str(&forecast_bytes(&step.ways[LEARNT].answer));
        }
    }
    (serde_json::to_string(&**walk.learning()).expect("plain data"), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_learnt_from_the_future() {
    let (calm, wild) = (walked(|_| 1.0).await, walked(|hour| 1000.0 * (hour % 5) as f64).await);
    assert!(calm.0.contains("cabin"), "something was learnt: {}", calm.0);
    assert!(calm == wild, "what is learnt and said before the future must not depend on it");
}
