use domain::{QuantileForecastError, ScenariosError};

/// Why distributions can't be blended or coupled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlendError {
    /// No expert had anything to say.
    #[error("there is no forecast to blend; import more history, or ask about a place or series with some")]
    Nothing,
    /// Forecasts of different variables, valid times or levels.
    #[error("the forecasts differ in {what}; give them the same task")]
    Mismatch {
        /// In what.
        what: &'static str,
    },
    /// What came out is no predictive distribution.
    #[error(transparent)]
    Quantiles(#[from] QuantileForecastError),
    /// What came out is no set of scenarios.
    #[error(transparent)]
    Scenarios(#[from] ScenariosError),
}
