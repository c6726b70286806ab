//! Values of a series in forms made for many of them: Arrow's interprocess stream and a JSON object a line.

use crate::problem::Fault;
use arrow_array::{
    Array, ArrayRef, Float64Array, RecordBatch, TimestampSecondArray,
    cast::AsArray as _,
    types::{
        Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
        TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
        UInt32Type, UInt64Type,
    },
};
use arrow_buffer::Buffer;
use arrow_ipc::{reader::StreamDecoder, writer::StreamWriter};
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use contract::{MOST_OBSERVATIONS, ObservedValue};
use jiff::Timestamp;
use std::{panic::AssertUnwindSafe, sync::Arc};

/// Values of one batch of what is written.
const BATCH: usize = 16_384;
/// So many bytes at a time are read until it is known what the columns are: fewer than the head of any batch takes, so that nothing
/// else is taken apart before.
const UNTIL_SCHEMA: usize = 8;
/// The columns.
const TIME: &str = "time";
const VALUE: &str = "value";

/// A form in which values are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Arrow,
    Lines,
}

/// What Arrow's interprocess stream is called.
pub(crate) const ARROW: &str = "application/vnd.apache.arrow.stream";
/// What a JSON object a line is called.
pub(crate) const LINES: &str = "application/x-ndjson";

impl Form {
    fn called(name: &str) -> Option<Self> {
        [("application/json", Self::Json), (ARROW, Self::Arrow), (LINES, Self::Lines)]
            .into_iter()
            .find_map(|(known, form)| name.trim().eq_ignore_ascii_case(known).then_some(form))
    }

    /// The form of a body, by what it says that it is. What isn't known is left to whoever reads JSON.
    pub(crate) fn of_body(headers: &HeaderMap) -> Self {
        let said =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self::called(said.split(';').next().unwrap_or_default()).unwrap_or(Self::Json)
    }

    /// The form that is wanted in return: the known one that is wanted most, JSON where none is.
    pub(crate) fn wanted(headers: &HeaderMap) -> Self {
        let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut best = (0.0, Self::Json);
        for part in accepted.flat_map(|value| value.split(',')) {
            let mut words = part.split(';');
            let form = words.next().and_then(Self::called);
            let weight = words.find_map(|word| word.trim().strip_prefix("q=")?.parse::<f32>().ok());
            let weight = weight.unwrap_or(1.0);
            if let Some(form) = form
                && weight > best.0
            {
                best = (weight, form);
            }
        }
        best.1
    }
}

/// Reads values as an Arrow stream or, where `is_arrow` is false, as a JSON object a line; and writes what it read as an Arrow stream
/// again. Without a server: for fuzzing.
///
/// # Errors
/// When they can't be read.
pub fn read_and_write(is_arrow: bool, body: Vec<u8>) -> Result<Vec<u8>, contract::Problem> {
    let values = if is_arrow { from_arrow(body.into()) } else { from_lines(&body) };
    values.and_then(|values| to_arrow(&values)).map_err(|fault| fault.problem)
}

/// Values as an Arrow stream of two columns: `time`, seconds in UTC, and `value`.
pub(crate) fn to_arrow(values: &[ObservedValue]) -> Result<Vec<u8>, Fault> {
    let written = |values: &[ObservedValue]| -> Result<Vec<u8>, ArrowError> {
        let schema = Arc::new(Schema::new(vec![
            Field::new(TIME, DataType::Timestamp(TimeUnit::Second, Some("UTC".into())), false),
            Field::new(VALUE, DataType::Float64, false),
        ]));
        let mut writer = StreamWriter::try_new(Vec::with_capacity(16 * values.len() + 1024), &schema)?;
        for values in values.chunks(BATCH) {
            let times = values.iter().map(|known| known.time.as_second());
            let times = TimestampSecondArray::from_iter_values(times).with_timezone("UTC");
            let numbers = Float64Array::from_iter_values(values.iter().map(|known| known.value));
            let columns: Vec<ArrayRef> = vec![Arc::new(times), Arc::new(numbers)];
            writer.write(&RecordBatch::try_new(Arc::clone(&schema), columns)?)?;
        }
        writer.finish()?;
        writer.into_inner()
    };
    written(values).map_err(|error| {
        let detail = format!("{error}. This is a fault of Forecastle's own; nothing was lost.");
        Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "The values can't be written", detail)
    })
}

