//! Builds the interface that the window embeds.

use crate::{
    node::npm,
    process::{run, workspace},
    progress::Outcome,
    stamp::{Stamp, digest},
};
use eyre::{Result, bail};

/// Builds `ui/dist`, unless it is already that of the present sources.
pub(crate) fn ensure_interface() -> Result<Outcome> {
    let ui = workspace().join("ui");
    let inputs = [
        "src",
        "public",
        "index.html",
        "package-lock.json",
        "svelte.config.js",
        "tsconfig.json",
        "vite.config.ts",
        // The interface shows the application's icon.
        "../icons",
    ];
    let stamp = Stamp::new("interface", digest(&inputs.map(|name| ui.join(name)))?);
    let page = ui.join("dist/index.html");
    if stamp.is_current() && page.is_file() {
        return Ok(Outcome::Unneeded("as the sources are".to_owned()));
    }
    run(&mut npm(&["run", "build"]))?;
    if !page.is_file() {
        bail!(
            "the interface was built, but {} is not there: see `outDir` in ui/vite.config.ts",
            page.display()
        );
    }
    stamp.set()?;
    Ok(Outcome::Done)
}
