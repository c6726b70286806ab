use crate::ExportFormat;
use domain::{AnswerId, Chart, DrawOptions, PlaceId, Table, Went};
use serde::{Deserialize, Serialize};

/// Which part of the record; all that was issued live at first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct RecordRequest {
    /// The name of a place that was asked about.
    pub place: Option<String>,
    /// What for: the name or key of an activity, `weather`, or the title of a series.
    pub activity: Option<String>,
    /// Of what: `temperature`, `rain`, `wind`, the title of a series.
    pub variable: Option<String>,
    /// Issued from this day on, `2026-05-01`, or a moment.
    pub since: Option<String>,
    /// What was asked as of moments of the past, in place of what was issued live.
    pub as_of: bool,
    /// The most past questions to list; 100 when absent.
    pub limit: Option<u32>,
}

/// Which charts of the record to draw and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct DrawRecordRequest {
    /// Which part of the record.
    pub record: RecordRequest,
    /// How.
    pub options: DrawOptions,
}

/// Which chart of the record to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ExportRecordRequest {
    /// Which part of the record.
    pub record: RecordRequest,
    /// The chart's id: `reliability`, `skill`, `pit`.
    pub chart: String,
    /// As what.
    pub format: ExportFormat,
    /// How it is drawn.
    pub options: DrawOptions,
    /// The file to write; a new one in the user's downloads folder when absent.
    pub path: Option<String>,
}

/// A table with what stands above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct TitledTable {
    /// As shown above it.
    pub title: String,
    /// The numbers.
    pub table: Table,
}

/// A past question with its forecast and what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct RecordedQuestion {
    /// Its answer.
    pub id: AnswerId,
    /// The words as typed.
    pub text: String,
    /// When it was asked.
    #[ts(type = "string")]
    pub asked_at: jiff::Timestamp,
    /// The number of its answer, in short: `84 %`, `31 to 42 kWh`.
    pub short: String,
    /// The chance given, 0 to 1; absent for amounts.
    pub chance: Option<f64>,
    /// Whether it is about an outing, which goes well or badly; anything else happens or doesn't.
    pub outing: bool,
    /// Whether it happened, by what counts: the measurement, or else the user's word.
    pub happened: Option<bool>,
    /// What came, in words: `It happened`, `It was 33 kWh, within the range`, `Not known yet`.
    pub outcome: String,
    /// Who says so: `measured`, `your word`; empty while nothing is known.
    pub by: String,
    /// What the user said of it.
    pub went: Option<Went>,
    /// Whether it was asked as of a moment of the past.
    pub as_of: bool,
    /// Whether it counts: it doesn't when it was asked within the same hour before.
    pub counts: bool,
}

/// How the forecasts did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct RecordReport {
    /// In plain words, the finding first.
    pub sentences: Vec<String>,
    /// What the figures cover, as a sentence.
    pub covers: String,
    /// The charts: `reliability`, `skill`, `pit`, each only where there is something to draw. `draw_record` draws them in this order.
    pub charts: Vec<Chart>,
    /// The numbers.
    pub tables: Vec<TitledTable>,
    /// The best calls, the best first.
    pub best: Vec<RecordedQuestion>,
    /// The worst calls, the worst first.
    pub worst: Vec<RecordedQuestion>,
    /// The past questions that came due or of which the user said how they went, the newest first.
    pub questions: Vec<RecordedQuestion>,
    /// Questions of the last weeks whose time has come and of which nothing was measured: how did they go? The newest first.
    pub untold: Vec<RecordedQuestion>,
    /// How many there are in all.
    pub forecasts: u32,
    /// Places to choose from.
    pub places: Vec<String>,
    /// What for, to choose from.
    pub activities: Vec<String>,
    /// Variables to choose from.
    pub variables: Vec<String>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WentRequest {
    /// Which answer.
    pub id: AnswerId,
    /// In the user's words; null takes back what was said.
    #[serde(default)]
    pub went: Option<Went>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WentResponse {
    /// What was said before, to undo it by.
    pub before: Option<Went>,
    /// In a sentence.
    pub text: String,
}

/// A place to erase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ErasePlaceRequest {
    /// Its name, as in questions.
    pub name: String,
    /// Which one of that name; needed where there is something of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub id: Option<PlaceId>,
}

/// Whether to erase everything.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(default)]
pub struct EraseEverythingRequest {
    /// The user is sure.
    pub sure: bool,
}

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Erased {
    /// Questions, with their forecasts and outcomes.
    #[ts(type = "number")]
    pub questions: u64,
}
