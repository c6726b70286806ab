use crate::{Place, PlaceId, SeriesInfo, Unit, Variable};
use jiff::Zoned;
use serde::{Deserialize, Serialize};

/// What the question is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum Subject {
    /// Something to do: its name in the table of activities (`picnic`) and as shown (`Picnic`).
    Activity {
        /// Its key in the table of activities.
        id: String,
        /// As shown to a person.
        title: String,
    },
    /// The weather itself.
    Weather,
    /// A series that is not weather.
    Series {
        /// What is known of it.
        info: SeriesInfo,
    },
}

/// What is asked of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum Asked {
    /// The best stretch of `hours` within a span in which every criterion holds for every hour.
    Window {
        /// Length of the stretch.
        hours: u32,
        /// Asked the other way round: "is it too windy to sail?"
        negated: bool,
    },
    /// Whether every criterion holds, each by its own aggregation, over all the spans together.
    Event {
        /// Asked the other way round: "will it stay dry?" of an event "rain".
        negated: bool,
    },
    /// How much: the aggregate of one variable over all the spans together.
    Amount {
        /// Of what.
        variable: Variable,
        /// Put together how.
        aggregation: Aggregation,
    },
    /// Which of several days or places it is better on or at. The spans of the question are those of all choices.
    Comparison {
        /// What is asked of each of them.
        of: Box<Asked>,
        /// At least two.
        choices: Vec<Choice>,
        /// Of amounts: whether the larger or the smaller one is asked for.
        wanted: Wanted,
    },
    /// Whether the values rise or fall over the spans: the difference that a straight line through them makes
    /// (least squares), from its beginning to its end.
    Trend {
        /// Of what.
        variable: Variable,
        /// How the values of a day become one.
        aggregation: Aggregation,
        /// Which way the question points.
        wanted: Wanted,
    },
    /// The first step within the spans in which every criterion holds.
    FirstTime,
    /// What is usual for the date, whatever is forecast.
    Typical {
        /// What is asked of it.
        of: Box<Asked>,
    },
}

impl Asked {
    /// What is asked of each choice, and of what is usual; itself for everything else.
    #[must_use]
    pub fn inner(&self) -> &Self {
        match self {
            Self::Comparison { of, .. } | Self::Typical { of } => of.inner(),
            _ => self,
        }
    }
}

/// One of the days or places that are set side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Choice {
    /// As shown: `Saturday 15 June`, `Porto`.
    pub label: String,
    /// Where; absent for series.
    pub place: Option<Place>,
    /// When, as in [`Question::spans`].
    pub spans: Vec<Span>,
}

/// Which way of an amount is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Wanted {
    /// Warmer, windier, rising.
    More,
    /// Colder, drier, falling.
    Less,
}

/// What is asked about an answer that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Aspect {
    /// Why it came out like this.
    Reason,
    /// How sure it is.
    Confidence,
    /// What it rests on.
    Evidence,
    /// What could spoil it.
    Risk,
}

/// How the values of a span become one value or one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Aggregation {
    /// The bound holds in every step (criteria only).
    Every,
    /// The bound holds in at least one step (criteria only).
    Any,
    /// Total over the span.
    Sum,
    /// Average over the span.
    Mean,
    /// Lowest of the span.
    Minimum,
    /// Highest of the span.
    Maximum,
    /// The last value of the span.
    Last,
}

/// The values that are good enough, in the canonical unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum Bound {
    /// Up to this value.
    AtMost {
        /// The limit, which still counts.
        limit: f64,
    },
    /// From this value on.
    AtLeast {
        /// The limit, which still counts.
        limit: f64,
    },
    /// From one to the other.
    Within {
        /// The lower limit, which still counts.
        lower: f64,
        /// The upper limit, which still counts.
        upper: f64,
    },
}

impl Bound {
    /// Whether `value` is good enough. NaN never is.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        match *self {
            Self::AtMost { limit } => value <= limit,
            Self::AtLeast { limit } => value >= limit,
            Self::Within { lower, upper } => (lower..=upper).contains(&value),
        }
    }

    /// Lower and upper limit, where there is one.
    #[must_use]
    pub const fn limits(&self) -> (Option<f64>, Option<f64>) {
        match *self {
            Self::AtMost { limit } => (None, Some(limit)),
            Self::AtLeast { limit } => (Some(limit), None),
            Self::Within { lower, upper } => (Some(lower), Some(upper)),
        }
    }
}

/// Who says where the limit lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum ThresholdSource {
    /// A published source, named.
    Cited {
        /// The source.
        source: String,
    },
    /// No source known: our own judgement.
    OurDefault,
    /// The user set it.
    Yours,
    /// The question itself says so.
    Asked,
}

/// One thing that has to hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Criterion {
    /// In a word or two, without the number: `dry`, `pleasant temperature`, `light wind`.
    pub label: String,
    /// Of what.
    pub variable: Variable,
    /// Over the steps of the span.
    pub aggregation: Aggregation,
    /// The values that are good enough, canonical unit.
    pub bound: Bound,
    /// Who says so.
    pub source: ThresholdSource,
}