/// The values of an Arrow stream; where a value is missing, nothing is said of its time.
pub(crate) fn from_arrow(body: Bytes) -> Result<Vec<ObservedValue>, Fault> {
    // The library checks what it reads, but not everywhere: what it stumbles over is damaged.
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| decoded(body)));
    read.unwrap_or_else(|_| Err(unreadable("It is damaged. Send it again.")))
}

fn decoded(body: Bytes) -> Result<Vec<ObservedValue>, Fault> {
    let broken = |error: ArrowError| unreadable(format!("It is no Arrow stream that can be read ({error})."));
    let mut buffer = Buffer::from(body);
    let mut decoder = StreamDecoder::new();
    while decoder.schema().is_none() && !buffer.is_empty() {
        let mut next = buffer.slice_with_length(0, UNTIL_SCHEMA.min(buffer.len()));
        buffer.advance(next.len());
        if decoder.decode(&mut next).map_err(broken)?.is_some() {
            return Err(unreadable("It doesn't say what its columns are."));
        }
    }
    let Some(schema) = decoder.schema() else {
        return Err(unreadable("It ends before it says what its columns are."));
    };
    let columns = Columns::of(&schema)?;
    let mut values = Vec::new();
    while !buffer.is_empty() {
        let Some(batch) = decoder.decode(&mut buffer).map_err(broken)? else { continue };
        if values.len() + batch.num_rows() > MOST_OBSERVATIONS {
            return Err(unreadable(format!(
                "It holds more than {MOST_OBSERVATIONS} values. Send them in parts."
            )));
        }
        columns.read(&batch, &mut values)?;
    }
    decoder.finish().map_err(|_| unreadable("It ends in the middle. Send it again."))?;
    Ok(values)
}

/// Which column is which.
struct Columns {
    time: usize,
    value: usize,
}

impl Columns {
    fn of(schema: &Schema) -> Result<Self, Fault> {
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let place = |name: &str| names.iter().position(|known| *known == name);
        let (Some(time), Some(value), 2) = (place(TIME), place(VALUE), names.len()) else {
            let names = names.join(", ").chars().take(200).collect::<String>();
            return Err(unreadable(format!(
                "It takes the columns `{TIME}` and `{VALUE}` and no others; these are: {names}."
            )));
        };
        match schema.field(time).data_type() {
            DataType::Timestamp(_, Some(_)) => {}
            DataType::Timestamp(_, None) => {
                return Err(unreadable(
                    "The times have no zone, so that nobody can tell which moments they are. Give the column a zone, such as UTC.",
                ));
            }
            other => {
                return Err(unreadable(format!(
                    "`{TIME}` is a column of {}, not of timestamps.",
                    kind(other)
                )));
            }
        }
        let other = schema.field(value).data_type();
        if !other.is_integer() && !matches!(other, DataType::Float32 | DataType::Float64) {
            return Err(unreadable(format!("`{VALUE}` is a column of {}, not of numbers.", kind(other))));
        }
        Ok(Self { time, value })
    }

    fn read(&self, batch: &RecordBatch, values: &mut Vec<ObservedValue>) -> Result<(), Fault> {
        let (times, numbers) = (batch.column(self.time), batch.column(self.value));
        for row in 0..batch.num_rows() {
            if numbers.is_null(row) {
                continue;
            }
            let time = (!times.is_null(row)).then(|| moment(times, row)).flatten().ok_or_else(|| {
                unreadable(format!(
                    "The time of value {} is missing, or lies beyond all calendars.",
                    values.len()
                ))
            })?;
            values.push(ObservedValue { time, value: number(numbers, row) });
        }
        Ok(())
    }
}

