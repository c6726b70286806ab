//! Where what JSON Schema says of a request and what serde takes for it would differ.

use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

/// Whole numbers written as `30.0` or `3e1` become integers, as they are to JSON Schema; serde would refuse them.
pub(crate) fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(whole) = whole(number) {
                *number = whole;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(object) => object.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

fn whole(number: &Number) -> Option<Number> {
    /// Up to here every whole number is one of floating point.
    const EXACT: f64 = (1_u64 << 53) as f64;
    let float =
        number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT)?;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within 2^53")]
    let whole = float as i64;
    Some(whole.into())
}

/// Reads a body or a line at once, and only where that fails with its whole numbers made plain, which takes longer.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    match serde_json::from_slice(json) {
        Err(error) if error.is_data() => {
            let mut value: Value = serde_json::from_slice(json)?;
            whole_numbers(&mut value);
            // The first error tells where it stands.
            serde_json::from_value(value).map_err(|_| error)
        }
        read => read,
    }
}

/// What a reference stands for.
pub(crate) fn resolved<'a>(schema: &'a Value, definitions: &'a Map<String, Value>) -> &'a Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    name.and_then(|name| definitions.get(name)).map_or(schema, |found| resolved(found, definitions))
}

/// The first field, as `outer.inner`, that holds a list where the schema asks for an object: serde would fill in the object's fields
/// one after the other.
pub(crate) fn list_for_object(
    schema: &Value,
    definitions: &Map<String, Value>,
    request: &Map<String, Value>,
) -> Option<String> {
    let schema = resolved(schema, definitions);
    request.iter().find_map(|(name, value)| {
        let inner = misplaced(schema.get("properties")?.get(name)?, definitions, value)?;
        Some(if inner.is_empty() { name.clone() } else { format!("{name}.{inner}") })
    })
}

fn misplaced(schema: &Value, definitions: &Map<String, Value>, value: &Value) -> Option<String> {
    let schema = resolved(schema, definitions);
    if let Some(choices) = ["anyOf", "oneOf"].iter().find_map(|choice| schema.get(*choice)?.as_array()) {
        // None of the choices may be what is meant.
        let mut found = choices
            .iter()
            .filter(|choice| choice.get("type").is_none_or(|kind| kind != "null"))
            .map(|choice| misplaced(choice, definitions, value));
        let first = found.next()?;
        return if found.all(|other| other.is_some()) { first } else { None };
    }
    match value {
        Value::Array(items) => match (is(schema, "object"), is(schema, "array"), schema.get("items")) {
            (true, false, _) => Some(String::new()),
            (_, _, Some(each)) => items.iter().find_map(|item| misplaced(each, definitions, item)),
            _ => None,
        },
        Value::Object(object) => list_for_object(schema, definitions, object),
        _ => None,
    }
}

fn is(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == kind,
        Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        let mut value = json!([30.0, 3e1, -2.0, 0.5, 1e300, 9_007_199_254_740_993_u64, {"a": 7.0}]);
        whole_numbers(&mut value);
        assert_eq!(
            value.to_string(),
            "[30,30,-2,0.5,1e300,9007199254740993,{\"a\":7}]".replace("1e300", &json!(1e300).to_string())
        );
        assert_eq!(read::<u32>(b"30.0").unwrap(), 30);
        assert!(read::<u32>(b"30.5").unwrap_err().to_string().contains("floating point"));
    }

    #[test]
    fn a_list_is_found_wherever_an_object_is_asked_for() {
        let definitions = json!({
            "Point": {"type": "object", "properties": {"x": {"type": "number"}}},
            "Line": {"type": "object", "properties": {
                "points": {"type": "array", "items": {"$ref": "#/$defs/Point"}},
                "label": {"anyOf": [{"$ref": "#/$defs/Point"}, {"type": "null"}]},
                "either": {"anyOf": [{"$ref": "#/$defs/Point"}, {"type": "array"}]},
            }},
        });
        let definitions = definitions.as_object().unwrap();
        let line = json!({"$ref": "#/$defs/Line"});
        for (request, expected) in [
            (json!({"points": [{"x": 1}], "label": null, "either": [1]}), None),
            (json!({"points": [[1]]}), Some("points")),
            (json!({"label": [1]}), Some("label")),
            (json!({"unknown": [1]}), None),
        ] {
            let found = list_for_object(&line, definitions, request.as_object().unwrap());
            assert_eq!(found.as_deref(), expected, "{request}");
        }
    }
}
