//! Every tool, used well and badly.

use crate::scene::{Connection, Gave, Hand, REVISIONS, Scene};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use mcp::Granted;
use rmcp::model::{CallToolRequest, CallToolRequestParams, ClientRequest, ErrorCode};
use rmcp::service::{PeerRequestOptions, ServiceError};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What a tool gave fits the schema it promises.
async fn fits(connection: &Connection, tool: &str, gave: &Gave) {
    let tools = connection.client.list_all_tools().await.expect("tools");
    let tool = tools.iter().find(|known| known.name == tool).expect("the tool");
    let schema = Value::Object((**tool.output_schema.as_ref().expect("a schema")).clone());
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(gave.data()).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{}: {faults:?}", tool.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn tools_are_described_for_assistants_in_both_revisions() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let assistant = scene.assistant(&revision).await;
        let tools = assistant.client.list_all_tools().await.expect("tools");
        let names: Vec<&str> = tools.iter().map(|tool| &*tool.name).collect();
        for expected in [
            "ask",
            "predict",
            "best_window",
            "compare",
            "explain",
            "import_series",
            "record_outcome",
            "track_record",
            "watch",
        ] {
            assert!(names.contains(&expected), "{expected} in {names:?} ({revision})");
        }
        for tool in &tools {
            let name = &tool.name;
            assert!(tool.title.is_some(), "{name}");
            assert!(tool.description.as_ref().is_some_and(|text| text.len() > 80), "{name}");
            assert_eq!(tool.input_schema["type"], "object", "{name}");
            assert_eq!(tool.output_schema.as_ref().expect("a schema")["type"], "object", "{name}");
            let hints = tool.annotations.as_ref().expect("hints");
            assert_eq!(hints.destructive_hint, Some(name == "import_series"), "{name}");
            assert!(hints.read_only_hint.is_some() && hints.open_world_hint.is_some(), "{name}");
            for schema in [Some(&tool.input_schema), tool.output_schema.as_ref()].into_iter().flatten() {
                let schema = Value::Object((**schema).clone());
                jsonschema::validator_for(&schema).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            }
            let properties = tool.input_schema["properties"].as_object().expect("properties");
            for (property, schema) in properties {
                assert!(schema["description"].is_string(), "{name}.{property} says what it is");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_in_words_and_numbers_with_a_picture_if_wanted() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let hand = Hand::default();
        let assistant = scene.assistant_with(&revision, Granted::all_but_admin(), hand.clone()).await;
        let question =
            json!({ "question": "Can we have a picnic in New York on Saturday?", "picture": true });
        let gave = assistant.call("ask", question).await;
        fits(&assistant, "ask", &gave).await;
        let answer = &gave.data()["answer"];
        assert_eq!(gave.data()["became"], "answered");
        let chance = answer["probability"].as_f64().expect("a chance");
        assert!((0.0..=1.0).contains(&chance), "{chance}");
        let headline = answer["headline"].as_str().expect("a headline");
        let on_one_line = gave.words().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(on_one_line.contains(headline), "the words and the numbers are one answer: {on_one_line}");
        assert!(answer["best_window"]["start"].is_string(), "{answer}");
        let picture = gave.0.content.iter().find_map(|content| content.as_image()).expect("a picture");
        assert_eq!(picture.mime_type, "image/png");
        let bytes = BASE64_STANDARD.decode(&picture.data).expect("base64");
        assert!(bytes.starts_with(b"\x89PNG"), "a PNG file");
        let link = gave.0.content.iter().find_map(|content| content.as_resource_link()).expect("a link");
        assert_eq!(link.uri, answer["uri"].as_str().expect("an address"));
        let progress = hand.progress.lock().expect("not poisoned").clone();
        assert_eq!(progress, [0.0, 0.9, 1.0], "the charts are a step of their own: {revision}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_wish_for_it_there_is_no_picture() {
    let scene = Scene::new();
    let assistant = scene.assistant(&REVISIONS[1]).await;
    let gave = assistant.call("ask", json!({ "question": "rain in New York tomorrow" })).await;
    assert!(gave.0.content.iter().all(|content| content.as_image().is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_goes_on_from_an_earlier_one_and_is_explained() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let assistant = scene.assistant(&revision).await;
        let first = assistant.call("ask", json!({ "question": "picnic in New York on Saturday" })).await;
        let id = first.data()["answer"]["id"].clone();
        let next = assistant.call("ask", json!({ "question": "and on Sunday?", "follows": id })).await;
        let understood = next.data()["answer"]["understood"].to_string();
        assert!(understood.contains("Sun 16 June") && understood.contains("Picnic"), "{understood}");
        for aspect in ["reason", "confidence", "evidence", "risk"] {
            let gave = assistant.call("explain", json!({ "answer": id, "aspect": aspect })).await;
            fits(&assistant, "explain", &gave).await;
            assert_eq!(gave.data()["aspect"], aspect);
            assert!(!gave.data()["sentences"].as_array().expect("sentences").is_empty(), "{aspect}");
        }
        let words = assistant.failure("explain", json!({ "answer": 4711 })).await;
        assert!(words.contains("4711") || words.to_lowercase().contains("no such"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_best_window_is_that_of_the_days_and_hours_given() {
    let scene = Scene::new();
    let assistant = scene.assistant(&REVISIONS[1]).await;
    let gave = assistant
        .call(
            "best_window",
            json!({
                "activity": "Picnic", "place": "New York", "from_date": "2013-06-14", "to_date": "2013-06-15",
                "from_hour": 12, "to_hour": 18, "length_hours": 2,
            }),
        )
        .await;
    fits(&assistant, "best_window", &gave).await;
    let best = &gave.data()["answer"]["best_window"];
    let (start, end) = (best["start"].as_str().expect("a start"), best["end"].as_str().expect("an end"));
    let hour: u32 = start[11..13].parse().expect("an hour");
    assert!(start.starts_with("2013-06-14") || start.starts_with("2013-06-15"), "{start}");
    assert!((12..=16).contains(&hour), "{start}");
    assert_eq!(end[11..13].parse::<u32>().expect("an hour"), hour + 2);

    let week = assistant.call("best_window", json!({ "activity": "hike", "place": "New York" })).await;
    let understood = week.data()["answer"]["understood"].to_string();
    assert!(understood.contains("12 June to Tue 18 June"), "{understood}");

    let words = assistant.failure("best_window", json!({ "activity": "moon walk" })).await;
    assert!(words.contains("Picnic"), "it says which there are: {words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_and_places_are_set_side_by_side() {
    let scene = Scene::new();
    let assistant = scene.assistant(&REVISIONS[0]).await;
    let days = json!({ "what": "picnic", "days": ["2013-06-15", "2013-06-16"], "place": "New York" });
    let gave = assistant.call("compare", days).await;
    fits(&assistant, "compare", &gave).await;
    let lines = gave.data()["answer"]["breakdown"]["lines"].as_array().expect("lines").clone();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let places = json!({ "what": "rain", "places": ["New York", "Philadelphia"], "when": "on Saturday" });
    let gave = assistant.call("compare", places).await;
    let lines = gave.data()["answer"]["breakdown"]["lines"].as_array().expect("lines").clone();
    let labels: Vec<&str> = lines.iter().filter_map(|line| line["label"].as_str()).collect();
    assert!(labels[0].contains("New York") && labels[1].contains("Philadelphia"), "{labels:?}");
    let words = assistant.failure("compare", json!({ "what": "rain", "places": ["Porto"] })).await;
    assert!(words.contains("two to"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_is_kept_taken_back_and_counts_in_the_record() {
    let scene = Scene::new();
    let assistant = scene.assistant(&REVISIONS[1]).await;
    let past = json!({ "question": "picnic in New York on Saturday", "as_of": "2013-06-01T08:00" });
    let asked = assistant.call("ask", past).await;
    let id = asked.data()["answer"]["id"].clone();
    let kept = assistant.call("record_outcome", json!({ "answer": id, "how": "fine" })).await;
    fits(&assistant, "record_outcome", &kept).await;
    let undone = assistant.call("record_outcome", json!({ "answer": id, "how": "undo" })).await;
    assert_eq!(undone.data()["before"], json!({ "kind": "fine" }), "what was said before");
    let words = assistant.failure("record_outcome", json!({ "answer": id, "how": "amount" })).await;
    assert!(words.contains("amount"), "{words}");
    let words = assistant.failure("record_outcome", json!({ "answer": 4711, "how": "fine" })).await;
    assert!(!words.is_empty());

    let record = assistant.call("track_record", json!({})).await;
    fits(&assistant, "track_record", &record).await;
    assert!(record.data()["sentences"].is_array() && !record.words().is_empty());
    let record = assistant.call("track_record", json!({ "activity": "picnic", "limit": 3 })).await;
    assert!(record.data()["questions"].as_array().expect("questions").len() <= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_to_be_told_is_kept_by_words_or_by_answer() {
    let scene = Scene::new();
    let assistant = scene.assistant(&REVISIONS[1]).await;
    let wish = "tell me if the chance of rain in New York on Saturday rises above 90 %";
    let gave = assistant.call("watch", json!({ "question": wish })).await;
    fits(&assistant, "watch", &gave).await;
    assert!(gave.data()["watching"]["id"].is_number(), "{}", gave.data());
    assert!(gave.words().contains("90 %"), "{}", gave.words());
    let asked = assistant.call("ask", json!({ "question": "picnic in New York on Saturday" })).await;
    let id = asked.data()["answer"]["id"].clone();
    let condition = json!({ "kind": "chance", "crossing": "below", "level": 0.2 });
    let gave = assistant.call("watch", json!({ "answer": id, "condition": condition })).await;
    assert!(gave.data()["watching"]["sentence"].as_str().expect("a sentence").contains("20 %"));
    let watches = assistant.read("forecastle://watches").await;
    assert_eq!(watches["watches"].as_array().expect("watches").len(), 2);
    let words = assistant.failure("watch", json!({})).await;
    assert!(words.contains("question"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_is_carried_on() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let assistant = scene.assistant(&revision).await;
        let features: Vec<f64> = (0..240).map(|hour| 50.0 + f64::from(hour % 24)).collect();
        let history = json!({ "features": features, "step": "PT1H", "unit": "kWh", "prediction_horizon": 24, "include_context": true });
        let gave = assistant.call("predict", history).await;
        fits(&assistant, "predict", &gave).await;
        assert_eq!(gave.data()["predictions"].as_array().expect("medians").len(), 24);
        let first = gave.data()["predictions"][0].as_f64().expect("a median");
        assert!((first - 50.0).abs() < 3.0, "the day begins anew: {first}");
        assert!(gave.words().starts_with("Next step: most likely"), "{}", gave.words());
        let words = assistant.failure("predict", json!({ "features": [1, 2] })).await;
        assert!(words.contains("features"), "the field is named: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_given_in_place_are_kept_and_can_be_asked_about() {
    let scene = Scene::new();
    let assistant = scene.assistant(&REVISIONS[1]).await;
    let observations: Vec<Value> = (0..240)
        .map(|hour| {
            let time = jiff::Timestamp::from_second(1_370_044_800 + 3600 * hour).expect("a time").to_string();
            json!({ "time": time, "value": 10 + hour % 7 })
        })
        .collect();
    let series = json!({
        "series": "tank", "title": "Tank", "unit": "kWh", "time_zone": "America/New_York", "observations": observations,
    });
    let gave = assistant.call("import_series", series).await;
    fits(&assistant, "import_series", &gave).await;
    assert_eq!(gave.data()["inserted"], 240);
    let values = assistant.read("forecastle://series/tank/values").await;
    assert_eq!(values["observations"].as_array().expect("values").len(), 240);
    let asked = assistant.call("ask", json!({ "question": "how much tank tomorrow" })).await;
    assert_eq!(asked.data()["became"], "answered", "{}", asked.words());
    let words = assistant.failure("import_series", json!({ "series": "../x", "observations": [] })).await;
    assert!(words.contains("small letters"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_says_what_comes_nearest() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let assistant = scene.assistant(&revision).await;
        let gave = assistant.call("ask", json!({ "question": "who wins the election" })).await;
        fits(&assistant, "ask", &gave).await;
        assert_eq!(gave.data()["became"], "unclear");
        assert!(!gave.data()["unclear"]["suggestions"].as_array().expect("suggestions").is_empty());
        assert!(gave.words().contains("What can be asked"), "{}", gave.words());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_arguments_are_told_in_words_and_unknown_tools_by_the_protocol() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let assistant = scene.assistant(&revision).await;
        for (tool, arguments, expected) in [
            ("ask", json!({}), "question"),
            ("ask", json!({ "question": "rain", "plaice": "Porto" }), "plaice"),
            ("ask", json!({ "question": 7 }), "string"),
            ("best_window", json!({ "activity": "picnic", "from_date": "soon" }), "as year"),
            ("explain", json!({}), "answer"),
        ] {
            let words = assistant.failure(tool, arguments).await;
            assert!(words.contains(expected), "{tool}: {words}");
        }
        match assistant.try_call("sing", json!({})).await {
            Err(ServiceError::McpError(error)) => assert_eq!(error.code, ErrorCode::INVALID_PARAMS),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_cancelled_is_done_with_at_once() {
    let scene = Scene::new();
    let assistant = scene.assistant(&REVISIONS[0]).await;
    let mut arguments = serde_json::Map::new();
    arguments.insert("question".to_owned(), json!("picnic in New York or Boston or Chicago on Saturday"));
    let request = CallToolRequestParams::new("ask").with_arguments(arguments);
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(request));
    let options = PeerRequestOptions::no_options();
    let handle = assistant.client.send_cancellable_request(request, options).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(20)).await;
    let began = Instant::now();
    handle.cancel(Some("not wanted any more".to_owned())).await.expect("cancelled");
    // The connection goes on, and nothing was kept of what was cancelled.
    let history = assistant.read("forecastle://forecasts").await;
    assert_eq!(history, json!([]));
    assert!(began.elapsed() < Duration::from_secs(5));
}
