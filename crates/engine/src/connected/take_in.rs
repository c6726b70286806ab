//! What becomes of an answer: values go to the series of their source, appointments among the plans.

use super::{appointments, reading::Answer};
use crate::{live::tail_doubts, plans, problems, record, shared::Shared};
use contract::{Change, Problem, ProblemCode};
use domain::{
    Append, AppendReport, AppointmentFields, ConnectedSource, Observation, SeriesInfo, SourceQuality,
    StoreError,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;

/// Characters of the title of a series.
const LONGEST_TITLE: usize = 60;
/// What is older may speak of forecasts that were verified already.
const RECENT: SignedDuration = SignedDuration::from_hours(10 * 24);

/// Writes what an answer brings that is new; what that was, as a sentence.
pub(super) fn take_in(
    shared: &Shared,
    source: &ConnectedSource,
    document: &Value,
) -> Result<String, Problem> {
    let answer = Answer::of(shared, document, &source.request, &source.mapping)?;
    match &source.mapping.appointments {
        Some(fields) => take_appointments(shared, source, &answer, fields),
        None => take_values(shared, source, &answer),
    }
}

fn take_appointments(
    shared: &Shared,
    source: &ConnectedSource,
    answer: &Answer,
    fields: &AppointmentFields,
) -> Result<String, Problem> {
    let found = answer.appointments(shared, &source.mapping, fields)?;
    let found = appointments::named(source.id, found);
    let count = found.len();
    plans::replace(shared, &appointments::names_begin(source.id), found)?;
    Ok(match count {
        0 => "no appointment that is still to come.".to_owned(),
        1 => "1 appointment.".to_owned(),
        several => format!("{several} appointments."),
    })
}

fn take_values(shared: &Shared, source: &ConnectedSource, answer: &Answer) -> Result<String, Problem> {
    let (file, opened) = answer.opened(shared, &source.mapping.options)?;
    let mut reading = opened.read().map_err(|error| file.unreadable(&error.to_string()))?;
    let read = reading.infos().to_vec();
    if read.len() != source.series.len() {
        return Err(unlike("It has not as many columns as when you chose them."));
    }
    // The last of several with one time stands.
    let mut values: Vec<BTreeMap<Timestamp, f64>> = vec![BTreeMap::new(); read.len()];
    for incoming in reading.by_ref() {
        let (at, observation) = incoming.map_err(|error| file.unreadable(&error.to_string()))?;
        values[at].insert(observation.valid_time, observation.value);
    }
    let failed = |error: StoreError| problems::of_store(&error);
    let known = shared.store.series().map_err(failed)?;
    let mut infos = Vec::new();
    for (info, id) in read.into_iter().zip(&source.series) {
        match known.iter().find(|known| known.id == *id) {
            Some(known) if known.unit != info.unit => {
                return Err(unlike(&format!(
                    "{} is in {} now and was in {} before.",
                    known.title,
                    unit_words(&info),
                    unit_words(known)
                )));
            }
            Some(known) => infos.push(known.clone()),
            None => infos.push(SeriesInfo {
                id: id.clone(),
                title: sources::cleaned(&info.title, LONGEST_TITLE),
                origin: origin(source),
                first: None,
                last: None,
                ..info
            }),
        }
    }
    write(shared, source, &infos, values)
}

fn write(
    shared: &Shared,
    source: &ConnectedSource,
    infos: &[SeriesInfo],
    values: Vec<BTreeMap<Timestamp, f64>>,
) -> Result<String, Problem> {
    let failed = |error: StoreError| problems::of_store(&error);
    let now = shared.clock.now().timestamp();
    let mut news: Vec<Vec<Observation>> = Vec::new();
    let mut flags = Vec::new();
    for (info, values) in infos.iter().zip(values) {
        shared.store.save_series(info).map_err(failed)?;
        let new = unknown(shared, info, values).map_err(failed)?;
        flags.push(tail_doubts(&*shared.store, info, &new, now).map_err(failed)?);
        news.push(new);
    }
    let origin = origin(source);
    let appends: Vec<Append<'_>> = infos
        .iter()
        .zip(&news)
        .zip(&flags)
        .map(|((info, observations), flags)| Append {
            series: &info.id,
            source: &origin,
            quality: SourceQuality::MEASURED,
            observations,
            flags,
        })
        .collect();
    let reports = shared.store.append(&appends).map_err(failed)?;
    let mut changed = Vec::new();
    for ((info, news), report) in infos.iter().zip(&news).zip(&reports) {
        if report.inserted == 0 && report.changed == 0 {
            continue;
        }
        shared.context.forget_series(&info.id);
        let late = news.iter().any(|observation| observation.valid_time < now - RECENT);
        if late || report.changed > 0 {
            record::after_import(shared, &info.id);
        }
        changed.push(info);
    }
    if !changed.is_empty() {
        // Nobody may be listening.
        let _ = shared.changes.send(Change::Series {
            series: changed.iter().map(|info| info.id.clone()).collect(),
            weather: changed.iter().any(|info| info.weather.is_some()),
        });
    }
    Ok(brought(&reports, flags.iter().map(Vec::len).sum()))
}

/// Those of the values that aren't known already.
fn unknown(
    shared: &Shared,
    info: &SeriesInfo,
    mut values: BTreeMap<Timestamp, f64>,
) -> Result<Vec<Observation>, StoreError> {
    if let (Some(first), Some(last)) = (values.keys().next().copied(), values.keys().next_back().copied()) {
        let until = last.saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        for Observation { valid_time, value } in shared.store.observations(&info.id, first, until)? {
            if values.get(&valid_time).is_some_and(|now| now.total_cmp(&value).is_eq()) {
                values.remove(&valid_time);
            }
        }
    }
    Ok(values.into_iter().map(|(valid_time, value)| Observation { valid_time, value }).collect())
}

/// `24 new values, 2 changed, 1 of them doubted.`
fn brought(reports: &[AppendReport], doubted: usize) -> String {
    let sum = |count: fn(&AppendReport) -> u32| reports.iter().map(count).map(u64::from).sum::<u64>();
    let (inserted, changed) = (sum(|report| report.inserted), sum(|report| report.changed));
    let mut said = match inserted {
        0 if changed == 0 => return "nothing new.".to_owned(),
        1 => "1 new value".to_owned(),
        count => format!("{count} new values"),
    };
    if changed > 0 {
        said.push_str(&format!(", {changed} changed"));
    }
    if doubted > 0 {
        said.push_str(&format!(", {doubted} of them doubted"));
    }
    said + "."
}

/// Where the values come from, as shown to a person.
fn origin(source: &ConnectedSource) -> String {
    format!("{}, a connected program", source.name)
}

fn unit_words(info: &SeriesInfo) -> String {
    match info.unit.symbol() {
        "" => "no unit".to_owned(),
        symbol => sources::cleaned(symbol, 20),
    }
}

fn unlike(what: &str) -> Problem {
    let detail = format!("{what} Nothing was written. Look at it again and choose anew.");
    Problem::new(ProblemCode::Import, "The answer isn't what it was", detail)
}
