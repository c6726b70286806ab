//! Builds the window.

use crate::{
    process::{built, cargo, run},
    progress::Outcome,
};
use eyre::Result;
use std::{env, path::PathBuf};

/// The window's package and program.
pub(crate) const WINDOW: &str = "forecastle-window";
/// Embeds the interface in the window, so that it needs no development server.
pub(crate) const EMBEDDED: &str = "forecastle-window/custom-protocol";

/// Builds the window in the development profile with the interface inside.
pub(crate) fn build_window() -> Result<Outcome> {
    run(&mut cargo(["build", "--package", WINDOW, "--features", EMBEDDED]))?;
    Ok(Outcome::Done)
}

/// The window's program as built by [`build_window`].
pub(crate) fn window_program() -> PathBuf {
    built(WINDOW)
}

/// Whether there is a screen to open a window on.
pub(crate) fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
