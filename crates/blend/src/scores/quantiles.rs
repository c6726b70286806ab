//! Scores of distributions given by quantiles.

/// Pinball (quantile) loss of one quantile: `(1{y < q} - level) (q - y)`, never below zero.
#[must_use]
pub fn pinball(level: f64, quantile: f64, observed: f64) -> f64 {
    let below = if observed < quantile { 1.0 } else { 0.0 };
    (below - level) * (quantile - observed)
}

/// Continuous ranked probability score of a distribution given by quantiles at rising `levels`: twice the pinball loss
/// integrated over the level (Laio and Tamea, Hydrology and Earth System Sciences 11, 2007), each level standing
/// for the probability from half-way to the one below to half-way to the one above.
#[must_use]
pub fn crps_of_quantiles(levels: &[f64], quantiles: &[f64], observed: f64) -> f64 {
    let mut score = 0.0;
    for (index, (level, quantile)) in levels.iter().zip(quantiles).enumerate() {
        let below = if index == 0 { 0.0 } else { f64::midpoint(levels[index - 1], *level) };
        let above = levels.get(index + 1).map_or(1.0, |next| f64::midpoint(*level, *next));
        score += 2.0 * (above - below) * pinball(*level, *quantile, observed);
    }
    score
}

/// Weighted quantile loss of `quantiles` (times x levels) at `levels`: for each level twice the pinball loss summed over the
/// times, as a share of the summed size of what was observed; then the mean over levels (`mean_wQuantileLoss` of `GluonTS`, Alexandrov et
/// al., Journal of Machine Learning Research 21, 2020). Free of the unit, so series can be compared.
///
/// `None` when nothing but zero was observed, or nothing at all.
#[must_use]
pub fn weighted_quantile_loss(levels: &[f64], quantiles: &[f64], observed: &[f64]) -> Option<f64> {
    let size: f64 = observed.iter().map(|value| value.abs()).sum();
    let loss = doubled_pinball(levels, quantiles, observed);
    (size > 0.0).then(|| loss / size / levels.len() as f64)
}

/// Scaled quantile loss of `quantiles` (times x levels) at `levels`: twice the pinball loss, averaged over times and levels, in
/// units of `scale` (see [`seasonal_naive_scale`](super::seasonal_naive_scale)). With many levels near to a CRPS in
/// units of the scale.
///
/// `None` when there is nothing to score or the scale isn't above zero.
#[must_use]
pub fn scaled_quantile_loss(levels: &[f64], quantiles: &[f64], observed: &[f64], scale: f64) -> Option<f64> {
    let count = (levels.len() * observed.len()) as f64;
    (count > 0.0 && scale > 0.0).then(|| doubled_pinball(levels, quantiles, observed) / count / scale)
}

/// Twice the pinball loss, summed over times and levels.
fn doubled_pinball(levels: &[f64], quantiles: &[f64], observed: &[f64]) -> f64 {
    let rows = quantiles.chunks_exact(levels.len().max(1)).zip(observed);
    rows.flat_map(|(row, observed)| {
        row.iter().zip(levels).map(|(quantile, level)| (*quantile, *level, *observed))
    })
    .map(|(quantile, level, observed)| 2.0 * pinball(level, quantile, observed))
    .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::GAUSSIAN_CRPS;
    use domain::standard_normal_quantile;
    use proptest::prelude::*;

    #[test]
    fn crps_of_quantiles_meets_the_closed_form_of_a_gaussian() {
        let levels: Vec<f64> = (1..100).map(|percent| f64::from(percent) / 100.0).collect();
        let quantiles: Vec<f64> = levels.iter().map(|level| standard_normal_quantile(*level)).collect();
        for (observed, expected) in GAUSSIAN_CRPS {
            let score = crps_of_quantiles(&levels, &quantiles, observed);
            assert!((score - expected).abs() < 0.004, "{observed}: {score} instead of {expected}");
        }
    }

    #[test]
    fn pinball_weighs_either_side_by_the_level() {
        assert!((pinball(0.9, 10.0, 12.0) - 1.8).abs() < 1e-12);
        assert!((pinball(0.9, 10.0, 8.0) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn quantile_losses_are_those_of_the_shared_script() {
        // numpy, by the formulas of GluonTS.
        let quantiles = [1.0, 2.0, 4.0, 0.0, 1.0, 2.0, 2.0, 3.0, 6.0, 2.0, 2.5, 3.0];
        let (levels, observed) = ([0.1, 0.5, 0.9], [3.0, 0.0, 5.0, 2.0]);
        let weighted = weighted_quantile_loss(&levels, &quantiles, &observed).expect("not all zero");
        assert!((weighted - 0.216_666_666_666_667).abs() < 1e-12, "{weighted}");
        let scaled = scaled_quantile_loss(&levels, &quantiles, &observed, 4.0).expect("a scale");
        assert!((scaled - 0.135_416_666_666_667).abs() < 1e-12, "{scaled}");
        assert_eq!(weighted_quantile_loss(&levels, &quantiles, &[0.0; 4]), None);
        assert_eq!(weighted_quantile_loss(&levels, &[], &[]), None);
        assert_eq!(scaled_quantile_loss(&levels, &quantiles, &observed, 0.0), None);
    }

    proptest! {
        #[test]
        fn the_true_quantile_has_the_least_pinball_loss(level in 0.05..0.95f64, off in 0.1..5.0f64) {
            let sample: Vec<f64> = (0..2000)
                .map(|rank| standard_normal_quantile((f64::from(rank) + 0.5) / 2000.0))
                .collect();
            let loss = |quantile: f64| sample.iter().map(|y| pinball(level, quantile, *y)).sum::<f64>();
            let best = standard_normal_quantile(level);
            prop_assert!(loss(best) <= loss(best + off) && loss(best) <= loss(best - off));
        }
    }
}
