//! Limits that the text itself names: a comparison, a number and mostly a unit.

use crate::{
    measures::{self, Measure},
    numbers::cardinal,
    time,
    tokens::{Role, Text},
};
use std::ops::Range;

/// Which side of a number is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Side {
    AtLeast,
    AtMost,
    /// Up to the second number.
    Within(f64),
}

/// A limit as said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Threshold {
    pub(crate) side: Side,
    pub(crate) value: f64,
    pub(crate) measure: Option<Measure>,
    /// Whether the number itself is outside: `above force 5`.
    pub(crate) beyond: bool,
    /// All the time: `stay below 20`.
    pub(crate) throughout: bool,
    /// Whether a comparison was said; a bare `25 degrees` leaves it open.
    pub(crate) compared: bool,
    pub(crate) tokens: Range<usize>,
}

/// Which numbers to look for: those with a unit before times are read, the rest after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    Measured,
    Bare,
}

const AT_LEAST: [(&str, bool); 38] = [
    ("above", true),
    ("over", true),
    ("more than", true),
    ("greater than", true),
    ("higher than", true),
    ("larger than", true),
    ("bigger than", true),
    ("warmer than", true),
    ("hotter than", true),
    ("stronger than", true),
    ("windier than", true),
    ("faster than", true),
    ("beyond", true),
    ("exceed", true),
    ("exceeds", true),
    ("exceeding", true),
    ("pass", true),
    ("passes", true),
    ("beat", true),
    ("beats", true),
    ("upwards of", false),
    ("at least", false),
    ("no less than", false),
    ("not less than", false),
    ("minimum of", false),
    ("reach", false),
    ("reaches", false),
    ("hit", false),
    ("hits", false),
    ("get to", false),
    ("gets to", false),
    ("up over", true),
    ("go above", true),
    ("go over", true),
    ("go past", true),
    ("get above", true),
    ("get over", true),
    ("past", true),
];

const AT_MOST: [(&str, bool); 28] = [
    ("below", true),
    ("under", true),
    ("less than", true),
    ("fewer than", true),
    ("lower than", true),
    ("smaller than", true),
    ("colder than", true),
    ("cooler than", true),
    ("weaker than", true),
    ("lighter than", true),
    ("beneath", true),
    ("fall below", true),
    ("drop below", true),
    ("go below", true),
    ("at most", false),
    ("no more than", false),
    ("not more than", false),
    ("not over", false),
    ("not above", false),
    ("no higher than", false),
    ("no stronger than", false),
    ("up to", false),
    ("maximum of", false),
    ("max", false),
    ("drop to", false),
    ("fall to", false),
    ("down to", false),
    ("stay within", false),
];

/// Finds the limits of one pass and marks their tokens.
pub(crate) fn recognise(text: &mut Text<'_>, pass: Pass) -> Vec<Threshold> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < text.len() {
        let threshold = freezing(text, index)
            .or_else(|| range(text, index))
            .or_else(|| force(text, index))
            .or_else(|| compared(text, index))
            .or_else(|| bare(text, index))
            .filter(|threshold| {
                let wanted = threshold.measure.is_some() || pass == Pass::Bare && threshold.compared;
                wanted && threshold.value.is_finite() && text.free(threshold.tokens.clone())
            });
        if let Some(threshold) = threshold {
            text.take(threshold.tokens.clone(), Role::Threshold);
            index = threshold.tokens.end;
            found.push(threshold);
        } else {
            index += 1;
        }
    }
    found
}

fn threshold(side: Side, value: f64, measure: Option<Measure>, tokens: Range<usize>) -> Threshold {
    Threshold { side, value, measure, beyond: false, throughout: false, compared: true, tokens }
}

