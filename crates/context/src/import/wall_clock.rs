//! Wall-clock readings into moments, through the changes of the clocks.

use super::{quick_stamp::QuickStamp, stamp::Stamp};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use std::ops::Range;

/// No clock is changed by more than this, seconds.
const MOST_CHANGED: i64 = 26 * 3600;

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
    /// Readings between two changes of the clocks, and by how many seconds the clock is ahead of UTC there.
    settled: (Range<i64>, i64),
    /// Readings in a skipped hour.
    pub(crate) skipped: u64,
    /// Readings in an hour that happened twice.
    pub(crate) repeated: u64,
}

impl WallClock {
    /// A clock on a wall in `zone`.
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self { zone, previous: None, descending: false, settled: (0..0, 0), skipped: 0, repeated: 0 }
    }

    /// The moment a stamp means.
    pub(crate) fn moment(&mut self, stamp: Stamp) -> Option<Timestamp> {
        let moment = match stamp {
            Stamp::Instant(moment) => moment,
            Stamp::Day(date) => date.to_zoned(self.zone.clone()).ok()?.timestamp(),
            Stamp::Local(civil) => self.local(civil)?,
        };
        self.follow(moment);
        Some(moment)
    }

    /// The moment a stamp in whole seconds means.
    pub(crate) fn quick_moment(&mut self, stamp: QuickStamp) -> Option<Timestamp> {
        let civil = match stamp {
            QuickStamp::Instant(second) => {
                let moment = Timestamp::from_second(second).ok()?;
                self.follow(moment);
                return Some(moment);
            }
            QuickStamp::Local(civil) => civil,
        };
        if !self.settled.0.contains(&civil) {
            self.settle(civil);
        }
        if !self.settled.0.contains(&civil) {
            let local = TimeZone::UTC.to_datetime(Timestamp::from_second(civil).ok()?);
            return self.moment(Stamp::Local(local));
        }
        let moment = Timestamp::from_second(civil - self.settled.1).ok()?;
        self.follow(moment);
        Some(moment)
    }

    fn follow(&mut self, moment: Timestamp) {
        if let Some(previous) = self.previous.filter(|previous| *previous != moment) {
            self.descending = moment < previous;
        }
        self.previous = Some(moment);
    }

    /// Looks up the stretch about a reading in which the clock isn't changed.
    fn settle(&mut self, civil: i64) {
        let Ok(about) = Timestamp::from_second(civil) else { return };
        let offset = i64::from(self.zone.to_offset(about).seconds());
        let before = self.zone.preceding(about).next().map(|change| change.timestamp().as_second());
        let after = self.zone.following(about).next().map(|change| change.timestamp().as_second());
        // Far enough from either change that no reading there is skipped or repeated, whatever the offset.
        let from = before.map_or(i64::MIN, |change| change + 2 * MOST_CHANGED);
        let to = after.map_or(i64::MAX, |change| change - 2 * MOST_CHANGED);
        self.settled = (from..to, offset);
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

    proptest::proptest! {
        #[test]
        fn whole_seconds_mean_the_same_moment_quickly(
            zone in proptest::sample::select(vec!["America/New_York", "Europe/Lisbon", "Asia/Kolkata", "UTC", "Pacific/Apia"]),
            civil in -2_000_000_000..4_000_000_000_i64,
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let local = TimeZone::UTC.to_datetime(Timestamp::from_second(civil).unwrap());
            let (mut quick, mut slow) = (WallClock::new(zone.clone()), WallClock::new(zone));
            proptest::prop_assert_eq!(quick.quick_moment(QuickStamp::Local(civil)), slow.moment(Stamp::Local(local)));
        }
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
