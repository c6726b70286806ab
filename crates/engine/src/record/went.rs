//! How it went: in the user's words, and by what was measured.

use super::verify::catch_up;
use crate::{problems, settings, shared::Shared};
use answer::{DateStyle, Happened};
use contract::{Dates, Problem, ProblemCode, WentRequest, WentResponse};
use domain::{Answer, Asked, Outcome, Step, Subject, Variable, Went};
use jiff::Timestamp;

/// Keeps how it went, or takes that back. What was measured stays as it is.
pub(crate) fn record_outcome(shared: &Shared, request: &WentRequest) -> Result<WentResponse, Problem> {
    let answer = shared.answer(request.id)?;
    if let Some(went) = request.went {
        fits(&answer, went)?;
        let now = shared.clock.now();
        if answer.question.spans.first().is_some_and(|span| span.start > now) {
            return Err(Problem::new(
                ProblemCode::BadRequest,
                "It hasn't begun yet",
                "Tell how it went when the time it is about has come.",
            ));
        }
    }
    let before =
        shared.store.save_went(request.id, request.went).map_err(|error| problems::of_store(&error))?;
    // What was measured meanwhile is shown beside it.
    if let Err(problem) = catch_up(shared) {
        tracing::warn!(%problem, "forecasts were not verified");
    }
    let measured = outcome_of(shared, &answer);
    let text = match (request.went, &measured) {
        (None, _) => "Taken back.".to_owned(),
        (Some(_), None) => "Kept. Nothing was measured, so your word counts for the record.".to_owned(),
        (Some(_), Some(outcome)) => {
            format!("Kept beside what was measured, which counts for the record: {}", outcome.text)
        }
    };
    Ok(WentResponse { before, text })
}

fn fits(answer: &Answer, went: Went) -> Result<(), Problem> {
    let refuse =
        |detail: &str| Err(Problem::new(ProblemCode::BadRequest, "That doesn't fit the question", detail));
    match (&answer.question.asked, went) {
        (Asked::Amount { .. }, Went::Value { value }) if value.is_finite() => Ok(()),
        (Asked::Amount { .. }, _) => refuse("It asked how much: give the amount, in the unit of the answer."),
        (Asked::Window { .. } | Asked::Event { .. }, Went::Fine | Went::Badly) => Ok(()),
        (Asked::Window { .. } | Asked::Event { .. }, Went::Value { .. }) => {
            refuse("It asked whether, not how much: say `fine` or `badly`.")
        }
        _ => refuse("A question of this kind has no single outcome."),
    }
}

/// What was measured of an answer given before, where that is known by now.
pub(crate) fn outcome_of(shared: &Shared, answer: &Answer) -> Option<Outcome> {
    match shared.store.outcome(answer.id) {
        Ok(Some(outcome)) => return Some(outcome),
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(%error, "the outcome could not be read");
            return None;
        }
    }
    let now = shared.clock.now().timestamp();
    let step = match &answer.question.subject {
        Subject::Series { info } if info.step_minutes >= 1440 => Step::Days(info.step_minutes / 1440),
        Subject::Series { info } => Step::Minutes(info.step_minutes.max(1)),
        Subject::Activity { .. } | Subject::Weather => Step::HOUR,
    };
    let decisive = shared.store.forecast(answer.id).ok()?.decisive;
    let last = decisive.last()?;
    let length = jiff::SignedDuration::from_mins(i64::from(step.nominal_minutes()));
    if last.checked_add(length).map_or(true, |end| end > now) {
        return None;
    }
    let settings = settings::load(&*shared.store).ok()?;
    let observed =
        |variable: &Variable, time: Timestamp| shared.context.observed(&answer.question, variable, time);
    answer::outcome(
        answer,
        &Happened {
            valid_times: &decisive,
            step,
            observed: &observed,
            units: settings.units,
            dates: match settings.dates {
                Dates::DayMonth => DateStyle::DayMonth,
                Dates::MonthDay => DateStyle::MonthDay,
                Dates::Iso => DateStyle::Iso,
            },
        },
    )
}
