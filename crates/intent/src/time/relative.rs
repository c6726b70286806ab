use super::{Daypart, Days, Expression, Hours, Which, lexicon};
use crate::{numbers::count, tokens::Text};
use lexicon::Grain;

/// An expression relative to now that begins at `index`.
pub(super) fn at(text: &Text<'_>, index: usize) -> Option<Expression> {
    fixed(text, index)
        .or_else(|| past(text, index))
        .or_else(|| distance(text, index))
        .or_else(|| following(text, index))
        .or_else(|| length(text, index))
        .or_else(|| this_part(text, index))
        .or_else(|| named(text, index))
}

fn found(days: Option<Days>, hours: Option<Hours>, tokens: std::ops::Range<usize>) -> Expression {
    Expression { days, hours, length: None, tokens }
}

/// Phrases with one meaning.
fn fixed(text: &Text<'_>, index: usize) -> Option<Expression> {
    const OFFSETS: [(&str, i32); 16] = [
        ("today", 0),
        ("later today", 0),
        ("rest of today", 0),
        ("rest of the day", 0),
        ("later on", 0),
        ("later", 0),
        ("tomorrow", 1),
        ("tomorow", 1),
        ("tommorow", 1),
        ("tommorrow", 1),
        ("tmrw", 1),
        ("tmr", 1),
        ("tomorrow 's", 1),
        ("day after tomorrow", 2),
        ("the day after tomorrow", 2),
        ("overmorrow", 2),
    ];
    const NOW: [&str; 6] = ["now", "right now", "at the moment", "currently", "current", "at present"];
    const TONIGHT: [&str; 3] = ["tonight", "tonite", "later tonight"];
    let offset = text.longest(index, OFFSETS.iter().map(|(phrase, _)| *phrase));
    if let Some((phrase, length)) = offset {
        // `sooner or later` and `later than` are no days.
        if phrase == "later" && text.word(index + 1) == "than" {
            return None;
        }
        let days = OFFSETS.iter().find(|row| row.0 == phrase).map(|row| Days::Offset(row.1));
        return Some(found(days, None, index..index + length));
    }
    if let Some((_, length)) = text.longest(index, TONIGHT) {
        return Some(found(Some(Days::Offset(0)), Some(Hours::Part(Daypart::Night)), index..index + length));
    }
    if let Some((_, length)) = text.longest(index, NOW) {
        // `from now` belongs to what stands in front of it.
        return Some(found(None, Some(Hours::Now), index..index + length));
    }
    const PHRASES: [(&str, Days); 6] = [
        ("rest of the week", Days::Week(0)),
        ("rest of the month", Days::MonthOffset(0)),
        ("coming week", Days::Following(7)),
        ("coming days", Days::Following(3)),
        ("week ahead", Days::Following(7)),
        ("weekly forecast", Days::Following(7)),
    ];
    let (phrase, length) = text.longest(index, PHRASES.iter().map(|(phrase, _)| *phrase))?;
    let days = PHRASES.iter().find(|row| row.0 == phrase).map(|row| row.1.clone());
    Some(found(days, None, index..index + length))
}

/// `yesterday`, `last week`, `3 days ago`.
fn past(text: &Text<'_>, index: usize) -> Option<Expression> {
    let over = |end: usize| Some(found(Some(Days::Past), None, index..end));
    if text.is_any(index, &["yesterday", "ago", "yesterdays"]) {
        return over(index + 1);
    }
    if text.is_any(index, &["last", "past", "previous"]) {
        let at = count(text, index + 1).map_or(index + 1, |(_, length)| index + 1 + length);
        let word = text.word(at);
        let named = lexicon::weekday(word).is_some()
            || lexicon::month(word).is_some()
            || lexicon::grain(word).is_some()
            || matches!(word, "night" | "weekend" | "evening" | "summer" | "winter" | "spring" | "autumn");
        return named.then(|| over(at + 1)).flatten();
    }
    let (_, length) = count(text, index)?;
    let at = index + length;
    lexicon::grain(text.word(at)).filter(|_| text.word(at + 1) == "ago").and_then(|_| over(at + 2))
}

