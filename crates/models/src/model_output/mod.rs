//! Numerical weather guidance as an expert: model output statistics, learnt walking forward.
//!
//! What models said at each lead is compared with what came (`said`, `grid`). Of each lead its errors are regressed on the hour
//! of the day and on what was said (`correction`; Glahn and Lowry, Journal of Applied Meteorology 11, 1972), and what they
//! were in the hours before the issue is carried on as far as it was worth something (`recent`). What is left of them is the spread.
//! Where there are members, their mean and how far they lie apart count too (`ensemble`). Values with a mass at a bound (rain, cloud)
//! get the outcomes of like cases as their distribution (`conditional`), and members the outcomes of equal rank (`rank_mapping`).
//!
//! All of it is sums over blocks of time (`blocks`): what a past origin is told with had been learnt before its block began.
//! The fuller [`PostProcessor`](crate::guidance::PostProcessor) needs a past of whole ensembles and a hundred times the time.

mod blocks;
mod conditional;
mod correction;
mod ensemble;
mod grid;
mod learnt;
mod rank_mapping;
mod recent;
mod said;
#[cfg(test)]
mod tests;

use crate::{
    Climatology, Model, ModelError, Prepared, Reach, RollingForecast, Task,
    error::in_words,
    sample::{Weighted, quantiles, step_quantiles},
};
use conditional::Conditional;
use domain::{Hindcast, ModelId, Series, Track, standard_normal_quantile};
use grid::Grid;
use jiff::SignedDuration;
use learnt::{Case, Learnt};
use rank_mapping::RankMapping;

/// From which share of values at the bounds on these are masses.
const MASS: f64 = 0.05;
/// How much of a distribution is taken from what is usual where nothing was learnt of like cases.
const USUAL_SHARE: f64 = 0.4;
/// The same of amounts: what is usual of rain tells little beside members that know when it comes.
const USUAL_SHARE_OF_AMOUNTS: f64 = 0.2;
/// What amounts may turn out to be of what was said, before anything is learnt.
const FACTORS: [f64; 5] = [0.0, 0.4, 0.8, 1.2, 2.0];
/// At how many moments the outcomes of like cases are gone through for the past origins.
const MOMENTS: usize = 3;
/// From this trust in the outcomes of like cases on, what is usual is left out.
const TRUSTED: f64 = 0.9;
/// Below this trust in the outcomes of like cases a past origin is told nothing.
const LEAST_TRUST: f64 = 0.3;

/// What weather models say, put right by what they got wrong here before.
#[derive(Debug, Clone, Copy)]
pub struct WeatherGuidance;

impl Model for WeatherGuidance {
    fn id(&self) -> ModelId {
        ModelId::new("guidance")
    }

    fn title(&self) -> &'static str {
        "weather guidance"
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let guidance = prepared.track().guidance.as_deref();
        let guidance = guidance.filter(|guidance| !guidance.is_empty()).ok_or(ModelError::NoGuidance)?;
        let grid = Grid::of(task).ok_or(ModelError::Steps)?;
        let learnt = Learnt::of(guidance, &grid, &prepared.track().variable);
        task.check()?;
        let cells: Vec<usize> = task.valid_times.iter().map(|time| grid.cell(time.as_second())).collect();
        let now: Vec<Option<Case>> = cells.iter().map(|cell| learnt.now(&grid, *cell)).collect();
        if now.iter().all(Option::is_none) {
            let reach = ends(prepared.track()).map_or(0, |lead| lead.as_mins());
            return Err(ModelError::Far { reach: in_words(reach) });
        }
        let (present, past) = if has_masses(prepared) {
            (like_cases_now(task, &grid, &learnt, &cells, &now)?, like_cases_before(task, &grid, &learnt)?)
        } else {
            (about_location_now(task, &grid, &cells, &now), about_location_before(task, &grid, &learnt)?)
        };
        Ok(RollingForecast { present: task.finish(present)?, past: Some(task.finish_past(past)?) })
    }

    fn vote(&self, prepared: &Prepared) -> f64 {
        // Before anything is learnt: beyond the first hours nothing made from observations of one place comes near to it. Rain is told by
        // two experts of such observations, both of them the usual, and where most hours are dry little is learnt of their weights.
        if prepared.track().support.zero_inflated { 8.0 } else { 4.0 }
    }

    fn reach(&self, track: &Track) -> Reach {
        ends(track).map_or(Reach::AnyLead, Reach::Ends)
    }
}

