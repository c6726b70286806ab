use crate::{
    Model, ModelError, Prepared, RollingForecast, Task,
    autoregression::{self, Autoregression},
    calendar::Position,
    error::in_words,
    line::Measure,
    line::straight,
    sample::{Weighted, quantiles},
};
use domain::{Hindcast, ModelId, Step, standard_normal_quantile};

/// The fewest observed days to learn from.
const FEWEST_DAYS: usize = 30;
/// Predictors: three means and the season before (see [`Windows`]), and what autoregression says (see [`Carried`]).
const PREDICTORS: usize = 5;
/// Predictors that don't depend on the lead.
const MEANS: usize = 3;
/// Days that the belief in no relation at all counts for (ridge).
const RIDGE_DAYS: f64 = 3.0;
/// Days for which weather stays much the same.
const MEMORY_DAYS: f64 = 2.0;
/// Most origins to learn from; the newest and nearest in season win.
const MOST_ORIGINS: usize = 1200;
/// Leads whose residuals are pooled for the shape of the distribution.
const SHAPE_LEADS: usize = 6;
/// Days ahead beyond which the anomalies are not carried on.
const FARTHEST_DAYS: usize = 10;
/// The fewest origins with an outcome to fit a lead on.
const FEWEST_ORIGINS: usize = 25;
/// Days about a past origin that are left out of the fit it is given: those that share its weather.
const LEFT_OUT_DAYS: usize = 6;

/// Damped persistence of the anomaly: the coming standardised anomaly regressed, for each lead directly, on the latest
/// anomaly, its means over a middle and a long window, the same hour of the day before, and what an autoregressive process says
/// of that lead.
///
/// A direct regression per lead needs no assumption on the process behind (Marcellino, Stock and Watson, Journal of
/// Econometrics 135, 2006). As the lead grows the coefficients fall to zero by themselves, and the forecast
/// to the climatological distribution: Wilks, Statistical Methods in the Atmospheric Sciences, section 8.3. Origins are
/// taken at the hour of day of the newest observation and weighted by their nearness in season. The spread is that of the
/// weighted residuals at each lead, with the loss of degrees of freedom made up for out of sample.
///
/// Each past origin is given the coefficients that come out without the days about it (leave-one-block-out cross-validation:
/// Burman, Chow and Nolan, Biometrika 81, 1994), which takes a few subtractions from sums and a small solve.
#[derive(Debug, Clone, Copy)]
pub struct DampedAnomaly;

/// Steps that count back from the origin: means over `short`, `middle` and `long` of them, and the value one
/// `season` (a day, or a week for a series by the hour or day) before the time asked about.
struct Windows {
    short: usize,
    middle: usize,
    long: usize,
    season: usize,
    /// Age in minutes of the newest observation from which persistence says nothing.
    oldest: i64,
}

impl Windows {
    fn of(prepared: &Prepared) -> Self {
        match prepared.step() {
            Step::Minutes(minutes) => {
                let day = (1440 / minutes.clamp(1, 1440)) as usize;
                let season = if prepared.is_series() { 7 * day } else { day };
                Self { short: (day / 8).max(1), middle: day, long: 5 * day, season, oldest: 10 * 1440 }
            }
            Step::Days(_) => Self { short: 1, middle: 5, long: 28, season: 7, oldest: 60 * 1440 },
            Step::Months(_) => Self { short: 1, middle: 3, long: 12, season: 12, oldest: 366 * 1440 },
        }
    }
}

/// Running sums of the anomalies that aren't missing.
struct Sums {
    sums: Vec<f64>,
    counts: Vec<u32>,
}

impl Sums {
    fn of(anomalies: &[f64]) -> Self {
        let (mut sums, mut counts) = (vec![0.0], vec![0]);
        let (mut sum, mut count) = (0.0, 0);
        for anomaly in anomalies {
            if !anomaly.is_nan() {
                sum += anomaly;
                count += 1;
            }
            sums.push(sum);
            counts.push(count);
        }
        Self { sums, counts }
    }

    /// The mean over the `length` steps up to and with `last`, when half of them are there.
    fn mean(&self, last: usize, length: usize) -> Option<f64> {
        let (from, to) = ((last + 1).saturating_sub(length), last + 1);
        let count = self.counts[to] - self.counts[from];
        (2 * count as usize >= length.min(to)).then(|| (self.sums[to] - self.sums[from]) / f64::from(count))
    }
}

/// An origin to learn from: its index, weight and the predictors that don't depend on the lead.
struct Origin {
    index: usize,
    weight: f64,
    means: [f64; MEANS],
    /// What autoregression says of each lead.
    ahead: Vec<f64>,
}

/// What one lead was found to obey.
struct Fitted {
    coefficients: [f64; PREDICTORS],
    spread: f64,
    /// The sums behind the coefficients, lower triangle, with the ridge; `None` when no relation was fitted.
    sums: Option<([[f64; PREDICTORS]; PREDICTORS], [f64; PREDICTORS])>,
}

impl Model for DampedAnomaly {
    fn id(&self) -> ModelId {
        ModelId::new("damped-anomaly")
    }

