//! The Model Context Protocol at `/mcp`: what a caller may do goes along with each request.

use crate::{guard::Caller, server::State};
use axum::{
    Extension, Router,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use mcp::HttpSettings;

/// The address it is served at.
pub(crate) fn router(state: &State) -> Router<State> {
    let service = mcp::http_service(
        state.engine.clone(),
        HttpSettings {
            allowed_hosts: state.hosts.to_vec(),
            allowed_origins: state.hosts.iter().map(|host| format!("http://{host}")).collect(),
            cancelled: state.ending.clone(),
        },
    );
    Router::new().route_service("/mcp", service).layer(middleware::from_fn(grant))
}

async fn grant(Extension(caller): Extension<Caller>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(caller.granted());
    next.run(request).await
}
