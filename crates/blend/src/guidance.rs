//! Raw members of a weather model as stretches to take the order of members from.

use crate::trajectory::Trajectory;
use domain::{QuantileForecast, Scenarios, Support};

/// Fewer raw members than this tell no order.
const FEWEST: usize = 5;
/// The longest run of missing steps that is filled from its neighbours: guidance by six hours is still an order of hours.
const LONGEST_GAP: usize = 6;

/// The raw trajectories of every marginal's variable: `[variable][raw member]`, `None` for a variable of which too little is
/// said (not there, few members, or holes in more than half of them).
pub(crate) fn trajectories(
    guidance: &Scenarios,
    marginals: &[QuantileForecast],
    supports: &[Support],
) -> Vec<Option<Vec<Option<Trajectory>>>> {
    marginals
        .iter()
        .zip(supports)
        .map(|(marginal, support)| {
            let variable = guidance.position(marginal.variable())?;
            let known = guidance.valid_times();
            let places: Vec<Option<usize>> =
                marginal.valid_times().iter().map(|time| known.binary_search(time).ok()).collect();
            let dry = support.lower.filter(|_| support.zero_inflated);
            let members: Vec<Option<Trajectory>> = (0..guidance.members())
                .map(|member| {
                    let raw = guidance.trajectory(variable, member);
                    let values: Vec<Option<f64>> = places
                        .iter()
                        .map(|place| place.map(|place| raw[place]).filter(|value| value.is_finite()))
                        .collect();
                    if longest_gap(&values, marginal) > LONGEST_GAP {
                        return None;
                    }
                    Trajectory::of(&filled_where_certain(values, marginal), 0, dry)
                })
                .collect();
            let usable = members.iter().flatten().count();
            (usable >= FEWEST && 2 * usable >= members.len()).then_some(members)
        })
        .collect()
}

/// Missing steps in a row, those not counted at which there is nothing to order.
fn longest_gap(values: &[Option<f64>], marginal: &QuantileForecast) -> usize {
    let (mut longest, mut run) = (0, 0);
    for (time, value) in values.iter().enumerate() {
        run = match value {
            Some(_) => 0,
            None if is_certain(marginal, time) => run,
            None => run + 1,
        };
        longest = longest.max(run);
    }
    longest
}

/// An hour that has passed has one value in every member; whatever stands for it changes nothing.
fn filled_where_certain(mut values: Vec<Option<f64>>, marginal: &QuantileForecast) -> Vec<Option<f64>> {
    for (time, value) in values.iter_mut().enumerate() {
        if value.is_none() && is_certain(marginal, time) {
            *value = marginal.at(time).first().copied();
        }
    }
    values
}

fn is_certain(marginal: &QuantileForecast, time: usize) -> bool {
    let quantiles = marginal.at(time);
    quantiles.first().zip(quantiles.last()).is_some_and(|(low, high)| high <= low)
}

/// For each raw member the templates from the most alike on: by the mean squared difference of their ranks among their
/// own kind, over the variables that both hold. `None` when they share none.
///
/// So that what guidance doesn't tell goes with what it does: rain from templates goes to members as cloudy as it.
pub(crate) fn alike(
    guidance: &[Option<Vec<Option<Trajectory>>>],
    templates: &[Vec<Option<Trajectory>>],
) -> Option<Vec<Vec<usize>>> {
    let shared: Vec<(Ranks, Ranks)> = guidance
        .iter()
        .zip(templates)
        .filter_map(|(guidance, templates)| {
            templates.iter().any(Option::is_some).then_some(())?;
            Some((ranks(guidance.as_ref()?), ranks(templates)))
        })
        .collect();
    let (guidance, templates) = shared.first()?;
    let (members, count) = (guidance.len(), templates.len());
    let order = (0..members)
        .map(|member| {
            let mut distances: Vec<(f64, usize)> = (0..count)
                .map(|template| {
                    let distance = |(guidance, templates): &(Ranks, Ranks)| {
                        let pairs = guidance[member].iter().zip(&templates[template]);
                        pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>()
                    };
                    (shared.iter().map(distance).sum(), template)
                })
                .collect();
            distances.sort_by(|a, b| a.0.total_cmp(&b.0));
            distances.into_iter().map(|(_, template)| template).collect()
        })
        .collect();
    Some(order)
}

