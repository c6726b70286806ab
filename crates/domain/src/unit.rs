use serde::{Deserialize, Serialize};

/// What a unit measures; only units of one dimension convert into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Air temperature.
    Temperature,
    /// Wind and other speeds.
    Speed,
    /// Depth of rain.
    Depth,
    /// Visibility and other distances.
    Distance,
    /// Air pressure.
    Pressure,
    /// Shares of a whole.
    Share,
    /// Energy.
    Energy,
    /// Mass of particles in air.
    Concentration,
    /// Anything else converts into nothing but itself.
    Other,
}

/// A unit of measurement. Inside Forecastle every value is in the canonical unit of its variable
/// (see [`crate::Variable::unit`]); other units exist at the door and on the screen only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Unit {
    /// Degrees Celsius.
    Celsius,
    /// Degrees Fahrenheit.
    Fahrenheit,
    /// Kelvin.
    Kelvin,
    /// Metres per second.
    MetrePerSecond,
    /// Kilometres per hour.
    KilometrePerHour,
    /// Miles per hour.
    MilePerHour,
    /// Knots.
    Knot,
    /// Millimetres of rain.
    Millimetre,
    /// Inches of rain.
    Inch,
    /// Kilometres.
    Kilometre,
    /// Statute miles.
    Mile,
    /// Hectopascals.
    Hectopascal,
    /// Inches of mercury.
    InchOfMercury,
    /// Per cent.
    Percent,
    /// Kilowatt-hours.
    KilowattHour,
    /// Watt-hours.
    WattHour,
    /// Megawatt-hours.
    MegawattHour,
    /// Micrograms per cubic metre.
    MicrogramPerCubicMetre,
    /// A unit by its own name: vehicles per hour, USD per barrel, GBP.
    Named(String),
}

impl Unit {
    /// What the unit measures.
    #[must_use]
    pub fn dimension(&self) -> Dimension {
        match self {
            Self::Celsius | Self::Fahrenheit | Self::Kelvin => Dimension::Temperature,
            Self::MetrePerSecond | Self::KilometrePerHour | Self::MilePerHour | Self::Knot => {
                Dimension::Speed
            }
            Self::Millimetre | Self::Inch => Dimension::Depth,
            Self::Kilometre | Self::Mile => Dimension::Distance,
            Self::Hectopascal | Self::InchOfMercury => Dimension::Pressure,
            Self::Percent => Dimension::Share,
            Self::KilowattHour | Self::WattHour | Self::MegawattHour => Dimension::Energy,
            Self::MicrogramPerCubicMetre => Dimension::Concentration,
            Self::Named(_) => Dimension::Other,
        }
    }

    /// Scale and offset to the dimension's reference unit: `reference = value * scale + offset`.
    fn to_reference(&self) -> (f64, f64) {
        match self {
            Self::Fahrenheit => (5.0 / 9.0, -160.0 / 9.0),
            Self::Kelvin => (1.0, -273.15),
            Self::KilometrePerHour => (1.0 / 3.6, 0.0),
            Self::MilePerHour => (0.447_04, 0.0),
            Self::Knot => (1852.0 / 3600.0, 0.0),
            Self::Inch => (25.4, 0.0),
            Self::Mile => (1.609_344, 0.0),
            Self::InchOfMercury => (33.863_886_67, 0.0),
            Self::WattHour => (0.001, 0.0),
            Self::MegawattHour => (1000.0, 0.0),
            _ => (1.0, 0.0),
        }
    }

    /// `value` of this unit in `other`; `None` when they measure different things.
    ///
    /// ```
    /// use domain::Unit;
    /// assert_eq!(Unit::Fahrenheit.convert(50.0, &Unit::Celsius), Some(10.0));
    /// assert_eq!(Unit::Knot.convert(10.0, &Unit::Celsius), None);
    /// ```
    #[must_use]
    pub fn convert(&self, value: f64, other: &Self) -> Option<f64> {
        if self == other {
            return Some(value);
        }
        if self.dimension() != other.dimension() || self.dimension() == Dimension::Other {
            return None;
        }
        let ((scale, offset), (other_scale, other_offset)) = (self.to_reference(), other.to_reference());
        Some((value * scale + offset - other_offset) / other_scale)
    }

    /// As written after a number: `°C`, `km/h`, `mm`.
    #[must_use]
    pub fn symbol(&self) -> &str {
        match self {
            Self::Celsius => "°C",
            Self::Fahrenheit => "°F",
            Self::Kelvin => "K",
            Self::MetrePerSecond => "m/s",
            Self::KilometrePerHour => "km/h",
            Self::MilePerHour => "mph",
            Self::Knot => "kn",
            Self::Millimetre => "mm",
            Self::Inch => "in",
            Self::Kilometre => "km",
            Self::Mile => "mi",
            Self::Hectopascal => "hPa",
            Self::InchOfMercury => "inHg",
            Self::Percent => "%",
            Self::KilowattHour => "kWh",
            Self::WattHour => "Wh",
            Self::MegawattHour => "MWh",
            Self::MicrogramPerCubicMetre => "µg/m³",
            Self::Named(name) => name,
        }
    }
}

/// The units a person reads.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum UnitSystem {
    /// °C, km/h, mm, km.
    #[default]
    Metric,
    /// °F, mph, in, mi.
    Imperial,
}

impl UnitSystem {
    /// The unit this system shows for values whose canonical unit is `canonical`.
    #[must_use]
    pub fn shown(self, canonical: &Unit) -> Unit {
        match (self, canonical.dimension()) {
            (Self::Metric, Dimension::Temperature) => Unit::Celsius,
            (Self::Metric, Dimension::Speed) => Unit::KilometrePerHour,
            (Self::Metric, Dimension::Depth) => Unit::Millimetre,
            (Self::Metric, Dimension::Distance) => Unit::Kilometre,
            (Self::Imperial, Dimension::Temperature) => Unit::Fahrenheit,
            (Self::Imperial, Dimension::Speed) => Unit::MilePerHour,
            (Self::Imperial, Dimension::Depth) => Unit::Inch,
            (Self::Imperial, Dimension::Distance) => Unit::Mile,
            _ => canonical.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_conversions_hold() {
        for (value, from, to, expected) in [
            (32.0, Unit::Fahrenheit, Unit::Celsius, 0.0),
            (212.0, Unit::Fahrenheit, Unit::Celsius, 100.0),
            (0.0, Unit::Kelvin, Unit::Celsius, -273.15),
            (36.0, Unit::KilometrePerHour, Unit::MetrePerSecond, 10.0),
            (1.0, Unit::Knot, Unit::KilometrePerHour, 1.852),
            (1.0, Unit::Inch, Unit::Millimetre, 25.4),
            (1.0, Unit::MegawattHour, Unit::KilowattHour, 1000.0),
        ] {
            let converted = from.convert(value, &to).expect("one dimension");
            assert!((converted - expected).abs() < 1e-9, "{value} {from:?} -> {converted} {to:?}");
        }
    }

    proptest! {
        #[test]
        fn converting_there_and_back_changes_nothing(value in -1e4..1e4f64) {
            for (a, b) in [(Unit::Fahrenheit, Unit::Kelvin), (Unit::Knot, Unit::MilePerHour), (Unit::Inch, Unit::Millimetre)] {
                let back = b.convert(a.convert(value, &b).expect("one dimension"), &a).expect("one dimension");
                prop_assert!((back - value).abs() < 1e-8);
            }
        }
    }
}
