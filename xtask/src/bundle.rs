//! `cargo xtask bundle`: an installable package of the window and the command line.

use crate::{
    install::ensure_packages,
    interface::ensure_interface,
    node::{check_node, ensure_interface_packages, npm},
    packages::Purpose,
    process::{cargo, run, target, workspace},
    progress::{Outcome, Progress},
};
use eyre::{Result, WrapErr};
use std::fs;

/// Builds the bundles of these kinds, by default the one of this system, and says where they are.
pub(crate) fn bundle(kinds: &str) -> Result<()> {
    let mut progress = Progress::new(6);
    progress.step("Node, which builds the interface", check_node)?;
    progress.step("System packages: a compiler and the web view the window is drawn with", || {
        ensure_packages(&[Purpose::Window])
    })?;
    progress.step("Interface packages, Tauri's bundler among them", ensure_interface_packages)?;
    progress.step("Interface", ensure_interface)?;
    progress.step("Command line, which the bundle brings along", || {
        run(&mut cargo(["build", "--release", "--package", "cli"]))?;
        Ok(Outcome::Done)
    })?;
    progress.step("Window and bundle (an optimised build takes some minutes)", || {
        let mut bundler = npm(&["exec", "--", "tauri", "build", "--bundles", kinds]);
        run(bundler.current_dir(workspace()).env("npm_config_prefix", workspace().join("ui")))?;
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
