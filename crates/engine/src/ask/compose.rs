//! Forecasts to an answer.

use super::Gathered;
use crate::{forecast, learnt, shared::Shared};
use answer::{DateStyle, Material};
use blend::{EventIssued, Learning};
use contract::Dates;
use domain::{Answer, Variable};
use jiff::Timestamp;

/// Said of every probability until the track record can say more.
const CALIBRATION: &str =
    "This chance comes straight from the models; it has not been checked against enough outcomes here yet.";

/// Among so many past questions the same one is looked for, to say what has changed since.
const LOOKED_BACK: u32 = 50;

/// Puts the chance of what is asked right by what was learnt of chances like it. The members are chosen anew so that all that
/// is read off them agrees with it.
pub(super) fn put_chance_right(
    shared: &Shared,
    gathered: &Gathered,
    forecasts: &mut [forecast::Forecast],
    learning: &Learning,
) -> Option<EventIssued> {
    let ([side], [forecast]) = (&gathered.sides[..], &mut forecasts[..]) else { return None };
    let unlearnt = std::mem::take(&mut forecast.unlearnt);
    let told = with_materials(shared, gathered, std::slice::from_ref(&*forecast), |materials| {
        answer::chance(&materials[0], &unlearnt)
    })?;
    let asked = learnt::event_asked(
        &side.question,
        side.context.issue_time,
        &told,
        std::mem::take(&mut forecast.state),
    )?;
    forecast.calibration = learning.checked(&asked).map(learnt::checked_in_words);
    let issued = learning.put_chance_right(asked);
    forecast.scenarios = blend::conditioned(&forecast.scenarios, &told.held, issued.said()).ok()?;
    Some(issued)
}

/// Scenarios to answer, all read off the same members.
#[tracing::instrument(skip_all)]
pub(super) fn compose_all(shared: &Shared, gathered: &Gathered, forecasts: &[forecast::Forecast]) -> Answer {
    let Gathered { understood, .. } = gathered;
    let mut answer = with_materials(shared, gathered, forecasts, |materials| match materials {
        [one] => answer::compose(one),
        several => answer::compose_places(&understood.question, several),
    });
    answer.follows = understood.follows;
    answer
}

/// Hands over what an answer is made of, for each side.
fn with_materials<T>(
    shared: &Shared,
    gathered: &Gathered,
    forecasts: &[forecast::Forecast],
    make: impl FnOnce(&[Material<'_>]) -> T,
) -> T {
    let Gathered { understood, sides } = gathered;
    let classes: Vec<String> =
        sides.iter().map(|side| forecast::usual_class(&side.context, &side.question)).collect();
    let happened: Vec<_> = sides
        .iter()
        .map(|side| {
            |variable: &Variable, time: Timestamp| shared.context.observed(&side.question, variable, time)
        })
        .collect();
    let materials: Vec<Material<'_>> = sides
        .iter()
        .zip(forecasts)
        .zip(classes.iter().zip(&happened))
        .map(|((side, forecast), (usual_class, happened))| Material {
            question: &side.question,
            scenarios: &forecast.scenarios,
            step: side.grid.step,
            usual: forecast.usual.as_ref(),
            usual_class,
            context: &side.context,
            models: &forecast.models,
            calibration: forecast.calibration.as_deref().unwrap_or(CALIBRATION),
            issue_time: &understood.issue_time,
            now: &understood.now,
            as_of: understood.as_of,
            observed: understood.as_of.then_some(happened as answer::Observed<'_>),
            units: understood.settings.units,
            dates: date_style(understood.settings.dates),
        })
        .collect();
    make(&materials)
}

/// Why the answer is another one than when the same question was asked last, where it is.
pub(super) fn changed_since_asked(shared: &Shared, answer: &Answer) -> Option<String> {
    if answer.as_of {
        return None;
    }
    // What can't be read is no reason to hold back an answer.
    let history = shared.store.history(LOOKED_BACK).ok()?;
    let text = answer.question.text.trim();
    let mut alike = history.iter().filter(|past| past.as_of.is_none() && past.text.trim() == text);
    // The same words with another chip are another question.
    alike.find_map(|past| {
        let before = shared.answer(past.id).ok()?;
        answer::is_same_question(&before, answer).then(|| answer::changed(&before, answer))
    })?
}

/// How dates are written, as the words of answers take it.
pub(crate) fn date_style(dates: Dates) -> DateStyle {
    match dates {
        Dates::DayMonth => DateStyle::DayMonth,
        Dates::MonthDay => DateStyle::MonthDay,
        Dates::Iso => DateStyle::Iso,
    }
}
