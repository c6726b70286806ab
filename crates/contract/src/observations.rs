use domain::{QualityFlag, SeriesId, SeriesKind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most values that are read or written at once.
pub const MOST_OBSERVATIONS: usize = 100_000;

/// Values of a series to read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservationsRequest {
    /// Which series.
    pub series: SeriesId,
    /// From this time on; from the first when absent.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub from: Option<Timestamp>,
    /// Up to but not including this time; to the last when absent.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub until: Option<Timestamp>,
    /// The most values, the first of the range; 100,000 at most and when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Values of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ObservationsResponse {
    /// In order of time.
    pub observations: Vec<ObservedValue>,
    /// Those of them that are doubted, in order of time.
    pub doubted: Vec<DoubtedValue>,
    /// From where to read on, where there is more.
    #[ts(type = "string | null")]
    pub next: Option<Timestamp>,
}

/// What is doubted of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct DoubtedValue {
    /// The start of the interval it is of.
    #[ts(type = "string")]
    pub time: Timestamp,
    /// Why.
    pub doubts: Vec<QualityFlag>,
    /// Whether it is taken for wrong and left out: of forecasts, of what they are held against, and of what is learnt.
    pub left_out: bool,
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservedValue {
    /// The start of the interval it is of.
    #[ts(type = "string")]
    pub time: Timestamp,
    /// The value, in the unit of the series.
    pub value: f64,
}

/// Values to be kept, each in place of what was known of its time. A series that isn't there is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveObservationsRequest {
    /// Which series: small letters, digits, `-` and `_`.
    #[schemars(length(min = 1, max = 64))]
    pub series: SeriesId,
    /// As shown to a person; needed for a new series only.
    #[serde(default)]
    pub title: Option<String>,
    /// The unit of the values; that of the series when absent.
    #[serde(default)]
    pub unit: Option<String>,
    /// The nature of a new series; a level when absent.
    #[serde(default)]
    pub kind: Option<SeriesKind>,
    /// The IANA zone in which the days of a new series are lived; this machine's when absent.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// The values, in any order.
    #[schemars(length(max = 100_000))]
    pub observations: Vec<ObservedValue>,
}

/// What became of values that were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SavedObservations {
    /// Times that were new.
    pub inserted: u32,
    /// Times whose value changed.
    pub changed: u32,
    /// Times whose value was there already, or where a better source's value stands.
    pub unchanged: u32,
    /// Values that are doubted: out of range, stuck, of the future. They are kept all the same.
    pub doubted: u32,
}
