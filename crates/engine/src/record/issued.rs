//! What is kept of a forecast when it is issued, so that it can be scored and learnt from: blend, experts and references on a few
//! levels and valid times.

use crate::forecast::Forecast;
use domain::{
    Context, MOST_VERIFIED_TIMES, ModelId, QuantileForecast, QuantileLevel, QuantileLevels, Scenarios,
    Support, Track, Variable, Verifiable, VerifiedExpert, reference,
};
use jiff::Timestamp;
use std::sync::Arc;

/// An expert with a smaller share of the blend is left out: its weight can't fall much further.
const LEAST_WEIGHT: f64 = 0.01;
/// Experts that are kept at most, those with the most weight.
const MOST_EXPERTS: usize = 8;

/// What is kept of each variable of a forecast.
pub(crate) fn verifiable(forecast: &Forecast, context: &Context) -> Vec<Verifiable> {
    forecast
        .marginals
        .iter()
        .filter_map(|marginal| {
            let variable = marginal.variable();
            let track = context.track(variable);
            let experts = forecast.experts.iter().filter(|(_, said)| said.variable() == variable);
            let weights = forecast.weights.iter().filter(|(of, ..)| of == variable);
            let weights: Vec<(&ModelId, f64)> = weights.map(|(_, model, weight)| (model, *weight)).collect();
            let raw = forecast.raw.as_ref();
            of_variable(marginal, &experts.collect::<Vec<_>>(), &weights, track, raw, context.issue_time)
        })
        .collect()
}

/// `None` where no valid time lies ahead.
fn of_variable(
    marginal: &QuantileForecast,
    experts: &[&(ModelId, QuantileForecast)],
    weights: &[(&ModelId, f64)],
    track: Option<&Track>,
    raw: Option<&Scenarios>,
    issue_time: Timestamp,
) -> Option<Verifiable> {
    let support = track.map_or_else(|| marginal.variable().support(), |track| track.support);
    // What was observed already when it was issued is no forecast.
    let newest = track.and_then(|track| track.history.newest_time());
    let from = newest.map_or(issue_time, |newest| newest.max(issue_time));
    let ahead: Vec<usize> =
        (0..marginal.valid_times().len()).filter(|at| marginal.valid_times()[*at] >= from).collect();
    let kept = spread(&ahead);
    let times: Arc<[Timestamp]> = kept.iter().map(|at| marginal.valid_times()[*at]).collect();
    if times.is_empty() {
        return None;
    }
    let weight_of = |model: &ModelId| {
        weights.iter().find(|(known, _)| *known == model).map_or(0.0, |(_, weight)| *weight)
    };
    let mut ranked: Vec<(&ModelId, &QuantileForecast, f64)> =
        experts.iter().map(|(model, said)| (model, said, weight_of(model))).collect();
    ranked.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut kept_experts: Vec<VerifiedExpert> = Vec::new();
    for (rank, (model, said, weight)) in ranked.into_iter().enumerate() {
        if (rank < MOST_EXPERTS && weight >= LEAST_WEIGHT) || *model == reference::CLIMATOLOGY {
            let forecast = thinned(said, &kept, &times, &support)?;
            kept_experts.push(VerifiedExpert { model: model.clone(), weight, forecast });
        }
    }
    let mut refer = |model: ModelId, forecast: Option<QuantileForecast>| {
        kept_experts.extend(forecast.map(|forecast| VerifiedExpert { model, weight: 0.0, forecast }));
    };
    let persisted =
        track.and_then(|track| record::persistence(marginal.variable(), &track.history, &times, &support));
    refer(reference::PERSISTENCE, persisted);
    let raw = raw.and_then(|raw| raw_guidance(marginal.variable(), raw, &kept, &times, &support));
    refer(reference::RAW_GUIDANCE, raw);
    Some(Verifiable { blend: thinned(marginal, &kept, &times, &support)?, experts: kept_experts })
}

/// As many as are kept of these, evenly spread, the first and the last among them.
fn spread(all: &[usize]) -> Vec<usize> {
    if all.len() <= MOST_VERIFIED_TIMES {
        return all.to_vec();
    }
    (0..MOST_VERIFIED_TIMES).map(|at| all[at * (all.len() - 1) / (MOST_VERIFIED_TIMES - 1)]).collect()
}

