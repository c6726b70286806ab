use crate::{
    Model, ModelError, Plan, Prepared, RollingForecast, Task,
    line::{Line, Measure},
};
use domain::ModelId;

/// A method that forecasts a [`Line`] by points, dressed with the errors it made: an entry of a table rather than a type of its own.
pub struct LineExpert {
    /// Its name in the store.
    pub(crate) id: ModelId,
    /// As shown to a person.
    pub(crate) title: &'static str,
    /// The scale it works on for a series; weather is always taken as anomalies.
    pub(crate) measure: Measure,
    /// Point forecasts (origins x leads), NaN from origins that are too early; `None` where the line is too short.
    pub(crate) paths: fn(&Line, &Plan) -> Option<Vec<f64>>,
    /// How much it counts before anything is learnt.
    pub(crate) vote: f64,
    /// Values from which it counts at all, and from which it counts in full: one with many coefficients needs many.
    pub(crate) matures: (usize, usize),
}

impl Model for LineExpert {
    fn id(&self) -> ModelId {
        self.id.clone()
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn vote(&self, prepared: &Prepared) -> f64 {
        let length = prepared.line(Measure::Values).map_or(0, |line| line.values.len());
        let (least, full) = self.matures;
        if length >= full {
            return self.vote;
        }
        self.vote * length.saturating_sub(least) as f64 / (full - least) as f64
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        task.check()?;
        if self.vote(task.prepared) <= 0.0 {
            return Err(ModelError::Short {
                needed: format!("more than {} values", self.matures.0),
                found: "fewer".to_owned(),
            });
        }
        let measure = if task.prepared.is_series() { self.measure } else { Measure::Anomalies };
        let line = task.prepared.line(measure).ok_or_else(|| match measure {
            Measure::Logarithms => ModelError::Fit { reason: "not all values are above zero".to_owned() },
            _ => ModelError::Short { needed: "a value".to_owned(), found: "none".to_owned() },
        })?;
        let paths = (self.paths)(line, task.plan).ok_or_else(|| ModelError::Short {
            needed: "more seasons".to_owned(),
            found: format!("{} values", line.values.len()),
        })?;
        task.check()?;
        task.dress(line, &paths)
    }
}
