//! What arrives while the window is open: the engine listens, and the interface hears what has changed.

use crate::tray;
use contract::Change;
use engine::{Desktop, Engine};
use std::{sync::Arc, time::Duration};
use tauri::{AppHandle, Emitter, async_runtime};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// The name of the event, as `ui/src/platform/tauri.ts` knows it.
const EVENT: &str = "changed";
/// The interface hears of changes this often at most.
const PAUSE: Duration = Duration::from_millis(300);

/// Listens and plans ahead as long as the program runs, and tells the interface of what arrives.
pub(crate) fn follow(app: AppHandle, engine: &Engine) {
    let mut changes = engine.changes();
    let listening = engine.clone();
    let opening = app.clone();
    let notifier = Arc::new(Desktop::opening(move |_| tray::show_watches(&opening)));
    async_runtime::spawn(async move { listening.listen_and_watch(notifier, CancellationToken::new()).await });
    let planning = engine.clone();
    async_runtime::spawn(async move { planning.plan_ahead(CancellationToken::new()).await });
    let engine = engine.clone();
    async_runtime::spawn(async move {
        tray::follow(&app, &engine).await;
        loop {
            let mut told: Vec<Change> = Vec::new();
            match changes.recv().await {
                Ok(change) => told.push(change),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
            while let Ok(change) = changes.try_recv() {
                if !told.contains(&change) {
                    told.push(change);
                }
            }
            if let Err(error) = app.emit(EVENT, &told) {
                tracing::warn!(%error, "the window was not told of a change");
            }
            if told.is_empty() || told.contains(&Change::Watches) {
                tray::follow(&app, &engine).await;
            }
            // The first is told at once; those that follow are gathered.
            tokio::time::sleep(PAUSE).await;
        }
    });
}