fn thinned(
    said: &QuantileForecast,
    kept: &[usize],
    times: &Arc<[Timestamp]>,
    support: &Support,
) -> Option<QuantileForecast> {
    let levels = QuantileLevels::verified();
    let wanted: Vec<QuantileLevel> =
        levels.as_slice().iter().map(|level| QuantileLevel::new(*level)).collect::<Result<_, _>>().ok()?;
    let values = kept.iter().flat_map(|at| wanted.iter().map(|level| said.quantile(*at, *level))).collect();
    QuantileForecast::new(said.variable().clone(), Arc::clone(times), levels, values, support).ok()
}

/// The members of weather models as they came, as quantiles (Hyndman and Fan 1996, type 7). `None` unless they tell of every valid
/// time.
fn raw_guidance(
    variable: &Variable,
    raw: &Scenarios,
    kept: &[usize],
    times: &Arc<[Timestamp]>,
    support: &Support,
) -> Option<QuantileForecast> {
    let position = raw.position(variable)?;
    let levels = QuantileLevels::verified();
    let mut values = Vec::with_capacity(kept.len() * levels.len());
    for at in kept {
        let mut members: Vec<f64> =
            raw.across_members(position, *at).filter(|value| value.is_finite()).collect();
        members.sort_by(f64::total_cmp);
        let last = members.len().checked_sub(1)?;
        values.extend(levels.as_slice().iter().map(|level| {
            let place = level * last as f64;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the members")]
            let below = place.floor() as usize;
            let above = (below + 1).min(last);
            members[below] + (place - below as f64) * (members[above] - members[below])
        }));
    }
    QuantileForecast::new(variable.clone(), Arc::clone(times), levels, values, support).ok()
}

/// What can be verified of a forecast that an older version kept: the blend alone.
pub(crate) fn of_blend(marginals: &[QuantileForecast], issue_time: Timestamp) -> Vec<Verifiable> {
    marginals.iter().filter_map(|marginal| of_variable(marginal, &[], &[], None, None, issue_time)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn marginal(hours: i64) -> QuantileForecast {
        let times: Arc<[Timestamp]> =
            (0..hours).map(|hour| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour)).collect();
        let levels = QuantileLevels::percentiles();
        let values = (0..hours)
            .flat_map(|hour| levels.as_slice().iter().map(move |level| hour as f64 + level))
            .collect();
        QuantileForecast::new(Variable::Temperature, times, levels, values, &Support::REAL).expect("finite")
    }

    #[test]
    fn what_lies_ahead_is_kept_and_thinned_evenly() {
        let said = marginal(400);
        let issue_time = said.valid_times()[10];
        let [kept] = &of_blend(std::slice::from_ref(&said), issue_time)[..] else { panic!("one variable") };
        let times = kept.blend.valid_times();
        assert_eq!((times.len(), times[0], times[63]), (64, issue_time, said.valid_times()[399]));
        assert!((kept.blend.at(0)[11] - 10.5).abs() < 1e-9, "the median");
        assert!((kept.blend.at(63)[1] - 399.025).abs() < 1e-9, "2.5 %");
        assert!(of_blend(&[said], Timestamp::MAX).is_empty());
    }

    #[test]
    fn experts_with_weight_and_references_are_kept() {
        let said = marginal(3);
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "climatology"];
        let experts: Vec<(ModelId, QuantileForecast)> =
            names.iter().map(|name| (ModelId::new(name), said.clone())).collect();
        let experts: Vec<&(ModelId, QuantileForecast)> = experts.iter().collect();
        // The last has no weight and stays as a reference; a has too little, i and j are one too many.
        let weights: Vec<(&ModelId, f64)> = experts
            .iter()
            .zip([0.001, 0.2, 0.19, 0.18, 0.1, 0.1, 0.09, 0.08, 0.05, 0.02, 0.0])
            .map(|((model, _), weight)| (model, weight))
            .collect();
        let raw = Scenarios::new(
            vec![Variable::Temperature],
            Arc::clone(said.valid_times()),
            2,
            vec![1.0, 2.0, 3.0, 3.0, 4.0, f64::NAN],
        )
        .expect("a shape");
        let kept =
            of_variable(&said, &experts, &weights, None, Some(&raw), Timestamp::UNIX_EPOCH).expect("ahead");
        let kept: Vec<&str> = kept.experts.iter().map(|expert| &*expert.model.0).collect();
        assert_eq!(kept, ["b", "c", "d", "e", "f", "g", "h", "i", "climatology", "raw-guidance"]);
    }
}
