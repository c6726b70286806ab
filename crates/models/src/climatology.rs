use crate::{
    Model, ModelError, Prepared, Reach, RollingForecast, Task,
    calendar::{Position, SEASONS, YEAR},
    sample::{Weighted, quantiles, step_quantiles},
};
use domain::{Hindcast, ModelId, Track};

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
/// Days that share one distribution of the past: an eighth of the past origins' span, within these bounds.
const SHARED_DAYS: (i32, i32) = (3, 12);
/// Days left out before and after those: their weather is still the same.
const LEFT_OUT_DAYS: i32 = 2;

/// What is usual for the day of the year and the hour (and the weekday, for a series): quantiles of a kernel sample from
/// the own history and the typical year.
///
/// The sample holds standardised anomalies within a window of days and hours, brought to the usual and the spread
/// of the time asked about, so that a wide window does not smear the season; values with a mass at a bound (rain, cloud)
/// are taken as they are. A short history is filled up by the typical year, which counts as one year among the own.
/// Follows the "probabilistic climatology" that forecasts are verified against (Wilks, Statistical Methods in
/// the Atmospheric Sciences, ch. 9); the distribution is widened by the factor of a predictive distribution with
/// few independent days, sqrt(1 + 1/n).
///
/// What it would have said before is told without the days about the time asked about (leave-one-block-out): it hardly
/// changes from day to day, so one distribution serves a few days of the same hour.
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
        // A series has experts for its habits; what is usual for the date takes over where they end.
        if track.kind.is_some() { Reach::TakesOver } else { Reach::AnyLead }
    }

    fn vote(&self, prepared: &Prepared) -> f64 {
        let track = prepared.track();
        // Damped persistence of continuous weather starts from climatology and returns to it; it needs little of it beside.
        if track.kind.is_none() && !track.support.zero_inflated { 0.1 } else { 1.0 }
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
            let days = collect(prepared, position, None, &mut sample)?;
            let start = values.len();
            distribution(prepared, days, &mut sample, levels, &mut values);
            located(prepared, position, &mut values[start..]);
        }
        let present = task.finish(values)?;
        let past = past_quantiles(task, Hindcast::usual_levels().as_slice())?;
        Ok(RollingForecast { present, past: Some(task.finish_past(past)?) })
    }
}

/// What was usual at the leads of the past origins, as the days beside them tell: origins x leads x `levels` on the
/// model scale, NaN where too little else is known.
pub(crate) fn past_quantiles(task: &Task<'_>, levels: &[f64]) -> Result<Vec<f64>, ModelError> {
    let prepared = task.prepared;
    let (plan, known) = (task.plan, prepared.positions());
    let offset = prepared.line_offset();
    let mut values = Vec::with_capacity(plan.past().len() * plan.leads.len() * levels.len());
    let place = |index: usize| known.get(index).copied();
    let days = |lead: Option<usize>| {
        plan.past()
            .first()
            .zip(lead)
            .and_then(|(first, lead)| place(offset + first + lead))
            .map(|first| first.day)
    };
    let first_day = days(plan.leads.iter().min().copied()).unwrap_or(0);
    let last_day = known.last().map_or(first_day, |last| last.day);
    let shared = ((last_day - first_day) / 8).clamp(SHARED_DAYS.0, SHARED_DAYS.1);
    // Where the distribution of a group of days and a slot begins in `found`; `Some(None)` where there is none.
    let slots = prepared.slots();
    let groups = usize::try_from((last_day - first_day) / shared + 1).unwrap_or(1);
    let mut cells: Vec<Option<Option<usize>>> = vec![None; groups * slots];
    let (mut found, mut sample): (Vec<f64>, Vec<Weighted>) = (Vec::new(), Vec::new());
    for origin in plan.past() {
        task.check()?;
        for lead in &plan.leads {
            let position = place(offset + origin + lead);
            let cell = position.and_then(|position| {
                let group = usize::try_from((position.day - first_day) / shared).ok()?;
                let cell = group * slots + usize::from(position.slot);
                let from = first_day + (position.day - first_day) / shared * shared;
                (group < groups).then_some((cell, from, position))
            });
            let start = cell.and_then(|(cell, from, position)| {
                *cells[cell].get_or_insert_with(|| {
                    let left_out = (from - LEFT_OUT_DAYS, from + shared - 1 + LEFT_OUT_DAYS);
                    let middle = from + shared / 2 - position.day;
                    let days =
                        collect(prepared, moved(position, middle), Some(left_out), &mut sample).ok()?;
                    let start = found.len();
                    distribution(prepared, days, &mut sample, levels, &mut found);
                    Some(start)
                })
            });
            match (start, position) {
                (Some(start), Some(position)) => {
                    let here = values.len();
                    values.extend_from_slice(&found[start..start + levels.len()]);
                    located(prepared, position, &mut values[here..]);
                }
                _ => values.extend(std::iter::repeat_n(f64::NAN, levels.len())),
            }
        }
    }
    Ok(values)
}

/// The same time `days` later.
fn moved(position: Position, days: i32) -> Position {
    let seasons = i32::try_from(SEASONS).unwrap_or(365);
    let season = (i32::from(position.season) + days).rem_euclid(seasons);
    Position { day: position.day + days, season: u16::try_from(season).unwrap_or(0), ..position }
}

/// Between two bounds, or with a mass at one, a shifted value would be one that never occurs.
fn as_observed(prepared: &Prepared) -> bool {
    let support = &prepared.track().support;
    support.zero_inflated || (support.lower.is_some() && support.upper.is_some())
}

