use super::Catalogue;
use crate::{
    spelling,
    tokens::{Role, Text},
};
use domain::Activity;
use std::ops::Range;

/// An activity and where the text names it.
#[derive(Debug, Clone)]
pub(crate) struct Mention<'a> {
    pub(crate) activity: &'a Activity,
    pub(crate) tokens: Range<usize>,
    /// Another one that the text offers instead: `beach or hike`.
    pub(crate) other: Option<&'a Activity>,
}

/// Finds what the text wants to do and marks its tokens: the longest name counts, of equal ones the first.
pub(crate) fn recognise<'a>(text: &mut Text<'_>, catalogue: &'a Catalogue) -> Option<Mention<'a>> {
    let mut best: Option<Mention<'a>> = None;
    for index in 0..text.len() {
        if text.role(index).is_some() {
            continue;
        }
        let Some((activity, tokens)) = catalogue.at(text, index) else { continue };
        if !text.free(tokens.clone()) || !is_meant(text, &tokens) {
            continue;
        }
        if best.as_ref().is_none_or(|best| tokens.len() > best.tokens.len()) {
            best = Some(Mention { activity, tokens, other: None });
        }
    }
    if let Some(mention) = &mut best {
        text.take(mention.tokens.clone(), Role::Activity);
        mention.other = alternative(text, mention.activity, catalogue);
    }
    best
}

/// The activity in front of or behind an `or`, other than the one taken.
fn alternative<'a>(text: &Text<'_>, taken: &Activity, catalogue: &'a Catalogue) -> Option<&'a Activity> {
    let ors = (0..text.len()).filter(|&index| text.word(index) == "or");
    ors.flat_map(|or| [or + 1, or.wrapping_sub(1)]).find_map(|index| {
        let (activity, _) = catalogue.at(text, index)?;
        (activity.id != taken.id).then_some(activity)
    })
}

/// Names that are everyday words for other things too.
const HOMONYMS: [&str; 62] = [
    "run",
    "runs",
    "running",
    "walk",
    "walks",
    "walking",
    "race",
    "marathon",
    "drone",
    "drones",
    "bike",
    "cycle",
    "grill",
    "washing",
    "sail",
    "playground",
    "football",
    "soccer",
    "rugby",
    "baseball",
    "golf",
    "tennis",
    "cricket",
    "frisbee",
    "swim",
    "swimming",
    "surf",
    "surfing",
    "sleep",
    "sleeping",
    "festival",
    "festivals",
    "parade",
    "fair",
    "carnival",
    "fete",
    "harvest",
    "harvesting",
    "concrete",
    "mortar",
    "tent",
    "camp",
    "hay",
    "climbing",
    "fishing",
    "skiing",
    "rowing",
    "photography",
    "painting",
    "fireworks",
    "triathlon",
    "eclipse",
    "aurora",
    "zoo",
    "kites",
    "gliding",
    "soaring",
    "canoe",
    "kayak",
    "roofing",
    "allotment",
    "mower",
];

/// `Run the vacuum`, `walk me through it` and `running for office` are something else: a homonym is meant only where it has no
/// object, that is, in front of a small word, a time, a place or the end.
fn is_meant(text: &Text<'_>, tokens: &Range<usize>) -> bool {
    if tokens.len() > 1 || !HOMONYMS.contains(&text.word(tokens.start)) {
        return true;
    }
    let end = tokens.end;
    let next = text.word(end);
    let leads_on = [
        "in", "at", "on", "near", "around", "by", "along", "with", "without", "outside", "outdoors",
        "before", "after", "and", "or", "if", "be", "is", "today", "tomorrow", "weather", "day", "please",
        "alone", "there", "here", "then", "instead", "early", "late", "as", "good", "ok", "vs", "when",
        "while", "because", "until", "now", "weekend", "trip", "trips", "days", "session",
    ];
    let bound = matches!(next, "to" | "for" | "from" | "over" | "of") && text.role(end + 1).is_some();
    next.is_empty() || text.role(end).is_some() || leads_on.contains(&next) || bound
}

/// The activity whose name is a slip of the pen away from a word nobody else has taken, and that word.
pub(crate) fn nearest<'a>(text: &Text<'_>, catalogue: &'a Catalogue) -> Option<(Mention<'a>, &'a str)> {
    for index in 0..text.len() {
        let word = text.word(index);
        if text.role(index).is_some() || word.chars().count() < 5 {
            continue;
        }
        let close = catalogue.single_words().find(|(name, _)| *name != word && spelling::is_slip(word, name));
        if let Some((name, activity)) = close {
            return Some((Mention { activity, tokens: index..index + 1, other: None }, name));
        }
    }
    None
}
