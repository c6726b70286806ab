//! Values on their way in: sorted runs of blocks in a temporary table, which belongs to one connection and locks nobody
//! out.
//!
//! Values in rising order, as nearly all files have them, become one run of blocks that can be moved over as they are. Of
//! others each stretch of a million is sorted, and the runs are merged afterwards.

use crate::{
    block::{self, Columns, Encoder},
    compare::{columns, sort_last_wins},
    encoding::{finite, seconds},
    failure::{Failure, is_busy},
    merge::{Merge, Rank, Waiting, What},
};
use domain::{Observation, StoreError};
use rusqlite::{Connection, params};

/// Values held in memory, sixteen bytes each; whole blocks.
const STRETCH: usize = 256 * block::FULL;

const FETCH: &str = "SELECT first, last, count, payload FROM temp.incoming WHERE id = ?1";

/// What was spooled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spooled {
    /// How many runs; the valid times of one rise.
    pub(crate) runs: i64,
    /// First and last valid time; `None` where there is no value.
    pub(crate) span: Option<(i64, i64)>,
}

/// Takes in all values; the first `Err` ends it.
pub(crate) fn gather(
    connection: &mut Connection,
    observations: &mut dyn Iterator<Item = Result<Observation, StoreError>>,
) -> Result<Spooled, Failure> {
    connection.execute_batch(
        "CREATE TEMP TABLE incoming (
            id INTEGER PRIMARY KEY, run INTEGER, first INTEGER, last INTEGER, count INTEGER, payload BLOB
         ) STRICT",
    )?;
    // Deferred: it takes no lock on the data file, for it touches the temporary table only.
    let transaction = connection.transaction().map_err(temporary)?;
    let mut spool = Spool {
        connection: &transaction,
        encoder: Encoder::new()?,
        columns: Columns::default(),
        spooled: Spooled { runs: 0, span: None },
        last_of_run: i64::MAX,
    };
    let mut rows = Vec::new();
    let mut rising = true;
    let mut before = i64::MIN;
    for observation in observations {
        let Observation { valid_time, value } = observation?;
        if !value.is_finite() {
            finite(value, &format!("the value at {valid_time}"))?;
        }
        let time = seconds(valid_time)?;
        rising &= time > before;
        before = time;
        rows.push((time, value));
        if rows.len() == STRETCH {
            spool.take(&mut rows, rising)?;
            (rising, before) = (true, i64::MIN);
        }
    }
    spool.take(&mut rows, rising)?;
    let spooled = spool.spooled;
    transaction.commit().map_err(temporary)?;
    Ok(spooled)
}

struct Spool<'c> {
    connection: &'c Connection,
    encoder: Encoder,
    columns: Columns,
    spooled: Spooled,
    last_of_run: i64,
}

impl Spool<'_> {
    /// Writes a stretch and empties it.
    fn take(&mut self, rows: &mut Vec<(i64, f64)>, rising: bool) -> Result<(), Failure> {
        if !rising {
            sort_last_wins(rows);
        }
        let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) else { return Ok(()) };
        if *first <= self.last_of_run {
            self.spooled.runs += 1;
        }
        self.last_of_run = *last;
        let (earliest, latest) = self.spooled.span.unwrap_or((*first, *last));
        self.spooled.span = Some((earliest.min(*first), latest.max(*last)));
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO temp.incoming (run, first, last, count, payload) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for chunk in rows.chunks(block::FULL) {
            columns(chunk, &mut self.columns);
            let row = self.encoder.encode(&self.columns.times, &self.columns.values);
            insert
                .execute(params![self.spooled.runs, row.first, row.last, row.count, row.payload])
                .map_err(temporary)?;
        }
        rows.clear();
        Ok(())
    }
}

/// All that was spooled, as one; the last of several with one valid time stands.
pub(crate) fn merged(connection: &Connection) -> Result<Merge<'_>, Failure> {
    let mut query = connection.prepare("SELECT id, run, first FROM temp.incoming")?;
    let mut rows = query.query([])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        let rank = Rank { quality: 0, order: row.get(1)?, tail: false };
        waiting.push(Waiting { rank, first: row.get(2)?, what: What::Block(row.get(0)?) });
    }
    Merge::new(connection, FETCH, waiting, (i64::MIN, i64::MAX))
}

/// The temporary table lies on the disk that holds temporary files, and that one may be full when the data folder's
/// isn't.
fn temporary(error: rusqlite::Error) -> Failure {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) && !is_busy(&error) {
        return StoreError::DiskFull { path: "temporary files".into() }.into();
    }
    error.into()
}
