use super::*;
use crate::rehearsals::noise;
use domain::{Variable, standard_normal_quantile};
use jiff::SignedDuration;
use proptest::prelude::*;

fn hour(hour: usize) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::try_from(hour).expect("few"))
}

/// A standard normal forecast for `times` hours from `hour` on, times `factor`, plus `shift`.
fn forecast(from: usize, times: usize, factor: f64, shift: f64, support: &Support) -> QuantileForecast {
    let levels = QuantileLevels::percentiles();
    let values = (0..times)
        .flat_map(|_| levels.as_slice().iter().map(|level| shift + factor * standard_normal_quantile(*level)))
        .collect();
    let times = (from..from + times).map(hour).collect();
    QuantileForecast::new(Variable::Temperature, times, levels.clone(), values, support).expect("finite")
}

/// One step ahead, again and again, each learnt before the next: the states after, and whether each missed.
fn walk(outcomes: &[f64], support: &Support) -> (Calibration, Vec<[bool; 2]>) {
    let mut calibration = Calibration::default();
    let mut missed = Vec::new();
    for (step, outcome) in outcomes.iter().enumerate() {
        let (issued, issuing) =
            calibration.issue(&forecast(step, 1, 1.0, 0.0, support), &[1], support).expect("a distribution");
        let edges = edges(issued.levels(), issued.at(0));
        missed.push(edges.map(|[low, high]| *outcome < low || *outcome > high));
        calibration = issuing.caught_up(hour(step + 1), |_| Some(*outcome));
    }
    (calibration, missed)
}

fn share(missed: &[[bool; 2]], interval: usize) -> f64 {
    missed.iter().filter(|missed| missed[interval]).count() as f64 / missed.len() as f64
}

#[test]
fn coverage_holds_through_a_jump_and_a_trend_of_the_spread_where_a_fixed_one_fails() {
    // Spread of the outcomes by step, and whether forecasts of spread 1 go on holding them.
    type Spread = fn(usize) -> f64;
    let spreads: [(&str, Spread, bool); 4] = [
        ("steady", |_| 1.0, true),
        ("jump", |step| if step < 500 { 1.0 } else { 3.0 }, false),
        ("trend", |step| 1.0 + step as f64 / 1000.0, false),
        ("calm", |step| if step < 500 { 1.0 } else { 0.3 }, false),
    ];
    for (name, spread, fixed_holds) in spreads {
        let outcomes: Vec<f64> = (0..3000).map(|step| noise(5, step) * spread(step)).collect();
        let (_, missed) = walk(&outcomes, &Support::REAL);
        for (interval, promised) in OUTSIDE.into_iter().enumerate() {
            let found = share(&missed[1000..], interval);
            assert!((found - promised).abs() < 0.012, "{name}: {found} of {promised}");
            let edge = standard_normal_quantile(1.0 - promised / 2.0);
            let fixed =
                outcomes[1000..].iter().filter(|outcome| outcome.abs() > edge).count() as f64 / 2000.0;
            assert_eq!((fixed - promised).abs() < 0.025, fixed_holds, "{name}, fixed: {fixed} of {promised}");
        }
    }
}

#[test]
fn what_was_learnt_depends_on_nothing_after_the_moment_it_is_learnt_at() {
    let support = Support::REAL;
    let run = |last: usize, future: f64| {
        let mut calibration = Calibration::default();
        for issue in (0..=last).step_by(3) {
            let (_, issuing) = calibration
                .issue(&forecast(issue, 24, 1.0, 0.0, &support), &(1..=24).collect::<Vec<_>>(), &support)
                .expect("a distribution");
            let known_until = hour(issue);
            calibration = issuing.caught_up(known_until, |time| {
                assert!(time < known_until, "{time} is not known at {known_until}");
                let step = usize::try_from(time.as_second() / 3600).expect("after the start");
                Some(if step < 390 { noise(1, step) } else { future })
            });
        }
        serde_json::to_string(&calibration).expect("plain numbers")
    };
    assert_eq!(run(390, 0.0), run(390, 1e9));
    assert_ne!(run(420, 0.0), run(420, 1e9), "what has come by then counts");
}

#[test]
fn leads_of_one_octave_learn_together_and_apart_from_others() {
    let mut calibration = Calibration::default();
    let leads: Vec<usize> = (1..=8).collect();
    for issue in 0..200 {
        let (_, issuing) = calibration
            .issue(&forecast(issue * 8, 8, 1.0, 0.0, &Support::REAL), &leads, &Support::REAL)
            .expect("a distribution");
        // Twice as uncertain as said from four steps on.
        calibration = issuing.caught_up(hour(issue * 8 + 8), |time| {
            let step = usize::try_from(time.as_second() / 3600).expect("after the start");
            Some(noise(2, step) * if step % 8 < 3 { 1.0 } else { 2.0 })
        });
    }
    for (lead, least, most) in [(1, 0.75, 1.3), (2, 0.75, 1.3), (4, 1.6, 2.4), (7, 1.6, 2.4), (100, 1.0, 1.0)]
    {
        let [inner, outer] = calibration.factors(lead);
        assert!((least..=most).contains(&inner), "{lead}: {inner}");
        assert!((least..=most).contains(&outer), "{lead}: {outer}");
    }
    assert_eq!(calibration.missed(100), None);
    assert!((calibration.missed(5).expect("watched")[0] - 0.2).abs() < 0.1);
}

