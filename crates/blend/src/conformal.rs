use crate::{
    BlendError, Rehearsal,
    stretch::{at, stretch},
};
use domain::{Hindcast, QuantileForecast, Support};

/// Distinct outcomes that the belief in the distribution as it is counts for when they say it is too wide...
const PRIOR_NARROWER: f64 = 20.0;
/// ... and when they say it is too narrow: the cost of promising too much is higher.
const PRIOR_WIDER: f64 = 10.0;
/// Factors stay within this range of 1, either way: beyond it the forecast itself is wrong, not only its spread.
const MOST: f64 = 3.0;
/// Half-life of an origin's weight in the short memory, in spans of the past origins.
const RECENCY: f64 = 0.05;
/// Weight of the oldest origin in the long memory, of the newest as 1.
const OLDEST: f64 = 0.25;
/// A spread learnt from n outcomes is itself uncertain, the weights had seen them, and the future drifts: wider by
/// `UNSEEN` / (n + `UNSEEN_HALF`).
const UNSEEN: f64 = 4.0;
const UNSEEN_HALF: f64 = 8.0;

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
    let levels = present.levels().as_slice();
    let mut values = Vec::with_capacity(present.valid_times().len() * levels.len());
    for (time, bucket) in buckets.iter().enumerate() {
        stretch(levels, present.at(time), factors[*bucket], support, &mut values);
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
///
/// The geometric mean of those of two memories: a series that grows errs more at the end, one that is better known by then less, and
/// what comes next errs as the newest did; but the newest origins are few.
fn factors(past: &Hindcast, rehearsal: &Rehearsal, buckets: &[usize], bucket: usize) -> [f64; 2] {
    let origins = rehearsal.origins.len();
    let back = |origin: usize| (origins - 1 - origin) as f64 / origins as f64;
    let long: Vec<f64> = (0..origins).map(|origin| 1.0 - (1.0 - OLDEST) * back(origin)).collect();
    let short: Vec<f64> = (0..origins).map(|origin| 0.5_f64.powf(back(origin) / RECENCY)).collect();
    let scores = scores(past, rehearsal, buckets, bucket);
    let remembered = [&long, &short].map(|weights| {
        let known = (rehearsal.distinct_outcomes() * equal_share(weights)).max(1.0);
        remembered(&scores, weights, known)
    });
    let known = (rehearsal.distinct_outcomes() * equal_share(&short)).max(1.0);
    let uncertain = 1.0 + UNSEEN / (known + UNSEEN_HALF);
    std::array::from_fn(|interval| uncertain * (remembered[0][interval] * remembered[1][interval]).sqrt())
}

/// How many half-widths of the 80 and of the 95 % interval the outcomes lay from the median, each with its origin, from the
/// smallest.
fn scores(
    past: &Hindcast,
    rehearsal: &Rehearsal,
    buckets: &[usize],
    bucket: usize,
) -> [Vec<(f64, usize)>; 2] {
    let levels = past.levels().as_slice();
    let mut scores: [Vec<(f64, usize)>; 2] = [Vec::new(), Vec::new()];
    for origin in 0..rehearsal.origins.len() {
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
                    scores.push(((outcome - median).abs() / half, origin));
                }
            }
        }
    }
    for scores in &mut scores {
        scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    scores
}

/// The factors that scores with these weights by origin ask for, as far as they are worth `known` distinct outcomes.
fn remembered(scores: &[Vec<(f64, usize)>; 2], weights: &[f64], known: f64) -> [f64; 2] {
    let prior = |wider: bool| if wider { PRIOR_WIDER } else { PRIOR_NARROWER };
    let [mut inner, mut outer] = [0.8, 0.95].map(|coverage| {
        let scores = &scores[usize::from(coverage > 0.9)];
        if scores.len() < 8 {
            return 1.0;
        }
        let total: f64 = scores.iter().map(|(_, origin)| weights[*origin]).sum();
        // The level that a new outcome needs among so many (split conformal).
        let wanted = (coverage * (known + 1.0) / known).min(1.0) * total;
        let mut below = 0.0;
        let held = scores.iter().find(|(_, origin)| {
            below += weights[*origin];
            below >= wanted
        });
        held.or(scores.last()).map_or(1.0, |(score, _)| *score).clamp(1.0 / MOST, MOST)
    });
    inner = (inner.ln() * known / (known + prior(inner > 1.0))).exp();
    // The outer interval is missed rarely, so what is known of it is drawn towards the inner one's factor.
    let rare = 0.2 * known / (0.2 * known + prior(outer > inner));
    outer = (rare * outer.ln() + (1.0 - rare) * inner.ln()).exp();
    [inner, outer]
}

/// How many equal weights tell as much as these do, as a share of their number (Kish's effective sample size).
fn equal_share(weights: &[f64]) -> f64 {
    let (sum, squares) =
        (weights.iter().sum::<f64>(), weights.iter().map(|weight| weight * weight).sum::<f64>());
    if squares > 0.0 { sum * sum / squares / weights.len() as f64 } else { 1.0 }
}

#[cfg(test)]
#[path = "conformal_tests.rs"]
mod tests;
