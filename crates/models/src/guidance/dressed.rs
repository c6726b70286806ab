//! The ensemble mean, shifted by its bias so far and given the spread of its errors so far: for short records.

use super::summary::Summary;

/// Errors that the ensemble's own deviation counts for.
const ENSEMBLE_PRIOR: f64 = 4.0;
/// Errors that the belief in no bias counts for.
const BIAS_PRIOR: f64 = 3.0;

/// Running moments of the error.
#[derive(Debug, Clone, Default)]
pub(super) struct Dressed {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Dressed {
    pub(super) fn learn(&mut self, error: f64) {
        // Half of what was known is forgotten in about two years.
        const KEEP: f64 = 0.999;
        self.count = KEEP * self.count + 1.0;
        self.sum = KEEP * self.sum + error;
        self.squares = KEEP * self.squares + error * error;
    }

    /// Location and standard deviation.
    pub(super) fn moments(&self, summary: &Summary) -> (f64, f64) {
        let bias = self.sum / (self.count + BIAS_PRIOR);
        let about = (self.squares - 2.0 * bias * self.sum + self.count * bias * bias).max(0.0);
        let variance =
            (about + ENSEMBLE_PRIOR * summary.deviation * summary.deviation) / (self.count + ENSEMBLE_PRIOR);
        (summary.mean + bias, variance.sqrt())
    }
}
