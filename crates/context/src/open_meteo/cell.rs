//! A position, rounded: all that anybody else is told of a place.

use domain::Place;

/// The most decimals a position is told with: 10 m.
const MOST_DECIMALS: u8 = 4;

/// A position rounded to some decimals of a degree. Places that round alike share what is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// In units of the last decimal.
    latitude: i32,
    longitude: i32,
    decimals: u8,
}

impl Cell {
    /// The cell of a position in degrees, with at most 4 decimals; `None` for one that is none.
    #[must_use]
    pub fn of(latitude: f64, longitude: f64, decimals: u8) -> Option<Self> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return None;
        }
        let decimals = decimals.min(MOST_DECIMALS);
        let scale = scale(decimals);
        #[expect(clippy::cast_possible_truncation, reason = "at most 1.8 million")]
        let rounded = |degrees: f64| (degrees * scale).round() as i32;
        Some(Self { latitude: rounded(latitude), longitude: rounded(longitude), decimals })
    }

    /// The cell of a place.
    #[must_use]
    pub fn of_place(place: &Place, decimals: u8) -> Option<Self> {
        Self::of(place.latitude, place.longitude, decimals)
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(&self) -> f64 {
        f64::from(self.latitude) / scale(self.decimals)
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(&self) -> f64 {
        f64::from(self.longitude) / scale(self.decimals)
    }

    /// `41.15, -8.61`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let decimals = usize::from(self.decimals);
        format!("{:.decimals$}, {:.decimals$}", self.latitude(), self.longitude())
    }

    /// The height of a cell: `1 km`.
    #[must_use]
    pub fn size_in_words(&self) -> &'static str {
        match self.decimals {
            0 => "110 km",
            1 => "11 km",
            2 => "1 km",
            3 => "100 m",
            _ => "10 m",
        }
    }
}

impl std::fmt::Display for Cell {
    /// Its name in the store: `41.15,-8.61`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = usize::from(self.decimals);
        write!(formatter, "{:.decimals$},{:.decimals$}", self.latitude(), self.longitude())
    }
}

fn scale(decimals: u8) -> f64 {
    10f64.powi(i32::from(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_position_is_told_with_as_many_decimals_as_wanted() {
        for (decimals, name) in [(0, "41,-9"), (1, "41.1,-8.6"), (2, "41.15,-8.61"), (9, "41.1496,-8.6110")] {
            assert_eq!(Cell::of(41.149_61, -8.611, decimals).expect("a position").to_string(), name);
        }
        assert_eq!(Cell::of(-0.001, -0.004, 2).expect("a position").to_string(), "0.00,0.00");
        assert_eq!(Cell::of(91.0, 0.0, 2), None);
        assert_eq!(Cell::of(f64::NAN, 0.0, 2), None);
    }

    proptest! {
        #[test]
        fn a_cell_is_the_cell_of_its_own_middle(latitude in -90.0..=90.0f64, longitude in -180.0..=180.0f64, decimals in 0u8..5) {
            let cell = Cell::of(latitude, longitude, decimals).expect("a position");
            prop_assert_eq!(Cell::of(cell.latitude(), cell.longitude(), decimals), Some(cell));
            prop_assert!((cell.latitude() - latitude).abs() <= 0.500_001 / scale(decimals));
        }
    }
}
