//! Every model on every odd history: a sane forecast or an error in words, never a panic and never NaN.

use domain::{Origin, OriginKind, QuantileLevels, Series, SeriesId, SeriesKind, Step, Track, Unit, Variable};
use jiff::{SignedDuration, Timestamp, Zoned};
use models::{Model, ModelError, RollingForecast, Task, experts, prepare};
use proptest::prelude::*;
use std::sync::Arc;

fn origin() -> Origin {
    Origin::new(OriginKind::ObservedHourly, "test")
}

fn weather(variable: Variable, history: Series) -> Track {
    Track::of_weather(variable, history, origin())
}

fn series(kind: SeriesKind, history: Series) -> Track {
    Track::of_series(SeriesId("test".to_owned()), kind, Unit::Named("things".to_owned()), history, origin())
}

fn every_kind(history: &Series) -> Vec<Track> {
    let mut tracks: Vec<Track> = if history.step() == Step::HOUR {
        [
            Variable::Temperature,
            Variable::WindSpeed,
            Variable::Precipitation,
            Variable::RainReported,
            Variable::CloudCover,
            Variable::Visibility,
        ]
        .into_iter()
        .map(|variable| weather(variable, history.clone()))
        .collect()
    } else {
        Vec::new()
    };
    for kind in [SeriesKind::Count, SeriesKind::Amount, SeriesKind::Price, SeriesKind::Level] {
        tracks.push(series(kind, history.clone()));
    }
    tracks
}

/// The valid times of `count` steps that begin `after` steps behind the issue time.
fn coming(history: &Series, issue: Timestamp, after: usize, count: usize) -> Arc<[Timestamp]> {
    let next = history.index_at(issue);
    (next + after..next + after + count).map(|index| history.time(index)).collect()
}

fn run(
    track: &Track,
    issue: Timestamp,
    valid_times: Arc<[Timestamp]>,
) -> Vec<(&'static str, Result<RollingForecast, ModelError>)> {
    let prepared = prepare(track, issue);
    let levels = QuantileLevels::percentiles();
    let plan = prepared.plan(&valid_times);
    let task = Task {
        prepared: &prepared,
        valid_times,
        plan: &plan,
        levels: &levels,
        seed: 7,
        cancelled: &|| false,
    };
    experts(track).into_iter().map(|model| (model.title(), model.forecast(&task))).collect()
}

/// What must hold of any forecast, present or past: finite, in bounds, rising, whole where only whole numbers occur.
fn assert_sane(track: &Track, name: &str, forecast: &RollingForecast) {
    let present = &forecast.present;
    let now = (0..present.valid_times().len()).map(|time| present.at(time));
    let past = forecast.past.iter().flat_map(|past| {
        let of = move |origin| (0..past.leads()).filter_map(move |lead| past.at(origin, lead));
        (0..past.origins()).flat_map(of)
    });
    for quantiles in now.chain(past) {
        for value in quantiles {
            assert!(value.is_finite(), "{name} on {:?}: {value}", track.variable);
            assert!((track.support.clamp(*value) - value).abs() < 1e-12, "{name}: {value} is out of bounds");
            assert!(!track.support.integer || value.fract().abs() < 1e-12, "{name}: {value} is not whole");
        }
        assert!(quantiles.windows(2).all(|pair| pair[0] <= pair[1]), "{name}: quantiles fall");
    }
}

fn start() -> Zoned {
    "2012-03-01T00:00[America/New_York]".parse().expect("a zoned time")
}

