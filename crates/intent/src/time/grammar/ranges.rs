//! From one time to another.

use super::{
    super::{
        Grain,
        english::{Cue, role},
        series::{Series, Step, Stretch, add},
    },
    Reader,
    value::{Form, Part, Value},
};

impl Reader<'_> {
    /// `from Monday to Wednesday`, `between Christmas and New Year`, `Friday - Sunday`.
    pub(super) fn range(&self, index: usize) -> Option<Part> {
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
            if self.words.is(first.end, role::NOT_TO)
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
    pub(super) fn on_the_days_behind(&self, first: &Value, joint: usize, last: &Part) -> Option<Value> {
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
    pub(super) fn spanned(&self, first: &Value, last: &Value) -> Option<Value> {
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
    pub(super) fn under_way(&self, first: &Value, last: &Value) -> Option<(Stretch, Stretch)> {
        let recurs = |value: &Value| matches!(value.form, Form::Month | Form::Date | Form::Festival);
        if !recurs(first) || !recurs(last) {
            return None;
        }
        let from = first.series.until(self.now)?;
        let to = last.series.from(from.end)?;
        (to.end > self.now && to.start > from.start).then_some((from, to))
    }
}
