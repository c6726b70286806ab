//! Forecasts held against what came. Pure: state in, state out.
//!
//! [`verify`] scores one forecast exactly as it was issued; a [`TrackRecord`] adds such scores up and says in plain words
//! how far the forecasts can be trusted.

mod summary;
mod track_record;
mod verify;

pub use track_record::{Band, TrackRecord, VariableRecord};
pub use verify::{COVERAGES, EventScore, Scores, VariableScores, verify};
