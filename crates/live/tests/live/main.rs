//! The ways in, over real sockets on the loopback and with a real broker.

mod broker;
mod mosquitto;
mod refusing;
mod station;

use domain::Clock;
use jiff::Zoned;

/// The machine's clock.
struct Now;

impl Clock for Now {
    fn now(&self) -> Zoned {
        Zoned::now()
    }
}
