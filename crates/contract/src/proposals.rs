use serde::{Deserialize, Serialize};

/// A change of what an activity takes, proposed from how past ones went. Nothing changes until it is accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Proposal {
    /// Names it, with the value proposed: `picnic/temperature/from/16`.
    pub id: String,
    /// The activity, as shown.
    pub activity: String,
    /// What speaks for it: `Of 9 times with temperature below 18 °C, 8 went fine.`
    pub evidence: String,
    /// The change, as a question: `Begin at 16 instead of 18 °C?`
    pub change: String,
    /// The probability, 0 to 1, that this person's limit lies that way.
    pub certainty: f64,
}

/// What to do about a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct AnswerProposalRequest {
    /// Which one.
    pub id: String,
    /// Whether to make the change; otherwise it isn't proposed again until twice as many outings tell of it.
    pub accept: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct AnswerProposalResponse {
    /// In a sentence.
    pub text: String,
    /// Those that are left.
    pub proposals: Vec<Proposal>,
}

/// Whether to show what the record shows, or not to show it again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct InsightRequest {
    /// One that was shown and is not to be shown again.
    pub dismiss: Option<String>,
}

/// Something that the record shows and that is worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Insight {
    /// Names what it is about.
    pub id: String,
    /// In a sentence: `Mornings in Porto are wetter than forecast: by 0.4 mm an hour on average, on 62 days.`
    pub text: String,
    /// Whether the newest forecasts still show it; empty where that isn't known.
    pub since: String,
}

/// What the record shows, if anything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct InsightResponse {
    /// One at a time, the surest.
    pub insight: Option<Insight>,
}
