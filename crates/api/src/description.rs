//! What the API is, as OpenAPI 3.1 tells it, and a page that shows it.

use crate::{
    routes::{ROUTES, Route},
    server::State,
    tables,
};
use axum::{Json, Router};
use contract::{ContextChange, ContextId, Declaration, Permission, PredictResponse, Problem};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::sync::OnceLock;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// What any command may answer besides what it is asked for.
const FAULTS: &[(u16, &str)] = &[
    (400, "The request can't be read."),
    (401, "The token isn't known."),
    (403, "Whoever asks isn't allowed that, or the request comes from another page or by another name."),
    (404, "What was asked for isn't there."),
    (408, "The body took too long to arrive."),
    (409, "A newer question took its place."),
    (413, "The body is too large."),
    (415, "The body isn't said to be JSON."),
    (422, "A field of the request can't be used; `field` names it."),
    (429, "This client changes things, or brings wrong tokens, too often; `Retry-After` says when to go on."),
    (500, "A fault of Forecastle's own; nothing was lost."),
    (503, "Too much is asked at once, or the data can't be read just now."),
    (504, "It took too long and was given up."),
];

/// The OpenAPI document.
#[must_use]
pub fn document() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for declaration in contract::declarations() {
        let Some(route) = ROUTES.iter().find(|route| route.command == declaration.name) else { continue };
        let operation = operation(route, &declaration, &mut generator);
        add(&mut paths, route.path, route.method.as_str(), operation);
    }
    for (path, method, operation) in beside(&mut generator) {
        add(&mut paths, path, method, operation);
    }
    let mut schemas = generator.take_definitions(true);
    schemas.values_mut().chain(paths.values_mut()).for_each(bounded);
    schemas.insert("Fault".to_owned(), fault_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Forecastle",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Forecasts of weather and of any series, with probabilities that are checked. All of it is worked out on this machine.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    })
}

fn add(paths: &mut Map<String, Value>, path: &str, method: &str, operation: Value) {
    let at = paths.entry(path).or_insert_with(|| json!({}));
    at[method.to_lowercase()] = operation;
}

fn operation(route: &Route, declaration: &Declaration, generator: &mut SchemaGenerator) -> Value {
    let request = (declaration.request)(generator).to_value();
    let response = (declaration.response)(generator).to_value();
    let mut operation =
        described(declaration.name, declaration.documentation, declaration.permission, &response);
    let definitions = generator.definitions().clone();
    let whole = request
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| definitions.get(path.rsplit('/').next().unwrap_or_default()))
        .unwrap_or(&request);
    let required = |name: &str| {
        let required = whole.get("required").and_then(Value::as_array);
        required.is_some_and(|required| required.iter().any(|known| known == name))
    };
    let in_path: Vec<&str> = route.path_fields().collect();
    let properties = whole.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut parameters: Vec<Value> = Vec::new();
    for (name, schema) in &properties {
        let place = match (in_path.contains(&name.as_str()), route.asks_by_query()) {
            (true, _) => "path",
            (false, true) => "query",
            (false, false) => continue,
        };
        let mut schema = schema.clone();
        let text = schema.as_object_mut().and_then(|schema| schema.remove("description")).unwrap_or_default();
        // An absent parameter is absent: text can't say null.
        without_null(&mut schema);
        parameters.push(json!({
            "name": name, "in": place, "required": place == "path" || required(name), "schema": schema, "description": text,
        }));
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if route.command == "observations" {
        let content = &mut operation["responses"]["200"]["content"];
        content[tables::ARROW] = json!({"schema": {"type": "string", "format": "binary"}});
        content[tables::LINES] = json!({"schema": {"type": "string"}});
        say(
            &mut operation,
            "As Arrow (columns `time` and `value`) or a JSON object a line where `Accept` asks for that; the header `x-next` then says from where to read on.",
        );
    }
    if !route.asks_by_query() {
        let schema = body(whole, &in_path);
        // Of `predict` no field is always needed, but one of two is.
        let required = whole.get("required").is_some() || declaration.name == "predict";
        operation["requestBody"] =
            json!({"required": required, "content": {"application/json": {"schema": schema}}});
    }
    if route.command == "save_observations" {
        let content = &mut operation["requestBody"]["content"];
        content[tables::ARROW] = json!({"schema": {"type": "string", "format": "binary"}});
        content[tables::LINES] = json!({"schema": {"type": "string"}});
        say(
            &mut operation,
            "As Arrow (a column `time` of timestamps with a zone, a column `value` of numbers) or an object of `observations` a line, with the other fields in the query.",
        );
    }
    operation
}

/// Says more of an operation.
fn say(operation: &mut Value, text: &str) {
    let known = operation["description"].as_str().unwrap_or_default();
    operation["description"] = format!("{known} {text}").into();
}

fn described(name: &str, text: &str, permission: Permission, response: &Value) -> Value {
    let mut responses =
        json!({"200": {"description": "As asked.", "content": {"application/json": {"schema": response}}}});
    for (status, text) in FAULTS {
        responses[status.to_string()] = json!({
            "description": text,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Fault"}}},
        });
    }
    json!({
        "operationId": name,
        "summary": text.split(['.', ':', ';']).next().unwrap_or_default(),
        "description": format!("{text} Takes the permission `{}`.", permission.name()),
        "responses": responses,
    })
}

