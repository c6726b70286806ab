use serde::{Deserialize, Serialize};

/// A stretch of the past to be asked about day by day, with what was known then.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct ReplayRequest {
    /// The name of a place or the title of a series.
    pub of: String,
    /// The first day, `2013-03-02`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// What is asked at 18:00 of each day; what suits the place or series when empty.
    pub questions: Vec<String>,
    /// A name to ask for its progress by and to end it by.
    pub job: Option<String>,
}

/// How a replay went. Scores are means by the untrained blend, by the engine with no outcome learnt from, and with what was
/// learnt; smaller is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ReplayReport {
    /// What was asked each day.
    pub questions: Vec<String>,
    /// Days done so far; fewer than `days` when it was ended. The same request goes on from there.
    pub days_done: u32,
    /// Days in all.
    pub days: u32,
    /// Questions answered.
    pub issues: u32,
    /// Events whose outcome is known.
    pub events: u32,
    /// Values that were observed.
    pub outcomes: u32,
    /// Brier scores of the events.
    pub brier: [f64; 3],
    /// CRPS of the values, in widths of the untrained forecast.
    pub crps: [f64; 3],
    /// The same in words.
    pub sentences: Vec<String>,
}
