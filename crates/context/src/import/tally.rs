//! What was met of one series on the way through a file.
//!
//! The store keeps whole seconds. Of values within one second the last of the file is kept, as of values with one time; those that
//! give way are counted apart, since nothing is wrong with their times.

use super::csv::counted;
use crate::regular_grid::step_of_minutes;
use domain::{Observation, Series, Step};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::HashSet;

/// Different times that are remembered to count repeated ones where rows aren't in order of time.
const REMEMBERED_TIMES: usize = 500_000;

/// Counts of one series.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) values: u64,
    pub(super) missing: u64,
    pub(super) repeated: u64,
    /// Values that share their second with the next one, at another fraction of it.
    pub(super) together: u64,
    backwards: u64,
    forwards: u64,
    previous: Option<Timestamp>,
    pub(super) first: Option<(Timestamp, f64)>,
    pub(super) last: Option<(Timestamp, f64)>,
    pub(super) least: Option<f64>,
    pub(super) greatest: Option<f64>,
    /// Different times, counted as long as they run in one direction.
    distinct: u64,
    /// All times up to a number, for rows that turn out not to be in order.
    seen: HashSet<i64>,
    /// Whether `seen` could not hold them all.
    overflown: bool,
}

impl Tally {
    /// Counts an observation, with the time as the file has it.
    pub(super) fn count(&mut self, Observation { valid_time: stamp, value }: Observation) {
        let valid_time = whole_second(stamp);
        let second = valid_time.as_second();
        self.values += 1;
        let is_same_second = self.previous.is_some_and(|previous| whole_second(previous) == valid_time);
        let is_together = is_same_second && self.previous != Some(stamp);
        self.together += u64::from(is_together);
        match self.previous {
            None => self.distinct = 1,
            Some(_) if is_same_second => {
                if self.in_order() && !is_together {
                    self.repeated += 1;
                }
            }
            Some(previous) => {
                let was_in_order = self.in_order();
                if stamp < previous {
                    self.backwards += 1;
                } else {
                    self.forwards += 1;
                }
                if was_in_order {
                    self.distinct += 1;
                }
            }
        }
        if !self.overflown {
            self.seen.insert(second);
            if !self.in_order() {
                self.distinct = self.seen.len() as u64;
                self.repeated = self.values - self.distinct - self.together;
            }
            if self.seen.len() > REMEMBERED_TIMES {
                self.overflown = true;
                self.seen = HashSet::new();
            }
        } else if !self.in_order() && is_same_second && !is_together {
            self.repeated += 1;
        }
        self.previous = Some(stamp);
        if self.first.is_none_or(|(first, _)| valid_time < first) {
            self.first = Some((valid_time, value));
        }
        if self.last.is_none_or(|(last, _)| valid_time >= last) {
            self.last = Some((valid_time, value));
        }
        self.least = Some(self.least.map_or(value, |least| least.min(value)));
        self.greatest = Some(self.greatest.map_or(value, |greatest| greatest.max(value)));
    }

    /// Whether all times so far run in one direction.
    const fn in_order(&self) -> bool {
        self.backwards == 0 || self.forwards == 0
    }

    /// Steps without a value between the first time and the last, where they could be counted.
    pub(super) fn gaps(&self, step: Step, zone: &TimeZone) -> Option<u64> {
        if self.overflown && !self.in_order() {
            return None;
        }
        let (first, last) = (self.first?.0, self.last?.0);
        let series = Series::empty(first.to_zoned(zone.clone()), step);
        let steps = u64::try_from(series.index_at(last)).ok()? + 1;
        Some(steps.saturating_sub(self.distinct))
    }

