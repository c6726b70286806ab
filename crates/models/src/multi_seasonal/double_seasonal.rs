//! Exponential smoothing with nested seasons and autocorrelated errors.

use super::{
    fitting::{AUTOCORRELATIONS, LEADS, LEVELS, SEASONS, SHARES, SLOPES, STARTS, error, usable, weights},
    search::coordinate_search,
    smoothing::{Ahead, Parameters, States},
    transform::{Transform, sensible},
};
use crate::Plan;

/// Evaluations of each search.
const BUDGET: usize = 30;
/// Newest values used, in longest periods and at least.
const WINDOW_CYCLES: usize = 8;
const WINDOW_LEAST: usize = 1000;
/// With more origins than this, the loss is taken at every fifth: coprime to day, week and year, so that it meets all phases.
const FEW_ORIGINS: usize = 150;
const STRIDE: usize = 5;
/// Errors needed at a lead for it to count.
const FEWEST_ERRORS: usize = 10;

/// Positions on the grids: level, autocorrelation, slope, two seasons, two shares.
type Position = [usize; 7];

/// Exponential smoothing with up to two nested additive seasons, a damped slope and AR(1) residuals.
///
/// Taylor, "Short-term electricity demand forecasting using double seasonal exponential smoothing" (Journal of the Operational Research
/// Society 54, 2003), in the error correction form of Taylor, "Triple seasonal methods for short-term electricity demand forecasting"
/// (European Journal of Operational Research 204, 2010), with differences that short series call for: a season averages its
/// cycles until it has seen enough of them, may count in half or not at all, and takes on an outlier only in part.
///
/// Parameters make the absolute errors at several leads small. Two local optima on each of two scales (the values; their
/// logarithms or roots) are all kept, and their forecasts averaged with weights that fall steeply with the loss.
#[derive(Debug, Clone)]
pub(crate) struct DoubleSeasonal {
    periods: Vec<usize>,
    /// Values before the window that was fitted to.
    skipped: usize,
    fits: Vec<Fit>,
}

#[derive(Debug, Clone)]
struct Fit {
    transform: Transform,
    parameters: Parameters,
    weight: f64,
}

fn parameters(position: &Position, seasons: usize) -> Parameters {
    Parameters {
        level: LEVELS[position[0]],
        autocorrelation: AUTOCORRELATIONS[position[1]],
        slope: SLOPES[position[2]],
        seasons: (0..seasons).map(|index| SEASONS[position[3 + index]]).collect(),
        shares: (0..seasons).map(|index| SHARES[position[5 + index]]).collect(),
    }
}

impl DoubleSeasonal {
    /// Fits to complete values at a regular step; `periods` in steps, of which at most two are used, and only those seen two and a
    /// half times. `None` with fewer than ten values or values that aren't finite.
    pub(crate) fn fit(values: &[f64], periods: &[usize]) -> Option<Self> {
        let periods = usable(values, periods)?;
        let length = (WINDOW_CYCLES * periods.last().copied().unwrap_or(1)).max(WINDOW_LEAST);
        let skipped = values.len().saturating_sub(length);
        let values = &values[skipped..];
        let mut fits = fit_on(Transform::Identity, values, &periods).to_vec();
        if let Some(transform) = Transform::stabilising(values) {
            fits.extend(fit_on(transform, values, &periods));
        }
        let losses: Vec<(Transform, f64)> = fits.iter().map(|fit| (fit.transform, fit.weight)).collect();
        for (fit, weight) in fits.iter_mut().zip(weights(&losses)?) {
            fit.weight = weight;
        }
        Some(Self { periods, skipped, fits })
    }

    /// Point forecasts from the origins of the plan at its leads, origins x leads. An origin within the first two of the
    /// longest seasons, or that isn't among the values, gets NaN. `values` are those fitted to.
    pub(crate) fn paths(&self, values: &[f64], plan: &Plan) -> Vec<f64> {
        let width = plan.leads.len();
        let mut out = vec![0.0; plan.origins.len() * width];
        let values = values.get(self.skipped..).unwrap_or_default();
        for Fit { transform, parameters, weight } in &self.fits {
            let transformed = transform.apply(values);
            let (low, high) = sensible(&transformed);
            let mut states = States::new(&transformed, &self.periods);
            states.run(&transformed, parameters);
            let ahead: Vec<Ahead> =
                plan.leads.iter().map(|lead| Ahead::new(*lead, &self.periods, parameters)).collect();
            for (origin, row) in plan.origins.iter().zip(out.chunks_exact_mut(width.max(1))) {
                let Some(from) = origin.checked_sub(self.skipped).and_then(|origin| states.at(origin)) else {
                    row.fill(f64::NAN);
                    continue;
                };
                for (ahead, out) in ahead.iter().zip(row) {
                    let forecast = from.forecast(ahead, parameters).clamp(low, high);
                    *out += weight * transform.invert(forecast);
                }
            }
        }
        out
    }
}

