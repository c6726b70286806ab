//! Forecasts as issued: written once, in one transaction, and read back as they were.

use crate::{
    compressed,
    encoding::{
        finite, json, moment, optional, outdated, pack, parse_json, parse_text, seconds, text, unpack,
    },
    failure::Failure,
    verifiable,
};
use domain::{
    Answer, AnswerId, IssuedForecast, ModelId, QuantileForecast, QuantileLevels, StoreError, Support,
    Variable,
};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use std::borrow::Cow;

/// zstd-compressed JSON of [`Answer`]. Another way of writing it gets the next number, and both are read.
const ANSWER_FORMAT: i64 = 1;

/// Far more than an answer takes; a larger one is damaged.
const LARGEST_ANSWER: usize = 64 << 20;

/// What [`save`] writes, made ready before the file is locked.
pub(crate) struct Packed<'a> {
    forecast: &'a IssuedForecast,
    answer: Vec<u8>,
    verifiable: verifiable::Ready,
}

/// # Errors
/// When it holds what could never be read back: a number that isn't finite, or a time that the system's zones don't
/// know.
pub(crate) fn ready(forecast: &IssuedForecast) -> Result<Packed<'_>, StoreError> {
    let answer = json(&forecast.answer)?;
    // A number that isn't finite becomes `null` in JSON. Found now, it is a fault to report; found when the
    // history is opened, it is an answer lost.
    if let Err(error) = serde_json::from_str::<Answer>(&answer) {
        return Err(StoreError::Input(format!(
            "this answer can't be kept, for it couldn't be read back ({error}); ask again, and please report it"
        )));
    }
    for (variable, model, weight) in &forecast.weights {
        finite(*weight, &format!("the weight of {model} for {}", variable.name()))?;
    }
    let answer = compressed::compress(answer.as_bytes())
        .map_err(|error| StoreError::Input(format!("this answer can't be compressed ({error})")))?;
    Ok(Packed { forecast, answer, verifiable: verifiable::ready(forecast)? })
}

