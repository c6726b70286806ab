//! What weather models said: runs whole, analyses and fixed leads month by month, as compressed rows of `f32`.

use crate::{
    compressed,
    encoding::{ceiling, json, moment, optional, outdated, pack, seconds, unpack},
    failure::Failure,
};
use domain::{GuidanceKind, KeptGuidance, Series, Step, StoreError, Variable};
use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use rusqlite::{Connection, params};
use std::{collections::BTreeMap, collections::BTreeSet};

/// The most values of one row that are believed: 60 members of 45 days by quarters of an hour.
const MOST_VALUES: usize = 60 * 45 * 96;
/// The lead that stands for an analysis.
const ANALYSIS: i64 = -1;
const HOUR: i64 = 3600;

/// Keeps these parts within one transaction.
pub(crate) fn save(connection: &Connection, cell: &str, parts: &[KeptGuidance]) -> Result<(), Failure> {
    for part in parts {
        match part.kind {
            GuidanceKind::Run { received } => save_run(connection, cell, part, received)?,
            GuidanceKind::AtLead(lead) => save_months(connection, cell, part, lead.as_secs())?,
            GuidanceKind::Analysis => save_months(connection, cell, part, ANALYSIS)?,
        }
    }
    Ok(())
}

fn save_run(
    connection: &Connection,
    cell: &str,
    part: &KeptGuidance,
    received: Timestamp,
) -> Result<(), Failure> {
    let Some(first) = part.members.first().filter(|first| !first.is_empty()) else { return Ok(()) };
    let Step::Minutes(minutes) = first.step() else {
        return Err(StoreError::Input("a run of days or months can't be kept".to_owned()).into());
    };
    if part.members.iter().any(|member| {
        member.len() != first.len()
            || member.first_time() != first.first_time()
            || member.step() != first.step()
    }) {
        return Err(
            StoreError::Input("the members of a run must lie on the same valid times".to_owned()).into()
        );
    }
    let values: Vec<f32> = part.members.iter().flat_map(Series::values).map(narrow).collect();
    let data = compress(&values)?;
    let (variable, start) = (json(&part.variable)?, seconds(first.first_time())?);
    let mut newest = connection.prepare_cached(
        "SELECT start, data FROM guidance_run WHERE cell = ?1 AND variable = ?2 AND model = ?3
         ORDER BY received DESC LIMIT 1",
    )?;
    let newest = optional(newest.query_row(params![cell, variable, part.model], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
    }))?;
    if newest.is_some_and(|(known_start, known)| known_start == start && known == data) {
        return Ok(());
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO guidance_run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(params![
            cell,
            variable,
            received.as_second(),
            part.model,
            start,
            minutes,
            u32::try_from(part.members.len()).unwrap_or(u32::MAX),
            data
        ])?;
    Ok(())
}

fn save_months(connection: &Connection, cell: &str, part: &KeptGuidance, lead: i64) -> Result<(), Failure> {
    let variable = json(&part.variable)?;
    let mut months: BTreeMap<i64, Vec<f32>> = BTreeMap::new();
    for (time, value) in part.members.iter().flat_map(Series::observed) {
        let (month, hour) = place_of(time);
        let row = match months.entry(month) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                new.insert(read_month(connection, (cell, &variable, &part.model), lead, month)?)
            }
        };
        if let Some(kept) = row.get_mut(hour) {
            *kept = narrow(&value);
        }
    }
    let mut insert =
        connection.prepare_cached("INSERT OR REPLACE INTO guidance_month VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (month, values) in months {
        insert.execute(params![cell, variable, part.model, lead, month, compress(&values)?])?;
    }
    Ok(())
}

/// The month as it is kept, or all missing.
fn read_month(
    connection: &Connection,
    (cell, variable, model): (&str, &str, &str),
    lead: i64,
    month: i64,
) -> Result<Vec<f32>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT data FROM guidance_month
         WHERE cell = ?1 AND variable = ?2 AND model = ?3 AND lead = ?4 AND month = ?5",
    )?;
    let kept = optional(
        query.query_row(params![cell, variable, model, lead, month], |row| row.get::<_, Vec<u8>>(0)),
    )?;
    let hours = hours_of(month);
    let mut values = kept.map(|data| decompress(&data)).transpose()?.unwrap_or_default();
    values.resize(hours, f32::NAN);
    Ok(values)
}

/// See [`domain::Store::guidance`].
pub(crate) fn get(
    connection: &Connection,
    cell: &str,
    variable: &Variable,
    until: Timestamp,
    days: u32,
) -> Result<Vec<KeptGuidance>, Failure> {
    let mut found = months(connection, cell, variable)?;
    found.extend(runs(connection, cell, variable, until, days)?);
    Ok(found)
}

fn months(connection: &Connection, cell: &str, variable: &Variable) -> Result<Vec<KeptGuidance>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT model, lead, month, data FROM guidance_month WHERE cell = ?1 AND variable = ?2
         ORDER BY model, lead, month",
    )?;
    let mut rows = query.query(params![cell, json(variable)?])?;
    let mut lines: BTreeMap<(String, i64), (i64, Vec<f64>)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let month: i64 = row.get(2)?;
        let values = decompress(&row.get::<_, Vec<u8>>(3)?)?;
        let start = start_of(month);
        let (first, line) = lines.entry((row.get(0)?, row.get(1)?)).or_insert((start, Vec::new()));
        // Months between that nobody told of are missing.
        let before = usize::try_from((start - *first) / HOUR).unwrap_or(0);
        line.resize(before.max(line.len()), f64::NAN);
        line.extend(values.into_iter().map(f64::from));
    }
    lines
        .into_iter()
        .map(|((model, lead), (start, values))| {
            Ok(KeptGuidance {
                variable: variable.clone(),
                model,
                kind: if lead == ANALYSIS {
                    GuidanceKind::Analysis
                } else {
                    GuidanceKind::AtLead(SignedDuration::from_secs(lead))
                },
                members: vec![series(start, 60, values)?],
            })
        })
        .collect()
}

