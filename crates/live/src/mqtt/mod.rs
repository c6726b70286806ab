//! An MQTT broker in the house: weather stations, home automation.

mod connection;
mod heard;
mod home_assistant;
mod rtl_433;
mod topics;
mod unit_words;

pub use connection::listen;

use domain::SeriesKind;
use serde::{Deserialize, Serialize};

/// A broker and what to listen to there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Broker {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who to say one is, where it asks.
    pub user: Option<String>,
    /// The password that goes with it.
    pub password: Option<String>,
    /// The name this program has there, the same at every start: the broker keeps what arrives in between.
    pub client: String,
    /// Topics with a number that the user named.
    pub topics: Vec<TopicSeries>,
    /// The beginning of Home Assistant's discovery topics, where it is listened to: `homeassistant`.
    pub home_assistant: Option<String>,
    /// The beginning of the topics of `rtl_433`, where it is listened to: `rtl_433`.
    pub rtl_433: Option<String>,
}

impl Default for Broker {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 1883,
            user: None,
            password: None,
            client: "forecastle".to_owned(),
            topics: Vec::new(),
            home_assistant: None,
            rtl_433: None,
        }
    }
}

/// A topic whose messages hold a value of one series.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct TopicSeries {
    /// The topic, in which `+` stands for one level and `#` for the rest: each topic that fits is a series of its own.
    pub topic: String,
    /// Where in a JSON message the value stands: `outside.temperature`. The whole message when empty.
    pub path: String,
    /// What to call the series; the topic when empty.
    pub title: String,
    /// The unit of the values: `°C`, `kWh`, `visitors`.
    pub unit: String,
    /// Its nature: a level, unless something else is said.
    pub kind: Option<SeriesKind>,
}
