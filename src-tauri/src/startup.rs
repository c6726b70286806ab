//! Opens the data beside the window, so that the window never waits for it.

use crate::{live, navigation, serving::Server, window};
use contract::Problem;
use engine::Engine;
use std::{panic::AssertUnwindSafe, path::PathBuf};
use tauri::{AppHandle, Manager, async_runtime};
use tokio::sync::SetOnce;

/// The engine, once it is open, or why it can't be.
#[derive(Default)]
pub(crate) struct Startup {
    outcome: SetOnce<Result<Engine, Problem>>,
}

impl Startup {
    /// The engine, as soon as it is open.
    ///
    /// # Errors
    /// Why it could not be opened.
    pub(crate) async fn engine(&self) -> Result<&Engine, Problem> {
        self.outcome.wait().await.as_ref().map_err(Clone::clone)
    }

    /// Why the engine could not be opened, if so.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        self.outcome.get().and_then(|outcome| outcome.as_ref().err())
    }
}

/// Opens the engine away from the window's thread; where that fails, the window says why.
pub(crate) fn open_engine(app: AppHandle, data: Option<PathBuf>) {
    async_runtime::spawn_blocking(move || {
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| Engine::open(data))).unwrap_or_else(|_| {
            Err(Problem::new(
                contract::ProblemCode::Internal,
                "Forecastle could not start",
                "This is a fault of its own. Your data was not changed. Run `forecastle doctor` in a terminal to see more",
            ))
        });
        if let Ok(engine) = &outcome {
            live::follow(app.clone(), engine);
            app.state::<Server>().keep(engine.clone());
        }
        let failed =
            outcome.as_ref().err().map(|problem| tracing::error!(%problem, "startup failed")).is_some();
        let set = app.state::<Startup>().outcome.set(outcome);
        debug_assert!(set.is_ok(), "the engine is opened once");
        if failed && let Some(window) = app.get_webview_window(window::LABEL) {
            let told = window.navigate(navigation::trouble());
            debug_assert!(told.is_ok(), "the window is open");
        }
    });
}
