//! Weather stations: what is known of each without reading its file, and the columns within it.

use super::{AssetError, PackedColumn, StationKind, Step, format};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What a column measures. The unit is in the name: every source is converted to it when the file is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetVariable {
    /// Air temperature, °C.
    TemperatureC,
    /// Lowest air temperature of the day, °C.
    TemperatureMinC,
    /// Highest air temperature of the day, °C.
    TemperatureMaxC,
    /// Dew point, °C.
    DewPointC,
    /// Relative humidity, %.
    RelativeHumidityPercent,
    /// Air pressure, hPa. At sea level or at the station: the caveats say which.
    PressureHpa,
    /// Wind speed, m/s: a mean of some minutes for an hour, of the whole day for a day.
    WindMps,
    /// Gust, m/s. Missing where none was reported, which is most hours: gusts are reported only when there are any.
    GustMps,
    /// Rain and melted snow fallen within the step, mm.
    PrecipitationMm,
    /// Whether rain was reported within the step: 0 or 1.
    RainReported,
    /// Whether snow was reported within the step: 0 or 1.
    SnowReported,
    /// Share of the sky covered, %.
    CloudCoverPercent,
    /// Horizontal visibility, km, up to the station's own limit.
    VisibilityKm,
    /// Particulate matter under 2.5 µm, µg/m³.
    Pm25,
}

impl AssetVariable {
    /// What is measured, in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TemperatureC => "temperature",
            Self::TemperatureMinC => "lowest temperature of the day",
            Self::TemperatureMaxC => "highest temperature of the day",
            Self::DewPointC => "dew point",
            Self::RelativeHumidityPercent => "relative humidity",
            Self::PressureHpa => "air pressure",
            Self::WindMps => "wind speed",
            Self::GustMps => "gust",
            Self::PrecipitationMm => "precipitation",
            Self::RainReported => "rain reported",
            Self::SnowReported => "snow reported",
            Self::CloudCoverPercent => "cloud cover",
            Self::VisibilityKm => "visibility",
            Self::Pm25 => "fine dust (PM2.5)",
        }
    }

    /// The unit, as written behind a number; empty for a flag.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::TemperatureC | Self::TemperatureMinC | Self::TemperatureMaxC | Self::DewPointC => "°C",
            Self::RelativeHumidityPercent | Self::CloudCoverPercent => "%",
            Self::PressureHpa => "hPa",
            Self::WindMps | Self::GustMps => "m/s",
            Self::PrecipitationMm => "mm",
            Self::RainReported | Self::SnowReported => "",
            Self::VisibilityKm => "km",
            Self::Pm25 => "µg/m³",
        }
    }
}

/// What is known of a station without reading its file.
#[derive(Debug, Clone, PartialEq)]
pub struct StationSummary {
    /// Its name in the code: `new-york-jfk-hourly`.
    pub id: String,
    /// What the data is, as shown to a person.
    pub title: String,
    /// Name of the station, as shown to a person.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the sea.
    pub elevation_m: Option<f64>,
    /// IANA time zone name.
    pub time_zone: String,
    /// Observed, or a year put together from typical months.
    pub kind: StationKind,
    /// Hours or days.
    pub step: Step,
    /// Its columns.
    pub variables: Vec<AssetVariable>,
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

/// When the values of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeAxis {
    /// Every hour from this one, which is a whole hour of UTC. The value at index `i` belongs to the hour that begins
    /// `i` hours after it.
    Hourly {
        /// Begin of the first hour.
        start: Timestamp,
    },
    /// Every civil day of the station's zone from this one.
    Daily {
        /// The first day.
        start: Date,
    },
    /// The 8760 hours of a year without a date: the value at index `i` belongs to hour `i % 24` of day `i / 24 + 1` of
    /// a year of 365 days, on a clock that keeps standard time all year round.
    TypicalYear {
        /// Hours that standard time is ahead of UTC.
        utc_offset_hours: i8,
    },
}

/// One variable of a station.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What is measured, in which unit.
    pub variable: AssetVariable,
    /// One value for each step of the axis; NaN is missing.
    pub values: Vec<f32>,
}

/// A station with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Where it is, what it holds, whom to credit.
    pub summary: &'static StationSummary,
    /// When its values are.
    pub axis: TimeAxis,
    /// Its variables, all as long as each other.
    pub columns: Vec<Column>,
}

impl Station {
    /// The values of a variable; `None` when the station doesn't measure it.
    #[must_use]
    pub fn values(&self, variable: AssetVariable) -> Option<&[f32]> {
        self.columns.iter().find(|column| column.variable == variable).map(|column| column.values.as_slice())
    }

    /// Number of steps, missing ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Whether there is no step at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A station's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationRecord<'a> {
    /// When the values are.
    pub axis: TimeAxis,
    /// The variables.
    #[serde(borrow)]
    pub columns: Vec<(AssetVariable, PackedColumn<'a>)>,
}

/// Reads a station's file.
pub(super) fn decode(sealed: &[u8]) -> Result<(TimeAxis, Vec<Column>), AssetError> {
    let plain = format::inflate(sealed)?;
    let record: StationRecord<'_> = format::read(&plain)?;
    let columns = record
        .columns
        .iter()
        .map(|(variable, packed)| Ok(Column { variable: *variable, values: packed.unpack()? }))
        .collect::<Result<Vec<_>, AssetError>>()?;
    if columns.windows(2).all(|pair| pair[0].values.len() == pair[1].values.len()) {
        Ok((record.axis, columns))
    } else {
        Err(AssetError::Damaged { detail: "the columns of a station differ in length".to_owned() })
    }
}
