//! A server that plays Open-Meteo for tests and demonstrations: replies in exactly its format, made of the built-in sample
//! weather, with faults that can be switched on. Ships in nothing.
//!
//! ```
//! let server = replay::Server::start(0, None).unwrap();
//! server.set_now("2013-06-14T12:00:00Z".parse().unwrap());
//! server.set_fault(replay::Fault::Slow { milliseconds: 50 });
//! println!("{}", server.address());
//! ```

mod fault;
mod http;
mod noise;
mod query;
mod said;
mod server;
mod truth;

pub use fault::Fault;
pub use server::Server;
