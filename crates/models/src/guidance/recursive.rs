//! Ridge regression that is learnt one case at a time and forgets: recursive least squares in information form.

use nalgebra::{DMatrix, DVector, DVectorView};

/// Sums of one regression, with exponential forgetting (Ljung, System Identification, 1999, section 11.2) and a penalty that
/// isn't forgotten (Hoerl and Kennard 1970), so that a short memory falls back on no correction.
#[derive(Debug, Clone)]
pub(super) struct Recursive {
    keep: f64,
    products: DMatrix<f64>,
    targets: DVector<f64>,
}

impl Recursive {
    /// For `count` predictors; a case counts half after `half_life` more.
    pub(super) fn new(count: usize, half_life: f64) -> Self {
        Self {
            keep: 0.5_f64.powf(1.0 / half_life),
            products: DMatrix::zeros(count, count),
            targets: DVector::zeros(count),
        }
    }

    pub(super) fn learn(&mut self, predictors: &[f64], target: f64, weight: f64) {
        let x = DVectorView::from_slice(predictors, self.targets.len());
        self.products.ger(weight, &x, &x, self.keep);
        self.targets.axpy(weight * target, &x, self.keep);
    }

    /// The coefficients under `penalties`, one a predictor, in cases; none where the equations have no solution to rounding.
    pub(super) fn coefficients(&self, penalties: &[f64]) -> Vec<f64> {
        let mut products = self.products.clone();
        for (index, penalty) in penalties.iter().enumerate() {
            products[(index, index)] += penalty;
        }
        products
            .cholesky()
            .map(|factor| factor.solve(&self.targets))
            .filter(|solution| solution.iter().all(|value| value.is_finite()))
            .map_or_else(|| vec![0.0; self.targets.len()], |solution| solution.as_slice().to_vec())
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

    #[test]
    fn the_coefficients_are_those_of_numpy_and_none_where_there_are_none() {
        let mut regression = Recursive::new(3, 1e300);
        regression.products = DMatrix::from_row_slice(3, 3, &[3.5, 2.0, 0.6, 2.0, 4.5, 1.0, 0.6, 1.0, 2.5]);
        regression.targets = DVector::from_row_slice(&[1.0, -2.0, 3.0]);
        // numpy.linalg.solve of the products with 0.5 on their diagonal
        for (found, expected) in regression.coefficients(&[0.5; 3]).iter().zip([
            0.488_789_237_668_161_46,
            -0.831_390_134_529_148,
            1.179_372_197_309_417_1,
        ]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(regression.coefficients(&[-4.0; 3]), [0.0; 3]);
    }
}
