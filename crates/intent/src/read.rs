//! A text read in its parts, before they become a question: what it is about, which times it names, and where its other parts
//! stand. Benchmarks look at this, and so may whoever underlines a text while it is typed.

use crate::{
    Setting,
    time::{self, TimeMention},
};
use std::ops::Range;

/// What a text asks about, coarsely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// The weather, or whether it suits something.
    Weather,
    /// How busy a road is, or how long a way takes.
    Traffic,
    /// Prices and rates of markets.
    Finance,
    /// Power, gas and water used or made.
    Energy,
    /// A series of the user's own.
    Series,
    /// Nothing that can be forecast here.
    Other,
}

/// A part of the text that fills a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotMention {
    /// What it fills, as the labels of public sets name it: `city`, `condition_description`, `timeRange`.
    pub label: &'static str,
    /// Bytes of the text.
    pub bytes: Range<usize>,
}

/// What was read in a text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// What it asks about; none when that can't be told.
    pub domain: Option<Domain>,
    /// The times named, the one that counts most first.
    pub times: Vec<TimeMention>,
    /// The other parts, in the order of the text.
    pub slots: Vec<SlotMention>,
}

/// Reads the parts of `text`. Every range lies within the text, on character boundaries.
#[must_use]
pub fn analyse(text: &str, setting: &Setting<'_>) -> Reading {
    let mut times = time::resolve(text, &setting.now, &time::Options::of(setting));
    // The longest says most.
    times.sort_by_key(|time| std::cmp::Reverse(time.bytes.len()));
    Reading { domain: None, times, slots: Vec::new() }
}
