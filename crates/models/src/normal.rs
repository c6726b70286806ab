//! The usual for the time of year, the hour and the weekday, and the spread about it.

use crate::{
    calendar::{Position, SEASONS},
    trend::Trend,
};

/// Half-widths in days of the triangular kernels over the day of the year, from wide to narrow, each with the number of
/// days that the next wider estimate counts for. A narrow window follows the season closely but takes the weather of
/// the years at hand for the usual, so it is believed only where many years fill it.
const MEAN_LADDER: [(usize, f64); 3] = [(90, 5.0), (45, 40.0), (20, 150.0)];
/// The same for the spread, which changes slowly with the season and takes more days to know.
const SPREAD_LADDER: [(usize, f64); 2] = [(90, 20.0), (45, 90.0)];
/// Days of one weekday that the spread of all weekdays counts for.
const WEEKDAY_PRIOR: f64 = 3.0;

/// Values on the model scale with their places in the calendar. NaN is missing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Located {
    pub(crate) values: Vec<f64>,
    pub(crate) positions: Vec<Position>,
}

impl Located {
    /// With what a trend adds taken away.
    pub(crate) fn without(&self, trend: Trend) -> Self {
        let places = self.values.iter().zip(&self.positions);
        Self {
            values: places.map(|(value, position)| value - trend.at(*position)).collect(),
            positions: self.positions.clone(),
        }
    }
}

/// One sum per season and slot: `cells[season * slots + slot]`.
struct Grid {
    slots: usize,
    cells: Vec<f64>,
}

impl Grid {
    fn zero(slots: usize) -> Self {
        Self { slots, cells: vec![0.0; SEASONS * slots] }
    }

    fn index(&self, position: Position) -> usize {
        position.season as usize * self.slots + position.slot as usize
    }

    /// Sums over the seasons around each under a triangular kernel whose peak is 1: two passes of a running mean.
    fn smoothed(&self, half_width: usize) -> Self {
        let half = (half_width / 2).max(1);
        let mut once = Self::zero(self.slots);
        self.running_sums(half, &mut once);
        let mut twice = Self::zero(self.slots);
        once.running_sums(half, &mut twice);
        let peak = (2 * half + 1) as f64;
        for cell in &mut twice.cells {
            // Running sums leave rounding errors of either sign where nothing was added.
            *cell /= peak;
        }
        twice
    }

    fn running_sums(&self, half: usize, out: &mut Self) {
        let row = |season: usize| (season % SEASONS) * self.slots;
        let mut sums: Vec<f64> = vec![0.0; self.slots];
        for season in SEASONS - half..=SEASONS + half {
            for (sum, cell) in sums.iter_mut().zip(&self.cells[row(season)..]) {
                *sum += cell;
            }
        }
        for season in 0..SEASONS {
            out.cells[row(season)..row(season) + self.slots].copy_from_slice(&sums);
            let (enters, leaves) = (row(season + half + 1), row(season + SEASONS - half));
            for (slot, sum) in sums.iter_mut().enumerate() {
                *sum += self.cells[enters + slot] - self.cells[leaves + slot];
            }
        }
    }
}

/// Means per season and slot: each rung of `ladder` shrunk to the wider one above it, the widest to the slot's mean over
/// all seasons, and that to the mean of all slots.
fn climb(weights: &Grid, sums: &Grid, ladder: &[(usize, f64)]) -> Vec<f64> {
    let slots = weights.slots;
    let (mut slot_weights, mut slot_sums) = (vec![0.0; slots], vec![0.0; slots]);
    for (index, (weight, sum)) in weights.cells.iter().zip(&sums.cells).enumerate() {
        slot_weights[index % slots] += weight;
        slot_sums[index % slots] += sum;
    }
    let all: f64 = slot_weights.iter().sum();
    let mean = if all > 0.0 { slot_sums.iter().sum::<f64>() / all } else { 0.0 };
    let root: Vec<f64> =
        slot_weights.iter().zip(&slot_sums).map(|(weight, sum)| (sum + mean) / (weight + 1.0)).collect();
    let mut means: Vec<f64> = root.iter().copied().cycle().take(SEASONS * slots).collect();
    for (half_width, prior) in ladder {
        let (weights, sums) = (weights.smoothed(*half_width), sums.smoothed(*half_width));
        for ((mean, weight), sum) in means.iter_mut().zip(&weights.cells).zip(&sums.cells) {
            // Below a thousandth of a day there is only what rounding left.
            if *weight > 1e-3 {
                *mean = (sum + prior * *mean) / (weight + prior);
            }
        }
    }
    means
}

