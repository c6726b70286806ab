//! How the forecasts did and how it went, from the command line.

use crate::terminal::{Terminal, path_text};
use serde_json::Value;

const AS_OF: [&str; 3] = ["ask", "--as-of", "2013-06-14T18:00"];

fn ask(terminal: &Terminal, words: &str) -> i64 {
    let said = terminal.run(&[&["--json"], &AS_OF[..], &[words]].concat());
    let answer: Value = serde_json::from_str(&said.out).expect("JSON");
    answer["answer"]["id"].as_i64().expect("an id")
}

#[test]
fn the_record_begins_empty_and_says_so() {
    let terminal = Terminal::new();
    insta::assert_snapshot!(terminal.run(&["record"]).out, @r"
    No forecast of whether something happens has come due yet.
    Ask about what is to come: each forecast is held against what came, once that is known.
    ");
    let none = terminal.run(&["record", "--place", "Porto"]);
    assert!(none.status == 3 && none.err.contains("No forecast has come due yet"), "{}", none.err);
}

#[test]
fn questions_of_the_past_have_a_record_of_their_own() {
    let terminal = Terminal::new();
    let picnic = ask(&terminal, "tomorrow's picnic in New York");
    ask(&terminal, "how warm will it be tomorrow in New York");
    assert!(terminal.run(&["record"]).out.contains("\nAsk about what is to come"), "kept apart");
    let charts = terminal.path("charts");
    let said = terminal.run(&["record", "--as-of", "--charts", path_text(&charts)]);
    for words in [
        "1 forecast has come due, too few to judge",
        "One amount has come due",
        "2 forecasts for 14 June 2013 to 15 June 2013, asked as of moments of the past",
        "By how far ahead",
        "6 to 24 hours ahead",
        "Temperature",
        "Past questions",
        "tomorrow's picnic in New York",
    ] {
        assert!(said.out.contains(words), "{words}: {}{}", said.out, said.err);
    }
    for chart in ["reliability", "skill", "pit"] {
        let svg = std::fs::read_to_string(charts.join(format!("{chart}.svg"))).expect("written");
        assert!(svg.starts_with("<svg"));
    }
    let only = terminal.run(&["--json", "record", "--as-of", "--activity", "picnic"]);
    let report: Value = serde_json::from_str(&only.out).expect("JSON");
    assert_eq!(
        (&report["forecasts"], &report["questions"][0]["id"]),
        (&Value::from(1), &Value::from(picnic))
    );
}

#[test]
fn how_it_went_is_told_in_a_word_and_taken_back() {
    let terminal = Terminal::new();
    let picnic = ask(&terminal, "tomorrow's picnic in New York").to_string();
    let kept = terminal.run(&["went", &picnic, "badly"]);
    assert!(
        kept.out.starts_with("Kept beside what was measured, which counts for the record: It"),
        "{}{}",
        kept.out,
        kept.err
    );
    assert!(terminal.run(&["record", "--as-of"]).out.contains("you said: badly"));
    assert_eq!(terminal.run(&["went", &picnic, "undo"]).out.trim(), "Taken back.");
    assert!(!terminal.run(&["record", "--as-of"]).out.contains("you said"));
    for (how, said) in [("3.5", "It asked whether, not how much"), ("so so", "none of fine, badly")] {
        let refused = terminal.run(&["went", &picnic, how]);
        assert!(refused.status == 2 && refused.err.contains(said), "{how}: {}", refused.err);
    }
    assert_eq!(terminal.run(&["went", "99", "fine"]).status, 3);
}

#[test]
fn a_place_and_everything_can_be_erased() {
    let terminal = Terminal::new();
    ask(&terminal, "tomorrow's picnic in New York");
    ask(&terminal, "tomorrow's picnic in Seattle");
    let erased = terminal.run(&["erase", "--place", "Seattle"]);
    assert_eq!(
        erased.out.trim(),
        "Erased, with one question. Nothing of it is left in the data file.",
        "{}",
        erased.err
    );
    let history = terminal.run(&["history"]).out;
    assert!(history.contains("New York") && !history.contains("Seattle"));
    let other = terminal.run(&["erase", "--place", "New York", "--id", "1"]);
    assert!(other.status == 3 && other.err.contains("has the number 1"), "{}", other.err);
    assert_ne!(terminal.run(&["erase", "--id", "1"]).status, 0, "a number alone is easily mistyped");
    assert_ne!(terminal.run(&["erase", "--everything"]).status, 0, "only when sure");
    assert_eq!(terminal.run(&["erase", "--everything", "--sure"]).status, 0);
    assert!(terminal.run(&["history"]).out.contains("Nothing has been asked yet"));
}