/// Quantiles of a sample of so many days, still as anomalies where it is one of anomalies.
fn distribution(prepared: &Prepared, days: f64, sample: &mut [Weighted], levels: &[f64], out: &mut Vec<f64>) {
    if prepared.track().support.zero_inflated {
        step_quantiles(sample, levels, out);
        return;
    }
    let start = out.len();
    quantiles(sample, levels, out);
    let middle = out[start + levels.partition_point(|level| *level < 0.5).min(levels.len() - 1)];
    let wider = (1.0 + MEMORY_DAYS / days).sqrt();
    for value in &mut out[start..] {
        *value = middle + wider * (*value - middle);
    }
}

/// Brings anomalies to the usual and the spread of `position`.
fn located(prepared: &Prepared, position: Position, values: &mut [f64]) {
    if !as_observed(prepared) {
        values.iter_mut().for_each(|value| *value = prepared.normal().value(*value, position));
    }
}

/// Fills `sample` for one time with anomalies, or with values on the model scale where those are taken as observed, and tells how many
/// days (weighted) are in it. Own days from the first to the second of `left_out` are passed over.
fn collect(
    prepared: &Prepared,
    target: Position,
    left_out: Option<(i32, i32)>,
    sample: &mut Vec<Weighted>,
) -> Result<f64, ModelError> {
    let (history, reference) = if as_observed(prepared) {
        (prepared.values(), prepared.reference_values())
    } else {
        (prepared.anomalies(), prepared.reference_anomalies())
    };
    let sources = [
        Source { values: history, positions: prepared.positions(), left_out },
        Source { values: reference, positions: prepared.reference_positions(), left_out: None },
    ];
    let hours_before = i32::from(prepared.slots() >= 24);
    for half_width in WINDOWS {
        let widest = half_width == WINDOWS[WINDOWS.len() - 1];
        sample.clear();
        let mut days = 0.0;
        for source in &sources {
            days += source.gather(target, (half_width, 0), prepared.slots(), sample);
        }
        if !(days >= ENOUGH_DAYS || (widest && days > 0.0)) {
            continue;
        }
        if days < ENOUGH_FOR_ONE_HOUR && hours_before > 0 {
            for source in &sources {
                for shift in [-hours_before, hours_before] {
                    source.gather(target, (half_width, shift), prepared.slots(), sample);
                }
            }
        }
        // Weather known only from the other half of the year says nothing of this one.
        let seen = half_width < 183
            || left_out.is_some()
            || prepared.is_series()
            || nearest_season(prepared, target) <= 45;
        if !seen {
            return Err(ModelError::Season);
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

/// Values with their places.
struct Source<'a> {
    values: &'a [f64],
    positions: &'a [Position],
    /// The first and the last day to pass over.
    left_out: Option<(i32, i32)>,
}

impl Source<'_> {
    /// Adds the values of `target`'s slot (moved by `shift` slots) within `half_width` days of its day of the year in any
    /// year, and returns the weight added.
    fn gather(
        &self,
        target: Position,
        (half_width, shift): (u16, i32),
        slots: usize,
        sample: &mut Vec<Weighted>,
    ) -> f64 {
        let (Some(first), Some(last)) = (self.positions.first(), self.positions.last()) else { return 0.0 };
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
                if self.left_out.is_some_and(|(first, last)| (first..=last).contains(&day)) {
                    continue;
                }
                let slot = i32::from(target.slot) + shift;
                let (day_of_slot, slot) =
                    (day + slot.div_euclid(slots_of_day), slot.rem_euclid(slots_of_day));
                let Some(index) = find(self.positions, slots, day_of_slot, slot) else { continue };
                let value = self.values[index];
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{prepare, testing::level};
    use domain::{QuantileLevels, Step};
    use jiff::{Timestamp, ToSpan};
    use std::sync::Arc;

    /// Ten years of days with a season and weather, rising by `slope` a year.
    fn years(slope: f64) -> Vec<f64> {
        (0..3653)
            .map(|day| {
                let years = f64::from(day) / YEAR;
                let weather = (f64::from(day) * 0.7).sin() + (f64::from(day) * 0.113).sin();
                10.0 - 8.0 * (std::f64::consts::TAU * years).cos() + weather + slope * years
            })
            .collect()
    }

    /// The median `days` after the newest value.
    fn median(values: &[f64], days: i64) -> f64 {
        let mut track = level(values, Step::DAY);
        // Weather, so that old years count as much as new ones.
        track.kind = None;
        let end = track.history.newest_time().expect("observed");
        let prepared = prepare(&track, end);
        let times: Arc<[Timestamp]> = Arc::from([end + (24 * days).hours()]);
        let levels = QuantileLevels::percentiles();
        let task = Task {
            prepared: &prepared,
            plan: &prepared.plan(&times),
            valid_times: times,
            levels: &levels,
            seed: 1,
            cancelled: &|| false,
        };
        let present = Climatology.forecast(&task).expect("ten years are enough").present;
        present.at(0)[levels.as_slice().partition_point(|level| *level < 0.5)]
    }

    #[test]
    fn what_is_usual_moves_with_the_trend() {
        for days in [1, 180, 360] {
            let change = median(&years(0.4), days) - median(&years(0.0), days);
            let expected = 0.4 * (3653.0 + days as f64) / YEAR;
            assert!((change - expected).abs() < 0.4, "{days} days ahead: {change}, {expected} expected");
        }
    }
}
