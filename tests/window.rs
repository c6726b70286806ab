//! The real window, from first run to what actually happened.
//!
//! These tests need a screen, a message bus and a driver, so they are ignored here and run by
//! `cargo xtask test --only window`, which brings all three.

mod real_window;
mod window_imports;
mod window_programs;
mod window_updates;

use eyre::{Result, ensure};
use fantoccini::key::Key;
use real_window::{Driver, RealWindow, SystemTheme};
use std::fs;

const PICNIC: &str = "tomorrow's picnic";

/// The whole number before the per cent sign.
fn percent(text: &str) -> Option<u8> {
    text.split('%').next()?.trim().rsplit(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

async fn ask(window: &RealWindow, text: &str) -> Result<()> {
    window.type_into("ask-input", text).await?;
    window.click("ask-button").await
}

async fn choose_new_york_as_home(window: &RealWindow) -> Result<()> {
    window.part("first-run").await?;
    window.type_into("first-run-place", "New York").await?;
    window.text_where("place-option", |text| text.contains("New York")).await?;
    window.press("first-run-place", Key::Enter).await?;
    window.click("first-run-start").await
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn a_person_asks_edits_restarts_and_looks_back() -> Result<()> {
    let data = tempfile::tempdir()?;
    let driver = Driver::start(SystemTheme::Light).await?;

    let window = driver.open(data.path()).await?;
    window.part("first-run").await?;
    window.screenshot("first-run").await?;
    choose_new_york_as_home(&window).await?;

    // Ask, and read the probability.
    ask(&window, PICNIC).await?;
    let headline = window.text("headline").await?;
    ensure!(!headline.is_empty(), "the answer has a headline");
    let chance = window.text("probability").await?;
    ensure!(percent(&chance).is_some_and(|chance| chance <= 100), "a chance in per cent, not {chance:?}");
    ensure!(window.text("chip-where").await?.contains("New York"), "the place asked about is the home place");
    window.part("chart").await?;
    window.screenshot("answer-light").await?;

    // A changed chip asks again at once.
    let hours = window.text("chip-hours").await?;
    window.click("chip-hours").await?;
    window.part("chip-editor").await?;
    window.set("chip-from-hour", "6").await?;
    window.set("chip-to-hour", "10").await?;
    window.click("chip-apply").await?;
    let edited = window.text_where("chip-hours", |text| text != hours && text.contains('6')).await?;
    let edited_headline = window.text("headline").await?;

    // The history has it, also after a restart, as it was given.
    window.click("nav-history").await?;
    window.text_where("history-item", |text| text.contains("picnic")).await?;
    let kept = window.count("history-item").await?;
    window.close().await?;

    let window = driver.open(data.path()).await?;
    window.click("nav-history").await?;
    window.text_where("history-item", |text| text.contains("picnic")).await?;
    ensure!(window.count("history-item").await? == kept, "a restart loses no question");
    ensure!(window.count("first-run").await? == 0, "the first run comes once");
    window.click("history-open").await?;
    ensure!(window.text("headline").await? == edited_headline, "the newest answer opens as it was given");
    ensure!(window.text("chip-hours").await? == edited, "with the chip as it was edited");

    // The time machine: what was forecast beside what happened.
    window.click("nav-ask").await?;
    window.click("as-of-toggle").await?;
    window.set("as-of-date", "2013-06-14").await?;
    ask(&window, "picnic tomorrow in New York").await?;
    let outcome = window.text("outcome").await?;
    ensure!(outcome.contains("What happened") && outcome.len() > 40, "the outcome is told, not {outcome:?}");
    ensure!(
        window.text("chip-when").await?.contains("15"),
        "tomorrow is the day after the moment asked as of"
    );
    window.screenshot("as-of").await?;
    window.resize(1100, 2300).await?;
    window.screenshot("answer-whole").await?;
    window.close().await
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn the_first_run_can_be_skipped_and_an_unknown_place_is_said() -> Result<()> {
    let data = tempfile::tempdir()?;
    let driver = Driver::start(SystemTheme::Light).await?;
    let window = driver.open(data.path()).await?;
    window.click("first-run-skip").await?;
    ask(&window, "picnic tomorrow in Xyzzyville").await?;
    window.text_where("unclear", |text| text.contains("Xyzzyville")).await?;
    window.screenshot("unknown-place").await?;
    window.close().await
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn the_window_follows_a_dark_system_and_fits_a_narrow_screen() -> Result<()> {
    let data = tempfile::tempdir()?;
    let driver = Driver::start(SystemTheme::Dark).await?;
    let window = driver.open(data.path()).await?;
    choose_new_york_as_home(&window).await?;
    ask(&window, PICNIC).await?;
    window.part("headline").await?;
    window.part("chart").await?;
    let dark = window.evaluate("return matchMedia('(prefers-color-scheme: dark)').matches").await?;
    ensure!(dark == true, "the window follows the system's dark theme");
    window.screenshot("answer-dark").await?;
    window.resize(400, 860).await?;
    window.screenshot("narrow").await?;
    let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    ensure!(window.evaluate(overflow).await? == 0, "nothing sticks out of a narrow window");
    window.close().await
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn two_windows_on_the_same_data_both_work() -> Result<()> {
    let data = tempfile::tempdir()?;
    // Each driver has one session at a time.
    let (first, second) =
        (Driver::start(SystemTheme::Light).await?, Driver::start(SystemTheme::Light).await?);
    let window = first.open(data.path()).await?;
    window.click("first-run-skip").await?;
    ask(&window, "picnic tomorrow in Seattle").await?;
    window.part("headline").await?;
    let other = second.open(data.path()).await?;
    ask(&other, "run tomorrow in Seattle").await?;
    other.part("headline").await?;
    for window in [window, other] {
        window.click("nav-history").await?;
        window.part("history-item").await?;
        ensure!(window.count("history-item").await? == 2, "each window sees what was asked in both");
        window.close().await?;
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn a_start_that_fails_says_why_in_the_window() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // A file where the folder should be: nothing can be opened there, even by root.
    let data = folder.path().join("taken");
    fs::write(&data, "not a folder")?;
    let driver = Driver::start(SystemTheme::Light).await?;
    let window = driver.open(&data).await?;
    window.part("start-again").await?;
    let problem = window.text("problem").await?;
    ensure!(problem.contains("taken"), "the problem names the folder: {problem:?}");
    window.screenshot("start-failed").await?;
    window.close().await
}

#[test]
fn a_percentage_is_read_off_a_phrase() {
    for (text, expected) in
        [("70 %", Some(70)), ("Likely, 7 in 10: 68% chance", Some(68)), ("100 %", Some(100)), ("none", None)]
    {
        assert_eq!(percent(text), expected, "{text}");
    }
}
