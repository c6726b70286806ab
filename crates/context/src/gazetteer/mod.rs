//! The gazetteer: 34,006 cities by name, alternate name and position, and the countries and regions they lie in.

mod areas;
mod correct;
mod near;
mod normalise;
mod port;
mod qualifier;
mod record;
mod zones;

pub use areas::Area;
pub use correct::Correction;
pub use normalise::normalise;
pub use record::{Country, PlaceSource, Region, encode};

use crate::assets::{AssetError, format, packed};
use areas::Areas;
use fst::{Automaton, IntoStreamer, Streamer, automaton::Str};
use qualifier::Qualifiers;
use record::{GazetteerRecord, Posting};
use std::{cmp::Reverse, collections::HashMap, sync::LazyLock};

/// How much less likely a place is meant by one of its other names than by its main name, as a share of its population.
/// Other names include those in any language and old ones: at this share `Puno` is the town in Peru and not Pune,
/// `Smyrna` the one in Tennessee and not İzmir, while `Calcutta` still is Kolkata and not the one in South Africa.
const ALTERNATE_NAME_WEIGHT: f64 = 0.01;

/// A beginning borne by more spellings than this is completed from main names alone.
const MOST_SPELLINGS_COMPLETED: usize = 3000;

/// Codes that people say for a city, in small letters too. Other codes are met in capitals only: `THE` and `CAN` are airports.
const SPOKEN_CODES: [&str; 5] = ["dc", "kl", "la", "nyc", "sf"];

/// A city of the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct City {
    /// Its number in `GeoNames`.
    pub id: u32,
    /// Its main name.
    pub name: &'static str,
    /// First-level division of the country, where its name is known: a state, province or region.
    pub region: Option<&'static str>,
    /// Two-letter country code, ISO 3166-1.
    pub country_code: &'static str,
    /// Country, in English.
    pub country: &'static str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the sea: that of the nearest airport, where there is one within 30 km. In mountains the city may
    /// lie hundreds of metres from it.
    pub elevation_m: Option<f64>,
    /// IANA time zone name.
    pub time_zone: &'static str,
    /// Inhabitants; 0 where unknown.
    pub population: u32,
    country_index: u16,
    region_index: Option<u16>,
}

/// The gazetteer, open.
pub struct Gazetteer {
    /// The most populous first: the rank of a city is its index.
    cities: Vec<City>,
    /// Ranks in the order of the cities' numbers.
    by_id: Vec<u32>,
    index: fst::Map<&'static [u8]>,
    postings: &'static [u8],
    qualifiers: Qualifiers,
    areas: Areas,
    /// Every time zone with the rank of its most populous city.
    largest: Vec<(&'static str, u32)>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Gazetteer of {} cities", self.cities.len())
    }
}

