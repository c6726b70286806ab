use super::*;
use crate::prepare;
use domain::{
    Guidance, GuidanceAtLead, GuidanceRun, Origin, OriginKind, QuantileLevels, Series, Step, Variable,
};
use jiff::{Timestamp, Zoned};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_pcg::Pcg64;
use std::sync::Arc;

const AHEAD: usize = 72;

/// Hourly values about a usual day, with what lasts for two days or so.
fn truth(variable: &Variable, hours: usize, seed: u64) -> Vec<f64> {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut lasting = 0.0;
    (0..hours)
        .map(|hour| {
            lasting = 0.97 * lasting + 0.243 * normal(&mut random);
            let day = (std::f64::consts::TAU * (hour % 24) as f64 / 24.0).sin();
            match variable {
                Variable::Precipitation => (lasting - 0.8_f64).max(0.0) * 2.0,
                Variable::CloudCover => (50.0 + 70.0 * lasting).clamp(0.0, 100.0),
                Variable::WindSpeed => (2.0 + 0.8 * lasting).max(0.0).powi(2),
                _ => 10.0 + 4.0 * day + 5.0 * lasting,
            }
        })
        .collect()
}

fn normal(random: &mut Pcg64) -> f64 {
    standard_normal_quantile(random.random_range(1e-9..1.0 - 1e-9))
}

fn start() -> Zoned {
    "2024-01-01T00:00[UTC]".parse().expect("a moment")
}

fn series(values: Vec<f64>) -> Series {
    Series::new(start(), Step::HOUR, values).expect("a step")
}

/// A track of which `known` hours of `truth` have passed, and guidance one to three days ahead as `said` makes it of the truth, its index and
/// the days ahead; its values before the hour `since` are missing.
fn track(
    variable: &Variable,
    truth: &[f64],
    (known, since): (usize, usize),
    mut said: impl FnMut(f64, usize, usize) -> f64,
) -> Track {
    let at_leads = (1..=3_usize)
        .map(|days| GuidanceAtLead {
            model: "a".to_owned(),
            lead: SignedDuration::from_hours(24 * days as i64),
            said: series(
                truth
                    .iter()
                    .enumerate()
                    .map(|(hour, value)| if hour < since { f64::NAN } else { said(*value, hour, days) })
                    .collect(),
            ),
        })
        .collect();
    let origin = Origin::new(OriginKind::Guidance, "a test");
    let guidance = Guidance { runs: Vec::new(), at_leads, origin: origin.clone() };
    let history = series(truth.to_vec()).slice(0..known);
    Track { guidance: Some(Arc::new(guidance)), ..Track::of_weather(variable.clone(), history, origin) }
}

fn forecast(track: &Track, issue: usize, levels: &QuantileLevels) -> Result<RollingForecast, ModelError> {
    let time = |hour: usize| series(Vec::new()).time(hour);
    let prepared = prepare(track, time(issue));
    let valid_times: Arc<[Timestamp]> = (issue..issue + AHEAD).map(time).collect();
    let plan = prepared.plan(&valid_times);
    let cancelled = || false;
    let task = Task { prepared: &prepared, valid_times, plan: &plan, levels, seed: 1, cancelled: &cancelled };
    WeatherGuidance.forecast(&task)
}

fn fifths() -> QuantileLevels {
    QuantileLevels::try_from(vec![0.1, 0.5, 0.9]).expect("rising")
}

#[test]
fn without_guidance_it_stands_aside() {
    let truth = truth(&Variable::Temperature, 24 * 40, 1);
    let mut track = track(&Variable::Temperature, &truth, (24 * 30, 0), |value, _, _| value);
    track.guidance = None;
    assert_eq!(forecast(&track, 24 * 30, &fifths()), Err(ModelError::NoGuidance));
}

/// Errors of guidance that last for some hours: as many times the standard deviation as days ahead.
fn lasting_errors(seed: u64) -> impl FnMut(usize) -> f64 {
    let mut random = Pcg64::seed_from_u64(seed);
    let (mut error, mut before) = (0.0, 0);
    move |days| {
        if days != before {
            (error, before) = (normal(&mut random), days);
        }
        error = 0.9 * error + 0.436 * normal(&mut random);
        days as f64 * error
    }
}

