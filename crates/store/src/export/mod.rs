//! Everything there is, as a folder of CSV and JSON lines that any program can read, and back. `docs/export.md` describes
//! the folder for those who want to read it.

mod folder;
mod manifest;
mod observations;
mod restore;
mod tables;

pub(crate) use restore::{not_restored, put_in_place, restore};

use crate::failure::Failure;
use domain::{ExportedData, StoreError};
use folder::Unfinished;
use manifest::{Manifest, SEQUENCES};
use rusqlite::Connection;
use std::path::Path;

/// Writes everything in the data file to a new folder, which has its name only once it is whole and on the disk.
pub(crate) fn export(connection: &Connection, folder: &Path) -> Result<ExportedData, Failure> {
    let mut unfinished = Unfinished::begin(folder)?;
    let mut manifest = Manifest::new();
    for name in SEQUENCES {
        let last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?1";
        manifest.sequences.insert((*name).to_owned(), connection.query_row(last, [name], |row| row.get(0))?);
    }
    for table in tables::TABLES {
        let mut file = unfinished.file(table.file)?;
        let rows = tables::write(connection, table, &mut file)?;
        manifest.files.push(file.finish(rows)?);
    }
    for (name, series) in observations::files(connection)? {
        let mut file = unfinished.file(&name)?;
        let rows = observations::write(connection, series, &mut file)?;
        manifest.files.push(file.finish(rows)?);
    }
    unfinished.finish(&manifest)?;
    Ok(ExportedData {
        folder: folder.display().to_string(),
        bytes: manifest.files.iter().map(|file| file.bytes).sum(),
        counts: manifest.counts(),
    })
}

/// Nothing was exported, and why.
fn not_exported(folder: &Path, detail: impl std::fmt::Display) -> StoreError {
    StoreError::NotExported { path: folder.display().to_string(), detail: detail.to_string() }
}
