//! What became known of stored forecasts: which ones to look at, and keeping what was found, once.

use crate::{
    encoding::{ceiling, outdated, parse_json},
    failure::Failure,
    planes,
    verifiable::{issue_of, parse_claim, parse_times},
};
use domain::{AnswerId, Due, StoreError, Unverified, UnverifiedVariable, Variable, Verification};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

/// Seconds after which nothing more is waited for; what comes later is told by its valid times.
const LONGEST_WAIT: i64 = 60 * 86_400;

const COLUMNS: &str = "question.id, verifiable.issue, verifiable.issue_time, verifiable.claim, verified.happened,
     coalesce(verified.settled, 0),
     EXISTS (SELECT 1 FROM verifiable AS earlier WHERE earlier.same = verifiable.same AND earlier.forecast < question.id)
     FROM question LEFT JOIN verifiable ON verifiable.forecast = question.id
     LEFT JOIN verified ON verified.forecast = question.id";

/// How many times something was verified.
pub(crate) fn version(connection: &Connection) -> Result<u64, Failure> {
    let version: i64 =
        connection.prepare_cached("SELECT version FROM verified_version")?.query_row([], |row| row.get(0))?;
    Ok(version.unsigned_abs())
}

pub(crate) fn raise_version(connection: &Connection) -> Result<(), Failure> {
    connection.prepare_cached("UPDATE verified_version SET version = version + 1")?.execute([])?;
    Ok(())
}

pub(crate) fn unverified(
    connection: &Connection,
    due: &Due,
    after: AnswerId,
    limit: u32,
) -> Result<Vec<Unverified>, Failure> {
    let mut found = Vec::new();
    match due {
        Due::At(now) => {
            let mut query = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE question.id > ?1 AND (verifiable.forecast IS NULL OR (verifiable.first <= ?2
                 AND coalesce(verified.settled, 0) = 0 AND (verifiable.last >= ?3 OR verified.forecast IS NULL)))
                 ORDER BY question.id LIMIT ?4"
            ))?;
            let now = now.as_second();
            let mut rows = query.query(params![after.0, now, now - LONGEST_WAIT, limit])?;
            while let Some(row) = rows.next()? {
                found.extend(one(connection, row)?);
            }
        }
        Due::Within { series, weather, from, to } => {
            let mut query = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE question.id > ?1 AND verifiable.last >= ?2 AND verifiable.first <= ?3
                 AND (?4 IS NULL OR verifiable.series = ?4 OR (?5 AND verifiable.series IS NULL))
                 ORDER BY question.id LIMIT ?6"
            ))?;
            let series = series.as_ref().map(|series| series.0.as_str());
            let (from, to) = (ceiling(*from), to.as_second());
            let mut rows = query.query(params![after.0, from, to, series, weather, limit])?;
            while let Some(row) = rows.next()? {
                found.extend(one(connection, row)?);
            }
        }
    }
    Ok(found)
}

/// `None` for one that a newer version wrote in another way: it is left to that one.
fn one(connection: &Connection, row: &Row<'_>) -> Result<Option<Unverified>, Failure> {
    let forecast = AnswerId(row.get(0)?);
    let Some(issue) = row.get::<_, Option<i64>>(1)? else {
        return Ok(Some(Unverified {
            forecast,
            issue: domain::Issue::Live,
            issue_time: Timestamp::UNIX_EPOCH,
            claim: None,
            variables: Vec::new(),
            settled: false,
            happened: None,
            repeated: false,
        }));
    };
    let Ok(claim) = parse_claim(row.get_ref(3)?.as_blob().unwrap_or_default()) else { return Ok(None) };
    Ok(Some(Unverified {
        forecast,
        issue: issue_of(issue)?,
        issue_time: crate::encoding::moment(row.get(2)?)?,
        claim: Some(claim),
        variables: variables(connection, forecast)?,
        happened: row.get(4)?,
        settled: row.get(5)?,
        repeated: row.get(6)?,
    }))
}

fn variables(connection: &Connection, forecast: AnswerId) -> Result<Vec<UnverifiedVariable>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT said.variable, said.valid_times, verified_marginal.outcomes,
         EXISTS (SELECT 1 FROM verifiable_marginal AS earlier WHERE earlier.same = said.same AND earlier.forecast < said.forecast)
         FROM verifiable_marginal AS said LEFT JOIN verified_marginal USING (forecast, position)
         WHERE said.forecast = ?1 ORDER BY said.position",
    )?;
    let mut rows = query.query([forecast.0])?;
    let mut variables = Vec::new();
    while let Some(row) = rows.next()? {
        let variable: Variable = parse_json(row.get_ref(0)?.as_str().unwrap_or_default(), "a variable")?;
        let valid_times = parse_times(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        let outcomes = row.get_ref(2)?.as_blob_or_null().unwrap_or_default();
        let outcomes = match outcomes {
            Some(bytes) => planes::read_outcomes(bytes)
                .filter(|outcomes| outcomes.len() == valid_times.len())
                .ok_or_else(|| outdated("outcomes"))?,
            None => vec![None; valid_times.len()],
        };
        variables.push(UnverifiedVariable { variable, valid_times, outcomes, repeated: row.get(3)? });
    }
    Ok(variables)
}

/// Keeps what was found, if nobody found anything since `version`; says whether it did.
pub(crate) fn save(
    connection: &Connection,
    version_read: u64,
    verifications: &[Verification],
    learnt: &[(String, Vec<u8>)],
) -> Result<bool, Failure> {
    if version(connection)? != version_read {
        return Ok(false);
    }
    let mut verified = connection.prepare_cached(
        "INSERT INTO verified VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE
         SET settled = excluded.settled, happened = excluded.happened, amount = excluded.amount",
    )?;
    let mut marginal =
        connection.prepare_cached("INSERT OR REPLACE INTO verified_marginal VALUES (?1, ?2, ?3, ?4)")?;
    let mut known = connection.prepare_cached("SELECT 1 FROM verifiable WHERE forecast = ?1")?;
    for one in verifications {
        // Forgotten in the meantime.
        if !known.exists([one.forecast.0])? {
            continue;
        }
        if one.amount.is_some_and(|amount| !amount.is_finite()) {
            return Err(StoreError::Input("an amount that isn't a number can't be kept".to_owned()).into());
        }
        verified.execute(params![one.forecast.0, one.settled, one.happened, one.amount])?;
        for (position, outcomes, scores) in &one.variables {
            let position = i64::try_from(*position).unwrap_or(i64::MAX);
            marginal.execute(params![one.forecast.0, position, planes::write_outcomes(outcomes), scores])?;
        }
    }
    let mut state = connection.prepare_cached("INSERT OR REPLACE INTO learnt VALUES (?1, ?2)")?;
    for (scope, bytes) in learnt {
        state.execute(params![scope, bytes])?;
    }
    raise_version(connection)?;
    Ok(true)
}
