//! Holds Forecastle against what others made of the protocols it speaks: the conformance suite, the Inspector and the official clients of
//! the Model Context Protocol, and schemathesis on the HTTP API.
//!
//! What they are and what they do stands in `tests/protocols`. They come from npm and `PyPI` at locked versions; where these can't be
//! reached, the checks say so and are left out.

mod assistants;
mod described;
mod served;
mod suites;

pub(crate) use assistants::{conformance, inspector, python_client, typescript_client};
pub(crate) use described::{api, fuzz_api, soak};
pub(crate) use suites::{ensure_node_suites, ensure_python_suites};

use crate::process::{target, workspace};
use eyre::{Result, WrapErr};
use std::{fs, path::PathBuf};

/// Where the scripts and the locked versions stand.
fn folder() -> PathBuf {
    workspace().join("tests").join("protocols")
}

/// An empty folder for one check.
fn scratch(check: &str) -> Result<PathBuf> {
    let folder = target().join("protocols").join(check);
    if folder.exists() {
        fs::remove_dir_all(&folder).wrap_err_with(|| format!("{} can't be emptied", folder.display()))?;
    }
    fs::create_dir_all(&folder).wrap_err_with(|| format!("{} can't be made", folder.display()))?;
    Ok(folder)
}
