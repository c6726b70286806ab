//! What happened, beside what was forecast.

use crate::{
    encoding::{json, optional, parse_json},
    failure::Failure,
};
use domain::{AnswerId, Outcome, StoreError};
use rusqlite::{Connection, params};

/// Keeps what happened; replaces what was kept before.
pub(crate) fn save(connection: &Connection, id: AnswerId, outcome: &Outcome) -> Result<(), Failure> {
    let text = json(outcome)?;
    let known = connection.prepare_cached("SELECT 1 FROM question WHERE id = ?1")?.exists([id.0])?;
    if !known {
        return Err(StoreError::Missing { what: format!("answer {}", id.0) }.into());
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO outcome VALUES (?1, ?2)")?
        .execute(params![id.0, text])?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, id: AnswerId) -> Result<Option<Outcome>, Failure> {
    let mut query = connection.prepare_cached("SELECT outcome FROM outcome WHERE question = ?1")?;
    let text: Option<String> = optional(query.query_row([id.0], |row| row.get(0)))?;
    Ok(text.map(|text| parse_json(&text, &format!("the outcome of answer {}", id.0))).transpose()?)
}
