//! Live updates at a steady rate through a real broker into the data file: whether all of them arrive, how far behind the newest is, and how long an
//! answer takes meanwhile. `cargo xtask bench live`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use contract::{AskRequest, Commands, Nothing, Settings};
use domain::{Broker, LiveSettings, TopicSeries};
use engine::Engine;
use rumqttc::{AsyncClient, MqttOptions, QoS};
use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;

/// Updates a second, and for how many seconds.
const RATE: u64 = 2000;
const SECONDS: u64 = 60;
/// Topics that they are spread over: a house full of sensors.
const TOPICS: u64 = 50;
/// Batches a second that the sender works in.
const BATCHES: u64 = 20;

/// Ends the broker with the benchmark.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() -> eyre::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(measure())
}

async fn measure() -> eyre::Result<()> {
    let folder = tempfile::tempdir()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let configuration = folder.path().join("mosquitto.conf");
    std::fs::write(
        &configuration,
        format!(
            "listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 500\n"
        ),
    )?;
    let program = if std::path::Path::new("/usr/sbin/mosquitto").exists() {
        "/usr/sbin/mosquitto"
    } else {
        "mosquitto"
    };
    let _broker = Running(
        Command::new(program)
            .arg("-c")
            .arg(&configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?,
    );
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let engine = Engine::open(Some(folder.path().join("data")))?;
    let cancelled = CancellationToken::new();
    tokio::spawn({
        let (engine, cancelled) = (engine.clone(), cancelled.clone());
        async move { engine.listen(cancelled).await }
    });
    let topics = vec![TopicSeries { topic: "house/+".into(), unit: "W".into(), ..TopicSeries::default() }];
    let broker = Broker { host: "127.0.0.1".into(), port, topics, ..Broker::default() };
    engine
        .save_settings(Settings {
            live: LiveSettings { broker: Some(broker), ..Default::default() },
            ..Default::default()
        })
        .await?;
    tokio::time::sleep(Duration::from_secs(2)).await;

    let asking = tokio::spawn(ask_meanwhile(engine.clone()));
    let sent = send(port).await?;
    let ended = Instant::now();
    let mut written = 0;
    while ended.elapsed() < Duration::from_secs(60) {
        written = engine.live(Nothing {}).await?.written;
        if written >= sent {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!(
        "sent {sent} updates in {SECONDS} s, {TOPICS} topics; written {written}, lost {}",
        sent.saturating_sub(written)
    );
    println!("the last was durable {:.2} s after it was sent", ended.elapsed().as_secs_f64());
    let mut times = asking.await??;
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{} questions meanwhile: {:.0} ms median, {:.0} ms p95, {:.0} ms at most",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
    cancelled.cancel();
    Ok(())
}

/// Sends at the rate wanted; says how many.
async fn send(port: u16) -> eyre::Result<u64> {
    let mut options = MqttOptions::new("sender", "127.0.0.1", port);
    options.set_inflight(1000);
    let (client, mut events) = AsyncClient::new(options, 4096);
    let polling = tokio::spawn(async move { while events.poll().await.is_ok() {} });
    let mut ticks = tokio::time::interval(Duration::from_millis(1000 / BATCHES));
    let mut sent = 0;
    for _ in 0..SECONDS * BATCHES {
        ticks.tick().await;
        for _ in 0..RATE / BATCHES {
            let topic = format!("house/{}", sent % TOPICS);
            client.publish(topic, QoS::AtLeastOnce, false, (sent % 997).to_string()).await?;
            sent += 1;
        }
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    polling.abort();
    Ok(sent)
}

/// Asks as long as updates are sent; milliseconds of each answer.
async fn ask_meanwhile(engine: Engine) -> eyre::Result<Vec<f64>> {
    let started = Instant::now();
    let mut times = Vec::new();
    while started.elapsed() < Duration::from_secs(SECONDS) {
        let begun = Instant::now();
        let request = AskRequest {
            text: "picnic tomorrow in New York".to_owned(),
            as_of: Some("2013-06-14T18:00".to_owned()),
            passing: true,
            ..AskRequest::default()
        };
        engine.ask(request).await?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    Ok(times)
}
