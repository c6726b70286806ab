//! The HTTP API: every command of the contract at an address of its own, and what only HTTP can do (streams, metrics, its own
//! description). A thin adapter: it checks who asks, reads, calls the engine and writes.
//!
//! | file | does |
//! |---|---|
//! | `routes` | which command has which address |
//! | `arguments` | path, query and body to one JSON request |
//! | `shape` | where JSON Schema and serde would differ on a request |
//! | `guard` | whose requests are let in |
//! | `turns` | whose turn it is to have something worked out; sheds what would wait too long |
//! | `predict` | `/v1/predict`, and many at once |
//! | `assistants` | the Model Context Protocol |
//! | `changes` | what changes while somebody listens |
//! | `description` | the OpenAPI document and its page |
//! | `problem` | faults as `application/problem+json` |

mod arguments;
mod assistants;
mod changes;
mod commands;
mod description;
mod guard;
mod health;
mod metrics;
mod predict;
mod problem;
mod routes;
mod serve;
mod server;
mod shape;
mod turns;

pub use arguments::Arguments;
pub use description::document;
pub use predict::read_line;
pub use routes::{ROUTES, Route};
pub use serve::{ApiError, Bound, Options, bind};
