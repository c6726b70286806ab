//! How fast names of places are looked up, and what the gazetteer takes. Run by `cargo xtask bench places`.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use context::gazetteer::Gazetteer;
use std::time::Instant;

const ROUNDS: usize = 100;

const NAMES: &[&str] = &[
    "Porto",
    "Portland Oregon",
    "Paris, Texas",
    "St. Louis",
    "Frankfurt am Main",
    "Newcastle upon Tyne",
    "NYC",
    "São Paulo",
    "Springfield",
    "Cambridge",
    "San Francisco, CA, USA",
    "the weather",
    "Nowheresville",
];

const MISSPELT: &[&str] = &[
    "Lisbin",
    "Lodnon",
    "Muncih",
    "Edinburg",
    "Amsterdm",
    "Copenhagn",
    "San Fransisco",
    "Los Angelos",
    "Philadelpia",
    "Barcelna",
    "Rykjavik",
    "Qwertyuiop",
];

const BEGINNINGS: &[&str] = &["s", "sa", "san", "san f", "lisb", "port", "Paris, te", "new y", "köl"];

const QUESTIONS: &[&str] = &[
    "tomorrow's picnic in San Francisco",
    "will it rain in Springfield on Saturday morning",
    "how much electricity will I use next week",
    "Is it too windy to sail near Newcastle upon Tyne at the weekend?",
    "weather in lodnon tomorrow evening",
    "Santa Barbara weather",
];

fn main() {
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let before = resident();
    let started = Instant::now();
    let gazetteer = Gazetteer::embedded();
    let took = started.elapsed();
    let after = resident();
    println!("load                     {:>9.1} ms", took.as_secs_f64() * 1e3);
    if let (Some(before), Some(after)) = (before, after) {
        println!("memory of the gazetteer  {:>9.1} MB", (after - before) / 1024.0);
    }
    first_letters(gazetteer);
    println!("{:<24} {:>9} {:>9} {:>9}  slowest", "microseconds", "p50", "p95", "max");
    row("find", NAMES, |name| gazetteer.find(name).len());
    row("near", MISSPELT, |name| gazetteer.near(name, 5).len());
    row("corrections, 1 error", MISSPELT, |name| gazetteer.corrections(name, 1, 5).len());
    row("corrections, 2 errors", MISSPELT, |name| gazetteer.corrections(name, 2, 5).len());
    row("areas", &["Portugal", "UT", "Georgia, USA", "umbrella"], |name| gazetteer.areas(name).len());
    row("complete", BEGINNINGS, |beginning| gazetteer.complete(beginning, 7).len());
    row("nearest", &["41.15,-8.61", "0,0", "-33.9,151.2"], |position| {
        let (latitude, longitude) = position.split_once(',').expect("two numbers");
        usize::from(
            gazetteer
                .nearest(latitude.parse().expect("degrees"), longitude.parse().expect("degrees"))
                .is_some(),
        )
    });
    typing(gazetteer);
    if let Some(now) = resident() {
        println!("memory after all that    {:>9.1} MB", (now - before.unwrap_or(now)) / 1024.0);
    }
}

fn setting<'a>(
    gazetteer: &'a Gazetteer,
    home: &'a domain::Place,
    series: &'a [domain::SeriesInfo],
) -> intent::Setting<'a> {
    intent::Setting {
        now: "2026-11-22T12:00[Europe/Lisbon]".parse().expect("a moment"),
        home: Some(home),
        saved: &[],
        gazetteer,
        series,
        activities: intent::Catalogue::built_in(),
        previous: None,
        units: domain::UnitSystem::Metric,
    }
}

/// What laying out the tables takes, as the engine does when it starts, and the first completion after it.
fn first_letters(gazetteer: &Gazetteer) {
    let (series, home) = (context::sources::sample_series(), domain::Place::from(gazetteer.find("Porto")[0]));
    let started = Instant::now();
    let setting = setting(gazetteer, &home, &series);
    intent::prepare(&setting);
    println!("prepare to read          {:>9.1} ms", started.elapsed().as_secs_f64() * 1e3);
    for text in ["picnic in San", "will it rain on", "how much el", "Saint"] {
        let started = Instant::now();
        let found = intent::complete(text, text.len(), &setting).len();
        let took = started.elapsed().as_secs_f64() * 1e3;
        println!("first completion         {took:>9.2} ms, {found} ways on from \"{text}\"");
    }
}

/// A question typed letter by letter.
fn typing(gazetteer: &Gazetteer) {
    let series: Vec<domain::SeriesInfo> = context::sources::sample_series();
    let home = domain::Place::from(gazetteer.find("Porto")[0]);
    let setting = setting(gazetteer, &home, &series);
    let mut beginnings: Vec<&str> = Vec::new();
    for question in QUESTIONS {
        beginnings.extend(question.char_indices().skip(1).map(|(byte, _)| &question[..byte]));
        beginnings.push(question);
    }
    row("complete a question", &beginnings, |text| {
        intent::complete(text, text.chars().count(), &setting).len()
    });
    row("parts of a question", &beginnings, |text| intent::parts(text, &setting).len());
}

/// One row: each of `inputs` many times over.
fn row(title: &str, inputs: &[&str], work: impl Fn(&str) -> usize) {
    let mut times: Vec<(f64, &str)> = Vec::new();
    for input in inputs {
        for _ in 0..ROUNDS {
            let started = Instant::now();
            std::hint::black_box(work(std::hint::black_box(input)));
            times.push((started.elapsed().as_secs_f64() * 1e6, input));
        }
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("{title:<24} {:>9.1} {:>9.1} {:>9.1}  {}", at(0.5).0, at(0.95).0, at(1.0).0, at(0.99).1);
}

/// Memory of this process in kB, where the system tells.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
}
