//! Reads an answer off the scenarios: probabilities, windows, words and charts. Pure.
//!
//! [`compose`] turns [`Material`] into a [`domain::Answer`]. Every number in it is a count over the same members, so
//! none can contradict another: the chance of a whole window is never above that of its worst hour, nor of its worst
//! need. [`draw`] and [`png`] make pictures of its charts, [`csv`] tables, [`plain_text`] a page for a terminal, and
//! [`outcome`] tells later what became of it.
//!
//! A missing value counts as failing, whichever way round the question is asked; a criterion on a variable the scenarios
//! don't have is left out of the chance and said to be.

mod came_true;
mod chance;
mod changed;
mod charts;
mod compose;
mod csv;
mod draw;
mod explain;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod invariants;
mod judge;
mod kinds;
mod material;
mod outcome;
#[cfg(test)]
mod phrases;
mod plain_text;
mod quantile;
mod reading;
mod steps;
pub mod watch;
mod words;

pub use came_true::{CameTrue, came_true, decisive};
pub use chance::{Chance, chance};
pub use changed::{changed, is_same_question};
pub use compose::{compose, compose_places};
pub use csv::csv;
pub use draw::{AnswerError, draw, png, sheet};
pub use explain::explain;
pub use material::{DateStyle, Material, Observed};
pub use outcome::{Happened, outcome};
pub use plain_text::plain_text;
