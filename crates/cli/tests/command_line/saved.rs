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

#[test]
fn a_place_higher_up_is_colder_and_the_answer_says_why() {
    let terminal = Terminal::new();
    let ask = |place: &str| -> Value {
        let words = format!("how warm will it be in {place} tomorrow at noon");
        let asked = terminal.run(&["--json", "ask", &words, "--as-of", "2013-06-14T18:00"]);
        serde_json::from_str(&asked.out).expect("JSON")
    };
    let saved = terminal.run(&["saved", "Cabin", "--at", "400 m higher than New York"]);
    assert!(saved.out.contains("400 m above the town"), "{}{}", saved.out, saved.err);
    assert_eq!(terminal.run(&["saved", "Attic", "--at", "New York", "--offset", "temperature=3"]).status, 0);
    let median = |answer: &Value| answer["answer"]["amount"]["median"].as_f64().expect("an amount");
    let (town, cabin, attic) = (ask("New York"), ask("the cabin"), ask("the attic"));
    // 6.5 degrees a kilometre; the town stands a few metres above its airports.
    let colder = median(&town) - median(&cabin);
    assert!((2.3..3.0).contains(&colder), "{colder}");
    let warmer = median(&attic) - median(&town);
    assert!((2.7..3.3).contains(&warmer), "{warmer}");
    let evidence = cabin["answer"]["evidence"].to_string();
    assert!(
        evidence.contains("higher than this record") && evidence.contains("standard atmosphere"),
        "{evidence}"
    );
    assert!(!town["answer"]["evidence"].to_string().contains("higher than"), "{town}");

    // What is said of it can be changed without saying where it is.
    let changed = terminal.run(&["saved", "Cabin", "--elevation", "150"]);
    assert!(
        changed.out.contains("150 m above the sea") && !changed.out.contains("above the town"),
        "{}",
        changed.out
    );
    for wrong in
        [["--elevation", "99999"], ["--higher-by", "-9000"], ["--offset", "rain=1"], ["--offset", "wind=99"]]
    {
        let refused = terminal.run(&["saved", "Cabin", wrong[0], wrong[1]]);
        assert!(refused.status != 0, "{wrong:?}: {}", refused.out);
    }
}
