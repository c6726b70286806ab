//! Path, query and body to the one JSON object that a command takes.

use crate::{
    problem::Fault,
    routes::{ROUTES, Route},
    shape,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use contract::Declaration;
use schemars::SchemaGenerator;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How requests of one command are read, without a server: for fuzzing.
#[derive(Debug)]
pub struct Arguments(Fields);

impl Arguments {
    /// Of the command of that name; `None` where there is none.
    #[must_use]
    pub fn of(command: &str) -> Option<Self> {
        let route = ROUTES.iter().find(|route| route.command == command)?;
        let declaration = contract::declarations().into_iter().find(|known| known.name == command)?;
        Some(Self(Fields::of(route, &declaration)))
    }

    /// Puts a request together from the texts in the path, the query and a body of JSON.
    ///
    /// # Errors
    /// When that is none of the command's.
    pub fn read(
        &self,
        path: &[(String, String)],
        query: Option<&str>,
        body: &[u8],
    ) -> Result<Value, contract::Problem> {
        let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let headers = HeaderMap::from_iter([json]);
        self.0.read(path, query, &headers, body).map_err(|fault| fault.problem)
    }
}

/// The fields of a command's request, and how each is read from text.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    fields: BTreeMap<String, Form>,
    schema: Value,
    definitions: Map<String, Value>,
    in_path: Vec<&'static str>,
    by_query: bool,
}

/// What the text of a field in a path or a query stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Number,
    Flag,
    /// An object, which is written as JSON.
    Object,
    /// A list, or something of several forms, which is written as JSON.
    Json,
}

impl Fields {
    pub(crate) fn of(route: &Route, declaration: &Declaration) -> Self {
        let mut generator = SchemaGenerator::default();
        let schema = (declaration.request)(&mut generator);
        let definitions = generator.take_definitions(true);
        let schema = shape::resolved(schema.as_value(), &definitions).clone();
        let properties = schema.get("properties").and_then(Value::as_object);
        let fields = properties
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), form(schema, &definitions)))
            .collect();
        let (in_path, by_query) = (route.path_fields().collect(), route.asks_by_query());
        Self { fields, schema, definitions, in_path, by_query }
    }

    /// Puts a request together.
    pub(crate) fn read(
        &self,
        path: &[(String, String)],
        query: Option<&str>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Value, Fault> {
        let mut request = Map::new();
        if self.by_query {
            for (name, text) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
                if self.in_path.contains(&name.as_ref()) {
                    return Err(unknown(&name, "the query, because it stands in the path"));
                }
                let value = self.value(&name, &text)?;
                if request.insert(name.clone().into_owned(), value).is_some() {
                    return Err(bad(
                        "A field stands in the query twice",
                        format!("Give `{name}` once."),
                        &name,
                    ));
                }
            }
        } else {
            if query.is_some_and(|query| !query.is_empty()) {
                return Err(bad(
                    "There is a query where none is read",
                    "The fields of this request stand in its body.".to_owned(),
                    "query",
                ));
            }
            request = object(headers, body)?;
            for name in request.keys() {
                if !self.fields.contains_key(name) {
                    return Err(self.no_field(name));
                }
                if self.in_path.contains(&name.as_str()) {
                    return Err(unknown(name, "the body, because it stands in the path"));
                }
            }
            if let Some(name) = shape::list_for_object(&self.schema, &self.definitions, &request) {
                return Err(bad(
                    "A field can't be read",
                    format!("`{name}` is an object, not a list."),
                    &name,
                ));
            }
        }
        for (name, text) in path {
            let value = self.value(name, text)?;
            request.insert(name.clone(), value);
        }
        Ok(Value::Object(request))
    }

    /// The fields that stand beside a body that isn't JSON: in the path and in the query.
    pub(crate) fn beside(
        &self,
        path: &[(String, String)],
        query: Option<&str>,
    ) -> Result<Map<String, Value>, Fault> {
        let by_query = Self { by_query: true, ..self.clone() };
        match by_query.read(path, query, &HeaderMap::new(), &[])? {
            Value::Object(request) => Ok(request),
            _ => Ok(Map::new()),
        }
    }

    fn value(&self, name: &str, text: &str) -> Result<Value, Fault> {
        let Some(form) = self.fields.get(name) else { return Err(self.no_field(name)) };
        let wrong = |what: &str| {
            bad(
                "A field can't be read",
                format!("`{name}` is {what}, and \u{201c}{text}\u{201d} is not."),
                name,
            )
        };
        match form {
            Form::Text => Ok(Value::String(text.to_owned())),
            Form::Number => {
                let mut number: Value = serde_json::from_str(text).map_err(|_| wrong("a number"))?;
                shape::whole_numbers(&mut number);
                if number.is_number() { Ok(number) } else { Err(wrong("a number")) }
            }
            Form::Flag => match text {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(wrong("true or false")),
            },
            Form::Object | Form::Json => serde_json::from_str(text).map_err(|_| wrong("JSON")),
        }
    }

    fn no_field(&self, name: &str) -> Fault {
        let known: Vec<&str> = self.fields.keys().map(String::as_str).collect();
        let detail = if known.is_empty() {
            format!("`{name}` can't be given: this request has no fields.")
        } else {
            format!("`{name}` is none of this request's fields, which are {}.", known.join(", "))
        };
        bad("There is no such field", detail, name)
    }
}

