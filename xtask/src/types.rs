//! `cargo xtask types`: writes the TypeScript types of the contract into the interface.

use crate::process::{cargo, run};
use eyre::Result;

/// Writes `ui/src/generated` anew by the very test that holds it current.
pub(crate) fn write_types() -> Result<()> {
    run(cargo(["test", "--package", "tests", "--test", "types"]).env("UPDATE_TYPES", "1"))
}
