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

#[cfg(test)]
mod tests {
    use super::*;

    /// Airline passengers of 1949 and 1950 in hundreds.
    const VALUES: [f64; 24] = [
        1.12, 1.18, 1.32, 1.29, 1.21, 1.35, 1.48, 1.48, 1.36, 1.19, 1.04, 1.18, 1.15, 1.26, 1.41, 1.35, 1.25,
        1.49, 1.70, 1.70, 1.58, 1.33, 1.14, 1.40,
    ];

    /// The state before the first value and weights, as statsforecast 2.1 has them in `cesmodel`.
    fn case(kind: Kind) -> (Weights, State) {
        let level = [1.2, 0.95];
        let (weights, state, seasons): ([f64; 2], [f64; 2], &[[f64; 2]]) = match kind {
            Kind::None => ([0.0; 2], [0.932_043_208_3, 0.776_850_653], &[]),
            Kind::Simple => (
                [0.0; 2],
                [0.0; 2],
                &[
                    [0.934_770_434_4, 0.781_019_127_6],
                    [0.957_279_946_8, 0.802_943_455_1],
                    [1.005_418_760_4, 0.825_958_563_8],
                    [1.032_145_355_1, 0.863_934_547_8],
                ],
            ),
            Kind::Partial => (
                [0.1, 0.0],
                [0.770_776_372_1, 0.641_743_332_2],
                &[
                    [0.202_428_324_8, 0.0],
                    [0.222_719_888_9, 0.0],
                    [0.281_480_612_1, 0.0],
                    [0.315_275_491_8, 0.0],
                ],
            ),
            Kind::Full => (
                [1.1, 0.9],
                [0.896_169_303_2, 0.735_924_832],
                &[
                    [-0.011_525_050_7, -0.011_525_050_7],
                    [-0.007_885_561, -0.007_885_561],
                    [0.010_311_887_5, 0.010_311_887_5],
                    [0.009_098_724_3, 0.009_098_724_3],
                ],
            ),
        };
        (Weights { level, season: weights }, State { level: state, seasons: seasons.to_vec() })
    }

    /// statsforecast 2.1: `cesmodel(y, 4, kind, 1.2, 0.95, β0, β1, 3)`, residuals 0, 5 and 23 and forecasts 1 and 6.
    #[test]
    fn errors_and_forecasts_are_those_of_statsforecast() {
        let cases = [
            (
                Kind::None,
                [0.187_956_791_7, 0.381_469_978_9, 0.323_841_683_7],
                [1.111_444_175_5, 0.868_483_996_3],
            ),
            (
                Kind::Simple,
                [0.185_229_565_6, 0.377_187_212_7, 0.255_897_750_5],
                [1.056_011_605_2, 0.963_095_002_9],
            ),
            (
                Kind::Partial,
                [0.146_795_303_1, 0.324_309_648, 0.171_583_200_7],
                [1.154_493_692_1, 0.992_747_280_2],
            ),
            (
                Kind::Full,
                [0.235_355_747_6, 0.355_271_763_4, 0.271_574_141_4],
                [1.121_718_399_7, 0.814_819_252],
            ),
        ];
        for (kind, errors, forecasts) in cases {
            let (weights, mut state) = case(kind);
            let mut tape = vec![Step::default(); VALUES.len()];
            forwards(&VALUES, kind, &weights, &mut state, &mut tape);
            for (index, expected) in [0, 5, 23].into_iter().zip(errors) {
                assert!(
                    (tape[index].error - expected).abs() < 1e-8,
                    "{kind:?} {index} {}",
                    tape[index].error
                );
            }
            for lead in 1..=6 {
                let value = forecast(23 + lead, kind, &state);
                if let Some(expected) =
                    [Some(forecasts[0]), None, None, None, None, Some(forecasts[1])][lead - 1]
                {
                    assert!((value - expected).abs() < 1e-8, "{kind:?} {lead} {value}");
                }
                advance(value, 23 + lead, kind, &weights, &mut state);
            }
        }
    }

    #[test]
    fn the_gradient_is_that_of_differences() {
        for kind in [Kind::None, Kind::Simple, Kind::Partial, Kind::Full] {
            let (weights, start) = case(kind);
            let mut tape = vec![Step::default(); VALUES.len()];
            // The sum of the squares of the errors; by a forecast its derivative is −2 times the error.
            let mut squares = |weights: &Weights, start: &State| {
                forwards(&VALUES, kind, weights, &mut start.clone(), &mut tape);
                tape.iter().map(|step| step.error * step.error).sum::<f64>()
            };
            let moved = |change: f64, index: usize| {
                let (mut weights, mut start) = case(kind);
                match index {
                    0 | 1 => weights.level[index] += change,
                    2 | 3 => weights.season[index - 2] += change,
                    4 | 5 => start.level[index - 4] += change,
                    _ => start.seasons[2][index - 6] += change,
                }
                (weights, start)
            };
            let slopes: Vec<f64> = (0..8)
                .map(|index| {
                    if kind == Kind::None && index > 5 {
                        return 0.0;
                    }
                    let ((w0, s0), (w1, s1)) = (moved(-1e-6, index), moved(1e-6, index));
                    (squares(&w1, &s1) - squares(&w0, &s0)) / 2e-6
                })
                .collect();
            squares(&weights, &start);
            let mut by = start.clone();
            let by_weights = backwards(&tape, -2.0, kind, &weights, &mut by);
            let season = by.seasons.get(2).copied().unwrap_or_default();
            let got = [by_weights.level, by_weights.season, by.level, season].concat();
            for (index, (got, slope)) in got.iter().zip(&slopes).enumerate() {
                assert!((got - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{kind:?} {index} {got} {slope}");
            }
        }
    }
}
