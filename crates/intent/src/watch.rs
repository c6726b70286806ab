//! Whether a text asks to be told later: `tell me if the chance falls below 60 %`, `warn me if it freezes this week`. What says so is
//! taken out of the text, and the question inside is read as ever.
//!
//! `Tell me if it will be dry` asks now, however politely. So with words that people also ask with, something has to be said to move
//! (`falls`, `opens`) or a chance has to be named; `warn me` and the like need neither.

use crate::{
    follow_up::CARRIED_ON,
    language,
    measures::{self, Measure},
    subject::Heard,
    tokens::{Kind, Text},
    unclear::LONGEST_TEXT,
};
use domain::{Asked, Assumption, Crossing, Probability, Question, Slot, Subject, Unit, WatchWish};
use std::ops::Range;

/// What a text says about being told later.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Watching {
    pub(crate) wish: WatchWish,
    /// Nothing else is said: the answer before is meant.
    pub(crate) of_the_last: bool,
}

/// Said in front of what is asked for.
const POLITE: [&str; 24] = [
    "hey",
    "hi",
    "hello",
    "ok",
    "okay",
    "and",
    "please",
    "can",
    "could",
    "would",
    "will",
    "you",
    "kindly",
    "just",
    "also",
    "then",
    "i",
    "want",
    "need",
    "like",
    "i'd",
    "you to",
    "to",
    "forecastle",
];

/// Words that ask for nothing but to be told later, and whether it is a warning.
const SURE: [(&str, bool); 29] = [
    ("warn me", true),
    ("be warned", true),
    ("alert me", true),
    ("be alerted", true),
    ("give me a warning", true),
    ("give me a heads up", true),
    ("send me a warning", true),
    ("send me an alert", true),
    ("notify me", false),
    ("be notified", false),
    ("send me a notification", false),
    ("send me a message", false),
    ("ping me", false),
    ("give me a shout", false),
    ("keep an eye on", false),
    ("keep an eye out for", false),
    ("keep your eye on", false),
    ("keep watch on", false),
    ("keep watching", false),
    ("keep me posted", false),
    ("keep me informed", false),
    ("keep me updated", false),
    ("watch whether", false),
    ("watch if", false),
    ("watch this", false),
    ("watch that", false),
    ("watch it", false),
    ("watch the chance", false),
    ("watch out for", true),
];

/// Words that people also ask with.
const OPEN: [&str; 8] = [
    "tell me",
    "let me know",
    "let us know",
    "inform me",
    "message me",
    "text me",
    "be told",
    "give me word",
];

const JOINTS: [&str; 16] = [
    "if",
    "when",
    "whenever",
    "whether",
    "once",
    "as soon as",
    "in case",
    "should",
    "of",
    "about",
    "on",
    "before",
    "that",
    "the moment",
    "for",
    "in case of",
];

/// Joints by which nobody asks what will be.
const SURE_JOINTS: [&str; 6] = ["whenever", "once", "as soon as", "in case", "in case of", "the moment"];

/// What a chance or a value does when it crosses a level.
const FALLING: [&str; 14] = [
    "falls",
    "fall",
    "drops",
    "drop",
    "sinks",
    "sink",
    "dips",
    "dip",
    "goes down",
    "decreases",
    "worsens",
    "deteriorates",
    "slips",
    "shrinks",
];
const RISING: [&str; 15] = [
    "rises",
    "rise",
    "climbs",
    "climb",
    "exceeds",
    "exceed",
    "passes",
    "pass",
    "reaches",
    "reach",
    "hits",
    "tops",
    "goes up",
    "increases",
    "improves",
];
/// Other words for a change.
const CHANGING: [&str; 10] =
    ["goes", "changes", "change", "crosses", "opens", "opens up", "comes up", "turns", "becomes", "shows up"];

/// What something gets: `gets colder than -3`.
const COMPARED: [&str; 14] = [
    "worse", "better", "colder", "cooler", "warmer", "hotter", "milder", "wetter", "drier", "windier",
    "calmer", "cloudier", "sunnier", "rougher",
];

const UNDER: [&str; 8] =
    ["below", "under", "beneath", "less than", "lower than", "fewer than", "down to", "at most"];
