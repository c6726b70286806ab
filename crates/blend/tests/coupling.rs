//! Whatever the order comes from, the marginals are exactly those given.

#![expect(clippy::unwrap_used, reason = "a test")]

use blend::{BlendError, ErrorDependence, Rehearsal, TemplateSource, couple};
use domain::{
    Origin, OriginKind, QuantileForecast, QuantileLevels, Scenarios, Series, SeriesId, SeriesKind, Step,
    Support, Track, Unit, Variable,
};
use jiff::{SignedDuration, Timestamp, Zoned};
use proptest::prelude::*;
use std::sync::Arc;

fn track(support: Support, kind: Option<SeriesKind>, values: Vec<f64>) -> Track {
    let start: Zoned = "2012-01-01T00:00[America/New_York]".parse().unwrap();
    let series = Track::of_series(
        SeriesId("a series".to_owned()),
        SeriesKind::Level,
        Unit::Named(String::new()),
        Series::new(start, Step::HOUR, values).unwrap(),
        Origin::new(OriginKind::ObservedHourly, ""),
    );
    Track { support, kind, ..series }
}

/// What is coupled, and what its order may come from.
#[derive(Debug, Clone)]
struct Case {
    support: Support,
    kind: Option<SeriesKind>,
    history: Vec<f64>,
    /// Hours from the end of the history to the first valid time; negative when some have passed already.
    gap: i64,
    times: usize,
    members: usize,
    /// Sorted quantiles at each time, taken in turn.
    quantiles: Vec<f64>,
    raw: Vec<f64>,
}

fn cases() -> impl Strategy<Value = Case> {
    let value = || {
        prop_oneof![
            4 => -5.0..300.0f64,
            2 => Just(0.0),
            1 => Just(f64::NAN),
            1 => prop::sample::select(vec![1e12, -1e12, 1e-12, 7.0]),
        ]
    };
    let support = prop::sample::select(vec![
        Support::REAL,
        Variable::Precipitation.support(),
        Variable::RainReported.support(),
        Variable::RelativeHumidity.support(),
        Variable::WindSpeed.support(),
        Support { lower: Some(0.0), integer: true, ..Support::REAL },
    ]);
    let kind = prop::sample::select(vec![None, Some(SeriesKind::Price), Some(SeriesKind::Count)]);
    let hours = prop::sample::select(vec![0_usize, 1, 2, 10, 49, 400, 24 * 40]);
    let history = (hours, prop::collection::vec(value(), 1..200))
        .prop_map(|(hours, values)| values.iter().copied().cycle().take(hours).collect());
    let members = prop::sample::select(vec![1_usize, 2, 7, 60, 500]);
    let quantiles = prop::collection::vec(
        prop_oneof![3 => -5.0..300.0f64, 2 => Just(0.0), 1 => prop::sample::select(vec![1e12, -1e12, 1e-12])],
        1..120,
    );
    let raw = prop::collection::vec(value(), 1..90);
    (support, kind, history, -3..80_i64, 1..30_usize, members, quantiles, raw).prop_map(
        |(support, kind, history, gap, times, members, quantiles, raw)| Case {
            support,
            kind,
            history,
            gap,
            times,
            members,
            quantiles,
            raw,
        },
    )
}

/// Errors of which no past forecast tells anything.
fn untold(leads: Vec<usize>) -> ErrorDependence {
    ErrorDependence::of(None, &Rehearsal { leads, origins: Vec::new(), outcomes: Vec::new() })
}

#[test]
fn errors_at_other_leads_are_refused() {
    let known = track(Support::REAL, Some(SeriesKind::Level), vec![1.0; 50]);
    let start = known.history.time(50);
    let levels = QuantileLevels::try_from(vec![0.5]).unwrap();
    let forecast =
        QuantileForecast::new(known.variable.clone(), Arc::from([start]), levels, vec![1.0], &Support::REAL)
            .unwrap();
    let source = TemplateSource::new(vec![&known], start).with_errors(vec![Some(untold(vec![1, 2]))]);
    let refused = couple(&[forecast], &[Support::REAL], &source, 10, 1);
    assert_eq!(refused, Err(BlendError::Mismatch { what: "the leads of the errors" }));
}

