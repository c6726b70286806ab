//! Stations' reports as they come over the wire.

use crate::Now;
use domain::Variable;
use live::{Link, Measures, Outlet, Reading, queue, station};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_util::sync::CancellationToken;

/// A listening port that stops when it is dropped.
struct Running {
    address: SocketAddr,
    outlet: Outlet,
    cancelled: CancellationToken,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancelled.cancel();
    }
}

async fn running(token: Option<&str>, room: usize) -> Running {
    let settings =
        station::StationListener { port: 0, token: token.map(str::to_owned), ..Default::default() };
    let bound = station::bind(&settings).await.expect("a free port");
    let address = bound.address().expect("it listens");
    let (inlet, outlet) = queue(room);
    let cancelled = CancellationToken::new();
    tokio::spawn(bound.listen(inlet, Arc::new(Now), Link::default(), cancelled.clone()));
    Running { address, outlet, cancelled }
}

/// Status line and body of the answer to a raw request.
async fn answer(address: SocketAddr, request: String) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut reply = String::new();
    tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut reply))
        .await
        .expect("in time")
        .expect("text");
    let (head, body) = reply.split_once("\r\n\r\n").expect("a whole reply");
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}

fn post(path: &str, form: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

/// Answers a request and takes what it delivered.
async fn delivered(running: &mut Running, request: String) -> (String, Vec<Reading>) {
    let taken = async {
        let delivery = running.outlet.next(1).await.pop().expect("a delivery");
        let readings = delivery.readings.clone();
        delivery.written();
        readings
    };
    let ((status, _), readings) = tokio::join!(answer(running.address, request), taken);
    (status, readings)
}

fn value(readings: &[Reading], measures: &Measures) -> Option<f64> {
    readings.iter().find(|reading| reading.sensor.measures == *measures).map(|reading| reading.value)
}

#[tokio::test]
async fn an_ecowitt_station_is_heard() {
    let mut running = running(None, 8).await;
    let form = "PASSKEY=5E7C4B&stationtype=GW1000B_V1.6.8&dateutc=now&tempinf=70.2&humidityin=50&baromrelin=30.000&baromabsin=29.5&tempf=50.0&humidity=81&winddir=200&windspeedmph=10.00&windgustmph=20&rainratein=0.000&dailyrainin=1.0&yearlyrainin=10.000&solarradiation=0.00&uv=0&model=GW1000_Pro&wh65batt=0";
    let (status, readings) = delivered(&mut running, post("/data/report/", form)).await;
    assert_eq!(status, "HTTP/1.1 200 OK");
    for (measures, expected) in [
        (Measures::Weather(Variable::Temperature), 10.0),
        (Measures::Weather(Variable::RelativeHumidity), 81.0),
        (Measures::Weather(Variable::Pressure), 1015.916),
        (Measures::Weather(Variable::WindSpeed), 4.4704),
        (Measures::Weather(Variable::WindGust), 8.9408),
        (Measures::RainTotal, 254.0),
    ] {
        let found = value(&readings, &measures).expect("it was told");
        assert!((found - expected).abs() < 1e-2, "{measures:?}: {found}");
    }
    assert_eq!(readings.len(), 6, "nothing of the rooms inside");
    assert!(
        readings.iter().all(|reading| !format!("{reading:?}").contains("5E7C4B")),
        "its key is nobody's business"
    );
}

#[tokio::test]
async fn a_weather_underground_station_is_heard_at_the_time_it_states() {
    let mut running = running(None, 8).await;
    let query = "/weatherstation/updateweatherstation.php?ID=KCASANFR5&PASSWORD=x&dateutc=2024-01-01+10%3A32%3A35&tempf=32&baromin=-9999&dewptf=nonsense&humidity=90&action=updateraw";
    let (status, readings) = delivered(&mut running, get(query)).await;
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert_eq!(readings.len(), 2, "a lost sensor and nonsense are left out: {readings:?}");
    assert_eq!(readings[0].valid_time.to_string(), "2024-01-01T10:32:35Z");
    assert_eq!(readings[0].sensor.title, "KCASANFR5 temperature");
}

#[tokio::test]
async fn who_does_not_know_the_token_finds_nothing() {
    let mut running = running(Some("lighthouse"), 8).await;
    for request in [
        post("/data/report/", "tempf=50"),
        post("/lighthous/data/report/", "tempf=50"),
        get("/weatherstation/updateweatherstation.php?ID=a&PASSWORD=wrong&dateutc=now&tempf=50"),
    ] {
        assert_eq!(answer(running.address, request).await.0, "HTTP/1.1 404 Not Found");
    }
    for request in [
        post("/lighthouse/data/report/", "dateutc=now&tempf=50"),
        get("/weatherstation/updateweatherstation.php?ID=a&PASSWORD=lighthouse&dateutc=now&tempf=50"),
    ] {
        assert_eq!(delivered(&mut running, request).await.0, "HTTP/1.1 200 OK");
    }
}

#[tokio::test]
async fn a_report_that_holds_nothing_or_too_much_is_refused() {
    let running = running(None, 8).await;
    for (request, expected) in [
        (post("/data/report/", "hello=world"), "HTTP/1.1 400 Bad Request"),
        (post("/data/report/", "dateutc=yesterday&tempf=50"), "HTTP/1.1 400 Bad Request"),
        (post("/data/report/", &"x".repeat(100_000)), "HTTP/1.1 413 Payload Too Large"),
        (get("/"), "HTTP/1.1 404 Not Found"),
    ] {
        assert_eq!(answer(running.address, request).await.0, expected);
    }
}

#[tokio::test]
async fn a_full_queue_sends_the_station_away_for_a_while() {
    let running = running(None, 1).await;
    let form = || post("/data/report/", "dateutc=now&tempf=50");
    // The first lies in the queue, where nobody takes it; the second finds no room.
    let first = tokio::spawn(answer(running.address, form()));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(answer(running.address, form()).await.0, "HTTP/1.1 503 Service Unavailable");
    first.abort();
}

#[tokio::test]
async fn a_port_open_to_others_needs_a_token() {
    let open =
        station::StationListener { address: [0, 0, 0, 0].into(), port: 0, token: Some(" ".to_owned()) };
    let error = station::bind(&open).await.expect_err("it is open to all");
    assert_eq!(
        error.to_string(),
        "0.0.0.0:0 can be reached from other machines; set a token first, or listen at 127.0.0.1"
    );
}
