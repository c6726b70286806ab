//! What can go wrong inside, and how it is said outside: SQLite's codes become [`StoreError`]s that tell a person what
//! to do.

use domain::StoreError;
use rusqlite::ffi;
use std::path::Path;

/// Any failure within this crate, before the path of the data file is put to it.
#[derive(Debug)]
pub(crate) enum Failure {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// Already in words.
    Said(StoreError),
    /// What we wrote into the data file has changed since; in words.
    Damaged(&'static str),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Said(error)
    }
}

impl Failure {
    /// In words, about the file at `path`.
    pub(crate) fn about(self, path: &Path) -> StoreError {
        match self {
            Self::Said(error) => error,
            Self::Sqlite(error) => in_words(&error, path),
            Self::Damaged(detail) => {
                StoreError::Damaged { path: path.display().to_string(), detail: detail.to_owned() }
            }
        }
    }
}

/// SQLite's own code of an error, where it has one.
fn code(error: &rusqlite::Error) -> Option<ffi::Error> {
    match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            Some(*error)
        }
        _ => None,
    }
}

/// Whether another connection was in the way.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    let code = code(error).map(|error| error.code);
    matches!(code, Some(ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked))
}

/// Whether writing is not allowed.
fn is_forbidden(error: &rusqlite::Error) -> bool {
    let code = code(error).map(|error| error.code);
    matches!(code, Some(ffi::ErrorCode::ReadOnly | ffi::ErrorCode::PermissionDenied))
}

/// Whether the file, or one that SQLite keeps beside it, could not be opened as asked. A folder in which nothing can
/// be made looks like this.
pub(crate) fn is_refused(error: &rusqlite::Error) -> bool {
    is_forbidden(error) || code(error).is_some_and(|error| error.code == ffi::ErrorCode::CannotOpen)
}

/// Whether the file is not, or no longer, a sound database.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    let Some(error) = code(error) else { return false };
    matches!(error.code, ffi::ErrorCode::DatabaseCorrupt | ffi::ErrorCode::NotADatabase)
        || error.extended_code == ffi::SQLITE_IOERR_CORRUPTFS
}

/// Whether there was no room. Besides the plain case, SQLite reports a full disk as an I/O error when it can't
/// enlarge the shared-memory file beside the database.
fn is_full(error: ffi::Error) -> bool {
    error.code == ffi::ErrorCode::DiskFull || error.extended_code == ffi::SQLITE_IOERR_SHMSIZE
}

fn in_words(error: &rusqlite::Error, path: &Path) -> StoreError {
    let path = path.display().to_string();
    if is_busy(error) {
        StoreError::Locked { path }
    } else if is_forbidden(error) {
        StoreError::ReadOnly { path }
    } else if code(error).is_some_and(is_full) {
        StoreError::DiskFull { path }
    } else if is_damage(error) {
        StoreError::Damaged { path, detail: detail(error) }
    } else {
        StoreError::Other { path, detail: detail(error) }
    }
}

/// SQLite's sentence, without the SQL that rusqlite would add to it.
fn detail(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_of_sqlite_says_what_to_do() {
        let said = |code| {
            Failure::Sqlite(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
                .about(Path::new("/data/forecastle.sqlite"))
        };
        let path = "/data/forecastle.sqlite".to_owned();
        assert_eq!(said(ffi::SQLITE_BUSY), StoreError::Locked { path: path.clone() });
        assert_eq!(said(ffi::SQLITE_BUSY_SNAPSHOT), StoreError::Locked { path: path.clone() });
        assert_eq!(said(ffi::SQLITE_READONLY), StoreError::ReadOnly { path: path.clone() });
        assert_eq!(said(ffi::SQLITE_PERM), StoreError::ReadOnly { path: path.clone() });
        assert_eq!(said(ffi::SQLITE_FULL), StoreError::DiskFull { path: path.clone() });
        assert_eq!(said(ffi::SQLITE_IOERR_SHMSIZE), StoreError::DiskFull { path });
        assert!(matches!(said(ffi::SQLITE_CORRUPT_INDEX), StoreError::Damaged { .. }));
        assert!(matches!(said(ffi::SQLITE_NOTADB), StoreError::Damaged { .. }));
        assert!(matches!(said(ffi::SQLITE_IOERR_READ), StoreError::Other { .. }));
        assert!(
            matches!(said(ffi::SQLITE_CANTOPEN), StoreError::Other { .. }),
            "too many open files, perhaps"
        );
    }
}
