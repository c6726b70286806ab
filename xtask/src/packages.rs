//! What each system calls the packages that Forecastle needs, and how it installs them.

use crate::platform::Platform;

/// What the packages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building and opening the window.
    Window,
    /// Testing the real window.
    WindowTests,
    /// Testing the interface in a browser.
    BrowserTests,
    /// Testing live updates with a real broker.
    BrokerTests,
    /// Testing notifications with a real notification service.
    NoticeTests,
    /// Testing the protocols with what is written in Python.
    PythonTests,
}

impl Purpose {
    /// Whether everything else is tested without it.
    pub(crate) const fn may_lack(self) -> bool {
        matches!(self, Self::BrokerTests | Self::NoticeTests | Self::PythonTests)
    }
}

/// One thing that must be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Package {
    /// Its name here.
    pub(crate) name: &'static str,
    /// What shows that it is there already, however it was installed.
    pub(crate) evidence: Evidence,
}

/// What shows that a package is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Any of these programs on `PATH`.
    Program(&'static [&'static str]),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A module of this machine's Python.
    Module(&'static str),
}

/// The web view that Tauri 2 needs on Linux, as pkg-config calls it everywhere.
pub(crate) const WEB_VIEW: &str = "webkit2gtk-4.1";

const fn web_view(name: &'static str) -> Package {
    Package { name, evidence: Evidence::Library(WEB_VIEW) }
}

/// What draws the icon in the tray. The window is built and runs without it, but then has no icon there.
const fn tray(name: &'static str) -> Package {
    Package { name, evidence: Evidence::Library("ayatana-appindicator3-0.1") }
}

