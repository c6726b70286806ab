//! How long a full ask takes, warm, from the words to the drawn charts. Run by `cargo xtask bench ask`.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use contract::{AskRequest, AskResponse, Commands, DrawRequest};
use domain::{DrawOptions, Theme};
use engine::{Engine, StoppedClock};
use std::{sync::Arc, time::Instant};

const WARM_UP: usize = 20;
const COUNTED: usize = 200;

/// A workload: what it shows, the words, the place, and the day of the first question. Each question is asked a day later
/// than the one before, so that nothing but the sources can be warm.
const WORKLOADS: &[(&str, &str, &str)] = &[
    (
        "1 year hourly x 5 variables (drone flight, New York)",
        "fly my drone in New York tomorrow",
        "2013-05-10T18:00",
    ),
    // Beijing's hours begin in 2010; of 5 variables it has 3. Five of two years are in `growth.rs`.
    (
        "2 years hourly x 3 variables (drone flight, Beijing)",
        "fly my drone in Beijing tomorrow",
        "2011-10-01T18:00",
    ),
    ("10 years daily (picnic, Washington)", "picnic in Washington DC tomorrow", "2019-05-10T18:00"),
    ("4 years daily (picnic, Seattle)", "picnic in Seattle tomorrow", "2015-05-10T18:00"),
    ("5 years hourly (run, Beijing)", "run in Beijing tomorrow", "2014-05-10T18:00"),
    ("6 years hourly series (I-94)", "how busy is I-94 tomorrow at 8?", "2018-02-10T18:00"),
    ("a rough climate (picnic, Lisbon)", "picnic in Lisbon tomorrow", "2019-05-10T18:00"),
];

fn main() {
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store::SqliteStore::open(folder.path()).expect("a new data file");
    let clock = StoppedClock("2026-11-22T12:00[UTC]".parse().expect("a moment"));
    let engine = Engine::with(Arc::new(store), Arc::new(clock));
    println!(
        "{:<56} {:>5} {:>8} {:>8} {:>8} {:>10}",
        "full ask, warm, ms", "n", "p50", "p95", "max", "variables"
    );
    for (title, words, first) in WORKLOADS {
        let mut day: jiff::civil::DateTime = first.parse().expect("a moment");
        let mut times = Vec::with_capacity(COUNTED);
        let mut variables = 0;
        for turn in 0..WARM_UP + COUNTED {
            let request = AskRequest {
                text: (*words).to_owned(),
                as_of: Some(day.to_string()),
                ..AskRequest::default()
            };
            let started = Instant::now();
            variables = runtime.block_on(ask(&engine, request));
            if turn >= WARM_UP {
                times.push(started.elapsed().as_secs_f64() * 1000.0);
            }
            day = day.checked_add(jiff::Span::new().days(1)).expect("within the calendar");
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
        println!(
            "{title:<56} {COUNTED:>5} {:>8.1} {:>8.1} {:>8.1} {variables:>10}",
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
}

async fn ask(engine: &Engine, request: AskRequest) -> usize {
    match engine.ask(request).await.expect("an answer") {
        AskResponse::Answered { answer, .. } => {
            let options = DrawOptions { width: 836, theme: Theme::Light };
            let drawings = engine.draw(DrawRequest { answer: answer.id, options }).await.expect("the charts");
            assert_eq!(drawings.len(), answer.charts.len(), "every chart is drawn");
            answer.question.variables().len()
        }
        AskResponse::Unclear { unclear } => panic!("{}", unclear.message),
        AskResponse::Explained { explanation } => panic!("{}", explanation.headline),
    }
}
