//! Direct multi-horizon ridge regression: one regression over all origins and leads.
//!
//! The change from the newest value to the one at a lead is regressed on differences of lags, means and their decays with the lead
//! ([`predictors`]), on the same days a year before and on covariates. Coefficients are drawn towards the naive or the seasonal naive forecast.
//! The sums that a fit needs are kept per block of *targets* ([`blocks`]): what was known at the end of a block is the sum of the
//! blocks up to it, row by row, whatever the lead. So a refit as of each past block, for each setting, is one small system
//! ([`settings`]), and a past origin is told with coefficients, and a choice of settings, that had seen nothing after it.

mod blocks;
mod history;
mod predictors;
mod settings;
mod sums;

use crate::{Plan, line::Line};
use blocks::Blocks;
use history::History;
use predictors::Predictors;
use settings::Choice;

/// Fewest origins to learn from.
const FEWEST_ORIGINS: usize = 8;

/// What a line is forecast from besides its own newest values.
#[derive(Default)]
pub(crate) struct Beside<'a> {
    /// Values right before the first of the line, complete.
    pub(crate) earlier: &'a [f64],
    /// Steps in a year of whole weeks; none where the seasons of the line say it all.
    pub(crate) year: Option<usize>,
    /// Covariates: the value at an index of the line as known from an origin of it.
    pub(crate) covariates: Vec<&'a dyn Fn(usize, usize) -> Option<f64>>,
}

/// Point forecasts (origins x leads) of a line with all that goes along with it; `None` where it is too short or never moved.
pub(crate) fn line_paths(line: &Line, plan: &Plan) -> Option<Vec<f64>> {
    let newest = line.values.len().checked_sub(1)?;
    // What events add is put on afterwards; a covariate is of no use where nothing is known of it ahead.
    let useful = line.covariates.iter().filter(|regressor| !line.is_event(regressor)).filter(|regressor| {
        plan.leads.iter().any(|lead| line.known(regressor, newest + lead, newest).is_some())
    });
    let known: Vec<_> = useful
        .map(|regressor| move |index: usize, origin: usize| line.known(regressor, index, origin))
        .collect();
    let beside = Beside {
        earlier: &line.earlier,
        year: line.year,
        covariates: known.iter().map(|known| known as &dyn Fn(usize, usize) -> Option<f64>).collect(),
    };
    paths(&line.values, &line.periods, &beside, plan)
}

/// Point forecasts (origins x leads); NaN from origins that are too early, `None` where there is too little to learn from.
///
/// What is said from an origin depends on no value after it, to the bit.
pub(crate) fn paths(values: &[f64], periods: &[usize], beside: &Beside<'_>, plan: &Plan) -> Option<Vec<f64>> {
    let (count, horizon) = (values.len(), plan.horizon());
    let usable = || periods.iter().copied().filter(|period| *period > 1 && 3 * period + horizon < count);
    let (short, long) = (usable().next().unwrap_or(1), usable().next_back().unwrap_or(1));
    // Rounding in a mean gives even a constant some size.
    let constant = values.windows(2).all(|pair| (pair[1] - pair[0]).abs() <= 0.0);
    if constant || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let history = History::new(values, beside, short, long, horizon);
    let first = history.first_origin();
    let last = count.checked_sub(1 + horizon.min(count / 4).max(1))?;
    if first + FEWEST_ORIGINS > last {
        return None;
    }
    let predictors = Predictors::new(&history, beside);
    let blocks = Blocks::sum(&history, &predictors, horizon);
    let choice = Choice::over(&blocks, &predictors, long.max(horizon / 2).max(4) as f64);

    let mut row = vec![0.0; predictors.count()];
    let mut out = Vec::with_capacity(plan.origins.len() * plan.leads.len());
    for origin in &plan.origins {
        let coefficients = choice.as_of(*origin);
        for lead in &plan.leads {
            if *origin < first {
                out.push(f64::NAN);
                continue;
            }
            let complete = predictors.fill(*origin, *lead, *origin, &mut row);
            let coefficients = if complete { &coefficients.with_covariates } else { &coefficients.without };
            let change: f64 = coefficients.iter().zip(&row).map(|(a, b)| a * b).sum();
            out.push(values[*origin] + change);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests;
