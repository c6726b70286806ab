//! Forecasts for tests.

use domain::{
    AnswerId, Asked, Claim, Edits, Issue, ModelId, Probability, QuantileForecast, QuantileLevels, Question,
    RecordedForecast, Situation, Subject, Support, Variable, Verified, VerifiedExpert,
    standard_normal_quantile,
};
use jiff::{SignedDuration, Timestamp, Zoned};
use std::{borrow::Cow, sync::Arc};

pub(crate) const ISSUED: &str = "2013-06-13T18:00[America/New_York]";

fn issued() -> Zoned {
    ISSUED.parse().expect("a zoned time")
}

/// The same normal distribution at so many hours from the issue time on.
pub(crate) fn gaussian(mean: f64, deviation: f64, hours: usize) -> QuantileForecast {
    let levels = QuantileLevels::verified();
    let start = issued().timestamp();
    let times: Arc<[Timestamp]> =
        (0..hours).map(|hour| start + SignedDuration::from_hours(hour as i64)).collect();
    let values = (0..hours)
        .flat_map(|_| {
            levels.as_slice().iter().map(|level| mean + deviation * standard_normal_quantile(*level))
        })
        .collect();
    QuantileForecast::new(Variable::Temperature, times, levels.clone(), values, &Support::REAL)
        .expect("finite")
}

pub(crate) fn verified(
    blend: &QuantileForecast,
    experts: &[(&str, QuantileForecast)],
    outcomes: &[Option<f64>],
) -> Verified {
    let experts = experts.iter().map(|(model, forecast)| VerifiedExpert {
        model: ModelId(Cow::Owned((*model).to_owned())),
        weight: 0.5,
        forecast: forecast.clone(),
    });
    Verified {
        forecast: AnswerId(1),
        situation: Situation {
            activity: None,
            variable: Variable::Temperature,
            place: None,
            time_zone: issued().time_zone().clone(),
            southern: false,
        },
        issue_time: issued().timestamp(),
        blend: blend.clone(),
        experts: experts.collect(),
        outcomes: outcomes.to_vec(),
        fresh: Vec::new(),
    }
}

/// A question about the weather, on the record.
pub(crate) fn recorded(id: i64, probability: Option<f64>, happened: Option<bool>) -> RecordedForecast {
    let chance = |value: f64| Probability::new(value).expect("0 to 1");
    RecordedForecast {
        forecast: AnswerId(id),
        text: format!("question {id}"),
        short: probability.map_or_else(String::new, |value| format!("{:.0} %", 100.0 * value)),
        asked_at: issued().timestamp(),
        issue: Issue::Live,
        issue_time: issued().timestamp() + SignedDuration::from_hours(24 * id),
        claim: Claim {
            question: Question {
                text: String::new(),
                subject: Subject::Activity { id: "picnic".to_owned(), title: "Picnic".to_owned() },
                asked: Asked::Window { hours: 3, negated: false },
                place: None,
                spans: Vec::new(),
                criteria: Vec::new(),
                assumptions: Vec::new(),
                edits: Edits::default(),
            },
            decisive: Vec::new(),
            judged: 1,
            probability: probability.map(chance),
            usual: Some(chance(0.5)),
            range: None,
            unit: String::new(),
        },
        repeated: false,
        happened,
        amount: None,
        went: None,
        variables: Vec::new(),
    }
}
