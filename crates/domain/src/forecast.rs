use crate::{Answer, AnswerId, QuantileForecast};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The name of a model, stable over versions: `damped-anomaly`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModelId(pub std::borrow::Cow<'static, str>);

impl ModelId {
    /// From a literal.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self(std::borrow::Cow::Borrowed(id))
    }
}

impl std::fmt::Display for ModelId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A forecast as it was issued: kept unchanged, so that it can be scored as issued.
#[derive(Debug, Clone, PartialEq)]
pub struct IssuedForecast {
    /// When the engine made it, by the machine's clock.
    pub made_at: Timestamp,
    /// The moment nothing after which was used.
    pub issue_time: Timestamp,
    /// The answer as shown, with the question in it.
    pub answer: Answer,
    /// The blended marginals, one per variable.
    pub marginals: Vec<QuantileForecast>,
    /// The weight of each model in the blend of each variable.
    pub weights: Vec<(crate::Variable, ModelId, f64)>,
    /// When the newest observation of each variable was complete.
    pub data_age: Vec<(crate::Variable, Option<Timestamp>)>,
    /// What each expert and each reference said, for verification and learning: at most one entry a variable, none where it can't be
    /// verified.
    pub experts: Vec<crate::Verifiable>,
    /// The valid times that decide whether what was asked about came true; none for kinds of questions with no single outcome.
    pub decisive: Vec<Timestamp>,
}

/// A question in the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct PastQuestion {
    /// Its answer.
    pub id: AnswerId,
    /// The words as typed.
    pub text: String,
    /// When it was asked.
    #[ts(type = "string")]
    pub asked_at: Timestamp,
    /// The headline of its answer.
    pub headline: String,
    /// The number in short: `84 %`, `31 to 42 kWh`.
    pub short: String,
    /// The past moment it was asked as of, where it was.
    #[ts(type = "string | null")]
    pub as_of: Option<Timestamp>,
}
