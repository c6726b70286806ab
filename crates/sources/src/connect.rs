//! A conversation with a server: begun, held within its bounds, and ended.

use crate::{LONGEST, MOST_HEARD, SourcesError, program::Program};
use domain::SourceConnection;
use reqwest::{Url, redirect::Policy};
use rmcp::{
    ClientHandler, ClientServiceExt as _, RoleClient,
    model::{ClientCapabilities, ClientConfig, Implementation, ProtocolVersion},
    service::{ClientInitializeError, ClientLifecycleMode, RunningService, ServiceError},
    transport::{
        StreamableHttpClientTransport,
        async_rw::AsyncRwTransport,
        common::client_side_sse::NeverRetry,
        streamable_http_client::{StreamableHttpClientTransportConfig, StreamableHttpError},
    },
};
use std::{sync::Arc, time::Duration};

/// How long an ending may take that a server has a say in.
const PARTING: Duration = Duration::from_millis(500);
/// Redirections within one server that are followed.
const MOST_REDIRECTIONS: usize = 3;

/// The client's side: it can do nothing for a server.
#[derive(Debug, Clone)]
pub(crate) struct Listener(ProtocolVersion);

impl ClientHandler for Listener {
    fn get_info(&self) -> ClientConfig {
        let us = Implementation::new("forecastle", env!("CARGO_PKG_VERSION"));
        ClientConfig::new(ClientCapabilities::default(), us).with_protocol_version(self.0.clone())
    }
}

/// A server that is spoken with.
pub(crate) struct Conversation {
    server: RunningService<RoleClient, Listener>,
    program: Option<Program>,
}

impl Conversation {
    /// Waits for a conversation that is begun and held, [`LONGEST`] at most, and ends it, whatever came of it.
    pub(crate) async fn held<T>(
        held: impl Future<Output = Result<(Self, Result<T, SourcesError>), SourcesError>>,
    ) -> Result<T, SourcesError> {
        // One that is given up drops its program, which ends it.
        let (conversation, told) =
            tokio::time::timeout(LONGEST, held).await.map_err(|_| SourcesError::TooSlow)??;
        conversation.end().await;
        told
    }

    /// Connects.
    pub(crate) async fn begin(connection: &SourceConnection) -> Result<Self, SourcesError> {
        let (first, second) = (ProtocolVersion::V_2025_11_25, ProtocolVersion::V_2026_07_28);
        match Self::begin_by(connection, &first, ClientLifecycleMode::Initialize).await {
            // It may speak the revision that has no greeting.
            Err(Unbegun::OtherRevision) => {
                let by = ClientLifecycleMode::Discover { preferred_versions: vec![second.clone()] };
                Self::begin_by(connection, &second, by).await.map_err(|unbegun| match unbegun {
                    Unbegun::OtherRevision => SourcesError::no_conversation("it speaks another revision"),
                    Unbegun::Failed(error) => error,
                })
            }
            Err(Unbegun::Failed(error)) => Err(error),
            Ok(conversation) => Ok(conversation),
        }
    }

    async fn begin_by(
        connection: &SourceConnection,
        revision: &ProtocolVersion,
        by: ClientLifecycleMode,
    ) -> Result<Self, Unbegun> {
        let listener = Listener(revision.clone());
        match connection {
            SourceConnection::Program { command, arguments, environment } => {
                let (program, from, to) = Program::start(command, arguments, environment)?;
                let heard = usize::try_from(MOST_HEARD).unwrap_or(usize::MAX);
                let transport = AsyncRwTransport::new(from, to).with_max_line_length(heard);
                match listener.serve_with_lifecycle(transport, by).await {
                    Ok(server) => Ok(Self { server, program: Some(program) }),
                    Err(error) => {
                        let unbegun = match error {
                            error if is_other_revision(&error) => Unbegun::OtherRevision,
                            _ if program.said_too_much() => SourcesError::TooLarge.into(),
                            ClientInitializeError::ConnectionClosed(_)
                            | ClientInitializeError::TransportError { .. } => {
                                SourcesError::ended(&program.last_words()).into()
                            }
                            error => SourcesError::no_conversation(&error.to_string()).into(),
                        };
                        program.end().await;
                        Err(unbegun)
                    }
                }
            }
            SourceConnection::Address { url, token } => {
                let (client, url) = caller(url)?;
                let heard = usize::try_from(MOST_HEARD).unwrap_or(usize::MAX);
                let mut config = StreamableHttpClientTransportConfig::with_uri(url.as_str());
                config.max_json_response_size = heard;
                config.max_sse_event_size = heard;
                config.auth_header.clone_from(token);
                // A stream that breaks off is a conversation that has ended.
                config.retry_config = Arc::new(NeverRetry::default());
                let transport = StreamableHttpClientTransport::with_client(client, config);
                match listener.serve_with_lifecycle(transport, by).await {
                    Ok(server) => Ok(Self { server, program: None }),
                    Err(error) if is_other_revision(&error) => Err(Unbegun::OtherRevision),
                    Err(error) => Err(match reason(&error) {
                        reason if says_too_large(&reason) => SourcesError::TooLarge,
                        reason => SourcesError::no_conversation(&reason),
                    }
                    .into()),
                }
            }
        }
    }

