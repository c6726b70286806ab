//! How far outcomes lie off as a whole: slow while all is well, quick once something has changed.

use serde::{Deserialize, Serialize};

/// Variance of what the level is before anything is known, in squared standard deviations of the forecast.
const PRIOR: f64 = 0.01;
/// By how much that variance grows from issue to issue.
const WANDER: f64 = 0.000_2;
/// Variance of the mean standing of the outcomes of one issue about the level: they are alike, so it is not far below 1.
const NOISE: f64 = 0.5;
/// The variance once something has changed: as much as to follow it within some three issues.
const SHAKEN: f64 = 1.0;
/// What an error has to exceed to count as a sign of change, and the sum of signs that raises the alarm, in standard deviations. A
/// false alarm comes once in some 3,000 issues of normal errors (Siegmund's approximation).
const ALLOWANCE: f64 = 0.5;
const ALARM: f64 = 7.0;

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

    /// Takes in how far the mean standing of an issue's outcomes lay from what was expected of it; whether that tells of a change.
    pub(crate) fn learn(&mut self, error: f64) -> bool {
        let expected = (NOISE + self.variance).sqrt();
        let surprise = (error / expected).clamp(-6.0, 6.0);
        self.rise = (self.rise + surprise - ALLOWANCE).max(0.0);
        self.fall = (self.fall - surprise - ALLOWANCE).max(0.0);
        let changed = self.rise.max(self.fall) > ALARM;
        if changed {
            (self.rise, self.fall) = (0.0, 0.0);
            self.variance = SHAKEN;
            self.changes = self.changes.saturating_add(1);
        }
        let gain = self.variance / (self.variance + NOISE);
        self.mean += gain * error;
        self.variance = (1.0 - gain) * self.variance + WANDER;
        changed
    }
}
