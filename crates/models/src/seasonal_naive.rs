use crate::{
    Model, ModelError, Prepared, RollingForecast, Task,
    damped_anomaly::check_history,
    sample::{Weighted, quantiles},
};
use domain::{ModelId, Track, Step};

/// Newest seasons whose differences tell the spread.
const SEASONS_LOOKED_AT: usize = 60;
/// The fewest differences to tell a spread from.
const FEWEST_DIFFERENCES: usize = 12;

/// What was observed a whole number of seasons ago comes again: 24 hours for weather, a week for a series by the hour or day,
/// a year for one by the month.
///
/// The benchmark of Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 5.2. Its
/// quantiles are those of the differences it would have met before, over as many seasons and about the same hour.
#[derive(Debug, Clone, Copy)]
pub struct SeasonalNaive;

/// Steps in a season, and the minutes after which the newest one is too old to come again.
fn season(prepared: &Prepared) -> (usize, i64) {
    match prepared.step() {
        Step::Minutes(minutes) => {
            let day = (1440 / minutes.clamp(1, 1440)) as usize;
            if prepared.is_series() { (7 * day, 60 * 1440) } else { (day.max(1), 4 * 1440) }
        }
        Step::Days(_) => (7, 60 * 1440),
        Step::Months(_) => (12, 366 * 1440),
    }
}

impl Model for SeasonalNaive {
    fn id(&self) -> ModelId {
        ModelId::new("seasonal-naive")
    }

    fn title(&self) -> &'static str {
        "seasonal naive"
    }

    fn vote(&self, _track: &Track) -> f64 {
        // It repeats the whims of one season along with its habits.
        0.5
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let (season, oldest) = season(prepared);
        check_history(prepared, 3, oldest)?;
        let values = prepared.values();
        let newest = values.len() - 1;
        if values.len() < 2 * season + FEWEST_DIFFERENCES.min(season) {
            return Err(ModelError::Short {
                needed: format!("{} steps", 2 * season + FEWEST_DIFFERENCES.min(season)),
                found: format!("{}", values.len()),
            });
        }
        let levels = task.levels.as_slice();
        let mut quantile_values = Vec::with_capacity(task.valid_times.len() * levels.len());
        let mut differences = Vec::new();
        for time in task.valid_times.iter() {
            task.check()?;
            let lead = prepared.lead(*time);
            let cycles = lead.div_ceil(season);
            // The newest value of that phase that isn't missing, up to two seasons further back.
            let source = (cycles..cycles + 3).find_map(|cycles| {
                let index = (newest + lead).checked_sub(cycles * season)?;
                Some((values[index], cycles)).filter(|(value, _)| !value.is_nan())
            });
            let Some((value, cycles)) = source else {
                return Err(ModelError::Short {
                    needed: format!("a value every {season} steps"),
                    found: "gaps".to_owned(),
                });
            };
            let growth = gather(values, newest + lead, cycles, season, &mut differences);
            if differences.len() < FEWEST_DIFFERENCES {
                return Err(ModelError::Short {
                    needed: format!("{FEWEST_DIFFERENCES} pairs of values a season apart"),
                    found: format!("{}", differences.len()),
                });
            }
            let start = quantile_values.len();
            quantiles(&mut differences, levels, &mut quantile_values);
            for quantile in &mut quantile_values[start..] {
                *quantile = value + growth * *quantile;
            }
        }
        Ok(task.finish(quantile_values)?.into())
    }
}

/// Fills `differences` with those over `cycles` seasons at the phase of `target` and the steps beside it, widening to all
/// phases where they are few. Returns the factor on them: above 1 where the history is too short for so many seasons.
fn gather(
    values: &[f64],
    target: usize,
    cycles: usize,
    season: usize,
    differences: &mut Vec<Weighted>,
) -> f64 {
    let told = cycles.min((values.len() / 2 / season).max(1));
    let distance = told * season;
    let from = values.len().saturating_sub(SEASONS_LOOKED_AT * season).max(distance);
    for around in [1, season / 2 + 1] {
        differences.clear();
        for index in from..values.len() {
            let phase = (index + season * cycles.max(1) * 2 - target % season) % season;
            if phase.min(season - phase) > around {
                continue;
            }
            let difference = values[index] - values[index - distance];
            if !difference.is_nan() {
                let weight = if phase == 0 { 1.0 } else { 0.5 };
                differences.push((difference, weight));
            }
        }
        if differences.len() >= 2 * FEWEST_DIFFERENCES {
            break;
        }
    }
    (cycles as f64 / told as f64).sqrt()
}
