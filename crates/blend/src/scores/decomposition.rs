//! The CRPS taken apart.

/// The mean CRPS of members taken apart: `reliability - resolution + uncertainty`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CrpsDecomposition {
    /// The mean score.
    pub score: f64,
    /// How far the share of observations below each member is from the share the members promise. Smaller is better.
    pub reliability: f64,
    /// By how much the score, made reliable, is better than that of the climatology. Larger is better.
    pub resolution: f64,
    /// The score of always giving the distribution of the observations.
    pub uncertainty: f64,
}

/// Takes the mean CRPS over `cases` of (equally likely members, observed) apart (Hersbach, Weather and Forecasting 15, 2000,
/// section 4b, equally weighted cases). All cases have the same number of members; all zero for no cases or no members.
#[must_use]
pub fn crps_decomposition(cases: &[(&[f64], f64)]) -> CrpsDecomposition {
    let members = cases.first().map_or(0, |(members, _)| members.len());
    if members == 0 {
        return CrpsDecomposition::default();
    }
    let count = cases.len() as f64;
    // Mean length of bin `k`, between members `k` and `k + 1`, that lies below (alpha) and above (beta) the observation.
    let (mut alpha, mut beta) = (vec![0.0; members + 1], vec![0.0; members + 1]);
    // How often the observation is below the first and no higher than the last member.
    let (mut below_first, mut up_to_last) = (0.0, 0.0);
    for (unsorted, observed) in cases {
        let mut sorted = unsorted.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (first, last) = (sorted[0], sorted[members - 1]);
        beta[0] += (first - observed).max(0.0) / count;
        alpha[members] += (observed - last).max(0.0) / count;
        below_first += if *observed < first { 1.0 / count } else { 0.0 };
        up_to_last += if *observed <= last { 1.0 / count } else { 0.0 };
        for (bin, pair) in sorted.windows(2).enumerate() {
            let split = observed.clamp(pair[0], pair[1]);
            alpha[bin + 1] += (split - pair[0]) / count;
            beta[bin + 1] += (pair[1] - split) / count;
        }
    }
    let (mut reliability, mut potential) = (0.0, 0.0);
    for bin in 0..=members {
        // Width of the bin and how often the observation is below its middle (eqs. 29 to 33): the outer bins have no width of
        // their own, only how often and how far the observation is out there.
        let (width, frequency) = if bin == 0 {
            (beta[0] / below_first, below_first)
        } else if bin == members {
            (alpha[bin] / (1.0 - up_to_last), up_to_last)
        } else {
            (alpha[bin] + beta[bin], beta[bin] / (alpha[bin] + beta[bin]))
        };
        if !width.is_finite() || !frequency.is_finite() {
            // An empty bin.
            continue;
        }
        let promised = bin as f64 / members as f64;
        reliability += width * (frequency - promised).powi(2);
        potential += width * frequency * (1.0 - frequency);
    }
    let uncertainty = half_mean_distance(cases.iter().map(|(_, observed)| *observed).collect());
    CrpsDecomposition {
        score: reliability + potential,
        reliability,
        resolution: uncertainty - potential,
        uncertainty,
    }
}

/// Half the mean distance between two values of a sample, each with each: the CRPS of the sample as a forecast of
/// its own values.
fn half_mean_distance(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let count = values.len() as f64;
    let ranked = values.iter().enumerate();
    ranked.map(|(rank, value)| (2.0 * rank as f64 + 1.0 - count) * value).sum::<f64>() / (count * count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::crps_of_members;
    use proptest::prelude::*;

    #[test]
    fn the_parts_are_those_of_hersbach() {
        // An own numpy transcription of `crpsDecomposition` in the R package `verification`; the score also with
        // properscoring 0.1 for Python.
        let cases: [(&[f64], f64); 5] = [
            (&[0.0, 1.0, 2.0], 1.2),
            (&[1.0, 1.5, 4.0], 0.2),
            (&[-2.0, -1.0, 0.5], 0.7),
            (&[3.7, 3.5, 3.0], 3.6),
            (&[0.5, 2.0, 2.5], 2.0),
        ];
        let parts = crps_decomposition(&cases);
        for (name, value, expected) in [
            ("score", parts.score, 0.58),
            ("reliability", parts.reliability, 0.084_795_321_637_426_9),
            ("resolution", parts.resolution, 0.648 - 0.495_204_678_362_573_2),
            ("uncertainty", parts.uncertainty, 0.648),
        ] {
            assert!((value - expected).abs() < 1e-12, "{name}: {value} instead of {expected}");
        }
        assert_eq!(crps_decomposition(&[]), CrpsDecomposition::default());
        assert_eq!(crps_decomposition(&[(&[], 1.0)]), CrpsDecomposition::default());
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_mean_score(
            cases in prop::collection::vec((prop::collection::vec(-50..50i32, 4), -60..60i32), 1..30),
        ) {
            let cases: Vec<(Vec<f64>, f64)> = cases
                .into_iter()
                .map(|(members, observed)| (members.into_iter().map(f64::from).collect(), f64::from(observed)))
                .collect();
            let given: Vec<(&[f64], f64)> =
                cases.iter().map(|(members, observed)| (members.as_slice(), *observed)).collect();
            let parts = crps_decomposition(&given);
            let mean = given.iter().map(|(members, y)| crps_of_members(members, *y)).sum::<f64>() / given.len() as f64;
            prop_assert!((parts.score - mean).abs() < 1e-9, "{} {mean}", parts.score);
            let sum = parts.reliability - parts.resolution + parts.uncertainty;
            prop_assert!((sum - mean).abs() < 1e-9 && parts.reliability >= 0.0);
        }
    }
}
