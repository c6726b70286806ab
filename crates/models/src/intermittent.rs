use crate::{
    Plan, gamma,
    sample::{Weighted, step_quantiles},
};

/// What a demand is forecast by when it is mostly not there, with the probability of any demand updated at every step, so that it
/// dies down when demand does (Teunter, Syntetos and Babai, European Journal of Operational Research 214, 2011).
///
/// Each step brings a demand with some probability, and a demand has a size, both smoothed exponentially; see [`Croston`] for what
/// the two have in common. The same for all leads.
#[derive(Debug, Clone, Copy)]
pub struct Tsb;

/// What a demand is forecast by when it is mostly not there, with the interval between demands updated at each demand (Croston,
/// Operational Research Quarterly 23, 1972), less the bias of its inverse (Syntetos and Boylan, International Journal of Forecasting 21,
/// 2005).
///
/// The predictive distribution has the mass of no demand at zero. Sizes are whole where all values are: 1 and a negative binomial
/// count more (Snyder, Ord and Beaumont, International Journal of Forecasting 28, 2012), or a rounded gamma where they scatter less than
/// such counts do; else they are gamma distributed. The smoothing constants are those of a small grid with the least loss one step
/// ahead: logarithmic for any demand, the deviance of a gamma distribution for its size. Values below zero are no demand: with
/// any, the distribution is that of the values so far.
#[derive(Debug, Clone, Copy)]
pub struct Croston;

/// Smoothing constants tried. At first, and with 0 for good, all that was seen counts the same.
const GRID: [f64; 7] = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3];
/// The newest values that parameters are fitted to.
const WINDOW: usize = 2000;
/// Up to this mean a negative binomial distribution is added up count by count; beyond it is a gamma distribution, rounded.
const LARGEST_COUNTED: f64 = 2000.0;

/// How the probability of any demand is updated.
#[derive(Debug, Clone, Copy)]
enum Updating {
    AtEveryStep,
    AtDemands,
}

/// Of the probability of demand before each value and after the last.
fn probabilities(values: &[f64], updating: Updating, smoothing: f64) -> Vec<f64> {
    let mut probabilities = Vec::with_capacity(values.len() + 1);
    // As if half a demand had been seen in one step before the first.
    match updating {
        Updating::AtEveryStep => {
            let mut probability = 0.5;
            probabilities.push(probability);
            for (index, value) in values.iter().enumerate() {
                let gain = smoothing.max(1.0 / (index as f64 + 2.0));
                let happened = if *value > 0.0 { 1.0 } else { 0.0 };
                probability += gain * (happened - probability);
                probabilities.push(probability);
            }
        }
        Updating::AtDemands => {
            let (mut interval, mut demands, mut waited) = (2.0, 0.0, 0.0);
            for value in values.iter().map(Some).chain([None]) {
                // Until the second demand the time waited is all there is to go by.
                let interval_now =
                    if demands < 1.0 { f64::max(interval, 2.0 * (waited + 1.0)) } else { interval };
                probabilities.push(((1.0 - smoothing / 2.0) / interval_now).clamp(0.0, 1.0));
                waited += 1.0;
                if value.is_some_and(|value| *value > 0.0) {
                    demands += 1.0;
                    interval += smoothing.max(1.0 / (demands + 1.0)) * (waited - interval);
                    waited = 0.0;
                }
            }
        }
    }
    probabilities
}

/// The mean size of a demand before each value and after the last.
fn sizes(values: &[f64], first: f64, smoothing: f64) -> Vec<f64> {
    let (mut size, mut demands) = (first, 0.0);
    let mut sizes = vec![size];
    for value in values {
        if *value > 0.0 {
            demands += 1.0;
            size += smoothing.max(1.0 / (demands + 1.0)) * (value - size);
        }
        sizes.push(size);
    }
    sizes
}

/// The path with the least total loss against the newest of `values`, of one for each smoothing constant of the grid.
fn best(values: &[f64], path: impl Fn(f64) -> Vec<f64>, loss: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let from = values.len().saturating_sub(WINDOW);
    let mut least = f64::INFINITY;
    let mut found = Vec::new();
    for smoothing in GRID {
        let path = path(smoothing);
        let total: f64 = path.iter().zip(values).skip(from).map(|(told, value)| loss(*told, *value)).sum();
        // A faster one must be better by more than chance makes it.
        if found.is_empty() || total < least - 0.5 {
            (least, found) = (total, path);
        }
    }
    found
}

/// How the size of a demand scatters about its mean.
#[derive(Debug, Clone, Copy)]
enum Scatter {
    /// Whole: 1 and a count whose variance exceeds its mean by so much of the mean's square.
    NegativeBinomial(f64),
    /// With so much variance, in units of the squared mean; whole or not.
    Gamma { squared_variation: f64, whole: bool },
}

impl Scatter {
    fn fit(values: &[f64], sizes: &[f64]) -> Self {
        let from = values.len().saturating_sub(WINDOW);
        let whole = values.iter().all(|value| value.fract().abs() <= 0.0);
        let (mut squares, mut means, mut beyond, mut beyond_squares) = (0.0, 0.0, 0.0, 0.0);
        for (value, size) in values.iter().zip(sizes).skip(from).filter(|(value, _)| **value > 0.0) {
            squares += (value - size).powi(2);
            means += size * size;
            beyond += (size - 1.0).max(0.0);
            beyond_squares += (size - 1.0).max(0.0).powi(2);
        }
        if whole && squares >= beyond {
            return Self::NegativeBinomial((squares - beyond) / f64::max(beyond_squares, 1e-9));
        }
        Self::Gamma { squared_variation: if means > 0.0 { squares / means } else { 1.0 }, whole }
    }

