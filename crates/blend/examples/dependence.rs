//! Prints how well members keep the dependence between hours and variables, against members of the same marginals that are
//! independent or all in one order.
//!
//! `cargo run --release -p blend --example dependence -- [OBSERVED.csv ZONE]`
//!
//! Without a file: synthetic weather of known dependence with its true marginals, so that only the coupling can be wrong.
//! The file has a header `valid_time,temperature,...` and a row an hour, as for `walk_forward`; its marginals are the
//! blend's. Variogram scores are of order 1/2 (smaller is better); coverage is of the central 80 % interval of what
//! is read off whole trajectories, with its CRPS beside it.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers that prints tables")]

#[path = "../tests/synthetic/judge.rs"]
mod judge;
#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

use blend::{MEMBERS, TemplateSource, Weights, combine, couple};
use domain::{QuantileForecast, QuantileLevels, Scenarios, Series, Step, Track, Variable};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use judge::{Tally, comonotone, independent};
use std::{sync::Arc, time::Instant};

/// Hours between the issue time and the span, and hours of the span.
const SPANS: [(usize, usize); 3] = [(0, 12), (6, 24), (24, 48)];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [path, zone] => {
            for (gap, times) in SPANS {
                observed(path, zone, gap, times);
            }
        }
        _ => {
            for (gap, times) in SPANS {
                synthetic(gap, times);
            }
            speed();
        }
    }
}

/// The ways to couple that are compared.
#[derive(Default)]
struct Comparison {
    rows: Vec<(&'static str, Tally)>,
    milliseconds: f64,
}

impl Comparison {
    fn add(&mut self, row: &'static str, scenarios: &Scenarios, outcome: &[Vec<f64>], spreads: &[f64]) {
        let index = self.rows.iter().position(|(name, _)| *name == row).unwrap_or_else(|| {
            self.rows.push((row, Tally::default()));
            self.rows.len() - 1
        });
        self.rows[index].1.add(scenarios, outcome, spreads);
    }

    fn compare(&mut self, scenarios: &Scenarios, outcome: &[Vec<f64>], spreads: &[f64]) {
        self.add("Schaake", scenarios, outcome, spreads);
        self.add("independent", &independent(scenarios, 1), outcome, spreads);
        self.add("comonotone", &comonotone(scenarios), outcome, spreads);
    }

