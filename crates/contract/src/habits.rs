use serde::{Deserialize, Serialize};

/// Whether Forecastle notices which questions are asked regularly, suggests them first, and works them out before they are asked,
/// while the machine has nothing else to do and is on power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct PlanAhead {
    /// Whether it does.
    pub on: bool,
}

impl Default for PlanAhead {
    /// On: all of it stays on this machine, and nothing is asked of the network but what was allowed.
    fn default() -> Self {
        Self { on: true }
    }
}

/// A question that is asked regularly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Habit {
    /// The words it was last asked in.
    pub text: String,
    /// When, in words: `about 08:10 on weekdays`.
    pub when: String,
    /// On how many days of the last eight weeks.
    pub days: u32,
    /// When it was last asked then.
    #[ts(type = "string")]
    pub last: jiff::Zoned,
}

/// What to forget of what was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct ForgetHabitsRequest {
    /// The question, in the words in which it is listed; all of them when absent.
    pub text: Option<String>,
}
