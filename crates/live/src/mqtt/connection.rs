use super::{
    heard::{Ear, Heard, MOST_SERIES},
    subscriptions::Subscriptions,
    tls,
};
use crate::{Inlet, Link, Reading};
use domain::{Broker, Clock};
use jiff::{SignedDuration, Timestamp};
use rumqttc::{
    AsyncClient, ConnectReturnCode, ConnectionError, Event, MqttOptions, Outgoing, Packet, Publish, QoS,
    Transport,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};
use tokio_util::sync::CancellationToken;

/// How often the two sides assure each other that they are there.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Bytes of a message at most.
const LARGEST_MESSAGE: usize = 256 << 10;
/// Requests to the broker that may wait.
const REQUESTS: usize = 1024;
/// Messages that may wait for room in the queue, and as many for their values to be written. A broker has at most a few hundred under way that
/// aren't acknowledged: not acknowledging is what holds it back.
const WAITING: usize = 4096;
/// How long to wait before trying again: from the first to the last of these.
const WAIT: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// A message and what it held.
type Told = (Publish, Vec<Reading>);
/// A message and word of whether what it held is durable.
type Held = (Publish, oneshot::Receiver<()>);

/// Listens to a broker until cancelled, through loss of the connection and restarts of the broker. `client` is the name of this program
/// there, the same at every start.
///
/// A message is acknowledged when what it held is durable, so that the broker sends again whatever wasn't; between two runs of the program it
/// keeps the messages of senders that ask for that (quality of service 1).
pub async fn listen(
    broker: Broker,
    client: String,
    inlet: Inlet,
    clock: Arc<dyn Clock>,
    link: Link,
    cancelled: CancellationToken,
) {
    let mut options = MqttOptions::new(client, &broker.host, broker.port);
    options
        .set_keep_alive(KEEP_ALIVE)
        .set_clean_session(false)
        .set_manual_acks(true)
        .set_max_packet_size(LARGEST_MESSAGE, LARGEST_MESSAGE);
    if let Some(user) = &broker.user {
        options.set_credentials(user, broker.password.clone().unwrap_or_default());
    }
    if broker.tls {
        match tls::configuration(broker.authority.as_deref()) {
            Ok(configuration) => {
                options.set_transport(Transport::tls_with_config(configuration));
            }
            // Never without encryption where that was asked for.
            Err(reason) => return link.failed(reason),
        }
    }
    let (client, mut events) = AsyncClient::new(options, REQUESTS);
    let (told, waiting) = mpsc::channel(WAITING);
    let (held, unacknowledged) = mpsc::channel(WAITING);
    tokio::spawn(hand_over(inlet, waiting, held));
    tokio::spawn(acknowledge(client.clone(), unacknowledged));
    let where_from = format!("{}:{}", broker.host, broker.port);
    let mut ear = Ear::new(broker, clock.now().time_zone().clone());
    let mut subscriptions = Subscriptions::default();
    // Of series there are too many until the settings change, and then it is listened anew.
    let mut too_many: Option<String> = None;
    let mut wait = WAIT.0;
    loop {
        let event = tokio::select! {
            () = cancelled.cancelled() => return,
            event = events.poll() => event,
        };
        match event {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                wait = WAIT.0;
                link.up(clock.now().timestamp());
                subscriptions.begin();
                subscriptions.ask(&client, ear.filters());
                link.warn(warning(too_many.as_ref(), &subscriptions));
            }
            Ok(Event::Outgoing(Outgoing::Subscribe(number))) => subscriptions.sent(number),
            Ok(Event::Incoming(Packet::SubAck(answer))) => {
                subscriptions.answered(&answer);
                link.warn(warning(too_many.as_ref(), &subscriptions));
            }
            Ok(Event::Incoming(Packet::Publish(message))) => {
                let now = to_the_second(clock.now().timestamp());
                match ear.hear(&message.topic, &message.payload, message.retain, now) {
                    Heard::Readings(readings) if !readings.is_empty() => {
                        // The connection is kept alive whatever else stands still.
                        let at_most_once = message.qos == QoS::AtMostOnce;
                        match told.try_send((message, readings)) {
                            Err(TrySendError::Full(_)) if at_most_once => {
                                tracing::warn!(
                                    "more is told than can be written; a message that may be lost is"
                                );
                            }
                            Err(TrySendError::Full(rest)) => {
                                let _ = told.send(rest).await;
                            }
                            Ok(()) | Err(TrySendError::Closed(_)) => {}
                        }
                    }
                    Heard::Readings(_) => done_with(&client, &message),
                    Heard::TooMany(first) => {
                        if first {
                            too_many = Some(format!(
                                "The topics make more than {MOST_SERIES} series; values of further ones, such as {}, are passed over. \
                                 Name the topics more closely in the settings.",
                                message.topic
                            ));
                            link.warn(warning(too_many.as_ref(), &subscriptions));
                        }
                        done_with(&client, &message);
                    }
                    Heard::Announcement(topic) => {
                        if let Some(topic) = topic {
                            subscriptions.ask(&client, vec![topic]);
                        }
                        done_with(&client, &message);
                    }
                }
            }
            Ok(_) => {}
            Err(error) => {
                link.down(reason(&where_from, &error));
                tokio::select! {
                    () = cancelled.cancelled() => return,
                    () = tokio::time::sleep(wait) => {}
                }
                wait = (wait * 2).min(WAIT.1);
            }
        }
    }
}

