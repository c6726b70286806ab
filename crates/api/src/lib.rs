//! The HTTP API: every command of the contract at an address of its own, and what only HTTP can do (streams, metrics, its own
//! description). A thin adapter: it checks who asks, reads, calls the engine and writes.
//!
//! | file | does |
//! |---|---|
//! | `routes` | which command has which address |
//! | `arguments` | path, query and body to one JSON request |
//! | `connections` | how many there may be, and how long each may take (`patient`: to take its answer) |
//! | `encryption` | TLS; `certificate` makes one where the user has none |
//! | `hosts` | by what names the server goes |
//! | `shape` | where JSON Schema and serde would differ on a request |
//! | `guard` | whose requests are let in |
//! | `rates` | how often what costs something may be asked |
//! | `bodies` | bodies, read whole |
//! | `turns` | whose turn it is to have something worked out; sheds what would wait too long |
//! | `observations` | values of series in the form that is wanted; `tables` reads and writes Arrow and NDJSON |
//! | `predict` | `/v1/predict`, and many at once |
//! | `assistants` | the Model Context Protocol |
//! | `changes` | what changes while somebody listens |
//! | `description` | the OpenAPI document and its page |
//! | `problem` | faults as `application/problem+json` |

mod arguments;
mod assistants;
mod bodies;
mod certificate;
mod changes;
mod commands;
mod connections;
mod description;
mod encryption;
mod guard;
mod health;
mod hosts;
mod metrics;
mod observations;
mod patient;
mod predict;
mod problem;
mod rates;
mod routes;
mod serve;
mod server;
mod shape;
mod tables;
mod turns;

pub use arguments::Arguments;
pub use description::document;
pub use encryption::{Encryption, ServerCertificate};
pub use predict::read_line;
pub use routes::{ROUTES, Route};
pub use serve::{ApiError, Bound, Options, bind};
pub use tables::read_and_write;
