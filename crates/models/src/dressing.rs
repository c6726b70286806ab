//! Point forecasts dressed with the errors they made: quantiles at every origin of a plan.

use crate::{
    ModelError, RollingForecast, Task,
    line::Line,
    naive::{naive, seasonal_naive},
    sample,
    student::StandardisedStudent,
};
use domain::{Hindcast, QuantileForecast, standard_normal_quantile};

/// Origins that the belief in a bell-shaped distribution counts for against the errors seen.
const PRIOR_ORIGINS: f64 = 12.0;
/// Errors at one place of the season that the belief in the same spread at all places counts for.
const PRIOR_ERRORS: f64 = 12.0;
/// Most that few independent errors widen a quantile by.
const WIDEST: f64 = 2.5;
/// Errors this many times the naive forecast's count a method out.
const FAR_WORSE: f64 = 2.5;
/// Half-life of an error's weight in spans of the past origins: early on, the method knew less.
const RECENCY: f64 = 0.5;
/// Errors that the usual move of the series counts for, so that a handful of lucky hits promise no certainty.
const USUAL_MOVES: f64 = 0.5;
/// Half-width of the kernel over the logarithm of the lead.
const LEAD_KERNEL: f64 = 0.35;
/// Mean absolute value of a standard normal variable.
const MEAN_ABSOLUTE: f64 = 0.797_884_560_802_865_4;

/// Point forecasts of one method (origins x leads, on the scale of `line`; NaN where it had nothing to say) as quantiles.
///
/// Ensemble dressing (Roulston and Smith, Tellus A 55, 2003): the distribution about a point forecast is that of the errors it
/// made from past origins. Their size is kept for each lead (smoothed over neighbouring leads) and each place of the season,
/// their shape is pooled over all of them and drawn towards the normal while few are known.
pub(crate) fn dressed(task: &Task<'_>, line: &Line, paths: &[f64]) -> Result<RollingForecast, ModelError> {
    let plan = task.plan;
    let leads = plan.leads.len();
    let past = plan.origins.len().saturating_sub(1);
    let now = &paths[past * leads..];
    if now.iter().any(|value| !value.is_finite()) {
        return Err(ModelError::Fit { reason: "it has nothing to say of some of the times".to_owned() });
    }
    if far_worse_than_naive(line, plan, paths) {
        return Err(ModelError::Worse);
    }
    let spread = Spread::of_errors(line, plan, paths);
    let prepared = task.prepared;
    let normal = (line.measure == crate::line::Measure::Anomalies).then(|| prepared.normal());
    let quantiles = |origin: usize, lead: usize, point: f64, shape: &[f64], out: &mut Vec<f64>| {
        let target = origin + plan.leads[lead];
        let position = || prepared.position_of_index(line.offset + target);
        let scale = spread.at(lead, target);
        let from = out.len();
        out.extend(shape.iter().map(|shape| point + scale * shape));
        line.back(&mut out[from..], position, normal, prepared.scale());
    };

    let shape = spread.shape(task.levels.as_slice());
    let mut values = Vec::with_capacity(leads * shape.len());
    for (lead, point) in now.iter().enumerate() {
        quantiles(plan.origins[past], lead, *point, &shape, &mut values);
    }
    let track = prepared.track();
    let present = QuantileForecast::new(
        track.variable.clone(),
        std::sync::Arc::clone(&task.valid_times),
        task.levels.clone(),
        values,
        &track.support,
    )?;

    let levels = Hindcast::usual_levels();
    let shape = spread.shape(levels.as_slice());
    let mut values = Vec::with_capacity(past * leads * shape.len());
    for (index, origin) in plan.origins[..past].iter().enumerate() {
        for lead in 0..leads {
            let point = paths[index * leads + lead];
            // What lies after the newest observation can't be scored.
            if point.is_finite() && origin + plan.leads[lead] < line.values.len() {
                quantiles(*origin, lead, point, &shape, &mut values);
            } else {
                values.extend(std::iter::repeat_n(f64::NAN, shape.len()));
            }
        }
    }
    let hindcast = Hindcast::new(past, leads, levels, values)?;
    Ok(RollingForecast { present, past: Some(hindcast) })
}

