//! A file of the user's in the real window: looked into, corrected, imported, asked about and taken back.

use crate::{
    ask,
    real_window::{Driver, SystemTheme},
};
use eyre::{Result, ensure};
use fantoccini::key::Key;
use jiff::ToSpan as _;
use std::{fmt::Write as _, fs, path::Path};

/// Hours of the file.
const HOURS: i32 = 24 * 60;

/// What a meter read, hour by hour up to this hour, with a decimal comma, no unit and a hole of a day.
fn write_meter(path: &Path) -> Result<()> {
    let now = jiff::Zoned::now().round(jiff::Unit::Hour)?;
    let mut text = "Time;Heat pump\n".to_owned();
    for back in (1..=HOURS).rev().filter(|back| !(100..124).contains(back)) {
        let time = now.checked_sub(back.hours())?;
        let value = if (7..22).contains(&time.hour()) { 14 } else { 3 } + back % 5;
        writeln!(text, "{};{},{}", time.strftime("%Y-%m-%d %H:00%:z"), value / 10, value % 10)?;
    }
    Ok(fs::write(path, text)?)
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn a_file_is_looked_into_corrected_imported_and_taken_back() -> Result<()> {
    let data = tempfile::tempdir()?;
    let file = data.path().join("heat.csv");
    write_meter(&file)?;
    let driver = Driver::start(SystemTheme::Light).await?;
    let window = driver.open(data.path()).await?;
    window.click("first-run-skip").await?;
    window.click("nav-data").await?;

    // What was understood stands there before anything is kept.
    window.type_into("import-path", &file.to_string_lossy()).await?;
    window.click("import-look").await?;
    let summary = window.text("preview-summary").await?;
    ensure!(summary.contains("hourly") && summary.contains("1,416 values"), "what was read: {summary:?}");
    let doubts = window.text("preview-doubts").await?;
    ensure!(doubts.contains("24 steps without a value"), "the hole is told: {doubts:?}");
    ensure!(window.count("past-import").await? == 0, "nothing is kept yet");

    // A correction is looked at first.
    window.type_into("preview-unit", "kWh").await?;
    window.press("preview-unit", Key::Tab).await?;
    window.text_where("preview-summary", |text| text.contains("kWh")).await?;
    window.type_into("preview-title", "Warm rooms").await?;
    window.press("preview-title", Key::Tab).await?;
    window.text_where("preview-name", |text| text == "Warm rooms").await?;
    window.screenshot("import-preview").await?;
    window.click("import-button").await?;
    let report = window.text("import-report").await?;
    ensure!(report.contains("“Warm rooms” is in. 1,416 new values."), "the report: {report:?}");
    window.text_where("past-import", |text| text.contains("heat.csv")).await?;
    window.screenshot("imported").await?;

    // It can be asked about by its name at once.
    window.click("nav-ask").await?;
    ask(&window, "how much warm rooms tomorrow").await?;
    let headline = window.text("headline").await?;
    ensure!(headline.contains("kWh"), "an amount in the unit that was said: {headline:?}");

    // Taken back, it is gone; but not before it was confirmed.
    window.click("nav-data").await?;
    window.click("undo-import").await?;
    window.screenshot("import-undo").await?;
    ensure!(window.count("past-import").await? == 1, "nothing is taken back unasked");
    window.click("undo-confirm").await?;
    window.count_is("past-import", 0).await?;

    // The next file of this make is read as this one was said to be.
    window.type_into("import-path", &file.to_string_lossy()).await?;
    window.click("import-look").await?;
    window.part("preview-remembered").await?;
    window.text_where("preview-summary", |text| text.contains("kWh")).await?;
    window.click("import-dismiss").await?;

    // What is no table is refused in words, with what may help.
    let letter = data.path().join("letter.txt");
    fs::write(&letter, "Dear neighbour,\nthe cat is well.\n")?;
    window.type_into("import-path", &letter.to_string_lossy()).await?;
    window.click("import-look").await?;
    window.text_where("problem", |text| text.contains("letter.txt")).await?;
    window.part("how-read").await?;
    window.close().await
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn everything_is_exported_to_a_folder_and_a_taken_one_is_refused() -> Result<()> {
    let data = tempfile::tempdir()?;
    let folder = data.path().join("out");
    let driver = Driver::start(SystemTheme::Dark).await?;
    let window = driver.open(data.path()).await?;
    window.click("first-run-skip").await?;
    window.click("nav-data").await?;
    for _ in 0..2 {
        window.type_into("export-folder", &folder.to_string_lossy()).await?;
        window.click("export-everything-button").await?;
        window.text_where("export-everything", |text| text.contains("out")).await?;
    }
    window.text_where("problem", |text| text.contains("out")).await?;
    ensure!(folder.join("manifest.json").is_file(), "the export is there");
    window.close().await
}
