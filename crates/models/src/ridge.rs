use crate::Plan;
use nalgebra::{DMatrix, DVector};

/// Penalties tried, in shares of the mean variance of a predictor.
const PENALTIES: [f64; 4] = [0.003, 0.03, 0.3, 3.0];
/// Half-lives of an origin's weight tried, in origins' spans of the longest season; the last is none at all.
const HALF_LIVES: [f64; 3] = [2.0, 6.0, f64::INFINITY];
/// Groups of consecutive origins whose sums are kept apart.
const BLOCKS: usize = 16;
/// Most rows (origins x leads) summed.
const MOST_ROWS: usize = 24_000;
/// Most leads that the sums are taken over; the others lie between them.
const MOST_LEADS: usize = 16;
/// Fewest rows a coefficient is fitted on for each coefficient.
const ROWS_PER_PREDICTOR: f64 = 1.5;

/// Running means and lags that the predictors are made of.
struct History<'a> {
    values: &'a [f64],
    sums: Vec<f64>,
    short: usize,
    long: usize,
    /// Exponentially weighted mean over seasons at the same place of the long season, as of each index.
    usual: Vec<f64>,
    usual_short: Vec<f64>,
    /// Exponential means of the values over a few steps.
    scales: [f64; 2],
}

impl<'a> History<'a> {
    fn new(values: &'a [f64], short: usize, long: usize, horizon: usize) -> Self {
        let mut sums = Vec::with_capacity(values.len() + 1);
        sums.push(0.0);
        let mut sum = 0.0;
        for value in values {
            sum += value;
            sums.push(sum);
        }
        let smoothed = |period: usize, share: f64| {
            let mut means: Vec<f64> = values.to_vec();
            for index in period..values.len() {
                means[index] = share * values[index] + (1.0 - share) * means[index - period];
            }
            means
        };
        let reach = horizon as f64;
        Self {
            values,
            sums,
            short,
            long,
            usual: smoothed(long, 0.35),
            usual_short: smoothed(short, 0.35),
            scales: [(reach / 12.0).max(0.7), (reach / 3.0).max(2.0)],
        }
    }

    /// Mean of the `length` values up to and with `last`.
    fn mean(&self, last: usize, length: usize) -> f64 {
        let from = (last + 1).saturating_sub(length);
        (self.sums[last + 1] - self.sums[from]) / (last + 1 - from) as f64
    }

    /// The first index an origin can have.
    fn first_origin(&self) -> usize {
        if self.long > 1 { 2 * self.long + self.short } else { 6 }
    }

    fn lag(index: usize, period: usize, lead: usize, further: usize) -> usize {
        index - period * (lead.div_ceil(period) + further)
    }

    /// Fills the predictors of one origin and lead: all are differences, so that a shift of the series shifts the forecast.
    fn row(&self, origin: usize, lead: usize, out: &mut [f64]) {
        let y = self.values;
        let now = y[origin];
        let [fast, slow] = self.scales.map(|scale| (-(lead as f64) / scale).exp());
        let far = lead as f64 / self.scales[1];
        let mut next = 0;
        let mut put = |value: f64| {
            out[next] = value;
            next += 1;
        };
        let (p, q) = (self.short, self.long);
        if q > 1 {
            let target = origin + lead;
            let long_mean = self.mean(origin, q);
            let level_before = |back: usize| self.mean(origin - back, q);
            let lag = |period: usize, further: usize| Self::lag(target, period, lead, further);
            // The same place of the last two long seasons, each against the level of its own season.
            let long_1 = y[lag(q, 0)] - long_mean;
            let long_2 = y[lag(q, 1)] - level_before(q);
            put(long_mean - now);
            put(long_1);
            put(long_2);
            put(self.usual[lag(q, 0)] - long_mean);
            if p < q {
                let short_1 = y[lag(p, 0)] - long_mean;
                put(short_1);
                put(y[lag(p, 1)] - long_mean);
                put(self.usual_short[lag(p, 0)] - long_mean);
                put(short_1 * slow);
            }
            // Where the series stands now against what was usual for this place.
            let off = now - self.usual[origin - q];
            put(off * fast);
            put(off * slow);
            put(off);
            put((y[origin - 1] - self.usual[origin - 1 - q]) * fast);
            let level_change = long_mean - level_before(q);
            put(level_change);
            put(level_change * lead as f64 / q as f64);
            if p < q {
                let over_short = now - y[origin - p];
                put(over_short * fast);
                put(over_short * slow);
                let recent = self.mean(origin, p) - long_mean;
                put(recent);
                put(recent * slow);
                let over_day = self.mean(origin, p) - self.mean(origin - p, p);
                put(over_day);
                put(over_day * slow);
                return;
            }
            let part = (q / 4).max(2);
            let recent = self.mean(origin, part) - (self.mean(origin - q, part) + level_change);
            put(recent);
            put(recent * slow);
        }
        for back in [1, 3, 6] {
            let change = now - if back == 1 { y[origin - 1] } else { self.mean(origin, back) };
            put(change);
            put(change * fast);
        }
        put(far * (now - y[origin - 4]) / 4.0);
        put(far);
    }

