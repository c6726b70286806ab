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
use said::{Said, Wanted};
use std::{num::NonZero, sync::Arc, time::Instant};
use tokio::sync::Semaphore;

/// What forecasts that were made may take up in memory, in bytes.
const REMEMBERED_BYTES: u64 = 32 << 20;
/// How many of a usual size that are.
const REMEMBERED: usize = 2000;
/// Bytes that a remembered forecast takes up besides its numbers.
const OVERHEAD: usize = 512;

/// Forecasts that were made, and the turns of those that are being made.
pub(crate) struct Predictions {
    made: Cache<Arc<[u8]>, Arc<Said>, Bytes>,
    turns: Arc<Semaphore>,
}

impl Default for Predictions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            made: Cache::with_weighter(REMEMBERED, REMEMBERED_BYTES, Bytes),
            turns: Arc::new(Semaphore::new(cores)),
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

/// The forecast, worked out on a thread of its own when its turn comes; whoever asks the same meanwhile waits for the same one.
pub(crate) async fn predict(shared: &Arc<Shared>, asked: Asked) -> Result<PredictResponse, Problem> {
    let Asked { history, wanted, with_context, key, since } = asked;
    let mut worked_out = false;
    let said = shared
        .predictions
        .made
        .get_or_insert_async(&key, async {
            worked_out = true;
            let turns = Arc::clone(&shared.predictions.turns);
            let turn = Arc::clone(&turns).acquire_owned().await.expect("the turns are never closed");
            // Half of the turns that nobody waits for hasten this one, so that who comes next still finds one.
            let idle = turns.available_permits().div_ceil(2);
            let more = turns.try_acquire_many_owned(u32::try_from(idle).unwrap_or(u32::MAX)).ok();
            let threads = NonZero::<usize>::MIN.saturating_add(if more.is_some() { idle } else { 0 });
            let work = tokio::task::spawn_blocking(move || {
                let _until_done = (turn, more);
                Said::of(&History::of(history)?, &wanted, threads).map(Arc::new)
            });
            work.await.map_err(|error| problems::of_lost_work(&error))?
        })
        .await?;
    Ok(said.response(with_context, !worked_out, since.elapsed()))
}

/// A request that can't be used.
fn refused(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemCode::BadRequest, "The history can't be carried on", detail)
}
