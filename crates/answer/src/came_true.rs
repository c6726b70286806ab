use crate::{
    judge::{Held, Judge, aggregate},
    material::Observed,
    steps::Steps,
    words::number::Scale,
};
use domain::{Answer, Asked, Claim, Scenarios, Span, Step, UnitSystem, Variable};
use jiff::Timestamp;
use std::sync::Arc;

/// Whether what was claimed came true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameTrue {
    /// Whether the event asked about happened; absent for amounts.
    pub happened: Option<bool>,
    /// The amount observed, in the unit that the claim gives its range in; absent for events.
    pub amount: Option<f64>,
}

/// The valid times that decide whether an answer comes true: those of its best window, or of all that is asked about. None for kinds of
/// questions without a single outcome, and without any chance or amount given.
#[must_use]
pub fn decisive(answer: &Answer, valid_times: &[Timestamp], step: Step) -> Vec<Timestamp> {
    let question = &answer.question;
    let has_outcome = match question.asked {
        Asked::Amount { .. } => answer.amount.is_some(),
        Asked::Window { .. } | Asked::Event { .. } => answer.probability.is_some(),
        _ => false,
    };
    let Some(first) = question.spans.first().filter(|_| has_outcome) else { return Vec::new() };
    let steps = Steps::new(valid_times, step, first.start.time_zone());
    let spans: Vec<Span> = match &answer.best_window {
        Some(best) => vec![Span { start: best.start.clone(), end: best.end.clone() }],
        None => question.spans.clone(),
    };
    spans.iter().flat_map(|span| steps.overlapping(span)).map(|at| steps.start(at).timestamp()).collect()
}

/// Whether what was claimed came true: the same as [`crate::outcome`] tells of the answer, without its words. `None` until every
/// value it depends on has been observed.
#[must_use]
pub fn came_true(claim: &Claim, observed: Observed<'_>) -> Option<CameTrue> {
    let question = &claim.question;
    let values = |variable: &Variable| -> Option<Vec<f64>> {
        let value = |time: &Timestamp| observed(variable, *time).filter(|value| value.is_finite());
        claim.decisive.iter().map(value).collect::<Option<Vec<f64>>>().filter(|values| !values.is_empty())
    };
    match &question.asked {
        Asked::Amount { variable, aggregation } => {
            let value = aggregate(*aggregation, values(variable)?.into_iter());
            let scales = [UnitSystem::Metric, UnitSystem::Imperial]
                .map(|units| Scale::new(question, variable, units, None).totalled(*aggregation));
            let scale = scales.iter().find(|scale| scale.symbol == claim.unit).unwrap_or(&scales[0]);
            Some(CameTrue { happened: None, amount: Some(scale.value(value)) })
        }
        Asked::Window { .. } | Asked::Event { .. } => {
            event(claim, &values).map(|happened| CameTrue { happened: Some(happened), amount: None })
        }
        // Kinds made of several questions have no single outcome.
        _ => None,
    }
}

fn event(claim: &Claim, values: &dyn Fn(&Variable) -> Option<Vec<f64>>) -> Option<bool> {
    let question = &claim.question;
    // The criteria that were judged: one need each, in the same order.
    let unjudged = question.criteria.len() != claim.judged;
    let mut known: Vec<Variable> = Vec::new();
    let mut all = Vec::new();
    for criterion in &question.criteria {
        if known.contains(&criterion.variable) {
            continue;
        }
        match values(&criterion.variable) {
            Some(observed) => {
                all.extend(observed);
                known.push(criterion.variable.clone());
            }
            None if unjudged => {}
            None => return None,
        }
    }
    let times: Arc<[Timestamp]> = claim.decisive.iter().copied().collect();
    let scenarios = Scenarios::new(known, times, 1, all).ok()?;
    let judge = Judge::new(question, &scenarios);
    if judge.criteria().len() != claim.judged || claim.judged == 0 {
        return None;
    }
    let steps: Vec<usize> = (0..claim.decisive.len()).collect();
    let window = matches!(question.asked, Asked::Window { .. });
    let held = |need: usize| {
        let held =
            if window { judge.need_throughout(need, 0, &steps) } else { judge.need_over(need, 0, &steps) };
        held == Held::Yes
    };
    let everything = (0..judge.criteria().len()).all(held);
    let negated =
        matches!(question.asked, Asked::Event { negated: true } | Asked::Window { negated: true, .. });
    Some(everything != negated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DateStyle, Happened, gallery, outcome};

    /// What was observed in one member: missing where `gap` says so.
    fn observed_in(
        scenarios: &Scenarios,
        member: usize,
        gap: impl Fn(usize) -> bool,
    ) -> impl Fn(&Variable, Timestamp) -> Option<f64> {
        move |variable, time| {
            let at = scenarios.valid_times().binary_search(&time).ok()?;
            let value = scenarios.trajectory(scenarios.position(variable)?, member)[at];
            (!gap(at) && !value.is_nan()).then_some(value)
        }
    }

    #[test]
    fn a_claim_comes_true_as_the_outcome_tells() {
        let mut decided = 0;
        for (name, fixture) in gallery::cases() {
            let answer = fixture.answer();
            let times = fixture.scenarios.valid_times();
            let claim = Claim::of(&answer, &decisive(&answer, times, fixture.step));
            for member in [0, 1, 2, 3, 5, 8, 13, 21] {
                for every in [usize::MAX, 7] {
                    if member >= fixture.scenarios.members() {
                        continue;
                    }
                    let observed = observed_in(&fixture.scenarios, member, |at| at % every == every - 1);
                    let told = outcome(
                        &answer,
                        &Happened {
                            valid_times: times,
                            step: fixture.step,
                            observed: &observed,
                            units: fixture.units,
                            dates: DateStyle::DayMonth,
                        },
                    );
                    let came = came_true(&claim, &observed);
                    assert_eq!(came.is_some(), told.is_some(), "{name} {member}");
                    if let (Some(came), Some(told)) = (came, told) {
                        decided += 1;
                        assert_eq!(came.happened, told.happened, "{name} {member}");
                        assert_eq!(came.amount, told.amount, "{name} {member}");
                    }
                }
            }
        }
        assert!(decided > 50, "{decided}");
    }
}
