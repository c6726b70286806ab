use crate::{Chart, OriginKind, Probability, Question, Slot, Variable};
use serde::{Deserialize, Serialize};

/// The name of an answer in the store: unique on this machine.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(transparent)]
#[ts(as = "i32")]
pub struct AnswerId(pub i64);

/// Words for a probability: the IPCC's calibrated likelihood scale (Mastrandrea et al., Guidance Note for Lead
/// Authors of the IPCC Fifth Assessment Report, 2010, table 1), without its outermost terms.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Verbal {
    /// Up to 10 %.
    VeryUnlikely,
    /// Up to 33 %.
    Unlikely,
    /// From 33 to 66 %.
    AboutAsLikelyAsNot,
    /// From 66 %.
    Likely,
    /// From 90 %.
    VeryLikely,
}

impl Verbal {
    /// The words for `probability`, judged by the whole per cent that is shown beside them, so that the two
    /// never disagree.
    #[must_use]
    pub fn of(probability: Probability) -> Self {
        match probability.percent() {
            90.. => Self::VeryLikely,
            66.. => Self::Likely,
            33.. => Self::AboutAsLikelyAsNot,
            11.. => Self::Unlikely,
            _ => Self::VeryUnlikely,
        }
    }

    /// As written at the start of a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::VeryUnlikely => "Very unlikely",
            Self::Unlikely => "Unlikely",
            Self::AboutAsLikelyAsNot => "About as likely as not",
            Self::Likely => "Likely",
            Self::VeryLikely => "Very likely",
        }
    }
}

/// A part of the question as an editable chip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Chip {
    /// Which part.
    pub slot: Slot,
    /// `What`, `Where`, `When`, `Hours`, `Good means`.
    pub label: String,
    /// `Picnic, 3 h`.
    pub value: String,
    /// Why it was filled in, where the user didn't say.
    pub assumed: Option<String>,
}

/// The best stretch of the needed length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct BestWindow {
    /// Its first moment.
    #[ts(type = "string")]
    pub start: jiff::Zoned,
    /// The first moment after it.
    #[ts(type = "string")]
    pub end: jiff::Zoned,
    /// Chance that every criterion holds all through it.
    pub chance: Probability,
}

/// The chance of one hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct HourChance {
    /// Start of the hour.
    #[ts(type = "string")]
    pub start: jiff::Zoned,
    /// Chance that every criterion holds in it.
    pub chance: Probability,
    /// Whether the question asks about it.
    pub asked: bool,
}

/// The chance of one criterion over the best window or the span asked about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct NeedChance {
    /// With its limit: `Wind under 20 km/h`.
    pub label: String,
    /// Chance that it holds.
    pub chance: Probability,
    /// What to expect: `most likely 22 to 25 °C`.
    pub detail: String,
    /// Who says so: `Beaufort 4 (Met Office)`, `our default`, `as you asked`.
    pub source: String,
    /// Whether this one would most likely spoil it.
    pub limiting: bool,
}

/// How it compares with the usual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Usual {
    /// The usual chance, for events.
    pub chance: Option<Probability>,
    /// The usual amount (median), shown unit, for amounts.
    pub amount: Option<f64>,
    /// The comparison as a sentence.
    pub text: String,
    /// What "usual" is counted over: `days within two weeks of 14 June, 1 year of hourly data`.
    pub reference_class: String,
}

/// How much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct AmountAnswer {
    /// Of what.
    pub variable: Variable,
    /// As written after a number.
    pub unit: String,
    /// As likely above as below.
    pub median: f64,
    /// 80 of 100 outcomes lie from here ...
    pub lower: f64,
    /// ... to here.
    pub upper: f64,
}

/// One line of a breakdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct BreakdownLine {
    /// `Saturday 15 June`, `Half of all outcomes by`.
    pub label: String,
    /// `72 %`, `18 °C, 80 % between 15 and 21`, `3 November`.
    pub value: String,
    /// More about it, in a sentence or less; may be empty.
    pub detail: String,
    /// Its chance, where it has one.
    pub chance: Option<Probability>,
    /// Whether this is the one the answer names.
    pub best: bool,
}

/// What an answer is made up of, side by side: the choices of a comparison, the dates by which something happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Breakdown {
    /// As shown above it.
    pub title: String,
    /// How to read it, in a sentence.
    pub note: String,
    /// In order.
    pub lines: Vec<BreakdownLine>,
}

/// What is said about an answer given before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Explanation {
    /// Which answer.
    pub answer: AnswerId,
    /// Its sentence.
    pub headline: String,
    /// What was asked about it.
    pub aspect: crate::Aspect,
    /// The explanation, the most important first.
    pub sentences: Vec<String>,
}