/// Whether values are often at a bound, so that errors have no shape of their own.
fn has_masses(prepared: &Prepared) -> bool {
    let support = &prepared.track().support;
    let (Some(lower), Some(upper)) = (support.lower, support.upper) else { return support.zero_inflated };
    let known = || prepared.track().history.values().iter().filter(|value| value.is_finite());
    let bound = known().filter(|value| **value <= lower || **value >= upper).count() as f64;
    support.zero_inflated || bound >= MASS * known().count() as f64
}

/// Up to which lead, counted from the newest observation, anything is said.
fn ends(track: &Track) -> Option<SignedDuration> {
    let guidance = track.guidance.as_deref()?;
    let runs = guidance.runs.iter().flat_map(|run| &run.members);
    let until = runs.chain(guidance.at_leads.iter().map(|past| &past.said)).filter_map(Series::newest_time);
    let newest = track.history.newest_time()?;
    Some(until.max()?.duration_since(newest))
}

/// Normal distributions on the model scale: times x levels.
fn about_location_now(task: &Task<'_>, grid: &Grid<'_>, cells: &[usize], now: &[Option<Case>]) -> Vec<f64> {
    let standard: Vec<f64> =
        task.levels.as_slice().iter().map(|level| standard_normal_quantile(*level)).collect();
    let mut values = Vec::with_capacity(cells.len() * standard.len());
    for (cell, case) in cells.iter().zip(now) {
        // Beyond the end of guidance nobody listens.
        let (usual, spread) = grid.usual(*cell);
        let (location, deviation) =
            case.map_or((usual, spread), |case| (case.location, spread * case.variance.sqrt()));
        values.extend(standard.iter().map(|standard| location + deviation * standard));
    }
    values
}

/// The same from the past origins: origins x leads x levels.
fn about_location_before(
    task: &Task<'_>,
    grid: &Grid<'_>,
    learnt: &Learnt<'_>,
) -> Result<Vec<f64>, ModelError> {
    let levels = Hindcast::usual_levels();
    let standard: Vec<f64> = levels.as_slice().iter().map(|level| standard_normal_quantile(*level)).collect();
    let plan = task.plan;
    let mut values = Vec::with_capacity(plan.past().len() * plan.leads.len() * standard.len());
    for origin in plan.past() {
        task.check()?;
        let origin = (task.prepared.line_offset() + origin).checked_sub(grid.start);
        for lead in &plan.leads {
            match origin.and_then(|origin| learnt.before(grid, origin, *lead)) {
                Some((_, case)) => {
                    let deviation = grid.usual(case.cell).1 * case.variance.sqrt();
                    values.extend(standard.iter().map(|standard| case.location + deviation * standard));
                }
                None => values.extend(std::iter::repeat_n(f64::NAN, standard.len())),
            }
        }
    }
    Ok(values)
}

