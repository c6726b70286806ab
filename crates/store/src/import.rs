//! Writing a series whole or not at all, in constant memory and however long it takes to read.
//!
//! Values are first spooled (`spool.rs`), so that a slow file, a file that turns out to be broken half way, and millions
//! of rows cost the rest of the program nothing. Then one transaction makes a layer of what is new or different among
//! them, and only that one waits for its turn.

use crate::{
    block::Columns,
    compare::{Comparison, Counts},
    encoding::{optional, parse_text},
    failure::Failure,
    flags, layers,
    layers::BlockWriter,
    series,
    spool::{self, Spooled},
};
use domain::{
    ImportId, InsertReport, PastImport, QualityFlags, SeriesId, SeriesInfo, SourceQuality, StoreError,
};
use jiff::Timestamp;
use rusqlite::{Connection, Row, TransactionBehavior, params};

/// KiB of pages held in memory by a connection that imports, whatever the number of rows.
const CACHE: i64 = -16_384;

/// Spools the values in a temporary table of `connection`.
pub(crate) fn gather(
    connection: &mut Connection,
    observations: &mut dyn Iterator<Item = Result<domain::Observation, StoreError>>,
) -> Result<Spooled, Failure> {
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.pragma_update(Some("temp"), "cache_size", CACHE)?;
    spool::gather(connection, observations)
}

/// Makes a layer of the spooled values, and notes the doubts about them, in one transaction.
pub(crate) fn merge(
    connection: &mut Connection,
    series: &SeriesInfo,
    (origin, quality): (&str, SourceQuality),
    spooled: Spooled,
    flags: &[(Timestamp, QualityFlags)],
) -> Result<InsertReport, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (number, replaced_info) = series::save(&transaction, series)?;
    transaction.execute(
        "INSERT INTO import (series, origin, replaced_info) VALUES (?1, ?2, ?3)",
        params![number, origin, replaced_info],
    )?;
    let id = transaction.last_insert_rowid();
    let (counts, is_empty) = match spooled.span {
        None => (Counts::default(), true),
        Some(span) => layer(&transaction, number, id, quality.0, spooled.runs, span)?,
    };
    flags::set(&transaction, number, flags)?;
    let Counts { inserted, changed, unchanged } = counts;
    if is_empty
        && let Some(before) = &replaced_info
        && series::says_the_same(before, series)?
    {
        transaction.rollback()?;
        return Ok(InsertReport { import: None, inserted, changed, unchanged });
    }
    transaction.execute(
        "UPDATE import SET inserted = ?2, changed = ?3, unchanged = ?4 WHERE id = ?1",
        params![id, inserted, changed, unchanged],
    )?;
    transaction.commit()?;
    Ok(InsertReport { import: Some(ImportId(id)), inserted, changed, unchanged })
}

/// Makes a layer of what is new or different; says too whether there was no such thing.
fn layer(
    connection: &Connection,
    series: i64,
    import: i64,
    quality: u8,
    runs: i64,
    (first, last): (i64, i64),
) -> Result<(Counts, bool), Failure> {
    let span = (first, last.saturating_add(1));
    let layer = layers::make(connection, series, Some(import), None, quality)?;
    let flagged = flags::is_any(connection, series)?;
    if runs == 1 && !flagged && layers::overlapping(connection, series, span, 0..=u8::MAX)?.0.is_empty() {
        // All of it is new: the blocks are moved as they are.
        connection.execute(
            "INSERT INTO block (series, layer, first, last, count, payload)
             SELECT ?1, ?2, first, last, count, payload FROM temp.incoming ORDER BY id",
            [series, layer],
        )?;
        let inserted = connection.query_row("SELECT sum(count) FROM temp.incoming", [], |row| row.get(0))?;
        return Ok((Counts { inserted, ..Counts::default() }, false));
    }
    let mut comparison = Comparison::new(connection, series, span, quality)?;
    let mut writer = BlockWriter::new(connection, series, layer)?;
    let mut incoming = spool::merged(connection)?;
    let mut piece = Columns::default();
    let mut is_empty = true;
    while incoming.next(&mut piece)? {
        for (time, value) in piece.times.iter().zip(&piece.values) {
            if comparison.is_kept(*time, *value)? {
                is_empty = false;
                writer.push(*time, *value)?;
                if flagged {
                    // The doubt was about another value.
                    flags::forget(connection, series, *time)?;
                }
            }
        }
        piece.clear();
    }
    writer.finish()?;
    let counts = comparison.counts();
    if is_empty {
        connection.execute("DELETE FROM layer WHERE id = ?1", [layer])?;
    }
    Ok((counts, is_empty))
}

