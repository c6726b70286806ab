//! Layers of a series: what each import and each live source says of it, in blocks and a tail of rows.

use crate::{
    block::{self, Columns, Encoder},
    failure::Failure,
    merge::{Merge, Rank, Waiting, What},
};
use rusqlite::{Connection, params};
use std::{cell::RefCell, ops::RangeInclusive, rc::Rc};

/// A block of the data file.
const FETCH: &str = "SELECT first, last, count, payload FROM block WHERE id = ?1";

/// What the layers of these qualities say of a series, and how many values that is at most, within `from..to` seconds
/// since 1970.
pub(crate) fn overlapping(
    connection: &Connection,
    series: i64,
    (from, to): (i64, i64),
    quality: RangeInclusive<u8>,
) -> Result<(Vec<Waiting>, usize), Failure> {
    let mut waiting = Vec::new();
    let mut most = 0;
    let mut blocks = connection.prepare_cached(
        "SELECT block.id, block.first, block.layer, layer.quality
         FROM block INDEXED BY block_of_series JOIN layer ON layer.id = block.layer
         WHERE block.series = ?1 AND block.last >= ?2 AND block.first < ?3",
    )?;
    let mut rows = blocks.query([series, from, to])?;
    while let Some(row) = rows.next()? {
        let rank = Rank { quality: row.get(3)?, order: row.get(2)?, tail: false };
        if quality.contains(&rank.quality) {
            waiting.push(Waiting { rank, first: row.get(1)?, what: What::Block(row.get(0)?) });
            most += block::FULL;
        }
    }
    let mut tails: Vec<(Rank, Columns)> = Vec::new();
    let mut tail = connection.prepare_cached(
        "SELECT tail.valid_time, tail.bits, tail.layer, layer.quality FROM tail JOIN layer ON layer.id = tail.layer
         WHERE tail.series = ?1 AND tail.valid_time >= ?2 AND tail.valid_time < ?3 ORDER BY tail.valid_time",
    )?;
    let mut rows = tail.query([series, from, to])?;
    while let Some(row) = rows.next()? {
        let rank = Rank { quality: row.get(3)?, order: row.get(2)?, tail: true };
        let at = match tails.iter().position(|(known, _)| *known == rank) {
            Some(at) => at,
            None => {
                tails.push((rank, Columns::default()));
                tails.len() - 1
            }
        };
        tails[at].1.push(row.get(0)?, value_of(row.get(1)?));
    }
    for (rank, columns) in tails.into_iter().filter(|(rank, _)| quality.contains(&rank.quality)) {
        most += columns.len();
        waiting.push(Waiting { rank, first: columns.times[0], what: What::Rows(columns) });
    }
    Ok((waiting, most))
}

/// The observations of a series within `from..to` as its layers of these qualities tell them together.
pub(crate) fn merged(
    connection: &Connection,
    series: i64,
    span: (i64, i64),
    quality: RangeInclusive<u8>,
) -> Result<Merge<'_>, Failure> {
    let (waiting, _) = overlapping(connection, series, span, quality)?;
    Merge::new(connection, FETCH, waiting, span)
}

/// Merges blocks of the data file that were found before.
pub(crate) fn merge(
    connection: &Connection,
    waiting: Vec<Waiting>,
    span: (i64, i64),
) -> Result<Merge<'_>, Failure> {
    Merge::new(connection, FETCH, waiting, span)
}

/// A new layer above all there are.
pub(crate) fn make(
    connection: &Connection,
    series: i64,
    import: Option<i64>,
    source: Option<&str>,
    quality: u8,
) -> Result<i64, Failure> {
    connection
        .prepare_cached("INSERT INTO layer (series, import, source, quality) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![series, import, source, quality])?;
    Ok(connection.last_insert_rowid())
}

/// How a value stands in a tail.
pub(crate) const fn bits_of(value: f64) -> i64 {
    value.to_bits().cast_signed()
}

pub(crate) const fn value_of(bits: i64) -> f64 {
    f64::from_bits(bits.cast_unsigned())
}

/// Writes values of one layer, times rising, as blocks.
pub(crate) struct BlockWriter<'c> {
    connection: &'c Connection,
    series: i64,
    layer: i64,
    encoder: Rc<RefCell<Encoder>>,
    pending: Columns,
}

impl<'c> BlockWriter<'c> {
    pub(crate) fn new(connection: &'c Connection, series: i64, layer: i64) -> Result<Self, Failure> {
        let encoder = Rc::new(RefCell::new(Encoder::new()?));
        Ok(Self { connection, series, layer, encoder, pending: Columns::default() })
    }

    /// A writer for another layer that is used in turns with this one: they share the encoder, which takes far more memory
    /// than all else.
    pub(crate) fn beside(&self, series: i64, layer: i64) -> Self {
        let encoder = Rc::clone(&self.encoder);
        Self { connection: self.connection, series, layer, encoder, pending: Columns::default() }
    }

    pub(crate) fn push(&mut self, time: i64, value: f64) -> Result<(), Failure> {
        self.pending.push(time, value);
        if self.pending.len() == block::FULL { self.write() } else { Ok(()) }
    }

    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        if self.pending.is_empty() { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> Result<(), Failure> {
        let mut encoder = self.encoder.borrow_mut();
        let row = encoder.encode(&self.pending.times, &self.pending.values);
        self.connection
            .prepare_cached(
                "INSERT INTO block (series, layer, first, last, count, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![self.series, self.layer, row.first, row.last, row.count, row.payload])?;
        self.pending.clear();
        Ok(())
    }
}

/// All values of a layer.
pub(crate) fn of_layer(connection: &Connection, layer: i64) -> Result<Merge<'_>, Failure> {
    let rank = |tail| Rank { quality: 0, order: 0, tail };
    let mut waiting = Vec::new();
    let mut blocks = connection.prepare_cached("SELECT id, first FROM block WHERE layer = ?1")?;
    let mut rows = blocks.query([layer])?;
    while let Some(row) = rows.next()? {
        waiting.push(Waiting { rank: rank(false), first: row.get(1)?, what: What::Block(row.get(0)?) });
    }
    let mut columns = Columns::default();
    let mut tail = connection
        .prepare_cached("SELECT valid_time, bits FROM tail WHERE layer = ?1 ORDER BY valid_time")?;
    let mut rows = tail.query([layer])?;
    while let Some(row) = rows.next()? {
        columns.push(row.get(0)?, value_of(row.get(1)?));
    }
    if let Some(first) = columns.times.first().copied() {
        waiting.push(Waiting { rank: rank(true), first, what: What::Rows(columns) });
    }
    Merge::new(connection, FETCH, waiting, (i64::MIN, i64::MAX))
}
