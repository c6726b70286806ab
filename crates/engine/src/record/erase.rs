//! Erasing a place, or everything, so that nothing is left in the data file.

use super::verify::claim_older;
use crate::{places, problems, settings, shared::Shared};
use context::open_meteo::Cell;
use contract::{EraseEverythingRequest, ErasePlaceRequest, Erased, Problem, ProblemCode};
use domain::Place;

/// Erases all that has to do with a place: questions, forecasts, outcomes, what was learnt for it, guidance, and the place itself in the
/// user's list and settings.
pub(crate) fn erase_place(shared: &Shared, request: &ErasePlaceRequest) -> Result<Erased, Problem> {
    let name = request.name.trim();
    let own = places::all(shared)?;
    let mut called: Vec<Place> =
        own.iter().filter(|place| place.name.to_lowercase() == name.to_lowercase()).cloned().collect();
    if called.is_empty() {
        called = shared.with_setting(|setting| intent::places_called(name, &setting))?;
    }
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
    // A forecast of an older version says only in its answer what place it is about.
    claim_older(shared)?;
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
