//! Notifications under a real D-Bus notification service (dunst), which remembers what it showed.
//!
//! These tests need a screen, a message bus and dunst, so they are ignored here and run by `cargo xtask test --only window`, which
//! brings all three.

#[expect(dead_code, reason = "the tests of the window use the rest")]
mod real_window;

use eyre::{Result, WrapErr as _, bail, ensure};
use jiff::{SignedDuration, Timestamp};
use real_window::{Driver, SystemTheme};
use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Longer than a look is put off after another.
const PATIENCE: Duration = Duration::from_secs(120);

/// dunst, until dropped.
struct Dunst(Child);

impl Dunst {
    fn start(folder: &Path) -> Result<Self> {
        // Its defaults; a user's own file is left alone.
        let settings = folder.join("dunstrc");
        fs::write(&settings, "[global]\nhistory_length = 100\n")?;
        let child = Command::new("dunst").arg("-conf").arg(&settings).stdout(Stdio::null()).spawn();
        let dunst = Self(child.wrap_err("dunst can't be started: run `cargo xtask test --only window`")?);
        until("dunst on the bus", || Ok(dunstctl(&["count"]).is_ok().then_some(())))?;
        Ok(dunst)
    }
}

impl Drop for Dunst {
    fn drop(&mut self) {
        let _already_ended = self.0.kill();
        let _already_ended = self.0.wait();
    }
}

fn dunstctl(arguments: &[&str]) -> Result<String> {
    let output = Command::new("dunstctl").args(arguments).stderr(Stdio::null()).output()?;
    ensure!(output.status.success(), "dunstctl {arguments:?} failed");
    Ok(String::from_utf8(output.stdout)?)
}

/// What dunst has shown, as title and text, whether it still does or not.
fn shown() -> Result<Vec<(String, String)>> {
    dunstctl(&["close-all"])?;
    let history: serde_json::Value = serde_json::from_str(&dunstctl(&["history"])?)?;
    let text = |notice: &serde_json::Value, field: &str| {
        notice[field]["data"].as_str().unwrap_or_default().to_owned()
    };
    let notices = history["data"][0].as_array().cloned().unwrap_or_default();
    Ok(notices
        .iter()
        .filter(|notice| text(notice, "appname") == "Forecastle")
        .map(|notice| (text(notice, "summary"), text(notice, "body")))
        .collect())
}

fn until<T>(what: &str, look: impl Fn() -> Result<Option<T>>) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        ensure!(begun.elapsed() < PATIENCE, "{what} did not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn named(name: &str) -> Result<PathBuf> {
    let Some(path) = env::var_os(name).map(PathBuf::from) else {
        bail!("{name} is not set: run this as `cargo xtask test --only window`")
    };
    ensure!(path.is_file(), "{} is not there: run `cargo xtask test`", path.display());
    Ok(path)
}

/// `forecastle`, on a data folder.
fn forecastle(data: &Path, arguments: &[&str]) -> Result<String> {
    let output =
        Command::new(named("FORECASTLE_TEST_CLI")?).arg("--data").arg(data).args(arguments).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(said)
}

/// Hourly values up to now.
fn write_meter(path: &Path, hours: i64, level: f64) -> Result<()> {
    let now = Timestamp::now().as_second().div_euclid(3600) * 3600;
    let mut text = "time,tank\n".to_owned();
    for back in (1..=hours).rev() {
        let at = Timestamp::from_second(now)? - SignedDuration::from_hours(back);
        writeln!(text, "{at},{}", level + (back % 7) as f64 / 10.0)?;
    }
    Ok(fs::write(path, text)?)
}

#[test]
#[ignore = "needs a message bus and dunst: run `cargo xtask test --only window`"]
fn a_watch_of_the_command_line_is_seen_on_the_desktop_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let _dunst = Dunst::start(folder.path())?;
    let (data, meter) = (folder.path().join("data"), folder.path().join("tank.csv"));
    let file = meter.to_string_lossy().into_owned();
    write_meter(&meter, 24 * 50, 10.0)?;
    forecastle(&data, &["import", &file, "--title", "tank", "--unit", "l"])?;
    let said = forecastle(&data, &["watch", "the tank exceeds 50 in the next 3 days"])?;
    ensure!(said.contains("Forecastle tells you when the chance is 50 % or more"), "{said}");
    forecastle(&data, &["watches", "check"])?;
    ensure!(shown()?.is_empty(), "nothing has happened yet");

    write_meter(&meter, 48, 100.0)?;
    forecastle(&data, &["import", &file, "--title", "tank", "--unit", "l"])?;
    let told = forecastle(&data, &["watches", "check"])?;
    ensure!(told.contains("The chance is "), "it is told in the terminal: {told}");
    let seen = until("the notification", || Ok(Some(shown()?).filter(|seen| !seen.is_empty())))?;
    ensure!(seen.len() == 1, "{seen:?}");
    ensure!(seen[0].0.starts_with("tank"), "{seen:?}");
    ensure!(seen[0].1.contains("above 50 %. It was "), "{seen:?}");

    forecastle(&data, &["watches", "check"])?;
    ensure!(shown()?.len() == 1, "it is told once");
    let log = forecastle(&data, &["watches", "log"])?;
    ensure!(log.contains("The chance is "), "{log}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a message bus and dunst: run `cargo xtask test --only window`"]
async fn a_notification_of_the_window_leads_to_what_was_told() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let _dunst = Dunst::start(folder.path())?;
    let (data, meter) = (folder.path().join("data"), folder.path().join("tank.csv"));
    let file = meter.to_string_lossy().into_owned();
    write_meter(&meter, 24 * 50, 10.0)?;
    forecastle(&data, &["import", &file])?;
    forecastle(&data, &["watch", "the tank exceeds 50 in the next 3 days"])?;
    let settings = forecastle(&data, &["--json", "call", "settings"])?;
    let mut settings: serde_json::Value = serde_json::from_str(&settings)?;
    settings["live"]["files"] = serde_json::json!([file]);
    settings["first_run_done"] = true.into();
    settings["watches"]["stay_in_tray"] = true.into();
    forecastle(&data, &["call", "save_settings", &settings.to_string()])?;

    let driver = Driver::start(SystemTheme::Light).await?;
    let window = driver.open(&data).await?;
    window.click("nav-watches").await?;
    window.text_where("watch-state", |text| text.contains("looked at")).await?;
    window.screenshot("watches").await?;
    window.click("nav-ask").await?;
    // The file grows while the window is open, and what comes in is looked at by itself.
    write_meter(&meter, 24 * 50 + 1, 100.0)?;
    let seen = until("the notification", || {
        let waiting = dunstctl(&["count", "displayed"])?;
        Ok((waiting.trim() != "0").then_some(()))
    });
    seen?;
    window.text_where("watches-unseen", |text| text.contains('1')).await?;
    dunstctl(&["action"])?;
    window.text_where("firing", |text| text.contains("above 50 %")).await?;
    window.screenshot("watches-told").await?;
    let notices = shown()?;
    ensure!(notices.len() == 1 && notices[0].0.starts_with("Tank"), "{notices:?}");
    // With the tray, closing the window wouldn't end the program.
    window.click("nav-settings").await?;
    window.click("watch-tray").await?;
    window.text_where("settings-saved", |text| text.starts_with("Saved")).await?;
    window.close().await
}
