//! Several sorted runs of observations as one: at each valid time the run of the highest rank stands.
//!
//! Blocks are fetched and decoded when their time comes and dropped when it has passed, so that the memory taken is that
//! of the blocks which overlap at one moment, however many there are in all.

use crate::{
    block::{Columns, Decoder, Row},
    failure::Failure,
};
use rusqlite::{CachedStatement, Connection};

/// Which of several runs stands. Compared field by field, the greater stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) quality: u8,
    /// Layers and imported runs are numbered in the order they came.
    pub(crate) order: i64,
    /// Not yet in a block.
    pub(crate) tail: bool,
}

/// A run whose time hasn't come.
pub(crate) struct Waiting {
    pub(crate) rank: Rank,
    pub(crate) first: i64,
    pub(crate) what: What,
}

pub(crate) enum What {
    /// The block in this row.
    Block(i64),
    Rows(Columns),
}

struct Active {
    rank: Rank,
    columns: Columns,
    at: usize,
}

impl Active {
    fn time(&self) -> i64 {
        self.columns.times[self.at]
    }

    fn is_done(&self) -> bool {
        self.at == self.columns.len()
    }
}

pub(crate) struct Merge<'c> {
    fetch: CachedStatement<'c>,
    decoder: Decoder,
    /// By first valid time, the earliest last.
    waiting: Vec<Waiting>,
    active: Vec<Active>,
    spare: Vec<Columns>,
    from: i64,
    to: i64,
}

impl<'c> Merge<'c> {
    /// Merges what lies within `from..to`. `fetch` selects first, last, count and payload of the block in a row.
    pub(crate) fn new(
        connection: &'c Connection,
        fetch: &str,
        mut waiting: Vec<Waiting>,
        (from, to): (i64, i64),
    ) -> Result<Self, Failure> {
        waiting.sort_unstable_by_key(|run| std::cmp::Reverse(run.first));
        Ok(Self {
            fetch: connection.prepare_cached(fetch)?,
            decoder: Decoder::default(),
            waiting,
            active: Vec::new(),
            spare: Vec::new(),
            from,
            to,
        })
    }

    /// Appends the next observations to `out`, at least one and at most a few thousand; says whether there were any.
    pub(crate) fn next(&mut self, out: &mut Columns) -> Result<bool, Failure> {
        loop {
            let Some(head) = self.active.iter().map(Active::time).min() else {
                let Some(run) = self.waiting.pop() else { return Ok(false) };
                self.activate(run)?;
                continue;
            };
            if let Some(run) = self.waiting.pop_if(|run| run.first <= head) {
                self.activate(run)?;
                continue;
            }
            let bound = self.waiting.last().map_or(i64::MAX, |run| run.first);
            match &mut self.active[..] {
                [only] => {
                    let end = only.columns.times.partition_point(|time| *time < bound);
                    out.times.extend_from_slice(&only.columns.times[only.at..end]);
                    out.values.extend_from_slice(&only.columns.values[only.at..end]);
                    only.at = end;
                }
                several => merge_until(several, bound, out),
            }
            self.retire();
            return Ok(true);
        }
    }

    fn activate(&mut self, run: Waiting) -> Result<(), Failure> {
        let mut columns = match run.what {
            What::Rows(columns) => columns,
            What::Block(id) => {
                let mut columns = self.spare.pop().unwrap_or_default();
                columns.clear();
                let mut rows = self.fetch.query([id])?;
                let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
                let payload = row.get_ref(3)?.as_blob().unwrap_or_default();
                let block = Row { first: row.get(0)?, last: row.get(1)?, count: row.get(2)?, payload };
                self.decoder.decode(block, &mut columns).ok_or_else(damaged)?;
                columns
            }
        };
        let end = columns.times.partition_point(|time| *time < self.to);
        columns.times.truncate(end);
        columns.values.truncate(end);
        let at = columns.times.partition_point(|time| *time < self.from);
        let active = Active { rank: run.rank, columns, at };
        if active.is_done() {
            self.spare.push(active.columns);
        } else {
            self.active.push(active);
        }
        Ok(())
    }

    fn retire(&mut self) {
        for run in self.active.extract_if(.., |run| run.is_done()) {
            self.spare.push(run.columns);
        }
    }
}

/// Until one run ends or the next begins.
fn merge_until(active: &mut [Active], bound: i64, out: &mut Columns) {
    loop {
        let mut best = 0;
        for at in 1..active.len() {
            let (one, other) = (&active[best], &active[at]);
            if other.time() < one.time() || other.time() == one.time() && other.rank > one.rank {
                best = at;
            }
        }
        let (time, value) = (active[best].time(), active[best].columns.values[active[best].at]);
        if time >= bound {
            return;
        }
        out.push(time, value);
        let mut ended = false;
        for run in active.iter_mut().filter(|run| run.time() == time) {
            run.at += 1;
            ended |= run.is_done();
        }
        if ended {
            return;
        }
    }
}

/// The file's structure is sound, and what is in it isn't.
pub(crate) fn damaged() -> Failure {
    Failure::Damaged("some of the observations in it can't be read")
}

/// Looks values up at rising times.
pub(crate) struct Lookup<'c> {
    merge: Merge<'c>,
    piece: Columns,
    at: usize,
}

impl<'c> Lookup<'c> {
    pub(crate) fn new(merge: Merge<'c>) -> Self {
        Self { merge, piece: Columns::default(), at: 0 }
    }

    /// The value at `time`, which is later than at the last call.
    pub(crate) fn get(&mut self, time: i64) -> Result<Option<f64>, Failure> {
        loop {
            match self.piece.times.get(self.at) {
                Some(found) if *found < time => self.at += 1,
                Some(found) => return Ok((*found == time).then(|| self.piece.values[self.at])),
                None => {
                    self.piece.clear();
                    self.at = 0;
                    if !self.merge.next(&mut self.piece)? {
                        return Ok(None);
                    }
                }
            }
        }
    }
}
