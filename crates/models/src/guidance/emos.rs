//! Ensemble model output statistics: a distribution whose location and log scale are linear in predictors, fitted by minimum CRPS
//! (Gneiting et al. 2005; Messner et al. 2014 for censored ones).
//!
//! The CRPS is taken as twice the mean pinball loss over levels (Gneiting and Ranjan 2011), on the variable's own scale. So the
//! bounds and the root scale need no formula of their own, and what is minimised is what counts.

use super::{bfgs::minimise, family::Family, linear::dot, working_scale::WorkingScale};

/// Levels of the pinball losses.
const LEVELS: usize = 32;
/// Cases that the belief in the starting coefficients counts for.
const PENALTY: f64 = 3.0;
/// Steps of a first fit, and of one that starts from the last.
const STEPS: usize = 60;
const WARM_STEPS: usize = 12;

/// One case of the fit. The location is `offset + unit * a . location`, the log scale `ln unit + b . scale`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) offset: f64,
    pub(super) location: Vec<f64>,
    pub(super) scale: Vec<f64>,
    /// On the own scale.
    pub(super) observed: f64,
    pub(super) weight: f64,
}

/// Coefficients of location and log scale.
#[derive(Debug, Clone)]
pub(super) struct Emos {
    family: Family,
    belief: Vec<f64>,
    coefficients: Vec<f64>,
    locations: usize,
    fitted: bool,
    /// Effective number of cases of the fit.
    cases: f64,
}

impl Emos {
    /// Before any case: `belief` are the coefficients of location and of log scale that little data falls back on.
    pub(super) fn new(family: Family, location: Vec<f64>, scale: &[f64]) -> Self {
        let locations = location.len();
        let mut belief = location;
        belief.extend_from_slice(scale);
        Self { family, coefficients: belief.clone(), belief, locations, fitted: false, cases: 0.0 }
    }

    /// Fits to `rows`, from the last fit on.
    pub(super) fn fit(&mut self, rows: &[Row], unit: f64, scale: WorkingScale) {
        let total: f64 = rows.iter().map(|row| row.weight).sum();
        let squares: f64 = rows.iter().map(|row| row.weight * row.weight).sum();
        let mean = rows.iter().map(|row| row.weight * row.observed).sum::<f64>() / total;
        let deviations = rows.iter().map(|row| row.weight * (row.observed - mean).abs()).sum::<f64>() / total;
        // Of the size of the errors on the own scale: by that the losses become losses without a unit.
        let typical = rows
            .iter()
            .map(|row| row.weight * unit * scale.slope(scale.to_working(row.observed) + unit).abs())
            .sum::<f64>()
            / total;
        let typical = typical.max(1e-9 * deviations);
        if !(typical > 0.0 && typical.is_finite() && total > 0.0) {
            return;
        }
        self.cases = total * total / squares;
        let nodes: Vec<(f64, f64)> = (0..LEVELS)
            .map(|level| {
                let level = (level as f64 + 0.5) / LEVELS as f64;
                (level, self.family.quantile(level))
            })
            .collect();
        let (locations, belief) = (self.locations, &self.belief);
        let pull = PENALTY / self.cases;
        let loss = |theta: &[f64], gradient: &mut [f64]| {
            gradient.fill(0.0);
            let mut sum = 0.0;
            for row in rows {
                let (mu, sigma) = location_scale(theta, locations, row, unit);
                let (mut loss, mut by_mu, mut by_sigma) = (0.0, 0.0, 0.0);
                for (level, z) in &nodes {
                    let working = mu + sigma * z;
                    let error = row.observed - scale.to_own(working);
                    let slope = if error > 0.0 { *level } else { level - 1.0 };
                    loss += slope * error;
                    let by = -slope * scale.slope(working);
                    by_mu += by;
                    by_sigma += by * z;
                }
                let share = row.weight * 2.0 / (LEVELS as f64 * total * typical);
                sum += share * loss;
                let (by_mu, by_log) = (share * by_mu * unit, share * by_sigma * sigma);
                for (sum, x) in gradient.iter_mut().zip(&row.location) {
                    *sum += by_mu * x;
                }
                for (sum, x) in gradient[locations..].iter_mut().zip(&row.scale) {
                    *sum += by_log * x;
                }
            }
            for ((slope, value), belief) in gradient.iter_mut().zip(theta).zip(belief) {
                sum += 0.5 * pull * (value - belief).powi(2);
                *slope += pull * (value - belief);
            }
            sum
        };
        let steps = if self.fitted { WARM_STEPS } else { STEPS };
        minimise(&mut self.coefficients, steps, loss);
        self.fitted = true;
    }

    /// Location and standard deviation on the working scale (`observed` and `weight` of the row don't matter); `None` before the
    /// first fit. The deviation allows for the coefficients' own uncertainty.
    pub(super) fn moments(&self, row: &Row, unit: f64) -> Option<(f64, f64)> {
        let widening = (1.0 + self.coefficients.len() as f64 / self.cases.max(1.0)).sqrt();
        let (mu, sigma) = location_scale(&self.coefficients, self.locations, row, unit);
        (self.fitted && mu.is_finite()).then_some((mu, widening * sigma))
    }

    pub(super) fn family(&self) -> Family {
        self.family
    }
}

fn location_scale(theta: &[f64], locations: usize, row: &Row, unit: f64) -> (f64, f64) {
    let mu = row.offset + unit * dot(&theta[..locations], &row.location);
    let log = dot(&theta[locations..], &row.scale).clamp(-8.0, 5.0);
    (mu, unit * log.exp())
}