    fn predictors(&self) -> usize {
        match (self.long, self.short < self.long) {
            (1, _) => 8,
            (_, true) => 4 + 4 + 4 + 2 + 2 + 4,
            (_, false) => 4 + 4 + 2 + 2 + 8,
        }
    }

    /// What the coefficients are drawn towards: the naive forecast (the newest value again), and the seasonal naive in a form
    /// that averages over seasons.
    fn beliefs(&self) -> Vec<DVector<f64>> {
        let naive = DVector::zeros(self.predictors());
        if self.long == 1 {
            return vec![naive];
        }
        let mut seasonal = naive.clone();
        let usual: &[f64] = if self.short < self.long {
            &[1.0, 0.3, 0.1, 0.2, 0.25, 0.0, 0.15]
        } else {
            &[1.0, 0.4, 0.2, 0.4]
        };
        for (index, coefficient) in usual.iter().enumerate() {
            seasonal[index] = *coefficient;
        }
        if self.short < self.long {
            return vec![seasonal];
        }
        vec![naive, seasonal]
    }
}

/// Weighted sums over the rows of one block of origins.
#[derive(Clone)]
struct Sums {
    gram: DMatrix<f64>,
    moment: DVector<f64>,
    square: f64,
    rows: f64,
}

impl Sums {
    fn zero(predictors: usize) -> Self {
        Self {
            gram: DMatrix::zeros(predictors, predictors),
            moment: DVector::zeros(predictors),
            square: 0.0,
            rows: 0.0,
        }
    }

    fn add(&mut self, other: &Self, weight: f64) {
        self.gram += &other.gram * weight;
        self.moment += &other.moment * weight;
        self.square += other.square * weight;
        self.rows += other.rows * weight;
    }

    fn solve(&self, penalty: f64, belief: &DVector<f64>) -> Option<DVector<f64>> {
        let size = self.gram.nrows();
        let mut gram = self.gram.clone();
        let mean = gram.trace() / size as f64;
        for index in 0..size {
            // A share of the predictor's own size and of the mean one: equal treatment, and no division by nothing.
            gram[(index, index)] +=
                penalty * (0.5 * gram[(index, index)] + 0.5 * mean) / 10.0 + 1e-9 * mean + 1e-300;
        }
        Some(belief + gram.cholesky()?.solve(&(&self.moment - &self.gram * belief)))
    }

    /// Sum of squared errors of coefficients.
    fn loss(&self, coefficients: &DVector<f64>) -> f64 {
        (coefficients.dot(&(&self.gram * coefficients)) - 2.0 * coefficients.dot(&self.moment) + self.square)
            .max(0.0)
    }
}

