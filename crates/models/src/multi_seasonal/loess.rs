//! Local linear smoothing of a regular series.

/// The weights of one fitted value: those of the values from `first` on.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    first: usize,
    weights: Vec<f64>,
}

impl Row {
    /// Local linear fit at `position` (in steps; it may lie just outside) to the `window` nearest of `count` values with
    /// tricube weights: the routine `est` of Cleveland et al. (Journal of Official Statistics 6, 1990), degree 1 or, where
    /// not `linear`, 0.
    pub(crate) fn new(position: f64, window: usize, count: usize, linear: bool) -> Self {
        let width = window.clamp(1, count.max(1));
        let half = (width as f64 - 1.0) / 2.0;
        let first = (position - half).floor().clamp(0.0, (count - width.min(count)) as f64) as usize;
        let last = first + width - 1;
        let mut reach = (position - first as f64).max(last as f64 - position);
        if window > count {
            reach += ((window - count) / 2) as f64;
        }
        let mut weights: Vec<f64> = (first..=last)
            .map(|index| {
                let distance = (index as f64 - position).abs();
                if distance <= 0.001 * reach {
                    1.0
                } else if distance <= 0.999 * reach {
                    (1.0 - (distance / reach).powi(3)).powi(3)
                } else {
                    0.0
                }
            })
            .collect();
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            // No value within reach: the nearest one.
            let nearest = position.round().clamp(0.0, count as f64 - 1.0) as usize;
            return Self { first: nearest, weights: vec![1.0] };
        }
        weights.iter_mut().for_each(|weight| *weight /= total);
        let centre: f64 = weights.iter().enumerate().map(|(at, weight)| weight * (first + at) as f64).sum();
        let offset = |at: usize| (first + at) as f64 - centre;
        let spread: f64 = weights.iter().enumerate().map(|(at, weight)| weight * offset(at).powi(2)).sum();
        if linear && spread.sqrt() > 0.001 * (count as f64 - 1.0) {
            let tilt = (position - centre) / spread;
            weights.iter_mut().enumerate().for_each(|(at, weight)| *weight *= tilt * offset(at) + 1.0);
        }
        Self { first, weights }
    }

    /// The fitted value.
    #[inline]
    pub(crate) fn apply(&self, values: &[f64]) -> f64 {
        dot(&self.weights, &values[self.first..self.first + self.weights.len()])
    }

    /// The fitted value for the values `phase`, `phase + period`, `phase + 2 period`, ...
    #[inline]
    pub(crate) fn apply_strided(&self, values: &[f64], phase: usize, period: usize) -> f64 {
        let values = values[phase + self.first * period..].iter().step_by(period);
        self.weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
    }
}

/// In four sums, which the compiler keeps apart.
fn dot(weights: &[f64], values: &[f64]) -> f64 {
    let (mut sums, blocks) = ([0.0; 4], weights.len() / 4 * 4);
    for (weights, values) in weights[..blocks].chunks_exact(4).zip(values[..blocks].chunks_exact(4)) {
        for lane in 0..4 {
            sums[lane] += weights[lane] * values[lane];
        }
    }
    let rest: f64 =
        weights[blocks..].iter().zip(&values[blocks..]).map(|(weight, value)| weight * value).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// A smoother for series of one length: fits at every `jump`th step and is linear between.
#[derive(Debug, Clone)]
pub(crate) struct Loess {
    count: usize,
    knots: Vec<(usize, Knot)>,
    /// The weights wherever the whole window fits around the step.
    inner: Vec<f64>,
}

#[derive(Debug, Clone)]
enum Knot {
    /// At least half a window from either end; with the first value of its window.
    Inner(usize),
    Edge(Row),
}

impl Loess {
    /// For `count` values and an odd `window`.
    pub(crate) fn new(count: usize, window: usize, jump: usize) -> Self {
        let half = window / 2;
        let knot = |at: usize| {
            if at >= half && at + half < count {
                (at, Knot::Inner(at - half))
            } else {
                (at, Knot::Edge(Row::new(at as f64, window, count, true)))
            }
        };
        let mut knots: Vec<_> = (0..count).step_by(jump.max(1)).map(knot).collect();
        if count > 0 && !(count - 1).is_multiple_of(jump.max(1)) {
            knots.push(knot(count - 1));
        }
        let inner =
            if window <= count { Row::new(half as f64, window, window, true).weights } else { Vec::new() };
        Self { count, knots, inner }
    }

    /// Smooths `values` into `out`.
    pub(crate) fn smooth(&self, values: &[f64], out: &mut Vec<f64>) {
        debug_assert_eq!(values.len(), self.count, "a smoother is for one length");
        out.clear();
        let mut before = 0.0;
        for (at, knot) in &self.knots {
            let value = match knot {
                Knot::Inner(first) => dot(&self.inner, &values[*first..first + self.inner.len()]),
                Knot::Edge(row) => row.apply(values),
            };
            let steps = at + 1 - out.len();
            let step = (value - before) / steps as f64;
            out.extend((1..steps).map(|ahead| before + step * ahead as f64));
            out.push(value);
            before = value;
        }
    }
}
