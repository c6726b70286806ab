//! Dates and times as people write them in cells.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

/// Which of day and month comes first where the year comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// 31/12/2015
    DayFirst,
    /// 12/31/2015
    MonthFirst,
}

/// What a cell says of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// A moment that needs no zone.
    Instant(Timestamp),
    /// A reading of a clock on the wall.
    Local(DateTime),
    /// A day or a month.
    Day(Date),
}

/// How the numbers of a date are put together, seen without knowing the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateShape {
    /// The year stands first, or the month is a word: no doubt.
    Certain,
    /// Two numbers, then the year.
    TwoThenYear(u8, u8),
}

/// Reads a cell of a time column.
#[must_use]
pub(crate) fn read(cell: &str, order: DateOrder) -> Option<Stamp> {
    let cell = cell.trim();
    if cell.is_empty() || cell.len() > 64 || !cell.is_ascii() {
        return None;
    }
    if cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return read_number(cell, order);
    }
    let mut scanner = Scanner { rest: cell };
    let date = scanner.date(order)?;
    let Some((time, next_day)) = scanner.time()? else {
        return Some(Stamp::Day(date));
    };
    let date = if next_day { date.tomorrow().ok()? } else { date };
    let civil = date.to_datetime(time);
    match scanner.zone()? {
        None => Some(Stamp::Local(civil)),
        Some(ZoneMark::Offset(offset)) => offset.to_timestamp(civil).ok().map(Stamp::Instant),
        Some(ZoneMark::Named(zone)) => {
            civil.to_zoned(zone).ok().map(|zoned| Stamp::Instant(zoned.timestamp()))
        }
    }
}

/// Reads a clock reading that stands in a column of its own: `17:24:00`, `5:24 PM`.
#[must_use]
pub(crate) fn read_time_of_day(cell: &str) -> Option<Time> {
    let cell = cell.trim();
    if !cell.contains(':') || cell.len() > 16 {
        return None;
    }
    let mut scanner = Scanner { rest: cell };
    let (time, next_day) = scanner.time()??;
    (scanner.rest.trim().is_empty() && !next_day).then_some(time)
}

/// How the date of a cell is put together; `None` when it is no date.
#[must_use]
pub(crate) fn shape(cell: &str) -> Option<DateShape> {
    let stamp = read(cell, DateOrder::DayFirst).or_else(|| read(cell, DateOrder::MonthFirst));
    stamp?;
    let mut numbers = cell.trim().split(|character: char| !character.is_ascii_alphanumeric());
    let (first, second, third) = (numbers.next()?, numbers.next(), numbers.next());
    match (first.parse::<u8>(), second.map(str::parse::<u8>), third) {
        (Ok(first_number), Some(Ok(second_number)), Some(third)) if first.len() <= 2 && third.len() >= 2 => {
            Some(DateShape::TwoThenYear(first_number, second_number))
        }
        _ => Some(DateShape::Certain),
    }
}

/// Digits alone: seconds or milliseconds since 1970, or a date without separators.
fn read_number(cell: &str, order: DateOrder) -> Option<Stamp> {
    let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
    if part.contains('.') {
        let mut scanner = Scanner { rest: cell };
        let date = scanner.date(order)?;
        return scanner.rest.is_empty().then_some(Stamp::Day(date));
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        8 if part.is_empty() => compact_date(whole).map(Stamp::Day),
        12 if part.is_empty() && compact_date(&whole[..8]).is_some() => {
            let time = Time::new(whole[8..10].parse().ok()?, whole[10..].parse().ok()?, 0, 0).ok()?;
            Some(Stamp::Local(compact_date(&whole[..8])?.to_datetime(time)))
        }
        9 | 10 => Timestamp::new(number, billionths(part)?).ok().map(Stamp::Instant),
        12 | 13 => Timestamp::from_millisecond(number).ok().map(Stamp::Instant),
        _ => None,
    }
}

/// Digits behind a decimal mark, as billionths.
fn billionths(digits: &str) -> Option<i32> {
    let kept = &digits[..digits.len().min(9)];
    let number = if kept.is_empty() { 0 } else { kept.parse::<i32>().ok()? };
    Some(number * 10_i32.pow(9 - u32::try_from(kept.len()).ok()?))
}

fn compact_date(digits: &str) -> Option<Date> {
    let date =
        Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?).ok()?;
    (1800..=2200).contains(&date.year()).then_some(date)
}

enum ZoneMark {
    Offset(Offset),
    Named(TimeZone),
}

