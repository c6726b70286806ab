//! The nth of something, and parts of something: `the last Monday of March`, `third Tuesday after Christmas`, `mid-March`.

use super::{
    super::{
        Grain,
        english::Cue,
        series::{Series, Step, Stretch, Turn, add, floor},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value, fixed},
};
use jiff::civil::Date;
use std::rc::Rc;

/// A part of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Beginning,
    Middle,
    End,
}

impl Reader<'_> {
    /// An ordinal, `last`, or both: `fifth last`. Counted from the start (0 on) or from the end (-1 back).
    fn rank(&self, index: usize) -> Option<(i64, usize)> {
        let (rank, end) = if let Some((ordinal, end)) = self.ordinal(index) {
            if self.words.is(end, &["last"]) || self.words.at(end) == "-" && self.words.is(end + 1, &["last"])
            {
                let end = if self.words.at(end) == "-" { end + 2 } else { end + 1 };
                return Some((-ordinal, end));
            }
            (ordinal - 1, end)
        } else if self.words.is(index, &["last", "final"]) {
            (-1, index + 1)
        } else {
            return None;
        };
        Some((rank, end))
    }

    /// What is counted: a unit or a name.
    fn countable(&self, index: usize) -> Option<Part> {
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
        ]
        .into_iter()
        .flatten()
        .reduce(super::parts::longer)
    }

    fn is_long(&self, value: &Value) -> bool {
        self.stretch(value).is_none_or(|stretch| stretch.said)
    }

    fn ranked(&self, index: usize) -> Option<Part> {
        let (rank, at) = self.rank(index)?;
        if self.words.is(at, &["half"]) && (-1..=1).contains(&rank) {
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
            && let Some(base) = self.deeper(|| self.sequence(of, coarser_than(grain))).filter(|base| {
                base.value.grain > grain || matches!(base.value.form, Form::Season | Form::Range)
            })
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
        if self.words.is(end, &["after", "before", "from", "since", "following"]) {
            let before = self.words.is(end, &["before"]);
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

    /// The first, second or last week of a year as ISO 8601 numbers them.
    fn week_of_year(&self, year: &Value, rank: i64) -> Option<Stretch> {
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
    fn half_of(&self, first: bool, index: usize) -> Option<Part> {
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

    fn within_rank(&self, counted: &Value, rank: i64) -> Turn {
        Turn::NthWithin(Rc::clone(&counted.series), rank)
    }

    /// `the day of...`, `the month of March`, `the week of October 6th`.
    fn unit_of(&self, index: usize) -> Option<Part> {
        let (grain, end) = self.plain_unit(index).filter(|unit| unit.0 >= Grain::Day)?;
        if !self.words.is(end, &["of"]) {
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
    fn week_starting(&self, index: usize) -> Option<Part> {
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
        if !self.may_end(at + 1) {
            return None;
        }
        let (year, end) = self.year_behind(at + 1).unwrap_or((self.now.year(), at + 1));
        let fourth = Date::new(year, 1, 4).ok()?.at(0, 0, 0, 0);
        let start = add(floor(fourth, Grain::Week), Step { count: number - 1, grain: Grain::Week })?;
        part(fixed(Stretch::unit(start, Grain::Week)?), end)
    }

    /// `Monday of this week`, `last week's Sunday`, `next week Wednesday`.
    fn weekday_of_unit(&self, index: usize) -> Option<Part> {
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
    fn last_units_of(&self, index: usize) -> Option<Part> {
        let last = self.words.is(index, &["last", "final"]);
        if !last && !self.words.is(index, &["first"]) {
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
    fn closest(&self, index: usize) -> Option<Part> {
        let (rank, at) = match self.ordinal(index) {
            Some((rank, at)) => (rank - 1, at),
            None => (0, index),
        };
        let at = self.cue(at, Cue::Closest)?;
        let counted = self.countable(at)?;
        let to = self.words.is(counted.end, &["to", "from"]).then_some(counted.end + 1)?;
        let base = self.deeper(|| self.sequence(self.past_the(to), Grain::Second))?;
        let series = Series::map(self.pinned(&base.value)?.series, Turn::Closest(counted.value.series, rank));
        let value = Value::of(series, counted.value.grain, Form::Other);
        let found = self.stretch(&value).or_else(|| value.series.until(base_moment(&value)?))?;
        part(fixed(found), base.end)
    }

    /// `the end of the month`, `beginning of 2017`, `mid March`, `late last week`, `the rest of the week`, `all week`.
    pub(super) fn part_of_unit(&self, index: usize) -> Option<Part> {
        let mut found: Vec<Part> = Vec::new();
        for (cue, piece) in
            [(Cue::EndOf, Piece::End), (Cue::BeginningOf, Piece::Beginning), (Cue::MiddleOf, Piece::Middle)]
        {
            if let Some(at) = self.cue(index, cue) {
                let at = self.cue(at, Cue::About).unwrap_or(at);
                found.extend(self.piece_of(at, piece));
            }
        }
        let the = self.past_the(index);
        for (cue, piece) in
            [(Cue::Late, Piece::End), (Cue::Early, Piece::Beginning), (Cue::Mid, Piece::Middle)]
        {
            if let Some(at) = self.cue(the, cue) {
                let at = if self.words.at(at) == "-" { at + 1 } else { at };
                let at = self.cue(at, Cue::Of).unwrap_or(at);
                found.extend(self.piece_of(at, piece).filter(|part| part.value.grain >= Grain::Day));
                found.extend(self.edge_of_part(at, piece));
            }
        }
        let rest = self.cue(index, Cue::RestOf).or_else(|| self.cue(the, Cue::RestOf));
        if let Some(at) = rest {
            let at = self.past_the(at);
            let at = self.cue(at, Cue::This).unwrap_or(at);
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Day) {
                found.extend(part(self.rest_of(grain)?, end));
            }
        }
        if let Some(at) = self.cue(index, Cue::Later) {
            let at = self.cue(at, Cue::This).unwrap_or_else(|| self.past_the(at));
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Day) {
                let unit = self.unit_now(grain, 0)?;
                found.extend(part(
                    Value::new(Series::one(self.now, unit.end, Grain::Day, true), Grain::Day, Form::Range),
                    end,
                ));
            }
        }
        if let Some(at) = self.cue(index, Cue::Earlier) {
            let at = self.cue(at, Cue::This).unwrap_or_else(|| self.past_the(at));
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Day) {
                let unit = self.unit_now(grain, 0)?;
                let value = Value::new(
                    Series::one(unit.start, self.now.max(unit.start), Grain::Day, true),
                    Grain::Day,
                    Form::Range,
                );
                found.extend((self.now > unit.start).then(|| Part::new(value, end)));
            }
        }
        if let Some(at) = self.cue(index, Cue::All) {
            let at = self.cue(at, Cue::This).unwrap_or_else(|| self.past_the(at));
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Week) {
                let unit = self.unit_now(grain, 0)?;
                let last = if grain == Grain::Week { -1 } else { 0 };
                let end_of = add(unit.end, Step { count: last, grain: Grain::Day })?;
                found.extend(part(
                    Value::new(Series::one(unit.start, end_of, Grain::Day, true), Grain::Day, Form::Range),
                    end,
                ));
            } else if self
                .words
                .is(at, &["day", "night", "today", "tomorrow", "weekend", "morning", "afternoon", "evening"])
                && self.words.is(index, &["all"])
            {
                let found_part = self.named(at).or_else(|| self.part_of_day(at)).or_else(|| self.instant(at));
                if let Some(found_part) = found_part {
                    found.push(found_part);
                } else if self.words.is(at, &["day"]) {
                    let today = Value::new(Series::One(self.unit_now(Grain::Day, 0)?), Grain::Day, Form::Day)
                        .latent();
                    found.push(Part::new(today, at + 1));
                }
            }
        }
        found.into_iter().reduce(super::parts::longer)
    }

    /// `early Sunday morning`, `late tomorrow evening`: the half of it.
    fn edge_of_part(&self, index: usize, piece: Piece) -> Option<Part> {
        let base = self.deeper(|| self.sequence(index, Grain::Hour))?;
        let Form::PartOfDay(word, Some(days)) = &base.value.form else { return None };
        let middle = i32::midpoint(word.from, word.to);
        let (from, to) = match piece {
            Piece::Beginning => (word.from, middle),
            Piece::End => (middle, word.to),
            Piece::Middle => return None,
        };
        let word = super::super::english::PartWord { from, to, ..*word };
        let series = Series::within(Rc::clone(days), Rc::new(Series::Daily { from, to }));
        part(Value::of(series, Grain::Hour, Form::PartOfDay(word, Some(Rc::clone(days)))), base.end)
    }

    fn piece_of(&self, index: usize, piece: Piece) -> Option<Part> {
        let start = self.past_the(index);
        let whole = self.deeper(|| self.sequence(index, Grain::Day));
        let base = whole.or_else(|| self.deeper(|| self.sequence(start, Grain::Day))).or_else(|| {
            let (grain, end) = self.plain_unit(start)?;
            part(fixed(self.unit_now(grain, 0)?), end)
        })?;
        // The month, the year: the ones under way.
        let unit = self.plain_unit(start).filter(|unit| unit.1 == base.end);
        let value = match unit {
            Some((grain, _)) => fixed(self.unit_now(grain, 0)?),
            None => base.value,
        };
        self.piece(&value, piece, base.end)
    }

    /// The beginning, middle or end of each stretch of `value`.
    pub(super) fn piece(&self, value: &Value, piece: Piece, end: usize) -> Option<Part> {
        use Piece::{Beginning, End, Middle};
        let (grain, from, to) = match (value.grain, piece) {
            (Grain::Month, Beginning) => (Grain::Day, 0, Some(10)),
            (Grain::Month, Middle) => (Grain::Day, 10, Some(20)),
            (Grain::Month, End) => (Grain::Day, 20, None),
            (Grain::Year, Beginning) => (Grain::Month, 0, Some(3)),
            (Grain::Year, Middle) => (Grain::Month, 4, Some(8)),
            (Grain::Year, End) => (Grain::Month, 8, None),
            (Grain::Week, Beginning) => (Grain::Day, 0, Some(3)),
            (Grain::Week, Middle) => (Grain::Day, 2, Some(4)),
            (Grain::Week, End) => (Grain::Day, 4, None),
            (Grain::Quarter, Beginning) => (Grain::Month, 0, Some(1)),
            (Grain::Quarter, Middle) => (Grain::Month, 1, Some(2)),
            (Grain::Quarter, End) => (Grain::Month, 2, None),
            (Grain::Day, Beginning) => (Grain::Hour, 0, Some(12)),
            (Grain::Day, Middle) => (Grain::Hour, 11, Some(14)),
            (Grain::Day, End) => {
                // A day's end is a moment.
                let series = Series::map(
                    Rc::clone(&value.series),
                    Turn::Shift(vec![Step { count: 1, grain: Grain::Day }], Grain::Hour),
                );
                return part(Value::of(series, Grain::Hour, Form::Other), end);
            }
            _ => return None,
        };
        let series = Series::map(Rc::clone(&value.series), Turn::Part { grain, from, to });
        self.met(Value::of(series, grain, Form::Other)).map(|value| Part::new(value, end))
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