/// Outcomes of like cases: times x levels. Each member has its own, so that what members disagree on stays open.
fn like_cases_now(
    task: &Task<'_>,
    grid: &Grid<'_>,
    learnt: &Learnt<'_>,
    cells: &[usize],
    now: &[Option<Case>],
) -> Result<Vec<f64>, ModelError> {
    let amounts = task.prepared.track().support.zero_inflated;
    let usual_share = if amounts { USUAL_SHARE_OF_AMOUNTS } else { USUAL_SHARE };
    let mut like: Vec<Option<(Conditional, RankMapping)>> = Vec::new();
    like.resize_with(learnt.leads(), || None);
    for case in now.iter().flatten() {
        let lead = learnt.well_known(case.lead);
        like[lead].get_or_insert_with(|| {
            (learnt.outcomes(grid, lead, grid.known, amounts), learnt.mapping(grid, lead, amounts))
        });
    }
    let trusted = like.iter().flatten().map(|(like, _)| like.trust()).fold(1.0, f64::min);
    let complete = now.iter().all(Option::is_some);
    let usual = if trusted > TRUSTED && complete { None } else { Climatology.forecast(task).ok() };
    let levels = task.levels.as_slice();
    let mut values = Vec::with_capacity(cells.len() * levels.len());
    let mut sample: Vec<Weighted> = Vec::new();
    let (mut said, mut members) = (Vec::new(), Vec::new());
    for (time, (cell, case)) in cells.iter().zip(now).enumerate() {
        sample.clear();
        let like = case.as_ref().and_then(|case| like[learnt.well_known(case.lead)].as_ref());
        let trust = like.map_or(0.0, |(like, _)| like.trust());
        let usual_here = usual.as_ref().map(|usual| usual.present.at(time));
        if let Some(case) = case {
            learnt.members(grid, (case, amounts), &mut said, &mut members);
            if let Some((like, mapping)) = like {
                let lead = learnt.well_known(case.lead);
                let by_themselves = learnt.told_by_members(lead, members.len(), amounts);
                like.add(&members, trust * (1.0 - by_themselves), &mut sample);
                let weight = trust * by_themselves;
                if amounts {
                    mapping.add(said.iter().map(|member| member.0), weight, &mut sample);
                } else {
                    mapping.add(members.iter().copied(), weight, &mut sample);
                }
            }
            let all = if usual_here.is_some() { 1.0 - usual_share } else { 1.0 };
            let weight = (1.0 - trust) * all / (members.len() * FACTORS.len()) as f64;
            for member in &members {
                dressed(grid, case, (*member, weight), amounts, &mut sample);
            }
        }
        let share = if case.is_some() { usual_share * (1.0 - trust) } else { 1.0 };
        if let Some(usual) = usual_here.filter(|_| share > 0.0) {
            sample.extend(usual.iter().map(|value| (*value, share / usual.len() as f64)));
        }
        sample.retain(|(value, weight)| value.is_finite() && *weight > 0.0);
        match (sample.is_empty(), amounts) {
            // Beyond the end of guidance nobody listens.
            (true, _) => values.extend(std::iter::repeat_n(grid.usual(*cell).0, levels.len())),
            (false, true) => step_quantiles(&mut sample, levels, &mut values),
            (false, false) => quantiles(&mut sample, levels, &mut values),
        }
    }
    Ok(values)
}

/// What a member's word may turn out to be where nothing was learnt.
fn dressed(
    grid: &Grid<'_>,
    case: &Case,
    (member, weight): (f64, f64),
    amounts: bool,
    sample: &mut Vec<Weighted>,
) {
    if weight <= 0.0 {
        return;
    }
    if amounts {
        let said = member.max(0.0).powi(2);
        sample.extend(FACTORS.map(|factor| (said * factor, weight)));
    } else {
        let deviation = grid.usual(case.cell).1 * case.variance.sqrt();
        let standard = FACTORS.iter().enumerate().map(|(at, _)| (at as f64 + 0.5) / FACTORS.len() as f64);
        sample.extend(standard.map(|level| (member + deviation * standard_normal_quantile(level), weight)));
    }
}

/// The same from the past origins, each with the outcomes known there.
fn like_cases_before(task: &Task<'_>, grid: &Grid<'_>, learnt: &Learnt<'_>) -> Result<Vec<f64>, ModelError> {
    let plan = task.plan;
    let levels = Hindcast::usual_levels().len();
    let amounts = task.prepared.track().support.zero_inflated;
    let cell_of = |origin: &usize| (task.prepared.line_offset() + origin).checked_sub(grid.start);
    // The moments up to which outcomes are gone through: the first origin, and some of those after it.
    let origins: Vec<usize> = plan.past().iter().filter_map(cell_of).collect();
    let every = origins.len().div_ceil(MOMENTS).max(1);
    let moments: Vec<usize> = origins.iter().step_by(every).map(|origin| origin + 1).collect();
    let mut like: Vec<Option<Conditional>> = Vec::new();
    like.resize_with(moments.len() * learnt.leads(), || None);
    let mut values = Vec::with_capacity(plan.past().len() * plan.leads.len() * levels);
    for origin in plan.past() {
        task.check()?;
        let origin = cell_of(origin);
        let moment = origin.map_or(0, |origin| moments.partition_point(|moment| *moment <= origin + 1));
        for lead in &plan.leads {
            let before = values.len();
            if let (Some(origin), Some(moment)) = (origin, moment.checked_sub(1))
                && let Some((at, case)) = learnt.before(grid, origin, *lead)
            {
                let at = learnt.well_known(at);
                let like = like[moment * learnt.leads() + at]
                    .get_or_insert_with(|| learnt.outcomes(grid, at, moments[moment], amounts));
                if like.trust() >= LEAST_TRUST {
                    like.coarse(case.location, &mut values);
                }
            }
            if values.len() == before {
                values.extend(std::iter::repeat_n(f64::NAN, levels));
            }
        }
    }
    Ok(values)
}