/// Whether past forecasts were several times as far off as those of the naive methods: then there is nothing in them, and a wild
/// one could still spoil a blend.
fn far_worse_than_naive(line: &Line, plan: &crate::Plan, paths: &[f64]) -> bool {
    let season = line.periods.last().copied().filter(|period| 2 * period < line.values.len()).unwrap_or(1);
    let naive = [naive(&line.values, plan), seasonal_naive(&line.values, season, plan)];
    let mut sums = [0.0; 3];
    for (index, origin) in plan.past().iter().enumerate() {
        for (lead, steps) in plan.leads.iter().enumerate() {
            let at = index * plan.leads.len() + lead;
            let Some(observed) = line.observed.get(origin + steps) else { continue };
            let errors = [paths[at], naive[0][at], naive[1][at]].map(|path| (path - observed).abs());
            if errors.iter().all(|error| error.is_finite()) {
                sums.iter_mut().zip(errors).for_each(|(sum, error)| *sum += error);
            } else if paths[at].is_infinite() {
                return true;
            }
        }
    }
    sums[0] > FAR_WORSE * sums[1].min(sums[2])
}

/// How far off a past forecast was; origin and lead as indices.
struct Error {
    origin: usize,
    lead: usize,
    size: f64,
}

/// How far off past forecasts were, by lead and place of the season, and in what shape.
struct Spread {
    by_lead: Vec<f64>,
    by_slot: Vec<f64>,
    /// Errors in units of their spread, in order; one of none while none are known.
    standardised: Vec<sample::Weighted>,
    origins: f64,
    /// Origins whose outcomes don't overlap.
    independent: f64,
}

impl Spread {
    fn of_errors(line: &Line, plan: &crate::Plan, paths: &[f64]) -> Self {
        let leads = plan.leads.len();
        let past = plan.past();
        let mut errors: Vec<Error> = Vec::with_capacity(past.len() * leads);
        let mut speaking = 0.0;
        for (index, origin) in past.iter().enumerate() {
            let before = errors.len();
            for (lead, steps) in plan.leads.iter().enumerate() {
                let Some(observed) = line.observed.get(origin + steps) else { break };
                let size = observed - paths[index * leads + lead];
                if size.is_finite() {
                    errors.push(Error { origin: index, lead, size });
                }
            }
            speaking += f64::from(u8::from(errors.len() > before));
        }
        let span = past.last().zip(past.first()).map_or(0, |(last, first)| last - first) as f64;
        let typical = plan.leads.iter().sum::<usize>() as f64 / leads.max(1) as f64;
        let newest = past.last().copied().unwrap_or(0);
        let slots = line.periods.first().copied().unwrap_or(1);
        let weights: Vec<f64> = past
            .iter()
            .map(|origin| 0.5_f64.powf((newest - origin) as f64 / (span + 1.0) / RECENCY))
            .collect();
        let mut spread = Self {
            by_lead: spread_by_lead(&errors, &plan.leads, line, &weights),
            by_slot: vec![1.0; slots],
            standardised: Vec::new(),
            origins: speaking,
            independent: speaking.min(span / typical.max(1.0) + 1.0),
        };
        if slots > 1 {
            spread.by_slot = spread_by_slot(&errors, &spread.by_lead, plan, slots);
        }
        spread.standardised = errors
            .into_iter()
            .map(|Error { origin, lead, size }| {
                (size / spread.at(lead, past[origin] + plan.leads[lead]), weights[origin])
            })
            .collect();
        if spread.standardised.is_empty() {
            spread.standardised.push((0.0, 1.0));
        }
        sample::sort(&mut spread.standardised);
        spread
    }

    fn at(&self, lead: usize, target: usize) -> f64 {
        self.by_lead[lead] * self.by_slot[target % self.by_slot.len()]
    }

