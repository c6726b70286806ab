use crate::{
    Model, ModelError, Prepared, Reach, RollingForecast, Task,
    calendar::{Position, SEASONS, YEAR},
    sample::{Weighted, quantiles, step_quantiles},
};
use domain::{ModelId, Track};

/// Half-widths in days of the triangular window over the day of the year, tried from narrow to wide.
const WINDOWS: [u16; 5] = [20, 30, 45, 90, 183];
/// Days in the window (weighted) from which it need not be wider.
const ENOUGH_DAYS: f64 = 40.0;
/// Days in the window from which the neighbouring hours are no longer needed as well.
const ENOUGH_FOR_ONE_HOUR: f64 = 80.0;
/// The fewest observed days to say anything from.
const FEWEST_DAYS: usize = 3;
/// Days for which weather stays much the same: so many count as one when telling how sure a mean is.
const MEMORY_DAYS: f64 = 3.0;

/// What is usual for the day of the year and the hour (and the weekday, for a series): quantiles of a kernel sample from
/// the own history and the typical year.
///
/// The sample holds standardised anomalies within a window of days and hours, brought to the usual and the spread
/// of the time asked about, so that a wide window does not smear the season; values with a mass at a bound (rain, cloud)
/// are taken as they are. A short history is filled up by the typical year, which counts as one year among the own.
/// Follows the "probabilistic climatology" that forecasts are verified against (Wilks, Statistical Methods in
/// the Atmospheric Sciences, ch. 9); the distribution is widened by the factor of a predictive distribution with
/// few independent days, sqrt(1 + 1/n).
#[derive(Debug, Clone, Copy)]
pub struct Climatology;

impl Model for Climatology {
    fn id(&self) -> ModelId {
        ModelId::new("climatology")
    }

    fn title(&self) -> &'static str {
        "climatology"
    }

    fn reach(&self, track: &Track) -> Reach {
        // Damped persistence of continuous weather starts from climatology and returns to it.
        let known_by_others = track.kind.is_none() && !track.support.zero_inflated;
        if known_by_others { Reach::TakesOver } else { Reach::AnyLead }
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let days = prepared.observed_days();
        if days < FEWEST_DAYS && prepared.reference_values().is_empty() {
            return Err(ModelError::Short {
                needed: format!("{FEWEST_DAYS} days"),
                found: format!("{days}"),
            });
        }
        let levels = task.levels.as_slice();
        let mut values = Vec::with_capacity(task.valid_times.len() * levels.len());
        let mut sample = Vec::new();
        for time in task.valid_times.iter() {
            task.check()?;
            let position = prepared.position(*time);
            let days = collect(prepared, position, &mut sample)?;
            if prepared.track().support.zero_inflated {
                step_quantiles(&mut sample, levels, &mut values);
                continue;
            }
            let start = values.len();
            quantiles(&mut sample, levels, &mut values);
            let middle = values[start + levels.partition_point(|level| *level < 0.5).min(levels.len() - 1)];
            let wider = (1.0 + MEMORY_DAYS / days).sqrt();
            for value in &mut values[start..] {
                *value = middle + wider * (*value - middle);
            }
        }
        Ok(task.finish(values)?.into())
    }
}

/// Fills `sample` for one time with values on the model scale, and tells how many days (weighted) are in it.
fn collect(prepared: &Prepared, target: Position, sample: &mut Vec<Weighted>) -> Result<f64, ModelError> {
    let support = &prepared.track().support;
    // Between two bounds, or with a mass at one, a shifted value would be one that never occurs.
    let as_observed = support.zero_inflated || (support.lower.is_some() && support.upper.is_some());
    let (history, reference) = if as_observed {
        (prepared.values(), prepared.reference_values())
    } else {
        (prepared.anomalies(), prepared.reference_anomalies())
    };
    let sources = [(history, prepared.positions()), (reference, prepared.reference_positions())];
    let hours_before = i32::from(prepared.slots() >= 24);
    for half_width in WINDOWS {
        let widest = half_width == WINDOWS[WINDOWS.len() - 1];
        sample.clear();
        let mut days = 0.0;
        for (values, positions) in sources {
            days += gather(values, positions, target, (half_width, 0), prepared.slots(), sample);
        }
        if !(days >= ENOUGH_DAYS || (widest && days > 0.0)) {
            continue;
        }
        if days < ENOUGH_FOR_ONE_HOUR && hours_before > 0 {
            for (values, positions) in sources {
                for shift in [-hours_before, hours_before] {
                    gather(values, positions, target, (half_width, shift), prepared.slots(), sample);
                }
            }
        }
        // Weather known only from the other half of the year says nothing of this one.
        let seen = half_width < 183 || prepared.is_series() || nearest_season(prepared, target) <= 45;
        if !seen {
            return Err(ModelError::Season);
        }
        if !as_observed {
            for (value, _) in sample.iter_mut() {
                *value = prepared.normal().value(*value, target);
            }
        }
        return Ok(days);
    }
    Err(ModelError::Season)
}

