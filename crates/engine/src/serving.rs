//! Letting other programs in, as a switch that the user turns. What they speak the engine doesn't know: whoever runs it brings a server.

use crate::{Engine, problems, shared::Shared};
use contract::{Problem, ProblemCode, ServeProgramsRequest, Serving};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    future::Future,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// How often to look whether it is as the switch says: another copy may have turned it, or have had the port.
const LOOK: Duration = Duration::from_secs(5);
/// How long what is being answered is waited for. It goes on after that, but isn't waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// The switch, beside the settings: they are kept whole by whoever shows them, which must not turn it back.
const KEY: &str = "serving";
/// The port until another is chosen.
const USUAL_PORT: u16 = 7878;

/// Answers other programs.
pub trait ProgramServer: Send + Sync + 'static {
    /// Takes the port and begins to answer at it, until cancelled.
    fn begin(
        &self,
        engine: Engine,
        port: u16,
        cancelled: CancellationToken,
    ) -> impl Future<Output = Result<Begun, Problem>> + Send;
}

/// A server that answers.
#[derive(Debug)]
pub struct Begun {
    /// Where: `http://127.0.0.1:7878`.
    pub address: String,
    /// Done when all is answered.
    pub ended: JoinHandle<()>,
}

/// How the switch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Switch {
    on: bool,
    port: u16,
}

impl Default for Switch {
    fn default() -> Self {
        Self { on: false, port: USUAL_PORT }
    }
}

/// What is wanted, and where to say what came of it.
type Ask = (Switch, oneshot::Sender<Result<(), Problem>>);

/// Where the switch is turned and what is shown beside it.
#[derive(Default)]
pub(crate) struct Desk {
    asks: OnceLock<mpsc::Sender<Ask>>,
    shown: Mutex<Shown>,
    requests: AtomicU64,
}

#[derive(Debug, Clone, Default)]
struct Shown {
    address: Option<String>,
    since: Option<Timestamp>,
    trouble: Option<Problem>,
}

impl Desk {
    /// Counts something that was asked.
    pub(crate) fn count(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn show(&self, shown: Shown) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = shown;
    }
}

fn kept(shared: &Shared) -> Result<Switch, Problem> {
    let kept = shared.store.setting(KEY).map_err(|error| problems::of_store(&error))?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// How it stands.
pub(crate) fn status(shared: &Shared) -> Result<Serving, Problem> {
    let Switch { on, port } = kept(shared)?;
    let shown = shared.serving.shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(Serving {
        possible: shared.serving.asks.get().is_some(),
        on,
        port,
        requests: if shown.address.is_some() { shared.serving.requests.load(Ordering::Relaxed) } else { 0 },
        address: shown.address,
        since: shown.since,
        trouble: shown.trouble.filter(|_| on),
    })
}

/// Turns the switch. Where the port can't be had, all stays as it was.
pub(crate) async fn ask(shared: &Shared, request: ServeProgramsRequest) -> Result<(), Problem> {
    let Some(asks) = shared.serving.asks.get() else {
        return Err(Problem::new(
            ProblemCode::BadRequest,
            "This program has no such switch",
            "It is in the window: Settings, Other programs. Without a window, run `forecastle serve`.",
        ));
    };
    let port = request.port.map_or_else(|| kept(shared).map(|switch| switch.port), Ok)?;
    if port == 0 {
        let detail = "Choose one of 1 to 65535; those below 1024 mostly belong to the system.";
        return Err(Problem::new(ProblemCode::BadRequest, "That is no port", detail).about("port"));
    }
    let (answer, answered) = oneshot::channel();
    let ended = |_| {
        Problem::new(
            ProblemCode::Internal,
            "Forecastle is ending",
            "Start it again, and turn the switch then.",
        )
    };
    asks.send((Switch { on: request.on, port }, answer)).await.map_err(|error| ended(error.to_string()))?;
    answered.await.map_err(|error| ended(error.to_string()))?
}

/// Serves as the switch says, until cancelled.
pub(crate) async fn keep(engine: Engine, server: impl ProgramServer, cancelled: CancellationToken) {
    let (asks, mut asked) = mpsc::channel(4);
    if engine.shared.serving.asks.set(asks).is_err() {
        tracing::warn!("other programs are let in by one server at a time");
        return;
    }
    let mut keeper = Keeper { engine, server, running: None };
    keeper.follow().await;
    loop {
        tokio::select! {
            () = cancelled.cancelled() => break,
            ask = asked.recv() => {
                let Some((wanted, answer)) = ask else { break };
                let outcome = keeper.turn(wanted).await;
                // Whoever asked may not wait any more.
                let _ = answer.send(outcome);
            }
            () = tokio::time::sleep(LOOK) => keeper.follow().await,
        }
    }
    keeper.end().await;
}

/// A server that runs.
struct Running {
    port: u16,
    cancelled: CancellationToken,
    begun: Begun,
}

struct Keeper<Server> {
    engine: Engine,
    server: Server,
    running: Option<Running>,
}

impl<Server: ProgramServer> Keeper<Server> {
    /// Does what is wanted and keeps it; where that can't be done, all stays as it was.
    async fn turn(&mut self, wanted: Switch) -> Result<(), Problem> {
        self.become_so(wanted).await?;
        self.engine
            .on_worker(move |shared| {
                let value = serde_json::to_value(wanted).expect("a switch is plain data");
                shared.store.set_setting(KEY, &value).map_err(|error| problems::of_store(&error))
            })
            .await
    }

    /// Sees to it that all is as the switch says, whoever turned it.
    async fn follow(&mut self) {
        let Ok(wanted) = self.engine.on_worker(kept).await else { return };
        if let Err(problem) = self.become_so(wanted).await {
            tracing::warn!(%problem, "other programs are not let in");
            let mut shown = self.desk().shown.lock().unwrap_or_else(PoisonError::into_inner);
            shown.trouble = Some(problem);
        }
    }

    async fn become_so(&mut self, wanted: Switch) -> Result<(), Problem> {
        let running = self.running.as_ref().filter(|running| !running.begun.ended.is_finished());
        if wanted.on && running.is_some_and(|running| running.port == wanted.port) {
            return Ok(());
        }
        if !wanted.on {
            self.end().await;
            return Ok(());
        }
        let cancelled = CancellationToken::new();
        let begun = self.server.begin(self.engine.clone(), wanted.port, cancelled.clone()).await?;
        self.end().await;
        let desk = self.desk();
        desk.requests.store(0, Ordering::Relaxed);
        desk.show(Shown {
            address: Some(begun.address.clone()),
            since: Some(self.engine.shared.clock.now().timestamp()),
            trouble: None,
        });
        self.running = Some(Running { port: wanted.port, cancelled, begun });
        Ok(())
    }

    /// Takes in nothing more, and waits for what is being answered.
    async fn end(&mut self) {
        self.desk().show(Shown::default());
        if let Some(Running { cancelled, begun, .. }) = self.running.take() {
            cancelled.cancel();
            if tokio::time::timeout(PATIENCE, begun.ended).await.is_err() {
                tracing::debug!("something is being answered still");
            }
        }
    }

    fn desk(&self) -> &Desk {
        &self.engine.shared.serving
    }
}
