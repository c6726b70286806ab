//! Days of a name by counting: `next two weekends`, `in two Sundays`, `3 Fridays from now`, `a week on Friday`.

use super::{
    super::{
        Grain,
        english::{Cue, is_plural, role},
        series::Series,
    },
    Reader,
    numbers::Length,
    parts::part,
    value::{Form, Part, Value, fixed},
};

impl Reader<'_> {
    /// `next two weekends`, `the last three Mondays`: from the first of them to the last.
    pub(super) fn named_from(&self, way: i64, count: i64, index: usize) -> Option<Part> {
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

    /// `in two Sundays`: the second that comes.
    pub(super) fn named_away(&self, index: usize) -> Option<Part> {
        let start = self.words.is(index, role::IN).then_some(index + 1)?;
        let (count, at) = self.cardinal(start).filter(|(count, _)| (1..100).contains(count))?;
        let named = self.named(at).filter(|part| {
            matches!(part.value.form, Form::Weekday | Form::Weekend) && is_plural(self.words.at(part.end - 1))
        })?;
        let mut found = self.coming_after(&named.value)?;
        for _ in 1..count {
            found = named.value.series.from(found.end)?;
        }
        part(fixed(found), named.end)
    }

    /// `3 Fridays from now`, `2 Thursdays back`.
    pub(super) fn named_from_now(&self, index: usize) -> Option<Part> {
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

    /// `a week on Friday`, `two weeks today`: where the day begins, unless a word before says how long or how far.
    pub(super) fn weeks_on(&self, index: usize, length: &Length) -> Option<usize> {
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
}
