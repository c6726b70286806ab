//! `cargo xtask test`: sets up, then runs every check there is, and ends with a table of how each went.

use crate::{
    install::ensure_packages,
    interface::ensure_interface,
    left_out::LeftOut,
    node::{check_node, ensure_interface_packages, npm},
    packages::{BROWSERS, Purpose, advice},
    platform::Platform,
    process::{built, cargo, find_program, run, workspace},
    progress::{Outcome, Progress, words},
    protocols::{
        api, conformance, ensure_node_suites, ensure_python_suites, inspector, python_client, soak,
        typescript_client,
    },
    session::Screen,
    tools::{CARGO_DENY, TAURI_DRIVER},
    window::{EMBEDDED, window_program},
};
use eyre::{Result, bail};
use std::{
    io::{IsTerminal, stdout},
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// A part of the tests that can be run by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// Formatting, lints, documentation, licences.
    Lint,
    /// All Rust tests, documentation examples among them.
    Rust,
    /// Types, unit tests and accessibility of the interface.
    Ui,
    /// The real window.
    Window,
    /// What assistants use, by the suites and clients that others made for it.
    Assistants,
    /// The HTTP API, by its own description and under load.
    Api,
}

const PARTS: &[Part] = &[Part::Lint, Part::Rust, Part::Ui, Part::Window, Part::Assistants, Part::Api];

/// One thing that is checked.
struct Check {
    part: Part,
    title: &'static str,
    work: fn() -> Result<()>,
}

const CHECKS: &[Check] = &[
    Check { part: Part::Lint, title: "Rust format", work: || run(&mut cargo(["fmt", "--all", "--check"])) },
    Check { part: Part::Lint, title: "Rust lints (clippy)", work: clippy },
    Check { part: Part::Lint, title: "Rust documentation", work: documentation },
    Check { part: Part::Lint, title: "Licences and sources (cargo-deny)", work: licences },
    Check { part: Part::Lint, title: "Interface lints (Biome)", work: interface_lints },
    Check {
        part: Part::Ui,
        title: "Interface types (svelte-check)",
        work: || run(&mut npm(&["run", "check"])),
    },
    Check { part: Part::Ui, title: "Interface unit tests", work: || run(&mut npm(&["test"])) },
    Check { part: Part::Ui, title: "Accessibility (axe in Chromium)", work: accessibility },
    Check { part: Part::Rust, title: "Rust tests", work: rust_tests },
    Check { part: Part::Rust, title: "Documentation examples", work: documentation_examples },
    Check { part: Part::Window, title: "The real window (WebDriver)", work: window_tests },
    Check { part: Part::Window, title: "Notifications (D-Bus)", work: notice_tests },
    Check { part: Part::Assistants, title: "Conformance (Model Context Protocol)", work: conformance },
    Check { part: Part::Assistants, title: "Inspector", work: inspector },
    Check { part: Part::Assistants, title: "Official client in TypeScript", work: typescript_client },
    Check { part: Part::Assistants, title: "Official client in Python", work: python_client },
    Check { part: Part::Api, title: "API as described (schemathesis)", work: api },
    Check { part: Part::Api, title: "API under load, and killed", work: soak },
];

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Passed,
    Failed,
    /// What it needs can't be had here.
    LeftOut,
}

/// Runs the chosen parts, or all of them; goes on after a failure so that all of them are seen.
pub(crate) fn test(only: &[Part]) -> Result<()> {
    let parts = if only.is_empty() { PARTS } else { only };
    set_up(parts)?;
    let mut results = Vec::new();
    for check in CHECKS.iter().filter(|check| parts.contains(&check.part)) {
        println!("\n=== {}", check.title);
        let start = Instant::now();
        let outcome = (check.work)();
        let ended = match &outcome {
            Ok(()) => Ended::Passed,
            Err(reason) if reason.is::<LeftOut>() => {
                println!("Left out: {reason:#}");
                Ended::LeftOut
            }
            Err(failure) => {
                eprintln!("FAILED: {failure:#}");
                Ended::Failed
            }
        };
        results.push((check.title, start.elapsed(), ended));
    }
    println!("\n{}", table(&results));
    let failed = results.iter().filter(|(_, _, ended)| *ended == Ended::Failed).count();
    if failed > 0 {
        bail!("{failed} of {} checks failed: look for FAILED above", results.len());
    }
    Ok(())
}

/// Sees to it that something is there.
type Ensure = fn() -> Result<Outcome>;

