//! Observations as CSV, one file a series: `layer,valid_time,value`, layer by layer in the order of time.

use super::{folder::ExportFile, manifest::OBSERVATIONS};
use crate::{block::Columns, encoding::moment, failure::Failure, layers};
use jiff::Timestamp;
use rusqlite::Connection;
use std::io::Write as _;

pub(super) const HEADER: &str = "layer,valid_time,value";

/// The file of each series and its number.
pub(super) fn files(connection: &Connection) -> Result<Vec<(String, i64)>, Failure> {
    let mut query = connection.prepare("SELECT number FROM series ORDER BY number")?;
    let numbers = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(numbers.into_iter().map(|number| (name(number), number)).collect())
}

/// The file of a series.
pub(super) fn name(series: i64) -> String {
    format!("{OBSERVATIONS}{series}.csv")
}

/// Writes all observations of a series, those that others hide too; says how many.
pub(super) fn write(connection: &Connection, series: i64, file: &mut ExportFile) -> Result<u64, Failure> {
    let mut line = HEADER.as_bytes().to_vec();
    file.line(&mut line)?;
    let mut query = connection.prepare("SELECT id FROM layer WHERE series = ?1 ORDER BY id")?;
    let layers = query.query_map([series], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut count = 0;
    for layer in layers {
        let mut values = layers::of_layer(connection, layer)?;
        let mut piece = Columns::default();
        while values.next(&mut piece)? {
            for (time, value) in piece.times.iter().zip(&piece.values) {
                // The debug form is the shortest that gives the value back, and has an exponent where that is shorter.
                write!(line, "{layer},{},{value:?}", moment(*time)?).expect("memory can be written");
                file.line(&mut line)?;
            }
            count += piece.len() as u64;
            piece.clear();
        }
    }
    Ok(count)
}

/// Layer, seconds since 1970 and value of a line; `None` where it isn't one.
pub(super) fn read_row(line: &str) -> Option<(i64, i64, f64)> {
    let mut cells = line.split(',');
    let (layer, time, value) = (cells.next()?, cells.next()?, cells.next()?);
    let time: Timestamp = time.parse().ok()?;
    let value: f64 = value.parse().ok()?;
    (cells.next().is_none() && value.is_finite() && time.subsec_nanosecond() == 0).then_some((
        layer.parse().ok()?,
        time.as_second(),
        value,
    ))
}