/// `[stretch][time]`: the rank among the stretches as a share, the middle of equals; one half where it is missing.
type Ranks = Vec<Vec<f64>>;

fn ranks(stretches: &[Option<Trajectory>]) -> Ranks {
    let times = stretches.iter().flatten().next().map_or(0, |stretch| stretch.keys.len());
    let mut ranks = vec![vec![0.5; times]; stretches.len()];
    for time in 0..times {
        let mut sorted: Vec<f64> = stretches.iter().flatten().map(|stretch| stretch.keys[time]).collect();
        sorted.sort_by(f64::total_cmp);
        for (rank, stretch) in ranks.iter_mut().zip(stretches) {
            if let Some(stretch) = stretch {
                let below = sorted.partition_point(|key| *key < stretch.keys[time]);
                let up_to = sorted.partition_point(|key| *key <= stretch.keys[time]);
                rank[time] = f64::midpoint(below as f64, up_to as f64) / sorted.len() as f64;
            }
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{QuantileLevels, Variable};
    use jiff::{SignedDuration, Timestamp};
    use std::sync::Arc;

    const TIMES: usize = 20;

    fn times(from: i64, every: i64, count: usize) -> Arc<[Timestamp]> {
        (0..count as i64)
            .map(|index| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(from + index * every))
            .collect()
    }

    fn found(
        valid_times: &Arc<[Timestamp]>,
        members: usize,
        missing: impl Fn(usize, usize) -> bool,
    ) -> usize {
        let levels = QuantileLevels::try_from(vec![0.1, 0.9]).expect("rising");
        // The first eight hours have passed.
        let values = (0..TIMES).flat_map(|time| [0.0, if time < 8 { 0.0 } else { 1.0 }]).collect();
        let support = Support::REAL;
        let marginal =
            QuantileForecast::new(Variable::Temperature, times(0, 1, TIMES), levels, values, &support)
                .expect("finite");
        let values = (0..members)
            .flat_map(|member| {
                let missing = &missing;
                (0..valid_times.len())
                    .map(move |time| if missing(member, time) { f64::NAN } else { member as f64 })
            })
            .collect();
        let guidance = Scenarios::new(vec![Variable::Temperature], valid_times.clone(), members, values)
            .expect("the shape");
        let found = trajectories(&guidance, std::slice::from_ref(&marginal), &[support]);
        found[0].as_ref().map_or(0, |members| members.iter().flatten().count())
    }

    #[test]
    fn guidance_with_holes_counts_as_far_as_it_tells_an_order() {
        let hourly = times(0, 1, TIMES);
        for (name, expected, found) in [
            ("all there", 50, found(&hourly, 50, |_, _| false)),
            ("by three hours", 50, found(&times(0, 3, 7), 50, |_, _| false)),
            ("only from now on", 50, found(&times(8, 1, 12), 50, |_, _| false)),
            ("ends early", 0, found(&times(0, 1, 13), 50, |_, _| false)),
            ("another time", 0, found(&times(500, 1, TIMES), 50, |_, _| false)),
            ("few members", 0, found(&hourly, 4, |_, _| false)),
            ("no members", 0, found(&hourly, 0, |_, _| false)),
            ("a tenth of the members lost", 45, found(&hourly, 50, |member, _| member % 10 == 0)),
            ("most members lost", 0, found(&hourly, 50, |member, _| member % 10 > 3)),
            ("one hour lost", 50, found(&hourly, 50, |_, time| time == 15)),
            ("all lost", 0, found(&hourly, 50, |_, _| true)),
        ] {
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn the_template_of_the_same_ranks_is_the_most_alike() {
        let stretch = |keys: [f64; 2]| Some(Trajectory { keys: keys.to_vec() });
        let guidance = vec![Some(vec![stretch([10.0, 5.0]), stretch([20.0, 1.0])]), None];
        let templates = vec![vec![stretch([0.1, 0.0]), stretch([0.0, 0.1]), None], vec![None, None, None]];
        let alike = alike(&guidance, &templates).expect("they share the first variable");
        assert_eq!(alike, [[1, 2, 0], [0, 2, 1]]);
    }
}
