//! Numbered steps with their time, so that a long set-up never looks stuck.

use eyre::Result;
use std::time::{Duration, Instant};

/// What a step did.
pub enum Outcome {
    /// It did its work.
    Done,
    /// There was nothing to do, and why.
    Unneeded(String),
}

/// Counts the steps of one command and tells the time each took.
pub struct Progress {
    total: usize,
    begun: usize,
    started: Instant,
}

impl Progress {
    /// Progress over `total` steps, from now.
    pub fn new(total: usize) -> Self {
        Self { total, begun: 0, started: Instant::now() }
    }

    /// Announces a step, does it, and says how long it and everything so far took.
    pub fn step(&mut self, title: &str, work: impl FnOnce() -> Result<Outcome>) -> Result<()> {
        self.begun += 1;
        println!("[{}/{}] {title}", self.begun, self.total);
        let start = Instant::now();
        let outcome = work()?;
        let (took, since) = (words(start.elapsed()), words(self.started.elapsed()));
        match outcome {
            Outcome::Done => println!("      done in {took} (elapsed {since})"),
            Outcome::Unneeded(reason) => println!("      {reason}"),
        }
        Ok(())
    }
}

/// A duration as a person says it.
pub fn words(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", duration.as_secs_f64()),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_a_person_says_them() {
        for (milliseconds, expected) in [
            (0, "0.0 s"),
            (1_240, "1.2 s"),
            (59_900, "59.9 s"),
            (61_000, "1 min 01 s"),
            (3_720_000, "1 h 02 min"),
        ] {
            assert_eq!(words(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn a_step_that_fails_passes_its_error_on() {
        let mut progress = Progress::new(1);
        let failure = progress.step("Breaking", || eyre::bail!("it broke")).expect_err("the step failed");
        assert_eq!(failure.to_string(), "it broke");
    }
}
