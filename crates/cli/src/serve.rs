use crate::{print::Printer, watches};
use contract::{Problem, ProblemCode};
use engine::Engine;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Answers other programs until interrupted; takes in meanwhile what arrives, and plans ahead.
pub(crate) async fn run(engine: &Engine, port: u16, printer: &mut Printer) -> Result<(), Problem> {
    let refused = |error: api::ApiError| {
        Problem::new(ProblemCode::BadRequest, "The API can't be served", format!("{error}."))
    };
    let bound = api::bind(api::Options { port, ..api::Options::default() }).await.map_err(refused)?;
    printer.line(&format!(
        "Listening at http://{}. What it can be asked is at http://{}/docs.",
        bound.address(),
        bound.address()
    ))?;
    let cancelled = CancellationToken::new();
    let beside = {
        let (engine, cancelled) = (engine.clone(), cancelled.clone());
        tokio::spawn(async move {
            let planning = engine.plan_ahead(cancelled.clone());
            let listening = engine.listen_and_watch(Arc::new(watches::Told::default()), cancelled.clone());
            tokio::join!(planning, listening);
        })
    };
    let interrupted = cancelled.clone();
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        interrupted.cancel();
    });
    let served = bound.serve(engine.clone(), cancelled.clone()).await.map_err(refused);
    cancelled.cancel();
    // It ends at once, and what it had taken in is written.
    let _ = beside.await;
    served
}
