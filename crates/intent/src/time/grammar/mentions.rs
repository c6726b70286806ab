//! Whole mentions: sequences, what joins two of them, and what leaves one side open.

use super::{
    super::{
        Grain,
        english::{Cue, IDIOMS, role},
        series::{Series, Stretch, Turn, floor},
    },
    Reader,
    value::{Bound, Form, Part, Value, fixed},
};

/// A mention and where it stands.
pub(in crate::time) struct Mention {
    pub(in crate::time) stretch: Stretch,
    pub(in crate::time) bound: Option<Bound>,
    pub(in crate::time) start: usize,
    pub(in crate::time) end: usize,
    /// Whether its end is that of a unit that stands for a moment.
    pub(in crate::time) to_moment: bool,
    /// Whether it is up to a day that people count in: `by Friday`, `until Christmas`.
    pub(in crate::time) up_to_day: bool,
    /// Whether it is a time of the clock that either half of the day can be meant by.
    pub(in crate::time) either_half: bool,
}

impl Reader<'_> {
    /// Every mention of the text, from its start: at each word the longest, and on behind it.
    pub(in crate::time) fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            if let Some(length) = self.words.any_phrase(at, IDIOMS) {
                at += length;
                continue;
            }
            match self.mention(at) {
                Some(mention) => {
                    at = mention.end;
                    found.push(mention);
                }
                None => at += 1,
            }
        }
        found
    }

    pub(super) fn mention(&self, index: usize) -> Option<Mention> {
        let mut best: Option<Part> = None;
        for found in
            [self.sequence(index, Grain::Second), self.range(index), self.open(index)].into_iter().flatten()
        {
            if found.value.latent && !self.stands_alone(&found, index) {
                continue;
            }
            if best.as_ref().is_none_or(|best| found.end > best.end) {
                best = Some(found);
            }
        }
        let mut found = best?;
        if found.value.bound.is_none() {
            found = self.opened_behind(found);
        }
        let stretch = self.stretch(&found.value)?;
        let (to_moment, up_to_day) = (found.value.to_moment, found.value.up_to_day);
        let either_half =
            found.value.bound.is_none() && matches!(found.value.form, Form::Clock(clock, _) if clock.twelve);
        Some(Mention {
            bound: found.value.bound,
            stretch,
            start: index,
            end: found.end,
            to_moment,
            up_to_day,
            either_half,
        })
    }

    /// Whether something latent is a time after all: it is all of the text, or a small word before it says so.
    pub(super) fn stands_alone(&self, found: &Part, index: usize) -> bool {
        let before = index.checked_sub(1);
        let is_word = |at: usize| self.words.at(at).chars().any(char::is_alphanumeric);
        let nothing_behind = (found.end..self.words.len()).all(|at| !is_word(at));
        let led = |words: &[&str]| before.is_some_and(|before| self.words.is(before, words));
        let alone = nothing_behind && (0..index).all(|at| !is_word(at) || self.words.is(at, role::SMALL));
        match &found.value.form {
            Form::Clock(..) => {
                alone && index == 0 && (index..found.end).any(|at| self.words.is(at, role::ZERO))
            }
            Form::Weekday | Form::Month => {
                alone
                    || led(role::LEADS_TO_NAME)
                    || self.words.list.get(index).is_some_and(|word| word.capital)
                        && index > 0
                        && nothing_behind
            }
            Form::Season => alone || led(role::LEADS_TO_SEASON) && self.follows_no_noun(found.end),
            Form::DayOfMonth => alone || led(role::ON) && self.follows_no_noun(found.end),
            Form::PartOfDay(..) => alone,
            Form::Year => alone,
            Form::Unit | Form::Range => alone || self.words.is(index, role::THE) && led(role::DURING),
            _ => false,
        }
    }

    /// Something that may bound another, latent or not.
    pub(super) fn edge(&self, index: usize) -> Option<Part> {
        let found = self.deeper(|| self.sequence(index, Grain::Second));
        let clock = self
            .clock_part(index)
            .filter(|part| part.value.latent && self.may_end(part.end) && self.follows_no_noun(part.end));
        match (found, clock) {
            (Some(found), Some(clock)) if found.value.latent && clock.end >= found.end => {
                let year = matches!(found.value.form, Form::Year | Form::DayOfMonth);
                Some(if year { found } else { Part::new(clock.value.plain(), clock.end) })
            }
            (None, Some(clock)) => Some(Part::new(clock.value.plain(), clock.end)),
            (found, _) => found.filter(|found| {
                !matches!(found.value.form, Form::Clock(..))
                    || !found.value.latent
                    || self.may_end(found.end) && self.follows_no_noun(found.end)
            }),
        }
    }

    /// `until 2 pm`, `after Monday`, `by Friday`, `since last week`, `before noon`.
    pub(super) fn open(&self, index: usize) -> Option<Part> {
        let mut best: Option<Part> = None;
        let mut keep = |found: Option<Part>| {
            if let Some(found) = found
                && best.as_ref().is_none_or(|best| found.end > best.end)
            {
                best = Some(found);
            }
        };
        for (cue, bound) in [
            (Cue::Until, Bound::Before),
            (Cue::Before, Bound::Before),
            (Cue::After, Bound::After),
            (Cue::Since, Bound::After),
            (Cue::From, Bound::After),
            (Cue::Starting, Bound::After),
        ] {
            let Some(at) = self.cue(index, cue) else { continue };
            let at = self.any_cue(at, &[Cue::On]).unwrap_or(at);
            // Since this August: the one that has begun.
            let at = match self.cue(at, Cue::This) {
                Some(named) if cue == Cue::Since && self.named(named).is_some() => named,
                _ => at,
            };
            // `past` and `following` name what is past or next.
            if cue == Cue::After && self.words.is(index, role::CHOOSES) {
                continue;
            }
            let Some(edge) = self.edge(at).filter(|edge| edge.value.bound.is_none()) else { continue };
            let counted = matches!(edge.value.form, Form::PartOfDay(..))
                && edge.value.latent
                && (matches!(cue, Cue::From | Cue::Starting) || !self.follows_no_noun(edge.end));
            if counted {
                continue;
            }
            let ends = self.any_cue(edge.end, &[Cue::OrLater]).filter(|end| {
                bound == Bound::After && self.words.is(edge.end, role::ONWARDS) && self.follows_no_noun(*end)
            });
            let up_to_day = cue == Cue::Until && is_day(&edge.value);
            let value = self.bounded(&edge.value, bound, cue).map(|value| Value { up_to_day, ..value });
            keep(value.map(|value| Part::new(value, ends.unwrap_or(edge.end))));
        }
        if let Some(at) = self.cue(index, Cue::By) {
            keep(self.by(at));
        }
        keep(self.compared(index));
        best
    }

    /// `< 6 pm`, `>= 2019`: a sign before what can be nothing but a time, or a year that nothing is said of.
    pub(super) fn compared(&self, index: usize) -> Option<Part> {
        let (bound, whole, at) = [
            (Cue::AtMost, Bound::Before, true),
            (Cue::AtLeast, Bound::After, false),
            (Cue::Less, Bound::Before, false),
            (Cue::Greater, Bound::After, true),
        ]
        .into_iter()
        .find_map(|(cue, bound, whole)| self.cue(index, cue).map(|at| (bound, whole, at)))?;
        // `Below 5 tonight` is a number of something else.
        let sure = |part: &Part| !part.value.latent || matches!(part.value.form, Form::Year);
        if !self.parts(at).iter().any(sure) {
            return None;
        }
        let edge = self.sequence(at, Grain::Second).filter(|edge| {
            let year = matches!(edge.value.form, Form::Year) && self.follows_no_noun(edge.end);
            edge.value.bound.is_none() && (!edge.value.latent || year)
        })?;
        let stretch = self.stretch(&edge.value)?;
        let moment = if whole && stretch.grain >= Grain::Day { stretch.end } else { stretch.start };
        Some(Part::new(fixed(Stretch::unit(moment, edge.value.grain)?).bounded(bound), edge.end))
    }

    /// `before 4 pm`, to narrow a day: `tomorrow before 4 pm`.
    pub(super) fn bounded_clock(&self, index: usize) -> Option<Part> {
        let (at, bound) = match (self.any_cue(index, &[Cue::Until, Cue::Before]), self.cue(index, Cue::After))
        {
            (Some(at), _) => (at, Bound::Before),
            (None, Some(at)) if !self.words.is(index, role::CHOOSES_OR_COUNTS) => (at, Bound::After),
            // `by` counts from now, unless a day is said before it.
            _ if self.is_day_word(index.checked_sub(1)?) => (self.cue(index, Cue::By)?, Bound::Before),
            _ => return None,
        };
        let clock = self
            .clock_part(at)
            .filter(|part| !part.value.latent || self.may_end(part.end) && self.follows_no_noun(part.end))?;
        Some(Part::new(clock.value.bounded(bound), clock.end))
    }

    pub(super) fn is_day_word(&self, index: usize) -> bool {
        self.any_cue(index, &[Cue::Today, Cue::Tomorrow, Cue::Yesterday]).is_some()
            || self.named(index).is_some_and(|part| matches!(part.value.form, Form::Weekday))
    }

    pub(super) fn bounded(&self, value: &Value, bound: Bound, cue: Cue) -> Option<Value> {
        let mut stretch = self.stretch(value)?;
        // Since Monday: the last one.
        if cue == Cue::Since && stretch.start > self.now {
            stretch = value.series.until(self.now).unwrap_or(stretch);
        }
        // Before the end of something is before all of it is over; what comes after a month begins behind it.
        let ends = is_end(&value.series);
        let whole = matches!(value.grain, Grain::Year | Grain::Month | Grain::Quarter | Grain::Week)
            && cue == Cue::After;
        let edge = if ends && bound == Bound::Before || whole && bound == Bound::After {
            stretch.end
        } else {
            stretch.start
        };
        if edge == stretch.start {
            return Some(fixed(stretch).bounded(bound));
        }
        Some(fixed(Stretch::unit(edge, value.grain)?).bounded(bound))
    }

    /// `by Friday`: from now up to it.
    pub(super) fn by(&self, index: usize) -> Option<Part> {
        // `by the day` is a rate.
        let rate = |edge: &Part| edge.value.latent && matches!(edge.value.form, Form::Unit);
        let edge = self.edge(index).filter(|edge| edge.value.bound.is_none() && !rate(edge))?;
        let stretch = self.stretch(&edge.value)?;
        let end = if is_end(&edge.value.series) { stretch.end } else { stretch.start };
        let start = floor(self.now, Grain::Second);
        let value = if end > start {
            Value::new(Series::one(start, end, Grain::Second, true), Grain::Second, Form::Range)
        } else {
            edge.value.clone().bounded(Bound::Before)
        };
        let up_to_day = is_day(&edge.value);
        Some(Part::new(Value { up_to_day, ..value.plain() }, edge.end))
    }

    /// `2012 or later`, `3 pm or later on Monday`, `1 May and after`.
    pub(super) fn opened_behind(&self, found: Part) -> Part {
        let (bound, end) = if let Some(end) =
            self.cue(found.end, Cue::OrLater).filter(|_| !self.words.is(found.end, role::ONLY_BEHIND_FROM))
        {
            (Bound::After, end)
        } else if let Some(end) = self.cue(found.end, Cue::OrEarlier) {
            (Bound::Before, end)
        } else {
            return found;
        };
        let day = self.any_cue(end, &[Cue::On]).unwrap_or(end);
        if found.value.grain < Grain::Day
            && let Some(day) = self.deeper(|| self.sequence(day, Grain::Day))
            && let Some(both) = self.both(&found.value, &day.value)
        {
            return Part::new(both.bounded(bound), day.end);
        }
        Part::new(found.value.bounded(bound), end)
    }
}

/// Whether it is a day, and not the end of something.
fn is_day(value: &Value) -> bool {
    value.grain == Grain::Day && !is_end(&value.series)
}

/// Whether it is the end of something.
fn is_end(series: &Series) -> bool {
    matches!(series, Series::Map(_, Turn::Part { to: None, .. }))
}
