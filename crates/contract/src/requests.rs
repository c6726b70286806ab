use domain::{
    Answer, AnswerId, DrawOptions, Edits, ImportId, ImportOptions, InsertReport, Place, SeriesInfo,
    StoreHealth, Unclear, UnitSystem,
};
use serde::{Deserialize, Serialize};

/// No fields.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// A question in words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct AskRequest {
    /// The words.
    pub text: String,
    /// Parts set by hand, which replace what the words say.
    pub edits: Edits,
    /// A past moment to ask as of: `2013-06-14T18:00` in the place's zone, a bare date (its start), or with an offset or
    /// zone. Nothing later is used.
    pub as_of: Option<String>,
    /// The name of a place, in place of any that the words name.
    pub place: Option<String>,
    /// The answer that `and on Sunday?`, `make it 3 hours` or `why?` is about.
    pub previous: Option<AnswerId>,
    /// Only to look again at something asked before: the answer is not kept in the history, nor scored.
    pub passing: bool,
    /// Who asks: a newer question of the same asker ends an older one that isn't answered yet.
    pub asker: Option<String>,
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum AskResponse {
    /// It was answered.
    Answered {
        /// The answer.
        answer: Box<Answer>,
        /// What became of the wish to be told, where the words wish it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        watch: Option<Box<crate::Watching>>,
    },
    /// It was a question about the answer before.
    Explained {
        /// What can be said about it.
        explanation: domain::Explanation,
    },
    /// It was not understood, or can't be done.
    Unclear {
        /// Why, and what comes nearest.
        unclear: Unclear,
    },
}

/// Which charts to draw and how.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct DrawRequest {
    /// Whose charts.
    pub answer: AnswerId,
    /// How.
    pub options: DrawOptions,
}

/// What a chart is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A drawing that scales.
    Svg,
    /// A picture.
    Png,
    /// Its numbers.
    Csv,
}

/// Which chart to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ExportRequest {
    /// Whose chart.
    pub answer: AnswerId,
    /// Its id within the answer; all of them on one sheet under the headline when absent.
    pub chart: Option<String>,
    /// As what.
    pub format: ExportFormat,
    /// How it is drawn.
    pub options: DrawOptions,
    /// The file to write; a new one in the user's downloads folder when absent.
    pub path: Option<String>,
}

/// Where a chart was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ExportResponse {
    /// The file.
    pub path: String,
}

/// How much of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct HistoryRequest {
    /// At most this many.
    pub limit: u32,
}

/// Which answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct OpenAnswerRequest {
    /// Its name.
    pub id: AnswerId,
}

/// Where to export everything to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ExportDataRequest {
    /// The folder to make; there must be nothing of that name yet.
    pub folder: String,
}

/// The beginning of a place's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct CompletePlaceRequest {
    /// As typed so far.
    pub beginning: String,
    /// At most this many.
    pub limit: u32,
}

/// A question that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct CompleteRequest {
    /// The words so far.
    pub text: String,
    /// Characters (Unicode scalar values) in front of the cursor.
    pub cursor: u32,
}

/// A question that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct PreviewRequest {
    /// The words so far.
    pub text: String,
}

/// A place and what to call it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SavePlaceRequest {
    /// What the user calls it: `Cabin`.
    pub name: String,
    /// Where it is: the name of a town, or a position such as `41.15, -8.61`; both also as `400 m higher than Braga`. Where it was
    /// when empty, for a place that is saved already.
    pub at: String,
    /// Metres above the sea.
    #[serde(default)]
    #[ts(optional)]
    pub elevation: Option<f64>,
    /// Metres above the town or the position, where the height above the sea isn't known.
    #[serde(default)]
    #[ts(optional)]
    pub higher_by: Option<f64>,
    /// What is to be added to the values of records elsewhere, beside what the height makes.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<domain::LocalOffset>>")]
    pub offsets: Vec<domain::LocalOffset>,
}

/// A place of the user's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ForgetPlaceRequest {
    /// What the user calls it.
    pub name: String,
}

/// How dates are written.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Dates {
    /// Fri 14 June.
    #[default]
    DayMonth,
    /// Fri, June 14.
    MonthDay,
    /// 2013-06-14.
    Iso,
}

/// A language model that the user runs on this machine. It is asked only of a question that Forecastle can't read, what it may
/// mean; only the question's text and the names of the built-in activities are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct LanguageModel {
    /// Whether it may be asked.
    pub on: bool,
    /// Where its server listens, on this machine and no other: `http://127.0.0.1:11434`.
    pub address: String,
    /// What its server calls it: `llama3.2`.
    pub name: String,
}

impl Default for LanguageModel {
    /// Off, at the address that Ollama listens at.
    fn default() -> Self {
        Self { on: false, address: "http://127.0.0.1:11434".to_owned(), name: String::new() }
    }
}

