//! Tokens that open single series and places.

use crate::{Served, assistant, fault, served, tool, wave};
use contract::{Commands as _, CreateTokenRequest, Permission, SavePlaceRequest};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

async fn limited(served: &Served, series: &[&str], places: &[&str]) -> String {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let request = CreateTokenRequest {
        name: "limited".to_owned(),
        permissions: Permission::ALL.to_vec(),
        series: owned(series).into_iter().map(domain::SeriesId).collect(),
        places: owned(places),
        models: Vec::new(),
        days: None,
    };
    served.engine.create_token(request).await.unwrap().secret
}

async fn asked(served: &Served, token: &str, text: &str) -> Response {
    let request = served.client.post(served.url("/v1/ask")).bearer_auth(token);
    request.json(&json!({ "text": text })).send().await.unwrap()
}

/// The same, as of the evening of the last day of [`fill`].
async fn asked_then(served: &Served, token: &str, text: &str) -> Response {
    let request = served.client.post(served.url("/v1/ask")).bearer_auth(token);
    request.json(&json!({ "text": text, "as_of": "2024-01-14T18:00" })).send().await.unwrap()
}

async fn answer(response: Response) -> Value {
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.unwrap()
}

/// Two weeks of hours of a series called this.
async fn fill(served: &Served, name: &str) {
    let start: jiff::Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    let observations: Vec<Value> = (0..336)
        .map(|hour| json!({"time": start + jiff::SignedDuration::from_hours(hour), "value": 5.0 + (hour % 24) as f64}))
        .collect();
    let url = served.url(&format!("/v1/series/{name}/observations"));
    let body = json!({"title": name, "unit": "kWh", "time_zone": "UTC", "observations": observations});
    assert_eq!(served.client.put(url).json(&body).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_token_for_places_opens_questions_about_them_and_nothing_else() {
    let served = served(&Permission::ALL).await;
    let cabin = SavePlaceRequest { name: "Cabin".to_owned(), at: "Seattle".to_owned(), ..Default::default() };
    served.engine.save_place(cabin).await.unwrap();
    fill(&served, "boiler").await;
    let token = limited(&served, &[], &["New York"]).await;
    let opened = answer(asked(&served, &token, "will it rain in New York tomorrow").await).await;
    assert_eq!(opened["kind"], "answered", "{opened}");
    for other in ["will it rain in Seattle tomorrow", "rain tomorrow in New York or Seattle"] {
        let refused = fault(asked(&served, &token, other).await, StatusCode::FORBIDDEN).await;
        assert_eq!(refused["code"], "not_allowed", "{other}: {refused}");
    }
    // What isn't opened is as if it weren't there: it isn't even named.
    for hidden in ["will it rain at Cabin tomorrow", "how much boiler tomorrow"] {
        let said = asked_then(&served, &token, hidden).await;
        let status = said.status();
        let text = said.text().await.unwrap();
        assert!(status == StatusCode::FORBIDDEN || text.contains("\"unclear\""), "{hidden}: {status} {text}");
        assert!(!text.contains("kWh"), "{hidden}: {text}");
    }
    let id = opened["answer"]["id"].as_i64().unwrap();
    let other =
        answer(served.post("/v1/ask", &json!({"text": "will it rain in Seattle tomorrow"})).await).await;
    let other = other["answer"]["id"].as_i64().unwrap();
    for (path, expected) in [
        (format!("/v1/questions/{id}"), StatusCode::OK),
        (format!("/v1/questions/{other}"), StatusCode::FORBIDDEN),
        ("/v1/questions".to_owned(), StatusCode::FORBIDDEN),
        ("/v1/places".to_owned(), StatusCode::FORBIDDEN),
        ("/v1/series/boiler/observations".to_owned(), StatusCode::FORBIDDEN),
        ("/v1/changes".to_owned(), StatusCode::FORBIDDEN),
        ("/v1/settings".to_owned(), StatusCode::FORBIDDEN),
        ("/v1/models".to_owned(), StatusCode::OK),
    ] {
        let said = served.client.get(served.url(&path)).bearer_auth(&token).send().await.unwrap();
        assert_eq!(said.status(), expected, "{path}");
    }
    let watched = served.client.post(served.url("/v1/watches")).bearer_auth(&token);
    fault(watched.json(&json!({ "answer": other })).send().await.unwrap(), StatusCode::FORBIDDEN).await;
}

#[tokio::test]
async fn a_token_for_series_opens_questions_about_them_and_no_places() {
    let served = served(&Permission::ALL).await;
    fill(&served, "boiler").await;
    fill(&served, "freezer").await;
    let token = limited(&served, &["boiler"], &[]).await;
    let about = |text: &'static str| asked_then(&served, &token, text);
    let opened = answer(about("how much boiler tomorrow").await).await;
    assert_eq!(opened["kind"], "answered", "{opened}");
    let other = about("how much freezer tomorrow").await;
    let status = other.status();
    let text = other.text().await.unwrap();
    assert!(status == StatusCode::FORBIDDEN || text.contains("\"unclear\""), "{status} {text}");
    fault(about("will it rain in New York tomorrow").await, StatusCode::FORBIDDEN).await;
    let get = |name: &str| {
        let url = served.url(&format!("/v1/series/{name}/observations"));
        served.client.get(url).bearer_auth(&token).send()
    };
    assert_eq!(get("boiler").await.unwrap().status(), StatusCode::OK);
    fault(get("freezer").await.unwrap(), StatusCode::FORBIDDEN).await;
}

#[tokio::test]
async fn an_assistant_sees_what_its_token_opens_and_nothing_else() {
    let served = served(&Permission::ALL).await;
    fill(&served, "boiler").await;
    fill(&served, "freezer").await;
    let token = limited(&served, &["boiler"], &[]).await;
    let token = Some(token.as_str());
    let tools = assistant(&served, token, "tools/list", json!({})).await;
    let tools: Vec<&str> =
        tools["tools"].as_array().unwrap().iter().filter_map(|tool| tool["name"].as_str()).collect();
    assert_eq!(tools, ["ask", "predict", "best_window", "compare", "explain", "import_series", "watch"]);

    let ask = |text: &str| json!({ "question": text, "as_of": "2024-01-14T18:00" });
    let opened = tool(&served, token, "ask", ask("how much boiler tomorrow")).await;
    assert_eq!(opened["structuredContent"]["became"], "answered", "{opened}");
    let other = tool(&served, None, "ask", ask("how much freezer tomorrow")).await;
    let [opened, other] = [opened, other].map(|asked| asked["structuredContent"]["answer"]["id"].clone());
    let hidden = tool(&served, token, "ask", ask("how much freezer tomorrow")).await;
    assert!(!hidden.to_string().contains("kWh"), "{hidden}");
    let value = json!({ "time": "2024-02-01T00:00:00Z", "value": 1.0 });
    for (name, arguments) in [
        ("ask", ask("will it rain in New York tomorrow")),
        ("explain", json!({ "answer": other })),
        ("watch", json!({ "answer": other })),
        ("import_series", json!({ "series": "freezer", "observations": [value] })),
        ("record_outcome", json!({ "answer": opened, "how": "well" })),
        ("track_record", json!({})),
    ] {
        let refused = tool(&served, token, name, arguments).await;
        assert_eq!(refused["isError"], true, "{name}: {refused}");
        assert!(refused.to_string().to_lowercase().contains("allowed"), "{name}: {refused}");
    }
    let explained = tool(&served, token, "explain", json!({ "answer": opened })).await;
    assert_eq!(explained["isError"], false, "{explained}");

    let listed = assistant(&served, token, "resources/list", json!({})).await;
    let listed: Vec<&str> = listed["resources"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|resource| resource["uri"].as_str())
        .collect();
    assert_eq!(listed, ["forecastle://contexts", "forecastle://series/boiler"]);
    let mut read = Vec::new();
    for path in [
        "series/boiler/values".to_owned(),
        format!("forecasts/{opened}"),
        "series/freezer/values".to_owned(),
        format!("forecasts/{other}"),
        format!("forecasts/{other}/charts"),
        "forecasts".to_owned(),
        "series".to_owned(),
        "places".to_owned(),
        "record".to_owned(),
    ] {
        let uri = format!("forecastle://{path}");
        let told = assistant(&served, token, "resources/read", json!({ "uri": uri })).await;
        read.push(told["contents"].is_array());
    }
    assert_eq!(read, [true, true, false, false, false, false, false, false, false]);
}

#[tokio::test]
async fn an_assistant_may_use_the_models_its_token_opens() {
    let served = served(&[]).await;
    let request = CreateTokenRequest {
        name: "models".to_owned(),
        permissions: vec![Permission::Predict],
        series: Vec::new(),
        places: Vec::new(),
        models: vec!["seasonal-naive".to_owned()],
        days: None,
    };
    let token = served.engine.create_token(request).await.unwrap().secret;
    for (model, refused) in [("seasonal-naive", false), ("auto", true)] {
        let arguments = json!({ "features": wave(96), "model_id": model });
        let said = tool(&served, Some(&token), "predict", arguments).await;
        assert_eq!(said["isError"], refused, "{model}: {said}");
    }
}

#[tokio::test]
async fn places_that_nobody_knows_make_no_token() {
    let served = served(&Permission::ALL).await;
    let request = json!({"name": "a", "permissions": ["ask"], "places": ["Nowhereville-upon-Nothing"]});
    let refused = served.post("/v1/tokens", &request).await;
    assert_eq!(fault(refused, StatusCode::UNPROCESSABLE_ENTITY).await["field"], "places");
    let made = answer(
        served.post("/v1/tokens", &json!({"name": "a", "permissions": ["ask"], "places": ["Seattle"]})).await,
    )
    .await;
    assert!(made["token"]["places"][0]["name"].as_str().unwrap().starts_with("Seattle"), "{made}");
}
