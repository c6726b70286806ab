//! Whether the data file may be written, and how it is made: a folder and a file that only their owner can read.

use domain::StoreError;
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind},
    path::Path,
};

/// What may be done with the data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Read and write.
    Write,
    /// Read; files may be made beside it, as SQLite does to read a write-ahead log.
    Read,
    /// Read, and no file may be made beside it: it is read as if nobody ever wrote it.
    ReadFixed,
}

/// Makes the folder where it isn't there.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let unusable = |detail: String| StoreError::Folder { path: folder.display().to_string(), detail };
    match builder.create(folder) {
        Ok(()) => Ok(()),
        Err(_) if folder.exists() => Err(unusable("it is a file, not a folder".into())),
        Err(error) => Err(unusable(error.kind().to_string())),
    }
}

/// What may be done with the file at `path` in `folder`; makes an empty one where there is none.
///
/// A cleared write permission counts even for a superuser, whom the system would let write: it was cleared for a
/// reason.
pub(crate) fn find_out(folder: &Path, path: &Path) -> Result<Access, StoreError> {
    let fixed = is_protected_folder(folder);
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(_) if fixed => Ok(Access::ReadFixed),
        Ok(_) if is_write_protected(path) => Ok(Access::Read),
        Ok(_) => Ok(Access::Write),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if fixed {
                return Err(StoreError::ReadOnly { path: path.display().to_string() });
            }
            make_file(folder, path)?;
            Ok(Access::Write)
        }
        Err(error) if is_forbidden(&error) => Ok(if fixed { Access::ReadFixed } else { Access::Read }),
        // A folder of that name, and the like: SQLite will say.
        Err(_) => Ok(Access::Write),
    }
}

/// Whether nothing may be made in the folder. Windows sets the mark on folders for reasons of its own.
pub(crate) fn is_protected_folder(folder: &Path) -> bool {
    cfg!(unix) && is_write_protected(folder)
}

fn is_write_protected(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// Made by us rather than by SQLite, so that nobody else can read it from its first byte on; SQLite gives the files
/// it keeps beside it the same permissions.
fn make_file(folder: &Path, path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let shown = || path.display().to_string();
    match options.open(path) {
        Ok(_) => {
            // The name must survive a power cut as surely as what will be in the file. Not every system can sync a
            // folder; where it can't, there is nothing more to do.
            if let Ok(folder) = File::open(folder) {
                drop(folder.sync_all());
            }
            Ok(())
        }
        // Another copy of Forecastle was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) if is_forbidden(&error) => Err(StoreError::ReadOnly { path: shown() }),
        Err(error) if error.kind() == ErrorKind::StorageFull => Err(StoreError::DiskFull { path: shown() }),
        Err(error) => Err(StoreError::Other { path: shown(), detail: error.kind().to_string() }),
    }
}
