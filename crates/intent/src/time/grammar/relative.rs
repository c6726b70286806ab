//! Times relative to now: `today`, `next week`, `this Friday`, `this time tomorrow`.

use super::{
    super::{
        Grain,
        english::Cue,
        series::{Series, Step, Stretch, add, floor},
    },
    Reader,
    parts::part,
    value::{Bound, Form, Part, Value, fixed},
};
use std::rc::Rc;

impl Reader<'_> {
    /// The unit so many after the one under way.
    pub(super) fn unit_now(&self, grain: Grain, count: i64) -> Option<Stretch> {
        Stretch::unit(add(floor(self.now, grain), Step { count, grain })?, grain)
    }

    fn day_from_today(&self, count: i64, end: usize) -> Option<Part> {
        part(Value::new(Series::One(self.unit_now(Grain::Day, count)?), Grain::Day, Form::Day), end)
    }

    /// Words with one meaning: `now`, `today`, `tonight`, `the day after tomorrow`, `EOM`.
    pub(super) fn instant(&self, index: usize) -> Option<Part> {
        let mut found: Vec<Part> = Vec::new();
        let mut keep = |part: Option<Part>| found.extend(part);
        let now = || {
            Some(Stretch {
                start: self.now,
                end: add(self.now, Step { count: 1, grain: Grain::Second })?,
                grain: Grain::Second,
                said: false,
            })
        };
        if let Some(end) = self.cue(index, Cue::Now) {
            keep(part(Value::new(Series::One(now()?), Grain::Second, Form::Now), end));
        }
        if let Some(end) = self.cue(index, Cue::Soon) {
            keep(part(Value::new(Series::One(now()?), Grain::Second, Form::Now).bounded(Bound::After), end));
        }
        if let Some(end) =
            self.cue(index, Cue::UntilNow).filter(|_| index == 0 || self.words.at(index - 1) != "-")
        {
            keep(part(Value::new(Series::One(now()?), Grain::Second, Form::Now).bounded(Bound::Before), end));
        }
        if let Some(end) = self.any_cue(index, &[Cue::Today, Cue::AtThisTime]) {
            keep(self.day_from_today(0, end));
        }
        if let Some(end) = self.cue(index, Cue::Tomorrow) {
            // `tom` is a name.
            if self.words.at(index) != "tom" {
                keep(self.day_from_today(1, end));
            }
        }
        if let Some(end) = self.cue(index, Cue::Yesterday) {
            keep(self.day_from_today(-1, end));
        }
        if let Some(end) = self.cue(index, Cue::AfterTomorrow) {
            keep(self.day_from_today(2, end));
        }
        if let Some(end) = self.cue(index, Cue::BeforeYesterday) {
            keep(self.day_from_today(-2, end));
        }
        let late = self.cue(index, Cue::Late).unwrap_or(index);
        let early = self.cue(index, Cue::Early).unwrap_or(index);
        if let Some(end) = self.cue(late, Cue::Tonight) {
            keep(self.night_of(0, if late > index { 21 } else { 18 }, end));
        }
        if let Some(end) = self.cue(early, Cue::Tonight).filter(|_| early > index) {
            keep(self.night_of(0, 18, end));
        }
        if let Some(end) = self.cue(late, Cue::Last).filter(|end| self.words.is(*end, &["night"])) {
            keep(self.night_of(-1, if late > index { 21 } else { 18 }, end + 1));
        }
        for (cue, days) in [(Cue::DayBefore, -1), (Cue::DayAfter, 1)] {
            if let Some(end) = self.cue(index, cue).filter(|end| self.ends_clause(*end)) {
                keep(self.day_from_today(days, end));
            }
        }
        if let Some(end) = self.cue(index, Cue::Midweek) {
            keep(self.midweek(end));
        }
        if let Some((grain, end)) = self.plain_unit(index).filter(|unit| unit.0 >= Grain::Week)
            && let Some(end) = self.cue(end, Cue::ToDate)
        {
            let from = floor(self.now, grain);
            let to = Series::one(from, self.now.max(from), Grain::Day, true);
            keep(part(Value::new(to, Grain::Day, Form::Range), end).filter(|_| self.now > from));
        }
        if let Some(end) = self.cue(index, Cue::ThisTime) {
            keep(self.this_time(end));
        }
        if let Some(end) = self.cue(index, Cue::EndOfMonth) {
            keep(self.end_of(Grain::Month, end));
        }
        if let Some(end) = self.cue(index, Cue::EndOfYear) {
            keep(self.end_of(Grain::Year, end));
        }
        for (cue, from, to) in
            [(Cue::AfterLunch, 13, 17), (Cue::AfterWork, 17, 21), (Cue::AfterSchool, 15, 21)]
        {
            if let Some(end) = self.cue(index, cue) {
                let word = super::super::english::PartWord {
                    from: from * 60,
                    to: to * 60,
                    after_noon: true,
                    plain: true,
                };
                let today = Rc::new(Series::One(self.unit_now(Grain::Day, 0)?));
                let series = Series::within(
                    Rc::clone(&today),
                    Rc::new(Series::Daily { from: word.from, to: word.to }),
                );
                // On the days said, else today.
                let mut value = Value::of(series, Grain::Hour, Form::PartOfDay(word, None));
                value.latent = false;
                keep(part(value, end));
            }
        }
        found.into_iter().reduce(super::parts::longer)
    }

    /// Whether nothing is said behind `index` in one breath.
    fn ends_clause(&self, index: usize) -> bool {
        !self.words.at(index).chars().any(char::is_alphanumeric)
    }

    /// Wednesday and Thursday of this week, or of the next when they are over.
    fn midweek(&self, end: usize) -> Option<Part> {
        (0..2).find_map(|weeks| {
            let week = fixed(self.unit_now(Grain::Week, weeks)?);
            let middle = self.piece(&week, super::ordinal::Piece::Middle, end)?;
            (self.stretch(&middle.value)?.end > self.now).then_some(middle)
        })
    }

    fn night_of(&self, days: i64, from: i32, end: usize) -> Option<Part> {
        let day = Rc::new(Series::One(self.unit_now(Grain::Day, days)?));
        let word =
            super::super::english::PartWord { from: from * 60, to: 24 * 60, after_noon: true, plain: true };
        let series = Series::within(Rc::clone(&day), Rc::new(Series::Daily { from: word.from, to: word.to }));
        part(Value::of(series, Grain::Hour, Form::PartOfDay(word, Some(day))), end)
    }

    /// `this time tomorrow`: on the days that follow, at the time it is now.
    fn this_time(&self, index: usize) -> Option<Part> {
        let start = self.any_cue(index, &[Cue::On]).unwrap_or(index);
        let day = self.deeper(|| self.sequence(start, Grain::Day))?;
        let seconds = i32::from(self.now.hour()) * 3600 + i32::from(self.now.minute()) * 60;
        let grain = Grain::Minute;
        let stretch = match day.value.grain {
            Grain::Day => {
                let clock = Rc::new(Series::Clock { seconds, grain, twelve: false });
                Value::of(Series::within(day.value.series, clock), grain, Form::Other)
            }
            _ => {
                let unit = self.stretch(&day.value)?;
                let ahead = unit.start.date().since(floor(self.now, day.value.grain).date()).ok()?.get_days();
                let start = add(floor(self.now, grain), Step { count: i64::from(ahead), grain: Grain::Day })?;
                fixed(Stretch::unit(start, grain)?)
            }
        };
        part(stretch, day.end)
    }

    /// The last part of the unit under way.
    fn end_of(&self, grain: Grain, end: usize) -> Option<Part> {
        let unit = fixed(self.unit_now(grain, 0)?);
        self.piece(&unit, super::ordinal::Piece::End, end)
    }

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
                && self.words.is(named.end, &["next"])
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
    fn weekday_of_week(&self, way: i64, start: usize, index: usize) -> Option<Part> {
        let counts_weeks =
            (start..index).any(|at| self.words.is(at, &["next", "last", "previous", "preceding"]));
        if way == 0 || !counts_weeks || self.words.is(start, &["this"]) {
            return None;
        }
        let named = self.named(index).filter(|part| matches!(part.value.form, Form::Weekday))?;
        let week = Rc::new(Series::One(self.unit_now(Grain::Week, way)?));
        let day = Series::within(week, named.value.series);
        let found = day.coming(self.now).or_else(|| day.until(self.now))?;
        part(Value::new(Series::One(found), Grain::Day, Form::Other), named.end)
    }

    /// `this Friday, June 15`: the date says which day is meant, and the weekday which year where it fits.
    fn dated_weekday(&self, index: usize) -> Option<Part> {
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
    fn chosen(&self, way: i64, index: usize) -> Option<Part> {
        if let Some((grain, end)) = self.plain_unit(index).filter(|_| self.cue(index, Cue::Weekend).is_none())
        {
            let quarter_of = self.words.is(end, &["of", "past", "to", "till"]) && grain == Grain::Quarter;
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
        let word = self.words.at(named.end);
        if value.latent
            && matches!(value.form, Form::Month)
            && plain
            && named.end == index + 1
            && (matches!(word, "or" | "i" | "we" | "it" | "is") || !self.follows_no_noun(named.end))
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
        let bare = self.words.is(index, &["at"]) && self.words.is(index + 1, &["night"]);
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
        if index > 0 && self.words.is(index - 1, &["good"]) {
            return None;
        }
        let series = Rc::new(Series::Daily { from: word.from, to: word.to });
        let value = Value::of(series, Grain::Hour, Form::PartOfDay(word, None));
        let sure = led && !self.words.is(from, &["dinner", "lunch", "breakfast", "brunch"])
            || bare
            || about.is_some()
            || word.plain;
        // The morning of Christmas.
        if let Some(of) = self.cue(end, Cue::Of).filter(|_| self.words.is(end, &["of"]))
            && let Some(days) = self.deeper(|| self.sequence(self.past_the(of), Grain::Day))
            && let Some(value) = self.both(&value, &days.value)
        {
            return part(value.plain(), days.end);
        }
        part(if sure { value } else { value.latent() }, end)
    }

    /// `after dark`.
    fn dark(&self, index: usize) -> Option<usize> {
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
