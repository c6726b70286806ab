use crate::{
    BlendError,
    combine::{linear_pool, mass_at_an_end},
    online::Online,
};
use domain::{Hindcast, ModelId, QuantileForecast, Support};

/// Groups of leads that weights are learnt for apart: at least so many...
const BUCKETS: usize = 4;
/// ... and one more for each time that the longest lead is twice this: what happens within hours is not what happens within days.
const NEAR: f64 = 48.0;

/// One expert: what it says, what it would have said, and how much it counts before anything is learnt.
#[derive(Debug, Clone)]
pub struct Expert {
    /// Its name.
    pub model: ModelId,
    /// What it says at each valid time.
    pub present: QuantileForecast,
    /// What it would have said from each origin of the rehearsal; `None` from one that can't tell.
    pub past: Option<Hindcast>,
    /// Its weight at each valid time next to the others'. Zero counts it out.
    pub prior: Vec<f64>,
}

/// The origins in the past that experts are tried on, and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Rehearsal {
    /// Steps ahead of an origin, one per valid time.
    pub leads: Vec<usize>,
    /// The past origins in steps, rising.
    pub origins: Vec<usize>,
    /// Origins x leads, in the variable's unit; NaN where nothing was observed.
    pub outcomes: Vec<f64>,
}

impl Rehearsal {
    /// What came `lead` (an index) after `origin` (an index), if it was observed.
    pub(crate) fn outcome(&self, origin: usize, lead: usize) -> Option<f64> {
        Some(self.outcomes[origin * self.leads.len() + lead]).filter(|outcome| outcome.is_finite())
    }

    /// How many different outcomes there are up to the longest lead: those of overlapping origins are the same. Leads that aren't asked
    /// about count like the others, so that what is said of one time doesn't depend on which others are asked about with it.
    pub(crate) fn distinct_outcomes(&self) -> f64 {
        let span = self.origins.last().zip(self.origins.first()).map_or(0, |(last, first)| last - first);
        let reach = self.leads.iter().copied().max().unwrap_or(0);
        ((span + reach) as f64).min((self.origins.len() * reach) as f64).max(1.0)
    }

    /// How many buckets of leads there are.
    pub(crate) fn bucket_count(&self) -> usize {
        let longest = self.leads.iter().copied().max().unwrap_or(1).max(1) as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few doublings, not below 0"
        )]
        let doublings = (longest / NEAR).log2().ceil().max(0.0) as usize;
        BUCKETS + doublings.min(BUCKETS)
    }

    /// The bucket of each lead: by halves of the longest, so that the near ones are told apart.
    pub(crate) fn buckets(&self) -> Vec<usize> {
        let (longest, buckets) =
            (self.leads.iter().copied().max().unwrap_or(1).max(1) as f64, self.bucket_count());
        self.leads
            .iter()
            .map(|lead| {
                let halvings = (longest / *lead as f64).log2().floor();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a few halvings, not below 0"
                )]
                let halvings = halvings.max(0.0) as usize;
                (buckets - 1).saturating_sub(halvings)
            })
            .collect()
    }
}

/// One distribution out of the experts', now and from the past origins.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// What the experts say together.
    pub present: QuantileForecast,
    /// What they would have said together from each origin with these weights; `None` when no expert can tell.
    pub past: Option<Hindcast>,
    /// The mean weight of each expert over valid times and levels: its share, for showing.
    pub shares: Vec<(ModelId, f64)>,
}

