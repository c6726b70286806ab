//! Live updates: values of a source as they arrive. They lie in the tail of its layer, a row each, until there are enough
//! to fold them into a block.

use crate::{
    block::{self, Columns},
    compare::{Comparison, sort_last_wins},
    encoding::{finite, optional, seconds},
    failure::Failure,
    flags, layers,
    layers::BlockWriter,
    merge::{Rank, Waiting, What},
    series,
};
use domain::{Append, AppendReport};
use rusqlite::{Connection, params};

/// Rows of a tail that are folded into blocks. Each takes some twenty bytes until then; each fold rewrites the last block.
const FOLDED_AT: i64 = 1024;

pub(crate) fn append(connection: &Connection, update: &Append<'_>) -> Result<AppendReport, Failure> {
    let series = series::number(connection, update.series)?;
    let mut rows = Vec::with_capacity(update.observations.len());
    for observation in update.observations {
        finite(observation.value, &format!("the value at {}", observation.valid_time))?;
        rows.push((seconds(observation.valid_time)?, observation.value));
    }
    sort_last_wins(&mut rows);
    let mut report = AppendReport::default();
    if let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) {
        let layer = live_layer(connection, series, update.source, update.quality.0)?;
        let flagged = flags::is_any(connection, series)?;
        let mut comparison =
            Comparison::new(connection, series, (*first, last.saturating_add(1)), update.quality.0)?;
        let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO tail VALUES (?1, ?2, ?3, ?4)")?;
        for (time, value) in &rows {
            if comparison.is_kept(*time, *value)? {
                insert.execute(params![series, time, layer, layers::bits_of(*value)])?;
                if flagged {
                    // The doubt was about another value.
                    flags::forget(connection, series, *time)?;
                }
            }
        }
        let counts = comparison.counts();
        report =
            AppendReport { inserted: counts.inserted, changed: counts.changed, unchanged: counts.unchanged };
        let waiting: i64 = connection
            .prepare_cached("SELECT count(*) FROM tail WHERE layer = ?1")?
            .query_row([layer], |row| row.get(0))?;
        if waiting >= FOLDED_AT {
            fold(connection, series, layer)?;
        }
    }
    flags::set(connection, series, update.flags)?;
    Ok(report)
}

/// The layer of a live source. It begins a new one above an import that came since, for what it says now is newer.
/// Live sources among themselves stay in the order in which they first spoke.
fn live_layer(connection: &Connection, series: i64, source: &str, quality: u8) -> Result<i64, Failure> {
    let found = connection
        .prepare_cached(
            "SELECT id FROM layer AS own WHERE series = ?1 AND source = ?2 AND quality = ?3 AND NOT EXISTS
                 (SELECT 1 FROM layer WHERE series = ?1 AND import IS NOT NULL AND quality = ?3 AND id > own.id)
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![series, source, quality], |row| row.get(0));
    match optional(found)? {
        Some(layer) => Ok(layer),
        None => layers::make(connection, series, None, Some(source), quality),
    }
}

/// Puts the tail of a layer into blocks: those it overlaps, and the last one while it isn't full, are written anew.
fn fold(connection: &Connection, series: i64, layer: i64) -> Result<(), Failure> {
    let mut tail = Columns::default();
    {
        let mut query = connection.prepare_cached(
            "SELECT valid_time, bits FROM tail WHERE series = ?1 AND layer = ?2 ORDER BY valid_time",
        )?;
        let mut rows = query.query([series, layer])?;
        while let Some(row) = rows.next()? {
            tail.push(row.get(0)?, layers::value_of(row.get(1)?));
        }
    }
    let Some(first) = tail.times.first().copied() else { return Ok(()) };
    let from: i64 = connection
        .prepare_cached(
            "SELECT coalesce(max(first), ?2) FROM block WHERE layer = ?1 AND last < ?2 AND count < ?3
             AND last = (SELECT max(last) FROM block WHERE layer = ?1)",
        )?
        .query_row(params![layer, first, block::FULL as i64], |row| row.get(0))?;
    let rank = |tail| Rank { quality: 0, order: 0, tail };
    let mut waiting = vec![Waiting { rank: rank(true), first, what: What::Rows(tail) }];
    {
        let mut query =
            connection.prepare_cached("SELECT id, first FROM block WHERE layer = ?1 AND last >= ?2")?;
        let mut rows = query.query([layer, from])?;
        while let Some(row) = rows.next()? {
            waiting.push(Waiting { rank: rank(false), first: row.get(1)?, what: What::Block(row.get(0)?) });
        }
    }
    let newest: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM block", [], |row| row.get(0))?;
    let mut merge = layers::merge(connection, waiting, (i64::MIN, i64::MAX))?;
    let mut writer = BlockWriter::new(connection, series, layer)?;
    let mut piece = Columns::default();
    while merge.next(&mut piece)? {
        for (time, value) in piece.times.iter().zip(&piece.values) {
            writer.push(*time, *value)?;
        }
        piece.clear();
    }
    writer.finish()?;
    connection
        .prepare_cached("DELETE FROM block WHERE layer = ?1 AND last >= ?2 AND id <= ?3")?
        .execute([layer, from, newest])?;
    connection
        .prepare_cached("DELETE FROM tail WHERE series = ?1 AND layer = ?2")?
        .execute([series, layer])?;
    Ok(())
}
