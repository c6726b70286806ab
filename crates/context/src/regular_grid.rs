//! From observations at any times to a regular series.

use crate::believed::{Believed, LeftOut, laid};
use domain::{RegularGrid, Series, SeriesInfo, Step, Store, StoreError};
use jiff::{Timestamp, Unit, Zoned, civil::Date, tz::TimeZone};

/// The most steps a series is given; older ones are left out.
const MOST_STEPS: i64 = 4_000_000;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The distance between neighbouring times, judged by their median: minutes below a day, then civil days and months.
/// `None` for fewer than two different times.
pub fn infer_step(times: &[Timestamp]) -> Option<Step> {
    let mut sorted: Vec<i64> = times.iter().map(|time| time.as_second()).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut distances: Vec<i64> = sorted.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if distances.is_empty() {
        return None;
    }
    let middle = distances.len() / 2;
    let (_, median, _) = distances.select_nth_unstable(middle);
    Some(step_of_seconds(*median))
}

fn step_of_seconds(seconds: i64) -> Step {
    // A day with a clock change has 23 or 25 hours, a month 28 to 31 days.
    let whole = |value: i64| u32::try_from(value).unwrap_or(1).max(1);
    let months = |from: i64, to: i64| (from * DAY - 2 * HOUR..=to * DAY + 2 * HOUR).contains(&seconds);
    if seconds < 22 * HOUR {
        Step::Minutes(whole((seconds + 30) / 60))
    } else if months(28, 31) {
        Step::Months(1)
    } else if months(59, 62) {
        Step::Months(2)
    } else if months(90, 92) {
        Step::Months(3)
    } else if months(181, 184) {
        Step::Months(6)
    } else if months(365, 366) {
        Step::Months(12)
    } else {
        Step::Days(whole((seconds + DAY / 2) / DAY))
    }
}

/// The step that has these nominal minutes (see [`Step::nominal_minutes`]).
pub(crate) fn step_of_minutes(minutes: u32) -> Step {
    match minutes {
        0 => Step::DAY,
        _ if minutes.is_multiple_of(43_800) => Step::Months(minutes / 43_800),
        _ if minutes.is_multiple_of(1440) => Step::Days(minutes / 1440),
        _ => Step::Minutes(minutes),
    }
}

/// The observations of a series of the store laid on a regular grid, from its first to its last: each belongs to the step that
/// holds its time, the last of several in one step wins, and a step without any is NaN. The grid starts at local midnight of the
/// first day, or with the first month. What is taken for wrong is missing. `None` without observations.
///
/// # Errors
/// When the store can't be read.
pub(crate) fn read_on_regular_grid(
    store: &dyn Store,
    info: &SeriesInfo,
    step: Step,
    zone: &TimeZone,
) -> Result<Option<(Series, LeftOut)>, StoreError> {
    laid(store, info, |believed| lay(believed, info, step, zone))
}

fn lay(
    believed: &Believed<'_>,
    info: &SeriesInfo,
    step: Step,
    zone: &TimeZone,
) -> Result<Option<Series>, StoreError> {
    let (Some(first), Some(last)) = (info.first, info.last) else { return Ok(None) };
    let Some((grid, steps)) = Grid::over(first, last, step, zone) else { return Ok(None) };
    let start = grid.start.timestamp();
    let values = match step {
        Step::Minutes(minutes) if believed.is_all() => {
            let grid = RegularGrid { start, step_seconds: minutes.saturating_mul(60), steps };
            believed.store().observations_on_grid(&info.id, grid)?
        }
        Step::Minutes(_) | Step::Days(_) | Step::Months(_) => {
            let mut values = vec![f64::NAN; steps];
            let steps = Series::empty(grid.start.clone(), step);
            // A calendar is slow to ask; neighbours mostly lie in one step.
            let (mut at, mut within) = (0, 0..0);
            believed.visit(start, &mut |times, found| {
                for (time, value) in times.iter().zip(found) {
                    if !within.contains(time) {
                        let Ok(moment) = Timestamp::from_second(*time) else { continue };
                        let Ok(cell) = usize::try_from(grid.position(moment)) else { continue };
                        at = cell;
                        within = steps.time(cell).as_second()..steps.time(cell + 1).as_second();
                    }
                    if let Some(cell) = values.get_mut(at) {
                        *cell = *value;
                    }
                }
            })?;
            values
        }
    };
    Ok(Series::new(grid.start, step, values).ok())
}

