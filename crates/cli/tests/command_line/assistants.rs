//! `forecastle mcp` as an assistant starts it: messages on standard output, and nothing else there.

use crate::terminal::Terminal;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

struct Assistant {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Assistant {
    fn start(terminal: &Terminal) -> Self {
        let mut child = terminal
            .command(&["mcp"])
            .env("FORECASTLE_LOG", "debug")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let to = child.stdin.take().expect("standard input");
        let from = BufReader::new(child.stdout.take().expect("standard output"));
        // Logs are read, so that they never hold it up.
        let mut log = child.stderr.take().expect("standard error");
        std::thread::spawn(move || log.read_to_end(&mut Vec::new()));
        Self { child, to, from }
    }

    fn tell(&mut self, message: &Value) {
        writeln!(self.to, "{message}").expect("it listens");
        self.to.flush().expect("it listens");
    }

    /// The response to a request; notifications before it are left out.
    fn request(&mut self, id: u32, method: &str, params: &Value) -> Value {
        self.tell(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let mut line = String::new();
            assert_ne!(self.from.read_line(&mut line).expect("it answers"), 0, "it ended");
            let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no message: {line}"));
            assert_eq!(message["jsonrpc"], "2.0", "{line}");
            if message["id"] == id {
                return message;
            }
        }
    }

    /// It ends by itself, and well, when nobody speaks to it any more; says what else it had written.
    fn end(mut self) -> String {
        drop(self.to);
        let mut rest = String::new();
        self.from.read_to_string(&mut rest).expect("it closes");
        assert!(self.child.wait().expect("it ends").success());
        rest
    }
}

fn ask(meta: Option<&Value>) -> Value {
    let mut params = json!({
        "name": "ask",
        "arguments": { "question": "picnic in New York on Saturday", "as_of": "2013-06-12T10:00", "picture": true },
    });
    if let Some(meta) = meta {
        params["_meta"] = meta.clone();
    }
    params
}

fn answered(response: &Value) {
    let result = &response["result"];
    assert_eq!(result["isError"], false, "{response}");
    assert_eq!(result["structuredContent"]["became"], "answered");
    let kinds: Vec<&str> = result["content"]
        .as_array()
        .expect("content")
        .iter()
        .filter_map(|content| content["type"].as_str())
        .collect();
    assert_eq!(kinds, ["text", "image", "resource_link"]);
}

#[test]
fn with_a_handshake() {
    let terminal = Terminal::new();
    let mut assistant = Assistant::start(&terminal);
    let hello = json!({
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": { "name": "test", "version": "1" },
    });
    let welcome = assistant.request(1, "initialize", &hello);
    assert_eq!(welcome["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(welcome["result"]["serverInfo"]["name"], "forecastle");
    let capabilities = &welcome["result"]["capabilities"];
    for offered in ["tools", "resources", "prompts", "completions"] {
        assert!(capabilities[offered].is_object(), "{offered}");
    }
    assert_eq!(capabilities["logging"], Value::Null, "what is deprecated is not offered");
    assistant.tell(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
    let tools = assistant.request(2, "tools/list", &json!({}));
    assert!(tools["result"]["tools"].as_array().expect("tools").len() >= 9);
    answered(&assistant.request(3, "tools/call", &ask(None)));
    assert_eq!(assistant.end(), "");
    let history = terminal.run(&["history"]);
    assert!(history.out.contains("picnic in New York on Saturday"), "{}", history.out);
}

#[test]
fn without_one() {
    let terminal = Terminal::new();
    let mut assistant = Assistant::start(&terminal);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let found = assistant.request(1, "server/discover", &json!({ "_meta": meta }));
    let versions = found["result"]["supportedVersions"].as_array().expect("versions");
    assert!(versions.contains(&json!("2026-07-28")) && versions.contains(&json!("2025-11-25")));
    answered(&assistant.request(2, "tools/call", &ask(Some(&meta))));
    assert_eq!(assistant.end(), "");
}

#[test]
fn nobody_at_the_other_end_is_no_fault() {
    let terminal = Terminal::new();
    let nobody = terminal.run(&["mcp"]);
    assert_eq!((nobody.status, nobody.out.as_str()), (0, ""), "{}", nobody.err);
}
