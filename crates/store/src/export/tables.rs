//! Tables as JSON lines: one object a row, with the columns by their names.

use super::folder::ExportFile;
use crate::{compressed, encoding, failure::Failure, guidance, planes};
use rusqlite::{
    Connection, ToSql, params_from_iter,
    types::{Value as Cell, ValueRef},
};
use serde_json::{Map, Number, Value};
use std::io::Write as _;

/// How a column is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// A number or a text as it is.
    Plain,
    /// A text that holds JSON, as that.
    Json,
    /// Bytes that hold numbers, as a list: 64 bits, with fractions.
    Doubles,
    /// 32 bits, with fractions.
    Singles,
    /// 64 bits, whole.
    Whole,
    /// Compressed JSON, as that.
    CompressedJson,
    /// Guidance: compressed numbers of 32 bits, as a list with null for those that are missing.
    Guidance,
    /// 32 bits, with fractions, `null` for what isn't a number.
    SinglesOrNull,
    /// What blend and experts said, plane by plane.
    Planes,
    /// Bytes that only Forecastle reads, in hexadecimal.
    Hexadecimal,
}

/// A table and the file it goes to.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    /// The version of the export that brought it.
    pub(super) since: u32,
    pub(super) columns: &'static [(&'static str, Shown)],
}

use Shown::{
    CompressedJson, Doubles, Guidance, Hexadecimal, Json, Plain, Planes, Singles, SinglesOrNull, Whole,
};