fn odd_histories() -> Vec<(&'static str, Vec<f64>)> {
    let wave = |count: usize| -> Vec<f64> {
        (0..count)
            .map(|step| {
                10.0 + 5.0 * (step as f64 / 24.0 * std::f64::consts::TAU).sin()
                    + (step * 7919 % 13) as f64 / 4.0
            })
            .collect()
    };
    let mut gaps = wave(3000);
    for (index, value) in gaps.iter_mut().enumerate() {
        if index % 17 < 9 || (1000..1400).contains(&index) {
            *value = f64::NAN;
        }
    }
    let mut tail = wave(2400);
    tail.extend(vec![f64::NAN; 100]);
    let mut long_tail = wave(2400);
    long_tail.extend(vec![f64::NAN; 700]);
    let mut infinite = wave(1500);
    infinite[700] = f64::INFINITY;
    infinite[701] = f64::NEG_INFINITY;
    vec![
        ("nothing", vec![]),
        ("one value", vec![3.0]),
        ("two values", vec![3.0, 4.0]),
        ("ten values", wave(10)),
        ("thirty values", wave(30)),
        ("a hundred values", wave(100)),
        ("a constant", vec![5.0; 1500]),
        ("a huge constant", vec![1e12; 1500]),
        ("zeros", vec![0.0; 1500]),
        ("all missing", vec![f64::NAN; 1500]),
        ("huge", wave(1500).into_iter().map(|value| value * 1e12).collect()),
        ("tiny", wave(1500).into_iter().map(|value| value * 1e-12).collect()),
        ("negative", wave(1500).into_iter().map(|value| -value).collect()),
        ("gaps", gaps),
        ("a missing tail", tail),
        ("a long missing tail", long_tail),
        ("infinities", infinite),
        ("a step", (0..2000).map(|step| if step < 1000 { 1.0 } else { 1000.0 }).collect()),
        (
            "every other missing",
            wave(2000).into_iter().enumerate().map(|(i, v)| if i % 2 == 0 { v } else { f64::NAN }).collect(),
        ),
    ]
}

