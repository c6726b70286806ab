//! A weather generator: made-up years that have the climate they are given.
//!
//! After Richardson (1981), "Stochastic simulation of daily precipitation, temperature, and solar radiation", Water Resources
//! Research 17: a chain of wet and dry days comes first, and temperature, cloud and humidity follow it. The hours are then
//! made from the days by the same functions as those of stations that report by the day.

use super::{class::Class, cloud, rain, temperature};
use crate::{
    assets::LandCell,
    humidity::relative_humidity,
    reconstruct_hours::{DailyValues, days, reconstruct_hours},
};
use domain::{Place, Variable, standard_normal_quantile};
use jiff::{civil::Date, tz::TimeZone};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::f64::consts::{FRAC_PI_2, TAU};

/// The rain of the grid divided by that of gauges, the median of 29 cities around the world.
const TOO_WET: f64 = 1.13;
/// How much the years differ in rain (of the logarithm), wind (of the logarithm) and temperature (°C): also for the
/// error of the grid's own figures, which is not known.
const YEARLY_RAIN: f64 = 0.25;
const YEARLY_WIND: f64 = 0.15;
const YEARLY_TEMPERATURE: f64 = 1.0;
/// How much of the wind of one day is left on the next.
const WIND_PERSISTENCE: f64 = 0.4;

/// The climate that the years are to have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Climate {
    pub(super) class: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    /// Of the year, °C.
    pub(super) mean: f64,
    /// Half the range of a record of nine years, °C.
    pub(super) half_range: f64,
    /// Mean wind, m/s.
    pub(super) wind: f64,
    /// Rain of a year, mm.
    pub(super) rain: f64,
}

impl Climate {
    /// The climate of a cell, with its rain brought within what its class allows.
    pub(super) fn of(cell: &LandCell, place: &Place) -> Self {
        let mean = f64::from(cell.mean_c);
        let (least, most) = Class::parse(cell.koeppen).rain_bounds(mean);
        let rain = cell.annual_rain_mm.map_or(least * 1.3, |rain| f64::from(rain) / TOO_WET);
        Self {
            class: cell.koeppen.to_owned(),
            latitude: place.latitude,
            longitude: place.longitude,
            mean,
            half_range: (f64::from(cell.max_c) - f64::from(cell.min_c)) / 2.0,
            wind: f64::from(cell.mean_wind_mps()),
            rain: rain.clamp(least, most),
        }
    }

    fn seed(&self) -> u64 {
        let bits = |degrees: f64| (degrees * 100.0).round().to_bits();
        bits(self.latitude).rotate_left(17) ^ bits(self.longitude)
    }
}

/// Where a day stands in the year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Season {
    /// 1 at midsummer of the place's hemisphere, -1 at midwinter.
    pub(super) summer: f64,
    /// 1 at the height of the wet season, -1 at that of the dry one; 0 where it rains evenly.
    pub(super) wet: f64,
}

