//! Carries a history on that a program gives: what is forecast is no question and no place, only numbers and perhaps times.

mod contexts;
mod history;
mod kinds;
mod rhythm;
mod route;
mod said;

pub(crate) use contexts::Contexts;
pub(crate) use kinds::models;

use crate::{problems, shared::Shared};
use contract::{GivenHistory, LONGEST_HORIZON, PredictRequest, PredictResponse, Problem, ProblemCode};
use history::History;
use quick_cache::{Weighter, sync::Cache};
use rayon::{ThreadPool, ThreadPoolBuilder};
use said::{Said, Wanted};
use std::{
    sync::{Arc, LazyLock},
    time::Instant,
};
use tokio::sync::oneshot;

/// What forecasts that were made may take up in memory, in bytes.
const REMEMBERED_BYTES: u64 = 32 << 20;
/// How many of a usual size that are.
const REMEMBERED: usize = 2000;
/// Bytes that a remembered forecast takes up besides its numbers.
const OVERHEAD: usize = 512;

/// Forecasts that were made, and who makes them.
pub(crate) struct Predictions {
    made: Cache<Arc<[u8]>, Arc<Said>, Bytes>,
    /// As many as the machine has cores, none of which serves a window. Whichever is free takes the next forecast itself: handing it
    /// over to a thread that sleeps leaves a core idle meanwhile.
    workers: LazyLock<ThreadPool>,
}

impl Default for Predictions {
    fn default() -> Self {
        Self {
            made: Cache::with_weighter(REMEMBERED, REMEMBERED_BYTES, Bytes),
            workers: LazyLock::new(|| {
                let workers = ThreadPoolBuilder::new()
                    .thread_name(|index| format!("forecast-{index}"))
                    // Whoever waits for a forecast that panicked is told so.
                    .panic_handler(|_| tracing::error!("a forecast panicked"));
                workers.build().expect("the system has a few threads to give")
            }),
        }
    }
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Arc<[u8]>, Arc<Said>> for Bytes {
    fn weight(&self, asked: &Arc<[u8]>, said: &Arc<Said>) -> u64 {
        (asked.len() + said.bytes() + OVERHEAD) as u64
    }
}

/// A request in which all is settled that can be told without working anything out.
pub(crate) struct Asked {
    history: GivenHistory,
    wanted: Wanted,
    with_context: bool,
    key: Arc<[u8]>,
    since: Instant,
}

/// Checks a request and fetches the history of its context.
pub(crate) fn asked(shared: &Shared, mut request: PredictRequest) -> Result<Asked, Problem> {
    let since = Instant::now();
    if request.prediction_horizon == 0 || request.prediction_horizon > LONGEST_HORIZON {
        return Err(refused(format!(
            "A forecast reaches 1 to {LONGEST_HORIZON} steps ahead, not {}.",
            request.prediction_horizon
        ))
        .about("prediction_horizon"));
    }
    let wanted = Wanted::of(&request)?;
    let given = request.take_history();
    let history = match request.context {
        None => given,
        Some(_) if given != GivenHistory::default() => {
            return Err(refused(
                "It names a context and gives a history as well. Add to the context first, or leave one of them out.",
            )
            .about("context"));
        }
        Some(context) => shared.contexts.history(context)?,
    };
    let key = (&history, &wanted);
    let key = postcard::to_stdvec(&key).map_err(|error| refused(problems::sentence(&error.to_string())))?;
    Ok(Asked { history, wanted, with_context: request.include_context, key: key.into(), since })
}

/// The forecast, if the same was asked before.
pub(crate) fn remembered(shared: &Shared, asked: &Asked) -> Option<PredictResponse> {
    let said = shared.predictions.made.get(&asked.key)?;
    Some(said.response(asked.with_context, true, asked.since.elapsed()))
}

/// The forecast, worked out by the workers when its turn comes; whoever asks the same meanwhile waits for the same one.
pub(crate) async fn predict(shared: &Arc<Shared>, asked: Asked) -> Result<PredictResponse, Problem> {
    let Asked { history, wanted, with_context, key, since } = asked;
    let mut worked_out = false;
    let said = shared
        .predictions
        .made
        .get_or_insert_async(&key, async {
            worked_out = true;
            let (tell, told) = oneshot::channel();
            shared.predictions.workers.spawn(move || {
                // Nobody may be waiting for it any more.
                if !tell.is_closed() {
                    let said = History::of(history).and_then(|history| Said::of(&history, &wanted));
                    let _ = tell.send(said.map(Arc::new));
                }
            });
            told.await.unwrap_or_else(|_| Err(lost()))
        })
        .await?;
    Ok(said.response(with_context, !worked_out, since.elapsed()))
}

/// The forecast was begun and never came.
fn lost() -> Problem {
    Problem::new(
        ProblemCode::Internal,
        "The forecast failed",
        "This is a fault of Forecastle's own; nothing was lost. Other histories can be carried on.",
    )
}

/// A request that can't be used.
fn refused(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemCode::BadRequest, "The history can't be carried on", detail)
}
