//! The scale that the post-processors work on.

use super::GuidanceKind;

/// Beyond this a number is taken for a mistake of the file, and for missing.
const LARGEST: f64 = 1e15;

/// A monotone map from the variable's own scale, and the bounds of the working scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkingScale {
    root: bool,
    lower: f64,
    upper: f64,
    /// On the own scale: a value above it counts as an event (rain at all, wind at all).
    pub(super) trace: f64,
    /// On the own scale: what is less reads as nothing.
    least: f64,
}

impl WorkingScale {
    pub(super) fn of(kind: GuidanceKind) -> Self {
        let (infinite, zero) = (f64::INFINITY, 0.0);
        match kind {
            GuidanceKind::Temperature => {
                Self { root: false, lower: -infinite, upper: infinite, trace: -infinite, least: -infinite }
            }
            GuidanceKind::Wind => Self { root: true, lower: zero, upper: infinite, trace: zero, least: zero },
            // Below 0.1 mm gauges report nothing.
            GuidanceKind::Rain => Self { root: true, lower: zero, upper: infinite, trace: 0.1, least: 0.05 },
            GuidanceKind::Cloud => Self { root: false, lower: zero, upper: 100.0, trace: 5.0, least: zero },
        }
    }

    /// Whether a number can be a value at all.
    pub(super) fn usable(value: f64) -> bool {
        value.is_finite() && value.abs() <= LARGEST
    }

    pub(super) fn to_working(self, value: f64) -> f64 {
        if self.root { value.max(0.0).sqrt() } else { value.clamp(self.lower, self.upper) }
    }

    /// Back to the own scale; what lies beyond a bound falls on it.
    pub(super) fn to_own(self, working: f64) -> f64 {
        let held = working.clamp(self.lower, self.upper);
        if self.root { held * held } else { held }
    }

    /// What an instrument makes of a value: rain below half a tenth of a millimetre reads as none. Holds an average of
    /// values at the upper bound there, against rounding.
    pub(super) fn measurable(self, own: f64) -> f64 {
        if own < self.least { 0.0 } else { own.min(self.upper) }
    }

    /// Derivative of [`Self::to_own`].
    pub(super) fn slope(self, working: f64) -> f64 {
        if working < self.lower || working > self.upper {
            0.0
        } else if self.root {
            2.0 * working
        } else {
            1.0
        }
    }

    /// Mean and standard deviation on the working scale, from those on the own scale (delta method, second order in the mean).
    pub(super) fn moments(self, mean: f64, deviation: f64) -> (f64, f64) {
        if !self.root {
            return (mean.clamp(self.lower, self.upper), deviation);
        }
        let mean = mean.max(0.0);
        let root = (mean * mean / (mean + deviation).max(1e-300)).sqrt();
        // E sqrt(X) = sqrt(m) (1 - v / 8 m^2) near m, held between 0 and sqrt(m).
        let ratio = (deviation / mean.max(1e-300)).min(1.0);
        (
            mean.sqrt() * (1.0 - ratio * ratio / 8.0),
            if root > 0.0 { deviation / (2.0 * mean.sqrt()).max(deviation.sqrt()) } else { deviation.sqrt() },
        )
    }
}
