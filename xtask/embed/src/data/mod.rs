//! `cargo xtask data`: makes the built-in data from published packages, the same bytes every time.
//!
//! Every unit is converted here and nowhere else, to °C, mm, m/s, hPa, % and km. What a source marks as missing, or what
//! can't be true, becomes missing and never zero. What was done to a source stands in the caveats of its file.

mod archive;
mod crude;
mod electricity;
mod gazetteer;
mod land;
mod output;
mod regions;
mod retail;
mod sources;
mod traffic;
mod typical;
mod weather_beijing;
mod weather_daily;
mod weather_new_york;

use crate::{
    process,
    progress::{Outcome, Progress},
};
use eyre::Result;
use output::Output;

/// What is asked of `cargo xtask data`.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Arguments {
    /// Writes nothing; fails when the committed files are not what the packages give.
    #[arg(long)]
    check: bool,
}

/// Fetches the packages and makes all data files and their manifest.
pub(crate) fn build(arguments: Arguments) -> Result<()> {
    let folder = process::workspace().join("crates/context/assets");
    let mut progress = Progress::new(6);
    let mut output = Output::default();
    progress.step("Fetching the packages and checking their checksums", || {
        sources::SOURCES.iter().try_for_each(|source| source.fetch())?;
        Ok(Outcome::Done)
    })?;
    progress.step("Gazetteer", || gazetteer::add(&mut output).map(|()| Outcome::Done))?;
    progress.step("Observed weather", || {
        weather_daily::add(&mut output)?;
        weather_new_york::add(&mut output)?;
        weather_beijing::add(&mut output)?;
        Ok(Outcome::Done)
    })?;
    progress.step("Typical years and the climate of all land", || {
        typical::add(&mut output)?;
        land::add(&mut output)?;
        Ok(Outcome::Done)
    })?;
    progress.step("Sample series", || {
        traffic::add(&mut output)?;
        electricity::add(&mut output)?;
        retail::add(&mut output)?;
        crude::add(&mut output)?;
        Ok(Outcome::Done)
    })?;
    if arguments.check {
        progress
            .step("Comparing with the committed files", || output.compare(&folder).map(|()| Outcome::Done))
    } else {
        progress.step("Writing", || output.write(&folder).map(|()| Outcome::Done))
    }
}
