//! Words to a question.

use super::Instead;
use crate::{
    access::Limits,
    as_of::{self, AsOf},
    places, settings,
    shared::Shared,
    valid_times,
};
use contract::{AskRequest, Problem, Settings};
use domain::{Answer, AnswerId, Assumption, Interpretation, Question, SeriesInfo, Slot, Unclear};
use jiff::{Timestamp, Zoned};
use std::sync::Arc;

/// A text, understood.
pub(super) struct Understood {
    pub(super) question: Question,
    /// The answer whose question it carries on.
    pub(super) follows: Option<AnswerId>,
    pub(super) issue_time: Zoned,
    pub(super) now: Zoned,
    pub(super) as_of: bool,
    pub(super) settings: Settings,
}

/// Words to question: the text's, or those that the user's language model read in it, which is then said.
#[tracing::instrument(skip_all)]
pub(super) fn understand(
    shared: &Shared,
    request: &AskRequest,
    reading: Option<&str>,
    limits: Option<&Limits>,
) -> Result<Result<Understood, Instead>, Problem> {
    let mut settings = settings::load(&*shared.store)?;
    let (mut all_series, mut saved) = (shared.series()?, places::all(shared)?);
    if let Some(limits) = limits {
        // What isn't opened can't come up by mistake, nor be told of in what comes nearest.
        all_series.retain(|info| limits.open_series(info));
        saved.retain(|place| limits.open_place(place));
        settings.home = settings.home.filter(|home| limits.open_place(home));
    }
    let mut edits = request.edits.clone();
    if let (None, Some(name)) = (edits.place, request.place.as_deref().filter(|name| !name.trim().is_empty()))
    {
        let called = shared.with_setting(|setting| {
            intent::places_called(
                name,
                &intent::Setting { saved: &saved, home: settings.home.as_ref(), ..setting },
            )
        })?;
        match called.into_iter().next() {
            Some(place) => edits.place = Some(place.id),
            None => return Ok(Err(Instead::Unclear(no_such_place(shared, name, &request.text)))),
        }
    }
    let clock = shared.clock.now();
    let moment =
        request.as_of.as_deref().filter(|text| !text.trim().is_empty()).map(AsOf::parse).transpose()?;
    let now_in = |zone: &jiff::tz::TimeZone| match moment {
        None => Ok(clock.clone()),
        Some(moment) => {
            let moment = moment.in_zone(zone)?;
            as_of::must_have_passed(&moment, &clock)?;
            Ok(moment)
        }
    };
    let activities = intent::Catalogue::with(&settings.activities);
    // An answer that was forgotten meanwhile can't be carried on; the words may still stand by themselves.
    let previous = request.previous.and_then(|id| shared.answer(id).ok());
    let opened = |answer: &Arc<Answer>| limits.is_none_or(|limits| limits.check(&answer.question).is_ok());
    let previous = previous.filter(opened);
    let interpret = |now: Zoned| {
        let series: Vec<SeriesInfo> = all_series.iter().map(|info| known_at(info, now.timestamp())).collect();
        let setting = intent::Setting {
            now,
            home: settings.home.as_ref(),
            saved: &saved,
            gazetteer: shared.gazetteer,
            series: &series,
            activities: &activities,
            previous: previous.as_ref().map(|answer| &answer.question),
            units: settings.units,
        };
        intent::interpret(reading.unwrap_or(&request.text), &edits, &setting)
    };
    let first_zone = clock.time_zone().clone();
    let mut issue_time = now_in(&first_zone)?;
    let mut interpretation = interpret(issue_time.clone());
    // A wall-clock moment is one of the place's, and only now is the place known.
    if let (Interpretation::Understood(question), Some(AsOf::Civil(_))) = (&interpretation, moment) {
        let zone = valid_times::zone_of(question);
        if zone != first_zone {
            issue_time = now_in(&zone)?;
            interpretation = interpret(issue_time.clone());
        }
    }
    Ok(match interpretation {
        Interpretation::Unclear(unclear) => Err(Instead::Unclear(unclear)),
        Interpretation::Explanation(aspect) => Err(match previous {
            Some(previous) => Instead::Explained(answer::explain(&previous, aspect)),
            None => Instead::Unclear(nothing_to_explain()),
        }),
        Interpretation::Understood(mut question) => {
            if let Some(limits) = limits {
                limits.check(&question)?;
            }
            if let Some(reading) = reading {
                request.text.clone_into(&mut question.text);
                let text = format!("Read with your language model as \"{reading}\".");
                let assumption = Assumption { slot: Slot::What, text, alternatives: Vec::new() };
                question.assumptions.insert(0, assumption);
            }
            let issue_time = issue_time.with_time_zone(valid_times::zone_of(&question));
            let now = clock.with_time_zone(issue_time.time_zone().clone());
            let follows = previous.filter(|_| carries_on(&question)).map(|previous| previous.id);
            Ok(Understood {
                question: *question,
                follows,
                issue_time,
                now,
                as_of: moment.is_some(),
                settings,
            })
        }
    })
}

/// The series as it stood: what came later is not known yet, nor that it came.
fn known_at(info: &SeriesInfo, moment: Timestamp) -> SeriesInfo {
    SeriesInfo { last: info.last.map(|last| last.min(moment)), ..info.clone() }
}

fn no_such_place(shared: &Shared, name: &str, text: &str) -> Unclear {
    let near = shared.gazetteer.near(name, 3);
    let suggestions = near
        .iter()
        .map(|place| domain::Suggestion { text: format!("{text} in {}", place.full_name()) })
        .collect();
    let message = match near.first() {
        Some(place) => format!(
            "There is no place called “{name}” among those Forecastle knows. Did you mean {}?",
            place.full_name()
        ),
        None => format!(
            "There is no place called “{name}” among those Forecastle knows. Name the nearest larger town."
        ),
    };
    Unclear { message, slot: Some(Slot::Where), suggestions, alternatives: vec![] }
}

/// Whether the question was read in the light of the one before.
fn carries_on(question: &Question) -> bool {
    question.assumptions.iter().any(|assumption| assumption.text.starts_with(intent::CARRIED_ON))
}

fn nothing_to_explain() -> Unclear {
    Unclear {
        message: "There is no answer yet to explain. Ask a question first.".to_owned(),
        slot: None,
        suggestions: vec![],
        alternatives: vec![],
    }
}
