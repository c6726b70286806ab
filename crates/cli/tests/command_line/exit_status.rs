//! How the program ends is part of what scripts rely on, and so is where it says it.

use crate::terminal::{Terminal, path_text};
use serde_json::Value;

#[test]
fn the_exit_status_tells_what_became_of_it() {
    let terminal = Terminal::new();
    let table = terminal.file("table.csv", "time,value\n2024-01-01,1\n");
    let ended = |arguments: &[&str], wanted: i32| {
        let said = terminal.run(arguments);
        assert_eq!(said.status, wanted, "{arguments:?}: {}{}", said.out, said.err);
        said
    };
    ended(&["series"], 0);
    // It failed.
    ended(&["import", path_text(&terminal.path("nothing.csv"))], 1);
    // It wasn't understood: by the reader of options, of questions, of values.
    ended(&["no-such-command"], 2);
    ended(&["history", "--limit", "many"], 2);
    ended(&["ask", "what is the meaning of life?"], 2);
    ended(&["ask", "--as-of", "lately", "picnic"], 2);
    ended(&["tokens", "create", "a", "--may", "ask", "--days", "0"], 2);
    ended(&["call", "series", "[1"], 2);
    // What was named isn't there.
    ended(&["show", "99"], 3);
    ended(&["tokens", "revoke", "99"], 3);
    ended(&["call", "no_such_command"], 3);
    ended(&["saved", "Nowhere", "--forget"], 3);
    // Its own help says so, long and on the manual page.
    for page in [ended(&["--help"], 0).out, ended(&["man"], 0).out] {
        assert!(page.contains("Exit status:") && page.contains("NO_COLOR"), "{page}");
        assert!(page.contains("2    It wasn"), "{page}");
    }
    drop(table);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_has_failed() {
    use std::os::unix::fs::PermissionsExt as _;
    let terminal = Terminal::new();
    assert_eq!(terminal.run(&["home", "Lisbon"]).status, 0);
    let file = terminal.data().join("forecastle.sqlite");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o444)).expect("permissions");
    let refused = terminal.run(&["home", "Porto"]);
    assert_eq!(refused.status, 1, "{}{}", refused.out, refused.err);
}

#[test]
fn every_command_that_ends_by_itself_speaks_json() {
    let terminal = Terminal::new();
    let table: String = (1..=9).map(|day| format!("2024-01-0{day},{day}\n")).collect();
    let table = terminal.file("table.csv", format!("time,value\n{table}"));
    let day = jiff::Zoned::now().date().tomorrow().expect("a day").strftime("%Y%m%d").to_string();
    let calendar = terminal.file(
        "plans.ics",
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:picnic\r\nSUMMARY:Picnic\r\nLOCATION:Porto\\, Portugal\r\n\
             DTSTART;TZID=Europe/Lisbon:{day}T160000\r\nDTEND;TZID=Europe/Lisbon:{day}T190000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
    );
    let export = terminal.path("export");
    let json = |arguments: &[&str]| -> Value {
        let said = terminal.run(&[&["--json"], arguments].concat());
        assert_eq!(said.status, 0, "{arguments:?}: {}{}", said.out, said.err);
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", said.out))
    };
    let asked = json(&["ask", "tomorrow's picnic in Lisbon"]);
    let id = asked["answer"]["id"].to_string();
    json(&["show", &id]);
    json(&["history"]);
    json(&["watch", "tell me if the chance of rain tomorrow in Lisbon rises above 99 %"]);
    json(&["watches"]);
    json(&["watches", "log"]);
    json(&["watches", "quiet", "22", "7"]);
    json(&["watches", "pause", "1"]);
    json(&["watches", "remove", "1"]);
    json(&["forget", &id]);
    json(&["record"]);
    json(&["proposals"]);
    json(&["import", path_text(&table), "--title", "Table", "--time-zone", "UTC"]);
    json(&["import", path_text(&table), "--preview"]);
    json(&["imports"]);
    json(&["undo-import", "1"]);
    json(&["import", path_text(&calendar)]);
    json(&["plans"]);
    json(&["plans", "--forget"]);
    json(&["activities"]);
    json(&["series"]);
    json(&["places", "Lis"]);
    json(&["saved", "Cabin", "--at", "41.8, -8.2"]);
    json(&["saved"]);
    json(&["saved", "Cabin", "--forget"]);
    json(&["home", "Lisbon"]);
    assert_eq!(json(&["home"])["name"], "Lisbon");
    json(&["guidance"]);
    json(&["language-model"]);
    json(&["tokens", "create", "a test", "--may", "ask"]);
    json(&["tokens"]);
    json(&["tokens", "revoke", "1"]);
    json(&["audit"]);
    json(&["audit", "verify"]);
    json(&["habits"]);
    json(&["examples"]);
    json(&["about"]);
    json(&["doctor"]);
    json(&["export", path_text(&export)]);
    json(&["erase", "--everything", "--sure"]);
    let listed = json(&["call", "--list"]);
    assert!(listed.as_array().is_some_and(|commands| commands.len() > 60), "{listed}");
}

#[test]
fn every_command_that_is_listed_can_be_called() {
    let terminal = Terminal::new();
    let listed = terminal.run(&["call", "--list"]).out;
    assert!(
        listed.lines().any(|line| line.starts_with("create_token") && line.contains(" admin ")),
        "{listed}"
    );
    for name in listed.lines().filter_map(|line| line.split(' ').next()) {
        // With a request that none takes: who calls nothing says so otherwise.
        let said = terminal.run(&["call", name, r#"{"no such field": 1}"#]);
        assert!(!said.err.contains("There is no such command"), "{name}: {}", said.err);
    }
    let mut asking = terminal.command(&["call", "complete_place", "-"]);
    asking.stdin(std::process::Stdio::from(
        std::fs::File::open(terminal.file("request.json", r#"{"beginning":"Lisb","limit":1}"#))
            .expect("a file"),
    ));
    let output = asking.output().expect("the command line runs");
    let places: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(places[0]["name"], "Lisbon", "what standard input holds is the request");
}
