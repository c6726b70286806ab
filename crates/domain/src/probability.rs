use serde::{Deserialize, Serialize};

/// A number outside the range its type allows.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{value} is not within {range}; give a number that is")]
pub struct ProbabilityError {
    value: f64,
    range: &'static str,
}

/// A probability, from 0 to 1 inclusive and never NaN.
///
/// ```
/// use domain::Probability;
/// let rain = Probability::new(0.3).unwrap();
/// assert_eq!(rain.complement().percent(), 70);
/// assert!(Probability::new(1.2).is_err());
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(try_from = "f64", into = "f64")]
#[ts(as = "f64")]
#[schemars(extend("minimum" = 0, "maximum" = 1))]
pub struct Probability(f64);

impl Probability {
    /// The impossible.
    pub const ZERO: Self = Self(0.0);
    /// The certain.
    pub const ONE: Self = Self(1.0);

    /// Checks that `value` is from 0 to 1.
    ///
    /// # Errors
    /// When it is outside, or NaN.
    pub fn new(value: f64) -> Result<Self, ProbabilityError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(ProbabilityError { value, range: "0 to 1" })
        }
    }

    /// The share of `hits` among `trials` equally likely members; impossible where there are none.
    #[must_use]
    pub fn of_members(hits: usize, trials: usize) -> Self {
        if trials == 0 { Self::ZERO } else { Self((hits as f64 / trials as f64).min(1.0)) }
    }

    /// As a number from 0 to 1.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }

    /// Whole per cent, rounded to the nearest.
    #[must_use]
    pub fn percent(self) -> u8 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 100 by the invariant"
        )]
        let whole = (self.0 * 100.0).round() as u8;
        whole
    }

    /// The probability that it does not happen.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(1.0 - self.0)
    }
}

impl TryFrom<f64> for Probability {
    type Error = ProbabilityError;
    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value)
    }
}

impl From<Probability> for f64 {
    fn from(probability: Probability) -> Self {
        probability.0
    }
}

/// The level of a quantile: strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct QuantileLevel(f64);

impl QuantileLevel {
    /// The median's level.
    pub const MEDIAN: Self = Self(0.5);

    /// Checks that `value` is strictly between 0 and 1.
    ///
    /// # Errors
    /// When it is not, or NaN.
    pub fn new(value: f64) -> Result<Self, ProbabilityError> {
        if value > 0.0 && value < 1.0 {
            Ok(Self(value))
        } else {
            Err(ProbabilityError { value, range: "0 to 1, ends excluded" })
        }
    }

    /// As a number between 0 and 1.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for QuantileLevel {
    type Error = ProbabilityError;
    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value)
    }
}

impl From<QuantileLevel> for f64 {
    fn from(level: QuantileLevel) -> Self {
        level.0
    }
}
