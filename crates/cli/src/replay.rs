//! A stretch of the past, asked about day by day.

use crate::{
    print::Printer,
    progress::{self, Measure},
};
use contract::{Commands, ImportJob, Problem, ReplayRequest};
use engine::Engine;

/// Replays, telling how far it has come. One that is ended goes on from its last week when asked for again.
pub(crate) async fn run(
    engine: &Engine,
    request: ReplayRequest,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let job = request.job.clone().unwrap_or_default();
    let how_far = async || engine.replay_progress(ImportJob { job: job.clone() }).await;
    let report = progress::show("Replaying", Measure::Days, printer, engine.replay(request), how_far).await?;
    printer.either(&report, || report.sentences.join("\n"))
}
