//! How the answer of a program is read: its rows go to a file, which is read as a file of the user's is.

use super::{appointments, refused};
use crate::{problems, shared::Shared};
use context::{
    calendar::Appointment,
    import::{Opened, Progress, Surroundings, open},
};
use contract::{Problem, ProblemCode};
use domain::{AppointmentFields, FileFormat, ImportOptions, SourceMapping, SourceRequest};
use serde_json::{Map, Value};
use sources::{Found, Rows, SourcesError, found, rows_at};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// Records that are looked at for the names of their fields.
const LOOKED_AT: usize = 50;
/// Names of fields that are told.
const MOST_FIELDS: usize = 64;
/// Characters of the name of the file.
const LONGEST_STEM: usize = 40;

/// The rows of an answer.
pub(super) struct Answer {
    /// Where they stand.
    pub(super) path: String,
    /// Every place where there are some.
    pub(super) places: Vec<Found>,
    rows: Rows,
    stem: String,
}

impl Answer {
    /// Finds the rows, where the mapping says or where most are.
    pub(super) fn of(
        shared: &Shared,
        document: &Value,
        request: &SourceRequest,
        mapping: &SourceMapping,
    ) -> Result<Self, Problem> {
        let places = found(document);
        let path = match (&mapping.path, places.first()) {
            (Some(path), _) => path.clone(),
            (None, Some(first)) => first.path.clone(),
            (None, None) => return Err(refused(&SourcesError::Nothing { what: "no rows" })),
        };
        let now = shared.clock.now().timestamp().to_string();
        let rows = rows_at(document, &path, &now).map_err(|error| refused(&error))?;
        Ok(Self { path, places, rows, stem: stem(request) })
    }

    /// The names of the fields of records.
    pub(super) fn fields(&self) -> Vec<String> {
        let Rows::Records(records) = &self.rows else { return Vec::new() };
        let mut fields: Vec<String> = Vec::new();
        for record in records.iter().take(LOOKED_AT) {
            for name in record.keys() {
                if fields.len() < MOST_FIELDS && !fields.contains(name) {
                    fields.push(name.clone());
                }
            }
        }
        fields
    }

    pub(super) fn is_calendar(&self) -> bool {
        self.format() == FileFormat::Calendar
    }

    /// The fields that appointments seem to have, where records are some.
    pub(super) fn likely_appointments(&self) -> Option<AppointmentFields> {
        match &self.rows {
            Rows::Records(_) => appointments::likely_fields(&self.fields()),
            Rows::Text(_) => None,
        }
    }

    fn format(&self) -> FileFormat {
        match &self.rows {
            Rows::Records(_) => FileFormat::Json,
            Rows::Text(text) => {
                let begins = text.trim_start();
                if begins.get(..15).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
                    FileFormat::Calendar
                } else if begins.starts_with('{') {
                    FileFormat::Json
                } else {
                    FileFormat::Table
                }
            }
        }
    }

    /// The rows as a file, looked into.
    pub(super) fn opened(&self, shared: &Shared, options: &ImportOptions) -> Result<(File, Opened), Problem> {
        let format = self.format();
        let extension = match format {
            FileFormat::Json => "json",
            FileFormat::Calendar => "ics",
            _ => "csv",
        };
        let lost = |error: std::io::Error| {
            let detail = format!("{} Free some space and try again.", problems::sentence(&error.to_string()));
            Problem::new(ProblemCode::Data, "The answer can't be laid down", detail)
        };
        let folder = tempfile::tempdir().map_err(lost)?;
        let path = folder.path().join(&self.stem).with_extension(extension);
        let text = match &self.rows {
            Rows::Text(text) => text.clone().into_bytes(),
            Rows::Records(records) => lines(records),
        };
        fs::write(&path, text).map_err(lost)?;
        let file = File { path, _folder: folder };
        let surroundings = Surroundings {
            now: shared.clock.now(),
            gazetteer: Some(shared.gazetteer),
            progress: Progress::default(),
        };
        let options = ImportOptions { format: Some(format), ..options.clone() };
        let opened =
            open(&file.path, &options, &surroundings).map_err(|error| file.unreadable(&error.to_string()))?;
        Ok((file, opened))
    }

    /// The appointments in it.
    pub(super) fn appointments(
        &self,
        shared: &Shared,
        mapping: &SourceMapping,
        fields: &AppointmentFields,
    ) -> Result<Vec<Appointment>, Problem> {
        match &self.rows {
            Rows::Records(records) => {
                let zone = mapping.options.time_zone.as_deref();
                appointments::of_records(records, fields, zone, &shared.clock.now())
            }
            Rows::Text(_) => {
                let (_file, opened) = self.opened(shared, &ImportOptions::default())?;
                match opened.calendar() {
                    Some(calendar) => Ok(calendar.appointments.clone()),
                    None => Err(refused(&SourcesError::Nothing { what: "no calendar" })),
                }
            }
        }
    }
}

/// The rows of an answer as a file, until it is dropped.
pub(super) struct File {
    path: PathBuf,
    _folder: TempDir,
}

impl File {
    /// What is said of the file is said of the answer.
    pub(super) fn said(&self, words: &str) -> String {
        words.replace(&self.path.display().to_string(), "the answer")
    }

    pub(super) fn unreadable(&self, words: &str) -> Problem {
        let detail = problems::sentence(&self.said(words));
        Problem::new(ProblemCode::Import, "The answer can't be read", detail)
    }
}

fn lines(records: &[Map<String, Value>]) -> Vec<u8> {
    let mut text = Vec::new();
    for record in records {
        serde_json::to_writer(&mut text, record).expect("memory can be written, and keys are texts");
        text.push(b'\n');
    }
    text
}

/// A name for the file, which names a series whose column doesn't.
fn stem(request: &SourceRequest) -> String {
    let name = match request {
        SourceRequest::Tool { name, .. } => name.as_str(),
        SourceRequest::Resource { uri } => {
            let last = uri.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
            last.split('.').next().unwrap_or_default()
        }
    };
    let stem: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
        .take(LONGEST_STEM)
        .collect();
    if stem.chars().any(char::is_alphanumeric) { stem } else { "answer".to_owned() }
}
