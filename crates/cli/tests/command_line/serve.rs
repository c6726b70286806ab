//! `forecastle serve` as other programs meet it, and the README's ways to ask it.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
};

struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_forecastle"))
            .args(["serve", "--port", "0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command line runs");
        let mut first = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut first).expect("it says where it listens");
        let address = first.split("http://").nth(1).and_then(|rest| rest.split(". ").next());
        let address = address.unwrap_or_else(|| panic!("no address in {first:?}")).to_owned();
        Self { child, address }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first block of this language behind "Use it from other programs".
fn block(language: &str) -> String {
    let readme = include_str!("../../../../README.md");
    let part = readme.split("## Use it from other programs").nth(1).expect("the README has the part");
    let part = part.split("\n## ").next().expect("a split has a first part");
    let begin = format!("```{language}\n");
    let block = part.split(&begin).nth(1).unwrap_or_else(|| panic!("no {language} in the README"));
    block.split("```").next().expect("a split has a first part").to_owned()
}

fn run(program: &str, arguments: &[&str], script: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed to try the README: {error}"));
    child.stdin.take().expect("it is piped").write_all(script.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_readme_asks_as_it_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let served = Served::start(&folder.path().join("data"));
    let here = |script: String| script.replace("127.0.0.1:7878", &served.address);
    let curl: serde_json::Value = serde_json::from_str(&run("sh", &[], &here(block("sh")))).expect("JSON");
    assert_eq!(curl["predictions"].as_array().map(Vec::len), Some(7), "{curl}");
    let python = run("python3", &["-"], &here(block("python")));
    assert!(python.starts_with("traffic ["), "{python}");
}

#[test]
fn an_assistant_is_served_as_the_readme_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let servers: serde_json::Value = serde_json::from_str(&block("json")).expect("JSON");
    let server = &servers["mcpServers"]["forecastle"];
    assert_eq!(server["command"], "forecastle");
    let arguments = server["args"].as_array().expect("a list").iter().filter_map(serde_json::Value::as_str);
    let data = folder.path().join("data").display().to_string();
    let arguments: Vec<&str> = ["--data", &data].into_iter().chain(arguments).collect();
    let hello = serde_json::json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "a test", "version": "1" },
        },
    });
    let answer = run(env!("CARGO_BIN_EXE_forecastle"), &arguments, &format!("{hello}\n"));
    let answer: serde_json::Value =
        serde_json::from_str(answer.lines().next().expect("an answer")).expect("JSON");
    assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "{answer}");
}

#[test]
fn what_standard_input_holds_is_carried_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data").display().to_string();
    let values: String = (0..240).map(|hour| format!("{}\n", 20 + hour % 24)).collect();
    let text =
        run(env!("CARGO_BIN_EXE_forecastle"), &["--data", &data, "predict", "--horizon", "3"], &values);
    assert_eq!(text.lines().count(), 4, "{text}");
    let json = run(
        env!("CARGO_BIN_EXE_forecastle"),
        &["--data", &data, "--json", "predict", "--horizon", "3"],
        &values,
    );
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["context_summary"]["routed_model"], "traffic");
}

