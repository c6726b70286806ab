//! What was learnt, as it is kept in the data file: a row for each scope, and one for each forecast whose outcomes are awaited.

use crate::{problems, shared::Shared};
use blend::{EventIssued, Issued, Learning, LearningOptions, LearntPart};
use contract::Problem;
use domain::{AnswerId, PlaceId, QuantileLevels, StoreError, Verifiable, Verified};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};

/// Before the names of parts of what was learnt.
const LESSON: &str = "lesson/";
/// Before the names of issued forecasts.
const AWAITED: &str = "awaited/";

/// What is learnt of outcomes. The level of a record is left out until walks through the past show that it helps: with it, series
/// that wander became worse.
pub(crate) const MEASURED: LearningOptions = LearningOptions { level: false, ..LearningOptions::USUAL };

/// What was learnt as of a version of the data file.
#[derive(Default)]
pub(crate) struct Lessons {
    known: Mutex<Option<(u64, Arc<Learning>)>>,
}

/// What is remembered of a forecast until its outcomes are known.
#[derive(Serialize, Deserialize)]
struct Awaited {
    issued: Vec<Issued>,
    event: Option<EventIssued>,
}

fn awaited_name(place: Option<PlaceId>, id: AnswerId) -> String {
    let place = place.map_or_else(|| "series".to_owned(), |place| format!("place={}", place.0));
    format!("{AWAITED}{place}/{}", id.0)
}

/// What was learnt by now. A data file that can't be read has taught nothing.
pub(crate) fn current(shared: &Shared) -> Arc<Learning> {
    match read(shared) {
        Ok(learning) => learning,
        Err(error) => {
            tracing::warn!(%error, "what was learnt could not be read; this answer does without it");
            Arc::default()
        }
    }
}

fn read(shared: &Shared) -> Result<Arc<Learning>, StoreError> {
    let version = shared.store.verified_version()?;
    let mut known = shared.lessons.known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, learning)) = &*known
        && *of == version
    {
        return Ok(Arc::clone(learning));
    }
    let mut learning = Learning::with(MEASURED);
    for (name, state) in shared.store.all_learnt()? {
        if let Some(name) = name.strip_prefix(LESSON)
            && let Ok(part) = serde_json::from_slice::<LearntPart>(&state)
        {
            learning.put(name, part);
        }
    }
    let learning = Arc::new(learning);
    *known = Some((version, Arc::clone(&learning)));
    Ok(learning)
}

/// Remembers a forecast until its outcomes are known, at the valid times and levels that are verified.
pub(crate) fn await_outcomes(
    shared: &Shared,
    (id, place): (AnswerId, Option<PlaceId>),
    issued: &[Issued],
    event: Option<EventIssued>,
    verifiable: &[Verifiable],
) -> Result<(), Problem> {
    let levels = QuantileLevels::verified();
    let issued = issued
        .iter()
        .filter_map(|issued| {
            let kept = verifiable.iter().find(|kept| kept.blend.variable() == issued.said().variable())?;
            issued.thinned(kept.blend.valid_times(), &levels).ok()
        })
        .collect();
    let row = serde_json::to_vec(&Awaited { issued, event }).expect("it is plain data");
    let before = shared.store.verified_version().map_err(|error| problems::of_store(&error))?;
    let rows = [(awaited_name(place, id), Some(row))];
    shared.store.save_learnt(&rows).map_err(|error| problems::of_store(&error))?;
    // Nothing was learnt by that: what is known stays so, unless somebody else was there in between.
    let after = shared.store.verified_version().map_err(|error| problems::of_store(&error))?;
    let mut known = shared.lessons.known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, _)) = known.as_mut()
        && *of == before
        && after == before + 1
    {
        *of = after;
    }
    Ok(())
}

/// Takes over what a replay learnt, scope by scope, where it has seen more than what is known.
pub(crate) fn take_over(shared: &Shared, replayed: &Learning) -> Result<(), Problem> {
    let known = read(shared).map_err(|error| problems::of_store(&error))?;
    let rows: Vec<(String, Option<Vec<u8>>)> = replayed
        .changed_since(&known)
        .filter(|(name, part)| part.seen() > known.seen(name))
        .map(|(name, part)| {
            (format!("{LESSON}{name}"), Some(serde_json::to_vec(&part).expect("it is plain data")))
        })
        .collect();
    shared.store.save_learnt(&rows).map_err(|error| problems::of_store(&error))
}

/// Forgets what was remembered of an answer that is forgotten.
pub(crate) fn forget(shared: &Shared, place: Option<PlaceId>, id: AnswerId) -> Result<(), Problem> {
    let rows = [(awaited_name(place, id), None)];
    shared.store.save_learnt(&rows).map_err(|error| problems::of_store(&error))
}

/// Learns from the outcomes that became known, in the order the forecasts were issued: what has changed, by name.
pub(crate) fn learn(
    shared: &Shared,
    verified: &[Verified],
    events: &[(AnswerId, Option<PlaceId>, bool)],
) -> Vec<(String, Vec<u8>)> {
    let before = current(shared);
    let mut after = (*before).clone();
    let mut rows = Vec::new();
    let mut forecasts: Vec<(AnswerId, Option<PlaceId>)> =
        verified.iter().map(|verified| (verified.forecast, verified.situation.place)).collect();
    forecasts.extend(events.iter().map(|(id, place, _)| (*id, *place)));
    forecasts.sort_by_key(|(id, _)| *id);
    forecasts.dedup_by_key(|(id, _)| *id);
    for (id, place) in forecasts {
        let name = awaited_name(place, id);
        let Ok(Some(row)) = shared.store.learnt(&name) else { continue };
        let Ok(mut awaited) = serde_json::from_slice::<Awaited>(&row) else { continue };
        let mut complete = true;
        for issued in &awaited.issued {
            let of = verified
                .iter()
                .find(|of| of.forecast == id && of.situation.variable == *issued.said().variable());
            let Some(of) = of else {
                complete = false;
                continue;
            };
            let position = |time: usize| {
                let wanted = issued.said().valid_times()[time];
                of.blend.valid_times().iter().position(|known| *known == wanted)
            };
            after.learn(issued, |time| {
                let position = position(time).filter(|position| of.fresh.contains(position))?;
                of.outcomes[position]
            });
            complete &= of.outcomes.iter().all(Option::is_some);
        }
        if let Some((.., happened)) = events.iter().find(|(event, ..)| *event == id)
            && let Some(event) = awaited.event.take()
        {
            after.learn_event(&event, *happened);
        }
        // What all is known of needs no remembering.
        let done = complete && awaited.event.is_none();
        let left = if done { Vec::new() } else { serde_json::to_vec(&awaited).expect("it is plain data") };
        if left != row {
            rows.push((name, left));
        }
    }
    rows.extend(after.changed_since(&before).map(|(name, part)| {
        (format!("{LESSON}{name}"), serde_json::to_vec(&part).expect("it is plain data"))
    }));
    rows
}
