//! Where: names of places in the positions places have. Behind `in`, `at` or `near` any known name counts; behind `for`, `to` or
//! `of`, and with nothing in front, only one that is no everyday word, or is written with a capital letter.

use crate::{
    Setting, activities, conditions, coordinates,
    place_names::{self, Named},
    time,
    tokens::{Kind, Role, Text},
    words,
};
use domain::Place;
use std::ops::Range;

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

impl Whereabouts {
    /// Takes in what was found later in the same text. A name that no place has counts only beside no other.
    pub(crate) fn add(&mut self, later: Self) {
        self.named.extend(later.named);
        self.home |= later.home;
        self.unknown = self.unknown.take().or(later.unknown.filter(|_| self.named.is_empty()));
    }
}

/// A name longer than this many tokens isn't looked up: `New York City, New York, U.S.A.` has ten.
const LONGEST_NAME: usize = 10;
const STRONG: [&str; 8] = ["in", "near", "around", "outside", "at", "nearby", "nr", "inside"];
const WEAK: [&str; 7] = ["for", "to", "of", "from", "over", "across", "on"];
const HOME: [&str; 25] = [
    "at home",
    "back home",
    "from home",
    "near home",
    "around home",
    "near me",
    "around me",
    "around here",
    "near here",
    "round here",
    "where i am",
    "where i live",
    "my place",
    "my location",
    "my current location",
    "current location",
    "my house",
    "our house",
    "my home",
    "my town",
    "my city",
    "my village",
    "my area",
    "my neighbourhood",
    "my neighborhood",
];

/// Units behind two numbers that are no position.
const UNITS: [&str; 6] = ["mm", "cm", "km", "m", "hours", "kwh"];

/// Cities that go by a few letters; most others of so few are codes of states and countries.
const ABBREVIATIONS: [&str; 6] = ["NYC", "NY", "LA", "SF", "DC", "KL"];

/// Those that are met in small letters too.
const SPOKEN: [&str; 2] = ["nyc", "sf"];

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

/// The tokens of a place without the words that lead to it; all of them when nothing else is there.
pub(crate) fn bare(text: &Text<'_>, tokens: Range<usize>) -> Range<usize> {
    const ARTICLES: [&str; 3] = ["the", "my", "our"];
    let leads = |at: &usize| [&STRONG[..], &WEAK, &ARTICLES].iter().any(|words| text.is_any(*at, words));
    let start = tokens.clone().find(|at| !leads(at)).unwrap_or(tokens.start);
    start..tokens.end
}

/// Whether a word leads to a place, for sure or maybe.
pub(crate) fn leads(text: &Text<'_>, index: usize) -> Option<Lead> {
    if text.is_any(index, &STRONG) {
        Some(Lead::Sure)
    } else if text.is_any(index, &WEAK) {
        Some(Lead::Maybe)
    } else {
        None
    }
}

/// How surely a place follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lead {
    Sure,
    Maybe,
}

/// Finds what can be nothing but a place, before anything else is read: positions in degrees, and the user's own names where
/// places stand.
pub(crate) fn surest(text: &mut Text<'_>, setting: &Setting<'_>) -> Whereabouts {
    let mut found = Whereabouts::default();
    for index in 0..text.len() {
        if text.role(index).is_some() {
            continue;
        }
        let sure = position(text, index, setting).or_else(|| saved(text, index, setting));
        if let Some((named, tokens)) = sure.filter(|(_, tokens)| text.free(tokens.clone())) {
            text.take(tokens, Role::Place);
            found.named.push(named);
        }
    }
    found
}

/// `41.15, -8.61`: that position, on the clock of the nearest place.
fn position(text: &Text<'_>, index: usize, setting: &Setting<'_>) -> Option<(Named, Range<usize>)> {
    let start = text.tokens.get(index)?.bytes.start;
    let found = coordinates::position(&text.raw[start..])?;
    let end = (index..text.len()).find(|at| text.tokens[*at].bytes.end >= start + found.length)? + 1;
    let measured = text.is_any(end, &UNITS) || text.is_symbol(end, '%');
    if !found.marked && measured || text.glued(index) && index > 0 && text.number(index - 1).is_some() {
        return None;
    }
    let led = index > 0 && text.is_any(index - 1, &STRONG);
    if !led && !found.likely {
        return None;
    }
    let nearest = setting.gazetteer.nearest(found.latitude, found.longitude)?;
    let place = Place::at(found.latitude, found.longitude, &nearest)?;
    Some((Named::exactly(text.slice(index..end), place), index - usize::from(led)..end))
}

/// `At the cabin`: a name of the user's own. A single word of everyday language needs a place's position.
fn saved(text: &Text<'_>, index: usize, setting: &Setting<'_>) -> Option<(Named, Range<usize>)> {
    let stands_here = |place: &&Place| {
        let name = Text::new(&place.name);
        let same =
            |at: usize| text.tokens.get(index + at).is_some_and(|token| token.lower == name.tokens[at].lower);
        (name.len() > 0 && (0..name.len()).all(same)).then(|| name.len())
    };
    let (place, length) = setting
        .saved
        .iter()
        .filter_map(|place| stands_here(&place).map(|length| (place, length)))
        .max_by_key(|(_, length)| *length)?;
    let back = |start: usize, words: &[&str]| start - usize::from(start > 0 && text.is_any(start - 1, words));
    let determined = back(index, &["the", "my", "our"]);
    let led = back(determined, &STRONG);
    let spoken_of =
        led < determined || back(determined, &WEAK) < determined || text.is_any(determined, &["my", "our"]);
    let word = text.word(index);
    let everyday = length == 1 && (is_ours(word) || words::is_ordinary(word));
    let counted = index > 0 && text.is_any(index - 1, &["a", "an", "some", "any", "no"]);
    if counted || everyday && !spoken_of {
        return None;
    }
    Some((Named::exactly(text.slice(index..index + length), place.clone()), led..index + length))
}

