//! Every command has an address in the HTTP API, and the OpenAPI document in `docs` is the one that is served. `UPDATE_TYPES=1`
//! writes it anew.

use contract::COMMAND_NAMES;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

#[test]
fn every_command_has_one_address_and_every_address_one_command() {
    let routed: Vec<&str> = api::ROUTES.iter().map(|route| route.command).collect();
    let known: BTreeSet<&str> = COMMAND_NAMES.iter().copied().collect();
    assert_eq!(routed.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(routed.len(), known.len(), "a command has two addresses");
    let addresses: BTreeSet<(&str, &str)> =
        api::ROUTES.iter().map(|route| (route.method.as_str(), route.path)).collect();
    assert_eq!(addresses.len(), routed.len(), "two commands share an address");
}

#[test]
fn the_openapi_document_is_the_one_that_is_served() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let served = api::document();
    if std::env::var_os("UPDATE_TYPES").is_some() {
        let text = serde_json::to_string_pretty(&served).expect("a document of text and numbers");
        fs::write(&committed, text + "\n").expect("the document can be written");
    }
    let text = fs::read_to_string(&committed).unwrap_or_default();
    let known: Value = serde_json::from_str(&text).unwrap_or_default();
    assert!(known == served, "docs/openapi.json is stale: run `cargo xtask types` and commit it");
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let document = api::document();
    let mut references = Vec::new();
    gather(&document, &mut references);
    assert!(references.len() > 100, "there are types");
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("references stay within the document");
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn gather(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                references.push(reference.to_owned());
            }
            object.values().for_each(|value| gather(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, references)),
        _ => {}
    }
}
