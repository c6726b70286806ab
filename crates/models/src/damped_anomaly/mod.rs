mod fit;
mod predictors;

use crate::{
    Model, ModelError, Prepared, RollingForecast, Task,
    autoregression::{self, Autoregression},
    calendar::Position,
    error::in_words,
    line::Measure,
    line::straight,
    sample::{Weighted, quantiles},
};
use domain::{Hindcast, ModelId, standard_normal_quantile};
use fit::{FEWEST_ORIGINS, Fitted, PastOrigins, fit};
use predictors::{MEANS, Sums, Windows, all_of, last_season, predictors};

/// The fewest observed days to learn from.
const FEWEST_DAYS: usize = 30;
/// Most origins to learn from; the newest and nearest in season win.
const MOST_ORIGINS: usize = 1200;
/// Leads whose residuals are pooled for the shape of the distribution.
const SHAPE_LEADS: usize = 6;
/// Days ahead beyond which the anomalies are not carried on.
const FARTHEST_DAYS: usize = 10;

/// Damped persistence of the anomaly: the coming standardised anomaly regressed, for each lead directly, on the latest
/// anomaly, its means over a middle and a long window, the same hour of the day before, and what an autoregressive process says
/// of that lead.
///
/// A direct regression per lead needs no assumption on the process behind (Marcellino, Stock and Watson, Journal of
/// Econometrics 135, 2006). As the lead grows the coefficients fall to zero by themselves, and the forecast
/// to the climatological distribution: Wilks, Statistical Methods in the Atmospheric Sciences, section 8.3. Origins are
/// taken at the hour of day of the newest observation and weighted by their nearness in season. The spread is that of the
/// weighted residuals at each lead, with the loss of degrees of freedom made up for out of sample.
///
/// Each past origin is given the coefficients that come out without the days about it (leave-one-block-out cross-validation:
/// Burman, Chow and Nolan, Biometrika 81, 1994), which takes a few subtractions from sums and a small solve.
#[derive(Debug, Clone, Copy)]
pub struct DampedAnomaly;

/// An origin to learn from: its index, weight and the predictors that don't depend on the lead.
struct Origin {
    index: usize,
    weight: f64,
    means: [f64; MEANS],
    /// What autoregression says of each lead.
    ahead: Vec<f64>,
}

impl Model for DampedAnomaly {
    fn id(&self) -> ModelId {
        ModelId::new("damped-anomaly")
    }

    fn title(&self) -> &'static str {
        "damped persistence"
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let windows = Windows::of(prepared);
        check_history(prepared, FEWEST_DAYS, windows.oldest)?;
        let anomalies = prepared.anomalies();
        let sums = Sums::of(anomalies);
        let newest = anomalies.len() - 1;
        let Some(now) = predictors(&sums, &windows, newest) else {
            return Err(ModelError::Short {
                needed: format!("half of the last {} steps", windows.long),
                found: "fewer".to_owned(),
            });
        };
        let mut carried = Carried::of(task);
        let origins = origins(prepared, &sums, &windows, &mut carried);
        let ahead_of_now = carried.from(newest);

        let leads: Vec<usize> = task.valid_times.iter().map(|time| prepared.lead(*time)).collect();
        let pooled_every = leads.len().div_ceil(SHAPE_LEADS).max(1);
        let mut shape: Vec<Weighted> = Vec::new();
        let mut fits: Vec<Fitted> = Vec::with_capacity(leads.len());
        let past = PastOrigins::of(task, &sums, &windows, &mut carried);
        // Leads x past origins.
        let mut expected_before: Vec<f64> = Vec::with_capacity(leads.len() * past.origins.len());
        for (order, lead) in leads.iter().enumerate() {
            task.check()?;
            let pool = (order % pooled_every == 0).then_some(&mut shape);
            let fit = fit(anomalies, &origins, (order, *lead), &windows, pool);
            expected_before.extend(past.expected(anomalies, &origins, (order, *lead), &windows, &fit));
            fits.push(fit);
        }

        let mut shape_at = |levels: &[f64]| -> Vec<f64> {
            if shape.len() < FEWEST_ORIGINS {
                return levels.iter().map(|level| standard_normal_quantile(*level)).collect();
            }
            let mut standard = Vec::with_capacity(levels.len());
            quantiles(&mut shape, levels, &mut standard);
            standard
        };
        let levels = task.levels.as_slice();
        let standard = shape_at(levels);
        let mut values = Vec::with_capacity(leads.len() * levels.len());
        for (order, ((time, lead), fit)) in task.valid_times.iter().zip(&leads).zip(&fits).enumerate() {
            let position = prepared.position(*time);
            let last_season = last_season(anomalies, newest, *lead, windows.season);
            let expected = fit.coefficients.dot(&all_of(&now, ahead_of_now[order], last_season));
            values.extend(
                standard.iter().map(|shape| prepared.normal().value(expected + fit.spread * shape, position)),
            );
        }
        let present = task.finish(values)?;

