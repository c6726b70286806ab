//! Ways to go on with a question while it is being typed: things to do, times, places and series that begin like the last
//! words in front of the cursor.

use crate::{
    Setting, activities, conditions, examples,
    place_names::{self, Reading},
    places::{self, Lead},
    tokens::{Kind, Text},
    unclear::LONGEST_TEXT,
};
use domain::{Area, Completion, PartKind, Place, SeriesInfo};

/// Shown at once.
const MOST: usize = 7;

/// The most words that a name is completed from.
const MOST_WORDS: usize = 4;

/// Fewer letters begin too many names of places.
const FEWEST_LETTERS: usize = 2;

/// What people ask about most, the commonest first; each is read as a time.
const TIMES: [&str; 40] = [
    "today",
    "tomorrow",
    "tonight",
    "this afternoon",
    "this evening",
    "this morning",
    "this weekend",
    "this week",
    "tomorrow morning",
    "tomorrow afternoon",
    "tomorrow evening",
    "tomorrow night",
    "on Saturday",
    "on Sunday",
    "on Monday",
    "on Tuesday",
    "on Wednesday",
    "on Thursday",
    "on Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday morning",
    "Saturday afternoon",
    "Sunday morning",
    "Sunday afternoon",
    "Friday evening",
    "next week",
    "next weekend",
    "next month",
    "next Saturday",
    "next Monday",
    "next Friday",
    "in the morning",
    "in the afternoon",
    "at the weekend",
];

/// How much less likely a place is meant by another name, and a country or region than a town of as many people: few ask how warm a
/// whole country is.
const UNLIKELY: f64 = 0.01;

/// Something to go on with, before it is ranked.
struct Candidate {
    kind: PartKind,
    /// Words of the text that it replaces.
    words: usize,
    /// Bytes of the text before it.
    from: usize,
    text: String,
    detail: String,
}

/// Ways to go on at `cursor`, counted in characters, the likeliest first. None in the middle of a word, or when a text is
/// too long.
#[must_use]
pub fn complete(raw: &str, cursor: usize, setting: &Setting<'_>) -> Vec<Completion> {
    let at = raw.char_indices().nth(cursor).map_or(raw.len(), |(byte, _)| byte);
    let (head, tail) = raw.split_at(at);
    let in_a_word = tail.chars().next().is_some_and(char::is_alphanumeric);
    if in_a_word || head.chars().count() > LONGEST_TEXT {
        return Vec::new();
    }
    let text = Text::new(head);
    let touches = text
        .tokens
        .last()
        .is_some_and(|token| token.bytes.end == head.len() && !matches!(token.kind, Kind::Symbol(_)));
    let mut found: Vec<Candidate> = Vec::new();
    if touches {
        for words in (1..=MOST_WORDS.min(text.len())).rev() {
            begun(&text, words, setting, &mut found);
        }
    } else if text.len() > 0 && places::leads(&text, text.len() - 1) == Some(Lead::Sure) {
        let own = setting.saved.iter().chain(setting.home);
        found.extend(own.map(|place| of_place(place, 0, head.len(), place.name.clone())));
    }
    rank(found, &text, head, setting)
}