fn runs(
    connection: &Connection,
    cell: &str,
    variable: &Variable,
    until: Timestamp,
    days: u32,
) -> Result<Vec<KeptGuidance>, Failure> {
    let variable_text = json(variable)?;
    let mut query = connection.prepare_cached(
        "SELECT received, model FROM guidance_run WHERE cell = ?1 AND variable = ?2 AND received < ?3
         ORDER BY received DESC",
    )?;
    let mut rows = query.query(params![cell, variable_text, until_and_with(until)])?;
    let (mut taken, mut days_seen, mut wanted) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (received, model): (i64, String) = (row.get(0)?, row.get(1)?);
        let day = received.div_euclid(86_400);
        days_seen.insert(day);
        if days_seen.len() > days as usize {
            break;
        }
        if taken.insert((day, model.clone())) {
            wanted.push((received, model));
        }
    }
    let mut one = connection.prepare_cached(
        "SELECT start, minutes, members, data FROM guidance_run
         WHERE cell = ?1 AND variable = ?2 AND received = ?3 AND model = ?4",
    )?;
    let mut found = Vec::with_capacity(wanted.len());
    for (received, model) in wanted.into_iter().rev() {
        let (start, minutes, members, data) =
            one.query_row(params![cell, variable_text, received, model], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, u32>(1)?,
                    row.get::<_, u32>(2)?,
                    row.get::<_, Vec<u8>>(3)?,
                ))
            })?;
        let (values, members) = (decompress(&data)?, members as usize);
        if members == 0 || values.len() % members != 0 || values.is_empty() {
            return Err(outdated("a run of a weather model").into());
        }
        let members = values
            .chunks(values.len() / members)
            .map(|member| series(start, minutes, member.iter().map(|value| f64::from(*value)).collect()))
            .collect::<Result<_, _>>()?;
        let kind = GuidanceKind::Run { received: moment(received)? };
        found.push(KeptGuidance { variable: variable.clone(), model, kind, members });
    }
    Ok(found)
}

/// The bound below which lie the whole seconds up to and with `until`.
fn until_and_with(until: Timestamp) -> i64 {
    until.as_second().saturating_add(1)
}

pub(crate) fn newest(connection: &Connection, cell: &str) -> Result<Option<Timestamp>, Failure> {
    let newest: Option<i64> = connection
        .prepare_cached("SELECT max(received) FROM guidance_run WHERE cell = ?1")?
        .query_row([cell], |row| row.get(0))?;
    Ok(newest.map(moment).transpose()?)
}

pub(crate) fn prune(connection: &Connection, before: Timestamp) -> Result<u64, Failure> {
    let removed = connection
        .prepare_cached("DELETE FROM guidance_run WHERE received < ?1")?
        .execute([ceiling(before)])?;
    Ok(removed as u64)
}

fn series(start: i64, minutes: u32, values: Vec<f64>) -> Result<Series, StoreError> {
    let start = moment(start)?.to_zoned(TimeZone::UTC);
    Series::new(start, Step::Minutes(minutes), values).map_err(|_| outdated("a run of a weather model"))
}

/// Month and hour within it, both of UTC.
fn place_of(time: Timestamp) -> (i64, usize) {
    let day = TimeZone::UTC.to_datetime(time).date();
    let month = i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
    (month, usize::try_from((time.as_second() - start_of(month)) / HOUR).unwrap_or(0))
}

/// The first second of a month; the end of the calendar for one that there isn't.
fn start_of(month: i64) -> i64 {
    let year = i16::try_from(month.div_euclid(12)).unwrap_or(9999);
    let number = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    date(year.clamp(-9999, 9999), number, 1)
        .to_zoned(TimeZone::UTC)
        .map_or(i64::MAX, |first| first.timestamp().as_second())
}

fn hours_of(month: i64) -> usize {
    usize::try_from((start_of(month + 1) - start_of(month)) / HOUR).unwrap_or(744).min(744)
}

#[expect(clippy::cast_possible_truncation, reason = "a measurement has fewer digits than an f32")]
fn narrow(value: &f64) -> f32 {
    *value as f32
}

/// Values in planes of bytes, since the first bytes of neighbours are alike, compressed.
pub(crate) fn compress(values: &[f32]) -> Result<Vec<u8>, StoreError> {
    let bytes = pack(values, f32::to_le_bytes);
    let planes: Vec<u8> = (0..4).flat_map(|plane| bytes.iter().skip(plane).step_by(4)).copied().collect();
    compressed::compress(&planes)
        .map_err(|error| StoreError::Input(format!("guidance can't be compressed ({error})")))
}

/// What [`compress`] made.
pub(crate) fn decompress(data: &[u8]) -> Result<Vec<f32>, StoreError> {
    let damaged = || outdated("guidance of a weather model");
    let planes = compressed::decompress(data, MOST_VALUES * 4).map_err(|_| damaged())?;
    let count = planes.len() / 4;
    let bytes: Vec<u8> = (0..count)
        .flat_map(|index| (0..4).map(move |plane| plane * count + index))
        .map(|at| planes[at])
        .collect();
    unpack(&bytes, f32::from_le_bytes).filter(|_| planes.len() % 4 == 0).ok_or_else(damaged)
}
