//! What is told while a question is being typed.

use serde::{Deserialize, Serialize};

/// What a part of a text was read as.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum PartKind {
    /// Something to do.
    Activity,
    /// A kind of weather.
    Condition,
    /// A series that is not weather.
    Series,
    /// Where.
    Place,
    /// When, or how long.
    Time,
    /// A limit.
    Limit,
}

/// A part of a text, and what it was read as. Positions count characters (Unicode scalar values).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Part {
    /// What it was read as.
    pub kind: PartKind,
    /// Its first character.
    pub start: u32,
    /// The first character after it.
    pub end: u32,
    /// What was meant, where it is misspelt.
    pub meant: Option<String>,
}

/// A way to go on with a text. Positions count characters (Unicode scalar values).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Completion {
    /// What it adds.
    pub kind: PartKind,
    /// The first character that it replaces.
    pub start: u32,
    /// The first character after those.
    pub end: u32,
    /// What stands there then.
    pub text: String,
    /// What tells it from others, to show beside it; may be empty.
    pub detail: String,
}
