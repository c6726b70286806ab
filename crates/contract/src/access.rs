use domain::{AccessToken, ChainedEntry, Permission, SeriesId, TokenId};
use serde::{Deserialize, Serialize};

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTokenRequest {
    /// Whom it is for.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// The only series it opens; with `places`, any when both are empty.
    #[serde(default)]
    pub series: Vec<SeriesId>,
    /// The only places that it lets ask about, by name: the user's own, towns, or positions in degrees.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub places: Vec<String>,
    /// The only models it opens; any when empty.
    #[serde(default)]
    pub models: Vec<String>,
    /// After how many days it opens nothing any more; never when absent.
    #[serde(default)]
    pub days: Option<u32>,
}

/// A token that was made. This is the only time that it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct CreatedToken {
    /// What the program sends: `Authorization: Bearer ...`.
    pub secret: String,
    /// What it allows.
    pub token: AccessToken,
}

/// Which token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRef {
    /// Its name.
    pub id: TokenId,
}

/// Entries of the audit log to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuditLogRequest {
    /// The most entries; 100 when absent, 10,000 at most.
    pub limit: Option<u32>,
    /// Those before the entry of this number; the newest when absent.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// Words that stand in who did it or in the command; any when absent.
    pub containing: Option<String>,
    /// How it ended: `done`, `refused`, `failed`; any way when absent.
    pub outcome: Option<String>,
}

/// Who did what, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct AuditLog {
    /// The newest entries of those.
    pub entries: Vec<ChainedEntry>,
    /// Whether there are older ones.
    pub more: bool,
}

/// Whether the audit log is as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct AuditCheck {
    /// Whether every entry follows from the one before it.
    pub sound: bool,
    /// The number of the first that doesn't; none when it is sound.
    #[ts(type = "number | null")]
    pub broken: Option<i64>,
    /// How many there are.
    #[ts(type = "number")]
    pub entries: u64,
    /// The hash of the newest. Whoever writes it down elsewhere can tell later whether entries were taken off the end.
    pub newest: String,
    /// What was found, as a sentence.
    pub text: String,
}
