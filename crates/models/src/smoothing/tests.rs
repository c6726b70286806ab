//! What holds of every method.

use super::*;
use proptest::prelude::*;

type Forecast = fn(&[f64], usize, &Plan) -> Option<Vec<f64>>;

const METHODS: [(&str, Forecast); 3] = [
    ("ets", |values, period, plan| Ets::fit(values, period).map(|fit| fit.paths(values, plan))),
    ("theta", |values, period, plan| Theta::fit(values, period).map(|fit| fit.paths(values, plan))),
    ("complex", |values, period, plan| Complex::fit(values, period).map(|fit| fit.paths(values, plan))),
];

/// A season, a trend and noise.
fn wave(count: usize, period: usize) -> Vec<f64> {
    let season = |step: usize| 3.0 * (step as f64 / period as f64 * std::f64::consts::TAU).sin();
    let noise = |step: usize| (step * 7919 % 1009) as f64 / 1009.0;
    (0..count).map(|step| 20.0 + 0.01 * step as f64 + season(step) + noise(step)).collect()
}

fn now(count: usize) -> Plan {
    Plan { origins: vec![count - 1], leads: (1..=30).collect() }
}

#[test]
fn short_series_have_no_forecast() {
    for count in 0..4 {
        for (name, forecast) in METHODS {
            let plan = Plan { origins: vec![0], leads: vec![1] };
            assert!(forecast(&vec![1.0; count], 12, &plan).is_none(), "{name} {count}");
        }
    }
}

#[test]
fn whatever_the_values_the_forecasts_are_finite() {
    let mut outlier = wave(60, 4);
    outlier[30] = 1e12;
    let cases = [
        vec![0.0; 40],
        vec![5.0; 40],
        vec![-5.0; 7],
        (0..40).map(f64::from).collect(),
        (0..50).map(|step| f64::from(step % 2)).collect(),
        wave(90, 12).iter().map(|value| value * 1e-12).collect(),
        wave(90, 12).iter().map(|value| value * 1e12).collect(),
        wave(90, 12).iter().map(|value| value - 20.0).collect(),
        wave(10, 4),
        (0..60).map(|step| (f64::from(step) / 3.0).exp()).collect(),
        (0..60).map(|step| if step == 40 { 1.0 } else { 0.0 }).collect(),
        outlier,
    ];
    for (index, values) in cases.iter().enumerate() {
        for period in [1, 2, 4, 12, 52, 1000] {
            for (name, forecast) in METHODS {
                let Some(paths) = forecast(values, period, &now(values.len())) else { continue };
                assert!(paths.iter().all(|value| value.is_finite()), "{name} {index} {period} {paths:?}");
            }
        }
    }
}

#[test]
fn a_constant_goes_on() {
    for level in [0.0, 5.0, -3.0] {
        for (name, forecast) in METHODS {
            let paths = forecast(&[level; 50], 12, &now(50)).unwrap();
            assert!(paths.iter().all(|value| (value - level).abs() < 1e-3), "{name} {level} {paths:?}");
        }
    }
}

#[test]
fn a_season_goes_on() {
    // Without noise the next year is known.
    let values: Vec<f64> = wave(120, 12)
        .iter()
        .enumerate()
        .map(|(step, _)| {
            wave(1, 12)[0] + [0.0, 1.0, 4.0, 2.0, 0.5, -1.0, -3.0, -2.0, 0.0, 1.0, 3.0, -4.0][step % 12]
        })
        .collect();
    for (name, forecast) in METHODS {
        let paths = forecast(&values, 12, &now(120)).unwrap();
        for (lead, value) in paths.iter().enumerate().take(12) {
            assert!((value - values[lead]).abs() < 0.05, "{name} {lead} {value} {}", values[lead]);
        }
    }
}

/// Forecasts from an origin take the values up to it and no later ones, apart from what was fitted.
#[test]
fn later_values_change_nothing_but_the_fit() {
    let (values, period) = (wave(700, 12), 12);
    let plan = Plan { origins: vec![5, 40, 100, 450, 600, 699], leads: vec![1, 5, 24] };
    let mut changed = values.clone();
    changed[601..].iter_mut().for_each(|value| *value += 9.0);
    let both: [(Vec<f64>, Vec<f64>); 3] = [
        Ets::fit(&values, period).map(|fit| (fit.paths(&values, &plan), fit.paths(&changed, &plan))).unwrap(),
        Theta::fit(&values, period)
            .map(|fit| (fit.paths(&values, &plan), fit.paths(&changed, &plan)))
            .unwrap(),
        Complex::fit(&values, period)
            .map(|fit| (fit.paths(&values, &plan), fit.paths(&changed, &plan)))
            .unwrap(),
    ];
    for (one, other) in both {
        // Not a number where too early, which equals nothing.
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&one[..15]), bits(&other[..15]));
        assert!(one[3..].iter().all(|value| value.is_finite()), "{one:?}");
        assert!(one[15..].iter().zip(&other[15..]).all(|(a, b)| (a - b).abs() > 0.1));
        // Early origins forecast nearly as well as late ones.
        for (row, origin) in one.chunks(3).zip(&plan.origins).skip(1) {
            for (value, lead) in row.iter().zip(&plan.leads) {
                let expected = wave(origin + lead + 1, 12)[origin + lead];
                assert!((value - expected).abs() < 2.0, "{origin} {lead} {value} {expected}");
            }
        }
    }
}

#[test]
fn shares_fall_with_the_criterion() {
    let shares = shares([10.0, 12.0, f64::INFINITY].into_iter(), 2.0);
    // 1 / (1 + 1 / e)
    assert!((shares[0] - 0.731_058_578_630_004_9).abs() < 1e-12 && shares[2].abs() < 1e-12, "{shares:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// To the last bit where the factor is a power of two, which rounds nothing.
    #[test]
    fn forecasts_scale_with_the_values(
        values in prop::collection::vec(0.5..10.0f64, 6..80),
        period in 1..8usize,
        power in -30..30i32,
        below in any::<bool>(),
    ) {
        let factor = 2.0_f64.powi(power);
        let values: Vec<f64> = values.iter().map(|value| if below { value - 4.0 } else { *value }).collect();
        let scaled: Vec<f64> = values.iter().map(|value| value * factor).collect();
        for (name, forecast) in METHODS {
            let (one, other) = (forecast(&values, period, &now(values.len())), forecast(&scaled, period, &now(values.len())));
            for (one, other) in one.unwrap().iter().zip(other.unwrap()) {
                prop_assert!((one * factor - other).abs() <= 1e-12 * other.abs(), "{name} {one} {other}");
            }
        }
    }
}
