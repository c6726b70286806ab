//! Share of the sky covered, hour by hour: mostly clear or mostly overcast, and cloudy where it rains.

use super::{
    class::Class,
    weather_generator::{Season, normal, normal_distribution},
};
use domain::standard_normal_quantile;
use rand_pcg::Pcg64Mcg;

/// Mean on a day with rain.
const ON_WET_DAY: f64 = 0.8;
/// The least in an hour with rain, %.
const IN_RAIN: f64 = 75.0;
/// Spread on the normal scale: above 1 makes clear and overcast the commonest skies, as they are.
const SPREAD: f64 = 1.5;
/// How much of the spread is the day's, as a variance.
const OF_DAY: f64 = 0.5;
/// How much of an hour's own deviation is left in the next.
const PERSISTENCE: f64 = 0.9;

/// Cloud of each hour, %.
pub(super) fn hours(
    class: Class,
    seasons: &[Season],
    rain: &[f64],
    rain_of_hours: &[f64],
    lengths: &[usize],
    draws: &mut Pcg64Mcg,
) -> Vec<f64> {
    let (in_wet_season, in_dry_season) = class.cloud();
    let wet_days = rain.iter().filter(|rain| **rain > 0.0).count() as f64 / rain.len().max(1) as f64;
    let mut cloud = Vec::with_capacity(rain_of_hours.len());
    let mut own = 0.0;
    for ((season, rain), length) in seasons.iter().zip(rain).zip(lengths) {
        let usual = in_dry_season + (in_wet_season - in_dry_season) * (0.5 + 0.5 * season.wet);
        // What is left for the dry days when the wet ones have their share.
        let on_dry_day = ((usual - wet_days * ON_WET_DAY) / (1.0 - wet_days).max(0.1)).clamp(0.12, 0.75);
        let mean = if *rain > 0.0 { ON_WET_DAY } else { on_dry_day };
        // The middle whose mean behind the distribution function is the one wanted.
        let middle = standard_normal_quantile(mean) * (1.0 + SPREAD * SPREAD).sqrt();
        let of_day = OF_DAY.sqrt() * normal(draws);
        for _ in 0..*length {
            own = PERSISTENCE * own + (1.0 - PERSISTENCE * PERSISTENCE).sqrt() * normal(draws);
            let share = normal_distribution(middle + SPREAD * (of_day + (1.0 - OF_DAY).sqrt() * own));
            let raining = rain_of_hours[cloud.len()] > 0.0;
            let percent = if raining { IN_RAIN + (100.0 - IN_RAIN) * share } else { 100.0 * share };
            cloud.push(percent.clamp(0.0, 100.0));
        }
    }
    cloud
}
