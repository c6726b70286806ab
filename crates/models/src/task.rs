use crate::{ModelError, Plan, Prepared, RollingForecast, dressing, line::Line};
use domain::{Hindcast, ModelId, QuantileForecast, QuantileLevels, Track};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// What a model is asked.
pub struct Task<'a> {
    /// What is known of the variable at the issue time, worked out once for all models.
    pub prepared: &'a Prepared,
    /// What to forecast: the starts of intervals as long as the history's step, in order.
    pub valid_times: Arc<[Timestamp]>,
    /// The origins and leads that go with the valid times: [`Prepared::plan`].
    pub plan: &'a Plan,
    /// At which levels.
    pub levels: &'a QuantileLevels,
    /// Where every random draw starts from.
    pub seed: u64,
    /// Whether the answer is no longer wanted. Checked in every long loop.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
}

impl Task<'_> {
    /// Ends a model early when its answer is no longer wanted.
    pub(crate) fn check(&self) -> Result<(), ModelError> {
        if (self.cancelled)() { Err(ModelError::Cancelled) } else { Ok(()) }
    }

    /// Point forecasts (origins x leads, on the scale of `line`) with the errors they made as their spread.
    pub(crate) fn dress(&self, line: &Line, paths: &[f64]) -> Result<RollingForecast, ModelError> {
        dressing::dressed(self, line, paths)
    }

    /// Quantiles on the model scale (times x levels) as a forecast in the variable's unit and bounds.
    pub(crate) fn finish(&self, mut values: Vec<f64>) -> Result<QuantileForecast, ModelError> {
        let scale = self.prepared.scale();
        for value in &mut values {
            *value = scale.back(*value);
        }
        let track = self.prepared.track();
        Ok(QuantileForecast::new(
            track.variable.clone(),
            Arc::clone(&self.valid_times),
            self.levels.clone(),
            values,
            &track.support,
        )?)
    }

    /// Quantiles on the model scale from the past origins (origins x leads x [`Hindcast::usual_levels`]; NaN where nothing was
    /// said) in the variable's unit and bounds.
    pub(crate) fn finish_past(&self, mut values: Vec<f64>) -> Result<Hindcast, ModelError> {
        let scale = self.prepared.scale();
        for value in values.iter_mut().filter(|value| value.is_finite()) {
            *value = scale.back(*value);
        }
        Ok(Hindcast::new(self.plan.past().len(), self.plan.leads.len(), Hindcast::usual_levels(), values)?)
    }
}

/// A forecasting method.
pub trait Model: Send + Sync {
    /// Its name in the store, stable over versions.
    fn id(&self) -> ModelId;

    /// Its name as shown to a person, in lower case.
    fn title(&self) -> &'static str;

    /// The predictive distribution at each valid time, and those it would have given from the earlier origins of the plan.
    ///
    /// # Errors
    /// When the model has nothing to say here, and why.
    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError>;

    /// How much it counts in a blend for `track` before anything is learnt, next to 1 for a model unlike all others. Models that carry on
    /// the same thing share one vote, or they would outvote the rest by their number.
    fn vote(&self, _prepared: &Prepared) -> f64 {
        1.0
    }

    /// At which leads it should count in a blend.
    fn reach(&self, _track: &Track) -> Reach {
        Reach::AnyLead
    }
}

/// At which leads, counted from the newest observation, a model should count in a blend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It serves at any lead.
    AnyLead,
    /// From here on it has nothing to add to those that return to the usual: its weight should fall to zero until then.
    Until(SignedDuration),
    /// It serves in full up to here and has nothing to say beyond.
    Ends(SignedDuration),
    /// It takes the place of those that have come to the end of their reach, and of those that stand aside; until then others that
    /// know all it knows say more.
    TakesOver,
}
