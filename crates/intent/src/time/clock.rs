use super::{Expression, Hours, lexicon};
use crate::{
    numbers::cardinal,
    tokens::{Role, Text},
    words,
};

/// Which half of the day a time of the clock is in, as far as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meridiem {
    Am,
    Pm,
    /// Said in 24 hours, or a time with one reading: `14:30`, `noon`.
    Clear,
    /// Said in a language whose clock has 24 hours: before noon, unless a part of the day says otherwise.
    TwentyFour,
    Unsaid,
}

/// A time of the clock as said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// 0 to 24.
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) meridiem: Meridiem,
}

impl Clock {
    /// The hours of the day it can mean, 0 to 24, the morning first.
    pub(crate) fn readings(self) -> (u8, Option<u8>) {
        match self.meridiem {
            Meridiem::Am => (self.hour % 12, None),
            Meridiem::Pm => (self.hour % 12 + 12, None),
            Meridiem::Clear => (self.hour, None),
            Meridiem::TwentyFour if self.hour == 12 => (12, None),
            Meridiem::TwentyFour | Meridiem::Unsaid => (self.hour % 12, Some(self.hour % 12 + 12)),
        }
    }
}

/// A clock time found, how many tokens it covers, and whether it can be nothing else.
struct Found {
    clock: Clock,
    length: usize,
    sure: bool,
}

/// An expression of the hours of the clock that begins at `index`.
pub(super) fn at(text: &Text<'_>, index: usize) -> Option<Expression> {
    let (hours, length) =
        range(text, index).or_else(|| bounded(text, index)).or_else(|| single(text, index))?;
    Some(Expression { hours: Some(hours), tokens: index..index + length, ..Expression::default() })
}

/// `from 2 to 4`, `between 9 and 12`, `2-4pm`, `noon till 3`.
fn range(text: &Text<'_>, index: usize) -> Option<(Hours, usize)> {
    let between = text.is_any(index, &["between"]);
    let led = between || text.is_any(index, &["from"]);
    let start = if led { index + 1 } else { index };
    let first = time(text, start)?;
    let joint = start + first.length;
    let joined = match text.word(joint) {
        "and" => between,
        "to" | "until" | "till" | "til" => !between,
        _ => text.is_dash(joint) && !between,
    };
    let second = time(text, joint + 1).filter(|_| joined)?;
    let end = joint + 1 + second.length;
    // `Saturday 10-16`: behind a day, two numbers are hours.
    let follows_day = index > 0 && text.role(index - 1) == Some(Role::Time) && text.is_dash(joint);
    if !(led || first.sure || second.sure || follows_day) || !ends(text, end) {
        return None;
    }
    let hours = if between {
        Hours::Between(first.clock, second.clock)
    } else {
        Hours::FromTo(first.clock, second.clock)
    };
    Some((hours, end - index))
}

/// `after 6`, `before noon`, `until 10`, `from 3pm on`.
fn bounded(text: &Text<'_>, index: usize) -> Option<(Hours, usize)> {
    let after = text.is_any(index, &["after", "from", "past", "since"]);
    if !after && !text.is_any(index, &["before", "until", "till", "til", "by"]) {
        return None;
    }
    let found = time(text, index + 1)?;
    let mut end = index + 1 + found.length;
    let counts = text.number(index + 1).is_none() && !found.sure && !is_open(text, end);
    if counts || !ends(text, end) || text.is_any(index, &["past", "since"]) && !found.sure {
        return None;
    }
    if after {
        end += text.phrase(end, "on").or_else(|| text.phrase(end, "onwards")).map_or(0, |length| {
            // `from 3 on Saturday` goes on with a day.
            if lexicon::weekday(text.word(end + 1)).is_some() { 0 } else { length }
        });
        return Some((Hours::After(found.clock), end - index));
    }
    Some((Hours::Before(found.clock), end - index))
}

/// `at 8`, `around noon`, `8pm`.
fn single(text: &Text<'_>, index: usize) -> Option<(Hours, usize)> {
    let mut start = index;
    if text.is_any(start, &["at"]) || text.is_symbol(start, '@') {
        start += 1;
    }
    if text.is_any(start, &["around", "about", "approximately", "roughly"]) {
        start += 1;
    }
    let found = time(text, start)?;
    let end = start + found.length;
    // Bare numbers are hours only after a word of time.
    let counts = text.number(start).is_none() && !is_open(text, end);
    (found.sure || start > index && !counts && ends(text, end))
        .then_some((Hours::At(found.clock), end - index))
}

