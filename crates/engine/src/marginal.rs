use crate::{learnt::Surroundings, raw_members::raw_members, workers::Spoken};
use blend::{BlendError, Calibration, ErrorDependence, Expert, Learning, Rehearsal};
use domain::{ModelId, QuantileForecast, QuantileLevels, Scenarios, Track};
use jiff::Timestamp;
use models::{Model, Plan, Prepared, Reach, Task};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use std::sync::Arc;

/// What the experts say together of one variable.
#[derive(Debug, Clone)]
pub struct Marginal {
    /// Blended, calibrated, and certain where an observation is known.
    pub forecast: QuantileForecast,
    /// The share of each expert in it.
    pub shares: Vec<(ModelId, f64)>,
    /// How its errors go together over the leads.
    pub errors: ErrorDependence,
}

/// How much is learnt before experts are blended.
#[derive(Debug, Clone)]
pub enum Blending {
    /// Nothing: prior weights, and the spread as the experts give it. What learning is held against.
    Untrained,
    /// From the past origins of the history.
    Rehearsed,
    /// From these, and from the outcomes of what was issued before.
    Learnt(Arc<Learning>),
}

/// Blends what was said of one track with weights learnt on the plan's past origins, and puts it right by how the
/// blend did there; untrained, with prior weights and as it is. `lessons` are those of forecasts issued before.
pub(crate) fn blended(
    prepared: &Prepared,
    plan: &Plan,
    spoken: &[Spoken],
    experts: &[&'static dyn Model],
    trained: bool,
    lessons: Option<(&Learning, &Surroundings)>,
) -> Result<Marginal, BlendError> {
    let track = prepared.track();
    let weights = weights_of(prepared, experts);
    let said: Vec<_> =
        spoken.iter().filter_map(|spoken| Some((spoken, spoken.result.as_ref().ok()?))).collect();
    let names: Vec<&ModelId> = said.iter().map(|(spoken, _)| &spoken.model).collect();
    let times = said
        .first()
        .map_or_else(|| Arc::from([]), |(_, forecast)| Arc::clone(forecast.present.valid_times()));
    let mut priors: Vec<Vec<f64>> = times.iter().map(|time| weights.at(*time, &names)).collect();
    if let (Some((learning, surroundings)), Some(nearest)) = (lessons, priors.first()) {
        let known: Vec<(&ModelId, f64)> = names.iter().copied().zip(nearest.iter().copied()).collect();
        let factors = surroundings.expert_factors(learning, track, &times, &known);
        for (priors, factors) in priors.iter_mut().zip(factors) {
            priors.iter_mut().zip(factors).for_each(|(prior, factor)| *prior *= factor);
        }
    }
    let experts: Vec<Expert> = said
        .iter()
        .enumerate()
        .map(|(index, (spoken, forecast))| Expert {
            model: spoken.model.clone(),
            present: forecast.present.clone(),
            past: forecast.past.clone().filter(|_| trained),
            prior: priors.iter().map(|weights| weights[index]).collect(),
        })
        .collect();
    let rehearsal = if trained {
        Rehearsal {
            leads: plan.leads.clone(),
            origins: plan.past().to_vec(),
            outcomes: prepared.outcomes(plan),
        }
    } else {
        Rehearsal { leads: plan.leads.clone(), origins: Vec::new(), outcomes: Vec::new() }
    };
    let aggregate = blend::aggregate(&experts, &rehearsal, &track.support)?;
    let errors = ErrorDependence::of(aggregate.past.as_ref(), &rehearsal);
    let calibrated = match &aggregate.past {
        Some(past) => blend::conform(aggregate.present, past, &rehearsal, &track.support)?,
        None => aggregate.present,
    };
    let calibrated = match unchanged(track) {
        Some((value, seen)) => blend::never_changed(&calibrated, value, seen, &plan.leads, &track.support)?,
        None => calibrated,
    };
    let forecast = blend::pinned(&calibrated, &track.history, &track.support)?;
    Ok(Marginal { forecast, shares: aggregate.shares, errors })
}

/// The one value that a series had each time it was observed, and how often that was. Weather has other years to go by.
fn unchanged(track: &Track) -> Option<(f64, usize)> {
    let mut observed = track.history.observed().map(|(_, value)| value);
    let first = observed.next().filter(|_| track.kind.is_some() && !track.support.zero_inflated)?;
    let mut seen = 1;
    for value in observed {
        if value.total_cmp(&first).is_ne() {
            return None;
        }
        seen += 1;
    }
    (seen > 1).then_some((first, seen))
}

/// Near twins sharing one vote, each model fading out where it has nothing to add any more.
fn weights_of(prepared: &Prepared, experts: &[&'static dyn Model]) -> blend::Weights {
    experts.iter().fold(blend::Weights::equal(prepared.origin()), |weights, model| {
        let weights = weights.with_weight(model.id(), model.vote(prepared));
        match model.reach(prepared.track()) {
            Reach::AnyLead => weights,
            Reach::Until(lead) => weights.with_reach(model.id(), lead),
            Reach::Ends(lead) => weights.with_end(model.id(), lead),
            Reach::TakesOver => weights.taken_over_by(model.id()),
        }
    })
}

/// The calibrated forecast of one track by its experts and those given `beside` them, worked out on the calling thread: for
/// benchmarks and for walking through the past.
///
/// # Errors
/// When no expert has anything to say.
pub fn forecast_track(
    track: &Track,
    issue_time: Timestamp,
    valid_times: &Arc<[Timestamp]>,
    levels: &QuantileLevels,
    beside: &[&'static dyn Model],
) -> Result<Marginal, BlendError> {
    let prepared = models::prepare(track, issue_time);
    let plan = prepared.plan(valid_times);
    of_track((track, &prepared, &plan), valid_times, levels, beside)
}

/// The same, corrected by how the forecasts issued before held: learns from those whose outcomes are known by now, and
/// remembers this one. Walking through successive issue times carries the state from each to the next.
///
/// # Errors
/// When no expert has anything to say.
pub fn forecast_track_onward(
    track: &Track,
    issue_time: Timestamp,
    valid_times: &Arc<[Timestamp]>,
    levels: &QuantileLevels,
    beside: &[&'static dyn Model],
    calibration: Calibration,
) -> Result<(Marginal, Calibration), BlendError> {
    let known = track.history.known_at(issue_time);
    let calibration = match known.newest_time() {
        Some(until) => calibration.caught_up(until, |time| known.value_at(time)),
        None => calibration,
    };
    let prepared = models::prepare(track, issue_time);
    let plan = prepared.plan(valid_times);
    let marginal = of_track((track, &prepared, &plan), valid_times, levels, beside)?;
    let (forecast, calibration) = calibration.issue(&marginal.forecast, &plan.leads, &track.support)?;
    Ok((Marginal { forecast, ..marginal }, calibration))
}

/// Joint members of the forecast of one track, as many as `members`.
///
/// # Errors
/// When they are no scenarios.
pub fn couple_track(
    track: &Track,
    issue_time: Timestamp,
    marginal: &Marginal,
    members: usize,
) -> Result<Scenarios, BlendError> {
    let source =
        blend::TemplateSource::new(vec![track], issue_time).with_errors(vec![Some(marginal.errors.clone())]);
    let raw = raw_members(&[track], marginal.forecast.valid_times(), issue_time);
    let source = match &raw {
        Some(raw) => source.with_guidance(raw),
        None => source,
    };
    let marginals = std::slice::from_ref(&marginal.forecast);
    blend::couple(marginals, &[track.support], &source, members, crate::forecast::SEED)
}

/// The calibrated forecast of one track. On a thread of a pool, its neighbours that have nothing else to do help with the experts; on
/// any other thread it is worked out there alone.
pub(crate) fn of_track(
    (track, prepared, plan): (&Track, &Prepared, &Plan),
    valid_times: &Arc<[Timestamp]>,
    levels: &QuantileLevels,
    beside: &[&'static dyn Model],
) -> Result<Marginal, BlendError> {
    let task = Task {
        prepared,
        valid_times: Arc::clone(valid_times),
        plan,
        levels,
        seed: crate::forecast::SEED,
        cancelled: &|| false,
    };
    let ask = |model: &&'static dyn Model| Spoken {
        model: model.id(),
        title: model.title(),
        result: model.forecast(&task).map_err(|error| error.to_string()),
    };
    // Those that only take over from others are asked where they count.
    let experts: Vec<&'static dyn Model> =
        models::experts(track).into_iter().chain(beside.iter().copied()).collect();
    let names: Vec<ModelId> = experts.iter().map(|model| model.id()).collect();
    let weights = weights_of(prepared, &experts);
    let names: Vec<&ModelId> = names.iter().collect();
    let mut counts = vec![false; experts.len()];
    for time in valid_times.iter() {
        for (counts, weight) in counts.iter_mut().zip(weights.at(*time, &names)) {
            *counts |= weight > 0.0;
        }
    }
    let of = |counted: bool| -> Vec<&'static dyn Model> {
        let them = experts.iter().zip(&counts).filter(|(_, counts)| **counts == counted);
        them.map(|(model, _)| *model).collect()
    };
    let said = |models: Vec<&'static dyn Model>| -> Vec<Spoken> {
        match rayon::current_thread_index() {
            Some(_) => models.par_iter().with_max_len(1).map(ask).collect(),
            None => models.iter().map(ask).collect(),
        }
    };
    let mut spoken = said(of(true));
    if spoken.iter().all(|spoken| spoken.result.is_err()) {
        spoken.extend(said(of(false)));
    }
    blended(prepared, plan, &spoken, &experts, true, None)
}

#[cfg(test)]
#[path = "marginal_tests.rs"]
mod tests;
