//! Contexts, followed while they change.

use crate::{Served, fault, served, wave};
use contract::Permission;
use futures_util::StreamExt as _;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// The next event of a stream: its kind and its data.
async fn event(
    stream: &mut (impl futures_util::Stream<Item = reqwest::Result<bytes::Bytes>> + Unpin),
    read: &mut String,
) -> Option<(String, Value)> {
    loop {
        if let Some((event, rest)) = read.split_once("\n\n") {
            let (event, rest) = (event.to_owned(), rest.to_owned());
            *read = rest;
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            if let (Some(kind), Some(data)) = (field("event:"), field("data:")) {
                return Some((kind.to_owned(), serde_json::from_str(data).unwrap()));
            }
            continue;
        }
        let bytes = timeout(Duration::from_secs(60), stream.next()).await.expect("it tells or ends")?;
        read.push_str(std::str::from_utf8(&bytes.unwrap()).unwrap());
    }
}

async fn made(served: &Served) -> i64 {
    let request = json!({"history": {"features": [1, 2, 3]}});
    let made: Value = served.post("/v1/contexts", &request).await.json().await.unwrap();
    made["context"].as_i64().unwrap()
}

async fn follow(served: &Served, context: i64) -> Response {
    served.get(&format!("/v1/contexts/{context}/changes")).await
}

#[tokio::test]
async fn whoever_follows_a_context_hears_of_each_change_until_it_is_dropped() {
    let served = served(&[Permission::Predict]).await;
    let (context, other) = (made(&served).await, made(&served).await);
    let following = follow(&served, context).await;
    assert_eq!(following.headers()["content-type"], "text/event-stream");
    let (mut stream, mut read) = (Box::pin(following.bytes_stream()), String::new());
    let path = format!("/v1/contexts/{context}");
    let told = |kind: &str, revision: u64, sufficient: bool, dropped: bool| {
        let data =
            json!({"context": context, "revision": revision, "sufficient": sufficient, "dropped": dropped});
        Some((kind.to_owned(), data))
    };
    assert_eq!(event(&mut stream, &mut read).await, told("context", 1, false, false));
    let others = format!("/v1/contexts/{other}");
    served.post(&others, &json!({"history": {"features": [4]}})).await;
    for (more, revision, sufficient) in [(wave(2), 2, false), (wave(200), 3, true)] {
        served.post(&path, &json!({"history": {"features": more}})).await;
        assert_eq!(event(&mut stream, &mut read).await, told("context", revision, sufficient, false));
    }
    served.client.delete(served.url(&path)).send().await.unwrap();
    assert_eq!(event(&mut stream, &mut read).await, told("dropped", 3, false, true));
    assert_eq!(event(&mut stream, &mut read).await, None, "nothing follows");
    fault(follow(&served, context).await, StatusCode::NOT_FOUND).await;
    fault(served.get("/v1/contexts/x/changes").await, StatusCode::BAD_REQUEST).await;
}

#[tokio::test]
async fn whoever_follows_is_let_go_when_the_server_ends() {
    let served = served(&[Permission::Predict]).await;
    let context = made(&served).await;
    let (mut stream, mut read) = (Box::pin(follow(&served, context).await.bytes_stream()), String::new());
    event(&mut stream, &mut read).await.unwrap();
    served.cancelled.cancel();
    assert_eq!(event(&mut stream, &mut read).await, None);
    timeout(Duration::from_secs(20), served.serving).await.expect("it ends").unwrap();
}
