//! How far a growing file has been read, and what was appended to it since: files that are written anew, cut short or put in the
//! place of another are told from those that grew.

use serde_json::{Value, json};
use std::{
    fs::File,
    io::{self, Read, Seek as _, SeekFrom, Write as _},
    path::Path,
};

/// Bytes before the end of what was read by which it is known again.
const PRINT: u64 = 4096;
/// Bytes from the beginning that are read with every part, for the columns' names and a few rows to tell their form from.
const HEAD: u64 = 8192;

/// How far a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes, up to the end of a line.
    read: u64,
    /// Of the last bytes of these (FNV-1a).
    print: u64,
}

/// What a file holds beside what was read.
#[derive(Debug)]
pub(super) enum Unread {
    /// Nothing, or no whole line.
    Nothing,
    /// The beginning of the file alone, and with what was appended behind it, each in a file of the same name in a folder of its own.
    Appended { head: tempfile::TempDir, both: tempfile::TempDir, mark: Mark },
    /// It is another file than the one that was read, or one that can't be read in parts.
    Anything,
}

impl Mark {
    /// At the end of the last whole line.
    pub(super) fn at_the_end(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let read = end_of_lines(&mut file, 0, length)?;
        Ok(Self { read, print: print(&mut file, read)? })
    }

    pub(super) fn to_json(&self) -> Value {
        json!({ "read": self.read, "print": self.print.to_string() })
    }

    pub(super) fn of_json(value: &Value) -> Option<Self> {
        Some(Self { read: value["read"].as_u64()?, print: value["print"].as_str()?.parse().ok()? })
    }

    /// What came to the file since.
    pub(super) fn unread(&self, path: &Path) -> io::Result<Unread> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        if length < self.read || self.read == 0 || print(&mut file, self.read)? != self.print {
            return Ok(Unread::Anything);
        }
        let end = end_of_lines(&mut file, self.read, length)?;
        if end == self.read {
            return Ok(Unread::Nothing);
        }
        let head_ends = end_of_lines(&mut file, 0, HEAD.min(self.read))?;
        let mut head = vec![0; usize::try_from(head_ends).unwrap_or(0)];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut head)?;
        // Lines of text only: a database has its own ways to grow.
        let Some(name) = path.file_name().filter(|_| !head.is_empty() && !head.contains(&0)) else {
            return Ok(Unread::Anything);
        };
        let (alone, both) = (tempfile::tempdir()?, tempfile::tempdir()?);
        File::create(alone.path().join(name))?.write_all(&head)?;
        let mut joined = File::create(both.path().join(name))?;
        joined.write_all(&head)?;
        file.seek(SeekFrom::Start(self.read))?;
        io::copy(&mut Read::by_ref(&mut file).take(end - self.read), &mut joined)?;
        let mark = Self { read: end, print: print(&mut file, end)? };
        Ok(Unread::Appended { head: alone, both, mark })
    }
}

/// Where the last whole line between `from` and `to` ends; `from` where there is none.
fn end_of_lines(file: &mut File, from: u64, to: u64) -> io::Result<u64> {
    const PIECE: u64 = 1 << 16;
    let mut end = to;
    let mut piece = Vec::new();
    while end > from {
        let start = end.saturating_sub(PIECE).max(from);
        piece.clear();
        file.seek(SeekFrom::Start(start))?;
        Read::by_ref(file).take(end - start).read_to_end(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(from)
}

fn print(file: &mut File, end: u64) -> io::Result<u64> {
    let start = end.saturating_sub(PRINT);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    Read::by_ref(file).take(end - start).read_to_end(&mut bytes)?;
    Ok(bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn text(folder: &tempfile::TempDir) -> String {
        fs::read_to_string(folder.path().join("a.csv")).expect("readable")
    }

    #[test]
    fn what_was_appended_is_told_from_what_was_written_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        fs::write(&path, "time,value\n1,1\n2,").expect("written");
        let mark = Mark::at_the_end(&path).expect("readable");
        assert_eq!(Mark::of_json(&mark.to_json()), Some(mark.clone()));
        assert_eq!(mark.read, 15, "the last line isn't whole");
        assert!(matches!(mark.unread(&path).expect("readable"), Unread::Nothing));
        fs::write(&path, "time,value\n1,1\n2,2\n3,").expect("written");
        let Unread::Appended { head, both, mark: next } = mark.unread(&path).expect("readable") else {
            panic!("a line came")
        };
        assert_eq!(text(&head), "time,value\n1,1\n");
        assert_eq!(text(&both), "time,value\n1,1\n2,2\n");
        assert!(matches!(next.unread(&path).expect("readable"), Unread::Nothing));
        for other in ["time,value\n1,7\n2,2\n3,3\n", "time,value\n", "", "\n"] {
            fs::write(&path, other).expect("written");
            assert!(matches!(next.unread(&path).expect("readable"), Unread::Anything), "{other:?}");
        }
        fs::write(&path, b"a\0b\nc\n").expect("written");
        let binary = Mark::at_the_end(&path).expect("readable");
        fs::write(&path, b"a\0b\nc\nd\n").expect("written");
        assert!(matches!(binary.unread(&path).expect("readable"), Unread::Anything));
    }

    #[test]
    fn of_a_long_file_the_beginning_and_the_new_end_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let mut all = String::from("time,value\n");
        for row in 0..20_000 {
            all.push_str(&format!("{row},{row}\n"));
        }
        fs::write(&path, &all).expect("written");
        let mark = Mark::at_the_end(&path).expect("readable");
        fs::write(&path, format!("{all}20000,5\n")).expect("written");
        let Unread::Appended { head, both, .. } = mark.unread(&path).expect("readable") else {
            panic!("a line came")
        };
        assert!(text(&head).len() <= 8192 && all.starts_with(&text(&head)));
        assert_eq!(text(&both), format!("{}20000,5\n", text(&head)));
    }
}
