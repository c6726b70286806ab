//! Personal weather stations that push what they measure over HTTP. Two protocols cover nearly all that are sold: Ecowitt's (a
//! form posted to any path) and Weather Underground's (a query to `/weatherstation/updateweatherstation.php`).
//! <https://www.wunderground.com/weather/pws/uploads> describes the second; the first has grown out of it.

mod fields;
mod server;

pub use server::{ListenError, Station, bind};

use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr};

/// Where stations may push to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
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
