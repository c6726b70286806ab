use super::{
    Days, Expression, Hours, Said, clock, dates,
    laid_words::{self, Mention},
    lexicon,
    on_clock::Laid,
    relative,
};
use crate::{
    Setting,
    tokens::{Role, Text},
};

/// Finds every expression of time in the text and marks its tokens. All are resolved later, on the clock of the place. Where the
/// phrases that forecasts are asked with leave a part of a mention of the grammar unread, the whole mention is left to the grammar.
pub(crate) fn recognise(text: &mut Text<'_>, setting: &Setting<'_>) -> Said {
    let mentions = laid_words::mentions(text, setting);
    among(text, &mentions)
}

/// Whether phrases read every word of a mention but the smallest, or read on behind it, and mean no less than it does.
fn phrases_read(text: &Text<'_>, mention: &Mention) -> bool {
    // What is read leads on to what stands behind it.
    let text = &mut text.clone();
    let mut at = mention.tokens.start;
    let mut found: Vec<Expression> = Vec::new();
    // `Below 5 tonight`: a bare number in front of a day is no hour.
    if text.number(at).is_some() && longest(text, at).is_none() && longest(text, at + 1).is_some() {
        return true;
    }
    while at < mention.tokens.end {
        match longest(text, at) {
            Some(expression) => {
                at = expression.tokens.end;
                text.take(expression.tokens.clone(), Role::Time);
                found.push(expression);
            }
            None if text.symbol(at).is_some() || text.is_any(at, &SMALL) || is_done_outside(text, at) => {
                at += 1;
            }
            None => return false,
        }
    }
    let apart = found.len() > 1;
    let days = found.iter().filter(|found| found.days.is_some()).count();
    match mention.laid {
        // Days and hours said apart mean those hours of each of the days.
        Laid::Stretch(..) => !apart,
        Laid::Day { to: Some(to), .. } if to > 24 && days > 1 => false,
        // Now is no end of anything.
        Laid::Day { .. } => !apart || !found.iter().any(|found| found.hours == Some(Hours::Now)),
        // A length is no distance.
        Laid::In(_) => found.iter().any(|found| found.hours.is_some() || found.days.is_some()),
        // What goes on is more than its first day.
        Laid::From(_) => found.iter().any(|found| matches!(found.days, Some(Days::Following(_)))),
        Laid::Past | Laid::Days(_) => true,
    }
}

/// Words that carry no time of their own.
const SMALL: [&str; 14] =
    ["the", "on", "in", "during", "over", "for", "of", "at", "throughout", "and", "to", "from", "this", "'s"];

fn among(text: &mut Text<'_>, mentions: &[Mention]) -> Said {
    let mut said = Said::default();
    let mut at = 0;
    while at < text.len() {
        // A small word before it leads to it: `on the third Tuesday` is no third of a month.
        let leads = |start: usize| (at..start).all(|small| text.is_any(small, &SMALL));
        let laid = mentions.iter().find(|mention| {
            (at..=at + 2).contains(&mention.tokens.start)
                && leads(mention.tokens.start)
                && text.free(at..mention.tokens.end)
                && !phrases_read(text, mention)
        });
        let Some(expression) = laid.map(|laid| laid.expression.clone()).or_else(|| longest(text, at)) else {
            at += 1;
            continue;
        };
        at = expression.tokens.end;
        let start = led_from(text, expression.tokens.start);
        let joined_by_or = text.is_any(start.wrapping_sub(1), &["or"]);
        said.either |= joined_by_or && !said.days.is_empty() && expression.days.is_some();
        text.take(start..at, Role::Time);
        said.tokens.push(start..at);
        said.days.extend(expression.days);
        said.hours.extend(expression.hours);
        said.length = said.length.or(expression.length);
    }
    said
}

/// Of all readings that begin at `index` the one that covers most.
fn longest(text: &Text<'_>, index: usize) -> Option<Expression> {
    let candidates = [
        day_range(text, index),
        until(text, index),
        relative::at(text, index),
        day(text, index),
        clock::at(text, index),
        part(text, index),
    ];
    let mut best: Option<Expression> = None;
    for candidate in candidates.into_iter().flatten() {
        let longer = best.as_ref().is_none_or(|best| candidate.tokens.len() > best.tokens.len());
        if longer && !candidate.tokens.is_empty() && text.free(candidate.tokens.clone()) {
            best = Some(candidate);
        }
    }
    best
}

fn of_days(days: Days, index: usize, length: usize) -> Expression {
    Expression { days: Some(days), tokens: index..index + length, ..Expression::default() }
}

fn day(text: &Text<'_>, index: usize) -> Option<Expression> {
    dates::at(text, index).map(|(days, length)| of_days(days, index, length))
}

