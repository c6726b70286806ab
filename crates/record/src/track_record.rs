use crate::{COVERAGES, Scores};
use domain::Variable;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bands of probability whose frequency is kept: five, so that each soon holds enough to judge.
const BANDS: usize = 5;

/// Forecasts of one band of probability.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Band {
    /// How many there were.
    pub count: u32,
    /// How often it happened.
    pub happened: u32,
    /// Sum of the probabilities said.
    pub probability: f64,
}

/// How the forecasts of one variable did, over all valid times with an observation.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct VariableRecord {
    /// Valid times scored.
    pub count: u32,
    /// Sum of the continuous ranked probability scores, in the variable's unit.
    pub crps: f64,
    /// Valid times at which each interval of [`COVERAGES`] held the observation.
    pub held: [u32; COVERAGES.len()],
    /// Histogram of the probability integral transform in tenths.
    pub pit: [u32; 10],
}

impl VariableRecord {
    /// The mean score; `None` before anything was scored.
    #[must_use]
    pub fn mean_crps(&self) -> Option<f64> {
        (self.count > 0).then(|| self.crps / f64::from(self.count))
    }

    /// The share of valid times at which the 50, 80 and 95 % intervals held the observation.
    #[must_use]
    pub fn coverage(&self) -> Option<[f64; COVERAGES.len()]> {
        (self.count > 0).then(|| self.held.map(|held| f64::from(held) / f64::from(self.count)))
    }
}

/// What all verified forecasts add up to. Adding is all that changes it, so it can be kept, merged and rebuilt.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TrackRecord {
    /// Events forecast whose outcome is known.
    pub events: u32,
    /// Sum of their Brier scores.
    pub brier: f64,
    /// Of those, the ones whose usual frequency is known: how many, the sum of its Brier scores, and the sum of ours for the
    /// same ones, so that both can be compared.
    pub compared: u32,
    /// See `compared`.
    pub usual_brier: f64,
    /// See `compared`.
    pub compared_brier: f64,
    /// Events by the probability said: below 20 %, 20 to 40 %, and so on.
    pub bands: [Band; BANDS],
    /// How each variable did.
    #[serde(with = "as_pairs")]
    pub variables: BTreeMap<Variable, VariableRecord>,
}

/// JSON has no maps from anything but strings.
mod as_pairs {
    use super::{BTreeMap, Variable, VariableRecord};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        map: &BTreeMap<Variable, VariableRecord>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Variable, VariableRecord>, D::Error> {
        Ok(Vec::<(Variable, VariableRecord)>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl TrackRecord {
    /// Adds one verified forecast.
    pub fn add(&mut self, scores: &Scores) {
        if let Some(event) = &scores.event {
            self.events += 1;
            self.brier += event.brier();
            if let Some(usual) = event.usual_brier() {
                self.compared += 1;
                self.usual_brier += usual;
                self.compared_brier += event.brier();
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a probability times 5"
            )]
            let band = (event.probability.value() * BANDS as f64) as usize;
            let band = &mut self.bands[band.min(BANDS - 1)];
            band.count += 1;
            band.happened += u32::from(event.happened);
            band.probability += event.probability.value();
        }
        for scored in scores.variables.iter().filter(|scored| scored.count > 0) {
            let record = self.variables.entry(scored.variable.clone()).or_default();
            record.count += scored.count;
            record.crps += scored.crps;
            for (sum, held) in record.held.iter_mut().zip(scored.held) {
                *sum += held;
            }
            for (sum, count) in record.pit.iter_mut().zip(scored.pit) {
                *sum += count;
            }
        }
    }

    /// The mean Brier score of the events; `None` before there was one.
    #[must_use]
    pub fn mean_brier(&self) -> Option<f64> {
        (self.events > 0).then(|| self.brier / f64::from(self.events))
    }

    /// Brier skill score against the usual frequency: 1 is perfect, 0 as good as the usual, negative worse. `None` while
    /// there is nothing to compare.
    #[must_use]
    pub fn brier_skill(&self) -> Option<f64> {
        (self.compared > 0 && self.usual_brier > 0.0).then(|| 1.0 - self.compared_brier / self.usual_brier)
    }
}
