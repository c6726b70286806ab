//! Ensemble model output statistics: a distribution whose location and log scale are linear in predictors, fitted by minimum CRPS
//! (Gneiting et al. 2005; Messner et al. 2014 for censored ones).
//!
//! The CRPS of censored ones is taken as twice the mean pinball loss over levels (Gneiting and Ranjan 2011), on the variable's own scale. So the
//! bounds and the root scale need no formula of their own, and what is minimised is what counts.

use super::{
    bfgs::minimise, censored_logistic, family::Family, forecast::Distribution, shifted_gamma::ShiftedGamma,
    truncated_normal::TruncatedNormal, working_scale::WorkingScale,
};

/// Levels of the pinball losses.
const LEVELS: usize = 32;
/// Steps of a first fit, and of one that starts from the last.
const STEPS: usize = 60;
const WARM_STEPS: usize = 12;

/// What is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A location-scale family on the working scale, censored at its bounds.
    Censored(Family),
    /// A logistic distribution on the working scale, censored below, by maximum likelihood instead of minimum CRPS.
    LikelyLogistic,
    /// On the own scale.
    TruncatedNormal,
    /// On the own scale.
    ShiftedGamma,
}

impl Shape {
    /// Cases that the belief in the starting coefficients counts for. The gamma's are no forecast yet, but the usual rain.
    fn penalty(self) -> f64 {
        match self {
            Self::Censored(_) | Self::LikelyLogistic | Self::TruncatedNormal => 3.0,
            Self::ShiftedGamma => 1.0,
        }
    }

    /// Levels of the pinball losses, with the standard quantiles there.
    fn nodes(self) -> Vec<(f64, f64)> {
        let Self::Censored(family) = self else { return Vec::new() };
        (0..LEVELS)
            .map(|level| {
                let level = (level as f64 + 0.5) / LEVELS as f64;
                (level, family.quantile(level))
            })
            .collect()
    }
}

/// One case of the fit. The location is `offset + unit * a . location`, the log scale `ln unit + b . scale`; on the own scale the
/// offset and the unit are its own.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) offset: f64,
    pub(super) own_offset: f64,
    pub(super) location: Vec<f64>,
    pub(super) scale: Vec<f64>,
    /// On the own scale.
    pub(super) observed: f64,
    pub(super) weight: f64,
}

/// Coefficients of location and log scale.
#[derive(Debug, Clone)]
pub(super) struct Emos {
    shape: Shape,
    /// The unit of a distribution on the own scale.
    own_unit: f64,
    belief: Vec<f64>,
    coefficients: Vec<f64>,
    locations: usize,
    fitted: bool,
    /// Effective number of cases of the fit.
    cases: f64,
}

