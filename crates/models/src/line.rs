//! A stretch of regular values made fit for fitting: complete, without wild outliers, on a scale where errors add.

use crate::{calendar::Position, covariates::Regressor, events::Event, normal::Normal, scale::Scale};
use domain::Step;
use std::sync::Arc;

/// Newest values that methods are fitted to: half a year of hours, all of anything slower.
const LONGEST: usize = 4400;
/// Distances from the typical values beside it, in typical distances, from which a value is drawn in for fitting.
const OUTLIER: f64 = 10.0;

/// What the values of a line are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Values on the model scale.
    Values,
    /// Their logarithms.
    Logarithms,
    /// Standardised anomalies from the usual.
    Anomalies,
}

/// Regular values up to the newest observation, and how they relate to the variable.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) measure: Measure,
    /// Complete: gaps filled and outliers drawn in, for fitting.
    pub(crate) values: Vec<f64>,
    /// As observed: NaN where missing, for scoring.
    pub(crate) observed: Vec<f64>,
    /// Seasons in steps, rising, each longer than one step; none for a line without seasons.
    pub(crate) periods: Vec<usize>,
    /// Index in the history of the first value here.
    pub(crate) offset: usize,
    /// Complete values from the first observation up to the first value here: for a look a year back.
    pub(crate) earlier: Vec<f64>,
    /// Steps in a year of whole weeks, where the seasons leave the year out.
    pub(crate) year: Option<usize>,
    /// Values of events, which the usual stands in for in `values` and `earlier`.
    pub(crate) events: Vec<Event>,
    /// Steps from the first of the earlier values to the first midnight before a Sunday.
    pub(crate) sunday: usize,
    /// What goes along with it, by index of the history: [`Line::known`] looks up by index of the line.
    pub(crate) covariates: Arc<[Regressor]>,
}

/// The seasons that a step suggests, shortest first.
pub(crate) fn periods(step: Step, follows_the_week: bool) -> Vec<usize> {
    match step {
        Step::Minutes(minutes) => {
            let day = (1440 / minutes.clamp(1, 1440)) as usize;
            let mut periods = vec![day];
            if follows_the_week {
                periods.push(7 * day);
            }
            periods.retain(|period| *period > 1);
            periods
        }
        Step::Days(1) => vec![7],
        Step::Days(days) => {
            Some((365 / days.max(1)) as usize).filter(|period| *period > 1).into_iter().collect()
        }
        Step::Months(months) => {
            Some((12 / months.max(1)) as usize).filter(|period| *period > 1).into_iter().collect()
        }
    }
}

/// Steps in the 52 weeks after which a day of a series comes again at the same time of the year, where its seasons end at the week.
pub(crate) fn year(step: Step) -> Option<usize> {
    match step {
        Step::Minutes(minutes) => Some(364 * (1440 / minutes.clamp(1, 1440)) as usize),
        Step::Days(1) => Some(364),
        Step::Days(_) | Step::Months(_) => None,
    }
}

impl Line {
    /// The newest stretch of `observed`; `None` when nothing was observed.
    pub(crate) fn new(measure: Measure, observed: &[f64], periods: Vec<usize>) -> Option<Self> {
        let first = observed.iter().position(|value| value.is_finite())?;
        let longest = periods.last().map_or(LONGEST, |period| LONGEST.max(6 * period));
        let offset = first.max(observed.len().saturating_sub(longest));
        let mut earlier = filled(&observed[first..offset], &periods).unwrap_or_default();
        draw_in(&mut earlier, periods.first().copied().unwrap_or(1));
        let observed = observed[offset..].to_vec();
        let mut values = filled(&observed, &periods)?;
        draw_in(&mut values, periods.first().copied().unwrap_or(1));
        Some(Self {
            measure,
            values,
            observed,
            periods,
            offset,
            earlier,
            year: None,
            events: Vec::new(),
            sunday: 0,
            covariates: Arc::from([]),
        })
    }

    pub(crate) fn with_covariates(self, covariates: Arc<[Regressor]>) -> Self {
        Self { covariates, ..self }
    }

    pub(crate) fn with_year(self, year: Option<usize>) -> Self {
        Self { year, ..self }
    }

    /// A covariate at an index of the line, which may be beyond its end, as known from an origin of the line.
    pub(crate) fn known(&self, covariate: &Regressor, index: usize, origin: usize) -> Option<f64> {
        covariate.at(self.offset + index, self.offset + origin)
    }

    /// The logarithms of this line of values; `None` unless all are clearly above zero.
    pub(crate) fn logarithms(&self) -> Option<Self> {
        let positive = |values: &[f64]| values.iter().all(|value| value.is_nan() || *value > 0.0);
        if self.measure != Measure::Values
            || !positive(&self.observed)
            || !positive(&self.values)
            || !positive(&self.earlier)
            || self.events.iter().any(|event| event.value <= 0.0)
        {
            return None;
        }
        let logarithms = |values: &[f64]| values.iter().map(|value| value.ln()).collect();
        Some(Self {
            measure: Measure::Logarithms,
            values: logarithms(&self.values),
            observed: logarithms(&self.observed),
            periods: self.periods.clone(),
            offset: self.offset,
            earlier: logarithms(&self.earlier),
            year: self.year,
            events: self.events.iter().map(Event::logarithm).collect(),
            sunday: self.sunday,
            covariates: Arc::clone(&self.covariates),
        })
    }

