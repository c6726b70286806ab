use super::{Days, Expression, Options, TimeMention, resolver::led};
use crate::{Setting, tokens::Text};
use jiff::{ToSpan, Zoned, civil::DateTime};
use std::ops::Range;

/// What the grammar of times finds in a text, laid on the calendar of the one who asks: every mention of days that a
/// question can ask about, and the tokens it covers.
pub(super) fn mentions(text: &Text<'_>, setting: &Setting<'_>) -> Vec<(Range<usize>, Expression)> {
    let found = led(text.raw, &setting.now, &Options::of(setting));
    found.iter().filter_map(|(bytes, mention)| expression(text, bytes, mention, &setting.now)).collect()
}

fn expression(
    text: &Text<'_>,
    bytes: &Range<usize>,
    mention: &TimeMention,
    now: &Zoned,
) -> Option<(Range<usize>, Expression)> {
    let first = text.tokens.iter().position(|token| token.bytes.start >= bytes.start)?;
    let last = text.tokens.iter().rposition(|token| token.bytes.end <= bytes.end)?;
    if last < first || text.tokens[first].bytes.start >= bytes.end {
        return None;
    }
    let tokens = first..last + 1;
    // Half-open times, and moments told to the second, are read elsewhere.
    if mention.open || mention.grain == super::Grain::Second {
        return None;
    }
    let start = mention.start.as_ref()?.datetime();
    let end = mention.end.as_ref().map_or_else(|| after(start, mention.grain), |end| Some(end.datetime()))?;
    if end <= now.datetime() {
        return Some((
            tokens.clone(),
            Expression { days: Some(Days::Past), tokens, ..Expression::default() },
        ));
    }
    let last_day = end.checked_sub(1.second()).ok()?.date();
    let whole = start.time() == jiff::civil::Time::midnight() && end.time() == jiff::civil::Time::midnight();
    let begins = if whole && mention.grain >= super::Grain::Hour {
        start.date()
    } else if mention.end.is_some() && end.duration_since(start).as_hours() > 24 {
        // A weekend that begins in the evening: its days.
        if start.hour() >= 12 { start.date().tomorrow().ok()? } else { start.date() }
    } else {
        // Hours are read by the phrases, which know how long things take and when they are usually done.
        return None;
    };
    let days = Some(Days::Dates(begins, last_day));
    let expression = Expression { days, tokens: tokens.clone(), ..Expression::default() };
    Some((tokens, expression))
}

fn after(start: DateTime, grain: super::Grain) -> Option<DateTime> {
    super::series::add(start, super::series::Step { count: 1, grain })
}
