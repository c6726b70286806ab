//! An answer to the history.

use super::{Made, Side, understand::Understood};
use crate::{forecast, lessons, problems, record, shared::Shared};
use domain::{Answer, IssuedForecast};
use std::sync::Arc;

/// Gives an answer that was only looked at again: it can be drawn, but is neither in the history nor scored.
pub(super) fn show(shared: &Shared, mut answer: Answer) -> Answer {
    answer.id = shared.recent.unkept_id();
    shared.recent.keep(Arc::new(answer.clone()));
    answer
}

/// A forecast as it is kept, to be verified.
pub(super) fn issued_forecast(
    understood: &Understood,
    side: &Side,
    forecast: &forecast::Forecast,
    answer: &Answer,
) -> IssuedForecast {
    // Of places set side by side, what is kept is the forecast of one: outcomes are looked up at the question's own place.
    let id = |place: Option<&domain::Place>| place.map(|place| place.id);
    let own = id(side.context.place.as_ref()) == id(understood.question.place.as_ref());
    IssuedForecast {
        made_at: understood.now.timestamp(),
        issue_time: understood.issue_time.timestamp(),
        answer: answer.clone(),
        marginals: forecast.marginals.clone(),
        weights: forecast.weights.clone(),
        data_age: side
            .context
            .tracks
            .iter()
            .map(|track| (track.variable.clone(), track.history.newest_time()))
            .collect(),
        experts: if own { record::verifiable(forecast, &side.context) } else { Vec::new() },
        decisive: answer::decisive(answer, &side.grid.times, side.grid.step),
    }
}

/// Keeps the forecast as issued. An answer that can't be kept is given all the same, and says so.
#[tracing::instrument(skip_all)]
pub(super) fn keep(shared: &Shared, made: Made) -> Answer {
    let Made { understood, side, forecast, event, mut answer } = made;
    let issued = issued_forecast(&understood, &side, &forecast, &answer);
    match shared.store.save_forecast(&issued) {
        Ok(id) => {
            answer.id = id;
            let place = understood.question.place.as_ref().map(|place| place.id);
            if !understood.as_of
                && let Err(problem) =
                    lessons::await_outcomes(shared, (id, place), &forecast.issued, event, &issued.experts)
            {
                tracing::warn!(%problem, "nothing will be learnt from this forecast");
            }
            if let Some(outcome) = &answer.outcome
                && let Err(error) = shared.store.save_outcome(id, outcome)
            {
                tracing::warn!(%error, "the outcome could not be kept");
            }
        }
        Err(error) => {
            tracing::warn!(%error, "the forecast could not be kept");
            answer.id = shared.recent.unkept_id();
            answer.confidence.push(format!(
                "This answer is not in your history: {}",
                problems::sentence(&error.to_string())
            ));
        }
    }
    shared.recent.keep(Arc::new(answer.clone()));
    answer
}
