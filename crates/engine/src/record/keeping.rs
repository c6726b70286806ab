//! When to look: at the start, when something arrives, and every quarter of an hour.

use super::verify::{catch_up, look_again};
use crate::shared::Shared;
use contract::{Change, Problem};
use domain::SeriesId;
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// Outcomes are looked for this often even when nothing is heard.
const QUARTER: Duration = Duration::from_secs(15 * 60);
/// What arrives within this time is looked at together.
const PAUSE: Duration = Duration::from_secs(20);
/// Values that arrive live are rarely later than this.
const LATE: SignedDuration = SignedDuration::from_hours(10 * 24);

/// What keeping score needs of its own.
#[derive(Default)]
pub(crate) struct Keeping {
    /// Whoever verifies holds it.
    pub(crate) turn: Mutex<()>,
}

/// What arrived since the last look.
#[derive(Default)]
struct Arrived {
    /// Series, and whether they may be weather.
    series: BTreeMap<SeriesId, bool>,
    guidance: bool,
    missed: bool,
}

impl Arrived {
    fn add(&mut self, change: Change) {
        match change {
            Change::Series { series, weather } => {
                for id in series {
                    *self.series.entry(id).or_default() |= weather;
                }
            }
            Change::Guidance { .. } => self.guidance = true,
            Change::Watches => {}
        }
    }
}

/// Verifies forecasts until cancelled.
pub(crate) async fn keep_score(shared: Arc<Shared>, cancelled: CancellationToken) {
    let mut changes = shared.changes.subscribe();
    let mut arrived = Arrived { missed: true, ..Arrived::default() };
    loop {
        let work = {
            let shared = Arc::clone(&shared);
            tokio::task::spawn_blocking(move || look(&shared, &arrived))
        };
        match work.await {
            Ok(Ok(())) => {}
            Ok(Err(problem)) => {
                tracing::warn!(%problem, "forecasts were not verified; they will be looked at again");
            }
            Err(lost) => tracing::error!(%lost, "forecasts were not verified; they will be looked at again"),
        }
        arrived = Arrived::default();
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(QUARTER) => {}
            heard = changes.recv() => match heard {
                Ok(change) => arrived.add(change),
                Err(RecvError::Lagged(_)) => arrived.missed = true,
                Err(RecvError::Closed) => return,
            },
        }
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        loop {
            match changes.try_recv() {
                Ok(change) => arrived.add(change),
                Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) => arrived.missed = true,
                Err(_) => break,
            }
        }
    }
}

fn look(shared: &Shared, arrived: &Arrived) -> Result<(), Problem> {
    catch_up(shared)?;
    let now = shared.clock.now().timestamp();
    let lately = (now.saturating_sub(LATE).unwrap_or(Timestamp::MIN), now);
    if arrived.missed || arrived.guidance {
        // Analyses are put right for some days.
        look_again(shared, None, true, lately)?;
    } else {
        for (id, weather) in &arrived.series {
            look_again(shared, Some(id), *weather, lately)?;
        }
    }
    Ok(())
}
