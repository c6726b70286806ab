//! Wall-clock readings into moments, through the changes of the clocks.

use super::stamp::Stamp;
use jiff::{Timestamp, Zoned, civil::DateTime, tz::TimeZone};

/// Turns wall-clock readings of one zone into moments, in the order they are read.
///
/// A reading in the hour that clocks skip in spring is moved an hour later. An hour that happens twice in autumn is
/// told apart by the order of the rows: the first pass is the earlier one.
#[derive(Debug, Clone)]
pub(crate) struct WallClock {
    zone: TimeZone,
    previous: Option<Timestamp>,
    /// Whether the rows run from new to old.
    descending: bool,
    /// Readings in a skipped hour.
    pub(crate) skipped: u64,
    /// Readings in an hour that happened twice.
    pub(crate) repeated: u64,
}

impl WallClock {
    /// A clock on a wall in `zone`.
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self { zone, previous: None, descending: false, skipped: 0, repeated: 0 }
    }

    /// The moment a stamp means.
    pub(crate) fn moment(&mut self, stamp: Stamp) -> Option<Timestamp> {
        let moment = match stamp {
            Stamp::Instant(moment) => moment,
            Stamp::Day(date) => date.to_zoned(self.zone.clone()).ok()?.timestamp(),
            Stamp::Local(civil) => self.local(civil)?,
        };
        if let Some(previous) = self.previous.filter(|previous| *previous != moment) {
            self.descending = moment < previous;
        }
        self.previous = Some(moment);
        Some(moment)
    }

    fn local(&mut self, civil: DateTime) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(civil);
        if !ambiguous.is_ambiguous() {
            return ambiguous.compatible().ok();
        }
        let (earlier, later) = (ambiguous.earlier().ok()?, ambiguous.later().ok()?);
        if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
            self.skipped += 1;
            return ambiguous.compatible().ok();
        }
        self.repeated += 1;
        let second_pass = match self.previous {
            None => false,
            Some(previous) if self.descending => previous > later || previous <= earlier,
            Some(previous) => previous >= earlier && previous < later,
        };
        Some(if second_pass { later } else { earlier })
    }

    /// The moment in this clock's zone.
    pub(crate) fn zoned(&self, moment: Timestamp) -> Zoned {
        moment.to_zoned(self.zone.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::stamp::{DateOrder, read};

    #[test]
    fn clock_changes_are_read_in_the_order_of_the_rows() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let mut clock = WallClock::new(zone);
        let mut hour = |text: &str| {
            let stamp = read(text, DateOrder::DayFirst).unwrap();
            clock.moment(stamp).unwrap().to_string()
        };
        assert_eq!(hour("2013-03-10 01:00"), "2013-03-10T06:00:00Z");
        assert_eq!(hour("2013-03-10 02:00"), "2013-03-10T07:00:00Z", "no such hour: an hour later");
        assert_eq!(hour("2013-11-03 01:00"), "2013-11-03T05:00:00Z");
        assert_eq!(hour("2013-11-03 01:30"), "2013-11-03T05:30:00Z");
        assert_eq!(hour("2013-11-03 01:00"), "2013-11-03T06:00:00Z", "the second pass");
        assert_eq!(hour("2013-11-03 01:30"), "2013-11-03T06:30:00Z");
        assert_eq!(hour("2013-11-03 02:00"), "2013-11-03T07:00:00Z");
        assert_eq!((clock.skipped, clock.repeated), (1, 4));
    }

    #[test]
    fn an_hour_that_happened_twice_is_told_apart_in_a_file_that_runs_backwards() {
        let mut clock = WallClock::new(TimeZone::get("America/New_York").unwrap());
        let moments: Vec<String> = ["02:30", "02:00", "01:30", "01:00", "01:30", "01:00", "00:30"]
            .iter()
            .map(|hour| {
                let stamp = read(&format!("2013-11-03 {hour}"), DateOrder::DayFirst).unwrap();
                clock.moment(stamp).unwrap().strftime("%H:%M").to_string()
            })
            .collect();
        assert_eq!(moments, ["07:30", "07:00", "06:30", "06:00", "05:30", "05:00", "04:30"]);
    }
}