/// Adds what begins like the last `words` words.
fn begun(text: &Text<'_>, words: usize, setting: &Setting<'_>, found: &mut Vec<Candidate>) {
    let first = text.len() - words;
    let spaced = |at: &usize| !matches!(text.tokens[*at].kind, Kind::Symbol(symbol) if symbol != '.' && symbol != '-' && symbol != ',');
    if !(first..text.len()).all(|at| spaced(&at)) || !matches!(text.tokens[first].kind, Kind::Word) {
        return;
    }
    let from = text.tokens[first].bytes.start;
    let typed = text.slice(first..text.len());
    let lower = typed.to_lowercase();
    let goes_on = |name: &str| name.len() > lower.len() && name.to_lowercase().starts_with(&lower);
    let candidate = |kind, text: &str, detail: &str| Candidate {
        kind,
        words,
        from,
        text: text.to_owned(),
        detail: detail.to_owned(),
    };
    let lead = lead(text, first);
    if lead.is_none() {
        for activity in setting.activities.activities() {
            // Written out where a name leaves the determiner open.
            let written = activity.aliases.iter().map(|alias| alias.replace('*', "the"));
            if let Some(alias) = written.filter(|alias| goes_on(alias)).min_by_key(String::len) {
                found.push(candidate(PartKind::Activity, &alias, &activity.title));
            }
        }
    }
    if first == 0 {
        let questions = conditions::questions().filter(|question| goes_on(question));
        found.extend(questions.map(|question| candidate(PartKind::Condition, question, "")));
    }
    found.extend(TIMES.iter().filter(|time| goes_on(time)).map(|time| candidate(PartKind::Time, time, "")));
    for info in setting.series {
        if let Some(name) = series_name(info, goes_on) {
            found.push(candidate(PartKind::Series, name, &info.title));
        }
    }
    let capital = text.capital(first) && first > 0;
    if lead.is_some() || capital || text.len() == words {
        let own = setting.saved.iter().chain(setting.home).filter(|place| goes_on(&place.name));
        found.extend(own.map(|place| of_place(place, words, from, place.name.clone())));
        if lower.chars().count() >= FEWEST_LETTERS {
            let mut places = setting.gazetteer.complete(typed, MOST);
            if !typed.is_ascii() {
                // Who types the accents means them.
                places.sort_by_key(|place| !place.name.to_lowercase().starts_with(&lower));
            }
            let mut offers: Vec<(f64, Candidate)> = areas(typed, setting)
                .into_iter()
                .map(|area| {
                    (weight(&area.name, area.population, typed) * UNLIKELY, of_area(&area, words, from))
                })
                .collect();
            for place in &places {
                let lighter = weight(&place.name, u64::from(place.population), typed);
                let before = offers.iter().filter(|(area, _)| *area > lighter).count();
                found.extend(offers.drain(..before).map(|(_, offer)| offer));
                found.push(of_place(place, words, from, told_apart(place, setting)));
            }
            found.extend(offers.into_iter().map(|(_, offer)| offer));
        }
    }
}

/// Whether a place is called for in front of a token: `at`, `at the`.
fn lead(text: &Text<'_>, first: usize) -> Option<Lead> {
    let before = first.checked_sub(1)?;
    let before = if text.is_any(before, &["the", "my", "our"]) { before.checked_sub(1)? } else { before };
    places::leads(text, before)
}

/// The shortest of a series' names that goes on like this.
fn series_name(info: &SeriesInfo, goes_on: impl Fn(&str) -> bool) -> Option<&str> {
    let names = info.aliases.iter().map(String::as_str).chain([info.title.as_str()]);
    names.filter(|name| goes_on(name)).min_by_key(|name| name.len())
}

/// The name by which a place is found again: with its region or country where another one is likelier meant.
fn told_apart(place: &Place, setting: &Setting<'_>) -> String {
    let namesakes = setting.gazetteer.find(&place.name);
    let likeliest = places::likeliest(&namesakes, setting).map(|index| &namesakes[index]);
    if likeliest.is_some_and(|likeliest| likeliest.id == place.id) {
        place.name.clone()
    } else {
        examples::short_name(place)
    }
}

/// How likely a name is meant, by people for each letter that is left to type.
fn weight(name: &str, population: u64, typed: &str) -> f64 {
    let left = name.chars().count().saturating_sub(typed.chars().count()).max(1);
    let own = name.to_lowercase().starts_with(&typed.to_lowercase());
    population as f64 / left as f64 * if own { 1.0 } else { UNLIKELY }
}

/// Countries and regions that begin like this and are read as such, the likeliest first: where the name is a town's too, the town is
/// meant.
fn areas(typed: &str, setting: &Setting<'_>) -> Vec<Area> {
    let mut areas = setting.gazetteer.complete_areas(typed, MOST);
    areas.retain(|area| {
        let read = place_names::look_up(&area.name, setting, |_| true);
        read.is_some_and(|named| {
            named.reading == Reading::Area(area.name.clone()) && named.places[0].id == area.places[0].id
        })
    });
    let weight = |area: &Area| weight(&area.name, area.population, typed);
    areas.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    areas
}

