use crate::CheckState;
use serde::{Deserialize, Serialize};

/// How one way in for live values is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WayIn {
    /// What it is: `Broker at localhost:1883`.
    pub name: String,
    /// How it is doing.
    pub state: CheckState,
    /// Since when it listens, or what is wrong and what to do.
    pub detail: String,
}

/// What is listened to and what has arrived since Forecastle began to listen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct LiveStatus {
    /// Whether this copy of Forecastle listens at all.
    pub listening: bool,
    /// Each way in.
    pub ways: Vec<WayIn>,
    /// Values written.
    #[ts(type = "number")]
    pub written: u64,
    /// Those of them that are doubted.
    #[ts(type = "number")]
    pub doubted: u64,
    /// What could not be written last, as a sentence.
    pub trouble: Option<String>,
}
