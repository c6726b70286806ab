//! When sources are asked by themselves.

use super::{ask::ask, is_allowed, kept};
use crate::shared::Shared;
use contract::Problem;
use domain::{ConnectedSource, ConnectedState};
use jiff::{SignedDuration, Timestamp};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often to see what the time is.
const TICK: Duration = Duration::from_secs(10);
/// What is planned for later than the longest pause was planned by a clock that was wrong.
const BEYOND: SignedDuration = SignedDuration::from_hours(25);

/// Asks every source when its time has come, until cancelled. What is planned is kept, so that it outlives this program.
pub(crate) async fn keep(shared: Arc<Shared>, cancelled: CancellationToken) {
    loop {
        let found = {
            let shared = Arc::clone(&shared);
            tokio::task::spawn_blocking(move || due(&shared)).await
        };
        match found {
            Ok(Ok(sources)) => {
                for source in sources {
                    let name = source.name.clone();
                    tokio::select! {
                        () = cancelled.cancelled() => return,
                        asked = ask(&shared, source) => if let Err(problem) = asked {
                            tracing::warn!(%problem, name, "a connected program could not be asked");
                        },
                    }
                }
            }
            Ok(Err(problem)) => tracing::warn!(%problem, "the connected programs can't be read"),
            Err(lost) => tracing::error!(%lost, "the connected programs were not read"),
        }
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = shared.connected.changed.notified() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Those whose time has come.
fn due(shared: &Shared) -> Result<Vec<ConnectedSource>, Problem> {
    if !is_allowed(shared)? {
        return Ok(Vec::new());
    }
    let now = shared.clock.now().timestamp();
    let due = kept(shared)?.into_iter().filter(|(source, state)| is_due(source, state, now));
    Ok(due.map(|(source, _)| source).collect())
}

fn is_due(source: &ConnectedSource, state: &ConnectedState, now: Timestamp) -> bool {
    let Some(every) = source.every_minutes.filter(|_| source.on) else { return false };
    let every = SignedDuration::from_mins(i64::from(every));
    state.next.is_none_or(|next| next <= now || next.duration_since(now) > every + BEYOND)
}
