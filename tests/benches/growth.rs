//! How the cost of a track grows with its history and its experts. Run by `cargo xtask bench models`.
//!
//! The aim: no worse than n log n in the length of the history, and linear in the number of experts.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

#[path = "../../crates/models/benches/workload/mod.rs"]
mod workload;

use blend::{Expert, Rehearsal, TemplateSource};
use domain::{QuantileForecast, QuantileLevels, SeriesKind, Step, Support, Track, Variable};
use jiff::Timestamp;
use models::{Prepared, Task, experts, prepare};
use std::{hint::black_box, sync::Arc, time::Instant};
use workload::Workload;

const YEAR_OF_HOURS: usize = 8760;
const LEADS: usize = 24;
const ROUNDS: usize = 5;

fn main() {
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let workloads = [
        Workload::weather("temperature", Variable::Temperature),
        Workload::weather("wind", Variable::WindSpeed),
        Workload::weather("rain", Variable::Precipitation),
        Workload::series("amounts", SeriesKind::Amount, Step::HOUR, 0.0),
    ];
    with_history(&workloads);
    with_experts(&workloads[3]);
    question();
}

/// All that is computed for one question, one thing after the other: every expert, blending, calibration, joint scenarios.
fn question() {
    println!("\n{:<34} {:>9} {:>9}", "one question on one thread", "ms", "aim");
    let hourly = [
        Workload::weather("temperature", Variable::Temperature),
        Workload::weather("wind", Variable::WindSpeed),
        Workload::weather("gusts", Variable::WindGust),
        Workload::weather("rain", Variable::Precipitation),
        Workload::weather("cloud", Variable::CloudCover),
    ];
    let daily = [Workload::series("amounts", SeriesKind::Amount, Step::DAY, 0.0)];
    for (title, workloads, count, aim) in [
        ("2 years hourly x 5 variables", &hourly[..], 2 * YEAR_OF_HOURS, 150),
        ("10 years daily, amounts", &daily[..], 3652, 50),
    ] {
        let tracks: Vec<Track> = workloads.iter().map(|workload| workload.track(count)).collect();
        let issue = tracks[0].history.time(count);
        let (valid_times, levels) = (ahead(&tracks[0]), QuantileLevels::percentiles());
        let supports: Vec<Support> = tracks.iter().map(|track| track.support).collect();
        let took = quickest(|| {
            let marginals: Vec<QuantileForecast> = tracks
                .iter()
                .map(|track| {
                    engine::forecast_track(track, issue, &valid_times, &levels, &[])
                        .expect("experts that speak")
                        .forecast
                })
                .collect();
            let source = TemplateSource::new(tracks.iter().collect(), issue);
            blend::couple(&marginals, &supports, &source, blend::MEMBERS, 1).expect("scenarios")
        });
        println!("{title:<34} {took:>9.1} {:>9}", format!("<= {aim}"));
    }
}

/// Milliseconds of the quickest of a few runs: what else the machine does only ever adds.
fn quickest<T>(mut run: impl FnMut() -> T) -> f64 {
    (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            black_box(run());
            started.elapsed().as_secs_f64() * 1000.0
        })
        .fold(f64::INFINITY, f64::min)
}

fn ahead(track: &Track) -> Arc<[Timestamp]> {
    let count = track.history.len();
    (count..count + LEADS).map(|index| track.history.time(index)).collect()
}

/// Calls `use_it` with what the experts of `track` are asked.
fn asked<T>(track: &Track, use_it: impl FnOnce(&Prepared, &Task<'_>) -> T) -> T {
    let valid_times = ahead(track);
    let prepared = prepare(track, track.history.time(track.history.len()));
    let plan = prepared.plan(&valid_times);
    let levels = QuantileLevels::percentiles();
    let task = Task {
        prepared: &prepared,
        valid_times,
        plan: &plan,
        levels: &levels,
        seed: 1,
        cancelled: &|| false,
    };
    use_it(&prepared, &task)
}

fn with_history(workloads: &[Workload]) {
    println!(
        "{:<14} {:>6} {:>9} {:>9} {:>9} {:>9} {:>9}   slowest experts",
        "one track, ms", "years", "prepare", "experts", "whole", "growth", "n log n"
    );
    for workload in workloads {
        let mut before: Option<(f64, f64)> = None;
        for years in [1, 2, 4, 8] {
            let count = years * YEAR_OF_HOURS;
            let track = workload.track(count);
            let issue = track.history.time(count);
            let prepared = quickest(|| prepare(&track, issue));
            let mut each: Vec<(f64, String)> = asked(&track, |_, task| {
                let time = |model: &&'static dyn models::Model| {
                    (quickest(|| model.forecast(task).ok()), model.id().to_string())
                };
                experts(&track).iter().map(time).collect()
            });
            let all: f64 = each.iter().map(|(time, _)| time).sum();
            let (valid_times, levels) = (ahead(&track), QuantileLevels::percentiles());
            let whole = quickest(|| engine::forecast_track(&track, issue, &valid_times, &levels, &[]).ok());
            let cost = count as f64 * (count as f64).ln();
            let [growth, fair] =
                before.map_or([String::new(), String::new()], |(whole_before, cost_before)| {
                    [whole / whole_before, cost / cost_before].map(|ratio| format!("x {ratio:.2}"))
                });
            each.sort_by(|a, b| b.0.total_cmp(&a.0));
            let slowest: Vec<String> =
                each.iter().take(3).map(|(time, name)| format!("{name} {time:.1}")).collect();
            println!(
                "{:<14} {years:>6} {prepared:>9.2} {all:>9.2} {whole:>9.2} {growth:>9} {fair:>9}   {}",
                workload.title,
                slowest.join(", ")
            );
            before = Some((whole, cost));
        }
    }
}

/// Blending and calibration alone; asking the experts is a sum over them.
fn with_experts(workload: &Workload) {
    let track = workload.track(2 * YEAR_OF_HOURS);
    asked(&track, |prepared, task| {
        let said: Vec<Expert> = experts(&track)
            .iter()
            .filter_map(|model| {
                let forecast = model.forecast(task).ok()?;
                Some(Expert {
                    model: model.id(),
                    present: forecast.present,
                    past: forecast.past,
                    prior: vec![1.0; LEADS],
                })
            })
            .collect();
        let rehearsal = Rehearsal {
            leads: task.plan.leads.clone(),
            origins: task.plan.past().to_vec(),
            outcomes: prepared.outcomes(task.plan),
        };
        println!("\n{:<34} {:>7} {:>9}", "blending and calibration, ms", "experts", "ms");
        for experts in 1..=said.len() {
            let took = quickest(|| {
                let blended = blend::aggregate(&said[..experts], &rehearsal, &track.support).ok()?;
                let past = blended.past?;
                blend::conform(blended.present, &past, &rehearsal, &track.support).ok()
            });
            println!("{:<34} {experts:>7} {took:>9.2}", "amounts, 2 years hourly");
        }
    });
}
