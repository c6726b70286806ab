//! The gamma distribution, shifted to the left and censored at zero: sums of rain, of which a share is none at all (Scheuerer and
//! Hamill 2015).

use crate::gamma;
use std::sync::LazyLock;

/// Levels of the pinball losses.
const LEVELS: usize = 32;
/// The range of shapes: from all but always zero to all but normal.
const SMALLEST_SHAPE: f64 = 0.02;
const LARGEST_SHAPE: f64 = 400.0;
/// Shapes in the table of quantiles, with equal steps of the logarithm.
const SHAPES: usize = 256;
/// The least mean, in units.
const LEAST: f64 = 1e-4;

/// Quantiles of the gamma distribution with the mean one, at the middles of equal steps of the level.
static TABLE: LazyLock<Vec<[f64; LEVELS]>> = LazyLock::new(|| {
    (0..SHAPES)
        .map(|index| {
            let shape = SMALLEST_SHAPE * (index as f64 * log_step()).exp();
            std::array::from_fn(|level| gamma::quantile(shape, middle(level)) / shape)
        })
        .collect()
});

fn log_step() -> f64 {
    (LARGEST_SHAPE / SMALLEST_SHAPE).ln() / (SHAPES - 1) as f64
}

fn middle(level: usize) -> f64 {
    (level as f64 + 0.5) / LEVELS as f64
}

/// With `mean` and `shape` before the shift by `unit` to the left.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShiftedGamma {
    unit: f64,
    mean: f64,
    shape: f64,
    /// Derivative of the mean by the location predictor.
    mean_slope: f64,
    /// The probability of nothing, where it is known: up to it no quantile needs to be worked out.
    dry: f64,
}

impl ShiftedGamma {
    /// From the unit (the usual value; left alone it comes out about as large as the best shift), a predictor of the mean, which
    /// is proportional to `ln(1 + exp(location))`, and one of the log deviation. As in Scheuerer and Hamill (2015, section 3c) the deviation
    /// also grows with the root of the mean.
    pub(super) fn new(unit: f64, location: f64, log_scale: f64) -> Self {
        let location = location.clamp(-30.0, 1e6);
        let softplus = location.max(0.0) + (-location.abs()).exp().ln_1p();
        let mean = unit * (softplus + LEAST);
        let shape = ((mean / unit).ln() - 2.0 * log_scale).exp().clamp(SMALLEST_SHAPE, LARGEST_SHAPE);
        Self { unit, mean, shape, mean_slope: unit / (1.0 + (-location).exp()), dry: 0.0 }
    }

    /// Made ready for many quantiles.
    pub(super) fn settled(self) -> Self {
        Self { dry: gamma::distribution(self.shape, self.shape * self.unit / self.mean), ..self }
    }

    /// The quantile at a level inside (0, 1).
    pub(super) fn quantile(self, level: f64) -> f64 {
        if level < self.dry {
            return 0.0;
        }
        (self.mean * gamma::quantile(self.shape, level) / self.shape - self.unit).max(0.0)
    }

    /// The CRPS, as twice the mean pinball loss over the levels, and its derivatives by the two predictors.
    pub(super) fn score(self, observed: f64) -> [f64; 3] {
        let inside = self.shape > SMALLEST_SHAPE && self.shape < LARGEST_SHAPE;
        let position = (self.shape / SMALLEST_SHAPE).ln() / log_step();
        let below = (position as usize).min(SHAPES - 2);
        let share = position - below as f64;
        let (mut loss, mut by_location, mut by_log_scale) = (0.0, 0.0, 0.0);
        for (level, (low, high)) in TABLE[below].iter().zip(&TABLE[below + 1]).enumerate() {
            let standard = low + share * (high - low);
            let value = self.mean * standard - self.unit;
            let error = observed - value.max(0.0);
            let slope = if error > 0.0 { middle(level) } else { middle(level) - 1.0 };
            loss += slope * error;
            if value > 0.0 {
                // The logarithm of the shape is ln mean - 2 log scale.
                let by_log_shape = if inside { (high - low) / log_step() } else { 0.0 };
                by_location -= slope * (standard + by_log_shape) * self.mean_slope;
                by_log_scale += slope * self.mean * 2.0 * by_log_shape;
            }
        }
        [loss, by_location, by_log_scale].map(|sum| 2.0 * sum / LEVELS as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_scipy() {
        // max(0, scipy.stats.gamma.ppf(level, shape, scale=mean / shape) - unit), mean = 2 ln(1 + e) + 2e-4, shape = mean / 2 / exp(-1)
        for (level, expected) in [(0.2, QUANTILES[0]), (0.5, QUANTILES[1]), (0.95, QUANTILES[2])] {
            let got = ShiftedGamma::new(2.0, 1.0, -0.5).settled().quantile(level);
            assert!((got - expected).abs() < 1e-5 * (1.0 + expected), "{level} {got}");
        }
    }

    #[test]
    fn the_score_is_the_integral_and_its_derivatives_are_differences() {
        for location in [-8.0, -1.0, 0.6, 2.0, 9.0] {
            for log_scale in [-3.0, -0.4, 1.0] {
                for observed in [0.0, 0.7, 12.0] {
                    let score = |by_location: f64, by_log_scale: f64| {
                        ShiftedGamma::new(2.0, location + by_location, log_scale + by_log_scale)
                            .score(observed)[0]
                    };
                    let [value, by_location, by_log_scale] =
                        ShiftedGamma::new(2.0, location, log_scale).score(observed);
                    let step = 1e-6;
                    let numeric = [
                        (score(step, 0.0) - score(-step, 0.0)) / (2.0 * step),
                        (score(0.0, step) - score(0.0, -step)) / (2.0 * step),
                    ];
                    assert!(
                        (by_location - numeric[0]).abs() < 1e-3 * (1.0 + value),
                        "{location} {log_scale} {observed}"
                    );
                    assert!(
                        (by_log_scale - numeric[1]).abs() < 1e-3 * (1.0 + value),
                        "{location} {log_scale} {observed}"
                    );
                    // Pinball losses of the exact quantiles, not of the table's.
                    let one = ShiftedGamma::new(2.0, location, log_scale);
                    let exact: f64 = (0..LEVELS)
                        .map(|level| {
                            let error = observed - one.quantile(middle(level));
                            2.0 * (if error > 0.0 { middle(level) } else { middle(level) - 1.0 }) * error
                        })
                        .sum::<f64>()
                        / LEVELS as f64;
                    assert!(
                        (exact - value).abs() < 2e-3 * (0.1 + exact),
                        "{location} {log_scale} {observed}: {value} {exact}"
                    );
                }
            }
        }
    }

    const QUANTILES: [f64; 3] = [0.000000000, 0.385962248, 3.249994065];
}