/// From one moment up to another, in the zone of the place or series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Span {
    /// The first moment.
    #[ts(type = "string")]
    pub start: Zoned,
    /// The first moment after it.
    #[ts(type = "string")]
    pub end: Zoned,
}

/// A part of the question that can be changed by itself.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Slot {
    /// The activity, condition or series.
    What,
    /// The place.
    Where,
    /// The day or days.
    When,
    /// The hours of the day, and how long.
    Hours,
    /// The criteria.
    Needs,
}

/// Something the user didn't say and that was filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Assumption {
    /// Which part.
    pub slot: Slot,
    /// What was assumed and why, as a sentence.
    pub text: String,
    /// Other readings one click away.
    pub alternatives: Vec<Alternative>,
}

/// Another reading of a part of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Alternative {
    /// As shown.
    pub label: String,
    /// The changes that give this reading.
    pub edits: Edits,
}

/// Parts of a question set by hand; each replaces what the words say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct Edits {
    /// Another activity, by its key.
    pub activity: Option<String>,
    /// Another place.
    pub place: Option<PlaceId>,
    /// First day.
    #[ts(type = "string | null")]
    pub from_date: Option<jiff::civil::Date>,
    /// Last day; the first when absent.
    #[ts(type = "string | null")]
    pub to_date: Option<jiff::civil::Date>,
    /// First hour of each day, 0 to 23.
    pub from_hour: Option<u8>,
    /// Hour each day ends before, 1 to 24; up to the next day's when not above the first.
    pub to_hour: Option<u8>,
    /// How many hours in a row are needed.
    pub length_hours: Option<u32>,
    /// What has to hold.
    pub criteria: Option<Vec<Criterion>>,
}

/// What a person wants to know, fully resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Question {
    /// The words as typed.
    pub text: String,
    /// About what.
    pub subject: Subject,
    /// What is asked of it.
    pub asked: Asked,
    /// Where; absent for series.
    pub place: Option<Place>,
    /// When: in order, none overlapping, at least one.
    pub spans: Vec<Span>,
    /// What has to hold; empty for a bare amount.
    pub criteria: Vec<Criterion>,
    /// What was filled in.
    pub assumptions: Vec<Assumption>,
    /// The changes made by hand.
    pub edits: Edits,
}

impl Question {
    /// Every variable the answer depends on, each once.
    #[must_use]
    pub fn variables(&self) -> Vec<Variable> {
        let mut variables: Vec<Variable> = Vec::new();
        if let Asked::Amount { variable, .. } | Asked::Trend { variable, .. } = self.asked.inner() {
            variables.push(variable.clone());
        }
        // What it is usually like takes more than how warm it is.
        if matches!(self.asked, Asked::Typical { .. })
            && self.subject == Subject::Weather
            && self.criteria.is_empty()
        {
            for more in [Variable::Temperature, Variable::Precipitation, Variable::WindSpeed] {
                if !variables.contains(&more) {
                    variables.push(more);
                }
            }
        }
        for criterion in &self.criteria {
            if !variables.contains(&criterion.variable) {
                variables.push(criterion.variable.clone());
            }
        }
        variables
    }

    /// The choices of a comparison as questions of their own; empty for everything else.
    #[must_use]
    pub fn choices(&self) -> Vec<Self> {
        let Asked::Comparison { of, choices, .. } = &self.asked else { return Vec::new() };
        choices
            .iter()
            .map(|choice| Self {
                asked: (**of).clone(),
                place: choice.place.clone(),
                spans: choice.spans.clone(),
                ..self.clone()
            })
            .collect()
    }

    /// Whether places are set side by side, each with its own weather.
    #[must_use]
    pub fn compares_places(&self) -> bool {
        let Asked::Comparison { choices, .. } = &self.asked else { return false };
        choices.iter().any(|choice| {
            choice.place.as_ref().map(|place| place.id) != self.place.as_ref().map(|place| place.id)
        })
    }

    /// Whether the user left this part open.
    #[must_use]
    pub fn assumed(&self, slot: Slot) -> Option<&Assumption> {
        self.assumptions.iter().find(|assumption| assumption.slot == slot)
    }

    /// Canonical unit of a variable of this question.
    #[must_use]
    pub fn unit(&self, variable: &Variable) -> Unit {
        match (&self.subject, variable.unit()) {
            (_, Some(unit)) => unit,
            (Subject::Series { info }, None) => info.unit.clone(),
            (_, None) => Unit::Named(String::new()),
        }
    }
}

/// A question near to what was asked, ready to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Suggestion {
    /// The text to ask.
    pub text: String,
}

/// What could not be understood or done, and what comes nearest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Unclear {
    /// What is missing or impossible and what to do, as a sentence or two.
    pub message: String,
    /// The part it is about, where it is one.
    pub slot: Option<Slot>,
    /// The nearest things that can be done.
    pub suggestions: Vec<Suggestion>,
    /// Two or three readings of the same words that would be answered differently: one is to be chosen.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Interpretation {
    /// A question, with what it had to assume.
    Understood(Box<Question>),
    /// Not a question that can be answered.
    Unclear(Unclear),
    /// A question about the answer before.
    Explanation(Aspect),
}
