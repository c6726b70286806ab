//! TLS, on loopback and where other machines can ask.

use crate::{fault, served_with, wave};
use api::{ApiError, Encryption, Options};
use contract::{Permission, PredictResponse};
use reqwest::StatusCode;
use serde_json::json;
use std::{
    net::{IpAddr, UdpSocket},
    path::Path,
};
use tempfile::TempDir;

fn generated(folder: &TempDir) -> Option<Encryption> {
    Some(Encryption::Generated { folder: folder.path().join("tls") })
}

/// An address of this machine that others would ask at; nothing is sent to find it.
fn an_address_for_others() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("203.0.113.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_loopback())
}

#[tokio::test]
async fn loopback_may_speak_tls_and_a_client_that_trusts_the_certificate_asks() {
    let folder = tempfile::tempdir().unwrap();
    let served = served_with(Options { encryption: generated(&folder), ..Options::default() }).await;
    assert_eq!(served.scheme, "https");
    let request = json!({"features": wave(96), "prediction_horizon": 3});
    let said: PredictResponse = served.post("/v1/predict", &request).await.json().await.unwrap();
    assert_eq!(said.predictions.len(), 3);
    let fingerprint = &served.certificate.as_ref().unwrap().fingerprint;
    assert_eq!((fingerprint.len(), fingerprint.matches(':').count()), (95, 31), "{fingerprint}");
    let stranger = reqwest::Client::builder().tls_certs_only([]).build().unwrap();
    assert!(stranger.get(served.url("/health")).send().await.is_err(), "nobody vouches for it");
    served.cancelled.cancel();
    tokio::time::timeout(std::time::Duration::from_secs(20), served.serving).await.expect("it ends").unwrap();
}

#[tokio::test]
async fn what_is_said_plainly_to_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let served = served_with(Options { encryption: generated(&folder), ..Options::default() }).await;
    let answer = served
        .raw(&format!("GET /health HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address))
        .await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("https://"), "{answer}");
    assert!(!answer.contains("ok"), "{answer}");
}

#[tokio::test]
async fn where_others_can_ask_nothing_goes_without_tls_and_a_token() {
    let Some(address) = an_address_for_others() else {
        tracing::warn!("skipped: this machine has no address but its own loopback");
        return;
    };
    let plain = api::bind(Options { address, port: 0, ..Options::default() }).await.err();
    assert!(matches!(plain, Some(ApiError::NotEncrypted { .. })), "{plain:?}");
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        address,
        encryption: generated(&folder),
        without_token: Permission::ALL.to_vec(),
        names: vec!["forecasts.lan".to_owned()],
        ..Options::default()
    };
    let served = served_with(options).await;
    let request = json!({"features": wave(96), "prediction_horizon": 3});
    for path in ["/health", "/metrics", "/openapi.json", "/docs/", "/v1/about", "/v1/series", "/v1/nothing"] {
        let refused = served.get(path).await;
        assert_eq!(refused.headers()["www-authenticate"], "Bearer");
        fault(refused, StatusCode::UNAUTHORIZED).await;
    }
    for path in ["/v1/predict", "/v1/predict/batch", "/mcp"] {
        fault(served.post(path, &request).await, StatusCode::UNAUTHORIZED).await;
    }
    let token = served.token(&[Permission::Predict]).await;
    let ask = || served.client.post(served.url("/v1/predict")).bearer_auth(&token).json(&request);
    assert_eq!(ask().send().await.unwrap().status(), StatusCode::OK);
    let port = served.address.rsplit(':').next().unwrap();
    let by_name = ask().header("host", format!("forecasts.lan:{port}")).send().await.unwrap();
    assert_eq!(by_name.status(), StatusCode::OK);
    for host in [format!("localhost:{port}"), format!("evil.example:{port}"), address.to_string()] {
        fault(ask().header("host", host).send().await.unwrap(), StatusCode::FORBIDDEN).await;
    }
    let origin = ask().header("origin", format!("http://{}", served.address)).send().await.unwrap();
    fault(origin, StatusCode::FORBIDDEN).await;
}

#[tokio::test]
async fn every_address_of_the_machine_is_one_of_its_names_when_it_listens_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        Options { address: "0.0.0.0".parse().unwrap(), encryption: generated(&folder), ..Options::default() };
    let served = served_with(options).await;
    let port = served.address.rsplit(':').next().unwrap();
    let token = served.token(&[Permission::Predict]).await;
    let addresses = [Some("127.0.0.1".parse().unwrap()), an_address_for_others()];
    for address in addresses.into_iter().flatten() {
        let url = format!("https://{address}:{port}/health");
        let said = served.client.get(&url).bearer_auth(&token).send().await.unwrap();
        assert_eq!(said.status(), StatusCode::OK, "{url}");
        let without = served.client.get(&url).send().await.unwrap();
        assert_eq!(without.status(), StatusCode::UNAUTHORIZED, "{url}");
    }
}

#[tokio::test]
async fn files_that_dont_go_together_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for made in [&one, &other] {
        let options = Options { port: 0, encryption: generated(made), ..Options::default() };
        drop(api::bind(options).await.unwrap());
    }
    let file = |made: &TempDir, name: &str| made.path().join("tls").join(name);
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let damaged = std::fs::read_to_string(file(&one, "certificate.pem")).unwrap().replace("MII", "!!!");
    let certificate = file(&one, "certificate.pem");
    let key = file(&one, "key.pem");
    for (certificate, key, said) in [
        (certificate.clone(), file(&other, "key.pem"), "it is not the key of the certificate"),
        (folder.path().join("none.pem"), key.clone(), "No such file"),
        (certificate.clone(), folder.path().join("none.pem"), "No such file"),
        (write("empty.pem", ""), key.clone(), "it holds no certificate"),
        (write("damaged.pem", &damaged), key.clone(), "its PEM is damaged"),
        (key.clone(), key.clone(), "it holds no certificate"),
        (certificate.clone(), certificate.clone(), "it holds none in PEM"),
        (
            write("junk.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            key.clone(),
            "it holds no certificate that can be read",
        ),
    ] {
        let encryption = Some(Encryption::Files { certificate, key });
        let refused = api::bind(Options { port: 0, encryption, ..Options::default() }).await.err();
        let words = refused.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(words.contains(said) && words.contains("PEM files"), "{words:?} should say {said:?}");
    }
    let own = Some(Encryption::Files { certificate, key });
    let bound = api::bind(Options { port: 0, encryption: own, ..Options::default() }).await.unwrap();
    assert!(Path::new(&bound.certificate().unwrap().path).ends_with("certificate.pem"));
}

#[tokio::test]
async fn what_is_no_name_of_a_machine_is_refused() {
    for name in ["", "a b", "evil.example:80", "https://forecasts.lan", "a..b", "*"] {
        let options = Options { port: 0, names: vec![name.to_owned()], ..Options::default() };
        let refused = api::bind(options).await.err();
        assert!(matches!(refused, Some(ApiError::NotAName(_))), "{name:?} {refused:?}");
    }
}
