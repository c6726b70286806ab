use crate::Problem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether other programs are let in by this one, over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Serving {
    /// Whether this program has a server to switch on: the window has.
    pub possible: bool,
    /// Whether it is switched on, now and at each start.
    pub on: bool,
    /// The port it listens at.
    pub port: u16,
    /// Where it listens: `http://127.0.0.1:7878`. Absent as long as it doesn't.
    pub address: Option<String>,
    /// Since when.
    #[ts(type = "string | null")]
    pub since: Option<Timestamp>,
    /// How often something was asked there since.
    #[ts(type = "number")]
    pub requests: u64,
    /// Why it doesn't listen although it is switched on. It is tried again and again.
    pub trouble: Option<Problem>,
}

/// Whether other programs are to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServeProgramsRequest {
    /// Whether they are, now and at each start.
    pub on: bool,
    /// The port to listen at; the one it was when absent.
    #[serde(default)]
    pub port: Option<u16>,
}
