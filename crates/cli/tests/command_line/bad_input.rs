//! Bad input gets a clear sentence that says what to do next, and nothing is lost.

use crate::terminal::{Terminal, path_text};
use std::fmt::Write as _;

/// Asks as of a fixed moment, so that the words don't change with the day.
fn ask(text: &str) -> crate::terminal::Said {
    Terminal::new().run(&["ask", "--as-of", "2013-06-14T18:00", text])
}

fn unclear(text: &str) -> String {
    let said = ask(text);
    assert_eq!(said.status, 2, "{text:?} is not a question: {}{}", said.out, said.err);
    assert!(said.out.contains("You could ask:"), "{text:?} gets suggestions: {}", said.out);
    said.out.lines().next().expect("a sentence").to_owned()
}

/// What was given and what was said, one below the other, for a snapshot.
fn page(cases: &[&str], said: impl Fn(&str) -> String) -> String {
    let mut page = String::new();
    for case in cases {
        let given: String = case.chars().take(60).collect();
        writeln!(page, "{given:?}\n  {}\n", said(case).trim().replace('\n', "\n  "))
            .expect("writing to a string never fails");
    }
    page
}

#[test]
fn texts_that_are_no_questions() {
    let long = "blah ".repeat(2000);
    let cases = ["", "   \t\n", "🌧️🧺🎉", "\u{1}\u{7f}\u{200b}", &long, "what is the meaning of life?"];
    insta::assert_snapshot!(page(&cases, unclear));
}

#[test]
fn an_emoji_in_a_question_does_no_harm() {
    let said = ask("picnic 🧺 tomorrow in New York 🎉");
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

#[test]
fn places() {
    insta::assert_snapshot!(page(&["picnic tomorrow in Lisb", "picnic tomorrow in Xqzzyv"], unclear));
    let misspelt = ask("picnic tomorrow in Lisbonn");
    assert_eq!(misspelt.status, 0, "{}{}", misspelt.out, misspelt.err);
    assert!(
        misspelt.out.contains("Read \"Lisbonn\" as \"Lisbon\""),
        "the correction is said: {}",
        misspelt.out
    );
    let two = ask("picnic tomorrow in Springfield");
    assert_eq!(two.status, 2, "{}{}", two.out, two.err);
    for place in ["Springfield, Missouri", "Springfield, Illinois", "--place"] {
        assert!(two.out.contains(place), "both are named, and how to choose: {}", two.out);
    }
    let one = ask("picnic tomorrow in Springfield, Illinois");
    assert_eq!(one.status, 0, "{}{}", one.out, one.err);
}

#[test]
fn moments_that_cannot_be_asked_about() {
    let cases = [
        "was it nice for a picnic yesterday in New York?",
        "picnic on 3 May 2011 in New York",
        "picnic in New York in 40 years",
    ];
    insta::assert_snapshot!(page(&cases, unclear));
    let far = ask("picnic in New York in 3 years");
    assert_eq!(far.status, 0, "{}{}", far.out, far.err);
    assert!(
        far.out.contains("Seasonal forecast"),
        "three years ahead is the usual, and says so: {}",
        far.out
    );
}

#[test]
fn as_of_moments_that_make_no_sense() {
    let terminal = Terminal::new();
    let said = |as_of: &str| terminal.run(&["ask", "--as-of", as_of, "picnic in New York tomorrow"]).err;
    insta::assert_snapshot!(page(&["lately", "2999-01-01"], said));
}

#[test]
fn csv_files() {
    let refused = |content: &str| {
        let terminal = Terminal::new();
        let said = terminal.import(content);
        assert_eq!(said.status, 1, "{content:?} is refused: {}", said.out);
        let series = terminal.run(&["series", "--json"]).out;
        assert!(!series.contains("readings"), "nothing is written of a refused file");
        said.err
    };
    let cases = [
        "",
        "time,kWh\n",
        "room,kWh\nkitchen,1\nhall,2\nbath,3\n",
        "time,kWh\n2024-01-01 00:00,1\n2024-01-01 01:00,lots\n2024-01-01 02:00,3\n",
        "time,outside\n2024-01-01 00:00,22 C\n2024-01-01 01:00,72 F\n2024-01-01 02:00,5 mm\n",
        "PK\u{3}\u{4}\u{0}\u{0}\u{8}nonsense",
    ];
    insta::assert_snapshot!(page(&cases, refused));
}

#[test]
fn csv_files_with_something_to_know() {
    let noted = |content: &str| {
        let said = Terminal::new().import(content);
        assert_eq!(said.status, 0, "{}{}", said.out, said.err);
        said.out
    };
    let mut spring = String::from("time,kWh\n");
    for hour in 0..24 {
        writeln!(spring, "2024-03-10 {hour:02}:00,{hour}").expect("writing to a string never fails");
    }
    let holes = "time,kWh\n2024-01-01 00:00,1\n2024-01-01 01:00,2\n2024-01-01 01:00,5\n2024-01-01 02:00,3\n2024-01-01 09:00,3\n";
    insta::assert_snapshot!(page(&[&spring, holes], noted));
}

#[test]
fn a_large_file_is_read_in_little_memory() {
    let terminal = Terminal::new();
    let mut content = String::with_capacity(210_000_000);
    content.push_str("time,power (kWh)\n");
    let mut second = 1_000_000_000_i64;
    while content.len() < 200_000_000 {
        writeln!(content, "{second},0.123456789012345678901234567890")
            .expect("writing to a string never fails");
        second += 60;
    }
    let path = terminal.file("large.csv", &content);
    drop(content);
    let mut command =
        terminal.command(&["import", path_text(&path), "--title", "Large", "--time-zone", "UTC"]);
    let said = peak_memory(&mut command);
    assert!(said.0 < 150_000, "it took {} kB at its peak", said.0);
    assert!(said.1, "the import succeeds");
}

/// Peak resident memory in kB of a command, read from the kernel while it runs, and whether it succeeded.
fn peak_memory(command: &mut std::process::Command) -> (u64, bool) {
    let mut child = command.stdout(std::process::Stdio::null()).spawn().expect("the command line runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find(|line| line.starts_with("VmHWM"));
            peak = peak.max(line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0));
        }
        if let Some(ended) = child.try_wait().expect("a child can be asked") {
            return (peak, ended.success());
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