    fn print(&self, title: &str, variables: &[Variable]) {
        let count = self.rows.first().map_or(1.0, |(_, tally)| tally.count);
        println!("{title}: {count} forecasts, coupling {:.2} ms each", self.milliseconds / count);
        print!("  {:26}", "");
        for (name, _) in &self.rows {
            print!(" {name:>16}");
        }
        println!();
        let line = |name: &str, of: &dyn Fn(&Tally) -> String| {
            print!("  {name:26}");
            for (_, tally) in &self.rows {
                print!(" {:>16}", of(tally));
            }
            println!();
        };
        line("variogram score, all", &|tally| format!("{:.4}", tally.variogram / count));
        for (index, variable) in variables.iter().enumerate() {
            line(&format!("  {}", variable.name()), &|tally| {
                format!("{:.4}", tally.variograms[index] / count)
            });
        }
        for index in 0..self.rows.first().map_or(0, |(_, tally)| tally.functionals.len()) {
            let name = self.rows[0].1.functionals[index].0.clone();
            line(&name, &|tally| {
                let (_, covered, crps) = &tally.functionals[index];
                format!("{:3.0} % {:8.3}", 100.0 * covered / count, crps / count)
            });
        }
    }
}

fn synthetic(gap: usize, times: usize) {
    let weather = synthetic::Weather::new(24 * 365 * 5, 1);
    let tracks = weather.tracks();
    let supports = tracks.each_ref().map(|track| track.support);
    let mut comparison = Comparison::default();
    for issue in (24 * 365 * 2 + 6..24 * 365 * 5 - gap - times).step_by(24 * 4 + 7) {
        let marginals = weather.marginals(issue, gap, times, 1000);
        let source = TemplateSource::new(tracks.iter().collect(), weather.time(issue));
        let started = Instant::now();
        let scenarios = couple(&marginals, &supports, &source, MEMBERS, 1).unwrap();
        comparison.milliseconds += started.elapsed().as_secs_f64() * 1e3;
        let outcome = weather.outcome(issue + gap, times);
        comparison.compare(&scenarios, &outcome, &[5.0, 1.0, 2.0]);
        for (row, members, lacking) in
            [("ECC 50", 50, None), ("no rain in ECC", 50, Some(1)), ("ECC 500", 500, None)]
        {
            let guidance = without(&weather.guidance(issue, gap, times, members), lacking);
            let source = source.clone().with_guidance(&guidance);
            let scenarios = couple(&marginals, &supports, &source, MEMBERS, 1).unwrap();
            comparison.add(row, &scenarios, &outcome, &[5.0, 1.0, 2.0]);
        }
    }
    comparison.print(&format!("synthetic, {times} hours from {gap} hours on"), &synthetic::VARIABLES);
}

/// Guidance without one of its variables.
fn without(guidance: &Scenarios, lacking: Option<usize>) -> Scenarios {
    let kept: Vec<usize> =
        (0..guidance.variables().len()).filter(|variable| Some(*variable) != lacking).collect();
    let values = kept
        .iter()
        .flat_map(|variable| {
            (0..guidance.members()).flat_map(|member| guidance.trajectory(*variable, member))
        })
        .copied()
        .collect();
    let variables = kept.iter().map(|variable| guidance.variables()[*variable].clone()).collect();
    Scenarios::new(variables, guidance.valid_times().clone(), guidance.members(), values).unwrap()
}

/// 500 members x 5 variables x 48 hours, the best of several runs.
fn speed() {
    let weather = synthetic::Weather::new(24 * 365 * 4, 1);
    let issue = 24 * 365 * 3 + 100;
    let pick = [0, 1, 2, 0, 1];
    let tracks = weather.tracks();
    let tracks: Vec<&Track> = pick.iter().map(|variable| &tracks[*variable]).collect();
    let supports: Vec<_> = tracks.iter().map(|track| track.support).collect();
    let marginals = weather.marginals(issue, 6, 48, 1000);
    let marginals: Vec<QuantileForecast> = pick.iter().map(|variable| marginals[*variable].clone()).collect();
    let source = TemplateSource::new(tracks, weather.time(issue));
    let guidance = weather.guidance(issue, 6, 48, 50);
    let partial = without(&guidance, Some(1));
    for (name, source) in [
        ("Schaake", source.clone()),
        ("ECC", source.clone().with_guidance(&guidance)),
        ("ECC without rain", source.with_guidance(&partial)),
    ] {
        let best = (0..20)
            .map(|_| {
                let started = Instant::now();
                couple(&marginals, &supports, &source, MEMBERS, 1).unwrap();
                started.elapsed().as_secs_f64() * 1e3
            })
            .fold(f64::INFINITY, f64::min);
        println!("{name}: {MEMBERS} members x 5 variables x 48 hours in {best:.2} ms");
    }
}

/// The tracks of a file.
fn read(path: &str, zone: &TimeZone) -> Vec<Track> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
    let mut columns = vec![Vec::new(); names.len()];
    let mut start: Option<Timestamp> = None;
    for line in lines {
        let mut cells = line.split(',');
        let time = cells.next().unwrap();
        start.get_or_insert_with(|| time.parse().unwrap());
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.push(cell.parse().unwrap_or(f64::NAN));
        }
    }
    let start = start.unwrap().to_zoned(zone.clone());
    names
        .iter()
        .zip(columns)
        .map(|(name, values)| {
            let variable: Variable = match *name {
                "temperature" => Variable::Temperature,
                "dew_point" => Variable::DewPoint,
                "wind_speed" => Variable::WindSpeed,
                "precipitation" => Variable::Precipitation,
                "rain_reported" => Variable::RainReported,
                "relative_humidity" => Variable::RelativeHumidity,
                "pressure" => Variable::Pressure,
                "particulate_matter" => Variable::ParticulateMatter,
                name => panic!("{name} is not a variable this example knows"),
            };
            synthetic::track(variable, Series::new(start.clone(), Step::HOUR, values).unwrap())
        })
        .collect()
}

