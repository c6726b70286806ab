use crate::Criterion;
use serde::{Deserialize, Serialize};

/// Something to do whose success hangs on the weather: an entry of the table of activities, or one of the user's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Activity {
    /// Its name in edits and in the store: `drone`. One of the user's with the name of a built-in one takes its place.
    pub id: String,
    /// As shown to a person: `Drone flight`.
    pub title: String,
    /// What people call it, in lower case; `*` stands for "the", "my" and the like, or for nothing.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Hours in a row it usually takes.
    pub length_hours: u32,
    /// First hour of the day it is usually done in, and the hour that ends before; the following day's when not above.
    pub usual_hours: (u8, u8),
    /// What has to hold in every hour of it.
    pub criteria: Vec<Criterion>,
}
