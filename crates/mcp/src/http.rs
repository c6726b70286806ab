use crate::{Assistant, Granted};
use engine::Engine;
use rmcp::{
    ServerHandler,
    transport::streamable_http_server::{
        StreamableHttpServerConfig, StreamableHttpService, session::local::LocalSessionManager,
    },
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The longest message taken in, bytes: a series given in place may be long.
const LONGEST_MESSAGE: usize = 8 * 1024 * 1024;

/// A `tower` service for one path, such as `/mcp`: `Router::route_service` of axum takes it.
pub type HttpService = StreamableHttpService<Assistant, LocalSessionManager>;

/// Who may reach the service, and until when it serves.
#[derive(Debug, Clone, Default)]
pub struct HttpSettings {
    /// What the `Host` header may say beside this machine's own names, with or without a port. Anything else is refused,
    /// so that no page can reach the service under a name of its own (DNS rebinding).
    pub allowed_hosts: Vec<String>,
    /// Whether whoever mounts the service lets only requests through that name it by a name of its own: then any `Host` is served.
    pub hosts_are_checked: bool,
    /// Which pages may reach it, as `scheme://host:port`, where `*` is any port. A request that comes from any other page is refused;
    /// programs that are no browsers send no `Origin`.
    pub allowed_origins: Vec<String>,
    /// Ends all sessions and streams.
    pub cancelled: CancellationToken,
}

/// The protocol over Streamable HTTP. What a request may do is what its extension of type [`Granted`] says, which whoever mounts
/// this puts there; without one it may do nothing.
#[must_use]
pub fn http_service(engine: Engine, settings: HttpSettings) -> HttpService {
    http_service_of(move || Assistant::new(engine.clone(), Granted::default()), settings)
}

/// The same for an assistant's side made otherwise, one for each session, as tests do that look on.
#[must_use]
pub fn http_service_of<S: ServerHandler>(
    made: impl Fn() -> S + Send + Sync + 'static,
    settings: HttpSettings,
) -> StreamableHttpService<S, LocalSessionManager> {
    let mut config = StreamableHttpServerConfig::default()
        .with_allowed_origins(settings.allowed_origins)
        .enforce_origin_validation()
        .with_max_request_body_bytes(LONGEST_MESSAGE)
        .with_cancellation_token(settings.cancelled);
    config.allowed_hosts.extend(settings.allowed_hosts);
    if settings.hosts_are_checked {
        config = config.disable_allowed_hosts();
    }
    StreamableHttpService::new(move || Ok(made()), Arc::default(), config)
}
