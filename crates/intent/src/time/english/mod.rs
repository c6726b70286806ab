//! The English words of time, as tables. Another language is another folder like this one.

mod cues;
mod festivals;
mod names;
mod numbers;
mod observances;
mod zones;

pub(super) use cues::{CUES, Cue, IDIOMS, LEADS, NUMBERED, OF};
pub(super) use festivals::FESTIVALS;
pub(super) use names::{
    CENTURY_WORDS, DECADES, MONTHS, PARTS, PartWord, SEASONS, UNITS, WEEKDAYS, is_plural,
};
pub(super) use numbers::{CARDINALS, FRACTIONS, ORDINALS, VAGUE};
pub(super) use observances::OBSERVANCES;
pub(super) use zones::ZONES;
