//! Minimises a smooth function of a few dozen variables by its gradient.

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Iterations at most.
    pub(super) iterations: usize,
    /// Stops after an iteration that lowers the function by less than this.
    pub(super) decrease: f64,
    /// The longest first step, as the largest change of one variable; later ones may be eight times as long.
    pub(super) step: f64,
}

/// The least share of the decrease promised by the slope that a step must deliver (Armijo's condition).
const ENOUGH: f64 = 1e-4;

/// Minimises by the method of Broyden, Fletcher, Goldfarb and Shanno with a backtracking line search (Nocedal & Wright
/// 2006, algorithms 3.1 and 6.1; the first inverse Hessian is scaled by their equation 6.20).
///
/// `function` writes the gradient at its first argument to the second and returns the value; an infinite value means
/// out of bounds and only shortens the step. `at` is the start and becomes the place found. Returns the value there.
pub(super) fn minimise(
    at: &mut [f64],
    limits: Limits,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> f64 {
    let count = at.len();
    let mut gradient = vec![0.0; count];
    let mut value = function(at, &mut gradient);
    if !value.is_finite() {
        return f64::INFINITY;
    }
    let mut inverse = vec![0.0; count * count];
    reset(&mut inverse, count, 1.0);
    let (mut next, mut next_gradient) = (vec![0.0; count], vec![0.0; count]);
    let (mut direction, mut change, mut product) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
    let mut fresh = true;
    for _ in 0..limits.iterations {
        multiply(&inverse, &gradient, &mut direction);
        let mut slope = -dot(&direction, &gradient);
        if slope >= 0.0 {
            reset(&mut inverse, count, 1.0);
            fresh = true;
            direction.copy_from_slice(&gradient);
            slope = -dot(&direction, &gradient);
        }
        let longest = direction.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        if !(slope < 0.0 && longest.is_finite()) {
            break;
        }
        let bound = if fresh { limits.step } else { 8.0 * limits.step };
        let mut length = if fresh { bound / longest } else { (bound / longest).min(1.0) };
        let mut lower = f64::INFINITY;
        for _ in 0..12 {
            for ((next, at), direction) in next.iter_mut().zip(&*at).zip(&direction) {
                *next = at - length * direction;
            }
            lower = function(&next, &mut next_gradient);
            if lower <= value + ENOUGH * length * slope {
                break;
            }
            // The minimum of the parabola through the value, the slope and the value tried, within bounds.
            let rise = lower - value - length * slope;
            let vertex = -slope * length * length / (2.0 * rise);
            length = if vertex.is_finite() { vertex.clamp(0.1 * length, 0.5 * length) } else { 0.2 * length };
            lower = f64::INFINITY;
        }
        if !lower.is_finite() {
            if fresh {
                break;
            }
            // The curvature learnt leads nowhere: once more down the slope.
            reset(&mut inverse, count, 1.0);
            fresh = true;
            continue;
        }
        for (change, (next, at)) in change.iter_mut().zip(next.iter().zip(&*at)) {
            *change = next - at;
        }
        // From here on `direction` is the change of the gradient.
        for (direction, (next, old)) in direction.iter_mut().zip(next_gradient.iter().zip(&gradient)) {
            *direction = next - old;
        }
        let decrease = value - lower;
        value = lower;
        at.copy_from_slice(&next);
        gradient.copy_from_slice(&next_gradient);
        if decrease < limits.decrease {
            break;
        }
        let curvature = dot(&change, &direction);
        if curvature > 1e-10 * (dot(&change, &change) * dot(&direction, &direction)).sqrt() {
            if fresh {
                reset(&mut inverse, count, curvature / dot(&direction, &direction));
                fresh = false;
            }
            multiply(&inverse, &direction, &mut product);
            let factor = (1.0 + dot(&direction, &product) / curvature) / curvature;
            for ((row, change_row), product_row) in inverse.chunks_mut(count).zip(&change).zip(&product) {
                let (own, others) = (factor * change_row - product_row / curvature, change_row / curvature);
                for ((entry, change), product) in row.iter_mut().zip(&change).zip(&product) {
                    *entry += own * change - others * product;
                }
            }
        }
    }
    value
}

fn reset(inverse: &mut [f64], count: usize, scale: f64) {
    inverse.fill(0.0);
    for entry in inverse.iter_mut().step_by(count + 1) {
        *entry = scale;
    }
}

fn multiply(matrix: &[f64], vector: &[f64], out: &mut [f64]) {
    for (out, row) in out.iter_mut().zip(matrix.chunks(vector.len())) {
        *out = dot(row, vector);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { iterations: 200, decrease: 1e-14, step: 0.5 };

    #[test]
    fn finds_the_bottom_of_rosenbrocks_valley() {
        let mut at = [-1.2, 1.0];
        let value = minimise(&mut at, LIMITS, |at, gradient| {
            let (x, y) = (at[0], at[1]);
            gradient[0] = -400.0 * x * (y - x * x) - 2.0 * (1.0 - x);
            gradient[1] = 200.0 * (y - x * x);
            100.0 * (y - x * x).powi(2) + (1.0 - x).powi(2)
        });
        assert!(value < 1e-10 && at.iter().all(|part| (part - 1.0).abs() < 1e-4), "{value} {at:?}");
    }

    #[test]
    fn stays_where_the_function_is_finite() {
        let mut at = [3.0];
        minimise(&mut at, LIMITS, |at, gradient| {
            gradient[0] = 1.0 - 1.0 / at[0];
            if at[0] > 0.0 { at[0] - at[0].ln() } else { f64::INFINITY }
        });
        assert!((at[0] - 1.0).abs() < 1e-4, "{at:?}");
    }

    #[test]
    fn gives_up_on_a_start_out_of_bounds() {
        assert!(minimise(&mut [0.0], LIMITS, |_, _| f64::INFINITY).is_infinite());
    }
}