/// All but the observations, in an order in which each row comes after those it points to. The cache is left out: it may be
/// thrown away.
pub(super) const TABLES: &[Table] = &[
    Table { name: "setting", file: "settings.jsonl", since: 1, columns: &[("key", Plain), ("value", Json)] },
    Table {
        name: "place",
        file: "places.jsonl",
        since: 1,
        columns: &[
            ("id", Plain),
            ("name", Plain),
            ("region", Plain),
            ("country", Plain),
            ("country_code", Plain),
            ("latitude", Plain),
            ("longitude", Plain),
            ("elevation", Plain),
            ("time_zone", Plain),
            ("population", Plain),
        ],
    },
    Table {
        name: "local_conditions",
        file: "local_conditions.jsonl",
        since: 2,
        columns: &[("place", Plain), ("conditions", Json)],
    },
    Table {
        name: "series",
        file: "series.jsonl",
        since: 1,
        columns: &[("number", Plain), ("id", Plain), ("info", Json)],
    },
    Table {
        name: "import",
        file: "imports.jsonl",
        since: 1,
        columns: &[
            ("id", Plain),
            ("series", Plain),
            ("origin", Plain),
            ("imported_at", Plain),
            ("inserted", Plain),
            ("changed", Plain),
            ("unchanged", Plain),
            ("replaced_info", Json),
        ],
    },
    Table {
        name: "layer",
        file: "layers.jsonl",
        since: 1,
        columns: &[
            ("id", Plain),
            ("series", Plain),
            ("import", Plain),
            ("source", Plain),
            ("quality", Plain),
        ],
    },
    Table {
        name: "flag",
        file: "flags.jsonl",
        since: 1,
        columns: &[("series", Plain), ("valid_time", Plain), ("flags", Plain)],
    },
    Table {
        name: "question",
        file: "questions.jsonl",
        since: 1,
        columns: &[
            ("id", Plain),
            ("text", Plain),
            ("asked_at", Plain),
            ("as_of", Plain),
            ("headline", Plain),
            ("short", Plain),
        ],
    },
    Table {
        name: "forecast",
        file: "forecasts.jsonl",
        since: 1,
        columns: &[
            ("question", Plain),
            ("issue_time", Plain),
            ("answer_format", Plain),
            ("answer", CompressedJson),
        ],
    },
    Table {
        name: "marginal",
        file: "marginals.jsonl",
        since: 1,
        columns: &[
            ("forecast", Plain),
            ("position", Plain),
            ("variable", Json),
            ("levels", Doubles),
            ("valid_times", Whole),
            ("quantiles", Singles),
        ],
    },
    Table {
        name: "model_weight",
        file: "model_weights.jsonl",
        since: 1,
        columns: &[
            ("forecast", Plain),
            ("position", Plain),
            ("variable", Json),
            ("model", Plain),
            ("weight", Plain),
        ],
    },
    Table {
        name: "data_age",
        file: "data_ages.jsonl",
        since: 1,
        columns: &[("forecast", Plain), ("position", Plain), ("variable", Json), ("newest", Plain)],
    },
    Table {
        name: "outcome",
        file: "outcomes.jsonl",
        since: 1,
        columns: &[("question", Plain), ("outcome", Json)],
    },
    Table {
        name: "guidance_run",
        file: "guidance_runs.jsonl",
        since: 2,
        columns: &[
            ("cell", Plain),
            ("variable", Json),
            ("received", Plain),
            ("model", Plain),
            ("start", Plain),
            ("minutes", Plain),
            ("members", Plain),
            ("data", Guidance),
        ],
    },
    Table {
        name: "guidance_month",
        file: "guidance_months.jsonl",
        since: 2,
        columns: &[
            ("cell", Plain),
            ("variable", Json),
            ("model", Plain),
            ("lead", Plain),
            ("month", Plain),
            ("data", Guidance),
        ],
    },
    Table {
        name: "verifiable",
        file: "claims.jsonl",
        since: 2,
        columns: &[
            ("forecast", Plain),
            ("issue", Plain),
            ("issue_time", Plain),
            ("first", Plain),
            ("last", Plain),
            ("series", Plain),
            ("place", Plain),
            ("same", Plain),
            ("claim", CompressedJson),
        ],
    },
    Table {
        name: "verifiable_marginal",
        file: "experts.jsonl",
        since: 2,
        columns: &[
            ("forecast", Plain),
            ("position", Plain),
            ("variable", Json),
            ("same", Plain),
            ("valid_times", Whole),
            ("quantiles", Planes),
        ],
    },
    Table {
        name: "verified",
        file: "verified.jsonl",
        since: 2,
        columns: &[("forecast", Plain), ("settled", Plain), ("happened", Plain), ("amount", Plain)],
    },
    Table {
        name: "verified_marginal",
        file: "scores.jsonl",
        since: 2,
        columns: &[
            ("forecast", Plain),
            ("position", Plain),
            ("outcomes", SinglesOrNull),
            ("scores", Hexadecimal),
        ],
    },
    Table {
        name: "went",
        file: "went.jsonl",
        since: 2,
        columns: &[("question", Plain), ("kind", Plain), ("value", Plain)],
    },
    Table {
        name: "learnt",
        file: "learnt.jsonl",
        since: 2,
        columns: &[("scope", Plain), ("state", Hexadecimal)],
    },
    Table {
        name: "watch",
        file: "watches.jsonl",
        since: 2,
        columns: &[("id", Plain), ("revision", Plain), ("watch", Json)],
    },
    Table {
        name: "firing",
        file: "firings.jsonl",
        since: 2,
        columns: &[("id", Plain), ("watch", Plain), ("told", Plain), ("seen", Plain), ("firing", Json)],
    },
    Table {
        name: "audit",
        file: "audit.jsonl",
        since: 3,
        // An entry as it was written, to the letter: its hash is taken over that.
        columns: &[("number", Plain), ("entry", Plain), ("hash", Hexadecimal)],
    },
    Table {
        name: "connected_source",
        file: "connected_sources.jsonl",
        since: 4,
        // Not whether it may be asked: what is restored starts no program by itself.
        columns: &[("id", Plain), ("source", Json)],
    },
];

/// Far more than any compressed cell takes; a larger one is damaged.
const LARGEST_CELL: usize = 64 << 20;
/// Columns of the longest primary key.
const LONGEST_KEY: usize = 5;

