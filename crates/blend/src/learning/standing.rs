//! Where an outcome stands in a forecast, and a forecast whose outcomes stood elsewhere than they should, put right.

use crate::distribution::Distribution;
use domain::{Support, standard_normal_density, standard_normal_probability, standard_normal_quantile};

/// Outcomes further out than this tell no more, in standard deviations of a normal distribution.
pub(crate) const FARTHEST: f64 = 12.0;
/// What is beyond every level known when an outcome lies within a mass at the end.
const BEYOND: f64 = 6.0;

/// Where an outcome stands in a forecast, on the scale on which forecasts that are right have outcomes that are standard normal
/// (the normal score of the probability integral transform). An outcome within a mass (no rain) stands anywhere between two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standing {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Standing {
    /// Of `outcome` in rising `quantiles` at `levels`, of which `scores` are the normal scores.
    pub(crate) fn of(quantiles: &[f64], scores: &[f64], outcome: f64) -> Self {
        let below = quantiles.partition_point(|quantile| *quantile < outcome);
        let up_to = quantiles.partition_point(|quantile| *quantile <= outcome);
        let last = quantiles.len() - 1;
        let exact = |score: f64| {
            let score = if score.is_finite() { score.clamp(-FARTHEST, FARTHEST) } else { 0.0 };
            Self { low: score, high: score }
        };
        match up_to - below {
            0 if below == 0 => exact(beyond(quantiles, scores, 0, tenth(quantiles), outcome)),
            0 if below > last => exact(beyond(quantiles, scores, last, last - tenth(quantiles), outcome)),
            0 => {
                let (low, high) = (quantiles[below - 1], quantiles[below]);
                let share = (outcome - low) / (high - low);
                exact(scores[below - 1] + share * (scores[below] - scores[below - 1]))
            }
            1 => exact(scores[below]),
            _ => Self {
                low: if below == 0 { -BEYOND } else { scores[below] },
                high: if up_to > last { BEYOND } else { scores[up_to - 1] },
            },
        }
    }

    /// The expected score and square of its distance from `mean`, when scores are normal with this mean and spread.
    pub(crate) fn expected(self, mean: f64, spread: f64) -> (f64, f64) {
        if self.high - self.low < 1e-9 {
            return (self.low, (self.low - mean).powi(2));
        }
        let (a, b) = ((self.low - mean) / spread, (self.high - mean) / spread);
        let within = standard_normal_probability(b) - standard_normal_probability(a);
        if within < 1e-9 {
            let nearest = mean.clamp(self.low, self.high);
            return (nearest, (nearest - mean).powi(2));
        }
        let shift = (standard_normal_density(a) - standard_normal_density(b)) / within;
        let second = 1.0 + (a * standard_normal_density(a) - b * standard_normal_density(b)) / within;
        (mean + spread * shift, spread * spread * second.max(0.0))
    }
}

fn tenth(quantiles: &[f64]) -> usize {
    (quantiles.len() / 10).max(1).min(quantiles.len() - 1)
}

/// The score beyond the quantile at `outer` on the line through it and the one at `inner`.
fn beyond(quantiles: &[f64], scores: &[f64], outer: usize, inner: usize, outcome: f64) -> f64 {
    let slope = (quantiles[outer] - quantiles[inner]) / (scores[outer] - scores[inner]);
    if slope.is_finite() && slope > 0.0 {
        scores[outer] + (outcome - quantiles[outer]) / slope
    } else {
        scores[outer].signum() * BEYOND / 2.0
    }
}

/// The normal scores of levels.
pub(crate) fn scores_of(levels: &[f64]) -> Vec<f64> {
    levels.iter().map(|level| standard_normal_quantile(*level)).collect()
}

/// Adds to `out` the quantiles of the forecast whose outcomes stand at `mean`, with a spread of `spread`, where it promises 0 and 1.
pub(crate) fn put_right(
    levels: &[f64],
    scores: &[f64],
    quantiles: &[f64],
    (mean, spread): (f64, f64),
    support: &Support,
    out: &mut Vec<f64>,
) {
    let distribution = Distribution::new(levels, quantiles, support);
    out.extend(scores.iter().map(|score| {
        let moved = (mean + spread * score).clamp(-FARTHEST, FARTHEST);
        distribution.at_score(moved)
    }));
}
