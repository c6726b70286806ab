use serde::{Deserialize, Serialize};

/// The `GeoNames` number of a gazetteer place, or one of the user's own counted from `1 << 31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(as = "u32")]
pub struct PlaceId(pub u32);

/// Somewhere on land with a clock of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
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
