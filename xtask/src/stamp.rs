//! Remembers what a step was last done for, so that it is done again only when that changed.

use crate::process::target;
use eyre::{Result, WrapErr};
use sha2::{Digest, Sha256};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// A small file under the target folder that holds the digest of a step's inputs.
pub(crate) struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// The stamp of this step for inputs of this digest.
    pub(crate) fn new(step: &str, digest: String) -> Self {
        Self { path: target().join("xtask").join(step), digest }
    }

    /// Whether the step was last done for the same inputs.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|kept| kept == self.digest)
    }

    /// Remembers that the step has been done.
    pub(crate) fn set(&self) -> Result<()> {
        let folder = self.path.parent().expect("a stamp lies in a folder");
        fs::create_dir_all(folder).wrap_err_with(|| format!("{} can't be made", folder.display()))?;
        fs::write(&self.path, &self.digest)
            .wrap_err_with(|| format!("{} can't be written", self.path.display()))
    }
}

/// The SHA-256 of the names and contents of these files and of everything in these folders.
pub(crate) fn digest(paths: &[PathBuf]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let content = fs::read(&file).wrap_err_with(|| format!("{} can't be read", file.display()))?;
        hash.update(file.to_string_lossy().as_bytes());
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(&content);
    }
    Ok(hash.finalize().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    }))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path).wrap_err_with(|| format!("{} can't be listed", path.display()))? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.push(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_follows_names_and_contents() {
        let folder = target().join("xtask").join("digest-test");
        fs::create_dir_all(folder.join("inner")).unwrap();
        fs::write(folder.join("inner/a"), "one").unwrap();
        let before = digest(std::slice::from_ref(&folder)).unwrap();
        assert_eq!(before, digest(std::slice::from_ref(&folder)).unwrap());
        fs::write(folder.join("inner/a"), "two").unwrap();
        let changed = digest(std::slice::from_ref(&folder)).unwrap();
        fs::write(folder.join("inner/a"), "one").unwrap();
        fs::rename(folder.join("inner/a"), folder.join("inner/b")).unwrap();
        let renamed = digest(std::slice::from_ref(&folder)).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(before != changed && before != renamed && changed != renamed);
        assert_eq!(digest(&[]).unwrap(), digest(&[folder]).unwrap(), "what is not there adds nothing");
    }

    #[test]
    fn a_stamp_is_current_only_for_the_same_digest() {
        let stamp = Stamp::new("stamp-test", "abc".to_owned());
        stamp.set().unwrap();
        assert!(stamp.is_current());
        assert!(!Stamp::new("stamp-test", "abd".to_owned()).is_current());
        fs::remove_file(&stamp.path).unwrap();
        assert!(!stamp.is_current());
    }
}
