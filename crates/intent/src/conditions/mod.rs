//! The weather by the words people have for it.

mod compounds;
mod recognise;
mod table;

pub(crate) use recognise::{Finding, Outlook, nearest, recognise};
pub(crate) use table::{Condition, NOT_FORECAST, SNOW_KEY, criteria_of, is_word, questions};
