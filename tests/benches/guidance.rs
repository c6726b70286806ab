//! What numerical weather guidance is worth: `cargo xtask bench guidance`.
//!
//! **The guidance is synthetic**, made from the embedded observations: no weather model ran. Each variable's control run is
//! the observed anomaly damped as far as the error asks, with errors that last for a day or so and that successive runs share, as variable
//! as the weather itself; its members share three fifths of their errors' variance, so that the ensemble has too little spread; and all of it has a
//! bias that goes with the hour. The error of temperature is 1.8 K a day ahead (without the bias) and grows to 4 K at seven days;
//! those of other variables are as large next to their own variability. Rain comes early or late, more or less. Two runs a day, known four hours
//! after their start; runs of the last ten days are kept with all members, of those before only what was said 1 to 7 days ahead.
//!
//! With `--station ID`, `--variable NAME`, `--apart HOURS` (between issue times) and `--draw N` (of the guidance) more of less is scored:
//! `cargo bench -p tests --bench guidance -- --variable rain --apart 29 --draw 1`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use blend::scores::{covers, crps_of_quantiles};
use context::assets::{AssetVariable, TimeAxis, load_station};
use domain::{
    Guidance, GuidanceAtLead, GuidanceRun, Origin, OriginKind, QuantileLevels, Series, Step, Track, Variable,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use models::Model as _;
use std::{collections::BTreeMap, f64::consts::TAU, sync::Arc, time::Instant};

const STATIONS: [&str; 2] = ["new-york-lga-hourly", "beijing-hourly"];
const VARIABLES: [(AssetVariable, Variable); 6] = [
    (AssetVariable::TemperatureC, Variable::Temperature),
    (AssetVariable::WindMps, Variable::WindSpeed),
    (AssetVariable::PressureHpa, Variable::Pressure),
    (AssetVariable::RelativeHumidityPercent, Variable::RelativeHumidity),
    (AssetVariable::PrecipitationMm, Variable::Precipitation),
    (AssetVariable::CloudCoverPercent, Variable::CloudCover),
];
/// Hours ahead that are told apart, and how many on either side are scored with each.
const LEADS: [(usize, usize); 7] = [(1, 0), (3, 1), (6, 2), (24, 4), (48, 6), (120, 12), (156, 12)];
const AHEAD: usize = 168;
const MEMBERS: usize = 20;
/// Hours between runs, and from the start of one until it is known.
const EVERY: usize = 12;
const KNOWN_AFTER: usize = 4;
const KEPT_DAYS: usize = 10;
/// Hours between the issue times scored: no whole number of days.
const APART: usize = 24 * 6 + 5;
/// From how much on rain is some, mm.
const WET: f64 = 0.1;
/// Standard deviation of temperature's anomalies that the errors are stated next to, K.
const TEMPERATURE_SPREAD: f64 = 5.0;

/// What is asked for: all of it where nothing is said.
struct Options {
    stations: Vec<String>,
    /// One variable alone.
    variable: Option<String>,
    /// Hours between the issue times scored.
    apart: usize,
    /// Which draw of the synthetic guidance.
    draw: u64,
}

impl Options {
    /// `None` without the word that `cargo bench` says: `cargo test --all-targets` starts benchmarks too.
    fn read() -> Option<Self> {
        let mut options =
            Self { stations: STATIONS.map(str::to_owned).to_vec(), variable: None, apart: APART, draw: 0 };
        let mut asked = false;
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("a value");
            match argument.as_str() {
                "--bench" => asked = true,
                "--station" => options.stations = vec![value()],
                "--variable" => options.variable = Some(value()),
                "--apart" => options.apart = value().parse().expect("hours"),
                "--draw" => options.draw = value().parse().expect("a whole number"),
                other => panic!("{other} is not an option"),
            }
        }
        asked.then_some(options)
    }
}

