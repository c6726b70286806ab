//! Scores of the probability that something happens.

use domain::Probability;

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

impl ReliabilityBin {
    /// Between which frequencies the observed one lies with about `coverage` (0.9) if the forecasts are reliable: the consistency bar
    /// of Bröcker and Smith (Weather and Forecasting 22, 2007), here by the binomial distribution of the bin's mean probability where
    /// they draw. `None` for an empty bin.
    #[must_use]
    pub fn consistency_bar(&self, coverage: f64) -> Option<(f64, f64)> {
        if self.count == 0 {
            return None;
        }
        let tail = (1.0 - coverage) / 2.0;
        let at = |level| binomial_quantile(self.count, self.forecast, level) as f64 / self.count as f64;
        Some((at(tail), at(1.0 - tail)))
    }
}

/// The smallest count of successes whose cumulative probability reaches `level`.
fn binomial_quantile(trials: usize, chance: f64, level: f64) -> usize {
    if chance <= 0.0 || chance >= 1.0 {
        return if chance <= 0.0 { 0 } else { trials };
    }
    let (mut logarithm, mut cumulative) = (trials as f64 * (-chance).ln_1p(), 0.0);
    for successes in 0..trials {
        // In logarithms: no single outcome of very many trials has a probability that underflows on the way to the likely ones.
        cumulative += logarithm.exp();
        if cumulative >= level {
            return successes;
        }
        let more = (trials - successes) as f64 / (successes as f64 + 1.0);
        logarithm += (more * chance / (1.0 - chance)).ln();
    }
    trials
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

    #[test]
    fn consistency_bars_are_binomial() {
        // scipy.stats.binom.ppf([0.05, 0.95], n, p) / n
        for (count, forecast, expected) in [
            (20, 0.3, (0.15, 0.45)),
            (1000, 0.05, (0.039, 0.062)),
            (7, 0.5, (1.0 / 7.0, 6.0 / 7.0)),
            (50, 0.0, (0.0, 0.0)),
            (50, 1.0, (1.0, 1.0)),
        ] {
            let bar =
                ReliabilityBin { count, forecast, observed: 0.0 }.consistency_bar(0.9).expect("not empty");
            assert!((bar.0 - expected.0).abs() < 1e-12 && (bar.1 - expected.1).abs() < 1e-12, "{bar:?}");
        }
        assert_eq!(ReliabilityBin { count: 0, forecast: 0.0, observed: 0.0 }.consistency_bar(0.9), None);
    }
}
