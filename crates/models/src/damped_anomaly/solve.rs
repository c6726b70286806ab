use super::predictors::PREDICTORS;

/// Solves a small positive definite system given by its lower triangle (Cholesky).
#[expect(clippy::needless_range_loop, reason = "the indices are those of the textbook")]
pub(super) fn solve(mut a: [[f64; PREDICTORS]; PREDICTORS], mut b: [f64; PREDICTORS]) -> [f64; PREDICTORS] {
    for column in 0..PREDICTORS {
        for row in column..PREDICTORS {
            let mut sum = a[row][column];
            for k in 0..column {
                sum -= a[row][k] * a[column][k];
            }
            a[row][column] = if row == column { sum.max(1e-12).sqrt() } else { sum / a[column][column] };
        }
    }
    for row in 0..PREDICTORS {
        for k in 0..row {
            b[row] -= a[row][k] * b[k];
        }
        b[row] /= a[row][row];
    }
    for row in (0..PREDICTORS).rev() {
        for k in row + 1..PREDICTORS {
            b[row] -= a[k][row] * b[k];
        }
        b[row] /= a[row][row];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        // A symmetric, diagonally dominant matrix given by its lower triangle; held against its own product.
        let lower = [
            [4.0, 0.0, 0.0, 0.0, 0.0],
            [1.0, 5.0, 0.0, 0.0, 0.0],
            [0.5, 1.0, 6.0, 0.0, 0.0],
            [0.2, 0.3, 1.0, 7.0, 0.0],
            [0.1, 0.4, 0.2, 0.3, 3.0],
        ];
        let right = [1.0, 2.0, 3.0, 4.0, 5.0];
        let x = solve(lower, right);
        for (row, expected) in right.into_iter().enumerate() {
            let sum: f64 =
                (0..PREDICTORS).map(|column| lower[row.max(column)][row.min(column)] * x[column]).sum();
            assert!((sum - expected).abs() < 1e-9, "row {row}: {sum}");
        }
    }
}
