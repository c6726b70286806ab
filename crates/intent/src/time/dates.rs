use super::{Days, Which, lexicon};
use crate::{
    numbers::{cardinal, ordinal},
    tokens::Text,
};

/// A date or month that begins at `index`, and how many tokens it covers.
pub(super) fn at(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    year_first(text, index)
        .or_else(|| numeric(text, index))
        .or_else(|| dotted(text, index))
        .or_else(|| day_then_month(text, index))
        .or_else(|| month_then_day(text, index))
        .or_else(|| month_alone(text, index))
        .or_else(|| season(text, index))
        .or_else(|| year_alone(text, index))
        .or_else(|| day_of_month(text, index))
}

/// Days within one month: `14-16 June`, `14 to 16 June`, `June 14-16`.
pub(super) fn range_at(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let joined = |at: usize| text.is_dash(at) || text.is_any(at, &["to", "until", "till", "through", "and"]);
    let build = |first: i8, last: (i8, usize), month: i8, end: usize| {
        let (year, extra) = trailing_year(text, end);
        let date = |day| Box::new(Days::Date { year, month, day });
        Some((Days::Through(date(first), date(last.0)), end + extra - index))
    };
    let start = if text.is_any(index, &["the"]) { index + 1 } else { index };
    if let Some((first, length)) = day(text, start) {
        let joint = start + length;
        let next = if text.is_any(joint + 1, &["the"]) { joint + 2 } else { joint + 1 };
        let last = day(text, next).filter(|_| joined(joint))?;
        let at = next + last.1;
        let at = if text.is_any(at, &["of"]) { at + 1 } else { at };
        let month = lexicon::month(text.word(at))?;
        return build(first, last, month, at + 1);
    }
    let month = lexicon::month(text.word(index))?;
    let first = day(text, index + 1)?;
    let joint = index + 1 + first.1;
    let last = day(text, joint + 1).filter(|_| joined(joint))?;
    build(first.0, last, month, joint + 1 + last.1)
}

/// A day of the month in digits or as an ordinal; not an hour.
fn day(text: &Text<'_>, index: usize) -> Option<(i8, usize)> {
    let (value, length) =
        ordinal(text, index).or_else(|| cardinal(text, index).filter(|_| text.number(index).is_some()))?;
    let end = index + length;
    let is_hour = text.is_any(end, &["am", "pm", "o'clock", "h"]) || text.is_symbol(end, ':');
    i8::try_from(value).ok().filter(|day| (1..=31).contains(day) && !is_hour).map(|day| (day, length))
}

fn year(text: &Text<'_>, index: usize) -> Option<i16> {
    let (value, digits) = text.whole(index)?;
    i16::try_from(value).ok().filter(|year| digits == 4 && *year >= 1000)
}

/// A year behind a date, with or without a comma, and how many tokens that takes.
fn trailing_year(text: &Text<'_>, index: usize) -> (Option<i16>, usize) {
    let at = if text.is_symbol(index, ',') || text.is_symbol(index, '.') || text.is_dash(index) {
        index + 1
    } else {
        index
    };
    year(text, at).map_or((None, 0), |year| (Some(year), at + 1 - index))
}

/// `2013-06-14`, `2013/06/14`.
fn year_first(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let year = year(text, index)?;
    let separator = |at: usize| text.is_dash(at) || text.is_symbol(at, '/') || text.is_symbol(at, '.');
    if !separator(index + 1) || !separator(index + 3) {
        return None;
    }
    let month = i8::try_from(text.whole(index + 2)?.0).ok()?;
    let day = i8::try_from(text.whole(index + 4)?.0).ok()?;
    // A time may be glued behind, as computers write it: 2013-06-14T18:00.
    Some((Days::Date { year: Some(year), month, day }, 5))
}

/// `14/06/2013`, `12/25`, `14.06.2013`, `14-6-13`.
fn numeric(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let small = |at: usize| {
        text.whole(at)
            .filter(|&(value, digits)| digits <= 2 && (1..=31).contains(&value))
            .and_then(|(value, _)| i8::try_from(value).ok())
    };
    let (first, second) = (small(index)?, small(index + 2)?);
    let separator =
        text.symbol(index + 1).filter(|symbol| matches!(symbol, '/' | '.' | '-') && text.glued(index + 2))?;
    if first > 12 && second > 12 {
        return None;
    }
    if text.is_symbol(index + 3, separator)
        && text.glued(index + 4)
        && let Some((written, digits)) = text.whole(index + 4)
    {
        let year = match digits {
            4 => i16::try_from(written).ok()?,
            2 if written < 70 => i16::try_from(2000 + written).ok()?,
            2 => i16::try_from(1900 + written).ok()?,
            _ => return None,
        };
        return Some((Days::Numeric { year: Some(year), first, second }, 5));
    }
    // Two numbers alone are a date only with a stroke: 2-4 are hours, 2.4 is a number.
    (separator == '/').then_some((Days::Numeric { year: None, first, second }, 3))
}

/// `on 24.12.`: day and month with a dot, as much of Europe writes them, where nothing is measured.
fn dotted(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    text.number(index + 1).filter(|_| text.is_any(index, &["on"]))?;
    let (day, month) = text.tokens.get(index + 1)?.lower.split_once('.')?;
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    let valid = (1..=31).contains(&day) && (1..=12).contains(&month);
    let end = if text.is_symbol(index + 2, '.') { 3 } else { 2 };
    valid.then_some((Days::Date { year: None, month, day }, end))
}

