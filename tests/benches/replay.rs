//! Whether the probabilities can be trusted: every third day of a year at each sample place with hourly observations, asked as
//! of 18:00 the day before. The blend stands next to each expert, to climatology and to persistence. Run by
//! `cargo xtask bench replay`.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use blend::{
    Calibration,
    scores::{covers, crps_of_members, crps_of_quantiles},
};
use contract::AskRequest;
use domain::Variable;
use engine::{Engine, Rehearsal, StoppedClock};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
};
use std::{collections::BTreeMap, sync::Arc, time::Instant};

/// Places as asked about, and the first and the last day: the airports of `LaGuardia`, Newark and Kennedy, and Beijing.
const PLACES: &[(&str, Date, Date)] = &[
    ("New York", date(2013, 3, 2), date(2013, 12, 29)),
    ("Newark", date(2013, 3, 3), date(2013, 12, 29)),
    ("Valley Stream", date(2013, 3, 4), date(2013, 12, 29)),
    ("Beijing", date(2013, 3, 2), date(2014, 2, 28)),
];
const EVERY: i32 = 3;
const ACTIVITIES: &[&str] = &["picnic", "run", "laundry"];
/// A whole day of hours for the continuous scores.
const PROBES: &[(&str, Variable)] = &[
    ("how warm will it be tomorrow", Variable::Temperature),
    ("how windy will it be tomorrow", Variable::WindSpeed),
];

#[derive(Default)]
struct Events {
    forecast: Vec<(f64, bool)>,
    usual: Vec<(f64, bool)>,
}

#[derive(Default)]
struct Amounts {
    crps: BTreeMap<String, Vec<f64>>,
    covered_80: (usize, usize),
    covered_50: (usize, usize),
    /// The 80 % interval of the blend corrected by the outcomes of the days before.
    onward_80: (usize, usize),
}

/// All that was scored at a place, or at all of them.
#[derive(Default)]
struct Scores {
    station: String,
    events: BTreeMap<&'static str, Events>,
    amounts: BTreeMap<&'static str, Amounts>,
}

impl Scores {
    fn add(&mut self, other: Self) {
        for (activity, events) in other.events {
            let own = self.events.entry(activity).or_default();
            own.forecast.extend(events.forecast);
            own.usual.extend(events.usual);
        }
        for (variable, amounts) in other.amounts {
            let own = self.amounts.entry(variable).or_default();
            for (name, scores) in amounts.crps {
                own.crps.entry(name).or_default().extend(scores);
            }
            for (own, other) in [
                (&mut own.covered_80, amounts.covered_80),
                (&mut own.covered_50, amounts.covered_50),
                (&mut own.onward_80, amounts.onward_80),
            ] {
                own.0 += other.0;
                own.1 += other.1;
            }
        }
    }
}

fn main() {
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(replay());
}

async fn replay() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store::SqliteStore::open(folder.path()).expect("a new data file");
    let clock = StoppedClock("2026-11-22T12:00[UTC]".parse().expect("a moment"));
    let engine = Engine::with(Arc::new(store), Arc::new(clock));
    let mut total = Scores::default();
    for (place, first, last) in PLACES {
        let mut scores = Scores::default();
        let started = Instant::now();
        let mut day = *first;
        let mut calibrations = BTreeMap::new();
        while day <= *last {
            let as_of = day.yesterday().expect("not the first day there is").at(18, 0, 0, 0).to_string();
            for activity in ACTIVITIES {
                event(&engine, (activity, place), &as_of, &mut scores).await;
            }
            for (words, variable) in PROBES {
                let calibration = calibrations.entry(variable.name()).or_default();
                amount(&engine, (&format!("{words} in {place}"), variable), &as_of, &mut scores, calibration)
                    .await;
            }
            day = day.checked_add(jiff::Span::new().days(EVERY)).expect("within the calendar");
        }
        let station = &scores.station;
        println!(
            "\n{place} ({station}), every third day from {first} to {last}, asked as of 18:00 the day before"
        );
        report(&scores);
        println!("{:.1} s", started.elapsed().as_secs_f64());
        total.add(scores);
    }
    println!("\nAll places");
    report(&total);
    reliability(&total);
}

async fn rehearse(engine: &Engine, text: String, as_of: &str) -> Rehearsal {
    let request = AskRequest { text, as_of: Some(as_of.to_owned()), ..AskRequest::default() };
    engine.rehearse(request).await.expect("an answer")
}

