//! Simple exponential smoothing through augurs, and the errors it would have made before.

use crate::{ModelError, sample::Weighted};
use augurs::{
    Predict,
    ets::model::{ErrorComponent, ModelType, SeasonalComponent, TrendComponent, Unfit},
};

/// Iterations of the optimiser: with two parameters it has settled by then.
const ITERATIONS: usize = 40;
/// Share of the outcomes' own size that the belief in no damping counts for.
const PRIOR_SHARE: f64 = 0.01;
/// Steps left for the level to settle before its errors count.
const SETTLING: usize = 8;
/// The fewest errors at a lead to tell a spread from.
const FEWEST_ERRORS: usize = 12;

/// The fitted level before and after every step.
pub(crate) struct Level {
    /// `levels[i]`: the level after the value at `i`, which is the forecast for every later step.
    levels: Vec<f64>,
}

impl Level {
    /// Fits ETS(A,N,N) (Hyndman et al., Forecasting with Exponential Smoothing, 2008) to complete values.
    pub(crate) fn fit(values: &[f64]) -> Result<Self, ModelError> {
        let failed = |reason: String| ModelError::Fit { reason };
        // The optimiser's steps are absolute: give it values of size one.
        let count = values.len().max(1) as f64;
        let centre = values.iter().sum::<f64>() / count;
        let spread = (values.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / count).sqrt();
        if spread <= 1e-9 * centre.abs().max(1e-300) {
            return Ok(Self { levels: values.to_vec() });
        }
        let standardised: Vec<f64> = values.iter().map(|value| (value - centre) / spread).collect();
        let fitted = Unfit::new(ModelType {
            error: ErrorComponent::Additive,
            trend: TrendComponent::None,
            season: SeasonalComponent::None,
        })
        .max_iterations(ITERATIONS)
        .fit(&standardised)
        .map_err(|error| failed(error.to_string()))?;
        let one_step = fitted.predict_in_sample(None).map_err(|error| failed(error.to_string()))?.point;
        let next = fitted.predict(1, None).map_err(|error| failed(error.to_string()))?.point;
        // The forecast of a step is the level after the one before it.
        let levels: Vec<f64> =
            one_step.iter().skip(1).chain(&next).map(|level| centre + spread * level).collect();
        if levels.len() != values.len() || levels.iter().any(|level| !level.is_finite()) {
            return Err(failed("the smoothed level is not a number".to_owned()));
        }
        Ok(Self { levels })
    }

    /// The forecast `lead` steps after the newest value, and the errors it would have made before.
    ///
    /// Both the level and `pattern` (the seasonal component as known at an origin, for the step `lead` after it; 0 without one)
    /// are drawn towards 0, the usual, by the factors that served best at this lead over the window (least squares with a light
    /// prior on not drawing them at all): weather returns to the usual, habits stay. `outcome` is `None` where nothing was
    /// observed. Later errors weigh more. Where the window is too short for the lead, the errors are those of
    /// the longest lead it can tell, grown as a random walk's. `slots` are the steps in a day.
    pub(crate) fn forecast(
        &self,
        lead: usize,
        slots: usize,
        outcome: impl Fn(usize) -> Option<f64>,
        pattern: impl Fn(usize, usize) -> Option<f64>,
    ) -> Option<(f64, Vec<Weighted>)> {
        let length = self.levels.len();
        let told = lead.min(length.saturating_sub(SETTLING + FEWEST_ERRORS)).max(1);
        let mut sums = [0.0; 6];
        let mut pairs: Vec<(f64, f64, f64, f64)> = Vec::with_capacity(length);
        for origin in SETTLING..length.saturating_sub(told) {
            let (Some(y), Some(pattern)) = (outcome(origin + told), pattern(origin, told)) else { continue };
            let weight = 0.5 + 0.5 * origin as f64 / length as f64;
            let level = self.levels[origin];
            let products = [level * level, pattern * pattern, level * pattern, level * y, pattern * y, y * y];
            for (sum, product) in sums.iter_mut().zip(products) {
                *sum += weight * product;
            }
            pairs.push((level, pattern, y, weight));
        }
        if pairs.len() < FEWEST_ERRORS {
            return None;
        }
        let [levels, patterns, both, level_outcome, pattern_outcome, size] = sums;
        let prior = PRIOR_SHARE * size + 1e-12;
        let (a, b) = (levels + prior, patterns + prior);
        let determinant = a * b - both * both;
        let damping =
            ((b * (level_outcome + prior) - both * (pattern_outcome + prior)) / determinant).clamp(0.0, 1.0);
        let fading =
            ((a * (pattern_outcome + prior) - both * (level_outcome + prior)) / determinant).clamp(0.0, 1.0);
        let growth = (lead as f64 / told as f64).sqrt() * out_of_sample(length / slots.max(1));
        let errors = pairs
            .into_iter()
            .map(|(level, pattern, y, weight)| (growth * (y - damping * level - fading * pattern), weight))
            .collect();
        let newest = length - 1;
        Some((damping * self.levels[newest] + fading * pattern(newest, lead)?, errors))
    }
}

/// By what factor errors out of sample exceed those of a fit with two parameters to so many days.
fn out_of_sample(days: usize) -> f64 {
    let independent = (days as f64).max(4.0);
    ((independent + 2.0) / (independent - 2.0)).sqrt()
}

/// `values` with the missing ones filled linearly between their neighbours, for fitting only; `None` when all are missing.
pub(crate) fn filled(values: &[f64]) -> Option<Vec<f64>> {
    let mut filled = values.to_vec();
    let mut last: Option<usize> = None;
    for index in 0..values.len() {
        if values[index].is_nan() {
            continue;
        }
        match last {
            None => filled[..index].fill(values[index]),
            Some(from) => {
                let length = (index - from) as f64;
                for (step, gap) in filled[from..index].iter_mut().enumerate() {
                    *gap = values[from] + step as f64 / length * (values[index] - values[from]);
                }
            }
        }
        last = Some(index);
    }
    let last = last?;
    filled[last..].fill(values[last]);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_between_their_neighbours() {
        let nan = f64::NAN;
        assert_eq!(filled(&[nan, 1.0, nan, nan, 4.0, nan]), Some(vec![1.0, 1.0, 2.0, 3.0, 4.0, 4.0]));
        assert_eq!(filled(&[nan, nan]), None);
    }

    #[test]
    fn the_level_of_steps_is_found_at_any_size() {
        for size in [1e-9, 1.0, 1e12] {
            let values: Vec<f64> = (0..80_u32)
                .map(|step| size * (if step < 40 { 10.0 } else { 20.0 } + f64::from(step * 7 % 5)))
                .collect();
            let level = Level::fit(&values).expect("fits");
            assert!((level.levels[79] / size - 22.0).abs() < 2.0, "{size}: {}", level.levels[79]);
        }
    }

    #[test]
    fn errors_grow_beyond_what_the_window_can_tell() {
        let values: Vec<f64> = (0..60_u32).map(|step| f64::from(step * 37 % 11)).collect();
        let level = Level::fit(&values).expect("fits");
        let largest = |lead| {
            let told = level.forecast(lead, 1, |index| Some(values[index]), |_, _| Some(0.0));
            told.expect("enough errors").1.iter().map(|error| error.0.abs()).fold(0.0, f64::max)
        };
        assert!(largest(4000) > 5.0 * largest(40));
    }
}