/// What has no command.
fn beside(generator: &mut SchemaGenerator) -> Vec<(&'static str, &'static str, Value)> {
    let status =
        json!({"type": "object", "properties": {"status": {"type": "string"}}, "required": ["status"]});
    let stream = |name: &str, text: &str, permission: Permission, kind: &str| {
        let mut operation = described(name, text, permission, &Value::Bool(true));
        operation["responses"]["200"]["content"] = json!({kind: {"schema": {"type": "string"}}});
        operation
    };
    let mut batch = stream(
        "predict_batch",
        "Carries many histories on: a request of `predict` a line in, and a line out for each, in their order, with `index` and `response` or `problem`.",
        Permission::Predict,
        "application/x-ndjson",
    );
    batch["requestBody"] = json!({"required": true, "content": {"application/x-ndjson": {"schema": {"type": "string", "pattern": r"\S"}}}});
    let mut context_changes = stream(
        "context_changes",
        "How a context stands, and then an event `context` for each change of it: its data is a `ContextChange`. It ends with an event `dropped` when the context is dropped.",
        Permission::Predict,
        "text/event-stream",
    );
    context_changes["parameters"] = json!([{
        "name": "context", "in": "path", "required": true, "description": "Which.",
        "schema": generator.subschema_for::<ContextId>().to_value(),
    }]);
    let _ = generator.subschema_for::<ContextChange>();
    let _ = generator.subschema_for::<PredictResponse>();
    let _ = generator.subschema_for::<Problem>();
    vec![
        ("/health", "get", described("health", "The server answers.", Permission::Predict, &status)),
        (
            "/ready",
            "get",
            described(
                "ready",
                "The data can be read, so that questions can be answered.",
                Permission::Predict,
                &status,
            ),
        ),
        (
            "/metrics",
            "get",
            stream(
                "metrics",
                "What is counted of requests, as Prometheus reads it.",
                Permission::Predict,
                "application/openmetrics-text",
            ),
        ),
        (
            "/v1/changes",
            "get",
            stream(
                "changes",
                "An event for each change of what answers rest on, as it happens. It goes on until either side ends it.",
                Permission::Read,
                "text/event-stream",
            ),
        ),
        ("/v1/contexts/{context}/changes", "get", context_changes),
        ("/v1/predict/batch", "post", batch),
    ]
}

fn fault_schema() -> Value {
    json!({
        "description": "Why a request was not carried out and what to do next (RFC 9457). Nothing is lost when one is returned.",
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "field": {"type": "string", "description": "The field of the request that it is about."},
        },
        "required": ["type", "title", "status", "detail", "code"],
    })
}

/// The schema of a request without the fields that stand in the path. A field that it doesn't have is refused.
fn body(schema: &Value, fields: &[&str]) -> Value {
    let mut schema = schema.clone();
    schema["additionalProperties"] = false.into();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        fields.iter().for_each(|field| drop(properties.remove(*field)));
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !fields.iter().any(|field| name == field));
    }
    schema
}

/// Whole numbers end where the types that hold them do.
fn bounded(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let ends = match object.get("format").and_then(Value::as_str) {
                Some("uint8") => Some((0, i64::from(u8::MAX))),
                Some("uint32") => Some((0, i64::from(u32::MAX))),
                Some("uint64") => Some((0, i64::MAX)),
                Some("int64") => Some((i64::MIN, i64::MAX)),
                _ => None,
            };
            if let Some((least, most)) = ends {
                object.entry("minimum").or_insert(least.into());
                object.entry("maximum").or_insert(most.into());
            }
            object.values_mut().for_each(bounded);
        }
        Value::Array(values) => values.iter_mut().for_each(bounded),
        _ => {}
    }
}

fn without_null(schema: &mut Value) {
    let null = |value: &Value| value == "null" || value.get("type").is_some_and(|kind| kind == "null");
    for key in ["anyOf", "oneOf", "type"] {
        if let Some(choices) = schema.get_mut(key).and_then(Value::as_array_mut) {
            choices.retain(|choice| !null(choice));
            if choices.len() == 1 {
                let only = choices.remove(0);
                if key == "type" {
                    schema["type"] = only;
                } else if let Some(schema) = schema.as_object_mut() {
                    schema.remove(key);
                    schema.extend(only.as_object().cloned().unwrap_or_default());
                }
            }
        }
    }
    if let Some(schema) = schema.as_object_mut()
        && schema.get("default").is_some_and(Value::is_null)
    {
        schema.remove("default");
    }
}

/// `/openapi.json`
pub(crate) async fn show() -> Json<&'static Value> {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    Json(DOCUMENT.get_or_init(document))
}

/// `/docs`
pub(crate) fn page() -> Router<State> {
    SwaggerUi::new("/docs").config(Config::new(["/openapi.json"])).into()
}
