//! A stretch of the past, asked about day by day.

use crate::print::Printer;
use contract::{Commands, ImportJob, Problem, ReplayRequest};
use engine::Engine;
use std::time::Duration;

/// How often it is told how far it has come.
const TOLD_EVERY: Duration = Duration::from_secs(5);

/// Replays, telling how far it has come. One that is ended goes on from its last week when asked for again.
pub(crate) async fn run(
    engine: &Engine,
    request: ReplayRequest,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let job = request.job.clone().unwrap_or_default();
    let replay = engine.replay(request);
    tokio::pin!(replay);
    let report = loop {
        tokio::select! {
            done = &mut replay => break done?,
            () = tokio::time::sleep(TOLD_EVERY) => {
                let progress = engine.replay_progress(ImportJob { job: job.clone() }).await?;
                printer.note(&format!("{} of {} days", progress.done, progress.total))?;
            }
        }
    };
    printer.either(&report, || report.sentences.join("\n"))
}
