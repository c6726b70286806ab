use domain::{Hindcast, QuantileForecast};

/// What a model says now, and what it would have said before: the second tells how much the first is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct RollingForecast {
    /// From the newest observation, at the valid times and levels asked for.
    pub present: QuantileForecast,
    /// From the earlier origins of the plan; `None` from a model that can't tell.
    pub past: Option<Hindcast>,
}

impl From<QuantileForecast> for RollingForecast {
    fn from(present: QuantileForecast) -> Self {
        Self { present, past: None }
    }
}
