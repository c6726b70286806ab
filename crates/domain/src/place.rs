use crate::{Unit, Variable};
use serde::{Deserialize, Serialize};

/// The `GeoNames` number of a gazetteer place, one of the user's own counted from `1 << 31`, or a position, counted from
/// `1 << 30` in hundredths of a degree.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(transparent)]
#[ts(as = "u32")]
pub struct PlaceId(pub u32);

impl PlaceId {
    /// The least number of a place of the user's own.
    pub const OWN: u32 = 1 << 31;
    /// The least number of a position. There are fewer than 2^30 of them, and `GeoNames` has counted to less than 2^24.
    const POSITIONS: u32 = 1 << 30;
    /// Positions on one parallel.
    const ON_A_PARALLEL: u32 = 36_000;

    /// Names a position to a hundredth of a degree, about a kilometre; `None` for one that is none.
    #[must_use]
    pub fn of_position(latitude: f64, longitude: f64) -> Option<Self> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return None;
        }
        let (south, west) = (((latitude + 90.0) * 100.0).round(), ((longitude + 180.0) * 100.0).round());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both lie between 0 and 36,000"
        )]
        let (south, west) = (south as u32, west as u32 % Self::ON_A_PARALLEL);
        Some(Self(Self::POSITIONS + south * Self::ON_A_PARALLEL + west))
    }

    /// Degrees north and east of a named position; `None` for any other place.
    #[must_use]
    pub fn position(self) -> Option<(f64, f64)> {
        let counted = self.0.checked_sub(Self::POSITIONS).filter(|_| self.0 < Self::OWN)?;
        let (south, west) = (counted / Self::ON_A_PARALLEL, counted % Self::ON_A_PARALLEL);
        (south <= 18_000).then(|| (f64::from(south) / 100.0 - 90.0, f64::from(west) / 100.0 - 180.0))
    }
}

/// Somewhere on land with a clock of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Place {
    /// Which one.
    pub id: PlaceId,
    /// Its own name.
    pub name: String,
    /// State, province or region, where known.
    pub region: Option<String>,
    /// Country, in English.
    pub country: String,
    /// Two-letter country code, ISO 3166-1.
    pub country_code: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the sea, where known.
    pub elevation: Option<f64>,
    /// IANA time zone name.
    pub time_zone: String,
    /// Inhabitants; 0 where unknown.
    pub population: u32,
    /// What the user says of its weather, for a place of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub local: Option<Box<LocalConditions>>,
}

/// How the weather of a place differs from that of the records near it, as far as the user knows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct LocalConditions {
    /// Metres above the sea, as the user says.
    pub elevation: Option<f64>,
    /// Metres above the town or position that it was saved at, as the user says.
    pub higher_by: Option<f64>,
    /// What is to be added to the values of records elsewhere, beside what the height makes.
    pub offsets: Vec<LocalOffset>,
}

/// What is to be added to one variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct LocalOffset {
    /// Which.
    pub variable: Variable,
    /// In its canonical unit; a difference, so that 1 °C is 1.8 °F.
    pub offset: f64,
}

impl LocalConditions {
    /// Whether nothing is said at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is to be added to `variable`.
    #[must_use]
    pub fn offset(&self, variable: &Variable) -> f64 {
        self.offsets.iter().filter(|local| local.variable == *variable).map(|local| local.offset).sum()
    }
}

impl LocalOffset {
    /// Variables that can differ by an amount: rain, cloud and visibility differ otherwise.
    #[must_use]
    pub fn allows(variable: &Variable) -> bool {
        matches!(
            variable,
            Variable::Temperature
                | Variable::DewPoint
                | Variable::RelativeHumidity
                | Variable::Pressure
                | Variable::WindSpeed
                | Variable::WindGust
        )
    }

    /// `1.5 °C lower temperature`, in the canonical unit.
    #[must_use]
    pub fn in_words(&self) -> String {
        let unit = self.variable.unit().as_ref().map_or("", Unit::symbol).to_owned();
        let way = if self.offset < 0.0 { "lower" } else { "higher" };
        format!("{} {unit} {way} {}", (self.offset.abs() * 10.0).round() / 10.0, self.variable.name())
    }
}

impl Place {
    /// The name with as much after it as tells it from others: `Portland, Oregon, United States`.
    #[must_use]
    pub fn full_name(&self) -> String {
        match &self.region {
            Some(region) if *region != self.name => format!("{}, {region}, {}", self.name, self.country),
            _ => format!("{}, {}", self.name, self.country),
        }
    }

    /// A position as a place: country and clock are those of the nearest town, `nearest`, and so is the height where it is
    /// within 10 km. `None` for a position that is none.
    #[must_use]
    pub fn at(latitude: f64, longitude: f64, nearest: &Self) -> Option<Self> {
        let id = PlaceId::of_position(latitude, longitude)?;
        let away = nearest.distance_to(latitude, longitude);
        let towards = |degrees: f64, plus: char, minus: char| {
            format!(
                "{}° {}",
                (degrees.abs() * 100.0).round() / 100.0,
                if degrees < 0.0 { minus } else { plus }
            )
        };
        let region = if away <= 50.0 {
            format!("near {}", nearest.name)
        } else {
            format!("{away:.0} km from {}", nearest.name)
        };
        Some(Self {
            id,
            name: format!("{}, {}", towards(latitude, 'N', 'S'), towards(longitude, 'E', 'W')),
            region: Some(region),
            latitude,
            longitude,
            elevation: nearest.elevation.filter(|_| away <= 10.0),
            population: 0,
            local: None,
            ..nearest.clone()
        })
    }

    /// Great-circle distance in kilometres (haversine on the mean Earth radius of 6371 km).
    #[must_use]
    pub fn distance_to(&self, latitude: f64, longitude: f64) -> f64 {
        let (lat_a, lat_b) = (self.latitude.to_radians(), latitude.to_radians());
        let half_lat = ((lat_b - lat_a) / 2.0).sin();
        let half_lon = ((longitude - self.longitude).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
        2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
    }
}

/// A country or a first-level division of one, as a place to ask about.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its own name.
    pub name: String,
    /// The country it lies in; absent for a country.
    pub country: Option<String>,
    /// Inhabitants, at least those of its towns.
    pub population: u64,
    /// The town that stands for it, then its largest others; at least one.
    pub places: Vec<Place>,
}

/// A place whose name is near to one that was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// The name that was meant.
    pub meant: String,
    /// The place of that name, or the town that stands for it.
    pub place: Place,
    /// Typing errors between the two names.
    pub errors: u8,
    /// Whether the name is that of a country or of a division of one.
    pub is_area: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_found_again_by_its_number() {
        for (latitude, longitude) in
            [(41.15, -8.61), (-90.0, -180.0), (90.0, 179.99), (0.0, 0.0), (-33.87, 151.21)]
        {
            let id = PlaceId::of_position(latitude, longitude).unwrap();
            let (north, east) = id.position().unwrap();
            assert!(
                (north - latitude).abs() < 1e-9 && (east - longitude).abs() < 1e-9,
                "{latitude}, {longitude}"
            );
            assert!(id.0 < PlaceId::OWN);
        }
        assert_eq!(PlaceId::of_position(0.0, 180.0), PlaceId::of_position(0.0, -180.0));
        for (latitude, longitude) in [(90.01, 0.0), (0.0, -180.5), (f64::NAN, 0.0)] {
            assert_eq!(PlaceId::of_position(latitude, longitude), None);
        }
        assert_eq!(PlaceId(2_735_943).position(), None);
        assert_eq!(PlaceId(PlaceId::OWN + 1).position(), None);
    }
}