async fn event(engine: &Engine, (activity, place): (&'static str, &str), as_of: &str, scores: &mut Scores) {
    let Rehearsal { answer, .. } = rehearse(engine, format!("{activity} tomorrow in {place}"), as_of).await;
    let events = scores.events.entry(activity).or_default();
    let Some(happened) = answer.outcome.as_ref().and_then(|outcome| outcome.happened) else { return };
    let chance = answer.probability.expect("an activity has a chance").value();
    let usual = answer.usual.as_ref().and_then(|usual| usual.chance).expect("a usual chance").value();
    events.forecast.push((chance, happened));
    events.usual.push((usual, happened));
}

async fn amount(
    engine: &Engine,
    (words, variable): (&str, &'static Variable),
    as_of: &str,
    scores: &mut Scores,
    calibration: &mut Calibration,
) {
    let Rehearsal { answer, marginals, experts, .. } = rehearse(engine, words.to_owned(), as_of).await;
    if let Some(origin) = answer.evidence.first() {
        scores.station.clone_from(&origin.source);
    }
    let amounts = scores.amounts.entry(variable.name()).or_default();
    let marginal =
        marginals.iter().find(|marginal| marginal.variable() == variable).expect("the variable asked about");
    let spans = &answer.question.spans;
    let issue_time = answer.issue_time.timestamp();
    let leads: Vec<usize> = marginal
        .valid_times()
        .iter()
        .map(|time| usize::try_from(time.duration_since(issue_time).as_hours() + 1).unwrap_or(1))
        .collect();
    let (onward, issued) = std::mem::take(calibration)
        .caught_up(issue_time, |time| engine.observed(&answer.question, variable, time))
        .issue(marginal, &leads, &variable.support())
        .expect("a distribution");
    *calibration = issued;
    for (index, time) in marginal.valid_times().iter().enumerate() {
        let asked = spans.iter().any(|span| span.start.timestamp() <= *time && *time < span.end.timestamp());
        let Some(observed) = engine.observed(&answer.question, variable, *time).filter(|_| asked) else {
            continue;
        };
        let crps = |forecast: &domain::QuantileForecast| {
            crps_of_quantiles(forecast.levels().as_slice(), forecast.at(index), observed)
        };
        amounts.crps.entry("blend".to_owned()).or_default().push(crps(marginal));
        amounts.crps.entry("blend, carried on".to_owned()).or_default().push(crps(&onward));
        amounts.onward_80.0 += usize::from(covers(&onward, index, 0.8, observed));
        amounts.onward_80.1 += 1;
        if let Some(members) = persistence(engine, &answer, variable, *time) {
            amounts
                .crps
                .entry("persistence".to_owned())
                .or_default()
                .push(crps_of_members(&members, observed));
        }
        for (model, forecast) in &experts {
            if forecast.variable() == variable {
                amounts.crps.entry(model.to_string()).or_default().push(crps(forecast));
            }
        }
        for (level, count) in [(0.8, &mut amounts.covered_80), (0.5, &mut amounts.covered_50)] {
            count.0 += usize::from(covers(marginal, index, level, observed));
            count.1 += 1;
        }
    }
}

/// Probabilistic persistence, the baseline that needs no model: the same hour of the last day known at the issue time, with the
/// errors that this made over the sixty days before as its members.
fn persistence(
    engine: &Engine,
    answer: &domain::Answer,
    variable: &Variable,
    time: Timestamp,
) -> Option<Vec<f64>> {
    let issue_time = answer.issue_time.timestamp();
    let observed = |time: Timestamp| engine.observed(&answer.question, variable, time);
    let day = SignedDuration::from_hours(24);
    let mut lag = day;
    // A value is known when its hour has ended.
    while time - lag + SignedDuration::from_hours(1) > issue_time {
        lag += day;
    }
    let last = observed(time - lag)?;
    let errors = (0..60).filter_map(|back| {
        let then = time - lag - day * back;
        Some(observed(then)? - observed(then - lag)?)
    });
    let members: Vec<f64> = errors.map(|error| last + error).collect();
    (!members.is_empty()).then_some(members)
}

fn brier(pairs: &[(f64, bool)]) -> f64 {
    pairs.iter().map(|(chance, happened)| (chance - f64::from(u8::from(*happened))).powi(2)).sum::<f64>()
        / pairs.len() as f64
}

fn report(Scores { events, amounts, .. }: &Scores) {
    println!(
        "{:<12} {:>4} {:>9} {:>8} {:>8} {:>10} {:>7}",
        "Brier score", "n", "happened", "forecast", "usual", "base rate", "skill"
    );
    for (activity, events) in events {
        let happened = events.forecast.iter().filter(|(_, happened)| *happened).count() as f64
            / events.forecast.len() as f64;
        let (forecast, usual) = (brier(&events.forecast), brier(&events.usual));
        println!(
            "{activity:<12} {:>4} {happened:>9.2} {forecast:>8.3} {usual:>8.3} {:>10.3} {:>6.0}%",
            events.forecast.len(),
            happened * (1.0 - happened),
            100.0 * (1.0 - forecast / usual)
        );
    }
    println!(
        "\n{:<12} {:>6} {:>10} {:>10} {:>10}  CRPS by expert",
        "amounts", "hours", "in 80 %", "carried on", "in 50 %"
    );
    for (variable, amounts) in amounts {
        let share = |(hit, of): (usize, usize)| hit as f64 / of as f64;
        print!(
            "{variable:<12} {:>6} {:>10.3} {:>10.3} {:>10.3} ",
            amounts.covered_80.1,
            share(amounts.covered_80),
            share(amounts.onward_80),
            share(amounts.covered_50)
        );
        for (name, scores) in &amounts.crps {
            print!(" {name} {:.3} ({}),", scores.iter().sum::<f64>() / scores.len() as f64, scores.len());
        }
        println!();
    }
}

fn reliability(Scores { events, .. }: &Scores) {
    let all: Vec<(f64, bool)> = events.values().flat_map(|events| events.forecast.iter().copied()).collect();
    println!("\nReliability, all activities: forecast chance, how often it happened, of how many");
    for bin in 0..5 {
        let (from, to) = (f64::from(bin) * 0.2, f64::from(bin + 1) * 0.2);
        let here: Vec<&(f64, bool)> = all
            .iter()
            .filter(|(chance, _)| *chance >= from && (*chance < to || (bin == 4 && *chance <= 1.0)))
            .collect();
        if here.is_empty() {
            continue;
        }
        let chance = here.iter().map(|(chance, _)| chance).sum::<f64>() / here.len() as f64;
        let happened = here.iter().filter(|(_, happened)| *happened).count() as f64 / here.len() as f64;
        println!("  {:>3.0} %  {:>3.0} %  of {}", 100.0 * chance, 100.0 * happened, here.len());
    }
}
