use crate::{
    assistants,
    bodies::{self, LARGEST_BODY},
    changes, commands, description, guard, health,
    hosts::Hosts,
    metrics::{self, Metrics},
    predict,
    problem::Fault,
    rates::Rates,
    routes::ROUTES,
    turns::Turns,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    routing::{get, post},
};
use contract::Permission;
use engine::Engine;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use tower_http::{compression::CompressionLayer, timeout::RequestBodyTimeoutLayer};

/// How long a body may bring nothing before it is given up, so that nobody holds a connection by dawdling.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What every request works on. Cheap to clone.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) engine: Engine,
    pub(crate) turns: Turns,
    pub(crate) metrics: Metrics,
    pub(crate) rates: Rates,
    /// The names under which it may be asked.
    pub(crate) hosts: Arc<Hosts>,
    /// What whoever brings no token may do.
    pub(crate) without_token: Arc<[Permission]>,
    /// The server ends: whoever listens is let go.
    pub(crate) ending: CancellationToken,
}

/// Every address there is.
pub(crate) fn router(state: State) -> Router {
    let declarations = contract::declarations();
    let mut router = Router::new()
        .route("/health", get(health::alive))
        .route("/ready", get(health::ready))
        .route("/metrics", get(metrics::show))
        .route("/openapi.json", get(description::show))
        .route("/v1/changes", get(changes::follow))
        .route("/v1/contexts/{context}/changes", get(changes::follow_context))
        .route(predict::MANY, post(predict::many).layer(DefaultBodyLimit::disable()));
    for route in ROUTES {
        let declaration = declarations
            .iter()
            .find(|declaration| declaration.name == route.command)
            .expect("tests/surfaces.rs holds the routes against the commands");
        router = router.route(route.path, commands::adapter(route, declaration));
    }
    router
        .merge(description::page())
        .merge(assistants::router(&state))
        .fallback(|| async {
            Fault::new(
                StatusCode::NOT_FOUND,
                "There is nothing at this address",
                "See /docs for what there is.",
            )
        })
        .method_not_allowed_fallback(|| async {
            let detail = "See /docs for how it is asked.";
            Fault::new(StatusCode::METHOD_NOT_ALLOWED, "It isn't asked that way", detail)
        })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(bodies::whole))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), guard::admit))
        .layer(middleware::from_fn_with_state(state.metrics.clone(), metrics::count))
        .with_state(state)
}
