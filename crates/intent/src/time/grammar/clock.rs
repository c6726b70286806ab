//! Times of the clock.

use super::{
    super::{
        Grain,
        english::{Cue, NUMBERED, PARTS, ZONES, is_plural},
        series::{Series, Step, Turn},
    },
    Reader,
    value::{Clock, Form, Part, Value},
};
use std::rc::Rc;

/// A time read, and how sure it is one.
#[derive(Debug, Clone, Copy)]
struct Read {
    clock: Clock,
    end: usize,
    /// Whether nothing else can be meant: `3 pm`, `15:30`, `noon`.
    sure: bool,
}

fn at(hour: i64, minute: Option<i64>, second: Option<i64>, twelve: bool) -> Option<Clock> {
    if !(0..=24).contains(&hour)
        || !(0..60).contains(&minute.unwrap_or(0))
        || !(0..60).contains(&second.unwrap_or(0))
    {
        return None;
    }
    let seconds = hour * 3600 + minute.unwrap_or(0) * 60 + second.unwrap_or(0);
    let grain = match (minute, second) {
        (_, Some(_)) => Grain::Second,
        (Some(_), None) => Grain::Minute,
        (None, None) => Grain::Hour,
    };
    let twelve = twelve && (1..=12).contains(&hour);
    // Between 12 and 1 the first of both halves is past midnight and past noon.
    let seconds = if twelve { seconds % 43_200 } else { seconds };
    let seconds = i32::try_from(seconds).ok().filter(|seconds| *seconds <= 86_400)?;
    Some(Clock { seconds, grain, twelve })
}

