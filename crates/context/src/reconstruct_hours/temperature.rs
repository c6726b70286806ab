//! Temperature of the hours from the lowest and highest of the day.
//!
//! Parton and Logan (1981), "A model for diurnal variation in soil and air temperature", Agricultural Meteorology 23:
//! a sine from the coldest hour to sunset, then an exponential fall; with their coefficients for air at 1.5 m. They let
//! the night fall towards the coldest hour of the next day, which isn't known yet; here it falls towards that of the
//! same day.

use super::{DailyValues, Day};
use domain::SunDay;
use std::f64::consts::PI;

/// Hours that the warmest hour lags behind noon, doubled in the sine: coefficient `a`.
const LAG_OF_MAXIMUM: f64 = 1.86;
/// How steeply the night falls: coefficient `b`.
const NIGHT_FALL: f64 = 2.20;
/// Hours between sunrise and the coldest hour: coefficient `c`.
const LAG_OF_MINIMUM: f64 = -0.17;

pub(super) fn hours(daily: &DailyValues<'_>, days: &[Day]) -> Vec<f64> {
    if daily.minimum.is_empty() || daily.maximum.is_empty() {
        return Vec::new();
    }
    let mut hours = Vec::with_capacity(days.len() * 24);
    let mut sunset_before: Option<f64> = None;
    for (index, day) in days.iter().enumerate() {
        let (Some(minimum), Some(maximum)) = (known(daily.minimum, index), known(daily.maximum, index))
        else {
            hours.extend(std::iter::repeat_n(f64::NAN, day.clock.as_slice().len()));
            sunset_before = None;
            continue;
        };
        // A minimum above the maximum happens where the two are rounded or timed differently.
        let (minimum, maximum) = (minimum.min(maximum), minimum.max(maximum));
        let curve = Curve::of(daily, day, minimum, maximum);
        let start = hours.len();
        let before = sunset_before.unwrap_or_else(|| curve.at_sunset());
        hours.extend(day.clock.as_slice().iter().map(|hour| curve.at(f64::from(*hour) + 0.5, before)));
        stretch(&mut hours[start..], minimum, maximum);
        sunset_before = Some(curve.at_sunset());
    }
    hours
}

fn known(values: &[f64], index: usize) -> Option<f64> {
    values.get(index).copied().filter(|value| value.is_finite())
}

/// The course of one day.
struct Curve {
    minimum: f64,
    maximum: f64,
    /// Clock hour of the minimum.
    coldest: f64,
    sunset: f64,
    day_length: f64,
}

impl Curve {
    fn of(daily: &DailyValues<'_>, day: &Day, minimum: f64, maximum: f64) -> Self {
        let sun = SunDay::at(daily.latitude, daily.longitude, day.date.day_of_year(), day.utc_offset);
        // Near the poles the sine needs some day and some night.
        let sun = SunDay { day_length: sun.day_length.clamp(4.0, 20.0), ..sun };
        Self {
            minimum,
            maximum,
            coldest: sun.sunrise() + LAG_OF_MINIMUM,
            sunset: sun.sunset(),
            day_length: sun.day_length,
        }
    }

    fn by_day(&self, hour: f64) -> f64 {
        let angle = PI * (hour - self.coldest) / (self.day_length + 2.0 * LAG_OF_MAXIMUM);
        self.minimum + (self.maximum - self.minimum) * angle.sin()
    }

    fn at_sunset(&self) -> f64 {
        self.by_day(self.sunset)
    }

    /// At a clock hour, with the temperature of the sunset before.
    fn at(&self, hour: f64, sunset_before: f64) -> f64 {
        let night = 24.0 - self.day_length;
        let fallen = |from: f64, hours: f64| {
            self.minimum + (from - self.minimum) * (-NIGHT_FALL * hours / night).exp()
        };
        if hour < self.coldest {
            fallen(sunset_before, hour + 24.0 - self.sunset)
        } else if hour > self.sunset {
            fallen(self.at_sunset(), hour - self.sunset)
        } else {
            self.by_day(hour)
        }
    }
}

/// Keeps the hours within the day's extremes and lets them reach both.
fn stretch(hours: &mut [f64], minimum: f64, maximum: f64) {
    for hour in hours.iter_mut() {
        *hour = hour.clamp(minimum, maximum);
    }
    let lowest = hours.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = hours.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if highest > lowest {
        let scale = (maximum - minimum) / (highest - lowest);
        for hour in hours.iter_mut() {
            *hour = (minimum + (*hour - lowest) * scale).clamp(minimum, maximum);
        }
    }
}
