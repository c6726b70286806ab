use crate::Unit;
use serde::{Deserialize, Serialize};

/// The name of a series that is not weather: the user's own or a built-in one.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(transparent)]
#[ts(as = "String")]
pub struct SeriesId(pub String);

impl std::fmt::Display for SeriesId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Something that can be observed and forecast.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Variable {
    /// Air temperature at 2 m, °C.
    Temperature,
    /// Dew point at 2 m, °C.
    DewPoint,
    /// Relative humidity, %.
    RelativeHumidity,
    /// Air pressure, hPa.
    Pressure,
    /// Rain and melted snow fallen within the step, mm.
    Precipitation,
    /// Whether rain was reported within the step: 0 or 1. For stations that report no amount.
    RainReported,
    /// Mean wind speed at 10 m, m/s.
    WindSpeed,
    /// Strongest gust within the step, m/s.
    WindGust,
    /// Share of the sky covered, %.
    CloudCover,
    /// Horizontal visibility, km.
    Visibility,
    /// Particulate matter under 2.5 µm, µg/m³.
    ParticulateMatter,
    /// Particulate matter under 10 µm, µg/m³.
    InhalableParticulateMatter,
    /// Ozone near the ground, µg/m³.
    Ozone,
    /// Ultraviolet index (WHO 2002), without a unit.
    UltravioletIndex,
    /// A series that is not weather.
    Series(SeriesId),
}

impl Variable {
    /// The canonical unit of a weather variable; a series carries its own in [`SeriesInfo`].
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        Some(match self {
            Self::Temperature | Self::DewPoint => Unit::Celsius,
            Self::RelativeHumidity | Self::CloudCover => Unit::Percent,
            Self::Pressure => Unit::Hectopascal,
            Self::Precipitation => Unit::Millimetre,
            Self::RainReported | Self::UltravioletIndex => Unit::Named(String::new()),
            Self::WindSpeed | Self::WindGust => Unit::MetrePerSecond,
            Self::Visibility => Unit::Kilometre,
            Self::ParticulateMatter | Self::InhalableParticulateMatter | Self::Ozone => {
                Unit::MicrogramPerCubicMetre
            }
            Self::Series(_) => return None,
        })
    }

    /// Whether it tells of what is in the air or comes down through it, which people ask about for their health.
    #[must_use]
    pub const fn is_of_the_air(&self) -> bool {
        matches!(
            self,
            Self::ParticulateMatter | Self::InhalableParticulateMatter | Self::Ozone | Self::UltravioletIndex
        )
    }

    /// As named in a sentence or a chart's title, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Temperature => "temperature",
            Self::DewPoint => "dew point",
            Self::RelativeHumidity => "humidity",
            Self::Pressure => "air pressure",
            Self::Precipitation => "rain",
            Self::RainReported => "rain reported",
            Self::WindSpeed => "wind",
            Self::WindGust => "gusts",
            Self::CloudCover => "cloud",
            Self::Visibility => "visibility",
            Self::ParticulateMatter => "fine dust (PM2.5)",
            Self::InhalableParticulateMatter => "dust (PM10)",
            Self::Ozone => "ozone",
            Self::UltravioletIndex => "UV index",
            Self::Series(id) => &id.0,
        }
    }

    /// The values the variable can take; a series carries its own in [`SeriesInfo`].
    #[must_use]
    pub fn support(&self) -> Support {
        match self {
            Self::Precipitation => {
                Support { lower: Some(0.0), upper: None, zero_inflated: true, ..Support::REAL }
            }
            Self::RainReported => Support {
                lower: Some(0.0),
                upper: Some(1.0),
                zero_inflated: true,
                integer: true,
                ..Support::REAL
            },
            Self::WindSpeed | Self::ParticulateMatter | Self::InhalableParticulateMatter => {
                Support { lower: Some(0.0), square_root: true, ..Support::REAL }
            }
            Self::WindGust => Support { lower: Some(0.0), square_root: true, ..Support::REAL },
            Self::RelativeHumidity | Self::CloudCover => {
                Support { lower: Some(0.0), upper: Some(100.0), ..Support::REAL }
            }
            Self::UltravioletIndex => {
                Support { lower: Some(0.0), upper: None, zero_inflated: true, ..Support::REAL }
            }
            Self::Visibility | Self::Ozone => Support { lower: Some(0.0), ..Support::REAL },
            Self::Temperature | Self::DewPoint | Self::Pressure | Self::Series(_) => Support::REAL,
        }
    }
}

/// The values a variable can take and the scale it is modelled on.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Support {
    /// Smallest possible value, if there is one.
    pub lower: Option<f64>,
    /// Largest possible value, if there is one.
    pub upper: Option<f64>,
    /// Whether exactly the lower bound is a common value (no rain, no sales).
    pub zero_inflated: bool,
    /// Whether only whole numbers occur.
    pub integer: bool,
    /// Whether it is better modelled on the square-root scale.
    pub square_root: bool,
}

impl Support {
    /// Any real number.
    pub const REAL: Self =
        Self { lower: None, upper: None, zero_inflated: false, integer: false, square_root: false };

    /// `value` moved to the nearest possible one.
    #[must_use]
    pub fn clamp(&self, value: f64) -> f64 {
        let value = self.lower.map_or(value, |lower| value.max(lower));
        self.upper.map_or(value, |upper| value.min(upper))
    }
}

/// What kind of series it is, which decides the models that fit and how amounts add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum SeriesKind {
    /// Counted within the step (vehicles, visitors): adds up over time, never negative.
    Count,
    /// An amount used or earned within the step (kWh, GBP): adds up over time, never negative.
    Amount,
    /// A price: only its latest value means anything, moves by returns.
    Price,
    /// A level measured at an instant: averages over time.
    Level,
}

impl SeriesKind {
    /// The values such a series can take.
    #[must_use]
    pub const fn support(self) -> Support {
        match self {
            Self::Count => Support { lower: Some(0.0), integer: true, ..Support::REAL },
            Self::Amount | Self::Price => Support { lower: Some(0.0), ..Support::REAL },
            Self::Level => Support::REAL,
        }
    }
}

/// What is known of a series without reading its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SeriesInfo {
    /// Its name in the store and in questions.
    pub id: SeriesId,
    /// As shown to a person.
    pub title: String,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// The unit of its values.
    pub unit: Unit,
    /// Its nature.
    pub kind: SeriesKind,
    /// IANA name of the zone its days and hours are lived in.
    pub time_zone: String,
    /// Nominal minutes between values: 60 for hourly, 1440 for daily.
    pub step_minutes: u32,
    /// First valid time, where there is any value.
    #[ts(type = "string | null")]
    pub first: Option<jiff::Timestamp>,
    /// Last valid time, where there is any value.
    #[ts(type = "string | null")]
    pub last: Option<jiff::Timestamp>,
    /// Where it comes from, with the years for sample data.
    pub origin: String,
    /// Whether it is one of the embedded samples.
    pub sample: bool,
    /// What weather it is and where, if it is any.
    #[serde(default)]
    pub weather: Option<Box<crate::WeatherStation>>,
}

impl SeriesInfo {
    /// The values the series can take.
    #[must_use]
    pub const fn support(&self) -> Support {
        self.kind.support()
    }
}
