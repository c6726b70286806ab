//! Asking a program: what it offers, how its answer would be read, and what it says now.

use super::{check_allowed, find, is_allowed, kept, reading::Answer, refused, take_in::take_in, words};
use crate::{plans, problems, shared::Shared};
use contract::{
    LookAtSourceRequest, PreviewSourceRequest, Problem, ProblemCode, SourceOffer, SourcePreview,
    SourceResource, SourceRows, SourceTool, SourceToolArgument, SourceView,
};
use domain::{
    AppointmentFields, ConnectedSource, ConnectedSourceId, ConnectedState, FileFormat, ImportOptions,
    ImportPreview, SeriesChoice, SourceMapping,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::sync::Arc;

/// Characters of an answer that are shown.
const EXCERPT: usize = 600;
/// Series of an answer that are shown and may be chosen.
pub(super) const MOST_SERIES: usize = 50;
/// The longest pause after failures.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// Runs work that blocks beside the runtime.
async fn beside<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let shared = Arc::clone(shared);
    tokio::task::spawn_blocking(move || work(&shared))
        .await
        .map_err(|error| problems::of_lost_work(&error))?
}

/// What a server offers.
pub(crate) async fn look(shared: &Arc<Shared>, request: LookAtSourceRequest) -> Result<SourceOffer, Problem> {
    beside(shared, check_allowed).await?;
    let _turn = shared.connected.turn.lock().await;
    let offer = sources::look(&request.connection).await.map_err(|error| refused(&error))?;
    let argument = |argument: sources::ToolArgument| SourceToolArgument {
        name: argument.name,
        kind: argument.kind,
        required: argument.required,
        description: argument.description,
    };
    let tool = |tool: sources::OfferedTool| SourceTool {
        name: tool.name,
        title: tool.title,
        description: tool.description,
        only_reads: tool.only_reads,
        arguments: tool.arguments.into_iter().map(argument).collect(),
    };
    let resource = |resource: sources::OfferedResource| SourceResource {
        uri: resource.uri,
        title: resource.title,
        description: resource.description,
        media_type: resource.media_type,
    };
    Ok(SourceOffer {
        name: offer.name,
        version: offer.version,
        tools: offer.tools.into_iter().map(tool).collect(),
        resources: offer.resources.into_iter().map(resource).collect(),
        left_out: offer.left_out,
    })
}

/// How the answer of a server would be read.
pub(crate) async fn preview(
    shared: &Arc<Shared>,
    request: PreviewSourceRequest,
) -> Result<SourcePreview, Problem> {
    beside(shared, check_allowed).await?;
    let document = {
        let _turn = shared.connected.turn.lock().await;
        sources::ask(&request.connection, &request.request).await.map_err(|error| refused(&error))?
    };
    beside(shared, move |shared| read(shared, &request, &document)).await
}

fn read(shared: &Shared, request: &PreviewSourceRequest, document: &Value) -> Result<SourcePreview, Problem> {
    let answer = Answer::of(shared, document, &request.request, &request.mapping)?;
    let places = answer
        .places
        .iter()
        .map(|place| SourceRows {
            path: place.path.clone(),
            rows: u32::try_from(place.rows).unwrap_or(u32::MAX),
        })
        .collect();
    let mut fields = answer.fields();
    let mut mapping = SourceMapping { path: Some(answer.path.clone()), ..request.mapping.clone() };
    if answer.is_calendar() {
        mapping.appointments = Some(AppointmentFields::default());
    }
    let values = match mapping.appointments {
        Some(_) => None,
        None => match values(shared, &answer, &mapping.options) {
            Ok(values) if values.series.iter().any(|series| series.values > 0) => Some(values),
            // Without a number it may tell appointments.
            other => {
                mapping.appointments = answer.likely_appointments();
                if mapping.appointments.is_some() { None } else { Some(other?) }
            }
        },
    };
    let (import, appointments) = match (values, &mapping.appointments) {
        (Some(values), _) => (values, 0),
        (None, appointments) => {
            let fields = appointments.clone().unwrap_or_default();
            let found = answer.appointments(shared, &mapping, &fields)?;
            let plans = plans::of_appointments(shared, &found)?;
            let preview = ImportPreview {
                format: FileFormat::Calendar,
                confidence: 1.0,
                series: Vec::new(),
                plans,
                whole: true,
                notes: Vec::new(),
                options: mapping.options.clone(),
                remembered: false,
            };
            (preview, u32::try_from(found.len()).unwrap_or(u32::MAX))
        }
    };
    if fields.is_empty() {
        fields = import.series.iter().map(|series| series.column.clone()).collect();
    }
    if mapping.appointments.is_none() {
        mapping.options.series = import
            .series
            .iter()
            .filter(|series| series.chosen && series.values > 0)
            .take(MOST_SERIES)
            .map(|series| choice(&mapping.options, series))
            .collect();
    }
    let text = document.as_str().map_or_else(|| document.to_string(), str::to_owned);
    Ok(SourcePreview {
        mapping,
        places,
        fields,
        import,
        appointments,
        excerpt: sources::cleaned(&text, EXCERPT),
    })
}

