use super::tokens;
use crate::{problems, shared::Shared};
use contract::{AuditCheck, AuditLog, AuditLogRequest, Problem};
use domain::{AuditEntry, AuditQuery};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// How often what was asked is written down; changes are written before they are answered.
const PAUSE: Duration = Duration::from_millis(500);
/// Entries that wait to be written at most; when that many do, they are written at once.
const MOST_WAITING: usize = 10_000;
/// Entries that are read at once, usually and at most.
const READ: (u32, u32) = (100, 10_000);

/// Who did which command with which outcome.
type Deed = (String, &'static str, &'static str);

/// What was done and not yet written down. What one does again and again within a moment is one entry with its count.
#[derive(Default)]
pub(crate) struct Audit {
    waiting: Mutex<BTreeMap<Deed, u32>>,
}

impl Audit {
    /// Notes a deed; says whether so much waits that it should be written now.
    pub(crate) fn note(&self, who: &str, command: &'static str, outcome: &'static str) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting.entry((who.to_owned(), command, outcome)).or_default() += 1;
        waiting.len() >= MOST_WAITING
    }
}

/// Writes down what waits, and which tokens were used. Where that fails it goes on waiting.
pub(crate) fn write(shared: &Shared) -> Result<(), Problem> {
    tokens::write_use(shared, false)?;
    let waiting = std::mem::take(&mut *shared.audit.waiting.lock().unwrap_or_else(PoisonError::into_inner));
    if waiting.is_empty() {
        return Ok(());
    }
    let at = shared.clock.now().timestamp();
    let entries: Vec<AuditEntry> = waiting
        .iter()
        .map(|((who, command, outcome), times)| AuditEntry {
            at,
            who: who.clone(),
            command: (*command).to_owned(),
            outcome: (*outcome).to_owned(),
            times: *times,
        })
        .collect();
    shared.store.write_audit(&entries).map_err(|error| {
        let mut again = shared.audit.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for (deed, times) in waiting {
            *again.entry(deed).or_default() += times;
        }
        problems::of_store(&error)
    })
}

/// Writes down what was done, again and again until cancelled, and then once more.
pub(crate) async fn keep(shared: Arc<Shared>, cancelled: CancellationToken) {
    loop {
        let ending = tokio::select! {
            () = cancelled.cancelled() => true,
            () = tokio::time::sleep(PAUSE) => false,
        };
        let (shared, again) = (Arc::clone(&shared), Arc::clone(&shared));
        let written = tokio::task::spawn_blocking(move || write(&shared)).await;
        if let Ok(Err(problem)) = written {
            tracing::warn!(%problem, "what was done is not written down yet");
        }
        if ending {
            let written = tokio::task::spawn_blocking(move || tokens::write_use(&again, true)).await;
            if let Ok(Err(problem)) = written {
                tracing::warn!(%problem, "when tokens were used last is not written down");
            }
            return;
        }
    }
}

pub(crate) fn log(shared: &Shared, request: AuditLogRequest) -> Result<AuditLog, Problem> {
    write(shared)?;
    let limit = request.limit.unwrap_or(READ.0).min(READ.1);
    let query = AuditQuery {
        // One more tells whether there are more.
        limit: limit + 1,
        before: request.before,
        containing: request.containing.unwrap_or_default(),
        outcome: request.outcome,
    };
    let mut entries = shared.store.audit(&query).map_err(|error| problems::of_store(&error))?;
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    Ok(AuditLog { entries, more })
}

pub(crate) fn check(shared: &Shared) -> Result<AuditCheck, Problem> {
    write(shared)?;
    let chain = shared.store.check_audit().map_err(|error| problems::of_store(&error))?;
    let text = match (chain.broken, chain.entries) {
        (Some(number), _) => format!(
            "Entry {number} doesn't follow from the one before it: it was changed, or one was taken out before it. Forecastle never does that, \
             so something else wrote to the data file, or the disk is failing. Don't rely on entries up to {number}. Revoke the tokens that you \
             don't know, and see who can write to the data folder."
        ),
        (None, 0) => "Nobody has asked from outside yet.".to_owned(),
        (None, 1) => "The one entry is as it was written.".to_owned(),
        (None, entries) => format!("All {entries} entries follow from each other, as they were written."),
    };
    Ok(AuditCheck {
        sound: chain.broken.is_none(),
        broken: chain.broken,
        entries: chain.entries,
        newest: chain.newest,
        text,
    })
}
