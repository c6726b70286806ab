//! What a person sees of an import, by topic.

mod layout;
mod refusals;
mod times;
mod units;

use crate::import::{Surroundings, open};
use domain::ImportOptions;
use jiff::{Timestamp, tz::TimeZone};
use std::path::Path;

/// A file of this name with this content, in a folder of its own so that messages name it the same everywhere.
struct Sample {
    _folder: tempfile::TempDir,
    path: std::path::PathBuf,
}

fn file(content: impl AsRef<[u8]>) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("readings.csv");
    std::fs::write(&path, content).unwrap();
    Sample { _folder: folder, path }
}

fn options() -> ImportOptions {
    ImportOptions::default()
}

/// Everything a person sees of an import: the series, its values, the notes; or the message.
fn seen(content: impl AsRef<[u8]>, options: &ImportOptions) -> String {
    let sample = file(content);
    let folder = sample.path.parent().unwrap().display().to_string();
    let told = match read(&sample.path, options) {
        Err(error) => error.to_string(),
        Ok(mut import) => {
            let mut lines = Vec::new();
            for incoming in import.by_ref() {
                match incoming {
                    Ok((0, observation)) => lines.push(format!(
                        "{} {}",
                        observation.valid_time,
                        (observation.value * 1e6).round() / 1e6
                    )),
                    Ok((series, observation)) => lines.push(format!(
                        "{} {} ({series})",
                        observation.valid_time,
                        (observation.value * 1e6).round() / 1e6
                    )),
                    Err(error) => lines.push(error.to_string()),
                }
            }
            let heads = import.infos().iter().map(|info| {
                format!(
                    "{} | {} | {} | {:?} | every {} min",
                    info.id,
                    info.title,
                    info.unit.symbol(),
                    info.kind,
                    info.step_minutes
                )
            });
            [heads.collect(), lines, import.notes()].concat().join("\n")
        }
    };
    told.replace(&format!("{folder}/"), "").replace(&folder, "FOLDER")
}

fn read(path: &Path, options: &ImportOptions) -> Result<crate::import::Reading, crate::ContextError> {
    let zone = TimeZone::get("America/New_York").unwrap();
    open(path, options, &Surroundings::at("2025-01-01T00:00Z".parse::<Timestamp>().unwrap().to_zoned(zone)))?
        .read()
}
