use crate::{problem::Fault, server::State};
use axum::{Json, http::StatusCode};
use contract::{Commands as _, Nothing};
use serde_json::{Value, json};

/// The server answers.
pub(crate) async fn alive() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The data can be read, so that questions can be answered.
pub(crate) async fn ready(
    axum::extract::State(state): axum::extract::State<State>,
) -> Result<Json<Value>, Fault> {
    match state.engine.series(Nothing {}).await {
        Ok(_) => Ok(Json(json!({"status": "ready"}))),
        Err(problem) => Err(Fault { status: StatusCode::SERVICE_UNAVAILABLE, problem, retry_after: Some(5) }),
    }
}
