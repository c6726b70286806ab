//! Holding stored forecasts against what was observed: each outcome is scored and learnt from once, whoever is killed when.

use super::{issued::of_blend, learning, observed::ObservedValues};
use crate::{problems, shared::Shared};
use contract::Problem;
use domain::{
    AnswerId, Due, Issue, IssuedForecast, PlaceId, SeriesId, Step, StoreError, Subject, Unverified, Variable,
    Verifiable, Verification, Verified,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::PoisonError;

/// Forecasts that are kept with one sync of the disk.
const BATCH: u32 = 1000;
/// Times that a batch is tried again because another copy of Forecastle was faster.
const TRIES: u32 = 8;
/// Outcomes that haven't come by now are told by their valid times when they come; the store looks no further either.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What a look at stored forecasts found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Found {
    /// Forecasts of which something became known or was corrected.
    pub(crate) forecasts: usize,
    /// Values that became known.
    pub(crate) outcomes: usize,
}

/// Verifies all that waits for outcomes.
pub(crate) fn catch_up(shared: &Shared) -> Result<Found, Problem> {
    verify(shared, &Due::At(shared.clock.now().timestamp()))
}

/// Verifies all that speaks of a series, or of weather that may have come from it, whose values between two valid times may have
/// changed.
pub(crate) fn look_again(
    shared: &Shared,
    series: Option<&SeriesId>,
    weather: bool,
    (from, to): (Timestamp, Timestamp),
) -> Result<Found, Problem> {
    claim_older(shared)?;
    // A value lies within the hour that a forecast names by its start; hours that are made of a day change with the day.
    let day = SignedDuration::from_hours(25);
    let from = from.checked_sub(day).unwrap_or(Timestamp::MIN);
    let to = to.checked_add(day).unwrap_or(Timestamp::MAX);
    verify(shared, &Due::Within { series: series.cloned(), weather, from, to })
}

/// What was forecast is held against what an import brought or an undone one took away. The import stands whether or not that works;
/// what wasn't looked at now is looked at later.
pub(crate) fn after_import(shared: &Shared, series: &SeriesId) {
    // Whether it is weather is asked of the series, which is gone when its only import was undone.
    let known = shared.store.series().unwrap_or_default().into_iter().find(|info| info.id == *series);
    let weather = known.is_none_or(|info| info.weather.is_some());
    if let Err(problem) = look_again(shared, Some(series), weather, (Timestamp::MIN, Timestamp::MAX)) {
        tracing::warn!(%problem, "forecasts were not held against what was imported; they will be looked at again");
    }
}

/// Writes down what forecasts of an older version claimed.
pub(super) fn claim_older(shared: &Shared) -> Result<(), Problem> {
    let mut after = AnswerId(0);
    loop {
        // Nothing lies ahead of the first moment there is: only those without a claim are due then.
        let due = Due::At(Timestamp::MIN);
        let batch =
            shared.store.unverified(&due, after, BATCH).map_err(|error| problems::of_store(&error))?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = last.forecast;
        claim(shared, &batch)?;
    }
}

/// Whether any of them had no claim and has one now.
fn claim(shared: &Shared, batch: &[Unverified]) -> Result<bool, Problem> {
    let mut claimed = false;
    for one in batch.iter().filter(|one| one.claim.is_none()) {
        let issued = match shared.store.forecast(one.forecast) {
            Ok(issued) => issued,
            // Forgotten meanwhile, or written by a version that nobody has any more.
            Err(StoreError::Missing { .. } | StoreError::Outdated { .. }) => continue,
            Err(error) => return Err(problems::of_store(&error)),
        };
        let issued = with_claim(issued);
        shared.store.save_claim(&issued).map_err(|error| problems::of_store(&error))?;
        claimed = true;
    }
    Ok(claimed)
}

