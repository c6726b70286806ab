//! Hours out of daily values, without looking ahead: the hours of a day depend on the values of that day and of the
//! days before it, never on a later one. The same days always give the same hours.

mod rain;
mod temperature;
mod wind;

use domain::Series;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

/// Daily values at one place. Each slice has one value for each civil day from `first` on; NaN is missing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DailyValues<'a> {
    /// The first day.
    pub(crate) first: Date,
    /// The zone whose civil days they are.
    pub(crate) zone: &'a TimeZone,
    /// Degrees north.
    pub(crate) latitude: f64,
    /// Degrees east.
    pub(crate) longitude: f64,
    /// Lowest temperature, °C.
    pub(crate) minimum: &'a [f64],
    /// Highest temperature, °C.
    pub(crate) maximum: &'a [f64],
    /// Rain, mm.
    pub(crate) rain: &'a [f64],
    /// Mean wind speed, m/s.
    pub(crate) wind: &'a [f64],
    /// Tells this place's draws from those of others.
    pub(crate) seed: u64,
}

/// What is known at the issue time of hours made from daily values: those of a day are known when the whole day is.
#[must_use]
pub(crate) fn hours_known_at(hours: &Series, zone: &TimeZone, issue_time: Timestamp) -> Series {
    let midnight = issue_time.to_zoned(zone.clone()).start_of_day();
    hours.known_at(midnight.map_or(issue_time, |midnight| midnight.timestamp().min(issue_time)))
}

/// Hours made from daily values: one value per hour of elapsed time from midnight of the first day on, NaN where the day
/// is missing. Empty where the daily values are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HourlyValues {
    /// °C; the lowest and highest of each day are those given.
    pub(crate) temperature: Vec<f64>,
    /// mm; the sum of each day is that given.
    pub(crate) rain: Vec<f64>,
    /// m/s; the mean of each day is that given.
    pub(crate) wind: Vec<f64>,
}

/// One civil day with its hours.
#[derive(Debug, Clone)]
pub(crate) struct Day {
    pub(crate) date: Date,
    /// Hours that the clock is ahead of UTC at noon.
    pub(crate) utc_offset: f64,
    /// What the clock shows at the beginning of each hour of the day: 0 to 23, with one left out or twice when the
    /// clocks change.
    pub(crate) clock: ClockHours,
}

/// What the clock shows at the beginning of each hour of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClockHours {
    hours: [u8; 26],
    count: usize,
}

impl ClockHours {
    const USUAL: Self = {
        let mut hours = [0; 26];
        let mut hour = 0;
        while hour < 24 {
            hours[hour as usize] = hour;
            hour += 1;
        }
        Self { hours, count: 24 }
    };

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.hours[..self.count]
    }
}

/// The civil days of a zone, `count` of them from `first` on.
pub(crate) fn days(first: Date, count: usize, zone: &TimeZone) -> Vec<Day> {
    let mut date = first;
    let mut midnight = date.to_zoned(zone.clone()).map_or(jiff::Timestamp::MAX, |zoned| zoned.timestamp());
    let mut days = Vec::with_capacity(count);
    for _ in 0..count {
        let next = date.tomorrow().unwrap_or(Date::MAX);
        let next_midnight =
            next.to_zoned(zone.clone()).map_or(jiff::Timestamp::MAX, |zoned| zoned.timestamp());
        let seconds = next_midnight.as_second() - midnight.as_second();
        let noon = jiff::Timestamp::from_second(midnight.as_second() + 12 * 3600).unwrap_or(midnight);
        let utc_offset = f64::from(zone.to_offset(noon).seconds()) / 3600.0;
        let clock =
            if seconds == 86_400 { ClockHours::USUAL } else { changed_clock(midnight, seconds, zone) };
        days.push(Day { date, utc_offset, clock });
        (date, midnight) = (next, next_midnight);
    }
    days
}

/// The hours of a day on which the clocks change.
fn changed_clock(midnight: jiff::Timestamp, seconds: i64, zone: &TimeZone) -> ClockHours {
    let mut clock = ClockHours { hours: [0; 26], count: 0 };
    // Half an hour more or less (Lord Howe Island) belongs to the hour it begins in.
    let count = usize::try_from((seconds + 1800) / 3600).unwrap_or(24).clamp(1, 26);
    for (elapsed, hour) in clock.hours.iter_mut().take(count).enumerate() {
        let time = midnight.checked_add((i64::try_from(elapsed).unwrap_or(0)).hours()).unwrap_or(midnight);
        *hour = u8::try_from(zone.to_datetime(time).hour()).unwrap_or(0);
    }
    clock.count = count;
    clock
}

/// Makes the hours.
pub(crate) fn reconstruct_hours(daily: &DailyValues<'_>) -> HourlyValues {
    let count = [daily.minimum, daily.maximum, daily.rain, daily.wind]
        .iter()
        .map(|values| values.len())
        .max()
        .unwrap_or(0);
    let days = days(daily.first, count, daily.zone);
    HourlyValues {
        temperature: temperature::hours(daily, &days),
        rain: rain::hours(daily.rain, &days, daily.seed),
        wind: wind::hours(daily.wind, &days, daily.seed),
    }
}

/// The draws of one day: the same for the same place and date, whatever the other days hold.
fn draws(seed: u64, date: Date, stream: u64) -> Pcg64Mcg {
    let day = u64::from(date.year().unsigned_abs()) * 512 + u64::from(date.day_of_year().unsigned_abs());
    Pcg64Mcg::seed_from_u64(seed ^ day.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ stream.rotate_left(32))
}

/// Puts 24 values by what the clock shows into a day's hours.
fn by_clock(values: &[f64; 24], clock: &ClockHours, into: &mut Vec<f64>) {
    into.extend(clock.as_slice().iter().map(|hour| values[usize::from(*hour).min(23)]));
}

#[cfg(test)]
mod tests;
