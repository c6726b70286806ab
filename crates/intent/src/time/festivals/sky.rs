//! Where sun and moon stand, to about a hundredth of a degree: enough for the lunar day at an hour and the day of a new moon.
//!
//! Meeus, Astronomical Algorithms, second edition: chapter 25 (sun, low accuracy) and table 47.A (moon, terms above 0.002 degrees).

use jiff::{ToSpan, civil::Date};

/// Multiples of the moon's elongation, the sun's anomaly, the moon's anomaly and its argument of latitude, and millionths of a degree.
const MOON: [(f64, f64, f64, f64, f64); 34] = [
    (0., 0., 1., 0., 6_288_774.),
    (2., 0., -1., 0., 1_274_027.),
    (2., 0., 0., 0., 658_314.),
    (0., 0., 2., 0., 213_618.),
    (0., 1., 0., 0., -185_116.),
    (0., 0., 0., 2., -114_332.),
    (2., 0., -2., 0., 58_793.),
    (2., -1., -1., 0., 57_066.),
    (2., 0., 1., 0., 53_322.),
    (2., -1., 0., 0., 45_758.),
    (0., 1., -1., 0., -40_923.),
    (1., 0., 0., 0., -34_720.),
    (0., 1., 1., 0., -30_383.),
    (2., 0., 0., -2., 15_327.),
    (0., 0., 1., 2., -12_528.),
    (0., 0., 1., -2., 10_980.),
    (4., 0., -1., 0., 10_675.),
    (0., 0., 3., 0., 10_034.),
    (4., 0., -2., 0., 8_548.),
    (2., 1., -1., 0., -7_888.),
    (2., 1., 0., 0., -6_766.),
    (1., 0., -1., 0., -5_163.),
    (1., 1., 0., 0., 4_987.),
    (2., -1., 1., 0., 4_036.),
    (2., 0., 2., 0., 3_994.),
    (4., 0., 0., 0., 3_861.),
    (2., 0., -3., 0., 3_665.),
    (0., 1., -2., 0., -2_689.),
    (2., 0., -1., 2., -2_602.),
    (2., -1., -2., 0., 2_390.),
    (1., 0., 1., 0., -2_348.),
    (2., -2., 0., 0., 2_236.),
    (0., 1., 2., 0., -2_120.),
    (0., 2., 0., 0., -2_069.),
];

/// Julian date of noon, 1 January 2000.
const J2000: f64 = 2_451_545.0;
/// Terrestrial ahead of universal time in days, about the year 2000; a few minutes a thousand years away from it.
const DELTA: f64 = 67.0 / 86_400.0;
/// Mean synodic month in days.
pub(super) const MONTH: f64 = 29.530_588_861;

fn centuries(universal: f64) -> f64 {
    (universal + DELTA - J2000) / 36_525.0
}

/// Apparent longitude of the sun in degrees at a Julian date of universal time.
pub(super) fn sun(universal: f64) -> f64 {
    let t = centuries(universal);
    let anomaly = (357.529_11 + 35_999.050_29 * t).to_radians();
    let centre = (1.914_602 - 0.004_817 * t) * anomaly.sin()
        + 0.019_993 * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1934.136 * t).to_radians();
    (280.466_46 + 36_000.769_83 * t + centre - 0.005_69 - 0.004_78 * node.sin()).rem_euclid(360.0)
}

/// Longitude of the moon in degrees.
pub(super) fn moon(universal: f64) -> f64 {
    let t = centuries(universal);
    let mean = 218.316_447_7 + 481_267.881_234_21 * t;
    let elongation = (297.850_192_1 + 445_267.111_403_4 * t).to_radians();
    let sun = (357.529_109_2 + 35_999.050_290_9 * t).to_radians();
    let own = (134.963_396_4 + 477_198.867_505_5 * t).to_radians();
    let latitude = (93.272_095_0 + 483_202.017_523_3 * t).to_radians();
    let eccentricity = 1.0 - 0.002_516 * t;
    let sum: f64 = MOON
        .iter()
        .map(|&(d, m, a, f, size)| {
            let scale = eccentricity.powi(m.abs() as i32);
            size * scale * (d * elongation + m * sun + a * own + f * latitude).sin()
        })
        .sum();
    let node = (125.04 - 1934.136 * t).to_radians();
    (mean + sum / 1e6 - 0.004_78 * node.sin()).rem_euclid(360.0)
}

/// Multiples of the moon's elongation, the sun's anomaly, the moon's anomaly and its argument of latitude, and millionths of a degree
/// (Meeus, table 47.B, terms above 0.03 degrees).
const MOON_LATITUDE: [(f64, f64, f64, f64, f64); 7] = [
    (0., 0., 0., 1., 5_128_122.),
    (0., 0., 1., 1., 280_602.),
    (0., 0., 1., -1., 277_693.),
    (2., 0., 0., -1., 173_237.),
    (2., 0., -1., 1., 55_413.),
    (2., 0., -1., -1., 46_271.),
    (2., 0., 0., 1., 32_573.),
];