    fn title(&self) -> &'static str {
        "damped persistence"
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let windows = Windows::of(prepared);
        check_history(prepared, FEWEST_DAYS, windows.oldest)?;
        let anomalies = prepared.anomalies();
        let sums = Sums::of(anomalies);
        let newest = anomalies.len() - 1;
        let Some(now) = predictors(&sums, &windows, newest) else {
            return Err(ModelError::Short {
                needed: format!("half of the last {} steps", windows.long),
                found: "fewer".to_owned(),
            });
        };
        let mut carried = Carried::of(task);
        let origins = origins(prepared, &sums, &windows, &mut carried);
        let ahead_of_now = carried.from(newest);

        let leads: Vec<usize> = task.valid_times.iter().map(|time| prepared.lead(*time)).collect();
        let pooled_every = leads.len().div_ceil(SHAPE_LEADS).max(1);
        let mut shape: Vec<Weighted> = Vec::new();
        let mut fits: Vec<Fitted> = Vec::with_capacity(leads.len());
        let past = PastOrigins::of(task, &sums, &windows, &mut carried);
        // Leads x past origins.
        let mut expected_before: Vec<f64> = Vec::with_capacity(leads.len() * past.origins.len());
        for (order, lead) in leads.iter().enumerate() {
            task.check()?;
            let pool = (order % pooled_every == 0).then_some(&mut shape);
            let fit = fit(anomalies, &origins, (order, *lead), &windows, pool);
            expected_before.extend(past.expected(anomalies, &origins, (order, *lead), &windows, &fit));
            fits.push(fit);
        }

        let mut shape_at = |levels: &[f64]| -> Vec<f64> {
            if shape.len() < FEWEST_ORIGINS {
                return levels.iter().map(|level| standard_normal_quantile(*level)).collect();
            }
            let mut standard = Vec::with_capacity(levels.len());
            quantiles(&mut shape, levels, &mut standard);
            standard
        };
        let levels = task.levels.as_slice();
        let standard = shape_at(levels);
        let mut values = Vec::with_capacity(leads.len() * levels.len());
        for (order, ((time, lead), fit)) in task.valid_times.iter().zip(&leads).zip(&fits).enumerate() {
            let position = prepared.position(*time);
            let last_season = last_season(anomalies, newest, *lead, windows.season);
            let expected = dot(&fit.coefficients, &all_of(&now, ahead_of_now[order], last_season));
            values.extend(
                standard.iter().map(|shape| prepared.normal().value(expected + fit.spread * shape, position)),
            );
        }
        let present = task.finish(values)?;

        let standard = shape_at(Hindcast::usual_levels().as_slice());
        let count = past.origins.len();
        let mut values = Vec::with_capacity(count * leads.len() * standard.len());
        for (at, (index, _, _)) in past.origins.iter().enumerate() {
            for (order, lead) in leads.iter().enumerate() {
                let expected = expected_before[order * count + at];
                if expected.is_nan() {
                    values.extend(std::iter::repeat_n(f64::NAN, standard.len()));
                    continue;
                }
                let position = prepared.position_of_index(index + lead);
                let spread = fits[order].spread;
                values.extend(
                    standard.iter().map(|shape| prepared.normal().value(expected + spread * shape, position)),
                );
            }
        }
        Ok(RollingForecast { present, past: Some(task.finish_past(values)?) })
    }
}

/// Refuses a history that is too short or too old.
pub(crate) fn check_history(prepared: &Prepared, fewest_days: usize, oldest: i64) -> Result<(), ModelError> {
    let days = prepared.observed_days();
    if days < fewest_days {
        return Err(ModelError::Short {
            needed: format!("{fewest_days} days"),
            found: if days == 1 { "1".to_owned() } else { format!("{days}") },
        });
    }
    match prepared.age_minutes() {
        Some(age) if age > oldest => Err(ModelError::Stale { age: in_words(age), limit: in_words(oldest) }),
        _ => Ok(()),
    }
}

fn predictors(sums: &Sums, windows: &Windows, last: usize) -> Option<[f64; MEANS]> {
    Some([sums.mean(last, windows.short)?, sums.mean(last, windows.middle)?, sums.mean(last, windows.long)?])
}

/// The anomaly a whole number of seasons before `origin + lead`, as late as it was known at `origin`; 0 when missing.
fn last_season(anomalies: &[f64], origin: usize, lead: usize, season: usize) -> f64 {
    (origin + lead)
        .checked_sub(lead.div_ceil(season) * season)
        .map(|index| anomalies[index])
        .filter(|anomaly| !anomaly.is_nan())
        .unwrap_or(0.0)
}

/// The predictors of one origin and lead.
const fn all_of(means: &[f64; MEANS], ahead: f64, last_season: f64) -> [f64; PREDICTORS] {
    let [short, middle, long] = *means;
    [short, middle, long, last_season, ahead]
}

fn dot(coefficients: &[f64; PREDICTORS], predictors: &[f64; PREDICTORS]) -> f64 {
    predictors.iter().zip(coefficients).map(|(x, b)| x * b).sum()
}

