//! What arrives while the real window is open: weather guidance from the network, played, and a station's reports.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use crate::{
    ask, choose_new_york_as_home,
    real_window::{Driver, RealWindow, SystemTheme, free_port},
};
use contract::{AskRequest, AskResponse, Commands as _, GuidanceSettings, Settings};
use domain::{Clock as _, Place};
use engine::{Engine, StoppedClock};
use eyre::{OptionExt as _, Result, ensure, eyre};
use jiff::{SignedDuration, Timestamp, Zoned};
use replay::{Fault, Server};
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
    time::{Duration, Instant},
};

const WARMTH: &str = "how warm will it be tomorrow";
/// An open answer has taken in what arrived after this long.
const AT_ONCE: Duration = Duration::from_secs(1);

/// The ends of the range that 80 % lie in, as a headline has it: `80 % between 14 and 22 °C`.
fn range(text: &str) -> Option<(f64, f64)> {
    let number = |word: &str| word.trim_end_matches(':').replace('−', "-").parse().ok();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(4).find_map(|four| match four {
        ["between", lower, "and", upper] => Some((number(lower)?, number(upper)?)),
        _ => None,
    })
}

fn width(text: &str) -> Result<f64> {
    let (lower, upper) = range(text).ok_or_else(|| eyre!("there is no range in {text:?}"))?;
    Ok(upper - lower)
}

