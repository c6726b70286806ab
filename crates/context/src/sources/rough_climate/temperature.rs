//! Lowest and highest temperature of the days.

use super::{
    class::Class,
    weather_generator::{Climate, Season, normal},
};
use rand_pcg::Pcg64Mcg;

/// How much of the deviation of one day is left on the next: about that of daily means in the typical years.
const PERSISTENCE: f64 = 0.7;
/// Deviations are made this much larger than the record's range says, for what isn't known of the place.
const WIDENED: f64 = 1.15;

/// Lowest and highest of each day, °C.
///
/// Half the range of the grid's nine-year record is split into the season, half of the usual day and three standard
/// deviations of the weather; over the sixteen typical years these three add up to 0.97 of it in the median.
pub(super) fn days(
    class: Class,
    climate: &Climate,
    seasons: &[Season],
    rain: &[f64],
    yearly: impl Fn(usize) -> f64,
    draws: &mut Pcg64Mcg,
) -> (Vec<f64>, Vec<f64>) {
    let range = climate.half_range.max(1.0);
    let daily = class.half_daily_range().min(0.45 * range);
    let season = (class.share_of_season() * range - daily).max(0.03 * range);
    let spread = 0.125 * range * WIDENED;
    // Weather changes more in winter than in summer, the more so inland and away from the tropics.
    let contrast = match (climate.latitude.abs() > 25.0, class.is_maritime()) {
        (true, false) => 0.35,
        (true, true) => 0.1,
        (false, _) => 0.2,
    };
    let mut deviation = 0.0;
    seasons
        .iter()
        .zip(rain)
        .enumerate()
        .map(|(day, (at, rain))| {
            deviation = PERSISTENCE * deviation + (1.0 - PERSISTENCE * PERSISTENCE).sqrt() * normal(draws);
            let mean = climate.mean
                + yearly(day)
                + season * at.summer
                + spread * (1.0 - contrast * at.summer) * deviation;
            // Cloud and rain take from the day what they give to the night.
            let sky = if *rain > 0.0 { 0.72 } else { 1.12 };
            let half = daily * sky * (0.25 * normal(draws)).exp() * (1.0 + 0.1 * at.summer);
            (mean - half, mean + half)
        })
        .unzip()
}
