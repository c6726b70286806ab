use super::{Activity, activities};
use crate::{
    spelling,
    tokens::{Role, Text},
};
use std::ops::Range;

/// An activity and where the text names it.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) activity: &'static Activity,
    pub(crate) tokens: Range<usize>,
    /// Another one that the text offers instead: `beach or hike`.
    pub(crate) other: Option<&'static Activity>,
}

/// Finds what the text wants to do and marks its tokens: the longest name counts, of equal ones the first.
pub(crate) fn recognise(text: &mut Text<'_>) -> Option<Mention> {
    let mut best: Option<Mention> = None;
    for index in 0..text.len() {
        if text.role(index).is_some() {
            continue;
        }
        for activity in activities() {
            let Some((_, length)) = text.longest(index, activity.aliases.iter().copied()) else { continue };
            let tokens = index..index + length;
            if !text.free(tokens.clone()) || !is_meant(text, &tokens) {
                continue;
            }
            if best.as_ref().is_none_or(|best| length > best.tokens.len()) {
                best = Some(Mention { activity, tokens, other: None });
            }
        }
    }
    if let Some(mention) = &mut best {
        text.take(mention.tokens.clone(), Role::Activity);
        mention.other = alternative(text, mention.activity);
    }
    best
}

/// The activity in front of or behind an `or`, other than the one taken.
fn alternative(text: &Text<'_>, taken: &Activity) -> Option<&'static Activity> {
    let ors = (0..text.len()).filter(|&index| text.word(index) == "or");
    ors.flat_map(|or| [or + 1, or.wrapping_sub(1)]).find_map(|index| {
        let named = |activity: &&Activity| {
            activity.key != taken.key && text.longest(index, activity.aliases.iter().copied()).is_some()
        };
        activities().iter().find(named)
    })
}

/// Names that are everyday words for other things too.
const HOMONYMS: [&str; 16] = [
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
        "alone", "there", "here", "then",
    ];
    let bound = matches!(next, "to" | "for" | "from" | "over" | "of") && text.role(end + 1).is_some();
    next.is_empty() || text.role(end).is_some() || leads_on.contains(&next) || bound
}

/// The activity whose name is a slip of the pen away from a word nobody else has taken, and that word.
pub(crate) fn nearest(text: &Text<'_>) -> Option<(Mention, &'static str)> {
    for index in 0..text.len() {
        let word = text.word(index);
        if text.role(index).is_some() || word.chars().count() < 5 {
            continue;
        }
        for activity in activities() {
            let close = activity
                .aliases
                .iter()
                .find(|alias| !alias.contains(' ') && *alias != &word && spelling::is_slip(word, alias));
            if let Some(alias) = close {
                return Some((Mention { activity, tokens: index..index + 1, other: None }, alias));
            }
        }
    }
    None
}
