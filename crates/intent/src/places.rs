//! Where: names of places in the positions places have. Behind `in`, `at` or `near` any known name counts; behind `for`, `to` or
//! `of`, and with nothing in front, only one that is no everyday word, or is written with a capital letter.

use crate::{
    activities, conditions, time,
    tokens::{Kind, Role, Text},
    words,
};
use domain::{Gazetteer, Place};
use std::ops::Range;

/// A name of a place in the text, and the places of that name, the likeliest first.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) places: Vec<Place>,
}

/// What a text says about where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whereabouts {
    /// Places named, in order.
    pub(crate) named: Vec<Named>,
    /// A name in a place's position that no place has.
    pub(crate) unknown: Option<String>,
    /// `at home`, `here`.
    pub(crate) home: bool,
}

/// A name longer than this many tokens isn't looked up: `New York City, New York, U.S.A.` has ten.
const LONGEST_NAME: usize = 10;
const STRONG: [&str; 8] = ["in", "near", "around", "outside", "at", "nearby", "nr", "inside"];
const WEAK: [&str; 7] = ["for", "to", "of", "from", "over", "across", "on"];
const HOME: [&str; 9] = [
    "at home",
    "near me",
    "around me",
    "around here",
    "near here",
    "where i am",
    "where i live",
    "my place",
    "my location",
];

/// Cities that go by a few letters; most others of so few are codes of states and countries.
const ABBREVIATIONS: [&str; 6] = ["NYC", "NY", "LA", "SF", "DC", "KL"];

/// What may follow `in` or `at` without being a place.
const NOT_PLACES: [&str; 76] = [
    "a",
    "advance",
    "airport",
    "all",
    "alone",
    "along",
    "an",
    "and",
    "any",
    "autumn",
    "bar",
    "bed",
    "case",
    "celsius",
    "class",
    "date",
    "degrees",
    "detail",
    "dollars",
    "euros",
    "fact",
    "fahrenheit",
    "fall",
    "federal",
    "front",
    "full",
    "general",
    "goes",
    "green",
    "her",
    "his",
    "holiday",
    "hours",
    "it",
    "jam",
    "kilometres",
    "km",
    "kmh",
    "kwh",
    "least",
    "miles",
    "mine",
    "mm",
    "most",
    "mph",
    "much",
    "my",
    "once",
    "our",
    "particular",
    "peace",
    "police",
    "pop",
    "pounds",
    "public",
    "same",
    "say",
    "school",
    "sea",
    "shape",
    "short",
    "shorts",
    "spring",
    "summer",
    "tank",
    "terms",
    "that",
    "the",
    "their",
    "time",
    "total",
    "university",
    "wedding",
    "winter",
    "work",
    "your",
];

/// Finds places behind the words that lead to places, and marks the tokens.
pub(crate) fn led(text: &mut Text<'_>, gazetteer: &dyn Gazetteer) -> Whereabouts {
    let mut found = Whereabouts::default();
    for index in 0..text.len() {
        if let Some((_, length)) = text.longest(index, HOME)
            && text.free(index..index + length)
        {
            text.take(index..index + length, Role::Place);
            found.home = true;
        }
        let of_weather =
            text.is_any(index, &["for"]) && index > 0 && conditions::is_word(text.word(index - 1));
        if let Some((named, end)) = coordinates(text, index, gazetteer) {
            text.take(index..end, Role::Place);
            found.named.push(named);
            continue;
        }
        let strong = of_weather || text.is_any(index, &STRONG);
        if text.role(index).is_some() || !strong && !text.is_any(index, &WEAK) {
            continue;
        }
        let start = index + 1;
        let known = longest_name(text, start, gazetteer, |text, tokens| acceptable(text, tokens, strong));
        // `For Anna` is rather a person; `for Lisbon` isn't.
        let large = |named: &Named| named.places.first().is_some_and(|place| place.population >= 100_000);
        let spacious = strong || text.is_any(index, &["to", "over", "across"]);
        if let Some((named, end)) = known.filter(|(named, end)| spacious || *end > start + 1 || large(named))
        {
            if let Some(name) = longer_than_known(text, start..end, gazetteer) {
                found.unknown.get_or_insert(name);
            } else {
                found.named.push(named);
            }
            text.take(index..end, Role::Place);
        } else if (strong || text.is_any(index.wrapping_sub(1), &["close", "next", "near", "travel", "trip"]))
            && let Some(tokens) = unknown_name(text, start)
        {
            found.unknown.get_or_insert_with(|| text.slice(tokens.clone()).to_owned());
            text.take(index..tokens.end, Role::Place);
        }
    }
    if text.has("here") {
        found.home = true;
    }
    found
}

