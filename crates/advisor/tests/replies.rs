//! What becomes of the replies of a server on a loopback port, good ones and bad ones.

#[path = "stub/mod.rs"]
mod stub;

use advisor::{Advice, AdvisorError, Endpoint, Kind, LARGEST_REPLY, advise};
use std::time::{Duration, Instant};
use stub::{Stub, http};

const FORM: &str = r#"{"kind": "chance", "activity": "picnic", "condition": "", "place": "Porto", "time": "Saturday", "series": ""}"#;

/// Built together with what asks the network, the client wants a TLS of the program's choice, though it never uses it.
fn choose_tls() {
    // Another test has done so, or this one does.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

async fn asked(stub: &Stub) -> Result<Advice, AdvisorError> {
    choose_tls();
    let endpoint = Endpoint::new(&stub.address, "small").expect("a loopback address");
    advise(
        &endpoint,
        "sandwiches on the grass, Porto, Saturday",
        &["picnic".to_owned(), "sailing".to_owned()],
    )
    .await
}

#[tokio::test]
async fn a_form_comes_back_and_only_the_text_and_the_names_are_sent() {
    let stub = Stub::saying(FORM);
    let advice = asked(&stub).await.expect("advice");
    assert_eq!(advice.kind, Kind::Chance);
    assert_eq!(advice.activity.as_deref(), Some("picnic"));
    assert_eq!((advice.place.as_deref(), advice.time.as_deref()), (Some("Porto"), Some("Saturday")));
    assert_eq!((advice.condition, advice.series), (None, None));

    let requests = stub.requests();
    assert_eq!(requests.len(), 1);
    let sent: serde_json::Value = serde_json::from_str(&requests[0]).expect("JSON");
    assert_eq!(sent["model"], "small");
    assert_eq!(sent["messages"][1]["content"], "sandwiches on the grass, Porto, Saturday");
    let format = &sent["response_format"];
    assert_eq!(format["type"], "json_schema");
    let fields = format["json_schema"]["schema"]["properties"].as_object().expect("fields");
    let names: Vec<&String> = fields.keys().collect();
    assert_eq!(names, ["activity", "condition", "kind", "place", "series", "time"]);
    assert_eq!(fields["activity"]["enum"], serde_json::json!(["picnic", "sailing", ""]));
    assert_eq!(sent["messages"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn bad_replies_are_errors_in_words() {
    let at_once = Duration::ZERO;
    let huge = format!("{{\"choices\": [], \"padding\": \"{}\"}}", "x".repeat(LARGEST_REPLY));
    for (reply, expected) in [
        (http("500 Internal Server Error", "application/json", "{}"), "HTTP status 500"),
        (http("404 Not Found", "text/plain", "no such model"), "HTTP status 404"),
        (http("200 OK", "text/html", "<p>Welcome</p>"), "other than JSON"),
        (http("200 OK", "application/json", "{\"choices\": [{\"mess"), "other than JSON"),
        (http("200 OK", "application/json", "{\"choices\": []}"), "no filled-in form"),
        (http("200 OK", "application/json", &huge), "longer than 64 KB"),
        ("HTTP/1.1 200 OK\r\n".to_owned(), "can't be reached"),
    ] {
        let error = asked(&Stub::replying(reply, at_once)).await.expect_err(expected);
        assert!(error.to_string().contains(expected), "{error} instead of {expected}");
    }
    for content in ["I would love to help with your picnic!", "", "[]", "{\"place\": "] {
        let error = asked(&Stub::saying(content)).await.expect_err(content);
        assert!(matches!(error, AdvisorError::NoForm), "{content}: {error}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Stub::saying(FORM);
    let reply = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {}/v1/chat/completions\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        elsewhere.address
    );
    let error = asked(&Stub::replying(reply, Duration::ZERO)).await.expect_err("no advice");
    assert!(matches!(error, AdvisorError::Refused(307)), "{error}");
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_slow_server_is_given_up_at_the_deadline() {
    let stub = Stub::replying(http("200 OK", "application/json", "{}"), Duration::from_secs(20));
    let begun = Instant::now();
    let error = asked(&stub).await.expect_err("no advice");
    assert!(matches!(error, AdvisorError::Unreachable(_)), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn nobody_listening_is_an_error_in_words() {
    choose_tls();
    let endpoint = Endpoint::new("http://127.0.0.1:1", "small").expect("an address");
    let error = advise(&endpoint, "hm", &[]).await.expect_err("nobody listens on port 1");
    assert!(error.to_string().contains("check that its server runs"), "{error}");
}
