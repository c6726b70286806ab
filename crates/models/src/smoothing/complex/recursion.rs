//! The recursions of complex exponential smoothing, forwards and backwards.

/// The form of the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    None,
    Simple,
    Partial,
    Full,
}

/// α0, α1 and β0, β1 (β0 alone is the partial season's weight).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Weights {
    pub(super) level: [f64; 2],
    pub(super) season: [f64; 2],
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct State {
    /// Level and potential.
    pub(super) level: [f64; 2],
    /// The same for each phase.
    pub(super) seasons: Vec<[f64; 2]>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    pub(super) error: f64,
    level: f64,
    season: f64,
}

const NONE: u8 = 0;
const SIMPLE: u8 = 1;
const PARTIAL: u8 = 2;
const FULL: u8 = 3;

/// One step of a pair.
#[inline(always)]
pub(super) fn turn(pair: &mut [f64; 2], weights: &[f64; 2], error: f64) {
    let [level, potential] = *pair;
    pair[0] = level - (1.0 - weights[1]) * potential + (weights[0] - weights[1]) * error;
    pair[1] = level + (1.0 - weights[0]) * potential + (weights[0] + weights[1]) * error;
}

/// The derivative by the error.
#[inline(always)]
fn by_error(by: &[f64; 2], weights: &[f64; 2]) -> f64 {
    (weights[0] - weights[1]) * by[0] + (weights[0] + weights[1]) * by[1]
}

/// Backwards through [`turn`].
#[inline(always)]
fn turn_back(
    by: &mut [f64; 2],
    by_weights: &mut [f64; 2],
    weights: &[f64; 2],
    potential: f64,
    error: f64,
    by_forecast: f64,
) {
    let [level, other] = *by;
    let rest = error - potential;
    by_weights[0] += error * level + rest * other;
    by_weights[1] += error * other - rest * level;
    by[0] = level + other + by_forecast;
    by[1] = (1.0 - weights[0]) * other - (1.0 - weights[1]) * level;
}

#[inline(always)]
fn step<const KIND: u8>(y: f64, weights: &Weights, level: &mut [f64; 2], season: &mut [f64; 2]) -> Step {
    let forecast = match KIND {
        NONE => level[0],
        SIMPLE => season[0],
        _ => level[0] + season[0],
    };
    let error = y - forecast;
    let record = Step { error, level: level[1], season: season[1] };
    if KIND != SIMPLE {
        turn(level, &weights.level, error);
    }
    match KIND {
        SIMPLE => turn(season, &weights.level, error),
        PARTIAL => season[0] += weights.season[0] * error,
        FULL => turn(season, &weights.season, error),
        _ => {}
    }
    record
}

#[inline(always)]
fn step_back<const KIND: u8>(
    record: &Step,
    pull: f64,
    weights: &Weights,
    by: &mut Weights,
    level: &mut [f64; 2],
    season: &mut [f64; 2],
) {
    let mut by_forecast = pull;
    if KIND != SIMPLE {
        by_forecast -= by_error(level, &weights.level);
    }
    match KIND {
        SIMPLE => by_forecast -= by_error(season, &weights.level),
        PARTIAL => by_forecast -= weights.season[0] * season[0],
        FULL => by_forecast -= by_error(season, &weights.season),
        _ => {}
    }
    if KIND != SIMPLE {
        turn_back(level, &mut by.level, &weights.level, record.level, record.error, by_forecast);
    }
    match KIND {
        SIMPLE => {
            turn_back(season, &mut by.level, &weights.level, record.season, record.error, by_forecast);
        }
        PARTIAL => {
            by.season[0] += record.error * season[0];
            season[0] += by_forecast;
        }
        FULL => {
            turn_back(season, &mut by.season, &weights.season, record.season, record.error, by_forecast);
        }
        _ => {}
    }
}

fn forwards_as<const KIND: u8>(values: &[f64], weights: &Weights, state: &mut State, tape: &mut [Step]) {
    let mut level = state.level;
    if KIND == NONE {
        for (y, record) in values.iter().zip(tape) {
            *record = step::<KIND>(*y, weights, &mut level, &mut [0.0; 2]);
        }
    } else {
        let period = state.seasons.len();
        for (values, tape) in values.chunks(period).zip(tape.chunks_mut(period)) {
            for ((y, record), season) in values.iter().zip(tape).zip(&mut state.seasons) {
                *record = step::<KIND>(*y, weights, &mut level, season);
            }
        }
    }
    state.level = level;
}

fn backwards_as<const KIND: u8>(tape: &[Step], factor: f64, weights: &Weights, by: &mut State) -> Weights {
    let mut by_weights = Weights::default();
    let mut level = [0.0; 2];
    if KIND == NONE {
        for record in tape.iter().rev() {
            let pull = factor * record.error;
            step_back::<KIND>(record, pull, weights, &mut by_weights, &mut level, &mut [0.0; 2]);
        }
    } else {
        for tape in tape.chunks(by.seasons.len()).rev() {
            let seasons = &mut by.seasons[..tape.len()];
            for (record, season) in tape.iter().zip(seasons).rev() {
                let pull = factor * record.error;
                step_back::<KIND>(record, pull, weights, &mut by_weights, &mut level, season);
            }
        }
    }
    by.level = level;
    by_weights
}

/// Takes `state` through `values`.
pub(super) fn forwards(values: &[f64], kind: Kind, weights: &Weights, state: &mut State, tape: &mut [Step]) {
    match kind {
        Kind::None => forwards_as::<NONE>(values, weights, state, tape),
        Kind::Simple => forwards_as::<SIMPLE>(values, weights, state, tape),
        Kind::Partial => forwards_as::<PARTIAL>(values, weights, state, tape),
        Kind::Full => forwards_as::<FULL>(values, weights, state, tape),
    }
}

/// The derivatives of a function whose derivative by each forecast is `factor` times the error.
pub(super) fn backwards(
    tape: &[Step],
    factor: f64,
    kind: Kind,
    weights: &Weights,
    by: &mut State,
) -> Weights {
    by.seasons.fill([0.0; 2]);
    match kind {
        Kind::None => backwards_as::<NONE>(tape, factor, weights, by),
        Kind::Simple => backwards_as::<SIMPLE>(tape, factor, weights, by),
        Kind::Partial => backwards_as::<PARTIAL>(tape, factor, weights, by),
        Kind::Full => backwards_as::<FULL>(tape, factor, weights, by),
    }
}

/// Takes `state` through one value, the `index`-th.
pub(super) fn advance(y: f64, index: usize, kind: Kind, weights: &Weights, state: &mut State) {
    let period = state.seasons.len().max(1);
    let State { level, seasons } = state;
    match kind {
        Kind::None => step::<NONE>(y, weights, level, &mut [0.0; 2]),
        Kind::Simple => step::<SIMPLE>(y, weights, level, &mut seasons[index % period]),
        Kind::Partial => step::<PARTIAL>(y, weights, level, &mut seasons[index % period]),
        Kind::Full => step::<FULL>(y, weights, level, &mut seasons[index % period]),
    };
}

/// The forecast of the `index`-th value as the next one.
pub(super) fn forecast(index: usize, kind: Kind, state: &State) -> f64 {
    let season = if kind == Kind::None { 0.0 } else { state.seasons[index % state.seasons.len()][0] };
    if kind == Kind::Simple { season } else { state.level[0] + season }
}