/// Finds places behind the words that lead to places, and marks the tokens.
pub(crate) fn led(text: &mut Text<'_>, setting: &Setting<'_>) -> Whereabouts {
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
        let strong = of_weather || text.is_any(index, &STRONG);
        if text.role(index).is_some() || !strong && !text.is_any(index, &WEAK) {
            continue;
        }
        let start = index + 1;
        let known = longest_name(text, start, setting, |text, tokens| acceptable(text, tokens, strong));
        // `For Anna` is rather a person; `for Lisbon` isn't.
        let large = |named: &Named| named.places.first().is_some_and(|place| place.population >= 100_000);
        let spacious = strong || text.is_any(index, &["to", "over", "across"]);
        let known = known.filter(|(named, end)| spacious || *end > start + 1 || large(named));
        if strong
            && let Some((named, end)) = misspelt(text, start, known.as_ref().map(|(_, end)| *end), setting)
        {
            found.named.push(named);
            text.take(index..end, Role::Place);
        } else if let Some((named, end)) = known {
            if let Some(name) = longer_than_known(text, start..end, setting) {
                found.unknown.get_or_insert(name);
            } else {
                found.named.push(named);
            }
            text.take(index..end, Role::Place);
        } else if (strong || text.is_any(index.wrapping_sub(1), &["close", "next", "near", "travel", "trip"]))
            && let Some(tokens) = unknown_name(text, start)
        {
            let name = text.slice(tokens.clone());
            let capital = shows_capital(text, start, capitals_tell(text));
            match place_names::correct(name, capital, setting) {
                Some(named) => found.named.push(named),
                None => {
                    found.unknown.get_or_insert_with(|| name.to_owned());
                }
            }
            text.take(index..tokens.end, Role::Place);
        }
    }
    if text.has("here") {
        found.home = true;
    }
    found
}

/// Words in a place's position that together are a misspelt name, where fewer of them may be another place's: `San Fransisco`.
/// `known` is where such a name ends.
fn misspelt(
    text: &Text<'_>,
    start: usize,
    known: Option<usize>,
    setting: &Setting<'_>,
) -> Option<(Named, usize)> {
    const MOST_WORDS: usize = 4;
    let named = |at: usize| {
        let word = text.word(at);
        text.role(at).is_none() && !word.is_empty() && !words::is_function(word) && !is_ours(word)
    };
    let mut end = start;
    while end - start < MOST_WORDS && named(end) {
        end += 1;
    }
    let fewest = (start + 2).max(known.map_or(0, |known| known + 1));
    (fewest..=end).rev().find_map(|end| {
        let corrected = place_names::correct(text.slice(start..end), false, setting)?;
        Some((corrected, end))
    })
}

/// Finds places among the words that nothing else has taken: `Lisbon weather tomorrow`, `picnic tomorrow, Portland Oregon`.
pub(crate) fn left_over(text: &mut Text<'_>, setting: &Setting<'_>) -> Whereabouts {
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
        if let Some((named, end)) = longest_name(text, first, setting, accept) {
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
    setting: &Setting<'_>,
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
        let single = end == start + 1;
        let small = single && !shows_capital(text, start, capitals_tell(text));
        let letters = name.chars().count();
        let own = |place: &Place| place.name.to_lowercase() == name.to_lowercase();
        let keep = |place: &Place| {
            if small {
                // Alternate names are as short as `can`: in small letters only a place's own name counts, or a long one.
                letters > 4 || own(place) || SPOKEN.contains(&name)
            } else if single && letters < 4 && !ABBREVIATIONS.contains(&name) {
                // `PA` is a state, `Pa` a town.
                let code = letters == 2 && name.chars().all(char::is_uppercase);
                if code { place.name == name } else { own(place) }
            } else {
                true
            }
        };
        place_names::look_up(name, setting, keep).map(|named| (named, end))
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
fn longer_than_known(text: &Text<'_>, tokens: Range<usize>, setting: &Setting<'_>) -> Option<String> {
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
    let listed = start > tokens.end && !setting.gazetteer.find(text.slice(start..at)).is_empty();
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

/// The likeliest of several places of one name: the nearest to home or to a place of the user's own when that is within a day
/// trip, else the largest. A place twenty times as large as the near one stays ahead.
pub(crate) fn likeliest(places: &[Place], setting: &Setting<'_>) -> Option<usize> {
    const DAY_TRIP_KILOMETRES: f64 = 250.0;
    const MUCH_LARGER: u32 = 20;
    let first = places.first()?;
    let known: Vec<&Place> = setting.home.into_iter().chain(setting.saved).collect();
    let distance = |place: &Place| {
        known
            .iter()
            .map(|known| place.distance_to(known.latitude, known.longitude))
            .fold(f64::INFINITY, f64::min)
    };
    let near = places
        .iter()
        .enumerate()
        .map(|(index, place)| (index, place, distance(place)))
        .min_by(|(_, _, a), (_, _, b)| a.total_cmp(b));
    match near {
        Some((index, place, kilometres))
            if kilometres <= DAY_TRIP_KILOMETRES
                && first.population / place.population.max(1) < MUCH_LARGER =>
        {
            Some(index)
        }
        _ => Some(0),
    }
}
