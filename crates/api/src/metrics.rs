//! What is counted of requests, as Prometheus reads it.

use crate::{guard::Caller, problem::Fault, server::State};
use axum::{
    Extension,
    extract::{MatchedPath, Request},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::Permission;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use std::{sync::Arc, time::Instant};

/// The ends of the steps in which times are counted, in seconds.
const STEPS: [f64; 12] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    path: String,
    status: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct At {
    path: String,
}

/// The counters of one server.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Asked, Counter>,
    seconds: Family<At, Histogram>,
    under_way: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("forecastle");
        let requests = Family::<Asked, Counter>::default();
        let seconds = Family::<At, Histogram>::new_with_constructor(|| Histogram::new(STEPS));
        let under_way = Gauge::default();
        registry.register("http_requests", "Requests that were answered", requests.clone());
        registry.register("http_request_seconds", "How long requests took", seconds.clone());
        registry.register("http_requests_under_way", "Requests that are being answered", under_way.clone());
        Self { registry: Arc::new(registry), requests, seconds, under_way }
    }
}

/// Counts a request.
pub(crate) async fn count(
    axum::extract::State(metrics): axum::extract::State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    // Addresses that don't exist are one, or anybody could make up counters without end.
    let path = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let since = Instant::now();
    metrics.under_way.inc();
    let response = next.run(request).await;
    metrics.under_way.dec();
    let status = u32::from(response.status().as_u16());
    metrics.seconds.get_or_create(&At { path: path.clone() }).observe(since.elapsed().as_secs_f64());
    metrics.requests.get_or_create(&Asked { path, status }).inc();
    response
}

/// `/metrics`
pub(crate) async fn show(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Fault> {
    caller.check(Permission::Predict)?;
    let mut text = String::new();
    encode(&mut text, &state.metrics.registry).expect("writing to a string doesn't fail");
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