/// What to save of a series: what it is read as now, so that it stays that.
fn choice(options: &ImportOptions, series: &domain::SeriesPreview) -> SeriesChoice {
    let said = options.series.iter().find(|choice| choice.column == series.column);
    SeriesChoice {
        column: series.column.clone(),
        title: Some(series.info.title.clone()),
        unit: said.and_then(|choice| choice.unit.clone()),
        kind: Some(series.info.kind),
    }
}

fn values(shared: &Shared, answer: &Answer, options: &ImportOptions) -> Result<ImportPreview, Problem> {
    let (file, opened) = answer.opened(shared, options)?;
    let mut preview = opened.preview().map_err(|error| file.unreadable(&error.to_string()))?;
    preview.series.truncate(MOST_SERIES);
    for series in &mut preview.series {
        series.info.title = sources::cleaned(&series.info.title, 60);
    }
    preview.notes = preview.notes.iter().map(|note| file.said(note)).collect();
    preview.options = options.clone();
    Ok(preview)
}

/// Asks a source now, as the user says.
pub(crate) async fn fetch(shared: &Arc<Shared>, id: ConnectedSourceId) -> Result<SourceView, Problem> {
    let source = beside(shared, move |shared| {
        let (source, _) = find(shared, id)?;
        check_allowed(shared)?;
        if source.on {
            return Ok(source);
        }
        let detail = format!("{} is off, so it wasn't asked. Turn it on first.", source.name);
        Err(Problem::new(ProblemCode::BadRequest, "The program is off", detail).about("id"))
    })
    .await?;
    ask(shared, source).await?;
    beside(shared, move |shared| {
        let (source, state) = find(shared, id)?;
        Ok(words::view(shared, is_allowed(shared)?, source, state))
    })
    .await
}

/// Asks a source and takes in what it says; how that went is kept.
pub(super) async fn ask(shared: &Arc<Shared>, source: ConnectedSource) -> Result<(), Problem> {
    let _turn = shared.connected.turn.lock().await;
    let answered = sources::ask(&source.connection, &source.request).await.map_err(|error| refused(&error));
    beside(shared, move |shared| {
        // It may have been changed or removed meanwhile, or turned off.
        let Some((now, state)) = kept(shared)?.into_iter().find(|(kept, _)| kept.id == source.id) else {
            return Ok(());
        };
        if now != source || !is_allowed(shared)? {
            return Ok(());
        }
        let taken = answered.and_then(|document| take_in(shared, &source, &document));
        let state = after(state, &source, &taken, shared.clock.now().timestamp());
        let known = shared.store.save_source_state(source.id, &state);
        known.map_err(|error| problems::of_store(&error))?;
        taken.map(drop)
    })
    .await
}

/// How a source stands once it was asked.
fn after(
    before: ConnectedState,
    source: &ConnectedSource,
    taken: &Result<String, Problem>,
    now: Timestamp,
) -> ConnectedState {
    let failures = if taken.is_ok() { 0 } else { before.failures.saturating_add(1) };
    let every = source.every_minutes.map(|minutes| SignedDuration::from_mins(i64::from(minutes)));
    let next = every.and_then(|every| now.checked_add(pause(every, failures)).ok());
    match taken {
        Ok(brought) => ConnectedState {
            asked: Some(now),
            answered: Some(now),
            brought: Some(brought.clone()),
            failures,
            trouble: None,
            next,
        },
        Err(problem) => ConnectedState {
            asked: Some(now),
            failures,
            trouble: Some(problem.detail.clone()),
            next,
            ..before
        },
    }
}

/// Twice as long after each failure in a row, up to a day.
fn pause(every: SignedDuration, failures: u32) -> SignedDuration {
    let doubled = every.checked_mul(1 << failures.min(16)).unwrap_or(LONGEST_PAUSE);
    doubled.min(LONGEST_PAUSE).max(every)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_fails_is_asked_less_and_less_often() {
        let minutes = |every, failures| pause(SignedDuration::from_mins(every), failures).as_mins();
        assert_eq!([0, 1, 2, 3].map(|failures| minutes(5, failures)), [5, 10, 20, 40]);
        assert_eq!(minutes(5, 60), 24 * 60);
        assert_eq!(minutes(7 * 24 * 60, 3), 7 * 24 * 60, "never more often than the user said");
    }
}
