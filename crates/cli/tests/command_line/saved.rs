//! Places of the user's own, from a name to an answer.

use crate::terminal::Terminal;
use serde_json::Value;

#[test]
fn a_place_is_named_asked_about_and_forgotten() {
    let terminal = Terminal::new();
    assert!(terminal.run(&["saved"]).out.contains("forecastle saved NAME --at WHERE"));
    let saved = terminal.run(&["saved", "Cabin", "--at", "41.8, -8.2"]);
    assert!(saved.out.starts_with("Cabin, "), "{}{}", saved.out, saved.err);
    let asked = terminal.run(&["--json", "ask", "will it rain at the cabin tomorrow"]);
    let answer: Value = serde_json::from_str(&asked.out).expect("JSON");
    let place = &answer["answer"]["question"]["place"];
    assert_eq!(
        (&place["name"], place["latitude"].as_f64()),
        (&Value::from("Cabin"), Some(41.8)),
        "{}",
        asked.out
    );

    // The name moves; it isn't there twice.
    assert_eq!(terminal.run(&["saved", "cabin", "--at", "Braga"]).status, 0);
    let all: Value = serde_json::from_str(&terminal.run(&["--json", "saved"]).out).expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    assert_eq!((&all[0]["name"], &all[0]["region"]), (&Value::from("cabin"), &Value::from("Braga")));

    assert_eq!(terminal.run(&["saved", "Cabin", "--forget"]).status, 0);
    let again = terminal.run(&["saved", "Cabin", "--forget"]);
    assert!(again.status != 0 && again.err.contains("No place is saved yet"), "{}", again.err);
}

#[test]
fn what_can_not_be_saved_is_refused_in_words() {
    let terminal = Terminal::new();
    for (name, at, said) in [
        ("Cabin", "Xqzzyv", "no town"),
        ("Cabin", "91.00, 8.00", "no position"),
        ("!", "Porto", "a letter in it"),
    ] {
        let refused = terminal.run(&["saved", name, "--at", at]);
        assert!(refused.status != 0 && refused.err.contains(said), "{name} {at}: {}", refused.err);
    }
}
