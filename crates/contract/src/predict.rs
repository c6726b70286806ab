use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The fewest values that a forecast can be made of.
pub const FEWEST_VALUES: usize = 8;
/// The most values of one history.
pub const MOST_VALUES: usize = 100_000;
/// The most covariates of one history.
pub const MOST_COVARIATES: usize = 32;
/// The most steps ahead.
pub const LONGEST_HORIZON: u32 = 1000;

/// The past of one quantity, as a program gives it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GivenHistory {
    /// Its values, the oldest first; null where one is missing. Evenly spaced, unless `timestamps` say when each is of.
    #[schemars(length(max = 100_000))]
    pub features: Vec<Option<f64>>,
    /// When each value is of (the start of its interval), rising.
    #[ts(type = "string[] | null")]
    #[schemars(length(max = 100_000))]
    pub timestamps: Option<Vec<Timestamp>>,
    /// The distance between two values, as an ISO 8601 duration or in friendly form: `PT1H`, `15m`, `1d`, `1mo`. Worked out from
    /// `timestamps`, or else from the rhythm of the values, when absent.
    pub step: Option<String>,
    /// The IANA zone in which its days are lived; UTC when absent.
    pub time_zone: Option<String>,
    /// The unit of its values: it helps to tell what it is.
    pub unit: Option<String>,
    /// What goes along with it and is known ahead.
    #[schemars(length(max = MOST_COVARIATES))]
    pub covariates: Vec<CovariateValues>,
}

/// Another quantity that is known over the past and ahead: opening hours, a price list, a planned campaign.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CovariateValues {
    /// What it is.
    pub name: String,
    /// Its values at the times of the history and then at the steps ahead, as far as they are known; null where not known.
    #[schemars(length(max = 101_000))]
    pub values: Vec<Option<f64>>,
}

/// A history to be carried on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PredictRequest {
    /// Its values, the oldest first; null where one is missing. Evenly spaced, unless `timestamps` say when each is of.
    #[serde(default)]
    #[schemars(length(max = 100_000))]
    pub features: Vec<Option<f64>>,
    /// A context whose history is carried on, in place of `features`.
    #[serde(default)]
    pub context: Option<ContextId>,
    /// When each value is of (the start of its interval), rising.
    #[serde(default)]
    #[ts(type = "string[] | null")]
    #[schemars(length(max = 100_000))]
    pub timestamps: Option<Vec<Timestamp>>,
    /// The distance between two values, as an ISO 8601 duration or in friendly form: `PT1H`, `15m`, `1d`, `1mo`. Worked out from
    /// `timestamps`, or else from the rhythm of the values, when absent.
    #[serde(default)]
    pub step: Option<String>,
    /// The IANA zone in which its days are lived; UTC when absent.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// The unit of its values: it helps to tell what it is.
    #[serde(default)]
    pub unit: Option<String>,
    /// What goes along with it and is known ahead.
    #[serde(default)]
    #[schemars(length(max = MOST_COVARIATES))]
    pub covariates: Vec<CovariateValues>,
    /// What kind of quantity it is: `weather`, `financial`, `traffic`, `energy`, `sales`, the name of one expert (see `models`),
    /// or `auto` to have it told from the unit and the values.
    #[serde(default = "auto")]
    pub model_id: String,
    /// How many steps ahead.
    #[serde(default = "usual_horizon")]
    #[schemars(range(min = 1, max = 1000))]
    pub prediction_horizon: u32,
    /// Whether to say what was made of the history, and how.
    #[serde(default)]
    pub include_context: bool,
    /// Levels between 0 and 1 at which quantiles are wanted; the usual eleven when absent.
    #[serde(default)]
    #[schemars(length(max = 99))]
    pub quantiles: Option<Vec<f64>>,
    /// How many of a hundred outcomes the intervals should hold, as a share: .8 when absent.
    #[serde(default = "usual_coverage")]
    #[schemars(range(min = 0.01, max = 0.99))]
    pub coverage: f64,
}

fn auto() -> String {
    "auto".to_owned()
}

const fn usual_horizon() -> u32 {
    30
}

const fn usual_coverage() -> f64 {
    0.8
}

impl Default for PredictRequest {
    fn default() -> Self {
        Self {
            features: Vec::new(),
            context: None,
            timestamps: None,
            step: None,
            time_zone: None,
            unit: None,
            covariates: Vec::new(),
            model_id: auto(),
            prediction_horizon: usual_horizon(),
            include_context: false,
            quantiles: None,
            coverage: usual_coverage(),
        }
    }
}

