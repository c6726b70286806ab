//! What is known for a question: observations, climatology, their age and origin.
//!
//! [`ContextManager::assemble`] asks the [`sources`] in turn and puts together a [`domain::Context`]; [`adapt`] then makes
//! of the question the one that can be answered with it. [`import`] reads the user's own files, [`assets`] and
//! [`gazetteer`] what is built in; [`calendar`] is what is kept of appointments.

pub mod assets;
pub mod calendar;
pub mod freshness;
pub mod gazetteer;
pub mod import;
pub mod open_meteo;
pub mod sources;

mod adapt;
mod assemble;
mod believed;
mod complement;
mod error;
mod gaps;
mod humidity;
mod local_conditions;
mod public_holidays;
mod reconstruct_hours;
mod record;
mod record_difference;
mod regular_grid;
#[cfg(test)]
mod test_questions;

pub use adapt::adapt;
pub use assemble::ContextManager;
pub use error::ContextError;
pub use public_holidays::public_holidays;
pub use regular_grid::{infer_step, on_regular_grid};