const fn program(name: &'static str, programs: &'static [&'static str]) -> Package {
    Package { name, evidence: Evidence::Program(programs) }
}

/// What a browser for the accessibility tests may be called.
pub(crate) const BROWSERS: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// What `WebKitGTK`'s driver for the window tests may be called.
pub(crate) const DRIVERS: &[&str] = &["WebKitWebDriver", "WebKitWebDriver-4.1"];
/// Eclipse Mosquitto, which lies where administrators' programs do.
const BROKERS: &[&str] = &["mosquitto", "/usr/sbin/mosquitto"];
/// Dunst, a notification service that remembers what it showed.
const NOTIFIERS: &[&str] = &["dunst"];
const PYTHON: &[&str] = &["python3"];
const COMPILER: &[&str] = &["cc"];
const PKG_CONFIG: &[&str] = &["pkg-config"];
const XVFB: &[&str] = &["Xvfb"];
const DBUS: &[&str] = &["dbus-run-session"];

/// The packages a purpose needs, the same order everywhere: compiler, pkg-config, web view; screen, bus, driver.
pub(crate) fn packages(platform: &Platform, purpose: Purpose) -> Vec<Package> {
    use Platform::{Alpine, Arch, Debian, Fedora, MacOs, OtherLinux, RedHat, Suse, Ubuntu, Windows};
    match (purpose, platform) {
        (Purpose::Window, Debian | Ubuntu) => vec![
            program("build-essential", COMPILER),
            program("pkg-config", PKG_CONFIG),
            web_view("libwebkit2gtk-4.1-dev"),
            tray("libayatana-appindicator3-dev"),
        ],
        (Purpose::WindowTests, Debian | Ubuntu) => {
            vec![program("xvfb", XVFB), program("dbus", DBUS), program("webkit2gtk-driver", DRIVERS)]
        }
        (Purpose::Window, Fedora | RedHat) => vec![
            program("gcc", COMPILER),
            program("pkgconf-pkg-config", PKG_CONFIG),
            web_view("webkit2gtk4.1-devel"),
            tray("libayatana-appindicator-gtk3-devel"),
        ],
        (Purpose::WindowTests, Fedora | RedHat) => vec![
            program("xorg-x11-server-Xvfb", XVFB),
            program("dbus-daemon", DBUS),
            // dnf and zypper take the path of a program for the package that holds it, whose name has changed often.
            program("/usr/bin/WebKitWebDriver", DRIVERS),
        ],
        (Purpose::Window, Arch) => {
            vec![
                program("base-devel", COMPILER),
                program("pkgconf", PKG_CONFIG),
                web_view("webkit2gtk-4.1"),
                tray("libayatana-appindicator"),
            ]
        }
        (Purpose::WindowTests, Arch) => {
            vec![program("xorg-server-xvfb", XVFB), program("dbus", DBUS), program("webkitgtk-6.0", DRIVERS)]
        }
        (Purpose::Window, Suse) => {
            vec![
                program("gcc", COMPILER),
                program("pkgconf-pkg-config", PKG_CONFIG),
                web_view("webkit2gtk3-devel"),
                tray("libayatana-appindicator3-devel"),
            ]
        }
        (Purpose::WindowTests, Suse) => vec![
            program("xorg-x11-server-Xvfb", XVFB),
            program("/usr/bin/dbus-run-session", DBUS),
            program("/usr/bin/WebKitWebDriver", DRIVERS),
        ],
        (Purpose::Window, Alpine) => {
            vec![
                program("build-base", COMPILER),
                program("pkgconf", PKG_CONFIG),
                web_view("webkit2gtk-4.1-dev"),
                tray("libayatana-appindicator-dev"),
            ]
        }
        (Purpose::WindowTests, Alpine) => {
            vec![program("xvfb", XVFB), program("dbus", DBUS), program("webkit2gtk-4.1", DRIVERS)]
        }
        (Purpose::BrowserTests, Ubuntu) => vec![program("chromium-browser", BROWSERS)],
        (Purpose::BrowserTests, Debian | Fedora | RedHat | Arch | Suse | Alpine) => {
            vec![program("chromium", BROWSERS)]
        }
        (Purpose::BrokerTests, Debian | Ubuntu | Fedora | RedHat | Arch | Suse | Alpine) => {
            vec![program("mosquitto", BROKERS)]
        }
        (Purpose::NoticeTests, Debian | Ubuntu | Fedora | RedHat | Arch | Suse | Alpine) => {
            vec![program("dunst", NOTIFIERS)]
        }
        (Purpose::PythonTests, Debian | Ubuntu) => {
            // What makes environments is a package of its own there.
            vec![
                program("python3", PYTHON),
                Package { name: "python3-venv", evidence: Evidence::Module("ensurepip") },
            ]
        }
        (Purpose::PythonTests, Fedora | RedHat | Suse | Alpine) => vec![program("python3", PYTHON)],
        (Purpose::PythonTests, Arch) => vec![program("python", PYTHON)],
        (_, OtherLinux(_) | MacOs | Windows) => Vec::new(),
    }
}

/// The commands, as typed by root, that install these packages.
pub(crate) fn install_commands(platform: &Platform, names: &[&str]) -> Vec<Vec<String>> {
    let line = |words: &str| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let with_names =
        |words: &str| line(words).into_iter().chain(names.iter().map(|&name| name.to_owned())).collect();
    match platform {
        Platform::Debian | Platform::Ubuntu => {
            vec![line("apt-get update"), with_names("apt-get install --yes --no-install-recommends")]
        }
        Platform::Fedora | Platform::RedHat => vec![with_names("dnf install")],
        Platform::Arch => vec![with_names("pacman --sync --refresh --needed")],
        Platform::Suse => vec![with_names("zypper install")],
        Platform::Alpine => vec![with_names("apk add")],
        Platform::OtherLinux(_) | Platform::MacOs | Platform::Windows => Vec::new(),
    }
}

/// What to do on a system where this program installs nothing itself, beyond the commands above.
pub(crate) fn advice(platform: &Platform, purpose: Purpose) -> Option<String> {
    match (platform, purpose) {
        (Platform::OtherLinux(name), Purpose::Window) => Some(format!(
            "The package names of {name} aren't known here. Install a C compiler, pkg-config and the development files \
             of WebKitGTK 4.1 (those that bring webkit2gtk-4.1.pc), then run this again."
        )),
        (Platform::OtherLinux(name), Purpose::WindowTests) => Some(format!(
            "The package names of {name} aren't known here. Install Xvfb, dbus-run-session and WebKitWebDriver \
             (part of WebKitGTK), then run this again."
        )),
        (Platform::RedHat, Purpose::Window) => Some(
            "Red Hat Enterprise Linux 9 and its rebuilds have no WebKitGTK 4.1: build the window on Fedora, or use the \
             command line here with `cargo run --package cli -- ask \"tomorrow's picnic\"`."
                .to_owned(),
        ),
        (Platform::MacOs, Purpose::Window) => {
            Some("Install Apple's command line tools with `xcode-select --install`, then run this again.".to_owned())
        }
        (Platform::MacOs, Purpose::WindowTests) => Some(
            "macOS has no WebDriver for its web view, so the real window is tested on Linux only. Everything else is \
             tested here with `cargo xtask test --only lint --only rust --only ui`."
                .to_owned(),
        ),
        (Platform::MacOs, Purpose::BrowserTests) => {
            Some("Install a browser with `brew install --cask chromium` or Google Chrome, then run this again.".to_owned())
        }
        (Platform::Windows, Purpose::Window) => Some(
            "Install the Visual Studio Build Tools with the workload \"Desktop development with C++\" \
             (`winget install Microsoft.VisualStudio.2022.BuildTools`) and the WebView2 runtime \
             (`winget install Microsoft.EdgeWebView2Runtime`; Windows 11 has it), then run this again."
                .to_owned(),
        ),
        (Platform::Windows, Purpose::WindowTests) => Some(
            "The real window is tested on Linux only. Everything else is tested here with `cargo xtask test --only lint \
             --only rust --only ui`."
                .to_owned(),
        ),
        (Platform::Windows, Purpose::BrowserTests) => {
            Some("Install a browser with `winget install Google.Chrome`, then run this again.".to_owned())
        }
        (Platform::MacOs, Purpose::BrokerTests) => {
            Some("Install a broker with `brew install mosquitto`, then run this again; without it its tests are left out.".to_owned())
        }
        (Platform::Windows, Purpose::BrokerTests) => Some(
            "Install a broker with `winget install EclipseFoundation.Mosquitto`, then run this again; without it its tests are left out."
                .to_owned(),
        ),
        (Platform::OtherLinux(name), Purpose::BrokerTests) => Some(format!(
            "The package names of {name} aren't known here. Install Mosquitto, then run this again; without it its tests are left out."
        )),
        (Platform::MacOs | Platform::Windows, Purpose::NoticeTests) => Some(
            "Notifications are tested over D-Bus, on Linux only. Everything else is tested here with `cargo xtask test --only \
             lint --only rust --only ui`."
                .to_owned(),
        ),
        (Platform::OtherLinux(name), Purpose::NoticeTests) => Some(format!(
            "The package names of {name} aren't known here. Install dunst, then run this again; without it notifications aren't tested."
        )),
        (Platform::MacOs, Purpose::PythonTests) => {
            Some("Install Python with `brew install python`, then run this again; without it its tests are left out.".to_owned())
        }
        (Platform::Windows, Purpose::PythonTests) => Some(
            "Install Python with `winget install Python.Python.3.13`, then run this again; without it its tests are left out."
                .to_owned(),
        ),
        (Platform::OtherLinux(name), Purpose::PythonTests) => Some(format!(
            "The package names of {name} aren't known here. Install Python 3, then run this again; without it its tests are left out."
        )),
        (Platform::OtherLinux(name), Purpose::BrowserTests) => {
            Some(format!("The package names of {name} aren't known here. Install Chromium, then run this again."))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(platform: &Platform, purpose: Purpose) -> String {
        packages(platform, purpose).iter().map(|package| package.name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_linux_family_has_the_web_view_and_the_test_tools_under_its_own_names() {
        let table = [
            (
                Platform::Debian,
                "build-essential pkg-config libwebkit2gtk-4.1-dev libayatana-appindicator3-dev",
                "xvfb dbus webkit2gtk-driver",
            ),
            (
                Platform::Ubuntu,
                "build-essential pkg-config libwebkit2gtk-4.1-dev libayatana-appindicator3-dev",
                "xvfb dbus webkit2gtk-driver",
            ),
            (
                Platform::Fedora,
                "gcc pkgconf-pkg-config webkit2gtk4.1-devel libayatana-appindicator-gtk3-devel",
                "xorg-x11-server-Xvfb dbus-daemon /usr/bin/WebKitWebDriver",
            ),
            (
                Platform::Arch,
                "base-devel pkgconf webkit2gtk-4.1 libayatana-appindicator",
                "xorg-server-xvfb dbus webkitgtk-6.0",
            ),
            (
                Platform::Suse,
                "gcc pkgconf-pkg-config webkit2gtk3-devel libayatana-appindicator3-devel",
                "xorg-x11-server-Xvfb /usr/bin/dbus-run-session /usr/bin/WebKitWebDriver",
            ),
            (
                Platform::Alpine,
                "build-base pkgconf webkit2gtk-4.1-dev libayatana-appindicator-dev",
                "xvfb dbus webkit2gtk-4.1",
            ),
        ];
        for (platform, window, tests) in table {
            assert_eq!(names(&platform, Purpose::Window), window, "{platform:?}");
            assert_eq!(names(&platform, Purpose::WindowTests), tests, "{platform:?}");
        }
    }

    #[test]
    fn every_system_either_installs_or_says_what_to_do() {
        let systems = [
            Platform::Debian,
            Platform::Ubuntu,
            Platform::Fedora,
            Platform::RedHat,
            Platform::Arch,
            Platform::Suse,
            Platform::Alpine,
            Platform::OtherLinux("Void Linux".into()),
            Platform::MacOs,
            Platform::Windows,
        ];
        for platform in systems {
            for purpose in [
                Purpose::Window,
                Purpose::WindowTests,
                Purpose::BrowserTests,
                Purpose::BrokerTests,
                Purpose::NoticeTests,
                Purpose::PythonTests,
            ] {
                let installs = !packages(&platform, purpose).is_empty();
                let advises = advice(&platform, purpose)
                    .is_some_and(|text| text.contains("nstall") || text.contains("`cargo"));
                assert!(installs || advises, "{platform:?} {purpose:?}");
            }
        }
    }

    #[test]
    fn debian_refreshes_its_lists_before_it_installs() {
        let commands = install_commands(&Platform::Debian, &["xvfb", "dbus"]);
        let lines: Vec<_> = commands.iter().map(|words| words.join(" ")).collect();
        assert_eq!(lines, ["apt-get update", "apt-get install --yes --no-install-recommends xvfb dbus"]);
    }
}
