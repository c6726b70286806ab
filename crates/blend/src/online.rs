use crate::aggregate::{Expert, Rehearsal, normalised};
use domain::Hindcast;
use serde::{Deserialize, Serialize};

/// Distinct outcomes that the belief in the weights held before counts for.
const PRIOR_OUTCOMES: f64 = 60.0;
/// Regrets below this share of what they are the difference of are rounding: learning rates know no scale and would take it for news.
const ROUNDING: f64 = 1e-14;
/// The exponent from which the least of the weights are cut off.
const STEEPEST: f64 = 30.0;

/// Weights of experts learnt from their pinball losses, one outcome after the other.
///
/// Bernstein online aggregation (Wintenberger, Machine Learning 106, 2017): exponential weights on the cumulative regret with a
/// second-order correction, each expert with a learning rate of its own that adapts to the variance of its regret, so that
/// there is nothing to tune. Losses are linearised at the blend ("gradient trick"), which makes the weights those of the best
/// combination and not of the best single expert. Applied to each quantile level and bucket of leads, to each bucket
/// over all levels, and to everything together (Berrisch and Ziel, Journal of Econometrics 237, 2023, smooth over levels for the same
/// reason); the three are averaged, and drawn towards the prior while few origins are known.
pub(crate) struct Online {
    levels: usize,
    /// One learner per bucket x level, then one per bucket, then one for all.
    learners: Vec<Learner>,
    buckets: usize,
    experts: usize,
    /// Weights as of now: buckets x experts x levels.
    weights: Vec<f64>,
}

/// Exponential weights on regrets; see [`Online`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Learner {
    prior: Vec<f64>,
    regret: Vec<f64>,
    variance: Vec<f64>,
    largest: f64,
    seen: f64,
    /// Distinct outcomes that each origin adds.
    outcomes_per_origin: f64,
}

impl Learner {
    /// Over as many experts as prior weights, each of whose regrets is worth so many distinct outcomes.
    pub(crate) fn new(prior: &[f64], outcomes_per_origin: f64) -> Self {
        let prior = normalised(prior.to_vec());
        let experts = prior.len();
        Self {
            prior,
            regret: vec![0.0; experts],
            variance: vec![0.0; experts],
            largest: 0.0,
            seen: 0.0,
            outcomes_per_origin,
        }
    }

    /// The learning rate of each expert.
    fn rates(&self) -> impl Iterator<Item = f64> {
        let experts = (self.prior.len() as f64).max(2.0).ln();
        let fastest = 0.5 / self.largest.max(1e-300);
        self.variance.iter().map(move |variance| (experts / variance.max(1e-300)).sqrt().min(fastest))
    }

    /// `regret`: how much better than the blend each expert did.
    pub(crate) fn learn(&mut self, regret: &[f64]) {
        self.largest = regret.iter().map(|regret| regret.abs()).fold(self.largest, f64::max);
        for (variance, regret) in self.variance.iter_mut().zip(regret) {
            *variance += regret * regret;
        }
        let rates: Vec<f64> = self.rates().collect();
        for ((sum, regret), rate) in self.regret.iter_mut().zip(regret).zip(rates) {
            *sum += regret - rate * regret * regret;
        }
        self.seen += 1.0;
    }

    /// Counts all seen so far for this share of what it did: the regrets of long ago say little of what comes.
    pub(crate) fn forget(&mut self, share: f64) {
        self.regret.iter_mut().chain(&mut self.variance).for_each(|sum| *sum *= share);
        self.seen *= share;
    }

    /// Adds what another over the same experts has seen, each for this share of what it did.
    pub(crate) fn add(&mut self, other: &Self, share: f64) {
        let sums = self.regret.iter_mut().zip(&other.regret);
        sums.chain(self.variance.iter_mut().zip(&other.variance))
            .for_each(|(sum, other)| *sum += share * other);
        self.largest = self.largest.max(other.largest);
        self.seen += share * other.seen;
    }

    /// One more expert, that has done as the blend did.
    pub(crate) fn join(&mut self, prior: f64) {
        self.prior.push(prior);
        self.regret.push(0.0);
        self.variance.push(0.0);
    }

    /// Whether every number in it is one.
    pub(crate) fn is_sound(&self, experts: usize) -> bool {
        [&self.prior, &self.regret, &self.variance]
            .iter()
            .all(|values| values.len() == experts && values.iter().all(|value| value.is_finite()))
            && [self.largest, self.seen, self.outcomes_per_origin].iter().all(|value| value.is_finite())
    }

    fn weights(&self) -> Vec<f64> {
        self.weights_from(&self.prior)
    }

    /// The weights from other prior ones.
    pub(crate) fn weights_from(&self, prior: &[f64]) -> Vec<f64> {
        let prior = normalised(prior.to_vec());
        if self.seen <= 0.0 || self.largest <= 0.0 {
            return prior;
        }
        let mut exponents: Vec<f64> =
            self.regret.iter().zip(self.rates()).map(|(regret, rate)| rate * regret).collect();
        let most = exponents
            .iter()
            .zip(&prior)
            .filter(|(_, prior)| **prior > 0.0)
            .map(|(exponent, _)| *exponent)
            .fold(f64::NEG_INFINITY, f64::max);
        for (exponent, prior) in exponents.iter_mut().zip(&prior) {
            *exponent = prior * (*exponent - most).max(-STEEPEST).exp();
        }
        let mut weights = normalised(exponents);
        let known = self.seen * self.outcomes_per_origin;
        let trust = known / (known + PRIOR_OUTCOMES);
        for (weight, prior) in weights.iter_mut().zip(&prior) {
            *weight = trust * *weight + (1.0 - trust) * prior;
        }
        weights
    }
}

