//! A program that is started for one conversation.

use crate::{MOST_HEARD, SourcesError};
use std::{
    io,
    pin::Pin,
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, ReadBuf},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
};

/// What a program gets of our environment: where programs, home and temporary files are, and the language. No key of ours.
const PASSED_ON: &[&str] = &[
    "HOME",
    "LANG",
    "LC_ALL",
    "LOGNAME",
    "PATH",
    "SHELL",
    "TMPDIR",
    "TZ",
    "USER",
    // What programs need on Windows.
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERNAME",
    "USERPROFILE",
];
/// How long a program may take to end by itself.
const GRACE: Duration = Duration::from_millis(150);
/// Bytes of what it wrote to its standard error last that are kept.
const LAST_WORDS: usize = 2000;

/// A program while it runs. It ends with this, and all that it has started with it.
pub(crate) struct Program {
    child: Child,
    heard_too_much: Arc<AtomicBool>,
    last_words: Arc<Mutex<Vec<u8>>>,
}

impl Program {
    /// Starts a program; what it says and what it is told.
    pub(crate) fn start(
        command: &str,
        arguments: &[String],
        environment: &[(String, String)],
    ) -> Result<(Self, Bounded, ChildStdin), SourcesError> {
        let not_started = |reason: String| SourcesError::NotStarted { command: command.to_owned(), reason };
        let mut start = Command::new(command);
        start
            .args(arguments)
            .env_clear()
            .envs(PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        // Not wherever we happen to have been started.
        if let Some(home) = std::env::home_dir().filter(|home| home.is_dir()) {
            start.current_dir(home);
        }
        #[cfg(unix)]
        start.process_group(0);
        let mut child = start.spawn().map_err(|error| not_started(error.to_string()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(not_started("it has no standard input and output".to_owned()));
        };
        let heard_too_much = Arc::new(AtomicBool::new(false));
        let last_words = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(keep_last_words(stderr, Arc::clone(&last_words)));
        let heard = Bounded { from: stdout, left: MOST_HEARD, heard_too_much: Arc::clone(&heard_too_much) };
        Ok((Self { child, heard_too_much, last_words }, heard, stdin))
    }

    /// Whether it said more than is listened to.
    pub(crate) fn said_too_much(&self) -> bool {
        self.heard_too_much.load(Ordering::Relaxed)
    }

    /// What it wrote to its standard error last.
    pub(crate) fn last_words(&self) -> String {
        let words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        let words = String::from_utf8_lossy(&words);
        words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned()
    }

    /// Ends it: first it is asked to, then it is made to.
    pub(crate) async fn end(mut self) {
        #[cfg(unix)]
        self.signal(rustix::process::Signal::TERM);
        // Not waited for as a process: as long as nobody has, its group can be no other's.
        tokio::time::sleep(GRACE).await;
        self.kill();
        let _ = tokio::time::timeout(GRACE, self.child.wait()).await;
    }

    fn kill(&mut self) {
        #[cfg(unix)]
        self.signal(rustix::process::Signal::KILL);
        let _ = self.child.start_kill();
    }

    /// Tells the program and all that it has started, which are one group.
    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        // Absent once somebody has waited for it; the number may be another's then.
        let group =
            self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(group) = group {
            // It may have ended by itself.
            let _ = rustix::process::kill_process_group(group, signal);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn keep_last_words(mut from: ChildStderr, kept: Arc<Mutex<Vec<u8>>>) {
    let mut piece = [0; 1024];
    while let Ok(length) = from.read(&mut piece).await {
        if length == 0 {
            return;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&piece[..length]);
        let too_many = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..too_many);
    }
}

/// What a program says, up to so many bytes: then it ends.
pub(crate) struct Bounded {
    from: ChildStdout,
    left: u64,
    heard_too_much: Arc<AtomicBool>,
}

impl AsyncRead for Bounded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            self.heard_too_much.store(true, Ordering::Relaxed);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.from).poll_read(context, buffer);
        let read = (buffer.filled().len() - before) as u64;
        self.left = self.left.saturating_sub(read);
        polled
    }
}
