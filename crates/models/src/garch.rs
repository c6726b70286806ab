use crate::{
    Plan,
    nelder_mead::minimise,
    returns::{Outlook, Returns, price_quantiles},
    student::{LogarithmOfProduct, degrees_of_excess, excess_kurtosis, ln_density_constant},
};

/// The newest returns that parameters are fitted to.
const WINDOW: usize = 2000;
/// The bounds of what a fit may come to.
const FEWEST_DEGREES: f64 = 2.1;
const LARGEST_PERSISTENCE: f64 = 0.9995;
/// Where the sum of returns is near to normal, a kurtosis that hardly exists says nothing of quantiles from 1 to 99 %.
const FEWEST_DEGREES_SUMMED: f64 = 5.0;

/// A random walk without drift for prices whose volatility comes in spells: GARCH(1,1) with t-distributed returns.
///
/// The variance of the next return is `omega + alpha r^2 + beta variance` (Bollerslev, Journal of Econometrics 31, 1986), the return
/// over its root has a t distribution (Bollerslev, Review of Economics and Statistics 69, 1987). Returns are logarithmic for
/// prices that were never zero or below, and plain differences else.
///
/// Fitted by maximum likelihood with a weak prior, which is all there is to go by for a dozen returns and hardly matters
/// for a thousand. The long-run variance is a parameter too, held near the mean square return.
///
/// The return over several steps gets a t distribution with its exact variance and, as far as it exists, its
/// exact kurtosis given what is known at the origin (Alexander, Lazar and Stanescu, International Review of Financial Analysis 30, 2013).
#[derive(Debug, Clone, Copy)]
pub struct Garch;

/// Variances are in units of the mean square return.
#[derive(Debug, Clone, Copy)]
struct Parameters {
    long_run: f64,
    /// Of the latest squared return, 0 to 1.
    alpha: f64,
    /// Alpha + beta, 0 to 1.
    persistence: f64,
    /// Degrees of freedom, above 2.
    degrees: f64,
}

/// What is usual of daily prices: centre and width of the prior, in the coordinates of [`Parameters::from_coordinates`].
const PRIOR: [(f64, f64); 4] = [(0.0, 0.4), (4.0, 1.2), (-2.6, 0.7), (1.4, 0.7)];

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl Parameters {
    fn from_coordinates([long_run, persistence, share, degrees]: &[f64; 4]) -> Self {
        let persistence = LARGEST_PERSISTENCE * logistic(*persistence);
        Self {
            long_run: long_run.exp(),
            alpha: persistence * logistic(*share),
            persistence,
            degrees: FEWEST_DEGREES + degrees.clamp(-6.0, 6.0).exp(),
        }
    }

    /// By the largest posterior density.
    fn fit(returns: &Returns) -> Self {
        let usual = PRIOR.map(|(centre, _)| centre);
        if !returns.moved {
            return Self::from_coordinates(&usual);
        }
        let recent = &returns.scaled[returns.scaled.len().saturating_sub(WINDOW)..];
        let cost = |point: &[f64; 4]| {
            let parameters = Self::from_coordinates(point);
            let prior: f64 =
                PRIOR.iter().zip(point).map(|((centre, width), x)| ((x - centre) / width).powi(2)).sum();
            0.5 * prior - parameters.log_likelihood(recent)
        };
        Self::from_coordinates(&minimise(usual, 0.4, 250, 0.01, cost))
    }

    fn next(&self, variance: f64, scaled_return: f64) -> f64 {
        (1.0 - self.persistence) * self.long_run
            + self.alpha * scaled_return * scaled_return
            + (self.persistence - self.alpha) * variance
    }

    fn log_likelihood(&self, returns: &[f64]) -> f64 {
        let (mut variance, freedom) = (self.long_run, self.degrees - 2.0);
        let (mut variances, mut tails) = (LogarithmOfProduct::new(), LogarithmOfProduct::new());
        for value in returns {
            variances.multiply(variance);
            tails.multiply(1.0 + value * value / (freedom * variance));
            variance = self.next(variance, *value);
        }
        returns.len() as f64 * ln_density_constant(self.degrees)
            - 0.5 * variances.logarithm()
            - f64::midpoint(self.degrees, 1.0) * tails.logarithm()
    }

    /// The variance of each return given those before, and of the one after the last.
    fn variances(&self, returns: &[f64]) -> Vec<f64> {
        let mut variances = Vec::with_capacity(returns.len() + 1);
        let mut variance = self.long_run;
        variances.push(variance);
        for value in returns {
            variance = self.next(variance, *value);
            variances.push(variance);
        }
        variances
    }

    /// The return over the steps to each lead, when the variance of the next is `variance`.
    ///
    /// With `h_k` the variance of step k and `e_k` its return, the fourth moment of a sum is `sum kappa E h_k^2 + 6 sum_(i<k) E e_i^2
    /// e_k^2`; all else is odd in some return. `crossed` carries `sum_(i<k) E e_i^2 h_k` from step to step.
    fn outlooks(&self, variance: f64, leads: &[usize]) -> Vec<Outlook> {
        let one_step = excess_kurtosis(self.degrees.max(FEWEST_DEGREES_SUMMED));
        let (kappa, alpha, beta) = (3.0 + one_step, self.alpha, self.persistence - self.alpha);
        let omega = (1.0 - self.persistence) * self.long_run;
        let growth = kappa * alpha * alpha + 2.0 * alpha * beta + beta * beta;
        let (mut mean, mut square, mut crossed) = (variance, variance * variance, 0.0);
        let (mut total, mut fourth) = (0.0, 0.0);
        let (mut outlooks, mut step) = (Vec::with_capacity(leads.len()), 0);
        for lead in leads {
            while step < *lead {
                // `crossed` for the step after this one, before this one's return joins the total.
                let next_crossed = omega * total
                    + self.persistence * crossed
                    + omega * mean
                    + (alpha * kappa + beta) * square;
                total += mean;
                fourth += kappa * square + 6.0 * crossed;
                crossed = next_crossed;
                square = omega * omega + 2.0 * omega * self.persistence * mean + growth * square;
                mean = omega + self.persistence * mean;
                step += 1;
            }
            // Never heavier tails than one step: that would be a kurtosis made by what hardly ever happens.
            let excess = (fourth / (total * total) - 3.0).min(one_step);
            let degrees = if *lead <= 1 { self.degrees } else { degrees_of_excess(excess) };
            outlooks.push(Outlook { variance: total, degrees });
        }
        outlooks
    }
}

