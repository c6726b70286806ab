use super::{
    super::{
        Grain,
        english::{CARDINALS, CENTURY_WORDS, Cue, FRACTIONS, ORDINALS, UNITS, VAGUE, role},
        series::Step,
    },
    Reader,
};

/// A length of time.
#[derive(Debug, Clone)]
pub(super) struct Length {
    pub(super) steps: Vec<Step>,
    /// Its finest unit.
    pub(super) grain: Grain,
    pub(super) end: usize,
}

impl Length {
    pub(super) fn back(&self) -> Vec<Step> {
        self.steps.iter().map(|step| Step { count: -step.count, ..*step }).collect()
    }
}

fn small(word: &str) -> Option<i64> {
    CARDINALS.iter().find(|row| row.0 == word).map(|row| row.1)
}

impl Reader<'_> {
    /// A number from 0 to 99 in words.
    fn two_digits(&self, index: usize) -> Option<(i64, usize)> {
        let first = small(self.words.at(index))?;
        if first >= 20 && first % 10 == 0 {
            let next = if self.words.at(index + 1) == "-" { index + 2 } else { index + 1 };
            if let Some(unit) = small(self.words.at(next)).filter(|unit| (1..10).contains(unit)) {
                return Some((first + unit, next + 1));
            }
        }
        Some((first, index + 1))
    }

    /// A whole number in digits or words, and where it ends.
    pub(super) fn cardinal(&self, index: usize) -> Option<(i64, usize)> {
        if let Some(number) = self.words.number(index) {
            return (self.words.digits(index) <= 9).then_some((number, index + 1));
        }
        let (mut total, mut at) = self.two_digits(index)?;
        for _ in 0..2 {
            let Some(&(_, scale)) = CENTURY_WORDS.iter().find(|row| row.0 == self.words.at(at)) else {
                break;
            };
            total *= scale;
            at += 1;
            let next = self.cue(at, Cue::And).filter(|_| self.words.is(at, role::AND)).unwrap_or(at);
            if let Some((rest, end)) = self.two_digits(next) {
                let more = CENTURY_WORDS.iter().any(|row| row.0 == self.words.at(end));
                if !more {
                    total += rest;
                    at = end;
                    break;
                }
                total += rest * 100;
                at = end + 1;
                if let Some((rest, end)) = self.two_digits(at) {
                    total += rest;
                    at = end;
                }
                break;
            }
        }
        Some((total, at))
    }

    /// A year in words: `nineteen seventy two`, `two thousand five`, `twenty twenty`.
    pub(super) fn spelt_year(&self, index: usize) -> Option<(i64, usize)> {
        if self.words.number(index).is_some() {
            return None;
        }
        let (first, at) = self.cardinal(index)?;
        if (1000..2200).contains(&first) {
            return Some((first, at));
        }
        if !(15..=21).contains(&first) {
            return None;
        }
        let (second, end) = self.two_digits(at).filter(|(second, _)| *second >= 10).or_else(|| {
            let zero = self.words.is(at, role::ZERO);
            self.two_digits(at + 1).filter(|(second, _)| zero && *second < 10)
        })?;
        Some((first * 100 + second, end))
    }

    /// `3rd`, `third`, `twenty-first`.
    pub(super) fn ordinal(&self, index: usize) -> Option<(i64, usize)> {
        if let Some(number) = self.words.number(index) {
            let suffix = self.words.is(index + 1, role::ORDINAL_ENDINGS);
            return (suffix && self.words.glued(index + 1) && number <= 400).then_some((number, index + 2));
        }
        let find = |word: &str| ORDINALS.iter().find(|row| row.0 == word).map(|row| row.1);
        if let Some(ordinal) = find(self.words.at(index)) {
            return Some((ordinal, index + 1));
        }
        let tens = small(self.words.at(index)).filter(|tens| *tens >= 20 && tens % 10 == 0)?;
        let next = if self.words.at(index + 1) == "-" { index + 2 } else { index + 1 };
        find(self.words.at(next)).filter(|unit| *unit < 10).map(|unit| (tens + unit, next + 1))
    }

    /// A unit of time: grain, how many of it, and where it ends.
    pub(super) fn unit(&self, index: usize) -> Option<(Grain, i64, usize)> {
        let word = self.words.at(index);
        let row = UNITS.iter().find(|row| row.0 == word)?;
        let counted = self.words.glued(index) && index > 0 && self.words.number(index - 1).is_some();
        // `2 h` is as good as `2h`; `a s` is nothing.
        let spaced = role::HOUR_SIGN.contains(&row.0) && index > 0 && self.words.number(index - 1).is_some();
        if row.3 && !counted && !spaced {
            return None;
        }
        let dotted = self.words.at(index + 1) == "."
            && self.words.glued(index + 1)
            && word.len() <= 4
            && !row.3
            && self.words.len() > index + 2;
        Some((row.1, row.2, index + 1 + usize::from(dotted)))
    }

    /// A unit said without a number.
    pub(super) fn plain_unit(&self, index: usize) -> Option<(Grain, usize)> {
        self.unit(index).filter(|unit| unit.1 == 1).map(|(grain, _, end)| (grain, end))
    }

    /// How many, in hundredths: `3`, `2.5`, `a few`, `half an`.
    pub(super) fn hundredths(&self, index: usize) -> Option<(i64, usize)> {
        let longest = |rows: &[(&'static str, i64)]| {
            rows.iter()
                .filter_map(|row| self.words.phrase(index, row.0).map(|length| (row.1, index + length)))
                .max_by_key(|found| found.1)
        };
        if let Some(found) = longest(FRACTIONS) {
            return Some(found);
        }
        if let Some((count, end)) = longest(VAGUE) {
            return Some((count * 100, end));
        }
        if let Some((whole, at)) = self.cardinal(index) {
            if self.words.is(at, &["."]) && self.words.glued(at) && self.words.glued(at + 1) {
                let digits = self.words.digits(at + 1);
                if let Some(decimals) = self.words.number(at + 1).filter(|_| (1..=2).contains(&digits)) {
                    let scale = if digits == 1 { 10 } else { 1 };
                    return Some((whole * 100 + decimals * scale, at + 2));
                }
            }
            if let Some(length) = self.words.any_phrase(at, role::PLUS_HALF) {
                return Some((whole * 100 + 50, at + length));
            }
            return Some((whole * 100, at));
        }
        self.cue(index, Cue::A).filter(|_| !self.words.is(index, role::ONE)).map(|end| (100, end))
    }

    /// A length: `3 hours`, `half an hour`, `a year and 2 months`, `1h30`, `an hour and a half`.
    pub(super) fn length(&self, index: usize) -> Option<Length> {
        let mut length = self.simple_length(index)?;
        for _ in 0..3 {
            let mut at = self
                .cue(length.end, Cue::And)
                .filter(|_| self.words.is(length.end, role::AND))
                .unwrap_or(length.end);
            if self.words.at(at) == "," {
                at += 1;
            }
            let half = self.words.any_phrase(at, role::AND_A_HALF).filter(|_| at > length.end);
            if let Some(covered) = half.filter(|covered| {
                self.unit(at + covered).is_none() && !self.words.is(at + covered, role::HALF_OF)
            }) {
                let step = *length.steps.last()?;
                let more = fraction(step.grain, 50)?;
                length.steps.push(more);
                length.grain = length.grain.min(more.grain);
                length.end = at + covered;
                continue;
            }
            let Some(more) = self.simple_length(at) else { break };
            if more.grain >= length.grain || self.cue(at, Cue::A).is_some() && at == length.end {
                break;
            }
            length.steps.extend(more.steps);
            length.grain = more.grain;
            length.end = more.end;
        }
        Some(length)
    }

    fn simple_length(&self, index: usize) -> Option<Length> {
        let (hundredths, mut at) = self.hundredths(index)?;
        if let Some(next) = self.any_cue(at, &[Cue::More, Cue::Business]) {
            at = next;
        }
        if self.words.at(at) == "-" {
            at += 1;
        }
        let (grain, scale, end) = self.unit(at)?;
        let hundredths = hundredths.checked_mul(scale)?;
        let mut steps = Vec::new();
        if hundredths / 100 != 0 || hundredths == 0 {
            steps.push(Step { count: hundredths / 100, grain });
        }
        let mut finest = grain;
        if hundredths % 100 != 0 {
            let step = fraction(grain, hundredths % 100)?;
            finest = step.grain;
            steps.push(step);
        }
        Some(Length { steps, grain: finest, end })
    }
}

/// So many hundredths of a unit, in a finer one.
fn fraction(grain: Grain, hundredths: i64) -> Option<Step> {
    let (finer, per) = match grain {
        Grain::Minute => (Grain::Second, 60),
        Grain::Hour => (Grain::Minute, 60),
        Grain::Day => (Grain::Hour, 24),
        Grain::Week => (Grain::Hour, 168),
        Grain::Month => (Grain::Day, 30),
        Grain::Quarter => (Grain::Month, 3),
        Grain::Year => (Grain::Month, 12),
        Grain::Second => return None,
    };
    Some(Step { count: per * hundredths / 100, grain: finer })
}

/// The grain in which a time so far away is said: one finer.
pub(super) fn finer(grain: Grain) -> Grain {
    match grain {
        Grain::Second | Grain::Minute => Grain::Second,
        Grain::Hour => Grain::Minute,
        Grain::Day => Grain::Hour,
        Grain::Week | Grain::Month => Grain::Day,
        Grain::Quarter | Grain::Year => Grain::Month,
    }
}
