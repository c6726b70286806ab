//! Years, decades and centuries.

use super::{
    super::{
        Grain,
        english::{Cue, DECADES, role},
        series::Series,
    },
    Reader,
    parts::part,
    value::{Form, Part, Value},
};
use jiff::civil::Date;

impl Reader<'_> {
    /// `2014`, `the year 2014`, `in 14 AD`, `2014 BC`, `nineteen seventy two`.
    pub(super) fn year_part(&self, index: usize) -> Option<Part> {
        let led = self.cue(index, Cue::YearWord);
        // CY18: the calendar year.
        if self.words.is(index, role::CALENDAR_YEAR) && matches!(self.words.digits(index + 1), 2 | 4) {
            let number = self.words.number(index + 1)?;
            let year = if number < 100 { century(number)? } else { i16::try_from(number).ok()? };
            return part(Value::new(Series::Year(year), Grain::Year, Form::Year), index + 2);
        }
        let start = led.unwrap_or(index);
        let (year, end) = if let Some(number) = self.words.number(start) {
            (number, start + 1)
        } else {
            self.spelt_year(start)?
        };
        if self.words.glued(start)
            && !matches!(
                self.words.at(start.wrapping_sub(1)),
                "," | "/" | "-" | "(" | "'" | "." | "~" | "=" | "<" | ">"
            )
            && start > 0
        {
            return None;
        }
        if let Some(next) = self.cue(end, Cue::BeforeChrist).filter(|_| (1..9999).contains(&year)) {
            return part(Value::new(Series::Year(i16::try_from(-year).ok()?), Grain::Year, Form::Year), next);
        }
        if let Some(next) = self.cue(end, Cue::AnnoDomini).filter(|_| (1..9999).contains(&year)) {
            return part(Value::new(Series::Year(i16::try_from(year).ok()?), Grain::Year, Form::Year), next);
        }
        let spelt = self.words.digits(start) == 0;
        let led = led.is_some() || self.words.is(start.wrapping_sub(1), role::LEADS_TO_YEAR) && start > 0;
        if !(1000..=if led { 2200 } else { 2100 }).contains(&year)
            || !spelt && self.words.digits(start) != 4
            || !self.may_end_number(end)
        {
            return None;
        }
        let value = Value::new(Series::Year(i16::try_from(year).ok()?), Grain::Year, Form::Year);
        part(if led { value } else { value.latent() }, end)
    }

    /// Whether a number may end here rather than go on.
    pub(super) fn may_end_number(&self, end: usize) -> bool {
        let word = self.words.at(end);
        if self.words.glued(end)
            && !matches!(word, "." | "," | "?" | "!" | ")" | ";" | "-" | ":" | "'" | "'s" | "/" | "s" | "~")
        {
            return false;
        }
        !(matches!(word, "-" | "." | "," | ":" | "/")
            && self.words.glued(end)
            && self.words.glued(end + 1)
            && self.words.number(end + 1).is_some())
    }

    /// The year behind a date: `2014`, `'74`, `, 1994`, `of 2014`.
    pub(super) fn year_behind(&self, index: usize) -> Option<(i16, usize)> {
        let mut at = index;
        if self.words.at(at) == "," {
            at += 1;
        }
        if self.words.is(at, role::OF_OR_IN) {
            at += 1;
        }
        if self.words.at(at) == "'" && self.words.glued(at + 1) && self.words.digits(at + 1) == 2 {
            return Some((century(self.words.number(at + 1)?)?, at + 2));
        }
        if let Some(year) = self.words.number(at) {
            if self.words.digits(at) == 4 && (1000..=2200).contains(&year) && self.may_end_number(at + 1) {
                return Some((i16::try_from(year).ok()?, at + 1));
            }
            if self.words.digits(at) == 2 && at > index && self.words.is(at - 1, role::OF) {
                return Some((century(year)?, at + 1));
            }
            return None;
        }
        let (year, end) = self.spelt_year(at)?;
        Some((i16::try_from(year).ok()?, end))
    }

    /// A year of two or four digits at `index`.
    pub(super) fn written_year(&self, index: usize) -> Option<i16> {
        let number = self.words.number(index)?;
        if !self.may_end_number(index + 1) {
            return None;
        }
        match self.words.digits(index) {
            4 => i16::try_from(number).ok(),
            2 => century(number),
            _ => None,
        }
    }

    /// `the nineties`, `1990s`, `the 19th century`.
    pub(super) fn decade(&self, index: usize) -> Option<Part> {
        let start = self.past_the(index);
        let years = |first: i64, count: i64, end: usize| {
            let first_day = Date::new(i16::try_from(first).ok()?, 1, 1).ok()?.at(0, 0, 0, 0);
            let last = Date::new(i16::try_from(first + count).ok()?, 1, 1).ok()?.at(0, 0, 0, 0);
            part(Value::new(Series::one(first_day, last, Grain::Year, true), Grain::Year, Form::Other), end)
        };
        if let Some(row) = DECADES.iter().find(|row| row.0 == self.words.at(start)) {
            return years(1900 + i64::from(row.1), 10, start + 1)
                .filter(|_| start > index || index > 0 && self.words.is(index - 1, role::IN));
        }
        if let Some((number, end)) = self.ordinal(start)
            && self.cue(end, Cue::Century).is_some()
            && (1..=30).contains(&number)
        {
            return years((number - 1) * 100 + i64::from(number == 1), 100, end + 1);
        }
        let year = self.words.number(start).filter(|year| self.words.digits(start) == 4 && year % 10 == 0)?;
        let end = if self.words.at(start + 1) == "'" { start + 2 } else { start + 1 };
        (self.words.is(end, role::PLURAL_OF_YEARS) && (1000..2100).contains(&year))
            .then(|| years(year, if year % 100 == 0 && year < 2000 { 100 } else { 10 }, end + 1))?
    }
}

/// The year of two digits: up to 2049, else of the last century.
pub(super) fn century(digits: i64) -> Option<i16> {
    let year = match digits {
        0..50 => 2000 + digits,
        50..100 => 1900 + digits,
        _ => return None,
    };
    i16::try_from(year).ok()
}
