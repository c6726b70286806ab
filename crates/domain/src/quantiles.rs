use crate::{QuantileLevel, Support, Variable};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Quantile levels in rising order, strictly between 0 and 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>")]
pub struct QuantileLevels(Arc<[f64]>);

impl QuantileLevels {
    /// The 99 percentiles, which every expert and the blend speak in.
    #[must_use]
    pub fn percentiles() -> Self {
        Self((1..100).map(|percent| f64::from(percent) / 100.0).collect())
    }

    /// The 23 levels that are kept for verification and learning: 1 and 2.5 %, every 5 %, 97.5 and 99 %. The ends of the 50, 80
    /// and 95 % intervals are among them.
    #[must_use]
    pub fn verified() -> Self {
        let fives = (1..20).map(|twentieth| f64::from(twentieth) / 20.0);
        Self([0.01, 0.025].into_iter().chain(fives).chain([0.975, 0.99]).collect())
    }

    /// The levels as numbers.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Never true: there is always a level.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<f64>> for QuantileLevels {
    type Error = QuantileForecastError;
    fn try_from(levels: Vec<f64>) -> Result<Self, Self::Error> {
        let inside = levels.iter().all(|level| QuantileLevel::new(*level).is_ok());
        if levels.is_empty() || !inside || levels.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(QuantileForecastError::Levels);
        }
        Ok(Self(levels.into()))
    }
}

impl From<QuantileLevels> for Vec<f64> {
    fn from(levels: QuantileLevels) -> Self {
        levels.0.to_vec()
    }
}

/// Why a predictive distribution can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantileForecastError {
    /// Levels out of order or range.
    #[error("quantile levels must rise and lie strictly between 0 and 1; sort them and drop the ends")]
    Levels,
    /// The wrong number of values.
    #[error("{values} values were given for {times} valid times x {levels} levels; give one for each")]
    Shape {
        /// How many values were given.
        values: usize,
        /// How many valid times.
        times: usize,
        /// How many levels.
        levels: usize,
    },
    /// A value that is not a number.
    #[error("a quantile was not a finite number; leave the expert out")]
    NotFinite,
}

/// The predictive distribution of one variable at each of its valid times, as quantiles (marginals).
///
/// Shape: `values[time * levels + level]`; quantiles rise with the level at every time, by construction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileForecast {
    variable: Variable,
    valid_times: Arc<[Timestamp]>,
    levels: QuantileLevels,
    values: Vec<f64>,
}

impl QuantileForecast {
    /// Checks the shape, moves every value into the support and sorts each time's quantiles (rearrangement;
    /// Chernozhukov, Fernandez-Val and Galichon, Econometrica 78, 2010), which never raises the pinball loss.
    ///
    /// # Errors
    /// When the number of values isn't times x levels, or one isn't finite.
    pub fn new(
        variable: Variable,
        valid_times: Arc<[Timestamp]>,
        levels: QuantileLevels,
        mut values: Vec<f64>,
        support: &Support,
    ) -> Result<Self, QuantileForecastError> {
        if values.len() != valid_times.len() * levels.len() {
            return Err(QuantileForecastError::Shape {
                values: values.len(),
                times: valid_times.len(),
                levels: levels.len(),
            });
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(QuantileForecastError::NotFinite);
        }
        for value in &mut values {
            *value = support.clamp(*value);
        }
        for quantiles in values.chunks_exact_mut(levels.len()) {
            quantiles.sort_by(f64::total_cmp);
        }
        Ok(Self { variable, valid_times, levels, values })
    }

    /// What is forecast.
    #[must_use]
    pub const fn variable(&self) -> &Variable {
        &self.variable
    }

    /// When it is forecast for.
    #[must_use]
    pub const fn valid_times(&self) -> &Arc<[Timestamp]> {
        &self.valid_times
    }

    /// The levels of the quantiles.
    #[must_use]
    pub const fn levels(&self) -> &QuantileLevels {
        &self.levels
    }

    /// The quantiles at one valid time, in order of level.
    #[must_use]
    pub fn at(&self, time: usize) -> &[f64] {
        &self.values[time * self.levels.len()..(time + 1) * self.levels.len()]
    }

    /// The quantile at `level`, linear between the levels given and constant beyond the outermost.
    #[must_use]
    pub fn quantile(&self, time: usize, level: QuantileLevel) -> f64 {
        let (levels, values) = (self.levels.as_slice(), self.at(time));
        let above = levels.partition_point(|known| *known < level.value());
        match (above.checked_sub(1), values.get(above)) {
            (None, _) => values[0],
            (Some(below), None) => values[below],
            (Some(below), Some(upper)) => {
                let share = (level.value() - levels[below]) / (levels[above] - levels[below]);
                let between = values[below] + share * (upper - values[below]);
                // Where the two differ by many orders of magnitude the sum forgets the nearer one.
                if share < 1.0 { between.clamp(values[below], *upper) } else { *upper }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(values: Vec<f64>) -> Result<QuantileForecast, QuantileForecastError> {
        let levels = QuantileLevels::try_from(vec![0.1, 0.5, 0.9]).expect("rising");
        let times: Arc<[Timestamp]> = Arc::from([Timestamp::UNIX_EPOCH]);
        QuantileForecast::new(
            Variable::Precipitation,
            times,
            levels,
            values,
            &Variable::Precipitation.support(),
        )
    }

    #[test]
    fn quantiles_are_sorted_and_kept_in_bounds() {
        assert_eq!(forecast(vec![2.0, -1.0, 0.5]).expect("three values").at(0), [0.0, 0.5, 2.0]);
    }

    #[test]
    fn a_quantile_between_levels_is_interpolated() {
        let forecast = forecast(vec![0.0, 1.0, 3.0]).expect("three values");
        for (level, expected) in [(0.05, 0.0), (0.1, 0.0), (0.3, 0.5), (0.5, 1.0), (0.7, 2.0), (0.95, 3.0)] {
            let level = QuantileLevel::new(level).expect("inside");
            assert!((forecast.quantile(0, level) - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn quantiles_of_any_size_rise() {
        let times: Arc<[Timestamp]> = Arc::from([Timestamp::UNIX_EPOCH]);
        let variable = Variable::Series(crate::SeriesId("any".to_owned()));
        let levels = QuantileLevels::try_from(vec![0.1, 0.2, 0.3]).expect("rising");
        let values = vec![-1.4e130, -1.1e111, -1.0e111];
        let forecast =
            QuantileForecast::new(variable, times, levels, values, &Support::REAL).expect("in shape");
        let said: Vec<f64> = (100..=300)
            .map(|level| forecast.quantile(0, QuantileLevel::new(f64::from(level) / 1000.0).expect("inside")))
            .collect();
        assert!(said.is_sorted(), "{said:?}");
        assert!((said[100] / -1.1e111 - 1.0).abs() < 1e-12, "{said:?}");
    }

    #[test]
    fn a_wrong_shape_or_nan_is_refused() {
        assert!(matches!(
            forecast(vec![1.0]),
            Err(QuantileForecastError::Shape { values: 1, times: 1, levels: 3 })
        ));
        assert_eq!(forecast(vec![1.0, f64::NAN, 2.0]), Err(QuantileForecastError::NotFinite));
        assert_eq!(QuantileLevels::try_from(vec![0.5, 0.5]), Err(QuantileForecastError::Levels));
    }
}
