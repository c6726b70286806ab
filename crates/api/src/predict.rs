//! Histories carried on: one, or many in one request.

use crate::{arguments, commands, guard::Caller, problem::Fault, server::State, shape};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{Permission, PredictRequest, PredictResponse, Problem};
use engine::Predicted;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use std::io;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio_stream::wrappers::LinesStream;
use tokio_util::io::StreamReader;

/// Where many histories are sent in one request.
pub(crate) const MANY: &str = "/v1/predict/batch";
/// The most histories of one request.
const MOST_HISTORIES: usize = 10_000;
/// The longest line of a request of many, in bytes.
const LONGEST_LINE: usize = 4 << 20;

/// `/v1/predict`. What was asked before is answered at once; all else waits for its turn.
pub(crate) async fn one(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let answered = predicted(&state, &caller, &headers, body).await;
    commands::note(&state.engine, &caller, ("predict", Permission::Predict), answered.as_ref().err()).await;
    Ok(axum::Json(answered?).into_response())
}

async fn predicted(
    state: &State,
    caller: &Caller,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<PredictResponse, Fault> {
    caller.check(Permission::Predict)?;
    let body = body.map_err(|rejection| commands::unread(&rejection))?;
    arguments::is_json(headers)?;
    let request: PredictRequest = shape::read(&body).map_err(|error| unreadable(&error))?;
    drop(body);
    caller.check_model(&request.model_id)?;
    Ok(match state.engine.predicted(request)? {
        Predicted::Known(response) => response,
        Predicted::Not(asked) => {
            let _turn = state.turns.take(&caller.name).await.map_err(|busy| Fault::busy(busy.again_in))?;
            state.engine.predict_now(asked).await?
        }
    })
}

fn unreadable(error: &serde_json::Error) -> Fault {
    let fault = Fault::new(
        StatusCode::BAD_REQUEST,
        "The request can't be read",
        format!("{error}. It takes one JSON object with `features` or `context`; see /docs."),
    );
    // Serde names the field in backticks.
    let text = error.to_string();
    let field = text.split('`').nth(1).filter(|_| text.contains("field"));
    match field {
        Some(field) => Fault { problem: fault.problem.about(field), ..fault },
        None => fault,
    }
}

/// `/v1/predict/batch`: a history a line in, a forecast a line out, each as soon as it is there, with the number of its line.
pub(crate) async fn many(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(caller): Extension<Caller>,
    body: Body,
) -> Result<Response, Fault> {
    caller.check(Permission::Predict)?;
    commands::note(&state.engine, &caller, ("predict", Permission::Predict), None).await;
    let mut lines = Box::pin(lines(body).take(MOST_HISTORIES + 1).peekable());
    if lines.as_mut().peek().await.is_none() {
        return Err(Fault::new(StatusCode::BAD_REQUEST, "There are no histories", "Send one a line."));
    }
    let ending = state.ending.clone();
    // Those of others have the rest of the turns.
    let at_once = state.turns.places().div_ceil(2);
    let answers = lines
        .enumerate()
        .map(move |(index, line)| {
            let (state, caller) = (state.clone(), caller.clone());
            async move {
                let outcome = match line {
                    Ok(_) if index == MOST_HISTORIES => Err(too_many()),
                    Ok(line) => line_answered(&state, &caller, &line).await,
                    Err(broken) => Err(broken_off(&broken)),
                };
                let mut written = match outcome {
                    Ok(response) => json!({"index": index, "response": response}),
                    Err(problem) => json!({"index": index, "problem": problem}),
                }
                .to_string();
                written.push('\n');
                Ok::<_, io::Error>(Bytes::from(written))
            }
        })
        .buffered(at_once)
        .take_until(ending.cancelled_owned());
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(answers)).into_response())
}

/// Reads a line of a request of many.
///
/// # Errors
/// When it is no request.
pub fn read_line(line: &str) -> Result<PredictRequest, Problem> {
    shape::read(line.as_bytes()).map_err(|error| unreadable(&error).problem)
}

async fn line_answered(state: &State, caller: &Caller, line: &str) -> Result<PredictResponse, Problem> {
    let request = read_line(line)?;
    caller.check_model(&request.model_id).map_err(|fault| fault.problem)?;
    match state.engine.predicted(request)? {
        Predicted::Known(response) => Ok(response),
        Predicted::Not(asked) => {
            // One request of many takes its turns one by one, so it waits for them however busy the server is.
            let _turn = loop {
                match state.turns.take(&caller.name).await {
                    Ok(turn) => break turn,
                    Err(_) => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
                }
            };
            state.engine.predict_now(asked).await
        }
    }
}

/// The lines of a body that aren't empty.
fn lines(body: Body) -> impl Stream<Item = io::Result<String>> {
    let bytes = body.into_data_stream().map_err(io::Error::other);
    let reader = BufReader::new(StreamReader::new(bytes));
    let lines = LinesStream::new(reader.lines());
    lines
        .map(|line| match line {
            Ok(line) if line.len() > LONGEST_LINE => Err(io::Error::other("a line is longer than 4 MiB")),
            line => line,
        })
        .filter(|line| std::future::ready(!line.as_ref().is_ok_and(|line| line.trim().is_empty())))
        // After a fault nothing can be told of what follows.
        .scan(false, |broken, line| {
            let ended = std::mem::replace(broken, line.is_err());
            std::future::ready((!ended).then_some(line))
        })
        .chain(stream::empty())
}

fn too_many() -> Problem {
    let detail = format!(
        "{MOST_HISTORIES} histories at once at most; the rest was not read. Send it in a request of its own."
    );
    Fault::new(StatusCode::BAD_REQUEST, "There are too many histories", detail).problem
}

fn broken_off(error: &io::Error) -> Problem {
    let detail = format!("{error}. The histories before it are answered; send the others again.");
    Fault::new(StatusCode::BAD_REQUEST, "The request broke off", detail).problem
}
