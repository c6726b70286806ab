//! What people do outdoors, and what the weather has to be like for it. The table is `data/activities.toml`; a person's
//! own activities and changed ones come with the setting.

mod catalogue;
mod file;
mod recognise;

pub use catalogue::Catalogue;
pub(crate) use recognise::{Mention, nearest, recognise};

#[cfg(test)]
mod tests {
    use super::Catalogue;
    use domain::{Activity, Aggregation};
    use std::collections::HashSet;

    fn activities() -> &'static [Activity] {
        Catalogue::built_in().activities()
    }

    #[test]
    fn every_activity_can_be_done_within_its_usual_hours() {
        for activity in activities() {
            let (from, to) = activity.usual_hours;
            let width = if to > from { to - from } else { to + 24 - from };
            assert!(from < 24 && to <= 24 && u32::from(width) >= activity.length_hours, "{}", activity.id);
            assert!(activity.length_hours > 0 && !activity.criteria.is_empty(), "{}", activity.id);
        }
    }

    #[test]
    fn no_name_means_two_activities() {
        let mut seen = HashSet::new();
        for activity in activities() {
            for alias in &activity.aliases {
                assert!(seen.insert(alias), "{alias}");
                assert_eq!(alias.to_lowercase(), *alias);
            }
        }
    }

    #[test]
    fn every_need_bounds_its_variable_once_with_limits_that_it_can_meet() {
        for activity in activities() {
            let variables: HashSet<_> =
                activity.criteria.iter().map(|criterion| criterion.variable.clone()).collect();
            assert_eq!(variables.len(), activity.criteria.len(), "{}", activity.id);
            for need in &activity.criteria {
                assert_eq!(need.aggregation, Aggregation::Every, "{} {}", activity.id, need.label);
                let support = need.variable.support();
                let (lower, upper) = need.bound.limits();
                assert!(lower.zip(upper).is_none_or(|(lower, upper)| lower < upper));
                for limit in [lower, upper].into_iter().flatten() {
                    assert!((support.clamp(limit) - limit).abs() < 1e-9, "{} {}", activity.id, need.label);
                }
            }
        }
    }

    #[test]
    fn an_activity_of_ones_own_takes_the_place_of_a_built_in_one_and_keeps_its_names() {
        let built_in = Catalogue::built_in().find("run").expect("a run is known");
        let own = Activity { length_hours: 2, aliases: Vec::new(), ..built_in.clone() };
        let new = Activity { id: "falconry".to_owned(), title: "Falconry".to_owned(), ..own.clone() };
        let catalogue = Catalogue::with(&[own, new]);
        assert_eq!(catalogue.activities().len(), activities().len() + 1);
        let run = catalogue.find("run").expect("a run is still known");
        assert_eq!((run.length_hours, &run.aliases), (2, &built_in.aliases));
        assert!(catalogue.find("falconry").is_some());
    }
}
