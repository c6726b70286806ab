use crate::{
    AnswerId, Append, AppendReport, Area, Correction, Due, ExportedData, IssuedForecast, KeptGuidance,
    Outcome, PastImport, PastQuestion, Place, PlaceId, QualityFlags, Question, RecordedForecast, RegularGrid,
    SeriesId, SeriesInfo, SourceQuality, Track, Unverified, Variable, Verifiable, Verification, Went,
};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Who says what time it is. The one clock of the application; a test sets its own.
pub trait Clock: Send + Sync {
    /// This moment in the zone of the machine.
    fn now(&self) -> Zoned;
}

/// Names of places.
pub trait Gazetteer: Send + Sync {
    /// Places whose name or alternate name is `name`, case and accents aside, the likeliest first. Accepts a region or
    /// country behind it: `Porto, Portugal`, `Portland Oregon`, `Paris, TX`.
    fn find(&self, name: &str) -> Vec<Place>;
    /// Countries and their first-level divisions of this name or, in capitals, of this code, the most populous first:
    /// `Portugal`, `UT`, `Georgia, USA`. None, where only towns are known.
    fn areas(&self, _name: &str) -> Vec<Area> {
        Vec::new()
    }
    /// Places with a name near to a misspelt one, the likeliest first.
    fn near(&self, name: &str, limit: usize) -> Vec<Place>;
    /// What a name with up to so many typing errors in it is likely to mean, the likeliest first: the more errors, the longer it
    /// takes to tell. None, where spelling can't be judged.
    fn corrections(&self, _name: &str, _most_errors: u8, _limit: usize) -> Vec<Correction> {
        Vec::new()
    }
    /// Places whose name begins like this, the likeliest first.
    fn complete(&self, beginning: &str, limit: usize) -> Vec<Place>;
    /// Countries and their first-level divisions whose name begins like this, the most populous first. None, where only towns are
    /// known.
    fn complete_areas(&self, _beginning: &str, _limit: usize) -> Vec<Area> {
        Vec::new()
    }
    /// The place with this id.
    fn place(&self, id: PlaceId) -> Option<Place>;
    /// The largest place that keeps this IANA time zone.
    fn largest_in_zone(&self, time_zone: &str) -> Option<Place>;
    /// The place nearest to a position.
    fn nearest(&self, latitude: f64, longitude: f64) -> Option<Place>;
}

/// Why a source has nothing to tell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The source can't be reached or read.
    #[error("{source_name} can't be read: {reason}")]
    Unavailable {
        /// Which one.
        source_name: String,
        /// Why, and what to do.
        reason: String,
    },
}

/// Where knowledge comes from.
pub trait Source: Send + Sync {
    /// As shown to a person.
    fn name(&self) -> &str;
    /// What asking it sends away from this machine; `None` when nothing leaves.
    fn leaves_the_machine(&self) -> Option<&str>;
    /// What it knows of `variables` for `question`, using nothing learnt after `issue_time`. Variables it knows nothing of
    /// are left out.
    ///
    /// # Errors
    /// When it can't be reached or read.
    fn tracks(
        &self,
        question: &Question,
        variables: &[Variable],
        issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError>;
    /// What was observed of `variable` at `valid_time` in the record that answers `question`, whenever that became known:
    /// for outcomes, never for forecasts. `None` where nothing was, and of a source that observes nothing.
    fn observed(&self, question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        let _ = (question, variable, valid_time);
        None
    }
    /// The same at many valid times, for which a source needs to look its record up once only.
    fn observed_at(
        &self,
        question: &Question,
        variable: &Variable,
        valid_times: &[Timestamp],
    ) -> Vec<Option<f64>> {
        valid_times.iter().map(|valid_time| self.observed(question, variable, *valid_time)).collect()
    }
    /// This series has changed: what was kept of it in memory is out of date.
    fn forget(&self, series: &SeriesId) {
        let _ = series;
    }
    /// How often what was wanted was in memory, in words; `None` of a source that keeps nothing there, and
    /// while nothing was wanted.
    fn memory(&self) -> Option<String> {
        None
    }
}

/// One observed value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// Start of the interval it belongs to.
    pub valid_time: Timestamp,
    /// Its value, finite, in the series' unit.
    pub value: f64,
}

