//! Home Assistant's MQTT discovery: devices announce themselves on `<prefix>/sensor/.../config` with a JSON that says where their
//! state is told and in what unit. <https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery>

use super::{topics::fits, unit_words};
use crate::{Measures, Reading, Sensor, json::Path};
use domain::{SeriesKind, Unit, Variable};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Announcements that are kept at most.
const MOST: usize = 2000;

/// The sensors that announced themselves, by the topic of the announcement.
#[derive(Debug, Default)]
pub(super) struct Announced {
    sensors: BTreeMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    state_topic: String,
    path: Path,
    unit: Unit,
    sensor: Sensor,
}

/// The filters that announcements come on.
pub(super) fn filters(prefix: &str) -> [String; 2] {
    [format!("{prefix}/sensor/+/config"), format!("{prefix}/sensor/+/+/config")]
}

impl Announced {
    /// Takes up an announcement; an empty one takes the sensor away again. Says which topic has to be listened to, where there
    /// is one. Sensors without a number, or with a template that reckons, are passed over.
    pub(super) fn announce(&mut self, topic: &str, payload: &[u8]) -> Option<String> {
        if payload.is_empty() {
            self.sensors.remove(topic);
            return None;
        }
        if self.sensors.len() >= MOST && !self.sensors.contains_key(topic) {
            tracing::warn!(topic, "too many announcements; this one is passed over");
            return None;
        }
        let Some(entry) = Entry::read(payload) else {
            tracing::debug!(topic, "an announcement without a number");
            self.sensors.remove(topic);
            return None;
        };
        let state_topic = entry.state_topic.clone();
        self.sensors.insert(topic.to_owned(), entry);
        Some(state_topic)
    }

    /// What a message tells, one reading for each sensor that has its state on this topic.
    pub(super) fn read(&self, topic: &str, payload: &[u8], now: Timestamp) -> Vec<Reading> {
        self.sensors
            .values()
            .filter(|entry| fits(&entry.state_topic, topic))
            .filter_map(|entry| {
                let number = entry.path.number(payload)?;
                let value = entry.sensor.measures.converted(number, &entry.unit)?;
                Some(Reading { sensor: entry.sensor.clone(), valid_time: now, value })
            })
            .collect()
    }
}

impl Entry {
    fn read(payload: &[u8]) -> Option<Self> {
        let Value::Object(said) = serde_json::from_slice(payload).ok()? else { return None };
        let base = text(&said, "~", "~").unwrap_or_default();
        let full = |topic: String| {
            let from_base = topic.strip_prefix('~').map(|rest| format!("{base}{rest}"));
            let to_base = topic.strip_suffix('~').map(|rest| format!("{rest}{base}"));
            from_base.or(to_base).unwrap_or(topic)
        };
        let state_topic = full(text(&said, "state_topic", "stat_t")?);
        if state_topic.contains(['+', '#']) {
            return None;
        }
        let path = match text(&said, "value_template", "val_tpl") {
            Some(template) => Path::of_template(&template)?,
            None => Path::Whole,
        };
        let class = text(&said, "device_class", "dev_cla").unwrap_or_default();
        let unit_word = text(&said, "unit_of_measurement", "unit_of_meas");
        let totals = text(&said, "state_class", "stat_cla").is_some_and(|class| class.starts_with("total"));
        // Words, moments and codes have no unit; a number of something has.
        let unit = unit_words::unit(&unit_word?);
        let weather = unit_words::of_device_class(&class)
            .filter(|variable| variable.unit().is_some_and(|own| own.dimension() == unit.dimension()));
        let measures = match weather {
            Some(Variable::Precipitation) if totals => Measures::RainTotal,
            Some(variable) => Measures::Weather(variable),
            None => unit_words::other(unit.clone(), totals.then_some(SeriesKind::Level)),
        };
        let device = match said.get("device").or_else(|| said.get("dev")) {
            Some(Value::Object(device)) => text(device, "name", "name"),
            _ => None,
        };
        let name = text(&said, "name", "name");
        let title = match (device, name) {
            (Some(device), Some(name)) if !name.starts_with(&device) => format!("{device} {name}"),
            (_, Some(name)) => name,
            (Some(device), None) if !class.is_empty() => format!("{device} {}", class.replace('_', " ")),
            (Some(device), None) => device,
            (None, None) => state_topic.clone(),
        };
        let id = text(&said, "unique_id", "uniq_id").unwrap_or_else(|| state_topic.clone());
        Some(Self { state_topic, path, unit, sensor: Sensor { id: format!("mqtt/{id}"), title, measures } })
    }
}

