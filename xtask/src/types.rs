//! `cargo xtask types`: writes the TypeScript types of the contract into the interface, and the OpenAPI document.

use crate::process::{cargo, run};
use eyre::Result;

/// Writes `ui/src/generated` and `docs/openapi.json` anew by the very tests that hold them current.
pub(crate) fn write_types() -> Result<()> {
    run(cargo(["test", "--package", "tests", "--test", "types", "--test", "surfaces"])
        .env("UPDATE_TYPES", "1"))
}