pub(crate) fn save(connection: &Connection, packed: &Packed<'_>) -> Result<AnswerId, Failure> {
    let Packed { forecast, answer, verifiable } = packed;
    let shown = &forecast.answer;
    connection
        .prepare_cached(
            "INSERT INTO question (text, asked_at, as_of, headline, short) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            shown.question.text,
            text(forecast.made_at),
            shown.as_of.then(|| text(forecast.issue_time)),
            shown.headline,
            shown.short
        ])?;
    let id = connection.last_insert_rowid();
    connection.prepare_cached("INSERT INTO forecast VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        id,
        text(forecast.issue_time),
        ANSWER_FORMAT,
        answer
    ])?;

    let mut insert = connection.prepare_cached("INSERT INTO marginal VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (position, marginal) in (0i64..).zip(&forecast.marginals) {
        let times: Vec<i64> =
            marginal.valid_times().iter().map(|time| seconds(*time)).collect::<Result<_, _>>()?;
        insert.execute(params![
            id,
            position,
            json(marginal.variable())?,
            pack(marginal.levels().as_slice(), f64::to_le_bytes),
            pack(&times, i64::to_le_bytes),
            pack(&quantiles(marginal)?, f32::to_le_bytes),
        ])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO model_weight VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (position, (variable, model, weight)) in (0i64..).zip(&forecast.weights) {
        insert.execute(params![id, position, json(variable)?, model.0, weight])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO data_age VALUES (?1, ?2, ?3, ?4)")?;
    for (position, (variable, newest)) in (0i64..).zip(&forecast.data_age) {
        insert.execute(params![id, position, json(variable)?, newest.map(text)])?;
    }
    verifiable::save(connection, AnswerId(id), verifiable)?;
    Ok(AnswerId(id))
}

/// All quantiles of a variable in single precision: seven digits, a thousandth of what any forecast knows.
fn quantiles(marginal: &QuantileForecast) -> Result<Vec<f32>, StoreError> {
    #[expect(clippy::cast_possible_truncation, reason = "the precision that is kept")]
    let single = |value: &f64| *value as f32;
    let values: Vec<f32> =
        (0..marginal.valid_times().len()).flat_map(|time| marginal.at(time)).map(single).collect();
    match values.iter().find(|value| !value.is_finite()) {
        Some(value) => finite(f64::from(*value), &format!("a quantile of {}", marginal.variable().name()))
            .map(|_| values),
        None => Ok(values),
    }
}

pub(crate) fn get(connection: &Connection, id: AnswerId) -> Result<IssuedForecast, Failure> {
    let what = format!("answer {}", id.0);
    let mut query = connection.prepare_cached(
        "SELECT asked_at, issue_time, answer_format, answer
         FROM question JOIN forecast ON forecast.question = question.id WHERE question.id = ?1",
    )?;
    let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let found: Option<(String, String, i64, Vec<u8>)> = optional(query.query_row([id.0], columns))?;
    let Some((made_at, issue_time, format, answer)) = found else {
        return Err(StoreError::Missing { what }.into());
    };
    Ok(IssuedForecast {
        made_at: parse_text(&made_at)?,
        issue_time: parse_text(&issue_time)?,
        answer: Answer { id, ..parse_answer(format, &answer, &what)? },
        marginals: marginals(connection, id, &what)?,
        weights: weights(connection, id, &what)?,
        data_age: data_age(connection, id, &what)?,
        experts: verifiable::get(connection, id)?,
        decisive: verifiable::claim(connection, id)?.map_or_else(Vec::new, |claim| claim.decisive),
    })
}

fn parse_answer(format: i64, answer: &[u8], what: &str) -> Result<Answer, StoreError> {
    if format != ANSWER_FORMAT {
        return Err(outdated(what));
    }
    let json = compressed::decompress(answer, LARGEST_ANSWER).map_err(|_| outdated(what))?;
    parse_json(std::str::from_utf8(&json).unwrap_or_default(), what)
}

fn marginals(connection: &Connection, id: AnswerId, what: &str) -> Result<Vec<QuantileForecast>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT variable, levels, valid_times, quantiles FROM marginal WHERE forecast = ?1 ORDER BY position",
    )?;
    let mut rows = query.query([id.0])?;
    let mut marginals = Vec::new();
    while let Some(row) = rows.next()? {
        let variable: Variable = parse_json(&row.get::<_, String>(0)?, what)?;
        let blob = |column| row.get::<_, Vec<u8>>(column);
        let (levels, times, values) = (blob(1)?, blob(2)?, blob(3)?);
        let marginal = read_marginal(variable, &levels, &times, &values);
        marginals.push(marginal.ok_or_else(|| outdated(what))?);
    }
    Ok(marginals)
}

fn read_marginal(variable: Variable, levels: &[u8], times: &[u8], values: &[u8]) -> Option<QuantileForecast> {
    let levels = QuantileLevels::try_from(unpack(levels, f64::from_le_bytes)?).ok()?;
    let times: Vec<Timestamp> =
        unpack(times, i64::from_le_bytes)?.into_iter().map(moment).collect::<Result<_, _>>().ok()?;
    let values = unpack(values, |bytes| f64::from(f32::from_le_bytes(bytes)))?;
    // They were moved into the variable's support before they were kept.
    QuantileForecast::new(variable, times.into(), levels, values, &Support::REAL).ok()
}

fn weights(
    connection: &Connection,
    id: AnswerId,
    what: &str,
) -> Result<Vec<(Variable, ModelId, f64)>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT variable, model, weight FROM model_weight WHERE forecast = ?1 ORDER BY position",
    )?;
    let mut rows = query.query([id.0])?;
    let mut weights = Vec::new();
    while let Some(row) = rows.next()? {
        let variable = parse_json(&row.get::<_, String>(0)?, what)?;
        weights.push((variable, ModelId(Cow::Owned(row.get(1)?)), row.get(2)?));
    }
    Ok(weights)
}

fn data_age(
    connection: &Connection,
    id: AnswerId,
    what: &str,
) -> Result<Vec<(Variable, Option<Timestamp>)>, Failure> {
    let mut query = connection
        .prepare_cached("SELECT variable, newest FROM data_age WHERE forecast = ?1 ORDER BY position")?;
    let mut rows = query.query([id.0])?;
    let mut ages = Vec::new();
    while let Some(row) = rows.next()? {
        let newest: Option<String> = row.get(1)?;
        let newest = newest.as_deref().map(parse_text).transpose()?;
        ages.push((parse_json(&row.get::<_, String>(0)?, what)?, newest));
    }
    Ok(ages)
}
