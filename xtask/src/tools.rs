//! Cargo's own tools that the tests use, built once under the target folder.

use crate::{
    process::{cargo, run, target},
    progress::Outcome,
};
use eyre::Result;
use std::{env, fmt, fs, path::PathBuf};

/// A program from the Rust registry, at the one version this project is tested with.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Drives the real window over WebDriver.
pub(crate) const TAURI_DRIVER: Tool = Tool { name: "tauri-driver", version: "2.1.0" };
/// Holds licences and duplicate crates against `deny.toml`.
pub(crate) const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
/// Searches for what makes a parser panic.
pub(crate) const CARGO_FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2" };

impl Tool {
    /// The program.
    pub(crate) fn path(&self) -> PathBuf {
        folder().join("bin").join(format!("{}{}", self.name, env::consts::EXE_SUFFIX))
    }

    /// Builds the tool, unless that version is there. Unoptimised: it runs for a second and would compile for minutes.
    pub(crate) fn ensure(&self) -> Result<Outcome> {
        let mark = folder().join(format!("{}-{}", self.name, self.version));
        if mark.is_file() && self.path().is_file() {
            return Ok(Outcome::Unneeded(self.to_string()));
        }
        let mut install =
            cargo(["install", self.name, "--version", self.version, "--locked", "--debug", "--root"]);
        run(install.arg(folder()))?;
        fs::write(mark, "")?;
        Ok(Outcome::Done)
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.name, self.version)
    }
}

fn folder() -> PathBuf {
    target().join("tools")
}
