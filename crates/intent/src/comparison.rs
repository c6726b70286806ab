//! Days or places set side by side: `Saturday or Sunday?`, `is Porto warmer than Lisbon?`

use crate::{
    Setting, conditions,
    place_names::Named,
    time::{self, Said},
    tokens::{Role, Text},
    words,
};
use domain::{Asked, Choice, Place, Question, Span, Wanted};
use std::ops::Range;

/// What stands between two choices.
const BETWEEN: [&str; 6] = ["or", "vs", "versus", "than", "v", "against"];

/// The tokens that set what is in front of them apart from what is behind.
fn separators(text: &Text<'_>) -> Vec<usize> {
    let compares = text.is_any(0, &["compare"])
        || text.has_any(&["which is better", "which day is better", "difference between"]);
    let mut found: Vec<usize> = (0..text.len())
        .filter(|&index| {
            text.is_any(index, &BETWEEN) || compares && text.is_any(index, &["and", "with", "to"])
        })
        .collect();
    // `Thursday, Friday or Saturday`.
    if let Some(&last) = found.last()
        && text.is_any(last, &["or"])
    {
        found.extend((0..last).filter(|&index| text.is_symbol(index, ',')));
    }
    found.sort_unstable();
    found
}

/// The times set side by side, each with what it shares with the others; empty when there is but one.
pub(crate) fn times(text: &Text<'_>, setting: &Setting<'_>) -> Vec<Said> {
    let separators = separators(text);
    if separators.is_empty() {
        return Vec::new();
    }
    let mut bounds = vec![0];
    bounds.extend(separators.iter().map(|index| index + 1));
    let ends = separators.iter().copied().chain([text.len()]);
    let parts: Vec<Said> =
        bounds.into_iter().zip(ends).map(|(from, to)| within(text, from..to, setting)).collect();
    let mut times: Vec<Said> =
        parts.into_iter().filter(|said| !said.days.is_empty() || !said.hours.is_empty()).collect();
    if times.len() < 2 {
        return Vec::new();
    }
    // `At 7 or at 8 tomorrow`, `Saturday or Sunday morning`: the last says it for all.
    let days = times.iter().rev().find(|said| !said.days.is_empty()).map(|said| said.days.clone());
    let hours = times.last().map(|said| said.hours.clone()).unwrap_or_default();
    let length = times.iter().find_map(|said| said.length);
    for said in &mut times {
        if said.days.is_empty() {
            said.days = days.clone().unwrap_or_default();
        }
        if said.hours.is_empty() {
            said.hours.clone_from(&hours);
        }
        said.length = said.length.or(length);
    }
    times.dedup_by(|a, b| a.days == b.days && a.hours == b.hours);
    if times.len() < 2 { Vec::new() } else { times }
}

/// Tokens on either side of a part that tell how it is meant; reading all the others again for every part would take time that
/// grows with the square of the text.
const AROUND: usize = 8;

/// What one part of the text says about time.
fn within(text: &Text<'_>, part: Range<usize>, setting: &Setting<'_>) -> Said {
    let around = part.start.saturating_sub(AROUND)..(part.end + AROUND).min(text.len());
    let mut only = Text::of_tokens(text.raw, text.tokens[around.clone()].to_vec());
    for (at, index) in around.enumerate() {
        if let Some(role) = text.role(index).or_else(|| (!part.contains(&index)).then_some(Role::Series)) {
            only.take(at..at + 1, role);
        }
    }
    let mut said = time::recognise(&mut only, setting);
    let before = part.start.saturating_sub(AROUND);
    for tokens in &mut said.tokens {
        *tokens = tokens.start + before..tokens.end + before;
    }
    said
}

/// The places set side by side, in order, with their tokens marked; empty when there is but one.
pub(crate) fn places(text: &mut Text<'_>, setting: &Setting<'_>) -> Vec<Named> {
    let mut found: Vec<(Range<usize>, Named)> = Vec::new();
    for at in separators(text) {
        let than = text.is_any(at, &["than"]);
        let (Some(left), Some(right)) = (ending(text, at, than, setting), starting(text, at + 1, setting))
        else {
            continue;
        };
        // Two everyday words beside an `or` are no towns.
        let telling = |(tokens, _): &(Range<usize>, Named)| {
            tokens.len() > 1 || !words::is_ordinary(text.word(tokens.start))
        };
        if !telling(&left) && !telling(&right) {
            continue;
        }
        for side in [left, right] {
            if !found.iter().any(|(tokens, _)| *tokens == side.0) {
                found.push(side);
            }
        }
    }
    found.sort_by_key(|(tokens, _)| tokens.start);
    if found.len() < 2 {
        return Vec::new();
    }
    for (tokens, _) in &found {
        text.take(tokens.clone(), Role::Place);
    }
    found.into_iter().map(|(_, named)| named).collect()
}

const MOST_TOKENS: usize = 5;

fn starting(text: &Text<'_>, index: usize, setting: &Setting<'_>) -> Option<(Range<usize>, Named)> {
    let mut start = index;
    while text.is_any(start, &["in", "at", "near", "to", "around"]) {
        start += 1;
    }
    (1..=MOST_TOKENS).rev().find_map(|length| named(text, start..start + length, setting))
}

fn ending(text: &Text<'_>, index: usize, than: bool, setting: &Setting<'_>) -> Option<(Range<usize>, Named)> {
    let mut end = index;
    // `Is Porto warmer than Lisbon`: the place stands in front of the comparative.
    while than
        && end > 0
        && (conditions::is_word(text.word(end - 1))
            || text.is_any(end - 1, &["more", "less", "be", "going", "to", "any"]))
    {
        end -= 1;
    }
    (1..=MOST_TOKENS.min(end)).rev().find_map(|length| named(text, end - length..end, setting))
}

/// The places that these tokens name, all of them together.
fn named(text: &Text<'_>, tokens: Range<usize>, setting: &Setting<'_>) -> Option<(Range<usize>, Named)> {
    if tokens.end > text.len() || !text.free(tokens.clone()) {
        return None;
    }
    if tokens.len() == 1 && text.is_any(tokens.start, &["here", "home"]) {
        let home: Place = setting.home?.clone();
        return Some((tokens, Named::exactly(&home.name.clone(), home)));
    }
    let edge = |index: usize| {
        let word = text.word(index);
        word.is_empty()
            || words::is_function(word) && (tokens.len() > 1 || word.len() < 4)
            || conditions::is_word(word) && !words::is_ordinary(word)
    };
    if edge(tokens.start) || edge(tokens.end - 1) || setting.activities.is_name(text.word(tokens.start)) {
        return None;
    }
    let name = text.slice(tokens.clone());
    let everyday = tokens.len() == 1 && words::is_function(text.word(tokens.start));
    let named = Named::of(name, setting)?;
    let known = named.places.first().is_some_and(|place| !everyday || place.population > 100_000);
    known.then_some((tokens, named))
}

/// Sets choices side by side in a question that asks the same of each.
pub(crate) fn set(question: &mut Question, choices: Vec<Choice>, wanted: Wanted) {
    let mut spans: Vec<Span> = choices.iter().flat_map(|choice| choice.spans.iter().cloned()).collect();
    spans.sort_by(|a, b| a.start.cmp(&b.start));
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.end >= span.start => last.end = last.end.clone().max(span.end),
            _ => merged.push(span),
        }
    }
    question.spans = merged;
    question.asked = Asked::Comparison { of: Box::new(question.asked.clone()), choices, wanted };
}
