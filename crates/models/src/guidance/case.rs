//! What is given: one ensemble forecast and, once it is known, what was observed.

/// The variable, which decides the working scale, the bounds and the family of the predictive distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuidanceKind {
    /// Unbounded, in any unit: normal and logistic.
    Temperature,
    /// Zero or more, in any unit: a normal truncated at zero, and normal and logistic on the scale of square roots, held at zero.
    Wind,
    /// Zero or more, in mm: shifted gamma, and logistic on the scale of the power 2/3, all left-censored at zero.
    Rain,
    /// 0 to 100 %: logistic and normal, censored at both ends.
    Cloud,
}

/// The members of an ensemble, or what is known of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Ensemble {
    /// Every member. NaN is missing.
    Members(Vec<f64>),
    /// Mean and standard deviation, where the members were not kept.
    Moments {
        /// Mean of the members.
        mean: f64,
        /// Their standard deviation.
        standard_deviation: f64,
    },
}

/// One forecast of an ensemble for one day (of an hour of a day, of a sum over a day ...).
#[derive(Debug, Clone, PartialEq)]
pub struct GuidanceCase {
    /// The day the forecast is valid on, counted from 1970-01-01.
    pub valid_day: i64,
    /// Hours from the issue to the time it is valid at.
    pub lead_hours: u32,
    /// The ensemble.
    pub ensemble: Ensemble,
    /// The high-resolution run of the same model, where there is one.
    pub high_resolution: Option<f64>,
    /// The unperturbed run, where it is told apart.
    pub control: Option<f64>,
    /// Further predictors in a fixed order and in any units, such as the ensemble means of other variables. NaN is missing.
    pub extra: Vec<f64>,
    /// What was observed, `None` where it is missing or not known yet.
    pub observed: Option<f64>,
}

impl GuidanceCase {
    /// The last day whose observation was known at the issue. Part of a day counts as a whole one.
    #[must_use]
    pub fn known_until(&self) -> i64 {
        self.valid_day - i64::from(self.lead_hours.div_ceil(24).max(1))
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GuidanceError {
    /// Neither a member nor another run is a number.
    #[error("the guidance holds no number")]
    Empty,
}