async fn go(window: &RealWindow, screen: &str) -> Result<()> {
    window.click(&format!("nav-{screen}")).await
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn guidance_sharpens_the_answer_which_says_why_and_outlives_the_network() -> Result<()> {
    let data = tempfile::tempdir()?;
    let server = Server::start(0, None)?;
    let driver = Driver::start(SystemTheme::Light).await?;
    let window = driver.open(data.path()).await?;
    choose_new_york_as_home(&window).await?;
    ask(&window, WARMTH).await?;
    let before = width(&window.text("headline").await?)?;
    ensure!(server.asked().is_empty(), "nothing is asked until it is allowed");

    // Allowed in the settings, where it says what leaves the machine.
    go(&window, "settings").await?;
    window.set("guidance-server", &server.address()).await?;
    window.text_where("guidance-leaves", |text| text.contains("127.0.0.1")).await?;
    window.click("guidance-all").await?;
    go(&window, "ask").await?;
    ask(&window, WARMTH).await?;
    let why = window.text_where("why-changed", |text| text.contains("weather guidance")).await?;
    println!("{why}");
    // The rest of it comes behind the answer, in whose place a sharper one appears.
    let sharp = |text: &str| range(text).is_some_and(|(lower, upper)| upper - lower < before / 2.0);
    let headline = window.text_where("headline", sharp).await?;
    let why = window.text_where("why-changed", |text| text.contains("narrower")).await?;
    ensure!(why.contains("weather guidance"), "why: {why:?}");
    println!("{headline}. {why}");
    window.screenshot("guidance-arrived").await?;

    // Cut off, the answer still rests on what is kept, and says how old that is, also after a restart.
    server.set_fault(Fault::Broken);
    window.close().await?;
    let window = driver.open(data.path()).await?;
    ask(&window, WARMTH).await?;
    let cut_off = width(&window.text("headline").await?)?;
    ensure!(cut_off < before / 2.0, "still sharper than without: {cut_off}, not {before}");
    window.click("evidence-summary").await?;
    let rests = window.text_where("evidence", |text| text.contains("Open-Meteo")).await?;
    ensure!(
        rests.contains("just in") || rests.contains("minutes old"),
        "the age of the guidance is told: {rests:?}"
    );
    window.close().await
}

/// Guidance for New York as it was received hours ago, by an earlier run of the program.
async fn receive_guidance(data: &std::path::Path, server: &Server, ago: SignedDuration) -> Result<Place> {
    let store = store::SqliteStore::open(data)?;
    let clock = StoppedClock(Zoned::now().checked_sub(ago)?);
    server.set_now(clock.now().timestamp());
    let engine = Engine::with(Arc::new(store), Arc::new(clock));
    let new_york = context::gazetteer::Gazetteer::embedded().find("New York").into_iter().next();
    let home = Place::from(new_york.ok_or_eyre("New York is a town")?);
    let guidance = GuidanceSettings {
        all_my_places: true,
        base_url: Some(server.address()),
        ..GuidanceSettings::default()
    };
    let settings =
        Settings { home: Some(home.clone()), first_run_done: true, guidance, ..Settings::default() };
    engine.save_settings(settings).await?;
    loop {
        let request = AskRequest { text: WARMTH.to_owned(), passing: true, ..AskRequest::default() };
        let AskResponse::Answered { answer, .. } = engine.ask(request).await? else {
            return Err(eyre!("it was not understood"));
        };
        if !answer.confidence.iter().any(|sentence| sentence.contains("gets better when it")) {
            return Ok(home);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn guidance_of_this_morning_is_used_without_a_network_and_its_age_is_told() -> Result<()> {
    let data = tempfile::tempdir()?;
    let server = Server::start(0, None)?;
    receive_guidance(data.path(), &server, SignedDuration::from_hours(5)).await?;
    server.set_fault(Fault::Broken);
    let driver = Driver::start(SystemTheme::Dark).await?;
    let window = driver.open(data.path()).await?;
    ask(&window, WARMTH).await?;
    let why = window.text_where("why", |text| text.contains("could not be reached")).await?;
    ensure!(why.contains("5 h old"), "the age is told: {why:?}");
    window.screenshot("guidance-cut-off").await?;
    window.close().await
}

/// Pushes what a station measured at a moment, by Weather Underground's protocol.
fn push(port: u16, time: Timestamp, celsius: f64) -> Result<()> {
    let time = time.strftime("%Y-%m-%d+%H:%M:%S");
    let fahrenheit = celsius * 1.8 + 32.0;
    let target =
        format!("/weatherstation/updateweatherstation.php?ID=Roof&dateutc={time}&tempf={fahrenheit:.1}");
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    ensure!(reply.starts_with("HTTP/1.1 200"), "the station was not heard: {reply}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn what_a_station_pushes_changes_an_open_answer_at_once() -> Result<()> {
    let data = tempfile::tempdir()?;
    let driver = Driver::start(SystemTheme::Light).await?;
    let window = driver.open(data.path()).await?;
    choose_new_york_as_home(&window).await?;
    let port = free_port()?;
    go(&window, "settings").await?;
    window.click("live-stations").await?;
    window.set("live-stations-port", &port.to_string()).await?;
    window
        .text_where("live-ways", |text| text.contains(&port.to_string()) && text.contains("Listening"))
        .await?;

    // Six weeks of mild hours, but for the last that has ended.
    let now = Timestamp::now();
    let hour = Timestamp::from_second(now.as_second() / 3600 * 3600)?;
    for back in (2..=42 * 24_i64).rev() {
        let time = hour.checked_sub(SignedDuration::from_mins(60 * back - 30))?;
        push(port, time, 9.0 + (back % 24) as f64 / 8.0)?;
    }
    go(&window, "ask").await?;
    ask(&window, WARMTH).await?;
    let before = window.text("headline").await?;
    window.screenshot("live-before").await?;
    ensure!(window.count("refreshed").await? == 0, "nothing has arrived since it was asked");

    let pushed = Instant::now();
    push(port, hour.checked_sub(SignedDuration::from_mins(30))?, 19.0)?;
    let told = window.text("refreshed").await?;
    let took = pushed.elapsed();
    let after = window.text("headline").await?;
    ensure!(before != after, "a far warmer hour changes the answer: {before:?}");
    ensure!(window.count("headline-new").await? == 1, "what changed is marked");
    ensure!(took < AT_ONCE, "it took {took:?}");
    window.screenshot("live-after").await?;
    println!("an open answer took in a pushed value after {took:?}: {told}");
    window.close().await
}

#[test]
fn a_range_is_read_off_a_headline() {
    assert_eq!(range("About 18 °C tomorrow, 80 % between 14 and 22 °C: the highest"), Some((14.0, 22.0)));
    assert_eq!(range("About 1 °C, 80 % between −3 and 4: the lowest"), Some((-3.0, 4.0)));
    assert_eq!(range("between 8 o'clock and 9"), None);
}
