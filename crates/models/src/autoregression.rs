//! Autoregression: the next value as a weighted sum of the last ones, carried on step by step.

mod exogenous;

use crate::{
    Plan,
    line::{Line, Measure},
    refits::with_refits,
};
use exogenous::Exogenous;
use nalgebra::DVector;

/// Largest order tried beyond one season, so that the same hour of the day before and its neighbours can be among the predictors.
const BEYOND_SEASON: usize = 3;
/// Largest order of all: more costs more than it tells.
const LARGEST_ORDER: usize = 52;
/// Values it takes for each coefficient.
const VALUES_PER_COEFFICIENT: usize = 8;
/// The fewest values to fit to.
const FEWEST: usize = 24;

/// A stable autoregressive process about `centre`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Autoregression {
    centre: f64,
    /// What the last value, the one before it and so on count in the next.
    coefficients: Vec<f64>,
}

impl Autoregression {
    /// Fits to complete `values` about `centre`; `None` while they are too few or all the same.
    ///
    /// Burg's method (Burg 1975; Kay and Marple, Proceedings of the IEEE 69, 1981, section II.D): each reflection coefficient makes the
    /// forward and backward errors least, which keeps the process stable and serves short stretches better than Yule-Walker. The
    /// order up to `largest` is the one with the least corrected Akaike criterion (Hurvich and Tsai, Biometrika 76, 1989).
    pub(crate) fn fit(values: &[f64], centre: f64, largest: usize) -> Option<Self> {
        let count = values.len();
        let size = values.iter().map(|value| (value - centre).abs()).fold(0.0, f64::max);
        if count < FEWEST || !size.is_finite() || size <= 1e-9 * centre.abs() || size <= 0.0 {
            return None;
        }
        let largest = largest.min(count / VALUES_PER_COEFFICIENT).min(LARGEST_ORDER);
        // At size one, so that squares neither vanish nor overflow.
        let mut forward: Vec<f64> = values.iter().map(|value| (value - centre) / size).collect();
        let mut backward = forward.clone();
        let mut error = forward.iter().map(|value| value * value).sum::<f64>() / count as f64;
        let criterion = |error: f64, order: usize| {
            let (count, parameters) = (count as f64, order as f64 + 1.0);
            count * error.max(1e-30).ln() + 2.0 * parameters * count / (count - parameters - 1.0)
        };
        let mut coefficients: Vec<f64> = Vec::with_capacity(largest);
        let mut best = (criterion(error, 0), Vec::new());
        for order in 1..=largest {
            let (mut product, mut squares) = (0.0, 0.0);
            for (ahead, behind) in forward[order..].iter().zip(&backward[order - 1..count - 1]) {
                product += ahead * behind;
                squares += ahead * ahead + behind * behind;
            }
            if squares <= 1e-24 {
                break;
            }
            let reflection = 2.0 * product / squares;
            for index in (order..count).rev() {
                let (ahead, behind) = (forward[index], backward[index - 1]);
                forward[index] = ahead - reflection * behind;
                backward[index] = behind - reflection * ahead;
            }
            let mirrored: Vec<f64> = coefficients.iter().rev().copied().collect();
            for (coefficient, mirrored) in coefficients.iter_mut().zip(mirrored) {
                *coefficient -= reflection * mirrored;
            }
            coefficients.push(reflection);
            error *= 1.0 - reflection * reflection;
            let here = criterion(error, order);
            if here < best.0 {
                best = (here, coefficients.clone());
            }
        }
        Some(Self { centre, coefficients: best.1 })
    }

    /// The values after those up to `origin`, as many as `horizon`, into `out`.
    pub(crate) fn carry_on(&self, values: &[f64], origin: usize, horizon: usize, out: &mut Vec<f64>) {
        let order = self.coefficients.len();
        // The last `order` values, oldest first, and what follows them.
        out.clear();
        let from = (origin + 1).saturating_sub(order);
        out.resize(order.saturating_sub(origin + 1 - from), 0.0);
        out.extend(values[from..=origin].iter().map(|value| value - self.centre));
        for step in 0..horizon {
            let next = self.coefficients.iter().zip(out[step..].iter().rev()).map(|(a, b)| a * b).sum();
            out.push(next);
        }
        out.drain(..order);
        out.iter_mut().for_each(|value| *value += self.centre);
    }

    /// The errors of one step ahead about zero, from the value at `from` on (at least the order).
    fn innovations(&self, values: &[f64], from: usize) -> DVector<f64> {
        let of_past = |index: usize| -> f64 {
            self.coefficients.iter().zip(values[..index].iter().rev()).map(|(a, b)| a * b).sum()
        };
        DVector::from_iterator(
            values.len() - from,
            (from..values.len()).map(|index| values[index] - of_past(index)),
        )
    }

    /// Forecasts from every origin: origins x leads.
    pub(crate) fn paths(&self, values: &[f64], plan: &Plan) -> Vec<f64> {
        let horizon = plan.horizon();
        let mut ahead = Vec::with_capacity(horizon + self.coefficients.len());
        let mut out = Vec::with_capacity(plan.origins.len() * plan.leads.len());
        for origin in &plan.origins {
            self.carry_on(values, *origin, horizon, &mut ahead);
            out.extend(plan.leads.iter().map(|lead| ahead[lead - 1]));
        }
        out
    }
}

