//! Countries and their first-level divisions as places: each is stood for by a city.

use super::{
    City, Gazetteer, normalise,
    qualifier::Qualifier,
    record::{Country, Region},
};
use std::cmp::Reverse;

/// The cities handed out with an area, the one that stands for it included.
const MOST_CITIES: usize = 6;

/// Words that say that an area is meant and not a city of its name.
const SORTS: [&str; 4] = ["state", "province", "region", "county"];

/// A country, or a first-level division of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Area<'a> {
    /// Its own name.
    pub name: &'static str,
    /// The country it lies in, or itself.
    pub country: &'static str,
    /// Inhabitants; of a division, those of its cities in the gazetteer.
    pub population: u64,
    /// The city that stands for it, then its largest others. A country is stood for by its capital, or by its largest
    /// city where it has none here; a division by its largest city.
    pub cities: Vec<&'a City>,
}

impl Area<'_> {
    /// Whether it is a country.
    #[must_use]
    pub fn is_country(&self) -> bool {
        self.name == self.country
    }
}

/// What is kept of an area.
struct Kept {
    name: Option<&'static str>,
    country: u16,
    population: u64,
    /// Ranks of cities.
    cities: Vec<u32>,
}

impl Kept {
    fn add(&mut self, rank: u32) {
        if self.cities.len() < MOST_CITIES && !self.cities.contains(&rank) {
            self.cities.push(rank);
        }
    }
}

/// All areas by their numbers in the file.
pub(super) struct Areas {
    countries: Vec<Kept>,
    regions: Vec<Kept>,
}

impl Areas {
    /// `cities` come the most populous first; `capital` gives the rank of the city of this name in this country.
    pub(super) fn new(
        countries: &[Country<'static>],
        regions: &[Region<'static>],
        cities: &[City],
        capital: impl Fn(u16, &str) -> Option<u32>,
    ) -> Self {
        let mut areas = Self {
            countries: (0_u16..)
                .zip(countries)
                .map(|(index, country)| Kept {
                    name: Some(country.name),
                    country: index,
                    population: u64::from(country.population),
                    cities: capital(index, country.capital).into_iter().collect(),
                })
                .collect(),
            regions: regions
                .iter()
                .map(|region| Kept { name: region.name, country: 0, population: 0, cities: Vec::new() })
                .collect(),
        };
        for (rank, city) in (0_u32..).zip(cities) {
            areas.countries[usize::from(city.country_index)].add(rank);
            if let Some(region) = city.region_index {
                let region = &mut areas.regions[usize::from(region)];
                region.country = city.country_index;
                region.population += u64::from(city.population);
                region.add(rank);
            }
        }
        areas
    }

    fn kept(&self, qualifier: Qualifier) -> &Kept {
        match qualifier {
            Qualifier::Country(index) => &self.countries[usize::from(index)],
            Qualifier::Region(index) => &self.regions[usize::from(index)],
        }
    }
}

impl Gazetteer {
    /// Countries and regions of this name or code, the most populous first. A country may follow the name of a region, and
    /// `the` before it, and `state` or the like before or behind it: `Georgia, USA`, `New York State`. Codes count in capitals only.
    #[must_use]
    pub fn areas(&self, name: &str) -> Vec<Area<'_>> {
        let spelling = normalise(name);
        let words: Vec<&str> = spelling.strip_prefix("the ").unwrap_or(&spelling).split(' ').collect();
        let words = match words.as_slice() {
            [rest @ .., sort] | [sort, "of", rest @ ..] if !rest.is_empty() && SORTS.contains(sort) => rest,
            all => all,
        };
        let codes = !name.chars().any(char::is_lowercase);
        let mut found: Vec<Qualifier> = Vec::new();
        for split in (1..=words.len()).rev() {
            for meaning in self.qualifiers.meanings(&words[..split]) {
                let country = self.areas.kept(meaning.qualifier).country;
                let fits = split == words.len()
                    || matches!(meaning.qualifier, Qualifier::Region(_))
                        && self
                            .qualifiers
                            .meanings(&words[split..])
                            .iter()
                            .any(|behind| behind.qualifier == Qualifier::Country(country));
                if fits && (codes || !meaning.is_code) {
                    found.push(meaning.qualifier);
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        self.spelt_out(found)
    }

    /// Countries and regions whose own name begins like this, the most populous first.
    #[must_use]
    pub fn complete_areas(&self, beginning: &str, limit: usize) -> Vec<Area<'_>> {
        let beginning = normalise(beginning);
        let Some(first) = beginning.chars().next() else { return Vec::new() };
        let begins = |kept: &Kept| {
            kept.name.is_some_and(|name| {
                // Most names are told apart by their first letter, which spares spelling them out.
                let letter = name.chars().next().map_or(first, |letter| letter.to_ascii_lowercase());
                (!letter.is_ascii() || letter == first) && normalise(name).starts_with(&beginning)
            })
        };
        let countries = (0..).zip(&self.areas.countries).filter(|(_, kept)| begins(kept));
        let regions = (0..).zip(&self.areas.regions).filter(|(_, kept)| begins(kept));
        let qualifiers = countries
            .map(|(index, _)| Qualifier::Country(index))
            .chain(regions.map(|(index, _)| Qualifier::Region(index)));
        let mut areas = self.spelt_out(qualifiers.collect());
        areas.truncate(limit);
        areas
    }

    /// The areas with their cities; those without a name or a city are left out.
    pub(super) fn spelt_out(&self, qualifiers: Vec<Qualifier>) -> Vec<Area<'_>> {
        let mut areas: Vec<Area<'_>> = qualifiers
            .into_iter()
            .filter_map(|qualifier| {
                let kept = self.areas.kept(qualifier);
                let country = self.areas.countries[usize::from(kept.country)].name?;
                let cities: Vec<&City> =
                    kept.cities.iter().map(|rank| &self.cities[*rank as usize]).collect();
                (!cities.is_empty()).then_some(Area {
                    name: kept.name?,
                    country,
                    population: kept.population,
                    cities,
                })
            })
            .collect();
        areas.sort_by_key(|area| Reverse(area.population));
        areas
    }
}
