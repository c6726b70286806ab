//! Weather guidance from Open-Meteo, or from a server of one's own that speaks its interface.
//!
//! Reading order: [`Cell`] (what of a place is told), [`Request`] (what is asked), [`parse`] (bytes to columns, pure),
//! [`parts`] (columns to what is kept, pure), [`Client`] (HTTP within the limits of the maintainers), [`OpenMeteo`] (who
//! decides what has to be fetched, once for all who ask), [`Kept`] (what is there, from memory or the store).
//!
//! The interface is that of <https://open-meteo.com/en/docs>. The data is licensed under CC BY 4.0: [`CREDIT`] is shown with it.

mod cell;
mod client;
mod column_name;
mod counts;
mod fault;
mod fill;
mod kept;
mod limits;
mod parts;
mod reply;
mod request;
mod their_variables;

pub use cell::Cell;
pub use client::{Client, Received, install_tls};
pub use counts::Counts;
pub use fault::GuidanceFault;
pub use fill::{Arrival, Filled, OpenMeteo};
pub use kept::Kept;
pub use limits::{Limits, Spent};
pub use parts::{ARCHIVE, BEST_MATCH, RECENT, parts};
pub use reply::{Column, Reply, parse};
pub use request::{Api, BaseUrls, Request};
pub use their_variables::is_told;

/// The line that credits the source.
pub const CREDIT: &str = "Weather data by Open-Meteo.com (CC BY 4.0)";

/// What leaves the machine when guidance for a cell is asked, for a person who decides about it.
#[must_use]
pub fn leaves_the_machine(cell: &Cell, host: &str) -> String {
    format!(
        "{host} is told the position rounded to about {} ({}) and the days asked for; nothing about you or your question.",
        cell.size_in_words(),
        cell.in_words()
    )
}
