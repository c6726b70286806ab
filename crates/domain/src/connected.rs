//! Other programs that the user has connected: servers of the Model Context Protocol whose tools and resources tell values or
//! appointments. What they say is not trusted.

use crate::{ImportOptions, SeriesId, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The name of a connected source.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(transparent)]
#[ts(as = "i32")]
pub struct ConnectedSourceId(pub i64);

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum SourceConnection {
    /// A program of this machine, which is started for each conversation and ended after it. No shell reads its words.
    Program {
        /// The program: a name that the search path has, or a path.
        command: String,
        /// What it is told, word by word.
        #[serde(default)]
        arguments: Vec<String>,
        /// What is set in its environment besides the little that every program needs, such as a key it asks for.
        #[serde(default)]
        environment: Vec<(String, String)>,
    },
    /// An address, `http` or `https`.
    Address {
        /// The address.
        url: String,
        /// What proves to it who asks, sent as `Authorization: Bearer ...`.
        #[serde(default)]
        token: Option<String>,
    },
}

/// What is asked of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum SourceRequest {
    /// What a tool gives.
    Tool {
        /// Its name.
        name: String,
        /// What it is told.
        #[serde(default)]
        #[ts(type = "Record<string, unknown>")]
        arguments: Map<String, Value>,
    },
    /// What a resource holds.
    Resource {
        /// Its address.
        uri: String,
    },
}

/// Which fields of a record make an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct AppointmentFields {
    /// What it is called.
    pub title: String,
    /// When it begins.
    pub start: String,
    /// When it ends, where a field says.
    pub end: Option<String>,
    /// Where it is, where a field says.
    pub location: Option<String>,
}

/// How the answer of a server is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct SourceMapping {
    /// Where in the answer the rows stand, as a JSON Pointer (RFC 6901): `/hourly`; the whole answer when empty. The place with the most
    /// rows when absent.
    pub path: Option<String>,
    /// The fields of appointments, where it tells appointments rather than values.
    pub appointments: Option<AppointmentFields>,
    /// How the rows are read: which columns, what they are called, their units, the time zone. As of a file.
    pub options: ImportOptions,
}

/// A source that the user has connected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ConnectedSource {
    /// Its number.
    pub id: ConnectedSourceId,
    /// What the user calls it.
    pub name: String,
    /// How it is reached.
    pub connection: SourceConnection,
    /// What is asked.
    pub request: SourceRequest,
    /// How the answer is read.
    pub mapping: SourceMapping,
    /// The series that the columns of the mapping go to, in their order; none of anybody else.
    pub series: Vec<SeriesId>,
    /// Whether it may be asked.
    pub on: bool,
    /// How many minutes lie between two askings; only when the user says so when absent.
    pub every_minutes: Option<u32>,
}

/// How a connected source has done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct ConnectedState {
    /// When it was asked last.
    #[ts(type = "string | null")]
    pub asked: Option<Timestamp>,
    /// When it last answered with something of use.
    #[ts(type = "string | null")]
    pub answered: Option<Timestamp>,
    /// What that brought, as a sentence.
    pub brought: Option<String>,
    /// How often in a row it failed since.
    pub failures: u32,
    /// Why it failed last, and what to do.
    pub trouble: Option<String>,
    /// When it is asked next, where that is planned.
    #[ts(type = "string | null")]
    pub next: Option<Timestamp>,
}

/// Where connected sources are kept. As for [`crate::Store`], every call returns when what it wrote is durable.
pub trait ConnectedSourceStore: Send + Sync {
    /// All of them with how they have done, in the order in which they were made.
    ///
    /// # Errors
    /// When the store can't be read.
    fn connected_sources(&self) -> Result<Vec<(ConnectedSource, ConnectedState)>, StoreError>;
    /// Keeps a source in place of the one of its number, and how that has done; names it when its number is 0.
    ///
    /// # Errors
    /// When there is none of that number, or the store can't be written.
    fn save_connected_source(
        &self,
        source: &ConnectedSource,
        state: &ConnectedState,
    ) -> Result<ConnectedSourceId, StoreError>;
    /// Keeps how a source has done; says whether there is one of that number.
    ///
    /// # Errors
    /// When the store can't be written.
    fn save_source_state(&self, id: ConnectedSourceId, state: &ConnectedState) -> Result<bool, StoreError>;
    /// Removes a source; says whether there was one.
    ///
    /// # Errors
    /// When the store can't be written.
    fn remove_connected_source(&self, id: ConnectedSourceId) -> Result<bool, StoreError>;
}