    pub(crate) fn server(&self) -> &RunningService<RoleClient, Listener> {
        &self.server
    }

    /// What a failed request means.
    pub(crate) fn failed(&self, error: &ServiceError) -> SourcesError {
        if self.program.as_ref().is_some_and(Program::said_too_much) {
            return SourcesError::TooLarge;
        }
        match error {
            ServiceError::McpError(error) if says_too_large(&error.message) => SourcesError::TooLarge,
            ServiceError::McpError(error) => SourcesError::refused(&error.message),
            ServiceError::TransportClosed | ServiceError::Cancelled { .. } => match &self.program {
                Some(program) => SourcesError::ended(&program.last_words()),
                None => SourcesError::BrokenOff,
            },
            error => match reason(error) {
                reason if says_too_large(&reason) => SourcesError::TooLarge,
                reason => SourcesError::no_conversation(&reason),
            },
        }
    }

    async fn end(self) {
        let Self { mut server, program } = self;
        let _ = server.close_with_timeout(PARTING).await;
        if let Some(program) = program {
            program.end().await;
        }
    }
}

/// Why a conversation didn't begin.
enum Unbegun {
    /// It didn't know the greeting.
    OtherRevision,
    Failed(SourcesError),
}

impl From<SourcesError> for Unbegun {
    fn from(error: SourcesError) -> Self {
        Self::Failed(error)
    }
}

fn is_other_revision(error: &ClientInitializeError) -> bool {
    matches!(
        error,
        ClientInitializeError::JsonRpcError(_) | ClientInitializeError::NoCompatibleProtocolVersion { .. }
    )
}

/// What the client of HTTP says where a body is beyond its bounds.
fn says_too_large(reason: &str) -> bool {
    reason.contains("exceeded the maximum size") || reason.contains("exceeds the maximum")
}

/// What is behind an error: the innermost of its causes, since the outer ones tell of layers of this program.
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    match cause(error) {
        Some(cause) => reason(cause),
        None => error.to_string(),
    }
}

/// What is right behind an error; the library keeps two of them from `source`.
fn cause<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    if let Some(ClientInitializeError::TransportError { error, .. }) = error.downcast_ref() {
        return Some(&*error.error);
    }
    if let Some(StreamableHttpError::<reqwest::Error>::Client(error)) = error.downcast_ref() {
        return Some(error);
    }
    error.source()
}

/// Refuses what is no address that may be called.
///
/// # Errors
/// When it isn't `http` or `https`, or holds a password.
pub fn check_address(address: &str) -> Result<(), SourcesError> {
    url_of(address).map(drop)
}

/// Who calls an address: over HTTP alone, and led nowhere else.
fn caller(address: &str) -> Result<(reqwest::Client, Url), SourcesError> {
    let url = url_of(address)?;
    let at_home = url.clone();
    let policy = Policy::custom(move |attempt| {
        let to = attempt.url();
        let stays = to.scheme() == at_home.scheme()
            && to.host() == at_home.host()
            && to.port_or_known_default() == at_home.port_or_known_default();
        if !stays {
            return attempt.error("it leads to another server");
        }
        if attempt.previous().len() > MOST_REDIRECTIONS {
            attempt.error("it leads in a circle")
        } else {
            attempt.follow()
        }
    });
    let client = reqwest::Client::builder().redirect(policy).timeout(LONGEST).build().map_err(|_| {
        SourcesError::NoAddress {
            url: address.to_owned(),
            reason: "this machine's certificates can't be read; check them",
        }
    })?;
    Ok((client, url))
}

fn url_of(address: &str) -> Result<Url, SourcesError> {
    let refused = |reason| SourcesError::NoAddress { url: address.to_owned(), reason };
    let url = Url::parse(address.trim())
        .map_err(|_| refused("it is no address; give it as http://localhost:8000/mcp"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused("only http and https are spoken"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it holds a password; give that as the token"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_are_called() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        for wrong in ["", "weather", "file:///etc/passwd", "ftp://localhost/", "http://me:secret@localhost/"]
        {
            assert!(matches!(caller(wrong), Err(SourcesError::NoAddress { .. })), "{wrong}");
        }
        for right in ["http://localhost:8000/mcp", "https://example.org/mcp", " http://[::1]:80/ "] {
            assert!(caller(right).is_ok(), "{right}");
        }
    }
}
