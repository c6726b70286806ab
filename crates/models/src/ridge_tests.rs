use super::*;
use domain::standard_normal_quantile;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

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
    let values = weekly(1000);
    for (short, long) in [(1, 1), (24, 24), (24, 168)] {
        let plain = History::new(&values, short, long, 48);
        let first = plain.first_origin();
        for origin in [first, first + 100, 700] {
            let mut changed = values.clone();
            changed[origin + 1..].fill(-1e3);
            let changed = History::new(&changed, short, long, 48);
            for lead in [1, 7, 24, 25, 48, 168, 250] {
                let [mut a, mut b] = [vec![f64::NAN; plain.predictors()], vec![f64::NAN; plain.predictors()]];
                plain.row(origin, lead, &mut a);
                changed.row(origin, lead, &mut b);
                assert!(a == b, "{short} {long}: {origin} + {lead}");
                assert!(a.iter().all(|value| value.is_finite()), "as many as promised");
            }
        }
    }
}

#[test]
fn the_newest_value_hardly_moves_what_was_said_before() {
    // Coefficients are those of the time, but which penalty to trust is learnt from the whole line.
    let values = weekly(2000);
    let plan = all(values.len(), 24, 24);
    let mut changed = values.clone();
    changed[1999] += 3.0;
    let [plain, changed] =
        [values, changed].map(|values| paths(&values, &[24, 168], &plan).expect("long enough"));
    for (a, b) in plain.iter().zip(&changed).take(plan.past().len() / 2 * 24) {
        assert!((a - b).abs() < 0.01, "{a} {b}");
    }
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
