//! The probability integral transform and its histogram.

/// Probability integral transform of an observation: the level at which the distribution given by quantiles holds it, 0 or 1
/// beyond the outermost. For several equal quantiles (no rain) the middle of their levels: a fixed choice
/// where randomising would make a score depend on chance.
#[must_use]
pub fn pit(levels: &[f64], quantiles: &[f64], observed: f64) -> f64 {
    let (from, to) = pit_range(levels, quantiles, observed);
    f64::midpoint(from, to)
}

/// The levels between which the distribution given by quantiles holds an observation. Lower and upper end are the same except
/// where several quantiles equal it: from the probability of less to the probability of no more.
#[must_use]
pub fn pit_range(levels: &[f64], quantiles: &[f64], observed: f64) -> (f64, f64) {
    let below = quantiles.partition_point(|quantile| *quantile < observed);
    let up_to = quantiles.partition_point(|quantile| *quantile <= observed);
    if below < up_to {
        // Observed exactly at one quantile or several.
        let from = if below == 0 && up_to > 1 { 0.0 } else { levels[below] };
        let to = if up_to == levels.len() && below + 1 < up_to { 1.0 } else { levels[up_to - 1] };
        return (from, to);
    }
    if below == 0 {
        return (0.0, 0.0);
    }
    if below == levels.len() {
        return (1.0, 1.0);
    }
    let (low, high) = (quantiles[below - 1], quantiles[below]);
    let (from, to) = (levels[below - 1], levels[below]);
    let level = from + (observed - low) / (high - low) * (to - from);
    (level, level)
}

/// The share of the transforms ([`pit_range`]) in each of `bins` bins of equal width, a range spread evenly over the bins
/// it covers (Czado, Gneiting and Held, Biometrics 65, 2009, for counts). Flat when forecasts are calibrated; a hollow
/// means too narrow, a hump too wide, a slope too low or too high. All zero for no ranges.
#[must_use]
pub fn pit_histogram(ranges: &[(f64, f64)], bins: usize) -> Vec<f64> {
    let bins = bins.max(1);
    let mut shares = vec![0.0; bins];
    for (from, to) in ranges {
        let (from, to) = (from * bins as f64, to * bins as f64);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a level between 0 and 1, times a count"
        )]
        let first = (from as usize).min(bins - 1);
        if to <= first as f64 + 1.0 {
            shares[first] += 1.0 / ranges.len() as f64;
            continue;
        }
        for (bin, share) in shares.iter_mut().enumerate().skip(first) {
            let (left, right) = (bin as f64, bin as f64 + 1.0);
            *share += (to.min(right) - from.max(left)).max(0.0) / (to - from) / ranges.len() as f64;
        }
    }
    shares
}

/// How far a histogram is from flat: the sum over its bins of `|share - 1 / bins|`, 0 to 2 (the reliability index of Delle
/// Monache et al., Journal of Geophysical Research 111, 2006, eq. 3, as a share).
#[must_use]
pub fn distance_from_flat(shares: &[f64]) -> f64 {
    shares.iter().map(|share| (share - 1.0 / shares.len() as f64).abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pit_is_the_level_that_holds_the_observation() {
        let (levels, quantiles) = ([0.25, 0.5, 0.75], [0.0, 0.0, 4.0]);
        for (observed, level) in [(-1.0, 0.0), (0.0, 0.25), (1.0, 0.5625), (4.0, 0.75), (5.0, 1.0)] {
            assert!((pit(&levels, &quantiles, observed) - level).abs() < 1e-12, "{observed}");
        }
    }

    #[test]
    fn a_range_is_spread_over_its_bins() {
        // Worked out by hand: [0, 0.5] gives its half to each of the first two quarters, 0.75 and 1 fall in the last.
        let shares = pit_histogram(&[(0.0, 0.5), (0.75, 0.75), (1.0, 1.0), (0.1, 0.2)], 4);
        for (share, expected) in shares.iter().zip([0.375, 0.125, 0.0, 0.5]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
        assert!((distance_from_flat(&shares) - 0.75).abs() < 1e-12);
        assert_eq!(pit_histogram(&[], 2), [0.0, 0.0]);
    }

    proptest! {
        #[test]
        fn shares_add_up_to_one(
            ends in prop::collection::vec((0.0..=1.0f64, 0.0..=1.0f64), 1..50), bins in 1..30usize,
        ) {
            let ranges: Vec<(f64, f64)> = ends.iter().map(|(a, b)| (a.min(*b), a.max(*b))).collect();
            let sum: f64 = pit_histogram(&ranges, bins).iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
        }
    }
}
