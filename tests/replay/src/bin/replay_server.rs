//! `replay_server --port 8080 --now 2013-06-14T12:00:00Z --fault slow:3000 --recorded FOLDER`

#![expect(clippy::print_stdout, reason = "tells a person where it listens")]

use clap::Parser;
use std::path::PathBuf;

/// Plays Open-Meteo on the loopback interface. Switches can be changed while it runs: /control?fault=broken&now=...
#[derive(Debug, Parser)]
struct Arguments {
    /// The port to listen on; any free one when absent
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The moment to play; the machine's clock when absent
    #[arg(long)]
    now: Option<jiff::Timestamp>,
    /// What goes wrong: slow:3000, broken, truncated, half-body, too-many-requests:30, server-fault, wrong-content-type,
    /// error-body, null-holes, endless
    #[arg(long, default_value = "none")]
    fault: String,
    /// A folder of recorded replies, served below /recorded/
    #[arg(long)]
    recorded: Option<PathBuf>,
}

fn main() -> eyre::Result<()> {
    let arguments = Arguments::parse();
    let fault = replay::Fault::read(&arguments.fault)
        .ok_or_else(|| eyre::eyre!("there is no fault of that name; see --help"))?;
    let server = replay::Server::start(arguments.port, arguments.recorded)?;
    server.set_fault(fault);
    if let Some(now) = arguments.now {
        server.set_now(now);
    }
    println!("{}", server.address());
    loop {
        std::thread::park();
    }
}
