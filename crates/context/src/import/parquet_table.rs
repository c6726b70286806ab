//! Parquet tables as rows of text. Row groups are read one after the other and pages as they are needed, so that memory doesn't grow with
//! the file.

use super::{
    csv::TableText,
    input::InputFile,
    parquet_pages::{PageTooLarge, Pages},
};
use crate::ContextError;
use jiff::{Timestamp, civil, tz::TimeZone};
use parquet::{
    basic::{ConvertedType, LogicalType, TimeUnit, Type},
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::DataType,
    errors::ParquetError,
    file::{
        metadata::ParquetMetaData,
        reader::{FileReader as _, SerializedFileReader},
    },
    schema::types::ColumnDescriptor,
};
use std::{
    fs::File,
    io::{self, Read},
    sync::Arc,
};

/// Rows that are read at once.
const BATCH: usize = 1024;
/// Bytes of a text that are looked at.
const LONGEST_TEXT: usize = 1000;
/// Columns a table may have.
const MOST_COLUMNS: usize = 1000;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Number,
    Unsigned,
    /// Whole numbers of which so many last digits are behind the point.
    Decimal(u32),
    /// Days since 1970.
    Day,
    /// Steps since 1970, so many a second; on the clock of nowhere in particular unless universal.
    Moment {
        per_second: i64,
        universal: bool,
    },
    Text,
}

/// A table whose columns hold one value a row; those with lists are left out.
pub(super) struct ParquetTable {
    input: InputFile,
    columns: Vec<Column>,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// Its number in the file.
    leaf: usize,
    holds: Holds,
    /// The level at which there is a value.
    defined: i16,
}

pub(super) fn is_head(head: &[u8]) -> bool {
    head.starts_with(b"PAR1")
}

impl ParquetTable {
    pub(super) fn open(input: &InputFile) -> Result<Self, ContextError> {
        let file = open(input)?;
        let schema = file.metadata().file_metadata().schema_descr_ptr();
        let columns: Vec<Column> = (0..schema.num_columns().min(MOST_COLUMNS))
            .filter_map(|leaf| {
                let described = schema.column(leaf);
                let holds = holds(&described)?;
                let name = described.path().parts().join(".");
                Some(Column { name, leaf, holds, defined: described.max_def_level() })
            })
            .collect();
        if columns.is_empty() {
            return Err(ContextError::Nothing {
                path: input.shown(),
                what: "no column with one number, text or time in each row".to_owned(),
                advice: "save it with one column for the times and one for each series",
            });
        }
        Ok(Self { input: input.clone(), columns })
    }
}

fn open(input: &InputFile) -> Result<SerializedFileReader<Pages>, ContextError> {
    let failed = |detail: String| ContextError::Unreadable { path: input.shown(), detail };
    let file = File::open(input.path()).map_err(|error| failed(error.to_string()))?;
    let reader = guarded(|| SerializedFileReader::new(Pages(file)).map_err(|error| damaged(&error)))
        .map_err(|error| failed(error.to_string()))?;
    if !is_sound(reader.metadata()) {
        let error = ParquetError::General("a size or a position in it is negative".to_owned());
        return Err(failed(damaged(&error).to_string()));
    }
    Ok(reader)
}

/// Where the library panics at a damaged table, that is an error like any other.
fn guarded<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(damaged(&ParquetError::General("its pages contradict each other".to_owned())))
    })
}

/// Whether sizes and positions can be ones: the library takes that for granted.
fn is_sound(metadata: &ParquetMetaData) -> bool {
    metadata.file_metadata().num_rows() >= 0
        && metadata.row_groups().iter().all(|group| {
            group.num_rows() >= 0
                && group.columns().iter().all(|column| {
                    column.num_values() >= 0
                        && column.compressed_size() >= 0
                        && column.uncompressed_size() >= 0
                        && column.data_page_offset() >= 0
                        && column.dictionary_page_offset().is_none_or(|offset| offset >= 0)
                })
        })
}