fn set_up(parts: &[Part]) -> Result<()> {
    let tools: Vec<_> = [(Part::Lint, CARGO_DENY), (Part::Window, TAURI_DRIVER)]
        .into_iter()
        .filter(|(part, _)| parts.contains(part))
        .collect();
    let mut suites: Vec<(&str, Ensure)> = Vec::new();
    if parts.contains(&Part::Assistants) {
        suites.push(("Suites and clients of others, from npm", ensure_node_suites));
    }
    if needs_python(parts) {
        suites.push(("Suites and clients of others, from PyPI", ensure_python_suites));
    }
    let mut progress = Progress::new(4 + tools.len() + suites.len());
    progress.step("Node, which builds the interface", check_node)?;
    progress.step(&format!("System packages: {}", what_packages_do(parts)), || {
        let (optional, needed): (Vec<_>, Vec<_>) =
            purposes(parts).into_iter().partition(|purpose| purpose.may_lack());
        let outcome = ensure_packages(&needed)?;
        for purpose in optional {
            if let Err(error) = ensure_packages(&[purpose]) {
                eprintln!("Tests that need more are left out: {error:#}");
            }
        }
        Ok(outcome)
    })?;
    progress.step("Interface packages", ensure_interface_packages)?;
    progress.step("Interface, which the window embeds", ensure_interface)?;
    for (_, tool) in tools {
        progress.step(&format!("Tool {tool}"), || tool.ensure())?;
    }
    for (title, ensure) in suites {
        progress.step(title, ensure)?;
    }
    Ok(())
}

fn needs_python(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Assistants | Part::Api))
}

/// What the packages for these parts are for. Where the window can't be tested, its own check says so.
fn purposes(parts: &[Part]) -> Vec<Purpose> {
    let mut purposes = Vec::new();
    if parts.iter().any(|part| *part != Part::Ui) {
        purposes.push(Purpose::Window);
    }
    if parts.contains(&Part::Window) && cfg!(target_os = "linux") {
        purposes.push(Purpose::WindowTests);
        purposes.push(Purpose::NoticeTests);
    }
    if parts.contains(&Part::Ui) {
        purposes.push(Purpose::BrowserTests);
    }
    if parts.contains(&Part::Rust) {
        purposes.push(Purpose::BrokerTests);
    }
    if needs_python(parts) {
        purposes.push(Purpose::PythonTests);
    }
    purposes
}

fn what_packages_do(parts: &[Part]) -> String {
    let uses = purposes(parts).into_iter().map(|purpose| match purpose {
        Purpose::Window => "a compiler and the web view the window is drawn with",
        Purpose::WindowTests => "a virtual screen, a message bus and a driver to test the window with",
        Purpose::BrowserTests => "a browser to test the interface in",
        Purpose::BrokerTests => "a broker to test live updates with",
        Purpose::NoticeTests => "a notification service to test notifications with",
        Purpose::PythonTests => "Python to test the protocols with",
    });
    uses.collect::<Vec<_>>().join("; ")
}

/// The whole workspace with the interface embedded, always alike, so that nothing is compiled twice.
pub(crate) const EVERYTHING: [&str; 3] = ["--workspace", "--features", EMBEDDED];

/// Builds one of its programs as all else was built.
pub(crate) fn build_everything(program: &[&str]) -> Result<()> {
    run(cargo(["build"]).args(EVERYTHING).args(program))
}