        let standard = shape_at(Hindcast::usual_levels().as_slice());
        let count = past.origins.len();
        let mut values = Vec::with_capacity(count * leads.len() * standard.len());
        for (at, (index, _, _)) in past.origins.iter().enumerate() {
            for (order, lead) in leads.iter().enumerate() {
                let expected = expected_before[order * count + at];
                if expected.is_nan() {
                    values.extend(std::iter::repeat_n(f64::NAN, standard.len()));
                    continue;
                }
                let position = prepared.position_of_index(index + lead);
                let spread = fits[order].spread;
                values.extend(
                    standard.iter().map(|shape| prepared.normal().value(expected + spread * shape, position)),
                );
            }
        }
        Ok(RollingForecast { present, past: Some(task.finish_past(values)?) })
    }
}

/// Refuses a history that is too short or too old.
pub(crate) fn check_history(prepared: &Prepared, fewest_days: usize, oldest: i64) -> Result<(), ModelError> {
    let days = prepared.observed_days();
    if days < fewest_days {
        return Err(ModelError::Short {
            needed: format!("{fewest_days} days"),
            found: if days == 1 { "1".to_owned() } else { format!("{days}") },
        });
    }
    match prepared.age_minutes() {
        Some(age) if age > oldest => Err(ModelError::Stale { age: in_words(age), limit: in_words(oldest) }),
        _ => Ok(()),
    }
}

/// The anomalies carried on as an autoregressive process.
struct Carried<'a> {
    leads: &'a [usize],
    horizon: usize,
    complete: Vec<f64>,
    process: Option<Autoregression>,
    ahead: Vec<f64>,
}

impl<'a> Carried<'a> {
    fn of(task: &'a Task<'_>) -> Self {
        let prepared = task.prepared;
        // A series has its habits, and methods of its own that carry them on.
        let complete = straight(prepared.anomalies()).filter(|_| !prepared.is_series()).unwrap_or_default();
        let line = prepared.line(Measure::Anomalies);
        let process = line.filter(|_| !complete.is_empty()).and_then(autoregression::of);
        let leads = &task.plan.leads;
        let farthest = FARTHEST_DAYS * prepared.slots();
        let horizon = leads.iter().copied().filter(|lead| *lead <= farthest).max().unwrap_or(0);
        Self { leads, horizon, complete, process, ahead: Vec::new() }
    }

    /// What is to come at each lead after `origin`; 0 where that is too far ahead to tell.
    fn from(&mut self, origin: usize) -> Vec<f64> {
        let Some(process) = &self.process else { return vec![0.0; self.leads.len()] };
        process.carry_on(&self.complete, origin, self.horizon, &mut self.ahead);
        self.leads.iter().map(|lead| self.ahead.get(lead - 1).copied().unwrap_or(0.0)).collect()
    }
}

/// Origins at the hour of the newest observation (and those about it, while the history is short), nearest in season first
/// when there are more than enough.
fn origins(prepared: &Prepared, sums: &Sums, windows: &Windows, carried: &mut Carried<'_>) -> Vec<Origin> {
    let positions = prepared.positions();
    let Some(newest) = positions.last() else { return Vec::new() };
    let slots = prepared.slots();
    let around = if prepared.observed_days() < 300 { slots / 12 } else { 0 };
    let near_slot = |position: &Position| {
        let apart = usize::from(position.slot.abs_diff(newest.slot));
        apart.min(slots - apart) <= around
    };
    let share = 1.0 / (2 * around + 1) as f64;
    let mut chosen: Vec<(f64, usize)> = positions
        .iter()
        .enumerate()
        .skip(windows.middle)
        .filter(|(_, position)| near_slot(position))
        .map(|(index, position)| {
            let apart = Prepared::season_distance(position.season, newest.season) as f64;
            (share * (0.15 + (-(apart / 60.0).powi(2)).exp()), index)
        })
        .collect();
    if chosen.len() > MOST_ORIGINS {
        chosen.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        chosen.truncate(MOST_ORIGINS);
        chosen.sort_by_key(|(_, index)| *index);
    }
    chosen
        .into_iter()
        .filter_map(|(weight, index)| {
            Some(Origin {
                index,
                weight,
                means: predictors(sums, windows, index)?,
                ahead: carried.from(index),
            })
        })
        .collect()
}
