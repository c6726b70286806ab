//! Who may ask from outside, and who did.

mod audit;
mod limits;
mod tokens;

pub(crate) use audit::{Audit, check, keep, log, write};
pub use limits::Limits;
pub(crate) use tokens::{Doors, create, let_in, list, revoke};
