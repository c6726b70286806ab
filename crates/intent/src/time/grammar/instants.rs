//! Words with one meaning: `now`, `tonight`, `this time tomorrow`, `midweek`.

use super::{
    super::{
        Grain,
        english::{Cue, role},
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

    pub(super) fn day_from_today(&self, count: i64, end: usize) -> Option<Part> {
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
            keep(self.day_from_today(1, end));
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
        if let Some(end) = self.cue(late, Cue::Last).filter(|end| self.words.is(*end, role::NIGHT)) {
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
    pub(super) fn ends_clause(&self, index: usize) -> bool {
        !self.words.at(index).chars().any(char::is_alphanumeric)
    }

    /// Wednesday and Thursday of this week, or of the next when they are over.
    pub(super) fn midweek(&self, end: usize) -> Option<Part> {
        (0..2).find_map(|weeks| {
            let week = fixed(self.unit_now(Grain::Week, weeks)?);
            let middle = self.piece(&week, super::pieces::Piece::Middle, end)?;
            (self.stretch(&middle.value)?.end > self.now).then_some(middle)
        })
    }

    pub(super) fn night_of(&self, days: i64, from: i32, end: usize) -> Option<Part> {
        let day = Rc::new(Series::One(self.unit_now(Grain::Day, days)?));
        let word =
            super::super::english::PartWord { from: from * 60, to: 24 * 60, after_noon: true, plain: true };
        let series = Series::within(Rc::clone(&day), Rc::new(Series::Daily { from: word.from, to: word.to }));
        part(Value::of(series, Grain::Hour, Form::PartOfDay(word, Some(day))), end)
    }

    /// `this time tomorrow`: on the days that follow, at the time it is now.
    pub(super) fn this_time(&self, index: usize) -> Option<Part> {
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
    pub(super) fn end_of(&self, grain: Grain, end: usize) -> Option<Part> {
        let unit = fixed(self.unit_now(grain, 0)?);
        self.piece(&unit, super::pieces::Piece::End, end)
    }
}