#[test]
fn whole_numbers_bounds_and_dry_hours_are_respected() {
    let counts = Support { lower: Some(0.0), integer: true, ..Support::REAL };
    let mut calibration = Calibration::default();
    for step in 0..300 {
        let before = forecast(step, 1, 2.0, 4.0, &counts);
        let (issued, issuing) = calibration.issue(&before, &[1], &counts).expect("counts");
        for (value, before) in issued.at(0).iter().zip(before.at(0)) {
            assert!(value.fract().abs() < 1e-12 && *value >= 0.0);
            // Always held: nothing to widen for, and narrowing would take a whole number away.
            assert!((value - before.round()).abs() < 1e-12, "{value} {before}");
        }
        calibration = issuing.caught_up(hour(step + 1), |_| Some(4.0));
    }
    let rain = Support { lower: Some(0.0), zero_inflated: true, ..Support::REAL };
    let wet = forecast(0, 1, 2.0, 1.0, &rain);
    let (issued, state) = walk(&[50.0; 30], &Support::REAL).0.issue(&wet, &[1], &rain).expect("rain");
    assert_eq!(issued, wet);
    assert_eq!(state.pending.len(), 0);
    let positive = Support { lower: Some(0.0), ..Support::REAL };
    let (issued, _) = walk(&[50.0; 30], &Support::REAL)
        .0
        .issue(&forecast(0, 1, 1.0, 5.0, &positive), &[1], &positive)
        .expect("a distribution");
    assert!(issued.at(0)[0] >= 0.0);
}

#[test]
fn the_state_survives_being_stored_and_another_version_is_told() {
    let (calibration, _) = walk(&[0.5, 3.0, -1.0, -9.0], &Support::REAL);
    let text = serde_json::to_string(&calibration).expect("plain numbers");
    let read: Calibration = serde_json::from_str(&text).expect("as written");
    assert_eq!(read, calibration);
    assert!(read.is_understood());
    let newer: Calibration =
        serde_json::from_str(&text.replace("\"version\":1", "\"version\":2")).expect("the same shape");
    assert!(!newer.is_understood());
}

#[test]
fn a_forecast_that_asks_for_other_leads_than_times_is_refused() {
    let forecast = forecast(0, 2, 1.0, 0.0, &Support::REAL);
    let refused = Calibration::default().issue(&forecast, &[1], &Support::REAL);
    assert_eq!(refused, Err(BlendError::Mismatch { what: "the leads of the valid times" }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Proposition 1: whatever comes, as long as a stretch by e^b would hold it and one by e^-b would miss it.
    #[test]
    fn the_share_missed_keeps_within_the_bound_of_conformal_pid_control(
        logs in prop::collection::vec(-3.0..3.0f64, 50..400),
        swing in 0.0..1.0f64,
        up in any::<bool>(),
    ) {
        let count = logs.len() as f64;
        let outcomes: Vec<f64> = logs
            .iter()
            .enumerate()
            .map(|(step, log)| {
                // Chance with a drift from one end to the other.
                let drift = 3.0 * (2.0 * step as f64 / count - 1.0) * if up { 1.0 } else { -1.0 };
                1.6 * (swing * drift + (1.0 - swing) * log).exp()
            })
            .collect();
        let (_, missed) = walk(&outcomes, &Support::REAL);
        for (interval, promised) in OUTSIDE.into_iter().enumerate() {
            let edge = standard_normal_quantile(1.0 - promised / 2.0);
            let reach = outcomes.iter().map(|outcome| (outcome / edge).ln().abs()).fold(0.0, f64::max);
            let bound = ((reach + 0.01) / RATE + 1.0) / count;
            let found = share(&missed, interval) - promised;
            prop_assert!(found <= bound, "{} above {}", found, bound);
            prop_assert!(interval == 1 || -found <= bound, "{} below {}", found, bound);
        }
    }

    #[test]
    fn a_factor_and_a_shift_go_through(
        factor in prop_oneof![Just(1e-9), Just(1e9), 1e-2..1e2f64],
        shift in -5.0..5.0f64,
        outcomes in prop::collection::vec(-6.0..6.0f64, 1..40),
    ) {
        let of = |factor: f64, shift: f64| {
            let mut calibration = Calibration::default();
            let mut last = Vec::new();
            for (step, outcome) in outcomes.iter().enumerate() {
                let before = forecast(step, 1, factor, factor * shift, &Support::REAL);
                let (issued, issuing) = calibration.issue(&before, &[3], &Support::REAL).expect("a distribution");
                prop_assert!(issued.at(0).windows(2).all(|pair| pair[0] <= pair[1]));
                last = issued.at(0).to_vec();
                calibration = issuing.caught_up(hour(step + 1), |_| Some(factor * (shift + outcome)));
            }
            Ok(last)
        };
        for (a, b) in of(1.0, 0.0)?.iter().zip(of(factor, shift)?) {
            prop_assert!((factor * (a + shift) - b).abs() < 1e-6 * factor, "{} {}", a, b);
        }
    }
}