/// Values at any times laid on a regular grid by the same rule, without a store.
///
/// `None` where there are none, or where the grid would hold more than a few million steps.
#[must_use]
pub fn on_regular_grid(times: &[Timestamp], values: &[f64], step: Step, zone: &TimeZone) -> Option<Series> {
    let (first, last) = (times.iter().min()?, times.iter().max()?);
    let (grid, steps) = Grid::over(*first, *last, step, zone)?;
    let mut laid = vec![f64::NAN; steps];
    for (time, value) in times.iter().zip(values) {
        let position = usize::try_from(grid.position(*time)).ok()?;
        *laid.get_mut(position)? = *value;
    }
    Series::new(grid.start, step, laid).ok()
}

/// Where the steps lie.
struct Grid {
    start: Zoned,
    start_date: Date,
    step: Step,
}

impl Grid {
    /// A grid that holds both times, and how many steps it has; where those would be too many, the first are left out.
    fn over(first: Timestamp, last: Timestamp, step: Step, zone: &TimeZone) -> Option<(Self, usize)> {
        let grid = Self::starting(first, step, zone)?;
        let left_out = (grid.position(last) + 1 - MOST_STEPS).max(0);
        let grid = if left_out == 0 { grid } else { grid.later(left_out)? };
        let steps = usize::try_from(grid.position(last) + 1).ok()?;
        Some((grid, steps))
    }

    fn starting(first: Timestamp, step: Step, zone: &TimeZone) -> Option<Self> {
        let zoned = first.to_zoned(zone.clone());
        let midnight = zoned.start_of_day().ok()?;
        let start = match step {
            Step::Minutes(minutes) => {
                let width = i64::from(minutes) * 60;
                let offset = (first.as_second() - midnight.timestamp().as_second()).div_euclid(width) * width;
                let start = Timestamp::from_second(midnight.timestamp().as_second() + offset).ok()?;
                start.to_zoned(zone.clone())
            }
            Step::Days(_) => midnight,
            Step::Months(_) => zoned.first_of_month().ok()?.start_of_day().ok()?,
        };
        Some(Self { start_date: start.date(), start, step })
    }

    fn later(&self, steps: i64) -> Option<Self> {
        let start = Series::empty(self.start.clone(), self.step).time(usize::try_from(steps).ok()?);
        let start = start.to_zoned(self.start.time_zone().clone());
        Some(Self { start_date: start.date(), start, step: self.step })
    }

