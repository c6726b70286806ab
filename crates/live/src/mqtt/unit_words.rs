use crate::Measures;
use domain::{SeriesKind, Unit, Variable};

/// Units as home automation writes them. What isn't here is kept by its own name.
const UNITS: &[(&str, Unit)] = &[
    ("°C", Unit::Celsius),
    ("C", Unit::Celsius),
    ("°F", Unit::Fahrenheit),
    ("F", Unit::Fahrenheit),
    ("K", Unit::Kelvin),
    ("m/s", Unit::MetrePerSecond),
    ("km/h", Unit::KilometrePerHour),
    ("mph", Unit::MilePerHour),
    ("kn", Unit::Knot),
    ("mm", Unit::Millimetre),
    ("in", Unit::Inch),
    ("km", Unit::Kilometre),
    ("mi", Unit::Mile),
    ("hPa", Unit::Hectopascal),
    ("mbar", Unit::Hectopascal),
    ("inHg", Unit::InchOfMercury),
    ("%", Unit::Percent),
    ("kWh", Unit::KilowattHour),
    ("Wh", Unit::WattHour),
    ("MWh", Unit::MegawattHour),
    ("µg/m³", Unit::MicrogramPerCubicMetre),
    ("μg/m³", Unit::MicrogramPerCubicMetre),
];

/// The unit a word stands for.
pub(super) fn unit(word: &str) -> Unit {
    let word = word.trim();
    UNITS
        .iter()
        .find(|(known, _)| *known == word)
        .map_or_else(|| Unit::Named(word.to_owned()), |(_, unit)| unit.clone())
}

/// What Home Assistant's device classes say of the weather. Only those that mean the air outside whoever reports them; a temperature may be
/// that of a fridge.
pub(super) fn of_device_class(class: &str) -> Option<Variable> {
    Some(match class {
        "atmospheric_pressure" => Variable::Pressure,
        "precipitation" => Variable::Precipitation,
        _ => return None,
    })
}

/// A series of its own in this unit.
pub(super) fn other(unit: Unit, kind: Option<SeriesKind>) -> Measures {
    Measures::Other { unit, kind: kind.unwrap_or(SeriesKind::Level) }
}
