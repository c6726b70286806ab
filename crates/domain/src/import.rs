use crate::{Observation, SeriesInfo, SeriesKind, Unit, Variable};
use serde::{Deserialize, Serialize};

/// A form of file that can be imported.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum FileFormat {
    /// Rows of cells: comma, semicolon, tab or bar between them.
    Table,
    /// A JSON object on each line, or one array of them.
    Json,
    /// A table of Apache Parquet.
    Parquet,
    /// `GHCN-Daily`, a month of one element on each line.
    GhcnDaily,
    /// Integrated Surface Data of NOAA, a report on each line.
    IntegratedSurface,
    /// United States Climate Reference Network, hourly or each five minutes.
    ClimateReference,
    /// Reports of airports, as text or in the table of the Aviation Weather Center.
    Metar,
    /// A year of hours for building simulation.
    EnergyPlusWeather,
    /// The recorder database of Home Assistant.
    HomeAssistant,
    /// The archive database of `WeeWX`.
    WeeWx,
    /// Appointments.
    Calendar,
}

impl FileFormat {
    /// As named in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "a table (CSV)",
            Self::Json => "JSON records",
            Self::Parquet => "a Parquet table",
            Self::GhcnDaily => "a GHCN-Daily station file",
            Self::IntegratedSurface => "Integrated Surface Data (ISD)",
            Self::ClimateReference => "a U.S. Climate Reference Network file",
            Self::Metar => "METAR reports",
            Self::EnergyPlusWeather => "an EnergyPlus weather file (EPW)",
            Self::HomeAssistant => "a Home Assistant recorder database",
            Self::WeeWx => "a WeeWX archive database",
            Self::Calendar => "a calendar (iCalendar)",
        }
    }
}

/// What the values of a weather series say of their step.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Statistic {
    /// What the variable says: a reading or a mean, a sum for rain, the strongest for gusts.
    Value,
    /// The lowest of the step.
    Minimum,
    /// The highest of the step.
    Maximum,
    /// Of a year put together of many: what is usual, never what happened.
    Typical,
}

/// What makes a series weather at a position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WeatherStation {
    /// What is measured; the values are in its canonical unit.
    pub variable: Variable,
    /// What they say of their step.
    pub statistic: Statistic,
    /// The station's name.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the sea, where known.
    pub elevation: Option<f64>,
}

/// What the user says of one series of a file; what is left out is judged from the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct SeriesChoice {
    /// Which one: the name of its column as the preview gives it, its title, or its number counted from 1.
    pub column: String,
    /// What to call it.
    pub title: Option<String>,
    /// The unit that its numbers are in, as written after a number: `°F`, `kWh`, `visitors`. It counts for more than what the
    /// file says of the series; where single values state several units, for those that state none.
    pub unit: Option<String>,
    /// Its nature.
    pub kind: Option<SeriesKind>,
}

/// What the user says of a file; what is left out is judged from it. Kept as a mapping for the next file with the same header.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct ImportOptions {
    /// Its form.
    pub format: Option<FileFormat>,
    /// The series to import; those the preview marks as chosen when empty.
    pub series: Vec<SeriesChoice>,
    /// Every series there is.
    pub all: bool,
    /// The title of the one series.
    pub title: Option<String>,
    /// The unit that the numbers are in, as [`SeriesChoice::unit`] of the one series. Of several series those are read so whose
    /// unit the file leaves open, or that measure the same.
    pub unit: Option<String>,
    /// IANA name of the zone that times without a zone are in.
    pub time_zone: Option<String>,
    /// Whether the day comes first in dates such as 03/04/2015.
    pub day_first: Option<bool>,
    /// Whether a comma stands between the whole and the part of a number.
    pub decimal_comma: Option<bool>,
    /// Degrees north and east of the station, where the file doesn't say.
    pub position: Option<(f64, f64)>,
    /// What the station is called.
    pub station: Option<String>,
}

impl ImportOptions {
    /// The one column of this name or number.
    #[must_use]
    pub fn of_column(column: impl Into<String>) -> Self {
        Self {
            series: vec![SeriesChoice { column: column.into(), ..SeriesChoice::default() }],
            ..Self::default()
        }
    }
}

/// One series as it was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SeriesPreview {
    /// Which one, to be named in [`SeriesChoice::column`].
    pub column: String,
    /// Whether it is imported when the user says nothing more.
    pub chosen: bool,
    /// What it becomes: title, unit, kind, zone, step, first and last time.
    pub info: SeriesInfo,
    /// The unit that its numbers in the file are taken to be in, no word where nobody says; absent where that is settled by the
    /// form of the file and can't be said otherwise.
    pub read_as: Option<Unit>,
    /// Values that were read.
    #[ts(type = "number")]
    pub values: u64,
    /// Rows that hold none.
    #[ts(type = "number")]
    pub missing: u64,
    /// Times that came before.
    #[ts(type = "number")]
    pub duplicates: u64,
    /// Values that share their second with a later one and give way to it: whole seconds are kept.
    #[ts(type = "number")]
    pub within_a_second: u64,
    /// Steps without a value between the first and the last, where they could be counted.
    #[ts(type = "number | null")]
    pub gaps: Option<u64>,
    /// The first value in time, the last, the least and the greatest.
    pub first_value: Option<f64>,
    /// The last value in time.
    pub last_value: Option<f64>,
    /// The least value.
    pub least: Option<f64>,
    /// The greatest value.
    pub greatest: Option<f64>,
    /// The values that come first in the file.
    #[ts(type = "[string, number][]")]
    pub sample: Vec<(jiff::Timestamp, f64)>,
}

/// A plan from a calendar, as a question to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Plan {
    /// What the calendar calls it.
    pub summary: String,
    /// When it begins.
    #[ts(type = "string")]
    pub start: jiff::Zoned,
    /// When it ends, where the calendar says.
    #[ts(type = "string | null")]
    pub end: Option<jiff::Zoned>,
    /// Where, as the calendar has it.
    pub location: Option<String>,
    /// The question.
    pub question: String,
}

/// What was understood of a file, before anything is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ImportPreview {
    /// Its form.
    pub format: FileFormat,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// The series in it.
    pub series: Vec<SeriesPreview>,
    /// Plans in it.
    pub plans: Vec<Plan>,
    /// Whether the whole file was read for this; else its beginning.
    pub whole: bool,
    /// What else was noticed, as sentences.
    pub notes: Vec<String>,
    /// What was said of the file, or of an earlier one with the same header.
    pub options: ImportOptions,
    /// Whether the options are those of an earlier file.
    pub remembered: bool,
}

/// A value on its way in: which series of the file, and what was observed.
pub type Incoming = (usize, Observation);
