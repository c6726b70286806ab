//! What the user chose: JSON values by key.

use crate::{
    encoding::{json, optional, parse_json},
    failure::Failure,
};
use rusqlite::{Connection, params};
use serde_json::Value;

pub(crate) fn get(connection: &Connection, key: &str) -> Result<Option<Value>, Failure> {
    let mut query = connection.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
    let text: Option<String> = optional(query.query_row([key], |row| row.get(0)))?;
    Ok(text.map(|text| parse_json(&text, &format!("setting {key}"))).transpose()?)
}

pub(crate) fn set(connection: &Connection, key: &str, value: &Value) -> Result<(), Failure> {
    if value.is_null() {
        connection.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([key])?;
    } else {
        connection
            .prepare_cached("INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)")?
            .execute(params![key, json(value)?])?;
    }
    Ok(())
}
