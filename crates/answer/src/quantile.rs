/// The quantile of `sorted` at `level` from 0 to 1, linear between order statistics (definition 7 of Hyndman and Fan,
/// The American Statistician 50, 1996). `None` without values.
pub(crate) fn quantile(sorted: &[f64], level: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = level.clamp(0.0, 1.0) * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the last index"
    )]
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (position - below as f64) * (sorted[above] - sorted[below]))
}

/// Outcome `index` of `count` equally likely ones that stand for `sorted`: the order statistic in the middle of its share. Where two
/// are as near, the lower or the upper is taken. Of the outcomes on that side of any limit there are then as many as the share of
/// values on that side, times `count`, rounded; between order statistics there could be one more. `None` without values.
pub(crate) fn outcome(sorted: &[f64], index: usize, count: usize, lower: bool) -> Option<f64> {
    let length = sorted.len();
    let rank = |index: usize| ((2 * index + 1) * length).div_ceil(2 * count).max(1);
    let at = if lower {
        rank(index).checked_sub(1)?
    } else {
        length.checked_sub(rank(count.checked_sub(index + 1)?))?
    };
    sorted.get(at).copied()
}

/// The finite ones of `values`, in rising order.
pub(crate) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_many_outcomes_meet_a_limit_as_its_rounded_chance(
            values in prop::collection::vec(-20_i32..20, 1..300),
            limit in -25_i32..25,
            count in 1_usize..60,
        ) {
            let values = sorted(values.into_iter().map(f64::from));
            let limit = f64::from(limit);
            for lower in [true, false] {
                let meets = |value: f64| if lower { value <= limit } else { value >= limit };
                let held = values.iter().filter(|value| meets(**value)).count();
                let outcomes: Vec<f64> =
                    (0..count).map(|index| outcome(&values, index, count, lower).expect("values")).collect();
                prop_assert!(outcomes.is_sorted());
                let met = outcomes.iter().filter(|value| meets(**value)).count();
                // The share times the count, rounded half up.
                prop_assert_eq!(met, (2 * held * count + values.len()) / (2 * values.len()));
            }
        }
    }

    #[test]
    fn a_chance_of_two_per_cent_is_none_of_twenty_outcomes() {
        let values: Vec<f64> = (0..40).map(f64::from).collect();
        // One of 40 is 2.5 %, which rounds up; between order statistics 0.975 of the way lies 38.03.
        let met = |values: &[f64], limit: f64| {
            (0..20)
                .filter(|index| outcome(values, *index, 20, false).is_some_and(|value| value >= limit))
                .count()
        };
        assert_eq!(met(&values, 39.0), 1);
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        assert_eq!(met(&values, 49.0), 0);
        assert_eq!(outcome(&[], 0, 20, true), None);
        assert_eq!(outcome(&[], 0, 20, false), None);
    }

    #[test]
    fn a_quantile_lies_between_order_statistics() {
        let values = sorted([3.0, f64::NAN, 1.0, 2.0, f64::INFINITY].into_iter());
        assert_eq!(values, [1.0, 2.0, 3.0]);
        for (level, expected) in [(0.0, 1.0), (0.25, 1.5), (0.5, 2.0), (1.0, 3.0)] {
            assert!((quantile(&values, level).expect("values") - expected).abs() < 1e-12);
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.9), Some(7.0));
    }
}
