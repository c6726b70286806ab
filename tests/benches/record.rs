//! How long it takes to verify 10,000 stored forecasts, and how many bytes they take: picnics over two years in two places with a
//! station each, three variables at seventeen hours by eight experts and references. Then how long the replay of a year of a place takes, as
//! the window and the command line do it, with three questions a day; `--replay` does only that.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use contract::{AskRequest, AskResponse, Commands as _, RecordRequest, ReplayRequest};
use domain::{
    Import, IssuedForecast, ModelId, Observation, QuantileForecast, QuantileLevels, SeriesId, SeriesInfo,
    SeriesKind, SourceQuality, Span, Statistic, Store, Unit, Variable, Verifiable, VerifiedExpert,
    WeatherStation, standard_normal_quantile,
};
use engine::{Engine, StoppedClock};
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};
use std::{path::Path, sync::Arc, time::Instant};
use store::SqliteStore;

const FORECASTS: i64 = 10_000;
const DAYS: i64 = 730;
/// 2024-01-01 at midnight in Lisbon.
const START: i64 = 1_704_067_200;
const VARIABLES: [Variable; 3] = [Variable::Temperature, Variable::Precipitation, Variable::WindSpeed];
const EXPERTS: [&str; 8] = [
    "damped-anomaly",
    "autoregression",
    "analog",
    "guidance",
    "wet-spell",
    "climatology",
    "persistence",
    "raw-guidance",
];

fn main() {
    replay_a_year();
    if std::env::args().all(|argument| argument != "--replay") {
        verify_many();
    }
}

