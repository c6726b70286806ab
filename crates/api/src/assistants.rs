//! The Model Context Protocol at `/mcp`: what a caller may do goes along with each request.

use crate::{guard::Caller, rates::Rates, server::State, turns::Turns};
use axum::{
    Extension, Router,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use mcp::{Busy, HttpSettings, Queue, Turn};
use std::{pin::Pin, sync::Arc};

/// The address it is served at.
pub(crate) fn router(state: &State) -> Router<State> {
    let service = mcp::http_service(
        state.engine.clone(),
        HttpSettings {
            // `guard` knows its names, one of which may be told by the connection alone.
            hosts_are_checked: true,
            allowed_origins: state
                .hosts
                .with_port()
                .iter()
                .map(|host| format!("{}://{host}", state.hosts.scheme))
                .collect(),
            cancelled: state.ending.clone(),
            ..HttpSettings::default()
        },
    );
    Router::new().route_service("/mcp", service).layer(middleware::from_fn_with_state(state.clone(), grant))
}

async fn grant(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(caller): Extension<Caller>,
    mut request: Request,
    next: Next,
) -> Response {
    let queue = InLine { turns: state.turns, rates: state.rates, client: Arc::clone(&caller.name) };
    request.extensions_mut().insert(caller.granted().queued(Arc::new(queue)));
    next.run(request).await
}

/// The queue of all that is worked out, as one client stands in it.
struct InLine {
    turns: Turns,
    rates: Rates,
    client: Arc<str>,
}

impl std::fmt::Debug for InLine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("InLine").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Queue for InLine {
    fn turn(&self) -> Pin<Box<dyn Future<Output = Result<Turn, Busy>> + Send + '_>> {
        Box::pin(async {
            match self.turns.take(&self.client).await {
                Ok(turn) => Ok(Box::new(turn) as Turn),
                Err(busy) => Err(Busy { again_in: busy.again_in }),
            }
        })
    }

    fn change(&self) -> Result<(), Busy> {
        self.rates.change(&self.client).map_err(|often| Busy { again_in: often.again_in })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_assistant_stands_in_the_queue_that_all_others_stand_in() {
        let turns = Turns::new(1);
        let queue =
            |client: &str| InLine { turns: turns.clone(), rates: Rates::new(), client: Arc::from(client) };
        let held = turns.take("somebody over HTTP").await.unwrap();
        let assistant = queue("an assistant");
        let mut waiting = Box::pin(assistant.turn());
        assert!(futures_util::poll!(&mut waiting).is_pending(), "it waits for whoever came first");
        drop(held);
        let turn = waiting.await.unwrap_or_else(|busy| panic!("{busy}"));
        assert!(futures_util::poll!(Box::pin(turns.take("somebody over HTTP"))).is_pending());
        drop(turn);
        assert!(turns.take("somebody over HTTP").await.is_ok());
    }

    #[tokio::test]
    async fn an_assistant_is_shed_where_all_others_are() {
        let turns = Turns::new(1);
        let _held = turns.take("a").await.unwrap();
        let mut waiting = Vec::new();
        let again_in = loop {
            let mut next = Box::pin({
                let turns = turns.clone();
                async move { turns.take("a").await.map(drop) }
            });
            match futures_util::poll!(&mut next) {
                std::task::Poll::Ready(Err(busy)) => break busy.again_in,
                _ => waiting.push(next),
            }
        };
        let assistant = InLine { turns, rates: Rates::new(), client: Arc::from("an assistant") };
        let busy = assistant.turn().await.map(drop).unwrap_err();
        assert_eq!(busy, Busy { again_in });
        assert!(busy.to_string().contains("Nothing was begun; call again in 1 second."), "{busy}");
    }
}