    /// What a person should know of it, as sentences.
    pub(super) fn notes(&self, step: Step, zone: &TimeZone) -> Vec<String> {
        let mut notes = Vec::new();
        if self.missing > 0 {
            notes.push(counted(
                self.missing,
                "row has no value and was left out.",
                "rows have no value and were left out.",
            ));
        }
        if self.repeated > 0 {
            notes.push(format!(
                "{} a time that came before; the last one counts.",
                counted(self.repeated, "row repeats", "rows repeat")
            ));
        }
        if self.together > 0 {
            notes.push(format!(
                "{} with a later one; one value a second is kept, the last.",
                counted(self.together, "value shares its second", "values share their second")
            ));
        }
        if self.backwards > 0 {
            notes.push("The rows aren't in order of time; they were put in order.".to_owned());
        }
        if let Some(gaps) = self.gaps(step, zone).filter(|gaps| *gaps > 0) {
            notes.push(format!(
                "{} without a value between the first time and the last, going by one value {}.",
                counted(gaps, "step is", "steps are"),
                every(step),
            ));
        }
        notes
    }
}

/// The second that holds a moment: the store keeps nothing finer.
pub(super) fn whole_second(moment: Timestamp) -> Timestamp {
    let second = moment.as_second() - i64::from(moment.subsec_nanosecond() < 0);
    // The very first moment there is begins no second.
    Timestamp::from_second(second).unwrap_or(moment)
}

fn every(step: Step) -> String {
    match step_of_minutes(step.nominal_minutes()) {
        Step::Minutes(1) => "a minute".to_owned(),
        Step::Minutes(60) => "an hour".to_owned(),
        Step::Minutes(minutes) if minutes.is_multiple_of(60) => format!("every {} hours", minutes / 60),
        Step::Minutes(minutes) => format!("every {minutes} minutes"),
        Step::Days(1) => "a day".to_owned(),
        Step::Days(7) => "a week".to_owned(),
        Step::Days(days) => format!("every {days} days"),
        Step::Months(1) => "a month".to_owned(),
        Step::Months(12) => "a year".to_owned(),
        Step::Months(months) => format!("every {months} months"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(seconds: &[i64]) -> Tally {
        let mut tally = Tally::default();
        for second in seconds {
            tally.count(Observation { valid_time: Timestamp::from_second(*second).unwrap(), value: 1.0 });
        }
        tally
    }

    #[test]
    fn values_within_one_second_are_told_from_times_that_repeat() {
        let mut tally = Tally::default();
        for stamp in
            ["00:00:00.1", "00:00:00.5", "00:00:00.5", "00:00:00.9", "00:00:01", "00:00:01", "00:00:03.2"]
        {
            let valid_time = format!("1969-12-31T{stamp}Z").parse().unwrap();
            tally.count(Observation { valid_time, value: 1.0 });
        }
        assert_eq!((tally.values, tally.together, tally.repeated), (7, 2, 2));
        let (first, last) = (tally.first.unwrap().0, tally.last.unwrap().0);
        assert_eq!(first, "1969-12-31T00:00:00Z".parse().unwrap(), "the second it is in, also before 1970");
        assert_eq!(last, "1969-12-31T00:00:03Z".parse().unwrap());
    }

    proptest! {
        #[test]
        fn repeated_times_and_gaps_are_counted_in_any_order(mut steps in prop::collection::vec(0..60_i64, 1..60), order in 0..3) {
            match order {
                0 => steps.sort_unstable(),
                1 => steps.sort_unstable_by(|a, b| b.cmp(a)),
                _ => {}
            }
            let seconds: Vec<i64> = steps.iter().map(|step| step * 60).collect();
            let tally = tally(&seconds);
            let distinct = steps.iter().collect::<std::collections::BTreeSet<_>>();
            prop_assert_eq!(tally.repeated, (steps.len() - distinct.len()) as u64);
            let span = *distinct.last().unwrap() - *distinct.first().unwrap() + 1;
            prop_assert_eq!(tally.gaps(Step::Minutes(1), &TimeZone::UTC), Some(u64::try_from(span).unwrap() - distinct.len() as u64));
        }
    }
}
