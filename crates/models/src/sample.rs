//! Quantiles of a weighted sample.

/// A value and its weight.
pub(crate) type Weighted = (f64, f64);

/// Quantiles at rising `levels`, linear between the middles of the steps of the distribution function (Hazen's
/// positions, for weights) and constant beyond the outermost. Sorts the sample; appends to `out`.
///
/// The sample must hold a positive weight.
pub(crate) fn quantiles(sample: &mut [Weighted], levels: &[f64], out: &mut Vec<f64>) {
    sort(sample);
    quantiles_of_sorted(sample, levels, out);
}

/// Puts a sample in the order of its values.
pub(crate) fn sort(sample: &mut [Weighted]) {
    sample.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
}

/// As [`quantiles`], of a sample in order.
pub(crate) fn quantiles_of_sorted(sample: &[Weighted], levels: &[f64], out: &mut Vec<f64>) {
    let total: f64 = sample.iter().map(|(_, weight)| weight).sum();
    let mut below = 0.0;
    // The last middle passed, as (level, value).
    let mut passed: Option<Weighted> = None;
    let mut rest = sample.iter().copied().filter(|(_, weight)| *weight > 0.0).peekable();
    for level in levels {
        let wanted = level * total;
        while let Some(&(value, weight)) = rest.peek() {
            if below + weight / 2.0 >= wanted {
                break;
            }
            passed = Some((below + weight / 2.0, value));
            below += weight;
            rest.next();
        }
        out.push(match (passed, rest.peek()) {
            (Some((from, low)), Some(&(high, weight))) => {
                let to = below + weight / 2.0;
                low + (high - low) * ((wanted - from) / (to - from)).clamp(0.0, 1.0)
            }
            (None, Some(&(value, _))) | (Some((_, value)), None) => value,
            (None, None) => f64::NAN,
        });
    }
}

/// Quantiles at rising `levels` that are values of the sample: the inverse of the step distribution function. For
/// variables with a mass at a bound, where a value between dry and wet would be drizzle nobody saw.
pub(crate) fn step_quantiles(sample: &mut [Weighted], levels: &[f64], out: &mut Vec<f64>) {
    sort(sample);
    let total: f64 = sample.iter().map(|(_, weight)| weight).sum();
    let (mut index, mut up_to) = (0, sample.first().map_or(0.0, |(_, weight)| *weight));
    for level in levels {
        // Rounding in the sums must not push a level that falls on a step's very end to the next one.
        while index + 1 < sample.len() && up_to < level * total * (1.0 - 1e-12) {
            index += 1;
            up_to += sample[index].1;
        }
        out.push(sample.get(index).map_or(f64::NAN, |(value, _)| *value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[f64], levels: &[f64]) -> Vec<f64> {
        let (mut sample, mut out) = (values.iter().map(|v| (*v, 1.0)).collect::<Vec<_>>(), Vec::new());
        quantiles(&mut sample, levels, &mut out);
        out
    }

    #[test]
    fn equal_weights_give_hazen_quantiles() {
        // numpy.quantile([3, 1, 4, 1.5], [.1, .25, .5, .9], method="hazen")
        let expected = [1.0, 1.25, 2.25, 4.0];
        for (got, expected) in of(&[3.0, 1.0, 4.0, 1.5], &[0.1, 0.25, 0.5, 0.9]).iter().zip(expected) {
            assert!((got - expected).abs() < 1e-12, "{got} {expected}");
        }
    }

    #[test]
    fn a_heavier_value_takes_more_of_the_levels() {
        let mut sample = vec![(0.0, 9.0), (5.0, 1.0)];
        let mut out = Vec::new();
        step_quantiles(&mut sample, &[0.5, 0.9, 0.91], &mut out);
        assert_eq!(out, [0.0, 0.0, 5.0]);
    }

    proptest! {
        #[test]
        fn quantiles_rise_and_stay_within_the_sample(
            values in prop::collection::vec((-1e6..1e6f64, 0.01..10.0f64), 1..60),
        ) {
            let levels: Vec<f64> = (1..100).map(|percent| f64::from(percent) / 100.0).collect();
            for of in [quantiles, step_quantiles] {
                let (mut sample, mut out) = (values.clone(), Vec::new());
                of(&mut sample, &levels, &mut out);
                prop_assert!(out.windows(2).all(|pair| pair[0] <= pair[1]));
                prop_assert!(out[0] >= sample[0].0 && out[98] <= sample[sample.len() - 1].0);
            }
        }
    }
}
