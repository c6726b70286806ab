//! Dates, months, years and numbers that stand for them.

use super::{
    super::{
        Grain,
        english::{Cue, DECADES, MONTHS, SEASONS, WEEKDAYS},
        series::{Series, Step, Stretch, Turn, add},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value},
};
use jiff::civil::Date;
use std::rc::Rc;

impl Reader<'_> {
    /// A month by name; with a dot where it is short.
    pub(super) fn month_at(&self, index: usize) -> Option<(i8, usize, bool)> {
        let row = MONTHS.iter().find(|row| row.0 == self.words.at(index))?;
        Some((row.1, self.past_dot(index + 1, row.0.len() <= 4), row.2))
    }

    fn past_dot(&self, end: usize, short: bool) -> usize {
        let dot = short && self.words.at(end) == "." && self.words.glued(end);
        end + usize::from(dot)
    }

    /// A day of the week, a month, a season, the weekend.
    pub(super) fn named(&self, index: usize) -> Option<Part> {
        let word = self.words.at(index);
        if let Some(row) = WEEKDAYS.iter().find(|row| row.0 == word) {
            let end = self.past_dot(index + 1, word.len() <= 5);
            let mut value = Value::new(Series::Weekday(row.1), Grain::Day, Form::Weekday);
            value.skips_current = true;
            value.latent = row.2;
            return part(value, end);
        }
        if let Some((month, end, ambiguous)) = self.month_at(index) {
            let mut value = Value::new(Series::Month(month), Grain::Month, Form::Month);
            value.latent = ambiguous;
            return part(value, end);
        }
        if let Some(row) = SEASONS.iter().find(|row| row.0 == word) {
            let half = |(month, day): (i8, i8)| {
                if self.options.southern() { ((month + 5) % 12 + 1, day) } else { (month, day) }
            };
            let mut value = Value::new(Series::Season(half(row.1), half(row.2)), Grain::Day, Form::Season);
            value.latent = matches!(word, "fall" | "spring");
            return part(value, index + 1);
        }
        if let Some(end) = self.cue(index, Cue::Weekend) {
            return part(Value::new(Series::Weekend, Grain::Hour, Form::Weekend), end);
        }
        None
    }

    /// `2014`, `the year 2014`, `in 14 AD`, `2014 BC`, `nineteen seventy two`.
    pub(super) fn year_part(&self, index: usize) -> Option<Part> {
        let led = self.cue(index, Cue::YearWord);
        // CY18: the calendar year.
        if self.words.is(index, &["cy"]) && matches!(self.words.digits(index + 1), 2 | 4) {
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
        let led =
            led.is_some() || self.words.is(start.wrapping_sub(1), &["in", "since", "during"]) && start > 0;
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
    fn may_end_number(&self, end: usize) -> bool {
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
        if self.words.is(at, &["of", "in"]) {
            at += 1;
        }
        if self.words.at(at) == "'" && self.words.glued(at + 1) && self.words.digits(at + 1) == 2 {
            return Some((century(self.words.number(at + 1)?)?, at + 2));
        }
        if let Some(year) = self.words.number(at) {
            if self.words.digits(at) == 4 && (1000..=2200).contains(&year) && self.may_end_number(at + 1) {
                return Some((i16::try_from(year).ok()?, at + 1));
            }
            if self.words.digits(at) == 2 && at > index && self.words.at(at - 1) == "of" {
                return Some((century(year)?, at + 1));
            }
            return None;
        }
        let (year, end) = self.spelt_year(at)?;
        Some((i16::try_from(year).ok()?, end))
    }

    /// The day of the month at `index`, as number or ordinal.
    fn day_number(&self, index: usize) -> Option<(i8, usize, bool)> {
        let index = self.past_the(index);
        let (day, end, ordinal) = match self.ordinal(index) {
            Some((day, end)) => (day, end, true),
            None => {
                let (day, end) = self.cardinal(index)?;
                (day, end, false)
            }
        };
        let long = self.words.digits(index) > 2;
        ((1..=31).contains(&day) && !long).then_some((i8::try_from(day).ok()?, end, ordinal))
    }

    /// A day and a month in any order, with a year where one follows; a day of the month alone.
    pub(super) fn date(&self, index: usize) -> Option<Part> {
        if let Some(end) = self.cue(index, Cue::Ides) {
            let (month, end, _) = self.month_at(end)?;
            let day = if matches!(month, 3 | 5 | 7 | 10) { 15 } else { 13 };
            return part(Value::new(Series::MonthDay(month, day), Grain::Day, Form::Date), end);
        }
        self.month_first(index)
            .or_else(|| self.month_and_year(index))
            .or_else(|| self.day_first(index))
            .or_else(|| self.weekday_and_day(index))
    }

    /// `April of 87`, `Dec/2018`, `October 2014`.
    fn month_and_year(&self, index: usize) -> Option<Part> {
        let (month, end, _) = self.month_at(index)?;
        let joined = matches!(self.words.at(end), "/" | "-")
            && self.words.digits(end + 1) == 4
            && self.words.glued(end + 1);
        let (year, end) =
            if joined { (self.written_year(end + 1)?, end + 2) } else { self.year_behind(end)? };
        let first = Date::new(year, month, 1).ok()?.at(0, 0, 0, 0);
        part(Value::new(Series::One(Stretch::unit(first, Grain::Month)?), Grain::Month, Form::Other), end)
    }

    /// `Monday 21`: numbers that are no hours of a clock with twelve.
    fn weekday_and_day(&self, index: usize) -> Option<Part> {
        let named = self.named(index).filter(|part| matches!(part.value.form, Form::Weekday))?;
        let day = self
            .words
            .number(named.end)
            .filter(|day| (13..=31).contains(day) && self.words.digits(named.end) == 2)?;
        let end = named.end + 1;
        if !self.may_end(end)
            || !self.follows_no_noun(end)
            || self.month_at(end).is_some()
            || self.words.number(end).is_some()
            || self.cue(end, Cue::Of).is_some()
            || matches!(self.words.at(end), ":" | "-" | "/")
            || self.words.is(end, &["am", "pm", "h"])
        {
            return None;
        }
        let series = Series::Within(Rc::new(Series::DayOfMonth(i8::try_from(day).ok()?)), named.value.series);
        part(Value::new(series, Grain::Day, Form::Date), end)
    }

    fn day_of(&self, month: i8, day: i8, end: usize) -> Option<Part> {
        if let Some((year, end)) = self.year_behind(end)
            && !self.words.is(end, &["h", "hrs"])
        {
            return self.whole_date(year, month, day, end);
        }
        if Date::new(2000, month, day).is_err() {
            return None;
        }
        let series = Series::Within(Rc::new(Series::Month(month)), Rc::new(Series::DayOfMonth(day)));
        part(Value::new(series, Grain::Day, Form::Date), end)
    }

    fn whole_date(&self, year: i16, month: i8, day: i8, end: usize) -> Option<Part> {
        let day = Stretch::day(Date::new(year, month, day).ok()?)?;
        part(Value::new(Series::One(day), Grain::Day, Form::Date), end)
    }

    /// `March 3rd`, `Feb13`, `march the first`, `July 4 2014`.
    fn month_first(&self, index: usize) -> Option<Part> {
        let (month, mut at, _) = self.month_at(index)?;
        if matches!(self.words.at(at), "-" | "/" | ",") && self.words.digits(at + 1) > 0 {
            at += 1;
        }
        let (day, end, ordinal) = self.day_number(at)?;
        // `march 2 pm`, `june 3:30`.
        let clock = !ordinal
            && (matches!(self.words.at(end), ":" | "h")
                && self.words.glued(end)
                && self.words.glued(end + 1)
                || self.words.is(end, &["am", "pm", "o'clock"]));
        if clock || !ordinal && self.words.digits(at) == 0 && self.unit(end).is_some() {
            return None;
        }
        let separator = self.words.at(end);
        if matches!(separator, "/" | "-")
            && self.words.glued(end)
            && self.words.glued(end + 1)
            && let Some(year) = self.written_year(end + 1)
        {
            return self.whole_date(year, month, day, end + 2);
        }
        self.day_of(month, day, end)
    }

    /// `the 3rd of March`, `15 february`, `31/Oct/1974`, `20th of next month`, `the 24th`.
    fn day_first(&self, index: usize) -> Option<Part> {
        let led = self.cue(index, Cue::The).is_some();
        let (day, end, ordinal) = self.day_number(index)?;
        let start = self.past_the(index);
        if self.words.glued(start)
            && start > 0
            && !matches!(self.words.at(start - 1), "(" | "-" | "/" | "," | "\"" | "~" | ":")
        {
            return None;
        }
        let mut at = end;
        if ordinal && self.words.is(at, &["day"]) {
            at += 1;
        }
        let tight = matches!(self.words.at(at), "-" | "/" | "," | ".") && self.month_at(at + 1).is_some();
        let of = if tight {
            at + 1
        } else {
            self.cue(at, Cue::Of).filter(|_| self.words.is(at, &["of", "in"])).unwrap_or(at)
        };
        let of = self.past_the(of);
        // `One may ask`.
        let spelt = !ordinal && self.words.digits(start) == 0;
        if let Some((month, end, ambiguous)) = self.month_at(of)
            && !(spelt && ambiguous && self.words.list.get(of).is_some_and(|word| !word.capital))
        {
            let glue = matches!(self.words.at(end), "-" | "/") && self.words.glued(end);
            if glue && let Some(year) = self.written_year(end + 1) {
                return self.whole_date(year, month, day, end + 2);
            }
            // 31 Oct 74 h is a time; two digits behind an ordinal day are a year.
            if (ordinal || tight)
                && self.words.digits(end) == 2
                && self.may_end_number(end + 1)
                && self.unit(end + 1).is_none()
                && let Some(year) = century(self.words.number(end)?)
                && !self.words.is(end + 1, &["am", "pm", ":", "h"])
            {
                return self.whole_date(year, month, day, end + 1);
            }
            return self.day_of(month, day, end);
        }
        // The 20th of next month.
        if of > at
            && let Some(month) =
                self.deeper(|| self.relative(of)).filter(|part| part.value.grain == Grain::Month)
        {
            let series = Series::within(month.value.series, Rc::new(Series::DayOfMonth(day)));
            return part(Value::of(series, Grain::Day, Form::Other), month.end);
        }
        if of > at && self.words.is(of, &["month"]) {
            let month = Rc::new(Series::One(self.unit_now(Grain::Month, 0)?));
            return part(
                Value::of(Series::within(month, Rc::new(Series::DayOfMonth(day))), Grain::Day, Form::Other),
                of + 1,
            );
        }
        let value = Value::new(Series::DayOfMonth(day), Grain::Day, Form::DayOfMonth).latent();
        // Spelt-out ordinals count things as well.
        let on =
            index > 0 && self.words.is(index - 1, &["on", "until", "till", "before", "after", "by", "since"]);
        if ordinal && on && self.unit(end).is_none() && self.follows_no_noun(end) {
            return part(value.plain(), end);
        }
        (ordinal || led).then_some(Part::new(value, end))
    }

    /// Whether nothing stands at `index` that an ordinal before it could count.
    pub(super) fn follows_no_noun(&self, index: usize) -> bool {
        let word = self.words.at(index);
        word.is_empty()
            || !word.chars().any(char::is_alphanumeric)
            || self.words.number(index).is_some()
            || !self.cues.get(index).is_none_or(Vec::is_empty)
            || self.part_word(index).is_some()
            || self.named(index).is_some()
            || matches!(
                word,
                "at" | "with" | "will" | "is" | "or" | "that" | "if" | "i" | "we" | "it" | "around"
            )
    }

    /// A year of two or four digits at `index`.
    fn written_year(&self, index: usize) -> Option<i16> {
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
            if separator == "." || !self.ends_date(index + 3) {
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
            || self.words.is(index + 3, &["of", "%", "inch", "cup", "th"])
        {
            return None;
        }
        let (month, day) = self.month_and_day(first, second)?;
        self.day_of(month, day, index + 3)
    }

    /// `31 10 1974`.
    fn spaced_date(&self, index: usize) -> Option<Part> {
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

    fn ends_date(&self, end: usize) -> bool {
        let word = self.words.at(end);
        let glued = self.words.glued(end);
        !(glued && (word.chars().all(char::is_alphanumeric) && word != "t" && word != "th"))
            && !(glued
                && matches!(word, "." | "/" | ",")
                && self.words.glued(end + 1)
                && self.words.number(end + 1).is_some())
    }

    fn with_iso_time(&self, found: Part) -> Option<Part> {
        let Some((seconds, grain, end)) = self.iso_time(found.end) else { return Some(found) };
        let clock = Series::Clock { seconds, grain, twelve: false };
        part(Value::of(Series::within(found.value.series, Rc::new(clock)), grain, Form::Other), end)
    }

    /// Month and day of two numbers, in the order of the region unless only the other is a date.
    fn month_and_day(&self, first: i64, second: i64) -> Option<(i8, i8)> {
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
    fn quarter_of_year(&self, index: usize) -> Option<Part> {
        let w = self.words;
        let quarter = |at: usize| {
            let most = match w.at(at) {
                "q" => 4,
                "h" => 2,
                _ => return None,
            };
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
            if matches!(w.at(at), "-" | "/" | "'") || w.is(at, &["of"]) {
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

    /// `July 13-15`, `13 to 15 July`, `from the 13th to the 15th of July 2014`.
    pub(super) fn date_range(&self, index: usize) -> Option<Part> {
        let between = self.cue(index, Cue::Between);
        let start = between.or_else(|| self.cue(index, Cue::From)).unwrap_or(index);
        let joiner = if between.is_some() { Cue::And } else { Cue::To };
        let days = |month: &Value, first: i8, last: i8, end: usize| {
            let day = |day: i8| Series::within(Rc::clone(&month.series), Rc::new(Series::DayOfMonth(day)));
            let series = Series::map(day(first), Turn::To(day(last), Grain::Day));
            (first < last).then_some(())?;
            part(Value::of(series, Grain::Day, Form::Range), end)
        };
        let month_of = |month: i8, end: usize| -> (Value, usize) {
            if let Some((year, end)) = self.year_behind(end)
                && let Ok(first) = Date::new(year, month, 1)
                && let Some(stretch) = Stretch::unit(first.at(0, 0, 0, 0), Grain::Month)
            {
                return (Value::new(Series::One(stretch), Grain::Month, Form::Other), end);
            }
            (Value::new(Series::Month(month), Grain::Month, Form::Month), end)
        };
        if let Some((month, at, _)) = self.month_at(start) {
            // A month first: the days follow.
            let (first, end, _) = self.day_number(at)?;
            let joint = self.cue(end, joiner)?;
            let (last, end, _) = self.day_number(joint)?;
            if self.unit(end).is_some()
                || self.words.glued(end) && self.words.is(end, &["am", "pm", "a", "p", "h", ":"])
                || self.words.is(end, &["am", "pm"])
                || self.month_at(self.cue(end, Cue::Of).unwrap_or(end)).is_some()
            {
                return None;
            }
            let (month, end) = month_of(month, end);
            return days(&month, first, last, end);
        }
        if start > 0 && self.words.glued(start) {
            return None;
        }
        let (first, end, _) = self.day_number(start)?;
        let joint = self.cue(end, joiner)?;
        let (last, end, _) = self.day_number(joint)?;
        let end = if self.words.is(end, &["day"]) { end + 1 } else { end };
        let of = self.cue(end, Cue::Of).filter(|_| self.words.is(end, &["of", "in"])).unwrap_or(end);
        let of = self.past_the(of);
        if let Some((month, end, _)) = self.month_at(of) {
            let (month, end) = month_of(month, end);
            return days(&month, first, last, end);
        }
        if of > end
            && let Some(month) =
                self.deeper(|| self.relative(of)).filter(|part| part.value.grain == Grain::Month)
        {
            return days(&month.value, first, last, month.end);
        }
        None
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
                .filter(|_| start > index || index > 0 && self.words.is(index - 1, &["in"]));
        }
        if let Some((number, end)) = self.ordinal(start)
            && self.cue(end, Cue::Century).is_some()
            && (1..=30).contains(&number)
        {
            return years((number - 1) * 100 + i64::from(number == 1), 100, end + 1);
        }
        let year = self.words.number(start).filter(|year| self.words.digits(start) == 4 && year % 10 == 0)?;
        let end = if self.words.at(start + 1) == "'" { start + 2 } else { start + 1 };
        (self.words.is(end, &["s", "'s"]) && (1000..2100).contains(&year))
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
