//! Lines and cells of a text file, in memory that doesn't grow with the file.
//!
//! The `csv` crate reads whole records before it returns, so a quote that never closes takes a 200 MB file into
//! memory; reading by lines with a limit doesn't.

use crate::ContextError;
use std::{
    borrow::Cow,
    io::{BufRead, Read},
    path::Path,
};

/// Millions of bytes a record may have.
const LIMIT_MILLIONS: usize = 1;
const LIMIT: usize = LIMIT_MILLIONS * 1_000_000;

/// Reads records: lines, or several lines where a quoted cell holds a line break.
pub(crate) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    line: u64,
    lines_read: u64,
    path: String,
    /// Whether a line was not UTF-8 and was read as Windows-1252.
    pub(crate) not_utf8: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R, path: &Path) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            line: 0,
            lines_read: 0,
            path: path.display().to_string(),
            not_utf8: false,
        }
    }

    /// The next record with the number of its first line; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Cow<'_, str>)>, ContextError> {
        self.buffer.clear();
        self.line = self.lines_read + 1;
        let mut quotes = Quotes { open: false, at_cell_start: true };
        loop {
            let before = self.buffer.len();
            let allowed = u64::try_from(LIMIT + 1 - before.min(LIMIT)).unwrap_or(u64::MAX);
            let read =
                (&mut self.reader).take(allowed).read_until(b'\n', &mut self.buffer).map_err(|error| {
                    ContextError::Unreadable { path: self.path.clone(), detail: error.to_string() }
                })?;
            if read == 0 {
                if before == 0 {
                    return Ok(None);
                }
                break;
            }
            self.lines_read += 1;
            if self.buffer.len() > LIMIT {
                return Err(ContextError::LineTooLong { line: self.line, limit: LIMIT_MILLIONS });
            }
            if self.buffer[before..].contains(&0) {
                return Err(ContextError::Binary { line: self.lines_read });
            }
            if !quotes.open_after(&self.buffer[before..]) {
                break;
            }
        }
        while matches!(self.buffer.last(), Some(b'\n' | b'\r')) {
            self.buffer.pop();
        }
        let mut bytes = &self.buffer[..];
        if self.line == 1 {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        Ok(Some((
            self.line,
            match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => {
                    self.not_utf8 = true;
                    Cow::Owned(
                        bytes
                            .iter()
                            .map(|byte| if *byte == 0x80 { '€' } else { char::from(*byte) })
                            .collect(),
                    )
                }
            },
        )))
    }
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

/// Cuts a record into cells; `into` is filled anew.
pub(crate) fn cells<'a>(record: &'a str, delimiter: u8, into: &mut Vec<Cow<'a, str>>) {
    into.clear();
    let bytes = record.as_bytes();
    let mut start = 0;
    loop {
        let skipped = bytes[start..].iter().take_while(|byte| **byte == b' ').count();
        if bytes.get(start + skipped) == Some(&b'"') {
            let (cell, end) = quoted(record, start + skipped + 1);
            into.push(cell);
            match bytes[end..].iter().position(|byte| *byte == delimiter) {
                Some(offset) => start = end + offset + 1,
                None => return,
            }
        } else {
            match bytes[start..].iter().position(|byte| *byte == delimiter) {
                Some(offset) => {
                    into.push(Cow::Borrowed(&record[start..start + offset]));
                    start += offset + 1;
                }
                None => {
                    into.push(Cow::Borrowed(&record[start..]));
                    return;
                }
            }
        }
    }
}

/// The cell within quotes that starts at `start`, and where its closing quote ends.
fn quoted(record: &str, start: usize) -> (Cow<'_, str>, usize) {
    let bytes = record.as_bytes();
    let mut position = start;
    let mut doubled = false;
    loop {
        match bytes.get(position) {
            None => break,
            Some(b'"') if bytes.get(position + 1) == Some(&b'"') => {
                doubled = true;
                position += 2;
            }
            Some(b'"') => break,
            Some(_) => position += 1,
        }
    }
    let cell = &record[start..position];
    let cell = if doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
    (cell, (position + 1).min(bytes.len()))
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
        || head.starts_with(b"BZh")
    {
        ("compressed", "unpack it first")
    } else if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        ("an old Excel workbook", "save the sheet as CSV from the program that made it")
    } else if head.starts_with(b"%PDF") {
        ("a PDF document", AS_CSV)
    } else if head.starts_with(b"SQLite format 3\0") {
        ("an SQLite database", "export the table as CSV")
    } else if head.starts_with(b"PAR1") {
        ("a Parquet table", AS_CSV)
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

    fn cut(record: &str, delimiter: u8) -> Vec<String> {
        let mut into = Vec::new();
        cells(record, delimiter, &mut into);
        into.into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn records_are_cut_into_cells() {
        assert_eq!(cut("a,b,,d", b','), ["a", "b", "", "d"]);
        assert_eq!(cut("a;\"b;c\";d", b';'), ["a", "b;c", "d"]);
        assert_eq!(cut("\"say \"\"hi\"\"\",2", b','), ["say \"hi\"", "2"]);
        assert_eq!(cut("\"open", b','), ["open"]);
        assert_eq!(cut("5\" pipe,3", b','), ["5\" pipe", "3"]);
        assert_eq!(cut("", b','), [""]);
    }

    #[test]
    fn a_quoted_line_break_stays_in_its_record() {
        let text = b"time,\"Power\n(kW)\"\n2024-01-01,3\n2024-01-02,5\" pipe\n";
        let mut lines = Lines::new(&text[..], Path::new("x.csv"));
        assert_eq!(lines.next().unwrap(), Some((1, Cow::Borrowed("time,\"Power\n(kW)\""))));
        assert_eq!(lines.next().unwrap(), Some((3, Cow::Borrowed("2024-01-01,3"))));
        assert_eq!(lines.next().unwrap(), Some((4, Cow::Borrowed("2024-01-02,5\" pipe"))));
        assert_eq!(lines.next().unwrap(), None);
    }
}
