//! How widely outcomes are spread next to what is promised.

use serde::{Deserialize, Serialize};

/// Issues that the spread of the scope above counts for.
const PRIOR: f64 = 40.0;

/// Sums of squared distances of the standings of outcomes from where they were expected.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Spread {
    squares: f64,
    seen: f64,
}

impl Spread {
    pub(crate) fn is_sound(&self) -> bool {
        self.squares.is_finite() && self.seen.is_finite() && self.seen >= 0.0
    }

    pub(crate) fn forget(&mut self, share: f64) {
        self.squares *= share;
        self.seen *= share;
    }

    /// Adds what another has seen, for this share of what it did.
    pub(crate) fn add(&mut self, other: Self, share: f64) {
        self.squares += share * other.squares;
        self.seen += share * other.seen;
    }

    /// Takes in the mean square of one issue, which is worth this share of an independent one.
    pub(crate) fn learn(&mut self, square: f64, share: f64) {
        self.squares += share * square;
        self.seen += share;
    }

    /// The variance, drawn towards that of the scope above.
    pub(crate) fn variance(&self, above: f64) -> f64 {
        (self.squares + PRIOR * above) / (self.seen + PRIOR)
    }
}