    /// Turns values of this line at one place of the calendar into the variable's unit.
    pub(crate) fn back(
        &self,
        values: &mut [f64],
        position: impl FnOnce() -> Position,
        normal: Option<&Normal>,
        scale: &Scale,
    ) {
        match (self.measure, normal) {
            // exp(300) is beyond any quantity; it keeps a wild extrapolation finite.
            (Measure::Logarithms, _) => {
                values.iter_mut().for_each(|value| *value = value.clamp(-300.0, 300.0).exp());
            }
            (Measure::Anomalies, Some(normal)) => {
                let position = position();
                values.iter_mut().for_each(|value| *value = normal.value(*value, position));
            }
            (Measure::Values | Measure::Anomalies, _) => {}
        }
        scale.back_all(values);
    }
}

/// `values` with the missing ones filled linearly between their neighbours, for fitting only; `None` when all are missing.
pub(crate) fn straight(values: &[f64]) -> Option<Vec<f64>> {
    let mut filled = values.to_vec();
    let mut last: Option<usize> = None;
    for index in 0..values.len() {
        if values[index].is_nan() {
            continue;
        }
        match last {
            None => filled[..index].fill(values[index]),
            Some(from) => {
                let length = (index - from) as f64;
                for (step, gap) in filled[from..index].iter_mut().enumerate() {
                    *gap = values[from] + step as f64 / length * (values[index] - values[from]);
                }
            }
        }
        last = Some(index);
    }
    let last = last?;
    filled[last..].fill(values[last]);
    Some(filled)
}

/// `observed` with gaps filled from the season before, or between their neighbours; `None` when all are missing.
fn filled(observed: &[f64], periods: &[usize]) -> Option<Vec<f64>> {
    let straight = straight(observed)?;
    let Some(period) = periods.first() else { return Some(straight) };
    let mut values = straight;
    let mut index = 0;
    while index < observed.len() {
        if !observed[index].is_nan() {
            index += 1;
            continue;
        }
        let end = (index..observed.len()).find(|next| !observed[*next].is_nan()).unwrap_or(observed.len());
        // A short gap is best bridged; a long one has the shape of the season before it.
        if end - index > 3.min(period / 3) {
            for gap in index..end {
                if let Some(before) = gap.checked_sub(*period) {
                    values[gap] = values[before];
                }
            }
        }
        index = end;
    }
    Some(values)
}

/// Draws values in that stand alone: far from the steps right beside them and from the same place of the seasons beside them. A new
/// level, or the first steps of one, is no outlier.
fn draw_in(values: &mut [f64], period: usize) {
    let count = values.len();
    if count < 3 * period.max(4) {
        return;
    }
    // The middle two of what lies `step` and `2 step` before and after.
    let beside = |index: usize, step: usize| -> Option<(f64, f64)> {
        let mut near = [
            values[index.checked_sub(2 * step)?],
            values[index.checked_sub(step)?],
            *values.get(index + step)?,
            *values.get(index + 2 * step)?,
        ];
        near.sort_by(f64::total_cmp);
        Some((near[1], near[2]))
    };
    let limits = |step: usize| -> Vec<Option<(f64, f64)>> {
        let expected: Vec<Option<(f64, f64)>> = (0..count).map(|index| beside(index, step)).collect();
        // From the nearer of the two: about a new level one is old and one new, and the middle of them is neither.
        let mut distances: Vec<f64> = values
            .iter()
            .zip(&expected)
            .filter_map(|(value, expected)| {
                expected.map(|(low, high)| (value - low).abs().min((value - high).abs()))
            })
            .collect();
        distances.sort_by(f64::total_cmp);
        // The upper quartile, not the median: a series that mostly stands still may yet move.
        let typical = distances.get(3 * distances.len().saturating_sub(1) / 4).copied().unwrap_or(0.0);
        let reach = if typical > 0.0 { OUTLIER * typical } else { f64::INFINITY };
        expected.into_iter().map(|expected| expected.map(|(low, high)| (low - reach, high + reach))).collect()
    };
    let steps = limits(1);
    let seasons = if period > 1 { limits(period) } else { steps.clone() };
    for (value, limits) in values.iter_mut().zip(steps.into_iter().zip(seasons)) {
        if let (Some(step), Some(season)) = limits {
            *value = value.clamp(step.0.min(season.0), step.1.max(season.1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_between_their_neighbours() {
        let nan = f64::NAN;
        assert_eq!(straight(&[nan, 1.0, nan, nan, 4.0, nan]), Some(vec![1.0, 1.0, 2.0, 3.0, 4.0, 4.0]));
        assert_eq!(straight(&[nan, nan]), None);
    }

    #[test]
    fn a_long_gap_has_the_shape_of_the_season_before() {
        let nan = f64::NAN;
        let mut values: Vec<f64> = (0..48).map(|hour| f64::from(hour % 24)).collect();
        values[30..40].fill(nan);
        values[3] = nan;
        let filled = filled(&values, &[24]).expect("not all are missing");
        assert!((filled[35] - 11.0).abs() < 1e-12);
        assert!((filled[3] - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_wild_value_is_drawn_in_and_a_new_level_is_not() {
        let mut values: Vec<f64> =
            (0..240).map(|hour| f64::from(hour % 24) + f64::from(hour * 7 % 5)).collect();
        values[100] = 1e6;
        for value in &mut values[150..] {
            *value += 500.0;
        }
        draw_in(&mut values, 24);
        assert!(values[100] < 100.0, "{}", values[100]);
        assert!(values[210] > 500.0, "{}", values[210]);
    }

    #[test]
    fn steps_suggest_their_seasons() {
        for (step, weekly, expected) in [
            (Step::HOUR, true, vec![24, 168]),
            (Step::HOUR, false, vec![24]),
            (Step::Minutes(30), true, vec![48, 336]),
            (Step::DAY, true, vec![7]),
            (Step::Days(7), true, vec![52]),
            (Step::Months(1), true, vec![12]),
            (Step::Months(3), true, vec![4]),
            (Step::Months(12), true, vec![]),
        ] {
            assert_eq!(periods(step, weekly), expected);
        }
    }
}
