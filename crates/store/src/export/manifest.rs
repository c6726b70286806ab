//! What an export consists of.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) const FILE: &str = "manifest.json";

const FORMAT: &str = "forecastle export";

/// Raised whenever a file or a column is added or changed: an older program must not restore less than there is.
pub(super) const VERSION: u32 = 4;

/// Tables whose numbers are never given twice.
pub(super) const SEQUENCES: &[&str] = &["connected_source", "firing", "import", "layer", "question", "watch"];

/// Where the observations of each series are.
pub(super) const OBSERVATIONS: &str = "observations/";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: String,
    pub(super) version: u32,
    /// The program that wrote it, for people.
    program: String,
    /// The last number given, by table.
    pub(super) sequences: BTreeMap<String, i64>,
    pub(super) files: Vec<ExportedFile>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ExportedFile {
    pub(super) name: String,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// In hexadecimal.
    pub(super) sha256: String,
}

/// What can be read of a manifest of any version.
#[derive(Deserialize)]
pub(super) struct Heading {
    format: String,
    pub(super) version: u32,
}

impl Heading {
    pub(super) fn is_ours(&self) -> bool {
        self.format == FORMAT
    }
}

impl Manifest {
    pub(super) fn new() -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: format!("Forecastle {}", env!("CARGO_PKG_VERSION")),
            sequences: BTreeMap::new(),
            files: Vec::new(),
        }
    }

    pub(super) fn file(&self, name: &str) -> Option<&ExportedFile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// How many of what, by the names of the files.
    pub(super) fn counts(&self) -> Vec<(String, u64)> {
        let mut counts: Vec<(String, u64)> = Vec::new();
        for file in &self.files {
            let name = if file.name.starts_with(OBSERVATIONS) { OBSERVATIONS } else { &file.name };
            let words = name.trim_end_matches(['/']).trim_end_matches(".jsonl").replace('_', " ");
            match counts.last_mut().filter(|(known, _)| *known == words) {
                Some((_, count)) => *count += file.rows,
                None => counts.push((words, file.rows)),
            }
        }
        counts
    }
}
