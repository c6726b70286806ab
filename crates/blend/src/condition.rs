use domain::{Probability, Scenarios, ScenariosError};

/// The scenarios with so many of the members in which something holds that its chance is `chance`: members are repeated and left
/// out, evenly over their order, never changed. So everything read off them agrees with that chance.
///
/// Where it holds in every member or in none, they stay as they are.
///
/// # Errors
/// When `held` isn't one for each member.
pub fn conditioned(
    scenarios: &Scenarios,
    held: &[bool],
    chance: Probability,
) -> Result<Scenarios, ScenariosError> {
    let members = scenarios.members();
    let of = |wanted: bool| -> Vec<usize> {
        (0..members).filter(|member| held.get(*member) == Some(&wanted)).collect()
    };
    let (holding, failing) = (of(true), of(false));
    if holding.is_empty() || failing.is_empty() {
        return Ok(scenarios.clone());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
    let wanted = ((chance.value() * members as f64).round() as usize).min(members);
    let mut chosen: Vec<usize> = [(&holding, wanted), (&failing, members - wanted)]
        .into_iter()
        .flat_map(|(from, count)| (0..count).map(move |index| from[index * from.len() / count]))
        .collect();
    chosen.sort_unstable();
    let times = scenarios.valid_times().len();
    let mut values = Vec::with_capacity(scenarios.variables().len() * members * times);
    for variable in 0..scenarios.variables().len() {
        for member in &chosen {
            values.extend_from_slice(scenarios.trajectory(variable, *member));
        }
    }
    Scenarios::new(scenarios.variables().to_vec(), scenarios.valid_times().clone(), members, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Variable;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_chance_is_the_one_wanted_and_no_member_is_made_up(
            values in prop::collection::vec(-5..5_i32, 1..80),
            wanted in 0.0..=1.0_f64,
        ) {
            let members = values.len();
            let time: jiff::Timestamp = "2024-01-01T00:00:00Z".parse().expect("a moment");
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let held: Vec<bool> = values.iter().map(|value| *value > 0.0).collect();
            let scenarios =
                Scenarios::new(vec![Variable::Temperature], [time].into(), members, values.clone())
                    .expect("its shape");
            let chance = Probability::new(wanted).expect("0 to 1");
            let after = conditioned(&scenarios, &held, chance).expect("as many as members");
            let hits = after.across_members(0, 0).filter(|value| *value > 0.0).count();
            prop_assert!(after.across_members(0, 0).all(|value| values.contains(&value)));
            if held.iter().any(|held| *held) && held.iter().any(|held| !held) {
                prop_assert!((hits as f64 - wanted * members as f64).abs() <= 0.5 + 1e-9);
            } else {
                prop_assert_eq!(after, scenarios);
            }
        }
    }
}