impl PredictRequest {
    /// The history in it, taken out.
    #[must_use]
    pub fn take_history(&mut self) -> GivenHistory {
        GivenHistory {
            features: std::mem::take(&mut self.features),
            timestamps: self.timestamps.take(),
            step: self.step.take(),
            time_zone: self.time_zone.take(),
            unit: self.unit.take(),
            covariates: std::mem::take(&mut self.covariates),
        }
    }
}

/// How a history goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct PredictResponse {
    /// The median of each step ahead.
    pub predictions: Vec<f64>,
    /// The lower and upper end of the interval of each step, which holds the outcome as often as `coverage` says.
    pub confidence_intervals: Vec<(f64, f64)>,
    /// The quantiles of each step, level by level.
    pub quantiles: Vec<QuantileLine>,
    /// The time of each step; absent where the history has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "string[] | null")]
    pub timestamps: Option<Vec<Timestamp>>,
    /// Seconds from the request's arrival in the engine to its answer.
    pub execution_time: f64,
    /// What was made of the history, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_summary: Option<ContextSummary>,
}

/// One quantile of every step ahead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct QuantileLine {
    /// Its level between 0 and 1.
    pub level: f64,
    /// Its value at each step.
    pub values: Vec<f64>,
}

/// What was made of a history, and how it was carried on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ContextSummary {
    /// What was asked for.
    pub requested_model: String,
    /// What it was taken for.
    pub routed_model: String,
    /// Why, as a sentence.
    pub reason: String,
    /// Who spoke and with what share, the largest first.
    pub experts: Vec<ExpertShare>,
    /// The distance between two values, as an ISO 8601 duration.
    pub step: String,
    /// Values that were there.
    pub observations: u32,
    /// Values that were missing.
    pub missing: u32,
    /// The mean of the values.
    pub mean: f64,
    /// Their standard deviation.
    pub standard_deviation: f64,
    /// The newest value.
    pub last: f64,
    /// What the intervals were checked against, as a sentence.
    pub calibration: String,
    /// What would help to say more, as sentences.
    pub needs: Vec<String>,
    /// Whether the same had been asked before.
    pub cached: bool,
}

/// One expert's part in a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ExpertShare {
    /// Its name in requests.
    pub model_id: String,
    /// Its share between 0 and 1, over all steps.
    pub share: f64,
}

/// Something that `predict` can be told to carry a history on by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ModelInfo {
    /// Its name in requests.
    pub model_id: String,
    /// What it is, in a few words.
    pub title: String,
    /// Whether it is one expert alone, whose intervals nobody checks, rather than a kind of quantity with all that compete for it.
    pub alone: bool,
}

/// A name of a context.
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
pub struct ContextId(pub i64);

/// A history to be kept while Forecastle runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CreateContextRequest {
    /// What it is, for whoever lists contexts.
    pub title: String,
    /// What is known so far.
    pub history: GivenHistory,
}

/// More for a context.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnhanceContextRequest {
    /// Which.
    pub context: ContextId,
    /// Values that follow those known, or, with `timestamps`, values of any time: new ones are added, known ones corrected. A step, zone
    /// or unit given here takes the place of the one before; covariates are put in place of those of their name.
    pub history: GivenHistory,
}

/// What became of a context, as it is told to whoever follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ContextChange {
    /// Which.
    pub context: ContextId,
    /// Its revision.
    pub revision: u64,
    /// Whether a forecast can be made of it.
    pub sufficient: bool,
    /// Whether it was dropped, or made room for others: nothing follows.
    pub dropped: bool,
}

/// Which context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContextRef {
    /// Its name.
    pub context: ContextId,
}

/// A context and how far it serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ContextView {
    /// Its name.
    pub context: ContextId,
    /// What it is.
    pub title: String,
    /// Rises by one with each change.
    #[ts(type = "number")]
    pub revision: u64,
    /// Values that are there.
    pub observations: u32,
    /// Values that are missing between them.
    pub missing: u32,
    /// The distance between two values, as an ISO 8601 duration; absent while it can't be told.
    pub step: Option<String>,
    /// The names of what goes along with it.
    pub covariates: Vec<String>,
    /// Whether a forecast can be made of it.
    pub sufficient: bool,
    /// What would help, as sentences.
    pub needs: Vec<String>,
}
