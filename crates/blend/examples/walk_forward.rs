//! Walks forward through hourly observations and prints how every expert and their blend would have done.
//!
//! `cargo run -p blend --example walk_forward -- OBSERVED.csv ZONE [REFERENCE.csv]`
//!
//! The files have a header `valid_time,temperature,wind_speed,...` (names of [`Variable`]s; any other is a series of amounts) and
//! one row an hour; an empty cell is missing. Every third day from 60 days of history on, as of 18:00 the day before, leads of 6 to 30 hours.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers that prints a table")]

use blend::{Weights, combine, couple, scores};
use domain::{
    ModelId, Origin, OriginKind, QuantileForecast, QuantileLevels, Series, SeriesId, SeriesKind, Step,
    Support, Track, Unit, Variable,
};
use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};
use std::{collections::BTreeMap, sync::Arc, time::Instant};

/// Column names and series of a file.
fn read(path: &str, zone: &TimeZone) -> Vec<(Variable, Series)> {
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
    let start: Zoned = start.unwrap().to_zoned(zone.clone());
    names
        .iter()
        .zip(columns)
        .map(|(name, values)| {
            let variable = match *name {
                "temperature" => Variable::Temperature,
                "dew_point" => Variable::DewPoint,
                "wind_speed" => Variable::WindSpeed,
                "precipitation" => Variable::Precipitation,
                "relative_humidity" => Variable::RelativeHumidity,
                "visibility" => Variable::Visibility,
                "pressure" => Variable::Pressure,
                "particulate_matter" => Variable::ParticulateMatter,
                name => Variable::Series(SeriesId(name.to_owned())),
            };
            (variable, Series::new(start.clone(), Step::HOUR, values).unwrap())
        })
        .collect()
}

/// What one expert did.
#[derive(Default)]
struct Tally {
    count: usize,
    crps: f64,
    /// Forecast hours that the 50, 80 and 95 % intervals held.
    held: [usize; 3],
    pit: [usize; 10],
    /// Sums of (probability of any rain, squared error of it), for rain.
    brier: f64,
    stood_aside: usize,
    why: String,
    milliseconds: f64,
}

impl Tally {
    fn add(&mut self, forecast: &QuantileForecast, observed: &[Option<f64>]) {
        let levels = forecast.levels().as_slice();
        for (index, observed) in observed.iter().enumerate() {
            let Some(observed) = observed else { continue };
            self.count += 1;
            self.crps += scores::crps_of_quantiles(levels, forecast.at(index), *observed);
            for (held, coverage) in self.held.iter_mut().zip([0.5, 0.8, 0.95]) {
                *held += usize::from(scores::covers(forecast, index, coverage, *observed));
            }
            let pit = scores::pit(levels, forecast.at(index), *observed);
            self.pit[((pit * 10.0) as usize).min(9)] += 1;
            let dry = forecast.at(index).iter().filter(|value| **value <= 0.0).count() as f64 / 99.0;
            self.brier += (1.0 - dry - if *observed > 0.0 { 1.0 } else { 0.0 }).powi(2);
        }
    }