impl Emos {
    /// Before any case: `belief` are the coefficients of location and of log scale that little data falls back on.
    pub(super) fn new(shape: Shape, location: Vec<f64>, scale: &[f64]) -> Self {
        let locations = location.len();
        let mut belief = location;
        belief.extend_from_slice(scale);
        Self {
            shape,
            own_unit: 1.0,
            coefficients: belief.clone(),
            belief,
            locations,
            fitted: false,
            cases: 0.0,
        }
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
        self.own_unit = match self.shape {
            Shape::Censored(_) | Shape::LikelyLogistic | Shape::TruncatedNormal => typical,
            Shape::ShiftedGamma if mean > 0.0 => mean,
            Shape::ShiftedGamma => return,
        };
        let (locations, belief, shape, own_unit) = (self.locations, &self.belief, self.shape, self.own_unit);
        let nodes = shape.nodes();
        let limit = scale.least_working();
        let pull = shape.penalty() / self.cases;
        let loss = |theta: &[f64], gradient: &mut [f64]| {
            gradient.fill(0.0);
            let mut sum = 0.0;
            for row in rows {
                let (location, log_scale) = predictors(theta, locations, row);
                let [loss, by_location, by_log_scale] = match shape {
                    Shape::Censored(_) => {
                        let sigma = unit * log_scale.exp();
                        let [loss, by_mu, by_sigma] =
                            score(&nodes, row.offset + unit * location, sigma, row.observed, scale);
                        [loss, by_mu * unit, by_sigma * sigma]
                    }
                    Shape::LikelyLogistic => {
                        let sigma = unit * log_scale.exp();
                        let mu = row.offset + unit * location;
                        let value = scale.to_working(row.observed);
                        let [loss, by_mu, by_log] = censored_logistic::score(mu, sigma, value, limit);
                        // The others' losses are divided by the typical error to be without a unit; this one is already.
                        [loss, by_mu * unit, by_log].map(|part| part * typical)
                    }
                    Shape::TruncatedNormal => {
                        let one = truncated_normal(row, own_unit, location, log_scale);
                        let [loss, by_location, by_scale] = one.score(row.observed);
                        [loss, by_location * own_unit, by_scale * one.scale]
                    }
                    Shape::ShiftedGamma => {
                        ShiftedGamma::new(own_unit, location, log_scale).score(row.observed)
                    }
                };
                let share = row.weight / (total * typical);
                sum += share * loss;
                for (sum, x) in gradient.iter_mut().zip(&row.location) {
                    *sum += share * by_location * x;
                }
                for (sum, x) in gradient[locations..].iter_mut().zip(&row.scale) {
                    *sum += share * by_log_scale * x;
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

    /// The predictive distribution (`observed` and `weight` of the row don't matter); `None` before the first fit. Its width allows
    /// for the coefficients' own uncertainty.
    pub(super) fn distribution(&self, row: &Row, unit: f64) -> Option<Distribution> {
        let widening = 0.5 * (self.coefficients.len() as f64 / self.cases.max(1.0)).ln_1p();
        let (location, log_scale) = predictors(&self.coefficients, self.locations, row);
        if !(self.fitted && location.is_finite()) {
            return None;
        }
        let log_scale = log_scale + widening;
        Some(match self.shape {
            Shape::Censored(family) => Distribution::LocationScale {
                location: row.offset + unit * location,
                deviation: unit * log_scale.exp(),
                family,
            },
            Shape::LikelyLogistic => Distribution::LocationScale {
                location: row.offset + unit * location,
                deviation: unit * log_scale.exp(),
                family: Family::Logistic,
            },
            Shape::TruncatedNormal => {
                Distribution::TruncatedNormal(truncated_normal(row, self.own_unit, location, log_scale))
            }
            Shape::ShiftedGamma => {
                Distribution::ShiftedGamma(ShiftedGamma::new(self.own_unit, location, log_scale).settled())
            }
        })
    }
}

/// The predictors of location and log scale.
fn predictors(theta: &[f64], locations: usize, row: &Row) -> (f64, f64) {
    let log = dot(&theta[locations..], &row.scale).clamp(-8.0, 5.0);
    (dot(&theta[..locations], &row.location), log)
}

fn truncated_normal(row: &Row, own_unit: f64, location: f64, log_scale: f64) -> TruncatedNormal {
    TruncatedNormal { location: row.own_offset + own_unit * location, scale: own_unit * log_scale.exp() }
}

/// The CRPS as twice the mean pinball loss over the `nodes`, which are levels and standard quantiles, and its derivatives by location
/// and deviation on the working scale.
fn score(nodes: &[(f64, f64)], mu: f64, sigma: f64, observed: f64, scale: WorkingScale) -> [f64; 3] {
    let (mut loss, mut by_mu, mut by_sigma) = (0.0, 0.0, 0.0);
    for (level, z) in nodes {
        let working = mu + sigma * z;
        let error = observed - scale.to_own(working);
        let slope = if error > 0.0 { *level } else { level - 1.0 };
        loss += slope * error;
        let by = -slope * scale.slope(working);
        by_mu += by;
        by_sigma += by * z;
    }
    [loss, by_mu, by_sigma].map(|sum| 2.0 * sum / LEVELS as f64)
}

pub(super) fn dot(coefficients: &[f64], predictors: &[f64]) -> f64 {
    coefficients.iter().zip(predictors).map(|(b, x)| b * x).sum()
}
