//! The likelihood of one complex exponential smoothing model with its gradient.

use super::{
    super::{
        EXACT, corrected_criterion,
        minimise::{Limits, minimise},
    },
    recursion::{Kind, State, Step, Weights, backwards, forwards},
};

/// A fitted model of values of size 1.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    pub(super) kind: Kind,
    pub(super) weights: Weights,
    /// Before the first value.
    pub(super) start: State,
    /// Akaike's criterion, corrected for short series. As in the paper's successors in R and Python, one parameter
    /// counts for each component of the state, not for each of its phases.
    pub(super) criterion: f64,
}

/// Bounds of α0 and α1. With α0 above 1.8 the forecasts swing; with α1 below 1 they decay to zero, which is no more
/// likely a value than others, and with α1 far above 1 they explode.
const LOW: [f64; 2] = [0.01, 0.999];
const HIGH: [f64; 2] = [1.8, 1.15];
/// Where the search starts, and the normal prior: its mean and 1 / variance.
const CENTRE: [f64; 2] = [1.5, 1.002];
const PRECISION: [f64; 2] = [5.0, 10.0];
/// The same for the weight of a partial season.
const PARTIAL: f64 = 0.1;
const PARTIAL_PRECISION: f64 = 5.0;
/// How strongly the bounds repel: their distances have a density to the power of half of this.
const REPULSION: f64 = 0.6;

/// −2 log prior of a pair of parameters and its gradient: infinite where out of bounds or where the influence of a value
/// doesn't fade.
fn prior(pair: &[f64; 2]) -> (f64, [f64; 2]) {
    let [a, b] = *pair;
    // Jury's conditions on the trace and the determinant of the matrix by which old errors live on, each a distance
    // from the bound with its derivatives.
    let trace = 2.0 - 2.0 * a + b;
    let determinant = (1.0 - a + b) * (1.0 - a) + (1.0 - b) * (1.0 - a - b);
    let by_determinant = [2.0 * a - 3.0, 2.0 * b - 1.0];
    let rooms = [
        (a - LOW[0], [1.0, 0.0]),
        (HIGH[0] - a, [-1.0, 0.0]),
        (b - LOW[1], [0.0, 1.0]),
        (HIGH[1] - b, [0.0, -1.0]),
        (1.0 - determinant, [-by_determinant[0], -by_determinant[1]]),
        (1.0 + determinant - trace, [by_determinant[0] + 2.0, by_determinant[1] - 1.0]),
        (1.0 + determinant + trace, [by_determinant[0] - 2.0, by_determinant[1] + 1.0]),
    ];
    let (mut value, mut gradient) = (0.0, [0.0; 2]);
    let mut product = 1.0;
    for (room, by) in rooms {
        if room <= 0.0 {
            return (f64::INFINITY, gradient);
        }
        product *= room;
        gradient[0] -= REPULSION / room * by[0];
        gradient[1] -= REPULSION / room * by[1];
    }
    value -= REPULSION * product.ln();
    for ((at, slot), (centre, precision)) in pair.iter().zip(&mut gradient).zip(CENTRE.iter().zip(&PRECISION))
    {
        let off = at - centre;
        value += precision * off * off;
        *slot += 2.0 * precision * off;
    }
    (value, gradient)
}

/// The same of the weight of a partial season.
fn partial_prior(weight: f64) -> (f64, f64) {
    if weight <= 0.0 || weight >= 1.0 {
        return (f64::INFINITY, 0.0);
    }
    let off = weight - PARTIAL;
    (
        PARTIAL_PRECISION * off * off - REPULSION * (weight * (1.0 - weight)).ln(),
        2.0 * PARTIAL_PRECISION * off - REPULSION * (1.0 / weight - 1.0 / (1.0 - weight)),
    )
}

/// The variables: α0, α1, the season's weights, and the changes of the first level and potential in units of `unit`
/// (which has a normal prior).
fn read(kind: Kind, at: &[f64]) -> Weights {
    let season = match kind {
        Kind::None | Kind::Simple => [0.0; 2],
        Kind::Partial => [at[2], 0.0],
        Kind::Full => [at[2], at[3]],
    };
    Weights { level: [at[0], at[1]], season }
}

/// Fits from the states `start` on, of which the seasonal ones stay.
pub(super) fn fit(values: &[f64], kind: Kind, mut start: State, unit: f64) -> Fitted {
    let mut at = CENTRE.to_vec();
    match kind {
        Kind::None | Kind::Simple => {}
        Kind::Partial => at.push(PARTIAL),
        Kind::Full => at.extend(CENTRE),
    }
    let smoothing = at.len();
    if kind != Kind::Simple {
        at.extend([0.0; 2]);
    }
    let count = values.len() as f64;
    let mut tape = vec![Step::default(); values.len()];
    let (mut state, mut by) = (start.clone(), start.clone());
    let limits = Limits { iterations: 40, decrease: 0.01, step: 0.2 };
    let deviance = minimise(&mut at, limits, |at, gradient| {
        let weights = read(kind, at);
        let (mut value, by_level) = prior(&weights.level);
        gradient[..2].copy_from_slice(&by_level);
        if kind == Kind::Partial {
            let (more, by_weight) = partial_prior(at[2]);
            value += more;
            gradient[2] = by_weight;
        } else if kind == Kind::Full {
            let (more, by_season) = prior(&weights.season);
            value += more;
            gradient[2..4].copy_from_slice(&by_season);
        }
        if !value.is_finite() {
            return f64::INFINITY;
        }
        state.clone_from(&start);
        for (part, change) in state.level.iter_mut().zip(&at[smoothing..]) {
            *part += unit * change;
        }
        forwards(values, kind, &weights, &mut state, &mut tape);
        let squares = tape.iter().map(|step| step.error * step.error).sum::<f64>() + count * EXACT;
        value += count * squares.ln();
        let by_weights = backwards(&tape, -2.0 * count / squares, kind, &weights, &mut by);
        for (slot, by) in
            gradient[..smoothing].iter_mut().zip(by_weights.level.iter().chain(&by_weights.season))
        {
            *slot += by;
        }
        for ((slot, by), change) in gradient[smoothing..].iter_mut().zip(&by.level).zip(&at[smoothing..]) {
            *slot = unit * by + 2.0 * change;
            value += change * change;
        }
        if value.is_finite() { value } else { f64::INFINITY }
    });
    for (part, change) in start.level.iter_mut().zip(&at[smoothing..]) {
        *part += unit * change;
    }
    let components = match kind {
        Kind::None | Kind::Simple => 2,
        Kind::Partial => 3,
        Kind::Full => 4,
    };
    let criterion = corrected_criterion(deviance, components + 1, values.len());
    Fitted { kind, weights: read(kind, &at), start, criterion }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_of_the_prior_is_that_of_its_differences() {
        for pair in [[1.3, 1.01], [1.1, 1.05], [1.6, 1.1]] {
            let (_, gradient) = prior(&pair);
            for index in 0..2 {
                let mut moved = [pair, pair];
                moved[0][index] -= 1e-6;
                moved[1][index] += 1e-6;
                let slope = (prior(&moved[1]).0 - prior(&moved[0]).0) / 2e-6;
                assert!((slope - gradient[index]).abs() < 1e-4 * (1.0 + slope.abs()), "{pair:?} {index}");
            }
        }
    }
}