/// The body as a JSON object; empty where there is no body.
pub(crate) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Fault> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    is_json(headers)?;
    match serde_json::from_slice(body) {
        Ok(Value::Object(mut object)) => {
            object.values_mut().for_each(shape::whole_numbers);
            Ok(object)
        }
        Ok(_) => Err(bad("The body can't be read", "It is JSON, but not one object.".to_owned(), "body")),
        Err(error) => Err(bad("The body can't be read", format!("It is no JSON: {error}."), "body")),
    }
}

/// Refuses a body that says it is something else: a form of a web page can't pretend to be JSON then.
pub(crate) fn is_json(headers: &HeaderMap) -> Result<(), Fault> {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = said.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Fault::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The body isn't said to be JSON",
        "Send it with the header Content-Type: application/json.",
    ))
}

pub(crate) fn bad(title: &str, detail: String, field: &str) -> Fault {
    let fault = Fault::new(StatusCode::BAD_REQUEST, title, detail);
    Fault { problem: fault.problem.about(field), ..fault }
}

fn unknown(name: &str, place: &str) -> Fault {
    bad("A field stands where it isn't read", format!("`{name}` is not read from {place}."), name)
}

fn form(schema: &Value, definitions: &Map<String, Value>) -> Form {
    let schema = shape::resolved(schema, definitions);
    for choice in ["anyOf", "oneOf", "allOf"] {
        if let Some(choices) = schema.get(choice).and_then(Value::as_array) {
            let forms = choices.iter().filter(|choice| choice.get("type") != Some(&Value::from("null")));
            let forms: Vec<Form> = forms.map(|choice| form(choice, definitions)).collect();
            return match forms.first() {
                Some(first) if forms.iter().all(|form| form == first) => *first,
                _ => Form::Json,
            };
        }
    }
    let kinds: Vec<&str> = match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect()
        }
        _ => Vec::new(),
    };
    match kinds.as_slice() {
        ["string"] => Form::Text,
        ["integer" | "number"] => Form::Number,
        ["boolean"] => Form::Flag,
        ["object"] => Form::Object,
        _ if schema.get("enum").is_some() || schema.get("const").is_some_and(Value::is_string) => Form::Text,
        _ => Form::Json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(command: &str) -> Fields {
        let declaration = contract::declarations().into_iter().find(|known| known.name == command).unwrap();
        Fields::of(ROUTES.iter().find(|route| route.command == command).unwrap(), &declaration)
    }

    fn path(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_field_in_a_path_is_one_of_the_request() {
        for route in ROUTES {
            let fields = fields(route.command);
            for name in route.path_fields() {
                assert!(
                    matches!(fields.fields.get(name), Some(Form::Text | Form::Number)),
                    "{} has no plain field {name}",
                    route.command
                );
            }
        }
    }

    #[test]
    fn path_and_query_become_one_request() {
        let read =
            |query| fields("observations").read(&path(&[("series", "meter")]), query, &HeaderMap::new(), b"");
        let request = read(Some("from=2024-01-01T00:00:00Z&limit=5")).unwrap();
        assert_eq!(
            request,
            serde_json::json!({"series": "meter", "from": "2024-01-01T00:00:00Z", "limit": 5})
        );
        for wrong in ["limit=five", "limt=5", "limit=1&limit=2", "series=other"] {
            assert_eq!(read(Some(wrong)).unwrap_err().status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    }

    #[test]
    fn a_body_must_say_that_it_is_json() {
        let body = br#"{"text": "rain tomorrow"}"#;
        let refused = fields("ask").read(&[], None, &HeaderMap::new(), body).unwrap_err();
        assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap());
        assert!(fields("ask").read(&[], None, &headers, body).is_ok());
        assert!(fields("ask").read(&[], None, &headers, br#"{"txet": ""}"#).is_err());
        assert!(fields("ask").read(&[], None, &headers, br#"{"text": "", "edits": [null]}"#).is_err());
        let home = br#"{"home": {"local": [1.5]}}"#;
        let refused = fields("save_settings").read(&[], None, &headers, home).unwrap_err();
        assert_eq!(refused.problem.field.as_deref(), Some("home.local"));
        let whole = fields("complete").read(&[], None, &headers, br#"{"text": "", "cursor": 4.0}"#).unwrap();
        assert_eq!(whole["cursor"], serde_json::json!(4));
    }
}