/// Hours of `years` years from `first`, by variable: temperature, dew point, humidity, rain, wind, cloud.
pub(super) fn generate(
    climate: &Climate,
    first: Date,
    years: i16,
    zone: &TimeZone,
) -> Vec<(Variable, Vec<f64>)> {
    let class = Class::parse(&climate.class);
    let last = Date::new(first.year() + years, 1, 1).unwrap_or(Date::MAX);
    let count = usize::try_from(last.duration_since(first).as_hours() / 24).unwrap_or(0);
    let calendar = days(first, count, zone);
    let (_, wet_in_summer) = class.rain_season(climate.latitude);
    let (amplitude, _) = class.rain_season(climate.latitude);
    let seasons: Vec<Season> = calendar
        .iter()
        .map(|day| {
            let shift = if climate.latitude < 0.0 { 182.6 } else { 0.0 };
            let summer =
                (TAU * (f64::from(day.date.day_of_year()) - class.warmest_day() - shift) / 365.25).cos();
            let wet = if amplitude < 0.2 {
                0.0
            } else if wet_in_summer {
                summer
            } else {
                -summer
            };
            Season { summer, wet }
        })
        .collect();

    let mut draws = Pcg64Mcg::seed_from_u64(climate.seed());
    let year_of: Vec<usize> =
        calendar.iter().map(|day| usize::try_from(day.date.year() - first.year()).unwrap_or(0)).collect();
    let mut yearly = |spread: f64| -> Vec<f64> { (0..years).map(|_| spread * normal(&mut draws)).collect() };
    let (rain_years, wind_years, temperature_years) =
        (yearly(YEARLY_RAIN), yearly(YEARLY_WIND), yearly(YEARLY_TEMPERATURE));

    let totals: Vec<f64> = rain_years.iter().map(|deviation| climate.rain * deviation.exp()).collect();
    let rain = rain::days(class, climate, &seasons, &year_of, &totals, &mut draws);
    let (minimum, maximum) =
        temperature::days(class, climate, &seasons, &rain, |day| temperature_years[year_of[day]], &mut draws);
    let mut deviation = 0.0;
    let wind: Vec<f64> = year_of
        .iter()
        .map(|year| {
            deviation =
                WIND_PERSISTENCE * deviation + (1.0 - WIND_PERSISTENCE.powi(2)).sqrt() * normal(&mut draws);
            climate.wind * wind_years[*year].exp() * rayleigh(deviation)
        })
        .collect();
    let hours = reconstruct_hours(&DailyValues {
        first,
        zone,
        latitude: climate.latitude,
        longitude: climate.longitude,
        minimum: &minimum,
        maximum: &maximum,
        rain: &rain,
        wind: &wind,
        seed: climate.seed(),
    });
    let lengths: Vec<usize> = calendar.iter().map(|day| day.clock.as_slice().len()).collect();
    let cloud = cloud::hours(class, &seasons, &rain, &hours.rain, &lengths, &mut draws);
    let dew_point = dew_points(class, &minimum, &rain, &hours.temperature, &hours.rain, &lengths, &mut draws);
    let humidity = hours
        .temperature
        .iter()
        .zip(&dew_point)
        .map(|(temperature, dew)| relative_humidity(*temperature, *dew))
        .collect();
    vec![
        (Variable::Temperature, hours.temperature),
        (Variable::DewPoint, dew_point),
        (Variable::RelativeHumidity, humidity),
        (Variable::Precipitation, hours.rain),
        (Variable::WindSpeed, hours.wind),
        (Variable::CloudCover, cloud),
    ]
}

/// Dew points that lie below the lowest temperature of a dry day and near the temperature in rain.
fn dew_points(
    class: Class,
    minimum: &[f64],
    rain: &[f64],
    temperature: &[f64],
    rain_of_hours: &[f64],
    lengths: &[usize],
    draws: &mut Pcg64Mcg,
) -> Vec<f64> {
    let mut dew_points = Vec::with_capacity(temperature.len());
    for ((minimum, rain), length) in minimum.iter().zip(rain).zip(lengths) {
        let depression = if *rain > 0.0 { 0.0 } else { class.dew_point_depression() };
        let of_day = minimum - depression + 1.5 * normal(draws);
        for _ in 0..*length {
            let hour = dew_points.len();
            let wet = rain_of_hours[hour] > 0.0;
            let dew_point = if wet { of_day.max(temperature[hour] - 1.5) } else { of_day };
            dew_points.push(dew_point.min(temperature[hour]));
        }
    }
    dew_points
}

/// A draw of the standard normal distribution.
pub(super) fn normal(draws: &mut Pcg64Mcg) -> f64 {
    standard_normal_quantile(draws.random_range(1e-6..1.0 - 1e-6))
}

/// The standard normal distribution function: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17.
pub(super) fn normal_distribution(z: f64) -> f64 {
    const C: [f64; 5] = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let upper = (-0.5 * z * z).exp() / TAU.sqrt() * C.iter().fold(0.0, |sum, c| (sum + c) * t);
    if z < 0.0 { upper } else { 1.0 - upper }
}

/// The factor on the mean wind that a standard normal deviation stands for, where means of days have half the spread
/// of the Rayleigh distribution that winds of hours follow (Justus et al. 1978, Journal of Applied Meteorology 17).
fn rayleigh(deviation: f64) -> f64 {
    let exceeded = 1.0 - normal_distribution(deviation);
    let of_hour = (-exceeded.max(1e-9).ln() / (FRAC_PI_2 / 2.0)).sqrt();
    0.35 + 0.65 * of_hour
}
