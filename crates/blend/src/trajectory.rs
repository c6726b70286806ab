use crate::lookup::MARGIN;

/// One variable over one stretch: how high it was at each valid time, to be ranked among other stretches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trajectory {
    pub(crate) keys: Vec<f64>,
}

impl Trajectory {
    /// Of the values of a stretch with `margin` more on either side, which only tell how near it was to rain. Where `dry` is
    /// given, values up to it are told apart by their distance to higher ones: hours near to rain are the next to become wet.
    /// `None` where more than half is missing.
    pub(crate) fn of(values: &[Option<f64>], margin: usize, dry: Option<f64>) -> Option<Self> {
        let within = values.get(margin..values.len().checked_sub(margin)?)?;
        let present = within.iter().flatten().count();
        if 2 * present < within.len() || present == 0 {
            return None;
        }
        let mut keys = filled(within);
        if let Some(dry) = dry {
            let wet: Vec<usize> = values
                .iter()
                .enumerate()
                .filter(|(_, value)| value.is_some_and(|value| value > dry))
                .map(|(index, _)| index)
                .collect();
            for (index, key) in (margin..).zip(&mut keys) {
                if *key <= dry {
                    let at = wet.partition_point(|wet| *wet < index);
                    let nearby = [at.checked_sub(1), Some(at)].into_iter().flatten();
                    let distance = nearby.filter_map(|at| wet.get(at)).map(|wet| wet.abs_diff(index)).min();
                    *key = dry - distance.unwrap_or(usize::MAX).min(2 * MARGIN) as f64;
                }
            }
        }
        Some(Self { keys })
    }
}

/// Missing values taken from a straight line between their neighbours, or from the nearest at the ends.
fn filled(values: &[Option<f64>]) -> Vec<f64> {
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(index, value)| value.map(|value| (index, value))).collect();
    (0..values.len())
        .map(|index| {
            let next = known.partition_point(|(known, _)| *known < index);
            match (next.checked_sub(1).map(|before| known[before]), known.get(next)) {
                (Some((from, low)), Some((to, high))) => {
                    low + (index - from) as f64 / (to - from) as f64 * (high - low)
                }
                (None, Some((_, value))) => *value,
                (Some((_, value)), None) => value,
                (None, None) => 0.0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_lie_on_a_line_between_their_neighbours() {
        let values = [None, Some(1.0), None, Some(3.0), None];
        // More than half is missing.
        assert_eq!(Trajectory::of(&values, 0, None), None);
        let values = [None, Some(1.0), None, Some(3.0), Some(2.0)];
        assert_eq!(Trajectory::of(&values, 0, None).expect("most is there").keys, [1.0, 1.0, 2.0, 3.0, 2.0]);
        assert_eq!(Trajectory::of(&[], 1, None), None);
    }

    #[test]
    fn rain_beyond_the_span_makes_its_ends_likely_to_be_wet() {
        let values = [Some(2.0), Some(0.0), Some(0.0), Some(0.0)];
        assert_eq!(Trajectory::of(&values, 1, Some(0.0)).expect("known").keys, [-1.0, -2.0]);
    }
}