/// Writes all rows of a table; says how many.
pub(super) fn write(connection: &Connection, table: &Table, file: &mut ExportFile) -> Result<u64, Failure> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    // By the first columns, which hold the key, so that the same data makes the same file.
    let order: Vec<String> = (1..=names.len().min(LONGEST_KEY)).map(|column| column.to_string()).collect();
    let sql =
        format!(r#"SELECT "{}" FROM {} ORDER BY {}"#, names.join("\", \""), table.name, order.join(", "));
    let mut query = connection.prepare(&sql)?;
    let mut rows = query.query([])?;
    let mut count = 0;
    let mut line = Vec::new();
    while let Some(row) = rows.next()? {
        for (at, (name, shown)) in table.columns.iter().enumerate() {
            let separator = if at == 0 { '{' } else { ',' };
            write!(line, "{separator}\"{name}\":").expect("memory can be written");
            write_cell(row.get_ref(at)?, *shown, &mut line)?;
        }
        line.push(b'}');
        file.line(&mut line)?;
        count += 1;
    }
    Ok(count)
}

fn write_cell(cell: ValueRef<'_>, shown: Shown, line: &mut Vec<u8>) -> Result<(), Failure> {
    match (cell, shown) {
        (ValueRef::Null, _) => line.extend_from_slice(b"null"),
        (ValueRef::Integer(number), _) => write_json(&number, line),
        (ValueRef::Real(number), _) => write_json(&number, line),
        (ValueRef::Text(text), Json) => match serde_json::from_slice::<Value>(text) {
            Ok(value) => write_json(&value, line),
            Err(_) => return Err(Failure::Damaged("a text in it isn't what was written")),
        },
        (ValueRef::Text(text), _) => write_json(&String::from_utf8_lossy(text), line),
        (ValueRef::Blob(bytes), shown) => {
            let value = match shown {
                Doubles => encoding::unpack(bytes, f64::from_le_bytes).map(|all| list(all, double)),
                Whole => {
                    encoding::unpack(bytes, i64::from_le_bytes).map(|all| list(all, |one| Some(one.into())))
                }
                Singles => encoding::unpack(bytes, f32::from_le_bytes).map(|all| list(all, single)),
                CompressedJson => compressed::decompress(bytes, LARGEST_CELL)
                    .ok()
                    .and_then(|json| serde_json::from_slice(&json).ok())
                    .map(Some),
                Guidance => guidance::decompress(bytes).ok().map(|all| list(all, single_or_missing)),
                SinglesOrNull => encoding::unpack(bytes, f32::from_le_bytes)
                    .map(|all| list(all, |one| Some(if one.is_nan() { Value::Null } else { single(one)? }))),
                Planes => planes::read(bytes).map(|planes| serde_json::to_value(planes).ok()),
                Hexadecimal => Some(Some(Value::String(to_hexadecimal(bytes)))),
                Plain | Json => None,
            };
            // What this version can't read is kept as the bytes it is.
            let bytes_as_they_are = || Value::Object(Map::from_iter([("bytes".to_owned(), bytes.into())]));
            write_json(&value.flatten().unwrap_or_else(bytes_as_they_are), line);
        }
    }
    Ok(())
}

fn write_json<T: serde::Serialize + ?Sized>(value: &T, line: &mut Vec<u8>) {
    serde_json::to_writer(line, value).expect("memory can be written, and keys are texts");
}

fn to_hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let digit = |four: u8| char::from_digit(four.into(), 16).expect("four bits");
        text.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    text
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let four = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    rest.is_empty().then_some(())?;
    pairs.iter().map(|[high, low]| Some(four(*high)? << 4 | four(*low)?)).collect()
}

/// `None` where one of them can't be shown.
fn list<T>(all: Vec<T>, show: impl Fn(T) -> Option<Value>) -> Option<Value> {
    all.into_iter().map(show).collect::<Option<Vec<Value>>>().map(Value::Array)
}

/// JSON has no infinity, and no not-a-number.
fn double(number: f64) -> Option<Value> {
    Number::from_f64(number).map(Value::Number)
}

