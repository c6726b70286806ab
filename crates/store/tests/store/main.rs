//! The store from outside, over real files.

mod access;
mod connected;
mod exports;
mod guidance;
mod imports;
mod layers;
mod live;
mod older_schema;
mod questions;
mod record;
mod round_trips;
mod sample;
#[cfg(unix)]
mod trouble;
mod two_copies;
mod watches;
