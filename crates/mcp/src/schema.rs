//! JSON Schema of what tools take and give, in the form clients expect of tools.

use rmcp::model::JsonObject;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};
use std::sync::Arc;

/// Formats that JSON Schema itself defines. Validators warn of others or refuse them.
const FORMATS: [&str; 9] =
    ["date-time", "date", "time", "duration", "email", "hostname", "uri", "uri-reference", "uuid"];

/// Of what a tool takes.
pub(crate) fn of_input<T: JsonSchema>() -> Arc<JsonObject> {
    made::<T>(SchemaSettings::draft2020_12())
}

/// Of what a tool gives: fields that are always written are required.
pub(crate) fn of_output<T: JsonSchema>() -> Arc<JsonObject> {
    made::<T>(SchemaSettings::draft2020_12().for_serialize())
}

fn made<T: JsonSchema>(settings: SchemaSettings) -> Arc<JsonObject> {
    let mut schema = Value::from(settings.into_generator().into_root_schema_for::<T>());
    plain_formats(&mut schema);
    one_type_each(&mut schema);
    let Value::Object(mut object) = schema else { return Arc::default() };
    // The tool has a title and a description of its own.
    object.remove("title");
    object.remove("description");
    object.entry("properties").or_insert_with(|| Value::Object(JsonObject::new()));
    Arc::new(object)
}

/// Takes away formats such as `double`, which say nothing that the type doesn't.
fn plain_formats(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let unknown =
                object.get("format").and_then(Value::as_str).is_some_and(|format| !FORMATS.contains(&format));
            if unknown {
                object.remove("format");
            }
            object.values_mut().for_each(plain_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(plain_formats),
        _ => {}
    }
}

/// What says something of a value and asks nothing of it.
const ANNOTATIONS: [&str; 4] = ["title", "description", "default", "examples"];

/// Writes `type: [string, null]` as a choice of two: some clients hand schemas on to models that know a single type only, and would
/// drop it.
fn one_type_each(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(one_type_each);
            let kinds = object.get("type").and_then(Value::as_array).map(Vec::as_slice);
            let kind = match kinds {
                Some([kind, null] | [null, kind]) if null == "null" => kind.clone(),
                _ => return,
            };
            let mut asked = JsonObject::new();
            let asks: Vec<String> =
                object.keys().filter(|key| !ANNOTATIONS.contains(&key.as_str())).cloned().collect();
            for key in asks {
                asked.extend(object.remove(&key).map(|value| (key, value)));
            }
            asked.insert("type".to_owned(), kind);
            object.insert("anyOf".to_owned(), json!([asked, { "type": "null" }]));
        }
        Value::Array(items) => items.iter_mut().for_each(one_type_each),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "it has a schema")]
    struct Measured {
        /// How much.
        value: f64,
        /// Which day.
        day: Option<jiff::civil::Date>,
    }

    #[test]
    fn formats_of_json_schema_stay_and_others_go() {
        let schema = of_input::<Measured>();
        assert_eq!(schema["type"], "object");
        assert_eq!(schema["properties"]["value"]["format"], Value::Null, "{schema:?}");
        assert_eq!(schema["properties"]["value"]["description"], "How much.");
        let day = &schema["properties"]["day"];
        assert_eq!(
            day["anyOf"],
            json!([{ "type": "string", "format": "date" }, { "type": "null" }]),
            "{day}"
        );
        assert_eq!(day["description"], "Which day.");
    }
}
