//! Lines and cells of a text file, in memory that doesn't grow with the file.
//!
//! The `csv` crate reads whole records before it returns, so a quote that never closes takes a 200 MB file into
//! memory; reading by lines with a limit doesn't.

use super::input::{InputFile, unreadable};
use crate::ContextError;
use memchr::{memchr, memchr2};
use std::{
    borrow::Cow,
    io::Read,
    path::{Path, PathBuf},
};

/// Millions of bytes a record may have.
const LIMIT_MILLIONS: usize = 1;
const LIMIT: usize = LIMIT_MILLIONS * 1_000_000;

/// Bytes that are read at once.
const CHUNK: usize = 1 << 18;

/// Reads records: lines, or several lines where a quoted cell holds a line break.
pub(crate) struct Lines {
    reader: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// Where the next record starts in the buffer, and where its bytes end.
    start: usize,
    filled: usize,
    ended: bool,
    lines_read: u64,
    path: PathBuf,
    /// Whether quotes hold line breaks together.
    quoting: bool,
    /// Whether a line was not UTF-8 and was read as Windows-1252.
    pub(crate) not_utf8: bool,
}

impl Lines {
    /// The lines of a text in which quotes mean nothing.
    pub(crate) fn plain(input: &InputFile) -> Result<Self, ContextError> {
        Ok(Self { quoting: false, ..Self::new(input.reader()?, input.path()) })
    }

    pub(crate) fn new(reader: Box<dyn Read + Send>, path: &Path) -> Self {
        Self {
            reader,
            buffer: vec![0; CHUNK],
            start: 0,
            filled: 0,
            ended: false,
            lines_read: 0,
            path: path.to_owned(),
            quoting: true,
            not_utf8: false,
        }
    }

    /// The next record with the number of its first line; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Cow<'_, str>)>, ContextError> {
        let first_line = self.lines_read + 1;
        let mut quotes = Quotes { open: false, at_cell_start: true };
        // Bytes of the record that were looked through, up to the end of a line.
        let mut length = 0;
        loop {
            let end = self.end_of_line(length, first_line)?;
            if end == length {
                if length == 0 {
                    return Ok(None);
                }
                break;
            }
            self.lines_read += 1;
            let line = &self.buffer[self.start + length..self.start + end];
            length = end;
            let Some(odd) = memchr2(b'"', 0, line) else {
                if quotes.open {
                    continue;
                }
                break;
            };
            if line[odd] == 0 || memchr(0, &line[odd..]).is_some() {
                return Err(ContextError::Binary { line: self.lines_read });
            }
            if !self.quoting || !quotes.open_after(line) {
                break;
            }
        }
        let from = self.start;
        self.start += length;
        let mut bytes = &self.buffer[from..self.start];
        while let [rest @ .., b'\n' | b'\r'] = bytes {
            bytes = rest;
        }
        if first_line == 1 {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                self.not_utf8 = true;
                Cow::Owned(
                    bytes.iter().map(|byte| if *byte == 0x80 { '€' } else { char::from(*byte) }).collect(),
                )
            }
        };
        Ok(Some((first_line, text)))
    }

    /// Where the line that begins `from` bytes into the record ends, its line break included; `from` at the end.
    fn end_of_line(&mut self, from: usize, first_line: u64) -> Result<usize, ContextError> {
        let mut scanned = from;
        loop {
            if let Some(offset) = memchr(b'\n', &self.buffer[self.start + scanned..self.filled]) {
                let end = scanned + offset + 1;
                return if end > LIMIT + 1 { Err(too_long(first_line)) } else { Ok(end) };
            }
            scanned = self.filled - self.start;
            if scanned > LIMIT {
                return Err(too_long(first_line));
            }
            if self.ended {
                return Ok(scanned);
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<(), ContextError> {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if self.buffer.len() - self.filled < CHUNK / 2 {
            self.buffer.resize(self.buffer.len() + CHUNK, 0);
        }
        let read = loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(read) => break read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.path, &error)),
            }
        };
        self.filled += read;
        self.ended = read == 0;
        Ok(())
    }
}

const fn too_long(line: u64) -> ContextError {
    ContextError::LineTooLong { line, limit: LIMIT_MILLIONS }
}

/// Follows quotes through the lines of a record. A quote within a cell (`5" pipe`) opens nothing.
struct Quotes {
    open: bool,
    at_cell_start: bool,
}

impl Quotes {
    /// Whether a quoted cell is still open behind these bytes.
    fn open_after(&mut self, bytes: &[u8]) -> bool {
        if !self.open && !bytes.contains(&b'"') {
            return false;
        }
        for byte in bytes {
            match byte {
                // Two quotes in a row close and open again: the right outcome for an escaped one.
                b'"' if self.open => self.open = false,
                b'"' if self.at_cell_start => self.open = true,
                _ => {}
            }
            self.at_cell_start = matches!(byte, b',' | b';' | b'\t' | b'|' | b'\n' | b'"')
                || (self.at_cell_start && *byte == b' ');
        }
        self.open
    }
}

/// Where a cell stands in its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CellRange {
    start: usize,
    end: usize,
    /// Whether it holds doubled quotes.
    doubled: bool,
}

impl CellRange {
    /// The cell's text.
    pub(crate) fn of(self, record: &str) -> Cow<'_, str> {
        let text = &record[self.start..self.end];
        if self.doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }

    /// The cell's text without blanks around it, as it stands in the record: doubled quotes stay.
    pub(crate) fn trimmed(self, record: &str) -> &str {
        record[self.start..self.end].trim_ascii()
    }
}

