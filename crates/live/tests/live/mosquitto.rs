//! A real broker for the tests: Eclipse Mosquitto, which `cargo xtask test` installs.

use std::{
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Where systems put it; Debian's is not on every user's path.
const PROGRAMS: &[&str] =
    &["mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"];

/// A broker that keeps its sessions on disk and ends with the test.
pub(crate) struct Mosquitto {
    program: PathBuf,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    running: Option<Child>,
}

impl Mosquitto {
    /// Starts it; `None`, with a word, where it isn't installed.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(|_| Some(String::new()))
    }

    /// Starts it so that it takes encrypted connections only, with a certificate of an authority of its own: see [`Self::authority`].
    pub(crate) fn start_encrypted() -> Option<Self> {
        Self::start_with(|folder| {
            certificates(folder)?;
            let file = |name: &str| folder.join(name).display().to_string();
            Some(format!("certfile {}\nkeyfile {}\n", file("broker.pem"), file("broker.key")))
        })
    }

    /// The certificate that vouches for the encrypted one.
    pub(crate) fn authority(&self) -> String {
        self.folder.path().join("authority.pem").display().to_string()
    }

    fn start_with(more: impl FnOnce(&Path) -> Option<String>) -> Option<Self> {
        let installed = |program: &&&str| {
            Command::new(program).arg("-h").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
        };
        let Some(program) = PROGRAMS.iter().find(installed) else {
            let _ = std::io::stderr()
                .write_all(b"skipped: mosquitto is not installed; `cargo xtask test` installs it\n");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let folder = tempfile::tempdir().expect("a folder");
        let text = format!(
            "listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {}/\nautosave_interval 1\nautosave_on_changes true\nmax_queued_messages 0\nmax_inflight_messages 200\n{}{}",
            folder.path().display(),
            more(folder.path())?,
            if is_root() { "user root\n" } else { "" },
        );
        std::fs::write(folder.path().join("mosquitto.conf"), text).expect("written");
        let mut broker = Self { program: program.into(), folder, port, running: None };
        broker.restart();
        Some(broker)
    }

    /// Starts it again.
    pub(crate) fn restart(&mut self) {
        self.kill();
        let configuration = self.folder.path().join("mosquitto.conf");
        let child = Command::new(&self.program)
            .arg("-c")
            .arg(configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it was there a moment ago");
        self.running = Some(child);
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(20), "the broker doesn't start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it without a word of warning.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Makes an authority and a certificate of it for this machine, with OpenSSL; `None`, with a word, where that isn't installed.
fn certificates(folder: &Path) -> Option<()> {
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n").expect("written");
    for arguments in [
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Authority -keyout authority.key -out authority.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout broker.key -out broker.csr",
        "x509 -req -in broker.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -extfile names -out broker.pem",
    ] {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if !done.is_ok_and(|status| status.success()) {
            let _ = std::io::stderr().write_all(b"skipped: openssl is not installed\n");
            return None;
        }
    }
    Some(())
}

fn is_root() -> bool {
    Path::new("/proc/self").metadata().is_ok_and(|metadata| {
        #[cfg(unix)]
        return std::os::unix::fs::MetadataExt::uid(&metadata) == 0;
        #[cfg(not(unix))]
        return false;
    })
}
