//! The one task that writes what arrives: into the store, out of the caches, and to those who show answers.

use super::desk::{self, Arrival, Arrived, Desk};
use crate::{settings, shared::Shared};
use contract::{Change, Problem};
use domain::SeriesId;
use live::{Delivery, Outlet};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

/// Deliveries written with one sync of the disk at most.
const BATCH: usize = 512;
/// How long to wait before writing is tried again.
const WAIT: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// What has been written since this copy of Forecastle began to listen.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) written: u64,
    pub(crate) doubted: u64,
    pub(crate) trouble: Option<String>,
}

/// Writes what arrives until nothing can arrive any more. What can't be written is tried again for as long as it takes: meanwhile the queue fills
/// up, and who sends waits. Nobody is told that a value arrived before it is durable.
pub(super) async fn run(shared: Arc<Shared>, mut outlet: Outlet) {
    let mut desk = Desk::default();
    loop {
        let deliveries = outlet.next(BATCH).await;
        if deliveries.is_empty() {
            return;
        }
        let sorting = {
            let shared = Arc::clone(&shared);
            tokio::task::spawn_blocking(move || {
                let arrived = sort(&shared, &mut desk, &deliveries);
                (desk, deliveries, Arc::new(arrived))
            })
        };
        let (same_desk, deliveries, arrived) = match sorting.await {
            Ok(sorted) => sorted,
            Err(lost) => {
                tracing::error!(%lost, "what arrived was not written; its senders will send it again");
                desk = Desk::default();
                continue;
            }
        };
        desk = same_desk;
        if !arrived.is_empty() && !write_at_last(&shared, &arrived).await {
            continue;
        }
        deliveries.into_iter().for_each(Delivery::written);
        if !arrived.is_empty() {
            // Nobody may be listening.
            let _ = shared.changes.send(Change::Series {
                series: arrived.keys().cloned().collect(),
                weather: arrived.values().any(|arrived| arrived.weather),
            });
        }
    }
}

/// Readings by series.
fn sort(shared: &Shared, desk: &mut Desk, deliveries: &[Delivery]) -> BTreeMap<SeriesId, Arrived> {
    let home = settings::load(&*shared.store).ok().and_then(|settings| settings.home);
    let now = shared.clock.now();
    let arrival = Arrival {
        now: now.timestamp(),
        home: home.as_ref(),
        time_zone: now.time_zone().iana_name().unwrap_or("UTC"),
    };
    let readings = deliveries
        .iter()
        .flat_map(|delivery| delivery.readings.iter().map(move |reading| (delivery.source, reading)));
    desk.sort(readings, &arrival)
}

/// Tries until it is written; whether it was.
async fn write_at_last(shared: &Arc<Shared>, arrived: &Arc<BTreeMap<SeriesId, Arrived>>) -> bool {
    let mut wait = WAIT.0;
    loop {
        let work = {
            let (shared, arrived) = (Arc::clone(shared), Arc::clone(arrived));
            tokio::task::spawn_blocking(move || write(&shared, &arrived))
        };
        match work.await {
            Ok(Ok(())) => return true,
            Ok(Err(problem)) => {
                tracing::warn!(%problem, "what arrived can't be written yet");
                shared.live.tally.lock().unwrap_or_else(PoisonError::into_inner).trouble =
                    Some(problem.to_string());
            }
            Err(lost) => {
                tracing::error!(%lost, "what arrived was not written; its senders will send it again");
                return false;
            }
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(WAIT.1);
    }
}

fn write(shared: &Shared, arrived: &BTreeMap<SeriesId, Arrived>) -> Result<(), Problem> {
    let (written, doubted) =
        desk::write(&*shared.store, arrived).map_err(|error| crate::problems::of_store(&error))?;
    for id in arrived.keys() {
        shared.context.forget_series(id);
    }
    let mut tally = shared.live.tally.lock().unwrap_or_else(PoisonError::into_inner);
    tally.written += written;
    tally.doubted += doubted;
    tally.trouble = None;
    Ok(())
}
