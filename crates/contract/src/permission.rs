use serde::{Deserialize, Serialize};

/// What a program that isn't the window or the command line of the user may be allowed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Permission {
    /// To ask and to have things forecast.
    Ask,
    /// To read what is kept of the user: questions, places, series, the record.
    Read,
    /// To change it, so that it can be changed back.
    Write,
    /// Everything else: settings, files of this machine, what can't be taken back, and who else may do what.
    Admin,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ask, Self::Read, Self::Write, Self::Admin];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}