struct Scanner<'a> {
    rest: &'a str,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl<'a> Scanner<'a> {
    fn number(&mut self) -> Option<&'a str> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(length);
        self.rest = rest;
        (length > 0).then_some(number)
    }

    fn word(&mut self) -> Option<&'a str> {
        let length = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        (length > 0).then_some(word)
    }

    fn separator(&mut self) -> bool {
        let shorter = self.rest.trim_start_matches(['-', '/', '.', ' ', ',']);
        let found = shorter.len() < self.rest.len();
        self.rest = shorter;
        found
    }

    fn month_word(&mut self) -> Option<i8> {
        let word = self.word()?.to_ascii_lowercase();
        let position = MONTHS.iter().position(|month| word.starts_with(month))?;
        i8::try_from(position + 1).ok()
    }

    /// A date; a month alone is its first day.
    fn date(&mut self, order: DateOrder) -> Option<Date> {
        if self.rest.starts_with(|character: char| character.is_ascii_alphabetic()) {
            // Mar 10 2013; a weekday before it says nothing new.
            let before = self.rest;
            let month = self.month_word().or_else(|| {
                self.rest = before;
                self.word();
                self.separator();
                self.month_word()
            });
            let Some(month) = month else {
                // Sun 10 Mar 2013
                self.rest = before;
                let weekday = self.word()?;
                if !["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
                    .iter()
                    .any(|name| weekday.to_ascii_lowercase().starts_with(name))
                {
                    return None;
                }
                self.separator();
                return if self.rest.starts_with(|character: char| character.is_ascii_digit()) {
                    self.date(order)
                } else {
                    None
                };
            };
            self.separator();
            let day = self.number()?.parse().ok()?;
            self.separator();
            let year = self.number()?;
            return in_range(Date::new(year_of(year)?, month, day).ok()?);
        }
        let first = self.number()?;
        if first.len() == 8 && !self.rest.starts_with(['-', '/', '.']) {
            return compact_date(first);
        }
        if !self.separator() {
            return None;
        }
        if self.rest.starts_with(|character: char| character.is_ascii_alphabetic()) {
            // 10-Mar-2013
            let month = self.month_word()?;
            self.separator();
            let year = self.number()?;
            let date = Date::new(year_of(year)?, month, first.parse().ok()?).ok()?;
            return in_range(date);
        }
        let second = self.number()?;
        if first.len() == 4 {
            let (year, month) = (first.parse().ok()?, second.parse().ok()?);
            // 2013-03 is a month, 2013-03-10 a day.
            if self.rest.starts_with(['-', '/', '.']) {
                self.rest = &self.rest[1..];
                let day = self.number()?.parse().ok()?;
                return in_range(Date::new(year, month, day).ok()?);
            }
            return in_range(Date::new(year, month, 1).ok()?);
        }
        if first.len() > 2 || second.len() > 2 || !self.rest.starts_with(['-', '/', '.']) {
            return None;
        }
        self.rest = &self.rest[1..];
        let year = year_of(self.number()?)?;
        let (day, month) = match order {
            DateOrder::DayFirst => (first, second),
            DateOrder::MonthFirst => (second, first),
        };
        in_range(Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?)
    }

    /// A clock reading, if there is one, and whether it is 24:00. The outer `None` is nonsense behind the date.
    #[expect(clippy::option_option, reason = "nonsense and absence are different answers")]
    fn time(&mut self) -> Option<Option<(Time, bool)>> {
        let trimmed = self.rest.trim_start_matches(['T', 't', ' ', ',']);
        if trimmed.is_empty() {
            return Some(None);
        }
        self.rest = trimmed;
        let hour_digits = self.number()?;
        let (mut hour, mut minute, mut second, mut nanosecond): (i8, i8, i8, i32) = (0, 0, 0, 0);
        if hour_digits.len() == 4 || hour_digits.len() == 6 {
            hour = hour_digits[..2].parse().ok()?;
            minute = hour_digits[2..4].parse().ok()?;
            second = hour_digits.get(4..6).unwrap_or("0").parse().ok()?;
        } else {
            if hour_digits.len() > 2 {
                return None;
            }
            hour = hour_digits.parse().unwrap_or(hour);
            if let Some(rest) = self.rest.strip_prefix([':', '.']) {
                self.rest = rest;
                minute = self.number()?.parse().ok()?;
                if let Some(rest) = self.rest.strip_prefix([':', '.']) {
                    self.rest = rest;
                    second = self.number()?.parse().ok()?;
                }
            }
        }
        if let Some(rest) = self.rest.strip_prefix(['.', ',']) {
            self.rest = rest;
            let digits = self.number()?;
            nanosecond = billionths(digits)?;
        }
        let half = self.rest.trim_start();
        let meridiem = half.get(..2).map(str::to_ascii_lowercase);
        match meridiem.as_deref() {
            Some(mark @ ("am" | "pm")) => {
                if !(1..=12).contains(&hour) {
                    return None;
                }
                hour = hour % 12 + if mark == "pm" { 12 } else { 0 };
                self.rest = &half[2..];
            }
            _ if hour == 24 && minute == 0 && second == 0 => return Some(Some((Time::midnight(), true))),
            _ => {}
        }
        // A leap second is the last one of its minute here.
        let time = Time::new(hour, minute, second.min(59), nanosecond).ok()?;
        Some(Some((time, false)))
    }

    /// A zone behind the time, if there is one. The outer `None` is nonsense.
    #[expect(clippy::option_option, reason = "nonsense and absence are different answers")]
    fn zone(&mut self) -> Option<Option<ZoneMark>> {
        let rest = self.rest.trim();
        match rest {
            "" => return Some(None),
            "Z" | "z" | "UTC" | "GMT" => return Some(Some(ZoneMark::Offset(Offset::UTC))),
            _ => {}
        }
        if let Some((_, bracketed)) = rest.split_once('[') {
            let zone = TimeZone::get(bracketed.strip_suffix(']')?).ok()?;
            return Some(Some(ZoneMark::Named(zone)));
        }
        let rest = rest.strip_prefix("UTC").or_else(|| rest.strip_prefix("GMT")).unwrap_or(rest);
        let sign = match rest.as_bytes().first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let digits: String = rest[1..].chars().filter(|character| *character != ':').collect();
        if !matches!(digits.len(), 1 | 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let hours: i32 = digits[..digits.len().min(2)].parse().ok()?;
        let minutes: i32 = digits.get(2..4).unwrap_or("0").parse().ok()?;
        Some(Some(ZoneMark::Offset(Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?)))
    }
}

fn year_of(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        // The pivot of POSIX strptime: 69 to 99 are the 1900s.
        2 => Some(if year >= 69 { 1900 + year } else { 2000 + year }),
        4 => Some(year),
        _ => None,
    }
}