const OVER: [&str; 10] = [
    "above",
    "over",
    "beyond",
    "past",
    "more than",
    "higher than",
    "greater than",
    "at least",
    "up to",
    "better than",
];

/// Behind these a per cent is one of the weather's own.
const IN_PER_CENT: [&str; 12] = [
    "humidity", "humid", "cloud", "clouds", "cloudy", "cover", "overcast", "sky", "battery", "soil",
    "moisture", "charge",
];

const CHANCE: [&str; 9] =
    ["chance", "chances", "probability", "odds", "likelihood", "risk", "danger", "prospect", "prospects"];

/// What `text` wants to be told, where it asks to be told later.
#[must_use]
pub fn watch_wish(text: &str) -> Option<WatchWish> {
    if text.chars().count() > LONGEST_TEXT {
        return None;
    }
    take(&mut language::read(text)).map(|watching| watching.wish)
}

/// Takes out of the text what asks to be told later.
pub(crate) fn take(text: &mut Text<'_>) -> Option<Watching> {
    let start = (0..text.len())
        .find(|&at| !text.is_any(at, &POLITE) && text.symbol(at).is_none())
        .filter(|&at| at <= 8)?;
    let sure = text.longest(start, SURE.iter().map(|(phrase, _)| *phrase));
    let lead = sure.or_else(|| text.longest(start, OPEN))?;
    let warning = SURE.iter().any(|(phrase, warning)| *warning && *phrase == lead.0);
    let mut at = start + lead.1;
    // `Keep an eye on this`, `watch the chance`: the last word belongs to what is watched.
    let kept = matches!(lead.0.rsplit(' ').next(), Some("this" | "that" | "it" | "chance"));
    if kept {
        at -= 1;
    }
    while text.symbol(at).is_some_and(|symbol| symbol != '-')
        || text.is_any(at, &["please", "immediately", "once", "straight", "away", "right", "by", "message"])
            && !text.is_any(at + 1, &["it", "the", "there"])
    {
        at += 1;
    }
    let joint = if kept { None } else { text.longest(at, JOINTS) };
    let rest = at + joint.map_or(0, |(_, length)| length);
    let level = level(text, rest);
    let is_sure = sure.is_some()
        || joint.is_some_and(|(joint, _)| SURE_JOINTS.contains(&joint))
        || joint.is_some_and(|(joint, _)| matches!(joint, "if" | "when" | "should"))
            && (level.is_some() || moves(text, rest));
    if !is_sure {
        return None;
    }
    let mut wish = WatchWish { warning, ..WatchWish::default() };
    let mut gone: Vec<Range<usize>> = std::iter::once(0..rest).collect();
    if let Some(level) = level {
        wish.crossing = level.crossing;
        wish.level = Some(level.value);
        gone.push(level.tokens);
    }
    gone.extend(chance_words(text, rest));
    gone.extend(opening(text, rest));
    gone.sort_by_key(|range| std::cmp::Reverse(range.start));
    for range in gone {
        text.remove(range);
    }
    wish.repeats = to_the_coming_one(text);
    Some(Watching { wish, of_the_last: says_nothing(text) })
}

/// What comes again and again, and can be named with `this`.
const RECURRING: [&str; 6] = ["weekend", "week", "morning", "afternoon", "evening", "month"];
/// What names its next time by itself.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Makes `this weekend` of `every weekend`, the one that a watch begins with. Whether the text says so.
fn to_the_coming_one(text: &mut Text<'_>) -> bool {
    let every = (0..text.len()).find(|&at| {
        text.is_any(at, &["every", "each"])
            && (text.is_any(at + 1, &RECURRING)
                || text.is_any(at + 1, &WEEKDAYS)
                || text.is_any(at + 1, &["day", "night"]))
    });
    let Some(every) = every else { return false };
    if text.is_any(every + 1, &RECURRING) {
        text.tokens[every].lower = "this".to_owned();
        return true;
    }
    // `Every Saturday` begins with Saturday, `every day` with today.
    let begins_with = match text.word(every + 1) {
        "day" => Some("today"),
        "night" => Some("tonight"),
        _ => None,
    };
    if let Some(word) = begins_with {
        text.tokens[every + 1].lower = word.to_owned();
    }
    text.remove(every..every + 1);
    true
}

