use super::*;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

type Method = fn(&[f64], &Plan, &[f64]) -> Vec<f64>;

const METHODS: [Method; 2] = [
    |values, plan, levels| Tsb.quantiles(values, plan, levels),
    |values, plan, levels| Croston.quantiles(values, plan, levels),
];

fn at_the_end(values: &[f64]) -> Plan {
    Plan { origins: vec![values.len().saturating_sub(1)], leads: vec![1] }
}

fn percentiles() -> Vec<f64> {
    (1..100).map(|percent| f64::from(percent) / 100.0).collect()
}

/// A demand of some size in one of five steps.
fn demand(count: usize, seed: u64, size: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut random = Pcg64::seed_from_u64(seed);
    (0..count)
        .map(|_| {
            let (any, level) = (random.random::<f64>(), random.random_range(0.001..0.999));
            if any < 0.2 { size(level) } else { 0.0 }
        })
        .collect()
}

#[test]
fn negative_binomial_quantiles_are_those_of_scipy() {
    // scipy.stats.nbinom.ppf(level, 1 / excess, 1 / (1 + excess * mean)); poisson.ppf(level, mean) for no excess.
    for (mean, excess, level, expected) in COUNTS {
        let got = negative_binomial_quantile(mean, excess, level);
        assert!((got - expected).abs() < 0.5, "{mean} {excess} {level}: {got} {expected}");
    }
}

/// Mean, excess, level, quantile.
const COUNTS: [(f64, f64, f64, f64); 28] = [
    (0.5, 0.0, 0.05, 0.0),
    (0.5, 0.0, 0.5, 0.0),
    (0.5, 0.0, 0.95, 2.0),
    (0.5, 0.0, 0.999, 4.0),
    (3.0, 0.0, 0.05, 1.0),
    (3.0, 0.0, 0.5, 3.0),
    (3.0, 0.0, 0.95, 6.0),
    (3.0, 0.0, 0.999, 10.0),
    (3.0, 0.5, 0.05, 0.0),
    (3.0, 0.5, 0.5, 2.0),
    (3.0, 0.5, 0.95, 8.0),
    (3.0, 0.5, 0.999, 17.0),
    (0.7, 2.0, 0.05, 0.0),
    (0.7, 2.0, 0.5, 0.0),
    (0.7, 2.0, 0.95, 3.0),
    (0.7, 2.0, 0.999, 10.0),
    (40.0, 0.3, 0.05, 11.0),
    (40.0, 0.3, 0.5, 36.0),
    (40.0, 0.3, 0.95, 83.0),
    (40.0, 0.3, 0.999, 146.0),
    (500.0, 1.0, 0.05, 25.0),
    (500.0, 1.0, 0.5, 346.0),
    (500.0, 1.0, 0.95, 1499.0),
    (500.0, 1.0, 0.999, 3457.0),
    (1500.0, 0.0, 0.05, 1437.0),
    (1500.0, 0.0, 0.5, 1500.0),
    (1500.0, 0.0, 0.95, 1564.0),
    (1500.0, 0.0, 0.999, 1621.0),
];

#[test]
fn smoothing_is_that_of_the_papers() {
    // The recursions of the papers in Python, from a probability of 0.5 with the gains max(a, 1 / (t + 2)), and from an interval of 2
    // and a size of 3 with the gains max(a, 1 / (k + 1)) at the k-th demand.
    let values = [0.0, 2.0, 0.0, 0.0, 4.0, 3.0, 0.0, 0.0];
    let told = probabilities(&values, Updating::AtEveryStep, 0.3);
    assert!((told[8] - 0.308_724_500_000_000).abs() < 1e-12, "{told:?}");
    let told = probabilities(&values, Updating::AtDemands, 0.3);
    assert!((told[8] - 0.439_655_172_413_793).abs() < 1e-12, "{told:?}");
    let told = sizes(&values, 3.0, 0.3);
    assert!((told[8] - 3.000_000_000_000_000).abs() < 1e-12, "{told:?}");
}

