use domain::Clock;
use jiff::Zoned;

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Zoned {
        Zoned::now()
    }
}

/// A clock that stands still, for tests, demonstrations and walking through the past.
#[derive(Debug, Clone)]
pub struct StoppedClock(pub Zoned);

impl Clock for StoppedClock {
    fn now(&self) -> Zoned {
        self.0.clone()
    }
}
