//! Files of the user's own values, read without ever holding them whole.

mod csv;
mod date_order;
mod describe;
mod number;
mod shape;
mod stamp;
mod text;
mod unit_words;
mod units;
mod wall_clock;

pub use csv::{CsvImport, open_csv};

/// What the user says of a file; what is left out is judged from its first rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportOptions {
    /// The title to show it under.
    pub title: Option<String>,
    /// The unit of values that state none themselves, as written after a number: `°F`, `kWh`, `visitors`.
    pub unit: Option<String>,
    /// IANA name of the zone that times without a zone are in.
    pub time_zone: Option<String>,
    /// The column to import, by name or by number counted from 1.
    pub column: Option<String>,
}
