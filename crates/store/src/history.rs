//! Past questions: listing them and forgetting one.

use crate::{encoding::parse_text, failure::Failure};
use domain::{AnswerId, PastQuestion, StoreError};
use rusqlite::Connection;

/// The newest first, whether or not their answers can still be read. By order of asking, not by the clock, which may
/// have been set back in between.
pub(crate) fn newest(connection: &Connection, limit: u32) -> Result<Vec<PastQuestion>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT id, text, asked_at, headline, short, as_of FROM question ORDER BY id DESC LIMIT ?1",
    )?;
    let mut rows = query.query([limit])?;
    let mut questions = Vec::new();
    while let Some(row) = rows.next()? {
        let as_of: Option<String> = row.get(5)?;
        questions.push(PastQuestion {
            id: AnswerId(row.get(0)?),
            text: row.get(1)?,
            asked_at: parse_text(row.get_ref(2)?.as_str().unwrap_or_default())?,
            headline: row.get(3)?,
            short: row.get(4)?,
            as_of: as_of.as_deref().map(parse_text).transpose()?,
        });
    }
    Ok(questions)
}

/// Removes a question with all that hangs on it.
pub(crate) fn forget(connection: &Connection, id: AnswerId) -> Result<(), Failure> {
    let removed = connection.prepare_cached("DELETE FROM question WHERE id = ?1")?.execute([id.0])?;
    if removed == 0 {
        return Err(StoreError::Missing { what: format!("answer {}", id.0) }.into());
    }
    Ok(())
}

/// # Errors
/// When no question has this name.
pub(crate) fn must_be_there(connection: &Connection, id: AnswerId) -> Result<(), Failure> {
    if connection.prepare_cached("SELECT 1 FROM question WHERE id = ?1")?.exists([id.0])? {
        return Ok(());
    }
    Err(StoreError::Missing { what: format!("answer {}", id.0) }.into())
}
