//! When the sun rises and sets, to a few minutes: enough to place the coldest and the warmest hour of a day.

use jiff::civil::Date;
use std::f64::consts::{PI, TAU};

/// The sun's day at one place, in hours of a clock that is `utc_offset` hours ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SunDay {
    /// When the sun stands highest.
    pub noon: f64,
    /// Hours of daylight, from 0 in the polar night to 24 under the midnight sun.
    pub day_length: f64,
}

impl SunDay {
    /// The sun's day at a place on a day of the year (1 to 366).
    ///
    /// Declination after Cooper (1969), equation of time after Spencer (1971), as given in Duffie and Beckman, Solar
    /// Engineering of Thermal Processes, section 1.6; the day ends when the centre of the sun crosses the horizon.
    #[must_use]
    pub fn at(latitude: f64, longitude: f64, day_of_year: i16, utc_offset: f64) -> Self {
        let day = f64::from(day_of_year);
        let declination = 23.45_f64.to_radians() * (TAU * (284.0 + day) / 365.0).sin();
        let angle = TAU * (day - 1.0) / 365.0;
        let equation_of_time = 229.2
            * (0.000_075 + 0.001_868 * angle.cos()
                - 0.032_077 * angle.sin()
                - 0.014_615 * (2.0 * angle).cos()
                - 0.040_89 * (2.0 * angle).sin());
        let hour_angle =
            (-latitude.clamp(-89.0, 89.0).to_radians().tan() * declination.tan()).clamp(-1.0, 1.0).acos();
        Self {
            noon: 12.0 - (longitude / 15.0 - utc_offset) - equation_of_time / 60.0,
            day_length: hour_angle * 24.0 / PI,
        }
    }

    /// When the centre of the sun comes over the horizon.
    #[must_use]
    pub fn sunrise(&self) -> f64 {
        self.noon - self.day_length / 2.0
    }

    /// When the centre of the sun goes below the horizon.
    #[must_use]
    pub fn sunset(&self) -> f64 {
        self.noon + self.day_length / 2.0
    }
}

/// Sunrise and sunset on a day, in hours of a clock that is `utc_offset` hours ahead of UTC; none where the sun doesn't rise or
/// doesn't set. To a minute or two between the polar circles.
///
/// NOAA Global Monitoring Laboratory, General Solar Position Calculations: the upper edge of the sun at the horizon with mean
/// refraction, a zenith angle of 90.833 degrees.
#[must_use]
pub fn sun_times(latitude: f64, longitude: f64, date: Date, utc_offset: f64) -> Option<(f64, f64)> {
    let year = TAU / 365.0 * (f64::from(date.day_of_year()) - 1.0);
    let equation_of_time = 229.18
        * (0.000_075 + 0.001_868 * year.cos()
            - 0.032_077 * year.sin()
            - 0.014_615 * (2.0 * year).cos()
            - 0.040_849 * (2.0 * year).sin());
    let declination = 0.006_918 - 0.399_912 * year.cos() + 0.070_257 * year.sin()
        - 0.006_758 * (2.0 * year).cos()
        + 0.000_907 * (2.0 * year).sin()
        - 0.002_697 * (3.0 * year).cos()
        + 0.001_48 * (3.0 * year).sin();
    let latitude = latitude.to_radians();
    let cosine = 90.833_f64.to_radians().cos() / (latitude.cos() * declination.cos())
        - latitude.tan() * declination.tan();
    if !(-1.0..=1.0).contains(&cosine) {
        return None;
    }
    let hour_angle = cosine.acos().to_degrees();
    let at = |angle: f64| (720.0 - 4.0 * (longitude + angle) - equation_of_time) / 60.0 + utc_offset;
    Some((at(hour_angle), at(-hour_angle)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sunrise_and_sunset_are_right_to_a_quarter_of_an_hour() {
        // Tabled times of the US Naval Observatory's yearly tables: the sun's upper edge, so a few minutes longer days.
        for (place, latitude, longitude, offset, day, rise, set) in [
            ("New York, 21 June", 40.71, -74.01, -4.0, 172, 5.42, 20.51),
            ("New York, 21 December", 40.71, -74.01, -5.0, 355, 7.28, 16.53),
            ("Sydney, 21 December", -33.87, 151.21, 11.0, 355, 5.68, 20.08),
            ("Quito, 20 March", -0.18, -78.47, -5.0, 79, 6.32, 18.43),
        ] {
            let sun = SunDay::at(latitude, longitude, day, offset);
            assert!((sun.sunrise() - rise).abs() < 0.25, "{place}: sunrise {}", sun.sunrise());
            assert!((sun.sunset() - set).abs() < 0.25, "{place}: sunset {}", sun.sunset());
        }
        assert!(SunDay::at(75.0, 0.0, 355, 0.0).day_length < 0.01);
        assert!(SunDay::at(75.0, 0.0, 172, 0.0).day_length > 23.99);
    }

    #[test]
    fn the_edge_of_the_sun_is_seen_when_the_almanac_says() {
        // Yearly tables of the US Naval Observatory, hours and minutes of local time.
        for (place, latitude, longitude, offset, date, rise, set) in [
            ("New York", 40.71, -74.01, -4.0, (2013, 6, 21), 5.0 + 25.0 / 60.0, 20.0 + 31.0 / 60.0),
            ("New York", 40.71, -74.01, -5.0, (2013, 12, 21), 7.0 + 17.0 / 60.0, 16.0 + 32.0 / 60.0),
            ("Sydney", -33.87, 151.21, 11.0, (2013, 12, 21), 5.0 + 41.0 / 60.0, 20.0 + 5.0 / 60.0),
        ] {
            let date = jiff::civil::date(date.0, date.1, date.2);
            let (rises, sets) = sun_times(latitude, longitude, date, offset).expect("a day with sunrise");
            assert!((rises - rise).abs() < 0.05, "{place}: sunrise {rises}");
            assert!((sets - set).abs() < 0.05, "{place}: sunset {sets}");
        }
        assert_eq!(sun_times(75.0, 0.0, jiff::civil::date(2013, 12, 21), 0.0), None);
    }
}
