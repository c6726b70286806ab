use serde::{Deserialize, Serialize};

/// What kind of problem it is, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The request itself can't be used.
    BadRequest,
    /// Whoever asks is not let in to that.
    NotAllowed,
    /// What was asked for isn't there.
    NotFound,
    /// A newer question took its place.
    Superseded,
    /// The data file can't be read or written.
    Data,
    /// A file of the user's can't be read.
    Import,
    /// No model could answer.
    NoForecast,
    /// A fault of Forecastle's own.
    Internal,
}

/// Why a command was not carried out and what to do next. Nothing is lost when one is returned.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema, thiserror::Error,
)]
#[error("{title}. {detail}")]
pub struct Problem {
    /// For programs.
    pub code: ProblemCode,
    /// What is wrong, in a few words without a full stop.
    pub title: String,
    /// What it means and what to do next, as a sentence or two.
    pub detail: String,
    /// The field of the request it is about.
    pub field: Option<String>,
}

impl Problem {
    /// A problem that is about no single field.
    #[must_use]
    pub fn new(code: ProblemCode, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code, title: title.into(), detail: detail.into(), field: None }
    }

    /// The same problem, about one field of the request.
    #[must_use]
    pub fn about(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
}