fn column(scenarios: &Scenarios, variable: usize, time: usize) -> Vec<u64> {
    let mut values: Vec<f64> = scenarios.across_members(variable, time).map(|value| value + 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.into_iter().map(f64::to_bits).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_order_changes_no_marginal(case in cases()) {
        let known = track(case.support, case.kind, case.history.clone());
        let nothing = track(case.support, case.kind, Vec::new());
        let start = known.history.time(known.history.len());
        let valid_times: Arc<[Timestamp]> = (0..case.times as i64)
            .map(|hour| start + SignedDuration::from_hours(case.gap + hour))
            .collect();
        let levels = QuantileLevels::percentiles();
        let forecast = |track: &Track| {
            let values = case.quantiles.iter().copied().cycle().take(99 * case.times).collect();
            QuantileForecast::new(track.variable.clone(), valid_times.clone(), levels.clone(), values, &case.support)
                .unwrap()
        };
        let marginals = [forecast(&known), forecast(&known)];
        let supports = [case.support; 2];
        let raw = case.raw.iter().copied().cycle().take(8 * case.times).collect();
        let guidance = Scenarios::new(vec![known.variable.clone()], valid_times.clone(), 8, raw).unwrap();
        let sources = [
            TemplateSource::new(vec![&known, &known], start),
            TemplateSource::new(vec![&nothing, &known], start),
            TemplateSource::new(vec![&nothing, &nothing], start),
            TemplateSource::new(vec![&known, &known], start)
                .with_errors(vec![Some(untold((1..=case.times).collect())), None]),
            TemplateSource::new(vec![&nothing, &nothing], start)
                .with_errors(vec![None, Some(untold((1..=case.times).collect()))]),
            TemplateSource::new(vec![&known, &known], start).with_guidance(&guidance),
            TemplateSource::new(vec![&nothing, &nothing], start).with_guidance(&guidance),
        ];
        let made: Vec<Scenarios> = sources
            .iter()
            .map(|source| couple(&marginals, &supports, source, case.members, 1).unwrap())
            .collect();
        for (source, scenarios) in sources.iter().zip(&made) {
            prop_assert_eq!(scenarios, &couple(&marginals, &supports, source, case.members, 1).unwrap());
            for time in 0..case.times {
                prop_assert_eq!(column(scenarios, 0, time), column(&made[0], 0, time));
                prop_assert_eq!(column(scenarios, 1, time), column(&made[0], 0, time));
            }
        }
        for time in 0..case.times {
            for value in made[0].across_members(0, time) {
                prop_assert!(value.is_finite());
                prop_assert!((case.support.clamp(value) - value).abs() < 1e-9);
                prop_assert!(!case.support.integer || value.fract().abs() < 1e-9);
            }
            // Between the levels given the marginal is what it says: the median of an odd number of members is.
            if case.members == 7 && !case.support.zero_inflated && !case.support.integer {
                let median = f64::from_bits(column(&made[0], 0, time)[3]);
                prop_assert!((median - marginals[0].at(time)[49]).abs() <= 1e-9 * median.abs());
            }
        }
    }
}

#[test]
fn members_go_up_and_down_with_raw_ones() {
    let known = track(Support::REAL, None, Vec::new());
    let start = known.history.first_time();
    let valid_times: Arc<[Timestamp]> = (0..4).map(|hour| start + SignedDuration::from_hours(hour)).collect();
    let levels = QuantileLevels::percentiles();
    let values = (0..4).flat_map(|_| levels.as_slice().to_vec()).collect();
    let marginal =
        QuantileForecast::new(known.variable.clone(), valid_times.clone(), levels, values, &Support::REAL)
            .unwrap();
    let raw: [[i32; 4]; 5] = [[1, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 1], [4, 5, 1, 2], [5, 1, 2, 3]];
    let guidance = Scenarios::new(
        vec![known.variable.clone()],
        valid_times,
        5,
        raw.iter().flatten().map(|rank| 30.0 + f64::from(*rank)).collect(),
    )
    .unwrap();
    let source = TemplateSource::new(vec![&known], start).with_guidance(&guidance);
    let scenarios = couple(&[marginal], &[Support::REAL], &source, 5, 1).unwrap();
    let mut members: Vec<Vec<i32>> = (0..5)
        .map(|member| {
            scenarios.trajectory(0, member).iter().map(|value| (value * 10.0).round() as i32).collect()
        })
        .collect();
    members.sort();
    // The ranks of five members are the levels 0.1, 0.3, 0.5, 0.7 and 0.9.
    assert_eq!(members, raw.map(|raw| raw.map(|rank| 2 * rank - 1).to_vec()));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let known = track(Support::REAL, None, vec![1.0; 100]);
    let source = TemplateSource::new(vec![&known], known.history.time(100));
    assert!(couple(&[], &[], &source, 10, 1).is_err());
    let levels = QuantileLevels::percentiles();
    let times: Arc<[Timestamp]> = Arc::from([known.history.time(101)]);
    let marginal =
        QuantileForecast::new(known.variable.clone(), times, levels, vec![1.0; 99], &Support::REAL).unwrap();
    assert!(couple(std::slice::from_ref(&marginal), &[], &source, 10, 1).is_err());
    assert!(couple(&[marginal.clone(), marginal], &[Support::REAL; 2], &source, 10, 1).is_err());
}
