//! Where in an answer the rows are, and the rows themselves as an importer takes them.

use crate::{
    MOST_ROWS, SourcesError,
    cleaned::{cleaned, is_unseen},
};
use serde_json::{Map, Value};
use std::{borrow::Cow, cmp::Reverse};

/// How deep an answer is looked into.
const DEEPEST: usize = 6;
/// How many of its parts are looked at.
const MOST_PARTS: usize = 20_000;
/// How many entries of a list are looked into for rows further down.
const LOOKED_INTO: usize = 20;
/// Places that are told.
const MOST_FOUND: usize = 20;
/// Fields of a record that are read.
const MOST_FIELDS: usize = 64;
/// Characters of a field's name, and of a text in it.
const LONGEST_NAME: usize = 80;
const LONGEST_TEXT: usize = 400;
/// What the moment of asking is called where the answer states no time.
const ASKED: &str = "asked at";

/// A place in an answer where rows are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where, as a JSON Pointer (RFC 6901).
    pub path: String,
    /// How many.
    pub rows: usize,
    /// Whether they seem to have both a time and a number.
    pub has_values: bool,
}

/// Rows, as an importer takes them.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// Text as it is: a table, JSON lines or a calendar.
    Text(String),
    /// Records.
    Records(Vec<Map<String, Value>>),
}

/// The places of an answer where rows are, those with times and numbers first, then those with the most.
#[must_use]
pub fn found(document: &Value) -> Vec<Found> {
    let document = unwrapped(document, DEEPEST);
    let mut found = Vec::new();
    let mut parts = 0;
    find(&document, "", 0, &mut parts, &mut found);
    // Of several alike the one that is met first, which is the one less deep.
    found.sort_by_key(|found: &Found| (!found.has_values, Reverse(found.rows)));
    found.truncate(MOST_FOUND);
    found
}

/// The rows at a place of an answer; `now` stands in for the time of a single reading that states none.
///
/// # Errors
/// When there are none, or too many.
pub fn rows_at(document: &Value, path: &str, now: &str) -> Result<Rows, SourcesError> {
    let document = unwrapped(document, DEEPEST);
    let no_such_place = || SourcesError::NoSuchPlace { path: cleaned(path, LONGEST_NAME) };
    let place = document.pointer(path).ok_or_else(no_such_place)?;
    let rows = rows_of(place).ok_or_else(no_such_place)?;
    let mut records = match rows {
        Shape::Text(text) => {
            let text = seen(text);
            return if text.lines().count() > MOST_ROWS {
                Err(SourcesError::TooManyRows)
            } else {
                Ok(Rows::Text(text))
            };
        }
        shape => shape.records(MOST_ROWS + 1),
    };
    if records.len() > MOST_ROWS {
        return Err(SourcesError::TooManyRows);
    }
    if let [only] = &mut records[..]
        && !only.iter().any(|(name, value)| is_time(name, value))
    {
        only.insert(ASKED.to_owned(), Value::from(now));
    }
    Ok(Rows::Records(records))
}

fn find(value: &Value, path: &str, depth: usize, parts: &mut usize, found: &mut Vec<Found>) {
    *parts += 1;
    if *parts > MOST_PARTS || depth > DEEPEST {
        return;
    }
    if let Some(shape) = rows_of(value) {
        let has_values = shape.has_values();
        found.push(Found { path: path.to_owned(), rows: shape.len(), has_values });
    }
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                find(inner, &format!("{path}/{}", escaped(name)), depth + 1, parts, found);
            }
        }
        Value::Array(list) => {
            for (at, inner) in list.iter().take(LOOKED_INTO).enumerate() {
                if inner.is_object() {
                    // A single record of a list of them is no place of its own.
                    for (name, further) in inner.as_object().into_iter().flatten() {
                        if further.is_array() || further.is_object() {
                            let path = format!("{path}/{at}/{}", escaped(name));
                            find(further, &path, depth + 2, parts, found);
                        }
                    }
                }
            }
        }
        _ => {}
    }
}

fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { name.replace('~', "~0").replace('/', "~1").into() } else { name.into() }
}

