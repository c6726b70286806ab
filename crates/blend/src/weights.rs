use domain::ModelId;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The weight of each expert at each lead: equal, but for experts whose reach the lead exceeds.
///
/// An expert with a reach has its full weight up to half of it, and from there less and less, to nothing at its end. At long
/// leads only those without one are left. An expert that takes over counts for as much as the others have faded, and for one
/// whole expert where there are no others.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    origin: Timestamp,
    base: BTreeMap<ModelId, f64>,
    reach: BTreeMap<ModelId, SignedDuration>,
    ends: BTreeMap<ModelId, SignedDuration>,
    takes_over: BTreeSet<ModelId>,
}

impl Weights {
    /// The same weight for every expert. Leads count from `origin`: when the newest observation was complete.
    #[must_use]
    pub const fn equal(origin: Timestamp) -> Self {
        Self {
            origin,
            base: BTreeMap::new(),
            reach: BTreeMap::new(),
            ends: BTreeMap::new(),
            takes_over: BTreeSet::new(),
        }
    }

    /// With `model` counting `weight` times as much as one without a weight of its own. Negative and non-finite weights
    /// count as none.
    #[must_use]
    pub fn with_weight(mut self, model: ModelId, weight: f64) -> Self {
        self.base.insert(model, if weight.is_finite() { weight.max(0.0) } else { 0.0 });
        self
    }

    /// With `model` fading out up to the lead `reach`.
    #[must_use]
    pub fn with_reach(mut self, model: ModelId, reach: SignedDuration) -> Self {
        self.reach.insert(model, reach);
        self
    }

    /// With `model` counting in full for times that begin before the lead `end`, and not at all for later ones.
    #[must_use]
    pub fn with_end(mut self, model: ModelId, end: SignedDuration) -> Self {
        self.ends.insert(model, end);
        self
    }

    /// With `model` taking the place of those that have faded out.
    #[must_use]
    pub fn taken_over_by(mut self, model: ModelId) -> Self {
        self.takes_over.insert(model);
        self
    }

    fn base(&self, model: &ModelId) -> f64 {
        self.base.get(model).copied().unwrap_or(1.0)
    }

    /// What is left of `model` at `valid_time`, from 1 to 0.
    fn left(&self, model: &ModelId, valid_time: Timestamp) -> f64 {
        let lead = valid_time.duration_since(self.origin).as_secs_f64();
        if self.ends.get(model).is_some_and(|end| lead >= end.as_secs_f64()) {
            return 0.0;
        }
        self.reach
            .get(model)
            .map_or(1.0, |reach| (2.0 * (1.0 - lead / reach.as_secs_f64().max(1.0))).clamp(0.0, 1.0))
    }

    /// The weights of `models` at `valid_time`, adding up to 1. Equal where every one of them has faded out: a poor
    /// forecast beats none.
    #[must_use]
    pub fn at(&self, valid_time: Timestamp, models: &[&ModelId]) -> Vec<f64> {
        let (mut others, mut faded) = (0.0, 0.0);
        for model in models.iter().filter(|model| !self.takes_over.contains(**model)) {
            others += self.base(model);
            faded += self.base(model) * (1.0 - self.left(model, valid_time));
        }
        let raw: Vec<f64> = models
            .iter()
            .map(|model| match self.takes_over.contains(*model) {
                true if others > 0.0 => self.base(model) * faded,
                _ => self.base(model) * self.left(model, valid_time),
            })
            .collect();
        let total: f64 = raw.iter().sum();
        if total > 1e-9 {
            raw.into_iter().map(|weight| weight / total).collect()
        } else {
            vec![1.0 / models.len().max(1) as f64; models.len()]
        }
    }

    /// The mean weight of each of `models` over `valid_times`: its share in the blend, for showing.
    #[must_use]
    pub fn shares(&self, valid_times: &[Timestamp], models: &[&ModelId]) -> Vec<(ModelId, f64)> {
        let mut shares = vec![0.0; models.len()];
        for time in valid_times {
            for (share, weight) in shares.iter_mut().zip(self.at(*time, models)) {
                *share += weight / valid_times.len() as f64;
            }
        }
        models.iter().map(|model| (*model).clone()).zip(shares).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIMATE: ModelId = ModelId::new("climatology");
    const LEVEL: ModelId = ModelId::new("ets");

    fn hours(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3600).expect("a time")
    }

    #[test]
    fn an_expert_fades_out_over_the_second_half_of_its_reach() {
        let weights = Weights::equal(hours(0)).with_reach(LEVEL, SignedDuration::from_hours(100));
        for (lead, expected) in [(1, 0.5), (50, 0.5), (75, 1.0 / 3.0), (100, 0.0), (500, 0.0)] {
            let share = weights.at(hours(lead), &[&CLIMATE, &LEVEL])[1];
            assert!((share - expected).abs() < 1e-12, "{lead} h: {share}");
        }
        assert_eq!(weights.at(hours(500), &[&LEVEL]), [1.0], "alone, it still answers");
    }

    #[test]
    fn an_expert_that_ends_counts_in_full_up_to_its_end() {
        let weights = Weights::equal(hours(0)).with_end(LEVEL, SignedDuration::from_hours(100));
        for (lead, expected) in [(1, 0.5), (99, 0.5), (100, 0.0), (500, 0.0)] {
            let share = weights.at(hours(lead), &[&CLIMATE, &LEVEL])[1];
            assert!((share - expected).abs() < 1e-12, "{lead} h: {share}");
        }
    }

    #[test]
    fn climatology_takes_over_from_those_that_fade() {
        let weights = Weights::equal(hours(0))
            .with_reach(LEVEL, SignedDuration::from_hours(100))
            .taken_over_by(CLIMATE);
        for (lead, expected) in [(1, 0.0), (50, 0.0), (75, 0.5), (100, 1.0), (500, 1.0)] {
            let share = weights.at(hours(lead), &[&CLIMATE, &LEVEL])[0];
            assert!((share - expected).abs() < 1e-12, "{lead} h: {share}");
        }
        assert_eq!(weights.at(hours(1), &[&CLIMATE]), [1.0], "alone, it answers at any lead");
    }

    #[test]
    fn shares_add_up_to_one() {
        let weights = Weights::equal(hours(0))
            .with_reach(LEVEL, SignedDuration::from_hours(100))
            .with_weight(CLIMATE, 2.0);
        let times: Vec<Timestamp> = (1..200).map(hours).collect();
        let shares = weights.shares(&times, &[&CLIMATE, &LEVEL]);
        assert!((shares.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(shares[0].1 > 2.0 * shares[1].1);
    }
}