    /// The quantile of a demand's size at `level`, strictly between 0 and 1.
    fn quantile(self, mean: f64, level: f64) -> f64 {
        match self {
            Self::NegativeBinomial(excess) => {
                let beyond = (mean - 1.0).max(0.0);
                if beyond > LARGEST_COUNTED {
                    let squared_variation = (excess + 1.0 / beyond).min(1e4);
                    return gamma_quantile(mean, squared_variation, level).round().max(1.0);
                }
                1.0 + negative_binomial_quantile(beyond, excess.min(1e4), level)
            }
            Self::Gamma { squared_variation, whole } => {
                let size = gamma_quantile(mean, squared_variation.min(1e4), level);
                if whole { size.round().max(1.0) } else { size }
            }
        }
    }
}

fn gamma_quantile(mean: f64, squared_variation: f64, level: f64) -> f64 {
    // Sizes that are all the same have no scatter to speak of.
    if squared_variation < 1e-9 {
        return mean;
    }
    mean * squared_variation * gamma::quantile(1.0 / squared_variation, level)
}

/// The smallest count whose cumulative probability reaches `level`, of a negative binomial distribution with `mean` and variance
/// `mean + excess * mean^2`; a Poisson distribution for no excess.
fn negative_binomial_quantile(mean: f64, excess: f64, level: f64) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    let spread = excess * mean;
    let mut logarithm = if excess > 1e-9 { -spread.ln_1p() / excess } else { -mean };
    let (mut count, mut cumulative) = (0.0, logarithm.exp());
    // Rounding in a long sum may keep it from ever reaching a level near 1.
    let end = 100.0 * (mean + 10.0) * (1.0 + excess);
    while cumulative < level && count < end.min(2e5) {
        logarithm += ((mean + count * spread) / ((count + 1.0) * (1.0 + spread))).ln();
        cumulative += logarithm.exp();
        count += 1.0;
    }
    count
}

/// Quantiles (origins x leads x levels).
fn quantiles(values: &[f64], plan: &Plan, levels: &[f64], updating: Updating) -> Vec<f64> {
    let mut out = Vec::with_capacity(plan.origins.len() * plan.leads.len() * levels.len());
    let Some(last) = values.len().checked_sub(1) else { return out };
    let mut extend = |row: &[f64]| plan.leads.iter().for_each(|_| out.extend_from_slice(row));
    let origins = plan.origins.iter().map(|origin| (*origin).min(last));
    if values.iter().any(|value| *value < 0.0) {
        for origin in origins {
            let mut sample: Vec<Weighted> = values[..=origin].iter().map(|value| (*value, 1.0)).collect();
            let mut row = Vec::with_capacity(levels.len());
            step_quantiles(&mut sample, levels, &mut row);
            extend(&row);
        }
        return out;
    }
    let demands: Vec<f64> = values.iter().copied().filter(|value| *value > 0.0).collect();
    let usual = if demands.is_empty() { 1.0 } else { demands.iter().sum::<f64>() / demands.len() as f64 };
    let probabilities = best(
        values,
        |smoothing| probabilities(values, updating, smoothing),
        |told, value| -if value > 0.0 { told } else { 1.0 - told }.max(1e-6).ln(),
    );
    let sizes = best(
        values,
        |smoothing| sizes(values, usual, smoothing),
        |told, value| if value > 0.0 { value / told - (value / told).ln() - 1.0 } else { 0.0 },
    );
    let scatter = Scatter::fit(values, &sizes);
    for origin in origins {
        let (probability, size) = (probabilities[origin + 1], sizes[origin + 1]);
        let none = 1.0 - probability;
        let quantile = |level: &f64| {
            if *level <= none || probability <= 0.0 {
                0.0
            } else {
                scatter.quantile(size, ((level - none) / probability).clamp(1e-12, 1.0 - 1e-12))
            }
        };
        extend(&levels.iter().map(quantile).collect::<Vec<f64>>());
    }
    out
}

impl Tsb {
    /// Quantiles (origins x leads x levels) at rising `levels`, from complete, finite `values`; empty for no values.
    ///
    /// The smoothing constants and the scatter of sizes are fitted once to the newest values; from them on, a past origin knows only
    /// the values up to it.
    #[must_use]
    pub fn quantiles(&self, values: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
        quantiles(values, plan, levels, Updating::AtEveryStep)
    }
}

impl Croston {
    /// Quantiles (origins x leads x levels) at rising `levels`, from complete, finite `values`; empty for no values.
    ///
    /// The smoothing constants and the scatter of sizes are fitted once to the newest values; from them on, a past origin knows only
    /// the values up to it.
    #[must_use]
    pub fn quantiles(&self, values: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
        quantiles(values, plan, levels, Updating::AtDemands)
    }
}

#[cfg(test)]
#[path = "intermittent_tests.rs"]
mod tests;
