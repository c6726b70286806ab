//! Proper scores and calibration measures. All are negatively oriented (smaller is better) unless they say otherwise.

use domain::{Probability, QuantileForecast};

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

/// Continuous ranked probability score of equally likely members: `E|X - y| - E|X - X'| / 2`
/// (Gneiting and Raftery, Journal of the American Statistical Association 102, 2007, eq. 20). Sorts a copy: n log n. NaN of no
/// members.
#[must_use]
pub fn crps_of_members(members: &[f64], observed: f64) -> f64 {
    let mut sorted = members.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let distance: f64 = sorted.iter().map(|member| (member - observed).abs()).sum::<f64>() / count;
    // Sum of |x_i - x_j| over pairs, from the order alone.
    let spread: f64 =
        sorted.iter().enumerate().map(|(rank, member)| (2.0 * rank as f64 + 1.0 - count) * member).sum();
    distance - spread / (count * count)
}

/// Energy score of equally likely trajectories, the CRPS of whole vectors: `E|X - y| - E|X - X'| / 2` with the Euclidean norm
/// (Gneiting and Raftery 2007, eq. 22). Quadratic in the number of members.
#[must_use]
pub fn energy(members: &[&[f64]], observed: &[f64]) -> f64 {
    let norm = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
    let count = members.len() as f64;
    let distance = members.iter().map(|member| norm(member, observed)).sum::<f64>() / count;
    let mut spread = 0.0;
    for (index, a) in members.iter().enumerate() {
        for b in &members[..index] {
            spread += 2.0 * norm(a, b);
        }
    }
    distance - spread / (2.0 * count * count)
}

/// Probability integral transform of an observation: the level at which the distribution given by quantiles holds it, 0 or 1
/// beyond the outermost. For several equal quantiles (no rain) the middle of their levels: a fixed choice
/// where randomising would make a score depend on chance.
#[must_use]
pub fn pit(levels: &[f64], quantiles: &[f64], observed: f64) -> f64 {
    let below = quantiles.partition_point(|quantile| *quantile < observed);
    let up_to = quantiles.partition_point(|quantile| *quantile <= observed);
    let level =
        |index: usize| index.checked_sub(1).map_or(0.0, |before| levels.get(before).copied().unwrap_or(1.0));
    if below < up_to {
        // Observed exactly at one quantile or several.
        let from = if below == 0 && up_to > 1 { 0.0 } else { levels[below] };
        let to = if up_to == levels.len() && below + 1 < up_to { 1.0 } else { levels[up_to - 1] };
        return f64::midpoint(from, to);
    }
    if below == 0 {
        return 0.0;
    }
    if below == levels.len() {
        return 1.0;
    }
    let (low, high) = (quantiles[below - 1], quantiles[below]);
    level(below) + (observed - low) / (high - low) * (levels[below] - levels[below - 1])
}

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

/// Brier score of one probability.
#[must_use]
pub fn brier(forecast: Probability, happened: bool) -> f64 {
    let outcome = if happened { 1.0 } else { 0.0 };
    (forecast.value() - outcome).powi(2)
}

/// The mean Brier score taken apart (Murphy, Journal of Applied Meteorology 12, 1973): `reliability - resolution + uncertainty`,
/// plus what forecasts of one bin differ among each other (`within`; Stephenson, Coelho and Jolliffe, Weather and Forecasting 23,
/// 2008, keep it so that the parts add up exactly).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BrierDecomposition {
    /// The mean score.
    pub score: f64,
    /// How far the observed frequencies are from the probabilities forecast. Smaller is better.
    pub reliability: f64,
    /// How far the observed frequencies of the bins are from each other. Larger is better.
    pub resolution: f64,
    /// The score of always saying the observed frequency.
    pub uncertainty: f64,
    /// What the differences within bins contribute, either sign; 0 when all forecasts of a bin are the same.
    pub within: f64,
}

/// Forecast probabilities in bins of equal width, with what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliabilityBin {
    /// How many forecasts.
    pub count: usize,
    /// Their mean probability; 0 when there is none.
    pub forecast: f64,
    /// How often it happened; 0 when there is none.
    pub observed: f64,
}

/// The reliability diagram of (probability, happened) pairs in `bins` bins of equal width.
#[must_use]
pub fn reliability(pairs: &[(Probability, bool)], bins: usize) -> Vec<ReliabilityBin> {
    let mut sums = vec![(0_usize, 0.0, 0_usize); bins.max(1)];
    for (forecast, happened) in pairs {
        let sum = &mut sums[bin_of(*forecast, bins.max(1))];
        sum.0 += 1;
        sum.1 += forecast.value();
        sum.2 += usize::from(*happened);
    }
    sums.into_iter()
        .map(|(count, forecasts, hits)| ReliabilityBin {
            count,
            forecast: forecasts / count.max(1) as f64,
            observed: hits as f64 / count.max(1) as f64,
        })
        .collect()
}

/// The bin of equal width that a probability falls in.
fn bin_of(forecast: Probability, bins: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a probability times a count"
    )]
    let bin = (forecast.value() * bins as f64) as usize;
    bin.min(bins - 1)
}

