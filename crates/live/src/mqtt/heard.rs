use super::{Broker, home_assistant, home_assistant::Announced, rtl_433, topics};
use crate::Reading;
use jiff::{Timestamp, tz::TimeZone};

/// Makes readings of messages, by what the user wants heard.
#[derive(Debug)]
pub(super) struct Ear {
    broker: Broker,
    zone: TimeZone,
    announced: Announced,
}

/// What a message was.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// Values, or none.
    Readings(Vec<Reading>),
    /// An announcement: from now on this topic has to be listened to as well.
    Announcement(Option<String>),
}

impl Ear {
    pub(super) fn new(broker: Broker, zone: TimeZone) -> Self {
        Self { broker, zone, announced: Announced::default() }
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
        readings.extend(self.announced.read(topic, payload, now));
        Heard::Readings(readings)
    }
}

#[cfg(test)]
mod tests {
    use super::super::TopicSeries;
    use super::*;

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
