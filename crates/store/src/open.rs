//! Opening the data file: it is looked at before anything is written, and a file that isn't sound, ours and of a
//! known version is left as it was found.

use crate::{
    access::{self, Access},
    connection, damage,
    failure::{Failure, is_damage, is_refused},
    migrate,
};
use domain::StoreError;
use rusqlite::Connection;
use std::{fs, path::Path};

/// A data file that was found sound.
pub(crate) struct Opened {
    /// What may be done with it.
    pub(crate) access: Access,
    /// The connection that writes, where it may be written.
    pub(crate) writer: Option<Connection>,
    /// A first connection for reading.
    pub(crate) reader: Connection,
}

/// Opens for writing where that is allowed, else for reading; makes the folder and the file where they aren't there.
pub(crate) fn open(folder: &Path, path: &Path) -> Result<Opened, Failure> {
    access::make_folder(folder)?;
    refuse_incomplete(path)?;
    match access::find_out(folder, path)? {
        Access::Write => match open_writable(path) {
            // Nothing can be made beside it, whatever its permissions say.
            Err(Failure::Sqlite(error)) if is_refused(&error) && path.is_file() => {
                open_readable(path, Access::Read)
            }
            other => other,
        },
        access => open_readable(path, access),
    }
}

/// Opens for reading and never writes, whatever is allowed.
pub(crate) fn open_read_only(folder: &Path, path: &Path) -> Result<Opened, Failure> {
    if !path.exists() {
        let detail = "no data file is in it yet".to_owned();
        return Err(StoreError::Folder { path: folder.display().to_string(), detail }.into());
    }
    refuse_incomplete(path)?;
    let fixed = access::is_protected_folder(folder);
    open_readable(path, if fixed { Access::ReadFixed } else { Access::Read })
}

fn open_writable(path: &Path) -> Result<Opened, Failure> {
    let mut writer = connection::for_writing(path)?;
    connection::tidy_on_close(&writer, false)?;
    check(&writer, path)?;
    migrate::use_write_ahead_log(&writer)?;
    migrate::to_latest(&mut writer, path)?;
    connection::give_back_room(&writer)?;
    connection::tidy_on_close(&writer, true)?;
    let reader = connection::for_reading(path, Access::Write)?;
    Ok(Opened { access: Access::Write, writer: Some(writer), reader })
}

fn open_readable(path: &Path, access: Access) -> Result<Opened, Failure> {
    // Read as if nobody wrote it, a log beside it would be passed over and older answers shown as the newest.
    let logged = damage::log_length(path) > 0;
    let access = if access == Access::ReadFixed && logged { Access::Read } else { access };
    let attempt = |access| -> Result<Opened, Failure> {
        let reader = connection::for_reading(path, access)?;
        // An older schema can't be brought up to date without writing.
        if check(&reader, path)? < migrate::known_version() {
            return Err(StoreError::ReadOnly { path: path.display().to_string() }.into());
        }
        Ok(Opened { access, writer: None, reader })
    };
    match attempt(access) {
        Err(Failure::Sqlite(error)) if is_refused(&error) && access == Access::Read && !logged => {
            attempt(Access::ReadFixed)
        }
        // Reading a log takes a file beside it that can't be made.
        Err(Failure::Sqlite(error)) if is_refused(&error) && logged => {
            Err(StoreError::ReadOnly { path: path.display().to_string() }.into())
        }
        other => other,
    }
}

/// Refuses what can be seen to be incomplete without SQLite, which would touch the files beside it.
fn refuse_incomplete(path: &Path) -> Result<(), StoreError> {
    match damage::plain_flaw(path) {
        Some(detail) => Err(StoreError::Damaged { path: path.display().to_string(), detail }),
        None => Ok(()),
    }
}

/// Refuses a file that is damaged, newer or another program's; gives its schema version.
fn check(connection: &Connection, path: &Path) -> Result<u32, Failure> {
    let version = migrate::check(connection, path)?;
    let length = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if length <= damage::CHECKED_WHOLE {
        let flaw = match damage::first_flaw(connection) {
            Err(error) if is_damage(&error) => Some(error.to_string()),
            other => other?,
        };
        if let Some(detail) = flaw {
            return Err(StoreError::Damaged { path: path.display().to_string(), detail }.into());
        }
    }
    Ok(version)
}