/// `51.5, -0.1`: degrees north and east, of which the nearest place is taken.
fn coordinates(text: &Text<'_>, index: usize, gazetteer: &dyn Gazetteer) -> Option<(Named, usize)> {
    let degrees = |at: usize| {
        let sign = usize::from(text.is_dash(at) || text.is_symbol(at, '−'));
        let value = text.number(at + sign).filter(|_| text.tokens[at + sign].lower.contains('.'))?;
        Some((if sign == 1 { -value } else { value }, at + sign + 1))
    };
    let (latitude, comma) = degrees(index)?;
    let (longitude, end) = degrees(comma + 1).filter(|_| text.is_symbol(comma, ','))?;
    if !text.free(index..end) || latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return None;
    }
    let place = gazetteer.nearest(latitude, longitude)?;
    Some((Named { name: text.slice(index..end).to_owned(), places: vec![place] }, end))
}

/// Finds places among the words that nothing else has taken: `Lisbon weather tomorrow`, `picnic tomorrow, Portland Oregon`.
pub(crate) fn left_over(text: &mut Text<'_>, gazetteer: &dyn Gazetteer) -> Whereabouts {
    let mut found = Whereabouts::default();
    let telling = capitals_tell(text);
    // `With David` is company, `the village` no name.
    let company = [
        "with", "without", "my", "the", "a", "an", "our", "your", "his", "her", "their", "some", "about",
        "by", "and",
    ];
    let mut index = 0;
    while index < text.len() {
        let start = index;
        while index < text.len()
            && text.role(index).is_none()
            && matches!(text.tokens[index].kind, Kind::Word)
        {
            index += 1;
        }
        if index == start {
            index += 1;
            continue;
        }
        let mut tokens = start..index;
        while !tokens.is_empty()
            && words::is_function(text.word(tokens.start))
            && !shows_capital(text, tokens.start, telling)
        {
            tokens.start += 1;
        }
        while !tokens.is_empty() && words::is_function(text.word(tokens.end - 1)) {
            tokens.end -= 1;
        }
        let Some(first) = tokens.clone().next() else { continue };
        if tokens.start > start && text.is_any(tokens.start - 1, &company) {
            continue;
        }
        let accept = |text: &Text<'_>, name: &Range<usize>| {
            let capitals = name.clone().all(|at| shows_capital(text, at, telling));
            let ended = name.end >= tokens.end || words::is_function(text.word(name.end));
            let whole = name.start == tokens.start && ended;
            capitals || whole && !(name.len() == 1 && words::is_ordinary(text.word(name.start)))
        };
        if let Some((named, end)) = longest_name(text, first, gazetteer, accept) {
            text.take(first..end, Role::Place);
            found.named.push(named);
            index = end;
        } else if first > 0
            && tokens.clone().all(|at| shows_capital(text, at, telling))
            && tokens.end == text.len()
        {
            found.unknown.get_or_insert_with(|| text.slice(tokens.clone()).to_owned());
        }
    }
    found
}

