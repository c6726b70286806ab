//! The real window, driven over WebDriver as a person would drive it.

use eyre::{Result, WrapErr, bail, eyre};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// Longer than anything takes here, so that only what never comes fails.
const PATIENCE: Duration = Duration::from_secs(30);
const PULSE: Duration = Duration::from_millis(50);

/// The theme of the system that the window opens in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SystemTheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// tauri-driver, which starts windows and hands WebDriver commands to `WebKitGTK`'s own driver.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    window: PathBuf,
}

impl Driver {
    /// Starts tauri-driver for the programs that `cargo xtask test` names.
    pub(crate) async fn start(theme: SystemTheme) -> Result<Self> {
        let named = |name: &str| -> Result<PathBuf> {
            let path = env::var_os(name).map(PathBuf::from);
            let path =
                path.ok_or_else(|| eyre!("{name} is not set: run this as `cargo xtask test --only window`"))?;
            if path.is_file() {
                Ok(path)
            } else {
                bail!("{} is not there: run `cargo xtask test`", path.display())
            }
        };
        let (driver, window) = (named("FORECASTLE_TEST_DRIVER")?, named("FORECASTLE_TEST_WINDOW")?);
        let (port, native_port) = (free_port()?, free_port()?);
        let mut command = Command::new(&driver);
        command.args(["--port", &port.to_string(), "--native-port", &native_port.to_string()]);
        command.env("GTK_THEME", if theme == SystemTheme::Dark { "Adwaita:dark" } else { "Adwaita" });
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let process = command.spawn().wrap_err_with(|| format!("{} can't be started", driver.display()))?;
        let driver = Self { process, port, window };
        for port in [port, native_port] {
            until(&format!("a driver listening on port {port}"), async || {
                Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
            })
            .await?;
        }
        Ok(driver)
    }

    /// Opens the window on this data folder.
    pub(crate) async fn open(&self, data: &Path) -> Result<RealWindow> {
        let options = serde_json::json!({ "application": self.window, "args": ["--data", data] });
        let capabilities = [("browserName".to_owned(), "wry".into()), ("tauri:options".to_owned(), options)];
        let address = format!("http://127.0.0.1:{}", self.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.into_iter().collect());
        // WebKit's driver waits for ever for a program that ended before its window was there.
        let client = timeout(PATIENCE, builder.connect(&address))
            .await
            .wrap_err("the window did not come: the program's own words are above")?
            .wrap_err("the window could not be opened over WebDriver")?;
        Ok(RealWindow { client })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked to end, it ends WebKit's driver as well; killed, it would leave that behind.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _already_ended = self.process.kill();
        }
        let _already_ended = self.process.wait();
    }
}

/// One open window. The parts of its screens go by their `data-testid`.
pub(crate) struct RealWindow {
    client: Client,
}

impl RealWindow {
    /// Closes the window, as its user would.
    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    /// Waits for a part that is shown.
    pub(crate) async fn part(&self, name: &str) -> Result<Element> {
        until(&format!("the part `{name}` on the screen"), async || {
            for element in self.client.find_all(Locator::Css(&format!("[data-testid='{name}']"))).await? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// How many of these parts there are now.
    pub(crate) async fn count(&self, name: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(&format!("[data-testid='{name}']"))).await?.len())
    }

    /// What a part says.
    pub(crate) async fn text(&self, name: &str) -> Result<String> {
        until(&format!("the words of `{name}`"), async || {
            // The part may be replaced between being found and being read.
            Ok(Some(self.part(name).await?.text().await?))
        })
        .await
    }

    /// Waits until what a part says is as wanted, and returns it.
    pub(crate) async fn text_where(&self, name: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let mut last = String::new();
        let found = until(&format!("the right text in `{name}`"), async || {
            // The part may be replaced between being found and being read.
            last = self.part(name).await?.text().await.unwrap_or_default();
            Ok(wanted(&last).then(|| last.clone()))
        })
        .await;
        found.wrap_err_with(|| format!("`{name}` says {last:?}"))
    }

    /// Waits until there are so many of these parts.
    pub(crate) async fn count_is(&self, name: &str, wanted: usize) -> Result<()> {
        until(&format!("{wanted} of the part `{name}`"), async || {
            Ok((self.count(name).await? == wanted).then_some(()))
        })
        .await
    }

    /// Clicks a part.
    pub(crate) async fn click(&self, name: &str) -> Result<()> {
        until(&format!("`{name}` to be clicked"), async || {
            // As above.
            Ok(Some(self.part(name).await?.click().await?))
        })
        .await
    }

    /// Replaces what a text field holds by typing.
    pub(crate) async fn type_into(&self, name: &str, text: &str) -> Result<()> {
        let field = self.part(name).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Sends a key to a part.
    pub(crate) async fn press(&self, name: &str, key: Key) -> Result<()> {
        Ok(self.part(name).await?.send_keys(&key.to_string()).await?)
    }

    /// Sets a field whose picker WebDriver can't work (a date, a list), with the events a person's choice would bring.
    pub(crate) async fn set(&self, name: &str, value: &str) -> Result<()> {
        let field = serde_json::to_value(self.part(name).await?)?;
        let script = "const [field, value] = arguments;
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
            for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));";
        self.client.execute(script, vec![field, value.into()]).await?;
        Ok(())
    }

    /// Runs a script in the page and returns what it returns.
    pub(crate) async fn evaluate(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Changes the size of the window.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.client.set_window_size(width, height).await?;
        Ok(())
    }

    /// Saves what the window shows as `screenshots/NAME.png`.
    pub(crate) async fn screenshot(&self, name: &str) -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../screenshots");
        fs::create_dir_all(&folder)?;
        // Transitions are over and charts drawn for the present width.
        sleep(Duration::from_millis(600)).await;
        fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await?)?;
        Ok(())
    }
}

/// A port that nothing listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Asks again and again until there is an answer.
async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        match ask().await {
            Ok(Some(found)) => return Ok(found),
            outcome if Instant::now() > end => {
                outcome.wrap_err_with(|| format!("waited {PATIENCE:?} for {what}"))?;
                bail!("waited {PATIENCE:?} in vain for {what}");
            }
            Ok(None) | Err(_) => sleep(PULSE).await,
        }
    }
}
