//! JSON records, one after the other or in one array, as rows of a table: a column for each key, nested keys joined by a
//! point.

use super::{
    csv::TableText,
    input::{InputFile, unreadable},
};
use crate::ContextError;
use serde_json::{Map, Value};
use std::io::{self, BufReader, Read};

/// Records that the columns are judged from.
const SAMPLE: usize = 1000;
/// Columns a table of records may have.
const MOST_COLUMNS: usize = 1000;
/// Bytes of a record.
const LIMIT: usize = 1_000_000;

/// Records as a table.
pub(super) struct JsonTable {
    input: InputFile,
    columns: Vec<String>,
}

impl JsonTable {
    pub(super) fn open(input: &InputFile) -> Result<Self, ContextError> {
        let mut records = Records::new(input.reader()?);
        let mut columns: Vec<String> = Vec::new();
        for _ in 0..SAMPLE {
            match records.next() {
                Ok(Some(record)) => {
                    for (key, _) in record {
                        if !columns.contains(&key) && columns.len() < MOST_COLUMNS {
                            columns.push(key);
                        }
                    }
                }
                Ok(None) => break,
                // The pass that reads the values meets it again and says so.
                Err(_) if !columns.is_empty() => break,
                Err(error) => return Err(unreadable(input.path(), &error)),
            }
        }
        if columns.is_empty() {
            return Err(ContextError::Nothing {
                path: input.shown(),
                what: "no JSON object with a value".to_owned(),
                advice: "give one object on each line, such as {\"time\": \"2024-03-01T14:00Z\", \"power\": 215}",
            });
        }
        Ok(Self { input: input.clone(), columns })
    }
}

impl TableText for JsonTable {
    fn text(&self) -> Result<Box<dyn Read + Send>, ContextError> {
        let mut ready = Vec::new();
        write_row(self.columns.iter().map(|name| Some(name.as_str())), &mut ready);
        Ok(Box::new(JsonText {
            records: Records::new(self.input.reader()?),
            columns: self.columns.clone(),
            ready,
            at: 0,
        }))
    }

    fn input(&self) -> &InputFile {
        &self.input
    }

    fn lines_ahead(&self) -> u64 {
        1
    }
}

/// The rows as text, made as they are read.
struct JsonText {
    records: Records,
    columns: Vec<String>,
    ready: Vec<u8>,
    at: usize,
}

impl Read for JsonText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            self.ready.clear();
            self.at = 0;
            let Some(record) = self.records.next()? else { return Ok(0) };
            let cells = self
                .columns
                .iter()
                .map(|name| record.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
            write_row(cells, &mut self.ready);
        }
        let length = buffer.len().min(self.ready.len() - self.at);
        buffer[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

fn write_row<'a>(cells: impl Iterator<Item = Option<&'a str>>, into: &mut Vec<u8>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            into.push(b'\t');
        }
        let cell = cell.unwrap_or_default();
        // Every record stays on one line, so that messages count records.
        into.extend(
            cell.bytes()
                .map(|byte| if matches!(byte, b'\t' | b'\n' | b'\r' | b'"' | 0) { b' ' } else { byte }),
        );
    }
    into.push(b'\n');
}

/// The top-level objects of a text, whatever stands between them.
struct Records {
    bytes: io::Bytes<BufReader<Box<dyn Read + Send>>>,
    count: u64,
}

impl Records {
    fn new(reader: Box<dyn Read + Send>) -> Self {
        Self { bytes: BufReader::with_capacity(1 << 16, reader).bytes(), count: 0 }
    }

    /// The next object as keys and texts.
    fn next(&mut self) -> io::Result<Option<Vec<(String, String)>>> {
        let (mut text, mut depth, mut in_string, mut escaped) = (Vec::new(), 0_u32, false, false);
        self.count += 1;
        let broken = |what: &str| io::Error::other(format!("record {} {what}", self.count));
        for byte in self.bytes.by_ref() {
            let byte = byte?;
            if depth == 0 {
                match byte {
                    b'{' => {}
                    b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF => continue,
                    _ => return Err(broken("isn't a JSON object")),
                }
            }
            text.push(byte);
            if text.len() > LIMIT {
                return Err(broken("is longer than a million characters"));
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' if !in_string => depth += 1,
                b'}' if !in_string => {
                    depth -= 1;
                    if depth == 0 {
                        let object: Map<String, Value> = serde_json::from_slice(&text)
                            .map_err(|error| broken(&format!("can't be read: {error}")))?;
                        let mut record = Vec::new();
                        flatten(object, "", &mut record);
                        return Ok(Some(record));
                    }
                }
                _ => {}
            }
        }
        if depth > 0 { Err(broken("has no end")) } else { Ok(None) }
    }
}

fn flatten(object: Map<String, Value>, before: &str, into: &mut Vec<(String, String)>) {
    for (key, value) in object {
        let key = if before.is_empty() { key } else { format!("{before}.{key}") };
        match value {
            Value::Object(inner) => flatten(inner, &key, into),
            Value::String(text) => into.push((key, text)),
            Value::Number(number) => into.push((key, number.to_string())),
            Value::Bool(yes) => into.push((key, if yes { "1" } else { "0" }.to_owned())),
            Value::Null => into.push((key, String::new())),
            Value::Array(_) => {}
        }
    }
}
