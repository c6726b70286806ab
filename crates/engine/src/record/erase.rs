//! Erasing a place, or everything, so that nothing is left in the data file.

use super::verify::claim_older;
use crate::{places, problems, settings, shared::Shared};
use context::open_meteo::Cell;
use contract::{EraseEverythingRequest, ErasePlaceRequest, Erased, Problem, ProblemCode};
use domain::{AnswerId, Due, Place, PlaceId};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Forecasts that are looked through at once.
const BATCH: u32 = 1000;

/// Erases all that has to do with a place: questions, forecasts, outcomes, what was learnt for it, guidance, and the place itself in the
/// user's list and settings.
pub(crate) fn erase_place(shared: &Shared, request: &ErasePlaceRequest) -> Result<Erased, Problem> {
    // A forecast of an older version says only in its answer what place it is about.
    claim_older(shared)?;
    let called = meant(shared, request)?;
    let mut questions = 0;
    for place in &called {
        let cells: Vec<String> =
            (0..=4).filter_map(|decimals| Some(Cell::of_place(place, decimals)?.to_string())).collect();
        questions +=
            shared.store.erase_place(place.id, &cells).map_err(|error| problems::of_store(&error))?;
    }
    let mut settings = settings::load(&*shared.store)?;
    let before = settings.clone();
    let is_called = |place: &Place| called.iter().any(|called| called.id == place.id);
    settings.home = settings.home.filter(|home| !is_called(home));
    settings.guidance.places.retain(|place| !is_called(place));
    if settings != before {
        settings::save(shared, settings)?;
        // The old ones are gone from the log, too.
        for place in &called {
            shared.store.erase_place(place.id, &[]).map_err(|error| problems::of_store(&error))?;
        }
    }
    shared.recent.clear();
    shared.seen.clear();
    Ok(Erased { questions })
}

/// The place that is meant. Where there is something of several of that name, who asks has to say which; where there is nothing of any, it
/// makes no difference.
fn meant(shared: &Shared, request: &ErasePlaceRequest) -> Result<Vec<Place>, Problem> {
    let name = request.name.trim();
    let own = places::all(shared)?;
    let is_called = |place: &Place| place.name.to_lowercase() == name.to_lowercase();
    let mut called: Vec<Place> = own.iter().filter(|place| is_called(place)).cloned().collect();
    let towns = shared
        .with_setting(|setting| intent::places_called(name, &intent::Setting { saved: &[], ..setting }))?;
    called.extend(towns);
    // A name is looked up for the likeliest places only.
    let numbered = request.id.and_then(|id| shared.gazetteer.place(id));
    called.extend(numbered.filter(is_called));
    if called.is_empty() {
        return Err(Problem::new(
            ProblemCode::NotFound,
            "No such place",
            format!(
                "\u{201c}{name}\u{201d} is no place that Forecastle knows. Name it as in your questions."
            ),
        )
        .about("name"));
    }
    if let Some(id) = request.id {
        called.retain(|place| place.id == id);
        called.truncate(1);
        if called.is_empty() {
            let detail = format!("No place called \u{201c}{name}\u{201d} has the number {}.", id.0);
            return Err(Problem::new(ProblemCode::NotFound, "No such place", detail).about("id"));
        }
        return Ok(called);
    }
    let kept = places_kept(shared)?;
    let known: Vec<Place> = called.iter().filter(|place| kept.contains(&place.id)).cloned().collect();
    match &known[..] {
        [] => Ok(called),
        [_] => Ok(known),
        [..] => {
            let each: Vec<String> =
                known.iter().map(|place| format!("{} (number {})", place.full_name(), place.id.0)).collect();
            let detail = format!("Say by its number which one is to be forgotten: {}.", each.join("; "));
            let title = format!("There is something of {} places called {name}", known.len());
            Err(Problem::new(ProblemCode::BadRequest, title, detail).about("id"))
        }
    }
}

/// The places of which there is something: those of the user's own, in the settings, and asked about.
fn places_kept(shared: &Shared) -> Result<BTreeSet<PlaceId>, Problem> {
    let settings = settings::load(&*shared.store)?;
    let mut kept: BTreeSet<PlaceId> = places::all(shared)?.iter().map(|place| place.id).collect();
    kept.extend(settings.home.iter().map(|home| home.id));
    kept.extend(settings.guidance.places.iter().map(|place| place.id));
    let ever = Due::Within { series: None, weather: true, from: Timestamp::MIN, to: Timestamp::MAX };
    let mut after = AnswerId(0);
    loop {
        let batch =
            shared.store.unverified(&ever, after, BATCH).map_err(|error| problems::of_store(&error))?;
        let Some(last) = batch.last() else { break };
        after = last.forecast;
        for question in batch.iter().filter_map(|one| Some(&one.claim.as_ref()?.question)) {
            kept.extend(question.place.iter().map(|place| place.id));
            kept.extend(question.choices().iter().filter_map(|choice| Some(choice.place.as_ref()?.id)));
        }
    }
    Ok(kept)
}

/// Erases everything.
pub(crate) fn erase_everything(shared: &Shared, request: EraseEverythingRequest) -> Result<Erased, Problem> {
    if !request.sure {
        return Err(Problem::new(
            ProblemCode::BadRequest,
            "Nothing was erased",
            "Everything that is yours would be gone for good: questions, places, series, what was learnt, settings. Say that you are sure.",
        )
        .about("sure"));
    }
    let problem = |error| problems::of_store(&error);
    let questions = shared.store.history(u32::MAX).map_err(problem)?.len() as u64;
    let series = shared.store.series().map_err(problem)?;
    shared.store.erase_everything().map_err(problem)?;
    for info in series {
        shared.context.forget_series(&info.id);
    }
    shared.recent.clear();
    shared.seen.clear();
    Ok(Erased { questions })
}
