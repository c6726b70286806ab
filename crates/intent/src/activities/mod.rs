//! What people do outdoors, and what the weather has to be like for it.

mod recognise;
mod table;

pub(crate) use recognise::{Mention, nearest, recognise};

use crate::need::Need;
use domain::Criterion;

/// Something to do whose success hangs on the weather: one entry of the table of activities.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its name in edits and in the store: `drone`.
    pub key: &'static str,
    /// As shown to a person: `Drone flight`.
    pub title: &'static str,
    /// What people call it, in lower case, longer names first where one begins another.
    pub aliases: &'static [&'static str],
    /// Hours in a row it usually takes.
    pub length_hours: u32,
    /// First hour of the day it is usually done in, and the hour that ends before; the following day's when not above.
    pub usual_hours: (u8, u8),
    /// What has to hold in every hour of it.
    pub needs: &'static [Need],
}

impl Activity {
    /// What has to hold, as criteria of a question.
    #[must_use]
    pub fn criteria(&self) -> Vec<Criterion> {
        self.needs.iter().map(Need::criterion).collect()
    }
}

/// The table of activities.
///
/// ```
/// let picnic = intent::activities().iter().find(|activity| activity.key == "picnic").expect("a picnic is known");
/// assert_eq!(picnic.length_hours, 3);
/// ```
#[must_use]
pub fn activities() -> &'static [Activity] {
    &table::ACTIVITIES
}

/// The activity of this key.
pub(crate) fn by_key(key: &str) -> Option<&'static Activity> {
    activities().iter().find(|activity| activity.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Aggregation, Bound};
    use std::collections::HashSet;

    #[test]
    fn every_activity_can_be_done_within_its_usual_hours() {
        for activity in activities() {
            let (from, to) = activity.usual_hours;
            let width = if to > from { to - from } else { to + 24 - from };
            assert!(u32::from(width) >= activity.length_hours, "{}", activity.key);
            assert!(activity.length_hours > 0 && !activity.needs.is_empty(), "{}", activity.key);
        }
    }

    #[test]
    fn no_name_means_two_activities() {
        let mut seen = HashSet::new();
        for activity in activities() {
            for alias in activity.aliases {
                assert!(seen.insert(alias), "{alias}");
                assert_eq!(alias.to_lowercase(), **alias);
            }
        }
    }

    #[test]
    fn every_need_bounds_its_variable_once_with_limits_that_it_can_meet() {
        for activity in activities() {
            let variables: HashSet<_> = activity.needs.iter().map(|need| need.variable.clone()).collect();
            assert_eq!(variables.len(), activity.needs.len(), "{}", activity.key);
            for need in activity.needs {
                assert_eq!(need.aggregation, Aggregation::Every, "{} {}", activity.key, need.label);
                let support = need.variable.support();
                let (lower, upper) = need.bound.limits();
                assert!(lower.zip(upper).is_none_or(|(lower, upper)| lower < upper));
                for limit in [lower, upper].into_iter().flatten() {
                    assert!((support.clamp(limit) - limit).abs() < 1e-9, "{} {}", activity.key, need.label);
                }
                assert!(matches!(
                    need.bound,
                    Bound::AtMost { .. } | Bound::AtLeast { .. } | Bound::Within { .. }
                ));
            }
        }
    }
}
