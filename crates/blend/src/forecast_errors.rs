//! Templates as the errors of forecasts: what was known before the span is no dependence within it.

use crate::trajectory::Trajectory;
use nalgebra::{Matrix3, Vector3};

/// What was known of a template: the season (steps from the day of the year asked about), the latest value and the mean of the
/// day before the forecast. NaN where nothing was known.
pub(crate) type State = [f64; 3];

/// Predictors of a [`State`]; the first is the season.
const PREDICTORS: usize = 3;
/// Templates that the belief in no relation at all counts for, by predictor (ridge). There always is a season; a little
/// keeps the equations regular where all templates are of one day of the year.
const RIDGE: [f64; PREDICTORS] = [1e-6, 3.0, 3.0];
/// The fewest templates to learn a line from.
const FEWEST: usize = 10;

/// Turns the keys of templates into those of errors a forecast like the one at hand would have made: takes away what the
/// season explains, and of what the state at the issue time explains as much as the forecast knows.
///
/// Raw templates hold that a warm morning makes a warm evening; a forecast that has seen the morning before doesn't err on both
/// alike, and members ranked by raw templates would spread their sums too widely. So each time is regressed on the
/// state across the templates. A climatological forecast knows nothing of the state, though, and most lie between. What
/// is known shows in the `spread` (standard deviation) of the marginal: of the state's share so much is kept that the templates
/// spread as the marginal does. That the templates' distribution should fit the forecast's is the idea of the minimum-divergence
/// Schaake shuffle (Scheuerer, Hamill, Whitin, He and Henkel, Water Resources Research 53, 2017), which picks templates for
/// it; with a year or a few of history there is little to pick from.
pub(crate) fn keep_errors(trajectories: &mut [Option<Trajectory>], states: &[State], spread: &[f64]) {
    let mut present: Vec<(&mut Trajectory, State)> = trajectories
        .iter_mut()
        .zip(states)
        .filter_map(|(trajectory, state)| trajectory.as_mut().map(|trajectory| (trajectory, *state)))
        .collect();
    if present.len() < FEWEST {
        return;
    }
    standardise(&mut present);
    let count = present.len() as f64;
    for (time, spread) in spread.iter().enumerate() {
        let mean = present.iter().map(|(trajectory, _)| trajectory.keys[time]).sum::<f64>() / count;
        let coefficients = regression(&present, time, mean);
        let (mut without_season, mut error) = (0.0, 0.0);
        for (trajectory, state) in &present {
            let left = trajectory.keys[time] - mean - coefficients[0] * state[0];
            without_season += left.powi(2);
            error += (left - of_state(&coefficients, state)).powi(2);
        }
        // Degrees of freedom spent on the mean, the season and the state.
        let without_season = without_season / (count - 2.0);
        let error = error / (count - 4.0);
        let explained = without_season - error;
        let kept = if explained > 0.0 {
            ((spread * spread - error) / explained).clamp(0.0, 1.0).sqrt()
        } else {
            1.0
        };
        for (trajectory, state) in &mut present {
            trajectory.keys[time] -=
                coefficients[0] * state[0] + (1.0 - kept) * of_state(&coefficients, state);
        }
    }
}

fn of_state(coefficients: &[f64; PREDICTORS], state: &State) -> f64 {
    coefficients[1] * state[1] + coefficients[2] * state[2]
}

/// Every predictor gets mean 0 and standard deviation 1; what is missing or constant is 0.
fn standardise(present: &mut [(&mut Trajectory, State)]) {
    for predictor in 0..PREDICTORS {
        let known = || present.iter().map(|(_, state)| state[predictor]).filter(|value| value.is_finite());
        let count = known().count().max(1) as f64;
        let mean = known().sum::<f64>() / count;
        let deviation = (known().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        for (_, state) in present.iter_mut() {
            let standard = (state[predictor] - mean) / deviation;
            state[predictor] = if standard.is_finite() { standard } else { 0.0 };
        }
    }
}

/// Ridge regression of one time's keys on standardised states.
fn regression(present: &[(&mut Trajectory, State)], time: usize, mean: f64) -> [f64; PREDICTORS] {
    let mut gram = Matrix3::from_diagonal(&Vector3::from(RIDGE));
    let mut moments = Vector3::zeros();
    for (trajectory, state) in present {
        let state = Vector3::from(*state);
        gram += state * state.transpose();
        moments += state * (trajectory.keys[time] - mean);
    }
    gram.cholesky().map_or([0.0; PREDICTORS], |factor| factor.solve(&moments).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 40 templates of two times: 3 x the season, 2 x the latest value that the state tells, and an error.
    fn templates() -> (Vec<Option<Trajectory>>, Vec<State>, Vec<f64>) {
        let wave = |index: usize, step: f64| (index as f64 * step).sin();
        let states: Vec<State> =
            (0..40).map(|index| [index as f64, wave(index, 1.3), wave(index, 2.9)]).collect();
        let errors: Vec<f64> = (0..40).map(|index| 0.5 * wave(index, 0.71)).collect();
        let trajectories = states
            .iter()
            .zip(&errors)
            .map(|(state, error)| {
                let key = 3.0 * state[0] + 2.0 * state[1] + error;
                Some(Trajectory { keys: vec![key, -key] })
            })
            .collect();
        (trajectories, states, errors)
    }

    fn deviation(trajectories: &[Option<Trajectory>]) -> f64 {
        let keys: Vec<f64> = trajectories.iter().flatten().map(|trajectory| trajectory.keys[0]).collect();
        let mean = keys.iter().sum::<f64>() / keys.len() as f64;
        (keys.iter().map(|key| (key - mean).powi(2)).sum::<f64>() / keys.len() as f64).sqrt()
    }

    #[test]
    fn a_sharp_forecast_leaves_errors_alone_and_a_vague_one_what_the_state_told() {
        for (spread, low, high) in [(0.1, 0.3, 0.65), (1.0, 0.85, 1.15), (9.0, 1.35, 1.75)] {
            let (mut trajectories, states, _) = templates();
            keep_errors(&mut trajectories, &states, &[spread, spread]);
            let found = deviation(&trajectories);
            // The season alone spreads the raw keys by 35.
            assert!((low..high).contains(&found), "{found} for a spread of {spread}");
        }
    }

    #[test]
    fn few_templates_or_no_state_change_no_order() {
        let (mut trajectories, mut states, _) = templates();
        trajectories.truncate(9);
        let before = trajectories.clone();
        keep_errors(&mut trajectories, &states, &[0.1, 0.1]);
        assert_eq!(trajectories, before);

        let (mut trajectories, ..) = templates();
        states.fill([f64::NAN; 3]);
        let before = trajectories.clone();
        keep_errors(&mut trajectories, &states, &[0.1, 0.1]);
        assert_eq!(trajectories, before);
    }

    proptest! {
        #[test]
        fn keys_stay_finite(
            keys in prop::collection::vec(prop::sample::select(vec![0.0, 1.0, -1e12, 1e12, 1e-12, 7.5]), 12),
            state in prop::sample::select(vec![0.0, f64::NAN, 1e12, 1e-12]),
            spread in prop::sample::select(vec![0.0, 1e-12, 1.0, 1e12]),
        ) {
            let states: Vec<State> = keys.iter().map(|key| [*key, state * key, state]).collect();
            let mut trajectories: Vec<Option<Trajectory>> =
                keys.iter().map(|key| Some(Trajectory { keys: vec![*key] })).collect();
            keep_errors(&mut trajectories, &states, &[spread]);
            prop_assert!(trajectories.iter().flatten().all(|trajectory| trajectory.keys[0].is_finite()));
        }
    }
}
