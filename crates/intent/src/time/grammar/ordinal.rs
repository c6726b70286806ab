//! The nth of something, and parts of something: `the last Monday of March`, `third Tuesday after Christmas`, `mid-March`.

use super::{
    super::{
        Grain,
        english::{Cue, role},
        series::{Series, Step, Stretch, Turn, add, floor},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value, fixed},
};
use jiff::civil::Date;
use std::rc::Rc;

impl Reader<'_> {
    /// An ordinal, `last`, or both: `fifth last`. Counted from the start (0 on) or from the end (-1 back).
    pub(super) fn rank(&self, index: usize) -> Option<(i64, usize)> {
        let (rank, end) = if let Some((ordinal, end)) = self.ordinal(index) {
            if self.words.is(end, role::LAST)
                || self.words.at(end) == "-" && self.words.is(end + 1, role::LAST)
            {
                let end = if self.words.at(end) == "-" { end + 2 } else { end + 1 };
                return Some((-ordinal, end));
            }
            (ordinal - 1, end)
        } else if self.words.is(index, role::FINAL) {
            (-1, index + 1)
        } else {
            return None;
        };
        Some((rank, end))
    }

    /// What is counted: a unit or a name.
    pub(super) fn countable(&self, index: usize) -> Option<Part> {
        if let Some((grain, end)) = self.plain_unit(index).filter(|_| self.cue(index, Cue::Weekend).is_none())
        {
            return part(Value::new(Series::Every(grain), grain, Form::Unit), end);
        }
        self.festival_part(index).or_else(|| self.named(index))
    }

    /// Anything ranked that begins at `index`.
    pub(super) fn nth(&self, index: usize) -> Option<Part> {
        let the = self.past_the(index);
        [
            self.week_starting(index),
            self.closest(the),
            self.ranked(the),
            self.unit_of(the),
            self.weekday_of_unit(the),
            self.last_units_of(the),
            self.named_beside(the),
        ]
        .into_iter()
        .flatten()
        .reduce(super::parts::longer)
    }

    pub(super) fn is_long(&self, value: &Value) -> bool {
        self.stretch(value).is_none_or(|stretch| stretch.said)
    }

    pub(super) fn ranked(&self, index: usize) -> Option<Part> {
        let (rank, at) = self.rank(index)?;
        if self.words.is(at, role::HALF) && (-1..=1).contains(&rank) {
            return self.half_of(rank == 0, at + 1);
        }
        let counted = self.countable(at)?;
        let grain = counted.value.grain;
        let end = counted.end;
        // A clock time may stand between: `the first Monday 1pm of next month`.
        let mut clock: Option<Part> = None;
        let mut after = end;
        if grain == Grain::Day
            && let Some(found) =
                self.clock_range(end).or_else(|| self.clock_part(end).filter(|part| !part.value.latent))
        {
            after = found.end;
            clock = Some(found);
        }
        let of = self.cue(after, Cue::Of).map(|of| self.past_the(of));
        if let Some(of) = of
            && let Some(base) = self
                .deeper(|| self.sequence(of, coarser_than(grain)))
                .filter(|base| {
                    base.value.grain > grain || matches!(base.value.form, Form::Season | Form::Range)
                })
                .or_else(|| self.unit_under_way(of, grain))
        {
            if grain == Grain::Week
                && base.value.grain == Grain::Year
                && let Some(week) = self.week_of_year(&base.value, rank)
            {
                return part(fixed(week), base.end);
            }
            let series = Series::map(base.value.series, self.within_rank(&counted.value, rank));
            let mut value = Value::of(series, grain, Form::Other);
            value.grain = counted.value.grain;
            if let Some(clock) = clock {
                value = self.both(&value, &clock.value)?;
            }
            return self.met(value).map(|value| Part::new(value, base.end));
        }
        if self.words.is(end, role::RANKED_FROM) {
            let before = self.words.is(end, role::BEFORE);
            let base = self.deeper(|| self.sequence(self.past_the(end + 1), Grain::Day))?;
            let rank = if before { -rank.abs() - 1 } else { rank };
            let turn = if matches!(counted.value.form, Form::Unit) {
                let steps = vec![Step { count: if before { rank } else { rank + 1 }, grain }];
                Turn::Shift(steps, grain)
            } else {
                Turn::NthAfter(Rc::clone(&counted.value.series), rank)
            };
            let base_series = self.pinned(&base.value)?.series;
            let value = Value::of(Series::map(base_series, turn), grain, Form::Other);
            return self.met(value).map(|value| Part::new(value, base.end));
        }
        // The third quarter.
        if grain == Grain::Quarter && (0..4).contains(&rank) {
            let year = self.year_behind(end).map_or((None, end), |(year, end)| (Some(year), end));
            let turn = Turn::NthWithin(Rc::new(Series::Every(Grain::Quarter)), rank);
            let base = match year.0 {
                Some(year) => Stretch::unit(Date::new(year, 1, 1).ok()?.at(0, 0, 0, 0), Grain::Year)?,
                None => self.unit_now(Grain::Year, 0)?,
            };
            return part(fixed(Series::Map(Rc::new(Series::One(base)), turn).from(base.start)?), year.1)
                .map(|found| Part::new(Value { form: Form::Quarter, ..found.value }, found.end));
        }
        // The last weekend, the first Monday: of a month said next.
        if matches!(counted.value.form, Form::Weekday | Form::Weekend)
            && let Some(base) = self
                .relative(end)
                .or_else(|| self.named(end))
                .filter(|base| base.value.grain > Grain::Day && !base.value.latent)
        {
            let series = Series::map(base.value.series, self.within_rank(&counted.value, rank));
            let value = Value::of(series, grain, Form::Other);
            return self.met(value).map(|value| Part::new(value, base.end));
        }
        None
    }

    /// `the last day of the month`: the one under way.
    fn unit_under_way(&self, index: usize, finer: Grain) -> Option<Part> {
        let (grain, end) = self.plain_unit(index).filter(|unit| unit.0 > finer)?;
        part(fixed(self.unit_now(grain, 0)?), end)
    }

    /// `the weekend before Christmas`, `Monday after Easter`.
    fn named_beside(&self, index: usize) -> Option<Part> {
        let named = self
            .named(index)
            .filter(|part| matches!(part.value.form, Form::Weekday | Form::Weekend) && !part.value.latent)?;
        let before = self.words.is(named.end, role::BEFORE);
        let at = if before { named.end + 1 } else { self.cue(named.end, Cue::After)? };
        let base = self.deeper(|| self.sequence(self.past_the(at), Grain::Day)).filter(|base| {
            matches!(base.value.form, Form::Festival | Form::Date) && base.value.bound.is_none()
        })?;
        let turn = Turn::NthAfter(named.value.series, if before { -1 } else { 0 });
        let value = Value::of(Series::map(base.value.series, turn), named.value.grain, Form::Other);
        self.met(value).map(|value| Part::new(value, base.end))
    }

    /// The first, second or last week of a year as ISO 8601 numbers them.
    pub(super) fn week_of_year(&self, year: &Value, rank: i64) -> Option<Stretch> {
        let year = self.stretch(year)?;
        if Stretch::unit(year.start, Grain::Year)? != (Stretch { said: false, ..year }) {
            return None;
        }
        let number = year.start.year();
        // The fourth of January lies in the first week, the 28th of December in the last.
        let (date, count) =
            if rank < 0 { (Date::new(number, 12, 28), rank + 1) } else { (Date::new(number, 1, 4), rank) };
        let start = floor(date.ok()?.at(0, 0, 0, 0), Grain::Week);
        Stretch::unit(add(start, Step { count, grain: Grain::Week })?, Grain::Week)
    }

    /// `the second half of 2014`.
    pub(super) fn half_of(&self, first: bool, index: usize) -> Option<Part> {
        let of = self.cue(index, Cue::Of)?;
        let start = self.past_the(of);
        let base = self
            .deeper(|| self.sequence(start, Grain::Week))
            .map(|base| (base.value, base.end))
            .or_else(|| {
                let (grain, end) = self.plain_unit(start)?;
                Some((fixed(self.unit_now(grain, 0)?), end))
            })?;
        let (grain, count) = match base.0.grain {
            Grain::Year => (Grain::Month, 6),
            Grain::Month => (Grain::Day, 15),
            _ => return None,
        };
        let (from, to) = if first { (0, Some(count)) } else { (count, None) };
        let series = Series::map(base.0.series, Turn::Part { grain, from, to });
        self.met(Value::of(series, grain, Form::Range)).map(|value| Part::new(value, base.1))
    }

    pub(super) fn within_rank(&self, counted: &Value, rank: i64) -> Turn {
        Turn::NthWithin(Rc::clone(&counted.series), rank)
    }

    /// `the day of...`, `the month of March`, `the week of October 6th`.
    pub(super) fn unit_of(&self, index: usize) -> Option<Part> {
        let (grain, end) = self.plain_unit(index).filter(|unit| unit.0 >= Grain::Day)?;
        if !self.words.is(end, role::OF) {
            return None;
        }
        let base = self.deeper(|| self.sequence(self.past_the(end + 1), Grain::Day))?;
        if base.value.grain == grain {
            return Some(Part::new(base.value.plain(), base.end));
        }
        (base.value.grain < grain).then_some(())?;
        let series = Series::map(base.value.series, Turn::UnitOf(grain));
        part(Value::of(series, grain, Form::Other), base.end)
    }

    /// `the week of October 6th`, `w/c 4 Feb`, `week 31`.
    pub(super) fn week_starting(&self, index: usize) -> Option<Part> {
        // The weekend of the week of a day.
        if let Some(at) = self.cue(self.past_the(index), Cue::Weekend)
            && let Some(of) = self.cue(at, Cue::Of)
            && let Some(base) = self
                .deeper(|| self.sequence(self.past_the(of), Grain::Day))
                .filter(|base| base.value.grain == Grain::Day && !self.is_long(&base.value))
        {
            let weeks = Series::map(base.value.series, Turn::UnitOf(Grain::Week));
            let series = Series::map(weeks, Turn::NthWithin(Rc::new(Series::Weekend), 0));
            return self
                .met(Value::of(series, Grain::Hour, Form::Other))
                .map(|value| Part::new(value, base.end));
        }
        if let Some(at) = self.cue(index, Cue::WeekStarting) {
            let base = self.deeper(|| self.sequence(self.past_the(at), Grain::Day));
            if let Some(base) = base.filter(|base| base.value.grain == Grain::Day) {
                let monday = Rc::new(Series::Weekday(jiff::civil::Weekday::Monday));
                let day = self.stretch(&base.value)?;
                // On a Monday the week begins; else the Monday that is nearest ahead on a Sunday, behind on other days.
                let from = if day.start.date().weekday() == jiff::civil::Weekday::Sunday {
                    monday.from(day.start)?
                } else {
                    monday.until(add(day.start, Step { count: 1, grain: Grain::Day })?)?
                };
                return part(fixed(Stretch::unit(from.start, Grain::Week)?), base.end);
            }
        }
        let at = self.cue(index, Cue::WeekNumber)?;
        let number =
            self.words.number(at).filter(|number| (1..=53).contains(number) && self.words.digits(at) <= 2)?;
        if !self.may_end(at + 1) && self.year_behind(at + 1).is_none() {
            return None;
        }
        let (year, end) = self.year_behind(at + 1).unwrap_or((self.now.year(), at + 1));
        let fourth = Date::new(year, 1, 4).ok()?.at(0, 0, 0, 0);
        let start = add(floor(fourth, Grain::Week), Step { count: number - 1, grain: Grain::Week })?;
        part(fixed(Stretch::unit(start, Grain::Week)?), end)
    }

    /// `Monday of this week`, `last week's Sunday`, `next week Wednesday`.
    pub(super) fn weekday_of_unit(&self, index: usize) -> Option<Part> {
        let named = self
            .named(index)
            .filter(|part| matches!(part.value.form, Form::Weekday | Form::Weekend | Form::Month))?;
        let of = self.cue(named.end, Cue::Of).unwrap_or(named.end);
        let unit = self
            .relative(of)
            .filter(|unit| matches!(unit.value.form, Form::Unit) && unit.value.grain > named.value.grain)?;
        let series = Series::within(unit.value.series, named.value.series);
        self.met(Value::of(series, named.value.grain, Form::Other)).map(|value| Part::new(value, unit.end))
    }

    /// `the last four months of 2021`, `first 3 days of next week`.
    pub(super) fn last_units_of(&self, index: usize) -> Option<Part> {
        let last = self.words.is(index, role::FINAL);
        if !last && !self.words.is(index, role::FIRST) {
            return None;
        }
        let (count, at) = self
            .hundredths(index + 1)
            .filter(|(count, _)| count % 100 == 0 && (1..400).contains(&(count / 100)))?;
        let count = count / 100;
        let (grain, scale, end) = self.unit(at)?;
        let of = self.cue(end, Cue::Of)?;
        let base = self.deeper(|| self.sequence(self.past_the(of), coarser_than(grain)))?;
        let count = count * scale;
        let (from, to) = if last { (-count, None) } else { (0, Some(count)) };
        let series = Series::map(base.value.series, Turn::Part { grain, from, to });
        self.met(Value::of(series, grain, Form::Range)).map(|value| Part::new(value, base.end))
    }

    /// `the second closest Monday to October 5th`.
    pub(super) fn closest(&self, index: usize) -> Option<Part> {
        let (rank, at) = match self.ordinal(index) {
            Some((rank, at)) => (rank - 1, at),
            None => (0, index),
        };
        let at = self.cue(at, Cue::Closest)?;
        let counted = self.countable(at)?;
        let to = self.words.is(counted.end, role::NEAR).then_some(counted.end + 1)?;
        let base = self.deeper(|| self.sequence(self.past_the(to), Grain::Second))?;
        let series = Series::map(self.pinned(&base.value)?.series, Turn::Closest(counted.value.series, rank));
        let value = Value::of(series, counted.value.grain, Form::Other);
        let found = self.stretch(&value).or_else(|| value.series.until(base_moment(&value)?))?;
        part(fixed(found), base.end)
    }
}

fn base_moment(_: &Value) -> Option<jiff::civil::DateTime> {
    jiff::civil::Date::new(9000, 1, 1).ok().map(|date| date.at(0, 0, 0, 0))
}

/// The finest grain that is coarser.
fn coarser_than(grain: Grain) -> Grain {
    match grain {
        Grain::Second => Grain::Minute,
        Grain::Minute => Grain::Hour,
        Grain::Hour => Grain::Day,
        Grain::Day => Grain::Week,
        Grain::Week => Grain::Month,
        Grain::Month => Grain::Quarter,
        Grain::Quarter | Grain::Year => Grain::Year,
    }
}