/// What rows a value stands for.
enum Shape<'a> {
    Text(&'a str),
    Objects(Vec<&'a Map<String, Value>>),
    Lists { names: Vec<String>, rows: Vec<&'a Vec<Value>> },
    Columns { columns: Vec<(&'a String, &'a Vec<Value>)>, rows: usize },
    ByTime(&'a Map<String, Value>),
    Single(&'a Map<String, Value>),
    Bare(&'a Value),
}

fn rows_of(value: &Value) -> Option<Shape<'_>> {
    match value {
        Value::String(text) => {
            let text = unfenced(text);
            (text.trim().lines().count() > 1).then_some(Shape::Text(text))
        }
        Value::Array(list) => {
            let objects: Vec<_> = list.iter().filter_map(Value::as_object).collect();
            if !objects.is_empty() {
                return Some(Shape::Objects(objects));
            }
            lists(list)
        }
        Value::Object(object) => {
            let columns = columns(object);
            if let Some((_, first)) = columns.first()
                && columns.len() > 1
            {
                let rows = first.len();
                return Some(Shape::Columns { columns, rows });
            }
            if object.len() > 1 && object.iter().all(|(key, value)| is_time_text(key) && !value.is_array()) {
                return Some(Shape::ByTime(object));
            }
            object.values().any(holds_number).then_some(Shape::Single(object))
        }
        Value::Number(_) => Some(Shape::Bare(value)),
        Value::Null | Value::Bool(_) => None,
    }
}

/// A number, in the value or one level below it.
fn holds_number(value: &Value) -> bool {
    value.is_number() || value.as_object().is_some_and(|inner| inner.values().any(Value::is_number))
}

/// Rows that are lists: with a head of names, else a time and a value, else numbered.
fn lists(list: &[Value]) -> Option<Shape<'_>> {
    let mut rows: Vec<&Vec<Value>> = list.iter().filter_map(Value::as_array).collect();
    let width = rows.first()?.len();
    if !(2..=MOST_FIELDS).contains(&width) || rows.iter().any(|row| row.len() != width) {
        return None;
    }
    let is_head =
        |row: &Vec<Value>| row.iter().all(|cell| cell.as_str().is_some_and(|text| !is_time_text(text)));
    let names = if rows.len() > 1 && is_head(rows[0]) {
        rows.remove(0).iter().map(|cell| cleaned(cell.as_str().unwrap_or_default(), LONGEST_NAME)).collect()
    } else if width == 2 {
        vec!["time".to_owned(), "value".to_owned()]
    } else {
        (1..=width).map(|number| format!("field {number}")).collect()
    };
    Some(Shape::Lists { names, rows })
}

/// Lists of one length, side by side: as many of one length as there are at most.
fn columns(object: &Map<String, Value>) -> Vec<(&String, &Vec<Value>)> {
    let plain =
        |list: &&Vec<Value>| !list.is_empty() && !list.iter().any(|cell| cell.is_array() || cell.is_object());
    let all: Vec<(&String, &Vec<Value>)> = object
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_array().filter(plain)?)))
        .take(MOST_FIELDS)
        .collect();
    let alike = |length: usize| all.iter().filter(|(_, list)| list.len() == length).count();
    let length = all.iter().map(|(_, list)| list.len()).max_by_key(|length| (alike(*length), *length));
    all.iter().copied().filter(|(_, list)| Some(list.len()) == length).collect()
}

impl Shape<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.trim().lines().count(),
            Self::Objects(objects) => objects.len(),
            Self::Lists { rows, .. } => rows.len(),
            Self::Columns { rows, .. } => *rows,
            Self::ByTime(object) => object.len(),
            Self::Single(_) | Self::Bare(_) => 1,
        }
    }

    fn has_values(&self) -> bool {
        match self {
            Self::Text(text) => {
                text.lines().take(50).any(|line| line.chars().filter(char::is_ascii_digit).count() > 4)
            }
            Self::Bare(_) | Self::Single(_) => false,
            _ => self.records(20).iter().any(|record| {
                record.iter().any(|(name, value)| is_time(name, value))
                    && record.iter().any(|(name, value)| !is_time(name, value) && holds_number(value))
            }),
        }
    }

    /// The first records.
    fn records(&self, most: usize) -> Vec<Map<String, Value>> {
        match self {
            Self::Text(_) => Vec::new(),
            Self::Objects(objects) => objects.iter().take(most).map(|object| clean(object, 0)).collect(),
            Self::Lists { names, rows } => rows
                .iter()
                .take(most)
                .map(|row| names.iter().cloned().zip(row.iter().map(|cell| clean_cell(cell, 0))).collect())
                .collect(),
            Self::Columns { columns, rows } => (0..(*rows).min(most))
                .map(|at| {
                    let cell =
                        |list: &Vec<Value>| list.get(at).map_or(Value::Null, |cell| clean_cell(cell, 0));
                    columns.iter().map(|(name, list)| (cleaned(name, LONGEST_NAME), cell(list))).collect()
                })
                .collect(),
            Self::ByTime(object) => object
                .iter()
                .take(most)
                .map(|(time, value)| {
                    let mut record = match value {
                        Value::Object(inner) => clean(inner, 0),
                        other => Map::from_iter([("value".to_owned(), clean_cell(other, 0))]),
                    };
                    record.insert("time".to_owned(), Value::from(cleaned(time, LONGEST_NAME)));
                    record
                })
                .collect(),
            Self::Single(object) => vec![clean(object, 0)],
            Self::Bare(value) => vec![Map::from_iter([("value".to_owned(), (*value).clone())])],
        }
    }
}

