//! Picking one value out of a JSON text by a path.

use serde_json::Value;

/// Where in a JSON text a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Path {
    /// The whole text is the value: `21.5`, `"21.5"`, `21.5` without quotes around words.
    Whole,
    /// A value within objects and lists.
    Within(Vec<String>),
}

impl Path {
    /// `temperature`, `outside.temperature` or `/outside/temperature`; nothing is the whole text.
    pub(crate) fn of(path: &str) -> Self {
        let steps: Vec<String> =
            path.split(['/', '.']).filter(|step| !step.is_empty()).map(str::to_owned).collect();
        if steps.is_empty() { Self::Whole } else { Self::Within(steps) }
    }

    /// The path of a template that only picks a value: `{{ value }}`, `{{ value_json.a.b | round(1) }}`,
    /// `{{ value_json['a'] }}`, `{{ value | float / 10 }}` is none.
    pub(crate) fn of_template(template: &str) -> Option<Self> {
        let inner = template.trim().strip_prefix("{{")?.strip_suffix("}}")?;
        let mut parts = inner.split('|').map(str::trim);
        let picked = parts.next()?;
        let harmless = |filter: &str| {
            let name = filter.split('(').next().unwrap_or_default().trim();
            matches!(name, "float" | "int" | "round" | "default" | "is_defined")
                && !filter.contains(['*', '/', '+'])
                && !filter.contains(" - ")
        };
        if !parts.all(harmless) {
            return None;
        }
        if picked == "value" || picked == "value_json" {
            return Some(Self::Whole);
        }
        let path = picked.strip_prefix("value_json")?;
        let path = path.replace(['[', ']'], ".").replace(['\'', '"'], "");
        let plain =
            |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | ' ');
        if !path.chars().all(plain) || path.contains(" - ") {
            return None;
        }
        match Self::of(&path) {
            Self::Whole => None,
            within @ Self::Within(_) => Some(within),
        }
    }

    /// The finite number at this path, written as a number or as text.
    pub(crate) fn number(&self, payload: &[u8]) -> Option<f64> {
        let text = std::str::from_utf8(payload).ok()?.trim();
        match self {
            Self::Whole => match serde_json::from_str(text) {
                Ok(value) => as_number(&value),
                Err(_) => text.parse().ok(),
            },
            Self::Within(steps) => as_number(walk(&serde_json::from_str(text).ok()?, steps)?),
        }
        .filter(|number| number.is_finite())
    }
}

fn walk<'a>(value: &'a Value, steps: &[String]) -> Option<&'a Value> {
    steps.iter().try_fold(value, |value, step| match value {
        Value::Object(fields) => fields.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A number, or a text that is one.
pub(crate) fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_where_its_path_says() {
        for (path, payload, expected) in [
            ("", "21.5", Some(21.5)),
            ("", " \"21.5\" ", Some(21.5)),
            ("", "unavailable", None),
            ("", "NaN", None),
            ("", "true", None),
            ("temperature", r#"{"temperature": "3"}"#, Some(3.0)),
            ("outside.temperature", r#"{"outside": {"temperature": -3}}"#, Some(-3.0)),
            ("/list/1", r#"{"list": [1, 2]}"#, Some(2.0)),
            ("list.9", r#"{"list": [1, 2]}"#, None),
            ("temperature", "21.5", None),
            ("temperature", "", None),
        ] {
            assert_eq!(Path::of(path).number(payload.as_bytes()), expected, "{path} in {payload}");
        }
        assert_eq!(Path::Whole.number(&[0xff, 0xfe]), None);
    }

    #[test]
    fn only_templates_that_pick_a_value_are_followed() {
        let within =
            |steps: &[&str]| Some(Path::Within(steps.iter().map(|step| (*step).to_owned()).collect()));
        for (template, expected) in [
            ("{{ value }}", Some(Path::Whole)),
            ("{{value|float}}", Some(Path::Whole)),
            ("{{ value_json.temperature }}", within(&["temperature"])),
            ("{{ value_json.a.b | round(1) }}", within(&["a", "b"])),
            ("{{ value_json['temp 1'] | float | round(2) }}", within(&["temp 1"])),
            ("{{ value_json[\"a\"].b }}", within(&["a", "b"])),
            ("{{ value_json.a * 10 }}", None),
            ("{{ value | float / 10 }}", None),
            ("{{ value_json.a | float - 2 }}", None),
            ("{% if value %}1{% endif %}", None),
            ("{{ states('sensor.a') }}", None),
        ] {
            assert_eq!(Path::of_template(template), expected, "{template}");
        }
    }
}
