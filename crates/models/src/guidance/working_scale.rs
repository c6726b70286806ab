//! The scale that the post-processors work on.

use super::GuidanceKind;

/// Beyond this a number is taken for a mistake of the file, and for missing.
const LARGEST: f64 = 1e15;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Power {
    One,
    /// Three halves.
    Sesqui,
    Two,
}

/// A monotone map from the variable's own scale, and the bounds of the working scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkingScale {
    /// An own value is a working value to this power.
    power: Power,
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
            GuidanceKind::Temperature => Self {
                power: Power::One,
                lower: -infinite,
                upper: infinite,
                trace: -infinite,
                least: -infinite,
            },
            GuidanceKind::Wind => {
                Self { power: Power::Two, lower: zero, upper: infinite, trace: zero, least: zero }
            }
            // Below 0.1 mm gauges report nothing.
            GuidanceKind::Rain => {
                Self { power: Power::Sesqui, lower: zero, upper: infinite, trace: 0.1, least: 0.05 }
            }
            GuidanceKind::Cloud => {
                Self { power: Power::One, lower: zero, upper: 100.0, trace: 5.0, least: zero }
            }
        }
    }

    /// Whether a number can be a value at all.
    pub(super) fn usable(value: f64) -> bool {
        value.is_finite() && value.abs() <= LARGEST
    }

    pub(super) fn to_working(self, value: f64) -> f64 {
        match self.power {
            Power::One => value.clamp(self.lower, self.upper),
            Power::Sesqui => value.max(0.0).cbrt().powi(2),
            Power::Two => value.max(0.0).sqrt(),
        }
    }

    /// Back to the own scale; what lies beyond a bound falls on it.
    pub(super) fn to_own(self, working: f64) -> f64 {
        let held = working.clamp(self.lower, self.upper);
        match self.power {
            Power::One => held,
            Power::Sesqui => held * held.sqrt(),
            Power::Two => held * held,
        }
    }

    /// What an instrument makes of a value: rain below half a tenth of a millimetre reads as none. Holds an average of
    /// values at the upper bound there, against rounding.
    pub(super) fn measurable(self, own: f64) -> f64 {
        if own < self.least { 0.0 } else { own.min(self.upper) }
    }

    /// What is less reads as nothing, on the working scale.
    pub(super) fn least_working(self) -> f64 {
        if self.least.is_finite() { self.to_working(self.least) } else { self.least }
    }

    /// Derivative of [`Self::to_own`].
    pub(super) fn slope(self, working: f64) -> f64 {
        if working < self.lower || working > self.upper {
            return 0.0;
        }
        match self.power {
            Power::One => 1.0,
            Power::Sesqui => 1.5 * working.sqrt(),
            Power::Two => 2.0 * working,
        }
    }

    /// Mean and standard deviation on the working scale, from those on the own scale (delta method, second order in the mean).
    pub(super) fn moments(self, mean: f64, deviation: f64) -> (f64, f64) {
        let exponent: f64 = match self.power {
            Power::One => return (mean.clamp(self.lower, self.upper), deviation),
            Power::Sesqui => 2.0 / 3.0,
            Power::Two => 0.5,
        };
        let mean = mean.max(0.0);
        let working = self.to_working(mean);
        if mean <= 0.0 {
            return (0.0, self.to_working(deviation));
        }
        // E X^q = m^q (1 + q (q - 1) / 2 v / m^2) near m, held between 0 and m^q.
        let ratio = deviation / mean;
        let lowered = 1.0 + 0.5 * exponent * (exponent - 1.0) * ratio.min(1.0).powi(2);
        (working * lowered, (exponent * working * ratio).min(self.to_working(deviation)))
    }
}
