//! Long work tells how far it has come on standard error: in a terminal with a bar, elsewhere without one, and without colours where the
//! user wants none.

use crate::terminal::{Terminal, path_text};
use std::process::Command;

/// Runs a program as in a terminal and prints all that came.
const IN_A_TERMINAL: &str = "import os, pty, sys
said = []
def read(terminal):
    said.append(os.read(terminal, 65536))
    return said[-1]
status = pty.spawn(sys.argv[1:], read)
sys.exit(os.waitstatus_to_exitcode(status))";

fn in_a_terminal(terminal: &Terminal, arguments: &[&str], no_colour: bool) -> (i32, String) {
    let command = terminal.command(arguments);
    let mut python = Command::new("python3");
    python.args(["-c", IN_A_TERMINAL]).arg(command.get_program()).args(command.get_args());
    python.env("TERM", "xterm").env_remove("NO_COLOR").env_remove("CI");
    if no_colour {
        python.env("NO_COLOR", "1");
    }
    let output = python.output().expect("python3 is needed to try a terminal");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Takes long enough to read for a bar to be drawn.
fn long_table(terminal: &Terminal) -> std::path::PathBuf {
    let start: jiff::Timestamp = "2001-01-01T00:00Z".parse().expect("a moment");
    let mut text = String::from("time,value\n");
    for minute in 0..400_000_i64 {
        let at = start + jiff::SignedDuration::from_mins(minute);
        text += &format!("{at},{}\n", minute % 100);
    }
    terminal.file("long.csv", text)
}

#[test]
fn an_import_shows_a_bar_in_a_terminal_and_none_elsewhere() {
    let terminal = Terminal::new();
    let table = long_table(&terminal);
    let arguments = ["import", path_text(&table), "--title", "Long", "--time-zone", "UTC"];
    let (status, said) = in_a_terminal(&terminal, &arguments, false);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("Importing [") && said.contains(" %"), "{said:?}");
    assert!(said.contains("Long: 400000 new values"), "{said:?}");
    let quiet = terminal.run(&arguments);
    assert!(!quiet.err.contains('['), "{:?}", quiet.err);
    assert!(!quiet.out.contains("Importing"), "{:?}", quiet.out);
}

#[test]
fn a_problem_has_a_colour_in_a_terminal_unless_none_is_wanted() {
    let terminal = Terminal::new();
    let red = "\u{1b}[1;31m";
    let (status, said) = in_a_terminal(&terminal, &["show", "99"], false);
    assert!(status == 3 && said.contains(red), "{said:?}");
    let (_, said) = in_a_terminal(&terminal, &["show", "99"], true);
    assert!(!said.contains('\u{1b}'), "{said:?}");
    assert!(!terminal.run(&["show", "99"]).err.contains('\u{1b}'));
    // Help is clap's own.
    let (_, help) = in_a_terminal(&terminal, &["--help"], true);
    assert!(!help.contains('\u{1b}'), "{help:?}");
    assert!(in_a_terminal(&terminal, &["--help"], false).1.contains('\u{1b}'));
}
