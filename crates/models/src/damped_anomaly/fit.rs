use super::{
    Carried, Origin,
    predictors::{MEANS, PREDICTORS, Sums, Windows, all_of, dot, last_season, predictors},
    solve::solve,
};
use crate::{Task, sample::Weighted};

/// Days that the belief in no relation at all counts for (ridge).
const RIDGE_DAYS: f64 = 3.0;
/// Days for which weather stays much the same.
const MEMORY_DAYS: f64 = 2.0;
/// The fewest origins with an outcome to fit a lead on.
pub(super) const FEWEST_ORIGINS: usize = 25;
/// Days about a past origin that are left out of the fit it is given: those that share its weather.
const LEFT_OUT_DAYS: usize = 6;

/// What one lead was found to obey.
pub(super) struct Fitted {
    pub(super) coefficients: [f64; PREDICTORS],
    pub(super) spread: f64,
    /// The sums behind the coefficients, lower triangle, with the ridge; `None` when no relation was fitted.
    sums: Option<([[f64; PREDICTORS]; PREDICTORS], [f64; PREDICTORS])>,
}

/// Ridge regression of the anomaly at `lead` on the predictors, over the origins whose outcome is known.
pub(super) fn fit(
    anomalies: &[f64],
    origins: &[Origin],
    (order, lead): (usize, usize),
    windows: &Windows,
    pool: Option<&mut Vec<Weighted>>,
) -> Fitted {
    let mut gram = [[0.0; PREDICTORS]; PREDICTORS];
    let mut moments = [0.0; PREDICTORS];
    let mut pairs: Vec<(f64, [f64; PREDICTORS], f64)> = Vec::with_capacity(origins.len());
    let (mut total, mut squares) = (0.0, 0.0);
    for origin in origins {
        let Some(&outcome) = anomalies.get(origin.index + lead) else { break };
        if outcome.is_nan() {
            continue;
        }
        let seasonal = last_season(anomalies, origin.index, lead, windows.season);
        let x = all_of(&origin.means, origin.ahead[order], seasonal);
        for row in 0..PREDICTORS {
            for column in 0..=row {
                gram[row][column] += origin.weight * x[row] * x[column];
            }
            moments[row] += origin.weight * x[row] * outcome;
        }
        total += origin.weight;
        squares += origin.weight * origin.weight;
        pairs.push((origin.weight, x, outcome));
    }
    if pairs.len() < FEWEST_ORIGINS {
        // No outcome at this lead has been seen: what is usual.
        return Fitted { coefficients: [0.0; PREDICTORS], spread: 1.2, sums: None };
    }
    for (row, values) in gram.iter_mut().enumerate() {
        values[row] += RIDGE_DAYS;
    }
    let coefficients = solve(gram, moments);
    let residual = |(_, x, outcome): &(f64, [f64; PREDICTORS], f64)| outcome - dot(&coefficients, x);
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
    Fitted { coefficients, spread, sums: Some((gram, moments)) }
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
            let Some((mut gram, mut moments)) = fit.sums else { return 0.0 };
            let first = origins.partition_point(|origin| origin.index + self.left_out < *index);
            for origin in origins[first..].iter().take_while(|origin| origin.index <= index + self.left_out) {
                let Some(outcome) = anomalies.get(origin.index + lead).filter(|outcome| !outcome.is_nan())
                else {
                    continue;
                };
                let seasonal = last_season(anomalies, origin.index, lead, windows.season);
                let x = all_of(&origin.means, origin.ahead[order], seasonal);
                for row in 0..PREDICTORS {
                    for column in 0..=row {
                        gram[row][column] -= origin.weight * x[row] * x[column];
                    }
                    moments[row] -= origin.weight * x[row] * outcome;
                }
            }
            let seasonal = last_season(anomalies, *index, lead, windows.season);
            dot(&solve(gram, moments), &all_of(&now, ahead[order], seasonal))
        })
    }
}
