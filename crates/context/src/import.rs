//! Files of the user's own values, read without ever holding them whole.

mod csv;
mod date_order;
mod describe;
mod detect;
mod doubts;
mod epw;
#[cfg(test)]
mod formats_tests;
mod ghcn;
mod home_assistant;
mod input;
mod isd;
mod json;
mod metar;
mod no_series;
mod number;
mod opened;
mod parquet_table;
#[cfg(test)]
mod parquet_tests;
mod progress;
mod quick_stamp;
mod reader;
mod shape;
mod spool;
mod sqlite;
mod stamp;
mod station;
mod tally;
mod text;
mod unit_words;
mod units;
mod uscrn;
mod wall_clock;
mod weewx;

pub(crate) use input::InputFile;
pub use opened::{Opened, Reading, Surroundings, open};
pub use progress::Progress;
pub use spool::Spool;
pub(crate) use text::Lines;
pub use unit_words::{is_currency, unit_of};
