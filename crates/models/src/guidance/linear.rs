//! The few lines of linear algebra that the regressions need.

/// Solves `a x = b` for a symmetric positive definite `a` (row-major, `b.len()` squared) by Cholesky's decomposition.
/// `None` where `a` is not positive definite to rounding.
pub(super) fn solve(a: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    let mut lower = a.to_vec();
    for row in 0..n {
        for column in 0..=row {
            let (above, below) = lower.split_at(row * n);
            let left = &below[..column];
            let sum: f64 = if column == row {
                left.iter().map(|x| x * x).sum()
            } else {
                left.iter().zip(&above[column * n..]).map(|(x, y)| x * y).sum()
            };
            let rest = below[column] - sum;
            lower[row * n + column] = if column == row {
                if !(rest > 0.0 && rest.is_finite()) {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / lower[column * n + column]
            };
        }
    }
    let mut x = b.to_vec();
    for row in 0..n {
        let sum = dot(&lower[row * n..row * n + row], &x[..row]);
        x[row] = (x[row] - sum) / lower[row * n + row];
    }
    for row in (0..n).rev() {
        let sum: f64 = (row + 1..n).map(|below| lower[below * n + row] * x[below]).sum();
        x[row] = (x[row] - sum) / lower[row * n + row];
    }
    x.iter().all(|value| value.is_finite()).then_some(x)
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        let x = solve(&[4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0], &[1.0, -2.0, 3.0]).expect("definite");
        // numpy.linalg.solve
        for (got, expected) in x.iter().zip([0.48878923766816146, -0.831390134529148, 1.1793721973094171]) {
            assert!((got - expected).abs() < 1e-12, "{got} {expected}");
        }
        assert_eq!(solve(&[1.0, 2.0, 2.0, 1.0], &[1.0, 1.0]), None);
    }
}