/// The blend of all models with the weights they have before any rehearsal.
fn marginal(track: &Track, issue: Timestamp, valid: &Arc<[Timestamp]>) -> Option<QuantileForecast> {
    let prepared = models::prepare(track, issue);
    let levels = QuantileLevels::percentiles();
    let plan = prepared.plan(valid);
    let task = models::Task {
        prepared: &prepared,
        valid_times: valid.clone(),
        plan: &plan,
        levels: &levels,
        seed: 1,
        cancelled: &|| false,
    };
    let mut weights = Weights::equal(prepared.origin());
    let mut forecasts = Vec::new();
    for model in models::experts(track) {
        weights = match model.reach(track) {
            models::Reach::AnyLead => weights,
            models::Reach::Until(lead) => weights.with_reach(model.id(), lead),
            models::Reach::Ends(lead) => weights.with_end(model.id(), lead),
            models::Reach::TakesOver => weights.taken_over_by(model.id()),
        };
        weights = weights.with_weight(model.id(), model.vote(&prepared));
        forecasts.extend(model.forecast(&task).ok().map(|forecast| (model.id(), forecast.present)));
    }
    combine(&forecasts, &weights, &track.support).ok()
}

fn observed(path: &str, zone: &str, gap: usize, times: usize) {
    let zone = TimeZone::get(zone).unwrap();
    let tracks = read(path, &zone);
    let supports: Vec<_> = tracks.iter().map(|track| track.support).collect();
    let spreads: Vec<f64> = tracks.iter().map(|track| spread(&track.history)).collect();
    let series = &tracks[0].history;
    // Long records from their second year on, once a week; short ones after a season, every other day. Hours of the day in turn.
    let long = series.len() > 3 * 24 * 365;
    let (from, every) = if long { (24 * 365, 24 * 7 + 6) } else { (24 * 90, 24 + 18) };
    let mut comparison = Comparison::default();
    for issue in (from..series.len().saturating_sub(gap + times)).step_by(every) {
        let issue_time = series.time(issue);
        let valid: Arc<[Timestamp]> = (gap..gap + times)
            .map(|lead| issue_time + SignedDuration::from_hours(i64::try_from(lead).unwrap()))
            .collect();
        let outcome: Option<Vec<Vec<f64>>> = tracks
            .iter()
            .map(|track| valid.iter().map(|time| track.history.value_at(*time)).collect())
            .collect();
        let Some(outcome) = outcome else { continue };
        let marginals: Option<Vec<QuantileForecast>> =
            tracks.iter().map(|track| marginal(track, issue_time, &valid)).collect();
        let Some(marginals) = marginals else { continue };
        let source = TemplateSource::new(tracks.iter().collect(), issue_time);
        let started = Instant::now();
        let scenarios = couple(&marginals, &supports, &source, MEMBERS, 1).unwrap();
        comparison.milliseconds += started.elapsed().as_secs_f64() * 1e3;
        comparison.compare(&scenarios, &outcome, &spreads);
    }
    let variables: Vec<Variable> = tracks.iter().map(|track| track.variable.clone()).collect();
    comparison.print(&format!("{path}, {times} hours from {gap} hours on"), &variables);
}

/// Standard deviation of what is known.
fn spread(series: &Series) -> f64 {
    let values: Vec<f64> = series.observed().map(|(_, value)| value).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}
