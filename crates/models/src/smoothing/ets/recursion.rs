//! The recursions of exponential smoothing, forwards over the values and backwards over their derivatives.
//!
//! In the additive-trend models of Hyndman, Koehler, Ord & Snyder (2008, tables 2.2 and 2.3) the states follow the same
//! recursions whether the error is additive or multiplicative; only the likelihood differs. With the trend's forecast
//! p = l + φb, the one-step forecast μ and the error e = y − μ:
//!
//! | season | μ | l | b | s |
//! |---|---|---|---|---|
//! | none | p | p + αe | φb + βe | |
//! | additive | p + s | p + αe | φb + βe | s + γe |
//! | multiplicative | p s | p + αe / s | φb + βe / s | s + γe / p |

/// How the season enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    None,
    Additive,
    Multiplicative,
}

/// The smoothing parameters α, β, γ and φ. Without a trend β is 0; without damping φ is 1; without a season γ is 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Weights {
    pub(super) level: f64,
    pub(super) slope: f64,
    pub(super) season: f64,
    pub(super) damping: f64,
}

/// The states before or after a value: in `seasons` the one at `t % period` is the next used for the value `t`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct State {
    pub(super) level: f64,
    pub(super) slope: f64,
    pub(super) seasons: Vec<f64>,
}

/// What one step of the recursion leaves behind for the way back.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    /// y − μ.
    pub(super) error: f64,
    /// μ.
    pub(super) forecast: f64,
    /// p, the trend's forecast.
    base: f64,
    /// The slope before.
    slope: f64,
    /// 1 / s and 1 / p where the season is multiplicative.
    per_season: f64,
    per_base: f64,
}

/// The smallest factor of a multiplicative season, and the smallest level where one is divided by, in values of size 1.
const LEAST: f64 = 1e-6;

const NONE: u8 = 0;
const ADDITIVE: u8 = 1;
const MULTIPLICATIVE: u8 = 2;

#[inline(always)]
fn step<const SEASON: u8>(
    y: f64,
    weights: &Weights,
    level: &mut f64,
    slope: &mut f64,
    season: &mut f64,
) -> Step {
    let damped = weights.damping * *slope;
    let base = *level + damped;
    let mut record = Step { base, slope: *slope, ..Step::default() };
    match SEASON {
        NONE => {
            record.forecast = base;
            record.error = y - base;
            *level = base + weights.level * record.error;
            *slope = damped + weights.slope * record.error;
        }
        ADDITIVE => {
            record.forecast = base + *season;
            record.error = y - record.forecast;
            *level = base + weights.level * record.error;
            *slope = damped + weights.slope * record.error;
            *season += weights.season * record.error;
        }
        _ => {
            record.forecast = base * *season;
            record.error = y - record.forecast;
            record.per_season = 1.0 / season.max(LEAST);
            record.per_base = 1.0 / base.max(LEAST);
            let relative = record.error * record.per_season;
            *level = base + weights.level * relative;
            *slope = damped + weights.slope * relative;
            *season += weights.season * record.error * record.per_base;
        }
    }
    record
}

/// Takes `state` through one value, the `index`-th after the one whose season is the first.
pub(super) fn advance(y: f64, index: usize, season: Season, weights: &Weights, state: &mut State) {
    let period = state.seasons.len().max(1);
    let State { level, slope, seasons } = state;
    match season {
        Season::None => step::<NONE>(y, weights, level, slope, &mut 0.0),
        Season::Additive => step::<ADDITIVE>(y, weights, level, slope, &mut seasons[index % period]),
        Season::Multiplicative => {
            step::<MULTIPLICATIVE>(y, weights, level, slope, &mut seasons[index % period])
        }
    };
}

/// Takes `state` through `values` and writes each step to `tape`, which must be as long.
pub(super) fn forwards(
    values: &[f64],
    season: Season,
    weights: &Weights,
    state: &mut State,
    tape: &mut [Step],
) {
    match season {
        Season::None => {
            let (mut level, mut slope) = (state.level, state.slope);
            for (y, record) in values.iter().zip(tape) {
                *record = step::<NONE>(*y, weights, &mut level, &mut slope, &mut 0.0);
            }
            (state.level, state.slope) = (level, slope);
        }
        Season::Additive => forwards_seasonal::<ADDITIVE>(values, weights, state, tape),
        Season::Multiplicative => forwards_seasonal::<MULTIPLICATIVE>(values, weights, state, tape),
    }
}

