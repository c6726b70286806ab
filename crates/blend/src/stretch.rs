//! One factor up to the 80 % interval and another from the 95 % interval on.

use crate::aggregate::place;
use domain::Support;

/// Adds to `out` the quantiles with their distances from the median multiplied: by `inner` up to the 80 % interval, by `outer` at the
/// 95 % interval and beyond, on a line between. What would come to lie nearer to the median than a quantile inside of it is
/// moved out to that one, so that the inner interval stays as it was meant. Whole numbers stay whole.
pub(crate) fn stretch(
    levels: &[f64],
    quantiles: &[f64],
    [inner, outer]: [f64; 2],
    support: &Support,
    out: &mut Vec<f64>,
) {
    let start = out.len();
    let median = at(levels, quantiles, 0.5);
    for (level, quantile) in levels.iter().zip(quantiles) {
        let tail = level.min(1.0 - level);
        let share = ((0.1 - tail) / (0.1 - 0.025)).clamp(0.0, 1.0);
        let value = median + ((1.0 - share) * inner + share * outer) * (quantile - median);
        out.push(if support.integer { value.round() } else { value });
    }
    let stretched = &mut out[start..];
    let middle = levels.partition_point(|level| *level < 0.5);
    for index in (1..middle).rev() {
        stretched[index - 1] = stretched[index - 1].min(stretched[index]);
    }
    for index in middle + 1..stretched.len() {
        stretched[index] = stretched[index].max(stretched[index - 1]);
    }
}

/// The quantile at `level`, on a line between the levels known and constant beyond them.
pub(crate) fn at(levels: &[f64], quantiles: &[f64], level: f64) -> f64 {
    let (below, share) = place(levels, level);
    let above = (below + 1).min(levels.len() - 1);
    (1.0 - share) * quantiles[below] + share * quantiles[above]
}
