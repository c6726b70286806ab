//! How `forecastle serve` holds: `cargo xtask bench serve [--series FILE] [--soak MINUTES]`.
//!
//! Starts the released command line on a folder of its own and asks it over loopback: cold and cached requests by 1, 8 and 32 clients,
//! three times what it can do, then a mixed load at 80 % of what it can do for some minutes, and ends with `kill -9` while values are
//! being saved. The load comes from this process and shares the machine with the server, whose own CPU time is told.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod load;
mod payload;
mod phases;
mod server;

use eyre::{Result, WrapErr, eyre};
use load::Load;
use payload::Payloads;
use server::Server;
use std::{path::PathBuf, time::Duration};

struct Options {
    series: Option<PathBuf>,
    soak: Duration,
    program: PathBuf,
}

fn options() -> Result<Options> {
    let mut options = Options { series: None, soak: Duration::from_secs(60), program: PathBuf::new() };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| eyre!("{argument} needs a value"));
        match argument.as_str() {
            "--series" => options.series = Some(value()?.into()),
            "--program" => options.program = value()?.into(),
            "--soak" => {
                let minutes: f64 = value()?.parse().wrap_err("--soak takes minutes")?;
                options.soak = Duration::from_secs_f64(60.0 * minutes);
            }
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return Err(eyre!("{argument} isn't known")),
        }
    }
    Ok(options)
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = options()?;
    // What the client would speak TLS with. Another that is set already does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let mut server = Server::start(&options.program, &data)?;
    let load = Load::new(&server, Payloads::new(options.series.as_deref())?)?;
    phases::by_clients(&load, &server).await?;
    phases::overload(&load).await?;
    phases::soak(&load, &server, options.soak).await?;
    phases::killed(&mut server, &options.program, &data).await
}
