//! `cargo xtask bundle`: an installable package of the window and the command line.

use crate::{
    install::ensure_packages,
    node::{check_node, ensure_interface_packages},
    packages::Purpose,
    process::{cargo, run, target, workspace},
    progress::{Outcome, Progress},
};
use eyre::{Result, WrapErr};
use std::{fs, process::Command};

/// Builds the bundles of these kinds, by default the one of this system, and says where they are.
pub(crate) fn bundle(kinds: &str) -> Result<()> {
    let mut progress = Progress::new(5);
    progress.step("Node, which builds the interface", check_node)?;
    progress.step("System packages: a compiler and the web view the window is drawn with", || {
        ensure_packages(&[Purpose::Window])
    })?;
    progress.step("Interface packages, Tauri's bundler among them", ensure_interface_packages)?;
    progress.step("Command line, which the bundle brings along", || {
        run(&mut cargo(["build", "--release", "--package", "cli"]))?;
        Ok(Outcome::Done)
    })?;
    progress.step("Interface, window and bundle (an optimised build takes some minutes)", || {
        let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
        let bundler = workspace().join("ui/node_modules/.bin").join(name);
        run(Command::new(bundler).args(["build", "--bundles", kinds]).current_dir(workspace()))?;
        Ok(Outcome::Done)
    })?;
    let folder = target().join("release/bundle");
    for kind in kinds.split(',') {
        let folder = folder.join(kind);
        for entry in
            fs::read_dir(&folder).wrap_err_with(|| format!("{} can't be listed", folder.display()))?
        {
            let path = entry?.path();
            if path.is_file() {
                println!("{}", path.display());
            }
        }
    }
    Ok(())
}

/// The kinds of bundle this system can build without anything from the network.
pub(crate) const fn kinds_here() -> &'static str {
    if cfg!(windows) {
        "nsis"
    } else if cfg!(target_os = "macos") {
        "app"
    } else {
        "deb"
    }
}