fn part(text: &Text<'_>, index: usize) -> Option<Expression> {
    // `good evening` greets.
    if text.is_any(index.wrapping_sub(1), &["good"]) {
        return None;
    }
    let (part, length) = relative::part_at(text, index)?;
    if is_done_outside(text, index) {
        return None;
    }
    Some(Expression {
        hours: Some(Hours::Part(part)),
        tokens: index..index + length,
        ..Expression::default()
    })
}

/// `Lunch outside` is something to do.
fn is_done_outside(text: &Text<'_>, index: usize) -> bool {
    text.is_any(index, &["lunch", "dinner"]) && text.is_any(index + 1, &["outside", "outdoors"])
}

/// A single expression of days, to stand at either end of a range.
fn days_at(text: &Text<'_>, index: usize) -> Option<(Days, usize)> {
    [day(text, index), relative::at(text, index)]
        .into_iter()
        .flatten()
        .filter(|expression| expression.hours.is_none() && expression.length.is_none())
        .filter_map(|expression| expression.days.map(|days| (days, expression.tokens.len())))
        .max_by_key(|&(_, length)| length)
}

/// `Friday to Sunday`, `from 14 June to 16 June`, `14-16 June`.
fn day_range(text: &Text<'_>, index: usize) -> Option<Expression> {
    let between = text.is_any(index, &["between"]);
    let led = between || text.is_any(index, &["from"]);
    let start = if led { index + 1 } else { index };
    if let Some((days, length)) = dates::range_at(text, start) {
        return Some(of_days(days, index, start - index + length));
    }
    let (first, length) = days_at(text, start)?;
    let joint = start + length;
    let joined = match text.word(joint) {
        "to" | "until" | "till" | "through" => true,
        "and" => between,
        _ => text.is_dash(joint) && matches!(first, Days::Weekday(..) | Days::Date { .. }),
    };
    let (last, last_length) = days_at(text, joint + 1).filter(|_| joined)?;
    Some(of_days(Days::Through(Box::new(first), Box::new(last)), index, joint + 1 + last_length - index))
}

/// `by Friday`, `until Sunday`, `before March`.
fn until(text: &Text<'_>, index: usize) -> Option<Expression> {
    // `Wait until Sunday` is about Sunday.
    if text.is_any(index.wrapping_sub(1), &["wait"]) {
        return None;
    }
    let included = match text.word(index) {
        "by" | "until" | "till" => true,
        "before" => false,
        _ => return None,
    };
    let (days, length) = days_at(text, index + 1)?;
    Some(of_days(Days::Until { days: Box::new(days), included }, index, length + 1))
}

/// The first of the small words in front of an expression that belong to it.
fn led_from(text: &Text<'_>, index: usize) -> usize {
    let mut start = index;
    while start > 0
        && text.role(start - 1).is_none()
        && text.is_any(
            start - 1,
            &["the", "on", "in", "during", "over", "for", "of", "at", "throughout", "early", "late"],
        )
        && lexicon::month(text.word(start - 1)).is_none()
    {
        start -= 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, and the words left over.
    fn read(raw: &str) -> String {
        let mut text = Text::new(raw);
        let said = among(&mut text, &[]);
        let left: Vec<&str> = (0..text.len())
            .filter(|&index| text.role(index).is_none())
            .map(|index| text.tokens[index].lower.as_str())
            .collect();
        let mut found: Vec<String> = said.days.iter().map(|days| format!("{days:?}")).collect();
        found.extend(said.hours.iter().map(|hours| format!("{hours:?}")));
        found.extend(said.length.map(|length| format!("{length} h")));
        format!("{} | {}", found.join(" + "), left.join(" "))
    }

    #[test]
    fn expressions_are_found_where_they_stand() {
        for (raw, expected) in [
            ("tomorrow's picnic", "Offset(1) | picnic"),
            ("rain on Saturday morning", "Weekday(Saturday, Coming) + Part(Morning) | rain"),
            ("sail next weekend", "Weekend(Next) | sail"),
            ("picnic in 3 days", "Offset(3) | picnic"),
            ("a 2 hour run tonight", "Offset(0) + Part(Night) + 2 h | a run"),
            ("run for two hours tomorrow", "Offset(1) + 2 h | run"),
            ("rain in the next 3 hours", "Following(3) | rain"),
            ("rain over the next few days", "Following(3) | rain"),
            (
                "rain between Friday and Sunday",
                "Through(Weekday(Friday, Coming), Weekday(Sunday, Coming)) | rain",
            ),
            ("picnic by Friday", "Until { days: Weekday(Friday, Coming), included: true } | picnic"),
            ("it may be nice reading weather in March", "Month(3, None) | it may be nice reading weather"),
            ("picnic in the sun", " | picnic in the sun"),
            ("picnic on sun", "Weekday(Sunday, Coming) | picnic"),
            ("good morning picnic", " | good morning picnic"),
        ] {
            assert_eq!(read(raw), expected, "{raw}");
        }
    }
}
