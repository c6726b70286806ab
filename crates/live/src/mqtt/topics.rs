use super::{TopicSeries, unit_words};
use crate::{Reading, Sensor, json::Path};
use jiff::Timestamp;

/// Whether `topic` fits `filter`, in which `+` stands for one level and a last `#` for any number of them (MQTT 3.1.1, 4.7.1).
/// Topics that begin with `$` fit only what begins so itself.
pub(super) fn fits(filter: &str, topic: &str) -> bool {
    if topic.starts_with('$') && !filter.starts_with('$') {
        return false;
    }
    let (mut filter, mut topic) = (filter.split('/'), topic.split('/'));
    loop {
        match (filter.next(), topic.next()) {
            (Some("#"), _) | (None, None) => return true,
            (Some("+"), Some(_)) => {}
            (Some(wanted), Some(level)) if wanted == level => {}
            _ => return false,
        }
    }
}

/// The value that a message on a topic the user named holds, if it holds one.
pub(super) fn read(series: &TopicSeries, topic: &str, payload: &[u8], now: Timestamp) -> Option<Reading> {
    if !fits(&series.topic, topic) {
        return None;
    }
    let value = Path::of(&series.path).number(payload)?;
    let many = series.topic.contains(['+', '#']);
    let title = match (series.title.trim(), many) {
        ("", _) => topic.to_owned(),
        (title, false) => title.to_owned(),
        (title, true) => format!("{title} ({topic})"),
    };
    let path = if series.path.is_empty() { String::new() } else { format!("#{}", series.path) };
    let measures = unit_words::other(unit_words::unit(&series.unit), series.kind);
    Some(Reading {
        sensor: Sensor { id: format!("mqtt/{topic}{path}"), title, measures },
        valid_time: now,
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_fit_as_the_protocol_says() {
        for (filter, topic, expected) in [
            ("a/b", "a/b", true),
            ("a/b", "a/b/c", false),
            ("a/+", "a/b", true),
            ("a/+", "a", false),
            ("a/+", "a/", true),
            ("a/+/c", "a/b/c", true),
            ("a/#", "a/b/c", true),
            ("a/#", "a", true),
            ("#", "a/b", true),
            ("#", "$SYS/uptime", false),
            ("$SYS/#", "$SYS/uptime", true),
            ("+", "a/b", false),
            ("a", "A", false),
        ] {
            assert_eq!(fits(filter, topic), expected, "{filter} and {topic}");
        }
    }

    #[test]
    fn each_topic_that_fits_is_a_series_of_its_own() {
        let now = Timestamp::UNIX_EPOCH;
        let plants = TopicSeries {
            topic: "greenhouse/+/soil".into(),
            path: "moisture".into(),
            title: "Soil".into(),
            unit: "%".into(),
            kind: None,
        };
        let reading = read(&plants, "greenhouse/tomato/soil", br#"{"moisture": 41}"#, now).expect("it fits");
        assert_eq!(reading.sensor.id, "mqtt/greenhouse/tomato/soil#moisture");
        assert_eq!(reading.sensor.title, "Soil (greenhouse/tomato/soil)");
        assert!((reading.value - 41.0).abs() < 1e-9);
        assert_eq!(read(&plants, "greenhouse/tomato/light", b"3", now), None);
        assert_eq!(read(&plants, "greenhouse/tomato/soil", b"offline", now), None);
    }
}
