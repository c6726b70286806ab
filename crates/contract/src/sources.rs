use crate::CheckState;
use domain::{
    ConnectedSource, ConnectedSourceId, ConnectedState, ImportPreview, SourceConnection, SourceMapping,
    SourceRequest,
};
use serde::{Deserialize, Serialize};

/// Other programs that the user has connected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceList {
    /// Whether any may be asked, as the settings say.
    pub on: bool,
    /// Each of them, in the order in which they were made.
    pub sources: Vec<SourceView>,
}

/// A connected program and how it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceView {
    /// What it is.
    pub source: ConnectedSource,
    /// How it has done.
    pub state: ConnectedState,
    /// Whether that is well.
    pub check: CheckState,
    /// The same in a sentence or two, with what to do where it isn't.
    pub detail: String,
}

/// A server to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtSourceRequest {
    /// How it is reached.
    pub connection: SourceConnection,
}

/// What a server offers, in its own words cut and cleaned. None of it is anybody's instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceOffer {
    /// What it calls itself.
    pub name: String,
    /// Which version of itself it is.
    pub version: String,
    /// Its tools.
    pub tools: Vec<SourceTool>,
    /// Its resources.
    pub resources: Vec<SourceResource>,
    /// Tools and resources that are left out: too many, or with names that can't be shown as they are.
    pub left_out: u32,
}

/// A tool of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceTool {
    /// Its name, to the letter.
    pub name: String,
    /// Its title, or its name.
    pub title: String,
    /// What it says it does.
    pub description: String,
    /// Whether it says that it changes nothing.
    pub only_reads: bool,
    /// What it takes, what has to be given first.
    pub arguments: Vec<SourceToolArgument>,
}

/// An argument of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceToolArgument {
    /// Its name, to the letter.
    pub name: String,
    /// What it is: `string`, `number`, `boolean`, `array`, `object`; empty where it may be several.
    pub kind: String,
    /// Whether it has to be given.
    pub required: bool,
    /// What it says it means.
    pub description: String,
}

/// A resource of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceResource {
    /// Its address, to the letter.
    pub uri: String,
    /// Its title, or its name.
    pub title: String,
    /// What it says it holds.
    pub description: String,
    /// Its kind of text: `text/csv`.
    pub media_type: String,
}

/// What to ask a server, and how to read the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewSourceRequest {
    /// How it is reached.
    pub connection: SourceConnection,
    /// What is asked.
    pub request: SourceRequest,
    /// How the answer is read; as it seems to be when absent.
    #[serde(default)]
    pub mapping: SourceMapping,
}

/// How an answer would be read, before anything is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourcePreview {
    /// How the answer was read, with what was left open filled in: what to save.
    pub mapping: SourceMapping,
    /// Every place where there seem to be some.
    pub places: Vec<SourceRows>,
    /// The fields of the rows, or the columns of the table.
    pub fields: Vec<String>,
    /// How they were read: the series with their values, or the appointments as plans.
    pub import: ImportPreview,
    /// Appointments that were read.
    pub appointments: u32,
    /// The beginning of the answer, cut and cleaned.
    pub excerpt: String,
}

/// A place in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceRows {
    /// Where, as a JSON Pointer (RFC 6901).
    pub path: String,
    /// How many rows.
    pub rows: u32,
}

/// A source to be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveSourceRequest {
    /// The one whose place it takes; a new one when absent.
    #[serde(default)]
    pub id: Option<ConnectedSourceId>,
    /// What to call it.
    pub name: String,
    /// How it is reached.
    pub connection: SourceConnection,
    /// What is asked.
    pub request: SourceRequest,
    /// How the answer is read: which columns, or which fields are appointments.
    pub mapping: SourceMapping,
    /// Whether it may be asked from now on.
    #[serde(default)]
    pub on: bool,
    /// How many minutes lie between two askings, 5 at least; only when the user says so when absent.
    #[serde(default)]
    pub every_minutes: Option<u32>,
}

/// What to change of a connected program. What is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSourceRequest {
    /// Which one.
    pub id: ConnectedSourceId,
    /// What to call it.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it may be asked.
    #[serde(default)]
    pub on: Option<bool>,
    /// How many minutes lie between two askings, 5 at least; 0 for only when the user says so.
    #[serde(default)]
    pub every_minutes: Option<u32>,
}

/// Which connected program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceRef {
    /// Its number.
    pub id: ConnectedSourceId,
}

/// Whether connected programs may be asked at all.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(default)]
pub struct SourceSettings {
    /// Whether they may. Nothing is started or called while this is off.
    pub on: bool,
}
