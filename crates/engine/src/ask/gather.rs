//! A question to what is known for it.

use super::{Gathered, Instead, Side, understand::Understood};
use crate::{shared::Shared, valid_times};
use contract::Problem;
use domain::{Question, Subject, Unclear, Variable};
use jiff::Timestamp;
use std::sync::Arc;

/// Questions to contexts, and the grids to answer on: one, or one for each place that is compared.
#[tracing::instrument(skip_all)]
pub(super) fn gather_all(
    shared: &Shared,
    mut understood: Understood,
    lacking: &[String],
) -> Result<Result<Gathered, Instead>, Problem> {
    if !understood.question.compares_places() {
        let question = understood.question.clone();
        return Ok(gather(shared, question, understood.issue_time.timestamp(), lacking).map(|side| {
            understood.question = side.question.clone();
            Gathered { understood, sides: vec![side] }
        }));
    }
    let mut sides = Vec::new();
    for question in understood.question.choices() {
        match gather(shared, question, understood.issue_time.timestamp(), lacking) {
            Ok(side) => sides.push(side),
            Err(instead) => return Ok(Err(instead)),
        }
    }
    Ok(Ok(Gathered { understood, sides }))
}

/// Question to context, and the grid to answer on.
pub(super) fn gather(
    shared: &Shared,
    question: Question,
    issue_time: Timestamp,
    lacking: &[String],
) -> Result<Side, Instead> {
    let mut context = shared.context.assemble(&question, issue_time);
    context.gaps.extend_from_slice(lacking);
    let question = context::adapt(question, &context);
    if question.variables().is_empty() {
        let message = format!("{} Ask about another place or another need.", context.gaps.join(" "));
        return Err(Instead::Unclear(Unclear {
            message: message.trim().to_owned(),
            slot: None,
            suggestions: vec![],
            alternatives: vec![],
        }));
    }
    let series = match &question.subject {
        Subject::Series { info } => {
            context.track(&Variable::Series(info.id.clone())).map(|track| &track.history)
        }
        Subject::Activity { .. } | Subject::Weather => None,
    };
    let grid = valid_times::grid(&question, issue_time, series);
    Ok(Side { question, context: Arc::new(context), grid })
}
