//! What changes, told while somebody listens: server-sent events.

use crate::{guard::Caller, problem::Fault, server::State};
use axum::{
    Extension,
    response::sse::{Event, KeepAlive, Sse},
};
use contract::Permission;
use futures_util::{Stream, StreamExt as _};
use std::convert::Infallible;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// `/v1/changes`: an event for each change of what answers rest on; `missed` when some went by too fast.
pub(crate) async fn follow(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(caller): Extension<Caller>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    caller.check(Permission::Read)?;
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