/// All that is passed over, in sentences.
fn warning(too_many: Option<&String>, subscriptions: &Subscriptions) -> Option<String> {
    let sentences: Vec<String> = too_many.cloned().into_iter().chain(subscriptions.warning()).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Hands over what messages held, waiting for room.
async fn hand_over(inlet: Inlet, mut waiting: mpsc::Receiver<Told>, held: mpsc::Sender<Held>) {
    while let Some((message, readings)) = waiting.recv().await {
        let durable = inlet.deliver("mqtt", readings).await;
        if held.send((message, durable)).await.is_err() {
            return;
        }
    }
}

/// Acknowledges messages in the order they came, each when its values are durable. What isn't written is not acknowledged: the
/// broker sends it again after the next connection.
async fn acknowledge(client: AsyncClient, mut unacknowledged: mpsc::Receiver<Held>) {
    while let Some((message, durable)) = unacknowledged.recv().await {
        if durable.await.is_ok() && client.ack(&message).await.is_err() {
            return;
        }
    }
}

/// Acknowledges a message that held nothing to write.
fn done_with(client: &AsyncClient, message: &Publish) {
    if client.try_ack(message).is_err() {
        tracing::debug!(topic = message.topic, "not acknowledged; the broker will send it again");
    }
}

fn to_the_second(time: Timestamp) -> Timestamp {
    time.saturating_sub(SignedDuration::from_nanos(i64::from(time.subsec_nanosecond()))).unwrap_or(time)
}

/// Why there is no connection and what to do, as a sentence.
fn reason(broker: &str, error: &ConnectionError) -> String {
    match error {
        ConnectionError::ConnectionRefused(
            ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized,
        ) => format!(
            "The broker at {broker} doesn't accept the user and password; correct them in the settings."
        ),
        ConnectionError::ConnectionRefused(_) => {
            format!("The broker at {broker} refuses the connection; look at its log.")
        }
        ConnectionError::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            format!(
                "Nothing answers at {broker}; start the broker or correct its address. Forecastle keeps trying."
            )
        }
        ConnectionError::Tls(error) => format!(
            "The broker at {broker} doesn't prove who it is ({error}); correct its address, or give the certificate of its authority."
        ),
        other => {
            format!("The connection to the broker at {broker} is lost ({other}). Forecastle keeps trying.")
        }
    }
}