/// The anomalies carried on as an autoregressive process.
struct Carried<'a> {
    leads: &'a [usize],
    horizon: usize,
    complete: Vec<f64>,
    process: Option<Autoregression>,
    ahead: Vec<f64>,
}

impl<'a> Carried<'a> {
    fn of(task: &'a Task<'_>) -> Self {
        let prepared = task.prepared;
        // A series has its habits, and methods of its own that carry them on.
        let complete = straight(prepared.anomalies()).filter(|_| !prepared.is_series()).unwrap_or_default();
        let line = prepared.line(Measure::Anomalies);
        let process = line.filter(|_| !complete.is_empty()).and_then(autoregression::of);
        let leads = &task.plan.leads;
        let farthest = FARTHEST_DAYS * prepared.slots();
        let horizon = leads.iter().copied().filter(|lead| *lead <= farthest).max().unwrap_or(0);
        Self { leads, horizon, complete, process, ahead: Vec::new() }
    }

    /// What is to come at each lead after `origin`; 0 where that is too far ahead to tell.
    fn from(&mut self, origin: usize) -> Vec<f64> {
        let Some(process) = &self.process else { return vec![0.0; self.leads.len()] };
        process.carry_on(&self.complete, origin, self.horizon, &mut self.ahead);
        self.leads.iter().map(|lead| self.ahead.get(lead - 1).copied().unwrap_or(0.0)).collect()
    }
}

/// Origins at the hour of the newest observation (and those about it, while the history is short), nearest in season first
/// when there are more than enough.
fn origins(prepared: &Prepared, sums: &Sums, windows: &Windows, carried: &mut Carried<'_>) -> Vec<Origin> {
    let positions = prepared.positions();
    let Some(newest) = positions.last() else { return Vec::new() };
    let slots = prepared.slots();
    let around = if prepared.observed_days() < 300 { slots / 12 } else { 0 };
    let near_slot = |position: &Position| {
        let apart = usize::from(position.slot.abs_diff(newest.slot));
        apart.min(slots - apart) <= around
    };
    let share = 1.0 / (2 * around + 1) as f64;
    let mut chosen: Vec<(f64, usize)> = positions
        .iter()
        .enumerate()
        .skip(windows.middle)
        .filter(|(_, position)| near_slot(position))
        .map(|(index, position)| {
            let apart = Prepared::season_distance(position.season, newest.season) as f64;
            (share * (0.15 + (-(apart / 60.0).powi(2)).exp()), index)
        })
        .collect();
    if chosen.len() > MOST_ORIGINS {
        chosen.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        chosen.truncate(MOST_ORIGINS);
        chosen.sort_by_key(|(_, index)| *index);
    }
    chosen
        .into_iter()
        .filter_map(|(weight, index)| {
            Some(Origin {
                index,
                weight,
                means: predictors(sums, windows, index)?,
                ahead: carried.from(index),
            })
        })
        .collect()
}

/// Ridge regression of the anomaly at `lead` on the predictors, over the origins whose outcome is known.
fn fit(
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
struct PastOrigins {
    origins: Vec<(usize, Option<[f64; MEANS]>, Vec<f64>)>,
    left_out: usize,
}

impl PastOrigins {
    fn of(task: &Task<'_>, sums: &Sums, windows: &Windows, carried: &mut Carried<'_>) -> Self {
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
    fn expected(
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

/// Solves a small positive definite system given by its lower triangle (Cholesky).
#[expect(clippy::needless_range_loop, reason = "the indices are those of the textbook")]
fn solve(mut a: [[f64; PREDICTORS]; PREDICTORS], mut b: [f64; PREDICTORS]) -> [f64; PREDICTORS] {
    for column in 0..PREDICTORS {
        for row in column..PREDICTORS {
            let mut sum = a[row][column];
            for k in 0..column {
                sum -= a[row][k] * a[column][k];
            }
            a[row][column] = if row == column { sum.max(1e-12).sqrt() } else { sum / a[column][column] };
        }
    }
    for row in 0..PREDICTORS {
        for k in 0..row {
            b[row] -= a[row][k] * b[k];
        }
        b[row] /= a[row][row];
    }
    for row in (0..PREDICTORS).rev() {
        for k in row + 1..PREDICTORS {
            b[row] -= a[k][row] * b[k];
        }
        b[row] /= a[row][row];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        // A symmetric, diagonally dominant matrix given by its lower triangle; held against its own product.
        let lower = [
            [4.0, 0.0, 0.0, 0.0, 0.0],
            [1.0, 5.0, 0.0, 0.0, 0.0],
            [0.5, 1.0, 6.0, 0.0, 0.0],
            [0.2, 0.3, 1.0, 7.0, 0.0],
            [0.1, 0.4, 0.2, 0.3, 3.0],
        ];
        let right = [1.0, 2.0, 3.0, 4.0, 5.0];
        let x = solve(lower, right);
        for (row, expected) in right.into_iter().enumerate() {
            let sum: f64 =
                (0..PREDICTORS).map(|column| lower[row.max(column)][row.min(column)] * x[column]).sum();
            assert!((sum - expected).abs() < 1e-9, "row {row}: {sum}");
        }
    }
}
