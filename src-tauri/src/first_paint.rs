//! How long a person waits for the window.

use std::{
    fs,
    io::{Write, stdout},
    sync::OnceLock,
    time::{Duration, Instant},
};

/// Measures from the start of the process to the first painted screen.
pub(crate) struct FirstPaint {
    /// When `main` began.
    begun: Instant,
    /// How long the process had been there by then.
    before: Duration,
    print: bool,
    reported: OnceLock<Duration>,
}

impl FirstPaint {
    /// To be made first thing in `main`.
    pub(crate) fn from_now() -> Self {
        Self {
            begun: Instant::now(),
            before: age_of_process().unwrap_or_default(),
            print: false,
            reported: OnceLock::new(),
        }
    }

    /// Whether the time is also printed and the window closed.
    pub(crate) fn reporting(self, print: bool) -> Self {
        Self { print, ..self }
    }

    /// Notes the time of the first paint, once. Whether the window was opened only for that.
    pub(crate) fn report(&self) -> bool {
        let mut first = false;
        let waited = *self.reported.get_or_init(|| {
            first = true;
            self.before + self.begun.elapsed()
        });
        if !first {
            return false;
        }
        tracing::info!(milliseconds = waited.as_millis(), "first paint");
        if self.print {
            // A closed pipe is no reason to stop.
            let _ignored = writeln!(stdout(), "first paint after {} ms", waited.as_millis());
        }
        self.print
    }
}

/// How long ago the kernel started this process, where it tells: what the dynamic linker took before `main`.
fn age_of_process() -> Option<Duration> {
    /// The unit of start times in `/proc/[pid]/stat` (proc(5), `USER_HZ`): the same on every Linux that Rust runs on.
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let uptime: f64 = fs::read_to_string("/proc/uptime").ok()?.split_whitespace().next()?.parse().ok()?;
    // The second field is the program's name in brackets, which may hold blanks; starttime is the 22nd field.
    let started: f64 = stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()?;
    Duration::try_from_secs_f64(uptime - started / TICKS_PER_SECOND).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_paint_is_reported_once() {
        let first_paint = FirstPaint::from_now().reporting(true);
        assert!(first_paint.report());
        assert!(!first_paint.report());
        assert!(first_paint.reported.get().is_some_and(|waited| *waited < Duration::from_secs(600)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_tells_the_age_of_the_process() {
        assert!(age_of_process().is_some_and(|age| age < Duration::from_secs(600)));
    }
}
