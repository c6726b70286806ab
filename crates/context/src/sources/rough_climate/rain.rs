//! Rain of the days.

use super::{
    class::Class,
    weather_generator::{Climate, Season, normal},
};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;

/// The share of days that rain at most, however much falls.
const MOST_WET_DAYS: f64 = 0.8;
/// How much of the season shows in the number of wet days rather than in how much each brings.
const IN_FREQUENCY: f64 = 0.6;

/// Rain of each day, mm, whose sum over each year is that of `totals`.
///
/// Wet days follow a first-order chain and amounts a gamma distribution, with parameters from the rain of a wet
/// day and the share of wet days alone: Geng, Penning de Vries and Supit (1986), "A simple method for generating daily
/// rainfall data", Agricultural and Forest Meteorology 36.
pub(super) fn days(
    class: Class,
    climate: &Climate,
    seasons: &[Season],
    year_of: &[usize],
    totals: &[f64],
    draws: &mut Pcg64Mcg,
) -> Vec<f64> {
    let (amplitude, _) = class.rain_season(climate.latitude);
    let yearly_share = (climate.rain / 365.25 / class.rain_of_wet_day()).min(MOST_WET_DAYS);
    let mut wet_before = false;
    let mut rain: Vec<f64> = seasons
        .iter()
        .map(|season| {
            let weight = (1.0 + amplitude * season.wet).max(0.02);
            let share = (yearly_share * weight.powf(IN_FREQUENCY)).min(0.95);
            let chance = 0.75 * share + if wet_before { 0.25 } else { 0.0 };
            wet_before = draws.random::<f64>() < chance;
            if wet_before {
                let mean = climate.rain / 365.25 * weight / share;
                let scale = (1.83 * mean - 2.16).max(0.5 * mean);
                0.1 + gamma(mean / scale, draws) * scale
            } else {
                0.0
            }
        })
        .collect();
    let mut sums = vec![0.0; totals.len()];
    for (day, year) in rain.iter().zip(year_of) {
        sums[*year] += day;
    }
    for (day, year) in rain.iter_mut().zip(year_of) {
        if sums[*year] > 0.0 {
            *day *= totals[*year] / sums[*year];
        }
    }
    rain
}

/// A draw of the gamma distribution of this shape and scale 1: Marsaglia and Tsang (2000), ACM Transactions on
/// Mathematical Software 26; below shape 1 by their power of a uniform draw.
fn gamma(shape: f64, draws: &mut Pcg64Mcg) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, draws) * draws.random::<f64>().max(1e-12).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let z = normal(draws);
        let v = (1.0 + c * z).powi(3);
        let u = draws.random::<f64>().max(1e-12);
        if v > 0.0 && u.ln() < 0.5 * z * z + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}
