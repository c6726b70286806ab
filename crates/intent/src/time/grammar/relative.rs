//! Times relative to now: `today`, `next week`, `this Friday`, `this time tomorrow`.

use super::{
    super::{
        Grain,
        english::{Cue, role},
        series::{Series, Step, Stretch, add, floor},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value, fixed},
};
use std::rc::Rc;

impl Reader<'_> {
    /// `this Friday`, `next week`, `last month`, `the following weekend`, `March after next`, `the week`.
    pub(super) fn relative(&self, index: usize) -> Option<Part> {
        let mut found: Vec<Part> = Vec::new();
        let the = self.past_the(index);
        for (cue, way) in [(Cue::This, 0), (Cue::Next, 1), (Cue::Last, -1)] {
            for start in [index, the] {
                if let Some(next) = self.cue(start, cue) {
                    found.extend(self.weekday_of_week(way, start, next).or_else(|| self.chosen(way, next)));
                    found.extend(self.dated_weekday(next));
                    if let Some(about) = self.cue(next, Cue::About) {
                        found.extend(self.chosen(way, about));
                    }
                }
            }
        }
        // `the week`, `the month`: the one under way.
        if the > index
            && let Some((grain, end)) = self.plain_unit(the)
            && matches!(grain, Grain::Week | Grain::Month | Grain::Year | Grain::Day | Grain::Quarter)
        {
            let value = Value::new(Series::One(self.unit_now(grain, 0)?), grain, Form::Unit).latent();
            if grain == Grain::Week {
                let rest = self.rest_of(grain)?;
                found.push(Part::new(rest.latent(), end));
            } else {
                found.push(Part::new(value, end));
            }
        }
        // Friday after next, the week before last.
        if let Some((grain, end)) = self.plain_unit(the) {
            if let Some(end) = self.cue(end, Cue::AfterNext) {
                found.extend(part(Value::new(Series::One(self.unit_now(grain, 2)?), grain, Form::Unit), end));
            }
            if let Some(end) = self.cue(end, Cue::BeforeLast) {
                found
                    .extend(part(Value::new(Series::One(self.unit_now(grain, -2)?), grain, Form::Unit), end));
            }
        }
        if let Some(named) = self.named(the).or_else(|| self.festival_part(the)) {
            if let Some(end) = self.cue(named.end, Cue::AfterNext) {
                let first = self.coming_after(&named.value)?;
                found.extend(part(fixed(named.value.series.from(first.end)?), end));
            }
            if let Some(end) = self.cue(named.end, Cue::BeforeLast) {
                let last = self.last_before(&named.value)?;
                found.extend(part(fixed(named.value.series.until(last.start)?), end));
            }
            // Friday week.
            if matches!(named.value.form, Form::Weekday)
                && let Some((Grain::Week, end)) = self.plain_unit(named.end)
                && self.follows_no_noun(end)
                && self.cue(end, Cue::Of).is_none()
                && self.words.number(end).is_none()
            {
                let coming = self.coming_after(&named.value)?;
                found.extend(part(fixed(named.value.series.from(coming.end)?), end));
            }
            // Friday next.
            if matches!(named.value.form, Form::Weekday)
                && self.words.is(named.end, role::NEXT)
                && self.plain_unit(named.end + 1).is_none()
                && self.named(named.end + 1).is_none()
            {
                found.extend(part(fixed(self.coming_after(&named.value)?), named.end + 1));
            }
        }
        found.into_iter().reduce(super::parts::longer)
    }

    /// The next one that isn't under way.
    pub(super) fn coming_after(&self, value: &Value) -> Option<Stretch> {
        let found = value.series.from(self.now)?;
        if found.start <= self.now { value.series.from(found.end) } else { Some(found) }
    }

    /// The last one that is over.
    pub(super) fn last_before(&self, value: &Value) -> Option<Stretch> {
        let found = value.series.until(self.now)?;
        if found.end > self.now { value.series.until(found.start) } else { Some(found) }
    }

    /// `next Friday`, `last Tuesday`: of the week before or behind the one under way. What is coming or just past is counted
    /// from today.
    pub(super) fn weekday_of_week(&self, way: i64, start: usize, index: usize) -> Option<Part> {
        let counts_weeks = (start..index).any(|at| self.words.is(at, role::COUNTS_WEEKS));
        if way == 0 || !counts_weeks || self.words.is(start, role::THIS) {
            return None;
        }
        let named = self.named(index).filter(|part| matches!(part.value.form, Form::Weekday))?;
        let week = Rc::new(Series::One(self.unit_now(Grain::Week, way)?));
        let day = Series::within(week, named.value.series);
        let found = day.coming(self.now).or_else(|| day.until(self.now))?;
        part(Value::new(Series::One(found), Grain::Day, Form::Other), named.end)
    }

    /// `this Friday, June 15`: the date says which day is meant, and the weekday which year where it fits.
    pub(super) fn dated_weekday(&self, index: usize) -> Option<Part> {
        let named = self.named(index).filter(|part| matches!(part.value.form, Form::Weekday))?;
        let joined = matches!(self.words.at(named.end), "," | "-");
        let at = named.end + usize::from(joined);
        let date = self.date(at).or_else(|| self.numeric_date(at)).filter(|part| {
            part.value.grain == Grain::Day && matches!(part.value.form, Form::Date) && !part.value.latent
        })?;
        let fits = self.both(&named.value, &date.value).filter(|both| {
            self.stretch(both).is_some_and(|day| {
                let years = i32::from(day.start.year()) - i32::from(self.now.year());
                (-1..=1).contains(&years)
            })
        });
        part(fits.unwrap_or(date.value), date.end)
    }

    /// What stands at `index`, the one under way (0), the next (1) or the last (-1).
    pub(super) fn chosen(&self, way: i64, index: usize) -> Option<Part> {
        if let Some((grain, end)) = self.plain_unit(index).filter(|_| self.cue(index, Cue::Weekend).is_none())
        {
            let quarter_of = self.words.is(end, role::QUARTER_OF) && grain == Grain::Quarter;
            if !quarter_of {
                // `this second` and `last minute` are idioms.
                if grain <= Grain::Minute && way <= 0 {
                    return None;
                }
                return part(Value::new(Series::One(self.unit_now(grain, way)?), grain, Form::Unit), end);
            }
        }
        if let Some(end) = self.any_cue(index, &[Cue::Decade, Cue::Century]) {
            let length: i16 = if self.cue(index, Cue::Decade).is_some() { 10 } else { 100 };
            let first = self.now.year().div_euclid(length) * length + length * i16::try_from(way).ok()?;
            let start = jiff::civil::Date::new(first, 1, 1).ok()?.at(0, 0, 0, 0);
            let after = jiff::civil::Date::new(first + length, 1, 1).ok()?.at(0, 0, 0, 0);
            return part(
                Value::new(Series::one(start, after, Grain::Year, true), Grain::Year, Form::Other),
                end,
            );
        }
        if let Some((word, end)) = self.part_word(index) {
            let day = Rc::new(Series::One(self.unit_now(Grain::Day, way)?));
            let series =
                Series::within(Rc::clone(&day), Rc::new(Series::Daily { from: word.from, to: word.to }));
            return part(Value::of(series, Grain::Hour, Form::PartOfDay(word, Some(day))), end);
        }
        let named = self
            .festival_part(index)
            .or_else(|| self.named(index))
            .or_else(|| self.date(index).filter(|part| matches!(part.value.form, Form::Date)))?;
        let value = &named.value;
        // `This may be`.
        let plain = self.words.list.get(index).is_some_and(|word| !word.capital);
        if value.latent
            && matches!(value.form, Form::Month)
            && plain
            && named.end == index + 1
            && (self.words.is(named.end, role::NO_MONTH_BEFORE) || !self.follows_no_noun(named.end))
        {
            return None;
        }
        let stretch = match way {
            0 if matches!(value.form, Form::Weekday) => self.coming_after(value)?,
            0 => value.series.from(self.now)?,
            1 => self.coming_after(value)?,
            _ => self.last_before(value)?,
        };
        let form = if matches!(value.form, Form::Month) { Form::Month } else { Form::Other };
        part(Value::new(Series::One(stretch), stretch.grain, form), named.end)
    }

    /// From today to the last day of the unit under way.
    pub(super) fn rest_of(&self, grain: Grain) -> Option<Value> {
        let unit = self.unit_now(grain, 0)?;
        let today = floor(self.now, Grain::Day);
        let end = if grain == Grain::Week {
            add(unit.end, Step { count: -1, grain: Grain::Day })?
        } else {
            unit.end
        };
        let end = if end > today { end } else { unit.end };
        Some(Value::new(Series::one(today, end, Grain::Day, true), Grain::Day, Form::Range))
    }

    /// A part of the day by name; with `in the` before it, a time without more.
    pub(super) fn part_of_day(&self, index: usize) -> Option<Part> {
        let mut start = index;
        let mut led = false;
        if let Some(next) = self.any_cue(index, &[Cue::In]) {
            start = next;
            led = true;
        }
        let the = self.past_the(start);
        led |= the > index;
        if the > index && the == self.past_the(index) {
            led = true;
        }
        let bare = self.words.is(index, role::AT) && self.words.is(index + 1, role::NIGHT);
        let about = self.cue(index, Cue::About);
        let from = if bare {
            index + 1
        } else if let Some(about) = about {
            about
        } else {
            the
        };
        let (word, end) = self.part_word(from)?;
        // `good morning` greets.
        if index > 0 && self.words.is(index - 1, role::GREETING) {
            return None;
        }
        let series = Rc::new(Series::Daily { from: word.from, to: word.to });
        let value = Value::of(series, Grain::Hour, Form::PartOfDay(word, None));
        let sure = led && !self.words.is(from, role::MEALS) || bare || about.is_some() || word.plain;
        // The morning of Christmas.
        if let Some(of) = self.cue(end, Cue::Of).filter(|_| self.words.is(end, role::OF))
            && let Some(days) = self.deeper(|| self.sequence(self.past_the(of), Grain::Day))
            && let Some(value) = self.both(&value, &days.value)
        {
            return part(value.plain(), days.end);
        }
        part(if sure { value } else { value.latent() }, end)
    }

    /// `after dark`.
    pub(super) fn dark(&self, index: usize) -> Option<usize> {
        let bounds = [Cue::After, Cue::Before, Cue::Until, Cue::By];
        self.cue(index, Cue::Dark).filter(|_| index > 0 && self.any_cue(index - 1, &bounds) == Some(index))
    }

    /// Sunrise and sunset at home, where that is known.
    pub(super) fn sun(&self, index: usize) -> Option<Part> {
        let start = self.cue(index, Cue::At).unwrap_or(index);
        let start = self.past_the(start);
        let (rises, end) = match (self.cue(start, Cue::Sunrise), self.cue(start, Cue::Sunset)) {
            (Some(end), _) => (true, end),
            (_, Some(end)) => (false, end),
            _ => (false, self.dark(start)?),
        };
        let (latitude, longitude) = self.options.position?;
        let zone = self.zone.time_zone().clone();
        let series = Series::Sun { rises, latitude, longitude, zone };
        part(Value::new(series, Grain::Minute, Form::Other), end)
    }
}
