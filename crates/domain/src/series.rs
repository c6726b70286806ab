use jiff::{Span, Timestamp, Zoned, tz::TimeZone};
use std::{ops::Range, sync::Arc};

/// The distance between two values of a regular series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A fixed number of minutes of elapsed time.
    Minutes(u32),
    /// Civil days in the series' zone: 23 to 25 hours each.
    Days(u32),
    /// Civil months in the series' zone.
    Months(u32),
}

impl Step {
    /// One hour.
    pub const HOUR: Self = Self::Minutes(60);
    /// One civil day.
    pub const DAY: Self = Self::Days(1);

    /// Minutes of a nominal step: a day has 1440, a month 43,800.
    #[must_use]
    pub const fn nominal_minutes(self) -> u32 {
        match self {
            Self::Minutes(minutes) => minutes,
            Self::Days(days) => days * 1440,
            Self::Months(months) => months * 43_800,
        }
    }
}

/// Why a series can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// A step of no length.
    #[error("a step of zero never advances; give a step of at least one minute")]
    ZeroStep,
}

/// A regular series of values, NaN where one is missing.
///
/// The value at index `i` belongs to the interval from `time(i)` to `time(i + 1)`, and is known only when that
/// interval has ended: [`Series::known_at`] is the one place that decides what a forecast may use.
/// Values are shared: cutting a series copies nothing.
#[derive(Debug, Clone)]
pub struct Series {
    start: Zoned,
    step: Step,
    values: Arc<[f64]>,
    kept: Range<usize>,
}

impl PartialEq for Series {
    /// NaN equals NaN here: missing is missing.
    fn eq(&self, other: &Self) -> bool {
        self.first_time() == other.first_time()
            && self.step == other.step
            && self.len() == other.len()
            && self
                .values()
                .iter()
                .zip(other.values())
                .all(|(a, b)| a.total_cmp(b).is_eq() || (a.is_nan() && b.is_nan()))
    }
}

impl Series {
    /// A series of `values` from `start` on.
    ///
    /// # Errors
    /// When the step has no length.
    pub fn new(start: Zoned, step: Step, values: impl Into<Arc<[f64]>>) -> Result<Self, SeriesError> {
        if step.nominal_minutes() == 0 {
            return Err(SeriesError::ZeroStep);
        }
        let values = values.into();
        let kept = 0..values.len();
        Ok(Self { start, step, values, kept })
    }

    /// A series with no value in it.
    #[must_use]
    pub fn empty(start: Zoned, step: Step) -> Self {
        Self { start, step, values: Arc::from([]), kept: 0..0 }
    }

