//! Replay: a stretch of the past asked about day by day, with what was known then, learning as it goes.

mod run;
mod walk;

pub(crate) use run::run;
pub use walk::{LEARNT, Step, UNLEARNT, UNTRAINED, Walk};
