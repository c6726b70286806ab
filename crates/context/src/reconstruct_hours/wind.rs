//! Wind of the hours from the mean of the day: stronger by day than by night, with gusts and lulls that last.
//!
//! Shape and spread were measured in a year of hourly wind at three airports of New York: a cosine of 0.2 of the mean
//! with its peak at 15, and around it a scatter of 0.42 of the mean that keeps 0.58 of itself from hour to hour.

use super::{Day, by_clock, draws};
use domain::standard_normal_quantile;
use rand::RngExt;
use std::f64::consts::TAU;

const DIURNAL: f64 = 0.2;
const WINDIEST_HOUR: f64 = 15.0;
const SCATTER: f64 = 0.42;
const PERSISTENCE: f64 = 0.58;

pub(super) fn hours(wind: &[f64], days: &[Day], seed: u64) -> Vec<f64> {
    if wind.is_empty() {
        return Vec::new();
    }
    let mut hours = Vec::with_capacity(days.len() * 24);
    for (index, day) in days.iter().enumerate() {
        let Some(mean) = wind.get(index).copied().filter(|mean| mean.is_finite()) else {
            hours.extend(std::iter::repeat_n(f64::NAN, day.clock.as_slice().len()));
            continue;
        };
        let mut draws = draws(seed, day.date, 2);
        let mut deviation = 0.0;
        let mut clock = [0.0; 24];
        for (hour, (value, clock_hour)) in clock.iter_mut().zip(0_u8..).enumerate() {
            let fresh = standard_normal_quantile(draws.random_range(0.001..0.999));
            let kept = if hour == 0 { 0.0 } else { PERSISTENCE };
            deviation = kept * deviation + (1.0 - kept * kept).sqrt() * fresh;
            let diurnal = 1.0 + DIURNAL * (TAU * (f64::from(clock_hour) - WINDIEST_HOUR) / 24.0).cos();
            *value = diurnal * (SCATTER * deviation).exp();
        }
        let start = hours.len();
        by_clock(&clock, &day.clock, &mut hours);
        let hours_of_day = &mut hours[start..];
        let factor = mean.max(0.0) * (hours_of_day.len() as f64) / hours_of_day.iter().sum::<f64>();
        for value in hours_of_day {
            *value *= factor;
        }
    }
    hours
}