#[test]
fn no_demand_has_its_mass_at_zero() {
    let values = demand(1000, 1, |level| 1.0 + negative_binomial_quantile(3.0, 0.5, level));
    for method in METHODS {
        let quantiles = method(&values, &at_the_end(&values), &percentiles());
        let zeros = quantiles.iter().filter(|value| **value <= 0.0).count();
        assert!((75..=84).contains(&zeros), "{zeros}");
        assert!(quantiles.iter().all(|value| value.fract().abs() <= 0.0), "whole");
        // 1 + scipy.stats.nbinom.ppf(0.95, 2, 0.4) is 9.
        assert!((7.0..=12.0).contains(&quantiles[98]), "{}", quantiles[98]);
    }
}

#[test]
fn demand_that_dies_is_forgotten_by_tsb() {
    let mut values = demand(300, 2, |_| 5.0);
    values.extend([0.0; 100]);
    let [tsb, croston] = METHODS.map(|method| {
        let quantiles = method(&values, &at_the_end(&values), &percentiles());
        quantiles.iter().filter(|value| **value > 0.0).count()
    });
    assert!(tsb <= 5 && croston > 10, "{tsb} {croston}");
}

#[test]
fn sizes_that_are_all_the_same_stay_so() {
    let values = demand(300, 3, |_| 6.0);
    for method in METHODS {
        let quantiles = method(&values, &at_the_end(&values), &percentiles());
        assert!(quantiles.iter().all(|value| *value <= 0.0 || (value - 6.0).abs() < 1e-9), "{quantiles:?}");
    }
}

#[test]
fn odd_values_give_finite_rising_quantiles() {
    let levels = [1e-6, 0.025, 0.5, 0.975, 0.999_999];
    let mut outlier = demand(200, 4, |level| level);
    outlier[100] = 1e12;
    let odd = [
        vec![],
        vec![3.0],
        vec![0.0],
        vec![0.0, 2.5],
        vec![0.0; 10],
        vec![7.0; 200],
        vec![1.0; 200],
        vec![-3.0; 20],
        demand(300, 5, |level| level - 0.5),
        demand(300, 6, |level| 1e-12 * level),
        demand(300, 7, |level| 1e12 * level),
        demand(300, 8, |level| (1e12 * level).round()),
        demand(300, 9, |level| (1.0 / level).powi(3).round()),
        outlier,
    ];
    for values in odd {
        let last = values.len().saturating_sub(1);
        let plan = Plan { origins: vec![last / 2, last], leads: vec![1, 3] };
        for method in METHODS {
            let quantiles = method(&values, &plan, &levels);
            assert_eq!(quantiles.len(), if values.is_empty() { 0 } else { 2 * 2 * levels.len() });
            for row in quantiles.chunks(levels.len()) {
                assert!(row.iter().all(|value| value.is_finite()), "{values:?}: {row:?}");
                assert!(row.windows(2).all(|pair| pair[0] <= pair[1]), "{values:?}: {row:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn amounts_move_with_the_unit(exponent in -6..6i32, seed in 0..100u64) {
        let unit = 10.0_f64.powi(exponent) * 1.37;
        let values = demand(150, seed, |level| 0.1 + level);
        let scaled: Vec<f64> = values.iter().map(|value| value * unit).collect();
        for method in METHODS {
            let (one, other) = (
                method(&values, &at_the_end(&values), &percentiles()),
                method(&scaled, &at_the_end(&scaled), &percentiles()),
            );
            for (one, other) in one.iter().zip(other) {
                prop_assert!((one * unit - other).abs() <= 1e-6 * unit, "{one} {other}");
            }
        }
    }

    #[test]
    fn a_past_origin_knows_no_later_value(later in 0.0..50.0f64) {
        // With the parameters held by a long past, only what lies up to the origin counts.
        let past = demand(400, 10, |level| 1.0 + (5.0 * level).round());
        for smoothing in GRID {
            let mut longer = past.clone();
            longer.push(later);
            for updating in [Updating::AtEveryStep, Updating::AtDemands] {
                let (short, long) =
                    (probabilities(&past, updating, smoothing), probabilities(&longer, updating, smoothing));
                prop_assert_eq!(&short[..], &long[..401]);
            }
            prop_assert_eq!(&sizes(&past, 3.0, smoothing)[..], &sizes(&longer, 3.0, smoothing)[..401]);
        }
    }
}