#[test]
fn every_odd_history_gives_a_sane_forecast_or_an_error_in_words() {
    for step in [Step::HOUR, Step::Minutes(30), Step::DAY, Step::Months(1)] {
        for (name, values) in odd_histories() {
            let history = Series::new(start(), step, values).expect("a step");
            let issue = history.time(history.len());
            for track in every_kind(&history) {
                for (after, count) in [(0, 30), (200, 5), (3000, 2)] {
                    for (model, result) in run(&track, issue, coming(&history, issue, after, count)) {
                        match result {
                            Ok(forecast) => assert_sane(&track, &format!("{model} on {name}"), &forecast),
                            Err(error) => {
                                let words = error.to_string();
                                assert!(!words.contains("not a finite"), "{model} on {name}: {words}");
                            }
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_observed_after_the_issue_time_changes_nothing() {
    let values: Vec<f64> = (0..4000).map(|hour| 10.0 + f64::from(hour * 37 % 101) / 9.0).collect();
    let mut other = values.clone();
    for value in &mut other[3000..] {
        *value = 1e6;
    }
    for (kept, changed) in every_kind(&Series::new(start(), Step::HOUR, values).expect("a step"))
        .into_iter()
        .zip(every_kind(&Series::new(start(), Step::HOUR, other).expect("a step")))
    {
        let issue = kept.history.time(3000);
        let valid = coming(&kept.history, issue, 6, 24);
        // In words, as what was not said in the past is NaN, which equals nothing.
        let [kept, changed] =
            [kept, changed].map(|track| format!("{:?}", run(&track, issue, Arc::clone(&valid))));
        assert!(kept == changed);
    }
}

#[test]
fn old_observations_leave_climatology_alone() {
    let values: Vec<f64> = (0..24 * 800).map(|hour| 10.0 + f64::from(hour * 37 % 101) / 9.0).collect();
    let history = Series::new(start(), Step::HOUR, values).expect("a step");
    let issue = history.time(history.len()) + SignedDuration::from_hours(24 * 365 * 11);
    let track = weather(Variable::Temperature, history.clone());
    let results = run(&track, issue, coming(&history, issue, 6, 24));
    let answering: Vec<_> =
        results.iter().filter(|(_, result)| result.is_ok()).map(|(name, _)| *name).collect();
    assert_eq!(answering, ["climatology"]);
    let stale = results.iter().find(|(name, _)| *name == "damped persistence").expect("competes");
    let words = stale.1.as_ref().expect_err("too old").to_string();
    assert!(words.starts_with("the newest observation is 10 years old"), "{words}");
}

#[test]
fn a_typical_year_alone_is_enough_for_climatology() {
    let year: Zoned = "2001-01-01T00:00[America/New_York]".parse().expect("a zoned time");
    let values: Vec<f64> = (0..8760)
        .map(|hour| {
            12.0 - 12.0 * (f64::from(hour) / 8760.0 * std::f64::consts::TAU).cos() + f64::from(hour * 31 % 11)
        })
        .collect();
    let track = Track {
        reference: Some(Series::new(year, Step::HOUR, values).expect("a step")),
        ..weather(Variable::Temperature, Series::empty(start(), Step::HOUR))
    };
    let issue: Zoned = "2026-07-14T18:00[America/New_York]".parse().expect("a zoned time");
    let valid: Arc<[Timestamp]> =
        (6..30).map(|hour| issue.timestamp() + SignedDuration::from_hours(hour)).collect();
    let results = run(&track, issue.timestamp(), valid);
    let (name, summer) = &results[0];
    let summer = summer.as_ref().expect("a whole year is known");
    assert_sane(&track, name, summer);
    let median = summer.present.at(12)[49];
    assert!((median - 29.0).abs() < 2.0, "{median}");
    assert!(results[1..].iter().all(|(_, result)| result.is_err()), "the others need observations");
}

#[test]
fn a_cancelled_task_ends() {
    let values: Vec<f64> = (0..3000).map(|hour| 10.0 + f64::from(hour * 37 % 101)).collect();
    let history = Series::new(start(), Step::HOUR, values).expect("a step");
    let issue = history.time(history.len());
    for track in every_kind(&history) {
        let prepared = prepare(&track, issue);
        let levels = QuantileLevels::percentiles();
        let valid_times = coming(&history, issue, 0, 24);
        let plan = prepared.plan(&valid_times);
        let task = Task {
            prepared: &prepared,
            valid_times,
            plan: &plan,
            levels: &levels,
            seed: 7,
            cancelled: &|| true,
        };
        for model in experts(&track) {
            assert_eq!(model.forecast(&task).err(), Some(ModelError::Cancelled), "{}", model.title());
        }
    }
}

#[test]
fn a_weekly_series_knows_its_weekdays_and_hours() {
    let monday: Zoned = "2012-01-02T00:00[America/New_York]".parse().expect("a zoned time");
    let busy = |index: usize| {
        let (hour, day) = (index % 24, index / 24 % 7);
        let noise = (index * 7919 % 97) as f64;
        if (7..19).contains(&hour) && day < 5 { 4000.0 + noise } else { 500.0 + noise }
    };
    let history =
        Series::new(monday, Step::HOUR, (0..24 * 7 * 30).map(busy).collect::<Vec<_>>()).expect("a step");
    let issue = history.time(history.len());
    let track = series(SeriesKind::Count, history.clone());
    for (model, result) in run(&track, issue, coming(&history, issue, 0, 24 * 7)) {
        // Methods that know one season only may stand aside for what they did here.
        if result == Err(ModelError::Worse) {
            continue;
        }
        let forecast = result.unwrap_or_else(|error| panic!("{model}: {error}"));
        for (hour, expected) in [(8, 4048.0), (3, 548.0), (24 * 5 + 8, 548.0), (24 * 4 + 8, 4048.0)] {
            let median = forecast.present.at(hour)[49];
            assert!((median - expected).abs() < 0.1 * expected + 60.0, "{model}, hour {hour}: {median}");
        }
    }
}

#[test]
fn a_price_spreads_with_the_square_root_of_time_and_goes_nowhere() {
    let mut price: f64 = 60.0;
    let prices: Vec<f64> = (0..1000_u64)
        .map(|day| {
            let draw = (day * 7919 % 1009) as f64 / 1009.0 - 0.5;
            price *= (0.05 * draw).exp();
            if day % 7 > 4 { f64::NAN } else { price }
        })
        .collect();
    let history = Series::new(start(), Step::DAY, prices).expect("a step");
    let track = series(SeriesKind::Price, history.clone());
    let issue = history.time(history.len());
    let results = run(&track, issue, coming(&history, issue, 0, 60));
    let walk = results.iter().find(|(name, _)| *name == "random walk").expect("competes");
    let forecast = &walk.1.as_ref().expect("prices").present;
    let newest = history.observed().last().expect("prices").1;
    let width = |day: usize| (forecast.at(day)[89] / forecast.at(day)[9]).ln();
    assert!((forecast.at(10)[49] / newest - 1.0).abs() < 0.01, "no drift");
    assert!((width(39) / width(9) - 2.0).abs() < 0.35, "{} {}", width(39), width(9));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_history_gives_a_sane_forecast_or_an_error(
        values in prop::collection::vec(prop_oneof![8 => -1e3..1e3f64, 1 => Just(f64::NAN), 1 => Just(0.0)], 0..1500),
        hourly in any::<bool>(),
        late in 0..400_usize,
    ) {
        let step = if hourly { Step::HOUR } else { Step::DAY };
        let history = Series::new(start(), step, values).expect("a step");
        let issue = history.time(history.len() + late);
        for track in every_kind(&history) {
            for (model, result) in run(&track, issue, coming(&history, issue, 3, 12)) {
                if let Ok(forecast) = result {
                    assert_sane(&track, model, &forecast);
                }
            }
        }
    }

    #[test]
    fn a_shift_and_a_factor_go_through(shift in -50.0..50.0f64, factor in 0.2..5.0f64) {
        let values: Vec<f64> = (0..2400_u32).map(|hour| f64::from(hour * 37 % 101) / 9.0 + f64::from(hour % 24)).collect();
        let moved: Vec<f64> = values.iter().map(|value| shift + factor * value).collect();
        let of = |values: Vec<f64>| {
            let history = Series::new(start(), Step::HOUR, values).expect("a step");
            let issue = history.time(history.len());
            let valid = coming(&history, issue, 6, 6);
            run(&weather(Variable::Temperature, history), issue, valid)
        };
        for ((model, plain), (_, moved)) in of(values).into_iter().zip(of(moved)) {
            let (plain, moved) = (plain.expect("long enough"), moved.expect("long enough"));
            for (a, b) in plain.present.at(3).iter().zip(moved.present.at(3)) {
                prop_assert!((shift + factor * a - b).abs() < 0.02 * factor * (1.0 + a.abs()), "{}: {} {}", model, shift + factor * a, b);
            }
        }
    }
}

/// Models are asked through the trait alone.
#[test]
fn names_are_stable() {
    let history = Series::empty(start(), Step::HOUR);
    let ids = |track: &Track| {
        experts(track).into_iter().map(|model: &dyn Model| model.id().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        ids(&weather(Variable::Temperature, history.clone())),
        ["climatology", "damped-anomaly", "autoregression", "analog"]
    );
    assert_eq!(ids(&weather(Variable::Precipitation, history.clone())), ["climatology", "wet-spell"]);
    assert_eq!(
        ids(&series(SeriesKind::Count, history.clone())),
        [
            "climatology",
            "ridge",
            "log-ridge",
            "ets",
            "theta",
            "complex",
            "double-seasonal",
            "mstl",
            "typical-week",
            "seasonal-naive",
            "naive",
        ]
    );
    assert_eq!(ids(&series(SeriesKind::Price, history)), ["naive", "random-walk", "garch", "har"]);
}
