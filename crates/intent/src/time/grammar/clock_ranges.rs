//! Stretches of the clock, and how a computer writes a time.

use super::{
    super::{
        Grain,
        english::{Cue, role},
        series::{Series, Step, Turn},
    },
    Reader,
    clock::Read,
    value::{Clock, Form, Part, Value},
};
use std::rc::Rc;

impl Reader<'_> {
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
    pub(super) fn may_stand(&self, index: usize) -> bool {
        index == 0 || !self.words.glued(index) || matches!(self.words.at(index - 1), "@" | "(" | "-")
    }

    pub(super) fn is_time_word(&self, index: usize) -> bool {
        self.words.is(index, role::AROUND_HOURS) || self.named(index).is_some()
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
