//! Makes what is built into the product: data, icons and learnt weights. A program beside `xtask`, which starts it, since what this takes
//! is long to compile, and who wants to run Forecastle has no use for it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "talks to the person at the terminal")]

mod data;
mod icons;
mod train;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::{process, progress};

/// Makes what is built in.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Learns the weights that are built in.
    Train {
        /// What to learn.
        #[command(subcommand)]
        what: train::Train,
    },
    /// Builds the embedded data from published packages.
    Data(data::Arguments),
    /// Draws all icons from their SVG sources.
    Icons,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().what {
        What::Train { what } => train::train(&what),
        What::Data(arguments) => data::build(arguments),
        What::Icons => icons::draw_icons(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nStopped: {failure:#}");
            ExitCode::FAILURE
        }
    }
}