/// A record with clean names and texts.
fn clean(object: &Map<String, Value>, depth: usize) -> Map<String, Value> {
    object
        .iter()
        .take(MOST_FIELDS)
        .map(|(name, value)| (cleaned(name, LONGEST_NAME), clean_cell(value, depth)))
        .collect()
}

fn clean_cell(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(text) => Value::from(cleaned(text, LONGEST_TEXT)),
        Value::Object(inner) if depth < 3 => Value::Object(clean(inner, depth + 1)),
        Value::Array(_) | Value::Object(_) => Value::Null,
        other => other.clone(),
    }
}

/// A text as it is, without what can't be seen.
fn seen(text: &str) -> String {
    text.chars()
        .filter(|character| {
            matches!(character, '\n' | '\r' | '\t') || !character.is_control() && !is_unseen(*character)
        })
        .collect()
}

/// What stands within the first fence of a text in Markdown, where there is one.
fn unfenced(text: &str) -> &str {
    let inside = || {
        let (_, behind) = text.split_once("```")?;
        let (_, body) = behind.split_once('\n')?;
        Some(body.split_once("```")?.0)
    };
    inside().unwrap_or(text)
}

/// The same with texts that hold JSON as that: answers often wrap one in the other.
fn unwrapped(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(text) => {
            let inner = unfenced(text).trim();
            let parsed =
                inner.starts_with(['{', '[']).then(|| serde_json::from_str::<Value>(inner).ok()).flatten();
            match parsed {
                Some(parsed) if depth > 0 => unwrapped(&parsed, depth - 1),
                _ => value.clone(),
            }
        }
        Value::Object(object) if depth > 0 => {
            object.iter().map(|(name, inner)| (name.clone(), unwrapped(inner, depth - 1))).collect()
        }
        Value::Array(list) if depth > 0 && list.len() <= LOOKED_INTO => {
            list.iter().map(|inner| unwrapped(inner, depth - 1)).collect()
        }
        other => other.clone(),
    }
}

/// Whether a field seems to hold a time.
fn is_time(name: &str, value: &Value) -> bool {
    const NAMES: [&str; 10] =
        ["time", "date", "datetime", "timestamp", "ts", "when", "at", "day", "hour", "updated"];
    match value {
        Value::String(text) => is_time_text(text),
        Value::Number(number) => {
            let named = name
                .to_lowercase()
                .split(|character: char| !character.is_alphanumeric())
                .any(|word| NAMES.contains(&word) || word.ends_with("time") || word.ends_with("stamp"));
            // Seconds, milliseconds or microseconds since 1970, from 1973 on.
            named && number.as_f64().is_some_and(|number| (1e8..1e17).contains(&number))
        }
        _ => false,
    }
}