/// The longest run of tokens from `start` on that names a place, and where it ends.
fn longest_name(
    text: &Text<'_>,
    start: usize,
    gazetteer: &dyn Gazetteer,
    accept: impl Fn(&Text<'_>, &Range<usize>) -> bool,
) -> Option<(Named, usize)> {
    if !matches!(text.tokens.get(start)?.kind, Kind::Word) {
        return None;
    }
    let mut end = start;
    while end < text.len()
        && end - start < LONGEST_NAME
        && text.role(end).is_none()
        && is_name_token(text, end)
    {
        end += 1;
    }
    (start + 1..=end).rev().find_map(|end| {
        let tokens = start..end;
        let ends_in_word = matches!(text.tokens[end - 1].kind, Kind::Word);
        if !ends_in_word || !accept(text, &tokens) {
            return None;
        }
        let name = text.slice(tokens);
        let mut places = gazetteer.find(name);
        if end == start + 1 && !shows_capital(text, start, capitals_tell(text)) {
            // Alternate names are as short as `can` and `hot`: in small letters only a place's own name counts, or a long one.
            places
                .retain(|place| name.chars().count() > 4 || place.name.to_lowercase() == name.to_lowercase());
        } else if end == start + 1 && name.chars().count() < 4 && !ABBREVIATIONS.contains(&name) {
            // `PA` is a state, `Pa` a town.
            let code = name.chars().count() == 2 && name.chars().all(char::is_uppercase);
            places.retain(|place| {
                if code { place.name == name } else { place.name.to_lowercase() == name.to_lowercase() }
            });
        }
        (!places.is_empty()).then(|| (Named { name: name.to_owned(), places }, end))
    })
}

fn is_name_token(text: &Text<'_>, index: usize) -> bool {
    matches!(text.tokens[index].kind, Kind::Word | Kind::Symbol(',' | '.' | '-' | '\'' | '’'))
}

fn acceptable(text: &Text<'_>, tokens: &Range<usize>, strong: bool) -> bool {
    if tokens.len() > 1 {
        return true;
    }
    let word = text.word(tokens.start);
    let capital = shows_capital(text, tokens.start, capitals_tell(text));
    if strong {
        capital && !is_ours(word)
            || !NOT_PLACES.contains(&word) && !is_ours(word) && !words::is_function(word)
            || word == "nice"
    } else {
        capital && !is_ours(word) || !words::is_ordinary(word) && !is_ours(word)
    }
}

/// Whether the word belongs to our own vocabulary.
fn is_ours(word: &str) -> bool {
    conditions::is_word(word)
        || time::is_unit(word)
        || time::is_name(word)
        || activities::Catalogue::built_in().is_name(word)
}

/// Whether capital letters tell names apart in this text: some words have none.
fn capitals_tell(text: &Text<'_>) -> bool {
    let plain =
        |index: &usize| matches!(text.tokens[*index].kind, Kind::Word) && !text.tokens[*index].capital;
    (0..text.len()).filter(plain).any(|index| text.word(index) != "'s")
}

/// Whether the token has a capital that it wouldn't have as a common word.
fn shows_capital(text: &Text<'_>, index: usize, telling: bool) -> bool {
    telling && index > 0 && text.capital(index)
}

/// `Portland, Narnia` and `Republic of the Congo`: a known name that the text goes on with, into one that isn't known.
fn longer_than_known(text: &Text<'_>, tokens: Range<usize>, gazetteer: &dyn Gazetteer) -> Option<String> {
    let telling = capitals_tell(text);
    let mut at = tokens.end;
    if text.is_symbol(at, ',') && text.role(at).is_none() {
        at += 1;
    }
    while at > tokens.end - 1 && text.is_any(at, &["of", "the"]) {
        at += 1;
    }
    let goes_on = |at: usize| {
        text.role(at).is_none()
            && !text.word(at).is_empty()
            && shows_capital(text, at, telling)
            && !is_ours(text.word(at))
            && !words::is_function(text.word(at))
    };
    let start = at;
    while goes_on(at) {
        at += 1;
    }
    // `Lisbon, Porto and Madrid` is a list.
    let listed = start > tokens.end && !gazetteer.find(text.slice(start..at)).is_empty();
    (at > start && !listed).then(|| text.slice(tokens.start..at).to_owned())
}

/// The tokens of what stands in a place's position without naming one; none for what may well stand there.
fn unknown_name(text: &Text<'_>, start: usize) -> Option<Range<usize>> {
    let free_word = |index: usize| text.role(index).is_none() && !text.word(index).is_empty();
    // `In the Cayman Islands` names a place, `in the garden` doesn't.
    let named = shows_capital(text, start + 1, capitals_tell(text));
    let start = if text.is_any(start, &["the"]) && named { start + 1 } else { start };
    let word = text.word(start);
    let counted = crate::numbers::cardinal(text, start).is_some();
    if !free_word(start) || counted || NOT_PLACES.contains(&word) || is_ours(word) || words::is_function(word)
    {
        return None;
    }
    let telling = capitals_tell(text);
    let capital = shows_capital(text, start, telling);
    if text.is_any(start - 1, &["at", "around", "outside", "inside", "for"]) && !capital {
        return None;
    }
    // Gerunds and the like: `interested in hiking`.
    if !capital && (word.ends_with("ing") || word.chars().count() < 3) {
        return None;
    }
    let mut end = start + 1;
    while capital && free_word(end) && shows_capital(text, end, telling) && !is_ours(text.word(end)) {
        end += 1;
    }
    Some(start..end)
}

/// The likeliest of several places of one name: the nearest to home when that is within a day trip, else the largest.
/// A place twenty times as large as the near one stays ahead.
pub(crate) fn likeliest(places: &[Place], home: Option<&Place>) -> Option<usize> {
    const DAY_TRIP_KILOMETRES: f64 = 250.0;
    const MUCH_LARGER: u32 = 20;
    let first = places.first()?;
    let Some(home) = home else { return Some(0) };
    let near = places.iter().enumerate().min_by(|(_, a), (_, b)| {
        let distance = |place: &Place| place.distance_to(home.latitude, home.longitude);
        distance(a).total_cmp(&distance(b))
    });
    match near {
        Some((index, place))
            if place.distance_to(home.latitude, home.longitude) <= DAY_TRIP_KILOMETRES
                && first.population / place.population.max(1) < MUCH_LARGER =>
        {
            Some(index)
        }
        _ => Some(0),
    }
}
