//! Minimisation of a smooth function of a few variables.

use nalgebra::{DMatrix, DVector};

/// BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 2006, algorithm 6.1 with the Armijo condition).
///
/// `loss` returns the value and writes the gradient. Starts from `x` and leaves the best point there; stops after `steps` or when
/// a step gains less than a millionth part.
pub(super) fn minimise(x: &mut [f64], steps: usize, mut loss: impl FnMut(&[f64], &mut [f64]) -> f64) {
    let n = x.len();
    let mut at = DVector::from_column_slice(x);
    let mut gradient = DVector::zeros(n);
    let mut value = loss(x, gradient.as_mut_slice());
    if !value.is_finite() {
        return;
    }
    let mut inverse = DMatrix::from_diagonal_element(n, n, first_size(&gradient));
    let mut fresh = true;
    let (mut moved, mut moved_gradient) = (DVector::zeros(n), DVector::zeros(n));
    for _ in 0..steps {
        let mut direction = -(&inverse * &gradient);
        let mut slope = gradient.dot(&direction);
        if slope >= 0.0 {
            inverse = DMatrix::from_diagonal_element(n, n, first_size(&gradient));
            direction = -(&inverse * &gradient);
            slope = gradient.dot(&direction);
            fresh = true;
        }
        let mut size = 1.0;
        let moved_value = loop {
            moved.copy_from(&at);
            moved.axpy(size, &direction, 1.0);
            let tried = loss(moved.as_slice(), moved_gradient.as_mut_slice());
            if tried.is_finite() && tried <= value + 1e-4 * size * slope {
                break Some(tried);
            }
            size *= 0.4;
            if size < 1e-8 {
                break None;
            }
        };
        let Some(moved_value) = moved_value else { return };
        let step = direction * size;
        let turn = &moved_gradient - &gradient;
        let gained = value - moved_value;
        x.copy_from_slice(moved.as_slice());
        at.copy_from(&moved);
        gradient.copy_from(&moved_gradient);
        value = moved_value;
        if gained < 1e-6 * value.abs() {
            return;
        }
        update(&mut inverse, &step, &turn, &mut fresh);
    }
}

/// A first step of about a tenth: the variables are of the order of one.
fn first_size(gradient: &DVector<f64>) -> f64 {
    0.1 / gradient.norm().max(1e-12)
}

/// The BFGS formula for the inverse Hessian (equation 6.17), and its first scale (6.20).
fn update(inverse: &mut DMatrix<f64>, step: &DVector<f64>, turn: &DVector<f64>, fresh: &mut bool) {
    let (curvature, turned) = (step.dot(turn), turn.norm_squared());
    if curvature <= 1e-12 * turned.max(1e-300) {
        return;
    }
    if *fresh {
        inverse.fill_with_identity();
        *inverse *= curvature / turned;
        *fresh = false;
    }
    let image = &*inverse * turn;
    inverse.ger((1.0 + turn.dot(&image) / curvature) / curvature, step, step, 1.0);
    inverse.ger(-1.0 / curvature, step, &image, 1.0);
    inverse.ger(-1.0 / curvature, &image, step, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rosenbrocks_valley_is_walked_to_its_end() {
        let mut x = vec![-1.2, 1.0];
        minimise(&mut x, 200, |x, gradient| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            gradient[0] = -2.0 * a - 400.0 * x[0] * b;
            gradient[1] = 200.0 * b;
            1.0 + a * a + 100.0 * b * b
        });
        assert!((x[0] - 1.0).abs() < 0.05 && (x[1] - 1.0).abs() < 0.1, "{x:?}");
    }
}