/// Blends experts with weights learnt from how they did before.
///
/// Quantiles are averaged level by level (Vincentization: Ratcliff, Psychological Bulletin 86, 1979; Lichtendahl,
/// Grushka-Cockayne and Winkler, Management Science 59, 2013), with weights for each level and bucket of leads that follow the pinball
/// loss (see `Online`). Where an expert sees a mass at a bound they are pooled linearly instead, as [`crate::combine`] does.
///
/// Weights are learnt origin by origin, each from outcomes known by then; the blend's own past is told with the weights it
/// ends with, since what they are worth is what its calibration must be learnt from.
///
/// # Errors
/// When there is no expert, or they differ in variable, valid times, levels or shape of the past.
pub fn aggregate(
    experts: &[Expert],
    rehearsal: &Rehearsal,
    support: &Support,
) -> Result<Aggregate, BlendError> {
    let first = experts.first().ok_or(BlendError::Nothing)?;
    check(experts, rehearsal)?;
    let times = first.present.valid_times().len();
    let buckets = rehearsal.buckets();
    let levels = Hindcast::usual_levels();
    // The prior weight of each expert in each bucket.
    let priors: Vec<Vec<f64>> = (0..rehearsal.bucket_count())
        .map(|bucket| {
            experts
                .iter()
                .map(|expert| {
                    let here = || buckets.iter().zip(&expert.prior).filter(|(known, _)| **known == bucket);
                    here().map(|(_, prior)| prior).sum::<f64>() / here().count().max(1) as f64
                })
                .collect()
        })
        .collect();
    let mut online = Online::new(
        &priors,
        levels.len(),
        rehearsal.distinct_outcomes() / rehearsal.origins.len().max(1) as f64,
    );
    let past = rehearse(experts, rehearsal, &buckets, &mut online)?;

    let wanted = first.present.levels().as_slice();
    let mut values = Vec::with_capacity(times * wanted.len());
    let mut shares = vec![0.0; experts.len()];
    let mut pool = Vec::new();
    let mut learnt: Vec<Vec<f64>> = Vec::new();
    for (time, bucket) in buckets.iter().enumerate() {
        learnt.clear();
        learnt.extend((0..levels.len()).map(|level| {
            let factor = online.weights(*bucket).iter().skip(level).step_by(levels.len());
            // What was learnt for the bucket, times what this very lead is worth next to it.
            let raw = factor.zip(experts).zip(&priors[*bucket]).map(|((weight, expert), prior)| {
                if *prior > 0.0 { weight * expert.prior[time] / prior } else { 0.0 }
            });
            normalised(raw.collect())
        }));
        let mean =
            |expert: usize| learnt.iter().map(|weights| weights[expert]).sum::<f64>() / levels.len() as f64;
        let means: Vec<f64> = (0..experts.len()).map(mean).collect();
        for (share, mean) in shares.iter_mut().zip(&means) {
            *share += mean / times as f64;
        }
        let counted = || experts.iter().enumerate().filter(|(expert, _)| means[*expert] > 0.0);
        if support.zero_inflated || counted().any(|(_, expert)| mass_at_an_end(expert.present.at(time))) {
            let weighted = counted().map(|(expert, said)| (said.present.at(time), means[expert]));
            linear_pool(weighted, wanted, &mut pool, &mut values);
            continue;
        }
        for (index, level) in wanted.iter().enumerate() {
            let (below, share) = place(levels.as_slice(), *level);
            let above = (below + 1).min(levels.len() - 1);
            values.push(
                counted()
                    .map(|(expert, said)| {
                        let weight = (1.0 - share) * learnt[below][expert] + share * learnt[above][expert];
                        weight * said.present.at(time)[index]
                    })
                    .sum(),
            );
        }
    }
    if support.integer {
        values.iter_mut().for_each(|value| *value = value.round());
    }
    let present = QuantileForecast::new(
        first.present.variable().clone(),
        first.present.valid_times().clone(),
        first.present.levels().clone(),
        values,
        support,
    )?;
    let shares = experts.iter().map(|expert| expert.model.clone()).zip(shares).collect();
    Ok(Aggregate { present, past, shares })
}

