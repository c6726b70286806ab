use super::{
    Carried, Origin,
    predictors::{MEANS, PREDICTORS, Row, Sums, Windows, all_of, last_season, predictors},
};
use crate::{Task, sample::Weighted};
use nalgebra::SMatrix;

/// Days that the belief in no relation at all counts for (ridge).
const RIDGE_DAYS: f64 = 3.0;
/// Days for which weather stays much the same.
const MEMORY_DAYS: f64 = 2.0;
/// The fewest origins with an outcome to fit a lead on.
pub(super) const FEWEST_ORIGINS: usize = 25;
/// Days about a past origin that are left out of the fit it is given: those that share its weather.
const LEFT_OUT_DAYS: usize = 6;

/// The normal equations of one lead.
#[derive(Clone, Copy)]
struct Equations {
    gram: SMatrix<f64, PREDICTORS, PREDICTORS>,
    moments: Row,
}

impl Equations {
    /// Without any origin: the ridge alone.
    fn ridge() -> Self {
        Self { gram: SMatrix::identity() * RIDGE_DAYS, moments: Row::zeros() }
    }

    /// Adds an origin with its predictors and outcome; a weight below zero takes it out again.
    fn add(&mut self, weight: f64, x: &Row, outcome: f64) {
        let weighted = x * weight;
        self.gram += weighted * x.transpose();
        self.moments += weighted * outcome;
    }

    /// The coefficients; none where rounding has left the equations without a solution.
    fn solve(&self) -> Row {
        self.gram.cholesky().map_or_else(Row::zeros, |factor| factor.solve(&self.moments))
    }
}

/// What one lead was found to obey.
pub(super) struct Fitted {
    pub(super) coefficients: Row,
    pub(super) spread: f64,
    /// `None` when no relation was fitted.
    equations: Option<Equations>,
}

/// Ridge regression of the anomaly at `lead` on the predictors, over the origins whose outcome is known.
pub(super) fn fit(
    anomalies: &[f64],
    origins: &[Origin],
    (order, lead): (usize, usize),
    windows: &Windows,
    pool: Option<&mut Vec<Weighted>>,
) -> Fitted {
    let mut equations = Equations::ridge();
    let mut pairs: Vec<(f64, Row, f64)> = Vec::with_capacity(origins.len());
    let (mut total, mut squares) = (0.0, 0.0);
    for origin in origins {
        let Some(&outcome) = anomalies.get(origin.index + lead) else { break };
        if outcome.is_nan() {
            continue;
        }
        let seasonal = last_season(anomalies, origin.index, lead, windows.season);
        let x = all_of(&origin.means, origin.ahead[order], seasonal);
        equations.add(origin.weight, &x, outcome);
        total += origin.weight;
        squares += origin.weight * origin.weight;
        pairs.push((origin.weight, x, outcome));
    }
    if pairs.len() < FEWEST_ORIGINS {
        // No outcome at this lead has been seen: what is usual.
        return Fitted { coefficients: Row::zeros(), spread: 1.2, equations: None };
    }
    let coefficients = equations.solve();
    let residual = |(_, x, outcome): &(f64, Row, f64)| outcome - coefficients.dot(x);
    let mean_square = pairs.iter().map(|pair| pair.0 * residual(pair).powi(2)).sum::<f64>() / total;
    // Independent days behind the weights (Kish), and what as many cost out of sample.
    let days = (total * total / squares).min(total) / MEMORY_DAYS;
    let freedom = PREDICTORS as f64;
    let out_of_sample = (days + freedom) / (days - freedom).max(freedom);
    let spread = (mean_square * out_of_sample).sqrt().max(1e-6);
    if let Some(pool) = pool {
        let root = mean_square.sqrt().max(1e-6);
        pool.extend(pairs.iter().map(|pair| (residual(pair) / root, pair.0)));
    }
    Fitted { coefficients, spread, equations: Some(equations) }
}

/// The past origins of a plan, as indices in the history, with their predictors where those are known.
pub(super) struct PastOrigins {
    pub(super) origins: Vec<(usize, Option<[f64; MEANS]>, Vec<f64>)>,
    left_out: usize,
}

impl PastOrigins {
    pub(super) fn of(task: &Task<'_>, sums: &Sums, windows: &Windows, carried: &mut Carried<'_>) -> Self {
        let offset = task.prepared.line_offset();
        let newest = task.prepared.values().len() - 1;
        let origins = task
            .plan
            .past()
            .iter()
            .map(|origin| (offset + origin).min(newest))
            .map(|index| (index, predictors(sums, windows, index), carried.from(index)))
            .collect();
        Self { origins, left_out: LEFT_OUT_DAYS * task.prepared.slots() }
    }

    /// What was to be expected `lead` steps after each of them, as the days far from it tell; NaN where nothing was.
    pub(super) fn expected(
        &self,
        anomalies: &[f64],
        origins: &[Origin],
        (order, lead): (usize, usize),
        windows: &Windows,
        fit: &Fitted,
    ) -> impl Iterator<Item = f64> {
        self.origins.iter().map(move |(index, now, ahead)| {
            let Some(now) = now.filter(|_| index + lead < anomalies.len()) else { return f64::NAN };
            let Some(mut equations) = fit.equations else { return 0.0 };
            let first = origins.partition_point(|origin| origin.index + self.left_out < *index);
            for origin in origins[first..].iter().take_while(|origin| origin.index <= index + self.left_out) {
                let Some(outcome) = anomalies.get(origin.index + lead).filter(|outcome| !outcome.is_nan())
                else {
                    continue;
                };
                let seasonal = last_season(anomalies, origin.index, lead, windows.season);
                let x = all_of(&origin.means, origin.ahead[order], seasonal);
                equations.add(-origin.weight, &x, *outcome);
            }
            let seasonal = last_season(anomalies, *index, lead, windows.season);
            equations.solve().dot(&all_of(&now, ahead[order], seasonal))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seed: u32) -> Row {
        Row::from_fn(|index, _| {
            f64::from((seed * 7919 + u32::try_from(index).expect("few") * 104_729) % 23) - 11.0
        })
    }

    #[test]
    fn the_coefficients_are_those_of_numpy() {
        let mut equations = Equations::ridge();
        for (seed, weight) in [(1, 0.5), (2, 1.0), (3, 0.25), (4, 1.0), (5, 0.75), (6, 1.0)] {
            equations.add(weight, &row(seed), f64::from(seed) - 3.0);
        }
        let found = equations.solve();
        // numpy.linalg.solve(X.T W X + 3 I, X.T W y)
        for (found, expected) in found.iter().zip([
            0.358_693_268_970_065_37,
            0.156_330_222_260_867_87,
            -0.088_290_438_266_922_93,
            -0.009_867_188_935_964_605,
            0.150_243_331_475_123_34,
        ]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn an_origin_taken_out_leaves_nothing_behind() {
        let mut equations = Equations::ridge();
        equations.add(1.0, &row(1), 2.0);
        let before = equations.solve();
        equations.add(0.8, &row(2), -4.0);
        equations.add(-0.8, &row(2), -4.0);
        assert!((equations.solve() - before).norm() < 1e-12);
    }
}