/// `in 3 days`, `two hours from now`, `in half an hour`, `a week from now`.
fn distance(text: &Text<'_>, index: usize) -> Option<Expression> {
    let led = text.is_any(index, &["in"]);
    let start = if led { index + 1 } else { index };
    if let Some(length) = text.phrase(start, "half an hour").filter(|_| led) {
        return Some(found(None, Some(Hours::In(30)), index..start + length));
    }
    let (number, length) = count(text, start)?;
    let at = start + length;
    let grain = lexicon::grain(text.word(at))?;
    let trailing = ["from now", "from today", "hence"].iter().find_map(|phrase| text.phrase(at + 1, phrase));
    if !led && trailing.is_none() {
        return None;
    }
    let end = at + 1 + trailing.unwrap_or(0);
    // A thousand years on is refused later, by the calendar; here only arithmetic must hold.
    let number = number.clamp(0, 100_000);
    let (days, hours) = match grain {
        Grain::Minute => (None, Some(Hours::In(number))),
        Grain::Hour => (None, Some(Hours::In(number * 60))),
        Grain::Day => (Some(Days::Offset(number)), None),
        Grain::Week => (Some(Days::Offset(number * 7)), None),
        Grain::Fortnight => (Some(Days::Offset(number * 14)), None),
        Grain::Month => (Some(Days::MonthsOn(number)), None),
        Grain::Year => (Some(Days::MonthsOn(number.saturating_mul(12))), None),
    };
    Some(found(days, hours, index..end))
}

/// `next 3 hours`, `within two days`, `the next few days`, `for the next week`, `3 day forecast`.
fn following(text: &Text<'_>, index: usize) -> Option<Expression> {
    let ahead = |number: i32, grain: Grain| {
        let number = number.clamp(1, 10_000);
        Some(match grain {
            Grain::Minute => (None, Some(Hours::Following((number + 59) / 60))),
            Grain::Hour => (None, Some(Hours::Following(number))),
            Grain::Day => (Some(Days::Following(number)), None),
            Grain::Week => (Some(Days::Following(number * 7)), None),
            Grain::Fortnight => (Some(Days::Following(number * 14)), None),
            Grain::Month => (Some(Days::Following(number * 30)), None),
            Grain::Year => (Some(Days::Following(number * 365)), None),
        })
    };
    if text.is_any(index, &["next", "coming", "following", "within"]) {
        let mut start = index + 1;
        if text.is_any(start, &["the"]) {
            start += 1;
        }
        if text.is_any(start, &["next"]) {
            start += 1;
        }
        let counted = count(text, start);
        let (number, length) = counted.unwrap_or((1, 0));
        let at = start + length;
        let grain = lexicon::grain(text.word(at))?;
        // Without a number only the hour and the day are counted from now: `next week` is a week of the calendar.
        if counted.is_none() && !matches!(grain, Grain::Hour | Grain::Day | Grain::Minute | Grain::Fortnight)
        {
            return None;
        }
        let (days, hours) = ahead(number, grain)?;
        return Some(found(days, hours, index..at + 1));
    }
    let (number, length) = count(text, index)?;
    let at = if text.is_dash(index + length) { index + length + 1 } else { index + length };
    let grain = lexicon::grain(text.word(at)).filter(|_| text.number(index).is_some() || number > 1)?;
    let told = ["forecast", "weather", "outlook"];
    if text.is_any(at + 1, &told) || text.is_any(index.wrapping_sub(1), &told) {
        let (days, hours) = ahead(number, grain)?;
        return Some(found(days, hours, index..at + 1));
    }
    None
}

