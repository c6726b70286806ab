//! Members put together by the day. What is told of whole days needs no hours, and is drawn more clearly without them.

use crate::{judge::aggregate, material::Material};
use domain::{Aggregation, Bound, Criterion, Scenarios, Step, Variable};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The members of a question by the day: per variable one value a day.
pub(super) struct ByDay {
    scenarios: Scenarios,
    usual: Option<Scenarios>,
}

impl ByDay {
    /// Puts each day's steps together as `wanted` says. Nothing where a variable is wanted in two ways, or isn't known.
    pub(super) fn of(
        material: &Material<'_>,
        days: &[(Date, Vec<usize>)],
        wanted: &[(Variable, Aggregation)],
    ) -> Option<Self> {
        let mut ways: Vec<(Variable, Aggregation)> = Vec::new();
        for (variable, aggregation) in wanted {
            match ways.iter().find(|(known, _)| known == variable) {
                Some((_, known)) if known != aggregation => return None,
                Some(_) => {}
                None => ways.push((variable.clone(), *aggregation)),
            }
        }
        if ways.is_empty() || days.is_empty() {
            return None;
        }
        let zone = material.question.spans.first()?.start.time_zone().clone();
        let scenarios = put_together(material.scenarios, days, &ways, &zone)?;
        let usual = material.usual.filter(|usual| usual.valid_times() == material.scenarios.valid_times());
        let usual = usual.and_then(|usual| put_together(usual, days, &ways, &zone));
        Some(Self { scenarios, usual })
    }

    /// The same material with these members.
    pub(super) fn material<'a>(&'a self, material: &Material<'a>) -> Material<'a> {
        Material {
            scenarios: &self.scenarios,
            usual: self.usual.as_ref(),
            step: Step::Days(1),
            observed: None,
            ..*material
        }
    }
}

fn put_together(
    scenarios: &Scenarios,
    days: &[(Date, Vec<usize>)],
    ways: &[(Variable, Aggregation)],
    zone: &TimeZone,
) -> Option<Scenarios> {
    // Whole days, what is left of today too: steps of one length are what a chart can join.
    let times: Vec<Timestamp> = days
        .iter()
        .map(|(date, _)| date.to_zoned(zone.clone()).map(|start| start.timestamp()))
        .collect::<Result<_, _>>()
        .ok()?;
    let mut values = Vec::with_capacity(ways.len() * scenarios.members() * days.len());
    for (variable, aggregation) in ways {
        let position = scenarios.position(variable)?;
        for member in 0..scenarios.members() {
            let hours = scenarios.trajectory(position, member);
            values.extend(
                days.iter().map(|(_, steps)| aggregate(*aggregation, steps.iter().map(|step| hours[*step]))),
            );
        }
    }
    let variables = ways.iter().map(|(variable, _)| variable.clone()).collect();
    Scenarios::new(variables, times.into(), scenarios.members(), values).ok()
}

/// The value of a day that decides whether each criterion holds on it; nothing where no one value does.
pub(super) fn decisive(criteria: &[Criterion]) -> Vec<(Variable, Aggregation)> {
    let way = |criterion: &Criterion| {
        let aggregation = match (criterion.aggregation, criterion.bound) {
            (Aggregation::Every, Bound::AtMost { .. }) | (Aggregation::Any, Bound::AtLeast { .. }) => {
                Aggregation::Maximum
            }
            (Aggregation::Every, Bound::AtLeast { .. }) | (Aggregation::Any, Bound::AtMost { .. }) => {
                Aggregation::Minimum
            }
            (Aggregation::Every | Aggregation::Any, Bound::Within { .. }) => return None,
            (other, _) => other,
        };
        Some((criterion.variable.clone(), aggregation))
    };
    criteria.iter().map(way).collect::<Option<_>>().unwrap_or_default()
}

/// How a day's value comes about, to put behind the name of a variable.
pub(super) const fn of_each_day(aggregation: Aggregation) -> Option<&'static str> {
    match aggregation {
        Aggregation::Maximum => Some("highest of each day"),
        Aggregation::Minimum => Some("lowest of each day"),
        Aggregation::Mean => Some("average of each day"),
        Aggregation::Sum => Some("total of each day"),
        _ => None,
    }
}