fn forwards_seasonal<const SEASON: u8>(
    values: &[f64],
    weights: &Weights,
    state: &mut State,
    tape: &mut [Step],
) {
    let period = state.seasons.len();
    let (mut level, mut slope) = (state.level, state.slope);
    for (values, tape) in values.chunks(period).zip(tape.chunks_mut(period)) {
        for ((y, record), season) in values.iter().zip(tape).zip(&mut state.seasons) {
            *record = step::<SEASON>(*y, weights, &mut level, &mut slope, season);
        }
    }
    (state.level, state.slope) = (level, slope);
}

#[inline(always)]
fn step_back<const SEASON: u8>(
    record: &Step,
    pull: f64,
    weights: &Weights,
    by: &mut Weights,
    by_level: &mut f64,
    by_slope: &mut f64,
    by_season: &mut f64,
) {
    let smoothed = weights.level * *by_level + weights.slope * *by_slope;
    let by_base;
    if SEASON == MULTIPLICATIVE {
        let (relative, swing) = (record.error * record.per_season, record.error * record.per_base);
        by.level += relative * *by_level;
        by.slope += relative * *by_slope;
        by.season += swing * *by_season;
        let by_forecast = pull - smoothed * record.per_season - weights.season * *by_season * record.per_base;
        let season = record.forecast * record.per_base;
        by_base = *by_level + by_forecast * season - weights.season * *by_season * swing * record.per_base;
        *by_season += by_forecast * record.base - smoothed * relative * record.per_season;
    } else {
        by.level += record.error * *by_level;
        by.slope += record.error * *by_slope;
        let mut by_forecast = pull - smoothed;
        if SEASON == ADDITIVE {
            by.season += record.error * *by_season;
            by_forecast -= weights.season * *by_season;
            *by_season += by_forecast;
        }
        by_base = *by_level + by_forecast;
    }
    by.damping += record.slope * (*by_slope + by_base);
    *by_slope = weights.damping * (*by_slope + by_base);
    *by_level = by_base;
}

/// The derivatives of a function of the forecasts, by the smoothing parameters (returned) and by the states before the
/// first value (left in `by`), from its derivatives `pulls` by each forecast, in the order of the tape.
pub(super) fn backwards(
    tape: &[Step],
    pulls: &[f64],
    season: Season,
    weights: &Weights,
    by: &mut State,
) -> Weights {
    by.level = 0.0;
    by.slope = 0.0;
    by.seasons.fill(0.0);
    match season {
        Season::None => {
            let mut by_weights = Weights::default();
            let (mut by_level, mut by_slope) = (0.0, 0.0);
            for (record, pull) in tape.iter().zip(pulls).rev() {
                step_back::<NONE>(
                    record,
                    *pull,
                    weights,
                    &mut by_weights,
                    &mut by_level,
                    &mut by_slope,
                    &mut 0.0,
                );
            }
            (by.level, by.slope) = (by_level, by_slope);
            by_weights
        }
        Season::Additive => backwards_seasonal::<ADDITIVE>(tape, pulls, weights, by),
        Season::Multiplicative => backwards_seasonal::<MULTIPLICATIVE>(tape, pulls, weights, by),
    }
}

fn backwards_seasonal<const SEASON: u8>(
    tape: &[Step],
    pulls: &[f64],
    weights: &Weights,
    by: &mut State,
) -> Weights {
    let mut by_weights = Weights::default();
    let (mut by_level, mut by_slope) = (0.0, 0.0);
    let period = by.seasons.len();
    for (tape, pulls) in tape.chunks(period).zip(pulls.chunks(period)).rev() {
        let by_seasons = &mut by.seasons[..tape.len()];
        for ((record, pull), by_season) in tape.iter().zip(pulls).zip(by_seasons).rev() {
            step_back::<SEASON>(
                record,
                *pull,
                weights,
                &mut by_weights,
                &mut by_level,
                &mut by_slope,
                by_season,
            );
        }
    }
    (by.level, by.slope) = (by_level, by_slope);
    by_weights
}
