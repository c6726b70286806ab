//! The same over HTTP: who may reach it, and what a request may do.

use crate::scene::Scene;
use contract::Permission;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use mcp::{Granted, HttpService, HttpSettings, http_service};
use serde_json::{Value, json};
use tower_service::Service;

struct Said {
    status: StatusCode,
    body: Value,
}

/// One request of the newer revision, which stands by itself.
async fn post(
    service: &HttpService,
    granted: Option<Granted>,
    headers: &[(&str, &str)],
    (method, params): (&str, Value),
) -> Said {
    let mut params = params;
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let mut request = Request::post("http://localhost/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", method);
    if let Some(name) = params.get("name").or(params.get("uri")).and_then(Value::as_str) {
        request = request.header("mcp-name", name);
    }
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost:8600");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let mut request = request.body(message.to_string()).expect("a request");
    if let Some(granted) = granted {
        request.extensions_mut().insert(granted);
    }
    let mut service = service.clone();
    let response = service.call(request).await.expect("infallible");
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // A stream of events holds the response as its last data.
    let last = text.lines().rev().find_map(|line| line.strip_prefix("data:")).unwrap_or(&text);
    Said { status, body: serde_json::from_str(last.trim()).unwrap_or(Value::String(text)) }
}

fn service(scene: &Scene) -> HttpService {
    let settings = HttpSettings {
        allowed_hosts: vec!["forecastle.example".to_owned()],
        allowed_origins: vec!["http://localhost:8600".to_owned()],
        ..HttpSettings::default()
    };
    http_service(scene.engine.clone(), settings)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_may_do_what_comes_with_it_and_nothing_without() {
    let scene = Scene::new();
    let service = service(&scene);
    let ask = || {
        let arguments = json!({ "question": "rain in New York tomorrow" });
        ("tools/call", json!({ "name": "ask", "arguments": arguments }))
    };
    let words = |said: &Said| said.body["result"]["content"][0]["text"].as_str().unwrap_or("").to_owned();
    let said = post(&service, None, &[], ask()).await;
    assert_eq!(said.body["result"]["isError"], true, "{}", said.body);
    assert!(words(&said).starts_with("Not allowed."), "{}", said.body);
    let said = post(&service, Some(Granted::of([Permission::Read])), &[], ask()).await;
    assert!(words(&said).starts_with("Not allowed."), "{}", said.body);
    let said = post(&service, Some(Granted::of([Permission::Ask])), &[], ask()).await;
    assert_eq!((said.status, &said.body["result"]["isError"]), (StatusCode::OK, &json!(false)));
    assert_eq!(said.body["result"]["structuredContent"]["became"], "answered");
    let list = || ("tools/list", json!({}));
    assert_eq!(post(&service, None, &[], list()).await.body["result"]["tools"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_under_another_name_is_turned_away() {
    let scene = Scene::new();
    let service = service(&scene);
    let all = || Some(Granted::all_but_admin());
    let status = async |headers: &[(&str, &str)]| {
        post(&service, all(), headers, ("server/discover", json!({}))).await.status
    };
    assert_eq!(status(&[]).await, StatusCode::OK);
    assert_eq!(status(&[("host", "127.0.0.1:8600")]).await, StatusCode::OK);
    assert_eq!(status(&[("host", "forecastle.example")]).await, StatusCode::OK);
    assert_eq!(status(&[("host", "evil.example")]).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&[("origin", "http://localhost:8600")]).await, StatusCode::OK);
    assert_eq!(status(&[("origin", "https://evil.example")]).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&[("origin", "null")]).await, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_no_page_reaches_it() {
    let scene = Scene::new();
    let service = http_service(scene.engine.clone(), HttpSettings::default());
    let all = Some(Granted::all_but_admin());
    let origin = [("origin", "http://localhost:3000")];
    let said = post(&service, all, &origin, ("server/discover", json!({}))).await;
    assert_eq!(said.status, StatusCode::FORBIDDEN);
}
