//! The simplex search for a minimum of a function of few parameters.

/// The point with the least `cost` found from `start` with first steps of `step`, by the simplex method (Nelder and Mead, The Computer
/// Journal 7, 1965, with their coefficients). Ends after `evaluations` or when the costs of the simplex differ by less than
/// `tolerance`. A cost that is NaN counts as infinite.
pub(crate) fn minimise<const N: usize>(
    start: [f64; N],
    step: f64,
    evaluations: usize,
    tolerance: f64,
    cost: impl Fn(&[f64; N]) -> f64,
) -> [f64; N] {
    let cost = |point: &[f64; N]| {
        let cost = cost(point);
        if cost.is_nan() { f64::INFINITY } else { cost }
    };
    let mut simplex: Vec<([f64; N], f64)> = (0..=N)
        .map(|corner| {
            let mut point = start;
            if corner > 0 {
                point[corner - 1] += step;
            }
            (point, cost(&point))
        })
        .collect();
    let mut spent = N + 1;
    loop {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        if spent >= evaluations || simplex[N].1 - simplex[0].1 < tolerance {
            return simplex[0].0;
        }
        let (worst, worst_cost) = simplex[N];
        let centre: [f64; N] =
            std::array::from_fn(|i| simplex[..N].iter().map(|(point, _)| point[i]).sum::<f64>() / N as f64);
        let along = |factor: f64| -> ([f64; N], f64) {
            let point = std::array::from_fn(|i| centre[i] + factor * (worst[i] - centre[i]));
            (point, cost(&point))
        };
        let reflected = along(-1.0);
        spent += 1;
        let replacement = if reflected.1 < simplex[0].1 {
            let expanded = along(-2.0);
            spent += 1;
            Some(if expanded.1 < reflected.1 { expanded } else { reflected })
        } else if reflected.1 < simplex[N - 1].1 {
            Some(reflected)
        } else {
            let contracted = along(if reflected.1 < worst_cost { -0.5 } else { 0.5 });
            spent += 1;
            (contracted.1 < reflected.1.min(worst_cost)).then_some(contracted)
        };
        if let Some(replacement) = replacement {
            simplex[N] = replacement;
        } else {
            let best = simplex[0].0;
            for (point, value) in &mut simplex[1..] {
                *point = std::array::from_fn(|i| f64::midpoint(best[i], point[i]));
                *value = cost(point);
            }
            spent += N;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_rosenbrock_is_walked_to_its_end() {
        let valley = |[x, y]: &[f64; 2]| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
        let [x, y] = minimise([-1.2, 1.0], 0.5, 400, 1e-14, valley);
        assert!((x - 1.0).abs() < 1e-5 && (y - 1.0).abs() < 1e-5, "{x} {y}");
    }

    #[test]
    fn what_is_no_number_is_avoided() {
        let [x] = minimise([1.0], 0.5, 100, 1e-12, |[x]| if *x < 0.5 { f64::NAN } else { *x });
        assert!((x - 0.5).abs() < 1e-3, "{x}");
    }
}