/// Walks through the past origins: what the experts would have said together, then learning from what came once it had come.
fn rehearse(
    experts: &[Expert],
    rehearsal: &Rehearsal,
    buckets: &[usize],
    online: &mut Online,
) -> Result<Option<Hindcast>, BlendError> {
    if rehearsal.origins.is_empty() || experts.iter().all(|expert| expert.past.is_none()) {
        return Ok(None);
    }
    let levels = Hindcast::usual_levels();
    let (origins, leads) = (rehearsal.origins.len(), rehearsal.leads.len());
    let mut values = Vec::with_capacity(origins * leads * levels.len());
    // The farthest lead of each bucket: its outcomes are known when this one is.
    let farthest: Vec<usize> = (0..rehearsal.bucket_count())
        .map(|bucket| {
            let here = buckets.iter().zip(&rehearsal.leads).filter(|(known, _)| **known == bucket);
            here.map(|(_, lead)| *lead).max().unwrap_or(0)
        })
        .collect();
    let mut learnt_up_to = vec![0; farthest.len()];
    let mut together = Together { experts, sums: vec![0.0; levels.len()], totals: vec![0.0; levels.len()] };
    for (index, origin) in rehearsal.origins.iter().enumerate() {
        for bucket in 0..farthest.len() {
            let next = &mut learnt_up_to[bucket];
            while *next < index && rehearsal.origins[*next] + farthest[bucket] <= *origin {
                online.learn(experts, rehearsal, buckets, bucket, *next, &values);
                *next += 1;
            }
        }
        for (lead, bucket) in buckets.iter().enumerate() {
            values.extend(together.at((index, lead), online.weights(*bucket)));
        }
    }
    for (bucket, learnt) in learnt_up_to.into_iter().enumerate() {
        for next in learnt..origins {
            online.learn(experts, rehearsal, buckets, bucket, next, &values);
        }
    }
    // What the blend is worth with the weights it has now is what its calibration should be learnt from: early on it knew less.
    values.clear();
    for index in 0..origins {
        for (lead, bucket) in buckets.iter().enumerate() {
            values.extend(together.at((index, lead), online.weights(*bucket)));
        }
    }
    Ok(Some(Hindcast::new(origins, leads, levels, values)?))
}

/// Weighted means of what experts said at each level.
struct Together<'a> {
    experts: &'a [Expert],
    sums: Vec<f64>,
    totals: Vec<f64>,
}

impl Together<'_> {
    /// The mean over those who spoke from an origin of a lead, with weights experts x levels; NaN where nobody did.
    fn at(&mut self, (origin, lead): (usize, usize), weights: &[f64]) -> impl Iterator<Item = f64> {
        self.sums.fill(0.0);
        self.totals.fill(0.0);
        for (expert, weights) in self.experts.iter().zip(weights.chunks_exact(self.sums.len())) {
            let Some(said) = expert.past.as_ref().and_then(|past| past.at(origin, lead)) else { continue };
            let sums = self.sums.iter_mut().zip(&mut self.totals);
            for ((sum, total), (weight, said)) in sums.zip(weights.iter().zip(said)) {
                *sum += weight * said;
                *total += weight;
            }
        }
        self.sums
            .iter()
            .zip(&self.totals)
            .map(|(sum, total)| if *total > 1e-9 { sum / total } else { f64::NAN })
    }
}

fn check(experts: &[Expert], rehearsal: &Rehearsal) -> Result<(), BlendError> {
    let first = &experts[0].present;
    let mismatch = |what| Err(BlendError::Mismatch { what });
    if rehearsal.leads.len() != first.valid_times().len()
        || rehearsal.outcomes.len() != rehearsal.origins.len() * rehearsal.leads.len()
    {
        return mismatch("the leads rehearsed");
    }
    for expert in experts {
        if expert.present.variable() != first.variable() {
            return mismatch("variable");
        }
        if expert.present.valid_times() != first.valid_times()
            || expert.prior.len() != first.valid_times().len()
        {
            return mismatch("valid times");
        }
        if expert.present.levels() != first.levels() {
            return mismatch("levels");
        }
        if expert.past.as_ref().is_some_and(|past| {
            past.origins() != rehearsal.origins.len()
                || past.leads() != rehearsal.leads.len()
                || *past.levels() != Hindcast::usual_levels()
        }) {
            return mismatch("the origins rehearsed");
        }
    }
    Ok(())
}

/// Non-negative weights made to add up to one; equal where there are none.
pub(crate) fn normalised(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    if total > 1e-12 && total.is_finite() {
        weights.iter_mut().for_each(|weight| *weight /= total);
    } else {
        let equal = 1.0 / weights.len().max(1) as f64;
        weights.fill(equal);
    }
    weights
}

/// The last of rising `levels` not above `level` and how far on the way to the next it lies; the ends hold beyond them.
pub(crate) fn place(levels: &[f64], level: f64) -> (usize, f64) {
    let above = levels.partition_point(|known| *known <= level);
    match (above.checked_sub(1), levels.get(above)) {
        (None, _) => (0, 0.0),
        (Some(below), None) => (below, 0.0),
        (Some(below), Some(next)) => (below, (level - levels[below]) / (next - levels[below])),
    }
}

#[cfg(test)]
#[path = "aggregate_tests.rs"]
mod tests;
