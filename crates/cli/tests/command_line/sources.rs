//! Connected programs from the command line: another Forecastle looked at, and a script kept as a source.
#![cfg(unix)]

use crate::terminal::Terminal;
use serde_json::Value;

/// As much of a server as is needed: it answers each call with the table in its first argument.
const SCRIPT: &str = r#"while read -r line; do
    id=${line#*\"id\":}; id=${id%%[,\}]*}
    case "$line" in
    *'"method":"initialize"'*) printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"box","version":"1"}}}\n' "$id" ;;
    *'"method":"notifications/'*) ;;
    *) printf '{"jsonrpc":"2.0","id":%s,"result":{"content":[{"type":"text","text":"%s"}]}}\n' "$id" "$1" ;;
    esac
done
"#;

#[test]
fn another_forecastle_is_looked_at_only_once_that_is_allowed() {
    let (terminal, other) = (Terminal::new(), Terminal::new());
    let data = other.data().display().to_string();
    let look = ["sources", "look", "--", env!("CARGO_BIN_EXE_forecastle"), "--data", &data, "mcp"];
    let refused = terminal.run(&look);
    assert!(refused.status == 2 && refused.err.contains("forecastle sources on"), "{}", refused.err);
    assert!(!other.data().exists(), "it was started all the same");
    assert!(terminal.run(&["sources"]).out.contains("may not be asked"));
    assert_eq!(terminal.run(&["sources", "on"]).status, 0);
    let looked = terminal.run(&look);
    assert!(
        looked.out.contains("Forecastle") && looked.out.contains("tool ask"),
        "{}{}",
        looked.out,
        looked.err
    );
}

#[test]
fn a_program_is_kept_asked_stopped_and_removed() {
    let terminal = Terminal::new();
    let script = terminal.file("box.sh", SCRIPT).display().to_string();
    let table = r"day,energy (kWh)\n2026-02-01,11.5\n2026-02-02,12.5\n2026-02-03,10.5";
    assert_eq!(terminal.run(&["sources", "on"]).status, 0);
    let add =
        ["sources", "add", "Box", "--tool", "read", "--every", "60", "--on", "--", "sh", &script, table];
    let added = terminal.run(&add);
    assert!(added.out.contains("Box: tool read of sh") && added.status == 0, "{}{}", added.out, added.err);
    let again = terminal.run(&add);
    assert!(again.status == 2 && again.err.contains("already"), "{}", again.err);
    let fetched = terminal.run(&["sources", "fetch", "1"]);
    assert!(fetched.out.contains("3 new values."), "{}{}", fetched.out, fetched.err);
    assert!(terminal.run(&["series"]).out.contains("energy"));
    let list: Value = serde_json::from_str(&terminal.run(&["--json", "sources"]).out).expect("JSON");
    assert_eq!(list["sources"][0]["check"], "fine", "{list}");
    assert_eq!(list["sources"][0]["source"]["series"][0], "box-energy");
    assert_eq!(terminal.run(&["sources", "every", "1", "4"]).status, 2, "too often");
    assert_eq!(terminal.run(&["sources", "stop", "1"]).status, 0);
    assert_eq!(terminal.run(&["sources", "fetch", "1"]).status, 2, "it is off");
    assert_eq!(terminal.run(&["sources", "remove", "1"]).status, 0);
    assert!(terminal.run(&["series"]).out.contains("energy"), "its series stays");
}
