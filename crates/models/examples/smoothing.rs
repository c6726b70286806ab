//! Forecasts the Tourism, M1, M4 Weekly and M4 Hourly series with each smoothing method, as a table for a scorer, and
//! prints what a series costs: `cargo run --release -p models --example smoothing FOLDER OUT [METHODS]`.
//!
//! FOLDER holds `tourism.csv`, `m1.csv`, `m4_weekly_series.txt` and `m4_hourly_series.txt`; OUT gets `METHOD_SET.csv`
//! with the columns `unique_id,h,mean`. METHODS is a list with commas, by default `ets,theta,ces`. Weekly series have the
//! season 52 where they are long enough.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers that prints a table")]

// The methods are private to the crate; they need nothing of it but the plan.
#[path = "../src/smoothing/mod.rs"]
mod smoothing;

use models::Plan;
use smoothing::{Complex, Ets, Theta};
use std::{fmt::Write, time::Instant};

struct Series {
    id: String,
    group: String,
    period: usize,
    train: Vec<f64>,
    horizon: usize,
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|part| part.parse().unwrap()).collect()
}

fn read(folder: &str, set: &str) -> Vec<Series> {
    if let Some((_, period)) = [("weekly", 52), ("hourly", 24)].into_iter().find(|(name, _)| *name == set) {
        let text = std::fs::read_to_string(format!("{folder}/m4_{set}_series.txt")).unwrap();
        let series = text.lines().map(|line| {
            let (past, future) = line.split_once(" | ").unwrap();
            let (id, past) = past.split_once(' ').unwrap();
            Series {
                id: id.to_owned(),
                group: set.to_uppercase(),
                period,
                train: numbers(past),
                horizon: numbers(future).len(),
            }
        });
        return series.collect();
    }
    let text = std::fs::read_to_string(format!("{folder}/{set}.csv")).unwrap();
    let series = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        Series {
            id: cells[0].to_owned(),
            group: cells[1].to_owned(),
            period: match cells[1] {
                "MONTHLY" => 12,
                "QUARTERLY" => 4,
                _ => 1,
            },
            train: numbers(cells[6]),
            horizon: numbers(cells[7]).len(),
        }
    });
    series.collect()
}

fn forecast(method: &str, values: &[f64], period: usize, plan: &Plan) -> Option<Vec<f64>> {
    match method {
        "ets" => Ets::fit(values, period).map(|fit| fit.paths(values, plan)),
        "theta" => Theta::fit(values, period).map(|fit| fit.paths(values, plan)),
        _ => Complex::fit(values, period).map(|fit| fit.paths(values, plan)),
    }
}

/// CPU seconds of this thread; where the system doesn't say, the time that has passed.
fn spent(since: Instant) -> f64 {
    let known = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = known.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |count| count / 1e9)
}

/// A wave of `period` with a bent trend and noise.
fn wave(count: usize, period: usize) -> Vec<f64> {
    let noise = |step: usize| (step * 7919 % 1009) as f64 / 50.0 + (step / 40 * 104_729 % 1013) as f64 / 50.0;
    let season = |step: usize| 30.0 * (step as f64 / period as f64 * std::f64::consts::TAU).sin();
    (0..count).map(|step| 100.0 + (step as f64).sqrt() + season(step) + noise(step)).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (folder, out) = (&arguments[1], &arguments[2]);
    let methods: Vec<&str> = arguments
        .get(3)
        .map_or_else(|| "ets,theta,ces".split(',').collect(), |list| list.split(',').collect());
    let began = Instant::now();
    for (count, period) in [(30, 1), (100, 12), (300, 12), (1000, 24), (1000, 52), (10_000, 24)] {
        let values = wave(count, period);
        let plan = Plan { origins: vec![count - 1], leads: (1..=24).collect() };
        for method in &methods {
            let (before, rounds) = (spent(began), 2_000_000 / (count + 3000));
            for _ in 0..rounds {
                std::hint::black_box(forecast(method, std::hint::black_box(&values), period, &plan));
            }
            let each = (spent(began) - before) / rounds as f64;
            let plan = Plan { origins: (count / 2..count).collect(), ..plan.clone() };
            let before = spent(began);
            for _ in 0..rounds {
                std::hint::black_box(forecast(method, std::hint::black_box(&values), period, &plan));
            }
            let more = (spent(began) - before) / rounds as f64 - each;
            println!(
                "{method:6} n = {count:6} period {period:3} {:9.1} us; {:9.1} us more with {} origins of 24 leads",
                each * 1e6,
                more * 1e6,
                plan.origins.len(),
            );
        }
    }
    for set in ["tourism", "m1", "weekly", "hourly"] {
        let all = read(folder, set);
        for method in &methods {
            let mut text = "unique_id,h,mean\n".to_owned();
            let (mut group, mut before, mut count) = (all[0].group.as_str(), spent(began), 0);
            let finish = |group: &str, before: f64, count: usize| {
                let each = (spent(began) - before) / f64::from(u32::try_from(count).unwrap());
                println!("{method:6} {set:8} {group:10} {:9.1} us", each * 1e6);
            };
            for series in &all {
                if series.group != group {
                    finish(group, before, count);
                    (group, before, count) = (&series.group, spent(began), 0);
                }
                count += 1;
                let period = match (series.period, series.train.len()) {
                    (52, ..107) => 1,
                    (period, _) => period,
                };
                let plan =
                    Plan { origins: vec![series.train.len() - 1], leads: (1..=series.horizon).collect() };
                for (h, value) in
                    forecast(method, &series.train, period, &plan).unwrap_or_default().iter().enumerate()
                {
                    writeln!(text, "{},{},{value}", series.id, h + 1).unwrap();
                }
            }
            finish(group, before, count);
            std::fs::write(format!("{out}/{method}_{set}.csv"), text).unwrap();
        }
    }
}
