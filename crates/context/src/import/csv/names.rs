//! Series that stand one below the other, told apart by a column of names.

use super::{TableText, stamp_of};
use crate::{
    ContextError,
    import::{
        reader::list,
        shape::Shape,
        stamp::Stamp,
        text::{Lines, cut},
    },
};
use jiff::Timestamp;
use std::collections::HashMap;

/// Series that one file may hold.
const MOST: usize = 10_000;

/// The names of the series of a file.
pub(super) struct Names {
    column: usize,
    names: Vec<String>,
    positions: HashMap<String, usize>,
    /// When each begins, while that is looked for.
    starts: Vec<Option<Timestamp>>,
}

impl Names {
    /// Reads the names, where the file has a column of them. A file whose series come one after the other shows it only
    /// where the second one begins; so the whole file is looked through.
    pub(super) fn find(
        source: &dyn TableText,
        shape: &mut Shape,
        sample_is_all: bool,
    ) -> Result<Option<Self>, ContextError> {
        if let Some(column) = shape.name {
            let mut found = Self { column, names: Vec::new(), positions: HashMap::new(), starts: Vec::new() };
            found.read(source, shape, false)?;
            return Ok(Some(found));
        }
        if sample_is_all {
            return Ok(None);
        }
        for column in shape.maybe_names.clone() {
            let mut found = Self { column, names: Vec::new(), positions: HashMap::new(), starts: Vec::new() };
            if found.read(source, shape, true)? {
                shape.name = Some(column);
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Reads the names. With `jumps` it says whether every new name came with a time no later than the one before began with,
    /// as series one after the other do; a word that only changes in the course of time, such as a flag, ends it.
    fn read(&mut self, source: &dyn TableText, shape: &Shape, jumps: bool) -> Result<bool, ContextError> {
        let mut lines = Lines::new(source.text()?, source.input().path());
        let most = self.column.max(shape.time).max(shape.time_of_day.unwrap_or(0)) + 1;
        let (mut ranges, mut last, mut jumped) = (Vec::new(), String::new(), false);
        let moment = |stamp: Stamp| match stamp {
            Stamp::Instant(moment) => Some(moment),
            Stamp::Local(civil) => {
                civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
            }
            Stamp::Day(date) => date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp()),
        };
        // The pass that reads the values says what is wrong with a line.
        while let Some((line, text)) = match lines.next() {
            Err(ContextError::Cancelled) => return Err(ContextError::Cancelled),
            next => next.unwrap_or(None),
        } {
            if line < shape.first_line || shape.header.as_deref() == Some(&*text) {
                continue;
            }
            cut(&text, shape.delimiter, most, &mut ranges);
            let Some(name) = ranges.get(self.column).map(|range| range.trimmed(&text)) else { continue };
            if name == last {
                continue;
            }
            if jumps {
                let time = ranges.get(shape.time).and_then(|range| {
                    moment(stamp_of(
                        range.trimmed(&text),
                        shape.time_of_day.and_then(|at| ranges.get(at)).map(|range| range.trimmed(&text)),
                        shape,
                    )?)
                });
                let new = !self.positions.contains_key(name);
                if !last.is_empty() && new {
                    match (self.starts.last().copied().flatten(), time) {
                        (Some(start), Some(time)) if time <= start => jumped = true,
                        _ => return Ok(false),
                    }
                }
                if new {
                    self.starts.push(time);
                }
            }
            last.clear();
            last.push_str(name);
            if !name.is_empty() && !self.positions.contains_key(name) {
                if self.names.len() == MOST {
                    return Err(ContextError::TooManySeries {
                        path: source.input().shown(),
                        column: shape.columns[self.column].clone(),
                        most: MOST,
                        examples: list(&self.names[..3]),
                    });
                }
                self.positions.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
            }
        }
        Ok(jumped)
    }

    pub(super) fn column(&self) -> usize {
        self.column
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn name(&self, at: usize) -> &str {
        &self.names[at]
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }
}
