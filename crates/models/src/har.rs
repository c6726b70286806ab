use crate::{
    Plan,
    nelder_mead::minimise,
    returns::{Outlook, Returns, price_quantiles},
    student::{LogarithmOfProduct, degrees_of_excess, excess_kurtosis, ln_density_constant},
};

/// Steps of a week and a month of trading.
const WEEK: usize = 5;
const MONTH: usize = 22;
/// The newest returns that parameters are fitted to.
const WINDOW: usize = 2000;
const FEWEST_DEGREES: f64 = 2.1;
/// For the kurtosis of sums, as in GARCH.
const FEWEST_DEGREES_SUMMED: f64 = 5.0;
/// Coefficients of the latest, the week's and the month's mean that are usual for absolute daily returns, and the returns they count for.
const USUAL: [f64; 3] = [0.04, 0.25, 0.6];
const USUAL_COUNTS_FOR: f64 = 40.0;
const LARGEST_PERSISTENCE: f64 = 0.99;
/// The least volatility, in units of the usual absolute return.
const LEAST: f64 = 0.05;
/// Steps after which the effect of a shock on the volatility is no longer followed.
const LONGEST_MEMORY: usize = 130;

/// A random walk without drift for prices whose volatility remembers the last day, week and month: the heterogeneous autoregression of
/// Corsi (Journal of Financial Econometrics 7, 2009).
///
/// Without prices from within the day, the absolute return takes the place of the realised volatility (squares would be ruled by
/// their outliers; Ghysels, Santa-Clara and Valkanov, Journal of Econometrics 131, 2006, find it the better predictor, too). Coefficients
/// are not below zero, by weighted least squares with a weak prior; returns over the forecast volatility have a t distribution, by
/// maximum likelihood. Returns are logarithmic for prices that were never zero or below, and plain differences else.
///
/// The return over several steps gets a t distribution by its variance and kurtosis under the iterated regression.
#[derive(Debug, Clone, Copy)]
pub struct Har;

/// The volatility a return is expected to have, for each return and for the one after the last.
struct Regression {
    /// The mean absolute return.
    mean: f64,
    /// Of the latest, the week's and the month's mean, as distances from the mean.
    coefficients: [f64; 3],
}

/// The three regressors before each return and behind the last, as distances from `mean`; what lies before the first return counts
/// as usual.
fn regressors(absolute: &[f64], mean: f64) -> Vec<[f64; 3]> {
    let (mut week, mut month) = (0.0, 0.0);
    let mut rows = Vec::with_capacity(absolute.len() + 1);
    rows.push([0.0; 3]);
    for (index, value) in absolute.iter().enumerate() {
        let before = |steps: usize| index.checked_sub(steps).map_or(0.0, |index| absolute[index] - mean);
        week += value - mean - before(WEEK);
        month += value - mean - before(MONTH);
        rows.push([value - mean, week / WEEK as f64, month / MONTH as f64]);
    }
    rows
}

impl Regression {
    fn fit(absolute: &[f64]) -> Self {
        let count = absolute.len().max(1) as f64;
        let mean = (absolute.iter().sum::<f64>() / count).max(1e-3);
        let rows = regressors(absolute, mean);
        let mut coefficients = USUAL;
        // A return scatters in proportion to its volatility: the second round weighs by what the first expects.
        for _ in 0..2 {
            let (mut gram, mut target) = ([[0.0; 3]; 3], [0.0; 3]);
            for (row, value) in rows.iter().zip(absolute) {
                let expected = (mean + dot(&coefficients, row)).max(LEAST * mean);
                let weight = 1.0 / (expected * expected);
                for i in 0..3 {
                    for j in 0..3 {
                        gram[i][j] += weight * row[i] * row[j];
                    }
                    target[i] += weight * row[i] * (value - mean);
                }
            }
            coefficients = not_negative(gram, target);
        }
        let sum: f64 = coefficients.iter().sum();
        if sum > LARGEST_PERSISTENCE {
            coefficients = coefficients.map(|c| c * LARGEST_PERSISTENCE / sum);
        }
        Self { mean, coefficients }
    }

