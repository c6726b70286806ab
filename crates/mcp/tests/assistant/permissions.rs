//! What a program was not given, it can't do, and is told so in words.

use crate::scene::{Connection, Hand, REVISIONS, Scene};
use contract::{Commands, Permission, SavePlaceRequest};
use domain::{AccessToken, SeriesId, TokenId};
use jiff::Timestamp;
use mcp::Granted;
use rmcp::model::{ReadResourceRequestParams, SubscribeRequestParams};
use serde_json::json;
use std::sync::Arc;

/// Each tool with what it takes, and arguments that would do.
fn tools() -> Vec<(&'static str, Permission, serde_json::Value)> {
    vec![
        ("ask", Permission::Ask, json!({ "question": "rain in New York tomorrow" })),
        ("best_window", Permission::Ask, json!({ "activity": "picnic", "place": "New York" })),
        ("compare", Permission::Ask, json!({ "what": "rain", "days": ["Friday", "Saturday"] })),
        ("predict", Permission::Predict, json!({ "features": [1, 2, 3, 4, 5, 6, 7, 8, 9] })),
        ("explain", Permission::Read, json!({ "answer": 1 })),
        ("track_record", Permission::Read, json!({})),
        ("record_outcome", Permission::Write, json!({ "answer": 1, "how": "fine" })),
        ("import_series", Permission::Write, json!({ "series": "load", "observations": [] })),
        ("watch", Permission::Write, json!({ "question": "tell me if it rains in New York on Saturday" })),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tool_takes_its_permission_and_opens_to_no_other() {
    let scene = Scene::new();
    for granted in Permission::ALL {
        let assistant = scene.assistant_with(&REVISIONS[1], Granted::of([granted]), Hand::default()).await;
        let listed = assistant.client.list_all_tools().await.expect("tools");
        for (tool, needed, arguments) in tools() {
            let allowed = needed.is_among(&[granted]);
            assert_eq!(listed.iter().any(|known| known.name == tool), allowed, "{tool}");
            if !allowed {
                let words = assistant.failure(tool, arguments).await;
                assert!(words.starts_with("Not allowed."), "{tool} with {granted:?}: {words}");
                assert!(words.contains(needed.name()), "{words}");
            }
        }
    }
    let assistant = scene.assistant(&REVISIONS[1]).await;
    let history = assistant.read("forecastle://forecasts").await;
    assert_eq!(history, json!([]), "nothing that was refused was done");
    assert_eq!(tools().len(), assistant.client.list_all_tools().await.expect("tools").len());
}

#[tokio::test(flavor = "multi_thread")]
#[expect(deprecated, reason = "the older revision subscribes so")]
async fn who_may_only_ask_reads_nothing_that_is_kept() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let granted = Granted::of([Permission::Ask]);
        let assistant = scene.assistant_with(&revision, granted, Hand::default()).await;
        let asked = assistant.call("ask", json!({ "question": "rain in New York tomorrow" })).await;
        let id = asked.data()["answer"]["id"].clone();
        let words = assistant.failure("ask", json!({ "question": "and on Sunday?", "follows": id })).await;
        assert!(words.starts_with("Not allowed."), "{words}");
        let listed = assistant.client.list_all_resources().await.expect("a list");
        let uris: Vec<&str> = listed.iter().map(|resource| resource.uri.as_str()).collect();
        assert_eq!(uris, ["forecastle://contexts"]);
        assert_eq!(assistant.read("forecastle://contexts").await, json!([]));
        for uri in ["forecastle://forecasts", "forecastle://forecasts/1", "forecastle://record"] {
            let refused = assistant.client.read_resource(ReadResourceRequestParams::new(uri)).await;
            assert!(refused.is_err_and(|error| error.to_string().contains("Not allowed")), "{uri}");
        }
        if revision.has_initialize() {
            let uri = SubscribeRequestParams::new("forecastle://record");
            assert!(assistant.client.subscribe(uri).await.is_err());
        }
    }
}

/// What a token opens that is for this series and no other.
fn opening(series: &str) -> Granted {
    let token = AccessToken {
        id: TokenId(1),
        name: "Limited".to_owned(),
        permissions: Permission::ALL.to_vec(),
        series: vec![SeriesId(series.to_owned())],
        places: Vec::new(),
        models: Vec::new(),
        created: Timestamp::UNIX_EPOCH,
        expires: None,
        last_used: None,
    };
    Granted::of(Permission::ALL).limited(Arc::new(token))
}

#[tokio::test(flavor = "multi_thread")]
#[expect(deprecated, reason = "the older revision subscribes so")]
async fn a_limited_token_completes_and_follows_what_it_opens_and_nothing_else() {
    let scene = Scene::new();
    scene.fill("tank", 0..240).await;
    scene.fill("freezer", 0..240).await;
    let cabin = SavePlaceRequest {
        name: "Phillips Cabin".to_owned(),
        at: "44.1, -73.9".to_owned(),
        ..SavePlaceRequest::default()
    };
    scene.engine.save_place(cabin).await.expect("saved");
    let all = scene.assistant(&REVISIONS[0]).await;
    let mut now = Vec::new();
    for series in ["tank", "freezer"] {
        let asked = all.call("ask", json!({ "question": format!("how much {series} tomorrow") })).await;
        now.push(format!("{}/now", asked.data()["answer"]["uri"].as_str().expect("an address")));
    }
    let hand = Hand::default();
    let limited = scene.assistant_with(&REVISIONS[0], opening("tank"), hand.clone()).await;

    let completed = |assistant: &Connection, template: &str, argument: &str, typed: &str| {
        let client = assistant.client.peer().clone();
        let asked = [template, argument, typed].map(str::to_owned);
        async move {
            let [template, argument, typed] = asked;
            client.complete_resource_simple(template, argument, typed).await.expect("an answer")
        }
    };
    for (template, argument, typed, own, opened) in [
        ("forecastle://series/{id}", "id", "tank", 1, 1),
        ("forecastle://series/{id}", "id", "freezer", 1, 0),
        ("forecastle://places/{name}", "name", "Phillips Cab", 1, 0),
        ("forecastle://forecasts/{id}", "id", "", 2, 0),
    ] {
        assert_eq!(completed(&all, template, argument, typed).await.len(), own, "{template} {typed}");
        assert_eq!(completed(&limited, template, argument, typed).await.len(), opened, "{template} {typed}");
    }

    let follow = |uri: &str| limited.client.subscribe(SubscribeRequestParams::new(uri));
    assert!(follow(&now[1]).await.is_err());
    for hidden in ["forecastle://series/freezer", "forecastle://series", "forecastle://record"] {
        let refused = follow(hidden).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("Not allowed")), "{hidden}");
    }
    follow(&now[0]).await.expect("followed");
    scene.fill("freezer", 240..260).await;
    scene.fill("tank", 240..260).await;
    hand.told().await;
    assert_eq!(*hand.updated.lock().expect("not poisoned"), std::slice::from_ref(&now[0]));
}
