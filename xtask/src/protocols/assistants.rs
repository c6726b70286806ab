//! What assistants use: the Model Context Protocol, in both revisions, over standard input and output and over HTTP.

use super::{
    folder, scratch,
    served::{Forecastle, Served},
    suites,
};
use crate::{
    process::{built, run, shown},
    test::build_everything,
};
use eyre::{Result, WrapErr, bail};
use std::{env, process::Command};

/// Both revisions of the protocol that are current.
const REVISIONS: [&str; 2] = ["2025-11-25", "2026-07-28"];
/// How long one scenario may take, ms: a busy machine is no fault.
const SCENARIO: &str = "30000";

/// Runs `@modelcontextprotocol/conformance` on `crates/mcp/examples/serve`.
pub(crate) fn conformance() -> Result<()> {
    // Before minutes of building.
    suites::node()?;
    build_everything(&["--example", "serve"])?;
    let scratch = scratch("conformance")?;
    let example = built("forecastle").with_file_name("examples").join("serve");
    let mut serve = Command::new(example.with_extension(env::consts::EXE_EXTENSION));
    serve.arg("0").arg(scratch.join("data"));
    let served = Served::start(&mut serve, &scratch)?;
    let mut failed = Vec::new();
    for revision in REVISIONS {
        let suite = folder().join("node_modules/@modelcontextprotocol/conformance/dist/index.js");
        let mut command = suites::node()?;
        command.arg(suite).args(["server", "--url", &served.url, "--requirements", revision]);
        command.args(["--timeout", SCENARIO, "--output-dir"]).arg(scratch.join(revision));
        command.arg("--expected-failures").arg(folder().join(format!("conformance-{revision}.yaml")));
        println!("      $ {}", shown(&command));
        let outcome = command.output().wrap_err("the conformance suite could not be started")?;
        let told = String::from_utf8_lossy(&outcome.stdout);
        let short = told.find("=== SUMMARY").filter(|_| outcome.status.success()).unwrap_or(0);
        println!("{}{}", &told[short..], String::from_utf8_lossy(&outcome.stderr));
        if !outcome.status.success() {
            failed.push(revision);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("the conformance suite of {} sees what tests/protocols doesn't expect", failed.join(" and "))
}

/// Lists and calls every tool with the Inspector's command line.
pub(crate) fn inspector() -> Result<()> {
    driven("inspector", suites::node, "inspector.ts")
}

/// Drives Forecastle with the official TypeScript SDK.
pub(crate) fn typescript_client() -> Result<()> {
    driven("typescript", suites::node, "client.ts")
}

/// Drives Forecastle with the official Python SDK.
pub(crate) fn python_client() -> Result<()> {
    driven("python-client", suites::python, "client.py")
}

fn driven(check: &str, interpreter: fn() -> Result<Command>, script: &str) -> Result<()> {
    let mut command = interpreter()?;
    // Naming a test makes cargo choose the features it chose for the tests, so that little is left to build.
    build_everything(&["--bins", "--test", "surfaces"])?;
    let scratch = scratch(check)?;
    let program = built("forecastle");
    let forecastle = Forecastle::start(&program, &scratch, "ask,read,write")?;
    command.arg(folder().join(script)).arg(&program).arg(&scratch);
    command.arg(format!("{}/mcp", forecastle.served.url)).env("FORECASTLE_TOKEN", &forecastle.token);
    run(command.current_dir(&scratch))
}
