//! Standard quantiles of the families of predictive distributions, and what else is needed of the normal distribution.

use domain::standard_normal_quantile;
use std::f64::consts::TAU;

/// A location-scale family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Normal,
    Logistic,
}

impl Family {
    /// The quantile at a level inside (0, 1), in units of the standard deviation.
    pub(super) fn quantile(self, level: f64) -> f64 {
        match self {
            Self::Normal => normal_quantile(level),
            // The standard logistic has the standard deviation pi / sqrt(3).
            Self::Logistic => (level / (1.0 - level)).ln() * 3.0_f64.sqrt() / std::f64::consts::PI,
        }
    }
}

/// The standard normal quantile; levels that rounding took to 0 or 1 are held just inside.
pub(super) fn normal_quantile(level: f64) -> f64 {
    standard_normal_quantile(level.clamp(1e-12, 1.0 - 1e-12))
}

/// The standard normal density.
pub(super) fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / TAU.sqrt()
}

/// The standard normal distribution function: Hart's rational approximation as given by West (Better approximations to cumulative
/// normal functions, Wilmott 2005); absolute error below 1e-14.
pub(super) fn normal_distribution(z: f64) -> f64 {
    const NUMERATOR: [f64; 7] = [
        3.526_249_659_989_11e-2,
        0.700_383_064_443_688,
        6.373_962_203_531_65,
        33.912_866_078_383,
        112.079_291_497_871,
        221.213_596_169_931,
        220.206_867_912_376,
    ];
    const DENOMINATOR: [f64; 8] = [
        8.838_834_764_831_84e-2,
        1.755_667_163_182_64,
        16.064_177_579_207,
        86.780_732_202_946_1,
        296.564_248_779_674,
        637.333_633_378_831,
        793.826_512_519_948,
        440.413_735_824_752,
    ];
    let size = z.abs();
    let polynomial = |coefficients: &[f64]| coefficients.iter().fold(0.0, |sum, c| sum * size + c);
    let tail = if size > 37.0 {
        0.0
    } else if size < 7.071_067_811_865_47 {
        (-0.5 * z * z).exp() * polynomial(&NUMERATOR) / polynomial(&DENOMINATOR)
    } else {
        let fraction = (1..5).rev().fold(size + 0.65, |below, n| size + f64::from(n) / below);
        normal_density(z) / fraction
    };
    if z > 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_is_that_of_scipy() {
        // scipy.stats.norm.cdf
        for (z, expected) in [
            (-8.0, 6.220_960_574_271_786e-16),
            (-3.0, 1.349_898_031_630_094_6e-3),
            (-0.5, 0.308_537_538_725_986_9),
            (0.0, 0.5),
            (1.7, 0.955_434_537_241_457),
        ] {
            let got = normal_distribution(z);
            assert!((got / expected - 1.0).abs() < 1e-8, "{z} {got} {expected}");
            if z > -4.0 {
                assert!((normal_quantile(got) - z).abs() < 1e-8, "{z}");
            }
        }
    }

    #[test]
    fn logistic_quantiles_have_unit_deviation() {
        let square: f64 =
            (0..100_000_u32).map(|i| Family::Logistic.quantile((f64::from(i) + 0.5) / 1e5).powi(2)).sum();
        assert!((square / 1e5 - 1.0).abs() < 1e-3, "{square}");
    }
}
