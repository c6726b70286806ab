use crate::sample::{Weighted, quantiles, step_quantiles};
use domain::Hindcast;

/// Cases whose outcomes make one distribution.
const ALIKE: usize = 120;
/// Distributions along the range of what was said.
const KNOTS: usize = 24;
/// Most cases to sort.
const MOST_CASES: usize = 2000;
/// Points that a distribution is kept as.
const POINTS: usize = 20;
/// Cases that what is believed without any counts for.
const PRIOR_CASES: f64 = 60.0;

/// What came after like things had been said: for values with a mass at a bound, where an error has no shape of its own (analogs of
/// the forecast itself: Hamill and Whitaker, Monthly Weather Review 134, 2006).
pub(super) struct Conditional {
    /// What was said in the middle of each group, rising, and what came: [`POINTS`] values each.
    knots: Vec<(f64, [f64; POINTS])>,
    /// The same at the levels of hindcasts: knots x levels.
    coarse: Vec<f64>,
    amounts: bool,
    cases: f64,
}

impl Conditional {
    /// From pairs of what was said and what came.
    pub(super) fn of(mut pairs: Vec<(f64, f64)>, amounts: bool) -> Self {
        let every = pairs.len().div_ceil(MOST_CASES).max(1);
        let cases = pairs.len() as f64;
        if every > 1 {
            // From the newest on, by a stride that all hours take their turn in.
            let every = [1, 5, 7, 11, 13, 17].into_iter().find(|stride| *stride >= every).unwrap_or(every);
            pairs = pairs.into_iter().rev().step_by(every).collect();
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        if pairs.len() < ALIKE / 4 {
            return Self { knots: Vec::new(), coarse: Vec::new(), amounts, cases: 0.0 };
        }
        let alike = ALIKE.min(pairs.len() / 3).max(ALIKE / 6);
        let levels: Vec<f64> = (0..POINTS).map(|point| (point as f64 + 0.5) / POINTS as f64).collect();
        let (mut sample, mut points): (Vec<Weighted>, Vec<f64>) = (Vec::new(), Vec::new());
        let mut knots: Vec<(f64, [f64; POINTS])> = Vec::with_capacity(KNOTS);
        for knot in 0..KNOTS {
            let start = knot * (pairs.len() - alike) / (KNOTS - 1);
            // Equal words belong together: calm days of no rain are one group.
            let (low, high) = (pairs[start].0, pairs[start + alike - 1].0);
            let from = pairs.partition_point(|pair| pair.0 < low);
            let to = pairs.partition_point(|pair| pair.0 <= high);
            let group = &pairs[from..to];
            let middle = group.iter().map(|pair| pair.0).sum::<f64>() / group.len() as f64;
            if knots.last().is_some_and(|(last, _)| middle <= *last) {
                continue;
            }
            sample.clear();
            sample.extend(group.iter().map(|pair| (pair.1, 1.0)));
            points.clear();
            if amounts {
                step_quantiles(&mut sample, &levels, &mut points);
            } else {
                quantiles(&mut sample, &levels, &mut points);
            }
            if let Ok(points) = <[f64; POINTS]>::try_from(points.as_slice()) {
                knots.push((middle, points));
            }
        }
        let coarse_levels = Hindcast::usual_levels();
        let mut coarse = Vec::with_capacity(knots.len() * coarse_levels.len());
        for (_, points) in &knots {
            sample.clear();
            sample.extend(points.iter().map(|value| (*value, 1.0)));
            quantiles(&mut sample, coarse_levels.as_slice(), &mut coarse);
        }
        Self { knots, coarse, amounts, cases }
    }

    /// What came after things like `said`, at the levels of hindcasts. Between two groups quantiles are averaged, those of amounts taken from the
    /// nearer group, so that dry stays dry.
    pub(super) fn coarse(&self, said: f64, out: &mut Vec<f64>) {
        let levels = self.coarse.len() / self.knots.len().max(1);
        let above = self.knots.partition_point(|(known, _)| *known < said);
        let of = |knot: usize| &self.coarse[knot * levels..(knot + 1) * levels];
        match (above.checked_sub(1), self.knots.get(above)) {
            (None, None) => {}
            (None, Some(_)) => out.extend_from_slice(of(0)),
            (Some(last), None) => out.extend_from_slice(of(last)),
            (Some(below), Some(next)) => {
                let share = (said - self.knots[below].0) / (next.0 - self.knots[below].0);
                if self.amounts {
                    out.extend_from_slice(of(if share < 0.5 { below } else { above }));
                } else {
                    out.extend(of(below).iter().zip(of(above)).map(|(low, high)| low + share * (high - low)));
                }
            }
        }
    }

    /// How far it is to be trusted, from 0 to 1.
    pub(super) fn trust(&self) -> f64 {
        if self.knots.is_empty() { 0.0 } else { self.cases / (self.cases + PRIOR_CASES) }
    }

    /// Adds what came after things like `said` to a sample, with this weight altogether.
    pub(super) fn add(&self, said: f64, weight: f64, sample: &mut Vec<Weighted>) {
        let above = self.knots.partition_point(|(known, _)| *known < said);
        let mut take = |knot: usize, weight: f64| {
            if weight > 0.0 {
                let weight = weight / POINTS as f64;
                sample.extend(self.knots[knot].1.iter().map(|value| (*value, weight)));
            }
        };
        match (above.checked_sub(1), self.knots.get(above)) {
            (None, None) => {}
            (None, Some(_)) => take(0, weight),
            (Some(last), None) => take(last, weight),
            (Some(below), Some(next)) => {
                let share = (said - self.knots[below].0) / (next.0 - self.knots[below].0);
                take(below, weight * (1.0 - share));
                take(above, weight * share);
            }
        }
    }
}
