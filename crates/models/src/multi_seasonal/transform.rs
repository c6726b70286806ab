//! The scale a method is fitted on: as it is, or one on which a spread that grows with the level stays the same.

/// A monotone transform of the values. A point forecast made on the transformed scale comes back as a median.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transform {
    /// The values themselves.
    Identity,
    /// The square root; for values that are never negative.
    Root,
    /// The natural logarithm; for positive values.
    Log,
}

/// Below this share of the largest value, the logarithm would make too much of the smallest.
const SMALLEST_SHARE: f64 = 1e-3;

impl Transform {
    /// The scale that may serve besides the values themselves; `None` where there are negative values, or all lie so close together that
    /// both scales are all but the same.
    pub(crate) fn stabilising(values: &[f64]) -> Option<Self> {
        let (low, high) = bounds(values);
        if !(low >= 0.0 && high > low * 1.05) {
            None
        } else if low > high * SMALLEST_SHARE {
            Some(Self::Log)
        } else {
            Some(Self::Root)
        }
    }

    /// The values on this scale.
    pub(crate) fn apply(self, values: &[f64]) -> Vec<f64> {
        match self {
            Self::Identity => values.to_vec(),
            Self::Root => values.iter().map(|value| value.max(0.0).sqrt()).collect(),
            Self::Log => values.iter().map(|value| value.max(f64::MIN_POSITIVE).ln()).collect(),
        }
    }

    /// Back from this scale.
    #[inline]
    pub(crate) fn invert(self, value: f64) -> f64 {
        match self {
            Self::Identity => value,
            Self::Root => value.max(0.0).powi(2),
            Self::Log => value.exp(),
        }
    }
}

/// The smallest and largest value.
fn bounds(values: &[f64]) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    values.iter().fold(start, |(low, high), value| (low.min(*value), high.max(*value)))
}

/// Bounds of any sensible forecast, on the scale of `values`: beyond what was seen by as much as was seen. They keep a forecast finite.
pub(crate) fn sensible(values: &[f64]) -> (f64, f64) {
    let (low, high) = bounds(values);
    (low - (high - low), high + (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_fits_the_range_of_the_values() {
        for (values, expected) in [
            (vec![], None),
            (vec![0.0, 0.0], None),
            (vec![5.0, 5.1], None),
            (vec![-1.0, 4.0], None),
            (vec![1.0, 4.0], Some(Transform::Log)),
            (vec![0.0, 4.0], Some(Transform::Root)),
            (vec![1e-9, 4.0], Some(Transform::Root)),
        ] {
            assert_eq!(Transform::stabilising(&values), expected, "{values:?}");
        }
    }

    #[test]
    fn there_and_back_is_the_same() {
        for transform in [Transform::Identity, Transform::Root, Transform::Log] {
            for value in [1e-12, 0.3, 7.0, 1e12] {
                let back = transform.invert(transform.apply(&[value])[0]);
                assert!((back / value - 1.0).abs() < 1e-12, "{transform:?} {value} {back}");
            }
        }
    }
}