/// Whether nothing that could be counted stands at `index`: `from one account` is no hour.
fn is_open(text: &Text<'_>, index: usize) -> bool {
    let word = text.word(index);
    word.is_empty()
        || words::is_function(word)
        || lexicon::is_name(word)
        || matches!(word, "today" | "tomorrow" | "tonight")
}

/// Whether an hour may end in front of `index`: what follows neither counts nor measures anything.
fn ends(text: &Text<'_>, index: usize) -> bool {
    let follows = text.word(index);
    lexicon::grain(follows).is_none()
        && lexicon::month(follows).is_none()
        && !matches!(
            follows,
            "st" | "nd" | "rd" | "th" | "percent" | "degrees" | "of" | "people" | "miles" | "km"
        )
        && !matches!(text.symbol(index), Some('/' | ':' | '%' | '°'))
        && !(text.is_dash(index) && text.number(index + 1).is_some())
}

fn time(text: &Text<'_>, index: usize) -> Option<Found> {
    let clear = |hour| Clock { hour, minute: 0, meridiem: Meridiem::Clear };
    match text.word(index) {
        "noon" | "midday" => return Some(Found { clock: clear(12), length: 1, sure: true }),
        "midnight" => return Some(Found { clock: clear(24), length: 1, sure: true }),
        _ => {}
    }
    relative_minutes(text, index).or_else(|| with_minutes(text, index)).or_else(|| hour(text, index))
}

/// `half past 8`, `quarter to nine`, `ten past 6`.
fn relative_minutes(text: &Text<'_>, index: usize) -> Option<Found> {
    let start = if text.is_any(index, &["a"]) { index + 1 } else { index };
    let (minutes, length) = match text.word(start) {
        "half" => (30, 1),
        "quarter" => (15, 1),
        _ => cardinal(text, start).filter(|(minutes, _)| (1..60).contains(minutes))?,
    };
    let to = match text.word(start + length) {
        "past" => false,
        "to" if minutes < 30 && matches!(text.word(start), "quarter" | "five" | "ten" | "twenty") => true,
        _ => return None,
    };
    let found = hour(text, start + length + 1)?;
    let (hour, minute) = if to {
        (if found.clock.hour == 1 { 12 } else { found.clock.hour.checked_sub(1)? }, 60 - minutes)
    } else {
        (found.clock.hour, minutes)
    };
    let clock = Clock { hour, minute: u8::try_from(minute).ok()?, ..found.clock };
    Some(Found { clock, length: start + length + 1 + found.length - index, sure: true })
}

/// `14:30`, `8:30 pm`, `8.30pm`, `14h30`.
fn with_minutes(text: &Text<'_>, index: usize) -> Option<Found> {
    let token = text.tokens.get(index)?;
    text.number(index)?;
    let (hour, minute, length) = if let Some((hour, minute)) = token.lower.split_once('.') {
        let meridiem_follows = meridiem(text, index + 1).is_some();
        if minute.len() != 2 || hour.len() > 2 || !meridiem_follows {
            return None;
        }
        (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?, 1)
    } else {
        let separated =
            text.is_symbol(index + 1, ':') || text.word(index + 1) == "h" && text.glued(index + 1);
        let (minute, digits) = text.whole(index + 2).filter(|_| separated && text.glued(index + 2))?;
        if digits != 2 {
            return None;
        }
        let seconds = text.is_symbol(index + 3, ':') && text.whole(index + 4).is_some();
        let hour = u8::try_from(text.whole(index)?.0).ok()?;
        (hour, u8::try_from(minute).ok()?, if seconds { 5 } else { 3 })
    };
    if hour > 24 || minute > 59 {
        return None;
    }
    let (said, extra) = meridiem(text, index + length).unwrap_or((Meridiem::Unsaid, 0));
    let leading_zero = token.lower.starts_with('0');
    let meridiem = settle(text, hour, said, leading_zero)?;
    Some(Found { clock: Clock { hour, minute, meridiem }, length: length + extra, sure: true })
}

