//! Analogs: what followed the past states that were most like the present one.

use crate::{
    Plan,
    autoregression::{self, Autoregression},
    line::Line,
};

/// Steps over which the state is described by its means, in shares of the season; the newest value is described as well.
const WINDOWS: [f64; 4] = [0.125, 0.5, 1.0, 4.0];
/// Predictors: the newest value, the means, and the change over the shortest window.
const PREDICTORS: usize = WINDOWS.len() + 2;
/// What each predictor counts in the distance, beside its own spread.
const COUNTS: [f64; PREDICTORS] = [1.0, 1.0, 0.7, 1.0, 0.7, 0.5];
/// Most analogs, and the share of the candidates they may be at most.
const MOST_ANALOGS: usize = 40;
const SHARE: usize = 5;
/// The part of the analogs' mean error that is taken for a property of the state rather than chance.
const BELIEVED: f64 = 0.3;
/// The fewest candidates to choose from.
const FEWEST_CANDIDATES: usize = 30;
/// Steps beside the same place of the season that are as good, in shares of the season.
const BESIDE: f64 = 0.1;
/// The farthest lead at which a state still tells anything, in seasons.
const FARTHEST: usize = 10;

/// Point forecasts (origins x leads) from analogs; NaN from origins with too few candidates.
///
/// Analog ensemble (Delle Monache, Eckel, Rife, Nagarajan and Searight, Monthly Weather Review 141, 2013): a forecast is put right by how it
/// did in the past states most like the present one. The forecast is that of an autoregressive process; the distance that of
/// their equation 1 over the newest value, its change and its means over widening windows, each divided by its spread. The
/// errors after the nearest states are averaged with weights that fall with the distance, and believed in part. Only states whose outcome was
/// known at the origin are candidates.
pub(crate) fn paths(line: &Line, plan: &Plan) -> Option<Vec<f64>> {
    let values = &line.values;
    let period = line.periods.first().copied().unwrap_or(1);
    let horizon = plan.horizon().min(FARTHEST * period.max(12));
    let states = States::of(values, period);
    let leads = plan.leads.len();
    let mut out = Vec::with_capacity(plan.origins.len() * leads);
    let mut near: Vec<(f64, usize)> = Vec::new();
    let mut first = First::of(line, plan, horizon)?;
    for origin in &plan.origins {
        states.nearest(*origin, horizon, &mut near);
        if near.is_empty() {
            out.extend(std::iter::repeat_n(f64::NAN, leads));
            continue;
        }
        let farthest = near.last().map_or(0.0, |(distance, _)| *distance).max(1e-12);
        let weights: Vec<f64> = near.iter().map(|(distance, _)| 1.05 - distance / farthest).collect();
        let total: f64 = weights.iter().sum();
        for (_, analog) in &near {
            first.make(*analog);
        }
        first.make(*origin);
        out.extend(plan.leads.iter().enumerate().map(|(order, lead)| {
            if *lead > horizon {
                return 0.0;
            }
            let errors = near.iter().zip(&weights).map(|((_, analog), weight)| {
                weight * (values[analog + lead] - first.of_lead(*analog, order))
            });
            first.of_lead(*origin, order) + BELIEVED * errors.sum::<f64>() / total
        }));
    }
    out[plan.past().len() * leads..].iter().all(|value| value.is_finite()).then_some(out)
}

/// The forecasts that are put right, made where they are first asked for.
struct First<'a> {
    values: &'a [f64],
    leads: &'a [usize],
    horizon: usize,
    process: Autoregression,
    ahead: Vec<f64>,
    /// Where the forecasts from each index begin in `made`, plus one; 0 where there are none yet.
    starts: Vec<usize>,
    made: Vec<f64>,
}

impl<'a> First<'a> {
    fn of(line: &'a Line, plan: &'a Plan, horizon: usize) -> Option<Self> {
        let process = autoregression::of(line)?;
        let starts = vec![0; line.values.len()];
        let (values, leads) = (&line.values, &plan.leads);
        Some(Self { values, leads, horizon, process, ahead: Vec::new(), starts, made: Vec::new() })
    }

    fn make(&mut self, origin: usize) {
        if self.starts[origin] == 0 {
            self.process.carry_on(self.values, origin, self.horizon, &mut self.ahead);
            self.starts[origin] = self.made.len() + 1;
            let ahead = &self.ahead;
            self.made.extend(self.leads.iter().map(|lead| ahead.get(lead - 1).copied().unwrap_or(0.0)));
        }
    }

    /// From an origin they were made for.
    fn of_lead(&self, origin: usize, order: usize) -> f64 {
        self.made[self.starts[origin] - 1 + order]
    }
}

