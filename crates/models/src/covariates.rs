//! Covariates on the grid of a history: by index, and only as far as an origin may know them.

use crate::{
    calendar::Position,
    normal::{Located, Normal},
};
use domain::{Covariate, Known, Series};
use jiff::Timestamp;
use std::ops::Range;

/// Most steps ahead of the newest observation that covariates are looked up for: over two years of hours.
const MOST_AHEAD: usize = 20_000;

/// A covariate with one value per step of a history and of the time ahead of it.
#[derive(Debug, Clone)]
pub(crate) struct Regressor {
    /// From index 0 of the history on, beyond its end as far as is known; NaN where not known.
    values: Vec<f64>,
    /// Whether each value was known before its time.
    ahead: bool,
    /// Whether it only says whether something is so: 0 or 1.
    flag: bool,
    /// Index of the newest observation of the history: an origin there is the present, and knows all that is known.
    newest: usize,
}

impl Regressor {
    /// `covariate` on the grid of `history`, which ends with the newest observation, as known at `issue_time`.
    ///
    /// A value of a finer step is the mean over an interval of the history, a value of a coarser one holds for all intervals
    /// that begin within its own. What is missing stays missing: nothing is filled in.
    pub(crate) fn new(covariate: &Covariate, history: &Series, issue_time: Timestamp) -> Self {
        let (values, ahead) = match &covariate.known {
            Known::Ahead => (on_grid(&covariate.series, history), true),
            Known::Afterwards { ahead } => {
                let mut values = on_grid(&covariate.series.known_at(issue_time), history);
                let given = ahead.as_ref().map_or_else(Vec::new, |ahead| on_grid(ahead, history));
                values.resize(values.len().max(given.len()), f64::NAN);
                for (index, (value, given)) in values.iter_mut().zip(given).enumerate() {
                    // What was given for a time that is past is no observation.
                    if value.is_nan() && history.time(index + 1) > issue_time {
                        *value = given;
                    }
                }
                (values, false)
            }
        };
        let flag = values.iter().all(|value| value.is_nan() || [0.0, 1.0].contains(value));
        Self { values, ahead, flag, newest: history.len().saturating_sub(1) }
    }

    /// The value at an index of the history (which may be beyond its end), as far as it was known when the newest
    /// observation was the one at `origin`; `None` where it wasn't, or is missing.
    pub(crate) fn at(&self, index: usize, origin: usize) -> Option<f64> {
        if !self.ahead && index > origin && origin < self.newest {
            return None;
        }
        self.values.get(index).copied().filter(|value| value.is_finite())
    }

    /// Its standardised anomalies from what is usual of it, as far as the `history` it goes along with tells; a flag stays as it
    /// is. `position` says where an index lies in the calendar.
    pub(crate) fn anomalies(
        &self,
        history: &[Position],
        (slots, weekly): (usize, bool),
        position: impl Fn(usize) -> Position,
    ) -> Self {
        if self.is_flag() {
            return self.clone();
        }
        let observed = history.len().min(self.values.len());
        let located =
            Located { values: self.values[..observed].to_vec(), positions: history[..observed].to_vec() };
        let usual = Normal::estimate(&[(&located, &|_| 1.0)], slots, weekly);
        let anomaly = |(index, value): (usize, &f64)| usual.anomaly(*value, position(index));
        Self { values: self.values.iter().enumerate().map(anomaly).collect(), ..*self }
    }

    /// Whether each value was known before its time, so that past origins knew those ahead of them.
    pub(crate) const fn is_known_ahead(&self) -> bool {
        self.ahead
    }

    /// Whether it only says whether something is so: 0 or 1.
    pub(crate) const fn is_flag(&self) -> bool {
        self.flag
    }
}

/// A value per step of `grid` from its first on, as far as `series` goes; NaN where it has none.
fn on_grid(series: &Series, grid: &Series) -> Vec<f64> {
    let times: Vec<Timestamp> = (0..=series.len()).map(|index| series.time(index)).collect();
    let finer = series.step().nominal_minutes() < grid.step().nominal_minutes();
    let (mut values, mut from) = (Vec::new(), 0);
    let mut start = grid.time(0);
    while start < times[series.len()] && values.len() < grid.len() + MOST_AHEAD {
        let end = grid.time(values.len() + 1);
        if end <= start {
            // The end of the calendar.
            break;
        }
        let value = if finer {
            while from < series.len() && times[from] < start {
                from += 1;
            }
            let within = times[from..].iter().take_while(|time| **time < end).count();
            let whole = times[0] <= start && times[series.len()] >= end;
            if whole { mean(series.values(), from..from + within) } else { f64::NAN }
        } else {
            while from + 1 < series.len() && times[from + 1] <= start {
                from += 1;
            }
            if times[from] <= start { series.values()[from] } else { f64::NAN }
        };
        values.push(value);
        start = end;
    }
    values
}

