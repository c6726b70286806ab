//! Regrets of experts carried on from issue to issue.

use super::Candidates;
use crate::{online::Learner, stretch::at};
use domain::{Hindcast, ModelId, QuantileForecast};
use serde::{Deserialize, Serialize};

/// Most experts that are kept; one beyond isn't learnt of.
const MOST: usize = 24;
/// Distinct outcomes that one issue brings: the hours of a day are alike.
const OUTCOMES_PER_ISSUE: f64 = 3.0;
/// Share of what was seen that still counts one issue later.
const REMEMBERED: f64 = 0.998;

/// What one expert said in an issue: its quantiles at [`Hindcast::usual_levels`], times x levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpertsSaid {
    model: ModelId,
    quantiles: Vec<f64>,
}

impl ExpertsSaid {
    /// At the levels that experts are judged at.
    #[must_use]
    pub fn of(model: &ModelId, forecast: &QuantileForecast) -> Self {
        let levels = Hindcast::usual_levels();
        let known = forecast.levels().as_slice();
        let quantiles = (0..forecast.valid_times().len())
            .flat_map(|time| levels.as_slice().iter().map(move |level| (time, *level)))
            .map(|(time, level)| at(known, forecast.at(time), level))
            .collect();
        Self { model: model.clone(), quantiles }
    }
}

impl ExpertsSaid {
    pub(crate) fn thinned(&self, kept: &[usize]) -> Self {
        let levels = Hindcast::usual_levels().len();
        let quantiles = kept.iter().flat_map(|time| &self.quantiles[time * levels..(time + 1) * levels]);
        Self { model: self.model.clone(), quantiles: quantiles.copied().collect() }
    }
}

/// Bernstein online aggregation of the experts' quantiles as they were issued, as `Online` does on past origins: the share of an
/// expert whose loss is above the blend's by d on average falls like exp(-rate n d), where the rate follows from the variance of its
/// regret (Wintenberger, Machine Learning 106, 2017, theorem 3.2). One learner over all levels; what it finds multiplies the prior
/// weights that past origins are walked through with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Experts {
    names: Vec<String>,
    learner: Learner,
}

impl Default for Experts {
    fn default() -> Self {
        Self { names: Vec::new(), learner: Learner::new(&[], OUTCOMES_PER_ISSUE) }
    }
}

impl Experts {
    pub(crate) fn is_sound(&self) -> bool {
        self.names.len() <= MOST && self.learner.is_sound(self.names.len())
    }

    /// Takes in the outcomes of one issue: valid times (by position) with what came.
    pub(crate) fn learn(&mut self, candidates: &Candidates, outcomes: &[(usize, f64)]) {
        let levels = Hindcast::usual_levels();
        let levels = levels.as_slice();
        for expert in &candidates.experts {
            let name = expert.model.to_string();
            if self.names.len() < MOST && !self.names.contains(&name) {
                self.names.push(name);
                self.learner.join(1.0);
            }
        }
        let blend = &candidates.rehearsed;
        let mut regret = vec![0.0; self.names.len()];
        for (time, outcome) in outcomes {
            let together = blend.at(*time);
            let unit = together[together.len() - 1] - together[0];
            if unit <= 0.0 {
                continue;
            }
            for (index, level) in levels.iter().enumerate() {
                let said = at(blend.levels().as_slice(), together, *level);
                let gradient = if *outcome < said { 1.0 - level } else { -level };
                for expert in &candidates.experts {
                    let quantile = expert.quantiles[time * levels.len() + index];
                    if let Some(own) = self.names.iter().position(|name| *name == *expert.model.0) {
                        regret[own] += gradient * (said - quantile) / unit;
                    }
                }
            }
        }
        let count = (outcomes.len() * levels.len()) as f64;
        regret.iter_mut().for_each(|regret| *regret /= count);
        if regret.iter().all(|regret| regret.is_finite()) {
            self.learner.forget(REMEMBERED);
            self.learner.learn(&regret);
        }
    }

    /// What multiplies the prior weights of these experts.
    pub(crate) fn factors(&self, experts: &[(&ModelId, f64)]) -> Vec<f64> {
        let mut prior = vec![0.0; self.names.len()];
        let places: Vec<Option<usize>> =
            experts.iter().map(|(model, _)| self.names.iter().position(|name| *name == *model.0)).collect();
        for (place, (_, weight)) in places.iter().zip(experts) {
            if let Some(place) = *place {
                prior[place] = *weight;
            }
        }
        let total: f64 = prior.iter().sum();
        if total <= 0.0 {
            return vec![1.0; experts.len()];
        }
        let weights = self.learner.weights_from(&prior);
        places
            .iter()
            .map(|place| match *place {
                Some(place) if prior[place] > 0.0 => weights[place] * total / prior[place],
                _ => 1.0,
            })
            .collect()
    }
}
