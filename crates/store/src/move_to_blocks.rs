//! The second half of migration 0002: observations of a row each become layers of blocks.
//!
//! The old schema kept the newest value of each valid time with the import that set it, and aside what an import wrote
//! over. A layer is what one import set, whether it was written over later or not, so both are put together again.

use crate::{failure::Failure, layers, layers::BlockWriter};
use domain::SourceQuality;
use rusqlite::Transaction;
use std::collections::BTreeMap;

/// Moves all observations and drops the old tables.
pub(crate) fn move_to_blocks(transaction: &Transaction<'_>) -> Result<(), Failure> {
    let imports: Vec<(i64, i64)> = transaction
        .prepare("SELECT series, id FROM import ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    // In the order of the imports, so that the newer layer stands above the older.
    let mut writers: BTreeMap<i64, BTreeMap<i64, BlockWriter<'_>>> = BTreeMap::new();
    let first = BlockWriter::new(transaction, 0, 0)?;
    for (series, import) in imports {
        let layer = layers::make(transaction, series, Some(import), None, SourceQuality::MEASURED.0)?;
        writers.entry(series).or_default().insert(import, first.beside(series, layer));
    }
    let mut query = transaction.prepare(
        "SELECT import, valid_time, value FROM observation WHERE series = ?1
         UNION ALL
         SELECT replaced_import, valid_time, value FROM replaced_observation JOIN import ON import.id = replaced_observation.import
         WHERE series = ?1
         ORDER BY valid_time",
    )?;
    for (series, mut writers) in writers {
        let mut rows = query.query([series])?;
        while let Some(row) = rows.next()? {
            let import: i64 = row.get(0)?;
            let writer = writers.get_mut(&import).ok_or(Failure::Damaged("an import in it is missing"))?;
            writer.push(row.get(1)?, row.get(2)?)?;
        }
        for writer in writers.into_values() {
            writer.finish()?;
        }
    }
    drop(query);
    transaction.execute_batch(
        "DELETE FROM layer WHERE NOT EXISTS (SELECT 1 FROM block WHERE block.layer = layer.id);
         DROP TABLE replaced_observation;
         DROP TABLE observation;",
    )?;
    Ok(())
}