impl Garch {
    /// Quantiles of the price (origins x leads x levels) at rising `levels`, from complete, finite `values`; empty for no values.
    ///
    /// The parameters are fitted once to the newest values; from them on, a past origin knows only the values up to it.
    #[must_use]
    pub fn quantiles(&self, values: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
        let returns = Returns::of(values);
        let parameters = Parameters::fit(&returns);
        let variances = parameters.variances(&returns.scaled);
        price_quantiles(values, &returns, plan, levels, |origin| {
            parameters.outlooks(variances[origin], &plan.leads)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        returns::tests::{deviates, prices},
        sample::quantiles,
        student::StandardisedStudent,
    };

    /// Returns of a GARCH process with a long-run deviation of 0.02.
    fn simulated(count: usize, alpha: f64, beta: f64, degrees: f64, seed: u64) -> Vec<f64> {
        let (long_run, mut variance) = (4e-4, 4e-4);
        deviates(count, degrees, seed)
            .into_iter()
            .map(|z| {
                let value = z * f64::sqrt(variance);
                variance = (1.0 - alpha - beta) * long_run + alpha * value * value + beta * variance;
                value
            })
            .collect()
    }

    #[test]
    fn the_likelihood_is_that_of_scipy() {
        // The recursion in Python, with scipy.stats.t.logpdf.
        let parameters = Parameters { long_run: 1.3, alpha: 0.1, persistence: 0.95, degrees: 6.0 };
        let returns = [0.5, -1.2, 0.1, 2.8, -0.3, -0.7, 1.1, 0.2];
        assert!((parameters.log_likelihood(&returns) + 12.973_670_557_741_03).abs() < 1e-9);
        assert!((parameters.variances(&returns)[8] - 1.289_291_976_136_719).abs() < 1e-9);
    }

    #[test]
    fn parameters_of_a_simulated_process_are_found_again() {
        for (alpha, beta, degrees) in [(0.08, 0.89, 6.0), (0.03, 0.95, 12.0), (0.15, 0.8, 4.0)] {
            let found = Parameters::fit(&Returns::of(&prices(&simulated(2000, alpha, beta, degrees, 7))));
            assert!((found.alpha - alpha).abs() < 0.05, "{found:?} {alpha}");
            assert!((found.persistence - alpha - beta).abs() < 0.03, "{found:?}");
            assert!((found.degrees / degrees).ln().abs() < 0.35, "{found:?} {degrees}");
        }
    }

    #[test]
    fn sums_of_returns_have_the_quantiles_of_simulated_ones() {
        let levels = [0.75, 0.9, 0.95, 0.975, 0.99];
        for (alpha, persistence, degrees) in [(0.07, 0.98, 6.0), (0.1, 0.95, 4.2), (0.04, 0.99, 10.0)] {
            let parameters = Parameters { long_run: 1.0, alpha, persistence, degrees };
            for start in [0.4, 2.5] {
                let (leads, paths) = ([1, 5, 20, 60], 20_000);
                let deviates = deviates(60 * paths, degrees, 11);
                let mut sums = vec![Vec::with_capacity(2 * paths); leads.len()];
                for path in deviates.chunks(60) {
                    let (mut variance, mut sum) = (start, 0.0);
                    for (step, z) in path.iter().enumerate() {
                        let value = z * f64::sqrt(variance);
                        sum += value;
                        variance = parameters.next(variance, value);
                        if let Some(index) = leads.iter().position(|lead| *lead == step + 1) {
                            sums[index].extend([(sum, 1.0), (-sum, 1.0)]);
                        }
                    }
                }
                for (outlook, sums) in parameters.outlooks(start, &leads).iter().zip(&mut sums) {
                    let mut simulated = Vec::new();
                    quantiles(sums, &levels, &mut simulated);
                    let shape = StandardisedStudent::new(outlook.degrees);
                    for (level, simulated) in levels.iter().zip(simulated) {
                        let told = outlook.variance.sqrt() * shape.quantile(*level);
                        let error = (told / simulated - 1.0).abs();
                        assert!(error < 0.07, "{alpha} {start} {outlook:?} {level}: {error}");
                    }
                }
            }
        }
    }
}
