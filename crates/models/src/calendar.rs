use domain::{Series, Step};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Days in the circle of seasons; 29 February shares the bin of 1 March.
pub(crate) const SEASONS: usize = 365;
/// Mean length of a Gregorian year in days.
pub(crate) const YEAR: f64 = 365.2425;

/// Where an interval lies in the local calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// Civil days since 1970-01-01.
    pub(crate) day: i32,
    /// Day of the year from 0, below [`SEASONS`].
    pub(crate) season: u16,
    /// Step within the day from 0: the hour, for hourly values.
    pub(crate) slot: u16,
}

impl Position {
    /// Days since Monday, 0 to 6.
    pub(crate) fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        usize::try_from((self.day + 3).rem_euclid(7)).unwrap_or(0)
    }
}

/// How steps lie in days, in one zone.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    zone: TimeZone,
    step: Step,
}

impl Calendar {
    pub(crate) const fn new(zone: TimeZone, step: Step) -> Self {
        Self { zone, step }
    }

    pub(crate) const fn step(&self) -> Step {
        self.step
    }

    /// Steps in a day: 24 for hourly values, 1 from daily ones on.
    pub(crate) fn slots(&self) -> usize {
        match self.step {
            Step::Minutes(minutes) => (1440 / minutes.clamp(1, 1440)).clamp(1, 288) as usize,
            Step::Days(_) | Step::Months(_) => 1,
        }
    }

    /// Where the interval that starts at `time` lies.
    pub(crate) fn position(&self, time: Timestamp) -> Position {
        self.at(time.as_second() + i64::from(self.zone.to_offset(time).seconds()), None)
    }

    /// `local` are seconds since 1970-01-01T00:00 on the local clock.
    fn at(&self, local: i64, previous: Option<Position>) -> Position {
        let day = i32::try_from(local.div_euclid(86_400)).unwrap_or(0);
        let within = usize::try_from(local.rem_euclid(86_400)).unwrap_or(0);
        let slots = self.slots();
        let slot = u16::try_from((within * slots / 86_400).min(slots - 1)).unwrap_or(0);
        let season = match previous {
            Some(previous) if previous.day == day => previous.season,
            _ => season_of(day),
        };
        Position { day, season, slot }
    }

    /// Where each interval of `series` lies. One pass; the zone is asked once per change of its offset.
    pub(crate) fn positions(&self, series: &Series) -> Vec<Position> {
        let mut positions: Vec<Position> = Vec::with_capacity(series.len());
        let Step::Minutes(minutes) = series.step() else {
            // Few enough to ask the calendar for each.
            positions.extend((0..series.len()).map(|index| self.position(series.time(index))));
            return positions;
        };
        let (mut time, step) = (series.first_time().as_second(), i64::from(minutes) * 60);
        let mut offset = i64::from(self.zone.to_offset(series.first_time()).seconds());
        let mut changes = self.zone.following(series.first_time()).peekable();
        for _ in 0..series.len() {
            while let Some(change) = changes.next_if(|change| change.timestamp().as_second() <= time) {
                offset = i64::from(change.offset().seconds());
            }
            positions.push(self.at(time + offset, positions.last().copied()));
            time += step;
        }
        positions
    }
}

/// Civil day number to the day of the year from 0, by Hinnant's `civil_from_days` (which counts from March).
fn season_of(day: i32) -> u16 {
    let shifted = i64::from(day) + 719_468;
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let from_march = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // 29 February is day 365 counted from 1 March; it shares a bin with 1 March.
    u16::try_from((from_march + 59) % 365).unwrap_or(0)
}

/// Months from year 0 to `time` in the zone, for series by the month.
pub(crate) fn month_number(zone: &TimeZone, time: Timestamp) -> i64 {
    let date: Date = zone.to_datetime(time).date();
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Zoned, civil};

    fn zoned(text: &str) -> Zoned {
        text.parse().expect("a zoned time")
    }

    #[test]
    fn a_series_over_two_clock_changes_lies_where_the_calendar_says() {
        let start = zoned("2011-12-30T05:00[America/New_York]");
        let series = Series::new(start.clone(), Step::HOUR, vec![0.0; 24 * 500]).expect("a step");
        let calendar = Calendar::new(start.time_zone().clone(), Step::HOUR);
        for (index, position) in calendar.positions(&series).into_iter().enumerate() {
            let local = series.time(index).to_zoned(start.time_zone().clone());
            assert_eq!(u16::try_from(local.hour()).expect("an hour"), position.slot, "{local}");
            let days = (local.date() - civil::date(1970, 1, 1)).get_days();
            assert_eq!(days, position.day, "{local}");
            assert_eq!(
                usize::try_from(local.weekday().to_monday_zero_offset()).expect("0 to 6"),
                position.weekday()
            );
            assert_eq!(position, calendar.position(series.time(index)));
            if !(local.date().in_leap_year()) {
                assert_eq!(
                    u16::try_from(local.day_of_year() - 1).expect("below 365"),
                    position.season,
                    "{local}"
                );
            }
        }
    }

    #[test]
    fn the_seasons_go_round_from_new_year_to_new_year() {
        for (date, season) in [
            (civil::date(2012, 1, 1), 0),
            (civil::date(2012, 2, 28), 58),
            (civil::date(2012, 2, 29), 59),
            (civil::date(2012, 3, 1), 59),
            (civil::date(2012, 12, 31), 364),
            (civil::date(1969, 12, 31), 364),
        ] {
            assert_eq!(season_of((date - civil::date(1970, 1, 1)).get_days()), season, "{date}");
        }
    }

    #[test]
    fn days_have_as_many_slots_as_steps() {
        for (step, slots) in [(Step::HOUR, 24), (Step::Minutes(30), 48), (Step::DAY, 1), (Step::Months(1), 1)]
        {
            assert_eq!(Calendar::new(TimeZone::UTC, step).slots(), slots);
        }
    }
}