fn with_claim(issued: IssuedForecast) -> IssuedForecast {
    let times: Vec<Timestamp> =
        issued.marginals.first().map(|marginal| marginal.valid_times().to_vec()).unwrap_or_default();
    let step = match &issued.answer.question.subject {
        Subject::Series { info } if info.step_minutes >= 28 * 1440 => Step::Months(1),
        Subject::Series { info } if info.step_minutes >= 1440 => Step::Days(info.step_minutes / 1440),
        Subject::Series { info } => Step::Minutes(info.step_minutes.max(1)),
        Subject::Activity { .. } | Subject::Weather => Step::HOUR,
    };
    IssuedForecast {
        decisive: answer::decisive(&issued.answer, &times, step),
        experts: of_blend(&issued.marginals, issued.issue_time),
        ..issued
    }
}

fn verify(shared: &Shared, due: &Due) -> Result<Found, Problem> {
    // One at a time in this copy; others are told by the version of what they read.
    let _turn = shared.keeping.turn.lock().unwrap_or_else(PoisonError::into_inner);
    let now = shared.clock.now().timestamp();
    let mut found = Found::default();
    let (mut after, mut tries) = (AnswerId(0), 0);
    loop {
        let problem = |error| problems::of_store(&error);
        let version = shared.store.verified_version().map_err(problem)?;
        let batch = shared.store.unverified(due, after, BATCH).map_err(problem)?;
        let Some(last) = batch.last().map(|one| one.forecast) else { return Ok(found) };
        if claim(shared, &batch)? {
            continue;
        }
        let kept = verify_batch(shared, due, now, version, &batch)?;
        match kept {
            Some(more) => {
                found.forecasts += more.forecasts;
                found.outcomes += more.outcomes;
                (after, tries) = (last, 0);
            }
            None if tries < TRIES => tries += 1,
            None => {
                tracing::debug!("another copy of Forecastle verifies; it will find the same");
                return Ok(found);
            }
        }
    }
}

/// A forecast of which something became known, before it is scored.
struct Changed<'a> {
    forecast: &'a Unverified,
    claim: &'a domain::Claim,
    /// By variable: what is known now.
    outcomes: Vec<Vec<Option<f64>>>,
    happened: Option<bool>,
    amount: Option<f64>,
    settled: bool,
}

/// `None` when somebody else verified something since `version`.
fn verify_batch(
    shared: &Shared,
    due: &Due,
    now: Timestamp,
    version: u64,
    batch: &[Unverified],
) -> Result<Option<Found>, Problem> {
    let problem = |error| problems::of_store(&error);
    let observed = ObservedValues::of(shared, batch, now);
    let changed: Vec<Changed<'_>> =
        batch.iter().filter_map(|forecast| change(forecast, due, now, &observed)).collect();
    if changed.is_empty() {
        return Ok(Some(Found::default()));
    }
    let ids: Vec<AnswerId> = changed.iter().map(|one| one.forecast.forecast).collect();
    let said = shared.store.verifiable(&ids).map_err(problem)?;
    let (verifications, verified): (Vec<Verification>, Vec<Vec<Verified>>) =
        score_all(&changed, said).into_iter().unzip();
    let fresh: Vec<Verified> =
        verified.into_iter().flatten().filter(|verified| !verified.fresh.is_empty()).collect();
    let events: Vec<(AnswerId, Option<PlaceId>, bool)> = changed.iter().filter_map(came_to_be).collect();
    let learnt = if fresh.is_empty() && events.is_empty() {
        Vec::new()
    } else {
        learning::learn(shared, &fresh, &events)
    };
    let found =
        Found { forecasts: changed.len(), outcomes: fresh.iter().map(|verified| verified.fresh.len()).sum() };
    let kept = shared.store.save_verifications(version, &verifications, &learnt).map_err(problem)?;
    Ok(kept.then_some(found))
}

/// Whether the event of a forecast that counts came true, where that has become known now.
fn came_to_be(changed: &Changed<'_>) -> Option<(AnswerId, Option<PlaceId>, bool)> {
    let forecast = changed.forecast;
    let counts = forecast.issue == Issue::Live && !forecast.repeated && forecast.happened.is_none();
    let place = changed.claim.question.place.as_ref().map(|place| place.id);
    Some((forecast.forecast, place, changed.happened.filter(|_| counts)?))
}