fn main() {
    let Some(options) = Options::read() else { return };
    println!("Synthetic guidance (see the head of the benchmark's source), not that of a weather model.");
    for id in &options.stations {
        let Some(station) = load_station(id) else {
            println!("{id}: no such station");
            continue;
        };
        let TimeAxis::Hourly { start } = station.axis else { continue };
        let zone = TimeZone::get(&station.summary.time_zone).expect("a zone of the database");
        let mut asked = Vec::new();
        for (asset, variable) in VARIABLES {
            if options.variable.as_ref().is_some_and(|only| only != variable.name()) {
                continue;
            }
            let Some(values) = station.values(asset) else { continue };
            let values: Vec<f64> = values.iter().take(24 * 365 * 2).map(|value| f64::from(*value)).collect();
            if values.iter().filter(|value| value.is_finite()).count() < values.len() / 2 {
                continue;
            }
            let weather = Weather::new(variable, values, start, &zone, options.draw);
            weather.print(&station.summary.name, options.apart);
            asked.push(weather);
        }
        if options.variable.is_none() {
            added(&asked);
        }
    }
}

/// A variable at a place with the runs that a weather model made of it.
struct Weather {
    history: Series,
    variable: Variable,
    /// Control first: runs x (members + 1) x leads.
    runs: Vec<Vec<Vec<f64>>>,
    at_leads: Vec<GuidanceAtLead>,
}

impl Weather {
    fn new(variable: Variable, values: Vec<f64>, start: Timestamp, zone: &TimeZone, draw: u64) -> Self {
        let amounts = variable.support().zero_inflated;
        let usual = usual(&values);
        let anomalies: Vec<f64> = values
            .iter()
            .zip(&usual)
            .map(|(value, usual)| if value.is_nan() { 0.0 } else { value - usual })
            .collect();
        let spread = (anomalies.iter().map(|a| a * a).sum::<f64>() / anomalies.len() as f64).sqrt();
        let mut chance = Chance(variable.name().bytes().map(u64::from).sum::<u64>() + 1 + 1000 * draw);
        let shared = chance.lasting(values.len() + AHEAD, 0.96);
        let count = values.len() / EVERY;
        let support = variable.support();
        let runs: Vec<Vec<Vec<f64>>> = (0..count)
            .map(|run| {
                let of_run = chance.lasting(AHEAD + EVERY * 2, 0.96);
                let (late_run, more_run) = (chance.normal(), chance.normal());
                (0..=MEMBERS)
                    .map(|_| {
                        let own = chance.lasting(AHEAD + EVERY * 2, 0.96);
                        // Members share three fifths of their errors' variance here too: centred on what came, their mean would know it.
                        let late = 0.775 * late_run + 0.632 * chance.normal();
                        let more = 0.775 * more_run + 0.632 * chance.normal();
                        (0..AHEAD + EVERY * 2)
                            .map(|lead| {
                                let time = run * EVERY + lead;
                                let noise = 0.6 * shared.get(time).copied().unwrap_or(0.0)
                                    + 0.49 * of_run[lead]
                                    + 0.632 * own[lead];
                                if amounts {
                                    return rain(&values, time, lead, (late, more, noise));
                                }
                                let (Some(anomaly), Some(usual)) = (anomalies.get(time), usual.get(time))
                                else {
                                    return f64::NAN;
                                };
                                // As variable as the weather, and as far from it as the error asks.
                                let error = error(lead) / TEMPERATURE_SPREAD;
                                let likeness = 1.0 - error * error / 2.0;
                                let bias = 0.1 + 0.2 * (TAU * (time % 24) as f64 / 24.0).sin();
                                let said = likeness * anomaly
                                    + spread * ((1.0 - likeness * likeness).sqrt() * noise + bias);
                                support.clamp(usual + said)
                            })
                            .collect()
                    })
                    .collect()
            })
            .collect();
        let start = start.to_zoned(zone.clone());
        let at_leads = (1..=7_usize)
            .map(|days| {
                let said = (0..values.len() + days * 24)
                    .map(|time| {
                        // The newest run that was known so long before.
                        let known =
                            (time + 1).checked_sub(days * 24 + KNOWN_AFTER).map(|known| known / EVERY);
                        let run = known.filter(|run| *run < runs.len());
                        run.and_then(|run| runs[run][0].get(time - run * EVERY)).copied().unwrap_or(f64::NAN)
                    })
                    .collect::<Vec<f64>>();
                GuidanceAtLead {
                    model: "synthetic".to_owned(),
                    lead: SignedDuration::from_hours(24 * days as i64),
                    said: Series::new(start.clone(), Step::HOUR, said).expect("a step"),
                }
            })
            .collect();
        let history = Series::new(start, Step::HOUR, values).expect("a step");
        Self { history, variable, runs, at_leads }
    }

