use crate::{BlendError, Rehearsal, aggregate::place};
use domain::{Hindcast, QuantileForecast, Support};

/// Distinct outcomes that the belief in the distribution as it is counts for when they say it is too wide...
const PRIOR_NARROWER: f64 = 60.0;
/// ... and when they say it is too narrow: the cost of promising too much is higher.
const PRIOR_WIDER: f64 = 40.0;
/// Factors stay within this range of 1, either way: beyond it the forecast itself is wrong, not only its spread.
const MOST: f64 = 3.0;

/// Puts `present` right by how the same forecasts from past origins held what came.
///
/// Split conformal prediction with a normalised score (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, Journal of the American
/// Statistical Association 113, 2018, section 5.2; for quantiles: Romano, Patterson and Candès, Advances in Neural Information
/// Processing Systems 32, 2019): outcomes are measured from the median in half-widths of the 80 and of the 95 % interval. For each bucket
/// of leads, two factors on the distances from the median give these intervals the coverage they promise, as far as
/// enough distinct outcomes are known; a correction of every level by itself followed the noise of a few origins.
///
/// A distribution with a mass at its bound stays as it is.
///
/// # Errors
/// When the result is no distribution.
pub fn conform(
    present: QuantileForecast,
    past: &Hindcast,
    rehearsal: &Rehearsal,
    support: &Support,
) -> Result<QuantileForecast, BlendError> {
    if support.zero_inflated {
        return Ok(present);
    }
    let buckets = rehearsal.buckets();
    let factors: Vec<[f64; 2]> = (0..=buckets.iter().copied().max().unwrap_or(0))
        .map(|bucket| factors(past, rehearsal, &buckets, bucket))
        .collect();
    let wanted = present.levels().as_slice();
    let mut values = Vec::with_capacity(present.valid_times().len() * wanted.len());
    for (time, bucket) in buckets.iter().enumerate() {
        let quantiles = present.at(time);
        let median = at(wanted, quantiles, 0.5);
        let [inner, outer] = factors[*bucket];
        for (level, quantile) in wanted.iter().zip(quantiles) {
            // One factor up to the 80 % interval, another at the 95 % interval and beyond, on a line between.
            let tail = level.min(1.0 - level);
            let share = ((0.1 - tail) / (0.1 - 0.025)).clamp(0.0, 1.0);
            let value = median + ((1.0 - share) * inner + share * outer) * (quantile - median);
            values.push(if support.integer { value.round() } else { value });
        }
    }
    Ok(QuantileForecast::new(
        present.variable().clone(),
        present.valid_times().clone(),
        present.levels().clone(),
        values,
        support,
    )?)
}

/// The factors on the distances from the median that give the 80 and the 95 % interval the coverage they promise.
fn factors(past: &Hindcast, rehearsal: &Rehearsal, buckets: &[usize], bucket: usize) -> [f64; 2] {
    let levels = past.levels().as_slice();
    // How many half-widths of each interval the outcome lay from the median, and the weight of its origin.
    let mut scores: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
    let count = rehearsal.origins.len() as f64;
    for origin in 0..rehearsal.origins.len() {
        let weight = 0.25 + 0.75 * (origin + 1) as f64 / count;
        for (lead, known) in buckets.iter().enumerate() {
            if *known != bucket {
                continue;
            }
            let (Some(quantiles), Some(outcome)) = (past.at(origin, lead), rehearsal.outcome(origin, lead))
            else {
                continue;
            };
            let median = at(levels, quantiles, 0.5);
            for (scores, tail) in scores.iter_mut().zip([0.1, 0.025]) {
                let edge = at(levels, quantiles, if outcome < median { tail } else { 1.0 - tail });
                let half = (edge - median).abs();
                if half > 0.0 {
                    scores.push(((outcome - median).abs() / half, weight));
                }
            }
        }
    }
    let known = rehearsal.distinct_outcomes();
    let prior = |wider: bool| if wider { PRIOR_WIDER } else { PRIOR_NARROWER };
    let [mut inner, mut outer] = [0.8, 0.95].map(|coverage| {
        let scores = &mut scores[usize::from(coverage > 0.9)];
        if scores.len() < 8 {
            return 1.0;
        }
        scores.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = scores.iter().map(|(_, weight)| weight).sum();
        // The level that a new outcome needs among so many (split conformal).
        let wanted = (coverage * (known + 1.0) / known).min(1.0) * total;
        let mut below = 0.0;
        let held = scores.iter().find(|(_, weight)| {
            below += weight;
            below >= wanted
        });
        held.map_or(1.0, |(score, _)| *score).clamp(1.0 / MOST, MOST)
    });
    inner = (inner.ln() * known / (known + prior(inner > 1.0))).exp();
    // The outer interval is missed rarely, so what is known of it is drawn towards the inner one's factor.
    let rare = 0.2 * known / (0.2 * known + prior(outer > inner));
    outer = (rare * outer.ln() + (1.0 - rare) * inner.ln()).exp();
    // A spread learnt from n outcomes is itself uncertain, and the future drifts.
    let uncertain = 1.0 + 1.0 / known.sqrt();
    [inner * uncertain, outer * uncertain]
}

fn at(levels: &[f64], quantiles: &[f64], level: f64) -> f64 {
    let (below, share) = place(levels, level);
    let above = (below + 1).min(levels.len() - 1);
    (1.0 - share) * quantiles[below] + share * quantiles[above]
}

#[cfg(test)]
#[path = "conformal_tests.rs"]
mod tests;
