//! How many hours of something in a row: `3 dry hours`, `two hours of sunshine`, `5 hours without rain`.

use crate::{
    numbers::cardinal,
    tokens::{Role, Text},
};

/// Finds a stretch of hours said in terms of the weather, marks its number and its unit, and leaves the weather to be read.
pub(crate) fn recognise(text: &mut Text<'_>) -> Option<i32> {
    (0..text.len()).find_map(|index| at(text, index))
}

fn at(text: &mut Text<'_>, index: usize) -> Option<i32> {
    let (number, length) = match text.whole(index) {
        Some((number, _)) => (number, 1),
        None if text.glued(index) => return None,
        None => cardinal(text, index)?,
    };
    if !(1..=72).contains(&number) {
        return None;
    }
    let mut at = index + length;
    if text.is_dash(at) {
        at += 1;
    }
    let between = at..(at + 2).min(text.len());
    let unit = between.clone().find(|&at| text.is_any(at, &["hours", "hour", "hrs", "hr"]))?;
    let adjective = (at..unit).all(|at| {
        text.is_any(
            at,
            &[
                "dry",
                "sunny",
                "clear",
                "warm",
                "calm",
                "good",
                "nice",
                "decent",
                "free",
                "quiet",
                "consecutive",
                "straight",
                "uninterrupted",
            ],
        )
    });
    let behind = unit + 1;
    let goes_on = text.is_any(
        behind,
        &["of", "without", "straight", "running", "dry", "above", "below", "over", "under", "with"],
    ) || text.phrase(behind, "in a row").is_some();
    let best = index > 0 && text.is_any(index - 1, &["best", "ideal", "good", "nicest"]);
    let following = index > 0 && text.is_any(index - 1, &["next", "in", "within", "past", "last", "coming"]);
    if following || !(adjective && unit > at || goes_on || best) {
        return None;
    }
    let from = ["at least", "minimum of", "need", "a"]
        .iter()
        .find_map(|lead| {
            let start = index.checked_sub(lead.split(' ').count())?;
            text.phrase(start, lead).map(|_| start)
        })
        .unwrap_or(index);
    text.take(from..index + length, Role::Time);
    let to = text.phrase(behind, "in a row").map_or(behind, |length| behind + length);
    text.take(unit..to, Role::Time);
    Some(number)
}