/// The usual value and spread, on the model scale, as tables over season x slot and weekday x slot.
#[derive(Debug, Clone)]
pub(crate) struct Normal {
    slots: usize,
    mean: Vec<f64>,
    spread: Vec<f64>,
    /// What a weekday adds at each slot, and the factor on its spread; empty where weekdays make no difference.
    weekday_mean: Vec<f64>,
    weekday_spread: Vec<f64>,
    trend: Trend,
}

impl Normal {
    /// From located values and the weight of each; `weekly` tells whether weekdays matter.
    pub(crate) fn estimate(
        sources: &[(&Located, &dyn Fn(Position) -> f64)],
        slots: usize,
        weekly: bool,
    ) -> Self {
        let observed = || {
            sources.iter().flat_map(|(located, weight)| {
                located
                    .values
                    .iter()
                    .zip(&located.positions)
                    .filter(|(value, _)| !value.is_nan())
                    .map(move |(value, position)| (*value, *position, weight(*position)))
            })
        };
        let (mut weights, mut sums) = (Grid::zero(slots), Grid::zero(slots));
        for (value, position, weight) in observed() {
            let cell = weights.index(position);
            weights.cells[cell] += weight;
            sums.cells[cell] += weight * value;
        }
        let mut normal = Self {
            slots,
            mean: climb(&weights, &sums, &MEAN_LADDER),
            spread: Vec::new(),
            weekday_mean: Vec::new(),
            weekday_spread: Vec::new(),
            trend: Trend::NONE,
        };
        if weekly {
            normal.weekday_mean = normal.weekday_means(observed());
        }
        let mut squares = Grid::zero(slots);
        for (value, position, weight) in observed() {
            let cell = squares.index(position);
            squares.cells[cell] += weight * (value - normal.mean(position)).powi(2);
        }
        let size = (observed().map(|(value, _, _)| value.abs()).sum::<f64>()
            / observed().count().max(1) as f64)
            .max(1e-9);
        // A constant still gets a spread that can be divided by, and shows as next to none.
        let floor = 1e-4 * size;
        normal.spread = climb(&weights, &squares, &SPREAD_LADDER)
            .into_iter()
            .map(|square| square.max(0.0).sqrt().max(floor))
            .collect();
        if weekly {
            let (mut counts, mut squares) = (vec![WEEKDAY_PRIOR; 7 * slots], vec![WEEKDAY_PRIOR; 7 * slots]);
            for (value, position, weight) in observed() {
                let cell = normal.weekday_cell(position);
                counts[cell] += weight;
                squares[cell] += weight * normal.anomaly(value, position).powi(2);
            }
            normal.weekday_spread = counts
                .iter()
                .zip(&squares)
                .map(|(count, square)| (square / count).sqrt().max(0.05))
                .collect();
        }
        normal
    }

    /// With what the level drifts by, where the values it was estimated from had this taken away.
    pub(crate) fn with_trend(self, trend: Trend) -> Self {
        Self { trend, ..self }
    }

    /// What each weekday adds at each slot, shrunk to nothing by as many days as its own scatter is worth next to the
    /// differences between weekdays (empirical Bayes: Efron and Morris, Journal of the American Statistical Association 70, 1975).
    fn weekday_means(&self, observed: impl Iterator<Item = (f64, Position, f64)>) -> Vec<f64> {
        let (mut counts, mut sums) = (vec![0.0; 7 * self.slots], vec![0.0; 7 * self.slots]);
        let (mut total, mut squares) = (0.0, 0.0);
        for (value, position, weight) in observed {
            let cell = self.weekday_cell(position);
            let difference = value - self.mean(position);
            counts[cell] += weight;
            sums[cell] += weight * difference;
            total += weight;
            squares += weight * difference * difference;
        }
        let filled = || counts.iter().zip(&sums).filter(|(count, _)| **count > 0.0);
        let between: f64 =
            filled().map(|(count, sum)| sum * sum / count).sum::<f64>() / f64::max(total, 1e-9);
        let within = (squares / f64::max(total, 1e-9) - between).max(0.0);
        let prior = if between > 0.0 { (within / between).clamp(0.02, 30.0) } else { 30.0 };
        counts.iter().zip(&sums).map(|(count, sum)| sum / (count + prior)).collect()
    }