/// Point forecasts (origins x leads) by direct ridge regression.
pub(crate) fn paths(values: &[f64], periods: &[usize], plan: &Plan) -> Option<Vec<f64>> {
    let horizon = plan.horizon();
    let count = values.len();
    let usable: Vec<usize> =
        periods.iter().copied().filter(|period| *period > 1 && 3 * period + horizon < count).collect();
    let (short, long) = (usable.first().copied().unwrap_or(1), usable.last().copied().unwrap_or(1));
    let mean = values.iter().sum::<f64>() / count as f64;
    let size = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count as f64).sqrt();
    // Rounding in the mean gives even a constant some size.
    let constant = values.windows(2).all(|pair| (pair[1] - pair[0]).abs() <= 0.0);
    if constant || size <= 0.0 || !size.is_finite() {
        return None;
    }
    let scaled: Vec<f64> = values.iter().map(|value| (value - mean) / size).collect();
    let history = History::new(&scaled, short, long, horizon);
    let predictors = history.predictors();
    let first = history.first_origin();
    let last = count.checked_sub(1 + horizon.min(count / 4).max(1))?;
    if first + 8 > last {
        return None;
    }
    let stride_of_leads = horizon.div_ceil(MOST_LEADS).max(1);
    let leads: Vec<usize> =
        (1..=horizon).rev().step_by(stride_of_leads).collect::<Vec<_>>().into_iter().rev().collect();
    let stride = ((last - first + 1) * leads.len()).div_ceil(MOST_ROWS).max(1);
    let origins: Vec<usize> =
        (first..count - 1).rev().step_by(stride).collect::<Vec<_>>().into_iter().rev().collect();
    // A block without origins would begin nowhere.
    let count_of_blocks = BLOCKS.min(origins.len());
    let block_of = |index: usize| index * count_of_blocks / origins.len();
    let mut blocks = vec![Sums::zero(predictors); count_of_blocks];
    let mut row = vec![0.0; predictors];
    let mut gram = vec![0.0; predictors * predictors];
    let mut current = 0;
    let mut starts = vec![usize::MAX; count_of_blocks];
    let flush = |block: &mut Sums, gram: &mut Vec<f64>| {
        for i in 0..predictors {
            for j in i..predictors {
                block.gram[(i, j)] = gram[i * predictors + j];
                block.gram[(j, i)] = gram[i * predictors + j];
            }
        }
        gram.fill(0.0);
    };
    for (index, origin) in origins.iter().enumerate() {
        let block = block_of(index);
        if block != current {
            flush(&mut blocks[current], &mut gram);
            current = block;
        }
        if starts[block] == usize::MAX {
            starts[block] = *origin;
        }
        let sums = &mut blocks[block];
        for lead in &leads {
            if origin + lead >= count {
                break;
            }
            history.row(*origin, *lead, &mut row);
            let target = scaled[origin + lead] - scaled[*origin];
            for (i, x) in row.iter().enumerate() {
                let line = &mut gram[i * predictors + i..(i + 1) * predictors];
                for (sum, other) in line.iter_mut().zip(&row[i..]) {
                    *sum += x * other;
                }
                sums.moment[i] += x * target;
            }
            sums.square += target * target;
            sums.rows += 1.0;
        }
    }
    flush(&mut blocks[current], &mut gram);

    // Coefficients as of the beginning of each block, for each setting: only blocks of which at least the nearer
    // half of the leads had their outcome by then.
    let span = long.max(horizon / 2).max(4) as f64;
    let known_before = |block: usize| -> usize {
        (0..block)
            .filter(|earlier| starts.get(earlier + 1).is_some_and(|end| end + horizon / 2 <= starts[block]))
            .count()
    };
    let beliefs = history.beliefs();
    let fit =
        |upto: usize, at: f64, (half_life, penalty, belief): (f64, f64, usize)| -> Option<DVector<f64>> {
            let mut total = Sums::zero(predictors);
            for (block, sums) in blocks.iter().enumerate().take(upto) {
                let age = (at - starts[block] as f64) / (span * half_life);
                total.add(sums, if half_life.is_finite() { 0.5_f64.powf(age) } else { 1.0 });
            }
            if total.rows < ROWS_PER_PREDICTOR * predictors as f64 {
                return None;
            }
            total.solve(penalty, &beliefs[belief])
        };
    let mut settings: Vec<(f64, f64, usize)> = Vec::new();
    for belief in 0..beliefs.len() {
        for half_life in HALF_LIVES {
            settings.extend(PENALTIES.map(|penalty| (half_life, penalty, belief)));
        }
    }
    let mut losses = vec![0.0; settings.len()];
    let mut refits: Vec<Vec<Option<DVector<f64>>>> = Vec::with_capacity(count_of_blocks);
    for block in 0..count_of_blocks {
        let known = known_before(block);
        let fits: Vec<Option<DVector<f64>>> =
            settings.iter().map(|setting| fit(known, starts[block] as f64, *setting)).collect();
        let naive = DVector::zeros(predictors);
        let recency = 0.5 + block as f64 / count_of_blocks as f64;
        let scale = beliefs
            .iter()
            .map(|belief| blocks[block].loss(belief))
            .fold(blocks[block].loss(&naive), f64::min)
            .max(1e-12);
        for ((loss, fit), (_, _, belief)) in losses.iter_mut().zip(&fits).zip(&settings) {
            *loss +=
                recency * (blocks[block].loss(fit.as_ref().unwrap_or(&beliefs[*belief])) / scale).min(2.0);
        }
        refits.push(fits);
    }
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let weights: Vec<f64> = losses.iter().map(|loss| (-(loss - least) * 4.0).exp()).collect();
    let total: f64 = weights.iter().sum();
    let blend = |fits: &[Option<DVector<f64>>]| -> DVector<f64> {
        let mut sum = DVector::zeros(predictors);
        for ((fit, weight), (_, _, belief)) in fits.iter().zip(&weights).zip(&settings) {
            sum += fit.as_ref().unwrap_or(&beliefs[*belief]) * (weight / total);
        }
        sum
    };
    let end = count as f64;
    let now = blend(&settings.iter().map(|setting| fit(count_of_blocks, end, *setting)).collect::<Vec<_>>());
    let refits: Vec<DVector<f64>> = refits.iter().map(|fits| blend(fits)).collect();
    let mut out = Vec::with_capacity(plan.origins.len() * plan.leads.len());
    for origin in &plan.origins {
        let coefficients = if *origin + 1 >= count {
            &now
        } else {
            let block = starts.iter().filter(|start| **start <= *origin).count().max(1) - 1;
            &refits[block]
        };
        for lead in &plan.leads {
            if *origin < first {
                out.push(f64::NAN);
                continue;
            }
            history.row(*origin, *lead, &mut row);
            let change: f64 = coefficients.iter().zip(&row).map(|(a, b)| a * b).sum();
            out.push(mean + size * (scaled[*origin] + change));
        }
    }
    Some(out)
}

#[cfg(test)]
#[path = "ridge_tests.rs"]
mod tests;
