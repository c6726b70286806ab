use crate::{
    Model, ModelError, Prepared, Reach, RollingForecast, Task,
    damped_anomaly::check_history,
    level::{Level, filled},
    sample::quantiles,
};
use augurs::mstl::stlrs::MstlParams;
use domain::{ModelId, Step, Track};
use jiff::SignedDuration;

/// Newest steps fitted to: four weeks of hours for weather, six for a series with its weeks, two years of days.
const WINDOW_WEATHER: usize = 672;
const WINDOW_HOURS: usize = 1008;
const WINDOW_DAYS: usize = 730;
/// How often each season must fit into the window.
const FEWEST_CYCLES: usize = 3;
/// Cycles that a seasonal component is smoothed over: more than the window holds, so that habits stay the same all
/// through it. The authors' 11 and 15 follow habits that change, and their noise with them.
const SMOOTHED_CYCLES: usize = 35;

/// Multiple seasonal-trend decomposition by loess (Bandara, Hyndman and Bergmeir, arXiv:2107.13462), through augurs, of the
/// standardised anomalies of late, with exponential smoothing of what is left when the seasons are taken away.
///
/// On the anomalies rather than the values, it finds how the days and weeks of late differ from the usual ones, and both
/// that pattern and the level return to the usual with the lead. The quantiles are those of the errors made at the same
/// lead from every origin of the window, with the pattern as it stood a cycle or more before: not the in-sample remainder,
/// whose intervals are known to be far too narrow.
#[derive(Debug, Clone, Copy)]
pub struct Mstl;

/// The longest seasons in steps, and the window they are fitted on.
fn seasons(prepared: &Prepared) -> (Vec<usize>, usize) {
    match prepared.step() {
        Step::Minutes(minutes) => {
            let day = (1440 / minutes.clamp(1, 1440)) as usize;
            let per_hour = (day / 24).max(1);
            if prepared.is_series() {
                (vec![day, 7 * day], WINDOW_HOURS * per_hour.min(2))
            } else {
                (vec![day], WINDOW_WEATHER * per_hour.min(2))
            }
        }
        Step::Days(_) => (vec![7], WINDOW_DAYS),
        Step::Months(_) => (vec![12], WINDOW_DAYS),
    }
}

impl Model for Mstl {
    fn id(&self) -> ModelId {
        ModelId::new("mstl")
    }

    fn title(&self) -> &'static str {
        "seasonal-trend decomposition (MSTL)"
    }

    fn vote(&self, _track: &Track) -> f64 {
        // Shared with exponential smoothing: both carry the level on.
        0.5
    }

    fn reach(&self, track: &Track) -> Reach {
        match track.kind {
            None => Reach::Until(SignedDuration::from_hours(96)),
            Some(_) => Reach::AnyLead,
        }
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let oldest = match prepared.step() {
            Step::Minutes(_) => 4 * 1440,
            Step::Days(_) => 60 * 1440,
            Step::Months(_) => 366 * 1440,
        };
        check_history(prepared, FEWEST_CYCLES, oldest)?;
        let (mut periods, length) = seasons(prepared);
        let values = prepared.anomalies();
        let window = &values[values.len().saturating_sub(length)..];
        periods.retain(|period| *period > 1 && FEWEST_CYCLES * period <= window.len());
        let observed = window.iter().filter(|value| !value.is_nan()).count();
        let complete = filled(window).filter(|_| !periods.is_empty() && 2 * observed >= window.len());
        let Some(complete) = complete else {
            return Err(ModelError::Short {
                needed: format!("{FEWEST_CYCLES} whole seasons without long gaps"),
                found: "fewer".to_owned(),
            });
        };
        task.check()?;
        let components = decompose(&complete, &periods)?;
        // The season of a step as it stood when the last whole cycle before it was complete.
        let seasonal = |origin: usize, lead: usize| -> Option<f64> {
            periods
                .iter()
                .zip(&components)
                .map(|(period, component)| {
                    (origin + lead).checked_sub(lead.div_ceil(*period) * period).map(|index| component[index])
                })
                .sum()
        };
        let deseasonalised: Vec<f64> = complete
            .iter()
            .enumerate()
            .map(|(index, value)| value - components.iter().map(|component| component[index]).sum::<f64>())
            .collect();
        task.check()?;
        let level = Level::fit(&deseasonalised)?;

        // A component over n cycles has seen a share 1/n of each error it is judged by, and errs by as much itself.
        let seen = periods.iter().map(|period| *period as f64).fold(0.0, f64::max) / window.len() as f64;
        let wider = ((1.0 + seen) / (1.0 - seen)).sqrt();
        let levels = task.levels.as_slice();
        let mut quantile_values = Vec::with_capacity(task.valid_times.len() * levels.len());
        for time in task.valid_times.iter() {
            task.check()?;
            let observed = |index: usize| Some(window[index]).filter(|value| !value.is_nan());
            let Some((expected, mut errors)) =
                level.forecast(prepared.lead(*time), prepared.slots(), observed, seasonal)
            else {
                return Err(ModelError::Short {
                    needed: format!("{FEWEST_CYCLES} whole seasons more than the lead"),
                    found: "fewer".to_owned(),
                });
            };
            let start = quantile_values.len();
            quantiles(&mut errors, levels, &mut quantile_values);
            for value in &mut quantile_values[start..] {
                *value = prepared.normal().value(expected + wider * *value, prepared.position(*time));
            }
        }
        Ok(task.finish(quantile_values)?.into())
    }
}

/// The seasonal components, one per period. Fitted at size one: the smoother compares with absolute tolerances.
fn decompose(values: &[f64], periods: &[usize]) -> Result<Vec<Vec<f64>>, ModelError> {
    let count = values.len() as f64;
    let centre = values.iter().sum::<f64>() / count;
    let spread = (values.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / count).sqrt();
    if spread <= 1e-9 * centre.abs().max(1e-300) {
        return Ok(vec![vec![0.0; values.len()]; periods.len()]);
    }
    let standardised: Vec<f64> = values.iter().map(|value| (value - centre) / spread).collect();
    let fit = MstlParams::new()
        .seasonal_lengths(&vec![SMOOTHED_CYCLES; periods.len()])
        .fit(&standardised, periods)
        .map_err(|error| ModelError::Fit { reason: error.to_string() })?;
    let components: Vec<Vec<f64>> = fit
        .seasonal()
        .iter()
        .map(|component| component.iter().map(|value| value * spread).collect())
        .collect();
    if components.iter().flatten().any(|value| !value.is_finite()) {
        return Err(ModelError::Fit { reason: "a seasonal component is not a number".to_owned() });
    }
    Ok(components)
}
