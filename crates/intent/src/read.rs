//! A text read in its parts, before they become a question: what it is about, which times it names, and where its other parts
//! stand. Benchmarks look at this, and so may whoever underlines a text while it is typed.

use crate::{
    Setting, learnt,
    time::{self, TimeMention},
    tokens::Text,
};
use std::ops::Range;

/// What a text asks about, coarsely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

impl Domain {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Weather, Self::Traffic, Self::Finance, Self::Energy, Self::Series, Self::Other];

    /// The name in data files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Weather => "weather",
            Self::Traffic => "traffic",
            Self::Finance => "finance",
            Self::Energy => "energy",
            Self::Series => "series",
            Self::Other => "other",
        }
    }
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
    let words = Text::new(text);
    let domain = learnt::domain_of(&words);
    let spans = if domain == Some(Domain::Weather) { learnt::spans_of(&words) } else { Vec::new() };
    let slots = spans.into_iter().map(|span| SlotMention { label: span.slot.name(), bytes: span.bytes });
    Reading { domain, times, slots: slots.collect() }
}
