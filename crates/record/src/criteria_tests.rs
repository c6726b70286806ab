use super::*;
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_pcg::Pcg64;

fn picnic() -> Activity {
    let criterion = |variable: Variable, bound| Criterion {
        label: variable.name().to_owned(),
        variable,
        aggregation: Aggregation::Every,
        bound,
        source: ThresholdSource::OurDefault,
    };
    Activity {
        id: "picnic".to_owned(),
        title: "Picnic".to_owned(),
        aliases: Vec::new(),
        length_hours: 3,
        usual_hours: (11, 17),
        criteria: vec![
            criterion(Variable::Temperature, Bound::Within { lower: 18.0, upper: 30.0 }),
            criterion(Variable::WindSpeed, Bound::AtMost { limit: 5.5 }),
        ],
    }
}

fn outing(temperature: f64, fine: bool) -> Outing {
    let hours = |value: f64| vec![value + 1.0, value, value + 0.5];
    Outing {
        fine,
        values: vec![(Variable::Temperature, hours(temperature)), (Variable::WindSpeed, vec![2.0; 3])],
    }
}

fn proposed(outings: &[Outing]) -> Vec<ThresholdProposal> {
    proposals(&picnic(), outings, UnitSystem::Metric)
}

/// Outings at temperatures around the limit, which go fine by `fine`.
fn simulated(seed: u64, count: usize, fine: impl Fn(f64, &mut Pcg64) -> bool) -> Vec<Outing> {
    let mut random = Pcg64::seed_from_u64(seed);
    (0..count)
        .map(|_| {
            let temperature = random.random_range(8.0..28.0);
            let fine = fine(temperature, &mut random);
            outing(temperature, fine)
        })
        .collect()
}

/// A user with a threshold of their own, to whom one outing in ten goes otherwise than the temperature says.
fn with_threshold(threshold: f64) -> impl Fn(f64, &mut Pcg64) -> bool {
    move |temperature, random| (temperature >= threshold) != random.random_bool(0.1)
}

#[test]
fn a_change_is_told_with_what_speaks_for_it() {
    let mut outings: Vec<Outing> = [16.2, 16.4, 16.6, 16.8, 17.0, 17.2, 17.5, 17.8]
        .map(|temperature| outing(temperature, true))
        .to_vec();
    outings.push(outing(15.2, false));
    outings.extend([19.0, 21.0, 23.0].map(|temperature| outing(temperature, true)));
    let found = proposed(&outings);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].evidence, "Of 9 times with temperature below 18 °C, 8 went fine.");
    assert_eq!(found[0].change, "Begin at 16 instead of 18 °C?");
    assert_eq!(found[0].id, "picnic/temperature/from/16");
    let changed = accepted(&picnic(), &found[0]);
    assert_eq!(changed.criteria[0].bound, Bound::Within { lower: 16.0, upper: 30.0 });
    assert_eq!(changed.criteria[0].source, ThresholdSource::Yours);
    assert_eq!(changed.criteria[1], picnic().criteria[1]);
    // Once it is made there is nothing more to propose.
    assert_eq!(proposals(&changed, &outings, UnitSystem::Metric), []);
}

#[test]
fn a_stricter_threshold_takes_outings_that_went_fine_beyond_it() {
    let badly: Vec<Outing> =
        [18.2, 18.9, 19.5, 20.1, 20.6, 21.0, 21.4].map(|temperature| outing(temperature, false)).to_vec();
    assert_eq!(proposed(&badly), []);
    let mut both = badly;
    both.extend([22.5, 23.0, 24.0, 25.0].map(|temperature| outing(temperature, true)));
    let found = proposed(&both);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].evidence.split(',').nth(1), Some(" 5 went badly."));
    assert_eq!(found[0].change, "Begin at 21 instead of 18 °C?");
}

#[test]
fn an_outing_that_something_else_spoilt_tells_nothing() {
    let mut outings: Vec<Outing> = simulated(1, 40, with_threshold(13.0));
    assert!(!proposed(&outings).is_empty());
    for outing in &mut outings {
        outing.values[1].1[1] = 9.0;
    }
    let temperature = proposed(&outings).into_iter().filter(|one| one.criterion == 0).count();
    assert_eq!(temperature, 0);
}

#[test]
fn units_are_those_of_the_person() {
    let found = proposals(&picnic(), &simulated(3, 60, with_threshold(12.0)), UnitSystem::Imperial);
    assert!(found[0].change.ends_with("instead of 64 °F?"), "{}", found[0].change);
}

/// Users with known thresholds are found within sixty outings, and what is proposed is near to the truth.
#[test]
fn simulated_users_are_found() {
    for truth in [13.0, 14.0, 22.0, 23.0] {
        let (mut found, mut error) = (0_u32, 0.0);
        for seed in 0..100 {
            let outings = simulated(seed, 60, with_threshold(truth));
            let lower = |one: &ThresholdProposal| one.threshold == "picnic/temperature/from";
            if let Some(one) = proposed(&outings).into_iter().find(lower) {
                found += 1;
                error += (one.bound.limits().0.expect("a lower limit") - truth).abs();
            }
        }
        let mean = error / f64::from(found.max(1));
        println!("threshold {truth}: found {found} of 100 within 60 outings, off by {mean:.2} degrees");
        assert!(found >= 90, "{truth}: {found}");
        assert!(mean < 1.0, "{truth}: {mean}");
    }
}

/// A user for whom the criterion is right is left alone, and so is one whose outings go as chance has it.
#[test]
fn noise_and_who_is_content_are_left_alone() {
    for count in [10, 20, 40, 80] {
        for chance in [0.3, 0.5, 0.7] {
            let noise = |seed| simulated(seed, count, |_, random| random.random_bool(chance));
            let proposing = (0..300).filter(|seed| !proposed(&noise(*seed)).is_empty()).count();
            println!("{count} outings that go fine with {chance}: {proposing} of 300 propose");
            assert!(proposing < 15, "{count} {chance}: {proposing}");
        }
        let content = |seed| simulated(seed, count, with_threshold(18.0));
        let proposing = (0..300).filter(|seed| !proposed(&content(*seed)).is_empty()).count();
        println!("{count} outings of a user with the threshold of the criterion: {proposing} of 300 propose");
        assert!(proposing < 15, "{count}: {proposing}");
    }
}

proptest! {
    #[test]
    fn with_few_outings_nothing_is_proposed(
        outings in prop::collection::vec((0.0..40.0_f64, any::<bool>()), 0..8),
    ) {
        let outings: Vec<Outing> = outings.into_iter().map(|(value, fine)| outing(value, fine)).collect();
        prop_assert!(proposed(&outings).is_empty());
    }

    #[test]
    fn what_is_proposed_is_a_sound_bound_and_order_does_not_count(
        outings in prop::collection::vec((0.0..40.0_f64, any::<bool>()), 0..40),
    ) {
        let mut outings: Vec<Outing> = outings.into_iter().map(|(value, fine)| outing(value, fine)).collect();
        let found = proposed(&outings);
        for one in &found {
            prop_assert!(one.certainty > SURE && one.outings >= FEWEST);
            if let (Some(lower), Some(upper)) = one.bound.limits() {
                prop_assert!(lower < upper);
            }
        }
        outings.reverse();
        let ids = |all: &[ThresholdProposal]| all.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(ids(&found), ids(&proposed(&outings)));
    }
}