/// The optima that the searches from both starts find; their losses stand in place of the weights.
fn fit_on(transform: Transform, values: &[f64], periods: &[usize]) -> [Fit; 2] {
    let transformed = transform.apply(values);
    let mut states = States::new(&transformed, periods);
    let count = periods.len();
    let season = |index: usize, length: usize| if index < count { length } else { 1 };
    let lengths = [
        LEVELS.len(),
        AUTOCORRELATIONS.len(),
        SLOPES.len(),
        season(0, SEASONS.len()),
        season(1, SEASONS.len()),
        season(0, SHARES.len()),
        season(1, SHARES.len()),
    ];
    STARTS.map(|[level, autocorrelation]| {
        let start = [
            level,
            autocorrelation,
            0,
            season(0, 3) - 1,
            season(1, 3) - 1,
            season(0, SHARES.len()) - 1,
            season(1, SHARES.len()) - 1,
        ];
        let position = coordinate_search(start, lengths, BUDGET, |position| {
            let absolute = |actual: f64, forecast: f64| (actual - forecast).abs();
            loss(&transformed, periods, &mut states, &parameters(position, count), absolute)
        });
        let parameters = parameters(&position, count);
        let error = |actual, forecast| error(transform, actual, forecast);
        let weight = loss(&transformed, periods, &mut states, &parameters, error);
        Fit { transform, parameters, weight }
    })
}

/// Mean absolute error over the origins, added up over the leads.
fn loss(
    values: &[f64],
    periods: &[usize],
    states: &mut States,
    parameters: &Parameters,
    error: impl Fn(f64, f64) -> f64,
) -> f64 {
    states.run(values, parameters);
    let first = states.first_origin() + 1;
    let stride = if values.len() > first + FEW_ORIGINS { STRIDE } else { 1 };
    let mut total = 0.0;
    for lead in LEADS {
        let Some(last) = values.len().checked_sub(lead + 1).filter(|last| *last >= first + FEWEST_ERRORS)
        else {
            break;
        };
        let ahead = Ahead::new(lead, periods, parameters);
        let (mut sum, mut count) = (0.0, 0.0);
        for origin in (first..=last).rev().step_by(stride) {
            if let Some(from) = states.at(origin) {
                sum += error(values[origin + lead], from.forecast(&ahead, parameters));
                count += 1.0;
            }
        }
        total += sum / f64::max(count, 1.0);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multi_seasonal::tests::{assert_well_behaved, nested};

    #[test]
    fn behaves_on_any_values() {
        assert_well_behaved(|values, periods, plan| {
            Some(DoubleSeasonal::fit(values, periods)?.paths(values, plan))
        });
    }

    #[test]
    fn carries_nested_seasons_on() {
        let values = nested(7 * 168 + 48);
        let (known, actual) = values.split_at(7 * 168);
        let plan = Plan { origins: vec![known.len() - 1], leads: (1..=48).collect() };
        let path = DoubleSeasonal::fit(known, &[24, 168]).unwrap().paths(known, &plan);
        for (forecast, actual) in path.iter().zip(actual) {
            assert!((forecast - actual).abs() < 1.0, "{forecast} {actual}");
        }
    }

    #[test]
    fn nothing_after_an_origin_matters_to_it() {
        let mut values = nested(900);
        let plan = Plan { origins: vec![100, 500, 700], leads: vec![1, 24, 30, 200] };
        let fit = DoubleSeasonal::fit(&values, &[24, 168]).unwrap();
        let before = fit.paths(&values, &plan);
        values[701..].iter_mut().for_each(|value| *value = 17.0);
        let after = fit.paths(&values, &plan);
        assert!(before[..4].iter().all(|value| value.is_nan()), "two weeks aren't over yet");
        assert!(before[4..].iter().all(|value| value.is_finite()));
        assert_eq!(before[4..], after[4..]);
    }
}
