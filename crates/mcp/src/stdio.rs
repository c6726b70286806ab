use crate::{Assistant, Granted};
use engine::Engine;
use rmcp::{ServiceExt, service::ServerInitializeError};

/// Why serving over standard input and output ended before it should.
#[derive(Debug, thiserror::Error)]
pub enum StdioError {
    /// The other end didn't speak the protocol.
    #[error("the program at the other end of standard input doesn't speak the Model Context Protocol: {0}")]
    Handshake(Box<ServerInitializeError>),
    /// The task that serves was lost.
    #[error("serving ended by a fault: {0}")]
    Lost(#[from] tokio::task::JoinError),
}

/// Serves the program at the other end of standard input and output until it closes them. Standard output carries messages of
/// the protocol and nothing else. Whoever starts this program may do everything but what takes
/// [`contract::Permission::Admin`].
///
/// # Errors
/// When the other end doesn't speak the protocol, or a fault ends it.
pub async fn serve_stdio(engine: Engine) -> Result<(), StdioError> {
    let assistant = Assistant::new(engine, Granted::all_but_admin());
    let serving = match assistant.serve(rmcp::transport::stdio_pipes()).await {
        Ok(serving) => serving,
        // It went away before it asked for anything.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(StdioError::Handshake(Box::new(error))),
    };
    serving.waiting().await?;
    Ok(())
}
