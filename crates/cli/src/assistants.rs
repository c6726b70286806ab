//! Serving an assistant that runs this program.

use contract::{Problem, ProblemCode};
use engine::{Desktop, Engine};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Serves who is at the other end of standard input and output until it closes them. Meanwhile what arrives is taken in and what is
/// watched is told on the desktop, unless another copy of Forecastle does that already.
pub(crate) async fn serve(engine: Engine) -> Result<(), Problem> {
    let cancelled = CancellationToken::new();
    let beside = tokio::spawn({
        let (engine, cancelled) = (engine.clone(), cancelled.clone());
        async move { engine.listen_and_watch(Arc::new(Desktop::default()), cancelled).await }
    });
    let served = mcp::serve_stdio(engine).await;
    cancelled.cancel();
    // It ends at once, and what it had taken in is written.
    let _ = beside.await;
    served.map_err(|error| {
        Problem::new(
            ProblemCode::BadRequest,
            "The assistant can't be served",
            format!("It ended with this: {error}. Start `forecastle mcp` from an assistant, as the command of a server."),
        )
    })
}
