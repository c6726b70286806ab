//! Where the question is about, from what the words, the edits and the setting say.

use crate::{
    Setting,
    place_names::{Named, Reading},
    places::{self, Whereabouts},
    unclear::{self, Fault},
};
use domain::{Alternative, Assumption, Edits, Place, PlaceId, Slot};

/// The place of the question, and what was assumed about it. `again` asks the same of another place.
pub(crate) fn resolve(
    whereabouts: &Whereabouts,
    edits: &Edits,
    setting: &Setting<'_>,
    again: impl Fn(&Place) -> String,
) -> Result<(Place, Option<Assumption>), Fault> {
    if let Some(id) = edits.place {
        return known(id, setting).map(|place| (place, None)).ok_or_else(unclear::place_gone);
    }
    if whereabouts.named.is_empty() {
        if let Some(name) = &whereabouts.unknown {
            return Err(unclear::no_such_place(name, &near(name, setting), again));
        }
        return unnamed(whereabouts.home, setting);
    }
    let first = &whereabouts.named[0];
    let index = places::likeliest(&first.places, setting).unwrap_or(0);
    let index = if matches!(first.reading, Reading::Area(_)) { 0 } else { index };
    let taken = first.places[index].clone();
    // Alternate names in every language make namesakes of places that nobody means.
    let namesake = |place: &&Place| first.reading != Reading::Towns || sounds_like(&first.name, place);
    let others: Vec<&Place> = first.places.iter().filter(namesake).chain(&first.others).collect();
    let elsewhere: Vec<&Place> =
        whereabouts.named[1..].iter().filter_map(|named| named.places.first()).collect();
    let another = elsewhere.iter().any(|place| place.id != taken.id);
    let mut alternatives: Vec<&Place> = Vec::new();
    for place in elsewhere.into_iter().chain(others) {
        if place.id != taken.id && alternatives.iter().all(|known| known.id != place.id) {
            alternatives.push(place);
        }
    }
    let text = if another {
        Some(format!("One place at a time: took {}.", taken.full_name()))
    } else {
        why(first, &taken, !alternatives.is_empty())
    };
    let alternatives = alternatives.into_iter().take(5).map(|place| alternative(place, edits)).collect();
    Ok((taken, text.map(|text| Assumption { slot: Slot::Where, text, alternatives })))
}

/// The place of this number, of the gazetteer, the user's own, or a position.
fn known(id: PlaceId, setting: &Setting<'_>) -> Option<Place> {
    let own = || setting.saved.iter().chain(setting.home).find(|place| place.id == id).cloned();
    setting.gazetteer.place(id).or_else(own).or_else(|| {
        let (latitude, longitude) = id.position()?;
        Place::at(latitude, longitude, &setting.gazetteer.nearest(latitude, longitude)?)
    })
}

/// What was assumed in taking this place for the name, if anything.
fn why(named: &Named, taken: &Place, ambiguous: bool) -> Option<String> {
    match &named.reading {
        Reading::Exact => None,
        Reading::Area(area) => Some(format!("Took {} for the whole of {area}.", taken.full_name())),
        Reading::Corrected(meant) => {
            Some(format!("Read \"{}\" as \"{meant}\": took {}.", named.name, taken.full_name()))
        }
        Reading::Towns if ambiguous => {
            Some(format!("Several places are called {}: took {}.", named.name, taken.full_name()))
        }
        Reading::Towns if !sounds_like(&named.name, taken) => {
            Some(format!("Took {} for \"{}\".", taken.full_name(), named.name))
        }
        Reading::Towns => None,
    }
}

/// Whether a name typed is a place's own, by its consonants: accents and endings aside.
pub(crate) fn sounds_like(typed: &str, place: &Place) -> bool {
    let consonants = |name: &str| -> String {
        name.to_lowercase()
            .chars()
            .filter(|letter| letter.is_ascii_alphabetic() && !"aeiouy".contains(*letter))
            .collect()
    };
    let (typed, own) = (consonants(typed), consonants(&place.name));
    typed.starts_with(&own)
}

/// Places with a name like the one typed: all of it, or its first word.
fn near(name: &str, setting: &Setting<'_>) -> Vec<Place> {
    let first = name.split([',', ' ']).next().unwrap_or(name);
    let mut out = setting.gazetteer.find(first);
    if first == name || out.is_empty() {
        out = setting.gazetteer.near(name, 3);
    }
    out.truncate(3);
    out
}

fn alternative(place: &Place, edits: &Edits) -> Alternative {
    Alternative { label: place.full_name(), edits: Edits { place: Some(place.id), ..edits.clone() } }
}

fn unnamed(home_said: bool, setting: &Setting<'_>) -> Result<(Place, Option<Assumption>), Fault> {
    let assume = |text: String| Some(Assumption { slot: Slot::Where, text, alternatives: Vec::new() });
    if let Some(home) = setting.home {
        let assumption = if home_said {
            None
        } else {
            assume(format!("No place was said: took your home, {}.", home.name))
        };
        return Ok((home.clone(), assumption));
    }
    let zone = setting.now.time_zone().iana_name();
    let largest = zone.and_then(|zone| setting.gazetteer.largest_in_zone(zone));
    let how = "Set your home place in Settings, or name a place.";
    if let Some(place) = largest {
        let text =
            format!("No home place is set: took {}, the largest place in your time zone. {how}", place.name);
        return Ok((place, assume(text)));
    }
    let place = setting.gazetteer.find("New York").into_iter().next().ok_or_else(unclear::no_place_at_all)?;
    let text = format!("No home place is set: took {}. {how}", place.name);
    Ok((place, assume(text)))
}
