//! A command at its address.

use crate::{
    arguments::Fields,
    guard::Caller,
    observations::{self, Parts},
    predict,
    problem::Fault,
    routes::Route,
    server::State,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{RawPathParams, RawQuery, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    routing::{MethodFilter, MethodRouter, on},
};
use contract::{Declaration, Permission};
use engine::Engine;
use serde_json::Value;
use std::{sync::Arc, time::Duration};

/// How long a command may take before whoever waits for it is let go. Only walks through the past take longer; asked for again, they go on from there.
const LONGEST: Duration = Duration::from_secs(120);

/// Commands for which something is worked out, so that they take turns.
const HEAVY: &[&str] = &["ask", "watch", "replay", "record", "draw_record", "export_record", "import"];

/// Makes the handler of a command.
pub(crate) fn adapter(route: &Route, declaration: &Declaration) -> MethodRouter<State> {
    let filter = MethodFilter::try_from(route.method.clone()).expect("routes use the usual methods only");
    if route.command == "predict" {
        return on(filter, predict::one);
    }
    let fields = Arc::new(Fields::of(route, declaration));
    let (name, permission) = (declaration.name, declaration.permission);
    if matches!(name, "observations" | "save_observations") {
        let handler = move |axum::extract::State(state): axum::extract::State<State>,
                            Extension(caller): Extension<Caller>,
                            path: RawPathParams,
                            RawQuery(query): RawQuery,
                            headers: HeaderMap,
                            body: Result<Bytes, BytesRejection>| {
            let fields = Arc::clone(&fields);
            async move {
                let body = body.map_err(|rejection| unread(&rejection))?;
                let parts = Parts { path: owned(&path), query, headers, body };
                observations::carried_out(name, &state, &caller, &fields, parts).await
            }
        };
        return on(filter, handler);
    }
    let handler = move |axum::extract::State(state): axum::extract::State<State>,
                        Extension(caller): Extension<Caller>,
                        path: RawPathParams,
                        RawQuery(query): RawQuery,
                        headers: HeaderMap,
                        body: Result<Bytes, BytesRejection>| {
        let fields = Arc::clone(&fields);
        async move {
            let answered = async {
                let_do(&state, &caller, permission)?;
                let body = body.map_err(|rejection| unread(&rejection))?;
                let request = fields.read(&owned(&path), query.as_deref(), &headers, &body)?;
                caller.check_limits(name, permission, request.get("series").and_then(Value::as_str))?;
                let _turn = match HEAVY.contains(&name) {
                    true => Some(
                        state.turns.take(&caller.name).await.map_err(|busy| Fault::busy(busy.again_in))?,
                    ),
                    false => None,
                };
                let engine = caller.engine(&state.engine);
                let called = tokio::time::timeout(LONGEST, contract::call(&engine, name, request)).await;
                called.map_err(|_| too_long())?.map_err(unusable)
            }
            .await;
            note(&state.engine, &caller, (name, permission), answered.as_ref().err()).await;
            answered.map(Json)
        }
    };
    on(filter, handler)
}

fn owned(path: &RawPathParams) -> Vec<(String, String)> {
    path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Refuses what a caller isn't allowed, or changes too often.
pub(crate) fn let_do(state: &State, caller: &Caller, permission: Permission) -> Result<(), Fault> {
    caller.check(permission)?;
    if permission >= Permission::Write {
        state.rates.change(&caller.name)?;
    }
    Ok(())
}

/// Notes in the audit log what came of a command.
pub(crate) async fn note(
    engine: &Engine,
    caller: &Caller,
    (command, permission): (&'static str, Permission),
    fault: Option<&Fault>,
) {
    let outcome = match fault {
        None => "done",
        Some(fault) if fault.status.is_server_error() => "failed",
        Some(_) => "refused",
    };
    let changed = permission >= Permission::Write && fault.is_none();
    if let Err(problem) = engine.note(&caller.name, command, outcome, changed).await {
        tracing::warn!(%problem, command, "what was done is not written down yet");
    }
}

/// A body that didn't arrive whole, or is too large.
pub(crate) fn unread(rejection: &BytesRejection) -> Fault {
    let status = rejection.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Fault::new(
            status,
            "The body is too large",
            "Send less at once; many histories go to /v1/predict/batch.",
        );
    }
    Fault::new(StatusCode::BAD_REQUEST, "The body didn't arrive", "It ended early. Send it again.")
}

/// A request that a command can't read is the fault of whoever sent it.
fn unusable(problem: contract::Problem) -> Fault {
    let unreadable = problem.field.as_deref() == Some("request");
    let fault = Fault::from(problem);
    if unreadable { Fault { status: StatusCode::BAD_REQUEST, ..fault } } else { fault }
}

fn too_long() -> Fault {
    Fault::new(
        StatusCode::GATEWAY_TIMEOUT,
        "It took too long",
        "It was given up after two minutes. Ask for less at once; a walk through the past goes on from there when it is asked for again.",
    )
}
