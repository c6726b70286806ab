use super::{Beside, History, Predictors, paths as paths_beside};
use crate::Plan;
use domain::standard_normal_quantile;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn paths(values: &[f64], periods: &[usize], plan: &Plan) -> Option<Vec<f64>> {
    paths_beside(values, periods, &Beside::default(), plan)
}

/// A season, a trend and noise of some size.
fn wave(count: usize, period: usize, noise: f64) -> Vec<f64> {
    let mut random = Pcg64::seed_from_u64(5);
    (0..count)
        .map(|step| {
            let season = 3.0 * (step as f64 / period as f64 * std::f64::consts::TAU).sin();
            let drawn = standard_normal_quantile(random.random_range(0.001..0.999));
            20.0 + 0.002 * step as f64 + season + noise * drawn
        })
        .collect()
}

/// Seasons by the hour and by the week, of different shapes.
fn weekly(count: usize) -> Vec<f64> {
    let busy = |step: usize| if step / 24 % 7 < 5 { 4.0 } else { 0.0 };
    wave(count, 24, 0.3).into_iter().enumerate().map(|(step, value)| value + busy(step)).collect()
}

fn all(count: usize, period: usize, horizon: usize) -> Plan {
    Plan::over(count, period, (1..=horizon).collect())
}

#[test]
fn a_season_on_a_trend_is_carried_on() {
    for (period, count, horizon) in [(24, 1200, 48), (12, 240, 24), (7, 400, 30)] {
        let values = wave(count + horizon, period, 0.0);
        let plan = all(count, period, horizon);
        let paths = paths(&values[..count], &[period], &plan).expect("long enough");
        let now = &paths[plan.past().len() * horizon..];
        for (lead, (said, came)) in now.iter().zip(&values[count..]).enumerate() {
            assert!((said - came).abs() < 0.15, "period {period}, lead {}: {said} {came}", lead + 1);
        }
    }
}

#[test]
fn noise_is_beaten_better_than_by_the_season_before() {
    let (count, horizon) = (1500, 48);
    let values = wave(count + horizon, 24, 1.0);
    let plan = all(count, 24, horizon);
    let said = paths(&values[..count], &[24], &plan).expect("long enough");
    let error = |paths: &[f64]| -> f64 {
        let now = &paths[plan.past().len() * horizon..];
        now.iter().zip(&values[count..]).map(|(said, came)| (said - came).powi(2)).sum()
    };
    let naive = crate::naive::seasonal_naive(&values[..count], 24, &plan);
    assert!(error(&said) < 0.75 * error(&naive), "{} {}", error(&said), error(&naive));
}

#[test]
fn predictors_know_nothing_of_what_comes_after_the_origin() {
    let values = weekly(1500);
    let earlier = weekly(600);
    let beside = Beside { earlier: &earlier, year: Some(24 * 21), ..Beside::default() };
    for (short, long) in [(1, 1), (24, 24), (24, 168)] {
        let row = |values: &[f64], origin, lead| {
            let history = History::new(values, &beside, short, long, 250);
            assert_eq!(history.past_year.is_some(), long > 1);
            let predictors = Predictors::new(&history, &beside);
            assert!(origin >= history.first_origin());
            let mut row = vec![f64::NAN; predictors.count()];
            predictors.fill(origin, lead, origin, &mut row);
            row
        };
        for origin in [700, 800, 1000] {
            let mut changed = values.clone();
            changed[origin + 1..].fill(-1e3);
            for lead in [1, 7, 24, 25, 48, 168, 250] {
                let (a, b) = (row(&values, origin, lead), row(&changed, origin, lead));
                assert!(a == b, "{short} {long}: {origin} + {lead}");
                assert!(a.iter().all(|value| value.is_finite()), "as many as promised");
            }
        }
    }
}

#[test]
fn what_was_said_before_knows_nothing_of_what_came() {
    // Also which penalty to trust, and what a covariate is worth, was learnt by then: to the bit.
    let values = weekly(1500);
    let plan = all(values.len(), 24, 36);
    let load: Vec<f64> = (0..1600).map(|step| f64::from(step * 37 % 101)).collect();
    for covariate in [false, true] {
        for periods in [&[24, 168][..], &[24], &[]] {
            for origin in [600, 1000, 1200, 1400] {
                let said = |from: usize| {
                    let mut values = values.clone();
                    let mut load = load.clone();
                    for (step, value) in values.iter_mut().enumerate().skip(from) {
                        *value = 500.0 - 3.0 * (step % 7) as f64;
                    }
                    load[from.min(1500)..1500].fill(-3.0);
                    // Measured, and given for the time ahead of the present only.
                    let known = |index: usize, origin: usize| {
                        (index <= origin || origin == 1499).then(|| load.get(index).copied()).flatten()
                    };
                    let mut beside = Beside::default();
                    if covariate {
                        beside.covariates.push(&known);
                    }
                    paths_beside(&values, periods, &beside, &plan).expect("long enough")
                };
                let (plain, changed) = (said(usize::MAX), said(origin + 1));
                let known = plan.origins.iter().filter(|past| **past <= origin).count();
                assert!(known > 0 && known < plan.origins.len());
                let bits =
                    |paths: &[f64]| -> Vec<u64> { paths.iter().map(|value| value.to_bits()).collect() };
                let [plain, changed] = [bits(&plain), bits(&changed)];
                assert!(plain[..known * 36] == changed[..known * 36], "{periods:?} {origin} {covariate}");
                assert!(plain[known * 36..] != changed[known * 36..]);
            }
        }
    }
}

