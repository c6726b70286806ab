//! A data file that can't be used gets a clear sentence that says what to do next, and is left as it is.

use crate::terminal::Terminal;
use rusqlite::Connection;
use std::{fs, os::unix::fs::PermissionsExt};

const QUESTION: &[&str] = &["ask", "--as-of", "2013-06-14T18:00", "tomorrow's picnic in New York"];

fn with_one_question() -> Terminal {
    let terminal = Terminal::new();
    let said = terminal.run(QUESTION);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    terminal
}

fn database(terminal: &Terminal) -> std::path::PathBuf {
    terminal.data().join("forecastle.sqlite")
}

#[test]
fn truncated() {
    let terminal = with_one_question();
    let file = database(&terminal);
    let bytes = fs::read(&file).expect("a data file");
    fs::write(&file, &bytes[..bytes.len() / 2]).expect("it can be cut");
    let _none_is_fine = fs::remove_file(terminal.data().join("forecastle.sqlite-wal"));
    let said = terminal.run(QUESTION);
    assert_eq!(said.status, 1, "{}", said.out);
    assert!(said.err.contains("damaged") && said.err.contains("left it as it is"), "{}", said.err);
    assert_eq!(fs::read(&file).expect("a data file"), &bytes[..bytes.len() / 2], "it is left as it is");
}

#[test]
fn not_a_database() {
    let terminal = with_one_question();
    fs::write(database(&terminal), "Dear diary, ".repeat(1000)).expect("it can be written");
    let said = terminal.run(QUESTION);
    assert_eq!(said.status, 1, "{}", said.out);
    assert!(said.err.contains("damaged"), "{}", said.err);
}

#[test]
fn of_a_newer_version() {
    let terminal = with_one_question();
    let connection = Connection::open(database(&terminal)).expect("a database");
    connection.pragma_update(None, "user_version", 9999).expect("a pragma");
    drop(connection);
    let said = terminal.run(QUESTION);
    assert_eq!(said.status, 1, "{}", said.out);
    assert!(said.err.contains("update Forecastle to open it"), "{}", said.err);
}

#[test]
fn locked_by_another_program() {
    let terminal = with_one_question();
    let connection = Connection::open(database(&terminal)).expect("a database");
    connection.execute_batch("BEGIN IMMEDIATE; CREATE TABLE held (x); ").expect("a lock");
    let said = terminal.run(QUESTION);
    // The answer is given all the same; only keeping it is impossible, and that is said.
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("not in your history"), "{}", said.out);
    assert!(said.out.contains("close the other copy"), "{}", said.out);
}

#[test]
fn read_only() {
    let terminal = with_one_question();
    let set = |file: u32, folder: u32| {
        fs::set_permissions(database(&terminal), fs::Permissions::from_mode(file)).expect("permissions");
        fs::set_permissions(terminal.data(), fs::Permissions::from_mode(folder)).expect("permissions");
    };
    set(0o444, 0o555);
    let said = terminal.run_unprivileged(QUESTION);
    set(0o600, 0o700);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("not in your history"), "{}", said.out);
    assert!(said.out.contains("give yourself write permission"), "{}", said.out);
}

#[test]
fn two_copies_at_once_keep_every_question() {
    let terminal = Terminal::new();
    let children: Vec<_> = (0..4)
        .map(|_| {
            terminal
                .command(QUESTION)
                .stdout(std::process::Stdio::null())
                .spawn()
                .expect("the command line runs")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("a child ends").success());
    }
    let history: serde_json::Value =
        serde_json::from_str(&terminal.run(&["history", "--json"]).out).expect("JSON");
    assert_eq!(history.as_array().expect("a list").len(), 4);
}
