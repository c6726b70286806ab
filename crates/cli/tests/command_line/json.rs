//! `--json` is stable: which fields there are, and of which kind, changes only with this snapshot.

use crate::terminal::Terminal;
use serde_json::Value;
use std::collections::BTreeMap;

/// Every path of a JSON document with the kind of value found there; the members of a list share one path.
fn shape(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(members) => {
            members.iter().for_each(|member| shape(member, &format!("{path}[]"), found));
            "list"
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| shape(field, &format!("{path}.{name}"), found));
            "object"
        }
    };
    let kinds = found.entry(path.to_owned()).or_default();
    if !kinds.split(" or ").any(|known| known == kind) && kinds != kind {
        *kinds = if kinds.is_empty() { kind.to_owned() } else { format!("{kinds} or {kind}") };
    }
}

fn shape_of(terminal: &Terminal, arguments: &[&str]) -> String {
    let said = terminal.run(arguments);
    let value: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err));
    let mut found = BTreeMap::new();
    shape(&value, "", &mut found);
    found.into_iter().map(|(path, kinds)| format!("{path}: {kinds}\n")).collect()
}

const ASK: &[&str] = &["--json", "ask", "--as-of", "2013-06-14T18:00"];

#[test]
fn an_activity_has_these_fields() {
    let terminal = Terminal::new();
    insta::assert_snapshot!(shape_of(&terminal, &[ASK, &["tomorrow's picnic in New York"]].concat()));
    insta::assert_snapshot!("history", shape_of(&terminal, &["--json", "history"]));
}

#[test]
fn an_amount_has_these_fields() {
    insta::assert_snapshot!(shape_of(
        &Terminal::new(),
        &[ASK, &["how warm will it get tomorrow in New York?"]].concat()
    ));
}

#[test]
fn what_is_unclear_has_these_fields() {
    insta::assert_snapshot!(shape_of(&Terminal::new(), &[ASK, &["what is the meaning of life?"]].concat()));
}

#[test]
fn a_problem_has_these_fields() {
    insta::assert_snapshot!(shape_of(&Terminal::new(), &["--json", "ask", "--as-of", "lately", "picnic"]));
}

#[test]
fn any_command_of_the_contract_can_be_called_by_its_name() {
    let terminal = Terminal::new();
    let unknown = terminal.run(&["call", "no_such_command"]);
    assert!(unknown.err.contains("Choose one of ask, predict"), "{}", unknown.err);
    let places: Value = serde_json::from_str(
        &terminal.run(&["call", "complete_place", r#"{"beginning":"Lisb","limit":1}"#]).out,
    )
    .expect("JSON");
    assert_eq!(places[0]["name"], "Lisbon");
}

#[test]
fn charts_are_written_as_asked_and_refused_in_words() {
    let terminal = Terminal::new();
    for (name, begins_with) in [("chart.svg", "<svg"), ("chart.csv", "")] {
        let path = terminal.path(name);
        let mut arguments = ASK[1..].to_vec();
        arguments.extend(["tomorrow's picnic in New York", "--chart", crate::terminal::path_text(&path)]);
        let said = terminal.run(&arguments);
        assert_eq!(said.status, 0, "{}{}", said.out, said.err);
        let written = std::fs::read_to_string(&path).expect("the chart is written");
        assert!(written.starts_with(begins_with) && written.len() > 200, "{written}");
    }
    let mut arguments = ASK[1..].to_vec();
    arguments.extend(["tomorrow's picnic in New York", "--chart", "chart.docx"]);
    let said = terminal.run(&arguments);
    assert!(said.err.contains("should end in .svg, .png or .csv"), "{}", said.err);
}
