//! What was observed at the valid times of many forecasts, each looked up once.

use crate::shared::Shared;
use domain::{Asked, Claim, Issue, PlaceId, Question, SeriesId, Subject, Unverified, Variable};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// Which record answers a question: that of the place or the series. The built-in stations, which are all of the past, also go by the
/// day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Source {
    place: Option<PlaceId>,
    series: Option<SeriesId>,
    day: i64,
    variable: Variable,
}

/// Observed values by source and valid time.
pub(super) struct ObservedValues {
    values: HashMap<Source, HashMap<Timestamp, f64>>,
}

impl ObservedValues {
    /// Looks up all that these forecasts speak of and that had ended at `now`.
    pub(super) fn of(shared: &Shared, forecasts: &[Unverified], now: Timestamp) -> Self {
        let mut wanted: BTreeMap<Source, (&Question, Vec<Timestamp>)> = BTreeMap::new();
        for forecast in forecasts {
            let Some(claim) = &forecast.claim else { continue };
            let length = length_of_step(claim);
            let mut want = |variable: &Variable, times: &[Timestamp]| {
                let ended = times.iter().filter(|time| has_ended(**time, length, now));
                let entry = wanted.entry(Source::of(claim, forecast.issue, variable));
                entry.or_insert_with(|| (&claim.question, Vec::new())).1.extend(ended);
            };
            for variable in &forecast.variables {
                want(&variable.variable, &variable.valid_times);
            }
            for variable in claimed(claim) {
                want(&variable, &claim.decisive);
            }
        }
        let values = wanted
            .into_iter()
            .map(|(source, (question, mut times))| {
                times.sort_unstable();
                times.dedup();
                let found = shared.context.observed_at(question, &source.variable, &times);
                let known = times.into_iter().zip(found);
                let known =
                    known.filter_map(|(time, value)| Some((time, value.filter(|value| value.is_finite())?)));
                (source, known.collect())
            })
            .collect();
        Self { values }
    }

    /// What was observed of one variable of a claim, by valid time.
    pub(super) fn series(
        &self,
        claim: &Claim,
        issue: Issue,
        variable: &Variable,
    ) -> Option<&HashMap<Timestamp, f64>> {
        self.values.get(&Source::of(claim, issue, variable))
    }
}

impl Source {
    fn of(claim: &Claim, issue: Issue, variable: &Variable) -> Self {
        let question = &claim.question;
        let day = match issue {
            Issue::Live => 0,
            Issue::AsOf => {
                question.spans.first().map_or(0, |span| span.start.timestamp().as_second().div_euclid(86_400))
            }
        };
        match &question.subject {
            Subject::Series { info } => {
                Self { place: None, series: Some(info.id.clone()), day: 0, variable: variable.clone() }
            }
            Subject::Activity { .. } | Subject::Weather => Self {
                place: question.place.as_ref().map(|place| place.id),
                series: None,
                day,
                variable: variable.clone(),
            },
        }
    }
}

/// The variables that a claim rests on.
fn claimed(claim: &Claim) -> Vec<Variable> {
    match &claim.question.asked {
        Asked::Amount { variable, .. } => vec![variable.clone()],
        _ => claim.question.criteria.iter().map(|criterion| criterion.variable.clone()).collect(),
    }
}

/// How long the interval of a value is.
fn length_of_step(claim: &Claim) -> SignedDuration {
    match &claim.question.subject {
        // A day may have 25 hours.
        Subject::Series { info } if info.step_minutes >= 1440 => {
            SignedDuration::from_mins(i64::from(info.step_minutes) + 60)
        }
        Subject::Series { info } => SignedDuration::from_mins(i64::from(info.step_minutes)),
        Subject::Activity { .. } | Subject::Weather => SignedDuration::from_hours(1),
    }
}

/// A value that is still coming together is no outcome.
fn has_ended(time: Timestamp, length: SignedDuration, now: Timestamp) -> bool {
    time.checked_add(length).is_ok_and(|end| end <= now)
}