/// Degrees of the moon north of the ecliptic.
fn moon_latitude(universal: f64) -> f64 {
    let t = centuries(universal);
    let elongation = (297.850_192_1 + 445_267.111_403_4 * t).to_radians();
    let sun = (357.529_109_2 + 35_999.050_290_9 * t).to_radians();
    let own = (134.963_396_4 + 477_198.867_505_5 * t).to_radians();
    let latitude = (93.272_095_0 + 483_202.017_523_3 * t).to_radians();
    let term = |&(d, m, a, f, size): &(f64, f64, f64, f64, f64)| {
        size * (d * elongation + m * sun + a * own + f * latitude).sin()
    };
    MOON_LATITUDE.iter().map(term).sum::<f64>() / 1e6
}

/// A place on earth, in degrees north and east.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub(super) north: f64,
    pub(super) east: f64,
}

impl Site {
    /// Degrees above the horizon of what stands at a longitude and latitude of the ecliptic (Meeus, chapters 12 and 13).
    fn altitude(self, (longitude, latitude): (f64, f64), universal: f64) -> f64 {
        const OBLIQUITY: f64 = 23.439_3;
        let (tilt, l, b) = (OBLIQUITY.to_radians(), longitude.to_radians(), latitude.to_radians());
        let ascension = (l.sin() * tilt.cos() - b.tan() * tilt.sin()).atan2(l.cos());
        let declination = (b.sin() * tilt.cos() + b.cos() * tilt.sin() * l.sin()).asin();
        let sidereal = 280.460_618_37 + 360.985_647_366_29 * (universal - J2000) + self.east;
        let hour = sidereal.to_radians() - ascension;
        let north = self.north.to_radians();
        (north.sin() * declination.sin() + north.cos() * declination.cos() * hour.cos()).asin().to_degrees()
    }

    /// When the sun sets on the day of this place that begins at the Julian date `midnight`.
    pub(super) fn sunset(self, midnight: f64) -> f64 {
        /// Where the upper edge of the sun is on the horizon, with refraction.
        const SETTING: f64 = -0.833;
        let (mut up, mut down) = (midnight + 0.5, midnight + 1.0);
        for _ in 0..24 {
            let middle = f64::midpoint(up, down);
            if self.altitude((sun(middle), 0.0), middle) > SETTING { up = middle } else { down = middle }
        }
        down
    }

    /// Whether the moon has not set yet.
    pub(super) fn moon_is_up(self, universal: f64) -> bool {
        /// Where the upper edge of the moon is on the horizon, with refraction and parallax (Meeus, chapter 15, has 0.125; with the few
        /// terms of its place here this comes nearest to the tables of the Umm al-Qura calendar).
        const SETTING: f64 = 0.1;
        self.altitude((moon(universal), moon_latitude(universal)), universal) > SETTING
    }
}

/// How far the moon is ahead of the sun, 0 to 360 degrees.
pub(super) fn elongation(universal: f64) -> f64 {
    (moon(universal) - sun(universal)).rem_euclid(360.0)
}

fn signed(angle: f64) -> f64 {
    (angle + 180.0).rem_euclid(360.0) - 180.0
}

/// The new moon nearest to a Julian date.
pub(super) fn new_moon_near(universal: f64) -> f64 {
    // Mean new moon (Meeus, chapter 49), then the true elongation to nothing.
    let count = ((universal - 2_451_550.097_66) / MONTH).round();
    let mut at = 2_451_550.097_66 + count * MONTH;
    for _ in 0..4 {
        at -= signed(elongation(at)) / 12.190_749;
    }
    at
}

/// When the sun reaches a longitude, nearest to a Julian date.
pub(super) fn sun_at(longitude: f64, universal: f64) -> f64 {
    let mut at = universal;
    for _ in 0..5 {
        at -= signed(sun(at) - longitude) / 0.985_647;
    }
    at
}

/// Degrees between the tropical and the sidereal zodiac: Lahiri's ayanamsa.
pub(super) fn ayanamsa(universal: f64) -> f64 {
    23.853 + 1.396_971 * centuries(universal)
}

/// Julian date of universal time at an hour of the day of a clock that is so many hours ahead.
pub(super) fn julian(date: Date, hour: f64, ahead: f64) -> f64 {
    let days = date.duration_since(Date::constant(2000, 1, 1)).as_hours() / 24;
    J2000 - 0.5 + days as f64 + (hour - ahead) / 24.0
}

/// The day of a clock that is so many hours ahead.
pub(super) fn day_of(universal: f64, ahead: f64) -> Option<Date> {
    let days = (universal + ahead / 24.0 - (J2000 - 0.5)).floor();
    Date::constant(2000, 1, 1).checked_add((days as i64).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sun_and_moon_stand_where_meeus_has_them() {
        // Examples 25.a and 47.a: 13 October 1992 and 12 April 1992, 0 h dynamical time.
        assert!((sun(2_448_908.5 - DELTA) - 199.908_95).abs() < 0.002);
        assert!((moon(2_448_724.5 - DELTA) - 133.167_265).abs() < 0.02);
    }

    #[test]
    fn new_moons_come_when_the_almanac_has_them() {
        // Example 49.a: 18 February 1977, 3 h 37 min dynamical time; US Naval Observatory: 13 June 2018, 19:43.
        assert!((new_moon_near(2_443_190.0) - 2_443_192.651_18).abs() < 0.003);
        assert!((new_moon_near(2_458_283.0) - 2_458_283.321_5).abs() < 0.003);
    }
}