fn in_range(date: Date) -> Option<Date> {
    (1800..=2200).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stamp: Option<Stamp>) -> String {
        match stamp {
            None => "-".to_owned(),
            Some(Stamp::Instant(moment)) => moment.to_string(),
            Some(Stamp::Local(civil)) => civil.to_string(),
            Some(Stamp::Day(date)) => date.to_string(),
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (cell, expected) in [
            ("2013-03-10", "2013-03-10"),
            ("2013-03", "2013-03-01"),
            ("2013/3/9", "2013-03-09"),
            ("2013-03-10T02:30", "2013-03-10T02:30:00"),
            ("2013-03-10 02:30:15", "2013-03-10T02:30:15"),
            ("2013-03-10 02:30:15.250", "2013-03-10T02:30:15.25"),
            ("2013-03-10T02:30Z", "2013-03-10T02:30:00Z"),
            ("2013-03-10T02:30:00+01:00", "2013-03-10T01:30:00Z"),
            ("2013-03-10 02:30:00+00", "2013-03-10T02:30:00Z"),
            ("2013-03-10 02:30:00 -0500", "2013-03-10T07:30:00Z"),
            ("2013-03-10 02:30:00 UTC", "2013-03-10T02:30:00Z"),
            ("2013-07-10T02:30[Europe/Lisbon]", "2013-07-10T01:30:00Z"),
            ("2013-03-10 24:00", "2013-03-11T00:00:00"),
            ("31/12/2015", "2015-12-31"),
            ("31.12.2015 17:24", "2015-12-31T17:24:00"),
            ("3/4/15 5:24 PM", "2015-04-03T17:24:00"),
            ("3/4/99 12:05 am", "1999-04-03T00:05:00"),
            ("10-Mar-2013", "2013-03-10"),
            ("Mar 10, 2013 4:00 pm", "2013-03-10T16:00:00"),
            ("Sun 10 Mar 2013", "2013-03-10"),
            ("20130310", "2013-03-10"),
            ("20130310T0230", "2013-03-10T02:30:00"),
            ("201303100230", "2013-03-10T02:30:00"),
            ("1362882600", "2013-03-10T02:30:00Z"),
            ("1362882600000", "2013-03-10T02:30:00Z"),
            ("1362882600.5", "2013-03-10T02:30:00.5Z"),
            ("31/31/2015", "-"),
            ("2013-02-30", "-"),
            ("2013-03-10 25:00", "-"),
            ("2013-03-10 noon", "-"),
            ("3.5", "-"),
            ("12", "-"),
            ("Total", "-"),
            ("", "-"),
        ] {
            assert_eq!(shown(read(cell, DateOrder::DayFirst)), expected, "{cell}");
        }
        assert_eq!(shown(read("12/31/2015", DateOrder::MonthFirst)), "2015-12-31");
        assert_eq!(shape("3/4/15 5:24 PM"), Some(DateShape::TwoThenYear(3, 4)));
        assert_eq!(shape("2013-03-10"), Some(DateShape::Certain));
        assert_eq!(shape("10-Mar-2013"), Some(DateShape::Certain));
        assert_eq!(read_time_of_day("17:24:00"), Time::new(17, 24, 0, 0).ok());
        assert_eq!(read_time_of_day("1724"), None);
    }
}
