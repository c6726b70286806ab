//! Series that are not weather: sample data to try the application on.

use super::{AssetError, PackedColumn, SampleKind, Step, TimeAxis, format};
use serde::{Deserialize, Serialize};

/// What is known of a sample series without reading its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleSummary {
    /// Its name in the code: `traffic-i94`.
    pub id: String,
    /// What it is, as shown to a person.
    pub title: String,
    /// Other names that people may call it by, in lower case.
    pub aliases: Vec<String>,
    /// What is counted or measured.
    pub kind: SampleKind,
    /// Unit of one value, as written behind a number: `vehicles/h`.
    pub unit: String,
    /// Hours or days.
    pub step: Step,
    /// IANA time zone name.
    pub time_zone: String,
    /// First year the values speak of.
    pub first_year: i16,
    /// Last year the values speak of.
    pub last_year: i16,
    /// The line that credits the source.
    pub credit: String,
    /// The terms of use.
    pub licence: String,
    /// What a careful reader must know before trusting a value.
    pub caveats: Vec<String>,
}

/// A sample series with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleSeries {
    /// What it is, whom to credit.
    pub summary: &'static SampleSummary,
    /// When its values are: never a typical year.
    pub axis: TimeAxis,
    /// One value for each step of the axis; NaN is missing.
    pub values: Vec<f32>,
}

/// A series' file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesRecord<'a> {
    /// When the values are.
    pub axis: TimeAxis,
    /// The values.
    #[serde(borrow)]
    pub values: PackedColumn<'a>,
}

/// Reads a series' file.
pub(super) fn decode(sealed: &[u8]) -> Result<(TimeAxis, Vec<f32>), AssetError> {
    let plain = format::inflate(sealed)?;
    let record: SeriesRecord<'_> = format::read(&plain)?;
    Ok((record.axis, record.values.unpack()?))
}
