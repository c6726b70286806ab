//! What the user wants listened to while Forecastle runs.

use crate::SeriesKind;
use core::net::{IpAddr, Ipv4Addr};
use serde::{Deserialize, Serialize};

/// An MQTT broker and what to listen to there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
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
    /// Whether the connection is encrypted and the broker has to prove who it is (TLS, port 8883 as a rule).
    pub tls: bool,
    /// A file with the certificate of the authority that vouches for the broker, in PEM; those that the system trusts when absent.
    pub authority: Option<String>,
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
            tls: false,
            authority: None,
            topics: Vec::new(),
            home_assistant: None,
            rtl_433: None,
        }
    }
}

/// A topic whose messages hold a value of one series.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
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

/// Where weather stations may push what they measure to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct StationListener {
    /// The address to listen at: this machine alone unless the user opens it.
    #[ts(type = "string")]
    pub address: IpAddr,
    /// The port.
    pub port: u16,
    /// What a station has to say to be heard: the first part of the path, or Weather Underground's `PASSWORD`. Demanded
    /// wherever others than this machine can reach the port.
    pub token: Option<String>,
}

impl Default for StationListener {
    fn default() -> Self {
        Self { address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 8089, token: None }
    }
}

/// What is listened to. Nothing at first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct LiveSettings {
    /// A broker.
    pub broker: Option<Broker>,
    /// Weather stations.
    pub stations: Option<StationListener>,
    /// Files, and folders of files, that grow.
    pub files: Vec<String>,
}
