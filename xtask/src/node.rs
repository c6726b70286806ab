//! Node and the interface's packages.

use crate::{
    platform::Platform,
    process::{find_program, output, run, workspace},
    progress::Outcome,
    stamp::{Stamp, digest},
};
use eyre::{Result, bail};
use std::{
    io::{IsTerminal, stdout},
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest Node that Vite 8 runs on.
const OLDEST: (u32, u32) = (20, 19);

/// Makes sure that a Node new enough is there, with npm.
pub(crate) fn check_node() -> Result<Outcome> {
    let Some(version) = output(Command::new("node").arg("--version")) else {
        bail!(
            "Node is not installed, and the interface is built with it. {}",
            how_to_get(&Platform::detect())
        );
    };
    if !at_least(&version, OLDEST) {
        bail!(
            "this is Node {}, and the interface needs {}.{} or newer. {}",
            version.trim(),
            OLDEST.0,
            OLDEST.1,
            how_to_get(&Platform::detect())
        );
    }
    if find_program("npm").is_none() {
        bail!("Node is here but npm is not. {}", how_to_get(&Platform::detect()));
    }
    Ok(Outcome::Unneeded(format!("Node {}", version.trim())))
}

/// Whether a version as Node tells it is this one, major and minor, or a newer one.
pub(crate) fn at_least(version: &str, oldest: (u32, u32)) -> bool {
    let mut numbers =
        version.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let major_minor = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    major_minor >= oldest
}

fn how_to_get(platform: &Platform) -> String {
    let here = match platform {
        Platform::Fedora | Platform::RedHat => "`sudo dnf install nodejs npm`, ",
        Platform::Arch => "`sudo pacman -S nodejs npm`, ",
        Platform::Suse => "`sudo zypper install nodejs npm`, ",
        Platform::Alpine => "`sudo apk add nodejs npm`, ",
        Platform::MacOs => "`brew install node`, ",
        Platform::Windows => "`winget install OpenJS.NodeJS.LTS`, ",
        // The Node of Debian 12 and of Ubuntu up to 24.04 is older than 20.
        Platform::Debian | Platform::Ubuntu | Platform::OtherLinux(_) => "nvm (`nvm install --lts`), ",
    };
    format!("Get it with {here}or from nodejs.org, then run this again")
}

/// npm, in the interface's folder.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    npm_in(&workspace().join("ui"), arguments)
}

/// npm, in this folder.
pub(crate) fn npm_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(find_program("npm").unwrap_or_else(|| PathBuf::from("npm")));
    command.args(arguments).current_dir(folder);
    // Some tools colour a log of continuous integration, which nobody sees in colour.
    if !stdout().is_terminal() {
        command.env("NO_COLOR", "1");
    }
    command
}

/// Installs the interface's packages exactly as locked, unless they already are.
pub(crate) fn ensure_interface_packages() -> Result<Outcome> {
    let ui = workspace().join("ui");
    let stamp = Stamp::new("npm-ci", digest(&[ui.join("package-lock.json")])?);
    if stamp.is_current() && ui.join("node_modules").is_dir() {
        return Ok(Outcome::Unneeded("as locked".to_owned()));
    }
    run(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    stamp.set()?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        for (version, expected) in [
            ("v20.19.0\n", true),
            ("v20.20.2", true),
            ("v24.1.0", true),
            ("v100.0.0", true),
            ("v20.18.9", false),
            ("v18.20.4", false),
            ("v9.99.0", false),
            ("", false),
            ("nonsense", false),
        ] {
            assert_eq!(at_least(version, OLDEST), expected, "{version}");
        }
    }

    #[test]
    fn every_system_is_told_how_to_get_node() {
        assert!(how_to_get(&Platform::Fedora).contains("dnf install nodejs"));
        assert!(how_to_get(&Platform::MacOs).contains("brew install node"));
        assert!(how_to_get(&Platform::Windows).contains("winget install OpenJS.NodeJS.LTS"));
        assert!(how_to_get(&Platform::Debian).contains("nvm install --lts"));
    }
}