/// In the fewest digits that give it back.
fn single(number: f32) -> Option<Value> {
    let short: f64 = number.to_string().parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "this is what reading it back does")]
    let is_exact = (short as f32).to_bits() == number.to_bits();
    double(if is_exact { short } else { f64::from(number) })
}

fn single_or_missing(number: f32) -> Option<Value> {
    if number.is_nan() { Some(Value::Null) } else { single(number) }
}

/// Puts a row back; `None` where the line isn't one.
pub(super) fn read_row(line: &str, table: &Table) -> Option<Vec<Cell>> {
    let mut row: Map<String, Value> = serde_json::from_str(line).ok()?;
    table.columns.iter().map(|(name, shown)| read_cell(row.remove(*name)?, *shown)).collect()
}

pub(super) fn insert(connection: &Connection, table: &Table, row: &[Cell]) -> rusqlite::Result<()> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!(r#"INSERT INTO {} ("{}") VALUES ({places})"#, table.name, names.join("\", \""));
    let cells = row.iter().map(|cell| cell as &dyn ToSql);
    connection.prepare_cached(&sql)?.execute(params_from_iter(cells))?;
    Ok(())
}

fn read_cell(value: Value, shown: Shown) -> Option<Cell> {
    if let Value::Object(object) = &value
        && object.len() == 1
        && shown != Json
        && let Some(Value::Array(bytes)) = object.get("bytes")
    {
        let byte = |number: &Value| number.as_u64().and_then(|number| u8::try_from(number).ok());
        return bytes.iter().map(byte).collect::<Option<_>>().map(Cell::Blob);
    }
    Some(match (value, shown) {
        (Value::Null, Plain | Json) => Cell::Null,
        (value, Json) => Cell::Text(value.to_string()),
        (Value::Number(number), Plain) => match number.as_i64() {
            Some(whole) => Cell::Integer(whole),
            None => Cell::Real(number.as_f64()?),
        },
        (Value::String(text), Plain) => Cell::Text(text),
        (Value::Array(all), Doubles) => {
            let all: Vec<f64> = all.iter().map(Value::as_f64).collect::<Option<_>>()?;
            Cell::Blob(encoding::pack(&all, f64::to_le_bytes))
        }
        (Value::Array(all), Whole) => {
            let all: Vec<i64> = all.iter().map(Value::as_i64).collect::<Option<_>>()?;
            Cell::Blob(encoding::pack(&all, i64::to_le_bytes))
        }
        (Value::Array(all), Singles) => {
            #[expect(clippy::cast_possible_truncation, reason = "it was a single when it was written")]
            let single = |number: &Value| number.as_f64().map(|number| number as f32);
            let all: Vec<f32> = all.iter().map(single).collect::<Option<_>>()?;
            Cell::Blob(encoding::pack(&all, f32::to_le_bytes))
        }
        (Value::Array(all), Guidance | SinglesOrNull) => {
            #[expect(clippy::cast_possible_truncation, reason = "it was a single when it was written")]
            let single = |number: &Value| match number {
                Value::Null => Some(f32::NAN),
                number => number.as_f64().map(|number| number as f32),
            };
            let all: Vec<f32> = all.iter().map(single).collect::<Option<_>>()?;
            Cell::Blob(match shown {
                Guidance => guidance::compress(&all).ok()?,
                _ => encoding::pack(&all, f32::to_le_bytes),
            })
        }
        (value, Planes) => {
            let planes: Vec<planes::Plane> = serde_json::from_value(value).ok()?;
            Cell::Blob(planes::write(&planes)?)
        }
        (Value::String(text), Hexadecimal) => Cell::Blob(from_hexadecimal(&text)?),
        (value, CompressedJson) => Cell::Blob(compressed::compress(value.to_string().as_bytes()).ok()?),
        _ => return None,
    })
}

/// A refusal in words.
pub(super) fn not_a_row(file: &str, line: u64) -> String {
    format!("line {line} of {file} isn't what an export has there; take another copy of it")
}