/// A comparison at `index`: the side, whether the number is outside, and how many tokens it covers.
fn comparison(text: &Text<'_>, index: usize) -> Option<(Side, bool, usize)> {
    match (text.symbol(index), text.is_symbol(index + 1, '=')) {
        (Some('>'), true) => return Some((Side::AtLeast, false, 2)),
        (Some('<'), true) => return Some((Side::AtMost, false, 2)),
        (Some('>'), false) => return Some((Side::AtLeast, true, 1)),
        (Some('<'), false) => return Some((Side::AtMost, true, 1)),
        (Some('≥'), _) => return Some((Side::AtLeast, false, 1)),
        (Some('≤'), _) => return Some((Side::AtMost, false, 1)),
        _ => {}
    }
    let find = |list: &[(&'static str, bool)]| {
        let (phrase, length) = text.longest(index, list.iter().map(|(phrase, _)| *phrase))?;
        list.iter().find(|row| row.0 == phrase).map(|row| (row.1, length))
    };
    match (find(&AT_LEAST), find(&AT_MOST)) {
        (Some((beyond, length)), None) => Some((Side::AtLeast, beyond, length)),
        (None, Some((beyond, length))) => Some((Side::AtMost, beyond, length)),
        (Some(least), Some(most)) if least.1 >= most.1 => Some((Side::AtLeast, least.0, least.1)),
        (_, Some((beyond, length))) => Some((Side::AtMost, beyond, length)),
        (None, None) => None,
    }
}

/// A number with its sign and scale at `index`, its currency sign when that stands in front, and how many tokens.
fn value(text: &Text<'_>, index: usize) -> Option<(f64, Option<Measure>, usize)> {
    let mut at = index;
    let negative = text.is_dash(at) || matches!(text.symbol(at), Some('−')) || text.is_any(at, &["minus"]);
    if negative {
        at += 1;
    }
    let money = text.symbol(at).and_then(|_| measures::currency(text, at)).map(Measure::Money);
    if money.is_some() {
        at += 1;
    }
    let half = ["half an", "half a", "half"].iter().find_map(|half| text.phrase(at, half));
    let (number, length) = match (text.number(at), half) {
        (Some(number), _) => (number, 1),
        (None, Some(length)) => (0.5, length),
        (None, None) => cardinal(text, at).map(|(number, length)| (f64::from(number), length))?,
    };
    at += length;
    let scale = match text.word(at) {
        "k" | "thousand" => 1e3,
        "m" | "million" if money.is_some() || text.word(at) == "million" => 1e6,
        "hundred" => 1e2,
        _ => 1.0,
    };
    if scale > 1.0 {
        at += 1;
    }
    let sign = if negative { -1.0 } else { 1.0 };
    Some((sign * number * scale, money, at - index))
}

/// A number with its unit.
fn measured(text: &Text<'_>, index: usize) -> Option<(f64, Option<Measure>, usize)> {
    let (number, money, length) = value(text, index)?;
    if money.is_some() {
        return Some((number, money, length));
    }
    // Cubic metres, and the like, are written with a digit.
    let unit = index + length;
    if text.is_any(unit, &["m", "ft"]) && text.number(unit + 1) == Some(3.0) && text.glued(unit + 1) {
        return Some((number, Some(Measure::Things(format!("{}3", text.word(unit)))), length + 2));
    }
    match measures::at(text, index + length) {
        Some((measure, extra)) => Some((number, Some(measure), length + extra)),
        None => Some((number, None, length)),
    }
}

/// `below freezing`, `above zero`.
fn freezing(text: &Text<'_>, index: usize) -> Option<Threshold> {
    let (side, _, length) = comparison(text, index)?;
    let at = index + length;
    let end = text
        .phrase(at, "freezing point")
        .or_else(|| text.phrase(at, "freezing"))
        .map(|length| at + length)?;
    let mut found = threshold(side, 0.0, Some(Measure::Unit(domain::Unit::Celsius)), index..end);
    found.throughout = stays(text, index);
    Some(found)
}

/// `between 18 and 25 degrees`, `18 to 25 °C`, `18-25°C`; without a unit only after `between`.
fn range(text: &Text<'_>, index: usize) -> Option<Threshold> {
    let between = text.is_any(index, &["between"]);
    let start = if between || text.is_any(index, &["from"]) { index + 1 } else { index };
    let (lower, first_measure, length) = measured(text, start)?;
    let joint = start + length;
    let joined =
        text.is_dash(joint) || text.is_any(joint, &["to"]) || between && text.is_any(joint, &["and"]);
    let (upper, measure, last_length) = measured(text, joint + 1).filter(|_| joined)?;
    let end = joint + 1 + last_length;
    let measure = measure.or(first_measure);
    if measure.is_none() && (!between || counts_time(text, end)) || lower >= upper {
        return None;
    }
    Some(threshold(Side::Within(upper), lower, measure, index..end))
}

/// `above force 5`, `force 5`, `at least beaufort 4`.
fn force(text: &Text<'_>, index: usize) -> Option<Threshold> {
    let said = comparison(text, index);
    let (side, beyond, length) = said.unwrap_or((Side::AtLeast, false, 0));
    let at = index + length;
    if !text.is_any(at, &["force", "beaufort", "bft"]) {
        return None;
    }
    let (number, count) = cardinal(text, at + 1).filter(|(number, _)| (0..=12).contains(number))?;
    let end = at + 1 + count;
    let more = or_more(text, end);
    let (side, beyond, end) = more.map_or((side, beyond, end), |(side, end)| (side, false, end));
    let mut found = threshold(side, f64::from(number), Some(Measure::Beaufort), index..end);
    found.beyond = beyond;
    found.compared = said.is_some() || more.is_some();
    Some(found)
}

/// `over 30 kWh`, `above 25`.
fn compared(text: &Text<'_>, index: usize) -> Option<Threshold> {
    let (side, beyond, length) = comparison(text, index)?;
    let mut at = index + length;
    while text.is_any(at, &["the", "about", "a"]) {
        at += 1;
    }
    let (number, measure, extra) = measured(text, at)?;
    let end = at + extra;
    if measure.is_none() && counts_time(text, end) {
        return None;
    }
    let mut found = threshold(side, number, measure, index..end);
    found.beyond = beyond;
    found.throughout = stays(text, index);
    Some(found)
}

/// `25 degrees`, `20 knots or more`.
fn bare(text: &Text<'_>, index: usize) -> Option<Threshold> {
    let (number, measure, length) = measured(text, index)?;
    let end = index + length;
    if let Some((side, end)) = or_more(text, end) {
        return (measure.is_some() || !counts_time(text, end))
            .then(|| threshold(side, number, measure, index..end));
    }
    measure.as_ref()?;
    let mut found = threshold(Side::AtLeast, number, measure, index..end);
    found.compared = false;
    Some(found)
}

/// `or more`, `or less` at `index`: the side and where it ends.
fn or_more(text: &Text<'_>, index: usize) -> Option<(Side, usize)> {
    if !text.is_any(index, &["or", "and"]) {
        return None;
    }
    let side = match text.word(index + 1) {
        "more" | "higher" | "above" | "over" | "warmer" | "hotter" | "stronger" | "greater" | "up" => {
            Side::AtLeast
        }
        "less" | "lower" | "below" | "under" | "colder" | "cooler" | "weaker" | "fewer" => Side::AtMost,
        _ => return None,
    };
    Some((side, index + 2))
}

fn stays(text: &Text<'_>, index: usize) -> bool {
    (index.saturating_sub(2)..index)
        .any(|at| text.is_any(at, &["stay", "stays", "remain", "remains", "keep", "keeps", "always"]))
}

/// Whether a number that ends in front of `index` counts hours or days, or tells a time.
fn counts_time(text: &Text<'_>, index: usize) -> bool {
    time::is_unit(text.word(index))
        || text.is_any(index, &["am", "pm", "o'clock"])
        || text.is_symbol(index, ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Unit;

    #[test]
    fn limits_are_read_with_their_side_and_unit() {
        let unit = |unit| Some(Measure::Unit(unit));
        for (raw, side, value, measure) in [
            ("above 25 degrees", Side::AtLeast, 25.0, Some(Measure::Degrees)),
            ("below -5°C", Side::AtMost, -5.0, unit(Unit::Celsius)),
            ("over 30 kWh", Side::AtLeast, 30.0, unit(Unit::KilowattHour)),
            ("under 20 km/h", Side::AtMost, 20.0, unit(Unit::KilometrePerHour)),
            ("no more than 20 knots", Side::AtMost, 20.0, unit(Unit::Knot)),
            ("between 18 and 25 degrees", Side::Within(25.0), 18.0, Some(Measure::Degrees)),
            ("18-25 °C", Side::Within(25.0), 18.0, unit(Unit::Celsius)),
            ("more than 0.5 inches", Side::AtLeast, 0.5, unit(Unit::Inch)),
            ("over $100", Side::AtLeast, 100.0, Some(Measure::Money("USD"))),
            ("over 120 euros", Side::AtLeast, 120.0, Some(Measure::Money("EUR"))),
            ("force 5 or more", Side::AtLeast, 5.0, Some(Measure::Beaufort)),
            ("below freezing", Side::AtMost, 0.0, unit(Unit::Celsius)),
            ("77F or more", Side::AtLeast, 77.0, unit(Unit::Fahrenheit)),
            (">= 1,200 vehicles", Side::AtLeast, 1200.0, Some(Measure::Things("vehicles".to_owned()))),
            ("above twenty-five degrees", Side::AtLeast, 25.0, Some(Measure::Degrees)),
        ] {
            let found = recognise(&mut Text::new(raw), Pass::Measured);
            let [found] = &found[..] else { panic!("{raw}: {found:?}") };
            assert_eq!((found.side, found.value, &found.measure), (side, value, &measure), "{raw}");
        }
    }

    #[test]
    fn a_number_alone_is_a_limit_only_after_a_comparison_and_not_of_time() {
        assert_eq!(recognise(&mut Text::new("above 25"), Pass::Bare).len(), 1);
        for raw in ["25", "over 3 hours", "at 8", "past 8 pm", "between 9 and 12 hours"] {
            assert_eq!(recognise(&mut Text::new(raw), Pass::Bare), Vec::new(), "{raw}");
        }
    }
}