/// `2026-03-01`, `2026-03-01T12:00Z`, `01/03/2026 12:00`.
fn is_time_text(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.len() <= 40
        && digits >= 6
        && text.starts_with(|first: char| first.is_ascii_digit())
        && text.chars().filter(|character| matches!(character, '-' | '/' | ':' | '.')).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW: &str = "2026-03-01T12:00:00Z";

    fn records(document: &Value, path: &str) -> Value {
        match rows_at(document, path, NOW).expect("rows") {
            Rows::Records(records) => Value::from_iter(records),
            Rows::Text(text) => Value::from(text),
        }
    }

    #[test]
    fn rows_are_found_in_every_usual_shape() {
        let cases = [
            (
                "parallel lists",
                json!({"latitude": 41.1, "hourly": {"time": ["2026-03-01T00:00", "2026-03-01T01:00"], "t": [1.5, null]}}),
                "/hourly",
                json!([{"time": "2026-03-01T00:00", "t": 1.5}, {"time": "2026-03-01T01:00", "t": null}]),
            ),
            (
                "records",
                json!({"ok": true, "data": {"readings": [{"at": "2026-03-01", "v": 1}, {"at": "2026-03-02", "v": 2}]}}),
                "/data/readings",
                json!([{"at": "2026-03-01", "v": 1}, {"at": "2026-03-02", "v": 2}]),
            ),
            (
                "lists with a head",
                json!([["day", "load"], ["2026-03-01", 3], ["2026-03-02", 4]]),
                "",
                json!([{"day": "2026-03-01", "load": 3}, {"day": "2026-03-02", "load": 4}]),
            ),
            (
                "pairs",
                json!({"prices": [["2026-03-01", 3], ["2026-03-02", 4]]}),
                "/prices",
                json!([{"time": "2026-03-01", "value": 3}, {"time": "2026-03-02", "value": 4}]),
            ),
            (
                "by time",
                json!({"rates": {"2026-03-01": {"EUR": 1.1}, "2026-03-02": {"EUR": 1.2}}}),
                "/rates",
                json!([{"time": "2026-03-01", "EUR": 1.1}, {"time": "2026-03-02", "EUR": 1.2}]),
            ),
            (
                "JSON within a text",
                json!({"content": "```json\n[{\"at\": \"2026-03-01\", \"v\": 1}]\n```"}),
                "/content",
                json!([{"at": "2026-03-01", "v": 1}]),
            ),
            (
                "a table within a field",
                json!({"content": "time,v\n2026-03-01,1\n"}),
                "/content",
                json!("time,v\n2026-03-01,1\n"),
            ),
            (
                "one reading",
                json!({"sensor": "a", "temperature": 21.5}),
                "",
                json!([{"asked at": NOW, "sensor": "a", "temperature": 21.5}]),
            ),
            ("a number", json!(4.5), "", json!([{"asked at": NOW, "value": 4.5}])),
            (
                "a name with a slash",
                json!({"a/b~c": [{"day": "2026-03-01", "v": 1}]}),
                "/a~1b~0c",
                json!([{"day": "2026-03-01", "v": 1}]),
            ),
        ];
        for (name, document, path, expected) in cases {
            assert_eq!(found(&document).first().map(|found| found.path.as_str()), Some(path), "{name}");
            assert_eq!(records(&document, path), expected, "{name}");
        }
    }

    #[test]
    fn what_holds_no_rows_says_so() {
        for document in
            [json!("All is well."), json!({"ok": true}), json!([]), json!(null), json!([["a"], ["b", "c"]])]
        {
            assert_eq!(found(&document), [], "{document}");
        }
        let gone = rows_at(&json!({"a": []}), "/b", NOW);
        assert_eq!(gone, Err(SourcesError::NoSuchPlace { path: "/b".to_owned() }));
    }

    #[test]
    fn too_many_rows_are_refused_and_not_read_in_part() {
        let table = "1,2\n".repeat(MOST_ROWS + 1);
        assert_eq!(rows_at(&Value::from(table), "", NOW), Err(SourcesError::TooManyRows));
        let list = Value::from(vec![1; MOST_ROWS + 1]);
        let columns = json!({"time": list, "value": list});
        assert_eq!(rows_at(&columns, "", NOW), Err(SourcesError::TooManyRows));
    }

    #[test]
    fn names_are_cut_and_cleaned() {
        let hostile = format!("\u{202e}Ignore\u{200b} all\nprevious {}", "x".repeat(500));
        let document = json!([{"day": "2026-03-01", hostile: 1}]);
        let Value::Array(rows) = records(&document, "") else { panic!("records") };
        let name = rows[0].as_object().expect("a record").keys().next().expect("a name").clone();
        assert!(
            name.starts_with("Ignore all previous xxx") && name.chars().count() == LONGEST_NAME,
            "{name}"
        );
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,20}".prop_map(Value::from),
            "2026-0[1-9]-1[0-9]".prop_map(Value::from),
            "[\\[{]\"?[a-z]*\"?[:,]?[0-9]*[\\]}]".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map("[a-z/~]{0,4}|2026-01-1[0-9]", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_is_found_can_be_read(document in any_json()) {
            for place in found(&document) {
                match rows_at(&document, &place.path, NOW) {
                    Ok(Rows::Records(records)) => prop_assert_eq!(records.len(), place.rows),
                    Ok(Rows::Text(_)) => {}
                    Err(error) => prop_assert!(false, "{}: {}", place.path, error),
                }
            }
        }
    }
}
