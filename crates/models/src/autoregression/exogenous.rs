//! Autoregression beside known covariates: a regression on them with autoregressive errors.

use super::Autoregression;
use crate::{Plan, covariates::Regressor, line::Line};
use nalgebra::{DMatrix, DVector};

/// Share of the line's variance that a covariate is believed to explain before any is seen: the width of the prior of its coefficient.
const EXPLAINED: f64 = 0.25;
/// Rounds between the coefficients and the process of the errors.
const ROUNDS: usize = 2;
/// The fewest values of a covariate to learn from.
const FEWEST: usize = 24;

/// A covariate of a line, and what makes it centred and of size one.
struct Column {
    /// Which of the line's.
    covariate: usize,
    centre: f64,
    size: f64,
    /// The least and the greatest seen, standardised: beyond them no relation was.
    seen: (f64, f64),
}

impl Column {
    /// `None` while too few of the values up to `newest` are known, or all are the same.
    fn of(line: &Line, covariate: usize, newest: usize) -> Option<Self> {
        let regressor = &line.covariates[covariate];
        let known: Vec<f64> = (0..=newest).filter_map(|index| line.known(regressor, index, newest)).collect();
        if known.len() < FEWEST {
            return None;
        }
        let count = known.len() as f64;
        let centre = known.iter().sum::<f64>() / count;
        let size = (known.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / count).sqrt();
        let largest = known.iter().map(|value| value.abs()).fold(0.0, f64::max);
        if !size.is_finite() || size <= 1e-9 * largest {
            return None;
        }
        let seen = known.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), value| {
            let standard = (value - centre) / size;
            (standard.min(least), standard.max(greatest))
        });
        Some(Self { covariate, centre, size, seen })
    }

    /// Its standardised value at an index as known from an origin; `None` where it isn't.
    fn at(&self, line: &Line, index: usize, origin: usize) -> Option<f64> {
        let value = line.known(&line.covariates[self.covariate], index, origin)?;
        Some(((value - self.centre) / self.size).clamp(self.seen.0, self.seen.1))
    }
}

/// What a line owes to some of its covariates, and the process of the rest.
pub(super) struct Exogenous {
    centre: f64,
    columns: Vec<Column>,
    coefficients: DVector<f64>,
    /// `None` where the covariates explain all.
    errors: Option<Autoregression>,
}

impl Exogenous {
    /// Fits to the complete values `known` at the beginning of a line; `None` where the covariates don't earn their place beside the
    /// process `plain` of the values alone.
    ///
    /// Feasible generalised least squares (Cochrane and Orcutt, Journal of the American Statistical Association 44, 1949): the process
    /// of the errors makes them white, which gives the coefficients their due weights, and so on in turn. The
    /// coefficients have a normal prior about zero (ridge: Hoerl and Kennard, Technometrics 12, 1970). What is missing of a
    /// covariate counts as its mean. They stay where the corrected Akaike criterion of the one-step errors falls by them.
    pub(super) fn fit(
        line: &Line,
        known: &[f64],
        covariates: &[usize],
        (plain, centre, largest_order): (&Autoregression, f64, usize),
    ) -> Option<Self> {
        let newest = known.len().checked_sub(1)?;
        let columns: Vec<Column> =
            covariates.iter().filter_map(|covariate| Column::of(line, *covariate, newest)).collect();
        if columns.is_empty() {
            return None;
        }
        let y = DVector::from_iterator(known.len(), known.iter().map(|value| value - centre));
        let x = DMatrix::from_fn(known.len(), columns.len(), |index, column| {
            columns[column].at(line, index, newest).unwrap_or(0.0)
        });
        let variance = y.norm_squared() / y.len() as f64;
        if !variance.is_normal() {
            return None;
        }
        let mut coefficients = ridge(&x, &y, 1.0 / EXPLAINED)?;
        let mut errors = &y - &x * &coefficients;
        let mut process = Autoregression::fit(errors.as_slice(), 0.0, largest_order);
        for _ in 0..ROUNDS {
            let Some(process) = &mut process else { break };
            let order = process.coefficients.len();
            let innovations = process.innovations(errors.as_slice(), order);
            let noise = innovations.norm_squared() / innovations.len() as f64;
            let mut white = DMatrix::zeros(known.len() - order, columns.len());
            for (column, mut white) in x.column_iter().zip(white.column_iter_mut()) {
                white.copy_from(&process.innovations(&column.iter().copied().collect::<Vec<_>>(), order));
            }
            let target = process.innovations(y.as_slice(), order);
            coefficients = ridge(&white, &target, noise / (EXPLAINED * variance))?;
            errors = &y - &x * &coefficients;
            match Autoregression::fit(errors.as_slice(), 0.0, largest_order) {
                Some(fitted) => *process = fitted,
                None => break,
            }
        }
        let order_of = |process: Option<&Autoregression>| process.map_or(0, |known| known.coefficients.len());
        let (order, order_alone) = (order_of(process.as_ref()), order_of(Some(plain)));
        let from = order.max(order_alone);
        let white = process.as_ref().map_or_else(
            || errors.rows_range(from..).into_owned(),
            |process| process.innovations(errors.as_slice(), from),
        );
        let alone = plain.innovations(y.as_slice(), from);
        let earned =
            criterion(&white, order + columns.len(), variance) < criterion(&alone, order_alone, variance);
        earned.then_some(Self { centre, columns, coefficients, errors: process })
    }

