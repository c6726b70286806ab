//! When watches are looked at: each hour, and as soon as something arrives that their answers may rest on.

use super::roll_on::roll_on;
use crate::{Engine, problems};
use contract::{Change, Problem};
use domain::{Asked, Notifier, Subject, Watch, WatchId};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// How often to see what the time is, and whether anything is due to be told.
const TICK: Duration = Duration::from_secs(10);
/// What arrives within this is looked at together.
const TOGETHER: Duration = Duration::from_secs(2);
/// Values of a station may come each second; a watch is looked at this often at most.
const PAUSE: Duration = Duration::from_secs(30);

/// Keeps all watches until cancelled.
pub(crate) async fn keep(engine: Engine, notifier: Arc<dyn Notifier>, cancelled: CancellationToken) {
    let mut changes = engine.changes();
    let mut due: BTreeSet<WatchId> = BTreeSet::new();
    let mut looked: HashMap<WatchId, Instant> = HashMap::new();
    let mut hour = None;
    loop {
        let this_hour = Some(engine.shared.clock.now().timestamp().as_second().div_euclid(3600));
        let everything = hour != this_hour;
        hour = this_hour;
        match engine.kept_watches().await {
            Ok(watches) => {
                let by_now = |id: &WatchId| looked.get(id).is_none_or(|at| at.elapsed() >= PAUSE);
                let wanted = watches
                    .into_iter()
                    .filter(|watch| everything || due.contains(&watch.id) && by_now(&watch.id));
                for watch in wanted.collect::<Vec<_>>() {
                    let id = watch.id;
                    due.remove(&id);
                    looked.insert(id, Instant::now());
                    tokio::select! {
                        () = cancelled.cancelled() => return,
                        looked = engine.look_at(watch) => if let Err(problem) = looked {
                            tracing::warn!(%problem, watch = id.0, "a watch could not be looked at");
                        },
                    }
                }
            }
            Err(problem) => tracing::warn!(%problem, "the watches can't be read"),
        }
        engine.tell_what_is_due(&notifier).await;
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
            told = changes.recv() => {
                let mut arrived = Vec::new();
                let mut missed = false;
                match told {
                    Ok(change) => arrived.push(change),
                    Err(RecvError::Lagged(_)) => missed = true,
                    Err(RecvError::Closed) => return,
                }
                if arrived.iter().any(|change| !matches!(change, Change::Watches)) || missed {
                    tokio::time::sleep(TOGETHER).await;
                }
                missed |= drain(&mut changes, &mut arrived);
                if let Ok(watches) = engine.kept_watches().await {
                    due.extend(
                        watches
                            .iter()
                            .filter(|watch| missed || arrived.iter().any(|change| concerns(change, watch)))
                            .map(|watch| watch.id),
                    );
                }
            }
        }
    }
}

/// Takes what else has arrived; whether some of it was missed.
fn drain(changes: &mut Receiver<Change>, arrived: &mut Vec<Change>) -> bool {
    let mut missed = false;
    loop {
        match changes.try_recv() {
            Ok(change) if !arrived.contains(&change) => arrived.push(change),
            Ok(_) => {}
            Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) => missed = true,
            Err(_) => return missed,
        }
    }
}

/// Whether the answer to a watch may rest on what has arrived.
fn concerns(change: &Change, watch: &Watch) -> bool {
    let question = &watch.question;
    match change {
        Change::Watches => false,
        Change::Guidance { places, .. } => {
            let elsewhere = match &question.asked {
                Asked::Comparison { choices, .. } => {
                    choices.iter().filter_map(|choice| choice.place.as_ref()).collect()
                }
                _ => Vec::new(),
            };
            question.place.iter().chain(elsewhere).any(|place| places.contains(&place.id))
        }
        Change::Series { series, weather } => match &question.subject {
            Subject::Series { info } => series.contains(&info.id),
            Subject::Activity { .. } | Subject::Weather => *weather,
        },
    }
}

impl Engine {
    /// Those that are looked at at this moment.
    async fn kept_watches(&self) -> Result<Vec<Watch>, Problem> {
        self.on_worker(|shared| {
            let now = shared.clock.now().timestamp();
            let watches = shared.store.watches().map_err(|error| problems::of_store(&error))?;
            let kept = watches.into_iter().filter(|watch| watch.is_kept(now));
            let kept: Vec<Option<Watch>> =
                kept.map(|watch| roll_on(shared, watch, now)).collect::<Result<_, _>>()?;
            Ok(kept.into_iter().flatten().collect())
        })
        .await
    }

    /// Looks at every watch once and tells what is due: for whoever doesn't stay. Says how many fired.
    ///
    /// # Errors
    /// When the watches can't be read.
    pub async fn look_at_watches(&self, notifier: Arc<dyn Notifier>) -> Result<usize, Problem> {
        let mut fired = 0;
        for watch in self.kept_watches().await? {
            fired += usize::from(self.look_at(watch).await?);
        }
        self.tell_what_is_due(&notifier).await;
        Ok(fired)
    }
}
