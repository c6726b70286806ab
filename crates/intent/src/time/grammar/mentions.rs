//! Whole mentions: sequences, what joins two of them, and what leaves one side open.

use super::{
    super::{
        Grain,
        english::{Cue, IDIOMS},
        series::{Series, Step, Stretch, Turn, add, floor},
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

    fn mention(&self, index: usize) -> Option<Mention> {
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
        let to_moment = found.value.to_moment;
        let either_half =
            found.value.bound.is_none() && matches!(found.value.form, Form::Clock(clock, _) if clock.twelve);
        Some(Mention {
            bound: found.value.bound,
            stretch,
            start: index,
            end: found.end,
            to_moment,
            either_half,
        })
    }

    /// Whether something latent is a time after all: it is all of the text, or a small word before it says so.
    fn stands_alone(&self, found: &Part, index: usize) -> bool {
        let before = index.checked_sub(1);
        let is_word = |at: usize| self.words.at(at).chars().any(char::is_alphanumeric);
        let nothing_behind = (found.end..self.words.len()).all(|at| !is_word(at));
        let led = |words: &[&str]| before.is_some_and(|before| self.words.is(before, words));
        let small =
            ["on", "in", "the", "by", "during", "for", "until", "since", "of", "from", "every", "all", "at"];
        let alone = nothing_behind && (0..index).all(|at| !is_word(at) || self.words.is(at, &small));
        match &found.value.form {
            Form::Clock(..) => {
                alone
                    && index == 0
                    && (index..found.end).any(|at| self.words.is(at, &["o", "oh", "ou", "zero"]))
            }
            Form::Weekday | Form::Month => {
                alone
                    || led(&["on", "in", "by", "during", "until", "since", "of", "from", "for"])
                    || self.words.list.get(index).is_some_and(|word| word.capital)
                        && index > 0
                        && nothing_behind
            }
            Form::Season => {
                alone || led(&["in", "this", "the", "during", "until"]) && self.follows_no_noun(found.end)
            }
            Form::DayOfMonth => alone || led(&["on"]) && self.follows_no_noun(found.end),
            Form::PartOfDay(..) => alone,
            Form::Year => alone,
            Form::Unit | Form::Range => {
                alone
                    || self.words.is(index, &["the"])
                        && led(&["in", "for", "of", "during", "throughout", "over"])
            }
            _ => false,
        }
    }

    /// Something that may bound another, latent or not.
    fn edge(&self, index: usize) -> Option<Part> {
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

    /// `from Monday to Wednesday`, `between Christmas and New Year`, `Friday - Sunday`.
    fn range(&self, index: usize) -> Option<Part> {
        let between = self.cue(index, Cue::Between);
        let led = between.or_else(|| self.cue(index, Cue::From));
        let start = led.unwrap_or(index);
        let start = self.any_cue(start, &[Cue::On]).unwrap_or(start);
        let mut best: Option<Part> = None;
        let firsts: Vec<Part> = self
            .parts(start)
            .into_iter()
            .chain(self.deeper(|| self.sequence(start, Grain::Second)))
            .collect();
        for first in firsts {
            if first.value.bound.is_some() {
                continue;
            }
            let joint = self.cue(first.end, if between.is_some() { Cue::And } else { Cue::To });
            let joint = joint.or_else(|| self.cue(first.end, Cue::To).filter(|_| between.is_some()));
            let Some(joint) = joint else { continue };
            if self.words.is(first.end, &["before", "/"])
                && led.is_none()
                && !(self.words.at(first.end) == "/" && first.value.grain < Grain::Day)
            {
                continue;
            }
            let Some(last) = self.edge(joint) else { continue };
            if last.value.bound.is_some() || best.as_ref().is_some_and(|best| best.end >= last.end) {
                continue;
            }
            let latent = first.value.latent || last.value.latent;
            let years = matches!(first.value.form, Form::Year) && matches!(last.value.form, Form::Year);
            let months = matches!(first.value.form, Form::Month);
            if latent && led.is_none() && !months && !years {
                continue;
            }
            if matches!(first.value.form, Form::Clock(..)) && first.value.latent && led.is_none() {
                continue;
            }
            let begins = self.on_the_days_behind(&first.value, joint, &last);
            let Some(mut value) = self.spanned(begins.as_ref().unwrap_or(&first.value), &last.value) else {
                continue;
            };
            value.latent =
                latent && years && led.is_none() && matches!(self.words.at(first.end), "-" | "~" | "/");
            best = Some(Part::new(value, last.end));
        }
        best
    }

    /// `From noon till sunset tomorrow`: what is said behind the second time of a day is the day of both.
    fn on_the_days_behind(&self, first: &Value, joint: usize, last: &Part) -> Option<Value> {
        if !first.is_of_no_day() {
            return None;
        }
        self.parts(joint)
            .into_iter()
            .filter(|part| part.end < last.end && part.value.is_of_no_day())
            .find_map(|part| {
                let days = self
                    .joints(part.end)
                    .into_iter()
                    .filter_map(|at| self.sequence(at, Grain::Day))
                    .find(|days| days.end == last.end)?;
                let both = self.both(first, &days.value)?;
                // A range that ends before it begins runs into the day said.
                let (from, to) = (self.stretch(&both)?, self.stretch(&last.value)?);
                (from.start < to.start).then_some(both)
            })
    }

    /// From the start of one to the end of the other.
    fn spanned(&self, first: &Value, last: &Value) -> Option<Value> {
        let grain = first.grain.min(last.grain);
        let mut from = self.stretch(first)?;
        let after = |from: Stretch| {
            let found = last.series.from(from.start)?;
            if found.start < from.start && !found.said { last.series.from(found.end) } else { Some(found) }
        };
        let to = match after(from) {
            Some(to) => to,
            None => {
                // The other is fixed and earlier: the first one before it.
                let to = self.stretch(last)?;
                from = first.series.until(to.start)?;
                to
            }
        };
        // From August to October, asked in September: the one under way.
        let (from, to) = self.under_way(first, last).filter(|_| from.start > self.now).unwrap_or((from, to));
        // November to February 2017: the November before.
        let fixed_last = last.series.from(to.end).is_none();
        let (from, to) = if fixed_last && first.series.from(from.end).is_some() {
            match first.series.until(to.start) {
                Some(nearer)
                    if from.start > to.start
                        || matches!(first.form, Form::Month | Form::Date | Form::Festival) =>
                {
                    (nearer, to)
                }
                _ => (from, to),
            }
        } else {
            (from, to)
        };
        let (end, to_moment) = if matches!(last.form, Form::Now) {
            (to.start, false)
        } else if to.said || to.grain > grain && grain >= Grain::Day {
            (to.end, false)
        } else {
            (add(to.start, Step { count: 1, grain })?, grain < Grain::Day)
        };
        (end > from.start).then(|| Value {
            to_moment,
            ..Value::new(Series::one(from.start, end, grain, true), grain, Form::Range)
        })
    }

    /// The last of the first and the first of the last behind it, where now lies between them.
    fn under_way(&self, first: &Value, last: &Value) -> Option<(Stretch, Stretch)> {
        let recurs = |value: &Value| matches!(value.form, Form::Month | Form::Date | Form::Festival);
        if !recurs(first) || !recurs(last) {
            return None;
        }
        let from = first.series.until(self.now)?;
        let to = last.series.from(from.end)?;
        (to.end > self.now && to.start > from.start).then_some((from, to))
    }

    /// `until 2 pm`, `after Monday`, `by Friday`, `since last week`, `before noon`.
    fn open(&self, index: usize) -> Option<Part> {
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
            if cue == Cue::After && self.words.is(index, &["past", "following"]) {
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
                bound == Bound::After
                    && self.words.is(edge.end, &["on", "onwards", "onward", "forward"])
                    && self.follows_no_noun(*end)
            });
            let value = self.bounded(&edge.value, bound, cue);
            keep(value.map(|value| Part::new(value, ends.unwrap_or(edge.end))));
        }
        if let Some(at) = self.cue(index, Cue::By) {
            keep(self.by(at));
        }
        keep(self.compared(index));
        best
    }

    /// `< 6 pm`, `>= 2019`: a sign before what can be nothing but a time, or a year that nothing is said of.
    fn compared(&self, index: usize) -> Option<Part> {
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
            (None, Some(at)) if !self.words.is(index, &["past", "following", "more"]) => (at, Bound::After),
            // `by` counts from now, unless a day is said before it.
            _ if self.is_day_word(index.checked_sub(1)?) => (self.cue(index, Cue::By)?, Bound::Before),
            _ => return None,
        };
        let clock = self
            .clock_part(at)
            .filter(|part| !part.value.latent || self.may_end(part.end) && self.follows_no_noun(part.end))?;
        Some(Part::new(clock.value.bounded(bound), clock.end))
    }

    fn is_day_word(&self, index: usize) -> bool {
        self.any_cue(index, &[Cue::Today, Cue::Tomorrow, Cue::Yesterday]).is_some()
            || self.named(index).is_some_and(|part| matches!(part.value.form, Form::Weekday))
    }

    fn bounded(&self, value: &Value, bound: Bound, cue: Cue) -> Option<Value> {
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
    fn by(&self, index: usize) -> Option<Part> {
        let edge = self.edge(index).filter(|edge| edge.value.bound.is_none())?;
        let stretch = self.stretch(&edge.value)?;
        let end = if is_end(&edge.value.series) { stretch.end } else { stretch.start };
        let start = floor(self.now, Grain::Second);
        let value = if end > start {
            Value::new(Series::one(start, end, Grain::Second, true), Grain::Second, Form::Range)
        } else {
            edge.value.clone().bounded(Bound::Before)
        };
        Some(Part::new(value.plain(), edge.end))
    }

    /// `2012 or later`, `3 pm or later on Monday`, `1 May and after`.
    fn opened_behind(&self, found: Part) -> Part {
        let (bound, end) = if let Some(end) =
            self.cue(found.end, Cue::OrLater).filter(|_| !self.words.is(found.end, &["on", "forward"]))
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

/// Whether it is the end of something.
fn is_end(series: &Series) -> bool {
    matches!(series, Series::Map(_, Turn::Part { to: None, .. }))
}
