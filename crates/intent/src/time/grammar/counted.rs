//! Times by counting: `in 3 days`, `two weeks ago`, `the next 3 hours`, `an hour before noon`, `3 Fridays from now`.

use super::{
    super::{
        Grain,
        english::{Cue, is_plural},
        series::{Series, Step, Stretch, Turn, add, floor},
    },
    Reader,
    numbers::{Length, finer},
    parts::part,
    value::{Bound, Form, Part, Value, fixed},
};
use std::rc::Rc;

/// How many are meant where only that they are several is said.
const A_FEW: i64 = 3;

impl Reader<'_> {
    /// Anything counted that begins at `index`.
    pub(super) fn counted(&self, index: usize) -> Option<Part> {
        [
            self.within_length(index),
            self.ahead_of_now(index),
            self.next_units(index),
            self.length_from(index),
            self.named_from_now(index),
            self.lasting_from(index),
        ]
        .into_iter()
        .flatten()
        .reduce(super::parts::longer)
    }

    /// The moment so far from now, in the unit one finer than said.
    pub(super) fn offset(&self, steps: Vec<Step>, coarsest: Grain, end: usize) -> Option<Part> {
        let grain = finer(coarsest);
        let at = self.shifted_now(&steps)?;
        let stretch = Stretch::unit(floor(at, grain), grain)?;
        let mut value = Value::new(Series::One(stretch), grain, Form::Offset(steps));
        value.grain = grain;
        part(value, end)
    }

    /// Now and so much: hours and less by the clock of the zone, across its changes; days and more by the calendar.
    fn shifted_now(&self, steps: &[Step]) -> Option<jiff::civil::DateTime> {
        let mut at = self.zone.clone();
        for step in steps {
            let span = match step.grain {
                Grain::Second => jiff::Span::new().try_seconds(step.count),
                Grain::Minute => jiff::Span::new().try_minutes(step.count),
                Grain::Hour => jiff::Span::new().try_hours(step.count),
                _ => {
                    at = add(at.datetime(), *step)?.to_zoned(at.time_zone().clone()).ok()?;
                    continue;
                }
            };
            at = at.checked_add(span.ok()?).ok()?;
        }
        Some(at.datetime())
    }

    /// `in 3 days`, `2 hours from now`, `a week ago`, `14 days hence`, `in 15`.
    fn ahead_of_now(&self, index: usize) -> Option<Part> {
        let led = self.words.is(index, &["in", "after"]).then_some(index + 1);
        let start = led.unwrap_or(index);
        let start = self.cue(start, Cue::About).unwrap_or(start);
        let start =
            if led.is_some() && self.words.is(start, &["another"]) && self.cardinal(start + 1).is_some() {
                start + 1
            } else {
                start
            };
        let Some(length) = self.length(start) else {
            let led = led.filter(|_| self.words.is(index, &["in"]))?;
            // `1 in 10`.
            if index > 0 && self.words.number(index - 1).is_some() {
                return None;
            }
            let (minutes, end) = self.cardinal(led).filter(|(minutes, _)| (1..=60).contains(minutes))?;
            let alone = self.words.digits(led) > 0 && end == self.words.len() && self.words.digits(led) <= 2;
            return alone.then(|| {
                self.offset(vec![Step { count: minutes, grain: Grain::Minute }], Grain::Minute, end)
            })?;
        };
        let coarsest = length.steps.iter().map(|step| step.grain).max()?;
        let coarsest =
            if length.steps.len() > 1 || length.grain < coarsest { length.grain } else { coarsest };
        let after = self.words.is(index, &["after"]);
        if let Some(end) = self.any_cue(length.end, &[Cue::FromNow, Cue::Hence]) {
            return self.offset(length.steps, coarsest, end);
        }
        if let Some(end) = self.cue(length.end, Cue::Ago) {
            return self.offset(length.back(), coarsest, end);
        }
        let genitive = if self.words.at(length.end) == "'" || self.words.is(length.end, &["'s"]) {
            length.end + 1
        } else {
            length.end
        };
        let end = if self.words.is(genitive, &["time"]) { genitive + 1 } else { length.end };
        if led.is_some()
            && self.cue(end, Cue::Of).is_none_or(|next| self.words.is(end, &["in", "for"]) || next > end + 2)
        {
            let found = self.offset(length.steps, coarsest, end)?;
            return Some(if after { Part::new(found.value.bounded(Bound::After), found.end) } else { found });
        }
        None
    }

    /// `within 2 weeks`: from now on.
    fn within_length(&self, index: usize) -> Option<Part> {
        let start = self.cue(index, Cue::Within)?;
        let start = self.past_the(start);
        let start = self.cue(start, Cue::Next).unwrap_or(start);
        let length = self.length(start).or_else(|| self.bare_length(start))?;
        let coarsest = length.steps.iter().map(|step| step.grain).max()?;
        let start = floor(self.now, Grain::Second);
        let end = floor(self.shifted_now(&length.steps)?, finer(coarsest));
        let end = if end <= start { self.shifted_now(&length.steps)? } else { end };
        part(Value::new(Series::one(start, end, Grain::Second, true), Grain::Second, Form::Range), length.end)
    }

    /// A unit as one of it: `the next week`.
    fn bare_length(&self, index: usize) -> Option<Length> {
        let (grain, count, end) = self.unit(index)?;
        Some(Length { steps: vec![Step { count, grain }], grain, end })
    }

    /// `the next 3 hours`, `last two weeks`, `2 upcoming days`, `past few days`, `the next fortnight`.
    fn next_units(&self, index: usize) -> Option<Part> {
        let start = self.any_cue(index, &[Cue::In]).unwrap_or(index);
        let start = self.past_the(start);
        let way_at = |at: usize| {
            self.cue(at, Cue::Next)
                .map(|end| (1, end))
                .or_else(|| self.cue(at, Cue::Last).map(|end| (-1, end)))
        };
        let ordinal_units = |at: usize| self.words.is(at, &["upcoming"]);
        if let Some((way, next)) = way_at(start) {
            if let Some((count, at)) = self
                .hundredths(next)
                .filter(|(count, _)| count % 100 == 0 && *count > 0 && !self.words.is(next, &["a", "an"]))
            {
                let at = self.any_cue(at, &[Cue::More, Cue::Business]).unwrap_or(at);
                if let Some(found) = self.named_from(way, count / 100, at) {
                    return Some(found);
                }
                let (grain, scale, end) = self.unit(at)?;
                let count = (count / 100).checked_mul(scale)?;
                if ordinal_units(start) {
                    return part(
                        Value::new(Series::One(self.unit_now(grain, count)?), grain, Form::Unit),
                        end,
                    );
                }
                // Three months and two weeks: counted from now.
                if let Some(whole) = self.length(next).filter(|whole| whole.end > end) {
                    let steps = if way > 0 { whole.steps.clone() } else { whole.back() };
                    let other = self.shifted_now(&steps)?;
                    let (from, to) = if way > 0 { (self.now, other) } else { (other, self.now) };
                    return part(
                        Value::new(Series::one(from, to, whole.grain, true), whole.grain, Form::Range),
                        whole.end,
                    );
                }
                let value = self.units_from_now(grain, way * count)?;
                return part(value, end);
            }
            // The coming days.
            if way > 0
                && is_plural(self.words.at(next))
                && let Some((grain, 1, end)) = self.unit(next)
            {
                return part(self.units_from_now(grain, A_FEW)?, end);
            }
            // The next fortnight.
            let (grain, scale, end) = self.unit(next).filter(|unit| unit.1 > 1 && unit.0 == Grain::Week)?;
            return part(self.units_from_now(grain, way * scale)?, end);
        }
        let (count, at) = self
            .hundredths(start)
            .filter(|(count, _)| count % 100 == 0 && *count > 0 && !self.words.is(start, &["a", "an"]))?;
        let (way, at_unit) = way_at(at)?;
        let (grain, scale, end) = self.unit(at_unit)?;
        // `Only 3 next week`.
        if count > 100 && !ordinal_units(at) && !self.words.at(at_unit).ends_with('s') {
            return None;
        }
        let count = (count / 100).checked_mul(scale)?;
        if ordinal_units(at) {
            return part(Value::new(Series::One(self.unit_now(grain, count)?), grain, Form::Unit), end);
        }
        part(self.units_from_now(grain, way * count)?, end)
    }

    /// `next two weekends`, `the last three Mondays`: from the first of them to the last.
    fn named_from(&self, way: i64, count: i64, index: usize) -> Option<Part> {
        let named = self.named(index).filter(|part| {
            is_plural(self.words.at(part.end - 1)) && matches!(part.value.form, Form::Weekday | Form::Weekend)
        })?;
        let series = &named.value.series;
        let first = if way > 0 { self.coming_after(&named.value)? } else { self.last_before(&named.value)? };
        let mut other = first;
        for _ in 1..count.min(100) {
            other = if way > 0 { series.from(other.end)? } else { series.until(other.start)? };
        }
        let (from, to) = if way > 0 { (first.start, other.end) } else { (other.start, first.end) };
        part(
            Value::new(Series::one(from, to, named.value.grain, true), named.value.grain, Form::Range),
            named.end,
        )
    }

    /// So many whole units after the one under way, or before it.
    pub(super) fn units_from_now(&self, grain: Grain, count: i64) -> Option<Value> {
        let this = floor(self.now, grain);
        let (from, to) = if count > 0 {
            let from = add(this, Step { count: 1, grain })?;
            (from, add(from, Step { count, grain })?)
        } else {
            (add(this, Step { count, grain })?, this)
        };
        Some(Value::new(Series::one(from, to, grain, true), grain, Form::Range))
    }

    /// `an hour before noon`, `two weeks after next Friday`, `3 days from today`, `the day after Christmas`.
    fn length_from(&self, index: usize) -> Option<Part> {
        let the = self.past_the(if self.words.is(index, &["in"]) { index + 1 } else { index });
        let only = self.any_cue(the, &[Cue::OnlyBefore]).unwrap_or(the);
        let more = self.words.phrase(the, "more than").map_or(only, |length| the + length);
        let mut length = self.length(more);
        // The day after Christmas, the week before Easter.
        let bare = length.is_none();
        if bare {
            length = self
                .bare_length(the)
                .filter(|length| length.grain >= Grain::Day && length.steps[0].count == 1);
        }
        let length = length?;
        let (sign, at) =
            if self.words.is(length.end, &["after", "from", "since", "following", "past", "into"]) {
                (1, length.end + 1)
            } else if let Some(at) = self.weeks_on(index, &length) {
                (1, at)
            } else if self.words.is(length.end, &["before", "prior", "until", "till"]) {
                (-1, length.end + 1)
            } else {
                return None;
            };
        let at =
            if self.words.is(length.end, &["prior"]) && self.words.is(at, &["to"]) { at + 1 } else { at };
        let finest = if bare { Grain::Day } else { Grain::Second };
        let base = self.deeper(|| self.sequence(at, finest)).or_else(|| {
            // After 3, before 9.
            self.deeper(|| self.clock_part(at)).filter(|part| part.value.is_clock())
        })?;
        if base.value.bound.is_some() {
            return None;
        }
        let latent_hour = base.value.latent && base.value.is_clock();
        if base.value.latent
            && !latent_hour
            && !matches!(base.value.form, Form::Year | Form::Weekday | Form::Month | Form::DayOfMonth)
        {
            return None;
        }
        if bare && length.grain > Grain::Day {
            // The week after Christmas: the unit of the calendar.
            let series = Series::map(
                base.value.series,
                Turn::Shift(vec![Step { count: sign, grain: length.grain }], length.grain),
            );
            return part(Value::of(series, length.grain, Form::Other), base.end);
        }
        let steps = if sign > 0 { length.steps.clone() } else { length.back() };
        let grain = base.value.grain.min(length.grain);
        let pinned = if matches!(base.value.form, Form::Day | Form::Now | Form::Unit | Form::Offset(_)) {
            self.pinned(&base.value)?
        } else {
            base.value.clone()
        };
        let mut base_series = pinned.series;
        if base.value.skips_current || matches!(base.value.form, Form::Other) {
            base_series = self.pinned(&base.value)?.series;
        }
        if self.stretch(&base.value)?.said {
            base_series = Series::map(base_series, Turn::Part { grain: Grain::Day, from: 0, to: Some(1) });
            base_series =
                Series::map(base_series, Turn::Shift(vec![Step { count: 0, grain: Grain::Day }], grain));
        }
        let series = Series::map(base_series, Turn::Shift(steps, grain));
        let value = Value::of(series, grain, Form::Other);
        if only > the || more > only {
            // Less than three days after tomorrow: from there up to there. More than two weeks before today: up to there.
            let edge = self.stretch(&value)?;
            let from = self.stretch(&base.value)?;
            if only > the {
                let (start, end) = if sign > 0 { (from.start, edge.start) } else { (edge.start, from.start) };
                return part(Value::new(Series::one(start, end, grain, true), grain, Form::Range), base.end);
            }
            let bound = if sign > 0 { Bound::After } else { Bound::Before };
            return part(fixed(edge).bounded(bound), base.end);
        }
        self.met(value).map(|value| Part::new(value, base.end))
    }

    /// `a week on Friday`, `two weeks today`: where the day begins, unless a word before says how long or how far.
    fn weeks_on(&self, index: usize, length: &Length) -> Option<usize> {
        let leads = [Cue::For, Cue::In, Cue::Within, Cue::Next, Cue::Last, Cue::About, Cue::All];
        let led = index > 0 && self.any_cue(index - 1, &leads).is_some();
        if led || length.grain < Grain::Week || length.steps.len() > 1 {
            return None;
        }
        let weekday =
            |at: &usize| self.named(*at).is_some_and(|part| matches!(part.value.form, Form::Weekday));
        let on = self.cue(length.end, Cue::On).filter(weekday);
        on.or_else(|| self.any_cue(length.end, &[Cue::Today, Cue::Tomorrow]).map(|_| length.end))
    }

    /// `3 Fridays from now`, `2 Thursdays back`.
    fn named_from_now(&self, index: usize) -> Option<Part> {
        let (count, at) = self.hundredths(index).filter(|(count, _)| count % 100 == 0 && *count > 0)?;
        let count = count / 100;
        let named = self.named(at).or_else(|| self.festival_part(at))?;
        let (way, end) = if let Some(end) = self.any_cue(named.end, &[Cue::FromNow, Cue::Hence]) {
            (1, end)
        } else {
            (-1, self.cue(named.end, Cue::Ago)?)
        };
        let mut found =
            if way > 0 { named.value.series.from(self.now)? } else { named.value.series.until(self.now)? };
        if found.start <= self.now && self.now < found.end {
            found = if way > 0 {
                named.value.series.from(found.end)?
            } else {
                named.value.series.until(found.start)?
            };
        }
        for _ in 1..count.min(1000) {
            found = if way > 0 {
                named.value.series.from(found.end)?
            } else {
                named.value.series.until(found.start)?
            };
        }
        part(fixed(found), end)
    }

    /// `for 10 days from 18th Dec`, `from 4pm for thirty minutes`, `18th Dec for 10 days`, `3 days starting from Monday`.
    fn lasting_from(&self, index: usize) -> Option<Part> {
        let start = self.any_cue(index, &[Cue::For]).unwrap_or(index);
        if let Some(length) = self.length(start) {
            let at = if self.words.at(length.end) == "," { length.end + 1 } else { length.end };
            let next = self
                .cue(at, Cue::Starting)
                .filter(|_| start > index || !self.words.is(at, &["after", "from", "since"]));
            if let Some(next) = next {
                let next = self.any_cue(next, &[Cue::On, Cue::At]).unwrap_or(next);
                let base = self
                    .deeper(|| self.sequence(next, Grain::Second))
                    .or_else(|| self.deeper(|| self.clock_part(next)))?;
                return self.lasting(&base.value, &length, base.end);
            }
        }
        let from = self
            .cue(index, Cue::From)
            .or_else(|| self.words.is(index, &["starting", "beginning"]).then_some(index + 1))
            .unwrap_or(index);
        let base = self.simple_base(from)?;
        if base.end >= self.words.len() || base.value.bound.is_some() {
            return None;
        }
        let next = self.any_cue(base.end, &[Cue::For])?;
        let length = self.length(next)?;
        self.lasting(&base.value, &length, length.end)
    }

    /// A date or time at which something may begin, without looking for what it may be within.
    fn simple_base(&self, index: usize) -> Option<Part> {
        let mut best: Option<Part> = None;
        for found in [
            self.instant(index),
            self.clock_part(index),
            self.date(index),
            self.named(index),
            self.relative(index),
            self.festival_part(index),
            self.numeric_date(index),
        ]
        .into_iter()
        .flatten()
        {
            if best.as_ref().is_none_or(|best| found.end > best.end) {
                best = Some(found);
            }
        }
        best
    }

    fn lasting(&self, base: &Value, length: &Length, end: usize) -> Option<Part> {
        let grain = base.grain.min(length.grain);
        let mut steps = length.steps.clone();
        // Both ends belong to it.
        steps.push(Step { count: 1, grain });
        if base.bound.is_some() {
            return None;
        }
        let series = Series::map(Rc::clone(&base.series), Turn::Lasting(steps, grain));
        let value = Value::of(series, grain, Form::Range);
        self.met(value).map(|value| Part::new(value, end))
    }
}
