use crate::{Prepared, Task};
use domain::{Series, Step, Variable};
use std::f64::consts::TAU;

/// Days of history that guidance is compared with: models change, and what they got wrong years ago is no longer wrong.
const MOST_DAYS: usize = 400;
/// Cells taken on both sides of a time to tell whether it lies on a peak or in front of a rise.
const BESIDE: usize = 3;

/// The times at which guidance and observations meet: the newest steps of the history, and on to the farthest time asked about.
pub(super) struct Grid<'a> {
    prepared: &'a Prepared,
    /// The index in the history of cell 0.
    pub(super) start: usize,
    /// Cells up to the newest observation.
    pub(super) known: usize,
    /// All cells.
    pub(super) cells: usize,
    /// Seconds since 1970 at which cell 0 begins.
    pub(super) first: i64,
    /// Seconds from one cell to the next.
    pub(super) step: i64,
    /// Seconds from the newest observation to the issue time.
    pub(super) age: i64,
    /// The usual value and spread at each cell, on the working scale.
    usual: Vec<(f64, f64)>,
    slots: Vec<u16>,
    /// Sine and cosine of the day and of the half day, by slot.
    harmonics: Vec<[f64; 4]>,
}

impl<'a> Grid<'a> {
    /// `None` for steps of no fixed length.
    pub(super) fn of(task: &Task<'a>) -> Option<Self> {
        let prepared = task.prepared;
        let Step::Minutes(minutes) = prepared.step() else { return None };
        let step = i64::from(minutes) * 60;
        let length = prepared.values().len();
        let per_day = prepared.slots();
        let start = length.saturating_sub(MOST_DAYS * per_day);
        let known = length - start;
        let history = &prepared.track().history;
        let first = history.time(start).as_second();
        let age = prepared.issue_time().as_second() - (first + i64::try_from(known).ok()? * step);
        let cells = known + task.plan.horizon() + BESIDE;
        let positions: Vec<_> = (0..cells).map(|cell| prepared.position_of_index(start + cell)).collect();
        let amounts = prepared.track().support.zero_inflated;
        let typical = if amounts { root_mean_square(prepared, start) } else { typical_spread(prepared) };
        let usual = positions
            .iter()
            .map(|position| match typical {
                Some(spread) if amounts => (0.0, spread),
                Some(spread) => (prepared.normal().mean(*position), spread),
                None => (prepared.normal().mean(*position), prepared.normal().spread(*position)),
            })
            .collect();
        let harmonics = (0..per_day)
            .map(|slot| {
                let turn = TAU * slot as f64 / per_day as f64;
                [turn.sin(), turn.cos(), (2.0 * turn).sin(), (2.0 * turn).cos()]
            })
            .collect();
        let slots = positions.iter().map(|position| position.slot).collect();
        // Observations that are to come, by a clock that is wrong, make nothing younger than now.
        Some(Self { prepared, start, known, cells, first, step, age: age.max(0), usual, slots, harmonics })
    }

    /// When a cell begins, in seconds since 1970.
    pub(super) fn second(&self, cell: usize) -> i64 {
        self.first.saturating_add(self.step.saturating_mul(i64::try_from(cell).unwrap_or(i64::MAX)))
    }

    /// The cell that begins at `second`, clipped to those there are.
    pub(super) fn cell(&self, second: i64) -> usize {
        usize::try_from((second - self.first).div_euclid(self.step)).unwrap_or(0).min(self.cells - 1)
    }

    /// What was observed, on the working scale; NaN where nothing was.
    pub(super) fn observed(&self, cell: usize) -> f64 {
        let value = self.prepared.values().get(self.start + cell).copied().unwrap_or(f64::NAN);
        if self.prepared.track().support.zero_inflated { root(value) } else { value }
    }

    /// From the variable's unit to the working scale: the model scale, and roots of amounts with a mass at none.
    pub(super) fn forward(&self, value: f64) -> f64 {
        if value.is_nan() {
            // `clamp` would make it the least that can be.
            return f64::NAN;
        }
        let value = self.prepared.scale().forward(self.prepared.track().support.clamp(value));
        if self.prepared.track().support.zero_inflated { root(value) } else { value }
    }