#[test]
fn a_bias_by_the_hour_is_taken_away_and_the_spread_is_that_of_the_errors() {
    let (mut errors, mut squares, mut inside, mut widths, mut count) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for seed in 0..20 {
        let (known, variable) = (24 * 200, Variable::Temperature);
        let truth = truth(&variable, known + AHEAD, seed);
        let mut error = lasting_errors(seed + 100);
        let track = track(&variable, &truth, (known, 0), |value, hour, days| {
            value + 3.0 + 2.0 * (std::f64::consts::TAU * (hour % 24) as f64 / 24.0).cos() + error(days)
        });
        let present = forecast(&track, known, &fifths()).expect("guidance").present;
        // The second day: its errors have the standard deviation 2.
        for lead in 25..48 {
            let (quantiles, truth) = (present.at(lead), truth[known + lead]);
            errors += quantiles[1] - truth;
            squares += (quantiles[1] - truth).powi(2);
            widths += quantiles[2] - quantiles[0];
            inside += f64::from(u8::from((quantiles[0]..=quantiles[2]).contains(&truth)));
            count += 1.0;
        }
    }
    let (error, width, inside) = (errors / count, widths / count, inside / count);
    let root_mean_square = f64::sqrt(squares / count);
    assert!(error.abs() < 0.5, "mean error {error}, of a bias of 3");
    assert!(root_mean_square < 2.1, "no worse than the errors without their bias: {root_mean_square}");
    // 80 % of a normal distribution lie within 2.563 standard deviations.
    assert!((0.85..1.15).contains(&(width / 2.563 / root_mean_square)), "{width} {root_mean_square}");
    assert!((0.74..0.86).contains(&inside), "share inside of it {inside}");
}

#[test]
fn perfect_guidance_is_followed() {
    let (known, variable) = (24 * 120, Variable::Temperature);
    let truth = truth(&variable, known + AHEAD, 5);
    let track = track(&variable, &truth, (known, 0), |value, _, _| value);
    let present = forecast(&track, known, &fifths()).expect("guidance").present;
    for lead in 0..AHEAD {
        assert!((present.at(lead)[1] - truth[known + lead]).abs() < 0.35, "{lead}");
        assert!(present.at(lead)[2] - present.at(lead)[0] < 3.0, "{lead}: {:?}", present.at(lead));
    }
}

#[test]
fn a_few_days_of_guidance_are_not_taken_for_certain() {
    let (known, variable) = (24 * 120, Variable::Temperature);
    let truth = truth(&variable, known + AHEAD, 6);
    let track = track(&variable, &truth, (known, known - 48), |value, _, _| value);
    let present = forecast(&track, known, &fifths()).expect("guidance").present;
    let width = |lead: usize| present.at(lead)[2] - present.at(lead)[0];
    assert!(width(30) > 2.0 && width(30) < 10.0, "{}", width(30));
    assert!(width(70) > width(2), "errors grow: {} {}", width(70), width(2));
}

#[test]
fn what_was_not_said_is_missing_and_not_none() {
    for variable in [Variable::Precipitation, Variable::WindSpeed, Variable::CloudCover] {
        let (known, since) = (24 * 120, 24 * 60);
        let mut truth = truth(&variable, known + AHEAD, 12);
        truth[since + 500..since + 600].fill(f64::NAN);
        let holes =
            track(
                &variable,
                &truth,
                (known, since),
                |value, _, _| {
                    if value.is_nan() { value } else { 1.5 * value }
                },
            );
        // The same, of a series that begins where something was said.
        let mut later = holes.clone();
        let mut guidance = Guidance::clone(later.guidance.as_ref().expect("some"));
        for past in &mut guidance.at_leads {
            past.said = past.said.slice(since..past.said.len());
        }
        later.guidance = Some(Arc::new(guidance));
        let [holes, later] = [holes, later].map(|track| {
            let told = forecast(&track, known, &QuantileLevels::percentiles()).expect("guidance");
            format!("{told:?}")
        });
        assert_eq!(holes, later, "{}", variable.name());
    }
}

#[test]
fn the_chance_of_no_rain_is_that_of_like_cases() {
    let (known, variable) = (24 * 300, Variable::Precipitation);
    let mut truth = truth(&variable, known + AHEAD, 7);
    let (dry, wet) = (truth.iter().filter(|rain| **rain <= 0.0).count(), truth.len());
    assert!(dry > wet / 2, "mostly dry");
    truth[known..].fill(0.0);
    truth[known + 30..known + 40].fill(2.0);
    // In one of ten hours rain that never comes.
    let track = track(&variable, &truth, (known, 0), |value, hour, _| {
        if value <= 0.0 && hour < known && hour % 10 == 0 { 1.0 } else { value }
    });
    let present = forecast(&track, known, &QuantileLevels::percentiles()).expect("guidance").present;
    let chance_of_none = |lead: usize| present.at(lead).iter().filter(|rain| **rain <= 0.0).count();
    assert!(chance_of_none(20) > 95, "said to be dry: {}", chance_of_none(20));
    assert!(chance_of_none(35) < 40, "said to be wet: {}", chance_of_none(35));
    assert!(present.at(35)[60] > 0.8, "an amount about as said: {}", present.at(35)[60]);
}

