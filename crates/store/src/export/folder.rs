//! A folder that gets its name when it is whole.

use super::{
    manifest::{ExportedFile, FILE, Manifest},
    not_exported,
};
use domain::StoreError;
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// In every unfinished folder, so that it can be told from one that someone else gave such a name.
const MARK: &str = "UNFINISHED.txt";
const MARK_TEXT: &str =
    "Forecastle was writing an export here and didn't finish. This folder can be deleted.\n";

/// An export that is being written, beside the place where it is to be. Removed when it is dropped.
pub(super) struct Unfinished {
    target: PathBuf,
    path: PathBuf,
    is_finished: bool,
}

impl Unfinished {
    /// # Errors
    /// When there is something at `target`, or nothing can be made beside it.
    pub(super) fn begin(target: &Path) -> Result<Self, StoreError> {
        let refused = |detail: &str| not_exported(target, detail);
        if target.symlink_metadata().is_ok() {
            return Err(refused("there is something of that name already; choose a new name"));
        }
        let name = target.file_name().ok_or_else(|| refused("it has no name; choose a new name"))?;
        let parent = target.parent().unwrap_or(Path::new("."));
        let begin = |count: u32| {
            let mut unfinished = name.to_owned();
            unfinished.push(if count == 0 {
                ".unfinished".to_owned()
            } else {
                format!(".unfinished{count}")
            });
            let path = parent.join(unfinished);
            // Left by a program that was killed. Another may be at it just now, but not for the same target for long:
            // that one then fails, and says so.
            if path.join(MARK).is_file() {
                drop(fs::remove_dir_all(&path));
            }
            make_folder(&path).map(|()| path)
        };
        let mut made = begin(0);
        for count in 1..100 {
            match made {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => made = begin(count),
                _ => break,
            }
        }
        let path = made.map_err(|error| because(target, &error))?;
        let unfinished = Self { target: target.to_owned(), path, is_finished: false };
        fs::write(unfinished.path.join(MARK), MARK_TEXT).map_err(|error| because(target, &error))?;
        Ok(unfinished)
    }

    /// A new file; `name` may have a folder before it.
    pub(super) fn file(&mut self, name: &str) -> Result<ExportFile, StoreError> {
        let path = self.path.join(name);
        let failed = |error: io::Error| because(&self.target, &error);
        if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
            make_folder(folder).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(ExportFile {
            target: self.target.clone(),
            name: name.to_owned(),
            file: BufWriter::with_capacity(1 << 17, options.open(path).map_err(failed)?),
            hasher: Sha256::new(),
            bytes: 0,
        })
    }

    /// Writes the manifest and gives the folder its name.
    pub(super) fn finish(mut self, manifest: &Manifest) -> Result<(), StoreError> {
        let target = self.target.clone();
        let failed = |error: io::Error| because(&target, &error);
        let text = serde_json::to_vec_pretty(manifest)
            .map_err(|error| not_exported(&target, format!("its manifest can't be written ({error})")))?;
        let mut file = self.file(FILE)?;
        file.file.write_all(&text).map_err(failed)?;
        file.finish(0)?;
        fs::remove_file(self.path.join(MARK)).map_err(failed)?;
        sync_folder(&self.path.join("observations"));
        sync_folder(&self.path);
        // An empty folder could be written over by a rename.
        if target.symlink_metadata().is_ok() {
            return Err(not_exported(&target, "there is something of that name by now; choose a new name"));
        }
        fs::rename(&self.path, &target).map_err(failed)?;
        self.is_finished = true;
        sync_folder(target.parent().unwrap_or(Path::new(".")));
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_finished {
            drop(fs::remove_dir_all(&self.path));
        }
    }
}

/// A file of an export.
pub(super) struct ExportFile {
    target: PathBuf,
    name: String,
    file: BufWriter<File>,
    hasher: Sha256,
    bytes: u64,
}

impl ExportFile {
    /// Writes a line; its end is added.
    pub(super) fn line(&mut self, line: &mut Vec<u8>) -> Result<(), StoreError> {
        line.push(b'\n');
        self.hasher.update(&line);
        self.bytes += line.len() as u64;
        self.file.write_all(line).map_err(|error| because(&self.target, &error))?;
        line.clear();
        Ok(())
    }

    /// Returns when it is on the disk.
    pub(super) fn finish(self, rows: u64) -> Result<ExportedFile, StoreError> {
        let file = self.file.into_inner().map_err(|error| because(&self.target, error.error()))?;
        file.sync_all().map_err(|error| because(&self.target, &error))?;
        Ok(ExportedFile { name: self.name, rows, bytes: self.bytes, sha256: hexadecimal(self.hasher) })
    }
}

pub(super) fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Not every system can; where it can't, there is nothing more to do.
pub(super) fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(path) {
        drop(folder.sync_all());
    }
}

fn because(target: &Path, error: &io::Error) -> StoreError {
    let detail = match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full; free some space or choose another disk".to_owned(),
        io::ErrorKind::NotFound => "the folder it should be in isn't there; make that first".to_owned(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "nothing may be written there; choose another place".to_owned()
        }
        kind => format!("{kind}; choose another place"),
    };
    not_exported(target, detail)
}