/// Cuts a record into its first `most` cells; `into` is filled anew.
pub(crate) fn cut(record: &str, delimiter: u8, most: usize, into: &mut Vec<CellRange>) {
    into.clear();
    let bytes = record.as_bytes();
    let mut start = 0;
    while into.len() < most {
        let first = bytes.get(start).copied();
        let skipped = if first == Some(b' ') {
            bytes[start..].iter().take_while(|byte| **byte == b' ').count()
        } else {
            0
        };
        let next = if bytes.get(start + skipped) == Some(&b'"') {
            let (cell, end) = quoted(record, start + skipped + 1);
            into.push(cell);
            memchr(delimiter, &bytes[end..]).map(|offset| end + offset + 1)
        } else {
            let next = memchr(delimiter, &bytes[start..]).map(|offset| start + offset + 1);
            let end = next.map_or(bytes.len(), |next| next - 1);
            into.push(CellRange { start, end, doubled: false });
            next
        };
        match next {
            Some(next) => start = next,
            None => return,
        }
    }
}

/// Cuts a record into cells; `into` is filled anew.
pub(crate) fn cells<'a>(record: &'a str, delimiter: u8, into: &mut Vec<Cow<'a, str>>) {
    let mut ranges = Vec::new();
    cut(record, delimiter, usize::MAX, &mut ranges);
    into.clear();
    into.extend(ranges.into_iter().map(|range| range.of(record)));
}

/// The cell within quotes that starts at `start`, and where its closing quote ends.
fn quoted(record: &str, start: usize) -> (CellRange, usize) {
    let bytes = record.as_bytes();
    let mut position = start;
    let mut doubled = false;
    loop {
        match memchr(b'"', &bytes[position..]) {
            None => {
                position = bytes.len();
                break;
            }
            Some(offset) if bytes.get(position + offset + 1) == Some(&b'"') => {
                doubled = true;
                position += offset + 2;
            }
            Some(offset) => {
                position += offset;
                break;
            }
        }
    }
    (CellRange { start, end: position, doubled }, (position + 1).min(bytes.len()))
}

/// Refuses what is no text, by its first bytes.
pub(crate) fn refuse_binary(path: &Path, head: &[u8]) -> Result<(), ContextError> {
    const AS_CSV: &str = "save it as CSV from the program that made it";
    const AS_UTF8: &str = "save it again as UTF-8 text";
    let (what, advice) = if head.starts_with(b"PK\x03\x04") {
        (
            "a zip archive (Excel and LibreOffice workbooks are too)",
            "unpack it, or save the sheet as CSV from the program that made it",
        )
    } else if head.starts_with(&[0x1f, 0x8b])
        || head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        || head.starts_with(b"\xfd7zXZ")
        || head.starts_with(b"BZh")
    {
        ("compressed", "unpack it first")
    } else if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        ("an old Excel workbook", "save the sheet as CSV from the program that made it")
    } else if head.starts_with(b"%PDF") {
        ("a PDF document", AS_CSV)
    } else if head.starts_with(b"SQLite format 3\0") {
        ("an SQLite database of a make we don't know", "export the table as CSV")
    } else if head.starts_with(b"PARE") {
        ("an encrypted Parquet table", AS_CSV)
    } else if head.starts_with(b"\x89PNG") || head.starts_with(&[0xff, 0xd8, 0xff]) {
        ("a picture", "choose the table it was drawn from, as CSV")
    } else if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || looks_utf16(head) {
        ("UTF-16 text", AS_UTF8)
    } else if head.contains(&0) {
        ("a binary file", AS_CSV)
    } else {
        return Ok(());
    };
    Err(ContextError::NotText { path: path.display().to_string(), what, advice })
}

/// Latin text in UTF-16 has a zero in every other byte.
fn looks_utf16(head: &[u8]) -> bool {
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let even = head.iter().step_by(2).filter(|byte| **byte == 0).count();
    zeros * 5 > head.len() * 2 && (even == 0 || even == zeros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(record: &str, delimiter: u8) -> Vec<String> {
        let mut into = Vec::new();
        cells(record, delimiter, &mut into);
        into.into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn records_are_cut_into_cells() {
        assert_eq!(texts("a,b,,d", b','), ["a", "b", "", "d"]);
        assert_eq!(texts("a;\"b;c\";d", b';'), ["a", "b;c", "d"]);
        assert_eq!(texts("\"say \"\"hi\"\"\",2", b','), ["say \"hi\"", "2"]);
        assert_eq!(texts("\"open", b','), ["open"]);
        assert_eq!(texts("5\" pipe,3", b','), ["5\" pipe", "3"]);
        assert_eq!(texts("", b','), [""]);
    }

    #[test]
    fn a_quoted_line_break_stays_in_its_record() {
        let text = b"time,\"Power\n(kW)\"\n2024-01-01,3\n2024-01-02,5\" pipe\n";
        let mut lines = Lines::new(Box::new(&text[..]), Path::new("x.csv"));
        assert_eq!(lines.next().unwrap(), Some((1, Cow::Borrowed("time,\"Power\n(kW)\""))));
        assert_eq!(lines.next().unwrap(), Some((3, Cow::Borrowed("2024-01-01,3"))));
        assert_eq!(lines.next().unwrap(), Some((4, Cow::Borrowed("2024-01-02,5\" pipe"))));
        assert_eq!(lines.next().unwrap(), None);
    }
}
