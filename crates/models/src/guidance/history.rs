//! The errors of the ensemble mean so far, and which of them were known at an issue.

use super::summary::Summary;
use std::collections::BTreeMap;

/// Days after which an error counts half in the running means of errors.
const MEMORIES: [f64; 4] = [2.0, 5.0, 15.0, 50.0];
/// The same for absolute errors of the corrected forecast, which tell how uncertain the weather of these weeks is.
const SIZE_MEMORIES: [f64; 2] = [7.0, 40.0];
/// The weight of the belief in no error at all, in errors.
const PRIOR: f64 = 1.0;
/// Days that guidance is kept for its neighbours.
const NOTED_DAYS: i64 = 40;

#[derive(Debug, Clone, Copy, Default)]
struct Decayed {
    sum: f64,
    weight: f64,
}

impl Decayed {
    fn after(self, elapsed: f64, half_life: f64, value: f64) -> Self {
        let keep = 0.5_f64.powf(elapsed / half_life);
        Self { sum: keep * self.sum + value, weight: keep * self.weight + 1.0 }
    }

    /// Drawn towards `belief`.
    fn mean(self, elapsed: f64, half_life: f64, belief: f64) -> f64 {
        let keep = 0.5_f64.powf(elapsed / half_life);
        (keep * self.sum + PRIOR * belief) / (keep * self.weight + PRIOR)
    }
}

#[derive(Debug, Clone)]
struct Entry {
    day: i64,
    mean: f64,
    error: f64,
    errors: [Decayed; MEMORIES.len()],
    sizes: [Decayed; SIZE_MEMORIES.len()],
}

/// What the ensemble said of a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note {
    pub(super) mean: f64,
    pub(super) deviation: f64,
    pub(super) high_resolution: f64,
}

/// What was known at the issue of one case. Errors are observed minus ensemble mean, on the working scale.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) errors: [f64; MEMORIES.len()],
    /// Mean sizes of the errors of the corrected forecast; 0 where none is known.
    pub(super) sizes: [f64; SIZE_MEMORIES.len()],
    /// The newest error and the ensemble mean it belongs to, where it is no older than the issue allows.
    pub(super) newest: Option<(f64, f64)>,
    /// The guidance of the day before.
    pub(super) before: Option<Note>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct History {
    entries: Vec<Entry>,
    notes: BTreeMap<i64, Note>,
}

impl History {
    /// Keeps the guidance of a day, whose outcome need not be known.
    pub(super) fn note(&mut self, summary: &Summary) {
        let Summary { mean, deviation, high_resolution, .. } = *summary;
        self.notes.insert(summary.day, Note { mean, deviation, high_resolution });
        if let Some(oldest) = self.notes.keys().next_back().map(|newest| newest - NOTED_DAYS) {
            self.notes = self.notes.split_off(&oldest);
        }
    }

    /// Adds an error and the error that was left after correction. Days earlier than the newest are left out.
    pub(super) fn learn(&mut self, summary: &Summary, error: f64, left: f64) {
        let last = self.entries.last();
        if last.is_some_and(|last| last.day > summary.day) {
            return;
        }
        let elapsed = last.map_or(0.0, |last| (summary.day - last.day) as f64);
        let (errors, sizes) = last.map_or_else(Default::default, |last| (last.errors, last.sizes));
        let mut index = 0..;
        let errors = errors.map(|decayed| decayed.after(elapsed, MEMORIES[index.next().unwrap_or(0)], error));
        let mut index = 0..;
        let sizes =
            sizes.map(|decayed| decayed.after(elapsed, SIZE_MEMORIES[index.next().unwrap_or(0)], left.abs()));
        self.entries.push(Entry { day: summary.day, mean: summary.mean, error, errors, sizes });
    }

    /// What was known when the case was issued. `usual_size` is the usual absolute error.
    pub(super) fn known(&self, summary: &Summary, usual_size: f64) -> Known {
        let until = self.entries.partition_point(|entry| entry.day <= summary.known_until);
        let before = self.notes.get(&(summary.day - 1)).copied();
        let Some(entry) = until.checked_sub(1).map(|index| &self.entries[index]) else {
            return Known { before, sizes: [usual_size; 2], ..Known::default() };
        };
        let elapsed = (summary.known_until - entry.day) as f64;
        let mut known = Known { before, ..Known::default() };
        for ((mean, decayed), half_life) in known.errors.iter_mut().zip(entry.errors).zip(MEMORIES) {
            let fade = 0.5_f64.powf(elapsed / (8.0 * half_life));
            *mean = fade * decayed.mean(elapsed, half_life, 0.0);
        }
        for ((mean, decayed), half_life) in known.sizes.iter_mut().zip(entry.sizes).zip(SIZE_MEMORIES) {
            *mean = decayed.mean(elapsed, half_life, usual_size);
        }
        known.newest = (elapsed <= 1.0).then_some((entry.error, entry.mean));
        known
    }
}
