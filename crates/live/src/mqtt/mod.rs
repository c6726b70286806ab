//! An MQTT broker in the house: weather stations, home automation.

mod connection;
mod heard;
mod home_assistant;
mod rtl_433;
mod subscriptions;
mod tls;
mod topics;
mod unit_words;

pub use connection::listen;