/// The name of an import, by which it can be undone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(transparent)]
#[ts(as = "i32")]
pub struct ImportId(pub i64);

/// One series to be written whole or not at all.
pub struct Import<'a> {
    /// The series the values belong to; made when it isn't there.
    pub series: &'a SeriesInfo,
    /// Where they come from, as shown to a person.
    pub origin: &'a str,
    /// How much their source is trusted.
    pub quality: SourceQuality,
    /// The values in any order; the last of several with one valid time wins. An `Err` ends the import with nothing written.
    pub observations: &'a mut dyn Iterator<Item = Result<Observation, StoreError>>,
    /// The doubts about some of the values, by valid time. Asked for once all of them were read, and written with them or not at
    /// all.
    pub flags: &'a dyn Fn() -> Vec<(Timestamp, QualityFlags)>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct InsertReport {
    /// Its name; absent where all of it was known already, so that there is nothing to take back.
    pub import: Option<ImportId>,
    /// Valid times that were new.
    pub inserted: u32,
    /// Valid times whose value changed.
    pub changed: u32,
    /// Valid times whose value was there already, or where a better source's value stands.
    pub unchanged: u32,
}

impl InsertReport {
    /// Whether all of it was known already.
    #[must_use]
    pub const fn is_nothing_new(&self) -> bool {
        self.inserted == 0 && self.changed == 0
    }
}

/// The state of the data file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct StoreHealth {
    /// Where it is.
    pub path: String,
    /// Its size in bytes, with its write-ahead log.
    #[ts(type = "number")]
    pub bytes: u64,
    /// The version of its schema.
    pub schema_version: u32,
    /// Whether SQLite finds its structure sound.
    pub sound: bool,
    /// Counts of what is in it, in words: (`questions`, 12).
    #[ts(type = "[string, number][]")]
    pub counts: Vec<(String, u64)>,
}

/// Why the data file could not be read or written. Every message says what to do next; nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another program keeps it locked.
    #[error(
        "{path} is in use by another program and stayed locked; close the other copy of Forecastle and try again"
    )]
    Locked {
        /// The data file.
        path: String,
    },
    /// It can't be written.
    #[error(
        "{path} can't be written; give yourself write permission on it and its folder, or choose another folder with --data"
    )]
    ReadOnly {
        /// The data file.
        path: String,
    },
    /// It isn't a sound database.
    #[error(
        "{path} is damaged ({detail}); Forecastle has left it as it is. Move it aside to start afresh, or put back a copy"
    )]
    Damaged {
        /// The data file.
        path: String,
        /// What SQLite says.
        detail: String,
    },
    /// A newer Forecastle wrote it.
    #[error(
        "{path} was written by a newer Forecastle (data version {found}, this one knows {known}); update Forecastle to open it"
    )]
    Newer {
        /// The data file.
        path: String,
        /// Its version.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// No room left.
    #[error("the disk that holds {path} is full; free some space and try again, nothing was lost")]
    DiskFull {
        /// The data file.
        path: String,
    },
    /// The folder can't be made or read.
    #[error("the data folder {path} can't be used: {detail}; choose another with --data")]
    Folder {
        /// The folder.
        path: String,
        /// What the system says.
        detail: String,
    },
    /// What was asked for isn't there.
    #[error("there is no {what} in the data file; it may have been removed")]
    Missing {
        /// What.
        what: String,
    },
    /// Another version of Forecastle wrote it in a form that this one can't read. It is kept.
    #[error(
        "{what} was written by another version of Forecastle, and this one can't read it; update Forecastle, or make it again"
    )]
    Outdated {
        /// What.
        what: String,
    },
    /// An export couldn't be written; what is in the data file isn't touched by that.
    #[error("nothing was exported to {path}: {detail}")]
    NotExported {
        /// The folder to export to.
        path: String,
        /// Why, and what to do.
        detail: String,
    },
    /// A folder isn't a whole export, or there is data already where it was to be put. Nothing was changed.
    #[error("{path} can't be restored: {detail}")]
    NotRestored {
        /// The exported folder.
        path: String,
        /// Why, and what to do.
        detail: String,
    },
    /// The values to import could not be read; nothing was written.
    #[error("{0}")]
    Input(String),
    /// Anything else SQLite says.
    #[error(
        "the data file {path} could not be used: {detail}; try again, and run `forecastle doctor` if it stays so"
    )]
    Other {
        /// The data file.
        path: String,
        /// What SQLite says.
        detail: String,
    },
}

