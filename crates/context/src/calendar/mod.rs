//! Appointments of calendar files (iCalendar, RFC 5545): what is kept of them, and when they come up.
//!
//! What is kept is small and says nothing of people: the title, the place, the time and how it repeats. Times stay readings of a
//! clock, so that a weekly appointment is at the same hour in summer and in winter.

mod content_line;
mod occurrences;
mod read;
mod recurrence;
mod stamp;
#[cfg(test)]
mod tests;
mod zone;

pub use occurrences::{Occurrence, upcoming};
pub(crate) use read::read;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// One entry of a calendar, with all its repetitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its name among all entries of all calendars. A moved repetition has that of its series.
    pub uid: String,
    /// What the calendar calls it.
    pub summary: String,
    /// Where, as the calendar has it.
    pub location: Option<String>,
    /// When it first begins, by the clock of `zone`.
    pub start: DateTime,
    /// Whether it has no hours, only days.
    pub all_day: bool,
    /// How long it takes, where the calendar says; whole days where it has no hours.
    pub minutes: Option<u32>,
    /// The clock: an IANA name or a POSIX TZ string; whatever clock hangs where one is when absent.
    pub zone: Option<String>,
    /// How it repeats, as an `RRULE`.
    pub rule: Option<String>,
    /// Further times it begins, by the clock of `zone`.
    pub also: Vec<DateTime>,
    /// Times it doesn't begin after all, by the clock of `zone`: called off, or moved.
    pub except: Vec<DateTime>,
}

/// What was read of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// What has not passed yet.
    pub appointments: Vec<Appointment>,
    /// The names of all entries of the file: what is kept of them from before is out of date.
    pub uids: Vec<String>,
    /// What a person should know of how it was read, as sentences.
    pub notes: Vec<String>,
}

impl Calendar {
    /// What is known of all calendars once this one is: its entries take the place of those of the same names.
    #[must_use]
    pub fn merged_into(&self, known: Vec<Appointment>) -> Vec<Appointment> {
        let named: std::collections::HashSet<&String> = self.uids.iter().collect();
        let mut merged: Vec<Appointment> =
            known.into_iter().filter(|appointment| !named.contains(&appointment.uid)).collect();
        merged.extend(self.appointments.iter().cloned());
        merged
    }
}
