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
            "listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {}/\nautosave_interval 1\nautosave_on_changes true\nmax_queued_messages 0\nmax_inflight_messages 200\n{}",
            folder.path().display(),
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

fn is_root() -> bool {
    Path::new("/proc/self").metadata().is_ok_and(|metadata| {
        #[cfg(unix)]
        return std::os::unix::fs::MetadataExt::uid(&metadata) == 0;
        #[cfg(not(unix))]
        return false;
    })
}