/// The one data file. Every call returns when what it wrote is durable. Calls block: run them on a worker thread.
pub trait Store: crate::WatchStore + crate::AccessStore + crate::ConnectedSourceStore + Send + Sync {
    /// A setting, as JSON.
    ///
    /// # Errors
    /// When the file can't be read.
    fn setting(&self, key: &str) -> Result<Option<serde_json::Value>, StoreError>;
    /// Keeps a setting; JSON null forgets it.
    ///
    /// # Errors
    /// When the file can't be written.
    fn set_setting(&self, key: &str, value: &serde_json::Value) -> Result<(), StoreError>;

    /// The user's own places.
    ///
    /// # Errors
    /// When the file can't be read.
    fn places(&self) -> Result<Vec<Place>, StoreError>;
    /// Keeps a place of the user's.
    ///
    /// # Errors
    /// When the file can't be written.
    fn save_place(&self, place: &Place) -> Result<(), StoreError>;
    /// Removes a place of the user's; says whether there was one.
    ///
    /// # Errors
    /// When the file can't be written.
    fn forget_place(&self, id: PlaceId) -> Result<bool, StoreError>;

    /// The user's own series.
    ///
    /// # Errors
    /// When the file can't be read.
    fn series(&self) -> Result<Vec<SeriesInfo>, StoreError>;
    /// A number that is another one whenever values of this series have changed, by this copy of Forecastle or another: what
    /// was read at the same revision is still so. Ask for it before reading.
    ///
    /// # Errors
    /// When the file can't be read.
    fn revision(&self, series: &SeriesId) -> Result<i64, StoreError>;
    /// Makes a series, or takes over what is newly known of it.
    ///
    /// # Errors
    /// When the file can't be written, or the unit isn't that of the values already there.
    fn save_series(&self, series: &SeriesInfo) -> Result<(), StoreError>;
    /// Removes a series with its observations and imports; says whether there was one.
    ///
    /// # Errors
    /// When the file can't be written.
    fn remove_series(&self, series: &SeriesId) -> Result<bool, StoreError>;
    /// Writes one series whole or not at all. Where every value and all that is said of the series but its origin was known
    /// already, nothing is written and there is no import to list or to undo.
    ///
    /// # Errors
    /// When the file can't be written or an observation is an `Err`; then nothing is written.
    fn import(&self, import: Import<'_>) -> Result<InsertReport, StoreError>;
    /// The imports that can be undone, the newest first.
    ///
    /// # Errors
    /// When the file can't be read.
    fn imports(&self) -> Result<Vec<PastImport>, StoreError>;
    /// Takes an import back: values that it wrote over come to light again, its own are gone, and so is the series where
    /// that leaves no value of one that an import made. A value that a later import found there unchanged goes with it. Tells what
    /// was undone.
    ///
    /// # Errors
    /// When it isn't there or the file can't be written.
    fn undo_import(&self, import: ImportId) -> Result<PastImport, StoreError>;
    /// Writes values of live sources, all of them or none; durable when it returns. The sync that makes them so takes
    /// milliseconds however many they are, so collect what arrives meanwhile and pass it on together.
    ///
    /// # Errors
    /// When a series isn't there, a value isn't finite, a time isn't a whole second, or the file can't be written.
    fn append(&self, updates: &[Append<'_>]) -> Result<Vec<AppendReport>, StoreError>;
    /// Observations of a series by valid time, from `from` up to but without `to`.
    ///
    /// # Errors
    /// When the file can't be read.
    fn observations(
        &self,
        series: &SeriesId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Observation>, StoreError>;
    /// The same piece by piece, without a copy: `visit` is called with pieces in the order of time, each the seconds since
    /// 1970 of the valid times and, of the same length, the values.
    ///
    /// # Errors
    /// When the file can't be read.
    fn visit_observations(
        &self,
        series: &SeriesId,
        from: Timestamp,
        to: Timestamp,
        visit: &mut dyn FnMut(&[i64], &[f64]),
    ) -> Result<(), StoreError>;
    /// Observations laid on a regular grid: one value a step, the last of several in one step, NaN where there is none.
    ///
    /// # Errors
    /// When the file can't be read.
    fn observations_on_grid(&self, series: &SeriesId, grid: RegularGrid) -> Result<Vec<f64>, StoreError>;
    /// Keeps the doubts about values of a series in place of those there were; no doubt forgets them.
    ///
    /// # Errors
    /// When the series isn't there or the file can't be written.
    fn set_flags(&self, series: &SeriesId, flags: &[(Timestamp, QualityFlags)]) -> Result<(), StoreError>;
    /// The doubtful values of a series by valid time, from `from` up to but without `to`.
    ///
    /// # Errors
    /// When the file can't be read.
    fn flags(
        &self,
        series: &SeriesId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(Timestamp, QualityFlags)>, StoreError>;
    /// Writes everything there is to a new folder of CSV and JSON lines (`docs/export.md`), whole or not at all.
    ///
    /// # Errors
    /// When there is something at `folder` already, or it can't be written.
    fn export(&self, folder: &Path) -> Result<ExportedData, StoreError>;

    /// Keeps a forecast as issued and names it; the id within `forecast.answer` is replaced by the name given.
    ///
    /// # Errors
    /// When the file can't be written.
    fn save_forecast(&self, forecast: &IssuedForecast) -> Result<AnswerId, StoreError>;
    /// A forecast as issued.
    ///
    /// # Errors
    /// When it isn't there or the file can't be read.
    fn forecast(&self, id: AnswerId) -> Result<IssuedForecast, StoreError>;
    /// The newest questions first.
    ///
    /// # Errors
    /// When the file can't be read.
    fn history(&self, limit: u32) -> Result<Vec<PastQuestion>, StoreError>;
    /// Removes a question with its forecast and outcome.
    ///
    /// # Errors
    /// When the file can't be written.
    fn forget(&self, id: AnswerId) -> Result<(), StoreError>;
    /// Keeps what happened; a later call replaces it.
    ///
    /// # Errors
    /// When the file can't be written.
    fn save_outcome(&self, id: AnswerId, outcome: &Outcome) -> Result<(), StoreError>;
    /// What happened, where it is known.
    ///
    /// # Errors
    /// When the file can't be read.
    fn outcome(&self, id: AnswerId) -> Result<Option<Outcome>, StoreError>;

    /// How many times something was verified, erased or put anew: what [`Store::save_verifications`] compares.
    ///
    /// # Errors
    /// When the file can't be read.
    fn verified_version(&self) -> Result<u64, StoreError>;
    /// Forecasts whose outcome isn't wholly known or may have changed, in the order they were issued: at most `limit` of them,
    /// issued after `after`.
    ///
    /// # Errors
    /// When the file can't be read.
    fn unverified(&self, due: &Due, after: AnswerId, limit: u32) -> Result<Vec<Unverified>, StoreError>;
    /// What was said of each variable of a forecast, in the order of [`Unverified::variables`].
    ///
    /// # Errors
    /// When it isn't there or the file can't be read.
    fn verifiable(&self, forecasts: &[AnswerId]) -> Result<Vec<Vec<Verifiable>>, StoreError>;
    /// Writes down what a forecast kept by an older version claimed.
    ///
    /// # Errors
    /// When it isn't there or the file can't be written.
    fn save_claim(&self, forecast: &IssuedForecast) -> Result<(), StoreError>;
    /// Keeps what became known of forecasts together with what was learnt from it, all or nothing, if nobody else verified
    /// anything since `version`; says whether it did. So no outcome is counted twice or lost, whoever is killed when.
    ///
    /// # Errors
    /// When the file can't be written.
    fn save_verifications(
        &self,
        version: u64,
        verifications: &[Verification],
        learnt: &[(String, Vec<u8>)],
    ) -> Result<bool, StoreError>;
    /// What was learnt for a scope.
    ///
    /// # Errors
    /// When the file can't be read.
    fn learnt(&self, scope: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// All that was learnt, by scope.
    ///
    /// # Errors
    /// When the file can't be read.
    fn all_learnt(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError>;
    /// Keeps what was learnt for scopes otherwise than from verified forecasts; nothing forgets it.
    ///
    /// # Errors
    /// When the file can't be written.
    fn save_learnt(&self, learnt: &[(String, Option<Vec<u8>>)]) -> Result<(), StoreError>;
    /// Everything that is known of how forecasts did, in the order they were issued: those with any outcome, measured or told.
    ///
    /// # Errors
    /// When the file can't be read.
    fn record(&self) -> Result<Vec<RecordedForecast>, StoreError>;
    /// Forecasts issued live whose time has come within the last `days` without anything that was measured or told of whether they came
    /// true, the newest first: what to ask the user about.
    ///
    /// # Errors
    /// When the file can't be read.
    fn untold(&self, now: Timestamp, days: u32, limit: u32) -> Result<Vec<RecordedForecast>, StoreError>;
    /// Keeps how it went, in the user's words, or takes that back; what was measured stays beside it. Gives what was said before.
    ///
    /// # Errors
    /// When the forecast isn't there or the file can't be written.
    fn save_went(&self, id: AnswerId, went: Option<Went>) -> Result<Option<Went>, StoreError>;
    /// How it went, in the user's words.
    ///
    /// # Errors
    /// When the file can't be read.
    fn went(&self, id: AnswerId) -> Result<Option<Went>, StoreError>;
    /// Removes all that was asked about a place, with what was forecast, observed of the forecasts, and learnt for scopes that
    /// name it (`place=ID` between slashes), and the guidance kept for these cells; says how many questions. Nothing of it is left in
    /// the file.
    ///
    /// # Errors
    /// When the file can't be written.
    fn erase_place(&self, place: PlaceId, cells: &[String]) -> Result<u64, StoreError>;
    /// Removes everything: questions, places, series, guidance, settings, what was learnt. Nothing of it is left in the file.
    ///
    /// # Errors
    /// When the file can't be written.
    fn erase_everything(&self) -> Result<(), StoreError>;

    /// A cached piece of context that hasn't passed its expiry at `now`.
    ///
    /// # Errors
    /// When the file can't be read.
    fn cached(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError>;
    /// Caches a piece of context until `expires`.
    ///
    /// # Errors
    /// When the file can't be written.
    fn cache(&self, key: &str, value: &[u8], expires: Timestamp) -> Result<(), StoreError>;

    /// Keeps what was received of weather models for a cell of the map, whole or not at all. A run that says the same as the
    /// one kept before it is not kept again; of analyses and fixed leads, new values that aren't missing take the place of
    /// older ones.
    ///
    /// # Errors
    /// When the file can't be written.
    fn save_guidance(&self, cell: &str, parts: &[KeptGuidance]) -> Result<(), StoreError>;
    /// What is kept of a variable for a cell: analyses and fixed leads whole, and of the runs received up to `until` the newest
    /// of each of the last `days` days (of UTC) that have one, in the order in which they were received.
    ///
    /// # Errors
    /// When the file can't be read.
    fn guidance(
        &self,
        cell: &str,
        variable: &Variable,
        until: Timestamp,
        days: u32,
    ) -> Result<Vec<KeptGuidance>, StoreError>;
    /// When the newest run for a cell was received, where there is one.
    ///
    /// # Errors
    /// When the file can't be read.
    fn newest_guidance(&self, cell: &str) -> Result<Option<Timestamp>, StoreError>;
    /// How what is kept stands, or nothing where nobody has written anything since it stood so that its version was `known`.
    ///
    /// # Errors
    /// When the file can't be read.
    fn standing(&self, known: Option<i64>) -> Result<Option<crate::Standing>, StoreError>;
    /// Removes the runs received before a moment; says how many.
    ///
    /// # Errors
    /// When the file can't be written.
    fn prune_guidance(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// The state of the file.
    ///
    /// # Errors
    /// When the file can't be read.
    fn health(&self) -> Result<StoreHealth, StoreError>;
}
