//! Forecasts the M4 Weekly, Tourism and M1 series with each smoothing method.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers that prints a table")]
#[path = "../src/smoothing/mod.rs"]
mod smoothing;

use models::Plan;
use std::{collections::BTreeMap, fmt::Write, time::Instant};

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
    if set == "weekly" {
        let text = std::fs::read_to_string(format!("{folder}/m4_weekly_series.txt")).unwrap();
        return text
            .lines()
            .map(|line| {
                let (past, future) = line.split_once(" | ").unwrap();
                let (id, past) = past.split_once(' ').unwrap();
                Series {
                    id: id.to_owned(),
                    group: "WEEKLY".to_owned(),
                    period: 52,
                    train: numbers(past),
                    horizon: numbers(future).len(),
                }
            })
            .collect();
    }
    let text = std::fs::read_to_string(format!("{folder}/{set}.csv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let period = match cells[1] {
                "MONTHLY" => 12,
                "QUARTERLY" => 4,
                _ => 1,
            };
            let train = numbers(cells[6]);
            Series {
                id: cells[0].to_owned(),
                group: cells[1].to_owned(),
                period,
                train,
                horizon: numbers(cells[7]).len(),
            }
        })
        .collect()
}

fn forecast(method: &str, series: &Series, plan: &Plan) -> Option<(Vec<f64>, usize)> {
    let y = &series.train;
    match method {
        "ets" => {
            let period = if series.period == 52 { 1 } else { series.period };
            smoothing::Ets::fit(y, period).map(|fit| (fit.paths(y, plan), 0))
        }
        "theta" => {
            let period = if series.period == 52 && y.len() <= 104 { 1 } else { series.period };
            smoothing::Theta::fit(y, period).map(|fit| (fit.paths(y, plan), 0))
        }
        "ces" => {
            let period = if series.period == 52 && y.len() <= 106 { 1 } else { series.period };
            smoothing::Complex::fit(y, period).map(|fit| (fit.paths(y, plan), 0))
        }
        _ => None,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (folder, out) = (&arguments[1], &arguments[2]);
    let methods: Vec<&str> = arguments[3].split(',').collect();
    for set in ["tourism", "m1", "weekly"] {
        let all = read(folder, set);
        for method in &methods {
            let mut text = "unique_id,h,mean\n".to_owned();
            let mut spent: BTreeMap<&str, (f64, usize, usize)> = BTreeMap::new();
            for series in &all {
                let plan =
                    Plan { origins: vec![series.train.len() - 1], leads: (1..=series.horizon).collect() };
                let started = Instant::now();
                let got = forecast(method, series, &plan);
                let entry = spent.entry(&series.group).or_default();
                entry.0 += started.elapsed().as_secs_f64();
                entry.1 += 1;
                if let Some((path, evaluations)) = got {
                    entry.2 += evaluations;
                    for (h, value) in path.iter().enumerate() {
                        writeln!(text, "{},{},{value}", series.id, h + 1).unwrap();
                    }
                }
            }
            std::fs::write(format!("{out}/{method}_{set}.csv"), text).unwrap();
            for (group, (seconds, count, evaluations)) in spent {
                println!(
                    "{method:8} {set} {group:10} {:9.1} us {:6}",
                    seconds / count as f64 * 1e6,
                    evaluations / count
                );
            }
        }
    }
}