/// A country or region, with the town that it is answered for.
fn of_area(area: &Area, words: usize, from: usize) -> Candidate {
    let stands = &area.places[0].name;
    let detail = match &area.country {
        Some(country) => format!("{country}, answered for {stands}"),
        None => format!("Country, answered for {stands}"),
    };
    Candidate { kind: PartKind::Place, words, from, text: area.name.clone(), detail }
}

fn of_place(place: &Place, words: usize, from: usize, text: String) -> Candidate {
    let around = place.region.iter().filter(|region| **region != place.name).chain([&place.country]);
    let detail = around.map(String::as_str).collect::<Vec<_>>().join(", ");
    Candidate { kind: PartKind::Place, words, from, text, detail }
}

/// The likeliest ones, each once: what the words before call for, then what more words were typed of.
fn rank(mut found: Vec<Candidate>, text: &Text<'_>, head: &str, setting: &Setting<'_>) -> Vec<Completion> {
    // One thing to do is enough.
    let before = text.tokens.last().map_or("", |last| &head[..last.bytes.start]);
    let busy = activities::recognise(&mut Text::new(before), setting.activities).is_some();
    let counted = text.has_any(&["how much", "how many"]);
    let call = |candidate: &Candidate| -> usize {
        match (candidate.kind, lead(text, text.len() - candidate.words)) {
            (PartKind::Activity, _) if busy || counted => 4,
            (PartKind::Place, Some(_)) | (PartKind::Activity, None) => 0,
            (PartKind::Time, _) => 1,
            (PartKind::Series, _) => 2,
            (PartKind::Condition | PartKind::Limit, _) => 3,
            (PartKind::Place, None) => 4,
            (PartKind::Activity, Some(_)) => 5,
        }
    };
    // More words typed of it are a surer sign. The sort is stable: what came first of its kind, such as the largest of the
    // places, stays first.
    found.sort_by_key(|candidate| {
        let sure = 2 * candidate.words.saturating_sub(1);
        (call(candidate).saturating_sub(sure), std::cmp::Reverse(candidate.words))
    });
    let mut out: Vec<Completion> = Vec::new();
    let end = count(head);
    for candidate in found {
        let known = out.iter().any(|known| {
            known.kind == candidate.kind && known.text == candidate.text && known.detail == candidate.detail
        });
        // `on Saturday` and `Saturday` are one thing.
        let contained = out.iter().any(|known| {
            known.kind == PartKind::Time
                && candidate.kind == PartKind::Time
                && known.text.ends_with(&candidate.text)
        });
        if out.len() < MOST && !known && !contained {
            out.push(Completion {
                kind: candidate.kind,
                start: count(&head[..candidate.from]),
                end,
                text: candidate.text,
                detail: candidate.detail,
            });
        }
    }
    out
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).expect("a text is shorter than 2^32 characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_offered_is_read_as_one() {
        let setting = Setting {
            now: "2013-06-12T10:20[Europe/Lisbon]".parse().expect("a moment"),
            home: None,
            saved: &[],
            activities: crate::Catalogue::built_in(),
            previous: None,
            gazetteer: context::gazetteer::Gazetteer::embedded(),
            series: &[],
            units: domain::UnitSystem::Metric,
        };
        for time in TIMES {
            let raw = format!("picnic {time}");
            let mut text = Text::new(&raw);
            let said = crate::time::recognise(&mut text, &setting);
            assert!(!said.days.is_empty() || !said.hours.is_empty(), "{time}");
            let unread = (1..text.len()).find(|at| text.role(*at) != Some(crate::tokens::Role::Time));
            assert!(unread.is_none_or(|at| text.is_any(at, &["on", "in", "at", "the"])), "{time}");
        }
    }
}