    /// The step that holds `time`; negative before the start.
    fn position(&self, time: Timestamp) -> i64 {
        match self.step {
            Step::Minutes(minutes) => {
                (time.as_second() - self.start.timestamp().as_second()).div_euclid(i64::from(minutes) * 60)
            }
            Step::Days(days) => {
                let date = time.to_zoned(self.start.time_zone().clone()).date();
                let distance =
                    date.since((Unit::Day, self.start_date)).map_or(0, |span| i64::from(span.get_days()));
                distance.div_euclid(i64::from(days))
            }
            Step::Months(months) => {
                let date = time.to_zoned(self.start.time_zone().clone()).date();
                let count = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
                (count(date) - count(self.start_date)).div_euclid(i64::from(months))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("America/New_York").unwrap()
    }

    fn local(text: &str) -> Timestamp {
        format!("{text}[America/New_York]").parse::<Zoned>().unwrap().timestamp()
    }

    /// What a store makes of these observations, read back.
    fn laid(pairs: &[(&str, f64)], step: Step) -> Series {
        let folder = tempfile::tempdir().unwrap();
        let store = store::SqliteStore::open(folder.path()).unwrap();
        let mut info = domain::SeriesInfo {
            id: domain::SeriesId("a".to_owned()),
            title: "a".to_owned(),
            aliases: Vec::new(),
            unit: domain::Unit::KilowattHour,
            kind: domain::SeriesKind::Level,
            time_zone: "America/New_York".to_owned(),
            step_minutes: step.nominal_minutes(),
            first: None,
            last: None,
            origin: String::new(),
            sample: false,
            weather: None,
        };
        let observations = pairs
            .iter()
            .map(|(time, value)| Ok(domain::Observation { valid_time: local(time), value: *value }));
        let import = domain::Import {
            series: &info,
            origin: "a test",
            quality: domain::SourceQuality::MEASURED,
            observations: &mut observations.into_iter(),
        };
        store.import(import).unwrap();
        info = store.series().unwrap().remove(0);
        read_on_regular_grid(&store, &info, step, &zone()).unwrap().unwrap().0
    }

    #[test]
    fn the_step_is_the_usual_distance() {
        for (times, expected) in [
            (
                &["2013-03-09T00:00", "2013-03-09T01:00", "2013-03-09T02:00", "2013-03-09T09:00"][..],
                Some(Step::HOUR),
            ),
            (&["2013-03-09T00:15", "2013-03-09T00:30", "2013-03-09T00:45"], Some(Step::Minutes(15))),
            (&["2013-03-09T00:00", "2013-03-10T00:00", "2013-03-11T00:00"], Some(Step::DAY)),
            (&["2013-03-01T00:00", "2013-03-08T00:00", "2013-03-15T00:00"], Some(Step::Days(7))),
            (
                &["2013-01-01T00:00", "2013-02-01T00:00", "2013-03-01T00:00", "2013-04-01T00:00"],
                Some(Step::Months(1)),
            ),
            (&["2013-01-01T00:00", "2013-04-01T00:00", "2013-07-01T00:00"], Some(Step::Months(3))),
            (&["2013-01-01T00:00", "2014-01-01T00:00"], Some(Step::Months(12))),
            (&["2013-01-01T00:00"], None),
        ] {
            let times: Vec<Timestamp> = times.iter().map(|time| local(time)).collect();
            assert_eq!(infer_step(&times), expected, "{times:?}");
            if let Some(step) = expected {
                assert_eq!(step_of_minutes(step.nominal_minutes()), step);
            }
        }
    }

    #[test]
    fn the_last_of_several_wins_and_holes_are_missing() {
        let series = laid(
            &[("2013-03-09T03:00", 3.0), ("2013-03-09T01:00", 1.0), ("2013-03-09T01:20", 1.5)],
            Step::HOUR,
        );
        assert_eq!(series.first_time(), local("2013-03-09T01:00"));
        assert_eq!(series.len(), 3);
        assert_eq!(series.observed().map(|(_, value)| value).collect::<Vec<_>>(), [1.5, 3.0]);
    }

    #[test]
    fn days_and_months_are_civil() {
        // The clocks go forward on 10 March: its last hour would be the next day's first.
        let days = laid(
            &[
                ("2013-03-09T00:00", 1.0),
                ("2013-03-10T18:00", 9.0),
                ("2013-03-10T23:30", 2.0),
                ("2013-03-11T00:00", 3.0),
            ],
            Step::DAY,
        );
        assert_eq!(days.values(), [1.0, 2.0, 3.0]);
        let months = laid(&[("2013-01-15T00:00", 1.0), ("2013-04-30T00:00", 4.0)], Step::Months(1));
        assert_eq!(months.first_time(), local("2013-01-01T00:00"));
        assert_eq!((months.values()[0], months.len()), (1.0, 4));
    }

    #[test]
    fn a_lone_value_far_back_does_not_fill_the_memory() {
        let series = laid(&[("1850-01-01T00:00", 1.0), ("2020-01-01T00:00", 2.0)], Step::Minutes(1));
        assert_eq!(i64::try_from(series.len()).unwrap(), MOST_STEPS);
        assert_eq!(series.values().last(), Some(&2.0));
    }
}
