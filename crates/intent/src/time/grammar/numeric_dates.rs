//! Dates in numbers, and quarters of years.

use super::{
    super::{
        Grain,
        english::{QUARTERS, role},
        series::{Series, Step, Stretch, add},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value},
    years::century,
};
use jiff::civil::Date;
use std::rc::Rc;

impl Reader<'_> {
    /// Dates in numbers: `10/31/1974`, `2013-02-13`, `31.10.2013`, `20161016`, `2014-10`, `2018Q4`.
    pub(super) fn numeric_date(&self, index: usize) -> Option<Part> {
        let w = self.words;
        if let Some(found) = self.quarter_of_year(index) {
            return Some(found);
        }
        let first = w.number(index)?;
        let before = if index > 0 && w.glued(index) { w.at(index - 1) } else { "" };
        if !matches!(before, "" | "(" | "-" | "," | "/" | "~" | "\"")
            || index >= 2
                && matches!(before, "-" | "," | "/")
                && w.glued(index - 1)
                && w.at(index - 2).chars().any(char::is_alphanumeric)
                && w.digits(index) != 4
        {
            let whole = index >= 6
                && matches!(w.at(index - 3), "-" | "/" | ".")
                && w.at(index - 5) == w.at(index - 3)
                && w.digits(index - 4) > 0
                && w.digits(index - 6) > 0
                && !(index > 6 && w.glued(index - 6));
            let short = index >= 4
                && w.at(index - 3) == "/"
                && w.digits(index - 4) > 0
                && !(index > 4 && w.glued(index - 4));
            let range = matches!(before, "-" | "/") && w.digits(index - 2) > 0 && (whole || short);
            if !range {
                return None;
            }
        }
        if w.digits(index) == 8 && self.may_end_number(index + 1) {
            let (year, month, day) = (first / 10_000, first / 100 % 100, first % 100);
            if !(1900..2100).contains(&year) {
                return None;
            }
            return self.whole_date(
                i16::try_from(year).ok()?,
                i8::try_from(month).ok()?,
                i8::try_from(day).ok()?,
                index + 1,
            );
        }
        let separator = w.at(index + 1);
        if !matches!(separator, "/" | "-" | ".") {
            return self.spaced_date(index);
        }
        let spaced = !w.glued(index + 1);
        if spaced && separator != "/" {
            return None;
        }
        let second =
            w.number(index + 2).or_else(|| self.month_at(index + 2).map(|found| i64::from(found.0)))?;
        let named = w.number(index + 2).is_none();
        if !spaced && !w.glued(index + 2)
            || w.digits(index + 2) > 2 && !(w.digits(index) <= 2 && w.digits(index + 2) == 4)
        {
            return None;
        }
        let third = w.number(index + 4).filter(|_| {
            w.at(index + 3) == separator
                && w.glued(index + 3)
                && w.glued(index + 4)
                && w.digits(index + 4) <= 4
        });
        let third_month =
            self.month_at(index + 4).filter(|_| w.at(index + 3) == separator && w.digits(index) == 4);
        if w.digits(index) == 4 {
            let year = i16::try_from(first).ok().filter(|year| (1000..2200).contains(year))?;
            if let Some((month, end, _)) = third_month {
                return self.whole_date(year, month, i8::try_from(second).ok()?, end);
            }
            if let Some(day) = third {
                if !self.ends_date(index + 5) {
                    return None;
                }
                let (mut month, mut day) = (second, day);
                if month > 12 && day <= 12 {
                    (month, day) = (day, month);
                }
                let found =
                    self.whole_date(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?, index + 5)?;
                return self.with_iso_time(found);
            }
            let goes_on = w.at(index + 3) == separator && w.glued(index + 3) && w.glued(index + 4);
            if separator == "." || goes_on || !self.ends_date(index + 3) {
                return None;
            }
            let month = Stretch::unit(
                Date::new(year, i8::try_from(second).ok()?, 1).ok()?.at(0, 0, 0, 0),
                Grain::Month,
            )?;
            return part(Value::new(Series::One(month), Grain::Month, Form::Other), index + 3);
        }
        if named {
            return None;
        }
        if w.digits(index) > 2 {
            return None;
        }
        if let Some(year) = third {
            let digits = w.digits(index + 4);
            if digits == 3 || digits == 1 || !self.ends_date(index + 5) {
                return None;
            }
            // 9.01.10 is a time, 9.01.2010 a date.
            if separator == "." && digits == 2 && !self.options.day_first && self.options.region_is_default()
            {
                return None;
            }
            let year = if digits == 2 { century(year)? } else { i16::try_from(year).ok()? };
            let (month, day) = self.month_and_day(first, second)?;
            let found = self.whole_date(year, month, day, index + 5)?;
            return self.with_iso_time(found);
        }
        if w.digits(index + 2) == 4 && w.digits(index) <= 2 && (separator != "." || first <= 12) {
            let month = i8::try_from(first).ok().filter(|month| (1..=12).contains(month))?;
            let year = i16::try_from(second).ok().filter(|year| (1000..2200).contains(year))?;
            if !self.ends_date(index + 3) || separator == "." {
                return None;
            }
            let month = Stretch::unit(Date::new(year, month, 1).ok()?.at(0, 0, 0, 0), Grain::Month)?;
            return part(Value::new(Series::One(month), Grain::Month, Form::Other), index + 3);
        }
        // 10/31; `9-10` and `7.6` may be anything.
        let behind_day =
            index > 0 && self.named(index - 1).is_some_and(|part| matches!(part.value.form, Form::Weekday));
        if separator != "/"
            && !(behind_day && (separator == "." || w.digits(index + 2) == 2))
            && !(separator == "-" && !spaced && w.digits(index + 2) == 2 && (first > 12 || second > 24))
        {
            return None;
        }
        if !self.ends_date(index + 3)
            || self.unit(index + 3).is_some()
            || self.words.is(index + 3, role::COUNTED_BY_FRACTION)
        {
            return None;
        }
        let (month, day) = self.month_and_day(first, second)?;
        self.day_of(month, day, index + 3)
    }

    /// `31 10 1974`.
    pub(super) fn spaced_date(&self, index: usize) -> Option<Part> {
        let w = self.words;
        let (first, second, year) = (w.number(index)?, w.number(index + 1)?, w.number(index + 2)?);
        let fits = w.digits(index) <= 2
            && w.digits(index + 1) <= 2
            && w.digits(index + 2) == 4
            && (1900..2100).contains(&year);
        if !fits
            || !self.may_end_number(index + 3)
            || w.glued(index) && index > 0
            || index > 0 && w.number(index - 1).is_some()
        {
            return None;
        }
        let (month, day) = self.month_and_day(first, second)?;
        self.whole_date(i16::try_from(year).ok()?, month, day, index + 3)
    }

    pub(super) fn ends_date(&self, end: usize) -> bool {
        let word = self.words.at(end);
        let glued = self.words.glued(end);
        !(glued && (word.chars().all(char::is_alphanumeric) && word != "t" && word != "th"))
            && !(glued
                && matches!(word, "." | "/" | ",")
                && self.words.glued(end + 1)
                && self.words.number(end + 1).is_some())
    }

    pub(super) fn with_iso_time(&self, found: Part) -> Option<Part> {
        let Some((seconds, grain, end)) = self.iso_time(found.end) else { return Some(found) };
        let clock = Series::Clock { seconds, grain, twelve: false };
        part(Value::of(Series::within(found.value.series, Rc::new(clock)), grain, Form::Other), end)
    }

    /// Month and day of two numbers, in the order of the region unless only the other is a date.
    pub(super) fn month_and_day(&self, first: i64, second: i64) -> Option<(i8, i8)> {
        let (first, second) = (i8::try_from(first).ok()?, i8::try_from(second).ok()?);
        let fits = |month: i8, day: i8| (1..=12).contains(&month) && (1..=31).contains(&day);
        let order = if self.options.day_first {
            [(second, first), (first, second)]
        } else {
            [(first, second), (second, first)]
        };
        order.into_iter().find(|&(month, day)| fits(month, day))
    }

    /// `18q4`, `2018Q4`, `Q4 2018`, `2019-Q1`, `q1-2019`.
    pub(super) fn quarter_of_year(&self, index: usize) -> Option<Part> {
        let w = self.words;
        let quarter = |at: usize| {
            let most = QUARTERS.iter().find(|row| row.0 == w.at(at))?.1;
            let number = w.number(at + 1).filter(|number| w.glued(at + 1) && (1..=most).contains(number))?;
            let ends = !w.glued(at + 2) || !w.at(at + 2).chars().all(char::is_alphanumeric);
            ends.then_some((number, most == 2))
        };
        let found = |year: i16, (quarter, half): (i64, bool), end: usize| {
            if half {
                let start = Date::new(year, i8::try_from(quarter * 6 - 5).ok()?, 1).ok()?.at(0, 0, 0, 0);
                let after = add(start, Step { count: 6, grain: Grain::Month })?;
                return part(
                    Value::new(Series::one(start, after, Grain::Month, true), Grain::Month, Form::Quarter),
                    end,
                );
            }
            let start = Date::new(year, i8::try_from(quarter * 3 - 2).ok()?, 1).ok()?.at(0, 0, 0, 0);
            part(
                Value::new(Series::One(Stretch::unit(start, Grain::Quarter)?), Grain::Quarter, Form::Quarter),
                end,
            )
        };
        if let Some(number) = quarter(index) {
            let mut at = index + 2;
            if matches!(w.at(at), "-" | "/" | "'") || w.is(at, role::OF) {
                at += 1;
            }
            if let Some(year) = self.written_year(at).filter(|_| w.digits(at) == 4 || w.glued(at)) {
                return found(year, number, at + 1);
            }
            // `h2` alone may be anything.
            return if number.1 { None } else { found(self.now.year(), number, index + 2) };
        }
        if matches!(w.digits(index), 2 | 4) {
            let at = if w.at(index + 1) == "-" { index + 2 } else { index + 1 };
            let number = quarter(at).filter(|number| !number.1 || w.digits(index) == 4)?;
            let year = w.number(index)?;
            let year = if w.digits(index) == 2 { century(year)? } else { i16::try_from(year).ok()? };
            return found(year, number, at + 2);
        }
        None
    }
}