    /// The usual value and spread on the working scale.
    pub(super) fn usual(&self, cell: usize) -> (f64, f64) {
        self.usual[cell]
    }

    /// The harmonics of the hour of the day.
    pub(super) fn harmonics(&self, cell: usize) -> &[f64; 4] {
        &self.harmonics[usize::from(self.slots[cell]) % self.harmonics.len()]
    }

    pub(super) fn per_day(&self) -> usize {
        self.harmonics.len()
    }

    /// How far the mean about a cell is from its own value; 0 where it stands alone.
    pub(super) fn bend(values: &[f64], cell: usize) -> f64 {
        bend(values.len(), cell, |cell| values[cell])
    }

    /// The value at a cell and how far the mean about it is from it, of what tells one for each cell.
    pub(super) fn about(&self, cell: usize, value: impl Fn(usize) -> f64) -> (f64, f64) {
        (value(cell), bend(self.cells, cell, value))
    }

    /// The values of `series` at every cell on the working scale.
    pub(super) fn values_of(&self, series: &Series, first: i64) -> Vec<f64> {
        let behind = first - self.first;
        if series.step() != self.prepared.step() || behind % self.step != 0 {
            return (0..self.cells).map(|cell| self.value_of(series, first, cell)).collect();
        }
        let mut values = vec![f64::NAN; self.cells];
        let steps = usize::try_from((behind / self.step).unsigned_abs()).unwrap_or(usize::MAX);
        let (skipped, from) = if behind < 0 { (steps, 0) } else { (0, steps) };
        let told = series.values().iter().skip(skipped);
        for (value, told) in values.iter_mut().skip(from).zip(told) {
            *value = self.forward(*told);
        }
        values
    }

    /// The value of `series` at a cell on the working scale; NaN where it tells none. Amounts of longer steps are no amounts of these.
    pub(super) fn value_of(&self, series: &Series, first: i64, cell: usize) -> f64 {
        let Step::Minutes(minutes) = series.step() else { return f64::NAN };
        let step = i64::from(minutes) * 60;
        if step < self.step || (step != self.step && self.prepared.track().support.zero_inflated) {
            return f64::NAN;
        }
        let index = (self.second(cell) - first).div_euclid(step);
        let value = usize::try_from(index).ok().and_then(|index| series.values().get(index)).copied();
        value.map_or(f64::NAN, |value| self.forward(value))
    }
}

/// The root of an amount. What is missing stays missing: `max` would make it none.
fn root(amount: f64) -> f64 {
    if amount.is_nan() { amount } else { amount.max(0.0).sqrt() }
}

fn bend(cells: usize, cell: usize, value: impl Fn(usize) -> f64) -> f64 {
    let (mut count, mut sum) = (0.0, 0.0);
    for value in (cell.saturating_sub(BESIDE)..(cell + BESIDE + 1).min(cells)).map(&value) {
        if value.is_finite() {
            count += 1.0;
            sum += value;
        }
    }
    if count > 0.0 { sum / count - value(cell) } else { 0.0 }
}

/// What amounts are about as large as, on the working scale.
fn root_mean_square(prepared: &Prepared, start: usize) -> Option<f64> {
    let known = || prepared.values()[start..].iter().filter(|value| value.is_finite());
    let (count, sum) = (known().count() as f64, known().sum::<f64>());
    Some(if sum > 0.0 { (sum / count).sqrt() } else { 0.3 })
}

/// How far values are usually from the usual where nobody observed it, on the model scale: rough figures of the middle latitudes.
fn typical_spread(prepared: &Prepared) -> Option<f64> {
    if prepared.observed_days() > 0 || !prepared.reference_values().is_empty() {
        return None;
    }
    Some(match prepared.track().variable {
        Variable::Temperature | Variable::DewPoint => 4.5,
        Variable::Pressure => 9.0,
        Variable::RelativeHumidity => 15.0,
        Variable::CloudCover => 35.0,
        Variable::WindSpeed | Variable::WindGust => 0.6,
        _ => 1.0,
    })
}
