//! The normal distribution truncated at zero: what can't be negative and isn't heaped at zero, such as wind speed (Thorarinsdottir
//! and Gneiting 2010).

use super::family::normal_quantile;
use domain::{standard_normal_density, standard_normal_probability};
use std::f64::consts::{PI, SQRT_2};

/// The location is held above so many scales below zero: further down it is an exponential distribution for all that matters, and
/// the formulas cancel.
const LOWEST: f64 = -3.0;
/// From here on nothing is cut.
const HIGHEST: f64 = 40.0;

/// Location and scale are those of the normal distribution before it is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct TruncatedNormal {
    pub(super) location: f64,
    pub(super) scale: f64,
}

impl TruncatedNormal {
    fn ratio(self) -> f64 {
        (self.location / self.scale).clamp(LOWEST, HIGHEST)
    }

    /// The quantile at a level inside (0, 1).
    pub(super) fn quantile(self, level: f64) -> f64 {
        // From the upper tail, where nothing cancels.
        let above = (1.0 - level) * standard_normal_probability(self.ratio());
        (self.location.max(LOWEST * self.scale) - self.scale * normal_quantile(above)).max(0.0)
    }

    /// The CRPS and its derivatives by location and scale (Thorarinsdottir and Gneiting 2010, section 2.2). `observed` is not negative.
    pub(super) fn score(self, observed: f64) -> [f64; 3] {
        let m = self.ratio();
        let z = (observed - self.location.max(LOWEST * self.scale)) / self.scale;
        let (p, density) = (standard_normal_probability(m), standard_normal_density(m));
        let (cumulated, at) = (standard_normal_probability(z), standard_normal_density(z));
        let double = standard_normal_probability(SQRT_2 * m);
        let root = PI.sqrt();
        let standard = z * (2.0 * cumulated + p - 2.0) / p + 2.0 * at / p - double / (root * p * p);
        let by_z = (2.0 * cumulated + p - 2.0) / p;
        let by_m = -density / (p * p) * (z * (2.0 * cumulated - 2.0) + 2.0 * at)
            - SQRT_2 * standard_normal_density(SQRT_2 * m) / (root * p * p)
            + 2.0 * double * density / (root * p * p * p);
        if self.location / self.scale < LOWEST {
            // m doesn't move any more, and z only with the scale.
            return [self.scale * standard, 0.0, standard - by_z * (z + m)];
        }
        [self.scale * standard, by_m - by_z, standard - z * by_z - m * by_m]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_scipy() {
        // scipy.stats.truncnorm.ppf(level, -location / scale, inf, location, scale)
        for (location, scale, level, expected) in QUANTILES {
            let got = TruncatedNormal { location, scale }.quantile(level);
            assert!((got - expected).abs() < 1e-6 * (1.0 + expected), "{location} {scale} {level}: {got}");
        }
    }

    #[test]
    fn scores_are_those_of_scoringrules() {
        // scoringrules.crps_tnormal(observed, location, scale, 0, inf), 0.8
        for (location, scale, observed, expected) in SCORES {
            let [got, ..] = TruncatedNormal { location, scale }.score(observed);
            assert!((got - expected).abs() < 1e-9, "{location} {scale} {observed}: {got} {expected}");
        }
    }

    #[test]
    fn derivatives_are_differences() {
        let step = 1e-6;
        for location in [-9.0, -2.0, 0.0, 1.0, 7.0] {
            for observed in [0.0, 0.4, 3.0, 11.0] {
                let score = |by_location: f64, by_scale: f64| {
                    TruncatedNormal { location: location + by_location, scale: 2.0 + by_scale }
                        .score(observed)[0]
                };
                let [_, by_location, by_scale] = TruncatedNormal { location, scale: 2.0 }.score(observed);
                let numeric = [
                    (score(step, 0.0) - score(-step, 0.0)) / (2.0 * step),
                    (score(0.0, step) - score(0.0, -step)) / (2.0 * step),
                ];
                assert!((by_location - numeric[0]).abs() < 1e-6, "{location} {observed}");
                assert!((by_scale - numeric[1]).abs() < 1e-6, "{location} {observed}");
            }
        }
    }

    #[rustfmt::skip]
    const QUANTILES: [(f64, f64, f64, f64); 6] = [
        (3.0, 2.0, 0.1, 1.012123628),
        (3.0, 2.0, 0.99, 7.704355413),
        (-1.0, 2.0, 0.5, 1.036591032),
        (0.0, 1.0, 0.9, 1.644853627),
        (10.0, 1.5, 0.01, 6.510478190),
        (-4.0, 2.0, 0.95, 2.103526872),
    ];

    #[rustfmt::skip]
    const SCORES: [(f64, f64, f64, f64); 6] = [
        (3.0, 2.0, 1.0, 1.3697155478),
        (3.0, 2.0, 9.0, 4.7278738288),
        (-1.0, 2.0, 0.5, 0.3586708221),
        (0.0, 1.0, 0.0, 0.4673899545),
        (10.0, 1.5, 9.0, 0.6070745662),
        (-4.0, 2.0, 3.0, 1.9111904263),
    ];
}