/// How long: `for 3 hours`, `3-hour`, `2 hours long`; `for 3 days` is a time.
fn length(text: &Text<'_>, index: usize) -> Option<Expression> {
    let led = text.is_any(index, &["for", "lasting", "takes"]);
    let start = if led { index + 1 } else { index };
    let half = |at: usize| text.phrase(at, "and a half").unwrap_or(0);
    let (number, length) = count(text, start)?;
    let mut at = start + length;
    at += half(at);
    let hyphen = text.is_dash(at);
    if hyphen {
        at += 1;
    }
    let grain = lexicon::grain(text.word(at))?;
    let whole_phrase = led || hyphen || text.is_any(at + 1, &["long"]) || grain == Grain::Hour;
    let end = if text.is_any(at + 1, &["long"]) { at + 2 } else { at + 1 };
    match grain {
        Grain::Hour if whole_phrase => {
            let hours = (number + i32::from(half(start + length) > 0)).clamp(1, 10_000);
            Some(Expression { length: Some(hours), tokens: index..end, ..Expression::default() })
        }
        Grain::Minute if whole_phrase => Some(Expression {
            length: Some((number.clamp(1, 10_000) + 59) / 60),
            tokens: index..end,
            ..Expression::default()
        }),
        Grain::Day if led => Some(found(Some(Days::Following(number.clamp(1, 10_000))), None, index..end)),
        _ => None,
    }
}

/// `this afternoon`, which is today's.
fn this_part(text: &Text<'_>, index: usize) -> Option<Expression> {
    if !text.is_any(index, &["this"]) {
        return None;
    }
    let (part, length) = part_at(text, index + 1)?;
    Some(found(Some(Days::Offset(0)), Some(Hours::Part(part)), index..index + 1 + length))
}

/// A part of the day at `index`, and how many tokens it covers.
pub(super) fn part_at(text: &Text<'_>, index: usize) -> Option<(Daypart, usize)> {
    Daypart::names()
        .filter_map(|(name, part)| text.phrase(index, name).map(|length| (part, length)))
        .max_by_key(|&(_, length)| length)
}

/// Weekdays, weekends, weeks, months and years with `this` or `next`.
fn named(text: &Text<'_>, index: usize) -> Option<Expression> {
    let mut at = index;
    let mut which = Which::Coming;
    let mut said = false;
    loop {
        match text.word(at) {
            "this" | "coming" => which = Which::This,
            "next" => which = Which::Next,
            "the" | "on" if at == index => {
                at += 1;
                continue;
            }
            _ => break,
        }
        said = true;
        at += 1;
    }
    let word = text.word(at);
    let day = lexicon::weekday(word).or_else(|| {
        let led =
            said || text.is_any(at.wrapping_sub(1), &["on", "or", "and", "to", "until", "till", "through"]);
        let unarticled = at == index && !text.is_any(at.wrapping_sub(1), &["the"]);
        let followed = text.is_dash(at + 1)
            || text.is_any(at + 1, &["or", "morning", "afternoon", "evening", "night"])
            || word != "sun" && (at + 1 == text.len() || text.number(at + 1).is_some())
            || text.capital(at) && at > 0;
        lexicon::ambiguous_weekday(word).filter(|_| led || followed && unarticled)
    });
    // `next two weekends`.
    if which == Which::Next
        && let Some((number, length)) = count(text, at)
    {
        let name = text.word(at + length);
        let days = lexicon::weekday(name).map(|day| Days::Weekday(day, Which::Coming));
        let weekend = || (name == "weekends").then_some(Days::Weekend(Which::Coming));
        let days = days.or_else(weekend).filter(|_| name.ends_with('s'))?;
        return Some(found(Some(Days::Several(number, Box::new(days))), None, index..at + length + 1));
    }
    let days = if let Some(day) = day {
        Days::Weekday(day, which)
    } else if matches!(word, "weekday" | "weekdays" | "workdays") {
        Days::Weekdays(which)
    } else if matches!(word, "weekend" | "weekends") {
        Days::Weekend(which)
    } else {
        let offset = match which {
            Which::Coming => return None,
            Which::This => 0,
            Which::Next => 1,
        };
        match lexicon::grain(word)? {
            Grain::Week => Days::Week(offset),
            Grain::Month => Days::MonthOffset(offset),
            Grain::Year => Days::YearOffset(offset),
            _ => return None,
        }
    };
    Some(found(Some(days), None, index..at + 1))
}
