//! Forecastle for assistants: the Model Context Protocol over standard input and output and over Streamable HTTP.
//!
//! One server speaks both current revisions, 2025-11-25 (with a handshake and sessions) and 2026-07-28 (each request by
//! itself). It is a thin adapter: every tool, resource and prompt carries requests to [`contract::Commands`] and answers
//! back, with a text in words beside what is structured. Sampling, roots and logging, which the newer revision
//! deprecates, are not used.
//!
//! What comes out of the user's data (titles of series, names of places, appointments) is handed on as data: it stands in
//! results, never in descriptions, instructions or prompts.

mod assistant;
mod choose;
mod completion;
mod granted;
mod http;
mod message;
mod prompts;
mod resources;
mod schema;
mod stdio;
mod subscriptions;
mod tools;

pub use assistant::Assistant;
pub use granted::{Busy, Granted, Queue, Turn};
pub use http::{HttpService, HttpSettings, http_service, http_service_of};
pub use message::read_message;
pub use stdio::{StdioError, serve_stdio};
