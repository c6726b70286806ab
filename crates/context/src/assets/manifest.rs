//! `manifest.json`: what each data file is, where it comes from and under what terms. People read it as it is; the
//! loader takes every title, credit and caveat from it, so they are written down once.

use super::AssetVariable;
use serde::{Deserialize, Serialize};

/// The whole list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the format of all files in the list.
    pub format_version: u16,
    /// One entry for each file.
    pub assets: Vec<ManifestEntry>,
}

/// One data file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Its name in the code: `new-york-jfk-hourly`.
    pub id: String,
    /// Where it lies, below the folder of the manifest.
    pub file: String,
    /// What it is, as shown to a person.
    pub title: String,
    /// First year the values speak of.
    pub first_year: i16,
    /// Last year the values speak of.
    pub last_year: i16,
    /// Distance between values in time or space, in words.
    pub resolution: String,
    /// What is measured, in which unit.
    pub variables: Vec<ManifestVariable>,
    /// The terms of use.
    pub licence: String,
    /// The line that credits the source.
    pub credit: String,
    /// What a careful reader must know before trusting a value.
    pub caveats: Vec<String>,
    /// The published packages it was made from.
    pub sources: Vec<ManifestSource>,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// What the file holds, with what only that kind of file has.
    pub content: Content,
}

/// One variable of a data file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManifestVariable {
    /// What is measured.
    pub name: String,
    /// Its unit, as written behind a number; empty for a flag or a count.
    pub unit: String,
    /// Share of the values that are there, in percent, to one decimal.
    pub present_percent: f64,
}

/// A published package that a file was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestSource {
    /// Where it is published: `PyPI` or `npm`.
    pub registry: String,
    /// Its name there.
    pub package: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the package file, in hexadecimal.
    pub sha256: String,
}

/// What a data file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Names of places.
    Gazetteer,
    /// The rough climate of all land.
    LandGrid,
    /// Weather of one station.
    Station(StationContent),
    /// One series that is not weather.
    Series(SeriesContent),
}

/// What only a station has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationContent {
    /// Name of the station, as shown to a person.
    pub name: String,
    /// Observed, or a year put together from typical months.
    pub station_kind: StationKind,
    /// Hours or days.
    pub step: Step,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the sea.
    pub elevation_m: Option<f64>,
    /// IANA time zone name.
    pub time_zone: String,
    /// Its columns, in the order of the file.
    pub columns: Vec<AssetVariable>,
}

/// What only a series has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesContent {
    /// Other names that people may call it by, in lower case.
    pub aliases: Vec<String>,
    /// What is counted or measured.
    pub series_kind: SampleKind,
    /// Hours or days.
    pub step: Step,
    /// Unit of one value, as written behind a number: `vehicles/h`.
    pub unit: String,
    /// IANA time zone name.
    pub time_zone: String,
}

/// The distance between two values in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Hours of elapsed time. A value belongs to the hour that begins at its stamp.
    Hourly,
    /// Civil days in the place's zone. A value belongs to the day that begins at its stamp.
    Daily,
}

/// Where the values of a station come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StationKind {
    /// Measured at the times given.
    Observed,
    /// A typical year: real hours of months from different years, without a date of their own.
    TypicalYear,
}

/// What a series that is not weather counts or measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleKind {
    /// Things counted within a step.
    Count,
    /// Energy used within a step.
    Energy,
    /// Money taken within a step.
    Money,
    /// A price at a time.
    Price,
}
