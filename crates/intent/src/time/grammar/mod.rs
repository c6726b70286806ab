//! The grammar of times: parts, sequences of them, and what bounds or joins them.
//!
//! A *part* is a shortest expression with a meaning of its own (`next Friday`, `3 pm`, `the first week of`...). A *sequence* is parts
//! that narrow each other (`Friday, July 18, at 3 pm`), in any order; each pair is intersected, the finer within the coarser. A
//! *mention* is a sequence, or two joined by a range word, or one behind a bounding word. Of all readings that begin at a word the
//! longest wins, and among those of one length the one that stands first in [`Reader::parts`]; what cannot be laid on any calendar
//! (`30 February`) is no reading. Every lookahead is bounded, and sequences are remembered by where they begin, so that the time
//! taken grows with the length of the text.

mod clock;
mod clock_halves;
mod clock_ranges;
mod combine;
mod counted;
mod counted_days;
mod dates;
mod festival;
mod instants;
mod mentions;
mod numbers;
mod numeric_dates;
mod ordinal;
mod parts;
mod pieces;
mod ranges;
mod relative;
#[cfg(test)]
mod tests;
mod value;
mod years;

pub(super) use value::{Bound, Value};

use super::{
    Options,
    english::{CUES, Cue},
    series::Stretch,
    words::Words,
};
use jiff::{Zoned, civil::DateTime};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    sync::LazyLock,
};
use value::{Part, fixed};

/// How deeply expressions may stand within each other: `the day after the day after...`.
const DEEPEST: u8 = 12;
/// How many parts one sequence may have.
const MOST_PARTS: usize = 10;

type CueRow = (Cue, Vec<&'static str>);

/// The cues by their first word.
static CUES_BY_WORD: LazyLock<HashMap<&'static str, Vec<CueRow>>> = LazyLock::new(|| {
    let mut rows: HashMap<&'static str, Vec<CueRow>> = HashMap::new();
    for (cue, phrases) in CUES {
        for phrase in *phrases {
            let mut words = phrase.split(' ');
            let first = words.next().unwrap_or_default();
            rows.entry(first).or_default().push((*cue, words.collect()));
        }
    }
    rows
});

/// Reads the times of one text.
pub(super) struct Reader<'a> {
    words: &'a Words,
    cues: Vec<Vec<(Cue, usize)>>,
    now: DateTime,
    zone: &'a Zoned,
    options: &'a Options,
    depth: Cell<u8>,
    sequences: RefCell<HashMap<(usize, u8), Option<Part>>>,
    parts: RefCell<HashMap<usize, Vec<Part>>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(words: &'a Words, reference: &'a Zoned, options: &'a Options) -> Self {
        let mut reader = Self {
            words,
            cues: Vec::with_capacity(words.len()),
            now: reference.datetime(),
            zone: reference,
            options,
            depth: Cell::new(0),
            sequences: RefCell::default(),
            parts: RefCell::default(),
        };
        for index in 0..words.len() {
            let row = reader.cues_of(index);
            reader.cues.push(row);
        }
        reader
    }

    /// The cues that begin at `index`, with the words each covers; of two phrases of a cue the longer.
    fn cues_of(&self, index: usize) -> Vec<(Cue, usize)> {
        let mut found: Vec<(Cue, usize)> = Vec::new();
        // `12 noon` begins with digits.
        let Some(rows) = CUES_BY_WORD.get(self.words.at(index)) else { return found };
        for (cue, rest) in rows {
            let mut at = index + 1;
            let matched = rest.iter().all(|part| {
                if self.words.at(at) == "-" && *part != "-" {
                    at += 1;
                }
                let same = self.words.at(at) == *part;
                at += 1;
                same
            });
            if !matched {
                continue;
            }
            match found.iter_mut().find(|row| row.0 == *cue) {
                Some(row) => row.1 = row.1.max(at - index),
                None => found.push((*cue, at - index)),
            }
        }
        found
    }

    /// Behind the cue that stands at `index`.
    fn cue(&self, index: usize, cue: Cue) -> Option<usize> {
        self.cues.get(index)?.iter().find(|row| row.0 == cue).map(|row| index + row.1)
    }

    fn any_cue(&self, index: usize, cues: &[Cue]) -> Option<usize> {
        cues.iter().filter_map(|cue| self.cue(index, *cue)).max()
    }

    /// Behind `the` where it stands at `index`, else `index`.
    fn past_the(&self, index: usize) -> usize {
        self.cue(index, Cue::The).unwrap_or(index)
    }

    /// Runs `read` one level deeper, unless that is too deep.
    fn deeper<T>(&self, read: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.depth.get() >= DEEPEST {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let out = read();
        self.depth.set(self.depth.get() - 1);
        out
    }

    /// The stretch that a value means: the one under way or coming, else the last that was.
    fn stretch(&self, value: &Value) -> Option<Stretch> {
        let found = value.series.coming(self.now).or_else(|| value.series.until(self.now))?;
        if value.skips_current && found.start <= self.now && self.now < found.end {
            return value.series.from(found.end).or(Some(found));
        }
        Some(found)
    }

    /// A value of the one stretch that `value` means.
    fn pinned(&self, value: &Value) -> Option<Value> {
        self.stretch(value).map(fixed)
    }
}
