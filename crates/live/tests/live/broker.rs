//! Listening to a real broker, through its death and return.

use crate::{Now, mosquitto::Mosquitto};
use domain::{Broker, TopicSeries};
use live::{Link, LinkState, Outlet, Reading, mqtt, queue};
use rumqttc::{AsyncClient, Event, MqttOptions, Outgoing, Packet, QoS};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(60);

fn broker(port: u16) -> Broker {
    Broker {
        host: "127.0.0.1".to_owned(),
        port,
        topics: vec![TopicSeries { topic: "test/+".into(), unit: "%".into(), ..TopicSeries::default() }],
        home_assistant: Some("homeassistant".into()),
        ..Broker::default()
    }
}

/// Starts listening and waits until it is.
async fn listening(broker: Broker, cancelled: &CancellationToken) -> (Outlet, Link) {
    let (inlet, outlet) = queue(64);
    let link = Link::default();
    tokio::spawn(mqtt::listen(
        broker,
        "hears".to_owned(),
        inlet,
        Arc::new(Now),
        link.clone(),
        cancelled.clone(),
    ));
    tokio::time::timeout(PATIENCE, link.until(|state| matches!(state, LinkState::Up { .. })))
        .await
        .expect("connected");
    (outlet, link)
}

/// Publishes and returns when the broker has said that it has every message.
async fn publish(port: u16, client: &str, messages: Vec<(String, String, bool)>) {
    let mut options = MqttOptions::new(client, "127.0.0.1", port);
    options.set_inflight(100).set_clean_session(false);
    let (client, mut events) = AsyncClient::new(options, 1000);
    let count = messages.len();
    let sender = tokio::spawn(async move {
        for (topic, payload, retain) in messages {
            client.publish(topic, QoS::AtLeastOnce, retain, payload).await.expect("taken");
        }
        client
    });
    let mut acknowledged = 0;
    while acknowledged < count {
        match tokio::time::timeout(PATIENCE, events.poll()).await.expect("in time") {
            Ok(Event::Incoming(Packet::PubAck(_))) => acknowledged += 1,
            Ok(Event::Outgoing(Outgoing::Disconnect)) => panic!("disconnected"),
            Ok(_) => {}
            // The broker is away; what wasn't acknowledged is sent again.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    drop(sender.await);
}

/// Takes what arrives, as durable, until `count` different values have.
async fn values(outlet: &mut Outlet, count: usize) -> BTreeSet<i64> {
    let mut seen = BTreeSet::new();
    while seen.len() < count {
        let deliveries = tokio::time::timeout(PATIENCE, outlet.next(100))
            .await
            .unwrap_or_else(|_| panic!("only {} of {count} arrived", seen.len()));
        for delivery in deliveries {
            seen.extend(delivery.readings.iter().map(|reading: &Reading| reading.value as i64));
            delivery.written();
        }
    }
    seen
}

fn numbered(from: i64, count: i64) -> Vec<(String, String, bool)> {
    (from..from + count).map(|number| ("test/a".to_owned(), number.to_string(), false)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn announced_sensors_and_named_topics_are_heard() {
    let Some(mosquitto) = Mosquitto::start() else { return };
    let cancelled = CancellationToken::new();
    let config = r#"{"name":"Boiler","state_topic":"boiler/state","unit_of_measurement":"°C","value_template":"{{ value_json.t }}"}"#;
    publish(
        mosquitto.port,
        "announces",
        vec![("homeassistant/sensor/boiler/config".into(), config.into(), true)],
    )
    .await;
    let (mut outlet, _link) = listening(broker(mosquitto.port), &cancelled).await;
    // The announcement has to have been heard before the state is told.
    tokio::time::sleep(Duration::from_millis(500)).await;
    publish(mosquitto.port, "tells", vec![("boiler/state".into(), r#"{"t": 61}"#.into(), false)]).await;
    assert_eq!(values(&mut outlet, 1).await, BTreeSet::from([61]));
    publish(mosquitto.port, "tells", numbered(1, 3)).await;
    assert_eq!(values(&mut outlet, 3).await, BTreeSet::from([1, 2, 3]));
    cancelled.cancel();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_the_broker_acknowledged_is_lost_when_it_is_killed() {
    let Some(mut mosquitto) = Mosquitto::start() else { return };
    let cancelled = CancellationToken::new();
    let (mut outlet, link) = listening(broker(mosquitto.port), &cancelled).await;
    publish(mosquitto.port, "tells", numbered(0, 500)).await;
    // What is taken but not written is not acknowledged either.
    let first = outlet.next(100).await;
    assert!(!first.is_empty());
    drop(first);
    // It writes its state to disk every second.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    mosquitto.kill();
    tokio::time::timeout(PATIENCE, link.until(|state| matches!(state, LinkState::Down { .. })))
        .await
        .expect("it hears");
    mosquitto.restart();
    let telling = tokio::spawn(publish(mosquitto.port, "tells", numbered(500, 500)));
    let seen = values(&mut outlet, 1000).await;
    assert_eq!(seen, (0..1000).collect());
    telling.await.expect("told");
    cancelled.cancel();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_while_nobody_listened_is_heard_afterwards() {
    let Some(mosquitto) = Mosquitto::start() else { return };
    let cancelled = CancellationToken::new();
    drop(listening(broker(mosquitto.port), &cancelled).await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    cancelled.cancel();
    tokio::time::sleep(Duration::from_millis(300)).await;
    publish(mosquitto.port, "tells", numbered(0, 50)).await;
    let (mut outlet, _link) = listening(broker(mosquitto.port), &CancellationToken::new()).await;
    assert_eq!(values(&mut outlet, 50).await, (0..50).collect());
}

#[tokio::test]
async fn a_broker_that_is_not_there_is_told_in_words() {
    let cancelled = CancellationToken::new();
    let (inlet, _outlet) = queue(1);
    let link = Link::default();
    // Port 9 is that of a service nobody runs.
    tokio::spawn(mqtt::listen(
        broker(9),
        "hears".to_owned(),
        inlet,
        Arc::new(Now),
        link.clone(),
        cancelled.clone(),
    ));
    tokio::time::timeout(PATIENCE, link.until(|state| matches!(state, LinkState::Down { .. })))
        .await
        .expect("it says so");
    assert_eq!(
        link.state(),
        LinkState::Down {
            reason: "Nothing answers at 127.0.0.1:9; start the broker or correct its address. Forecastle keeps trying.".to_owned()
        }
    );
    cancelled.cancel();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_broker_is_heard_when_its_authority_is_believed_and_only_then() {
    let Some(mosquitto) = Mosquitto::start_encrypted() else { return };
    let cancelled = CancellationToken::new();
    let encrypted = |authority: Option<String>| Broker { tls: true, authority, ..broker(mosquitto.port) };
    let (mut outlet, _link) = listening(encrypted(Some(mosquitto.authority())), &cancelled).await;
    // Told by the broker's own tool, over the same encryption.
    let authority = mosquitto.authority();
    let port = mosquitto.port.to_string();
    let told = tokio::task::spawn_blocking(move || {
        std::process::Command::new("mosquitto_pub")
            .args([
                "-h",
                "localhost",
                "-p",
                &port,
                "--cafile",
                &authority,
                "-q",
                "1",
                "-t",
                "test/a",
                "-m",
                "42",
            ])
            .status()
    });
    if told.await.expect("it ran").is_ok_and(|status| status.success()) {
        assert_eq!(values(&mut outlet, 1).await, BTreeSet::from([42]));
    }
    // Nobody that the system trusts vouches for it; and a file that is no certificate is no authority.
    let no_certificate = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(no_certificate.path(), "hello").expect("written");
    let path = no_certificate.path().display().to_string();
    for (authority, said) in [
        (None, "doesn't prove who it is"),
        (Some(path), "holds no certificate"),
        (Some("/no/such/file".to_owned()), "can't be read"),
    ] {
        let (inlet, _outlet) = queue(1);
        let link = Link::default();
        tokio::spawn(mqtt::listen(
            encrypted(authority),
            "doubts".to_owned(),
            inlet,
            Arc::new(Now),
            link.clone(),
            cancelled.clone(),
        ));
        tokio::time::timeout(PATIENCE, link.until(|state| matches!(state, LinkState::Down { .. })))
            .await
            .expect("it says so");
        let LinkState::Down { reason } = link.state() else { panic!("it is down") };
        // A system without any authority says that instead.
        assert!(reason.contains(said) || reason.contains("trusts no authority"), "{reason}");
    }
    cancelled.cancel();
}