/// The New York of the sample data, from nothing learnt: what is asked, learnt from and kept in the record is what a person gets.
fn replay_a_year() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(SqliteStore::open(folder.path()).expect("a new store"));
    let now = "2026-11-22T12:00[UTC]".parse().expect("a moment");
    let engine = Engine::with(Arc::clone(&store) as Arc<dyn Store>, Arc::new(StoppedClock(now)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let request = ReplayRequest {
        of: "New York".to_owned(),
        from: "2013-01-02".to_owned(),
        to: "2013-12-31".to_owned(),
        ..ReplayRequest::default()
    };
    let begun = Instant::now();
    let report = runtime.block_on(engine.replay(request)).expect("no problem");
    let elapsed = begun.elapsed().as_secs_f64();
    println!(
        "a year of a place replayed      {:>10}   questions of {} days in {elapsed:.1} s, {:.0} ms each",
        report.issues,
        report.days_done,
        elapsed * 1e3 / f64::from(report.issues.max(1))
    );
    for sentence in &report.sentences {
        println!("  {sentence}");
    }
}

fn verify_many() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(SqliteStore::open(folder.path()).expect("a new store"));
    for (place, latitude) in [("Garden", 38.72), ("Roof", 41.15)] {
        for variable in &VARIABLES {
            observe(&store, place, latitude, variable);
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let end = zoned(START + (DAYS + 40) * 86_400);
    let engine = Engine::with(Arc::clone(&store) as Arc<dyn Store>, Arc::new(StoppedClock(end.clone())));
    let samples: Vec<IssuedForecast> =
        ["Lisbon", "Porto"].iter().map(|place| sample(&runtime, &engine, &store, place)).collect();

    let empty = size(folder.path());
    let begun = Instant::now();
    for number in 0..FORECASTS {
        let sample = &samples[usize::try_from(number % 2).expect("0 or 1")];
        store.save_forecast(&issued(sample, number)).expect("written");
    }
    let saving = begun.elapsed();
    let stored = size(folder.path());

    let begun = Instant::now();
    let verified = runtime.block_on(engine.verify()).expect("no problem");
    let verifying = begun.elapsed();
    let scored = size(folder.path());
    let begun = Instant::now();
    let again = runtime.block_on(engine.verify()).expect("no problem");
    let looking = begun.elapsed();
    let begun = Instant::now();
    let report = runtime.block_on(engine.record(RecordRequest::default())).expect("no problem");
    let reporting = begun.elapsed();

    let each = |bytes: u64| bytes as f64 / FORECASTS as f64;
    println!(
        "forecasts stored                {FORECASTS:>10}   {:.2} ms each",
        saving.as_secs_f64() * 1e3 / FORECASTS as f64
    );
    println!(
        "bytes a forecast                {:>10.0}   with answer, marginals, experts",
        each(stored - empty)
    );
    println!("  of these its experts          {:>10.0}", experts_bytes(&samples));
    println!("  and its scores once verified  {:>10.0}", each(scored.saturating_sub(stored)));
    println!("verified                        {verified:>10}   in {:.2} s", verifying.as_secs_f64());
    println!("looked at again                 {again:>10}   in {:.2} s", looking.as_secs_f64());
    println!(
        "the record of them              {:>10}   in {:.2} s",
        report.forecasts,
        reporting.as_secs_f64()
    );
    for sentence in &report.sentences {
        println!("  {sentence}");
    }
}

fn zoned(second: i64) -> Zoned {
    Timestamp::from_second(second).expect("in range").in_tz("Europe/Lisbon").expect("a zone")
}

/// Standard normal values by number, the same each time (`SplitMix64`, Steele, Lea and Flood 2014).
fn normal(seed: i64) -> f64 {
    let mut bits = seed.cast_unsigned().wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    standard_normal_quantile((((bits ^ bits >> 31) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64)
}

fn usual(variable: &Variable, hour: i64) -> f64 {
    let turn = std::f64::consts::TAU * (hour % 24) as f64 / 24.0;
    match variable {
        Variable::Temperature => 16.0 - 5.0 * turn.cos(),
        Variable::Precipitation => -0.4,
        _ => 4.0 - turn.cos(),
    }
}

fn truth(variable: &Variable, hour: i64) -> f64 {
    let value = usual(variable, hour) + normal(hour / 6) + 0.3 * normal(hour + 1_000_000);
    variable.support().clamp(value)
}

fn observe(store: &SqliteStore, place: &str, latitude: f64, variable: &Variable) {
    let info = SeriesInfo {
        id: SeriesId(format!("{place} {}", variable.name())),
        title: format!("{place} {}", variable.name()),
        aliases: Vec::new(),
        unit: variable.unit().unwrap_or(Unit::Celsius),
        kind: SeriesKind::Level,
        time_zone: "Europe/Lisbon".to_owned(),
        step_minutes: 60,
        first: None,
        last: None,
        origin: "bench".to_owned(),
        sample: false,
        weather: Some(Box::new(WeatherStation {
            variable: variable.clone(),
            statistic: Statistic::Value,
            name: place.to_owned(),
            latitude,
            longitude: if latitude > 40.0 { -8.61 } else { -9.14 },
            elevation: None,
        })),
    };
    let mut observations = (0..(DAYS + 40) * 24).map(|hour| {
        let valid_time = Timestamp::from_second(START + 3600 * hour).expect("in range");
        Ok(Observation { valid_time, value: truth(variable, hour) })
    });
    let import = Import {
        series: &info,
        origin: "bench",
        quality: SourceQuality::MEASURED,
        observations: &mut observations,
    };
    store.import(import).expect("written");
}

/// A forecast as the engine issues it, to take the answer and its size from.
fn sample(
    runtime: &tokio::runtime::Runtime,
    engine: &Engine,
    store: &SqliteStore,
    place: &str,
) -> IssuedForecast {
    let request = AskRequest { text: format!("tomorrow's picnic in {place}"), ..AskRequest::default() };
    let AskResponse::Answered { answer, .. } = runtime.block_on(engine.ask(request)).expect("no problem")
    else {
        panic!("a picnic is understood");
    };
    let issued = store.forecast(answer.id).expect("kept");
    store.forget(answer.id).expect("there");
    issued
}

/// The forecast moved to another day, by experts that know more or less of the truth.
fn issued(sample: &IssuedForecast, number: i64) -> IssuedForecast {
    let day = number / 2 % (DAYS - 8) + 4;
    let ahead = 1 + number / 2 / (DAYS - 8);
    let first = (day * 24) + 6;
    let times: Arc<[Timestamp]> = (first..first + 17)
        .map(|hour| Timestamp::from_second(START + 3600 * hour).expect("in range"))
        .collect();
    let mut issued = sample.clone();
    issued.answer.as_of = false;
    issued.issue_time = times[0] - SignedDuration::from_hours(12 * ahead);
    issued.answer.issue_time = issued.issue_time.in_tz("Europe/Lisbon").expect("a zone");
    let noon = zoned(START + 3600 * (first + 5));
    issued.answer.question.spans = vec![Span { start: noon.clone(), end: noon.saturating_add(6.hours()) }];
    issued.decisive = times[6..9].to_vec();
    issued.experts = VARIABLES
        .iter()
        .map(|variable| {
            let said = |share: f64, spread: f64| distribution(variable, &times, first, share, spread);
            let expert = |(index, model): (usize, &&'static str)| VerifiedExpert {
                model: ModelId::new(model),
                weight: 0.15,
                forecast: said(0.1 * index as f64, 1.0 + 0.1 * index as f64),
            };
            Verifiable { blend: said(0.8, 0.6), experts: EXPERTS.iter().enumerate().map(expert).collect() }
        })
        .collect();
    issued
}

fn distribution(
    variable: &Variable,
    times: &Arc<[Timestamp]>,
    first: i64,
    share: f64,
    spread: f64,
) -> QuantileForecast {
    let levels = QuantileLevels::verified();
    let values = (0..times.len())
        .flat_map(|at| {
            let hour = first + at as i64;
            let centre = usual(variable, hour) + share * normal(hour / 6) + 0.2 * normal(hour * 31 + 7);
            levels
                .as_slice()
                .iter()
                .map(move |level| centre + spread * standard_normal_quantile(*level))
                .collect::<Vec<_>>()
        })
        .collect();
    QuantileForecast::new(variable.clone(), Arc::clone(times), levels, values, &variable.support())
        .expect("finite")
}

fn size(folder: &Path) -> u64 {
    let length = |name: String| std::fs::metadata(folder.join(name)).map_or(0, |metadata| metadata.len());
    // What is still in the log comes over what is there already: pages, so the sum is a little too much.
    length(store::FILE_NAME.to_owned()) + length(format!("{}-wal", store::FILE_NAME))
}

/// What the experts add to a forecast: the same stored without them takes so much less.
fn experts_bytes(samples: &[IssuedForecast]) -> f64 {
    let stored = |with: bool| {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path()).expect("a new store");
        for number in 0..500 {
            let mut one = issued(&samples[0], number);
            if !with {
                one.experts.clear();
            }
            store.save_forecast(&one).expect("written");
        }
        drop(store);
        size(folder.path())
    };
    (stored(true) - stored(false)) as f64 / 500.0
}
