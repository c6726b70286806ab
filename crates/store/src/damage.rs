//! Whether the data file is whole. Opening it must stay fast however large it is, so what is looked at there costs
//! next to nothing: its header against its length, and every page only while the file is small. The full check is
//! [`is_sound`], which `forecastle doctor` runs.

use rusqlite::Connection;
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Files up to this size are checked whole whenever they are opened. Measured on two slow cores: about 3 ms a megabyte,
/// so 12 ms here and 650 ms at 200 MB. Beyond it, damage inside a page is met when the page is read, or by
/// `forecastle doctor`.
pub(crate) const CHECKED_WHOLE: u64 = 4 << 20;

/// How every SQLite file begins.
const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER_LENGTH: usize = 100;
const LOG_HEADER_LENGTH: u64 = 32;
const LOG_FRAME_HEADER_LENGTH: u64 = 24;

/// Says what is plainly wrong with the file, without SQLite, which would touch the files beside it.
pub(crate) fn plain_flaw(path: &Path) -> Option<String> {
    if path.is_dir() {
        return Some("it is a folder".to_owned());
    }
    emptied(path).or_else(|| not_a_database(path)).or_else(|| missing_end(path))
}

/// The file is empty and the log beside it is not: something else emptied it, for SQLite writes the file first. SQLite
/// would take it for a new one and throw the log away.
fn emptied(path: &Path) -> Option<String> {
    let length = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => 0,
        Err(_) => return None,
    };
    let log = log_path(path);
    let log = log.file_name().unwrap_or_default().display();
    (length == 0 && log_length(path) > 0)
        .then(|| format!("it is empty, but {log} beside it holds changes to it"))
}

/// The file begins otherwise than every SQLite file. SQLite would take a very short one for a new database and
/// write over it.
fn not_a_database(path: &Path) -> Option<String> {
    let mut beginning = Vec::new();
    File::open(path).ok()?.take(MAGIC.len() as u64).read_to_end(&mut beginning).ok()?;
    (!beginning.is_empty() && beginning != MAGIC).then(|| "it is not a database".to_owned())
}

/// The file is shorter than its header promises, even by part of a page. SQLite notices whole pages missing only, and
/// not while a write-ahead log is there.
fn missing_end(path: &Path) -> Option<String> {
    // Another program may be moving its log into the file just now; what is truly missing stays missing.
    let mut found = look(path)?;
    for _ in 0..5 {
        thread::sleep(Duration::from_millis(40));
        found = look(path)?;
    }
    Some(found)
}

fn look(path: &Path) -> Option<String> {
    let mut header = [0; HEADER_LENGTH];
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    if (1..HEADER_LENGTH as u64).contains(&length) {
        return Some(format!("its end is missing: only {length} bytes are there"));
    }
    file.read_exact(&mut header).ok()?;
    let header = Header::parse(&header)?;
    let whole = header.pages * header.page_size;
    // Measured after the header was read, so that a file that grows meanwhile isn't taken for one cut short. Pages that
    // aren't in it yet may be in the log beside it.
    let length = file.metadata().ok()?.len();
    let log = log_length(path).saturating_sub(LOG_HEADER_LENGTH);
    let logged = log / (header.page_size + LOG_FRAME_HEADER_LENGTH);
    (length + logged * header.page_size < whole)
        .then(|| format!("its end is missing: {length} of {whole} bytes are there"))
}

/// The part of SQLite's file header that tells the length of the file
/// (<https://www.sqlite.org/fileformat.html#the_database_header>).
#[derive(Debug, PartialEq, Eq)]
struct Header {
    page_size: u64,
    pages: u64,
}

impl Header {
    fn parse(bytes: &[u8; HEADER_LENGTH]) -> Option<Self> {
        let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let size = u16::from_be_bytes([bytes[16], bytes[17]]);
        // The number of pages holds only if the two change counters agree: very old SQLite left it alone.
        (bytes.starts_with(MAGIC) && number(24) == number(92)).then(|| Self {
            page_size: if size == 1 { 65_536 } else { u64::from(size) },
            pages: u64::from(number(28)),
        })
    }
}

/// The write-ahead log beside the file.
pub(crate) fn log_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-wal");
    name.into()
}

/// Its length in bytes; 0 where there is none.
pub(crate) fn log_length(path: &Path) -> u64 {
    fs::metadata(log_path(path)).map_or(0, |metadata| metadata.len())
}

/// What SQLite finds wrong with the structure of the file; nothing where it is sound. Reads all of it, but doesn't
/// compare indexes with their tables (`quick_check`).
pub(crate) fn first_flaw(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((verdict != "ok").then_some(verdict))
}

/// Whether the structure is sound and every row points to rows that are there.
pub(crate) fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    if first_flaw(connection)?.is_some() {
        return Ok(false);
    }
    let mut dangling = connection.prepare("PRAGMA foreign_key_check")?;
    Ok(!dangling.exists([])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_the_file_format_says() {
        let mut bytes = [0; HEADER_LENGTH];
        assert_eq!(Header::parse(&bytes), None);
        bytes[..16].copy_from_slice(MAGIC);
        bytes[16..18].copy_from_slice(&1u16.to_be_bytes());
        bytes[28..32].copy_from_slice(&7u32.to_be_bytes());
        assert_eq!(Header::parse(&bytes), Some(Header { page_size: 65_536, pages: 7 }));
        bytes[16..18].copy_from_slice(&4096u16.to_be_bytes());
        assert_eq!(Header::parse(&bytes), Some(Header { page_size: 4096, pages: 7 }));
        bytes[24] = 1;
        assert_eq!(Header::parse(&bytes), None, "the count is stale");
    }
}
