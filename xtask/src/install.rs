//! Finds which system packages are missing, and installs them where that can be done.

use crate::{
    packages::{Evidence, Package, Purpose, WEB_VIEW, advice, install_commands, packages},
    platform::Platform,
    process::{find_program, output, run},
    progress::Outcome,
};
use eyre::{Result, bail, eyre};
use std::process::Command;

/// How commands get the rights to install.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    /// We are root.
    Root,
    /// sudo asks for the user's password.
    Sudo,
    /// There is no way from here.
    None,
}

/// Makes sure that the system packages for these purposes are there.
pub(crate) fn ensure_packages(purposes: &[Purpose]) -> Result<Outcome> {
    let platform = Platform::detect();
    for &purpose in purposes {
        if let Some(text) = unmet_advice(&platform, purpose) {
            bail!(text);
        }
    }
    let wanted: Vec<Package> = purposes.iter().flat_map(|&purpose| packages(&platform, purpose)).collect();
    let missing: Vec<&str> =
        wanted.iter().filter(|package| !is_there(package)).map(|package| package.name).collect();
    if missing.is_empty() {
        return Ok(Outcome::Unneeded("all there".to_owned()));
    }
    println!("      missing: {}", missing.join(", "));
    let installs_itself = matches!(platform, Platform::Debian | Platform::Ubuntu);
    let rights = rights();
    let commands = with_rights(install_commands(&platform, &missing), rights);
    if !installs_itself || rights == Rights::None {
        bail!(instruction(
            &commands,
            purposes.iter().find_map(|&purpose| advice(&platform, purpose)).as_deref()
        ));
    }
    for words in &commands {
        run(Command::new(&words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive")).map_err(|failure| {
            eyre!(
                "{failure}. The window needs WebKitGTK 4.1, which Debian has from 12 (bookworm) and Ubuntu from 22.04. \
                 Set the system right, or install these by hand and run this again:\n\n    {}",
                typed(&commands)
            )
        })?;
    }
    let still: Vec<&str> =
        wanted.iter().filter(|package| !is_there(package)).map(|package| package.name).collect();
    if !still.is_empty() {
        bail!(
            "installed without an error, but still not found: {}. Look at the output above",
            still.join(", ")
        );
    }
    Ok(Outcome::Done)
}

/// Advice for systems where nothing is looked up by package, when what it is about is really missing.
fn unmet_advice(platform: &Platform, purpose: Purpose) -> Option<String> {
    let met = match (platform, purpose) {
        (Platform::OtherLinux(_), Purpose::Window) => {
            find_program("cc").is_some()
                && is_there(&Package { name: "", evidence: Evidence::Library(WEB_VIEW) })
        }
        // Arch names the same programs that every other Linux must have.
        (Platform::OtherLinux(_), purpose) => packages(&Platform::Arch, purpose).iter().all(is_there),
        (Platform::MacOs, Purpose::Window) => output(Command::new("xcode-select").arg("-p")).is_some(),
        (Platform::MacOs | Platform::Windows, Purpose::WindowTests) => false,
        // A browser is rarely on PATH there; the test itself looks in the usual places and says when there is none.
        // On Windows a missing linker has already stopped cargo, and Tauri itself says when WebView2 is missing.
        _ => true,
    };
    if met { None } else { advice(platform, purpose) }
}

fn is_there(package: &Package) -> bool {
    match package.evidence {
        Evidence::Program(names) => names.iter().any(|name| find_program(name).is_some()),
        Evidence::Module(name) => {
            output(Command::new("python3").args(["-c", &format!("import {name}")])).is_some()
        }
        Evidence::Library(name) => output(Command::new("pkg-config").args(["--exists", name])).is_some(),
    }
}

fn rights() -> Rights {
    let root = output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if root {
        Rights::Root
    } else if find_program("sudo").is_some() {
        Rights::Sudo
    } else {
        Rights::None
    }
}

/// The commands as this user must type them: with sudo unless already root.
fn with_rights(commands: Vec<Vec<String>>, rights: Rights) -> Vec<Vec<String>> {
    if rights == Rights::Root {
        return commands;
    }
    commands.into_iter().map(|words| std::iter::once("sudo".to_owned()).chain(words).collect()).collect()
}

fn typed(commands: &[Vec<String>]) -> String {
    commands.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join(" && ")
}

fn instruction(commands: &[Vec<String>], advice: Option<&str>) -> String {
    let mut text = format!("install the missing packages and run this again:\n\n    {}\n", typed(commands));
    if let Some(advice) = advice {
        text.push('\n');
        text.push_str(advice);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(platform: &Platform, rights: Rights) -> String {
        let names: Vec<_> = packages(platform, Purpose::Window).iter().map(|package| package.name).collect();
        typed(&with_rights(install_commands(platform, &names), rights))
    }

    #[test]
    fn the_exact_command_is_told_for_every_linux_family() {
        let table = [
            (
                Platform::Debian,
                "sudo apt-get update && sudo apt-get install --yes --no-install-recommends build-essential pkg-config \
                 libwebkit2gtk-4.1-dev libayatana-appindicator3-dev",
            ),
            (
                Platform::Fedora,
                "sudo dnf install gcc pkgconf-pkg-config webkit2gtk4.1-devel libayatana-appindicator-gtk3-devel",
            ),
            (
                Platform::Arch,
                "sudo pacman --sync --refresh --needed base-devel pkgconf webkit2gtk-4.1 libayatana-appindicator",
            ),
            (
                Platform::Suse,
                "sudo zypper install gcc pkgconf-pkg-config webkit2gtk3-devel libayatana-appindicator3-devel",
            ),
            (
                Platform::Alpine,
                "sudo apk add build-base pkgconf webkit2gtk-4.1-dev libayatana-appindicator-dev",
            ),
        ];
        for (platform, expected) in table {
            assert_eq!(told(&platform, Rights::Sudo), expected);
            assert_eq!(told(&platform, Rights::Root), expected.replace("sudo ", ""));
        }
    }

    #[test]
    fn advice_follows_the_command() {
        let commands = vec![vec!["dnf".to_owned(), "install".to_owned(), "gcc".to_owned()]];
        assert_eq!(
            instruction(&commands, Some("Or use the command line.")),
            "install the missing packages and run this again:\n\n    dnf install gcc\n\nOr use the command line."
        );
    }

    #[test]
    fn a_package_is_known_by_its_program_or_library() {
        assert!(is_there(&Package {
            name: "cargo",
            evidence: Evidence::Program(&["no-such-program", "cargo"])
        }));
        assert!(!is_there(&Package { name: "ghost", evidence: Evidence::Program(&["no-such-program"]) }));
        assert!(!is_there(&Package { name: "ghost", evidence: Evidence::Library("no-such-library") }));
    }
}