/// `8`, `8pm`, `eight o'clock`, `14h`.
fn hour(text: &Text<'_>, index: usize) -> Option<Found> {
    let (hour, length) = cardinal(text, index)?;
    let hour = u8::try_from(hour).ok().filter(|hour| *hour <= 24)?;
    let leading_zero =
        text.tokens.get(index).is_some_and(|token| token.lower.len() == 2 && token.lower.starts_with('0'));
    if let Some((said, extra)) = meridiem(text, index + length) {
        let clock = Clock { hour, minute: 0, meridiem: settle(text, hour, said, leading_zero)? };
        return Some(Found { clock, length: length + extra, sure: true });
    }
    let clock = Clock { hour, minute: 0, meridiem: settle(text, hour, Meridiem::Unsaid, leading_zero)? };
    if matches!(text.word(index + length), "o'clock" | "oclock") {
        let (said, extra) = meridiem(text, index + length + 1).unwrap_or((Meridiem::Unsaid, 0));
        let clock = Clock { meridiem: settle(text, hour, said, leading_zero)?, ..clock };
        return Some(Found { clock, length: length + 1 + extra, sure: true });
    }
    if text.word(index + length) == "h" && text.glued(index + length) {
        let clock = Clock { meridiem: Meridiem::Clear, ..clock };
        return Some(Found { clock, length: length + 1, sure: true });
    }
    Some(Found { clock, length, sure: false })
}

/// What the hour can mean, given what is said; `None` for an hour that no clock shows, as `13 am`.
fn settle(text: &Text<'_>, hour: u8, said: Meridiem, leading_zero: bool) -> Option<Meridiem> {
    match said {
        Meridiem::Am | Meridiem::Pm if (1..=12).contains(&hour) => Some(said),
        Meridiem::Pm if (13..24).contains(&hour) => Some(Meridiem::Clear),
        Meridiem::Am | Meridiem::Pm => None,
        _ if hour == 0 || hour > 12 || leading_zero => Some(Meridiem::Clear),
        _ if text.twenty_four_hours => Some(Meridiem::TwentyFour),
        _ => Some(Meridiem::Unsaid),
    }
}

fn meridiem(text: &Text<'_>, index: usize) -> Option<(Meridiem, usize)> {
    let half = |word: &str| match word {
        "am" | "a" => Some(Meridiem::Am),
        "pm" | "p" => Some(Meridiem::Pm),
        _ => None,
    };
    let word = text.word(index);
    if matches!(word, "am" | "pm") {
        return half(word).map(|half| (half, 1));
    }
    let dotted = text.is_symbol(index + 1, '.') && text.word(index + 2) == "m";
    let end = if text.is_symbol(index + 3, '.') { 4 } else { 3 };
    half(word).filter(|_| dotted).map(|half| (half, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_are_read() {
        let clock = |hour, minute, meridiem| Clock { hour, minute, meridiem };
        use Meridiem::{Am, Clear, Pm, Unsaid};
        for (raw, expected) in [
            ("at 8", Some(Hours::At(clock(8, 0, Unsaid)))),
            ("8pm", Some(Hours::At(clock(8, 0, Pm)))),
            ("8 a.m.", Some(Hours::At(clock(8, 0, Am)))),
            ("at 14:30", Some(Hours::At(clock(14, 30, Clear)))),
            ("at 08:00", Some(Hours::At(clock(8, 0, Clear)))),
            ("8.30pm", Some(Hours::At(clock(8, 30, Pm)))),
            ("quarter to nine", Some(Hours::At(clock(8, 45, Unsaid)))),
            ("half past 8", Some(Hours::At(clock(8, 30, Unsaid)))),
            ("from 2 to 4", Some(Hours::FromTo(clock(2, 0, Unsaid), clock(4, 0, Unsaid)))),
            ("2-4pm", Some(Hours::FromTo(clock(2, 0, Unsaid), clock(4, 0, Pm)))),
            ("between 9 and 12", Some(Hours::Between(clock(9, 0, Unsaid), clock(12, 0, Unsaid)))),
            ("after 6", Some(Hours::After(clock(6, 0, Unsaid)))),
            ("until noon", Some(Hours::Before(clock(12, 0, Clear)))),
            ("at 25", None),
            ("at 8 degrees", None),
            ("between 2 and 4 hours", None),
            ("8", None),
            ("at 13 am", None),
        ] {
            assert_eq!(at(&Text::new(raw), 0).and_then(|found| found.hours), expected, "{raw}");
        }
    }
}
