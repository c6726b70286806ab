//! The gazetteer's file: what is written by `cargo xtask data` and read at the first look-up.
//!
//! Names are found through a finite-state transducer from every normalised spelling to the places that bear it. It is
//! built when the file is made and used as it lies in the file, so opening the gazetteer builds no index.

use super::normalise;
use crate::assets::{AssetError, format, packed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A place as given to [`encode`].
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceSource {
    /// The number of the place in `GeoNames`.
    pub id: u32,
    /// Its main name.
    pub name: String,
    /// Other names, in any script.
    pub alternate_names: Vec<String>,
    /// Two-letter country code.
    pub country_code: String,
    /// Code of the first-level division within the country; may be empty.
    pub region_code: String,
    /// IANA time zone name.
    pub time_zone: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Inhabitants.
    pub population: u32,
    /// Metres above the sea, where known.
    pub elevation_m: Option<i16>,
}

/// A country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Country<'a> {
    /// Two letters, ISO 3166-1.
    pub code: &'a str,
    /// Three letters, ISO 3166-1.
    pub code3: &'a str,
    /// In English.
    pub name: &'a str,
    /// Name of the seat of its government; empty where there is none.
    pub capital: &'a str,
    /// Inhabitants.
    pub population: u32,
}

/// A first-level division of a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region<'a> {
    /// Two letters of its country.
    pub country_code: &'a str,
    /// Its code within the country, as `GeoNames` has it.
    pub code: &'a str,
    /// Its name, where known.
    pub name: Option<&'a str>,
}

/// The file's content. Columns have one value per place, the most populous first.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct GazetteerRecord<'a> {
    #[serde(borrow)]
    pub(super) countries: Vec<Country<'a>>,
    pub(super) regions: Vec<Region<'a>>,
    pub(super) zones: Vec<&'a str>,
    pub(super) length: u32,
    /// Main names, a line each.
    pub(super) names: &'a str,
    pub(super) ids: &'a [u8],
    pub(super) country: &'a [u8],
    pub(super) region: &'a [u8],
    pub(super) zone: &'a [u8],
    /// 1e-5 degrees, about a metre.
    pub(super) latitude: &'a [u8],
    pub(super) longitude: &'a [u8],
    pub(super) population: &'a [u8],
    pub(super) elevation_m: &'a [u8],
    /// From a normalised spelling to a [`Posting`] or a place in `postings`.
    pub(super) index: &'a [u8],
    /// Lists of postings of spellings that several places bear.
    pub(super) postings: &'a [u8],
}

/// One place that bears a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    /// Rank of the place by population.
    pub(super) rank: u32,
    /// Whether the spelling is its main name.
    pub(super) is_main: bool,
    /// Whether the spelling is written in capitals alone and short: `NYC`, or the code of an airport, like `THE`.
    pub(super) is_code: bool,
}

impl Posting {
    fn pack(self) -> u64 {
        u64::from(self.rank) << 2 | u64::from(self.is_code) << 1 | u64::from(self.is_main)
    }

    fn unpack(bits: u64) -> Self {
        Self { rank: (bits >> 2) as u32, is_code: bits & 2 == 2, is_main: bits & 1 == 1 }
    }
}

/// The places behind a value of the index.
pub(super) fn postings(value: u64, lists: &[u8]) -> Vec<Posting> {
    if value & 1 == 0 {
        return vec![Posting::unpack(value >> 1)];
    }
    let offset = usize::try_from(value >> 1).unwrap_or(usize::MAX);
    let mut rest = lists.get(offset..).unwrap_or_default();
    let count = packed::read_varint(&mut rest).unwrap_or(0);
    (0..count).map_while(|_| packed::read_varint(&mut rest)).map(Posting::unpack).collect()
}

/// Whether a name is a code of a few capitals rather than a word.
fn is_code(name: &str) -> bool {
    name.len() <= 4 && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Writes the gazetteer's file. Places are ranked by population, then by number, whatever their order here.
///
/// # Errors
/// When a place names a country that isn't listed, or the file can't be written.
pub fn encode(
    places: &[PlaceSource],
    countries: &[Country<'_>],
    regions: &[Region<'_>],
) -> Result<Vec<u8>, AssetError> {
    let damaged = |detail: String| AssetError::Damaged { detail };
    let mut places: Vec<&PlaceSource> = places.iter().collect();
    places.sort_by_key(|place| (std::cmp::Reverse(place.population), place.id));

    let mut zones: Vec<&str> = places.iter().map(|place| place.time_zone.as_str()).collect();
    zones.sort_unstable();
    zones.dedup();

    // By spelling and rank: whether it is the main name, and whether nothing but a code is spelt so.
    let mut spellings: BTreeMap<String, BTreeMap<u32, (bool, bool)>> = BTreeMap::new();
    for (rank, place) in (0_u32..).zip(&places) {
        let main = normalise(&place.name);
        for name in std::iter::once(&place.name).chain(&place.alternate_names) {
            let spelling = normalise(name);
            if !spelling.is_empty() {
                let is_main = spelling == main;
                let known = spellings.entry(spelling).or_default().entry(rank).or_insert((false, true));
                *known = (known.0 || is_main, known.1 && !is_main && is_code(name));
            }
        }
    }
    let mut lists = Vec::new();
    let mut index = fst::MapBuilder::memory();
    for (spelling, bearers) in &spellings {
        let bearers: Vec<Posting> = bearers
            .iter()
            .map(|(rank, (is_main, is_code))| Posting { rank: *rank, is_main: *is_main, is_code: *is_code })
            .collect();
        let value = if let [only] = bearers.as_slice() {
            only.pack() << 1
        } else {
            let offset = lists.len() as u64;
            packed::write_varint(&mut lists, bearers.len() as u64);
            for bearer in &bearers {
                packed::write_varint(&mut lists, bearer.pack());
            }
            offset << 1 | 1
        };
        index.insert(spelling, value).map_err(|error| damaged(error.to_string()))?;
    }
    let index = index.into_inner().map_err(|error| damaged(error.to_string()))?;

    let country = places
        .iter()
        .map(|place| {
            countries
                .iter()
                .position(|country| country.code == place.country_code)
                .map(|position| Some(position as i64))
                .ok_or_else(|| {
                    damaged(format!("{} is in the unlisted country {}", place.name, place.country_code))
                })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let region = places.iter().map(|place| {
        regions
            .iter()
            .position(|region| region.country_code == place.country_code && region.code == place.region_code)
            .map(|position| position as i64)
    });
    let zone = places
        .iter()
        .map(|place| zones.binary_search(&place.time_zone.as_str()).ok().map(|zone| zone as i64));
    let degrees = |degrees: f64| Some((degrees * 1e5).round() as i64);
    let names = places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>().join("\n");
    format::seal(&GazetteerRecord {
        countries: countries.to_vec(),
        regions: regions.to_vec(),
        length: u32::try_from(places.len()).map_err(|error| damaged(error.to_string()))?,
        names: &names,
        ids: &packed::encode(places.iter().map(|place| Some(i64::from(place.id)))),
        country: &packed::encode(country),
        region: &packed::encode(region),
        zone: &packed::encode(zone),
        zones,
        latitude: &packed::encode(places.iter().map(|place| degrees(place.latitude))),
        longitude: &packed::encode(places.iter().map(|place| degrees(place.longitude))),
        population: &packed::encode(places.iter().map(|place| Some(i64::from(place.population)))),
        elevation_m: &packed::encode(places.iter().map(|place| place.elevation_m.map(i64::from))),
        index: &index,
        postings: &lists,
    })
}