fn damaged(error: &ParquetError) -> io::Error {
    if let ParquetError::External(own) = error
        && own.is::<PageTooLarge>()
    {
        return io::Error::other(own.to_string());
    }
    let text = error.to_string();
    let text = text.trim_start_matches("Parquet error: ");
    io::Error::other(format!("it is a damaged Parquet table or one of a newer kind ({text})"))
}

/// What a column holds; none where that is no value of its row, or nothing that a series could be made of.
fn holds(column: &ColumnDescriptor) -> Option<Holds> {
    if column.max_rep_level() > 0 {
        return None;
    }
    let moment = |unit: &TimeUnit, universal: bool| {
        let per_second = match unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        Holds::Moment { per_second, universal }
    };
    let scale = || u32::try_from(column.type_scale()).ok().filter(|scale| *scale <= 38);
    let logical = column.logical_type_ref();
    Some(match (column.physical_type(), logical, column.converted_type()) {
        (_, Some(LogicalType::Time(_)), _)
        | (_, _, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => {
            return None;
        }
        (Type::INT96, ..) => Holds::Moment { per_second: 1_000_000, universal: true },
        (Type::INT64, Some(LogicalType::Timestamp(kind)), _) => moment(&kind.unit, kind.is_adjusted_to_u_t_c),
        (Type::INT64, None, ConvertedType::TIMESTAMP_MILLIS) => moment(&TimeUnit::MILLIS, true),
        (Type::INT64, None, ConvertedType::TIMESTAMP_MICROS) => moment(&TimeUnit::MICROS, true),
        (Type::INT32, Some(LogicalType::Date), _) | (Type::INT32, _, ConvertedType::DATE) => Holds::Day,
        (
            Type::INT32 | Type::INT64 | Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY,
            Some(LogicalType::Decimal(_)),
            _,
        )
        | (
            Type::INT32 | Type::INT64 | Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY,
            _,
            ConvertedType::DECIMAL,
        ) => Holds::Decimal(scale()?),
        (Type::INT32 | Type::INT64, Some(LogicalType::Integer(kind)), _) if !kind.is_signed => {
            Holds::Unsigned
        }
        (
            Type::INT32 | Type::INT64,
            _,
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64,
        ) => Holds::Unsigned,
        (Type::BOOLEAN | Type::INT32 | Type::INT64 | Type::FLOAT | Type::DOUBLE, ..) => Holds::Number,
        (Type::BYTE_ARRAY, ..) => Holds::Text,
        (Type::FIXED_LEN_BYTE_ARRAY, ..) => return None,
    })
}

impl TableText for ParquetTable {
    fn text(&self) -> Result<Box<dyn Read + Send>, ContextError> {
        let file = open(&self.input)?;
        let rows = file.metadata().file_metadata().num_rows();
        self.input.progress().begin(u64::try_from(rows).unwrap_or(0));
        let mut ready = Vec::new();
        write_row(self.columns.iter().map(|column| column.name.as_str()), &mut ready);
        Ok(Box::new(Rows {
            file,
            group: 0,
            left: 0,
            columns: self.columns.clone().into(),
            readers: Vec::new(),
            cells: vec![Vec::new(); self.columns.len()],
            progress: self.input.progress().clone(),
            ready,
            at: 0,
        }))
    }

    fn input(&self) -> &InputFile {
        &self.input
    }

    fn lines_ahead(&self) -> u64 {
        1
    }
}

/// The rows as text, made as they are read.
struct Rows {
    file: SerializedFileReader<Pages>,
    /// The row group that comes next.
    group: usize,
    /// Rows of the one before that weren't read yet.
    left: usize,
    columns: Arc<[Column]>,
    readers: Vec<ColumnReader>,
    /// The texts of a batch, by column.
    cells: Vec<Vec<String>>,
    progress: super::Progress,
    ready: Vec<u8>,
    at: usize,
}

impl Rows {
    /// Makes the next rows ready; whether there were any.
    fn next(&mut self) -> io::Result<bool> {
        while self.left == 0 {
            if self.group == self.file.num_row_groups() {
                return Ok(false);
            }
            let group = self.file.get_row_group(self.group).map_err(|error| damaged(&error))?;
            self.group += 1;
            self.left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            self.readers.clear();
            for column in self.columns.iter() {
                if column.leaf >= group.num_columns() {
                    return Err(damaged(&ParquetError::General("a row group lacks a column".to_owned())));
                }
                self.readers.push(group.get_column_reader(column.leaf).map_err(|error| damaged(&error))?);
            }
        }
        let rows = self.left.min(BATCH);
        for ((column, reader), cells) in self.columns.iter().zip(&mut self.readers).zip(&mut self.cells) {
            cells.clear();
            column.read(reader, rows, cells).map_err(|error| damaged(&error))?;
            if cells.len() != rows {
                return Err(damaged(&ParquetError::General(format!(
                    "column {} ends too early",
                    column.name
                ))));
            }
        }
        self.left -= rows;
        self.progress.advance(rows as u64).map_err(io::Error::other)?;
        self.ready.clear();
        self.at = 0;
        for row in 0..rows {
            write_row(self.cells.iter().map(|cells| cells[row].as_str()), &mut self.ready);
        }
        Ok(true)
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() && !guarded(|| self.next())? {
            return Ok(0);
        }
        let length = buffer.len().min(self.ready.len() - self.at);
        buffer[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// Every row stays on one line, so that messages count rows.
fn write_row<'a>(cells: impl Iterator<Item = &'a str>, into: &mut Vec<u8>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            into.push(b'\t');
        }
        into.extend(
            cell.bytes()
                .map(|byte| if matches!(byte, b'\t' | b'\n' | b'\r' | b'"' | 0) { b' ' } else { byte }),
        );
    }
    into.push(b'\n');
}

impl Column {
    /// Up to so many cells; fewer where the column ends.
    fn read(
        &self,
        reader: &mut ColumnReader,
        rows: usize,
        cells: &mut Vec<String>,
    ) -> Result<(), ParquetError> {
        let holds = self.holds;
        match reader {
            ColumnReader::BoolColumnReader(reader) => {
                self.read_as(reader, rows, cells, |yes| if *yes { "1" } else { "0" }.to_owned())
            }
            ColumnReader::Int32ColumnReader(reader) => {
                self.read_as(reader, rows, cells, |value| match holds {
                    Holds::Unsigned => value.cast_unsigned().to_string(),
                    _ => whole(i64::from(*value), holds),
                })
            }
            ColumnReader::Int64ColumnReader(reader) => {
                self.read_as(reader, rows, cells, |value| whole(*value, holds))
            }
            ColumnReader::Int96ColumnReader(reader) => {
                self.read_as(reader, rows, cells, |value| whole(value.to_micros(), holds))
            }
            ColumnReader::FloatColumnReader(reader) => self.read_as(reader, rows, cells, |value| {
                if value.is_finite() { format!("{value:e}") } else { String::new() }
            }),
            ColumnReader::DoubleColumnReader(reader) => {
                self.read_as(reader, rows, cells, |value| shown(*value))
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                self.read_as(reader, rows, cells, |value| bytes(value.data(), holds))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                self.read_as(reader, rows, cells, |value| bytes(value.data(), holds))
            }
        }
    }

    fn read_as<T: DataType>(
        &self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        cells: &mut Vec<String>,
        show: impl Fn(&T::T) -> String,
    ) -> Result<(), ParquetError> {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        while cells.len() < rows {
            values.clear();
            levels.clear();
            let wanted = rows - cells.len();
            let (read, ..) = reader.read_records(wanted, Some(&mut levels), None, &mut values)?;
            if read == 0 {
                return Ok(());
            }
            let mut values = values.iter();
            for row in 0..read {
                let is_there =
                    self.defined == 0 || levels.get(row).is_some_and(|level| *level == self.defined);
                cells.push(if is_there {
                    values.next().map(&show).unwrap_or_default()
                } else {
                    String::new()
                });
            }
        }
        Ok(())
    }
}

fn whole(value: i64, holds: Holds) -> String {
    match holds {
        Holds::Unsigned => value.cast_unsigned().to_string(),
        Holds::Decimal(scale) => decimal(i128::from(value), scale),
        Holds::Day => day(value).unwrap_or_default(),
        Holds::Moment { per_second, universal } => {
            let part = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
            moment(value.div_euclid(per_second), part, universal).unwrap_or_default()
        }
        Holds::Number | Holds::Text => value.to_string(),
    }
}

/// Short where that says it all.
fn shown(value: f64) -> String {
    if !value.is_finite() {
        String::new()
    } else if value == 0.0 || (1e-4..1e15).contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

fn bytes(value: &[u8], holds: Holds) -> String {
    match holds {
        Holds::Decimal(scale) => {
            let Some(first) = value.first().filter(|_| value.len() <= 16) else { return String::new() };
            // Two's complement, the highest byte first.
            let sign: i128 = if *first >= 0x80 { -1 } else { 0 };
            decimal(value.iter().fold(sign, |number, byte| number << 8 | i128::from(*byte)), scale)
        }
        // Longer ones are neither numbers nor times, nor names; there may be a thousand of them at once.
        _ => String::from_utf8_lossy(&value[..value.len().min(LONGEST_TEXT)]).into_owned(),
    }
}

/// A whole number with a point before its last `scale` digits.
fn decimal(unscaled: i128, scale: u32) -> String {
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale as usize + 1);
    let (before, behind) = digits.split_at(digits.len() - scale as usize);
    let sign = if unscaled < 0 { "-" } else { "" };
    if behind.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{behind}") }
}

fn day(days: i64) -> Option<String> {
    let first = civil::date(1970, 1, 1);
    first.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(|day| day.to_string())
}

fn moment(second: i64, nanosecond: i64, universal: bool) -> Option<String> {
    let moment = Timestamp::from_second(second)
        .and_then(|moment| moment.checked_add(jiff::SignedDuration::from_nanos(nanosecond)))
        .ok()?;
    Some(if universal {
        moment.strftime("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
    } else {
        TimeZone::UTC.to_datetime(moment).strftime("%Y-%m-%dT%H:%M:%S%.f").to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_written_as_a_table_has_them() {
        assert_eq!(decimal(-12_345, 3), "-12.345");
        assert_eq!(
            (decimal(5, 3), decimal(0, 0), decimal(-1, 1)),
            ("0.005".into(), "0".into(), "-0.1".into())
        );
        assert_eq!(bytes(&[0xff, 0x38], Holds::Decimal(1)), "-20.0");
        assert_eq!(whole(-1, Holds::Day), "1969-12-31");
        assert_eq!(
            whole(-1, Holds::Moment { per_second: 1000, universal: true }),
            "1969-12-31T23:59:59.999Z"
        );
        assert_eq!(
            whole(1_718_452_800_000_000, Holds::Moment { per_second: 1_000_000, universal: false }),
            "2024-06-15T12:00:00"
        );
        assert_eq!(
            whole(-1, Holds::Moment { per_second: 1_000_000_000, universal: true }),
            "1969-12-31T23:59:59.999999999Z"
        );
        assert_eq!(whole(i64::MAX, Holds::Day), "", "beyond the calendar");
        for value in [0.1 + 0.2, 1e-300, 12_345_678.9, f64::MAX, 5e-324, -0.0] {
            assert_eq!(shown(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
        assert_eq!(shown(f64::NAN), "");
    }
}
