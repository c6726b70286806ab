use domain::{SeriesKind, Unit, Variable};
use jiff::Timestamp;

/// What a sensor's values mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measures {
    /// The weather outside; values are in the variable's canonical unit.
    Weather(Variable),
    /// Rain since some moment, in mm: what fell is the difference of two readings (see [`crate::Counters`]).
    RainTotal,
    /// Something else, in a unit of its own.
    Other {
        /// Unit of the values.
        unit: Unit,
        /// How they add up.
        kind: SeriesKind,
    },
}

impl Measures {
    /// What a number in `unit` is worth in the unit that is kept; `None` where the two don't go together.
    #[must_use]
    pub fn converted(&self, value: f64, unit: &Unit) -> Option<f64> {
        match self {
            Self::Weather(variable) => unit.convert(value, &variable.unit()?),
            Self::RainTotal => unit.convert(value, &Unit::Millimetre),
            Self::Other { unit: kept, .. } => unit.convert(value, kept),
        }
    }
}

/// One thing that is measured at one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensor {
    /// A name that stays the same from reading to reading: `mqtt/home/kitchen/temperature`.
    pub id: String,
    /// As shown to a person: `Kitchen temperature`.
    pub title: String,
    /// What it measures.
    pub measures: Measures,
}

/// One value that arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Who measured it.
    pub sensor: Sensor,
    /// When, to the second: by the device's clock where it states one, else when it arrived.
    pub valid_time: Timestamp,
    /// The value, finite, in the unit of [`Measures`].
    pub value: f64,
}
