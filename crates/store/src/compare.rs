//! What becomes of values that come in: which are new, which change what is there, which are known already.

use crate::{block::Columns, failure::Failure, layers, merge::Lookup};
use rusqlite::Connection;

/// Each valid time counted once.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) inserted: u32,
    pub(crate) changed: u32,
    pub(crate) unchanged: u32,
}

/// Compares incoming values with what layers of a series say.
pub(crate) struct Comparison<'c> {
    better: Lookup<'c>,
    equal: Lookup<'c>,
    worse: Lookup<'c>,
    counts: Counts,
}

impl<'c> Comparison<'c> {
    /// For values of a source of this quality within `span`, seconds since 1970, the end not included.
    pub(crate) fn new(
        connection: &'c Connection,
        series: i64,
        span: (i64, i64),
        quality: u8,
    ) -> Result<Self, Failure> {
        let (all, _) = layers::overlapping(connection, series, span, 0..=u8::MAX)?;
        let (better, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|run| run.rank.quality > quality);
        let (equal, worse): (Vec<_>, Vec<_>) = rest.into_iter().partition(|run| run.rank.quality == quality);
        let lookup = |runs| layers::merge(connection, runs, span).map(Lookup::new);
        Ok(Self {
            better: lookup(better)?,
            equal: lookup(equal)?,
            worse: lookup(worse)?,
            counts: Counts::default(),
        })
    }

    /// Counts a value, later than the one before; says whether it must be kept. It needn't be where sources of its
    /// quality say the same already. Where a worse one does, it must: it would be gone if that one were undone.
    pub(crate) fn is_kept(&mut self, time: i64, value: f64) -> Result<bool, Failure> {
        let same = |known: f64| known.to_bits() == value.to_bits();
        let equal = self.equal.get(time)?;
        if equal.is_some_and(same) {
            self.counts.unchanged += 1;
            return Ok(false);
        }
        let counted = if self.better.get(time)?.is_some() {
            &mut self.counts.unchanged
        } else {
            match equal.or(self.worse.get(time)?) {
                None => &mut self.counts.inserted,
                Some(known) if same(known) => &mut self.counts.unchanged,
                Some(_) => &mut self.counts.changed,
            }
        };
        *counted += 1;
        Ok(true)
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }
}

/// Sorts by time and leaves the last of several with one time.
pub(crate) fn sort_last_wins(rows: &mut Vec<(i64, f64)>) {
    rows.sort_by_key(|(time, _)| *time);
    // Keeps the first of equals, so the last is moved there.
    rows.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1 = later.1;
        }
        same
    });
}

/// Rows as columns.
pub(crate) fn columns(rows: &[(i64, f64)], columns: &mut Columns) {
    columns.clear();
    columns.times.extend(rows.iter().map(|(time, _)| *time));
    columns.values.extend(rows.iter().map(|(_, value)| *value));
}