    /// The track with the guidance known at an hour.
    fn track(&self, issue: usize, guided: bool) -> Track {
        let mut track = Track::of_weather(
            self.variable.clone(),
            self.history.clone(),
            Origin::new(OriginKind::ObservedHourly, "bench"),
        );
        if guided {
            let newest = issue.saturating_sub(KNOWN_AFTER) / EVERY;
            let oldest = newest.saturating_sub(KEPT_DAYS * 24 / EVERY);
            let runs = (oldest..=newest)
                .map(|run| GuidanceRun {
                    model: "synthetic".to_owned(),
                    known_since: self.history.time(run * EVERY + KNOWN_AFTER),
                    members: self.runs[run]
                        .iter()
                        .map(|values| {
                            let start =
                                self.history.time(run * EVERY).to_zoned(self.history.time_zone().clone());
                            Series::new(start, Step::HOUR, values.clone()).expect("a step")
                        })
                        .collect(),
                })
                .collect();
            let origin = Origin::new(OriginKind::Guidance, "synthetic");
            track.guidance = Some(Arc::new(Guidance { runs, at_leads: self.at_leads.clone(), origin }));
        }
        track
    }

    fn print(&self, place: &str, apart: usize) {
        let levels = QuantileLevels::percentiles();
        let mut scores: BTreeMap<(usize, &str), Vec<f64>> = BTreeMap::new();
        let mut covered = BTreeMap::<(usize, &str), usize>::new();
        let mut wet: BTreeMap<(usize, &str), Vec<f64>> = BTreeMap::new();
        let mut shares = 0.0;
        let mut origins = 0.0;
        let first = (self.history.len() / 3).max(24 * 60);
        for issue in (first..self.history.len() - AHEAD).step_by(apart) {
            let valid_times: Arc<[Timestamp]> =
                (0..AHEAD).map(|lead| self.history.time(issue + lead)).collect();
            for (name, guided) in [("without", false), ("with", true)] {
                let track = self.track(issue, guided);
                let marginal =
                    engine::forecast_track(&track, self.history.time(issue), &valid_times, &levels, &[])
                        .expect("experts that speak");
                for (group, lead) in hours() {
                    let observed = self.history.values()[issue + lead - 1];
                    if observed.is_nan() {
                        continue;
                    }
                    let quantiles = marginal.forecast.at(lead - 1);
                    scores.entry((group, name)).or_default().push(crps_of_quantiles(
                        levels.as_slice(),
                        quantiles,
                        observed,
                    ));
                    *covered.entry((group, name)).or_default() +=
                        usize::from(covers(&marginal.forecast, lead - 1, 0.8, observed));
                    wet.entry((group, name)).or_default().push(brier(quantiles, observed));
                }
                if guided {
                    origins += 1.0;
                    let share =
                        marginal.shares.iter().find(|(model, _)| *model == models::WeatherGuidance.id());
                    shares += share.map_or(0.0, |(_, share)| *share);
                    // Guidance alone: what the expert says itself.
                    let prepared = models::prepare(&track, self.history.time(issue));
                    let plan = prepared.plan(&valid_times);
                    let task = models::Task {
                        prepared: &prepared,
                        valid_times: Arc::clone(&valid_times),
                        plan: &plan,
                        levels: &levels,
                        seed: 1,
                        cancelled: &|| false,
                    };
                    let alone = models::WeatherGuidance.forecast(&task).expect("there is guidance").present;
                    let newest = &self.runs[(issue - KNOWN_AFTER) / EVERY];
                    let behind = issue - (issue - KNOWN_AFTER) / EVERY * EVERY;
                    for (group, lead) in hours() {
                        let observed = self.history.values()[issue + lead - 1];
                        if observed.is_nan() {
                            continue;
                        }
                        wet.entry((group, "alone")).or_default().push(brier(alone.at(lead - 1), observed));
                        scores.entry((group, "came")).or_default().push(observed);
                        let crps = crps_of_quantiles(levels.as_slice(), alone.at(lead - 1), observed);
                        scores.entry((group, "alone")).or_default().push(crps);
                        *covered.entry((group, "alone")).or_default() +=
                            usize::from(covers(&alone, lead - 1, 0.8, observed));
                        let members: Vec<f64> = newest.iter().map(|m| m[behind + lead - 1]).collect();
                        let crps = blend::scores::crps_of_members(&members, observed);
                        scores.entry((group, "raw")).or_default().push(crps);
                        wet.entry((group, "raw")).or_default().push(brier(&members, observed));
                        let error = newest[0][behind + lead - 1] - observed;
                        scores.entry((group, "control")).or_default().push(error * error);
                    }
                }
            }
        }
        println!("\n{place}, {}: {origins} issue times, hours ahead", self.variable.name());
        println!("share of guidance over all hours {:.2}", shares / origins);
        print!("{:<36}", "");
        LEADS.iter().for_each(|(lead, _)| print!(" {lead:>7}"));
        let mean_of = |of: &BTreeMap<(usize, &'static str), Vec<f64>>, lead: usize, name| {
            of.get(&(lead, name)).map_or(f64::NAN, |all| all.iter().sum::<f64>() / all.len() as f64)
        };
        let mean = |lead: usize, name| mean_of(&scores, lead, name);
        for (title, name) in [
            ("CRPS without guidance", "without"),
            ("CRPS with guidance", "with"),
            ("CRPS of guidance alone", "alone"),
            ("CRPS of raw members", "raw"),
        ] {
            print!("\n{title:<36}");
            LEADS.iter().for_each(|(lead, _)| print!(" {:>7.3}", mean(*lead, name)));
        }
        for (title, name) in [("without", "without"), ("with", "with"), ("alone", "alone")] {
            print!("\n{:<36}", format!("in the 80 % interval, {title}"));
            for (lead, _) in LEADS {
                let of = scores.get(&(lead, name)).map_or(0, Vec::len) as f64;
                print!(" {:>7.2}", covered.get(&(lead, name)).copied().unwrap_or(0) as f64 / of);
            }
        }
        if self.variable.support().zero_inflated {
            for name in ["without", "with", "alone", "raw"] {
                print!("\n{:<36}", format!("Brier score of {WET} mm or more, {name}"));
                LEADS.iter().for_each(|(lead, _)| print!(" {:>7.3}", mean_of(&wet, *lead, name)));
            }
            print!("\n{:<36}", "mean of what came");
            LEADS.iter().for_each(|(lead, _)| print!(" {:>7.3}", mean(*lead, "came")));
        }
        print!("\n{:<36}", "RMSE of the control run");
        LEADS.iter().for_each(|(lead, _)| print!(" {:>7.2}", mean(*lead, "control").sqrt()));
        println!();
    }
}