/// What became known of a forecast; `None` when nothing did.
fn change<'a>(
    forecast: &'a Unverified,
    due: &Due,
    now: Timestamp,
    observed: &ObservedValues,
) -> Option<Changed<'a>> {
    let claim = forecast.claim.as_ref()?;
    let withdraws = matches!(due, Due::Within { .. });
    let mut differs = false;
    let mut outcomes = Vec::with_capacity(forecast.variables.len());
    for variable in &forecast.variables {
        let series = observed.series(claim, forecast.issue, &variable.variable);
        let known: Vec<Option<f64>> = variable
            .valid_times
            .iter()
            .zip(&variable.outcomes)
            .map(|(time, before)| {
                let value = series.and_then(|series| series.get(time)).copied().map(as_kept);
                // A value that can't be found while nothing says that it changed is still the one that was observed.
                if withdraws { value } else { value.or(*before) }
            })
            .collect();
        differs |= known != variable.outcomes;
        outcomes.push(known);
    }
    let value = |variable: &Variable, time: Timestamp| {
        observed.series(claim, forecast.issue, variable)?.get(&time).copied()
    };
    let came = answer::came_true(claim, &value);
    let happened = came.and_then(|came| came.happened);
    let happened = if withdraws { happened } else { happened.or(forecast.happened) };
    let amount = came.and_then(|came| came.amount);
    differs |= happened != forecast.happened;
    let settled = outcomes.iter().flatten().all(Option::is_some)
        && (claim.decisive.is_empty() || happened.is_some() || amount.is_some());
    // Once it is known that nothing will come any more, that is written down, so that nobody looks again.
    let given_up = !withdraws
        && last(forecast, claim).is_none_or(|last| last < now.saturating_sub(LONGEST_WAIT).unwrap_or(now));
    (differs || settled != forecast.settled || given_up).then_some(Changed {
        forecast,
        claim,
        outcomes,
        happened,
        amount,
        settled,
    })
}

fn last(forecast: &Unverified, claim: &domain::Claim) -> Option<Timestamp> {
    forecast
        .variables
        .iter()
        .flat_map(|variable| variable.valid_times.iter())
        .chain(&claim.decisive)
        .max()
        .copied()
}

/// Outcomes are kept in single precision: only what differs there has changed.
#[expect(clippy::cast_possible_truncation, reason = "the precision that is kept")]
fn as_kept(value: f64) -> f64 {
    f64::from(value as f32)
}

/// Scores on all cores.
fn score_all(changed: &[Changed<'_>], mut said: Vec<Vec<Verifiable>>) -> Vec<(Verification, Vec<Verified>)> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = changed.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = changed
            .chunks(share)
            .map(|part| {
                let rest = said.split_off(part.len().min(said.len()));
                let said = std::mem::replace(&mut said, rest);
                scope.spawn(move || -> Vec<_> {
                    part.iter().zip(said).map(|(changed, said)| score_one(changed, said)).collect()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("scoring doesn't panic")).collect()
    })
}

fn score_one(changed: &Changed<'_>, said: Vec<Verifiable>) -> (Verification, Vec<Verified>) {
    let mut variables = Vec::with_capacity(said.len());
    let mut all = Vec::with_capacity(said.len());
    for (at, ((said, variable), outcomes)) in
        said.into_iter().zip(&changed.forecast.variables).zip(&changed.outcomes).enumerate()
    {
        let was_known = variable.outcomes.iter().any(Option::is_some);
        if !was_known && outcomes.iter().all(Option::is_none) {
            continue;
        }
        let counts = changed.forecast.issue == Issue::Live && !variable.repeated;
        let fresh = (0..outcomes.len())
            .filter(|at| counts && outcomes[*at].is_some() && variable.outcomes[*at].is_none())
            .collect();
        let verified = Verified {
            forecast: changed.forecast.forecast,
            situation: changed.claim.situation(&variable.variable),
            issue_time: changed.forecast.issue_time,
            blend: said.blend,
            experts: said.experts,
            outcomes: outcomes.clone(),
            fresh,
        };
        variables.push((at, outcomes.clone(), record::write_scores(&record::score(&verified))));
        all.push(verified);
    }
    let verification = Verification {
        forecast: changed.forecast.forecast,
        settled: changed.settled,
        happened: changed.happened,
        amount: changed.amount,
        variables,
    };
    (verification, all)
}