/// NaN when one of them is missing, or there is none.
fn mean(values: &[f64], part: Range<usize>) -> f64 {
    let part = &values[part.start.min(values.len())..part.end.min(values.len())];
    part.iter().sum::<f64>() / part.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use domain::Step;
    use jiff::{SignedDuration, Zoned};

    fn start() -> Zoned {
        "2013-03-08T00:00[America/New_York]".parse().expect("a zoned time")
    }

    fn series(step: Step, values: Vec<f64>) -> Series {
        Series::new(start(), step, values).expect("a step")
    }

    fn covariate(series: Series, known: Known) -> Covariate {
        Covariate { name: "test".to_owned(), series, known }
    }

    #[test]
    fn a_day_holds_for_its_hours_also_on_a_short_one() {
        // Clocks went forward on 10 March 2013: days of 24, 24, 23 and 24 hours.
        let days = series(Step::DAY, vec![1.0, 2.0, 3.0, 4.0]);
        let hours = on_grid(&days, &series(Step::HOUR, vec![0.0; 30]));
        let expected: Vec<f64> = [(1.0, 24), (2.0, 24), (3.0, 23), (4.0, 24)]
            .into_iter()
            .flat_map(|(value, hours)| std::iter::repeat_n(value, hours))
            .collect();
        assert_eq!(hours, expected);
    }

    #[test]
    fn hours_are_averaged_to_whole_days_and_a_gap_stays_a_gap() {
        let mut values: Vec<f64> = (0..24 + 24 + 23 + 5).map(f64::from).collect();
        values[30] = f64::NAN;
        let days = on_grid(&series(Step::HOUR, values), &series(Step::DAY, vec![0.0; 2]));
        assert!((days[0] - 11.5).abs() < 1e-12);
        assert!(days[1].is_nan(), "an hour is missing");
        assert!((days[2] - 59.0).abs() < 1e-12, "the mean of 48 to 70");
        assert!(days[3].is_nan(), "the day isn't over");
    }

    #[test]
    fn before_the_first_value_nothing_is_known() {
        let later = Series::new(
            start().checked_add(SignedDuration::from_hours(2)).expect("in range"),
            Step::HOUR,
            vec![5.0, 6.0],
        )
        .expect("a step");
        let values = on_grid(&later, &series(Step::HOUR, vec![0.0; 3]));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [5.0, 6.0]);
        assert_eq!(on_grid(&Series::empty(start(), Step::HOUR), &later), Vec::<f64>::new());
    }

    #[test]
    fn what_is_known_afterwards_is_known_only_up_to_an_origin() {
        let history = series(Step::HOUR, vec![0.0; 10]);
        let measured = series(Step::HOUR, (0..20).map(f64::from).collect());
        let given = series(Step::HOUR, (0..15).map(|hour| 100.0 + f64::from(hour)).collect());
        let issue_time = history.time(10);
        let known = |ahead| {
            let covariate = covariate(measured.clone(), Known::Afterwards { ahead });
            Regressor::new(&covariate, &history, issue_time)
        };
        let alone = known(None);
        assert_eq!(alone.at(9, 9), Some(9.0));
        assert_eq!(alone.at(10, 9), None, "measured after the issue time");
        assert_eq!(alone.at(5, 4), None, "measured after the origin");
        assert_eq!(alone.at(4, 4), Some(4.0));
        let with = known(Some(given));
        assert_eq!(with.at(9, 9), Some(9.0), "what was measured counts");
        assert_eq!(with.at(10, 9), Some(110.0));
        assert_eq!(with.at(15, 9), None, "given no further");
        assert_eq!(with.at(10, 8), None, "a past origin was given nothing");
    }

    #[test]
    fn measurements_after_the_issue_time_change_nothing() {
        let history = series(Step::HOUR, vec![0.0; 10]);
        let plain: Vec<f64> = (0..20).map(f64::from).collect();
        let mut changed = plain.clone();
        changed[10..].fill(-1e6);
        let [plain, changed] = [plain, changed].map(|values| {
            let covariate = covariate(series(Step::HOUR, values), Known::Afterwards { ahead: None });
            Regressor::new(&covariate, &history, history.time(10))
        });
        for index in 0..25 {
            assert_eq!(plain.at(index, 9), changed.at(index, 9), "{index}");
        }
    }

    #[test]
    fn what_is_known_ahead_is_known_from_any_origin() {
        let history = series(Step::HOUR, vec![0.0; 10]);
        let flag = covariate(series(Step::DAY, vec![0.0, 1.0, f64::NAN]), Known::Ahead);
        let flag = Regressor::new(&flag, &history, history.time(10));
        assert!(flag.is_flag() && flag.is_known_ahead());
        assert_eq!((flag.at(24, 0), flag.at(23, 0), flag.at(48, 9)), (Some(1.0), Some(0.0), None));
    }

    #[test]
    fn anomalies_are_what_is_left_of_the_day_and_a_flag_stays() {
        // Each hour of the day has its own usual value, which every tenth hour exceeds by 3.
        let beyond = |hour: usize| if hour.is_multiple_of(10) { 3.0 } else { 0.0 };
        let history = series(Step::HOUR, vec![0.0; 24 * 50]);
        let calendar = Calendar::new(history.time_zone().clone(), Step::HOUR);
        let position = |index: usize| calendar.position(history.time(index));
        let positions = calendar.positions(&history);
        let values: Vec<f64> =
            (0..24 * 60).map(|hour| f64::from(position(hour).slot) + beyond(hour)).collect();
        let regressor = |values: Vec<f64>| {
            Regressor::new(
                &covariate(series(Step::HOUR, values), Known::Ahead),
                &history,
                history.time(24 * 50),
            )
        };
        let anomalies = regressor(values).anomalies(&positions, (24, false), position);
        for hour in [0, 7, 30, 24 * 30, 24 * 52 + 5, 24 * 59 + 4] {
            let anomaly = anomalies.at(hour, 24 * 50).expect("known");
            assert!((anomaly > 1.0) == (beyond(hour) > 0.0), "{hour}: {anomaly}");
        }
        let flag: Vec<f64> = (0..24 * 60).map(|hour| f64::from(u8::from(hour % 24 == 9))).collect();
        let same = regressor(flag.clone()).anomalies(&positions, (24, false), position);
        assert!((0..24 * 60).all(|hour| same.at(hour, 0) == Some(flag[hour])));
    }
}