    /// Quantiles of the standardised errors about their median, drawn towards the normal distribution's, and widened as
    /// Student's distribution is: a spread known from few independent errors is itself uncertain.
    fn shape(&self, levels: &[f64]) -> Vec<f64> {
        let student = StandardisedStudent::new(self.independent.max(2.5));
        let unit = (self.independent.max(2.5) / (self.independent.max(2.5) - 2.0)).sqrt();
        let trust = self.origins / (self.origins + PRIOR_ORIGINS);
        let (mut seen, mut median) = (Vec::with_capacity(levels.len()), Vec::with_capacity(1));
        sample::quantiles_of_sorted(&self.standardised, levels, &mut seen);
        sample::quantiles_of_sorted(&self.standardised, &[0.5], &mut median);
        levels
            .iter()
            .zip(seen)
            .map(|(level, seen)| {
                let bell = standard_normal_quantile(*level);
                let wider = if bell.abs() > 1e-6 {
                    (unit * student.quantile(*level) / bell).min(WIDEST)
                } else {
                    1.0
                };
                wider * (trust * (seen - median[0]) + (1.0 - trust) * bell / MEAN_ABSOLUTE)
            })
            .collect()
    }
}

/// Mean absolute error at each lead, smoothed over neighbouring leads; beyond what was seen it grows as a random walk's.
fn spread_by_lead(errors: &[Error], leads: &[usize], line: &Line, weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); leads.len()];
    for Error { origin, lead, size } in errors {
        sums[*lead].0 += weights[*origin] * size.abs();
        sums[*lead].1 += weights[*origin];
    }
    let logarithms: Vec<f64> = leads.iter().map(|lead| (*lead as f64).ln()).collect();
    // What a step usually changes stands in for errors while none are known, and keeps a spread above nothing.
    let lag = line.periods.last().copied().filter(|period| 2 * period < line.values.len()).unwrap_or(1);
    let moves: Vec<f64> = line.values.windows(lag + 1).map(|pair| (pair[lag] - pair[0]).abs()).collect();
    let size = line.values.iter().map(|value| value.abs()).fold(0.0, f64::max);
    let floor = (1e-5 * size).max(1e-300);
    let usual_move = if moves.is_empty() {
        (0.25 * size).max(floor)
    } else {
        (moves.iter().sum::<f64>() / moves.len() as f64).max(floor)
    };
    let growth = |lead: usize| (lead as f64 / lag as f64).max(1.0).sqrt();
    (0..leads.len())
        .map(|at| {
            let (mut sum, mut weight) = (USUAL_MOVES * usual_move * growth(leads[at]), USUAL_MOVES);
            for (other, (errors, count)) in sums.iter().enumerate() {
                let apart = (logarithms[at] - logarithms[other]).abs() / LEAD_KERNEL;
                if apart < 1.0 {
                    sum += (1.0 - apart) * errors;
                    weight += (1.0 - apart) * count;
                }
            }
            if weight > 1.5 {
                return (sum / weight).max(floor);
            }
            let nearest = (0..at).rev().find(|other| sums[*other].1 >= 1.0);
            nearest.map_or(sum / weight, |other| {
                sums[other].0 / sums[other].1 * (leads[at] as f64 / leads[other] as f64).sqrt()
            })
        })
        .map(|spread| spread.max(floor))
        .collect()
}

/// The factor on the spread at each place of the shortest season.
fn spread_by_slot(errors: &[Error], by_lead: &[f64], plan: &crate::Plan, slots: usize) -> Vec<f64> {
    let mut sums = vec![(PRIOR_ERRORS, PRIOR_ERRORS); slots];
    for Error { origin, lead, size } in errors {
        let sum = &mut sums[(plan.past()[*origin] + plan.leads[*lead]) % slots];
        sum.0 += size.abs() / by_lead[*lead];
        sum.1 += 1.0;
    }
    sums.into_iter().map(|(sum, count)| (sum / count).max(0.05)).collect()
}

#[cfg(test)]
#[path = "dressing_tests.rs"]
mod tests;
