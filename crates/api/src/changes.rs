//! What changes, told while somebody listens: server-sent events.

use crate::{arguments, guard::Caller, problem::Fault, server::State};
use axum::{
    Extension,
    extract::{Path, rejection::PathRejection},
    response::sse::{Event, KeepAlive, Sse},
};
use contract::{Commands as _, ContextChange, ContextId, ContextRef, ContextView, Permission, Problem};
use engine::Engine;
use futures_util::{Stream, StreamExt as _, stream};
use std::convert::Infallible;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// `/v1/changes`: an event for each change of what answers rest on; `missed` when some went by too fast.
pub(crate) async fn follow(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(caller): Extension<Caller>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    caller.check(Permission::Read)?;
    caller.check_limits("changes", Permission::Read, None)?;
    let events = BroadcastStream::new(state.engine.changes()).map(|change| {
        let event = match change {
            Ok(change) => Event::default().event("change").json_data(&change),
            Err(BroadcastStreamRecvError::Lagged(_)) => Ok(Event::default().event("missed").data("{}")),
        };
        Ok(event.unwrap_or_else(|_| Event::default().event("missed").data("{}")))
    });
    let events = events.take_until(state.ending.cancelled_owned());
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// `/v1/contexts/{context}/changes`: how the context stands, and then each change of it, until it is dropped.
pub(crate) async fn follow_context(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(caller): Extension<Caller>,
    context: Result<Path<i64>, PathRejection>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    caller.check(Permission::Predict)?;
    let Path(context) = context.map_err(|_| {
        arguments::bad("A field can't be read", "`context` is a whole number.".to_owned(), "context")
    })?;
    // Before it is looked up, so that no change falls between.
    let changes = state.engine.context_changes();
    let context = ContextId(context);
    let now = stands(&state.engine, context).await?;
    let following = Following { engine: state.engine.clone(), changes, context, told: now.revision };
    let later = stream::unfold(Some(following), |following| async {
        let mut following = following?;
        let change = following.next().await?;
        Some((change, (!change.dropped).then_some(following)))
    });
    let events = stream::once(std::future::ready(now)).chain(later).map(|change| {
        let kind = if change.dropped { "dropped" } else { "context" };
        let event = Event::default().event(kind).json_data(change);
        Ok(event.unwrap_or_else(|_| Event::default().event("missed").data("{}")))
    });
    let events = events.take_until(state.ending.cancelled_owned());
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// Somebody who follows one context.
struct Following {
    engine: Engine,
    changes: Receiver<ContextChange>,
    context: ContextId,
    /// The revision that was told last.
    told: u64,
}

impl Following {
    /// The next change of it; `None` when there will be none any more.
    async fn next(&mut self) -> Option<ContextChange> {
        loop {
            let change = match self.changes.recv().await {
                Ok(change) if change.context == self.context => change,
                Ok(_) => continue,
                // Some went by too fast: how it stands now holds all of them.
                Err(RecvError::Lagged(_)) => match stands(&self.engine, self.context).await {
                    Ok(now) => now,
                    Err(_) => ContextChange {
                        context: self.context,
                        revision: self.told,
                        sufficient: false,
                        dropped: true,
                    },
                },
                Err(RecvError::Closed) => return None,
            };
            if change.dropped || change.revision > self.told {
                self.told = change.revision;
                return Some(change);
            }
        }
    }
}

/// How a context stands.
async fn stands(engine: &Engine, context: ContextId) -> Result<ContextChange, Problem> {
    let ContextView { revision, sufficient, .. } = engine.context(ContextRef { context }).await?;
    Ok(ContextChange { context, revision, sufficient, dropped: false })
}
