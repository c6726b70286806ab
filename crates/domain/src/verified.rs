use crate::{AnswerId, ModelId, PlaceId, QuantileForecast, Variable};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Where a forecast of one variable belongs: what scores are grouped by and what is learnt is shared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The key of the activity asked about; none for the weather itself and for series.
    pub activity: Option<String>,
    /// What was forecast.
    pub variable: Variable,
    /// Where; none for series.
    pub place: Option<PlaceId>,
    /// The zone that its hours and seasons are lived in.
    pub time_zone: TimeZone,
    /// Whether the seasons are those of the southern half of the earth.
    pub southern: bool,
}

impl Situation {
    /// The season of a valid time.
    #[must_use]
    pub fn season(&self, valid_time: Timestamp) -> Season {
        Season::of_month(self.time_zone.to_datetime(valid_time).month(), self.southern)
    }

    /// The hour of the day of a valid time, 0 to 23.
    #[must_use]
    pub fn hour(&self, valid_time: Timestamp) -> u8 {
        self.time_zone.to_datetime(valid_time).hour().unsigned_abs()
    }
}

/// Three months of the year, as meteorologists count them.
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
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Season {
    /// December to February, in the north.
    Winter,
    /// March to May, in the north.
    Spring,
    /// June to August, in the north.
    Summer,
    /// September to November, in the north.
    Autumn,
}

impl Season {
    /// All of them, in the order of the year.
    pub const ALL: [Self; 4] = [Self::Winter, Self::Spring, Self::Summer, Self::Autumn];

    /// The season of a month, 1 to 12.
    #[must_use]
    pub fn of_month(month: i8, southern: bool) -> Self {
        let northern = usize::from(month.unsigned_abs() % 12) / 3;
        Self::ALL[(northern + if southern { 2 } else { 0 }) % 4]
    }

    /// As named in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Winter => "winter",
            Self::Spring => "spring",
            Self::Summer => "summer",
            Self::Autumn => "autumn",
        }
    }
}

/// How far ahead a forecast looked, in buckets whose ends every score and every lesson shares.
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
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum LeadBucket {
    /// Up to six hours.
    SixHours,
    /// Over six hours, up to a day.
    Day,
    /// Over a day, up to three.
    ThreeDays,
    /// Over three days, up to a week.
    Week,
    /// Over a week, up to four.
    Month,
    /// Longer.
    Longer,
}

impl LeadBucket {
    /// All of them, the nearest first.
    pub const ALL: [Self; 6] =
        [Self::SixHours, Self::Day, Self::ThreeDays, Self::Week, Self::Month, Self::Longer];

    /// The bucket of a lead.
    #[must_use]
    pub fn of(lead: SignedDuration) -> Self {
        let hours = lead.as_secs().div_euclid(3600) + i64::from(lead.as_secs().rem_euclid(3600) > 0);
        match hours {
            ..=6 => Self::SixHours,
            7..=24 => Self::Day,
            25..=72 => Self::ThreeDays,
            73..=168 => Self::Week,
            169..=672 => Self::Month,
            _ => Self::Longer,
        }
    }

    /// Its place in [`LeadBucket::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// As named in a table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SixHours => "up to 6 hours ahead",
            Self::Day => "6 to 24 hours ahead",
            Self::ThreeDays => "1 to 3 days ahead",
            Self::Week => "3 to 7 days ahead",
            Self::Month => "1 to 4 weeks ahead",
            Self::Longer => "over 4 weeks ahead",
        }
    }
}

/// The most valid times of a variable that are kept for verification; of more, as many spread evenly.
pub const MOST_VERIFIED_TIMES: usize = 64;

/// What was said of one variable, kept small: on the levels of [`crate::QuantileLevels::verified`], at valid times from the issue time
/// on.
#[derive(Debug, Clone, PartialEq)]
pub struct Verifiable {
    /// The calibrated blend, which is what was shown.
    pub blend: QuantileForecast,
    /// Experts with weight, and the references that skill is told against, on the same valid times and levels.
    pub experts: Vec<VerifiedExpert>,
}

/// What the scores of a forecast are compared with, by the names of the models that stand for it.
pub mod reference {
    use crate::ModelId;

    /// What is usual for the season and the hour.
    pub const CLIMATOLOGY: ModelId = ModelId::new("climatology");
    /// What was observed last, at the same hour, again.
    pub const PERSISTENCE: ModelId = ModelId::new("persistence");
    /// The members of weather models as they came.
    pub const RAW_GUIDANCE: ModelId = ModelId::new("raw-guidance");
}