const PAST: &str = "SELECT import.id, series.id, origin, imported_at, inserted, changed, unchanged
     FROM import JOIN series ON series.number = import.series";

/// The newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<PastImport>, Failure> {
    let mut query = connection.prepare_cached(&format!("{PAST} ORDER BY import.id DESC"))?;
    let mut rows = query.query([])?;
    let mut imports = Vec::new();
    while let Some(row) = rows.next()? {
        imports.push(past(row)??);
    }
    Ok(imports)
}

fn past(row: &Row<'_>) -> rusqlite::Result<Result<PastImport, StoreError>> {
    let imported_at: String = row.get(3)?;
    let (import, series) = (ImportId(row.get(0)?), SeriesId(row.get(1)?));
    let (origin, inserted, changed, unchanged) = (row.get(2)?, row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(parse_text(&imported_at).map(|imported_at| PastImport {
        import,
        series,
        origin,
        imported_at,
        inserted,
        changed,
        unchanged,
    }))
}

/// Takes an import back: its layer goes, and what was known of the series before it comes back, unless a later import
/// renewed that. A series that an import made goes too where no value of it is left, with imports that found them all there.
pub(crate) fn undo(connection: &Connection, id: ImportId) -> Result<PastImport, Failure> {
    let found = connection.query_row(&format!("{PAST} WHERE import.id = ?1"), [id.0], past);
    let Some(undone) = optional(found)?.transpose()? else {
        return Err(StoreError::Missing { what: format!("import {}", id.0) }.into());
    };
    let (series, replaced_info): (i64, Option<String>) =
        connection.query_row("SELECT series, replaced_info FROM import WHERE id = ?1", [id.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if flags::is_any(connection, series)? {
        forget_flags(connection, series, id)?;
    }
    let later: Option<i64> = connection.query_row(
        "SELECT min(id) FROM import WHERE series = ?1 AND id > ?2",
        [series, id.0],
        |row| row.get(0),
    )?;
    if let Some(later) = later {
        // As if this one had never been: the later one then replaced what this one did.
        connection
            .execute("UPDATE import SET replaced_info = ?2 WHERE id = ?1", params![later, replaced_info])?;
    } else if let Some(info) = &replaced_info {
        connection.execute("UPDATE series SET info = ?2 WHERE number = ?1", params![series, info])?;
    }
    connection.execute("DELETE FROM import WHERE id = ?1", [id.0])?;
    if replaced_info.is_none() {
        connection.execute(
            "DELETE FROM series WHERE number = ?1
             AND NOT EXISTS (SELECT 1 FROM layer WHERE series = ?1)",
            [series],
        )?;
    }
    Ok(undone)
}

/// Forgets the doubts about the values of an import.
fn forget_flags(connection: &Connection, series: i64, import: ImportId) -> Result<(), Failure> {
    let layer = connection.query_row("SELECT id FROM layer WHERE import = ?1", [import.0], |row| row.get(0));
    let Some(layer) = optional(layer)? else { return Ok(()) };
    let mut values = layers::of_layer(connection, layer)?;
    let mut piece = Columns::default();
    while values.next(&mut piece)? {
        for time in &piece.times {
            flags::forget(connection, series, *time)?;
        }
        piece.clear();
    }
    Ok(())
}
