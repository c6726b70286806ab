//! Which half of the day an hour is in.

use super::{
    super::english::{Cue, HALVES, HALVES_SHORT, PARTS, role},
    Reader,
    clock::Read,
};

impl Reader<'_> {
    /// With `am`, `p.m.`, `in the morning` behind it where that is said; `letters` when a single letter will do.
    pub(super) fn with_half(&self, read: Read, letters: bool) -> Read {
        let mut at = read.end;
        if let Some(next) = self.cue(at, Cue::Sharp).filter(|_| self.words.is(at, role::ISH)) {
            at = next;
        }
        if let Some(next) = self.cue(at, Cue::OClock) {
            at = next;
        }
        if self.words.is(at, role::IN)
            && self.words.is(at + 1, role::THE)
            && self.words.is(at + 2, role::MERIDIEMS)
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
        if self.words.is(next, role::WITHIN_DAY) {
            next = self.past_the(next + 1);
        }
        if next > at
            && let Some((part, end)) = self.part_word(next)
            && read.clock.twelve
        {
            let night = self.words.is(next, role::NIGHT);
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
    pub(super) fn meridiem(&self, index: usize, letters: bool) -> Option<(bool, usize)> {
        let w = self.words;
        let half = |rows: &[(&str, bool)]| rows.iter().find(|row| row.0 == w.at(index)).map(|row| row.1);
        if let Some(after_noon) = half(HALVES) {
            let dot = usize::from(w.at(index + 1) == "." && w.glued(index + 1) && index + 2 < w.len());
            return Some((after_noon, index + 1 + dot));
        }
        let after_noon = half(HALVES_SHORT)?;
        let dot = w.at(index + 1) == ".";
        let m = if dot { index + 2 } else { index + 1 };
        if w.is(m, role::HALF_ENDING) && (dot || !w.glued(m) || m == index + 1) {
            let last = usize::from(w.at(m + 1) == "." && m + 2 <= w.len());
            return Some((after_noon, m + 1 + last));
        }
        let glued = w.glued(index) && !w.glued(index + 1)
            || w.glued(index) && w.is(index + 1, &[".", ",", "?", "!", "-", ")"]);
        (glued && (letters || after_noon)).then_some((after_noon, index + 1))
    }

    /// A part of the day by its words.
    pub(super) fn part_word(&self, index: usize) -> Option<(super::super::english::PartWord, usize)> {
        PARTS
            .iter()
            .filter_map(|row| self.words.phrase(index, row.0).map(|length| (row.1, index + length)))
            .max_by_key(|found| found.1)
    }
}
