use domain::{AnswerId, Firing, QuietHours, Watch, WatchCondition, WatchId};
use serde::{Deserialize, Serialize};

/// What to watch: an answer, or a text that says it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct WatchRequest {
    /// The words: `tell me if the chance of rain on Saturday rises above 40 %`. Without an answer only.
    pub text: String,
    /// An answer to watch.
    pub answer: Option<AnswerId>,
    /// When to tell; what the words or the answer make likely when absent.
    pub condition: Option<WatchCondition>,
    /// The name of a place, in place of any that the words name.
    pub place: Option<String>,
}

/// A watch with its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WatchView {
    /// The watch.
    pub watch: Watch,
    /// When it tells: `Tells you when the chance falls below 60 %`.
    pub condition: String,
    /// How it stands: `72 %, looked at 12 minutes ago`.
    pub state: String,
    /// `Until the end of Sunday 16 June`.
    pub until: String,
    /// Whether the time asked about is over.
    pub is_over: bool,
}

/// What became of a wish to be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Watching {
    /// The watch; none where it can't be watched.
    pub watch: Option<WatchView>,
    /// What was done or why it wasn't, and what had to be assumed: a sentence or two.
    pub sentence: String,
}

/// All watches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WatchList {
    /// Those that are kept before those that are over, the newest first.
    pub watches: Vec<WatchView>,
    /// Firings that the user has not looked at.
    pub unseen: u32,
}

/// What to offer for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WatchOffer {
    /// When to tell, as it would most likely be wished; none where it can't be watched.
    pub condition: Option<WatchCondition>,
    /// Why it can't be, where it can't.
    pub reason: Option<String>,
    /// The watch there is on it already.
    pub watch: Option<WatchView>,
}

/// What to change of a watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ChangeWatchRequest {
    /// Which.
    pub id: WatchId,
    /// When to tell; as it is when absent.
    #[serde(default)]
    pub condition: Option<WatchCondition>,
    /// Whether it is not looked at for now; as it is when absent.
    #[serde(default)]
    pub paused: Option<bool>,
}

/// Which watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WatchRef {
    /// Its name.
    pub id: WatchId,
}

/// How much of what has fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct WatchLogRequest {
    /// At most this many.
    pub limit: u32,
    /// Whether the user looks at it now, so that it counts as seen.
    pub seen: bool,
}

impl Default for WatchLogRequest {
    fn default() -> Self {
        Self { limit: 100, seen: false }
    }
}

/// What has fired, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct WatchLog {
    /// The firings.
    pub firings: Vec<Firing>,
}

/// How the user wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct WatchSettings {
    /// Whether notifications are shown on the desktop.
    pub notify: bool,
    /// The hours in which none is shown; what happens in them is told after.
    pub quiet: Option<QuietHours>,
    /// Whether Forecastle goes on in the tray when its window is closed.
    pub stay_in_tray: bool,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self { notify: true, quiet: None, stay_in_tray: false }
    }
}
