//! What `rtl_433` hears of the neighbourhood's sensors by radio, as it tells it to a broker: a JSON object an event on
//! `<prefix>/.../events`. <https://triq.org/rtl_433/INTEGRATION.html>

use crate::{Measures, Reading, Sensor, json::as_number};
use domain::{SeriesKind, Unit, Variable};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::{Map, Value};

/// A field, what it is called, its unit and what it measures.
struct Field {
    name: &'static str,
    title: &'static str,
    unit: Unit,
    measures: fn() -> Measures,
}

const FIELDS: &[Field] = &[
    Field { name: "temperature_C", title: "temperature", unit: Unit::Celsius, measures: temperature },
    Field { name: "temperature_F", title: "temperature", unit: Unit::Fahrenheit, measures: temperature },
    Field { name: "humidity", title: "humidity", unit: Unit::Percent, measures: humidity },
    Field {
        name: "pressure_hPa",
        title: "pressure",
        unit: Unit::Hectopascal,
        measures: || Measures::Weather(Variable::Pressure),
    },
    Field { name: "wind_avg_m_s", title: "wind", unit: Unit::MetrePerSecond, measures: wind },
    Field { name: "wind_avg_km_h", title: "wind", unit: Unit::KilometrePerHour, measures: wind },
    Field { name: "wind_avg_mi_h", title: "wind", unit: Unit::MilePerHour, measures: wind },
    Field { name: "wind_max_m_s", title: "gusts", unit: Unit::MetrePerSecond, measures: gusts },
    Field { name: "wind_max_km_h", title: "gusts", unit: Unit::KilometrePerHour, measures: gusts },
    Field { name: "wind_max_mi_h", title: "gusts", unit: Unit::MilePerHour, measures: gusts },
    Field { name: "rain_mm", title: "rain", unit: Unit::Millimetre, measures: || Measures::RainTotal },
    Field { name: "rain_in", title: "rain", unit: Unit::Inch, measures: || Measures::RainTotal },
    Field {
        name: "pm2_5_ug_m3",
        title: "fine dust",
        unit: Unit::MicrogramPerCubicMetre,
        measures: || Measures::Weather(Variable::ParticulateMatter),
    },
    Field { name: "moisture", title: "soil moisture", unit: Unit::Percent, measures: percent },
];

// Whether it hangs in the garden or lies in the freezer nobody says: series of their own until the user tells.
fn temperature() -> Measures {
    Measures::Other { unit: Unit::Celsius, kind: SeriesKind::Level }
}
fn humidity() -> Measures {
    percent()
}
fn percent() -> Measures {
    Measures::Other { unit: Unit::Percent, kind: SeriesKind::Level }
}
// Wind blows outside only.
fn wind() -> Measures {
    Measures::Weather(Variable::WindSpeed)
}
fn gusts() -> Measures {
    Measures::Weather(Variable::WindGust)
}

/// The filter that events come on.
pub(super) fn filter(prefix: &str) -> String {
    format!("{prefix}/+/events")
}

/// What an event tells. A station that measures wind or rain stands outside, and so do its other sensors.
pub(super) fn read(payload: &[u8], now: Timestamp, zone: &TimeZone) -> Vec<Reading> {
    let Ok(Value::Object(event)) = serde_json::from_slice(payload) else { return Vec::new() };
    let Some(model) = event.get("model").and_then(Value::as_str) else { return Vec::new() };
    let part = |name: &str| match event.get(name) {
        Some(Value::String(text)) => format!("/{text}"),
        Some(Value::Number(number)) => format!("/{number}"),
        _ => String::new(),
    };
    let device = format!("rtl_433/{model}{}{}", part("channel"), part("id"));
    let valid_time = time_of(&event, zone).unwrap_or(now);
    let stands_outside = event.keys().any(|key| key.starts_with("wind_") || key.starts_with("rain_"));
    FIELDS
        .iter()
        .filter_map(|field| {
            let number = as_number(event.get(field.name)?)?;
            let measures = match (stands_outside, field.title) {
                (true, "temperature") => Measures::Weather(Variable::Temperature),
                (true, "humidity") => Measures::Weather(Variable::RelativeHumidity),
                _ => (field.measures)(),
            };
            let value = measures.converted(number, &field.unit)?;
            let title = format!("{model}{} {}", part("id").replace('/', " "), field.title);
            Some(Reading {
                sensor: Sensor { id: format!("{device}/{}", field.title.replace(' ', "_")), title, measures },
                valid_time,
                value,
            })
        })
        .collect()
}

/// `2024-06-01 12:00:00` in the zone of the machine, the same with `T` and an offset, or seconds since 1970.
fn time_of(event: &Map<String, Value>, zone: &TimeZone) -> Option<Timestamp> {
    let time = match event.get("time")? {
        Value::String(text) => text
            .parse()
            .ok()
            .or_else(|| {
                let civil: DateTime = text.replace(' ', "T").parse().ok()?;
                civil.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
            })
            .or_else(|| Timestamp::from_second(text.split('.').next()?.parse().ok()?).ok())?,
        Value::Number(number) => Timestamp::from_second(number.as_f64()? as i64).ok()?,
        _ => return None,
    };
    Timestamp::from_second(time.as_second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(event: &str) -> Vec<(String, Measures, f64, String)> {
        read(event.as_bytes(), Timestamp::UNIX_EPOCH, &TimeZone::UTC)
            .into_iter()
            .map(|reading| {
                (reading.sensor.id, reading.sensor.measures, reading.value, reading.valid_time.to_string())
            })
            .collect()
    }

    #[test]
    fn a_weather_station_tells_the_weather() {
        let event = r#"{"time":"2024-06-01 12:00:00","model":"Fineoffset-WS80","id":7,"temperature_C":21.5,"humidity":40,"wind_avg_km_h":36.0,"rain_mm":12.7,"battery_ok":1}"#;
        let at = "2024-06-01T12:00:00Z".to_owned();
        let weather = |name: &str, variable, value| {
            (format!("rtl_433/Fineoffset-WS80/7/{name}"), Measures::Weather(variable), value, at.clone())
        };
        assert_eq!(
            told(event),
            [
                weather("temperature", Variable::Temperature, 21.5),
                weather("humidity", Variable::RelativeHumidity, 40.0),
                weather("wind", Variable::WindSpeed, 10.0),
                ("rtl_433/Fineoffset-WS80/7/rain".to_owned(), Measures::RainTotal, 12.7, at.clone()),
            ]
        );
    }

    #[test]
    fn a_thermometer_alone_may_lie_in_a_fridge() {
        let found =
            told(r#"{"time":"1717243200.5","model":"Prologue","channel":1,"id":"a","temperature_F":50}"#);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "rtl_433/Prologue/1/a/temperature");
        assert_eq!(found[0].1, Measures::Other { unit: Unit::Celsius, kind: SeriesKind::Level });
        assert!((found[0].2 - 10.0).abs() < 1e-9);
        assert_eq!(found[0].3, "2024-06-01T12:00:00Z");
    }

    #[test]
    fn nonsense_tells_nothing() {
        for event in ["", "{}", "[1]", r#"{"model":"x","temperature_C":"warm"}"#, r#"{"temperature_C":3}"#] {
            assert!(told(event).is_empty(), "{event}");
        }
    }
}