#[test]
fn what_is_said_or_observed_later_changes_no_bit() {
    for variable in [Variable::Temperature, Variable::Precipitation, Variable::CloudCover] {
        let issue = 24 * 90;
        let truth = truth(&variable, issue + 24 * 10, 8);
        let mut wild = truth.clone();
        wild[issue..].iter_mut().for_each(|value| *value = variable.support().clamp(*value * 3.0 + 1.0));
        let said = |value: f64, hour: usize, later: f64| {
            variable
                .support()
                .clamp(value + f64::from(u8::try_from(hour % 7).expect("below 7")) * 0.3 + later)
        };
        let run = |known: i64, factor: f64| GuidanceRun {
            model: "b".to_owned(),
            known_since: start().timestamp() + SignedDuration::from_hours(issue as i64 + known),
            members: (0..8)
                .map(|member| series(truth.iter().map(|value| value * factor + f64::from(member)).collect()))
                .collect(),
        };
        let of = |truth: &[f64], reference: &[f64], later: f64| {
            let mut track = track(&variable, truth, (truth.len(), 0), |_, hour, days| {
                // Said for hours within the lead of the issue time, it was known; beyond, it wasn't.
                said(reference[hour], hour, if hour > issue + 24 * days { later } else { 0.0 })
            });
            let mut guidance = Guidance::clone(track.guidance.as_ref().expect("some"));
            guidance.runs = vec![run(-30, 1.0), run(-3, 1.1), run(1, 1.0 + later)];
            track.guidance = Some(Arc::new(guidance));
            forecast(&track, issue, &QuantileLevels::percentiles()).expect("guidance")
        };
        let (one, other) = (of(&truth, &truth, 0.0), of(&wild, &truth, 40.0));
        assert_eq!(one.present, other.present, "{}", variable.name());
        // Holes are NaN, which equals nothing: compared as text.
        assert_eq!(format!("{:?}", one.past), format!("{:?}", other.past), "{}", variable.name());
    }
}

#[test]
fn from_a_past_origin_nothing_later_is_known() {
    let (known, variable) = (24 * 200, Variable::Temperature);
    let truth = truth(&variable, known + AHEAD, 9);
    let mut error = lasting_errors(10);
    let track = track(&variable, &truth, (known, 0), |value, _, days| value + error(days));
    let past = forecast(&track, known, &fifths()).expect("guidance").past.expect("it can tell");
    // Its spread at a day is that of what was said a day before, not of a fresher word.
    let median = Hindcast::usual_levels().len() / 2;
    let (mut squares, mut count) = ([0.0; 2], 0.0);
    let prepared = prepare(&track, series(Vec::new()).time(known));
    let plan =
        prepared.plan(&(known..known + AHEAD).map(|hour| series(Vec::new()).time(hour)).collect::<Vec<_>>());
    for (at, origin) in plan.past().iter().enumerate() {
        for (order, lead) in [20, 68].into_iter().enumerate() {
            let said = past.at(at, lead).expect("said from every origin");
            squares[order] += (said[median] - truth[prepared.line_offset() + origin + lead + 1]).powi(2);
        }
        count += 1.0;
    }
    let [near, far] = squares.map(|squares| (squares / count).sqrt());
    assert!((0.7..1.3).contains(&near) && (2.0..3.4).contains(&far), "{near} {far}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_is_missing_it_stays_finite_and_in_bounds(
        seed in 0..1000_u64,
        kind in 0..5_usize,
        members in 0..6_usize,
        known in prop::sample::select(vec![0_usize, 1, 30, 24 * 5, 24 * 60]),
        holes in 0.0..1.0_f64,
        ends in 1..AHEAD,
        extreme in prop::bool::ANY,
    ) {
        let variable = [
            Variable::Temperature, Variable::Precipitation, Variable::CloudCover, Variable::WindSpeed, Variable::RelativeHumidity,
        ][kind].clone();
        let support = variable.support();
        let truth: Vec<f64> = truth(&variable, known + AHEAD, seed).into_iter().map(|value| support.clamp(value)).collect();
        let mut random = Pcg64::seed_from_u64(seed);
        let mut said = |value: f64| {
            if random.random::<f64>() < holes { f64::NAN } else if extreme { value * 1e3 - 500.0 } else { value }
        };
        let mut track = track(&variable, &truth, (known, 0), |value, _, _| said(value));
        let mut guidance = Guidance::clone(track.guidance.as_ref().expect("some"));
        let known_since = start().timestamp() + SignedDuration::from_hours(known as i64) - SignedDuration::from_hours(2);
        guidance.runs.push(GuidanceRun {
            model: "b".to_owned(),
            known_since,
            members: (0..members)
                .map(|_| series(truth[..known + ends].iter().map(|value| said(*value)).collect()))
                .collect(),
        });
        track.guidance = Some(Arc::new(guidance));
        match forecast(&track, known, &QuantileLevels::percentiles()) {
            Ok(RollingForecast { present, past }) => {
                for time in 0..AHEAD {
                    for value in present.at(time) {
                        prop_assert!(value.is_finite() && (support.clamp(*value) - value).abs() < 1e-12);
                    }
                }
                prop_assert!(past.is_some());
            }
            Err(ModelError::Far { .. } | ModelError::NoGuidance) => {}
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}
