//! Counts of what was met in a file.

use jiff::Timestamp;
use std::collections::HashSet;

/// Different times that are remembered to count repeated ones; beyond it only neighbours are compared.
const REMEMBERED_TIMES: usize = 500_000;

/// What was met on the way.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) observations: u64,
    pub(super) missing: u64,
    pub(super) repeated: u64,
    pub(super) backwards: u64,
    pub(super) bare_times: u64,
    pub(super) skipped_line: Option<u64>,
    pub(super) previous: Option<Timestamp>,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) seen: HashSet<i64>,
    pub(super) seen_all: bool,
}

impl Tally {
    /// Counts an observation.
    pub(super) fn count(&mut self, moment: Timestamp) {
        self.observations += 1;
        self.backwards += u64::from(self.previous.is_some_and(|previous| moment < previous));
        if self.seen_all && self.seen.len() < REMEMBERED_TIMES {
            self.repeated += u64::from(!self.seen.insert(moment.as_second()));
        } else {
            self.seen_all = false;
            self.seen = HashSet::new();
            self.repeated += u64::from(self.previous == Some(moment));
        }
        self.previous = Some(moment);
        self.first = Some(self.first.map_or(moment, |first| first.min(moment)));
        self.last = Some(self.last.map_or(moment, |last| last.max(moment)));
    }
}
