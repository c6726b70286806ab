//! The logarithmic score.

/// The least probability an outcome is taken to have: what was called impossible and happened would score infinity.
const LEAST_PROBABILITY: f64 = 1e-15;

/// Logarithmic score of a normal distribution: minus the logarithm of its density at the observation (Good, Journal of the Royal
/// Statistical Society B 14, 1952). The standard deviation must be above zero.
#[must_use]
pub fn log_of_gaussian(mean: f64, standard_deviation: f64, observed: f64) -> f64 {
    let distance = (observed - mean) / standard_deviation;
    0.5 * std::f64::consts::TAU.ln() + standard_deviation.ln() + 0.5 * distance * distance
}

/// Logarithmic score of a distribution given by quantiles at rising `levels`, for an observation known to `resolution` (0.1 for
/// tenths, above zero): minus the logarithm of the probability that it is within half a `resolution`, divided by the resolution.
///
/// A probability of a short stretch in place of a density lets a mass (no rain) and a density share one score; as the resolution
/// goes to zero it goes to the density's. Between quantiles the probability is spread evenly; beyond the outermost it falls off
/// exponentially at the rate that continues the density beside it. Nothing is taken to be less likely than 1e-15. NaN of no levels.
#[must_use]
pub fn log_of_quantiles(levels: &[f64], quantiles: &[f64], observed: f64, resolution: f64) -> f64 {
    let half = resolution / 2.0;
    let distribution = Interpolated::new(levels, quantiles, resolution);
    // From the side where both are small: 1 minus a tiny probability would lose it.
    let middle = quantiles.get(quantiles.len() / 2).copied().unwrap_or(f64::NAN);
    let probability = if observed > middle {
        distribution.above(observed - half) - distribution.above(observed + half)
    } else {
        distribution.below(observed + half) - distribution.below(observed - half)
    };
    resolution.ln() - probability.max(LEAST_PROBABILITY).ln()
}

/// A distribution function through quantiles, with exponential tails.
struct Interpolated<'a> {
    levels: &'a [f64],
    quantiles: &'a [f64],
    /// How fast the tails fall off, per unit.
    lower_rate: f64,
    upper_rate: f64,
}

impl<'a> Interpolated<'a> {
    fn new(levels: &'a [f64], quantiles: &'a [f64], resolution: f64) -> Self {
        // The density beside the outermost quantile; a stretch of no width is a mass, beyond which lies the resolution at most.
        let density = |inner: usize, outer: usize| {
            let width = (quantiles[inner] - quantiles[outer]).abs();
            (levels[inner] - levels[outer]).abs() / width.max(f64::MIN_POSITIVE)
        };
        let last = levels.len().saturating_sub(1);
        let (lower_rate, upper_rate) = if last == 0 {
            (1.0 / resolution, 1.0 / resolution)
        } else {
            (density(1, 0) / levels[0], density(last - 1, last) / (1.0 - levels[last]))
        };
        // Steeper than this is a mass within the resolution; it must not make an infinity of a distance.
        let steepest = 1e3 / resolution;
        Self { levels, quantiles, lower_rate: lower_rate.min(steepest), upper_rate: upper_rate.min(steepest) }
    }

    /// The probability of less than `value`, or equal.
    fn below(&self, value: f64) -> f64 {
        let (Some(first), Some(last)) = (self.quantiles.first(), self.quantiles.last()) else {
            return f64::NAN;
        };
        if value < *first {
            return self.levels[0] * (-(first - value) * self.lower_rate).exp();
        }
        if value >= *last {
            return 1.0 - self.above(value);
        }
        let next = self.quantiles.partition_point(|quantile| *quantile <= value);
        let (low, high) = (self.quantiles[next - 1], self.quantiles[next]);
        let share = (value - low) / (high - low);
        self.levels[next - 1] + share * (self.levels[next] - self.levels[next - 1])
    }

    /// The probability of more than `value`.
    fn above(&self, value: f64) -> f64 {
        match (self.quantiles.last(), self.levels.last()) {
            (Some(last), Some(level)) if value >= *last => {
                (1.0 - level) * (-(value - last) * self.upper_rate).exp()
            }
            _ => 1.0 - self.below(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::standard_normal_quantile;
    use proptest::prelude::*;

    #[test]
    fn the_gaussian_is_that_of_scoringrules() {
        // scoringrules 0.10.0 for Python: logs_normal.
        for (mean, deviation, observed, expected) in [
            (0.0, 1.0, 0.0, 0.918_938_533_204_672_7),
            (0.5, 2.0, 1.3, 1.692_085_713_764_618),
            (1.0, 0.5, -4.0, 50.225_791_352_644_73),
        ] {
            let score = log_of_gaussian(mean, deviation, observed);
            assert!((score - expected).abs() < 1e-12, "{observed}: {score}");
        }
    }

    #[test]
    fn many_quantiles_of_a_gaussian_score_as_its_density() {
        let levels: Vec<f64> = (1..200).map(|rank| f64::from(rank) / 200.0).collect();
        let quantiles: Vec<f64> =
            levels.iter().map(|level| 3.0 + 2.0 * standard_normal_quantile(*level)).collect();
        for observed in [3.0, 4.1, 0.2, 7.2] {
            let (score, exact) =
                (log_of_quantiles(&levels, &quantiles, observed, 0.01), log_of_gaussian(3.0, 2.0, observed));
            assert!((score - exact).abs() < 0.03, "{observed}: {score} instead of {exact}");
        }
    }

    #[test]
    fn a_mass_scores_as_its_probability() {
        // Dry with 50 in 100, seen to 0.2 mm, and 0.1 of the 10 mm over which the next 25 in 100 are spread.
        let (levels, quantiles) = ([0.25, 0.5, 0.75], [0.0, 0.0, 10.0]);
        let probability: f64 = 0.5 + 0.25 * 0.01;
        let score = log_of_quantiles(&levels, &quantiles, 0.0, 0.2);
        assert!((score - (0.2_f64.ln() - probability.ln())).abs() < 1e-6, "{score}");
    }

    proptest! {
        #[test]
        fn the_score_is_finite_and_moves_with_the_unit(
            mut quantiles in prop::collection::vec(-20..20i32, 1..9), observed in -100..100i32, scale in 0.01..100.0f64,
        ) {
            quantiles.sort_unstable();
            let levels: Vec<f64> =
                (1..=quantiles.len()).map(|rank| rank as f64 / (quantiles.len() as f64 + 1.0)).collect();
            let at = |scale: f64| {
                let quantiles: Vec<f64> = quantiles.iter().map(|value| scale * f64::from(*value)).collect();
                log_of_quantiles(&levels, &quantiles, scale * f64::from(observed), scale * 0.1)
            };
            prop_assert!(at(1.0).is_finite());
            prop_assert!((at(scale) - at(1.0) - scale.ln()).abs() < 1e-4, "{} {}", at(scale), at(1.0));
        }
    }
}