/// The state at each index, in units of its spread.
struct States {
    first: usize,
    period: usize,
    predictors: Vec<[f64; PREDICTORS]>,
}

impl States {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a season, which is short"
    )]
    fn of(values: &[f64], period: usize) -> Self {
        let season = period.max(4) as f64;
        let windows = WINDOWS.map(|share| ((share * season).round() as usize).max(1));
        let first = windows[WINDOWS.len() - 1];
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for value in values {
            sum += value;
            sums.push(sum);
        }
        let mut predictors: Vec<[f64; PREDICTORS]> = (first..values.len())
            .map(|index| {
                let mean = |length: usize| (sums[index + 1] - sums[index + 1 - length]) / length as f64;
                let [a, b, c, d] = windows.map(mean);
                [values[index], a, b, c, d, values[index] - values[index - windows[0]]]
            })
            .collect();
        let count = predictors.len().max(1) as f64;
        for (at, counts) in COUNTS.iter().enumerate() {
            let mean = predictors.iter().map(|state| state[at]).sum::<f64>() / count;
            let square = predictors.iter().map(|state| (state[at] - mean).powi(2)).sum::<f64>() / count;
            let scale =
                if square.sqrt() > 1e-12 * mean.abs() && square > 0.0 { counts / square.sqrt() } else { 0.0 };
            predictors.iter_mut().for_each(|state| state[at] *= scale);
        }
        Self { first, period, predictors }
    }

    /// The states before `origin` most like the one there, nearest first: distance and index. None when there are too few to choose from.
    fn nearest(&self, origin: usize, horizon: usize, out: &mut Vec<(f64, usize)>) {
        out.clear();
        let (Some(now), Some(last)) = (
            origin.checked_sub(self.first).and_then(|at| self.predictors.get(at)),
            origin.checked_sub(horizon),
        ) else {
            return;
        };
        let beside = BESIDE * self.period as f64;
        for index in self.first..=last {
            let apart = (origin - index) % self.period.max(1);
            if apart.min(self.period - apart) as f64 > beside {
                continue;
            }
            let state = &self.predictors[index - self.first];
            let square: f64 = now.iter().zip(state).map(|(a, b)| (a - b) * (a - b)).sum();
            out.push((square.sqrt(), index));
        }
        if out.len() < FEWEST_CANDIDATES {
            out.clear();
            return;
        }
        let analogs = MOST_ANALOGS.min(out.len() / SHARE);
        let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
        out.select_nth_unstable_by(analogs, order);
        out.truncate(analogs);
        out.sort_unstable_by(order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::Measure;

    fn line(values: &[f64]) -> Line {
        Line::new(Measure::Anomalies, values, vec![24]).expect("not all are missing")
    }

    /// Ramps of 40 steps that begin at uneven distances, between stretches of nothing.
    fn ramps(count: usize) -> Vec<f64> {
        (0..count)
            .map(|step| {
                let at = step % 96;
                if at < 40 { at as f64 / 10.0 } else { 0.0 }
            })
            .collect()
    }

    #[test]
    fn what_followed_before_follows_again() {
        let values = ramps(96 * 20 + 20);
        let plan = Plan { origins: vec![values.len() - 1], leads: vec![1, 10, 30] };
        let out = paths(&line(&values), &plan).expect("twenty ramps");
        for (value, expected) in out.iter().zip([2.0, 2.9, 0.0]) {
            assert!((value - expected).abs() < 1.2, "{out:?}");
        }
    }

    #[test]
    fn what_comes_after_an_origin_changes_nothing_but_the_scale() {
        let values = ramps(1500);
        let mut changed = values.clone();
        // Turned round, so that the spreads of the states stay nearly the same.
        changed[1201..].reverse();
        let plan = Plan { origins: vec![1000, 1200, 1499], leads: vec![1, 24] };
        let (a, b) =
            (paths(&line(&values), &plan).expect("long"), paths(&line(&changed), &plan).expect("long"));
        for (a, b) in a[..4].iter().zip(&b[..4]) {
            assert!((a - b).abs() < 0.3, "{a} {b}");
        }
    }

    #[test]
    fn odd_lines_give_nothing_or_something_finite() {
        for values in [vec![1.0], vec![0.0; 50], vec![0.0; 900], vec![1e12; 900], ramps(10), ramps(300)] {
            let plan = Plan::over(values.len(), 24, vec![1, 24, 3000]);
            if let Some(out) = paths(&line(&values), &plan) {
                assert!(out.iter().all(|value| !value.is_infinite()));
            }
        }
    }
}
