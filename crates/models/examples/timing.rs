//! Prints how long each model takes: `cargo run --release -p models --example timing`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers that prints a table")]

use domain::{
    Origin, OriginKind, QuantileLevels, Series, SeriesId, SeriesKind, Step, Support, Track, Unit, Variable,
};
use jiff::{Timestamp, Zoned};
use models::{Croston, Garch, Har, Plan, Task, Tsb, experts, prepare};
use std::{sync::Arc, time::Instant};

/// A wave with a year, a week, a day and some noise in it.
fn wave(count: usize, per_day: usize) -> Vec<f64> {
    let turn = |step: usize, length: f64| (step as f64 / length * std::f64::consts::TAU).sin();
    (0..count)
        .map(|step| {
            let noise = (step * 7919 % 1009) as f64 / 500.0 + (step / 40 * 104_729 % 1013) as f64 / 200.0;
            (12.0
                + 9.0 * turn(step, 365.25 * per_day as f64)
                + turn(step, 7.0 * per_day as f64)
                + 3.0 * turn(step, per_day as f64)
                + noise)
                .max(0.0)
        })
        .collect()
}

/// The methods that forecast from many origins at once.
fn time_plans() {
    let prices = wave(1001, 1);
    let plan = Plan { origins: (0..60).map(|k| 410 + 10 * k).collect(), leads: (1..=20).collect() };
    let levels: Vec<f64> = (1..16).map(|rank| f64::from(rank) / 16.0).collect();
    let print = |name: &str, run: &dyn Fn() -> Vec<f64>| {
        let (started, rounds) = (Instant::now(), 20);
        let sum: f64 = (0..rounds).map(|_| run().iter().sum::<f64>()).sum();
        let milliseconds = started.elapsed().as_secs_f64() * 1e3 / f64::from(rounds);
        println!("  {name:12} {milliseconds:.2} (checksum {sum:.3})");
    };
    println!("1001 values, ms for 60 origins x 20 leads x 15 levels");
    print("garch", &|| Garch.quantiles(&prices, &plan, &levels));
    let counts: Vec<f64> = prices.iter().map(|value| (value - 14.0).max(0.0).round()).collect();
    print("tsb", &|| Tsb.quantiles(&counts, &plan, &levels));
    print("croston", &|| Croston.quantiles(&counts, &plan, &levels));
    let amounts: Vec<f64> = prices.iter().map(|value| (value - 14.0).max(0.0)).collect();
    print("tsb, amounts", &|| Tsb.quantiles(&amounts, &plan, &levels));
    print("har", &|| Har.quantiles(&prices, &plan, &levels));
}

fn main() {
    time_plans();
    let start: Zoned = "2010-01-01T00:00[America/New_York]".parse().unwrap();
    let weather = |variable: Variable| (variable.support(), None, variable);
    let series = |kind| {
        (
            Support { lower: Some(0.0), ..Support::REAL },
            Some(kind),
            Variable::Series(SeriesId("a".to_owned())),
        )
    };
    let kinds = [
        weather(Variable::Temperature),
        weather(Variable::WindSpeed),
        weather(Variable::Precipitation),
        series(SeriesKind::Amount),
        series(SeriesKind::Price),
    ];
    for (label, step, count, per_day) in [
        ("1 year hourly", Step::HOUR, 8760, 24),
        ("10 years hourly", Step::HOUR, 87_600, 24),
        ("10 years daily", Step::DAY, 3652, 1),
    ] {
        println!("{label}, ms per call for 24 and for 168 steps ahead");
        for (support, kind, variable) in kinds.clone() {
            if step == Step::DAY && kind.is_none() {
                continue;
            }
            let mut values = wave(count, per_day);
            if support.zero_inflated {
                values.iter_mut().for_each(|value| *value = (*value - 22.0).max(0.0));
            }
            let track = Track {
                unit: Unit::Named(String::new()),
                history: Series::new(start.clone(), step, values).unwrap(),
                reference: None,
                origin: Origin {
                    kind: OriginKind::Yours,
                    title: String::new(),
                    years: None,
                    distance: None,
                    credit: String::new(),
                    caveats: Vec::new(),
                },
                reference_origin: None,
                variable,
                support,
                kind,
            };
            let issue = track.history.time(count);
            let mut columns: Vec<(String, [f64; 2])> = vec![("prepare".to_owned(), [0.0; 2])];
            columns.extend(experts(&track).iter().map(|model| (model.id().to_string(), [0.0; 2])));
            for (column, ahead) in [24, 168].into_iter().enumerate() {
                let rounds = 5;
                for _ in 0..rounds {
                    let mut time = |index: usize, started: Instant| {
                        columns[index].1[column] += started.elapsed().as_secs_f64() * 1e3 / f64::from(rounds);
                    };
                    let started = Instant::now();
                    let prepared = prepare(&track, issue);
                    time(0, started);
                    let valid_times: Arc<[Timestamp]> =
                        (count + 6..count + 6 + ahead).map(|index| track.history.time(index)).collect();
                    let levels = QuantileLevels::percentiles();
                    let plan = prepared.plan(&valid_times);
                    let task = Task {
                        prepared: &prepared,
                        valid_times,
                        plan: &plan,
                        levels: &levels,
                        seed: 1,
                        cancelled: &|| false,
                    };
                    for (index, model) in experts(&track).into_iter().enumerate() {
                        let started = Instant::now();
                        model.forecast(&task).unwrap();
                        time(index + 1, started);
                    }
                }
            }
            let name = kind.map_or_else(|| track.variable.name().to_owned(), |kind| format!("{kind:?}"));
            let cells: Vec<String> =
                columns.iter().map(|(model, [day, week])| format!("{model} {day:.2} {week:.2}")).collect();
            println!("  {name:12} {}", cells.join(" | "));
        }
    }
}
