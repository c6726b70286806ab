//! What is watched: making, listing and changing it, and hearing of it in a terminal.

use crate::{arguments::WatchesChange, print::Printer};
use contract::{
    AskResponse, ChangeWatchRequest, Commands, Nothing, Problem, ProblemCode, WatchLogRequest, WatchRef,
    WatchRequest,
};
use domain::{NotShown, Notice, Notifier, QuietHours, WatchId};
use engine::{Desktop, Engine};
use std::{io::Write as _, sync::Arc};

/// Firings that are printed at most.
const LOG: u32 = 50;

/// Tells in the terminal, and on the desktop where there is one.
#[derive(Default)]
pub(crate) struct Told(Desktop);

impl Notifier for Told {
    fn show(&self, notice: &Notice) -> Result<(), NotShown> {
        // A reader that has gone away hears of it from the desktop.
        let _ = writeln!(std::io::stdout().lock(), "{}: {}", notice.title, notice.body);
        if let Err(error) = self.0.show(notice) {
            tracing::debug!(%error, "told in the terminal alone");
        }
        Ok(())
    }
}

/// Begins to watch what the words say.
pub(crate) async fn watch(
    engine: &Engine,
    text: String,
    place: Option<String>,
    printer: &mut Printer,
) -> Result<AskResponse, Problem> {
    let response = engine.watch(WatchRequest { text, place, ..WatchRequest::default() }).await?;
    printer.answer(&response)?;
    if matches!(response, AskResponse::Answered { .. }) {
        printer.note("Forecastle looks while its window is open, under `forecastle listen`, and at `forecastle watches check`.")?;
    }
    Ok(response)
}

pub(crate) async fn change(
    engine: &Engine,
    change: Option<WatchesChange>,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let paused =
        |id: i64, paused: bool| ChangeWatchRequest { id: WatchId(id), condition: None, paused: Some(paused) };
    match change {
        None => {}
        Some(WatchesChange::Pause { id }) => drop(engine.change_watch(paused(id, true)).await?),
        Some(WatchesChange::Resume { id }) => drop(engine.change_watch(paused(id, false)).await?),
        Some(WatchesChange::Remove { id }) => {
            engine.remove_watch(WatchRef { id: WatchId(id) }).await?;
            return printer.done(&format!("Watch {id} is removed, with what it told."));
        }
        Some(WatchesChange::Check) => {
            engine.look_at_watches(Arc::new(Told::default())).await?;
        }
        Some(WatchesChange::Log) => {
            let log = engine.watch_log(WatchLogRequest { limit: LOG, seen: true }).await?;
            return printer.watch_log(&log);
        }
        Some(WatchesChange::Quiet { from, to, off }) => return quiet(engine, from, to, off, printer).await,
    }
    printer.watches(&engine.watches(Nothing {}).await?)
}

async fn quiet(
    engine: &Engine,
    from: Option<u8>,
    to: Option<u8>,
    off: bool,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let mut settings = engine.settings(Nothing {}).await?;
    match (from, to, off) {
        (Some(from_hour), Some(to_hour), false) => {
            settings.watches.quiet = Some(QuietHours { from_hour, to_hour });
            settings = engine.save_settings(settings).await?;
        }
        (None, None, true) => {
            settings.watches.quiet = None;
            settings = engine.save_settings(settings).await?;
        }
        (None, None, false) => {}
        _ => {
            return Err(Problem::new(
                ProblemCode::BadRequest,
                "Quiet hours have two ends",
                "Give both, as in `forecastle watches quiet 22 7`.",
            ));
        }
    }
    let quiet = settings.watches.quiet;
    printer.either(&quiet, || {
        quiet.map_or_else(
            || "There are no quiet hours. Set them as in `forecastle watches quiet 22 7`.".to_owned(),
            |quiet| {
                format!(
                    "Between {}:00 and {}:00 nothing is told; what happens then is told after.",
                    quiet.from_hour, quiet.to_hour
                )
            },
        )
    })
}