/// The process behind a line: about nothing for anomalies, else about its mean.
pub(crate) fn of(line: &Line) -> Option<Autoregression> {
    of_part(line, &line.values)
}

fn of_part(line: &Line, known: &[f64]) -> Option<Autoregression> {
    Autoregression::fit(known, centre_of(line, known), largest_order_of(line))
}

fn centre_of(line: &Line, known: &[f64]) -> f64 {
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    if line.measure == Measure::Anomalies { 0.0 } else { mean }
}

fn largest_order_of(line: &Line) -> usize {
    largest_order(line.periods.first().copied().unwrap_or(1))
}

/// The process of a line's values alone, and those beside covariates that earned their place, the fewest covariates first.
struct Fitted {
    alone: Autoregression,
    beside: Vec<Exogenous>,
}

impl Fitted {
    fn to(line: &Line, known: &[f64]) -> Option<Self> {
        let alone = of_part(line, known)?;
        let process = (&alone, centre_of(line, known), largest_order_of(line));
        let beside = exogenous::sets(line)
            .iter()
            .filter_map(|covariates| Exogenous::fit(line, known, covariates, process))
            .collect();
        Some(Self { alone, beside })
    }

    /// At each lead beside the most covariates that are known there.
    fn paths(&self, line: &Line, values: &[f64], plan: &Plan) -> Vec<f64> {
        let mut paths = self.alone.paths(values, plan);
        for process in &self.beside {
            process.put_paths(line, values, plan, &mut paths);
        }
        paths
    }
}

/// Point forecasts (origins x leads) of a line, beside its covariates where these are known.
pub(crate) fn paths(line: &Line, plan: &Plan) -> Option<Vec<f64>> {
    with_refits(
        &line.values,
        plan,
        |known| Fitted::to(line, known),
        |fitted, values, plan| fitted.paths(line, values, plan),
    )
}

/// The largest order worth trying with the season `period`.
pub(crate) fn largest_order(period: usize) -> usize {
    if period + BEYOND_SEASON <= LARGEST_ORDER { period + BEYOND_SEASON } else { LARGEST_ORDER / 2 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An autoregressive process of order 2 driven by a fixed sequence.
    fn process(count: usize) -> Vec<f64> {
        let mut state = 1_u64;
        let mut values = vec![0.0, 0.0];
        for index in 2..count {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let noise = (state >> 40) as f64 / f64::from(1 << 24) - 0.5;
            values.push(1.2 * values[index - 1] - 0.5 * values[index - 2] + noise);
        }
        values
    }

    #[test]
    fn the_coefficients_of_a_known_process_are_found() {
        let fitted = Autoregression::fit(&process(4000), 0.0, 10).expect("long enough");
        assert!((fitted.coefficients[0] - 1.2).abs() < 0.05, "{:?}", fitted.coefficients);
        assert!((fitted.coefficients[1] + 0.5).abs() < 0.05, "{:?}", fitted.coefficients);
        assert!(fitted.coefficients[2..].iter().all(|other| other.abs() < 0.06), "{:?}", fitted.coefficients);
    }

    #[test]
    fn a_sine_goes_on() {
        let wave: Vec<f64> = (0..400).map(|step| (f64::from(step) * 0.3).sin()).collect();
        let fitted = Autoregression::fit(&wave, 0.0, 2).expect("long enough");
        let mut ahead = Vec::new();
        fitted.carry_on(&wave, 399, 10, &mut ahead);
        for (step, value) in ahead.iter().enumerate() {
            let expected = ((400 + step) as f64 * 0.3).sin();
            assert!((value - expected).abs() < 0.01, "{step}: {value} {expected}");
        }
    }

    #[test]
    fn what_comes_after_an_origin_changes_nothing_but_the_fit() {
        let values = process(300);
        let fitted = Autoregression::fit(&values, 0.0, 10).expect("long enough");
        let plan = Plan { origins: vec![100, 200], leads: vec![1, 5, 30] };
        let mut changed = values.clone();
        changed[201..].fill(1e6);
        assert_eq!(fitted.paths(&values, &plan), fitted.paths(&changed, &plan));
    }

    #[test]
    fn odd_lines_give_nothing_or_something_finite() {
        for values in [vec![], vec![1.0], vec![3.0; 100], vec![0.0; 100], vec![1e12; 30]] {
            assert_eq!(Autoregression::fit(&values, values.first().copied().unwrap_or(0.0), 10), None);
        }
        let mut wild = process(100);
        wild[50] = 1e12;
        let fitted = Autoregression::fit(&wild, 0.0, 10).expect("long enough");
        let plan = Plan { origins: vec![0, 3, 99], leads: vec![1, 500] };
        assert!(fitted.paths(&wild, &plan).iter().all(|value| value.is_finite()));
    }

    proptest! {
        #[test]
        fn a_shift_and_a_factor_go_through(shift in -1e3..1e3f64, factor in 1e-3..1e3f64) {
            let values = process(200);
            let moved: Vec<f64> = values.iter().map(|value| shift + factor * value).collect();
            let plan = Plan { origins: vec![50, 199], leads: vec![1, 2, 24] };
            let of = |values: &[f64], centre| Autoregression::fit(values, centre, 5).expect("fits").paths(values, &plan);
            for (plain, moved) in of(&values, 0.0).iter().zip(of(&moved, shift)) {
                prop_assert!((shift + factor * plain - moved).abs() < 1e-6 * (1.0 + shift.abs() + factor));
            }
        }
    }
}
