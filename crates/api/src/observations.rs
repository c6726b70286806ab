//! Values of a series, read and written in the form that is wanted: JSON as all commands, or as [`crate::tables`] has it.

use crate::{
    arguments::{self, Fields},
    commands,
    guard::Caller,
    problem::Fault,
    server::State,
    tables::{self, Form},
};
use axum::{
    Json,
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use contract::{
    Commands as _, ObservationsRequest, ObservationsResponse, Permission, SaveObservationsRequest,
    SavedObservations,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The parts of a request of which the command's own is made.
pub(crate) struct Parts {
    pub(crate) path: Vec<(String, String)>,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// `GET /v1/series/{series}/observations`
pub(crate) async fn read(
    state: &State,
    caller: &Caller,
    fields: &Fields,
    parts: Parts,
) -> Result<Response, Fault> {
    let request = fields.read(&parts.path, parts.query.as_deref(), &parts.headers, &parts.body)?;
    let request: ObservationsRequest = typed(request)?;
    caller.check_limits("observations", Permission::Read, Some(&request.series.0))?;
    let form = Form::wanted(&parts.headers);
    let read = state.engine.observations(request).await?;
    if form == Form::Json {
        return Ok(Json(read).into_response());
    }
    let ObservationsResponse { observations, next, .. } = read;
    let written = on_a_thread(move || match form {
        Form::Arrow => tables::to_arrow(&observations),
        Form::Lines | Form::Json => Ok(tables::to_lines(&observations)),
    });
    let kind = if form == Form::Arrow { tables::ARROW } else { tables::LINES };
    let mut response = ([(header::CONTENT_TYPE, kind)], written.await?).into_response();
    // The body has no room for it.
    if let Some(next) = next.and_then(|next| HeaderValue::from_str(&next.to_string()).ok()) {
        response.headers_mut().insert(NEXT, next);
    }
    Ok(response)
}

/// The header that says from where to read on, where there is more.
const NEXT: &str = "x-next";

/// `PUT /v1/series/{series}/observations`. Where the body is values only, all else stands in the query.
pub(crate) async fn save(
    state: &State,
    caller: &Caller,
    fields: &Fields,
    parts: Parts,
) -> Result<Response, Fault> {
    let form = Form::of_body(&parts.headers);
    let request: SaveObservationsRequest = if form == Form::Json {
        typed(fields.read(&parts.path, parts.query.as_deref(), &parts.headers, &parts.body)?)?
    } else {
        let mut request: Map<String, Value> = fields.beside(&parts.path, parts.query.as_deref())?;
        request.insert("observations".to_owned(), Value::Array(Vec::new()));
        let body = parts.body;
        let observations = on_a_thread(move || match form {
            Form::Arrow => tables::from_arrow(body),
            Form::Lines | Form::Json => tables::from_lines(&body),
        });
        SaveObservationsRequest { observations: observations.await?, ..typed(Value::Object(request))? }
    };
    caller.check_limits("save_observations", Permission::Write, Some(&request.series.0))?;
    let saved: SavedObservations = state.engine.save_observations(request).await?;
    Ok(Json(saved).into_response())
}

fn typed<T: DeserializeOwned>(request: Value) -> Result<T, Fault> {
    serde_json::from_value(request).map_err(|error| {
        let detail = format!("{error}. See /docs for what it takes.");
        arguments::bad("The request can't be read", detail, "request")
    })
}

/// Takes bytes apart or puts them together where that holds nobody up.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        let detail = format!("{error}. Nothing was lost; try again.");
        Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong inside Forecastle", detail))
    })
}

/// Carries out one of the two, if the caller may, and notes it.
pub(crate) async fn carried_out(
    command: &'static str,
    state: &State,
    caller: &Caller,
    fields: &Fields,
    parts: Parts,
) -> Result<Response, Fault> {
    let permission = if command == "observations" { Permission::Read } else { Permission::Write };
    let done = async {
        commands::let_do(state, caller, permission)?;
        match permission {
            Permission::Read => read(state, caller, fields, parts).await,
            _ => save(state, caller, fields, parts).await,
        }
    };
    let done = done.await;
    commands::note(&state.engine, caller, (command, permission), done.as_ref().err()).await;
    done
}