impl Gazetteer {
    /// The built-in gazetteer, opened at the first call.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Gazetteer> = LazyLock::new(|| {
            Gazetteer::open(crate::assets::GAZETTEER).expect("the committed gazetteer is read by the tests")
        });
        &EMBEDDED
    }

    /// Opens a file written by [`encode`]. What it holds stays in memory for the rest of the process, so that names
    /// can be handed out without copying them.
    ///
    /// # Errors
    /// When the file is damaged or of another version.
    pub fn open(sealed: &[u8]) -> Result<Self, AssetError> {
        let plain: &'static [u8] = Box::leak(format::inflate(sealed)?.into_boxed_slice());
        let record: GazetteerRecord<'static> = format::read(plain)?;
        let cities = cities(&record)?;
        let mut by_id: Vec<u32> = (0..record.length).collect();
        by_id.sort_unstable_by_key(|rank| cities[*rank as usize].id);
        let index =
            fst::Map::new(record.index).map_err(|error| AssetError::Damaged { detail: error.to_string() })?;
        let qualifiers = Qualifiers::new(&record.countries, &record.regions);
        let capital = |country: u16, name: &str| {
            let found = index.get(normalise(name)).map(|value| record::postings(value, record.postings));
            found?
                .iter()
                .map(|posting| posting.rank)
                .find(|rank| cities[*rank as usize].country_index == country)
        };
        let areas = Areas::new(&record.countries, &record.regions, &cities, capital);
        let largest = zones::largest(&cities);
        Ok(Self { cities, by_id, index, postings: record.postings, qualifiers, areas, largest })
    }

    /// All cities, the most populous first.
    #[must_use]
    pub fn cities(&self) -> &[City] {
        &self.cities
    }

    /// Cities whose main or alternate name is `name`, case, accents and punctuation aside, the likeliest first: by
    /// population, of which an alternate name counts for a hundredth. Region and country may follow the name, by name or
    /// code, with or without commas: `Porto, Portugal`, `Portland Oregon`, `Paris, TX`.
    #[must_use]
    pub fn find(&self, name: &str) -> Vec<&City> {
        let spelling = normalise(name);
        let words: Vec<&str> = spelling.split(' ').collect();
        let codes = begins_in_capitals(name) || SPOKEN_CODES.contains(&words[0]);
        let whole = self.bearers(&words, codes, |_| true);
        if !whole.is_empty() {
            return whole;
        }
        (1..words.len())
            .rev()
            .map(|split| {
                self.bearers(&words[..split], codes, |city| self.qualifiers.hold(&words[split..], city))
            })
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// Whether a spelling, as [`normalise()`] leaves it, is the main or alternate name of some city.
    #[must_use]
    pub fn is_place_name(&self, normalised: &str) -> bool {
        self.index.contains_key(normalised)
    }

    /// Whether a spelling, as [`normalise()`] leaves it, is the main name of some city: short and common words are
    /// rarely that, while they abound among alternate names (`NY`, `Rip City`, `Big Apple`).
    #[must_use]
    pub fn is_main_name(&self, normalised: &str) -> bool {
        self.postings(normalised).iter().any(|posting| posting.is_main)
    }

    /// Cities one of whose names begins like this, the likeliest first: by population for each letter that is still to be typed, so
    /// that `Port` goes on to Porto sooner than to Port Harcourt. Behind a comma, the beginning of a region or
    /// country narrows them down.
    #[must_use]
    pub fn complete(&self, beginning: &str, limit: usize) -> Vec<&City> {
        let (name, qualifier) = beginning.split_once(',').unwrap_or((beginning, ""));
        let (name, qualifier) = (normalise(name), normalise(qualifier));
        if name.is_empty() {
            return Vec::new();
        }
        let fits = |city: &City| {
            qualifier.is_empty()
                || city.region.is_some_and(|region| normalise(region).starts_with(&qualifier))
                || normalise(city.country).starts_with(&qualifier)
                || self.qualifiers.hold(&qualifier.split(' ').collect::<Vec<_>>(), city)
        };
        let mut found: HashMap<u32, f64> = HashMap::new();
        let mut stream = self.index.search(Str::new(&name).starts_with()).into_stream();
        let mut spellings = 0;
        while let Some((spelling, value)) = stream.next() {
            spellings += 1;
            if spellings > MOST_SPELLINGS_COMPLETED {
                let main =
                    self.cities.iter().filter(|city| normalise(city.name).starts_with(&name) && fits(city));
                return main.take(limit).collect();
            }
            for posting in record::postings(value, self.postings) {
                // Nobody types the beginning of a code.
                if !posting.is_code {
                    let population = f64::from(self.cities[posting.rank as usize].population);
                    let name_weight = if posting.is_main { 1.0 } else { ALTERNATE_NAME_WEIGHT };
                    let to_type = (spelling.len() - name.len()).max(1) as f64;
                    let best = found.entry(posting.rank).or_insert(0.0);
                    *best = best.max(population * name_weight / to_type);
                }
            }
        }
        if found.is_empty() {
            return self.find(beginning).into_iter().take(limit).collect();
        }
        let mut ranked: Vec<(u32, f64)> = found.into_iter().collect();
        ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let cities = ranked.into_iter().map(|(rank, _)| &self.cities[rank as usize]);
        cities.filter(|city| fits(city)).take(limit).collect()
    }

    /// Whether words, as [`normalise()`] leaves them, name a country or one of its regions.
    #[must_use]
    pub fn is_region_name(&self, normalised: &str) -> bool {
        self.qualifiers.know(&normalised.split(' ').collect::<Vec<_>>())
    }

    /// The city of this number in `GeoNames`.
    #[must_use]
    pub fn city(&self, id: u32) -> Option<&City> {
        let at = self.by_id.binary_search_by_key(&id, |rank| self.cities[*rank as usize].id).ok()?;
        Some(&self.cities[self.by_id[at] as usize])
    }

    /// The city nearest to a position, however far; `None` for a position that is none.
    #[must_use]
    pub fn nearest(&self, latitude: f64, longitude: f64) -> Option<&City> {
        if !(-90.0..=90.0).contains(&latitude) || !longitude.is_finite() {
            return None;
        }
        let cosine = latitude.to_radians().cos();
        // The square of the chord orders positions as the distance does.
        let chord = |city: &City| {
            let north = ((city.latitude - latitude).to_radians() / 2.0).sin();
            let east = ((city.longitude - longitude).to_radians() / 2.0).sin();
            north * north + cosine * city.latitude.to_radians().cos() * east * east
        };
        self.cities
            .iter()
            // Nothing further north or south than the best so far can be nearer; a cheap test spares most cosines.
            .fold(None::<(f64, &City)>, |best, city| match best {
                Some((least, _))
                    if ((city.latitude - latitude).to_radians() / 2.0).powi(2) > least * 1.01 =>
                {
                    best
                }
                Some((least, _)) if chord(city) >= least => best,
                _ => Some((chord(city), city)),
            })
            .map(|(_, city)| city)
    }

    /// The most populous city that keeps this IANA time zone, by its present name or an old one.
    #[must_use]
    pub fn largest_in_zone(&self, time_zone: &str) -> Option<&City> {
        let zone = zones::present_name(time_zone);
        let (_, rank) = self.largest.iter().find(|(name, _)| name.eq_ignore_ascii_case(zone))?;
        Some(&self.cities[*rank as usize])
    }

    fn postings(&self, spelling: &str) -> Vec<Posting> {
        self.index.get(spelling).map_or_else(Vec::new, |value| record::postings(value, self.postings))
    }

    /// Cities of this name, with "saint" and the like spelt out or short.
    fn bearers(&self, words: &[&str], codes: bool, fits: impl Fn(&City) -> bool) -> Vec<&City> {
        let mut found = Best::default();
        let mut first_words = vec![words[0]];
        first_words.extend(other_forms(words[0]));
        for first in first_words {
            let mut spelling = first.to_owned();
            for word in &words[1..] {
                spelling.push(' ');
                spelling.push_str(word);
            }
            for posting in self.postings(&spelling) {
                if codes || !posting.is_code {
                    found.add(posting, 0);
                }
            }
        }
        found.ranked(&self.cities, fits, usize::MAX)
    }
}

