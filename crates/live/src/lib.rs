//! What arrives while Forecastle runs. Each way in is a task that turns what it hears into [`Reading`]s and hands them over as
//! [`Delivery`]s through one bounded [`queue`]; where the queue is full it waits, and so do those who send.
//!
//! | file | hears |
//! |---|---|
//! | `mqtt` | a broker: topics that the user named, Home Assistant's discovery, `rtl_433` |
//! | `station` | personal weather stations that push over HTTP: Ecowitt's and Weather Underground's protocols |
//! | `folder` | files that grow |
//!
//! A sender is told that its message arrived when the readings are durable, never before: MQTT's acknowledgement and the
//! station's HTTP answer wait for [`Delivery::written`].

mod counter;
pub mod folder;
mod json;
mod link;
pub mod mqtt;
mod queue;
mod reading;
pub mod station;

pub use counter::Counters;
pub use link::{Link, LinkState};
pub use queue::{Delivery, Full, Inlet, Outlet, queue};
pub use reading::{Measures, Reading, Sensor};
