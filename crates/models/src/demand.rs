/// How often there is a demand and how much its size differs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Average steps from one demand to the next, at least 1; the count of values when there is none.
    pub interval: f64,
    /// Variance of the sizes of demands in units of their squared mean; 0 for fewer than two.
    pub squared_variation: f64,
}

/// The classes of Syntetos, Boylan and Croston.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemandPattern {
    /// Nearly always there, of much the same size.
    Smooth,
    /// Nearly always there, of very different sizes.
    Erratic,
    /// Often not there, of much the same size.
    Intermittent,
    /// Often not there, and of very different sizes.
    Lumpy,
}

impl Demand {
    /// What `values` look like; missing (NaN) ones don't count, and anything but zero is a demand.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let (mut count, mut demands, mut mean, mut squares) = (0.0_f64, 0.0_f64, 0.0, 0.0);
        for value in values.iter().filter(|value| !value.is_nan()) {
            count += 1.0;
            if value.abs() > 0.0 {
                demands += 1.0;
                // Welford's update: sums of squares of large sizes would lose what differs among them.
                let before: f64 = value - mean;
                mean += before / demands;
                squares += before * (value - mean);
            }
        }
        let variance = squares / demands.max(1.0);
        Self {
            interval: (count / demands.max(1.0)).max(1.0),
            squared_variation: if variance > 0.0 {
                variance / (mean * mean).max(f64::MIN_POSITIVE)
            } else {
                0.0
            },
        }
    }

    /// Its class (Syntetos, Boylan and Croston, Journal of the Operational Research Society 56, 2005: an interval of 1.32
    /// and a squared variation of 0.49 divide them).
    #[must_use]
    pub fn pattern(self) -> DemandPattern {
        match (self.interval >= 1.32, self.squared_variation >= 0.49) {
            (false, false) => DemandPattern::Smooth,
            (false, true) => DemandPattern::Erratic,
            (true, false) => DemandPattern::Intermittent,
            (true, true) => DemandPattern::Lumpy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_syntetos_boylan_and_croston() {
        // Worked out by hand.
        for (values, interval, squared_variation, pattern) in [
            (&[3.0, 4.0, 5.0][..], 1.0, 2.0 / 3.0 / 16.0, DemandPattern::Smooth),
            (&[1.0, 9.0, 1.0, 1.0], 1.0, 12.0 / 9.0, DemandPattern::Erratic),
            (&[0.0, 2.0, 0.0, 0.0, 2.0, 0.0], 3.0, 0.0, DemandPattern::Intermittent),
            (&[0.0, 1.0, f64::NAN, 0.0, 9.0], 2.0, 16.0 / 25.0, DemandPattern::Lumpy),
            (&[0.0; 7], 7.0, 0.0, DemandPattern::Intermittent),
            (&[], 1.0, 0.0, DemandPattern::Smooth),
        ] {
            let demand = Demand::of(values);
            assert!((demand.interval - interval).abs() < 1e-12, "{values:?}: {demand:?}");
            assert!((demand.squared_variation - squared_variation).abs() < 1e-12, "{values:?}: {demand:?}");
            assert_eq!(demand.pattern(), pattern, "{values:?}");
        }
    }
}