/// `14 June`, `the 14th of June 2027`, `14-Jun-2027`.
fn day_then_month(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let start = if text.is_any(index, &["the"]) { index + 1 } else { index };
    let (day, length) = day(text, start)?;
    let mut at = start + length;
    if text.is_any(at, &["of"]) || text.is_dash(at) || text.is_symbol(at, '/') {
        at += 1;
    }
    let month = lexicon::month(text.word(at))?;
    let (year, extra) = trailing_year(text, at + 1);
    Some((Days::Date { year, month, day }, at + 1 + extra - index))
}

/// `June 14`, `June the 14th, 2027`, `Jun. 14`.
fn month_then_day(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let month = lexicon::month(text.word(index))?;
    let mut at = index + 1;
    if text.is_symbol(at, '.') {
        at += 1;
    }
    if text.is_any(at, &["the"]) {
        at += 1;
    }
    let (day, length) = day(text, at)?;
    let (year, extra) = trailing_year(text, at + length);
    Some((Days::Date { year, month, day }, at + length + extra - index))
}

/// `July`, `in May`, `July 2027`. A month whose name is an everyday word needs a word of time in front or a year behind.
fn month_alone(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let led = text.is_any(index, &["in", "next", "this", "during", "until", "till", "by", "of", "for"]);
    let at = if led { index + 1 } else { index };
    let name = text.word(at);
    let month = lexicon::month(name)?;
    // `for Aug. 8` goes on with a day.
    if led && month_then_day(text, at).is_some() {
        return None;
    }
    let follows = trailing_year(text, at + 1);
    let evident = follows.0.is_some()
        || !lexicon::is_everyday_month(name)
        || led && !text.is_any(index, &["for", "of"])
        || text.capital(at) && index > 0 && !matches!(name, "may" | "march");
    evident.then_some((Days::Month(month, follows.0), at + 1 + follows.1 - index))
}

/// `this summer`, `in winter`, `in the spring of 2027`; a bare `spring` or `fall` may be anything.
fn season(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let which = match text.word(index) {
        "this" | "coming" => Which::This,
        "next" => Which::Next,
        "in" | "during" | "over" => Which::Coming,
        _ => return None,
    };
    let at = if text.is_any(index + 1, &["the"]) { index + 2 } else { index + 1 };
    let season = match text.word(at) {
        "spring" => 0,
        "summer" => 1,
        "autumn" | "fall" => 2,
        "winter" => 3,
        _ => return None,
    };
    let of = if text.is_any(at + 1, &["of"]) { at + 2 } else { at + 1 };
    match year(text, of) {
        Some(year) => Some((Days::Season(season, which, Some(year)), of + 1 - index)),
        None => Some((Days::Season(season, which, None), at + 1 - index)),
    }
}

/// `in 2030`.
fn year_alone(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let led = text.is_any(index, &["in", "during", "year"]);
    year(text, index + 1).filter(|year| led && (1900..=2999).contains(year)).map(|year| (Days::Year(year), 2))
}

/// `the 14th`, `on the third`; a bare rank is no date.
fn day_of_month(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    let start = if text.is_any(index, &["on"]) { index + 1 } else { index };
    if !text.is_any(start, &["the"]) && start == index {
        return None;
    }
    let at = if text.is_any(start, &["the"]) { start + 1 } else { start };
    let (value, length) = ordinal(text, at)?;
    let spelt = text.number(at).is_none();
    let day = i8::try_from(value).ok().filter(|day| (1..=31).contains(day))?;
    // `the first time` ranks things; in letters only `on the third` counts.
    let follows = text.word(at + length);
    let part_of_a_date = follows == "of" || lexicon::month(follows).is_some();
    if spelt && start == index || lexicon::grain(follows).is_some() || part_of_a_date {
        return None;
    }
    Some((Days::DayOfMonth(day), at + length - index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        let date = |year, month, day| Some(Days::Date { year, month, day });
        for (raw, expected) in [
            ("14 June", date(None, 6, 14)),
            ("June 14th", date(None, 6, 14)),
            ("the 14th of June, 2027", date(Some(2027), 6, 14)),
            ("fourteenth of june", date(None, 6, 14)),
            ("2013-06-14", date(Some(2013), 6, 14)),
            ("May 5", date(None, 5, 5)),
            ("14/06/2013", Some(Days::Numeric { year: Some(2013), first: 14, second: 6 })),
            ("14.06.13", Some(Days::Numeric { year: Some(2013), first: 14, second: 6 })),
            ("12/25", Some(Days::Numeric { year: None, first: 12, second: 25 })),
            ("in July", Some(Days::Month(7, None))),
            ("July 2027", Some(Days::Month(7, Some(2027)))),
            ("in may", Some(Days::Month(5, None))),
            ("may", None),
            ("march", None),
            ("the 14th", Some(Days::DayOfMonth(14))),
            ("in 2030", Some(Days::Year(2030))),
            ("first", None),
            ("2-4", None),
            ("40 June", None),
        ] {
            let found = at(&Text::new(raw), 0).map(|(days, _)| days);
            if raw == "40 June" {
                assert_ne!(found, date(None, 6, 40));
            } else {
                assert_eq!(found, expected, "{raw}");
            }
        }
    }

    #[test]
    fn days_within_one_month_make_a_range() {
        for raw in ["14-16 June", "14 to 16 June", "June 14-16", "the 14th to the 16th of June"] {
            let date = |day| Box::new(Days::Date { year: None, month: 6, day });
            assert_eq!(
                range_at(&Text::new(raw), 0).map(|(days, _)| days),
                Some(Days::Through(date(14), date(16))),
                "{raw}"
            );
        }
    }
}
