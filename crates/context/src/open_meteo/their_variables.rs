//! Our variables and theirs.

use domain::{Unit, Variable};

/// One variable as Open-Meteo names it.
pub(super) struct Theirs {
    pub(super) ours: Variable,
    pub(super) name: &'static str,
    /// As it was named until 2023, and still is by older servers.
    pub(super) old_name: &'static str,
    /// Whether a value belongs to the hour before its stamp (sums and maxima) and not to its moment.
    pub(super) of_the_hour_before: bool,
}

const fn theirs(ours: Variable, name: &'static str, old_name: &'static str, before: bool) -> Theirs {
    Theirs { ours, name, old_name, of_the_hour_before: before }
}

/// All that we ask for. Whether a station would report the same is for post-processing to find out.
pub(super) const THEIRS: &[Theirs] = &[
    theirs(Variable::Temperature, "temperature_2m", "temperature_2m", false),
    theirs(Variable::DewPoint, "dew_point_2m", "dewpoint_2m", false),
    theirs(Variable::RelativeHumidity, "relative_humidity_2m", "relativehumidity_2m", false),
    theirs(Variable::Pressure, "pressure_msl", "pressure_msl", false),
    theirs(Variable::Precipitation, "precipitation", "precipitation", true),
    theirs(Variable::WindSpeed, "wind_speed_10m", "windspeed_10m", false),
    theirs(Variable::WindGust, "wind_gusts_10m", "windgusts_10m", true),
    theirs(Variable::CloudCover, "cloud_cover", "cloudcover", false),
    theirs(Variable::Visibility, "visibility", "visibility", false),
    theirs(Variable::ParticulateMatter, "pm2_5", "pm2_5", false),
    theirs(Variable::InhalableParticulateMatter, "pm10", "pm10", false),
    theirs(Variable::Ozone, "ozone", "ozone", false),
    theirs(Variable::UltravioletIndex, "uv_index", "uv_index", false),
];

/// Whether Open-Meteo tells of a variable.
#[must_use]
pub fn is_told(variable: &Variable) -> bool {
    THEIRS.iter().any(|theirs| theirs.ours == *variable)
}

/// What turns a value in the unit they name into one of `variable`'s canonical unit: factor and offset. `None` for a unit
/// that isn't one of it.
pub(super) fn conversion(variable: &Variable, unit: &str) -> Option<(f64, f64)> {
    let canonical = variable.unit()?;
    let unit = match unit.trim() {
        "°C" => Unit::Celsius,
        "°F" => Unit::Fahrenheit,
        "K" => Unit::Kelvin,
        "m/s" => Unit::MetrePerSecond,
        "km/h" => Unit::KilometrePerHour,
        "mp/h" | "mph" => Unit::MilePerHour,
        "kn" => Unit::Knot,
        "mm" => Unit::Millimetre,
        "inch" => Unit::Inch,
        "hPa" => Unit::Hectopascal,
        "%" => Unit::Percent,
        "km" => Unit::Kilometre,
        // The micro sign and the Greek letter.
        "\u{b5}g/m³" | "\u{3bc}g/m³" => Unit::MicrogramPerCubicMetre,
        // The index of ultraviolet light has no unit.
        "" if *variable == Variable::UltravioletIndex => return Some((1.0, 0.0)),
        "m" if canonical == Unit::Kilometre => return Some((0.001, 0.0)),
        "ft" if canonical == Unit::Kilometre => return Some((0.000_304_8, 0.0)),
        _ => return None,
    };
    if unit.dimension() != canonical.dimension() {
        return None;
    }
    // Every conversion between units of weather is a straight line.
    let zero = unit.convert(0.0, &canonical)?;
    Some((unit.convert(1.0, &canonical)? - zero, zero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_come_to_ours_or_are_refused() {
        for (variable, unit, value, expected) in [
            (Variable::Temperature, "°F", 212.0, Some(100.0)),
            (Variable::WindSpeed, "km/h", 36.0, Some(10.0)),
            (Variable::WindGust, "kn", 10.0, Some(5.144_444)),
            (Variable::Precipitation, "inch", 1.0, Some(25.4)),
            (Variable::Visibility, "m", 24_140.0, Some(24.14)),
            (Variable::Visibility, "ft", 10_000.0, Some(3.048)),
            (Variable::ParticulateMatter, "μg/m³", 5.8, Some(5.8)),
            (Variable::UltravioletIndex, "", 5.8, Some(5.8)),
            (Variable::UltravioletIndex, "W/m²", 5.8, None),
            (Variable::Temperature, "mm", 1.0, None),
            (Variable::WindSpeed, "", 1.0, None),
        ] {
            let converted = conversion(&variable, unit).map(|(factor, offset)| value * factor + offset);
            match (converted, expected) {
                (Some(converted), Some(expected)) => assert!((converted - expected).abs() < 1e-5, "{unit}"),
                (converted, expected) => assert_eq!(converted, expected, "{unit}"),
            }
        }
    }
}
