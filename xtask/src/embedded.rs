//! Has what is built into the product made anew, by the program beside this one: `xtask/embed`.

use crate::process::{cargo, run};
use eyre::Result;

/// Passed on as they are.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// See `--help` of each.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Makes one thing.
pub(crate) fn make(what: &str, arguments: &Arguments) -> Result<()> {
    run(cargo(["run", "--quiet", "--package", "embed", "--", what]).args(&arguments.arguments))
}