/// The Brier score of the chance that [`WET`] or more comes, of equally likely values.
fn brier(values: &[f64], observed: f64) -> f64 {
    let chance = values.iter().filter(|value| **value >= WET).count() as f64 / values.len() as f64;
    (chance - f64::from(u8::from(observed >= WET))).powi(2)
}

/// The hours that are scored, each with its group.
fn hours() -> impl Iterator<Item = (usize, usize)> {
    LEADS
        .into_iter()
        .flat_map(|(group, about)| (group - about..=group + about).map(move |lead| (group, lead)))
}

/// Milliseconds on one thread for a question of five variables and seven days, with and without guidance.
fn added(asked: &[Weather]) {
    let asked = &asked[..asked.len().min(5)];
    let Some(first) = asked.first() else { return };
    let issue = first.history.len() - AHEAD - 24;
    let valid_times: Arc<[Timestamp]> = (0..AHEAD).map(|lead| first.history.time(issue + lead)).collect();
    let levels = QuantileLevels::percentiles();
    let tracks =
        |guided| -> Vec<Track> { asked.iter().map(|weather| weather.track(issue, guided)).collect() };
    let time = first.history.time(issue);
    let quickest = |run: &dyn Fn()| {
        (0..5)
            .map(|_| {
                let started = Instant::now();
                run();
                started.elapsed().as_secs_f64() * 1000.0
            })
            .fold(f64::INFINITY, f64::min)
    };
    let names: Vec<&str> = asked.iter().map(|weather| weather.variable.name()).collect();
    println!(
        "\n{} variables ({}), {} hours of history, on one thread, ms",
        asked.len(),
        names.join(", "),
        issue
    );
    for (name, guided) in [("without guidance", false), ("with guidance", true)] {
        let tracks = tracks(guided);
        let took = quickest(&|| {
            for track in &tracks {
                std::hint::black_box(engine::forecast_track(track, time, &valid_times, &levels, &[]).ok());
            }
        });
        println!("{name:<36} {took:>7.1}");
    }
    for track in tracks(true) {
        let prepared = models::prepare(&track, time);
        let plan = prepared.plan(&valid_times);
        let task = models::Task {
            prepared: &prepared,
            valid_times: Arc::clone(&valid_times),
            plan: &plan,
            levels: &levels,
            seed: 1,
            cancelled: &|| false,
        };
        let took = quickest(&|| {
            std::hint::black_box(models::WeatherGuidance.forecast(&task).ok());
        });
        println!("{:<36} {took:>7.1}", format!("the expert alone, {}", track.variable.name()));
    }
}

