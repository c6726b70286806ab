//! The store from outside, over real files.

mod guidance;
mod imports;
mod questions;
mod round_trips;
mod sample;
#[cfg(unix)]
mod trouble;
mod two_copies;
