//! How far the errors of one forecast go together over its leads.

use crate::{Rehearsal, stretch::at, trajectory::Trajectory};
use domain::{Hindcast, standard_normal_quantile};
use rand::RngExt as _;
use rand_pcg::Pcg64;

/// Origins with outcomes apart from each other that the prior counts for: half of the error a common level's.
const PRIOR_ORIGINS: f64 = 0.5;
const PRIOR_SHARE: f64 = 0.8;
/// Scores beyond this many standard deviations tell no more.
const MOST: f64 = 3.0;
/// A smaller share of a common level changes nothing one could see.
const LEAST_SHARE: f64 = 0.02;
/// What the rest of an error keeps from one time to the next where no stretch tells.
const PERSISTENCE: f64 = 0.85;

/// How errors hang together from the nearest to the farthest lead: from past forecasts of the same leads and what came.
///
/// A series whose level wanders is missed by its forecast on one side for months. Templates of such a series are few, overlap,
/// and have their level taken away as known, so sums over members ranked by them would let errors average out that in truth add
/// up. What errors did add up to is seen in the past forecasts: the variance of their mean over the leads, next to that of
/// single ones, both in units of what was forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorDependence {
    leads: Vec<usize>,
    /// Variance of the mean standardised error over that of single ones, if any was seen.
    together: Option<f64>,
    /// Origins whose outcomes don't overlap.
    independent: f64,
}

impl ErrorDependence {
    /// From what a blend would have said from past origins, and what came; origins of which most outcomes are missing are passed over.
    #[must_use]
    pub fn of(past: Option<&Hindcast>, rehearsal: &Rehearsal) -> Self {
        let (mut of_means, mut single, mut seen) = (0.0, 0.0, Vec::new());
        for (origin, step) in rehearsal.origins.iter().enumerate() {
            let scores: Vec<f64> =
                (0..rehearsal.leads.len()).filter_map(|lead| score(past?, rehearsal, origin, lead)).collect();
            if scores.is_empty() || 2 * scores.len() < rehearsal.leads.len() {
                continue;
            }
            let count = scores.len() as f64;
            of_means += (scores.iter().sum::<f64>() / count).powi(2);
            single += scores.iter().map(|score| score * score).sum::<f64>() / count;
            seen.push(*step);
        }
        let reach = rehearsal.leads.iter().copied().max().unwrap_or(1).max(1) as f64;
        let span = seen.last().zip(seen.first()).map_or(0, |(last, first)| last - first) as f64;
        Self {
            leads: rehearsal.leads.clone(),
            together: (single > 0.0).then(|| of_means / single),
            independent: if seen.is_empty() { 0.0 } else { (span / reach + 1.0).min(seen.len() as f64) },
        }
    }

    /// How many leads there are.
    pub(crate) const fn leads(&self) -> usize {
        self.leads.len()
    }

    /// The share of a common level in the variance of errors which, added to errors that go together as `stretches` do, makes them go together as
    /// they did. Zero where stretches tell enough.
    fn share(&self, without: f64) -> f64 {
        let count = self.leads.len() as f64;
        let of_level = self
            .leads
            .iter()
            .map(|a| {
                let near = |b: &usize| (*a.min(b) as f64 / *a.max(b) as f64).sqrt();
                self.leads.iter().map(near).sum::<f64>()
            })
            .sum::<f64>()
            / (count * count);
        if of_level <= without {
            return 0.0;
        }
        let prior = without + PRIOR_SHARE * (of_level - without);
        let seen = self.together.unwrap_or(prior);
        // A variance from few origins is off by a factor, so it is drawn towards the prior on the scale of factors; there it comes
        // out too low by 1 / n on average (the mean logarithm of a chi-squared variable over n).
        let seen = seen.max(1e-6).ln() + 1.0 / self.independent.max(1.0);
        let together = ((self.independent * seen + PRIOR_ORIGINS * prior.ln())
            / (self.independent + PRIOR_ORIGINS))
            .exp();
        ((together - without) / (of_level - without)).clamp(0.0, 1.0)
    }

