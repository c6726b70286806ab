use crate::BlendError;
use domain::{QuantileForecast, QuantileLevel, Support};
use jiff::{SignedDuration, Timestamp};

/// Ends of the lead-time buckets that are calibrated apart, in hours; the last bucket is open.
pub const LEAD_BUCKETS: [i64; 5] = [6, 24, 72, 168, 336];
/// The fewest past forecasts in a bucket to learn a factor from.
const FEWEST: usize = 40;
/// Past forecasts that the belief in the forecasts as they are counts for.
const PRIOR: f64 = 40.0;
/// Factors stay within this range of 1, either way: beyond it the expert is wrong, not only its spread.
const MOST: f64 = 3.0;
/// The central interval whose coverage is put right.
const COVERAGE: f64 = 0.8;

/// One past forecast at one valid time, and what came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastForecast {
    /// From the newest observation to the valid time.
    pub lead: SignedDuration,
    /// The 10 % quantile, the median and the 90 % quantile.
    pub lower: f64,
    /// See `lower`.
    pub median: f64,
    /// See `lower`.
    pub upper: f64,
    /// What was observed.
    pub observed: f64,
}

impl PastForecast {
    /// Reads the quantiles off a forecast at the valid time with this index.
    #[must_use]
    pub fn of(forecast: &QuantileForecast, index: usize, origin: Timestamp, observed: f64) -> Self {
        let at =
            |level: f64| forecast.quantile(index, QuantileLevel::new(level).unwrap_or(QuantileLevel::MEDIAN));
        Self {
            lead: forecast.valid_times()[index].duration_since(origin),
            lower: at((1.0 - COVERAGE) / 2.0),
            median: at(0.5),
            upper: at((1.0 + COVERAGE) / 2.0),
            observed,
        }
    }
}

/// Factors on the spread about the median, one per lead-time bucket, that give past forecasts the coverage they promised.
///
/// Split conformal prediction with the normalised score of Romano, Patterson and Candès (Advances in Neural Information Processing
/// Systems 32, 2019): how many half-widths of
/// the 80 % interval the outcome lay from the median; the factor is the 80 % quantile of that, shrunk to 1 while
/// few outcomes are known. Identity by default.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    factors: [f64; LEAD_BUCKETS.len() + 1],
}

impl Default for Calibration {
    fn default() -> Self {
        Self { factors: [1.0; LEAD_BUCKETS.len() + 1] }
    }
}

fn bucket(lead: SignedDuration) -> usize {
    LEAD_BUCKETS.partition_point(|hours| SignedDuration::from_hours(*hours) < lead)
}

impl Calibration {
    /// Learns the factors from past forecasts and their outcomes.
    #[must_use]
    pub fn learn(past: &[PastForecast]) -> Self {
        let mut calibration = Self::default();
        for (index, factor) in calibration.factors.iter_mut().enumerate() {
            let mut scores: Vec<f64> = past
                .iter()
                .filter(|past| bucket(past.lead) == index)
                .filter_map(|past| {
                    let off = past.observed - past.median;
                    let half = if off >= 0.0 { past.upper - past.median } else { past.median - past.lower };
                    (half > 0.0 && off.is_finite()).then(|| off.abs() / half)
                })
                .collect();
            if scores.len() < FEWEST {
                continue;
            }
            scores.sort_by(f64::total_cmp);
            let count = scores.len() as f64;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a rank from 1 to the count"
            )]
            let rank = (COVERAGE * (count + 1.0)).ceil().min(count) as usize;
            let learnt = scores[rank - 1].clamp(1.0 / MOST, MOST);
            *factor = ((count * learnt.ln()) / (count + PRIOR)).exp();
        }
        calibration
    }

    /// The factor at a lead.
    #[must_use]
    pub fn factor(&self, lead: SignedDuration) -> f64 {
        self.factors[bucket(lead)]
    }

    /// Stretches `forecast` about its median. A variable with a mass at its bound stays as it is: a factor on the
    /// amounts would leave the chance of rain as wrong as before.
    ///
    /// # Errors
    /// When the forecast can't be stretched to finite values.
    pub fn apply(
        &self,
        forecast: QuantileForecast,
        origin: Timestamp,
        support: &Support,
    ) -> Result<QuantileForecast, BlendError> {
        if support.zero_inflated || *self == Self::default() {
            return Ok(forecast);
        }
        let mut values = Vec::with_capacity(forecast.valid_times().len() * forecast.levels().len());
        for (index, time) in forecast.valid_times().iter().enumerate() {
            let factor = self.factor(time.duration_since(origin));
            let median = forecast.quantile(index, QuantileLevel::MEDIAN);
            values.extend(forecast.at(index).iter().map(|value| {
                let value = median + factor * (value - median);
                if support.integer { value.round() } else { value }
            }));
        }
        Ok(QuantileForecast::new(
            forecast.variable().clone(),
            forecast.valid_times().clone(),
            forecast.levels().clone(),
            values,
            support,
        )?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{QuantileLevels, Variable};
    use std::sync::Arc;

    /// Forecasts of 12 h lead that say 10 ± 1 (80 %) of outcomes spread over 10 ± `width`.
    fn past(count: usize, width: f64) -> Vec<PastForecast> {
        (0..count)
            .map(|index| PastForecast {
                lead: SignedDuration::from_hours(12),
                lower: 9.0,
                median: 10.0,
                upper: 11.0,
                observed: 10.0 + width * (2.0 * (index as f64 + 0.5) / count as f64 - 1.0),
            })
            .collect()
    }

    #[test]
    fn too_narrow_forecasts_are_stretched_and_too_wide_ones_drawn_in() {
        let lead = SignedDuration::from_hours(12);
        // The 80 % quantile of |U(-2.5, 2.5)| is 2.
        let wide = Calibration::learn(&past(4000, 2.5)).factor(lead);
        assert!((wide - 2.0).abs() < 0.03, "{wide}");
        let narrow = Calibration::learn(&past(4000, 0.625)).factor(lead);
        assert!((narrow - 0.5).abs() < 0.01, "{narrow}");
        let other = Calibration::learn(&past(4000, 2.5)).factor(SignedDuration::from_hours(100));
        assert!((other - 1.0).abs() < 1e-12, "another lead is left alone");
    }

    #[test]
    fn few_outcomes_change_nothing() {
        assert_eq!(Calibration::learn(&past(39, 2.5)), Calibration::default());
    }

    #[test]
    fn stretching_keeps_the_median() {
        let levels = QuantileLevels::try_from(vec![0.1, 0.5, 0.9]).expect("rising");
        let origin = Timestamp::UNIX_EPOCH;
        let times: Arc<[Timestamp]> = Arc::from([origin + SignedDuration::from_hours(12)]);
        let support = Variable::Temperature.support();
        let forecast =
            QuantileForecast::new(Variable::Temperature, times, levels, vec![9.0, 10.0, 12.0], &support)
                .expect("finite");
        let stretched =
            Calibration::learn(&past(4000, 2.5)).apply(forecast, origin, &support).expect("finite");
        let [low, middle, high] = stretched.at(0) else { panic!("three levels") };
        assert!((low - 8.0).abs() < 0.05 && (middle - 10.0).abs() < 1e-12 && (high - 14.0).abs() < 0.1);
    }
}