/// Whether something moves, and nobody asks what will be.
fn moves(text: &Text<'_>, from: usize) -> bool {
    let asks = |at: usize| {
        text.is_any(
            at,
            &["will", "would", "could", "can", "should", "might", "was", "were", "did", "going", "'ll", "to"],
        )
    };
    // `When to leave`, `when is it best`.
    if text.is_any(from, &["to", "is", "are", "will", "would", "can", "should", "do", "does", "i", "we"]) {
        return false;
    }
    let verb = (from..text.len()).find(|&at| {
        text.longest(at, FALLING.iter().chain(&RISING).chain(&CHANGING).copied()).is_some()
            || text.is_any(at, &["gets"])
                && text.longest(at + 1, UNDER.iter().chain(&OVER).copied()).is_some()
            || text.is_any(at, &["gets"]) && text.is_any(at + 1, &COMPARED)
    });
    verb.is_some_and(|verb| !(from..verb).any(asks))
}

/// A level of the chance.
struct Level {
    crossing: Option<Crossing>,
    value: Probability,
    tokens: Range<usize>,
}

/// `falls below 60 %`, `is above 40 percent`, `more than 3 in 10`; the comparison and the verb with it.
fn level(text: &Text<'_>, from: usize) -> Option<Level> {
    let of_weather = (from..text.len()).any(|at| text.is_any(at, &IN_PER_CENT));
    let of_chance = (from..text.len()).any(|at| text.is_any(at, &CHANCE));
    if of_weather && !of_chance {
        return None;
    }
    let (number, value, end) = (from..text.len()).rev().find_map(|at| {
        let number = text.number(at)?;
        if matches!(measures::at(text, at + 1), Some((Measure::Unit(Unit::Percent), _))) {
            let length = measures::at(text, at + 1).map_or(0, |(_, length)| length);
            return Some((at, number / 100.0, at + 1 + length));
        }
        let of = text.number(at + 2).filter(|of| text.is_any(at + 1, &["in"]) && *of >= number.max(1.0))?;
        [10.0, 100.0].contains(&of).then_some((at, number / of, at + 3))
    })?;
    let value = Probability::new(value).ok()?;
    // `More than a 30 % chance`.
    let article = number.checked_sub(1).filter(|&at| at >= from && text.is_any(at, &["a", "an", "the"]));
    let number = article.unwrap_or(number);
    let mut start = number;
    let mut crossing = None;
    for length in [2, 1] {
        let Some(at) = number.checked_sub(length).filter(|&at| at >= from) else { continue };
        let stands =
            |phrases: &[&str]| text.longest(at, phrases.iter().copied()).is_some_and(|(_, l)| l == length);
        if stands(&UNDER) {
            (crossing, start) = (Some(Crossing::Below), at);
        } else if stands(&OVER)
            || stands(&["exceeds", "exceed", "passes", "reaches", "hits", "tops", "exceeding"])
        {
            (crossing, start) = (Some(Crossing::Above), at);
        } else if length == 1 && text.is_any(at, &["to", "than"]) {
            start = at;
        } else if length == 1 && matches!(text.symbol(at), Some('<' | '≤')) {
            (crossing, start) = (Some(Crossing::Below), at);
        } else if length == 1 && matches!(text.symbol(at), Some('>' | '≥')) {
            (crossing, start) = (Some(Crossing::Above), at);
        }
        if crossing.is_some() {
            break;
        }
    }
    // The verb in front, and words that go with it.
    while let Some(at) = start.checked_sub(1).filter(|&at| at >= from) {
        let one = [text.word(at)];
        let (falls, rises) = (FALLING.contains(&one[0]), RISING.contains(&one[0]));
        let goes_along = text.is_any(
            at,
            &[
                "goes", "go", "gets", "get", "is", "be", "becomes", "turns", "moves", "up", "down", "will",
                "would", "ever", "again", "just",
            ],
        );
        if !(falls || rises || goes_along) {
            break;
        }
        if falls || text.is_any(at, &["down"]) {
            crossing = crossing.or(Some(Crossing::Below));
        }
        if rises || text.is_any(at, &["up"]) {
            crossing = crossing.or(Some(Crossing::Above));
        }
        start = at;
    }
    // In German the verb comes last.
    let mut end = end;
    let (falls, rises) = (FALLING.contains(&text.word(end)), RISING.contains(&text.word(end)));
    if falls || rises || text.is_any(end, &["goes", "is"]) {
        let told = if falls { Some(Crossing::Below) } else { rises.then_some(Crossing::Above) };
        crossing = crossing.or(told);
        end += 1;
    }
    Some(Level { crossing, value, tokens: start..end })
}