impl Online {
    /// From the prior weights of the experts in each bucket.
    pub(crate) fn new(priors: &[Vec<f64>], levels: usize, outcomes_per_origin: f64) -> Self {
        let buckets = priors.len();
        let mut learners = Vec::with_capacity(buckets * levels + buckets + 1);
        for prior in priors {
            learners.extend((0..levels).map(|_| Learner::new(prior, outcomes_per_origin)));
        }
        learners.extend(priors.iter().map(|prior| Learner::new(prior, outcomes_per_origin)));
        let experts = priors.first().map_or(0, Vec::len);
        learners.push(Learner::new(&vec![1.0; experts], outcomes_per_origin));
        let mut online = Self { levels, learners, buckets, experts, weights: Vec::new() };
        for prior in priors {
            for weight in normalised(prior.clone()) {
                online.weights.extend(std::iter::repeat_n(weight, levels));
            }
        }
        online
    }

    /// The weights in a bucket, experts x levels, adding up to 1 at each level.
    pub(crate) fn weights(&self, bucket: usize) -> &[f64] {
        let of_bucket = self.experts * self.levels;
        &self.weights[bucket * of_bucket..(bucket + 1) * of_bucket]
    }

    /// Learns from what came after one origin at the leads of one bucket. `blend` holds what was said together: origins x
    /// leads x levels.
    pub(crate) fn learn(
        &mut self,
        experts: &[Expert],
        rehearsal: &Rehearsal,
        buckets: &[usize],
        bucket: usize,
        origin: usize,
        blend: &[f64],
    ) {
        let leads = rehearsal.leads.len();
        let outcomes: Vec<(usize, f64)> = (0..leads)
            .filter(|lead| buckets[*lead] == bucket)
            .filter_map(|lead| Some((lead, rehearsal.outcome(origin, lead)?)))
            .filter(|(lead, _)| !blend[(origin * leads + lead) * self.levels].is_nan())
            .collect();
        if outcomes.is_empty() {
            return;
        }
        let levels = Hindcast::usual_levels();
        // Experts x levels: the sums of the regrets, and of the sizes of what they are differences of.
        let mut regrets = vec![0.0; experts.len() * self.levels];
        let mut sizes = vec![0.0; experts.len() * self.levels];
        let mut gradients = vec![0.0; self.levels];
        for (lead, outcome) in &outcomes {
            let from = (origin * leads + lead) * self.levels;
            let together = &blend[from..from + self.levels];
            for ((gradient, together), level) in gradients.iter_mut().zip(together).zip(levels.as_slice()) {
                *gradient = f64::from(u8::from(outcome < together)) - level;
            }
            let sums = regrets.chunks_exact_mut(self.levels).zip(sizes.chunks_exact_mut(self.levels));
            for (expert, (regrets, sizes)) in experts.iter().zip(sums) {
                let Some(said) = expert.past.as_ref().and_then(|past| past.at(origin, *lead)) else {
                    continue;
                };
                let both = together.iter().zip(said);
                for ((regret, gradient), (together, said)) in
                    regrets.iter_mut().zip(&gradients).zip(both.clone())
                {
                    *regret += gradient * (together - said);
                }
                for (size, (together, said)) in sizes.iter_mut().zip(both) {
                    *size += together.abs() + said.abs();
                }
            }
        }
        let mut all = vec![0.0; experts.len()];
        let mut regret = vec![0.0; experts.len()];
        for level in 0..self.levels {
            for (expert, (regret, all)) in regret.iter_mut().zip(&mut all).enumerate() {
                let at = expert * self.levels + level;
                let is_rounding = regrets[at].abs() < ROUNDING * sizes[at];
                *regret = if is_rounding { 0.0 } else { regrets[at] / outcomes.len() as f64 };
                *all += *regret / self.levels as f64;
            }
            self.learners[bucket * self.levels + level].learn(&regret);
        }
        for (all, sizes) in all.iter_mut().zip(sizes.chunks_exact(self.levels)) {
            let size: f64 = sizes.iter().sum();
            if all.abs() * (self.levels * outcomes.len()) as f64 <= ROUNDING * size {
                *all = 0.0;
            }
        }
        self.learners[self.buckets * self.levels + bucket].learn(&all);
        let last = self.learners.len() - 1;
        self.learners[last].learn(&all);
        self.refresh(bucket);
    }

    fn refresh(&mut self, bucket: usize) {
        let of_bucket = self.learners[self.buckets * self.levels + bucket].weights();
        // The learner of all holds no prior of its own: what it found multiplies the bucket's.
        let prior = &self.learners[self.buckets * self.levels + bucket].prior;
        let of_all = self.learners[self.learners.len() - 1].weights();
        let of_all = normalised(of_all.iter().zip(prior).map(|(weight, prior)| weight * prior).collect());
        for level in 0..self.levels {
            let own = self.learners[bucket * self.levels + level].weights();
            let mixed = own
                .iter()
                .zip(&of_bucket)
                .zip(&of_all)
                .map(|((own, bucket), all)| (own + bucket + all) / 3.0);
            for (expert, weight) in normalised(mixed.collect()).into_iter().enumerate() {
                self.weights[(bucket * self.experts + expert) * self.levels + level] = weight;
            }
        }
    }
}