/// RMSE of temperature at a lead in hours, K: 1.8 at one day, 4 at seven.
fn error(lead: usize) -> f64 {
    let days = lead as f64 / 24.0;
    if days < 1.0 { 0.9 + 0.9 * days } else { 1.8 + (days - 1.0) * 2.2 / 6.0 }
}

/// Rain that comes early or late, and more or less of it.
fn rain(values: &[f64], time: usize, lead: usize, (late, more, noise): (f64, f64, f64)) -> f64 {
    let hours = late * (0.8 + lead as f64 / 30.0) + noise * lead as f64 / 40.0;
    let then = (time as f64 + hours).round().max(0.0) as usize;
    let Some(value) = values.get(then).copied() else { return f64::NAN };
    let value = if value.is_nan() { 0.0 } else { value };
    // A little rain that never fell.
    let drizzle = if noise > 1.4 { 0.3 * (noise - 1.4) } else { 0.0 };
    value * (0.25 + 0.15 * noise.abs() + 0.3 * more).exp() + drizzle
}

/// A smooth usual value by day of the year and hour.
fn usual(values: &[f64]) -> Vec<f64> {
    let mut basis = Vec::new();
    let row = |time: usize| {
        let (year, day) = (TAU * time as f64 / 8766.0, TAU * (time % 24) as f64 / 24.0);
        [1.0, year.sin(), year.cos(), day.sin(), day.cos()]
    };
    let known: Vec<(usize, f64)> =
        values.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect();
    // Whole years and days: the harmonics are orthogonal enough for one projection each, gone over a few times.
    basis.resize(5, 0.0);
    for _ in 0..20 {
        for index in 0..5 {
            let (mut both, mut squares) = (0.0, 0.0);
            for (time, value) in &known {
                let row = row(*time);
                let said: f64 = row.iter().zip(&basis).map(|(x, b): (&f64, &f64)| x * b).sum();
                both += row[index] * (value - said);
                squares += row[index] * row[index];
            }
            basis[index] += both / squares;
        }
    }
    (0..values.len()).map(|time| row(time).iter().zip(&basis).map(|(x, b)| x * b).sum()).collect()
}

/// Chance that is the same each time (`SplitMix64`; Steele, Lea and Flood, OOPSLA 2014).
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        domain::standard_normal_quantile(self.uniform().clamp(1e-12, 1.0 - 1e-12))
    }

    /// Standard normal values of which each keeps `memory` of the one before.
    fn lasting(&mut self, count: usize, memory: f64) -> Vec<f64> {
        let mut value = self.normal();
        (0..count)
            .map(|_| {
                value = memory * value + (1.0 - memory * memory).sqrt() * self.normal();
                value
            })
            .collect()
    }
}
