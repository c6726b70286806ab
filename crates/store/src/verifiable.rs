//! What is kept of a forecast so that it can be verified: its claim, and what blend and experts said, written with it.

use crate::{
    compressed,
    encoding::{json, moment, optional, outdated, pack, parse_json, seconds, unpack},
    failure::Failure,
    planes,
};
use domain::{
    AnswerId, Claim, Issue, IssuedForecast, QuantileForecast, QuantileLevels, StoreError, Subject, Variable,
    Verifiable,
};
use jiff::Timestamp;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Far more than a claim takes; a larger one is damaged.
const LARGEST_CLAIM: usize = 16 << 20;

/// What [`save`] writes, made ready before the file is locked.
pub(crate) struct Ready {
    issue: Issue,
    issue_time: i64,
    span: (i64, i64),
    series: Option<String>,
    place: Option<u32>,
    same: i64,
    claim: Vec<u8>,
    marginals: Vec<ReadyMarginal>,
}

struct ReadyMarginal {
    variable: String,
    same: i64,
    valid_times: Vec<u8>,
    quantiles: Vec<u8>,
}

/// # Errors
/// When it holds what could never be read back.
pub(crate) fn ready(forecast: &IssuedForecast) -> Result<Ready, StoreError> {
    let claim = Claim::of(&forecast.answer, &forecast.decisive);
    let unfit =
        |what: &str| StoreError::Input(format!("{what} can't be kept; ask again, and please report it"));
    let issue_time = forecast.issue_time.as_second();
    let hour = issue_time.div_euclid(3600);
    let place = claim.question.place.as_ref().map(|place| place.id.0);
    let series = match &claim.question.subject {
        Subject::Series { info } => Some(info.id.0.clone()),
        Subject::Activity { .. } | Subject::Weather => None,
    };
    let mut marginals = Vec::with_capacity(forecast.experts.len());
    let mut span: Option<(i64, i64)> = None;
    let decisive = forecast.decisive.iter().map(|time| time.as_second());
    let verified = forecast.experts.iter().flat_map(|said| said.blend.valid_times().iter());
    for time in verified.map(|time| time.as_second()).chain(decisive) {
        span = Some(span.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
    }
    for said in &forecast.experts {
        let times: Vec<i64> =
            said.blend.valid_times().iter().map(|time| seconds(*time)).collect::<Result<_, _>>()?;
        let fits = |forecast: &QuantileForecast| {
            *forecast.levels() == QuantileLevels::verified()
                && forecast.valid_times() == said.blend.valid_times()
        };
        if !fits(&said.blend) || !said.experts.iter().all(|expert| fits(&expert.forecast)) {
            return Err(unfit("an expert's forecast that isn't on the levels and times of the blend"));
        }
        let variable = json(said.blend.variable())?;
        let key = format!("{variable} {place:?} {hour} {:?} {:?}", forecast.answer.as_of, times.first());
        let quantiles = planes::write(&planes::of(said));
        marginals.push(ReadyMarginal {
            same: first_bits(&key),
            variable,
            valid_times: pack(&times, i64::to_le_bytes),
            quantiles: quantiles.ok_or_else(|| unfit("more experts or valid times than can be counted"))?,
        });
    }
    let text = json(&claim)?;
    // What was claimed, not with what chance: asked again, the models may know a little more.
    let question = &claim.question;
    let subject = match &question.subject {
        Subject::Activity { id, .. } => id.as_str(),
        Subject::Weather | Subject::Series { .. } => "",
    };
    let spans: Vec<(i64, i64)> = question
        .spans
        .iter()
        .map(|span| (span.start.timestamp().as_second(), span.end.timestamp().as_second()))
        .collect();
    let key = format!(
        "{subject} {series:?} {place:?} {} {} {spans:?} {hour} {}",
        json(&question.asked)?,
        json(&question.criteria)?,
        forecast.answer.as_of
    );
    Ok(Ready {
        issue: if forecast.answer.as_of { Issue::AsOf } else { Issue::Live },
        issue_time,
        span: span.unwrap_or((issue_time, issue_time)),
        series,
        place,
        same: first_bits(&key),
        claim: compressed::compress(text.as_bytes())
            .map_err(|_| unfit("a claim that can't be compressed"))?,
        marginals,
    })
}

/// Alike for what is alike, and for nothing else within any lifetime.
fn first_bits(key: &str) -> i64 {
    let digest = Sha256::digest(key.as_bytes());
    let mut bits = [0; 8];
    bits.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(bits)
}

pub(crate) fn save(connection: &Connection, id: AnswerId, ready: &Ready) -> Result<(), Failure> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO verifiable VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
        .execute(params![
            id.0,
            number_of(ready.issue),
            ready.issue_time,
            ready.span.0,
            ready.span.1,
            ready.series,
            ready.place,
            ready.same,
            ready.claim
        ])?;
    let mut insert =
        connection.prepare_cached("INSERT INTO verifiable_marginal VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (position, marginal) in (0i64..).zip(&ready.marginals) {
        insert.execute(params![
            id.0,
            position,
            marginal.variable,
            marginal.same,
            marginal.valid_times,
            marginal.quantiles
        ])?;
    }
    Ok(())
}

const fn number_of(issue: Issue) -> i64 {
    match issue {
        Issue::Live => 0,
        Issue::AsOf => 1,
    }
}

pub(crate) fn issue_of(number: i64) -> Result<Issue, StoreError> {
    match number {
        0 => Ok(Issue::Live),
        1 => Ok(Issue::AsOf),
        _ => Err(outdated("how a forecast came to be")),
    }
}

pub(crate) fn parse_claim(bytes: &[u8]) -> Result<Claim, StoreError> {
    let json = compressed::decompress(bytes, LARGEST_CLAIM).map_err(|_| outdated("a claim"))?;
    parse_json(std::str::from_utf8(&json).unwrap_or_default(), "a claim")
}

pub(crate) fn parse_times(bytes: &[u8]) -> Result<Arc<[Timestamp]>, StoreError> {
    let times = unpack(bytes, i64::from_le_bytes).ok_or_else(|| outdated("the valid times of a forecast"))?;
    times.into_iter().map(moment).collect()
}

/// The claim of a forecast; `None` where an older version kept it.
pub(crate) fn claim(connection: &Connection, id: AnswerId) -> Result<Option<Claim>, Failure> {
    let mut query = connection.prepare_cached("SELECT claim FROM verifiable WHERE forecast = ?1")?;
    let found: Option<Vec<u8>> = optional(query.query_row([id.0], |row| row.get(0)))?;
    Ok(found.map(|bytes| parse_claim(&bytes)).transpose()?)
}

/// What was said of each variable of a forecast.
pub(crate) fn get(connection: &Connection, id: AnswerId) -> Result<Vec<Verifiable>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT variable, valid_times, quantiles FROM verifiable_marginal WHERE forecast = ?1 ORDER BY position",
    )?;
    let mut rows = query.query([id.0])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let variable: Variable = parse_json(row.get_ref(0)?.as_str().unwrap_or_default(), "a variable")?;
        let times = parse_times(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        let planes = planes::read(row.get_ref(2)?.as_blob().unwrap_or_default());
        let said = planes.and_then(|planes| planes::verifiable(&variable, &times, planes));
        all.push(said.ok_or_else(|| outdated(&format!("what was said in answer {}", id.0)))?);
    }
    Ok(all)
}
