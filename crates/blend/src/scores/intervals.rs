//! Scores and coverage of central intervals.

use domain::QuantileForecast;

/// Whether an observation lies in the central interval of `coverage` (0.8: from the 10 % to the 90 % quantile), bounds
/// included.
#[must_use]
pub fn covers(forecast: &QuantileForecast, index: usize, coverage: f64, observed: f64) -> bool {
    let at = |level: f64| {
        domain::QuantileLevel::new(level).map_or(f64::NAN, |level| forecast.quantile(index, level))
    };
    (at((1.0 - coverage) / 2.0)..=at(f64::midpoint(1.0, coverage))).contains(&observed)
}

/// Winkler's interval score of a central interval: its width, and `2 / (1 - coverage)` times the distance by which the
/// observation missed it (Gneiting and Raftery 2007, eq. 43).
#[must_use]
pub fn interval(lower: f64, upper: f64, coverage: f64, observed: f64) -> f64 {
    let missed = (lower - observed).max(observed - upper).max(0.0);
    upper - lower + 2.0 / (1.0 - coverage) * missed
}

/// What series are compared in units of: the mean distance of a value from the one a `season` of steps before, in the
/// training values (Hyndman and Koehler, International Journal of Forecasting 22, 2006; 1 for no season). Pairs with a missing
/// (NaN) value don't count.
///
/// `None` when there is no pair or no value ever changed: nothing can be said in that unit.
#[must_use]
pub fn seasonal_naive_scale(training: &[f64], season: usize) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_usize);
    for (before, after) in training.iter().zip(training.iter().skip(season.max(1))) {
        let distance = (after - before).abs();
        if !distance.is_nan() {
            sum += distance;
            count += 1;
        }
    }
    let scale = sum / count.max(1) as f64;
    (scale > 0.0).then_some(scale)
}

/// Mean scaled interval score: the mean [`interval`] score over the times, in units of `scale`, which
/// [`seasonal_naive_scale`] gives (Makridakis, Spiliotis and Assimakopoulos, International Journal of Forecasting 36, 2020, eq. 7,
/// with `coverage` 0.95).
///
/// `None` when there is nothing to score or the scale isn't above zero.
#[must_use]
pub fn mean_scaled_interval(
    lower: &[f64],
    upper: &[f64],
    coverage: f64,
    observed: &[f64],
    scale: f64,
) -> Option<f64> {
    let bounds = lower.iter().zip(upper);
    let sum: f64 = bounds
        .zip(observed)
        .map(|((lower, upper), observed)| interval(*lower, *upper, coverage, *observed))
        .sum();
    (!observed.is_empty() && scale > 0.0).then(|| sum / observed.len() as f64 / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn winkler_punishes_a_miss() {
        assert!((interval(1.0, 3.0, 0.8, 2.0) - 2.0).abs() < 1e-12);
        assert!((interval(1.0, 3.0, 0.8, 3.5) - 7.0).abs() < 1e-12);
    }

    #[test]
    fn the_scale_is_the_usual_change() {
        for (training, season, expected) in [
            (&[1.0, 4.0, 2.0, 6.0][..], 1, Some(3.0)),
            (&[1.0, 4.0, 2.0, 7.0], 2, Some(2.0)),
            (&[1.0, f64::NAN, 2.0, 6.0], 1, Some(4.0)),
            (&[5.0, 5.0, 5.0], 1, None),
            (&[5.0], 1, None),
            (&[], 7, None),
        ] {
            assert_eq!(seasonal_naive_scale(training, season), expected, "{training:?}");
        }
    }

    #[test]
    fn the_mean_scaled_score_is_that_of_m4() {
        // numpy, by the formula of the M4 competition, with 2 / 0.2 for 80 %; the last value misses by 0.5.
        let (lower, upper) = ([1.0, 0.0, 2.0, 2.0], [4.0, 2.0, 6.0, 3.0]);
        let score = mean_scaled_interval(&lower, &upper, 0.8, &[3.0, 0.0, 5.0, 3.5], 4.0).expect("a scale");
        assert!((score - 0.937_5).abs() < 1e-12, "{score}");
        assert_eq!(mean_scaled_interval(&[], &[], 0.8, &[], 4.0), None);
    }
}