#[test]
fn a_covariate_known_ahead_is_used_and_one_unknown_is_not() {
    let (count, horizon) = (1200, 24);
    let load: Vec<f64> = (0..count + horizon).map(|step| (step * 7919 % 1009) as f64 / 1009.0).collect();
    let values: Vec<f64> =
        wave(count + horizon, 24, 0.1).iter().zip(&load).map(|(value, load)| value + 8.0 * load).collect();
    let plan = all(count, 24, horizon);
    let error = |known: &dyn Fn(usize, usize) -> Option<f64>| -> f64 {
        let beside = Beside { covariates: vec![known], ..Beside::default() };
        let said = paths_beside(&values[..count], &[24], &beside, &plan).expect("long enough");
        let now = &said[plan.past().len() * horizon..];
        now.iter().zip(&values[count..]).map(|(said, came)| (said - came).powi(2)).sum()
    };
    let ahead = error(&|index, _| load.get(index).copied());
    let afterwards = error(&|index, origin| (index <= origin).then(|| load[index]));
    assert!(ahead < 0.1 * afterwards, "{ahead} {afterwards}");
    let without: Vec<f64> = paths(&values[..count], &[24], &plan).expect("long enough");
    let unknown = |index: usize, origin: usize| (index <= origin).then(|| load[index]);
    let beside = Beside { covariates: vec![&unknown], ..Beside::default() };
    let with = paths_beside(&values[..count], &[24], &beside, &plan).expect("long enough");
    let present = plan.past().len() * horizon;
    for (with, without) in with[present..].iter().zip(&without[present..]) {
        assert!((with - without).abs() < 1e-9, "as if it weren't there: {with} {without}");
    }
}

#[test]
fn the_year_before_is_looked_back_to() {
    // Each week of the year has a level of its own, which only the year before can tell of.
    let year = 364;
    let value = |day: usize| {
        let week = f64::from(u32::try_from(day % year / 7 * 7919 % 101).expect("below 101")) / 10.0;
        30.0 + week + 5.0 * f64::from(u8::from(day % 7 < 2)) + (day * 7919 % 101) as f64 / 101.0
    };
    let count = 4 * year + 98;
    let values: Vec<f64> = (0..count + 14).map(value).collect();
    let plan = all(count, 7, 14);
    let error = |year: Option<usize>| -> f64 {
        let beside = Beside { year, ..Beside::default() };
        let said = paths_beside(&values[..count], &[7], &beside, &plan).expect("long enough");
        let now = &said[plan.past().len() * 14..];
        now.iter().zip(&values[count..]).map(|(said, came)| (said - came).abs()).sum()
    };
    assert!(error(Some(year)) < 0.6 * error(None), "{} {}", error(Some(year)), error(None));
}

#[test]
fn far_leads_go_on_as_the_seasons_do() {
    let values = weekly(2000);
    let plan = Plan::over(values.len(), 24, vec![1, 100, 400, 700]);
    for periods in [&[24][..], &[24, 168], &[]] {
        let said = paths(&values, periods, &plan).expect("long enough");
        let last = &said[plan.past().len() * 4..];
        assert!(last.iter().all(|value| (10.0..40.0).contains(value)), "{periods:?}: {last:?}");
    }
}

#[test]
fn odd_lines_give_finite_paths_or_none() {
    for count in [0, 1, 2, 3, 6, 10, 15, 19, 20, 23, 31, 48, 50, 55, 60, 80, 100, 600] {
        for factor in [0.0, 1.0, -1.0, 1e12, 1e-12] {
            let mut values: Vec<f64> = wave(count, 12, 0.5).into_iter().map(|value| factor * value).collect();
            for wild in [false, true] {
                if let Some(last) = values.last_mut().filter(|_| wild) {
                    *last = 1e12;
                }
                for periods in [&[][..], &[12], &[4, 12]] {
                    for horizon in [1, 3, 12, 400] {
                        let plan = all(count, 12, horizon);
                        let Some(said) = paths(&values, periods, &plan) else { continue };
                        assert_eq!(said.len(), plan.origins.len() * horizon);
                        let now = &said[plan.past().len() * horizon..];
                        assert!(
                            now.iter().all(|value| value.is_finite()),
                            "{count} {factor} {periods:?} {horizon}"
                        );
                    }
                }
            }
        }
    }
    for constant in [0.0, 5.0, 1e12, 1e-12] {
        assert_eq!(paths(&[constant; 300], &[12], &all(300, 12, 12)), None);
    }
}

#[test]
fn the_same_comes_out_twice() {
    let (values, plan) = (weekly(1000), all(1000, 24, 48));
    // By bits, as NaN from origins that are too early equals nothing.
    let said = || -> Vec<u64> {
        paths(&values, &[24, 168], &plan).expect("long enough").into_iter().map(f64::to_bits).collect()
    };
    assert_eq!(said(), said());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_factor_and_a_shift_go_through(
        factor in prop_oneof![Just(1e9), Just(1e-9), Just(-1.0), 0.01..100.0f64],
        shift in -50.0..50.0f64,
        period in prop_oneof![Just(1_usize), Just(7), Just(12)],
        count in 60..200_usize,
    ) {
        let plan = all(count, period, 10);
        let plain = wave(count, period, 0.5);
        let moved: Vec<f64> = plain.iter().map(|value| factor * (value + shift)).collect();
        let (Some(a), Some(b)) = (paths(&plain, &[period], &plan), paths(&moved, &[period], &plan)) else {
            return Ok(());
        };
        for (a, b) in a.iter().zip(&b) {
            prop_assert!(a.is_nan() == b.is_nan());
            prop_assert!(a.is_nan() || (factor * (a + shift) - b).abs() < 1e-5 * factor.abs(), "{} {}", factor * (a + shift), b);
        }
    }
}
