//! Runs the methods of `multi_seasonal` over the series of a folder.
//!
//! `validate`: held-out tails of the training parts; prints MASE and sMAPE of each method and of their mean.
//! The variable `SERIES` names the folder.
//! `write OUT`: forecasts of the test parts, `OUT/SET.METHOD.csv` with `unique_id,h,mean`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers that prints a table")]

#[path = "../src/multi_seasonal/mod.rs"]
mod multi_seasonal;

use models::Plan;
use multi_seasonal::{DoubleSeasonal, Mstl};
use std::{collections::BTreeMap, fmt::Write as _, fs, time::Instant};

struct Case {
    id: String,
    train: Vec<f64>,
    horizon: usize,
}

struct Set {
    name: &'static str,
    periods: &'static [usize],
    /// Season of the scale of MASE.
    season: usize,
    cases: Vec<Case>,
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|value| value.parse().unwrap()).collect()
}

fn m4(folder: &str, file: &str, horizon: usize) -> Vec<Case> {
    fs::read_to_string(format!("{folder}/{file}"))
        .unwrap()
        .lines()
        .map(|line| {
            let (id, rest) = line.split_once(' ').unwrap();
            Case { id: id.to_owned(), train: numbers(rest.split(" | ").next().unwrap()), horizon }
        })
        .collect()
}

fn csv(folder: &str, file: &str, period: &str) -> Vec<Case> {
    fs::read_to_string(format!("{folder}/{file}"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|fields| fields[1] == period)
        .map(|fields| Case {
            id: fields[0].to_owned(),
            train: numbers(fields[6]),
            horizon: fields[4].parse().unwrap(),
        })
        .collect()
}

fn sets(folder: &str) -> Vec<Set> {
    let set = |name, periods, season, cases| Set { name, periods, season, cases };
    vec![
        set("hourly", &[24, 168], 24, m4(folder, "m4_hourly_series.txt", 48)),
        set("weekly", &[52], 1, m4(folder, "m4_weekly_series.txt", 13)),
        set("tourism", &[12], 12, csv(folder, "tourism.csv", "MONTHLY")),
        set("m1", &[12], 12, csv(folder, "m1.csv", "MONTHLY")),
    ]
}

type Method = fn(&[f64], &[usize], &Plan) -> Option<Vec<f64>>;

const METHODS: [(&str, Method); 2] = [
    ("double_seasonal", |values, periods, plan| {
        Some(DoubleSeasonal::fit(values, periods)?.paths(values, plan))
    }),
    ("mstl", |values, periods, plan| Some(Mstl::fit(values, periods)?.paths(values, plan))),
];

fn forecast(method: Method, values: &[f64], periods: &[usize], horizon: usize) -> Option<Vec<f64>> {
    let plan = Plan { origins: vec![values.len() - 1], leads: (1..=horizon).collect() };
    method(values, periods, &plan).filter(|path| path.iter().all(|value| value.is_finite()))
}

fn validate(sets: &[Set], only: Option<&str>) {
    for set in sets.iter().filter(|set| only.is_none_or(|only| only == set.name)) {
        let mut totals: BTreeMap<usize, (f64, f64, f64, f64)> = BTreeMap::new();
        for case in &set.cases {
            let train = &case.train;
            let scale =
                train.windows(set.season + 1).map(|pair| (pair[set.season] - pair[0]).abs()).sum::<f64>()
                    / (train.len() - set.season) as f64;
            for cut in (1..=3).filter_map(|fold| train.len().checked_sub(fold * case.horizon)) {
                if 2 * cut < train.len() || cut < 24 {
                    continue;
                }
                let actual = &train[cut..cut + case.horizon];
                let mut mean = vec![0.0; case.horizon];
                let naive = vec![train[cut - 1]; case.horizon];
                let mut paths: Vec<Vec<f64>> = METHODS
                    .iter()
                    .map(|(_, method)| forecast(*method, &train[..cut], set.periods, case.horizon))
                    .map(|path| path.unwrap_or_else(|| naive.clone()))
                    .collect();
                for path in &paths {
                    mean.iter_mut().zip(path).for_each(|(sum, value)| *sum += value / METHODS.len() as f64);
                }
                paths.push(mean);
                for (index, path) in paths.iter().enumerate() {
                    let (mut absolute, mut relative) = (0.0, 0.0);
                    for (value, forecast) in actual.iter().zip(path) {
                        absolute += (value - forecast).abs();
                        let size = value.abs() + forecast.abs();
                        relative += if size > 0.0 { 200.0 * (value - forecast).abs() / size } else { 0.0 };
                    }
                    let horizon = case.horizon as f64;
                    let total = totals.entry(index).or_default();
                    let mase = absolute / horizon / scale.max(1e-12);
                    total.0 += mase;
                    total.1 += relative / horizon;
                    total.2 += mase.max(1e-3).ln();
                    total.3 += 1.0;
                }
            }
        }
        for (index, (mase, smape, log, count)) in totals {
            let name = METHODS.get(index).map_or("mean", |(name, _)| *name);
            let (mase, smape) = (mase / count, smape / count);
            let owa = match set.name {
                "hourly" => 0.5 * (smape / 18.3829 + mase / 2.395),
                "weekly" => 0.5 * (smape / 9.1613 + mase / 2.7773),
                _ => f64::NAN,
            };
            println!(
                "{:10} {name:18} mase {mase:.4} smape {smape:.4} owa {owa:.4} gmase {:.4}",
                set.name,
                (log / count).exp()
            );
        }
    }
}

fn write(sets: &[Set], out: &str) {
    fs::create_dir_all(out).unwrap();
    for set in sets {
        // The mean of all methods, where all give forecasts.
        let mut mean = vec![Vec::new(); set.cases.len()];
        for (name, method) in METHODS {
            let (mut text, mut spent) = ("unique_id,h,mean\n".to_owned(), 0.0);
            for (case, mean) in set.cases.iter().zip(&mut mean) {
                // Timed with forty past origins, as the engine asks for them.
                let count = case.train.len();
                let plan = Plan {
                    origins: (0..40)
                        .rev()
                        .map(|back| (count - 1).saturating_sub(back * (count / 80).max(1)))
                        .collect(),
                    leads: (1..=case.horizon).collect(),
                };
                let begun = Instant::now();
                let paths = method(&case.train, set.periods, &plan);
                spent += begun.elapsed().as_secs_f64();
                for (lead, value) in paths.iter().flat_map(|paths| &paths[39 * case.horizon..]).enumerate() {
                    writeln!(text, "{},{},{value}", case.id, lead + 1).unwrap();
                    mean.resize(case.horizon, 0.0);
                    mean[lead] += value / METHODS.len() as f64;
                }
            }
            println!("{:10} {name:18} {:.3} ms a series", set.name, 1e3 * spent / set.cases.len() as f64);
            fs::write(format!("{out}/{}.{name}.csv", set.name), text).unwrap();
        }
        let mut text = "unique_id,h,mean\n".to_owned();
        for (case, mean) in set.cases.iter().zip(&mean) {
            for (lead, value) in mean.iter().enumerate() {
                writeln!(text, "{},{},{value}", case.id, lead + 1).unwrap();
            }
        }
        fs::write(format!("{out}/{}.mean.csv", set.name), text).unwrap();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = std::env::var("SERIES").expect("SERIES names the folder of the series files");
    let sets = sets(&folder);
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", out] => write(&sets, out),
        ["validate", only] => validate(&sets, Some(only)),
        _ => validate(&sets, None),
    }
}
