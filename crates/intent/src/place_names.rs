//! What a name of a place stands for: a town, a country or region, a place of the user's own, a position, or a town that was
//! misspelt.

use crate::{Setting, coordinates, place};
use domain::{Area, Correction, Place};

/// A name of a place in the text, and the places it may mean, the likeliest first.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) places: Vec<Place>,
    /// Places of other readings of the name.
    pub(crate) others: Vec<Place>,
    pub(crate) reading: Reading,
}

/// How a name was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As the name of towns.
    Towns,
    /// As a country or region of this name; its towns stand for it.
    Area(String),
    /// As one place and no other: the user's own, or a position.
    Exact,
    /// As a misspelling of this name.
    Corrected(String),
}

/// How many times the people of a town of one name a country or region needs to be meant in its place.
const MUCH_LARGER: u64 = 10;

/// Names with fewer letters aren't corrected.
const FEWEST_LETTERS: usize = 5;

/// Names with as many letters may hold two errors.
const LONG: usize = 9;

/// A town from this size on is meant by a name in small letters, or by one with two errors in it.
const LARGE: u32 = 100_000;

impl Named {
    /// One place and no other.
    pub(crate) fn exactly(name: &str, place: Place) -> Self {
        Self { name: name.to_owned(), places: vec![place], others: Vec::new(), reading: Reading::Exact }
    }

    /// What a name alone stands for: a place of the user's own, a town, country or region.
    pub(crate) fn of(name: &str, setting: &Setting<'_>) -> Option<Self> {
        let own = setting.saved.iter().find(|place| place.name.to_lowercase() == name.to_lowercase());
        own.map_or_else(|| look_up(name, setting, |_| true), |place| Some(Self::exactly(name, place.clone())))
    }
}

/// What `name` stands for; `keep` tells which of the towns of that name count.
pub(crate) fn look_up(name: &str, setting: &Setting<'_>, keep: impl Fn(&Place) -> bool) -> Option<Named> {
    let mut towns = setting.gazetteer.find(name);
    towns.retain(keep);
    let mut areas = setting.gazetteer.areas(name);
    let code = name.chars().filter(|letter| letter.is_alphabetic()).count() <= 2;
    // Codes are written of states at home and of those of the United States; the stable sort leaves the others as they are.
    areas.sort_by_key(|area| {
        let country = area.country.as_deref();
        let at_home =
            setting.home.is_some_and(|home| country == Some(&home.country) || area.name == home.country);
        (!at_home, code && country != Some("United States"))
    });
    let named = |places, others, reading| Some(Named { name: name.to_owned(), places, others, reading });
    let stand_ins = |areas: &[Area]| -> Vec<Place> {
        areas.iter().filter_map(|area| area.places.first().cloned()).collect()
    };
    match (towns.first(), areas.first()) {
        (None, None) => None,
        (Some(_), None) => named(towns, Vec::new(), Reading::Towns),
        (Some(town), Some(area)) if town_wins(name, town, area) => {
            let others = stand_ins(&areas).into_iter().filter(|_| !lies_in(town, area)).collect();
            named(towns, others, Reading::Towns)
        }
        (_, Some(area)) => {
            let others = stand_ins(&areas[1..]).into_iter().chain(towns).collect();
            let reading = if area.places[0].name == area.name {
                Reading::Towns
            } else {
                Reading::Area(area.name.clone())
            };
            named(area.places.clone(), others, reading)
        }
    }
}

/// The places that a name alone means, the likeliest first: the user's own, a position in degrees, a town, country or region.
#[must_use]
pub fn places_called(name: &str, setting: &Setting<'_>) -> Vec<Place> {
    let name = name.trim();
    let own = setting.saved.iter().find(|place| place.name.to_lowercase() == name.to_lowercase());
    if let Some(place) = own {
        return vec![place.clone()];
    }
    if let Some(found) = coordinates::position(name).filter(|found| found.length == name.len()) {
        let nearest = setting.gazetteer.nearest(found.latitude, found.longitude);
        return nearest
            .and_then(|nearest| Place::at(found.latitude, found.longitude, &nearest))
            .into_iter()
            .collect();
    }
    look_up(name, setting, |_| true).map_or_else(Vec::new, |named| named.places)
}

fn lies_in(town: &Place, area: &Area) -> bool {
    match &area.country {
        Some(country) => town.country == *country && town.region.as_ref() == Some(&area.name),
        None => town.country == area.name,
    }
}

/// Whether the town of a name is meant rather than the country or region: it gave that its name, or isn't much smaller.
fn town_wins(name: &str, town: &Place, area: &Area) -> bool {
    // `New York` is short for New York City.
    let short = town.name.to_lowercase().starts_with(&name.to_lowercase());
    let own = short || place::sounds_like(name, town);
    own && (lies_in(town, area) || u64::from(town.population) * MUCH_LARGER >= area.population)
}

/// What a name that no place has is likely to mean; `None` when that is too far from what was typed.
pub(crate) fn correct(name: &str, capital: bool, setting: &Setting<'_>) -> Option<Named> {
    let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    if letters < FEWEST_LETTERS {
        return None;
    }
    let near = |found: &Correction| {
        let large = found.is_area || found.place.population >= LARGE;
        match found.errors {
            0 | 1 => capital || large,
            2 => letters >= LONG && large,
            _ => false,
        }
    };
    // Two errors take far longer to look for than one, and most words are near to no name at all.
    if letters < LONG && setting.gazetteer.corrections(name, 1, 1).is_empty() {
        return None;
    }
    let found: Vec<Correction> = setting.gazetteer.corrections(name, 2, 6).into_iter().filter(near).collect();
    let first = found.first()?;
    let meant = first.meant.clone();
    let same = |correction: &&Correction| correction.meant == meant && correction.is_area == first.is_area;
    let places = found.iter().filter(same).map(|correction| correction.place.clone()).collect();
    let others = found.iter().filter(|other| !same(other)).map(|other| other.place.clone()).collect();
    Some(Named { name: name.to_owned(), places, others, reading: Reading::Corrected(meant) })
}