#[test]
fn tokens_open_what_they_say_and_the_log_tells() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let forecastle = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_forecastle"))
            .arg("--data")
            .arg(&data)
            .args(arguments)
            .output()
            .expect("the command line runs");
        (output.status.success(), String::from_utf8(output.stdout).expect("text"))
    };
    let served = Served::start(&data);
    let (_, secret) = forecastle(&["tokens", "create", "a test", "--may", "ask,read"]);
    let asked = |path: &str, token: &str| {
        let script = format!(
            "curl --silent --output /dev/null --write-out '%{{http_code}}' --header 'Authorization: Bearer {}' http://{}{path}",
            token.trim(),
            served.address
        );
        run("sh", &[], &script)
    };
    assert_eq!(asked("/v1/series", &secret), "200");
    assert_eq!(asked("/v1/settings", &secret), "403");
    assert_eq!(asked("/v1/series", "forecastle_0"), "401");
    // The server writes down when a token was used once a second.
    let mut list = String::new();
    for _ in 0..50 {
        list = forecastle(&["tokens"]).1;
        if list.contains("last used") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(list.contains("a test: ask, read; last used 20") && !list.contains(secret.trim()), "{list}");
    assert!(forecastle(&["tokens", "revoke", "1"]).0);
    std::thread::sleep(std::time::Duration::from_millis(1200));
    assert_eq!(asked("/v1/series", &secret), "401");
    let (_, log) = forecastle(&["audit"]);
    assert!(log.contains("a test (token 1)  series: done") && log.contains("settings: refused"), "{log}");
    let (_, refused) = forecastle(&["audit", "--find", "A TEST", "--outcome", "refused"]);
    assert!(refused.lines().count() == 1 && refused.contains("settings: refused"), "{refused}");
    assert_eq!(forecastle(&["audit", "--find", "nobody"]).1.trim(), "Nothing of that kind.");
    assert!(forecastle(&["audit", "verify"]).0);
}

#[test]
fn tls_is_spoken_by_a_certificate_that_is_made_and_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_forecastle"))
        .args(["serve", "--port", "0", "--tls", "--name", "forecasts.lan", "--data"])
        .arg(folder.path().join("data"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command line runs");
    let mut told = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut line = || told.next().expect("it tells").expect("in UTF-8");
    let (listening, shown) = (line(), line());
    let served = Served { child, address: String::new() };
    let address = listening.split("https://").nth(1).and_then(|rest| rest.split(". ").next());
    let address = address.unwrap_or_else(|| panic!("no address in {listening:?}"));
    let port = address.rsplit(':').next().expect("a split has a last part");
    let certificate = shown.split("certificate in ").nth(1).and_then(|rest| rest.split(", whose").next());
    let certificate = certificate.unwrap_or_else(|| panic!("no certificate in {shown:?}"));
    let curl = |arguments: &str| run("sh", &[], &format!("curl --silent {arguments} || echo refused"));
    let trusted = format!("--cacert '{certificate}'");
    assert!(curl(&format!("{trusted} https://{address}/health")).contains("ok"));
    let named =
        format!("{trusted} --resolve forecasts.lan:{port}:127.0.0.1 https://forecasts.lan:{port}/health");
    assert!(curl(&named).contains("ok"));
    assert_eq!(curl(&format!("https://{address}/health")).trim(), "refused", "nobody vouches for it");
    assert!(!curl(&format!("http://{address}/health")).contains("\"ok\""));
    let openssl = format!("openssl x509 -in '{certificate}' -noout -fingerprint -sha256");
    let fingerprint = run("sh", &[], &openssl);
    let fingerprint = fingerprint.trim().rsplit('=').next().expect("a split has a last part").to_owned();
    assert!(shown.contains(&fingerprint), "{shown} should tell {fingerprint}");
    drop(served);
}

#[test]
fn where_others_can_ask_a_certificate_that_cant_be_used_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let wrong = folder.path().join("wrong.pem");
    std::fs::write(&wrong, "not PEM at all").expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_forecastle"))
        .args(["serve", "--port", "0", "--address", "0.0.0.0", "--data"])
        .arg(folder.path().join("data"))
        .arg("--certificate")
        .arg(&wrong)
        .arg("--key")
        .arg(&wrong)
        .output()
        .expect("the command line runs");
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("wrong.pem") && words.contains("it holds no certificate"), "{words}");
}

#[test]
fn shells_and_manuals_are_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data").display().to_string();
    let script = run(env!("CARGO_BIN_EXE_forecastle"), &["--data", &data, "completions", "bash"], "");
    assert!(script.contains("_forecastle()"));
    let page = run(env!("CARGO_BIN_EXE_forecastle"), &["--data", &data, "man"], "");
    assert!(page.contains(".TH forecastle 1"));
    assert!(!folder.path().join("data").exists(), "no data is made for it");
}