    /// The zone its days are lived in.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        self.start.time_zone()
    }

    /// The distance between two values.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// Values in order of valid time; NaN is missing.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values[self.kept.clone()]
    }

    /// Number of steps, missing ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is no step at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Valid time of index 0.
    #[must_use]
    pub fn first_time(&self) -> Timestamp {
        self.time(0)
    }

    /// Valid time of the value at `index`, which may lie behind the end.
    ///
    /// Times beyond what the calendar can hold (year 9999) stay at its end.
    #[must_use]
    pub fn time(&self, index: usize) -> Timestamp {
        let from_start = i64::try_from(self.kept.start + index).unwrap_or(i64::MAX);
        match self.step {
            Step::Minutes(minutes) => Timestamp::from_second(
                self.start
                    .timestamp()
                    .as_second()
                    .saturating_add(from_start.saturating_mul(i64::from(minutes) * 60)),
            )
            .unwrap_or(Timestamp::MAX),
            Step::Days(days) => {
                self.civil_time(Span::new().try_days(from_start.saturating_mul(i64::from(days))))
            }
            Step::Months(months) => {
                self.civil_time(Span::new().try_months(from_start.saturating_mul(i64::from(months))))
            }
        }
    }

    fn civil_time(&self, distance: Result<Span, jiff::Error>) -> Timestamp {
        distance
            .and_then(|distance| self.start.checked_add(distance))
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }

    /// How many values lie fully before `time`: the index of the interval that holds `time`, 0 if it is before
    /// the first. May lie behind the end.
    #[must_use]
    pub fn index_at(&self, time: Timestamp) -> usize {
        let seconds = time.as_second() - self.first_time().as_second();
        if seconds <= 0 {
            return 0;
        }
        let guess = usize::try_from(seconds / (i64::from(self.step.nominal_minutes()) * 60)).unwrap_or(0);
        let mut index = guess.saturating_sub(2);
        // At the end of the calendar times stand still.
        while self.time(index + 1) <= time && self.time(index) < Timestamp::MAX {
            index += 1;
        }
        index
    }

    /// The value whose interval holds `time`, if there is one and it isn't missing.
    #[must_use]
    pub fn value_at(&self, time: Timestamp) -> Option<f64> {
        if time < self.first_time() {
            return None;
        }
        self.values().get(self.index_at(time)).copied().filter(|value| !value.is_nan())
    }

    /// The same values by the clock of another zone; shares them. Where that zone stands minutes off the step of a series of
    /// minutes, every value moves to the next time of that clock, so that nothing is known too early.
    #[must_use]
    pub fn on_the_clock_of(&self, zone: &TimeZone) -> Self {
        let start = self.start.timestamp();
        let later = match self.step {
            Step::Minutes(minutes) => {
                let step = i64::from(minutes) * 60;
                // Shorter steps than an hour fit every zone there is but for a few minutes of long ago.
                let off = (start.as_second() + i64::from(zone.to_offset(start).seconds()))
                    .rem_euclid(step.min(3600));
                if off == 0 { 0 } else { step.min(3600) - off }
            }
            Step::Days(_) | Step::Months(_) => 0,
        };
        let start = start.saturating_add(jiff::SignedDuration::from_secs(later)).unwrap_or(start);
        Self { start: start.to_zoned(zone.clone()), ..self.clone() }
    }

    /// What is known at `issue_time`: the values whose interval has ended by then.
    #[must_use]
    pub fn known_at(&self, issue_time: Timestamp) -> Self {
        self.slice(0..self.index_at(issue_time).min(self.len()))
    }

    /// The part with these indices, clipped to what there is. Shares the values.
    #[must_use]
    pub fn slice(&self, part: Range<usize>) -> Self {
        let end = self.kept.start + part.end.min(self.len());
        let start = (self.kept.start + part.start).min(end);
        Self { kept: start..end, ..self.clone() }
    }

    /// The last `count` steps. Shares the values.
    #[must_use]
    pub fn tail(&self, count: usize) -> Self {
        self.slice(self.len().saturating_sub(count)..self.len())
    }

    /// Index of the newest value that isn't missing.
    #[must_use]
    pub fn newest_index(&self) -> Option<usize> {
        self.values().iter().rposition(|value| !value.is_nan())
    }

    /// The end of the newest interval with a value: when the newest observation was complete.
    #[must_use]
    pub fn newest_time(&self) -> Option<Timestamp> {
        self.newest_index().map(|index| self.time(index + 1))
    }

    /// Pairs of valid time and value, missing ones left out.
    pub fn observed(&self) -> impl Iterator<Item = (Timestamp, f64)> + '_ {
        self.values()
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_nan())
            .map(|(index, value)| (self.time(index), *value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york(text: &str) -> Zoned {
        format!("{text}[America/New_York]").parse().expect("a zoned time")
    }

    #[test]
    fn a_day_is_as_long_as_the_clock_says() {
        let series =
            Series::new(new_york("2013-03-09T00:00"), Step::DAY, vec![1.0, 2.0, 3.0]).expect("a step");
        let hours =
            |index| (series.time(index + 1) - series.time(index)).total(jiff::Unit::Hour).expect("hours");
        assert!((hours(0) - 24.0).abs() < 1e-9);
        assert!((hours(1) - 23.0).abs() < 1e-9, "clocks went forward on 10 March 2013");
    }

    #[test]
    fn a_value_is_known_only_when_its_interval_has_ended() {
        let series =
            Series::new(new_york("2013-06-01T00:00"), Step::HOUR, vec![1.0, 2.0, 3.0]).expect("a step");
        let known = |text: &str| series.known_at(new_york(text).timestamp()).len();
        assert_eq!(known("2013-05-31T12:00"), 0);
        assert_eq!(known("2013-06-01T00:59"), 0);
        assert_eq!(known("2013-06-01T01:00"), 1);
        assert_eq!(known("2013-06-01T02:30"), 2);
        assert_eq!(known("2014-06-01T02:30"), 3);
    }

    #[test]
    fn at_the_end_of_the_calendar_everything_is_known() {
        for step in [Step::HOUR, Step::DAY, Step::Months(1)] {
            let series = Series::new(new_york("2013-06-01T00:00"), step, vec![1.0, 2.0]).expect("a step");
            assert_eq!(series.known_at(Timestamp::MAX).len(), 2);
        }
    }

    #[test]
    fn on_another_clock_values_keep_their_time_or_come_next() {
        let start = "2026-03-01T00:00[UTC]".parse::<Zoned>().expect("a moment");
        let series = Series::new(start, Step::HOUR, vec![0.0, 1.0, 2.0]).expect("a step").slice(1..3);
        for (zone, first) in [
            ("Europe/Lisbon", "2026-03-01T01:00Z"),
            ("Asia/Kolkata", "2026-03-01T01:30Z"),
            ("Asia/Kathmandu", "2026-03-01T01:15Z"),
            ("America/New_York", "2026-03-01T01:00Z"),
        ] {
            let moved = series.on_the_clock_of(&TimeZone::get(zone).expect("a zone"));
            assert_eq!(moved.first_time(), first.parse().expect("a moment"), "{zone}");
            assert_eq!(moved.first_time().to_zoned(moved.time_zone().clone()).minute(), 0, "{zone}");
            assert_eq!(moved.values(), [1.0, 2.0]);
        }
    }

    #[test]
    fn cutting_keeps_times_and_shares_values() {
        let series = Series::new(new_york("2013-06-01T00:00"), Step::HOUR, vec![1.0, f64::NAN, 3.0, 4.0])
            .expect("a step");
        let tail = series.tail(3);
        assert_eq!(tail.first_time(), series.time(1));
        assert_eq!(tail.observed().map(|(_, value)| value).collect::<Vec<_>>(), [3.0, 4.0]);
        assert!(Arc::ptr_eq(&tail.values, &series.values));
        assert_eq!(tail.value_at(series.time(2)), Some(3.0));
        assert_eq!(tail.value_at(series.time(0)), None);
    }
}
