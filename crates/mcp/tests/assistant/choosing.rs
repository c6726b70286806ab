//! A question with two readings: the user is asked where they can be, and told of the readings where they can't.

use crate::scene::{Hand, REVISIONS, Scene};
use mcp::Granted;
use serde_json::json;

const QUESTION: &str = "rain on Saturday in Springfield";
const CHOSEN: &str = "Springfield, Massachusetts, United States";

#[tokio::test(flavor = "multi_thread")]
async fn the_user_chooses_and_that_reading_is_answered() {
    let scene = Scene::new();
    for revision in REVISIONS {
        let hand = Hand { chooses: Some(CHOSEN), ..Hand::default() };
        let assistant = scene.assistant_with(&revision, Granted::all_but_admin(), hand.clone()).await;
        let gave = assistant.call("ask", json!({ "question": QUESTION })).await;
        assert_eq!(gave.data()["became"], "answered", "{revision}: {}", gave.words());
        assert!(gave.data()["answer"]["understood"].to_string().contains("Massachusetts"));
        let asked = hand.asked.lock().expect("not poisoned").clone();
        assert_eq!(asked.len(), 1, "{revision}");
        let choices = &asked[0]["requestedSchema"]["properties"]["reading"]["enum"];
        assert!(choices.as_array().expect("choices").contains(&json!(CHOSEN)), "{asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_or_cant_be_asked_gets_the_readings() {
    let scene = Scene::new();
    for revision in REVISIONS {
        for chooses in [None, Some(""), Some("Atlantis")] {
            let hand = Hand { chooses, ..Hand::default() };
            let assistant = scene.assistant_with(&revision, Granted::all_but_admin(), hand.clone()).await;
            let gave = assistant.call("ask", json!({ "question": QUESTION })).await;
            assert_eq!(gave.data()["became"], "unclear", "{revision} {chooses:?}");
            assert_eq!(hand.asked.lock().expect("not poisoned").len(), usize::from(chooses.is_some()));
            let readings = gave.data()["unclear"]["readings"].as_array().expect("readings").clone();
            assert!(readings.len() >= 2, "{readings:?}");
            let chosen = readings.iter().find(|reading| reading["label"] == CHOSEN).expect("the reading");
            let again = json!({ "question": QUESTION, "edits": chosen["edits"] });
            let gave = assistant.call("ask", again).await;
            assert!(gave.data()["answer"]["understood"].to_string().contains("Massachusetts"));
        }
    }
}