fn clippy() -> Result<()> {
    run(cargo(["clippy", "--keep-going"]).args(EVERYTHING).args([
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}

fn documentation() -> Result<()> {
    run(cargo(["doc"]).args(EVERYTHING).args(["--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"))
}

fn licences() -> Result<()> {
    // Advisories need a database from the network, so they are not part of what must hold offline.
    run(Command::new(CARGO_DENY.path())
        .args(["--locked", "--all-features", "check", "licenses", "bans", "sources"])
        .current_dir(workspace()))
}

fn interface_lints() -> Result<()> {
    // Biome alone doesn't heed NO_COLOR.
    let colours = if stdout().is_terminal() { "--colors=force" } else { "--colors=off" };
    run(&mut npm(&["run", "lint", "--", colours]))
}

fn accessibility() -> Result<()> {
    let Some(browser) = browser() else {
        bail!(
            advice(&Platform::detect(), Purpose::BrowserTests)
                .unwrap_or_else(|| "no browser is there".to_owned())
        );
    };
    run(npm(&["run", "axe"]).env("CHROMIUM", browser))
}

/// A Chromium on `PATH`, or where its installers put it.
fn browser() -> Option<PathBuf> {
    let installed = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];
    BROWSERS
        .iter()
        .find_map(|name| find_program(name))
        .or_else(|| installed.iter().map(PathBuf::from).find(|path| path.is_file()))
}

fn rust_tests() -> Result<()> {
    if find_program("cargo-nextest").is_some() {
        run(cargo(["nextest", "run", "--no-fail-fast"]).args(EVERYTHING))
    } else {
        run(cargo(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]).args(EVERYTHING))
    }
}

fn documentation_examples() -> Result<()> {
    run(cargo(["test", "--doc"]).args(EVERYTHING))
}

/// Runs the ignored tests of `tests/window.rs` on a screen and a message bus of their own.
fn window_tests() -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!(advice(&Platform::detect(), Purpose::WindowTests).unwrap_or_default());
    }
    // Naming a test makes cargo choose the features it chose for the other tests, so that little is left to build.
    run(cargo(["build", "--bins", "--test", "window"]).args(EVERYTHING))?;
    let driver = TAURI_DRIVER.path();
    let screen = Screen::start()?;
    let mut tests = cargo(["test", "--test", "window"]);
    tests.args(EVERYTHING).args(["--", "--ignored", "--test-threads", "1"]);
    tests.env("FORECASTLE_TEST_WINDOW", window_program()).env("FORECASTLE_TEST_DRIVER", driver);
    screen.run(&tests)
}

/// Runs the ignored tests of `tests/notices.rs` on a screen and a message bus of their own.
fn notice_tests() -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!(advice(&Platform::detect(), Purpose::NoticeTests).unwrap_or_default());
    }
    if find_program("dunst").is_none() {
        println!("dunst is not there, so notifications are not tested");
        return Ok(());
    }
    run(cargo(["build", "--bins", "--test", "notices"]).args(EVERYTHING))?;
    let screen = Screen::start()?;
    let mut tests = cargo(["test", "--test", "notices"]);
    tests.args(EVERYTHING).args(["--", "--ignored", "--test-threads", "1"]);
    tests.env("FORECASTLE_TEST_WINDOW", window_program()).env("FORECASTLE_TEST_CLI", built("forecastle"));
    tests.env("FORECASTLE_TEST_DRIVER", TAURI_DRIVER.path());
    screen.run(&tests)
}

fn table(results: &[(&str, Duration, Ended)]) -> String {
    let width = results.iter().map(|(title, _, _)| title.len()).max().unwrap_or(0);
    let mut lines: Vec<String> = results
        .iter()
        .map(|(title, took, ended)| {
            let ended = match ended {
                Ended::Passed => "passed",
                Ended::Failed => "FAILED",
                Ended::LeftOut => "left out",
            };
            format!("{title:width$}  {:>12}  {ended}", words(*took))
        })
        .collect();
    let total = results.iter().map(|(_, took, _)| *took).sum();
    lines.push(format!("{:width$}  {:>12}", "In all", words(total)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_up_and_marks_what_failed() {
        let results = [
            ("Rust format", Duration::from_millis(1_500), Ended::Passed),
            ("Window", Duration::from_secs(75), Ended::Failed),
            ("Inspector", Duration::ZERO, Ended::LeftOut),
        ];
        let lines = table(&results);
        assert_eq!(
            lines.lines().collect::<Vec<_>>(),
            [
                "Rust format         1.5 s  passed",
                "Window         1 min 15 s  FAILED",
                "Inspector           0.0 s  left out",
                "In all         1 min 16 s",
            ]
        );
    }

    #[test]
    fn only_what_a_part_needs_is_installed() {
        assert_eq!(purposes(&[Part::Ui]), [Purpose::BrowserTests]);
        assert_eq!(purposes(&[Part::Lint]), [Purpose::Window]);
        assert_eq!(purposes(&[Part::Api]), [Purpose::Window, Purpose::PythonTests]);
        assert_eq!(purposes(&[Part::Lint, Part::Rust]), [Purpose::Window, Purpose::BrokerTests]);
        if cfg!(target_os = "linux") {
            assert_eq!(
                purposes(PARTS),
                [
                    Purpose::Window,
                    Purpose::WindowTests,
                    Purpose::NoticeTests,
                    Purpose::BrowserTests,
                    Purpose::BrokerTests,
                    Purpose::PythonTests
                ]
            );
        }
    }

    #[test]
    fn every_part_has_a_check() {
        for part in PARTS {
            assert!(CHECKS.iter().any(|check| check.part == *part), "{part:?}");
        }
    }
}
