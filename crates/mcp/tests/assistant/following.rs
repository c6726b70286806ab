//! An assistant hears that something it follows may have changed.

use crate::scene::{Hand, PATIENCE, REVISIONS, Scene};
use mcp::Granted;
use rmcp::model::{ServerNotification, SubscribeRequestParams, SubscriptionFilter, UnsubscribeRequestParams};
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
#[expect(deprecated, reason = "the older revision subscribes so")]
async fn by_subscription_of_the_older_revision() {
    let scene = Scene::new();
    scene.fill("tank", 0..240).await;
    let hand = Hand::default();
    let assistant = scene.assistant_with(&REVISIONS[0], Granted::all_but_admin(), hand.clone()).await;
    let asked = assistant.call("ask", json!({ "question": "how much tank tomorrow" })).await;
    let now = format!("{}/now", asked.data()["answer"]["uri"].as_str().expect("an address"));
    let client = &assistant.client;
    client.subscribe(SubscribeRequestParams::new(&now)).await.expect("followed");
    assert!(client.subscribe(SubscribeRequestParams::new("forecastle://places")).await.is_err());
    assert!(client.subscribe(SubscribeRequestParams::new("forecastle://forecasts/99/now")).await.is_err());
    scene.fill("tank", 240..260).await;
    hand.told().await;
    assert_eq!(*hand.updated.lock().expect("not poisoned"), std::slice::from_ref(&now));
    client.unsubscribe(UnsubscribeRequestParams::new(&now)).await.expect("not followed any more");
    scene.fill("tank", 260..265).await;
    assistant.read("forecastle://series").await;
    assert_eq!(hand.updated.lock().expect("not poisoned").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_listening_of_the_newer_revision() {
    let scene = Scene::new();
    scene.fill("tank", 0..240).await;
    let assistant = scene.assistant(&REVISIONS[1]).await;
    let asked = assistant.call("ask", json!({ "question": "how much tank tomorrow" })).await;
    let now = format!("{}/now", asked.data()["answer"]["uri"].as_str().expect("an address"));
    let filter = SubscriptionFilter::builder()
        .resource_subscription(&now)
        .resource_subscription("forecastle://places")
        .tools_list_changed()
        .build();
    let mut listening = assistant.client.listen(filter).await.expect("listening");
    let accepted = listening.acknowledged();
    assert_eq!(accepted.resource_subscriptions, Some(vec![now.clone()]));
    assert_eq!(accepted.tools_list_changed, None, "tools don't change");
    // Who listens looks things up first.
    tokio::time::sleep(Duration::from_millis(200)).await;
    scene.fill("tank", 240..260).await;
    let told = tokio::time::timeout(PATIENCE, listening.next()).await.expect("told").expect("open");
    match told {
        Some(ServerNotification::ResourceUpdatedNotification(told)) => assert_eq!(told.params.uri, now),
        other => panic!("{other:?}"),
    }
}
