use nalgebra::{DMatrix, DVector};

/// Weighted sums over rows: all that a least-squares fit, and its loss, need to know of them.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// Only the upper triangle is kept while rows are added.
    gram: DMatrix<f64>,
    moment: DVector<f64>,
    square: f64,
    pub(super) rows: f64,
    /// Rows that are added together: their products are summed before the sums are touched.
    waiting: Vec<f64>,
}

/// How many rows wait for each other.
const TOGETHER: usize = 4;

impl Sums {
    pub(super) fn zero(predictors: usize) -> Self {
        Self {
            gram: DMatrix::zeros(predictors, predictors),
            moment: DVector::zeros(predictors),
            square: 0.0,
            rows: 0.0,
            waiting: Vec::new(),
        }
    }

    pub(super) fn add_row(&mut self, row: &[f64], target: f64) {
        for (moment, x) in self.moment.as_mut_slice().iter_mut().zip(row) {
            *moment += x * target;
        }
        self.square += target * target;
        self.rows += 1.0;
        self.waiting.extend_from_slice(row);
        if self.waiting.len() == TOGETHER * row.len() {
            self.add_waiting();
        }
    }

    fn add_waiting(&mut self) {
        let size = self.moment.len();
        self.waiting.resize(TOGETHER * size, 0.0);
        let (first, rest) = self.waiting.split_at(size);
        let (second, rest) = rest.split_at(size);
        let (third, fourth) = rest.split_at(size);
        let gram = self.gram.as_mut_slice();
        for i in 0..size {
            let (a, b, c, d) = (first[i], second[i], third[i], fourth[i]);
            // Column-major: below the diagonal of column i.
            let column = &mut gram[i * size + i..(i + 1) * size];
            let others = first[i..].iter().zip(&second[i..]).zip(third[i..].iter().zip(&fourth[i..]));
            for (sum, ((first, second), (third, fourth))) in column.iter_mut().zip(others) {
                *sum += (a * first + b * second) + (c * third + d * fourth);
            }
        }
        self.waiting.clear();
    }

    /// Adds what waits, and fills the triangle that adding rows leaves out.
    pub(super) fn complete(&mut self) {
        if !self.waiting.is_empty() {
            self.add_waiting();
        }
        self.gram.fill_upper_triangle_with_lower_triangle();
    }

    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        for (sum, other) in self.gram.as_mut_slice().iter_mut().zip(other.gram.as_slice()) {
            *sum += weight * other;
        }
        for (sum, other) in self.moment.as_mut_slice().iter_mut().zip(other.moment.as_slice()) {
            *sum += weight * other;
        }
        self.square += other.square * weight;
        self.rows += other.rows * weight;
    }

    /// Coefficients of the first `size` predictors, drawn towards `belief`; those of the others are zero.
    pub(super) fn solve(&self, size: usize, penalty: f64, belief: &DVector<f64>) -> Option<DVector<f64>> {
        let belief_of_size = belief.rows(0, size);
        let mut gram = self.gram.view((0, 0), (size, size)).into_owned();
        let misfit = self.moment.rows(0, size) - &gram * belief_of_size;
        let mean = gram.trace() / size as f64;
        for index in 0..size {
            // A share of the predictor's own size and of the mean one: equal treatment, and no division by nothing.
            gram[(index, index)] +=
                penalty * (0.5 * gram[(index, index)] + 0.5 * mean) / 10.0 + 1e-9 * mean + 1e-300;
        }
        let mut coefficients = DVector::zeros(self.gram.nrows());
        coefficients.rows_mut(0, size).copy_from(&(belief_of_size + gram.cholesky()?.solve(&misfit)));
        coefficients.iter().all(|coefficient| coefficient.is_finite()).then_some(coefficients)
    }

    /// Sum of squared errors of coefficients.
    pub(super) fn loss(&self, coefficients: &DVector<f64>) -> f64 {
        (coefficients.dot(&(&self.gram * coefficients)) - 2.0 * coefficients.dot(&self.moment) + self.square)
            .max(0.0)
    }
}
