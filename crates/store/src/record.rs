//! How forecasts did, as it is read for the record; and how it went in the user's words.

use crate::{
    encoding::{finite, moment, optional, outdated, parse_json, parse_text},
    failure::Failure,
    history::must_be_there,
    verifiable::{issue_of, parse_claim},
};
use domain::{AnswerId, RecordedForecast, StoreError, Went};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use std::collections::BTreeMap;

const COLUMNS: &str = "question.id, question.text, question.short, question.asked_at, verifiable.issue,
     verifiable.issue_time, verifiable.claim, verified.happened, verified.amount, went.kind, went.value,
     EXISTS (SELECT 1 FROM verifiable AS earlier WHERE earlier.same = verifiable.same AND earlier.forecast < question.id)
     FROM question JOIN verifiable ON verifiable.forecast = question.id
     LEFT JOIN verified ON verified.forecast = question.id LEFT JOIN went ON went.question = question.id";

/// Those with any outcome, in the order they were issued.
pub(crate) fn all(connection: &Connection) -> Result<Vec<RecordedForecast>, Failure> {
    let mut variables = by_variable(connection)?;
    let mut query = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE went.question IS NOT NULL OR verified.happened IS NOT NULL OR verified.amount IS NOT NULL
            OR EXISTS (SELECT 1 FROM verified_marginal WHERE verified_marginal.forecast = question.id)
         ORDER BY question.id"
    ))?;
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.extend(one(row)?);
    }
    for one in &mut all {
        one.variables = variables.remove(&one.forecast.0).unwrap_or_default();
    }
    Ok(all)
}

/// Those whose time has come within the last `days` and of which nobody told anything, the newest first.
pub(crate) fn untold(
    connection: &Connection,
    now: Timestamp,
    days: u32,
    limit: u32,
) -> Result<Vec<RecordedForecast>, Failure> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE verifiable.issue = 0 AND verifiable.last < ?1 AND verifiable.last >= ?2
            AND verified.happened IS NULL AND verified.amount IS NULL AND went.question IS NULL
         ORDER BY question.id DESC LIMIT ?3"
    ))?;
    let now = now.as_second();
    let mut rows = query.query(params![now, now - i64::from(days) * 86_400, limit])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        // Kinds of questions without a single outcome have nothing to tell.
        all.extend(one(row)?.filter(|one| !one.claim.decisive.is_empty()));
    }
    Ok(all)
}

/// A forecast without its scores; `None` of one that a newer version wrote in another way: the rest can be read all the same.
fn one(row: &Row<'_>) -> Result<Option<RecordedForecast>, Failure> {
    let Ok(claim) = parse_claim(row.get_ref(6)?.as_blob().unwrap_or_default()) else { return Ok(None) };
    Ok(Some(RecordedForecast {
        forecast: AnswerId(row.get(0)?),
        text: row.get(1)?,
        short: row.get(2)?,
        asked_at: parse_text(row.get_ref(3)?.as_str().unwrap_or_default())?,
        issue: issue_of(row.get(4)?)?,
        issue_time: moment(row.get(5)?)?,
        claim,
        happened: row.get(7)?,
        amount: row.get(8)?,
        went: went_of(row.get::<_, Option<String>>(9)?.as_deref(), row.get(10)?)?,
        repeated: row.get(11)?,
        variables: Vec::new(),
    }))
}

type ByVariable = Vec<(domain::Variable, bool, Vec<u8>)>;

fn by_variable(connection: &Connection) -> Result<BTreeMap<i64, ByVariable>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT forecast, said.variable, verified_marginal.scores,
         EXISTS (SELECT 1 FROM verifiable_marginal AS earlier WHERE earlier.same = said.same AND earlier.forecast < said.forecast)
         FROM verified_marginal JOIN verifiable_marginal AS said USING (forecast, position) ORDER BY forecast, position",
    )?;
    let mut rows = query.query([])?;
    let mut all: BTreeMap<i64, ByVariable> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let variable = parse_json(row.get_ref(1)?.as_str().unwrap_or_default(), "a variable")?;
        all.entry(row.get(0)?).or_default().push((variable, row.get(3)?, row.get(2)?));
    }
    Ok(all)
}

fn went_of(kind: Option<&str>, value: Option<f64>) -> Result<Option<Went>, StoreError> {
    match (kind, value) {
        (None, _) => Ok(None),
        (Some("fine"), _) => Ok(Some(Went::Fine)),
        (Some("badly"), _) => Ok(Some(Went::Badly)),
        (Some("value"), Some(value)) => Ok(Some(Went::Value { value })),
        _ => Err(outdated("how it went")),
    }
}

pub(crate) fn went(connection: &Connection, id: AnswerId) -> Result<Option<Went>, Failure> {
    let mut query = connection.prepare_cached("SELECT kind, value FROM went WHERE question = ?1")?;
    let found = optional(query.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?))))?;
    let (kind, value): (Option<String>, Option<f64>) = found.unwrap_or_default();
    Ok(went_of(kind.as_deref(), value)?)
}

/// Keeps how it went, or takes it back; gives what was said before.
pub(crate) fn save_went(
    connection: &Connection,
    id: AnswerId,
    said: Option<Went>,
) -> Result<Option<Went>, Failure> {
    must_be_there(connection, id)?;
    let before = went(connection, id)?;
    let (kind, value) = match said {
        None => {
            connection.prepare_cached("DELETE FROM went WHERE question = ?1")?.execute([id.0])?;
            return Ok(before);
        }
        Some(Went::Fine) => ("fine", None),
        Some(Went::Badly) => ("badly", None),
        Some(Went::Value { value }) => ("value", Some(finite(value, "the value")?)),
    };
    connection
        .prepare_cached("INSERT OR REPLACE INTO went VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, kind, value])?;
    Ok(before)
}
