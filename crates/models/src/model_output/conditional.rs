use crate::sample::{Weighted, quantiles, step_quantiles};
use domain::Hindcast;

/// Cases whose outcomes make one distribution.
const ALIKE: usize = 120;
/// The fewest.
const FEWEST: usize = 20;
/// Distributions along the range of what was said.
const KNOTS: usize = 24;
/// Most cases to sort.
const MOST_CASES: usize = 2000;
/// Points that a distribution is kept as.
const POINTS: usize = 20;
/// How far amounts are carried on beyond the largest group.
const MOST_BEYOND: f64 = 4.0;
/// Days that what is believed without any counts for.
const PRIOR_DAYS: f64 = 8.0;

/// What came after like things had been said: for values with a mass at a bound, where an error has no shape of its own (analogs of
/// the forecast itself: Hamill and Whitaker, Monthly Weather Review 134, 2006).
pub(super) struct Conditional {
    /// What was said in the middle of each group, rising, and what came: [`POINTS`] values each.
    knots: Vec<(f64, [f64; POINTS])>,
    /// The same at the levels of hindcasts: knots x levels.
    coarse: Vec<f64>,
    amounts: bool,
    days: f64,
}

impl Conditional {
    /// From pairs of what was said and what came, each of which stands for `days` of them.
    pub(super) fn of(mut pairs: Vec<(f64, f64)>, days: f64, amounts: bool) -> Self {
        let every = pairs.len().div_ceil(MOST_CASES).max(1);
        let days = pairs.len() as f64 * days;
        if every > 1 {
            // From the newest on, by a stride that all hours take their turn in.
            let every = [1, 5, 7, 11, 13, 17].into_iter().find(|stride| *stride >= every).unwrap_or(every);
            pairs = pairs.into_iter().rev().step_by(every).collect();
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        if pairs.len() < ALIKE / 4 {
            return Self { knots: Vec::new(), coarse: Vec::new(), amounts, days: 0.0 };
        }
        let most = ALIKE.min(pairs.len() / 3).max(FEWEST);
        let levels: Vec<f64> = (0..POINTS).map(|point| (point as f64 + 0.5) / POINTS as f64).collect();
        let (mut sample, mut points): (Vec<Weighted>, Vec<f64>) = (Vec::new(), Vec::new());
        let mut knots: Vec<(f64, [f64; POINTS])> = Vec::with_capacity(KNOTS);
        for knot in 0..KNOTS {
            // Amounts lie close together at the low end and far apart at the high one: there groups are small.
            let along = knot as f64 / (KNOTS - 1) as f64;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
            let (start, alike) = if amounts {
                let above = (pairs.len() as f64).powf(1.0 - along) * (FEWEST as f64).powf(along);
                let above = (above as usize).clamp(FEWEST, pairs.len());
                (pairs.len() - above, (above / 2).clamp(FEWEST, most))
            } else {
                ((along * (pairs.len() - most) as f64) as usize, most)
            };
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
            if amounts {
                step_quantiles(&mut sample, coarse_levels.as_slice(), &mut coarse);
            } else {
                quantiles(&mut sample, coarse_levels.as_slice(), &mut coarse);
            }
        }
        Self { knots, coarse, amounts, days }
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
            (Some(last), None) => {
                let beyond = if self.amounts { self.beyond(said) } else { 1.0 };
                out.extend(of(last).iter().map(|value| value * beyond));
            }
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
        if self.knots.is_empty() { 0.0 } else { self.days / (self.days + PRIOR_DAYS) }
    }

    /// Adds what came after things like each of `said` to a sample, with this weight altogether.
    pub(super) fn add(&self, said: &[f64], weight: f64, sample: &mut Vec<Weighted>) {
        if self.knots.is_empty() || weight <= 0.0 {
            return;
        }
        let each = weight / said.len() as f64;
        let mut weights = vec![0.0; self.knots.len()];
        for said in said {
            let above = self.knots.partition_point(|(known, _)| known < said);
            match (above.checked_sub(1), self.knots.get(above)) {
                (None, _) => weights[0] += each,
                (Some(last), None) => {
                    let beyond = if self.amounts { self.beyond(*said) } else { 1.0 };
                    let points = self.knots[last].1.iter();
                    sample.extend(points.map(|value| (value * beyond, each / POINTS as f64)));
                }
                (Some(below), Some(next)) => {
                    let share = (said - self.knots[below].0) / (next.0 - self.knots[below].0);
                    weights[below] += each * (1.0 - share);
                    weights[above] += each * share;
                }
            }
        }
        for ((_, points), weight) in self.knots.iter().zip(weights).filter(|(_, weight)| *weight > 0.0) {
            sample.extend(points.iter().map(|value| (*value, weight / POINTS as f64)));
        }
    }

    /// How much more than the largest group an amount is that lies beyond it, whose root is `said`.
    fn beyond(&self, said: f64) -> f64 {
        let largest = self.knots.last().map_or(said, |(largest, _)| *largest);
        if largest > 0.0 { (said / largest).powi(2).clamp(1.0, MOST_BEYOND) } else { 1.0 }
    }
}