    fn expected(&self, regressors: &[f64; 3]) -> f64 {
        (self.mean + dot(&self.coefficients, regressors)).max(LEAST * self.mean)
    }

    /// The effect of a shock on the volatility 1, 2, ... steps later.
    fn responses(&self, horizon: usize) -> Vec<f64> {
        let mut shocked = vec![1.0];
        for _ in 0..horizon.min(LONGEST_MEMORY) {
            shocked.push(self.step(&shocked));
        }
        shocked.remove(0);
        shocked
    }

    /// The next expected distance from the mean after `distances`, before which all was usual.
    fn step(&self, distances: &[f64]) -> f64 {
        let sum = |steps: usize| distances[distances.len().saturating_sub(steps)..].iter().sum::<f64>();
        let latest = distances.last().copied().unwrap_or(0.0);
        dot(&self.coefficients, &[latest, sum(WEEK) / WEEK as f64, sum(MONTH) / MONTH as f64])
    }
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Least squares from the normal equations with no coefficient below zero, drawn towards [`USUAL`]; one coordinate after the other.
fn not_negative(mut gram: [[f64; 3]; 3], mut target: [f64; 3]) -> [f64; 3] {
    // A prior as heavy as so many returns whose regressors are unlike each other.
    for i in 0..3 {
        let weight = 0.2 * USUAL_COUNTS_FOR;
        gram[i][i] += weight;
        target[i] += weight * USUAL[i];
    }
    let mut coefficients = USUAL;
    for _ in 0..200 {
        for i in 0..3 {
            let others: f64 = (0..3).filter(|j| *j != i).map(|j| gram[i][j] * coefficients[j]).sum();
            coefficients[i] = ((target[i] - others) / gram[i][i]).max(0.0);
        }
    }
    coefficients
}

/// The distribution of a return in units of its expected absolute size.
struct Shape {
    variance: f64,
    degrees: f64,
}

impl Shape {
    /// Maximum likelihood with a weak prior at the ratio of a t distribution with 6 degrees of freedom.
    fn fit(ratios: &[f64]) -> Self {
        const VARIANCE: (f64, f64) = (0.55, 0.3);
        const DEGREES: (f64, f64) = (1.4, 0.7);
        let shape = |point: &[f64; 2]| Self {
            variance: point[0].exp(),
            degrees: FEWEST_DEGREES + point[1].clamp(-6.0, 6.0).exp(),
        };
        let cost = |point: &[f64; 2]| {
            let Self { variance, degrees } = shape(point);
            let mut tails = LogarithmOfProduct::new();
            for ratio in ratios {
                tails.multiply(1.0 + ratio * ratio / ((degrees - 2.0) * variance));
            }
            let likelihood = ratios.len() as f64 * (ln_density_constant(degrees) - 0.5 * variance.ln())
                - f64::midpoint(degrees, 1.0) * tails.logarithm();
            let prior =
                ((point[0] - VARIANCE.0) / VARIANCE.1).powi(2) + ((point[1] - DEGREES.0) / DEGREES.1).powi(2);
            0.5 * prior - likelihood
        };
        shape(&minimise([VARIANCE.0, DEGREES.0], 0.3, 100, 0.01, cost))
    }
}

/// What the regression says of the return over several steps, relative to the plain sum of squared expected sizes.
struct Summed {
    /// For each step, by how much its expected squared volatility exceeds the square of the expected one.
    inflation: Vec<f64>,
    /// For each step, the excess kurtosis of the return up to it.
    excess: Vec<f64>,
}

impl Summed {
    /// To first order in the shocks, around the usual volatility.
    ///
    /// With the volatility `f`, the return's size `e f` and `v = var e`, `c = E e^2`: the fourth cumulant of the sum is that of
    /// independent returns, and what the variance of the summed `c f^2` and its covariance with the squared returns add.
    fn new(regression: &Regression, shape: &Shape, ratios: &[f64], horizon: usize) -> Self {
        let (mut scatter, mut skew) = (0.0, 0.0);
        for ratio in ratios {
            // Beyond 8 times its expected size, one return would rule the mean.
            let ratio = ratio.abs().min(8.0);
            scatter += (ratio - 1.0).powi(2) / ratios.len() as f64;
            skew += (ratio.powi(3) - shape.variance * ratio) / ratios.len() as f64;
        }
        let response = regression.responses(horizon);
        let squared: Vec<f64> = response.iter().map(|r| r * r).collect();
        let mut inflation: Vec<f64> = Vec::with_capacity(horizon);
        for _ in 0..horizon {
            let past = squared.iter().zip(inflation.iter().rev());
            let variance: f64 = past.map(|(squared, inflation)| squared * inflation).sum();
            // What would explode is a linear approximation beyond its use.
            inflation.push((1.0 + scatter * variance).min(3.0));
        }
        let kappa = excess_kurtosis(shape.degrees.max(FEWEST_DEGREES_SUMMED));
        let (mut excess, mut variance, mut cumulant, mut felt) = (Vec::with_capacity(horizon), 0.0, 0.0, 0.0);
        for (step, inflation) in inflation.iter().enumerate() {
            // The return that many steps before the end has shocked the volatility of those behind it by `felt` in all.
            let c = shape.variance;
            let steered = 2.0 * c * felt;
            cumulant += kappa * c * c + 3.0 * scatter * inflation * steered * steered + 6.0 * skew * steered;
            variance += c * inflation;
            excess.push((cumulant / (variance * variance)).clamp(0.0, kappa));
            felt += response.get(step).copied().unwrap_or(0.0);
        }
        Self { inflation, excess }
    }
}

impl Har {
    /// Quantiles of the price (origins x leads x levels) at rising `levels`, from complete, finite `values`; empty for no values.
    ///
    /// The parameters are fitted once to the newest values; from them on, a past origin knows only the values up to it.
    #[must_use]
    pub fn quantiles(&self, values: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
        let returns = Returns::of(values);
        // A price that never moved has the usual volatility of 1 unit of its floor.
        let absolute: Vec<f64> = if returns.moved {
            returns.scaled.iter().map(|r| r.abs()).collect()
        } else {
            vec![0.8; returns.scaled.len()]
        };
        let recent = &absolute[absolute.len().saturating_sub(WINDOW)..];
        let regression = Regression::fit(recent);
        let rows = regressors(&absolute, regression.mean);
        let ratios: Vec<f64> =
            absolute.iter().zip(&rows).map(|(value, row)| value / regression.expected(row)).collect();
        let ratios = &ratios[ratios.len() - recent.len()..];
        let shape = Shape::fit(ratios);
        let summed = Summed::new(&regression, &shape, ratios, plan.horizon());

        price_quantiles(values, &returns, plan, levels, |origin| {
            // The return to `values[origin]` is the last known: `absolute[..origin]`.
            let mut distances: Vec<f64> = absolute[origin.saturating_sub(MONTH)..origin]
                .iter()
                .map(|value| value - regression.mean)
                .collect();
            let (mut total, mut step) = (0.0, 0);
            plan.leads
                .iter()
                .map(|lead| {
                    while step < *lead {
                        let distance = regression.step(&distances);
                        let expected = (regression.mean + distance).max(LEAST * regression.mean);
                        total += shape.variance * expected * expected * summed.inflation[step];
                        distances.push(distance);
                        step += 1;
                    }
                    let one = *lead <= 1;
                    let degrees =
                        if one { shape.degrees } else { degrees_of_excess(summed.excess[lead - 1]) };
                    Outlook { variance: total, degrees }
                })
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{returns::tests::deviates, sample::quantiles, student::StandardisedStudent};

    const REGRESSION: Regression = Regression { mean: 0.8, coefficients: [0.1, 0.3, 0.5] };

    /// Returns whose expected absolute size follows the regression, from the usual volatility on.
    fn simulated(regression: &Regression, deviates: &[f64]) -> Vec<f64> {
        // The mean absolute size of a t distribution of variance 1 and 6 degrees of freedom, from scipy.stats.t.expect.
        const MEAN_SIZE: f64 = 0.75;
        let (mut distances, mut returns) =
            (Vec::with_capacity(deviates.len()), Vec::with_capacity(deviates.len()));
        for z in deviates {
            let expected = (regression.mean + regression.step(&distances)).max(LEAST * regression.mean);
            let value = z * expected / MEAN_SIZE;
            distances.push(value.abs() - regression.mean);
            returns.push(value);
        }
        returns
    }

    #[test]
    fn regressors_are_the_means_of_a_day_a_week_and_a_month() {
        let absolute: Vec<f64> = (0..60).map(|i| f64::from(i * 37 % 11)).collect();
        let rows = regressors(&absolute, 4.0);
        assert_eq!(rows.len(), 61);
        let mean = |from: usize, to: usize| absolute[from..to].iter().sum::<f64>() / (to - from) as f64 - 4.0;
        for index in 22..=60 {
            for (value, steps) in rows[index].iter().zip([1, WEEK, MONTH]) {
                assert!((value - mean(index - steps, index)).abs() < 1e-9, "{index} {steps}");
            }
            // The step from the newest values is the same regression.
            let distances: Vec<f64> = absolute[..index].iter().map(|value| value - 4.0).collect();
            assert!((REGRESSION.step(&distances) - dot(&REGRESSION.coefficients, &rows[index])).abs() < 1e-9);
        }
    }

    #[test]
    fn coefficients_of_a_simulated_process_are_found_again() {
        let returns = simulated(&REGRESSION, &deviates(20_000, 6.0, 5));
        let absolute: Vec<f64> = returns.iter().map(|r| r.abs()).collect();
        let found = Regression::fit(&absolute);
        for (found, given) in found.coefficients.iter().zip(REGRESSION.coefficients) {
            assert!((found - given).abs() < 0.05, "{found} {given}");
        }
    }

    #[test]
    fn sums_of_returns_have_the_quantiles_of_simulated_ones() {
        let (paths, leads, levels) = (20_000, [1, 5, 20, 60], [0.75, 0.9, 0.95, 0.975, 0.99]);
        let usual = Regression { mean: 0.8, coefficients: USUAL };
        let mut sums = vec![Vec::with_capacity(2 * paths); leads.len()];
        let mut ratios = Vec::new();
        for path in deviates(60 * paths, 6.0, 2).chunks(60) {
            let mut sum = 0.0;
            for (step, value) in simulated(&usual, path).iter().enumerate() {
                sum += value;
                if let Some(index) = leads.iter().position(|lead| *lead == step + 1) {
                    sums[index].extend([(sum, 1.0), (-sum, 1.0)]);
                }
            }
            ratios.push(path[0].abs() / 0.75);
        }
        let shape = Shape::fit(&ratios);
        let summed = Summed::new(&usual, &shape, &ratios, 60);
        for (lead, sums) in leads.iter().zip(&mut sums) {
            let mut simulated = Vec::new();
            quantiles(sums, &levels, &mut simulated);
            let size: f64 = summed.inflation[..*lead].iter().sum();
            let degrees = if *lead == 1 { shape.degrees } else { degrees_of_excess(summed.excess[lead - 1]) };
            let deviation = usual.mean * (shape.variance * size).sqrt();
            for (level, simulated) in levels.iter().zip(simulated) {
                let told = deviation * StandardisedStudent::new(degrees).quantile(*level);
                let error = (told / simulated - 1.0).abs();
                assert!(error < if *lead > 20 { 0.1 } else { 0.06 }, "{lead} {level} {degrees}: {error}");
            }
        }
    }
}