    fn print(&self, name: &str) {
        let count = self.count.max(1) as f64;
        let share = |held: usize| held as f64 / count;
        let pit: Vec<String> = self.pit.iter().map(|held| format!("{:2.0}", 100.0 * share(*held))).collect();
        println!(
            "  {name:16} {:7} {:8.4}   {:.2} {:.2} {:.2}   {}   {:.4}  {:7.2}  {}",
            self.count,
            self.crps / count,
            share(self.held[0]),
            share(self.held[1]),
            share(self.held[2]),
            pit.join(" "),
            self.brier / count,
            self.milliseconds,
            if self.stood_aside > 0 { format!("{}x {}", self.stood_aside, self.why) } else { String::new() },
        );
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [observed_path, zone, rest @ ..] = arguments.as_slice() else {
        println!("usage: walk_forward OBSERVED.csv ZONE [REFERENCE.csv]");
        return;
    };
    let zone = TimeZone::get(zone).unwrap();
    let observed = read(observed_path, &zone);
    let references = rest.first().map(|path| read(path, &zone)).unwrap_or_default();
    let levels = QuantileLevels::percentiles();
    let leads: (i64, i64) = (
        std::env::var("LEAD_FROM").map_or(6, |text| text.parse().unwrap()),
        std::env::var("LEAD_TO").map_or(30, |text| text.parse().unwrap()),
    );

    for (variable, series) in &observed {
        let is_series = variable.unit().is_none();
        let origin = Origin {
            kind: OriginKind::ObservedHourly,
            title: String::new(),
            years: None,
            distance: None,
            credit: String::new(),
            caveats: Vec::new(),
        };
        let track = Track {
            variable: variable.clone(),
            unit: variable.unit().unwrap_or(Unit::Named(String::new())),
            support: if is_series {
                Support { lower: Some(0.0), ..Support::REAL }
            } else {
                variable.support()
            },
            kind: is_series.then_some(SeriesKind::Amount),
            history: series.clone(),
            reference: references
                .iter()
                .find(|(known, _)| known == variable)
                .map(|(_, series)| series.clone()),
            origin,
            reference_origin: None,
        };
        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        let first = series.first_time().to_zoned(zone.clone()).date();
        let mut day = first + jiff::Span::new().days(60);
        loop {
            let issue = day.at(18, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp();
            let valid: Arc<[Timestamp]> =
                (leads.0..leads.1).map(|lead| issue + SignedDuration::from_hours(lead)).collect();
            if series.index_at(valid[valid.len() - 1]) >= series.len() {
                break;
            }
            let outcome: Vec<Option<f64>> = valid.iter().map(|time| series.value_at(*time)).collect();
            let started = Instant::now();
            let prepared = models::prepare(&track, issue);
            tallies.entry("~ prepare".to_owned()).or_default().milliseconds +=
                started.elapsed().as_secs_f64() * 1e3;
            let plan = prepared.plan(&valid);
            let task = models::Task {
                prepared: &prepared,
                valid_times: valid.clone(),
                plan: &plan,
                levels: &levels,
                seed: 1,
                cancelled: &|| false,
            };
            let mut weights = Weights::equal(prepared.origin());
            let mut forecasts: Vec<(ModelId, QuantileForecast)> = Vec::new();
            for model in models::experts(&track) {
                weights = match model.reach(&track) {
                    models::Reach::AnyLead => weights,
                    models::Reach::Until(lead) => weights.with_reach(model.id(), lead),
                    models::Reach::TakesOver => weights.taken_over_by(model.id()),
                };
                weights = weights.with_weight(model.id(), model.vote(&prepared));
                let started = Instant::now();
                let tally = tallies.entry(model.id().to_string()).or_default();
                match model.forecast(&task) {
                    Ok(forecast) => {
                        tally.milliseconds += started.elapsed().as_secs_f64() * 1e3;
                        tally.add(&forecast.present, &outcome);
                        forecasts.push((model.id(), forecast.present));
                    }
                    Err(error) => {
                        tally.stood_aside += 1;
                        tally.why = error.to_string();
                    }
                }
            }
            if let Ok(blended) = combine(&forecasts, &weights, &track.support) {
                tallies.entry("~ blend".to_owned()).or_default().add(&blended, &outcome);
                let started = Instant::now();
                let source = blend::TemplateSource::new(vec![&track], issue);
                let scenarios = couple(&[blended], &[track.support], &source, blend::MEMBERS, 1).unwrap();
                let tally = tallies.entry("~ couple".to_owned()).or_default();
                tally.milliseconds += started.elapsed().as_secs_f64() * 1e3;
                // Daily maximum and mean: do members hang together as the hours did?
                for (name, of) in [
                    (
                        "= maximum",
                        (|hours| hours.iter().copied().fold(f64::MIN, f64::max)) as fn(&[f64]) -> f64,
                    ),
                    ("= sum", |hours| hours.iter().sum::<f64>()),
                ] {
                    let Some(outcome) = outcome.iter().copied().collect::<Option<Vec<f64>>>() else {
                        continue;
                    };
                    let mut members: Vec<f64> =
                        (0..scenarios.members()).map(|member| of(scenarios.trajectory(0, member))).collect();
                    members.sort_by(f64::total_cmp);
                    let quantiles: Vec<f64> = levels
                        .as_slice()
                        .iter()
                        .map(|level| members[(level * members.len() as f64) as usize])
                        .collect();
                    let forecast = QuantileForecast::new(
                        variable.clone(),
                        Arc::from([valid[0]]),
                        levels.clone(),
                        quantiles,
                        &domain::Support::REAL,
                    )
                    .unwrap();
                    tallies.entry(name.to_owned()).or_default().add(&forecast, &[Some(of(&outcome))]);
                }
            }
            day += jiff::Span::new().days(3);
        }
        println!("{}", variable.name());
        println!(
            "  {:16} {:>7} {:>8}   {:4} {:4} {:4}   {:29}   {:6}  {:>7}",
            "expert", "hours", "CRPS", "50%", "80%", "95%", "PIT in tenths (%)", "Brier0", "ms all"
        );
        for (name, tally) in &tallies {
            tally.print(name);
        }
    }
}
