//! A search over few parameters, each on a short grid: cheap, bounded, and the same to the bit every time.

/// What a loss must fall by, as a share of it, to be less: parameters that make no difference would be told apart by rounding.
const ROUNDING: f64 = 1e-10;

/// Minimises `loss` over the positions on `lengths.len()` grids, from `start`: walks along one coordinate at a time while it
/// gets better, until no single step helps or `budget` evaluations are spent. Returns the best position.
///
/// A loss that is not a number counts as infinite.
pub(crate) fn coordinate_search<const N: usize>(
    start: [usize; N],
    lengths: [usize; N],
    budget: usize,
    mut loss: impl FnMut(&[usize; N]) -> f64,
) -> [usize; N] {
    let mut seen: Vec<([usize; N], f64)> = Vec::with_capacity(budget);
    let mut evaluate = |position: &[usize; N], seen: &mut Vec<([usize; N], f64)>| -> Option<f64> {
        if let Some((_, value)) = seen.iter().find(|(known, _)| known == position) {
            return Some(*value);
        }
        if seen.len() >= budget {
            return None;
        }
        let value = loss(position);
        let value = if value.is_nan() { f64::INFINITY } else { value };
        seen.push((*position, value));
        Some(value)
    };
    let mut best = start;
    let Some(mut least) = evaluate(&best, &mut seen) else {
        return best;
    };
    loop {
        let mut improved = false;
        for coordinate in 0..N {
            for up in [true, false] {
                let mut moved = false;
                loop {
                    let mut next = best;
                    next[coordinate] = match (up, next[coordinate]) {
                        (true, at) if at + 1 < lengths[coordinate] => at + 1,
                        (false, at) if at > 0 => at - 1,
                        _ => break,
                    };
                    match evaluate(&next, &mut seen) {
                        Some(value) if least - value > ROUNDING * value.abs() => {
                            (best, least) = (next, value);
                        }
                        Some(_) => break,
                        None => return best,
                    }
                    moved = true;
                }
                improved |= moved;
                if moved {
                    break;
                }
            }
        }
        if !improved {
            return best;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_down_to_the_least() {
        let bowl = |at: &[usize; 2]| (at[0] as f64 - 5.0).powi(2) + (at[1] as f64 - 1.0).powi(2);
        assert_eq!(coordinate_search([0, 3], [8, 4], 100, bowl), [5, 1]);
        assert_eq!(coordinate_search([7, 0], [8, 4], 100, bowl), [5, 1]);
    }

    #[test]
    fn keeps_to_its_budget_and_takes_no_step_to_nowhere() {
        let mut calls = 0;
        let at = coordinate_search([0], [1000], 7, |at| {
            calls += 1;
            -(at[0] as f64)
        });
        assert_eq!((at, calls), ([6], 7));
        assert_eq!(coordinate_search([3], [5], 50, |_| f64::NAN), [3]);
        assert_eq!(coordinate_search([3], [5], 0, |_| 0.0), [3]);
    }
}
