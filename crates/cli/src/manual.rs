//! What the command line tells of itself: how a shell completes it, and its manual page.

use crate::arguments::{Arguments, Command};
use clap::CommandFactory as _;

/// The script or page that a command asks for, if it asks for one; no data is needed for it.
pub(crate) fn of(command: &Command) -> Option<Vec<u8>> {
    let mut page = Vec::new();
    match command {
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "forecastle", &mut page);
        }
        Command::Man => {
            let written = clap_mangen::Man::new(Arguments::command()).render(&mut page);
            written.expect("memory can be written");
        }
        _ => return None,
    }
    Some(page)
}
