//! What a store is given to keep of a series and what it tells of it: live values, doubts about values, past imports.

use crate::{ImportId, Observation, SeriesId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How much a source of a series is trusted, the more the higher. Where several sources tell of the same valid time, the
/// better one stands; of equal ones the newer.
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
pub struct SourceQuality(pub u8);

impl SourceQuality {
    /// Filled in or guessed from something else.
    pub const ESTIMATED: Self = Self(40);
    /// Measured, with nobody to vouch for it. What a source has unless someone says otherwise.
    pub const MEASURED: Self = Self(100);
    /// Measured, then looked over: a corrected bill, a station's final values.
    pub const CHECKED: Self = Self(160);
}

impl Default for SourceQuality {
    fn default() -> Self {
        Self::MEASURED
    }
}

/// One doubt about an observed value.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum QualityFlag {
    /// Outside what the variable can be.
    OutOfRange,
    /// Too far from its neighbour in time.
    Step,
    /// The same for too long.
    Stuck,
    /// Far from the values on both sides, which agree.
    Spike,
    /// Told again with another value.
    Duplicate,
    /// Stamped later than it arrived.
    FutureStamp,
}

impl QualityFlag {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 6] =
        [Self::OutOfRange, Self::Step, Self::Stuck, Self::Spike, Self::Duplicate, Self::FutureStamp];
}

/// The doubts about one observed value. A flagged value is kept and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct QualityFlags(u8);

impl QualityFlags {
    /// No doubt.
    pub const NONE: Self = Self(0);

    /// These and `flag`.
    #[must_use]
    pub const fn with(self, flag: QualityFlag) -> Self {
        Self(self.0 | 1 << flag as u8)
    }

    /// Whether `flag` is among them.
    #[must_use]
    pub const fn has(self, flag: QualityFlag) -> bool {
        self.0 & 1 << flag as u8 != 0
    }

    /// These but for `flag`.
    #[must_use]
    pub const fn without(self, flag: QualityFlag) -> Self {
        Self(self.0 & !(1 << flag as u8))
    }

    /// Whether the value is taken for wrong, so that it is as missing to who forecasts, verifies or learns, rather than for odd. A
    /// step may be a front, and of what was told twice the second is mostly a correction. Weather isn't known before it comes;
    /// a price or a plan may be.
    #[must_use]
    pub const fn are_wrong(self, is_weather: bool) -> bool {
        self.has(QualityFlag::OutOfRange)
            || self.has(QualityFlag::Stuck)
            || self.has(QualityFlag::Spike)
            || (is_weather && self.has(QualityFlag::FutureStamp))
    }

    /// Whether there is no doubt.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = QualityFlag> {
        QualityFlag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }

    /// As a number: bit `n` for the flag at `n` in [`QualityFlag::ALL`].
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The flags with these bits; bits that stand for nothing are dropped.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & ((1 << Self::COUNT) - 1))
    }

    const COUNT: usize = QualityFlag::ALL.len();
}

impl FromIterator<QualityFlag> for QualityFlags {
    fn from_iter<T: IntoIterator<Item = QualityFlag>>(flags: T) -> Self {
        flags.into_iter().fold(Self::NONE, Self::with)
    }
}

/// Values of one series as they arrive from a live source.
#[derive(Debug, Clone, Copy)]
pub struct Append<'a> {
    /// A series that is there already.
    pub series: &'a SeriesId,
    /// Who says so, by a name that stays the same from value to value: `mqtt rtl_433/kitchen`.
    pub source: &'a str,
    /// How much the source is trusted.
    pub quality: SourceQuality,
    /// The values in any order; the last of several with one valid time wins.
    pub observations: &'a [Observation],
    /// The doubts about some of them, by valid time.
    pub flags: &'a [(Timestamp, QualityFlags)],
}

/// What became of the values of one [`Append`], each valid time counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AppendReport {
    /// Valid times that were new.
    pub inserted: u32,
    /// Valid times whose value changed.
    pub changed: u32,
    /// Valid times whose value was there already, or where a better source's value stands.
    pub unchanged: u32,
}

/// An import as it stands in the list of imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct PastImport {
    /// Its name, by which it can be undone.
    pub import: ImportId,
    /// The series it wrote to.
    pub series: SeriesId,
    /// Where the values came from, as shown to a person.
    pub origin: String,
    /// When, by the machine's clock. Shown to a person; nothing is computed from it.
    #[ts(type = "string")]
    pub imported_at: Timestamp,
    /// Valid times that were new.
    pub inserted: u32,
    /// Valid times whose value changed.
    pub changed: u32,
    /// Valid times whose value was there already, or where a better source's value stood.
    pub unchanged: u32,
}

/// Steps of equal length, for reading observations onto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegularGrid {
    /// Start of the first step.
    pub start: Timestamp,
    /// Length of each, in seconds.
    pub step_seconds: u32,
    /// How many there are.
    pub steps: usize,
}

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ExportedData {
    /// The folder.
    pub folder: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many of what, in words: (`observations`, 87600).
    #[ts(type = "[string, number][]")]
    pub counts: Vec<(String, u64)>,
}