/// Days of the year from `target` to the nearest observation.
fn nearest_season(prepared: &Prepared, target: Position) -> usize {
    let of = |values: &[f64], positions: &[Position]| {
        values
            .iter()
            .zip(positions)
            .filter(|(value, _)| !value.is_nan())
            .map(|(_, position)| Prepared::season_distance(position.season, target.season))
            .min()
            .unwrap_or(SEASONS)
    };
    of(prepared.values(), prepared.positions())
        .min(of(prepared.reference_values(), prepared.reference_positions()))
}

/// Adds the values of `target`'s slot (moved by `shift` slots) within `half_width` days of its day of the year in any
/// year, and returns the weight added.
fn gather(
    values: &[f64],
    positions: &[Position],
    target: Position,
    (half_width, shift): (u16, i32),
    slots: usize,
    sample: &mut Vec<Weighted>,
) -> f64 {
    let (Some(first), Some(last)) = (positions.first(), positions.last()) else { return 0.0 };
    let half = i32::from(half_width);
    let slots_of_day = i32::try_from(slots).unwrap_or(1);
    // Neighbours count half.
    let of_shift = if shift == 0 { 1.0 } else { 0.5 };
    let mut added = 0.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "day numbers of a calendar that ends in the year 9999"
    )]
    let years_back = |day: i32| (f64::from(target.day - day) / YEAR).round() as i32;
    for years in years_back(last.day + half)..=years_back(first.day - half) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "day numbers of a calendar that ends in the year 9999"
        )]
        let centre = target.day - (f64::from(years) * YEAR).round() as i32;
        let (from, to) = ((centre - half).max(first.day), (centre + half).min(last.day));
        for day in from..=to {
            let slot = i32::from(target.slot) + shift;
            let (day_of_slot, slot) = (day + slot.div_euclid(slots_of_day), slot.rem_euclid(slots_of_day));
            let Some(index) = find(positions, slots, day_of_slot, slot) else { continue };
            let value = values[index];
            if value.is_nan() {
                continue;
            }
            let weight = of_shift * (1.0 - f64::from((day - centre).abs()) / f64::from(half + 1));
            sample.push((value, weight));
            added += weight;
        }
    }
    added
}

/// The index of one slot of one day, in positions that follow each other at a regular step.
fn find(positions: &[Position], slots: usize, day: i32, slot: i32) -> Option<usize> {
    let first = positions.first()?;
    let days = i64::from(day - first.day);
    let guess = if slots > 1 {
        days * i64::try_from(slots).ok()? + i64::from(slot) - i64::from(first.slot)
    } else {
        // Steps of a day or more: as many values as there are days, shared out evenly.
        let span = i64::from(positions[positions.len() - 1].day - first.day).max(1);
        let steps = i64::try_from(positions.len()).ok()? - 1;
        (days * steps + span / 2) / span
    };
    // A day of 23 or 25 hours moves the rest by one.
    for nearby in [guess, guess - 1, guess + 1, guess - 2, guess + 2] {
        if let Some(position) = usize::try_from(nearby).ok().and_then(|index| positions.get(index))
            && position.day == day
            && i32::from(position.slot) == slot
        {
            return usize::try_from(nearby).ok();
        }
    }
    None
}