    fn cell(&self, position: Position) -> usize {
        position.season as usize * self.slots + position.slot as usize
    }

    fn weekday_cell(&self, position: Position) -> usize {
        position.weekday() * self.slots + position.slot as usize
    }

    /// The usual value.
    pub(crate) fn mean(&self, position: Position) -> f64 {
        let weekday = self.weekday_mean.get(self.weekday_cell(position)).copied().unwrap_or(0.0);
        self.mean[self.cell(position)] + weekday + self.trend.at(position)
    }

    /// The usual distance from it (root mean square), above zero.
    pub(crate) fn spread(&self, position: Position) -> f64 {
        let weekday = self.weekday_spread.get(self.weekday_cell(position)).copied().unwrap_or(1.0);
        self.spread[self.cell(position)] * weekday
    }

    /// A value as a standardised anomaly: distance from the usual in usual distances.
    pub(crate) fn anomaly(&self, value: f64, position: Position) -> f64 {
        (value - self.mean(position)) / self.spread(position)
    }

    /// The anomaly of each value.
    pub(crate) fn anomalies(&self, located: &Located) -> Vec<f64> {
        let places = located.values.iter().zip(&located.positions);
        places.map(|(value, position)| self.anomaly(*value, *position)).collect()
    }

    /// A standardised anomaly as a value.
    pub(crate) fn value(&self, anomaly: f64, position: Position) -> f64 {
        self.mean(position) + self.spread(position) * anomaly
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use domain::{Series, Step};
    use jiff::{Zoned, tz::TimeZone};

    fn located(start: &str, step: Step, count: usize, value: impl Fn(Position) -> f64) -> Located {
        let start: Zoned = start.parse().expect("a zoned time");
        let series = Series::new(start, step, vec![0.0; count]).expect("a step");
        let positions = Calendar::new(TimeZone::UTC, step).positions(&series);
        Located { values: positions.iter().map(|position| value(*position)).collect(), positions }
    }

    fn seasonal(position: Position) -> f64 {
        let year = std::f64::consts::TAU * f64::from(position.season) / 365.0;
        let day = std::f64::consts::TAU * f64::from(position.slot) / 24.0;
        10.0 - 12.0 * year.cos() + 4.0 * day.sin()
    }

    #[test]
    fn many_years_give_the_season_and_the_hour_back() {
        let years = located("2000-01-01T00:00[UTC]", Step::HOUR, 24 * 3652, seasonal);
        let normal = Normal::estimate(&[(&years, &|_| 1.0)], 24, false);
        for position in years.positions.iter().step_by(911) {
            let error = normal.mean(*position) - seasonal(*position);
            assert!(error.abs() < 0.6, "{error} at {position:?}");
        }
    }

    #[test]
    fn weekdays_have_a_usual_of_their_own() {
        let busy = |position: Position| if position.weekday() < 5 { 100.0 } else { 20.0 };
        let days = located("2020-01-01T00:00[UTC]", Step::DAY, 700, busy);
        let normal = Normal::estimate(&[(&days, &|_| 1.0)], 1, true);
        for position in days.positions.iter().rev().take(14) {
            assert!((normal.mean(*position) - busy(*position)).abs() < 1.0, "{position:?}");
        }
    }

    #[test]
    fn a_running_sum_is_the_sum_under_the_kernel() {
        let mut grid = Grid::zero(1);
        grid.cells[2] = 1.0;
        let smooth = grid.smoothed(4).cells;
        let expected = [(2, 1.0), (3, 0.8), (6, 0.2), (7, 0.0), (363, 0.2), (362, 0.0)];
        for (season, weight) in expected {
            assert!((smooth[season] - weight).abs() < 1e-12, "{season}: {}", smooth[season]);
        }
    }
}
