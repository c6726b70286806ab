//! Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5), with backtracking to
//! the Armijo condition: for smooth convex functions such as penalised log-likelihoods.

const MEMORY: usize = 8;
const MOST_STEPS: usize = 200;

/// Lowers `function`, which returns its value at a point and writes the gradient, from `start`. Ends when the value falls by
/// less than `tolerance` of itself, or after 200 steps.
pub(super) fn minimise(
    start: Vec<f64>,
    tolerance: f64,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Vec<f64> {
    let mut point = start;
    let mut gradient = vec![0.0; point.len()];
    let mut value = function(&point, &mut gradient);
    let mut memory: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
    let mut next = point.clone();
    let mut next_gradient = gradient.clone();
    for _ in 0..MOST_STEPS {
        let direction = descent(&memory, &gradient);
        let slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            break;
        }
        let mut length =
            if memory.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let reached = loop {
            for ((to, from), by) in next.iter_mut().zip(&point).zip(&direction) {
                *to = from + length * by;
            }
            let reached = function(&next, &mut next_gradient);
            if reached <= value + 1e-4 * length * slope {
                break Some(reached);
            }
            length *= 0.5;
            if length < 1e-12 {
                break None;
            }
        };
        let Some(reached) = reached else { break };
        let moved: Vec<f64> = next.iter().zip(&point).map(|(to, from)| to - from).collect();
        let turned: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(to, from)| to - from).collect();
        let curvature = dot(&moved, &turned);
        // Backtracking alone doesn't promise positive curvature; a pair without it would spoil the descent.
        if curvature > 1e-12 {
            if memory.len() == MEMORY {
                memory.remove(0);
            }
            memory.push((moved, turned, 1.0 / curvature));
        }
        std::mem::swap(&mut point, &mut next);
        std::mem::swap(&mut gradient, &mut next_gradient);
        let fallen = value - reached;
        value = reached;
        if fallen <= tolerance * value.abs() {
            break;
        }
    }
    point
}

/// Minus the approximate inverse Hessian times the gradient.
fn descent(memory: &[(Vec<f64>, Vec<f64>, f64)], gradient: &[f64]) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for (moved, turned, inverse) in memory.iter().rev() {
        let share = inverse * dot(moved, &direction);
        for (along, by) in direction.iter_mut().zip(turned) {
            *along -= share * by;
        }
        shares.push(share);
    }
    if let Some((moved, turned, _)) = memory.last() {
        let size = dot(moved, turned) / dot(turned, turned);
        direction.iter_mut().for_each(|along| *along *= size);
    }
    for ((moved, turned, inverse), share) in memory.iter().zip(shares.iter().rev()) {
        let correction = share - inverse * dot(turned, &direction);
        for (along, by) in direction.iter_mut().zip(moved) {
            *along += correction * by;
        }
    }
    direction
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_point_of_rosenbrocks_valley_is_found() {
        let reached = minimise(vec![-1.2, 1.0], 1e-14, |at, gradient| {
            let (x, y) = (at[0], at[1]);
            gradient[0] = -400.0 * x * (y - x * x) - 2.0 * (1.0 - x);
            gradient[1] = 200.0 * (y - x * x);
            100.0 * (y - x * x).powi(2) + (1.0 - x).powi(2)
        });
        assert!((reached[0] - 1.0).abs() < 1e-4 && (reached[1] - 1.0).abs() < 1e-4, "{reached:?}");
    }

    #[test]
    fn a_quadratic_is_solved() {
        // Minimum of sum of i (x_i - i)^2.
        let reached = minimise(vec![0.0; 20], 1e-14, |at, gradient| {
            let mut value = 0.0;
            for (index, (x, slope)) in at.iter().zip(gradient).enumerate() {
                let weight = (index + 1) as f64;
                *slope = 2.0 * weight * (x - weight);
                value += weight * (x - weight).powi(2);
            }
            value
        });
        for (index, x) in reached.iter().enumerate() {
            assert!((x - (index + 1) as f64).abs() < 1e-4, "{reached:?}");
        }
    }
}
