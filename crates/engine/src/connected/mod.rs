//! Other programs that the user has connected: looking at them, keeping them as sources, and asking them. `reading.rs` says how an
//! answer is read, `take_in.rs` and `appointments.rs` what becomes of it, `keep.rs` when they are asked by themselves.
//!
//! Nothing is started or called while the settings don't allow it, nor for a source that is off. What a program says goes to series
//! and appointments of that source alone: it can't write over anybody else's.

mod appointments;
mod ask;
mod change;
mod keep;
mod reading;
mod take_in;
mod words;

pub(crate) use ask::{fetch, look, preview};
pub(crate) use change::{change, remove, save};
pub(crate) use keep::keep;

use crate::{problems, settings, shared::Shared};
use contract::{Problem, ProblemCode, SourceList};
use domain::{ConnectedSource, ConnectedSourceId, ConnectedState};
use sources::SourcesError;

/// Whose turn it is to ask, and who waits for a change.
#[derive(Default)]
pub(crate) struct Asking {
    /// One is asked at a time.
    turn: tokio::sync::Mutex<()>,
    changed: tokio::sync::Notify,
}

impl Asking {
    /// What may be asked, or when, has changed.
    pub(crate) fn wake(&self) {
        self.changed.notify_one();
    }
}

pub(crate) fn list(shared: &Shared) -> Result<SourceList, Problem> {
    let on = is_allowed(shared)?;
    let sources = kept(shared)?.into_iter().map(|(source, state)| words::view(shared, on, source, state));
    Ok(SourceList { on, sources: sources.collect() })
}

fn kept(shared: &Shared) -> Result<Vec<(ConnectedSource, ConnectedState)>, Problem> {
    shared.store.connected_sources().map_err(|error| problems::of_store(&error))
}

fn find(shared: &Shared, id: ConnectedSourceId) -> Result<(ConnectedSource, ConnectedState), Problem> {
    kept(shared)?.into_iter().find(|(source, _)| source.id == id).ok_or_else(|| {
        let detail =
            format!("Number {} isn't among your connected programs; it may have been removed.", id.0);
        Problem::new(ProblemCode::NotFound, "There is no such program", detail).about("id")
    })
}

fn is_allowed(shared: &Shared) -> Result<bool, Problem> {
    Ok(settings::load(&*shared.store)?.sources.on)
}

/// Refuses to ask anybody while the user hasn't allowed it.
fn check_allowed(shared: &Shared) -> Result<(), Problem> {
    if is_allowed(shared)? {
        return Ok(());
    }
    Err(Problem::new(
        ProblemCode::BadRequest,
        "Other programs may not be asked",
        "Nothing was started or called. Allow it first: in the window under Data, or with `forecastle sources on`.",
    ))
}

/// What went wrong with a program, as a person is told of it.
fn refused(error: &SourcesError) -> Problem {
    let title = "The program can't be used";
    Problem::new(ProblemCode::Import, title, problems::sentence(&error.to_string()))
}
