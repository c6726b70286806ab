//! An exported folder becomes a data file again: a new one, whole or not at all.

use super::{
    folder::{hexadecimal, sync_folder},
    manifest::{FILE, Heading, Manifest, OBSERVATIONS, SEQUENCES, VERSION},
    observations, tables,
};
use crate::{failure::Failure, layers::BlockWriter};
use domain::StoreError;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Read as _},
    path::Path,
};

/// Larger than any manifest.
const LARGEST_MANIFEST: u64 = 256 << 20;

/// Puts an export into `file`, which is new and empty, within one transaction.
pub(crate) fn restore(from: &Path, connection: &Connection) -> Result<(), Failure> {
    let manifest = read_manifest(from)?;
    for file in &manifest.files {
        check(from, &file.name, file.bytes, &file.sha256)?;
    }
    for table in tables::TABLES {
        if manifest.file(table.file).is_none() && table.since > manifest.version {
            continue;
        }
        listed(from, &manifest, table.file)?;
        each_line(from, table.file, |number, line| {
            let row = tables::read_row(line, table)
                .ok_or_else(|| not_restored(from, tables::not_a_row(table.file, number)))?;
            tables::insert(connection, table, &row).map_err(|error| unfit(from, table.file, number, error))
        })?;
    }
    let mut query = connection.prepare("SELECT number FROM series")?;
    let numbers = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let files = manifest.files.iter().filter(|file| file.name.starts_with(OBSERVATIONS)).count();
    if files != numbers.len() {
        return Err(not_restored(
            from,
            "its series and its files of observations don't agree; take another copy of it",
        )
        .into());
    }
    for series in numbers {
        put_observations(from, &manifest, connection, series)?;
    }
    for name in SEQUENCES {
        let last = manifest.sequences.get(*name).copied().unwrap_or(0);
        connection.execute(
            "DELETE FROM sqlite_sequence WHERE name = ?1 AND seq < ?2",
            rusqlite::params![name, last],
        )?;
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
            rusqlite::params![name, last],
        )?;
    }
    Ok(())
}

/// Moves a restored file to its place.
pub(crate) fn put_in_place(restored: &Path, place: &Path) -> io::Result<()> {
    File::open(restored)?.sync_all()?;
    fs::rename(restored, place)?;
    sync_folder(place.parent().unwrap_or(Path::new(".")));
    Ok(())
}

fn read_manifest(from: &Path) -> Result<Manifest, StoreError> {
    let refused = || {
        not_restored(
            from,
            format!("it has no {FILE} that Forecastle wrote; choose a folder that was exported"),
        )
    };
    let mut text = Vec::new();
    let file = File::open(from.join(FILE)).map_err(|_| refused())?;
    file.take(LARGEST_MANIFEST).read_to_end(&mut text).map_err(|_| refused())?;
    // First what stays the same in every version, so that a newer one is told from a broken one.
    let heading: Heading = serde_json::from_slice(&text).map_err(|_| refused())?;
    if !heading.is_ours() {
        return Err(refused());
    }
    if heading.version > VERSION {
        let path = from.display().to_string();
        return Err(StoreError::Newer { path, found: heading.version, known: VERSION });
    }
    serde_json::from_slice(&text).map_err(|_| refused())
}

/// Whether the file is as it was written.
fn check(from: &Path, name: &str, bytes: u64, sha256: &str) -> Result<(), StoreError> {
    let ours = tables::TABLES.iter().any(|table| table.file == name)
        || name
            .strip_prefix(OBSERVATIONS)
            .and_then(|rest| rest.strip_suffix(".csv"))
            .is_some_and(|number| number.parse::<i64>().is_ok());
    if !ours {
        return Err(not_restored(from, format!("its {FILE} names {name}, which is none of its files")));
    }
    let differs = || not_restored(from, format!("{name} isn't as it was written; take another copy of it"));
    let path = from.join(name);
    // Looked at before it is read: reading another kind of file may never end.
    let metadata = fs::metadata(&path)
        .map_err(|_| not_restored(from, format!("{name} is missing; take another copy of it")))?;
    if !metadata.is_file() || metadata.len() != bytes {
        return Err(differs());
    }
    let mut file = File::open(&path).map_err(|_| differs())?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => hasher.update(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(differs()),
        }
    }
    if hexadecimal(hasher) == sha256 { Ok(()) } else { Err(differs()) }
}

fn listed(from: &Path, manifest: &Manifest, name: &str) -> Result<(), StoreError> {
    match manifest.file(name) {
        Some(_) => Ok(()),
        None => Err(not_restored(from, format!("its {FILE} doesn't name {name}; take another copy of it"))),
    }
}

fn each_line(
    from: &Path,
    name: &str,
    mut take: impl FnMut(u64, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let unreadable = |error: io::Error| not_restored(from, format!("{name} can't be read: {}", error.kind()));
    let mut file = BufReader::with_capacity(1 << 17, File::open(from.join(name)).map_err(unreadable)?);
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if file.read_line(&mut line).map_err(unreadable)? == 0 {
            break;
        }
        take(number, line.trim_end_matches('\n'))?;
    }
    Ok(())
}

fn put_observations(
    from: &Path,
    manifest: &Manifest,
    connection: &Connection,
    series: i64,
) -> Result<(), Failure> {
    let name = observations::name(series);
    listed(from, manifest, &name)?;
    let mut query = connection.prepare("SELECT id FROM layer WHERE series = ?1")?;
    let layers = query.query_map([series], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let first = BlockWriter::new(connection, series, 0)?;
    let mut writers: BTreeMap<i64, (BlockWriter<'_>, i64)> =
        layers.into_iter().map(|layer| (layer, (first.beside(series, layer), i64::MIN))).collect();
    let mut failure = None;
    each_line(from, &name, |number, line| {
        let refused = || not_restored(from, tables::not_a_row(&name, number));
        if number == 1 {
            return if line == observations::HEADER { Ok(()) } else { Err(refused()) };
        }
        let (layer, time, value) = observations::read_row(line).ok_or_else(refused)?;
        let (writer, before) = writers.get_mut(&layer).ok_or_else(refused)?;
        if time <= *before {
            return Err(refused());
        }
        *before = time;
        writer.push(time, value).map_err(|error| {
            failure = Some(error);
            refused()
        })
    })
    .map_err(|error| failure.take().unwrap_or(Failure::Said(error)))?;
    for (writer, _) in writers.into_values() {
        writer.finish()?;
    }
    Ok(())
}

/// A row that the schema refuses; what else goes wrong with SQLite is said as such.
fn unfit(from: &Path, file: &str, line: u64, error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => Failure::from(error).about(from),
        _ => not_restored(from, tables::not_a_row(file, line)),
    }
}

/// Nothing was restored, and why.
pub(crate) fn not_restored(from: &Path, detail: impl Into<String>) -> StoreError {
    StoreError::NotRestored { path: from.display().to_string(), detail: detail.into() }
}
