use super::{
    super::{Grain, english::Cue},
    DEEPEST, MOST_PARTS, Reader,
    value::{Form, Part, Value},
};

impl Reader<'_> {
    /// Every part that begins at `index`, the longest first; of those that end together the one listed first.
    pub(super) fn parts(&self, index: usize) -> Vec<Part> {
        if index >= self.words.len() {
            return Vec::new();
        }
        let key = index;
        if self.depth.get() < DEEPEST
            && let Some(known) = self.parts.borrow().get(&key)
        {
            return known.clone();
        }
        let mut found: Vec<Part> = Vec::new();
        let deep = self.depth.get();
        self.depth.set(deep + 1);
        if deep < DEEPEST {
            found.extend(self.instant(index));
            found.extend(self.bounded_clock(index));
            found.extend(self.clock_range(index));
            found.extend(self.clock_part(index));
            found.extend(self.numeric_date(index));
            found.extend(self.date_range(index));
            found.extend(self.date(index));
            found.extend(self.festival_part(index));
            found.extend(self.named(index));
            found.extend(self.year_part(index));
            found.extend(self.relative(index));
            found.extend(self.nth(index));
            found.extend(self.counted(index));
            found.extend(self.part_of_unit(index));
            found.extend(self.part_of_day(index));
            found.extend(self.decade(index));
            found.extend(self.sun(index));
        }
        self.depth.set(deep);
        found.retain(|part| part.end > index && part.end <= self.words.len());
        found.sort_by_key(|part| std::cmp::Reverse(part.end));
        found.dedup_by_key(|part| (part.end, part.value.latent, part.value.grain));
        found.truncate(8);
        if deep < DEEPEST {
            self.parts.borrow_mut().insert(key, found.clone());
        }
        found
    }

    /// The longest sequence of parts no finer than `finest` that begins at `index`.
    pub(super) fn sequence(&self, index: usize, finest: Grain) -> Option<Part> {
        let key = (index, finest as u8);
        if let Some(known) = self.sequences.borrow().get(&key) {
            return known.clone();
        }
        if self.depth.get() >= DEEPEST {
            return None;
        }
        let found = self.deeper(|| {
            let mut best: Option<Part> = None;
            for first in self.parts(index) {
                if first.value.grain < finest && !matches!(first.value.form, Form::Weekend) {
                    continue;
                }
                let whole = self.lengthened(first, finest);
                let better = best.as_ref().is_none_or(|best| {
                    whole.end > best.end || whole.end == best.end && best.value.latent && !whole.value.latent
                });
                if better {
                    best = Some(whole);
                }
            }
            best
        });
        self.sequences.borrow_mut().insert(key, found.clone());
        found
    }

    /// A part with all behind it that narrows it.
    fn lengthened(&self, first: Part, finest: Grain) -> Part {
        let mut whole = first;
        for _ in 0..MOST_PARTS {
            let mut longer: Option<Part> = None;
            for start in self.joints(whole.end) {
                let mut nexts = self.parts(start);
                // `9 tomorrow morning`: a bare hour waits for all that says which half of which day, and so do hours of a range.
                if whole.value.latent && whole.value.is_clock()
                    || matches!(whole.value.form, Form::ClockRange(..))
                {
                    nexts.extend(self.sequence(start, Grain::Second));
                }
                for next in nexts {
                    if next.value.grain < finest
                        || longer.as_ref().is_some_and(|longer| longer.end >= next.end)
                    {
                        continue;
                    }
                    if let Some(value) = self.both(&whole.value, &next.value) {
                        longer = Some(Part::new(value.plain(), next.end));
                    }
                }
            }
            let Some(longer) = longer else { break };
            whole = longer;
        }
        whole
    }

    /// Where a part that narrows the one before may begin: right behind it, or behind a small word.
    pub(super) fn joints(&self, end: usize) -> Vec<usize> {
        let mut starts = vec![end];
        let mut at = end;
        if matches!(self.words.at(at), "," | "." | "(" | "/" | "@") {
            at += 1;
            starts.push(at);
        }
        if let Some(next) = self.any_cue(at, &[Cue::Of, Cue::On, Cue::At, Cue::In, Cue::For]) {
            starts.push(next);
            let the = self.past_the(next);
            if the != next {
                starts.push(the);
            }
            if let Some(about) = self.cue(next, Cue::About) {
                starts.push(about);
            }
        } else if let Some(the) = self.cue(at, Cue::The) {
            starts.push(the);
        } else if let Some(about) = self.cue(at, Cue::About) {
            starts.push(about);
        } else if self.words.at(at) == "-" {
            starts.push(at + 1);
        } else if self.words.is(at, &["and", "starting", "beginning"]) && self.words.is(at + 1, &["at", "on"])
        {
            starts.push(at + 2);
        }
        starts
    }
}

/// The one that covers more; the first of two that cover the same.
pub(super) fn longer(one: Part, other: Part) -> Part {
    if other.end > one.end { other } else { one }
}

/// A value as it stands, for parts of one phrase.
pub(super) fn part(value: Value, end: usize) -> Option<Part> {
    Some(Part::new(value, end))
}