/// Takes the mean Brier score of `pairs` apart over `bins` bins of equal width. All zero for no pairs.
#[must_use]
pub fn brier_decomposition(pairs: &[(Probability, bool)], bins: usize) -> BrierDecomposition {
    if pairs.is_empty() {
        return BrierDecomposition::default();
    }
    let count = pairs.len() as f64;
    let score = pairs.iter().map(|(forecast, happened)| brier(*forecast, *happened)).sum::<f64>() / count;
    let frequency = pairs.iter().filter(|(_, happened)| *happened).count() as f64 / count;
    let (mut reliability_part, mut resolution) = (0.0, 0.0);
    for bin in reliability(pairs, bins) {
        let share = bin.count as f64 / count;
        reliability_part += share * (bin.forecast - bin.observed).powi(2);
        resolution += share * (bin.observed - frequency).powi(2);
    }
    let uncertainty = frequency * (1.0 - frequency);
    BrierDecomposition {
        score,
        reliability: reliability_part,
        resolution,
        uncertainty,
        within: score - (reliability_part - resolution + uncertainty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::standard_normal_quantile;
    use proptest::prelude::*;

    fn percentiles() -> Vec<f64> {
        (1..100).map(|percent| f64::from(percent) / 100.0).collect()
    }

    /// CRPS of N(0, 1) at an observation, by the closed form of Gneiting and Raftery (2007), eq. 21, worked out with Python's
    /// `math.erf`: `y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi)`.
    const GAUSSIAN: [(f64, f64); 4] =
        [(0.0, 0.233_694_977), (0.5, 0.331_403_531), (1.0, 0.602_441_358), (-2.5, 1.939_818_691)];

    #[test]
    fn crps_of_quantiles_meets_the_closed_form_of_a_gaussian() {
        let levels = percentiles();
        let quantiles: Vec<f64> = levels.iter().map(|level| standard_normal_quantile(*level)).collect();
        for (observed, expected) in GAUSSIAN {
            let score = crps_of_quantiles(&levels, &quantiles, observed);
            assert!((score - expected).abs() < 0.004, "{observed}: {score} instead of {expected}");
        }
    }

    #[test]
    fn crps_of_members_meets_the_closed_form_of_a_gaussian() {
        let members: Vec<f64> =
            (0..4000).map(|rank| standard_normal_quantile((f64::from(rank) + 0.5) / 4000.0)).collect();
        for (observed, expected) in GAUSSIAN {
            let score = crps_of_members(&members, observed);
            assert!((score - expected).abs() < 2e-4, "{observed}: {score} instead of {expected}");
        }
    }

    #[test]
    fn crps_of_members_is_the_mean_over_all_pairs() {
        // numpy: abs(x - y).mean() - abs(x[:, None] - x[None, :]).mean() / 2 with x = [3, -1, 4, 1.5], y = 2
        assert!((crps_of_members(&[3.0, -1.0, 4.0, 1.5], 2.0) - 0.593_75).abs() < 1e-12);
    }

    #[test]
    fn energy_of_one_time_is_the_crps() {
        let members = [[3.0], [-1.0], [4.0], [1.5]];
        let members: Vec<&[f64]> = members.iter().map(<[f64; 1]>::as_slice).collect();
        assert!((energy(&members, &[2.0]) - 0.593_75).abs() < 1e-12);
        // numpy.linalg.norm over two times: x = [[0, 0], [3, 4]], y = [0, 0]: 2.5 - 5 / 4
        assert!((energy(&[&[0.0, 0.0], &[3.0, 4.0]], &[0.0, 0.0]) - 1.25).abs() < 1e-12);
    }

    #[test]
    fn pinball_weighs_either_side_by_the_level() {
        assert!((pinball(0.9, 10.0, 12.0) - 1.8).abs() < 1e-12);
        assert!((pinball(0.9, 10.0, 8.0) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn winkler_punishes_a_miss() {
        assert!((interval(1.0, 3.0, 0.8, 2.0) - 2.0).abs() < 1e-12);
        assert!((interval(1.0, 3.0, 0.8, 3.5) - 7.0).abs() < 1e-12);
    }

    #[test]
    fn pit_is_the_level_that_holds_the_observation() {
        let (levels, quantiles) = ([0.25, 0.5, 0.75], [0.0, 0.0, 4.0]);
        for (observed, level) in [(-1.0, 0.0), (0.0, 0.25), (1.0, 0.5625), (4.0, 0.75), (5.0, 1.0)] {
            assert!((pit(&levels, &quantiles, observed) - level).abs() < 1e-12, "{observed}");
        }
    }

    #[test]
    fn murphys_parts_add_up_to_the_score() {
        // Worked out by hand: 4 forecasts of 0.2 with 1 event, 6 of 0.7 with 5.
        let pairs: Vec<(Probability, bool)> = (0..10)
            .map(|index| {
                let (value, happened) = if index < 4 { (0.2, index == 0) } else { (0.7, index != 4) };
                (Probability::new(value).expect("0 to 1"), happened)
            })
            .collect();
        let parts = brier_decomposition(&pairs, 10);
        for (name, value, expected) in [
            ("score", parts.score, (0.64 + 3.0 * 0.04 + 5.0 * 0.09 + 0.49) / 10.0),
            ("reliability", parts.reliability, 0.4 * 0.05_f64.powi(2) + 0.6 * (0.7 - 5.0 / 6.0_f64).powi(2)),
            ("resolution", parts.resolution, 0.4 * 0.35_f64.powi(2) + 0.6 * (5.0 / 6.0 - 0.6_f64).powi(2)),
            ("uncertainty", parts.uncertainty, 0.24),
            ("within", parts.within, 0.0),
        ] {
            assert!((value - expected).abs() < 1e-12, "{name}: {value} instead of {expected}");
        }
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
