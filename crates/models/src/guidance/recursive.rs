//! Ridge regression that is learnt one case at a time and forgets: recursive least squares in information form.

use super::linear::solve;

/// Sums of one regression, with exponential forgetting (Ljung, System Identification, 1999, section 11.2) and a penalty that
/// isn't forgotten (Hoerl and Kennard 1970), so that a short memory falls back on no correction.
#[derive(Debug, Clone)]
pub(super) struct Recursive {
    keep: f64,
    products: Vec<f64>,
    targets: Vec<f64>,
}

impl Recursive {
    /// For `count` predictors; a case counts half after `half_life` more.
    pub(super) fn new(count: usize, half_life: f64) -> Self {
        Self {
            keep: 0.5_f64.powf(1.0 / half_life),
            products: vec![0.0; count * count],
            targets: vec![0.0; count],
        }
    }

    pub(super) fn learn(&mut self, predictors: &[f64], target: f64, weight: f64) {
        let count = self.targets.len();
        for (row, x) in self.products.chunks_exact_mut(count).zip(predictors) {
            let share = weight * x;
            for (sum, y) in row.iter_mut().zip(predictors) {
                *sum = self.keep * *sum + share * y;
            }
        }
        for (sum, x) in self.targets.iter_mut().zip(predictors) {
            *sum = self.keep * *sum + weight * x * target;
        }
    }

    /// The coefficients under `penalties`, one a predictor, in cases.
    pub(super) fn coefficients(&self, penalties: &[f64]) -> Vec<f64> {
        let count = self.targets.len();
        let mut a = self.products.clone();
        for (index, penalty) in penalties.iter().enumerate() {
            a[index * (count + 1)] += penalty;
        }
        solve(&a, &self.targets).unwrap_or_else(|| vec![0.0; count])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_and_a_change_is_followed() {
        let mut short = Recursive::new(2, 20.0);
        let mut long = Recursive::new(2, 1e9);
        for case in 0..400_u32 {
            let x = f64::from(case * 37 % 101) / 50.0 - 1.0;
            let y = if case < 200 { 1.0 + 2.0 * x } else { -1.0 + 2.0 * x };
            short.learn(&[1.0, x], y, 1.0);
            long.learn(&[1.0, x], y, 1.0);
        }
        let (short, long) = (short.coefficients(&[1e-6, 1e-6]), long.coefficients(&[1e-6, 1e-6]));
        assert!((short[0] + 1.0).abs() < 0.01 && (short[1] - 2.0).abs() < 0.01, "{short:?}");
        assert!(long[0].abs() < 0.05, "{long:?}");
    }
}
