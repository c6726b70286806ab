//! What the methods share when they are fitted: the seasons worth it, the grids, and weights from losses.

use super::{smoothing::Parameters, transform::Transform};

/// Shares of an error that the level takes on.
pub(crate) const LEVELS: [f64; 10] = [0.0, 0.003, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.75, 1.0];
/// First-order autocorrelations of the residual.
pub(crate) const AUTOCORRELATIONS: [f64; 8] = [0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99];
/// Shares of an error that the slope takes on.
pub(crate) const SLOPES: [f64; 5] = [0.0, 0.005, 0.02, 0.05, 0.1];
/// Shares of an error that a season takes on.
pub(crate) const SEASONS: [f64; 8] = [0.0, 0.01, 0.03, 0.07, 0.12, 0.2, 0.3, 0.45];
/// How much of a season is believed in.
pub(crate) const SHARES: [f64; 3] = [0.0, 0.5, 1.0];
/// Leads whose mean absolute errors are added up and made small together.
pub(crate) const LEADS: [usize; 6] = [1, 3, 6, 12, 24, 48];
/// Where the two searches begin, as positions on the first two grids: a nearly constant level with long-lived residuals, and a
/// level that follows the values. The loss often has a valley around each.
pub(crate) const STARTS: [[usize; 2]; 2] = [[2, 4], [6, 0]];

/// The fewest values to fit anything to.
const FEWEST_VALUES: usize = 10;
/// Beyond this size, sums of errors might not be finite.
const LARGEST_VALUE: f64 = 1e100;
/// Weights fall with this power of the loss. Chosen on held-out tails of M4 Hourly, M4 Weekly, Tourism and M1; 6 to 25 do
/// about as well.
const SHARPNESS: f64 = 12.0;
/// The values themselves must beat the stabilised scale by this factor, as spread that grows with the level is the rule.
const HANDICAP: f64 = 1.05;

/// The seasons to fit: rising, at most two, each at least two and a half times in the values. `None` where there is nothing to
/// fit to: fewer than ten values, or values that aren't finite.
pub(crate) fn usable(values: &[f64], periods: &[usize]) -> Option<Vec<usize>> {
    if values.len() < FEWEST_VALUES
        || values.iter().any(|value| value.is_nan() || value.abs() > LARGEST_VALUE)
    {
        return None;
    }
    let enough = |period: &usize| *period > 1 && period.saturating_mul(5) <= 2 * values.len();
    let mut usable: Vec<usize> = periods.iter().copied().filter(enough).collect();
    usable.sort_unstable();
    usable.dedup();
    usable.truncate(2);
    Some(usable)
}

/// Parameters without seasons, from positions on the grids of level, autocorrelation and slope.
pub(crate) fn without_seasons(position: [usize; 3]) -> Parameters {
    Parameters {
        level: LEVELS[position[0]],
        autocorrelation: AUTOCORRELATIONS[position[1]],
        slope: SLOPES[position[2]],
        seasons: Vec::new(),
        shares: Vec::new(),
    }
}

/// The weights of fits by their scales and losses on the scale of the values; they add up to 1. `None` if no loss is finite.
pub(crate) fn weights(losses: &[(Transform, f64)]) -> Option<Vec<f64>> {
    let least = losses.iter().map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
    if !least.is_finite() {
        return None;
    }
    let weights: Vec<f64> = losses
        .iter()
        .map(|(transform, loss)| {
            let handicap = if *transform == Transform::Identity { HANDICAP } else { 1.0 };
            let ratio = if *loss > 0.0 { least / loss } else { 1.0 };
            if ratio.is_nan() { 0.0 } else { (ratio / handicap).powf(SHARPNESS) }
        })
        .collect();
    let total: f64 = weights.iter().sum();
    Some(weights.iter().map(|weight| weight / total).collect())
}

/// The error of a forecast made on a scale, back on that of the values.
#[inline]
pub(crate) fn error(transform: Transform, actual: f64, forecast: f64) -> f64 {
    (transform.invert(actual) - transform.invert(forecast)).abs()
}