/// A field by its long or its short name.
fn text(said: &Map<String, Value>, long: &str, short: &str) -> Option<String> {
    said.get(long)
        .or_else(|| said.get(short))?
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(announcement: &str, topic: &str, payload: &str) -> Vec<(String, Measures, f64)> {
        let mut announced = Announced::default();
        announced.announce("homeassistant/sensor/x/config", announcement.as_bytes());
        announced
            .read(topic, payload.as_bytes(), Timestamp::UNIX_EPOCH)
            .into_iter()
            .map(|reading| (reading.sensor.title, reading.sensor.measures, reading.value))
            .collect()
    }

    fn level(unit: Unit) -> Measures {
        Measures::Other { unit, kind: SeriesKind::Level }
    }

    #[test]
    fn announced_sensors_are_heard() {
        for (announcement, topic, payload, expected) in [
            (
                r#"{"name":"Temperature","state_topic":"garden/state","unit_of_measurement":"°C","value_template":"{{ value_json.t }}","unique_id":"g1","device":{"name":"Garden"}}"#,
                "garden/state",
                r#"{"t": 12.5}"#,
                ("Garden Temperature", level(Unit::Celsius), 12.5),
            ),
            (
                r#"{"~":"garden","stat_t":"~/pressure","unit_of_meas":"inHg","dev_cla":"atmospheric_pressure","dev":{"name":"Garden"}}"#,
                "garden/pressure",
                "30",
                ("Garden atmospheric pressure", Measures::Weather(Variable::Pressure), 30.0 * 33.863_886_67),
            ),
            (
                r#"{"name":"Rain","stat_t":"rain","unit_of_meas":"in","dev_cla":"precipitation","stat_cla":"total_increasing"}"#,
                "rain",
                "2",
                ("Rain", Measures::RainTotal, 50.8),
            ),
        ] {
            let found = heard(announcement, topic, payload);
            assert_eq!(found.len(), 1, "{announcement}");
            assert_eq!((found[0].0.as_str(), &found[0].1), (expected.0, &expected.1));
            assert!((found[0].2 - expected.2).abs() < 1e-9, "{}", found[0].2);
        }
    }

    #[test]
    fn what_is_no_number_is_passed_over() {
        for announcement in [
            "",
            "[]",
            "{}",
            r#"{"state_topic":"a"}"#,
            r#"{"state_topic":"a/#","unit_of_measurement":"°C"}"#,
            r#"{"state_topic":"a","unit_of_measurement":"°C","value_template":"{{ value | float / 10 }}"}"#,
        ] {
            assert!(heard(announcement, "a", "1").is_empty(), "{announcement}");
        }
    }

    #[test]
    fn an_empty_announcement_takes_the_sensor_away() {
        let mut announced = Announced::default();
        let topic = "homeassistant/sensor/x/config";
        let listen = announced.announce(topic, br#"{"state_topic":"a","unit_of_measurement":"%"}"#);
        assert_eq!(listen.as_deref(), Some("a"));
        assert_eq!(announced.read("a", b"5", Timestamp::UNIX_EPOCH).len(), 1);
        announced.announce(topic, b"");
        assert!(announced.read("a", b"5", Timestamp::UNIX_EPOCH).is_empty());
    }
}