/// How a forecast came to be: only what was issued live counts as the record.
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
pub enum Issue {
    /// Asked and answered before it was known what would come.
    Live,
    /// Asked as of a moment of the past, with what was known then.
    AsOf,
}

/// What has to be known of a forecast to tell whether it came true, without the answer that was shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The question, without its words, assumptions and edits.
    pub question: crate::Question,
    /// The valid times that decide.
    pub decisive: Vec<Timestamp>,
    /// How many criteria were judged: the rest rested on variables nobody knows.
    pub judged: usize,
    /// The chance given.
    pub probability: Option<crate::Probability>,
    /// The chance that is usual.
    pub usual: Option<crate::Probability>,
    /// The range given for an amount, in the shown unit: where 80 of 100 outcomes were expected.
    pub range: Option<(f64, f64)>,
    /// The unit of that range.
    pub unit: String,
}

impl Claim {
    /// The claim of an answer whose outcome is decided at these valid times.
    #[must_use]
    pub fn of(answer: &crate::Answer, decisive: &[Timestamp]) -> Self {
        let question = crate::Question {
            text: String::new(),
            assumptions: Vec::new(),
            edits: crate::Edits::default(),
            ..answer.question.clone()
        };
        Self {
            question,
            decisive: decisive.to_vec(),
            judged: answer.needs.len(),
            probability: answer.probability,
            usual: answer.usual.as_ref().and_then(|usual| usual.chance),
            range: answer.amount.as_ref().map(|amount| (amount.lower, amount.upper)),
            unit: answer.amount.as_ref().map(|amount| amount.unit.clone()).unwrap_or_default(),
        }
    }

    /// Where a forecast of `variable` under this claim belongs.
    #[must_use]
    pub fn situation(&self, variable: &Variable) -> Situation {
        let zone = self.question.spans.first().map(|span| span.start.time_zone().clone());
        Situation {
            activity: match &self.question.subject {
                crate::Subject::Activity { id, .. } => Some(id.clone()),
                crate::Subject::Weather | crate::Subject::Series { .. } => None,
            },
            variable: variable.clone(),
            place: self.question.place.as_ref().map(|place| place.id),
            time_zone: zone.unwrap_or(TimeZone::UTC),
            southern: self.question.place.as_ref().is_some_and(|place| place.latitude < 0.0),
        }
    }
}

/// A stored forecast that has to be held against what was observed.
#[derive(Debug, Clone, PartialEq)]
pub struct Unverified {
    /// The answer it belongs to.
    pub forecast: AnswerId,
    /// How it came to be.
    pub issue: Issue,
    /// The moment nothing after which was used.
    pub issue_time: Timestamp,
    /// What it claimed; `None` of one kept by an older version, of which that isn't written down yet.
    pub claim: Option<Claim>,
    /// Its variables, in order.
    pub variables: Vec<UnverifiedVariable>,
    /// Whether every outcome is known.
    pub settled: bool,
    /// Whether the event came true, as far as was known so far.
    pub happened: Option<bool>,
    /// Whether an earlier forecast made the same claim within the same hour: then this one's event doesn't count.
    pub repeated: bool,
}

/// A variable of a stored forecast and what is known so far of what came.
#[derive(Debug, Clone, PartialEq)]
pub struct UnverifiedVariable {
    /// What was forecast.
    pub variable: Variable,
    /// For when.
    pub valid_times: std::sync::Arc<[Timestamp]>,
    /// What was known to have come so far, at each valid time.
    pub outcomes: Vec<Option<f64>>,
    /// Whether an earlier forecast of the same hour spoke of the same variable, place and valid times: then this one doesn't count.
    pub repeated: bool,
}

/// Which stored forecasts to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Those that wait for outcomes that may have come by now, unless they have waited for very long.
    At(Timestamp),
    /// All that speak of a span: values of it came late or were corrected.
    Within {
        /// The series that changed; all forecasts of weather and series without one.
        series: Option<crate::SeriesId>,
        /// Whether what changed may be weather, too.
        weather: bool,
        /// From this valid time on ...
        from: Timestamp,
        /// ... up to and with this one.
        to: Timestamp,
    },
}

