//! Dates, months, years and numbers that stand for them.

use super::{
    super::{
        Grain,
        english::{Cue, MONTHS, SEASONS, WEEKDAYS, role},
        series::{Series, Stretch, Turn},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value},
    years::century,
};
use jiff::civil::Date;
use std::rc::Rc;

impl Reader<'_> {
    /// A month by name; with a dot where it is short.
    pub(super) fn month_at(&self, index: usize) -> Option<(i8, usize, bool)> {
        let row = MONTHS.iter().find(|row| row.0 == self.words.at(index))?;
        Some((row.1, self.past_dot(index + 1, row.0.len() <= 4), row.2))
    }

    pub(super) fn past_dot(&self, end: usize, short: bool) -> usize {
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
            value.latent = row.3;
            return part(value, index + 1);
        }
        if let Some(end) = self.cue(index, Cue::Weekend) {
            return part(Value::new(Series::Weekend, Grain::Hour, Form::Weekend), end);
        }
        None
    }

    /// The day of the month at `index`, as number or ordinal.
    pub(super) fn day_number(&self, index: usize) -> Option<(i8, usize, bool)> {
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
    pub(super) fn month_and_year(&self, index: usize) -> Option<Part> {
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
    pub(super) fn weekday_and_day(&self, index: usize) -> Option<Part> {
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
            || self.words.is(end, role::HOUR_SIGNS)
        {
            return None;
        }
        let series = Series::Within(Rc::new(Series::DayOfMonth(i8::try_from(day).ok()?)), named.value.series);
        part(Value::new(series, Grain::Day, Form::Date), end)
    }

    pub(super) fn day_of(&self, month: i8, day: i8, end: usize) -> Option<Part> {
        if let Some((year, end)) = self.year_behind(end)
            && !self.words.is(end, role::HOURS_SHORT)
        {
            return self.whole_date(year, month, day, end);
        }
        if Date::new(2000, month, day).is_err() {
            return None;
        }
        let series = Series::Within(Rc::new(Series::Month(month)), Rc::new(Series::DayOfMonth(day)));
        part(Value::new(series, Grain::Day, Form::Date), end)
    }

    pub(super) fn whole_date(&self, year: i16, month: i8, day: i8, end: usize) -> Option<Part> {
        let day = Stretch::day(Date::new(year, month, day).ok()?)?;
        part(Value::new(Series::One(day), Grain::Day, Form::Date), end)
    }

    /// `March 3rd`, `Feb13`, `march the first`, `July 4 2014`.
    pub(super) fn month_first(&self, index: usize) -> Option<Part> {
        let (month, mut at, _) = self.month_at(index)?;
        if matches!(self.words.at(at), "-" | "/" | ",") && self.words.digits(at + 1) > 0 {
            at += 1;
        }
        let (day, end, ordinal) = self.day_number(at)?;
        // `march 2 pm`, `june 3:30`.
        let clock = !ordinal
            && (self.words.is(end, role::CLOCK_SEPARATORS)
                && self.words.glued(end)
                && self.words.glued(end + 1)
                || self.words.is(end, role::AFTER_HOUR));
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
    pub(super) fn day_first(&self, index: usize) -> Option<Part> {
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
        if ordinal && self.words.is(at, role::DAY) {
            at += 1;
        }
        let tight = matches!(self.words.at(at), "-" | "/" | "," | ".") && self.month_at(at + 1).is_some();
        let of = if tight {
            at + 1
        } else {
            self.cue(at, Cue::Of).filter(|_| self.words.is(at, role::OF_OR_IN)).unwrap_or(at)
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
                && !self.words.is(end + 1, role::CLOCK_SIGNS)
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
        if of > at && self.words.is(of, role::MONTH) {
            let month = Rc::new(Series::One(self.unit_now(Grain::Month, 0)?));
            return part(
                Value::of(Series::within(month, Rc::new(Series::DayOfMonth(day))), Grain::Day, Form::Other),
                of + 1,
            );
        }
        let value = Value::new(Series::DayOfMonth(day), Grain::Day, Form::DayOfMonth).latent();
        // Spelt-out ordinals count things as well.
        let on = index > 0 && self.words.is(index - 1, role::LEADS_TO_DAY);
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
            || self.words.is(index, role::GOES_ON)
    }

    /// `July 13-15`, `13 to 15 July`, `from the 13th to the 15th of July 2014`.
    pub(super) fn date_range(&self, index: usize) -> Option<Part> {
        let between = self.cue(index, Cue::Between);
        let start = between.or_else(|| self.cue(index, Cue::From)).unwrap_or(index);
        let joiner = if between.is_some() { Cue::And } else { Cue::To };
        // `19th and 20th May`: days that follow each other.
        let joined = |end: usize, first: i8| {
            let both = |at: &usize| self.day_number(*at).is_some_and(|(last, ..)| last == first + 1);
            let and = || self.cue(end, Cue::And).filter(|_| self.words.is(end, role::AND)).filter(both);
            self.cue(end, joiner).or_else(and)
        };
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
            let joint = joined(end, first)?;
            let (last, end, _) = self.day_number(joint)?;
            if self.unit(end).is_some()
                || self.words.glued(end) && self.words.is(end, role::GLUED_CLOCK_SIGNS)
                || self.words.is(end, role::MERIDIEMS)
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
        let joint = joined(end, first)?;
        let (last, end, _) = self.day_number(joint)?;
        let end = if self.words.is(end, role::DAY) { end + 1 } else { end };
        let of = self.cue(end, Cue::Of).filter(|_| self.words.is(end, role::OF_OR_IN)).unwrap_or(end);
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
}