/// How this person wants things.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct Settings {
    /// Where they live.
    pub home: Option<Place>,
    /// The units they read.
    pub units: UnitSystem,
    /// How dates are written.
    pub dates: Dates,
    /// Activities of their own, and built-in ones they changed.
    pub activities: Vec<domain::Activity>,
    /// A language model on this machine, to ask about questions that aren't clear.
    pub language_model: LanguageModel,
    /// Whether the first-run question has been answered or skipped.
    pub first_run_done: bool,
    /// For which places weather guidance may be asked from the network.
    pub guidance: GuidanceSettings,
    /// What is listened to while Forecastle runs.
    pub live: domain::LiveSettings,
    /// Whether regular questions are noticed and worked out before they are asked.
    pub plan_ahead: crate::PlanAhead,
    /// How the user wants to be told of what is watched.
    pub watches: crate::WatchSettings,
    /// Whether other programs that the user has connected may be asked.
    pub sources: crate::SourceSettings,
}

/// For which places weather guidance may be asked from Open-Meteo or from a server of one's own. None at first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct GuidanceSettings {
    /// Whether it may be for the home and all places of the user's own.
    pub all_my_places: bool,
    /// Places for which it may be besides.
    pub places: Vec<Place>,
    /// Decimals of a degree that a position is told with, 0 to 4: 2 is about a kilometre.
    pub decimals: u8,
    /// The address of a server of one's own, such as `http://localhost:8080`; Open-Meteo's own when absent.
    pub base_url: Option<String>,
    /// Addresses of servers for single interfaces, which go before `base_url`: a server of one's own often serves some only.
    pub servers: GuidanceServers,
}

impl Default for GuidanceSettings {
    fn default() -> Self {
        Self {
            all_my_places: false,
            places: Vec::new(),
            decimals: 2,
            base_url: None,
            servers: GuidanceServers::default(),
        }
    }
}

/// Addresses of servers by interface.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct GuidanceServers {
    /// The days to come.
    pub forecast: Option<String>,
    /// The same with all members.
    pub ensemble: Option<String>,
    /// What the weather was.
    pub archive: Option<String>,
    /// What was said some days before.
    pub previous_runs: Option<String>,
    /// Dust, ozone and ultraviolet light.
    pub air_quality: Option<String>,
}

impl GuidanceSettings {
    /// Whether anything may be asked at all.
    #[must_use]
    pub fn is_off(&self) -> bool {
        !self.all_my_places && self.places.is_empty()
    }
}

/// Weather guidance as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct GuidanceStatus {
    /// The places for which it may be asked.
    pub places: Vec<GuidancePlace>,
    /// Exactly what leaves the machine when it is on, in a sentence, for the home or another place as an example.
    pub leaves_the_machine: String,
    /// Who is to be thanked for the data.
    pub credit: String,
    /// Requests within the last day, as the provider counts them.
    pub spent_today: u32,
}

/// A place for which guidance may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct GuidancePlace {
    /// Its name.
    pub name: String,
    /// What is told of it when it is asked about: the rounded position.
    pub told: String,
    /// How old the newest guidance for it is, in words.
    pub age: String,
}

/// An activity, as offered for choosing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ActivityInfo {
    /// Its key.
    pub id: String,
    /// As shown.
    pub title: String,
    /// What it takes, and what people call it.
    pub activity: domain::Activity,
    /// Whether the user made or changed it.
    pub yours: bool,
}

/// A file to read and what is known of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct ImportRequest {
    /// The file.
    pub path: String,
    /// What the user says of it; what was said of the last file with the same header when nothing is said.
    pub options: ImportOptions,
    /// Where its station stands, as a place or a position; from the file when absent.
    pub at: Option<String>,
    /// A name for this import, to ask for its progress by or to cancel it.
    pub job: Option<String>,
}

/// One series of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ImportedSeries {
    /// The series as it is now.
    pub info: SeriesInfo,
    /// What was written.
    pub report: InsertReport,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ImportResponse {
    /// The series that were written, each whole.
    pub series: Vec<ImportedSeries>,
    /// What was noticed: gaps, duplicates, hours the clock skipped.
    pub notes: Vec<String>,
}

/// Imports to take back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct UndoImportRequest {
    /// Their names; those of all series of a file take back the whole file.
    pub imports: Vec<ImportId>,
}

/// An import that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct ImportJob {
    /// The name its request gave it.
    pub job: String,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ImportProgress {
    /// Whether there is an import of that name under way.
    pub running: bool,
    /// Bytes or rows read.
    #[ts(type = "number")]
    pub done: u64,
    /// How many there are; 0 while nobody knows.
    #[ts(type = "number")]
    pub total: u64,
}

/// What this program is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct About {
    /// Its version.
    pub version: String,
    /// Its licence.
    pub licence: String,
    /// Whose data and work it builds on, as Markdown.
    pub attribution: String,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum CheckState {
    /// As it should be.
    Fine,
    /// Works, with something to know.
    Note,
    /// Doesn't work.
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Check {
    /// What.
    pub name: String,
    /// How it went.
    pub state: CheckState,
    /// What was found, and what to do where it is wrong.
    pub detail: String,
}

/// A source and its age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SourceState {
    /// The source.
    pub title: String,
    /// What it holds and over which years.
    pub holds: String,
    /// How old its newest value is, in words.
    pub age: String,
}

/// The state of the installation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Doctor {
    /// The program's version.
    pub version: String,
    /// The data file.
    pub store: StoreHealth,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// The sources and their ages.
    pub sources: Vec<SourceState>,
}
