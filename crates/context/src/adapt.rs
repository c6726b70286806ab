//! The question that can be answered with what is known.

use crate::assemble::listed;
use domain::{Aggregation, Asked, Assumption, Bound, Context, Criterion, Question, Slot, Variable};

/// An amount up to which rain counts as none or some, mm: beyond it a report that it rained says too little.
const SOME_RAIN: f64 = 1.0;

/// `question` without what `context` knows nothing of: a need for little rain becomes a need for no reported rain
/// where only that is observed, and other needs that nothing is known of go. Each change is told as an assumption.
/// When nothing is left the question has no variables, and [`Context::gaps`] says why.
#[must_use]
pub fn adapt(question: Question, context: &Context) -> Question {
    let mut question = question;
    let (mut left_out, mut by_report): (Vec<Variable>, bool) = (Vec::new(), false);
    let criteria = std::mem::take(&mut question.criteria);
    for criterion in criteria {
        if context.track(&criterion.variable).is_some() {
            question.criteria.push(criterion);
        } else if let Some(replaced) =
            reported(&criterion).filter(|_| context.track(&Variable::RainReported).is_some())
        {
            by_report = true;
            question.criteria.push(replaced);
        } else if !left_out.contains(&criterion.variable) {
            left_out.push(criterion.variable);
        }
    }
    let mut assume = |text: String| {
        question.assumptions.push(Assumption { slot: Slot::Needs, text, alternatives: Vec::new() });
    };
    if by_report {
        assume("Rain counts by whether any was reported, since its amount isn't known here.".to_owned());
    }
    if !left_out.is_empty() {
        let names = listed(&left_out.iter().collect::<Vec<_>>());
        let place = question.place.as_ref().map_or_else(String::new, |place| format!(" near {}", place.name));
        assume(format!("Nothing is known of {names}{place}, so that need is left out."));
    }
    if let Asked::Amount { variable, .. } | Asked::Trend { variable, .. } = question.asked.inner()
        && context.track(variable).is_none()
    {
        // An amount of which nothing is known can't be asked for; without criteria either, nothing is left.
        question.asked = Asked::Event { negated: false };
        question.criteria.clear();
    }
    question
}

/// The same need in terms of whether rain was reported; `None` where that can't say it.
fn reported(criterion: &Criterion) -> Option<Criterion> {
    if criterion.variable != Variable::Precipitation {
        return None;
    }
    let (aggregation, bound) = match criterion.bound {
        Bound::AtMost { limit } if (0.0..=SOME_RAIN).contains(&limit) => {
            (Aggregation::Every, Bound::AtMost { limit: 0.0 })
        }
        Bound::AtLeast { limit } if (0.0..=SOME_RAIN).contains(&limit) => {
            (Aggregation::Any, Bound::AtLeast { limit: 1.0 })
        }
        _ => return None,
    };
    Some(Criterion { variable: Variable::RainReported, aggregation, bound, ..criterion.clone() })
}

/// Whether every need for rain or its absence can be said in terms of reported rain, and no amount of it is asked.
pub(crate) fn reported_rain_can_stand_in(question: &Question) -> bool {
    let amount_asked = matches!(question.asked.inner(), Asked::Amount { variable, .. } | Asked::Trend { variable, .. } if *variable == Variable::Precipitation)
        || matches!(question.asked, Asked::Typical { .. } | Asked::FirstTime);
    let needs = question.criteria.iter().filter(|criterion| criterion.variable == Variable::Precipitation);
    !amount_asked && needs.clone().count() > 0 && needs.clone().all(|criterion| reported(criterion).is_some())
}
