//! Connections to the data file and how each is set up.

use crate::access::Access;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{path::Path, time::Duration};

/// How long a call waits for another program that is writing, before it says that the file is locked.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The write-ahead log is cut back to this many bytes when it has grown beyond it in a large import.
const LOG_LIMIT: i64 = 16 << 20;

/// Fewer unused bytes than this are kept for what comes.
const WORTHWHILE: i64 = 8 << 20;

/// Opens for writing. Of `PRAGMA`s only those that change nothing in the file: it isn't known yet to be ours.
pub(crate) fn for_writing(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection)?;
    // Acknowledged is durable: the log is synced at every commit, not at checkpoints only.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // macOS: a plain fsync leaves the data in the drive's own cache. Elsewhere these do nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is forgotten is overwritten, not merely unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "journal_size_limit", LOG_LIMIT)?;
    Ok(connection)
}

/// Opens for reading, as far as `access` allows.
pub(crate) fn for_reading(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match access {
        Access::Write | Access::Read => Connection::open_with_flags(path, flags)?,
        Access::ReadFixed => Connection::open_with_flags(
            format!("{}?immutable=1", address(path)),
            flags | OpenFlags::SQLITE_OPEN_URI,
        )?,
    };
    set_up(&connection)?;
    Ok(connection)
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // The file may have been tampered with: no SQL in it is trusted, and its cells are checked as they are read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)
}

/// Whether closing the last connection moves the log into the file. Off until the file is known to be sound and
/// ours, so that what isn't stays as it is.
pub(crate) fn tidy_on_close(connection: &Connection, tidy: bool) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !tidy).map(drop)
}

/// Moves the log into the file and empties it, unless another connection is in the way: then it happens at a later
/// checkpoint, and nothing is lost by that.
pub(crate) fn empty_the_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_millis(200))?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    connection.busy_timeout(BUSY_TIMEOUT)?;
    match busy {
        Ok(0) => {}
        Ok(_) => tracing::debug!("the log is in use and will be emptied later"),
        Err(error) => tracing::debug!(%error, "the log will be emptied later"),
    }
    Ok(())
}

/// Gives room back to the disk when most of the file is unused: after a migration to a smaller form, or when much was
/// removed. What is left is less than what goes, so it takes no longer than the removal did.
pub(crate) fn give_back_room(connection: &Connection) -> rusqlite::Result<()> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (unused, all, page) = (number("freelist_count")?, number("page_count")?, number("page_size")?);
    if unused * page < WORTHWHILE || unused * 2 < all {
        return Ok(());
    }
    // In use by another copy, or no room for the new one beside the old: another time, then.
    if let Err(error) = connection.execute_batch("VACUUM") {
        tracing::debug!(%error, "unused room is given back another time");
    }
    Ok(())
}

/// `path` as an SQLite URI: everything but letters, digits and a few marks is escaped, byte by byte.
fn address(path: &Path) -> String {
    let mut address = String::from("file:");
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) {
        address.push_str("///");
    }
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                address.push(char::from(byte));
            }
            b':' if cfg!(windows) => address.push(':'),
            b'\\' if cfg!(windows) => address.push('/'),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn marks_in_a_path_cannot_be_taken_for_options() {
        assert_eq!(address(Path::new("/a b/50%?mode=rw#é")), "file:/a%20b/50%25%3Fmode%3Drw%23%C3%A9");
    }
}