/// `The chance of`, `the probability that`: what is watched of it is the chance in any case.
fn chance_words(text: &Text<'_>, from: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in from..text.len() {
        if !text.is_any(at, &CHANCE) {
            continue;
        }
        let mut start = at;
        while start > from
            && text.is_any(
                start - 1,
                &["a", "an", "the", "my", "any", "some", "there", "is", "'s", "good", "real"],
            )
        {
            start -= 1;
        }
        let end = at + 1 + usize::from(text.is_any(at + 1, &["of", "for", "that"]));
        if end > at + 1 || (start..at).any(|at| text.is_any(at, &["the", "my"])) || end == text.len() {
            found.push(start..end);
        }
    }
    found
}

/// `A window opens`: what it does is the watch, what it is of is the question.
fn opening(text: &Text<'_>, from: usize) -> Vec<Range<usize>> {
    let opens = ["opens up", "opens", "comes up", "shows up", "comes along", "appears", "arises"];
    (from..text.len())
        .filter_map(|at| text.longest(at, opens).map(|(_, length)| at..at + length))
        .take(1)
        .collect()
}

/// Whether nothing is left but what points at the answer before.
fn says_nothing(text: &Text<'_>) -> bool {
    (0..text.len()).all(|at| {
        !matches!(text.tokens[at].kind, Kind::Number(_))
            && (text.symbol(at).is_some()
                || text.is_any(
                    at,
                    &[
                        "it",
                        "this",
                        "that",
                        "the",
                        "of",
                        "for",
                        "is",
                        "one",
                        "answer",
                        "question",
                        "please",
                        "changes",
                        "change",
                        "here",
                        "still",
                        "me",
                        "thanks",
                        "question's",
                        "'s",
                        "there",
                        "goes",
                        "gets",
                        "worse",
                        "better",
                        "improves",
                        "worsens",
                        "again",
                        "forecast",
                    ],
                ))
    })
}

/// The question before, as what is watched.
pub(crate) fn the_last(raw: &str, previous: &Question) -> Question {
    let text = format!("{CARRIED_ON} \"{}\".", previous.text);
    let carried = Assumption { slot: Slot::What, text, alternatives: Vec::new() };
    let mut question = Question { text: raw.to_owned(), ..previous.clone() };
    question.assumptions.retain(|assumption| !assumption.text.starts_with(CARRIED_ON));
    question.assumptions.insert(0, carried);
    question
}

/// `Rain for Saturday's picnic` is asked of the rain, in the hours of the picnic.
pub(crate) fn of_its_condition(text: &Text<'_>, heard: &Heard<'_>, question: &mut Question) {
    let (Some(finding), Some(activity)) = (heard.findings.first(), &heard.activity) else { return };
    let condition = finding.condition;
    let spoils = !condition.event.is_empty() && !condition.absent && !finding.enough && !finding.negated;
    let for_it = text.is_any(finding.tokens.end, &["for", "during", "at", "over", "on", "in"])
        && activity.tokens.start > finding.tokens.end;
    let is_window =
        matches!((&question.subject, &question.asked), (Subject::Activity { .. }, Asked::Window { .. }));
    if !(spoils && for_it && is_window && finding.tokens.start <= 3) {
        return;
    }
    question.subject = Subject::Weather;
    question.asked = Asked::Event { negated: false };
    question.criteria = condition.event.iter().map(crate::Need::criterion).collect();
    question.assumptions.retain(|assumption| assumption.slot != Slot::Needs);
}