/// What became known of one stored forecast, to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// The answer it belongs to.
    pub forecast: AnswerId,
    /// Whether every outcome is known.
    pub settled: bool,
    /// Whether the event came true, where that is known.
    pub happened: Option<bool>,
    /// The amount observed, in the shown unit, where one was asked for.
    pub amount: Option<f64>,
    /// By position of the variables: the outcomes, and the scores as their crate writes them.
    pub variables: Vec<(usize, Vec<Option<f64>>, Vec<u8>)>,
}

/// A verified forecast as it is read for the record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedForecast {
    /// The answer it belongs to.
    pub forecast: AnswerId,
    /// The words as typed.
    pub text: String,
    /// The number of its answer, in short.
    pub short: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// How it came to be.
    pub issue: Issue,
    /// The moment nothing after which was used.
    pub issue_time: Timestamp,
    /// What it claimed.
    pub claim: Claim,
    /// Whether an earlier forecast made the same claim within the same hour.
    pub repeated: bool,
    /// Whether the event came true, by what was measured.
    pub happened: Option<bool>,
    /// The amount observed, in the shown unit.
    pub amount: Option<f64>,
    /// What the user said of it.
    pub went: Option<Went>,
    /// By variable: whether an earlier forecast of the same hour counts in its place, and the scores as their crate writes them.
    pub variables: Vec<(Variable, bool, Vec<u8>)>,
}

/// How it went, in the user's words.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum Went {
    /// What was asked about came true; an outing went well.
    Fine,
    /// It didn't.
    Badly,
    /// It was this much, in the unit that the answer was given in.
    Value {
        /// How much.
        value: f64,
    },
}

/// The forecast of one variable as it was issued, with what was observed since: what is scored and learnt from.
///
/// Blend and experts stand on the same valid times and the same levels ([`crate::QuantileLevels::verified`]). An outcome counts once:
/// learn from the valid times in `fresh` only.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The answer it belongs to.
    pub forecast: AnswerId,
    /// Where it belongs.
    pub situation: Situation,
    /// The moment nothing after which was used.
    pub issue_time: Timestamp,
    /// What was said, calibrated.
    pub blend: QuantileForecast,
    /// What each expert said, with its weight in the blend (0 for those kept as references only).
    pub experts: Vec<VerifiedExpert>,
    /// What was observed at each valid time of `blend`, in the canonical unit; `None` where nothing is known yet.
    pub outcomes: Vec<Option<f64>>,
    /// Valid times (positions) whose outcome has become known now and that no earlier forecast of the same issue hour has counted.
    /// A value that was corrected later is scored anew but not learnt from twice.
    pub fresh: Vec<usize>,
}

impl Verified {
    /// How far ahead the valid time at `position` lay.
    #[must_use]
    pub fn lead(&self, position: usize) -> SignedDuration {
        self.blend.valid_times()[position].duration_since(self.issue_time)
    }
}

/// What one expert said.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedExpert {
    /// Which one.
    pub model: ModelId,
    /// Its mean share in the blend, 0 to 1.
    pub weight: f64,
    /// Its quantiles.
    pub forecast: QuantileForecast,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_are_those_of_the_half_of_the_earth() {
        for (month, north, south) in [
            (1, Season::Winter, Season::Summer),
            (2, Season::Winter, Season::Summer),
            (3, Season::Spring, Season::Autumn),
            (8, Season::Summer, Season::Winter),
            (11, Season::Autumn, Season::Spring),
            (12, Season::Winter, Season::Summer),
        ] {
            assert_eq!((Season::of_month(month, false), Season::of_month(month, true)), (north, south));
        }
    }

    #[test]
    fn a_lead_on_the_end_of_a_bucket_belongs_to_it() {
        for (seconds, bucket) in [
            (-3600, LeadBucket::SixHours),
            (6 * 3600, LeadBucket::SixHours),
            (6 * 3600 + 1, LeadBucket::Day),
            (24 * 3600, LeadBucket::Day),
            (72 * 3600, LeadBucket::ThreeDays),
            (168 * 3600, LeadBucket::Week),
            (672 * 3600, LeadBucket::Month),
            (672 * 3600 + 1, LeadBucket::Longer),
        ] {
            assert_eq!(LeadBucket::of(SignedDuration::from_secs(seconds)), bucket, "{seconds}");
        }
        assert!(LeadBucket::ALL.iter().enumerate().all(|(index, bucket)| bucket.index() == index));
    }
}