    /// Puts the forecasts from every origin where all covariates are known there into `out` (origins x leads).
    pub(super) fn put_paths(&self, line: &Line, values: &[f64], plan: &Plan, out: &mut [f64]) {
        let explained = |index: usize, origin: usize| -> Option<f64> {
            self.columns.iter().zip(&self.coefficients).try_fold(0.0, |sum, (column, coefficient)| {
                Some(sum + coefficient * column.at(line, index, origin)?)
            })
        };
        let errors: Vec<f64> = values
            .iter()
            .enumerate()
            .map(|(index, value)| {
                let each = self.columns.iter().zip(&self.coefficients);
                let explained: f64 = each
                    .map(|(column, coefficient)| coefficient * column.at(line, index, index).unwrap_or(0.0))
                    .sum();
                value - self.centre - explained
            })
            .collect();
        let horizon = plan.horizon();
        let mut ahead = Vec::new();
        for (origin, out) in plan.origins.iter().zip(out.chunks_mut(plan.leads.len().max(1))) {
            match &self.errors {
                Some(process) => process.carry_on(&errors, *origin, horizon, &mut ahead),
                None => ahead = vec![0.0; horizon],
            }
            for (out, lead) in out.iter_mut().zip(&plan.leads) {
                if let Some(explained) = explained(origin + lead, *origin) {
                    *out = self.centre + explained + ahead[lead - 1];
                }
            }
        }
    }
}

/// The sets of covariates to fit with, the fewest first: those that were always known ahead, and all. Events are none of them: a line
/// is told apart from those.
pub(super) fn sets(line: &Line) -> Vec<Vec<usize>> {
    let those = |wanted: &dyn Fn(&Regressor) -> bool| -> Vec<usize> {
        let covariates = line.covariates.iter().enumerate();
        covariates.filter(|(_, covariate)| wanted(covariate)).map(|(index, _)| index).collect()
    };
    let all = those(&|covariate| !line.is_event(covariate));
    let ahead = those(&|covariate| !line.is_event(covariate) && covariate.is_known_ahead());
    let mut sets = vec![ahead, all];
    sets.dedup();
    sets.retain(|set| !set.is_empty());
    sets
}

fn ridge(x: &DMatrix<f64>, y: &DVector<f64>, penalty: f64) -> Option<DVector<f64>> {
    let mut gram = x.tr_mul(x);
    for index in 0..gram.nrows() {
        // The least share keeps the equations regular where two covariates are the same and explain all.
        gram[(index, index)] += penalty + 1e-9 * x.nrows() as f64;
    }
    Some(gram.cholesky()?.solve(&x.tr_mul(y)))
}

/// Akaike's information criterion of one-step errors, corrected for few of them (Hurvich and Tsai, Biometrika 76, 1989).
fn criterion(innovations: &DVector<f64>, parameters: usize, variance: f64) -> f64 {
    let (count, parameters) = (innovations.len() as f64, parameters as f64 + 1.0);
    let noise = innovations.norm_squared() / count / variance;
    count * noise.max(1e-12).ln() + 2.0 * parameters * count / (count - parameters - 1.0).max(1e-9)
}

#[cfg(test)]
mod tests;
