//! Other programs ask the real window over real HTTP.

use crate::real_window::{Driver, RealWindow, SystemTheme, free_port};
use eyre::{OptionExt as _, Result, ensure};
use fantoccini::key::Key;
use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    time::Duration,
};

/// Asks the window and returns the status; `None` when nobody listens.
fn status(port: u16, path: &str, secret: Option<&str>) -> Option<u16> {
    let authorization = secret.map_or(String::new(), |secret| format!("Authorization: Bearer {secret}\r\n"));
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let head = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
    stream.write_all(format!("{head}{authorization}\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

/// Runs what the window says to type, as its reader would.
fn typed(program: &str, arguments: &[&str], script: &str) -> Result<String> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or_eyre("it is piped")?.write_all(script.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

async fn open_programs(window: &RealWindow) -> Result<()> {
    window.click("nav-settings").await?;
    window.click("other-programs-open").await?;
    window.part("serving-on").await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn a_program_is_let_in_seen_and_turned_away() -> Result<()> {
    let data = tempfile::tempdir()?;
    let driver = Driver::start(SystemTheme::Light).await?;
    let window = driver.open(data.path()).await?;
    window.click("first-run-skip").await?;
    open_programs(&window).await?;
    window.part("log-empty").await?;

    // A taken port is said, and nothing is switched on.
    let taken = TcpListener::bind(("127.0.0.1", 0))?;
    window.set("serving-port", &taken.local_addr()?.port().to_string()).await?;
    window.click("serving-on").await?;
    window
        .text_where("problem", |text| text.contains("is taken") && text.contains("Choose another port"))
        .await?;

    let port = free_port()?;
    window.set("serving-port", &port.to_string()).await?;
    window.click("serving-on").await?;
    window.text_where("serving-copy-text", |text| text == format!("http://127.0.0.1:{port}")).await?;
    ensure!(
        status(port, "/v1/about", None) == Some(200),
        "what tells nothing of the user is told to anybody"
    );
    ensure!(status(port, "/v1/settings", None) == Some(403), "what does is not");
    window.text_where("serving-requests", |text| text.contains("2 requests")).await?;

    window.click("token-new").await?;
    window.type_into("token-name", "A test of the window").await?;
    window.click("token-may-read").await?;
    window.click("token-create").await?;
    let secret = window.text("token-secret").await?;
    ensure!(secret.starts_with("forecastle_") && secret.len() == 75, "not {secret:?}");
    ensure!(status(port, "/v1/settings", Some(&secret)) == Some(403), "it may not do everything");
    ensure!(status(port, "/v1/series", Some(&secret)) == Some(200), "it may read");

    // What is shown to be typed works as it stands.
    let curl = window.text("token-snippet").await?;
    ensure!(curl.contains(&secret), "{curl}");
    let answer: serde_json::Value = serde_json::from_str(&typed("sh", &[], &curl)?)?;
    ensure!(answer["kind"] == "answered", "{answer}");
    window.click("use-python").await?;
    let python = window.text_where("token-snippet", |text| text.contains("urllib")).await?;
    ensure!(typed("python3", &["-"], &python)?.contains("'answered'"), "{python}");
    window.click("token-copy").await?;
    window.text_where("token-copy-said", |text| text == "Copied").await?;
    window.screenshot("programs-token").await?;
    window.click("token-done").await?;
    ensure!(
        !window.evaluate("return document.body.innerText").await?.to_string().contains(&secret),
        "told once"
    );
    // What was copied is on the clipboard: it can be pasted.
    window.type_into("log-find", &(Key::Control + "v")).await?;
    let pasted = window.evaluate("return document.querySelector('[data-testid=log-find]').value").await?;
    ensure!(pasted == secret.as_str(), "{pasted}");

    // It is in the log, which can be searched and checked.
    window.type_into("log-find", "a test of").await?;
    window.text_where("access-log", |text| text.contains("A test of the window (token 1)")).await?;
    window.text_where("token-used", |text| text.starts_with("last used")).await?;
    window.click("log-check").await?;
    window.text_where("log-checked", |text| text.contains("Checked: unbroken")).await?;
    window.screenshot("programs").await?;

    // Revoked, it opens nothing any more.
    window.click("token-revoke").await?;
    window.click("token-revoke-sure").await?;
    window.part("no-tokens").await?;
    ensure!(status(port, "/v1/series", Some(&secret)) == Some(401), "at once");

    // On when the window opens again, off when it is switched off.
    window.close().await?;
    let window = driver.open(data.path()).await?;
    open_programs(&window).await?;
    window.text_where("serving-copy-text", |text| text == format!("http://127.0.0.1:{port}")).await?;
    ensure!(status(port, "/health", None) == Some(200), "it serves again");
    window.click("serving-on").await?;
    window.text_where("serving", |text| !text.contains("127.0.0.1")).await?;
    ensure!(status(port, "/health", None).is_none(), "nobody listens");
    window.close().await
}

#[tokio::test]
#[ignore = "needs a screen and a driver: run `cargo xtask test --only window`"]
async fn a_second_window_on_the_same_data_says_who_has_the_port_and_takes_it_over() -> Result<()> {
    let data = tempfile::tempdir()?;
    let (first, second) = (Driver::start(SystemTheme::Light).await?, Driver::start(SystemTheme::Dark).await?);
    let port = free_port()?;
    let window = first.open(data.path()).await?;
    window.click("first-run-skip").await?;
    open_programs(&window).await?;
    window.set("serving-port", &port.to_string()).await?;
    window.click("serving-on").await?;
    window.part("serving-address").await?;
    let other = second.open(data.path()).await?;
    open_programs(&other).await?;
    other.text_where("serving-trouble", |text| text.contains(&format!("port {port} is taken"))).await?;
    other.screenshot("programs-taken").await?;
    window.close().await?;
    other.part("serving-address").await?;
    tokio::time::sleep(Duration::from_millis(100)).await;
    ensure!(status(port, "/health", None) == Some(200), "the one that is left serves");
    other.close().await
}