/// Whether the first word of a name is written in capitals alone.
fn begins_in_capitals(name: &str) -> bool {
    let first = name.split(|character: char| !character.is_alphanumeric() && character != '.').next();
    first.is_some_and(|word| word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase))
}

/// The long form of a short first word and the short form of a long one.
fn other_forms(word: &str) -> &'static [&'static str] {
    match word {
        "st" => &["saint", "sankt"],
        "saint" => &["st"],
        "ste" => &["sainte"],
        "sainte" => &["ste"],
        "ft" => &["fort"],
        "fort" => &["ft"],
        "mt" => &["mount"],
        "mount" => &["mt"],
        _ => &[],
    }
}

/// The best match of each city.
#[derive(Default)]
struct Best(HashMap<u32, (u8, bool)>);

impl Best {
    fn add(&mut self, posting: Posting, distance: u8) {
        let best = self.0.entry(posting.rank).or_insert((distance, posting.is_main));
        if (distance, !posting.is_main) < (best.0, !best.1) {
            *best = (distance, posting.is_main);
        }
    }

    /// By distance, then by weighted population; equal ones by rank, so that the order never depends on the map's.
    fn ranked<'a>(&self, cities: &'a [City], fits: impl Fn(&City) -> bool, limit: usize) -> Vec<&'a City> {
        let mut ranked: Vec<(u8, Reverse<u64>, u32)> = self
            .0
            .iter()
            .map(|(rank, (distance, is_main))| {
                let population = f64::from(cities[*rank as usize].population);
                let weight = if *is_main { population } else { population * ALTERNATE_NAME_WEIGHT };
                (*distance, Reverse((weight * 100.0) as u64), *rank)
            })
            .collect();
        ranked.sort_unstable();
        ranked
            .into_iter()
            .map(|(_, _, rank)| &cities[rank as usize])
            .filter(|city| fits(city))
            .take(limit)
            .collect()
    }
}

fn cities(record: &GazetteerRecord<'static>) -> Result<Vec<City>, AssetError> {
    let length = record.length as usize;
    let damaged = |detail: &str| AssetError::Damaged { detail: detail.to_owned() };
    let ids = packed::decode_all(record.ids, length)?;
    let country = packed::decode_all(record.country, length)?;
    let region = packed::decode(record.region, length)?;
    let zone = packed::decode_all(record.zone, length)?;
    let latitude = packed::decode_all(record.latitude, length)?;
    let longitude = packed::decode_all(record.longitude, length)?;
    let population = packed::decode_all(record.population, length)?;
    let elevation = packed::decode(record.elevation_m, length)?;
    let mut names = record.names.split('\n');
    (0..length)
        .map(|rank| {
            let country_index = usize::try_from(country[rank]).unwrap_or(usize::MAX);
            let country =
                record.countries.get(country_index).ok_or_else(|| damaged("a city is in no country"))?;
            let time_zone = usize::try_from(zone[rank])
                .ok()
                .and_then(|index| record.zones.get(index))
                .ok_or_else(|| damaged("a city is in no time zone"))?;
            let region_index = region[rank].and_then(|index| u16::try_from(index).ok());
            let region = region_index.and_then(|index| record.regions.get(usize::from(index)));
            Ok(City {
                id: u32::try_from(ids[rank]).map_err(|_| damaged("a city has no number"))?,
                name: names.next().ok_or_else(|| damaged("a city has no name"))?,
                region: region.and_then(|region| region.name),
                country_code: country.code,
                country: country.name,
                latitude: latitude[rank] as f64 / 1e5,
                longitude: longitude[rank] as f64 / 1e5,
                elevation_m: elevation[rank].map(|metres| metres as f64),
                time_zone,
                population: u32::try_from(population[rank])
                    .map_err(|_| damaged("a city has no population"))?,
                country_index: u16::try_from(country_index)
                    .map_err(|_| damaged("a city is in no country"))?,
                region_index,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
