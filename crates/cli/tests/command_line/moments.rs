//! When to kill a program, so that it is hit anywhere in its work on a machine of any pace and under any load.

use std::{
    process::Child,
    time::{Duration, Instant},
};

/// Moments within what something takes, and somewhat more.
pub(crate) struct Moments {
    /// A linear congruential generator (Knuth, MMIX): the moments differ.
    state: u64,
    /// How long it takes, as far as is known: the load of a machine comes and goes.
    takes: Duration,
}

impl Moments {
    pub(crate) fn of_what_takes(takes: Duration, seed: u64) -> Self {
        Self { state: seed, takes }
    }

    /// A number below another.
    pub(crate) fn number(&mut self, below: u32) -> u32 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.state >> 33) % u64::from(below)).expect("below a u32")
    }

    /// Kills it at some moment; whether it was still at work.
    pub(crate) fn kill(&mut self, child: &mut Child) -> bool {
        let moment = self.takes * self.number(120) / 100;
        let begun = Instant::now();
        std::thread::sleep(moment);
        let at_work = kill(child);
        // Woken late, it has waited longer than it wanted to.
        let waited = begun.elapsed();
        if at_work && waited >= self.takes {
            self.takes = waited * 5 / 4;
        } else if !at_work {
            self.takes = self.takes.min(waited.max(Duration::from_millis(1)));
        }
        at_work
    }
}

/// Kills it now; whether it was still at work.
pub(crate) fn kill(child: &mut Child) -> bool {
    let at_work = child.try_wait().expect("a child can be asked").is_none();
    child.kill().expect("a child can be killed");
    child.wait().expect("a child ends");
    at_work
}
