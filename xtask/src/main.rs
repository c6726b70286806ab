//! The project's own commands: run, test, fuzz, bundle, icons, types.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "talks to the person at the terminal")]

mod bench;
mod bundle;
mod embedded;
mod fuzz;
mod install;
mod interface;
mod left_out;
mod node;
mod packages;
mod platform;
mod protocols;
mod run;
mod session;
mod stamp;
mod test;
mod tools;
mod types;
mod window;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::{process, progress};

/// Sets up, runs, tests and bundles Forecastle.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sets up whatever is missing, builds, and opens the window (or answers in the terminal where there is no display).
    Run {
        /// Passed to the window, after `--`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Sets up whatever is missing and runs every check: lints, tests, the interface, the real window.
    Test {
        /// Only this part; may be given more than once.
        #[arg(long, value_enum)]
        only: Vec<test::Part>,
    },
    /// Measures, for a person to read.
    Bench {
        /// What to measure.
        #[command(subcommand)]
        what: bench::Bench,
    },
    /// Sets up whatever is missing and looks for texts that make the parser panic, or for requests that the API answers otherwise than it
    /// says.
    Fuzz {
        /// One of `fuzz/fuzz_targets`, or `api`.
        #[arg(default_value = "interpret")]
        target: String,
        /// For how long.
        #[arg(long, default_value_t = 300)]
        seconds: u32,
    },
    /// Learns the weights that are built in.
    #[command(disable_help_flag = true)]
    Train(embedded::Arguments),
    /// Builds an installable package.
    Bundle {
        /// The kinds of package, as `tauri build --bundles` takes them.
        #[arg(long, default_value = bundle::kinds_here())]
        kinds: String,
    },
    /// Builds the embedded data from published packages.
    #[command(disable_help_flag = true)]
    Data(embedded::Arguments),
    /// Draws all icons from their SVG sources.
    #[command(disable_help_flag = true)]
    Icons(embedded::Arguments),
    /// Writes the interface's TypeScript types from the contract.
    Types,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run { arguments } => run::run_forecastle(&arguments),
        Command::Test { only } => test::test(&only),
        Command::Bench { what } => bench::bench(&what),
        Command::Fuzz { target, seconds } if target == "api" => protocols::fuzz_api(seconds),
        Command::Fuzz { target, seconds } => fuzz::fuzz(&target, seconds),
        Command::Train(arguments) => embedded::make("train", &arguments),
        Command::Bundle { kinds } => bundle::bundle(&kinds),
        Command::Data(arguments) => embedded::make("data", &arguments),
        Command::Icons(arguments) => embedded::make("icons", &arguments),
        Command::Types => types::write_types(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nStopped: {failure:#}");
            ExitCode::FAILURE
        }
    }
}
