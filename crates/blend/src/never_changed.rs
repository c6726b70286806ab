use crate::BlendError;
use domain::{QuantileForecast, Support};

/// Mean size of a first change, of the size of the value: there is nothing to learn it from.
const SIZE: f64 = 0.25;

/// Widens the forecast of a series that was `value` each of the `seen` times it was observed by the chance that it changes.
///
/// After n observations without a change the chance of one at the next is 1 / (n + 2), and of one within h steps
/// h / (n + 1 + h) (Laplace's rule of succession). A change goes up or down alike, by an exponentially distributed amount whose mean is
/// a quarter of the value, and at least one where only whole numbers occur. Noughts of a series that isn't counted have no scale to
/// tell an amount by and stay as they are. No quantile comes nearer to the value than it was.
///
/// `leads`: steps from the newest observation to each valid time.
///
/// # Errors
/// When there are not as many leads as valid times, or the result is no distribution.
pub fn never_changed(
    forecast: &QuantileForecast,
    value: f64,
    seen: usize,
    leads: &[usize],
    support: &Support,
) -> Result<QuantileForecast, BlendError> {
    if leads.len() != forecast.valid_times().len() {
        return Err(BlendError::Mismatch { what: "the leads of the valid times" });
    }
    let size = (SIZE * value.abs()).max(if support.integer { 1.0 } else { 0.0 });
    let mut values = Vec::with_capacity(leads.len() * forecast.levels().len());
    for (time, lead) in leads.iter().enumerate() {
        let lead = *lead as f64;
        let either_way = 0.5 * lead / (seen as f64 + 1.0 + lead);
        for (level, said) in forecast.levels().as_slice().iter().zip(forecast.at(time)) {
            let tail = level.min(1.0 - level);
            let apart = size * (either_way / tail).ln().max(0.0);
            let moved = if *level < 0.5 { said.min(value - apart) } else { said.max(value + apart) };
            let moved = if tail < either_way { moved } else { *said };
            values.push(if support.integer { moved.round() } else { moved });
        }
    }
    Ok(QuantileForecast::new(
        forecast.variable().clone(),
        forecast.valid_times().clone(),
        forecast.levels().clone(),
        values,
        support,
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsals::present;
    use proptest::prelude::*;

    fn after(seen: usize, leads: &[usize], value: f64, support: &Support) -> QuantileForecast {
        never_changed(&present(leads.len(), support, |_| value), value, seen, leads, support)
            .expect("a distribution")
    }

    #[test]
    fn the_chance_of_a_change_follows_the_rule_of_succession() {
        for (seen, lead) in [(2, 1), (10, 1), (10, 12), (100, 30)] {
            let forecast = after(seen, &[lead], 8.0, &Support::REAL);
            let expected = lead as f64 / (seen + 1 + lead) as f64;
            let moved = forecast.at(0).iter().filter(|value| (**value - 8.0).abs() > 1e-9).count() as f64;
            assert!((moved / 100.0 - expected).abs() <= 0.02, "{seen} {lead}: {moved} in 100, {expected}");
        }
        // Nothing at the levels told after ten thousand equal values.
        assert!(
            after(10_000, &[1], 8.0, &Support::REAL).at(0).iter().all(|value| (value - 8.0).abs() < 1e-12)
        );
    }

    #[test]
    fn whole_numbers_move_by_one_at_least_and_bounds_hold() {
        let counts = Support { lower: Some(0.0), integer: true, ..Support::REAL };
        let forecast = after(3, &[5], 0.0, &counts);
        assert!(forecast.at(0)[98] >= 1.0 && forecast.at(0)[0].abs() < 1e-12);
        assert!(forecast.at(0).iter().all(|value| value.fract().abs() < 1e-12));
        assert!(after(3, &[5], 0.0, &Support::REAL).at(0).iter().all(|value| value.abs() < 1e-12));
    }

    proptest! {
        #[test]
        fn a_factor_goes_through_and_what_was_wider_stays(
            factor in prop_oneof![Just(1e-12), Just(1e12), 1e-3..1e3f64],
            seen in 2..200_usize,
            lead in 1..400_usize,
            spread in 0.0..3.0f64,
        ) {
            let of = |factor: f64| {
                let before = present(1, &Support::REAL, |level| factor * (7.0 + spread * (level - 0.5)));
                never_changed(&before, 7.0 * factor, seen, &[lead], &Support::REAL).expect("a distribution")
            };
            let (plain, scaled) = (of(1.0), of(factor));
            for (level, (a, b)) in plain.at(0).iter().zip(scaled.at(0)).enumerate() {
                prop_assert!((factor * a - b).abs() <= 1e-9 * factor);
                let said = 7.0 + spread * ((level + 1) as f64 / 100.0 - 0.5);
                prop_assert!((a - 7.0).abs() >= (said - 7.0).abs() - 1e-9);
            }
        }
    }
}
