//! What a Köppen-Geiger class says of temperature, rain and cloud.
//!
//! Letters and thresholds after Peel, Finlayson and `McMahon` (2007), "Updated world map of the Köppen-Geiger climate
//! classification", Hydrology and Earth System Sciences 11. The numbers of this file that no source is named for are our
//! defaults: they were set by hand against the sixteen typical years (TMY3) and a few well-known cities.

/// A class, taken apart: `Cfb` is main `C`, rain `f`, heat `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) main: char,
    /// Season of the rain; for `B` its dryness (`W` desert, `S` steppe), for `E` `T` or `F`.
    pub(super) second: char,
    heat: char,
}

impl Class {
    pub(super) fn parse(letters: &str) -> Self {
        let mut letters = letters.chars();
        let mut next = || letters.next().unwrap_or(' ');
        Self { main: next(), second: next(), heat: next() }
    }

    /// Near an ocean that evens the year out: cool summers without hard winters.
    pub(super) fn is_maritime(self) -> bool {
        self.main == 'C' && matches!(self.heat, 'b' | 'c') && self.second != 'w'
    }

    /// Half of the usual range of a day, °C.
    pub(super) fn half_daily_range(self) -> f64 {
        match (self.main, self.second) {
            ('A', _) => 4.0,
            ('B', _) => 6.7,
            ('C', 's') if !self.is_maritime() => 5.6,
            ('C', _) if self.is_maritime() => 4.5,
            ('E', _) => 3.5,
            _ => 5.2,
        }
    }

    /// The share of half the range between the lowest and highest temperature of a record of nine years that the season and
    /// the usual day take up together. The rest is three standard deviations of the weather.
    pub(super) fn share_of_season(self) -> f64 {
        match (self.main, self.second) {
            _ if self.is_maritime() => 0.53,
            ('B', _) | ('D', 'w') => 0.67,
            (_, 's') => 0.58,
            _ => 0.625,
        }
    }

    /// Day of the year when it is warmest, north of the equator. Oceans lag behind.
    pub(super) fn warmest_day(self) -> f64 {
        if self.is_maritime() { 213.0 } else { 203.0 }
    }

    /// Bounds of the yearly rain that go with the class, mm, at a mean temperature in °C.
    pub(super) fn rain_bounds(self, mean_temperature: f64) -> (f64, f64) {
        // The dryness threshold, with the term for the season in which most of the rain falls.
        let seasonal = match self.second {
            'w' | 'm' => 280.0,
            's' => 0.0,
            _ => 140.0,
        };
        let threshold = (20.0 * mean_temperature + seasonal).max(60.0);
        match (self.main, self.second) {
            ('B', 'W') => (5.0, 0.5 * threshold),
            ('B', _) => (0.5 * threshold, threshold),
            // Wetter towns are few, and the grid has such rain on mountains where gauges have a third of it.
            ('A', _) => (threshold, 4500.0),
            ('E', _) => (60.0, 1500.0),
            _ => (threshold, 2500.0),
        }
    }

    /// How much more rain than on average falls at the height of the wet season, as a share, and whether that is summer.
    pub(super) fn rain_season(self, latitude: f64) -> (f64, bool) {
        match (self.main, self.second) {
            (_, 's') => (0.85, false),
            (_, 'w') => (0.9, true),
            ('A', 'm') => (0.8, true),
            ('A', _) => (0.1, true),
            ('B', _) if latitude.abs() < 30.0 => (0.5, true),
            ('B', _) => (0.3, false),
            ('D' | 'E', _) => (0.35, true),
            ('C', _) if self.heat == 'a' => (0.15, true),
            _ => (0.0, true),
        }
    }

    /// Rain of a usual wet day, mm.
    pub(super) fn rain_of_wet_day(self) -> f64 {
        match (self.main, self.heat) {
            ('A', _) => 12.0,
            ('C', 'a') => 9.0,
            ('B', _) => 6.0,
            ('E', _) => 4.0,
            _ => 5.5,
        }
    }

    /// Mean share of the sky covered, in the wet half of the year and in the dry one.
    pub(super) fn cloud(self) -> (f64, f64) {
        match (self.main, self.second) {
            ('A', 'f') => (0.65, 0.60),
            ('A', _) => (0.65, 0.38),
            ('B', 'W') => (0.34, 0.24),
            ('B', _) => (0.52, 0.40),
            (_, 's') => (0.60, 0.28),
            (_, 'w') => (0.62, 0.36),
            ('E', _) => (0.68, 0.62),
            _ if self.is_maritime() => (0.68, 0.62),
            _ => (0.60, 0.55),
        }
    }

    /// How far the dew point lies below the lowest temperature of a dry day, °C (Allen et al. 1998, FAO Irrigation and
    /// Drainage Paper 56, has 0 for humid and 2 to 3 for dry climates; deserts in the typical years have more).
    pub(super) fn dew_point_depression(self) -> f64 {
        match (self.main, self.second) {
            ('B', 'W') => 9.0,
            ('B', _) => 4.5,
            (_, 's') => 2.5,
            ('D', _) => 0.5,
            _ => 1.5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::land::KOEPPEN_CLASSES;

    #[test]
    fn every_class_of_the_grid_has_sensible_numbers() {
        for letters in KOEPPEN_CLASSES {
            let class = Class::parse(letters);
            assert!(matches!(class.main, 'A'..='E'), "{letters}");
            let (least, most) = class.rain_bounds(10.0);
            assert!(least < most && least > 0.0, "{letters}");
            assert!(
                class.half_daily_range() > 1.0 && (0.3..0.8).contains(&class.share_of_season()),
                "{letters}"
            );
            assert!((0.0..1.0).contains(&class.rain_season(40.0).0), "{letters}");
            let (wet, dry) = class.cloud();
            assert!(wet >= dry && wet < 0.9, "{letters}");
        }
        assert!(Class::parse("Cfb").is_maritime() && !Class::parse("Cfa").is_maritime());
    }
}