fn moment(times: &ArrayRef, row: usize) -> Option<Timestamp> {
    let DataType::Timestamp(unit, _) = times.data_type() else { return None };
    match unit {
        TimeUnit::Second => Timestamp::from_second(times.as_primitive::<TimestampSecondType>().value(row)),
        TimeUnit::Millisecond => {
            Timestamp::from_millisecond(times.as_primitive::<TimestampMillisecondType>().value(row))
        }
        TimeUnit::Microsecond => {
            Timestamp::from_microsecond(times.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        TimeUnit::Nanosecond => {
            let value = times.as_primitive::<TimestampNanosecondType>().value(row);
            Timestamp::from_nanosecond(i128::from(value))
        }
    }
    .ok()
}

/// A number; NaN for what is none, which is refused with all other values that are none.
fn number(numbers: &ArrayRef, row: usize) -> f64 {
    match numbers.data_type() {
        DataType::Float64 => numbers.as_primitive::<Float64Type>().value(row),
        DataType::Float32 => f64::from(numbers.as_primitive::<Float32Type>().value(row)),
        DataType::Int8 => f64::from(numbers.as_primitive::<Int8Type>().value(row)),
        DataType::Int16 => f64::from(numbers.as_primitive::<Int16Type>().value(row)),
        DataType::Int32 => f64::from(numbers.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => numbers.as_primitive::<Int64Type>().value(row) as f64,
        DataType::UInt8 => f64::from(numbers.as_primitive::<UInt8Type>().value(row)),
        DataType::UInt16 => f64::from(numbers.as_primitive::<UInt16Type>().value(row)),
        DataType::UInt32 => f64::from(numbers.as_primitive::<UInt32Type>().value(row)),
        DataType::UInt64 => numbers.as_primitive::<UInt64Type>().value(row) as f64,
        _ => f64::NAN,
    }
}

/// A kind of column in few letters: nested ones are named at any length.
fn kind(of: &DataType) -> String {
    of.to_string().chars().take(60).collect()
}

/// Values as a JSON object a line.
pub(crate) fn to_lines(values: &[ObservedValue]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(48 * values.len());
    for value in values {
        serde_json::to_writer(&mut lines, value).expect("a time and a number are JSON");
        lines.push(b'\n');
    }
    lines
}

/// The values of the lines.
pub(crate) fn from_lines(body: &[u8]) -> Result<Vec<ObservedValue>, Fault> {
    let mut values = Vec::new();
    for (index, line) in body.split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if values.len() == MOST_OBSERVATIONS {
            return Err(unreadable(format!(
                "It holds more than {MOST_OBSERVATIONS} values. Send them in parts."
            )));
        }
        let value = serde_json::from_slice(line);
        values
            .push(value.map_err(|error| unreadable(format!("Line {} can't be read: {error}.", index + 1)))?);
    }
    Ok(values)
}

fn unreadable(detail: impl Into<String>) -> Fault {
    let fault = Fault::new(StatusCode::BAD_REQUEST, "The values can't be read", detail);
    Fault { problem: fault.problem.about("body"), ..fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{Int32Array, StringArray, TimestampMillisecondArray};
    use proptest::prelude::*;

    fn values(count: i64) -> Vec<ObservedValue> {
        let value = |hour: i64| ObservedValue {
            time: Timestamp::from_second(1_700_000_000 + 3600 * hour).unwrap(),
            value: hour as f64 / 7.0 - 3.0,
        };
        (0..count).map(value).collect()
    }

    fn stream(columns: Vec<(&str, ArrayRef)>) -> Bytes {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        writer.write(&batch).unwrap();
        writer.finish().unwrap();
        writer.into_inner().unwrap().into()
    }

    fn words(read: Result<Vec<ObservedValue>, Fault>) -> String {
        read.unwrap_err().problem.detail
    }

    #[test]
    fn what_is_written_is_read_again() {
        for count in [0, 1, 1000, BATCH as i64 + 1] {
            let values = values(count);
            assert_eq!(from_arrow(to_arrow(&values).unwrap().into()).unwrap(), values);
            assert_eq!(from_lines(&to_lines(&values)).unwrap(), values);
        }
    }

    #[test]
    fn columns_of_other_kinds_and_in_other_orders_are_read() {
        let times = TimestampMillisecondArray::from(vec![1000, 2000, 3000]).with_timezone("Europe/Lisbon");
        let numbers = Int32Array::from(vec![Some(5), None, Some(-7)]);
        let read = from_arrow(stream(vec![("value", Arc::new(numbers)), ("time", Arc::new(times))])).unwrap();
        let read: Vec<(i64, f64)> = read.iter().map(|value| (value.time.as_second(), value.value)).collect();
        assert_eq!(read, [(1, 5.0), (3, -7.0)], "a value that is missing says nothing");
    }

    #[test]
    fn what_it_cant_use_is_told_in_words() {
        let times = || Arc::new(TimestampSecondArray::from(vec![1, 2]).with_timezone("UTC")) as ArrayRef;
        let numbers = || Arc::new(Float64Array::from(vec![1.0, 2.0])) as ArrayRef;
        let naive = Arc::new(TimestampSecondArray::from(vec![1, 2])) as ArrayRef;
        let texts = || Arc::new(StringArray::from(vec!["a", "b"])) as ArrayRef;
        let far = Arc::new(TimestampSecondArray::from(vec![1, i64::MAX]).with_timezone("UTC")) as ArrayRef;
        let none = Arc::new(TimestampSecondArray::from(vec![Some(1), None]).with_timezone("UTC")) as ArrayRef;
        for (columns, said) in [
            (vec![("when", times()), ("value", numbers())], "these are: when, value."),
            (vec![("time", times()), ("value", numbers()), ("more", texts())], "and no others"),
            (vec![("time", naive), ("value", numbers())], "have no zone"),
            (vec![("time", texts()), ("value", numbers())], "a column of Utf8, not of timestamps"),
            (vec![("time", times()), ("value", texts())], "a column of Utf8, not of numbers"),
            (vec![("time", far), ("value", numbers())], "The time of value 1 is missing"),
            (vec![("time", none), ("value", numbers())], "The time of value 1 is missing"),
        ] {
            let told = words(from_arrow(stream(columns)));
            assert!(told.contains(said), "{told:?} should say {said:?}");
        }
        let whole = to_arrow(&values(100)).unwrap();
        assert!(words(from_arrow(Bytes::new())).contains("ends before it says"));
        assert!(words(from_arrow(whole[..whole.len() / 2].to_vec().into())).contains("ends in the middle"));
        assert!(
            words(from_arrow(Bytes::from_static(b"time,value\n1,2\n"))).contains("no Arrow stream")
                || words(from_arrow(Bytes::from_static(b"time,value\n1,2\n"))).contains("ends before")
        );
        let many = to_arrow(&values(MOST_OBSERVATIONS as i64 + 1)).unwrap();
        assert!(words(from_arrow(many.into())).contains("in parts"));
        assert!(words(from_lines(b"{\"time\": \"2024-01-01T00:00:00Z\"}\n")).starts_with("Line 1"));
        assert!(words(from_lines(b"\n[1, 2, 3]\n")).starts_with("Line 2"));
    }

    #[test]
    fn a_length_that_is_a_lie_takes_no_memory() {
        for lie in [u32::MAX, 0x7fff_ffff, 1 << 30] {
            let mut bytes = vec![0xff; 4];
            bytes.extend(lie.to_le_bytes());
            bytes.extend([0; 64]);
            assert!(from_arrow(bytes.into()).is_err());
        }
    }

    #[test]
    fn the_form_that_is_wanted_most_is_sent() {
        for (accept, expected) in [
            ("*/*", Form::Json),
            ("application/vnd.apache.arrow.stream", Form::Arrow),
            ("application/json, application/vnd.apache.arrow.stream;q=0.9", Form::Json),
            ("application/json;q=0.5, application/x-ndjson", Form::Lines),
            ("text/html", Form::Json),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(Form::wanted(&headers), expected, "{accept}");
        }
    }

    proptest! {
        /// Whatever bytes are changed, it is read or refused: no panic, and never more values than there is room for.
        #[test]
        fn damaged_streams_are_read_or_refused(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
            kept in any::<prop::sample::Index>(),
        ) {
            let mut bytes = to_arrow(&values(50)).unwrap();
            for (index, byte) in changes {
                let at = index.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(kept.index(bytes.len()) + 1);
            if let Ok(read) = from_arrow(bytes.into()) {
                prop_assert!(read.len() <= MOST_OBSERVATIONS);
            }
        }
    }
}
