//! The line through the newest values, kept up value by value.

/// A regression line on time through so many values, the first at the time 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line {
    count: f64,
    /// The sum of the values.
    sum: f64,
    /// The sum of the values times their times.
    moment: f64,
    intercept: f64,
    slope: f64,
}

impl Line {
    /// Takes in the value at `index`, and drops the first where there are more than `span`.
    pub(super) fn follow(&mut self, values: &[f64], index: usize, span: usize) {
        if index < span {
            self.add(values[index]);
        } else {
            self.moment += self.count * values[index] - self.sum;
            self.sum += values[index] - values[index - span];
            self.solve();
        }
    }

    /// Takes in another value.
    pub(super) fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.moment += self.count * value;
        self.solve();
    }

    fn solve(&mut self) {
        let n = self.count;
        let middle = (n + 1.0) / 2.0;
        self.slope =
            if n > 1.0 { (self.moment - middle * self.sum) * 12.0 / (n * (n * n - 1.0)) } else { 0.0 };
        self.intercept = self.sum / n - middle * self.slope;
    }

    /// What the line adds to the forecast after n values with its whole weight:
    /// (1 − α)ⁿ A + (1 − (1 − α)ⁿ⁺¹) / α B, with the intercept A, the slope B and `fade` = (1 − α)ⁿ.
    pub(super) fn pull(&self, alpha: f64, fade: f64) -> f64 {
        fade * self.intercept + (1.0 - fade * (1.0 - alpha)) / alpha * self.slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_newest_values() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];
        let mut line = Line::default();
        for index in 0..values.len() {
            line.follow(&values, index, 4);
        }
        // numpy.polyfit([1, 2, 3, 4], [4, 1, 5, 9], 1)
        assert!((line.slope - 1.9).abs() < 1e-12 && line.intercept.abs() < 1e-12, "{line:?}");
    }

    #[test]
    fn one_value_makes_a_level_line() {
        let mut line = Line::default();
        line.add(7.0);
        assert!(line.slope.abs() < 1e-12 && (line.intercept - 7.0).abs() < 1e-12);
    }
}
