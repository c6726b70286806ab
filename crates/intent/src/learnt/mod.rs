//! What was learnt from labelled questions, to support the grammar: which [`Topic`] a text asks about, and which words say
//! where, when and what kind of weather. Linear models whose weights are in `assets/`; `cargo xtask train intent` makes them
//! from `training/`, byte for byte.
//!
//! Both take time in proportion to the length of the text and never fail.

mod chain;
mod cues;
mod domains;
mod features;
mod minimise;
mod slots;
mod training;
mod variation;
mod weights;

pub use domains::{Topic, TopicChances};
pub use slots::{SlotKind, SlotSpan};
pub use training::{LabelledText, train_slots, train_topics};

use crate::tokens::Text;
use std::sync::LazyLock;
use weights::Weights;

static TOPICS: LazyLock<Weights> = LazyLock::new(|| {
    Weights::from_bytes(include_bytes!("../../assets/topics.bin"))
        .expect("the weights of topics are built in")
});

static SLOTS: LazyLock<Weights> = LazyLock::new(|| {
    Weights::from_bytes(include_bytes!("../../assets/slots.bin")).expect("the weights of slots are built in")
});

/// How likely `text` asks about each topic.
#[must_use]
pub fn topic_chances(text: &str) -> TopicChances {
    chances_of(&Text::new(text))
}

/// The parts of `text`, in order, taking it for a question about the weather.
#[must_use]
pub fn slot_spans(text: &str) -> Vec<SlotSpan> {
    spans_of(&Text::new(text))
}

pub(crate) fn chances_of(text: &Text<'_>) -> TopicChances {
    domains::chances(text, &TOPICS)
}

pub(crate) fn spans_of(text: &Text<'_>) -> Vec<SlotSpan> {
    slots::tag(text, &SLOTS)
}
