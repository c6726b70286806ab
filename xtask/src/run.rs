//! `cargo xtask run`: from a fresh clone to the open window, or to an answer in the terminal.

use crate::{
    install::ensure_packages,
    interface::ensure_interface,
    node::{check_node, ensure_interface_packages},
    packages::Purpose,
    process::{built, cargo, run, target},
    progress::{Outcome, Progress},
    window::{build_window, has_display, window_program},
};
use eyre::Result;
use std::process::Command;

/// Sets up what is missing, builds, and opens the window with these arguments.
pub(crate) fn run_forecastle(arguments: &[String]) -> Result<()> {
    if has_display() { open_window(arguments) } else { answer_in_terminal() }
}

fn open_window(arguments: &[String]) -> Result<()> {
    let mut progress = Progress::new(6);
    progress.step("Node, which builds the interface", check_node)?;
    progress.step("System packages: a compiler and the web view the window is drawn with", || {
        ensure_packages(&[Purpose::Window])
    })?;
    progress.step("Interface packages", ensure_interface_packages)?;
    progress.step("Interface", ensure_interface)?;
    progress.step("Window (the first build takes some minutes)", build_window)?;
    progress.step("Opening Forecastle; this ends when its window is closed", || {
        run(Command::new(window_program()).args(arguments))?;
        Ok(Outcome::Done)
    })
}

fn answer_in_terminal() -> Result<()> {
    println!("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.");
    println!("Forecastle answers in the terminal instead.");
    let chart = target().join("picnic.svg");
    let mut progress = Progress::new(2);
    progress.step("Command line (the first build takes some minutes)", || {
        run(&mut cargo(["build", "--package", "cli"]))?;
        Ok(Outcome::Done)
    })?;
    progress.step("Asking about tomorrow's picnic", || {
        run(Command::new(built("forecastle")).args(["ask", "tomorrow's picnic", "--chart"]).arg(&chart))?;
        Ok(Outcome::Done)
    })?;
    println!("The chart is in {}", chart.display());
    println!("Ask your own question with: {} ask \"...\"", built("forecastle").display());
    Ok(())
}
