//! Any command of the contract by its name, for scripts.

use crate::print::Printer;
use contract::{Problem, ProblemCode};
use engine::Engine;
use serde::Serialize;
use serde_json::Value;
use std::io::Read as _;

/// The most text that is read of a request, in bytes.
const MOST_TEXT: u64 = 64 << 20;

/// A command as it is listed.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    permission: &'static str,
    documentation: &'static str,
}

/// Lists every command with what other programs must be allowed for it.
pub(crate) fn list(printer: &mut Printer) -> Result<(), Problem> {
    let listed: Vec<Listed> = contract::declarations()
        .iter()
        .map(|declared| Listed {
            name: declared.name,
            permission: declared.permission.name(),
            documentation: declared.documentation,
        })
        .collect();
    printer.either(&listed, || {
        let lines = listed.iter().map(|command| {
            format!("{:<20} {:<8} {}", command.name, command.permission, command.documentation)
        });
        lines.collect::<Vec<_>>().join("\n")
    })
}

/// Calls a command; its request is JSON, `-` for what standard input holds.
pub(crate) async fn run(
    engine: &Engine,
    name: &str,
    request: Option<&str>,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let unreadable = |why: String| {
        let title = format!("The request for `{name}` can't be read");
        Problem::new(ProblemCode::BadRequest, title, format!("{why}. Give it as one JSON object."))
            .about("request")
    };
    let text = match request {
        None => "{}".to_owned(),
        Some("-") => {
            let mut text = String::new();
            let read = std::io::stdin().lock().take(MOST_TEXT).read_to_string(&mut text);
            read.map_err(|error| unreadable(error.to_string()))?;
            text
        }
        Some(text) => text.to_owned(),
    };
    let request: Value = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    printer.json(&contract::call(engine, name, request).await?)
}