    /// A stretch for each member: the one it was given in `order`, standardised, and a level that wanders from the origin on as a random walk
    /// does. `None` where the stretches already go together as errors did.
    pub(crate) fn stretches(
        &self,
        stretches: &[Option<Trajectory>],
        order: &[usize],
        members: usize,
        random: &mut Pcg64,
    ) -> Option<Vec<Option<Trajectory>>> {
        let times = self.leads.len();
        let standard = standardised(stretches, times);
        let without = match standard.len() {
            0 => {
                let near = |apart: usize| PERSISTENCE.powi(i32::try_from(apart).unwrap_or(i32::MAX));
                (0..times).map(|a| (0..times).map(|b| near(a.abs_diff(b))).sum::<f64>()).sum::<f64>()
                    / (times * times).max(1) as f64
            }
            count => {
                standard.iter().map(|keys| (keys.iter().sum::<f64>() / times as f64).powi(2)).sum::<f64>()
                    / count as f64
            }
        };
        let share = self.share(without);
        if times < 2 || share < LEAST_SHARE {
            return None;
        }
        let usable: Vec<usize> = (0..stretches.len()).filter(|index| stretches[*index].is_some()).collect();
        let mut normal = || standard_normal_quantile(random.random::<f64>().clamp(1e-9, 1.0 - 1e-9));
        let made = (0..members)
            .map(|member| {
                let stretch = order.get(member).filter(|_| !standard.is_empty()).map(|index| {
                    let next = usable.partition_point(|usable| usable < index);
                    &standard[if next < usable.len() { next } else { 0 }]
                });
                let (mut walk, mut before, mut own) = (0.0, 0.0, normal());
                let keys = self
                    .leads
                    .iter()
                    .enumerate()
                    .map(|(time, lead)| {
                        let lead = (*lead as f64).max(before + 1e-9);
                        walk += (lead - before).sqrt() * normal();
                        before = lead;
                        let rest = stretch.map_or(own, |keys| keys[time]);
                        if stretch.is_none() {
                            own = PERSISTENCE * own + (1.0 - PERSISTENCE * PERSISTENCE).sqrt() * normal();
                        }
                        (1.0 - share).sqrt() * rest + share.sqrt() * walk / lead.sqrt()
                    })
                    .collect();
                Some(Trajectory { keys })
            })
            .collect();
        Some(made)
    }
}

/// How many standard deviations the outcome lay from the median, by the half-width of the 80 % interval on its side.
fn score(past: &Hindcast, rehearsal: &Rehearsal, origin: usize, lead: usize) -> Option<f64> {
    let (quantiles, outcome) = (past.at(origin, lead)?, rehearsal.outcome(origin, lead)?);
    let levels = past.levels().as_slice();
    let median = at(levels, quantiles, 0.5);
    let half = (at(levels, quantiles, if outcome < median { 0.1 } else { 0.9 }) - median).abs();
    (half > 0.0).then(|| (standard_normal_quantile(0.9) * (outcome - median) / half).clamp(-MOST, MOST))
}

/// The stretches that are there, each time with mean 0 and variance 1 across them.
fn standardised(stretches: &[Option<Trajectory>], times: usize) -> Vec<Vec<f64>> {
    let mut keys: Vec<Vec<f64>> = stretches.iter().flatten().map(|stretch| stretch.keys.clone()).collect();
    if keys.len() < 2 {
        return Vec::new();
    }
    let count = keys.len() as f64;
    for time in 0..times {
        let mean = keys.iter().map(|keys| keys[time]).sum::<f64>() / count;
        let variance = keys.iter().map(|keys| (keys[time] - mean).powi(2)).sum::<f64>() / count;
        for keys in &mut keys {
            let standard = (keys[time] - mean) / variance.sqrt();
            keys[time] = if standard.is_finite() { standard } else { 0.0 };
        }
    }
    keys
}
