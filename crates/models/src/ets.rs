use crate::{
    Model, ModelError, Reach, RollingForecast, Task,
    damped_anomaly::check_history,
    level::{Level, filled},
    sample::quantiles,
};
use domain::{ModelId, Step, Track};
use jiff::SignedDuration;

/// Newest steps fitted to: six weeks of hours, a year and a half of days.
const WINDOW_HOURS: usize = 1008;
const WINDOW_DAYS: usize = 540;
/// The fewest observed days.
const FEWEST_DAYS: usize = 4;

/// Non-seasonal exponential smoothing, ETS(A,N,N), of the standardised anomalies: the level of late goes on, on top of what is
/// usual for the season, hour and weekday, as far as it proved to last to the lead asked about. Fitted by augurs; the quantiles are those of the errors it made
/// at the same lead over its window.
#[derive(Debug, Clone, Copy)]
pub struct SimpleExponentialSmoothing;

impl Model for SimpleExponentialSmoothing {
    fn id(&self) -> ModelId {
        ModelId::new("ets")
    }

    fn title(&self) -> &'static str {
        "exponential smoothing"
    }

    fn vote(&self, _track: &Track) -> f64 {
        // Shared with MSTL: both carry the level on.
        0.5
    }

    fn reach(&self, track: &Track) -> Reach {
        // A level that never returns to the usual misleads where the weather does.
        match track.kind {
            None => Reach::Until(SignedDuration::from_hours(96)),
            Some(_) => Reach::AnyLead,
        }
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let (length, oldest) = match prepared.step() {
            Step::Minutes(_) => (WINDOW_HOURS, 4 * 1440),
            Step::Days(_) => (WINDOW_DAYS, 60 * 1440),
            Step::Months(_) => (WINDOW_DAYS, 366 * 1440),
        };
        check_history(prepared, FEWEST_DAYS, oldest)?;
        let anomalies = prepared.anomalies();
        let window = &anomalies[anomalies.len().saturating_sub(length)..];
        let Some(complete) = filled(window).filter(|complete| complete.len() >= 10) else {
            return Err(ModelError::Short {
                needed: "10 values".to_owned(),
                found: format!("{}", window.len()),
            });
        };
        task.check()?;
        let level = Level::fit(&complete)?;
        let levels = task.levels.as_slice();
        let mut values = Vec::with_capacity(task.valid_times.len() * levels.len());
        for time in task.valid_times.iter() {
            task.check()?;
            let position = prepared.position(*time);
            let observed = |index: usize| Some(window[index]).filter(|value| !value.is_nan());
            let told = level.forecast(prepared.lead(*time), prepared.slots(), observed, |_, _| Some(0.0));
            let Some((expected, mut errors)) = told else {
                return Err(ModelError::Short { needed: "30 values".to_owned(), found: "fewer".to_owned() });
            };
            let start = values.len();
            quantiles(&mut errors, levels, &mut values);
            for value in &mut values[start..] {
                *value = prepared.normal().value(expected + *value, position);
            }
        }
        Ok(task.finish(values)?.into())
    }
}
