//! How far outcomes lie off as a whole: slow while all is well, quick once something has changed.

use serde::{Deserialize, Serialize};

/// Variance of what the level is before anything is known, in squared standard deviations of the forecast.
const PRIOR: f64 = 0.004;
/// By how much that variance grows from issue to issue.
const WANDER: f64 = 0.000_2;
/// Variance of the mean standing of the outcomes of one issue about the level: they are alike, so it is not far below 1.
const NOISE: f64 = 0.5;
/// The variance once something has changed: as much as to follow it within some three issues.
const SHAKEN: f64 = 1.0;
/// A variance above this is that of a level that was shaken and hasn't settled.
const UNSETTLED: f64 = 0.05;
/// What an error has to exceed to count as a sign of change, and the sum of signs that raises the alarm, in standard deviations. A
/// false alarm of normal errors is rarer than one in 10^5 issues (Siegmund's approximation); errors that go on for days are not.
const ALLOWANCE: f64 = 0.5;
const ALARM: f64 = 12.0;
/// One error counts for no more than this: a holiday or a storm is no change of the sensor.
const MOST_SURPRISING: f64 = 3.0;

/// The level of the standings of outcomes: a local level tracked by a Kalman filter (Harvey, Forecasting, Structural Time Series Models and
/// the Kalman Filter, 1989), which two one-sided cumulative sums (Page, Biometrika 41, 1954) shake when outcomes leave it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Level {
    mean: f64,
    variance: f64,
    rise: f64,
    fall: f64,
    /// Times that a change was seen.
    pub(crate) changes: u32,
}

impl Default for Level {
    fn default() -> Self {
        Self { mean: 0.0, variance: PRIOR, rise: 0.0, fall: 0.0, changes: 0 }
    }
}

impl Level {
    pub(crate) fn is_sound(&self) -> bool {
        [self.mean, self.variance, self.rise, self.fall].iter().all(|value| value.is_finite())
            && self.variance >= 0.0
    }

    /// Where outcomes are expected to stand next.
    pub(crate) const fn mean(&self) -> f64 {
        self.mean
    }

    /// Takes in the mean standing of an issue's outcomes, less what else explains of it; whether that tells of a change. It is held
    /// against the level as it is now, not against the one at the time of the issue: outcomes come late, and what was learnt since
    /// would be learnt again.
    pub(crate) fn learn(&mut self, standing: f64) -> bool {
        let expected = (NOISE + self.variance).sqrt();
        let surprise = ((standing - self.mean) / expected).clamp(-MOST_SURPRISING, MOST_SURPRISING);
        self.rise = (self.rise + surprise - ALLOWANCE).max(0.0);
        self.fall = (self.fall - surprise - ALLOWANCE).max(0.0);
        let changed = self.rise.max(self.fall) > ALARM;
        if changed {
            (self.rise, self.fall) = (0.0, 0.0);
            self.variance = SHAKEN;
            self.changes = self.changes.saturating_add(1);
        }
        let shaken = self.variance > UNSETTLED;
        let error = standing - self.mean;
        let error = if shaken { error } else { error.clamp(-MOST_SURPRISING, MOST_SURPRISING) };
        let gain = self.variance / (self.variance + NOISE);
        self.mean += gain * error;
        self.variance = (1.0 - gain) * self.variance + WANDER;
        changed
    }
}
