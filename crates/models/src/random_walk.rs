use crate::{
    Model, ModelError, Prepared, RollingForecast, Task,
    damped_anomaly::check_history,
    sample::{Weighted, quantiles},
};
use domain::ModelId;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Returns looked back on.
const WINDOW: usize = 750;
/// The fewest returns to tell a distribution from.
const FEWEST_RETURNS: usize = 20;
/// Decay of the moving variance (J. P. Morgan's risk metrics, Technical Document, 1996, for daily data).
const DECAY: f64 = 0.94;
/// How fast the variance of the coming steps returns to its long-run value.
const RETURN_TO_LONG_RUN: f64 = 0.97;
/// Simulated paths.
const PATHS: usize = 2000;
/// Steps simulated one by one; from there on the sum of many steps is near to normal and only its spread grows.
const LONGEST_PATH: usize = 130;

/// A random walk without drift for prices: the latest price, with past returns scaled to today's volatility
/// drawn again and summed.
///
/// Filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper, Journal of Futures Markets 19, 1999). Returns are
/// logarithmic for prices that were never zero or below, and plain differences else. Claims no direction: the returns are drawn
/// with either sign.
#[derive(Debug, Clone, Copy)]
pub struct RandomWalk;

/// Past returns, each in units of the volatility before it, and the volatility now and in the long run.
struct Returns {
    standardised: Vec<f64>,
    now: f64,
    long_run: f64,
}

fn returns(prices: &[f64], logarithmic: bool) -> Option<Returns> {
    let observed: Vec<f64> = prices
        .iter()
        .filter(|price| !price.is_nan())
        .map(|price| if logarithmic { price.ln() } else { *price })
        .collect();
    let returns: Vec<f64> = observed.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let returns = &returns[returns.len().saturating_sub(WINDOW)..];
    if returns.len() < FEWEST_RETURNS {
        return None;
    }
    let long_run = returns.iter().map(|r| r * r).sum::<f64>() / returns.len() as f64;
    // A price that never moved may yet.
    let size = if logarithmic { 1.0 } else { observed.iter().map(|v| v.abs()).fold(0.0, f64::max) };
    let floor = (1e-4 * size).powi(2).max(1e-30);
    let (long_run, mut variance) = (long_run.max(floor), long_run.max(floor));
    let standardised = returns
        .iter()
        .map(|r| {
            let standardised = r / variance.sqrt();
            variance = (DECAY * variance + (1.0 - DECAY) * r * r).max(floor);
            standardised
        })
        .collect();
    Some(Returns { standardised, now: variance, long_run })
}

/// Trading steps per step of the calendar: a market is closed on some days.
fn trading_share(prepared: &Prepared) -> f64 {
    let recent = &prepared.values()[prepared.values().len().saturating_sub(WINDOW)..];
    recent.iter().filter(|value| !value.is_nan()).count() as f64 / recent.len().max(1) as f64
}

impl Model for RandomWalk {
    fn id(&self) -> ModelId {
        ModelId::new("random-walk")
    }

    fn title(&self) -> &'static str {
        "random walk"
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        check_history(prepared, 1, i64::MAX)?;
        let prices = prepared.values();
        let logarithmic = prices.iter().all(|price| price.is_nan() || *price > 0.0);
        let Some(returns) = returns(prices, logarithmic) else {
            return Err(ModelError::Short {
                needed: format!("{FEWEST_RETURNS} prices"),
                found: format!("{}", prices.iter().filter(|price| !price.is_nan()).count()),
            });
        };
        let newest = prices[prices.len() - 1];
        let share = trading_share(prepared);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive count of steps"
        )]
        let steps: Vec<usize> = task
            .valid_times
            .iter()
            .map(|time| ((prepared.lead(*time) as f64 * share).round() as usize).max(1))
            .collect();
        let longest = steps.iter().copied().max().unwrap_or(1).min(LONGEST_PATH);

        let mut random = Pcg64::seed_from_u64(task.seed);
        // `sums[step * PATHS + path]`: the return over all steps up to this one.
        let mut sums = vec![0.0; longest * PATHS];
        let mut variance = returns.now;
        for step in 0..longest {
            task.check()?;
            for path in 0..PATHS {
                let drawn = returns.standardised[random.random_range(0..returns.standardised.len())];
                let signed = if random.random::<bool>() { drawn } else { -drawn };
                let before = if step == 0 { 0.0 } else { sums[(step - 1) * PATHS + path] };
                sums[step * PATHS + path] = before + signed * variance.sqrt();
            }
            variance = returns.long_run + RETURN_TO_LONG_RUN * (variance - returns.long_run);
        }

        let levels = task.levels.as_slice();
        let mut values = Vec::with_capacity(steps.len() * levels.len());
        for step in steps {
            let told = step.min(longest);
            let growth = (step as f64 / told as f64).sqrt();
            let mut sample: Vec<Weighted> =
                sums[(told - 1) * PATHS..told * PATHS].iter().map(|sum| (sum * growth, 1.0)).collect();
            let start = values.len();
            quantiles(&mut sample, levels, &mut values);
            for value in &mut values[start..] {
                // exp(25) is beyond any price; it keeps a horizon of centuries finite.
                *value = if logarithmic { newest * value.clamp(-25.0, 25.0).exp() } else { newest + *value };
            }
        }
        Ok(task.finish(values)?.into())
    }
}
