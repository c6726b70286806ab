use super::{home_assistant, home_assistant::Announced, rtl_433, topics};
use crate::Reading;
use domain::Broker;
use jiff::{Timestamp, tz::TimeZone};
use std::collections::BTreeSet;

/// Makes readings of messages, by what the user wants heard.
#[derive(Debug)]
pub(super) struct Ear {
    broker: Broker,
    zone: TimeZone,
    announced: Announced,
    /// The sensors of topics with `+` or `#` that were heard so far.
    sensors: BTreeSet<String>,
    /// Whether it was said that there are too many.
    told_too_many: bool,
}

/// Series that topics with `+` or `#` may make: a `#` alone would make one of every topic of a busy broker.
pub(super) const MOST_SERIES: usize = 500;

/// What a message was.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// Values, or none.
    Readings(Vec<Reading>),
    /// An announcement: from now on this topic has to be listened to as well.
    Announcement(Option<String>),
    /// Values of more series than there may be; whether that is so for the first time.
    TooMany(bool),
}

impl Ear {
    pub(super) fn new(broker: Broker, zone: TimeZone) -> Self {
        Self { broker, zone, announced: Announced::default(), sensors: BTreeSet::new(), told_too_many: false }
    }

    /// The topics to listen to from the start.
    pub(super) fn filters(&self) -> Vec<String> {
        let mut filters: Vec<String> =
            self.broker.topics.iter().map(|series| series.topic.trim().to_owned()).collect();
        filters.extend(self.broker.home_assistant.iter().flat_map(|prefix| home_assistant::filters(prefix)));
        filters.extend(self.broker.rtl_433.iter().map(|prefix| rtl_433::filter(prefix)));
        filters.sort();
        filters.dedup();
        filters
    }

    /// Reads a message. A retained one was told before anybody listened, at no one knows what time: it announces, but holds no
    /// value.
    pub(super) fn hear(&mut self, topic: &str, payload: &[u8], retained: bool, now: Timestamp) -> Heard {
        if let Some(prefix) = &self.broker.home_assistant
            && home_assistant::filters(prefix).iter().any(|filter| topics::fits(filter, topic))
        {
            return Heard::Announcement(self.announced.announce(topic, payload));
        }
        if retained {
            return Heard::Readings(Vec::new());
        }
        if let Some(prefix) = &self.broker.rtl_433
            && topics::fits(&rtl_433::filter(prefix), topic)
        {
            return Heard::Readings(rtl_433::read(payload, now, &self.zone));
        }
        let mut readings: Vec<Reading> = self
            .broker
            .topics
            .iter()
            .filter_map(|series| topics::read(series, topic, payload, now))
            .collect();
        let heard = readings.len();
        readings.retain(|reading| {
            let is_known = self.sensors.contains(&reading.sensor.id);
            if !is_known && self.sensors.len() < MOST_SERIES {
                self.sensors.insert(reading.sensor.id.clone());
            }
            is_known || self.sensors.contains(&reading.sensor.id)
        });
        let left_out = readings.len() < heard;
        readings.extend(self.announced.read(topic, payload, now));
        if left_out && readings.is_empty() {
            return Heard::TooMany(!std::mem::replace(&mut self.told_too_many, true));
        }
        Heard::Readings(readings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TopicSeries;

    #[test]
    fn topics_make_so_many_series_and_no_more() {
        let broker = Broker {
            topics: vec![TopicSeries { topic: "#".into(), unit: "%".into(), ..TopicSeries::default() }],
            ..Broker::default()
        };
        let mut ear = Ear::new(broker, TimeZone::UTC);
        let mut hear =
            |number: usize| ear.hear(&format!("home/{number}"), b"3", false, Timestamp::UNIX_EPOCH);
        for number in 0..MOST_SERIES {
            assert!(matches!(hear(number), Heard::Readings(readings) if readings.len() == 1), "{number}");
        }
        assert_eq!(hear(MOST_SERIES), Heard::TooMany(true));
        assert_eq!(hear(MOST_SERIES + 1), Heard::TooMany(false));
        assert!(matches!(hear(0), Heard::Readings(readings) if readings.len() == 1), "known ones go on");
    }

    #[test]
    fn a_retained_value_is_of_no_known_time() {
        let broker = Broker {
            topics: vec![TopicSeries { topic: "a".into(), unit: "%".into(), ..TopicSeries::default() }],
            home_assistant: Some("homeassistant".into()),
            rtl_433: Some("rtl_433".into()),
            ..Broker::default()
        };
        let mut ear = Ear::new(broker, TimeZone::UTC);
        assert_eq!(
            ear.filters(),
            ["a", "homeassistant/sensor/+/+/config", "homeassistant/sensor/+/config", "rtl_433/+/events"]
        );
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(ear.hear("a", b"3", true, now), Heard::Readings(Vec::new()));
        let Heard::Readings(readings) = ear.hear("a", b"3", false, now) else { panic!("it holds a value") };
        assert_eq!(readings.len(), 1);
        assert_eq!(
            ear.hear("homeassistant/sensor/n/config", br#"{"stat_t":"b","unit_of_meas":"W"}"#, true, now),
            Heard::Announcement(Some("b".to_owned()))
        );
        let Heard::Readings(readings) = ear.hear("b", b"700", false, now) else { panic!("it holds a value") };
        assert!((readings[0].value - 700.0).abs() < 1e-9);
    }
}
