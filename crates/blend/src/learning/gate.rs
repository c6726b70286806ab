//! What keeps learning from doing harm.

use crate::online::Learner;
use serde::{Deserialize, Serialize};

/// Share of what was seen that still counts one issue later: half after 140 issues.
const REMEMBERED: f64 = 0.995;
/// A way that does harm must be able to lose all its weight: nothing is drawn back to the prior but by what is forgotten.
const CERTAIN: f64 = 1e9;
/// A loss counts for no more than this: one that has no bound would slow down all that is learnt after it.
const LARGEST: f64 = 1.0;

/// Weights of ways to forecast, of which none is trusted to be the best.
///
/// Bernstein online aggregation over them (Wintenberger, Machine Learning 106, 2017). Its regret against the best of K ways
/// after n outcomes with losses in [0, 1] is bounded by a multiple of sqrt(n ln K) whatever comes, so that what is
/// said is over time as good as the best way, up to a vanishing difference; forgetting makes that hold for the recent past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gate {
    learner: Learner,
}

impl Gate {
    pub(crate) fn new(ways: usize) -> Self {
        Self { learner: Learner::new(&vec![1.0; ways], CERTAIN) }
    }

    pub(crate) fn is_sound(&self, ways: usize) -> bool {
        self.learner.is_sound(ways)
    }

    /// The weights, drawn towards those of the scope above.
    pub(crate) fn weights(&self, above: &[f64]) -> Vec<f64> {
        self.learner.weights_from(above)
    }

    /// Adds what another has seen, for this share of what it did.
    pub(crate) fn add(&mut self, other: &Self, share: f64) {
        self.learner.add(&other.learner, share);
    }

    /// Takes in the losses of each way and of what was said.
    pub(crate) fn learn(&mut self, losses: &[f64], said: f64) {
        let regret: Vec<f64> = losses.iter().map(|loss| said.min(LARGEST) - loss.min(LARGEST)).collect();
        if regret.iter().all(|regret| regret.is_finite()) {
            self.learner.forget(REMEMBERED);
            self.learner.learn(&regret);
        }
    }
}
