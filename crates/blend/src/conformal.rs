use crate::{
    BlendError, Rehearsal,
    aggregate::place,
};
use domain::{Hindcast, QuantileForecast, Support};

/// Origins that the belief in the distribution as it is counts for.
const PRIOR_ORIGINS: f64 = 10.0;
/// Corrections stay within these factors of the distance from the median.
const LEAST: f64 = 0.3;
const MOST: f64 = 3.0;

/// Puts `present` right by how the same forecasts from past origins held what came.
///
/// Conformal prediction with a normalised score (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, Journal of the American Statistical
/// Association 113, 2018, section 5.2; for quantiles: Romano, Patterson and Candès, Advances in Neural Information Processing Systems 32,
/// 2019): outcomes are measured from the median in units of the distribution's own width; the empirical quantiles of
/// these distances, for each bucket of leads, replace those the distribution promised, as far as enough origins are known.
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
    let levels = past.levels().as_slice();
    let buckets = rehearsal.buckets();
    let corrections: Vec<Option<Vec<f64>>> = (0..=buckets.iter().copied().max().unwrap_or(0))
        .map(|bucket| correction(past, rehearsal, &buckets, bucket))
        .collect();
    let wanted = present.levels().as_slice();
    let mut values = Vec::with_capacity(present.valid_times().len() * wanted.len());
    for (time, bucket) in buckets.iter().enumerate() {
        let quantiles = present.at(time);
        let Some(correction) = &corrections[*bucket] else {
            values.extend_from_slice(quantiles);
            continue;
        };
        let median = at(wanted, quantiles, 0.5);
        let width = width(wanted, quantiles);
        for (level, quantile) in wanted.iter().zip(quantiles) {
            let (below, share) = place(levels, *level);
            let above = (below + 1).min(levels.len() - 1);
            let moved = (1.0 - share) * correction[below] + share * correction[above];
            let distance = quantile - median;
            let corrected = distance + moved * width;
            // Beyond a factor the forecast itself is wrong, not only its spread.
            let side = if *level < 0.5 { -1.0 } else { 1.0 };
            let corrected = if (level - 0.5).abs() < 0.05 {
                corrected
            } else {
                side * (side * corrected).clamp(LEAST * distance.abs(), MOST * distance.abs().max(1e-300))
            };
            let value = median + corrected;
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

/// What to add to each quantile at the levels of the past, in widths of the distribution; `None` from too few outcomes.
fn correction(past: &Hindcast, rehearsal: &Rehearsal, buckets: &[usize], bucket: usize) -> Option<Vec<f64>> {
    let levels = past.levels().as_slice();
    let mut distances: Vec<f64> = Vec::new();
    let mut promised = vec![0.0; levels.len()];
    let mut origins = 0.0;
    for origin in 0..rehearsal.origins.len() {
        let before = distances.len();
        for (lead, known) in buckets.iter().enumerate() {
            if *known != bucket {
                continue;
            }
            let (Some(quantiles), Some(outcome)) = (past.at(origin, lead), rehearsal.outcome(origin, lead)) else {
                continue;
            };
            let (median, width) = (at(levels, quantiles, 0.5), width(levels, quantiles));
            if width <= 0.0 {
                continue;
            }
            distances.push((outcome - median) / width);
            for (promised, quantile) in promised.iter_mut().zip(quantiles) {
                *promised += (quantile - median) / width;
            }
        }
        origins += f64::from(u8::from(distances.len() > before));
    }
    if distances.len() < 8 || origins < 4.0 {
        return None;
    }
    let count = distances.len() as f64;
    distances.sort_by(f64::total_cmp);
    let trust = origins / (origins + PRIOR_ORIGINS);
    let corrections: Vec<f64> = levels
            .iter()
            .zip(&promised)
            .map(|(level, promised)| {
                // The level a new outcome needs among so many independent ones (split conformal).
                let spread_out = 0.5 + (level - 0.5) * (origins + 1.0) / origins;
                let position = (spread_out * count - 0.5).clamp(0.0, count - 1.0);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the sample")]
                let below = position.floor() as usize;
                let above = (below + 1).min(distances.len() - 1);
                let share = position - below as f64;
                let seen = (1.0 - share) * distances[below] + share * distances[above];
                trust * (seen - promised / count)
            })
            .collect();
    // A few origins share their weather and so their bias: the median stays where the experts put it.
    let middle = at(levels, &corrections, 0.5);
    Some(corrections.into_iter().map(|correction| correction - middle).collect())
}

fn at(levels: &[f64], quantiles: &[f64], level: f64) -> f64 {
    let (below, share) = place(levels, level);
    let above = (below + 1).min(levels.len() - 1);
    (1.0 - share) * quantiles[below] + share * quantiles[above]
}

/// The distance between the 10 % and the 90 % quantile.
fn width(levels: &[f64], quantiles: &[f64]) -> f64 {
    at(levels, quantiles, 0.9) - at(levels, quantiles, 0.1)
}
