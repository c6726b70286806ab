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
            // `guard` knows its names, one of which may be told by the connection alone.
            hosts_are_checked: true,
            allowed_origins: state
                .hosts
                .with_port()
                .iter()
                .map(|host| format!("{}://{host}", state.hosts.scheme))
                .collect(),
            cancelled: state.ending.clone(),
            ..HttpSettings::default()
        },
    );
    Router::new().route_service("/mcp", service).layer(middleware::from_fn(grant))
}

async fn grant(Extension(caller): Extension<Caller>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(caller.granted());
    next.run(request).await
}
