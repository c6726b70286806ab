//! Minimisation of a smooth function of a few variables.

use super::linear::dot;

/// BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 2006, algorithm 6.1 with the Armijo condition).
///
/// `loss` returns the value and writes the gradient. Starts from `x` and leaves the best point there; stops after `steps` or when
/// a step gains less than a millionth part.
pub(super) fn minimise(x: &mut [f64], steps: usize, mut loss: impl FnMut(&[f64], &mut [f64]) -> f64) {
    let n = x.len();
    let mut gradient = vec![0.0; n];
    let mut value = loss(x, &mut gradient);
    if !value.is_finite() {
        return;
    }
    let mut inverse = identity(n, first_size(&gradient));
    let mut fresh = true;
    let (mut moved, mut moved_gradient) = (vec![0.0; n], vec![0.0; n]);
    for _ in 0..steps {
        let mut direction: Vec<f64> = inverse.chunks_exact(n).map(|row| -dot(row, &gradient)).collect();
        let mut slope = dot(&gradient, &direction);
        if slope >= 0.0 {
            inverse = identity(n, first_size(&gradient));
            direction = gradient.iter().map(|g| -g * inverse[0]).collect();
            slope = dot(&gradient, &direction);
            fresh = true;
        }
        let mut size = 1.0;
        let moved_value = loop {
            for ((to, from), step) in moved.iter_mut().zip(x.iter()).zip(&direction) {
                *to = from + size * step;
            }
            let tried = loss(&moved, &mut moved_gradient);
            if tried.is_finite() && tried <= value + 1e-4 * size * slope {
                break Some(tried);
            }
            size *= 0.4;
            if size < 1e-8 {
                break None;
            }
        };
        let Some(moved_value) = moved_value else { return };
        let step: Vec<f64> = direction.iter().map(|d| size * d).collect();
        let turn: Vec<f64> = moved_gradient.iter().zip(&gradient).map(|(to, from)| to - from).collect();
        let gained = value - moved_value;
        x.copy_from_slice(&moved);
        gradient.copy_from_slice(&moved_gradient);
        value = moved_value;
        if gained < 1e-6 * value.abs() {
            return;
        }
        update(&mut inverse, &step, &turn, &mut fresh);
    }
}

/// A first step of about a tenth: the variables are of the order of one.
fn first_size(gradient: &[f64]) -> f64 {
    0.1 / dot(gradient, gradient).sqrt().max(1e-12)
}

fn identity(n: usize, size: f64) -> Vec<f64> {
    (0..n * n).map(|index| if index % (n + 1) == 0 { size } else { 0.0 }).collect()
}

/// The BFGS formula for the inverse Hessian (equation 6.17), and its first scale (6.20).
fn update(inverse: &mut [f64], step: &[f64], turn: &[f64], fresh: &mut bool) {
    let n = step.len();
    let (curvature, turned) = (dot(step, turn), dot(turn, turn));
    if curvature <= 1e-12 * turned.max(1e-300) {
        return;
    }
    if *fresh {
        inverse.copy_from_slice(&identity(n, curvature / turned));
        *fresh = false;
    }
    let image: Vec<f64> = inverse.chunks_exact(n).map(|row| dot(row, turn)).collect();
    let factor = (1.0 + dot(turn, &image) / curvature) / curvature;
    for row in 0..n {
        for column in 0..n {
            inverse[row * n + column] += factor * step[row] * step[column]
                - (step[row] * image[column] + image[row] * step[column]) / curvature;
        }
    }
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
