//! A broker that doesn't let everybody listen to everything. Mosquitto takes every subscription and then says nothing, so this one is a few
//! packets of MQTT 3.1.1 by hand.

use crate::Now;
use domain::{Broker, TopicSeries};
use live::{Link, LinkState, mqtt, queue};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(60);

/// The type of the next packet and what is in it.
async fn packet(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let kind = stream.read_u8().await.expect("a packet");
    let (mut length, mut shift) = (0_usize, 0);
    loop {
        let byte = stream.read_u8().await.expect("a length");
        length |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let mut content = vec![0; length];
    stream.read_exact(&mut content).await.expect("as long as it says");
    (kind >> 4, content)
}

/// Takes a connection and what it wants to listen to: the stream, the number of the request, the topics.
async fn connected(listener: &TcpListener) -> (TcpStream, [u8; 2], Vec<String>) {
    let (mut stream, _) = listener.accept().await.expect("a connection");
    assert_eq!(packet(&mut stream).await.0, 1, "CONNECT");
    stream.write_all(&[0x20, 2, 0, 0]).await.expect("CONNACK");
    let (kind, content) = packet(&mut stream).await;
    assert_eq!(kind, 8, "SUBSCRIBE");
    let mut topics = Vec::new();
    let mut rest = &content[2..];
    while let [high, low, more @ ..] = rest {
        let (topic, after) = more.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        topics.push(String::from_utf8(topic.to_vec()).expect("text"));
        rest = &after[1..];
    }
    (stream, [content[0], content[1]], topics)
}

async fn answer(stream: &mut TcpStream, number: [u8; 2], codes: &[u8]) {
    let length = u8::try_from(2 + codes.len()).expect("few");
    let answer = [&[0x90, length], &number[..], codes].concat();
    stream.write_all(&answer).await.expect("SUBACK");
}

async fn until(link: &Link, wanted: impl FnMut(&LinkState) -> bool) -> LinkState {
    tokio::time::timeout(PATIENCE, link.until(wanted)).await.expect("in time");
    link.state()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_is_refused_is_told_of_until_it_is_allowed_through_a_loss_of_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let topic = |topic: &str| TopicSeries { topic: topic.into(), ..TopicSeries::default() };
    let broker = Broker {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().expect("an address").port(),
        topics: vec![topic("garden/+"), topic("house/+"), topic("no/#/topic")],
        ..Broker::default()
    };
    let (inlet, _outlet) = queue(64);
    let (link, cancelled) = (Link::default(), CancellationToken::new());
    let listening =
        mqtt::listen(broker, "hears".to_owned(), inlet, Arc::new(Now), link.clone(), cancelled.clone());
    tokio::spawn(listening);

    let (mut stream, number, topics) = connected(&listener).await;
    assert_eq!(topics, ["garden/+", "house/+"], "what is no topic keeps none from being listened to");
    answer(&mut stream, number, &[1, 0x80]).await;
    let told = |state: &LinkState, topic: &str| match state {
        LinkState::Up { warning: Some(warning), .. } => warning.contains(topic),
        _ => false,
    };
    let state = until(&link, |state| told(state, "“house/+”")).await;
    assert!(told(&state, "“no/#/topic”") && !told(&state, "garden/+"), "{state:?}");

    drop(stream);
    until(&link, |state| matches!(state, LinkState::Down { .. })).await;
    let (mut stream, number, _) = connected(&listener).await;
    let state = until(&link, |state| matches!(state, LinkState::Up { .. })).await;
    assert!(told(&state, "“house/+”"), "nothing says that it is allowed now: {state:?}");
    answer(&mut stream, number, &[1, 1]).await;
    let state = until(&link, |state| !told(state, "house/+")).await;
    assert!(told(&state, "“no/#/topic”"), "that one stays until it is corrected: {state:?}");
    cancelled.cancel();
}