/// A source used, with its age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Evidence {
    /// For which variables, in words.
    pub variables: String,
    /// How directly it knows.
    pub kind: OriginKind,
    /// The source, years included for sample data.
    pub source: String,
    /// When its newest observation was complete; absent for typical years.
    #[ts(type = "string | null")]
    pub newest: Option<jiff::Zoned>,
    /// How old that was when the forecast was made, in words: `12 minutes old`.
    pub age: String,
    /// Who to thank.
    pub credit: String,
    /// What to bear in mind.
    pub caveats: Vec<String>,
}

/// What became of one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ModelNote {
    /// Its name in words.
    pub model: String,
    /// For which variables it was used, in words; empty when it was left out.
    pub used_for: String,
    /// Mean share in the blend, 0 to 1.
    pub weight: f64,
    /// Why it was left out, where it was.
    pub left_out: Option<String>,
}

/// What happened to one need or amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct OutcomeValue {
    /// Of what: `Dry`, `Temperature`.
    pub label: String,
    /// What was forecast: `92 %`, `18 to 24 °C`.
    pub forecast: String,
    /// What was observed: `0.0 mm`, `19 to 22 °C`.
    pub observed: String,
    /// Whether it held (needs), or lay in the 80 % range (amounts).
    pub held: Option<bool>,
}

/// What happened, beside what was forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Outcome {
    /// As a sentence: `It worked out: dry, 19 to 22 °C and little wind from 12 to 15.`
    pub text: String,
    /// Whether the event asked about happened; absent for amounts.
    pub happened: Option<bool>,
    /// The amount observed, shown unit; absent for events.
    pub amount: Option<f64>,
    /// One line a need or amount.
    pub values: Vec<OutcomeValue>,
}

/// The answer to a question, all read off the same scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Answer {
    /// Its name in the store.
    pub id: AnswerId,
    /// What was understood.
    pub question: Question,
    /// The question as chips, in order.
    pub chips: Vec<Chip>,
    /// The moment nothing after which was used.
    #[ts(type = "string")]
    pub issue_time: jiff::Zoned,
    /// Whether that moment was chosen by the user and lies in the past.
    pub as_of: bool,
    /// One sentence with the number in it.
    pub headline: String,
    /// The number within the headline, to set off.
    pub emphasis: String,
    /// The number in short, for lists: `84 %`, `31 to 42 kWh`.
    pub short: String,
    /// Words for the probability.
    pub verbal: Option<Verbal>,
    /// The probability of the event asked about.
    pub probability: Option<Probability>,
    /// Whether and how the probability has been checked against outcomes.
    pub calibration: String,
    /// The best stretch, for activities.
    pub best_window: Option<BestWindow>,
    /// Hour by hour.
    pub hours: Vec<HourChance>,
    /// Each criterion over the best window or span.
    pub needs: Vec<NeedChance>,
    /// What would most likely spoil it, as a sentence.
    pub spoiler: Option<String>,
    /// How it compares with the usual.
    pub usual: Option<Usual>,
    /// How much.
    pub amount: Option<AmountAnswer>,
    /// What it is made up of, side by side, for comparisons, dates and what is usual.
    #[serde(default)]
    pub breakdown: Option<Breakdown>,
    /// The answer whose question this one carried on.
    #[serde(default)]
    pub follows: Option<AnswerId>,
    /// What became known since the same question was asked before and what it did to the answer, as a sentence.
    #[serde(default)]
    pub changed: Option<String>,
    /// How sure, and why: sentences, the most important first.
    pub confidence: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Which models spoke.
    pub models: Vec<ModelNote>,
    /// The charts, in order.
    pub charts: Vec<Chart>,
    /// What happened, for a past moment.
    pub outcome: Option<Outcome>,
    /// How many members the scenarios have.
    pub members: u32,
    /// Milliseconds from text to answer.
    pub execution_time: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_number_shown() {
        for (value, words) in [
            (0.0, "Very unlikely"),
            (0.104, "Very unlikely"),
            (0.106, "Unlikely"),
            (0.32, "Unlikely"),
            (0.33, "About as likely as not"),
            (0.65, "About as likely as not"),
            (0.66, "Likely"),
            (0.894, "Likely"),
            (0.896, "Very likely"),
            (1.0, "Very likely"),
        ] {
            assert_eq!(Verbal::of(Probability::new(value).expect("0 to 1")).words(), words, "{value}");
        }
    }
}
