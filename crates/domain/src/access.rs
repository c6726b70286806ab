use crate::{PlaceId, SeriesId, StoreError};
use jiff::Timestamp;
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
    /// To have histories carried on that it gives itself: nothing of the user is in them. Whoever may anything may this.
    Predict,
    /// To ask in words, which the user's places and series answer.
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
    pub const ALL: [Self; 5] = [Self::Predict, Self::Ask, Self::Read, Self::Write, Self::Admin];

    /// Whether these open it.
    #[must_use]
    pub fn is_among(self, granted: &[Self]) -> bool {
        granted.contains(&self) || (self == Self::Predict && !granted.is_empty())
    }

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Predict => "predict",
            Self::Ask => "ask",
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

/// The name of an access token.
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
#[serde(transparent)]
#[ts(as = "i32")]
pub struct TokenId(pub i64);

/// A place that a token opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct OpenedPlace {
    /// Which.
    pub id: PlaceId,
    /// Its name when the token was made, for whoever reads it.
    pub name: String,
}

/// What a program that brings a token may do. The token itself is kept by that program alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct AccessToken {
    /// Its name in commands.
    pub id: TokenId,
    /// Whom it is for, in the user's words.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// The only series that may be read, written and asked about with it; where a series or a place is named, nothing else that is kept
    /// of the user is opened. Any when both are empty.
    #[serde(default)]
    pub series: Vec<SeriesId>,
    /// The only places that may be asked about with it. As for `series`.
    #[serde(default)]
    pub places: Vec<OpenedPlace>,
    /// The only models that `predict` may be told to use with it; any when empty.
    #[serde(default)]
    pub models: Vec<String>,
    /// When it was made.
    #[ts(type = "string")]
    pub created: Timestamp,
    /// From when on it opens nothing; never when absent.
    #[ts(type = "string | null")]
    pub expires: Option<Timestamp>,
    /// When it opened something last, to a minute; never so far when absent.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub last_used: Option<Timestamp>,
}

impl AccessToken {
    /// Whether it opens single series or places only.
    #[must_use]
    pub const fn is_limited(&self) -> bool {
        !self.series.is_empty() || !self.places.is_empty()
    }

    /// Whether it opens the series of this name.
    #[must_use]
    pub fn opens_series(&self, series: &str) -> bool {
        !self.is_limited() || self.series.iter().any(|known| known.0 == series)
    }

    /// Whether `predict` may be told to use this model.
    #[must_use]
    pub fn opens_model(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|known| known == model)
    }

    /// Whether it opens anything at a moment.
    #[must_use]
    pub fn serves_at(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}

/// What somebody did, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct AuditEntry {
    /// When it ended.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who: the name of a token, or where somebody without one asked from.
    pub who: String,
    /// Which command.
    pub command: String,
    /// How it ended: `done`, `refused`, `failed`.
    pub outcome: String,
    /// How often in a row within a second.
    pub times: u32,
}

/// An entry of the audit log with its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ChainedEntry {
    /// Counts from 1.
    #[ts(type = "number")]
    pub number: i64,
    /// What happened.
    pub entry: AuditEntry,
    /// SHA-256 over the hash before it and this entry, in hexadecimal digits.
    pub hash: String,
}

/// Which entries of the audit log are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditQuery {
    /// The most entries.
    pub limit: u32,
    /// Those before the entry of this number; the newest when absent.
    pub before: Option<i64>,
    /// Words that stand in who did it or in the command, however they are written; any when empty.
    pub containing: String,
    /// How it ended; any way when absent.
    pub outcome: Option<String>,
}

impl AuditQuery {
    /// Whether an entry is among those.
    #[must_use]
    pub fn wants(&self, entry: &AuditEntry) -> bool {
        let words = self.containing.trim().to_lowercase();
        self.outcome.as_ref().is_none_or(|outcome| *outcome == entry.outcome)
            && (words.is_empty()
                || entry.who.to_lowercase().contains(&words)
                || entry.command.to_lowercase().contains(&words))
    }
}

/// What the audit log is like when it is followed from its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditChain {
    /// How many entries there are.
    pub entries: u64,
    /// The hash of the newest, in hexadecimal digits.
    pub newest: String,
    /// The number of the first entry that doesn't follow from the one before it.
    pub broken: Option<i64>,
}

/// A token with the SHA-256 hash of its secret.
pub type HashedToken = ([u8; 32], AccessToken);

/// Where tokens and the audit log are kept. As for [`crate::Store`], every call returns when what it wrote is durable.
pub trait AccessStore: Send + Sync {
    /// The tokens by which other programs are let in, in the order in which they were made.
    ///
    /// # Errors
    /// When the store can't be read.
    fn tokens(&self) -> Result<Vec<HashedToken>, StoreError>;
    /// Keeps a token, and names it.
    ///
    /// # Errors
    /// When the store can't be written.
    fn save_token(&self, token: &HashedToken) -> Result<TokenId, StoreError>;
    /// Removes a token; says whether there was one.
    ///
    /// # Errors
    /// When the store can't be written.
    fn remove_token(&self, id: TokenId) -> Result<bool, StoreError>;
    /// Keeps when tokens opened something last. Those that were revoked meanwhile stay so.
    ///
    /// # Errors
    /// When the store can't be written.
    fn note_use(&self, used: &[(TokenId, Timestamp)]) -> Result<(), StoreError>;
    /// Writes entries at the end of the audit log, each chained to the one before it.
    ///
    /// # Errors
    /// When the store can't be written.
    fn write_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError>;
    /// Entries of the audit log, the newest first. One that can't be read any more is left out: [`AccessStore::check_audit`] finds it.
    ///
    /// # Errors
    /// When the store can't be read.
    fn audit(&self, query: &AuditQuery) -> Result<Vec<ChainedEntry>, StoreError>;
    /// Follows the chain of the audit log from its beginning.
    ///
    /// # Errors
    /// When the store can't be read.
    fn check_audit(&self) -> Result<AuditChain, StoreError>;
}
