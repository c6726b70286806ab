//! Where the question is about, from what the words, the edits and the setting say.

use crate::{
    Setting,
    places::{self, Whereabouts},
    unclear::{self, Fault},
};
use domain::{Alternative, Assumption, Edits, Place, Slot};

/// The place of the question, and what was assumed about it. `again` asks the same of another place.
pub(crate) fn resolve(
    whereabouts: &Whereabouts,
    edits: &Edits,
    setting: &Setting<'_>,
    again: impl Fn(&Place) -> String,
) -> Result<(Place, Option<Assumption>), Fault> {
    if let Some(id) = edits.place {
        let place =
            setting.gazetteer.place(id).or_else(|| setting.home.filter(|home| home.id == id).cloned());
        return place.map(|place| (place, None)).ok_or_else(unclear::place_gone);
    }
    if whereabouts.named.is_empty() {
        if let Some(name) = &whereabouts.unknown {
            return Err(unclear::no_such_place(name, &near(name, setting), again));
        }
        return unnamed(whereabouts.home, setting);
    }
    let mut assumption = None;
    let first = &whereabouts.named[0];
    let index = places::likeliest(&first.places, setting.home).unwrap_or(0);
    let taken = first.places[index].clone();
    // Alternate names in every language make namesakes of places that nobody means.
    let namesake = |place: &&Place| place.id != taken.id && sounds_like(&first.name, place);
    let others: Vec<&Place> = first.places.iter().filter(namesake).collect();
    let elsewhere: Vec<&Place> =
        whereabouts.named[1..].iter().filter_map(|named| named.places.first()).collect();
    let another = elsewhere.iter().any(|place| place.id != taken.id);
    if !another && others.is_empty() && !sounds_like(&first.name, &taken) {
        let text = format!("Took {} for \"{}\".", taken.full_name(), first.name);
        return Ok((taken, Some(Assumption { slot: Slot::Where, text, alternatives: Vec::new() })));
    }
    if another || !others.is_empty() {
        let text = if another {
            format!("One place at a time: took {}.", taken.full_name())
        } else {
            format!("Several places are called {}: took {}.", first.name, taken.full_name())
        };
        let alternatives = elsewhere.into_iter().chain(others).filter(|place| place.id != taken.id).take(5);
        let alternatives = alternatives.map(|place| alternative(place, edits)).collect();
        assumption = Some(Assumption { slot: Slot::Where, text, alternatives });
    }
    Ok((taken, assumption))
}

/// Whether a name typed is a place's own, by its consonants: accents and endings aside.
fn sounds_like(typed: &str, place: &Place) -> bool {
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