impl Reader<'_> {
    /// A single time of the clock, with `at` and a zone where they are said.
    pub(super) fn clock_part(&self, index: usize) -> Option<Part> {
        let mut start = index;
        let mut led = false;
        if let Some(next) = self.cue(start, Cue::About) {
            start = next;
        }
        if let Some(next) = self.cue(start, Cue::At) {
            start = next;
            led = true;
        }
        if let Some(next) = self.cue(start, Cue::About) {
            start = next;
        }
        let about = start > index && !led;
        // `Room 3`, but `room 3 pm` may be.
        let numbered = start == index && index > 0 && self.words.is(index - 1, NUMBERED);
        let read = self.clock(start, led || about)?;
        let spelt = self.words.digits(start) == 0 && !read.sure && led;
        if numbered && !read.sure || spelt && !self.follows_no_noun(read.end) {
            return None;
        }
        if about && !read.sure {
            led = self.may_end(read.end) && self.follows_no_noun(read.end);
            if !led {
                return None;
            }
        }
        let (mut end, mut sure) = (read.end, read.sure);
        if let Some(next) = self.cue(end, Cue::Sharp) {
            end = next;
            sure |= led || read.clock.grain == Grain::Hour;
        }
        let mut value = Value::clock(read.clock);
        value.latent = !(sure || led);
        if led && !sure && !self.may_end(end) {
            return None;
        }
        if let Some((zoned, next)) = self.in_zone(read.clock, end, sure || led) {
            return Some(Part::new(zoned, next));
        }
        Some(Part::new(value, end))
    }

    /// The time at `clock` in the zone named at `index`.
    fn in_zone(&self, clock: Clock, index: usize, known: bool) -> Option<(Value, usize)> {
        let mut at = index;
        let bracket = self.words.at(at) == "(";
        if bracket {
            at += 1;
        }
        let word = self.words.at(at);
        let row = ZONES.iter().find(|row| row.0 == word).filter(|_| known)?;
        at += 1;
        if self.words.is(at, &["time"]) {
            at += 1;
        } else if matches!(row.0, "eastern" | "central" | "pacific") {
            return None;
        }
        if bracket {
            if self.words.at(at) != ")" {
                return None;
            }
            at += 1;
        }
        let ours = self.zone.offset().seconds() / 60;
        let difference = i64::from(ours - row.1);
        let seconds = i64::from(clock.seconds) + difference * 60;
        // Whole days further on or back the clock shows the same; an hour with a zone is one of twenty-four.
        let grain = clock.grain.min(Grain::Minute);
        let shifted =
            Clock { seconds: i32::try_from(seconds.rem_euclid(86_400)).ok()?, grain, twelve: false };
        Some((Value::clock(shifted), at))
    }

    /// Whether a bare hour may end here: nothing follows that it could count or be part of.
    pub(super) fn may_end(&self, end: usize) -> bool {
        let word = self.words.at(end);
        let glued = self.words.glued(end);
        if glued && !matches!(word, "." | "," | "?" | "!" | ")" | ";" | "-" | ":" | "'" | "\"") {
            return false;
        }
        let joined = matches!(word, "-" | "." | "," | ":" | "/") && glued && self.words.glued(end + 1);
        let counted = is_plural(word)
            && !glued
            && self.cues.get(end).is_none_or(Vec::is_empty)
            && self.named(end).is_none()
            && self.part_word(end).is_none();
        !(joined && self.words.number(end + 1).is_some())
            && !counted
            && self.unit(end).is_none()
            && !matches!(
                word,
                "%" | "°"
                    | "degrees"
                    | "percent"
                    | "people"
                    | "miles"
                    | "km"
                    | "mph"
                    | "meters"
                    | "metres"
                    | "feet"
                    | "of"
            )
    }

    /// A time of the clock. `led` when a word before it says that one comes.
    fn clock(&self, index: usize, led: bool) -> Option<Read> {
        let named = |seconds, end| {
            Some(Read { clock: Clock { seconds, grain: Grain::Hour, twelve: false }, end, sure: true })
        };
        if let Some(end) = self.any_cue(index, &[Cue::Noon]).or_else(|| self.twelve(index, Cue::Noon)) {
            return named(43_200, end);
        }
        if let Some(end) =
            self.any_cue(index, &[Cue::Midnight, Cue::EndOfDay]).or_else(|| self.twelve(index, Cue::Midnight))
        {
            return named(86_400, end);
        }
        let minutes = self.minutes_to_hour(index);
        let plain = self.hour_and_minutes(index, led);
        match (minutes, plain) {
            (Some(one), Some(other)) => Some(if other.end > one.end { other } else { one }),
            (one, other) => one.or(other),
        }
    }

    /// `12 noon`.
    fn twelve(&self, index: usize, cue: Cue) -> Option<usize> {
        self.cue(index + 1, cue)
            .filter(|_| self.words.number(index) == Some(12) || self.words.at(index) == "twelve")
    }

    /// `quarter past 3`, `20 to nine pm`, `15 minutes past 15h`, `half three`.
    fn minutes_to_hour(&self, index: usize) -> Option<Read> {
        let (minutes, mut at, word) = if let Some(end) = self.cue(index, Cue::Half) {
            (30, end, true)
        } else if let Some(end) = self.cue(index, Cue::Quarter) {
            (15, end, true)
        } else {
            let (minutes, end) = self.cardinal(index)?;
            (minutes, end, false)
        };
        if self.words.is(at, &["minutes", "minute", "mins", "min"]) {
            at += 1;
        }
        if !(1..60).contains(&minutes) {
            return None;
        }
        let (sign, next) = if let Some(next) = self.cue(at, Cue::Past) {
            (1, next)
        } else if let Some(next) = self.cue(at, Cue::ToHour) {
            (-1, next)
        } else if word && minutes == 30 {
            (1, at)
        } else {
            return None;
        };
        let hour = self.hour_only(next)?;
        let digits = self.words.digits(index) > 0;
        let usual = self.words.is(at, &["to", "till"])
            && (minutes % 5 == 0 || self.words.is(at - 1, &["minutes", "minute", "mins", "min"]));
        if !word && !hour.sure && sign < 0 && (!usual || digits && self.words.digits(next) == 0) {
            return None;
        }
        let turn = if hour.clock.twelve { 43_200 } else { 86_400 };
        let seconds = (i64::from(hour.clock.seconds) + sign * minutes * 60).rem_euclid(turn);
        // `ten to 3` may be a range.
        let sure = hour.sure || sign > 0 || word && at != next;
        let clock =
            Clock { seconds: i32::try_from(seconds).ok()?, grain: Grain::Minute, twelve: hour.clock.twelve };
        Some(self.with_half(Read { clock, end: hour.end, sure }, true))
    }

    /// An hour without minutes, for words of minutes before it.
    fn hour_only(&self, index: usize) -> Option<Read> {
        if let Some(end) = self.cue(index, Cue::Noon) {
            return Some(Read { clock: at(12, None, None, false)?, end, sure: true });
        }
        if let Some(end) = self.cue(index, Cue::Midnight) {
            return Some(Read { clock: at(0, None, None, false)?, end, sure: true });
        }
        let (hour, end) = self.cardinal(index).filter(|(hour, _)| (0..24).contains(hour))?;
        if self.words.digits(index) > 2 || self.words.at(end) == ":" && self.words.glued(end) {
            return None;
        }
        if self.unit(end).is_some_and(|unit| unit.0 != Grain::Hour || self.words.at(end) != "h") {
            return None;
        }
        let twelve = self.words.digits(index) != 2 || !self.words.at(index).starts_with('0');
        let mut read = Read { clock: at(hour, None, None, twelve)?, end, sure: false };
        if self.words.is(end, &["h"]) && self.words.glued(end) {
            read = Read { clock: at(hour, Some(0), None, false)?, end: end + 1, sure: true };
        }
        Some(self.with_half(read, false))
    }

    /// `3`, `3:15`, `15h30`, `3 15`, `three twenty`, `330`, `9:01:10`, with the half of the day where it is said.
    fn hour_and_minutes(&self, index: usize, led: bool) -> Option<Read> {
        let digits = self.words.digits(index);
        let (number, end) = self.cardinal(index)?;
        let w = self.words;
        // A number that something else is glued to is no time.
        if index > 0
            && w.glued(index)
            && !matches!(
                w.at(index - 1),
                "-" | "(" | "@" | "\"" | "'" | "/" | "~" | "t" | "," | "<" | ">" | "="
            )
        {
            return None;
        }
        if index >= 2
            && w.glued(index)
            && w.glued(index - 1)
            && matches!(w.at(index - 1), "-" | "/" | ",")
            && w.digits(index - 2) > 2
            && digits > 2
            && w.at(end) != "h"
        {
            // Within a telephone number; `0730-0930` stands alone.
            if w.digits(index - 2) != 4 || digits != 4 {
                return None;
            }
        }
        if digits > 2 {
            return self.military(index, led);
        }
        let zero = digits == 2 && w.at(index).starts_with('0');
        let two = |at: usize| w.number(at).filter(|_| w.digits(at) == 2 && w.glued(at));
        // 3:15, 3.15, 15h30, with seconds.
        let separator = w.at(end);
        if digits > 0 && w.glued(end) && matches!(separator, ":" | "." | "h") {
            if let Some(minute) = two(end + 1) {
                let mut next = end + 2;
                let mut second = None;
                if w.at(next) == ":"
                    && w.glued(next)
                    && let Some(value) = two(next + 1)
                {
                    second = Some(value);
                    next += 2;
                    // Fractions of seconds.
                    if w.at(next) == "." && w.glued(next) && w.glued(next + 1) && w.digits(next + 1) > 0 {
                        next += 2;
                    }
                }
                let more = (matches!(w.at(next), "." | ":") || w.at(next) == "/" && w.digits(next + 1) != 4)
                    && w.glued(next)
                    && w.glued(next + 1)
                    && w.number(next + 1).is_some();
                if !(more || w.glued(next) && w.number(next).is_some())
                    && let Some(clock) = at(number, Some(minute), second, separator != "h" && !zero)
                {
                    let read = self.with_half(Read { clock, end: next, sure: separator != "." }, true);
                    let halved = read.end > next;
                    if separator != "." || halved || led {
                        let sure = read.sure || halved;
                        return Some(Read { sure, ..read }).filter(|read| {
                            let range = led && w.at(read.end) == "-";
                            separator != "." || halved || range || self.may_end(read.end)
                        });
                    }
                }
            }
            if separator == "h" {
                return Some(Read { clock: at(number, Some(0), None, false)?, end: end + 1, sure: true })
                    .filter(|_| number < 24 && (!w.glued(end + 1) || w.number(end + 1).is_none()));
            }
        }
        if number > 24 {
            return None;
        }
        if self.unit(end).is_some() && w.at(end) != "h" {
            return None;
        }
        if matches!(w.at(end), "-" | ":" | "/" | "." | ",")
            && w.glued(end)
            && w.glued(end + 1)
            && w.digits(end + 1) > 2
            && !led
        {
            return None;
        }
        let clock = at(number, None, None, !zero)?;
        // Words or digits of minutes behind the hour.
        let minutes = self.spelt_minutes(end, digits > 0);
        if let Some((minute, next)) = minutes
            && let Some(clock) = at(number, Some(minute), None, !zero)
        {
            let read = self.with_half(Read { clock, end: next, sure: false }, true);
            if led || read.end > next || digits == 0 {
                return Some(read);
            }
        }
        let read = Read { clock, end, sure: false };
        if let Some(next) = self.cue(end, Cue::OClock) {
            return Some(self.with_half(Read { end: next, sure: true, ..read }, true));
        }
        if w.is(end, &["hundred"]) && w.is(end + 1, &["hours"]) {
            return Some(Read { clock: at(number, Some(0), None, false)?, end: end + 2, sure: true });
        }
        let halved = self.with_half(read, led);
        (halved.end > end || digits > 0 || led || number <= 12).then_some(halved)
    }

    /// `330 pm`, `1530h`, `0730`; bare ones only in context.
    fn military(&self, index: usize, led: bool) -> Option<Read> {
        let digits = self.words.digits(index);
        if !(3..=4).contains(&digits) {
            return None;
        }
        let number = self.words.number(index)?;
        let zero = self.words.at(index).starts_with('0');
        let (hour, minute) = (number / 100, number % 100);
        let clock = at(hour, Some(minute), None, !zero || digits == 3).filter(|_| hour < 24)?;
        let end = index + 1;
        let hours = self.words.is(end, &["h", "hrs", "hours", "hr"]);
        if hours && (digits == 4 || self.words.glued(end)) {
            return Some(Read { clock: at(hour, Some(minute), None, false)?, end: end + 1, sure: true });
        }
        let read = self.with_half(Read { clock, end, sure: false }, true);
        // What may be a year is one, unless a word says it is a time.
        let year = digits == 4 && (1900..=2100).contains(&number);
        let led = led && !(year && !(index > 0 && self.words.is(index - 1, &["at", "@"])));
        let ends = self.may_end(end) || led && self.words.at(end) == "-";
        (read.end > end || (led || digits == 4 && !year) && ends).then_some(read)
    }

    /// Minutes behind an hour: `twenty three`, `o five`, `15`.
    fn spelt_minutes(&self, index: usize, digits_before: bool) -> Option<(i64, usize)> {
        let at = if self.words.at(index) == "-" { index + 1 } else { index };
        if matches!(self.words.at(at), "o" | "oh" | "ou" | "zero") {
            let next = if self.words.at(at + 1) == "-" { at + 2 } else { at + 1 };
            return self
                .cardinal(next)
                .filter(|(minute, _)| (1..10).contains(minute) && self.words.digits(next) == 0);
        }
        let (minute, end) = self.cardinal(at)?;
        let spelt = self.words.digits(at) == 0;
        if spelt == digits_before
            || at > index && !spelt
            || !spelt && self.words.digits(at) != 2
            || !(10..60).contains(&minute)
            || self.unit(end).is_some()
        {
            return None;
        }
        if !spelt && (matches!(self.words.at(end), ":" | "/" | "-") || self.words.glued(at)) {
            return None;
        }
        Some((minute, end))
    }

    /// With `am`, `p.m.`, `in the morning` behind it where that is said; `letters` when a single letter will do.
    fn with_half(&self, read: Read, letters: bool) -> Read {
        let mut at = read.end;
        if let Some(next) = self.cue(at, Cue::Sharp).filter(|_| self.words.is(at, &["ish", "-"])) {
            at = next;
        }
        if let Some(next) = self.cue(at, Cue::OClock) {
            at = next;
        }
        if self.words.is(at, &["in"])
            && self.words.is(at + 1, &["the"])
            && self.words.is(at + 2, &["am", "pm"])
        {
            at += 2;
        }
        let hour = read.clock.seconds / 3600;
        if let Some((after_noon, end)) = self.meridiem(at, letters) {
            if read.clock.twelve || (hour < 24 && (after_noon == (hour >= 12))) {
                return Read { clock: read.clock.half(after_noon), end, sure: true };
            }
            return read;
        }
        // In the afternoon, at night.
        let mut next = at;
        if self.words.is(next, &["in", "at", "during"]) {
            next = self.past_the(next + 1);
        }
        if next > at
            && let Some((part, end)) = self.part_word(next)
            && read.clock.twelve
        {
            let night = self.words.is(next, &["night"]);
            let small_hours = night && hour < 6;
            let mut clock = read.clock.half(part.after_noon && !small_hours);
            if part.after_noon && part.from >= 17 * 60 && clock.seconds == 43_200 {
                clock.seconds = 86_400;
            }
            return Read { clock, end, sure: true };
        }
        read
    }

    /// Whether after noon, and where the words end.
    fn meridiem(&self, index: usize, letters: bool) -> Option<(bool, usize)> {
        let w = self.words;
        match w.at(index) {
            "am" | "pm" | "a.m" | "p.m" => {
                let dot = usize::from(w.at(index + 1) == "." && w.glued(index + 1) && index + 2 < w.len());
                Some((w.at(index).starts_with('p'), index + 1 + dot))
            }
            letter @ ("a" | "p") => {
                let after_noon = letter == "p";
                let dot = w.at(index + 1) == ".";
                let m = if dot { index + 2 } else { index + 1 };
                if w.at(m) == "m" && (dot || !w.glued(m) || m == index + 1) {
                    let last = usize::from(w.at(m + 1) == "." && m + 2 <= w.len());
                    return Some((after_noon, m + 1 + last));
                }
                let glued = w.glued(index) && !w.glued(index + 1)
                    || w.glued(index) && w.is(index + 1, &[".", ",", "?", "!", "-", ")"]);
                (glued && (letters || after_noon)).then_some((after_noon, index + 1))
            }
            _ => None,
        }
    }

    /// A part of the day by its words.
    pub(super) fn part_word(&self, index: usize) -> Option<(super::super::english::PartWord, usize)> {
        PARTS
            .iter()
            .filter_map(|row| self.words.phrase(index, row.0).map(|length| (row.1, index + length)))
            .max_by_key(|found| found.1)
    }

    /// `from 9 to 11`, `3-4pm`, `9:30 - 11:00`, `between 7 and 9`.
    pub(super) fn clock_range(&self, index: usize) -> Option<Part> {
        let mut start = index;
        let mut led = false;
        let mut between = false;
        let start_word = self.cue(index, Cue::About).unwrap_or(index);
        if let Some(next) = self.cue(start_word, Cue::Between) {
            (start, led, between) = (next, true, true);
        } else if let Some(next) = self.cue(start_word, Cue::From) {
            (start, led) = (next, true);
        } else if let Some(next) = self.cue(start_word, Cue::At) {
            start = next;
        } else if start_word > index {
            start = start_word;
        }
        let start = self.cue(start, Cue::At).unwrap_or(start);
        // `7 to 9` is no seven minutes to nine here.
        let first = self
            .hour_and_minutes(start, led || start > index)
            .filter(|read| self.cue(read.end, if between { Cue::And } else { Cue::To }).is_some())
            .or_else(|| self.clock(start, led || start > index))?;
        let first_zone = self.in_zone(first.clock, first.end, first.sure);
        let after = first_zone.as_ref().map_or(first.end, |found| found.1);
        let joint = self
            .cue(after, if between { Cue::And } else { Cue::To })
            .filter(|_| self.words.at(after) != "/")?;
        let tight = self.words.at(after) == "-" && self.words.glued(after);
        let joint = self.cue(joint, Cue::About).unwrap_or(joint);
        let joint = self.cue(joint, Cue::At).unwrap_or(joint);
        let second = self.clock(joint, true)?;
        // Behind a day two numbers are hours: `Saturday 10-16`.
        let behind_day = index > 0
            && tight
            && self.named(index - 1).is_some_and(|part| matches!(part.value.form, Form::Weekday));
        let colon = |read: &Read| read.clock.grain != Grain::Hour;
        if !(led || first.sure || second.sure || behind_day) {
            return None;
        }
        if !(led || first.sure || behind_day || second.sure && self.may_stand(start)) {
            return None;
        }
        let military =
            |read: &Read, at: usize| self.words.digits(at) == 4 && read.clock.grain == Grain::Minute;
        let numbers = self.words.digits(start) > 0 && self.words.digits(joint) > 0;
        if led && !first.sure && !second.sure {
            if !self.may_end(second.end)
                || self.month_at(second.end).is_some()
                || self.ordinal(start).is_some()
            {
                return None;
            }
            let loose = !numbers && !colon(&first) && !between;
            if loose && self.words.len() > second.end && !self.is_time_word(second.end) {
                return None;
            }
            if military(&first, start) != military(&second, joint) && !colon(&first) && !colon(&second) {
                return None;
            }
        }
        if !second.sure && !self.may_end(second.end) {
            return None;
        }
        let (mut from, mut to) = (first.clock, second.clock);
        // The half of the day said behind the second counts for the first: `3-4 pm`, but `11-1 pm`.
        if from.twelve && !to.twelve {
            let morning = from.half(false);
            let noon = from.half(true);
            from = if noon.seconds < to.seconds { noon } else { morning };
        }
        if !from.twelve && to.twelve {
            let (early, late) = (to.half(false), to.half(true));
            to = if early.seconds > from.seconds { early } else { late };
        }
        let grain = from.grain.min(to.grain);
        let second_zone = self.in_zone(second.clock, second.end, true);
        let mut end = second.end;
        let (mut first_value, mut last_value) = (Value::clock(from), Value::clock(to));
        if let Some((value, next)) = second_zone {
            end = next;
            first_value = self.in_zone(from, second.end, true).map_or(first_value, |found| found.0);
            last_value = value;
        }
        if let Some((value, _)) = first_zone {
            first_value = value;
        }
        if let Some(next) = self.cue(end, Cue::Sharp) {
            end = next;
        }
        if matches!((&first_value.form, &last_value.form), (Form::Clock(one, _), Form::Clock(other, _)) if *one == from && *other == to)
        {
            return Some(Part::new(hours(from, to), end));
        }
        let series = Series::map(first_value.series, Turn::To(Rc::clone(&last_value.series), grain));

        Some(Part::new(Value::of(series, grain, Form::Range), end))
    }

    /// Whether a number here may be an hour: nothing glued before it.
    fn may_stand(&self, index: usize) -> bool {
        index == 0 || !self.words.glued(index) || matches!(self.words.at(index - 1), "@" | "(" | "-")
    }

    fn is_time_word(&self, index: usize) -> bool {
        self.words.is(
            index,
            &["on", "in", "this", "at", ",", ".", "?", "!", "tomorrow", "today", "tonight", "next", "every"],
        ) || self.named(index).is_some()
    }

    /// A time as numbers of ISO 8601 write it: `T15:30`, `T15:30:00Z`.
    pub(super) fn iso_time(&self, index: usize) -> Option<(i32, Grain, usize)> {
        if self.words.at(index) != "t" || !self.words.glued(index) || !self.words.glued(index + 1) {
            return None;
        }
        let read = self.hour_and_minutes(index + 1, true)?;
        let zulu = usize::from(self.words.at(read.end) == "z" && self.words.glued(read.end));
        Some((read.clock.seconds, read.clock.grain, read.end + zulu))
    }
}

/// From one time of the clock to the next of the other, each day.
pub(super) fn hours(from: Clock, to: Clock) -> Value {
    let grain = from.grain.min(to.grain);
    // The same hours in either half: the half of the first one decides.
    let turn = if from.twelve && to.twelve { 43_200 } else { 86_400 };
    let seconds = i64::from((to.seconds - from.seconds).rem_euclid(turn)) + unit_seconds(grain);
    let series =
        Series::map(from.series(), Turn::Lasting(vec![Step { count: seconds, grain: Grain::Second }], grain));
    Value::of(series, grain, Form::ClockRange(from, to))
}

fn unit_seconds(grain: Grain) -> i64 {
    match grain {
        Grain::Second => 1,
        Grain::Minute => 60,
        _ => 3600,
    }
}
