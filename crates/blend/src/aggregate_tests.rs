use super::*;
use crate::{
    rehearsals::{expert, hindcast, noise, rehearsal},
    scores::pinball,
};
use domain::standard_normal_quantile;
use proptest::prelude::*;

const LEADS: usize = 4;

fn shares(experts: &[Expert], rehearsal: &Rehearsal) -> Vec<f64> {
    let aggregate = aggregate(experts, rehearsal, &Support::REAL).expect("aggregates");
    aggregate.shares.into_iter().map(|(_, share)| share).collect()
}

/// What comes: noise about nothing.
fn outcomes(origins: usize) -> Rehearsal {
    rehearsal(origins, 4, LEADS, |step| noise(1, step))
}

/// Experts that are off by so much, always.
fn off_by(rehearsal: &Rehearsal, errors: &[f64]) -> Vec<Expert> {
    let names = ["a", "b", "c", "d"];
    names
        .into_iter()
        .zip(errors)
        .map(|(name, error)| expert(name, *error, 1.0, LEADS, Some(hindcast(rehearsal, 1.0, |_| *error))))
        .collect()
}

/// The mean pinball loss of a past.
fn loss(past: &Hindcast, rehearsal: &Rehearsal) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for origin in 0..past.origins() {
        for lead in 0..past.leads() {
            let (Some(said), Some(outcome)) = (past.at(origin, lead), rehearsal.outcome(origin, lead)) else {
                continue;
            };
            for (level, said) in past.levels().as_slice().iter().zip(said) {
                sum += pinball(*level, *said, outcome);
                count += 1.0;
            }
        }
    }
    sum / count
}

#[test]
fn an_expert_that_is_always_right_takes_nearly_all() {
    // With 200 origins at 4 leads there are 800 outcomes: the belief held before counts 60 of them.
    for (origins, least) in [(20, 0.6), (60, 0.8), (200, 0.9)] {
        let rehearsal = outcomes(origins);
        let shares = shares(&off_by(&rehearsal, &[0.0, 5.0]), &rehearsal);
        assert!(shares[0] > least, "{origins} origins: {shares:?}");
    }
}

#[test]
fn equal_experts_keep_equal_weights() {
    let rehearsal = outcomes(100);
    for share in shares(&off_by(&rehearsal, &[0.3, 0.3, 0.3]), &rehearsal) {
        assert!((share - 1.0 / 3.0).abs() < 1e-9, "{share}");
    }
}

#[test]
fn without_a_past_weights_are_the_priors() {
    for origins in [0, 50] {
        let rehearsal = outcomes(origins);
        let mut experts = off_by(&rehearsal, &[0.0, 5.0]);
        experts[0].prior = vec![1.0, 1.0, 3.0, 3.0];
        experts[1].prior = vec![1.0; LEADS];
        experts.iter_mut().for_each(|expert| expert.past = None);
        let blend = aggregate(&experts, &rehearsal, &Support::REAL).expect("aggregates");
        assert_eq!(blend.past, None);
        assert!((blend.shares[0].1 - f64::midpoint(0.5, 0.75)).abs() < 1e-9, "{:?}", blend.shares);
        // The median lies where the weights say, at each valid time.
        for (time, weight) in [0.5, 0.5, 0.25, 0.25].into_iter().enumerate() {
            assert!((blend.present.at(time)[49] - 5.0 * weight).abs() < 1e-9);
        }
    }
}

#[test]
fn an_origin_from_which_an_expert_sleeps_poisons_nothing() {
    let mut rehearsal = outcomes(80);
    for lead in 0..LEADS {
        rehearsal.outcomes[7 * LEADS + lead] = f64::NAN;
    }
    let mut experts = off_by(&rehearsal, &[0.0, 3.0]);
    let sleeping = |awake: &dyn Fn(usize) -> bool| {
        let said = |step| if awake(step / 4) { 0.0 } else { f64::NAN };
        Some(hindcast(&rehearsal, 1.0, |step| said(step - 1)))
    };
    experts[0].past = sleeping(&|origin| origin % 3 == 0);
    let blend = aggregate(&experts, &rehearsal, &Support::REAL).expect("aggregates");
    assert!(blend.shares.iter().all(|(_, share)| share.is_finite()));
    assert!(blend.shares[0].1 > 0.7, "{:?}", blend.shares);
    let past = blend.past.expect("both have one");
    // Where one sleeps the other speaks alone; where both do, nobody does.
    assert!((past.at(1, 0).expect("the other speaks")[5] - 3.0).abs() < 1e-9);
    for expert in &mut experts {
        expert.past = sleeping(&|origin| origin != 5);
    }
    let past =
        aggregate(&experts, &rehearsal, &Support::REAL).expect("aggregates").past.expect("both have one");
    assert_eq!(past.at(5, 0), None);
    assert!(past.at(6, 0).is_some());
    for expert in &mut experts {
        expert.past = sleeping(&|_| false);
    }
    assert!((shares(&experts, &rehearsal)[0] - 0.5).abs() < 1e-9);
}

#[test]
fn experts_that_do_not_match_are_told_apart() {
    let rehearsal = outcomes(10);
    let good = off_by(&rehearsal, &[0.0, 1.0]);
    assert_eq!(aggregate(&[], &rehearsal, &Support::REAL), Err(BlendError::Nothing));
    let told = |what, change: &dyn Fn(&mut Expert, &mut Rehearsal)| {
        let (mut experts, mut rehearsal) = (good.clone(), rehearsal.clone());
        change(&mut experts[1], &mut rehearsal);
        let result = aggregate(&experts, &rehearsal, &Support::REAL);
        assert_eq!(result, Err(BlendError::Mismatch { what }));
    };
    told("the leads rehearsed", &|_, rehearsal| rehearsal.outcomes.truncate(3));
    told("the leads rehearsed", &|_, rehearsal| rehearsal.leads.truncate(3));
    told("valid times", &|expert, _| expert.prior.truncate(3));
    told("valid times", &|odd, _| *odd = expert("odd", 0.0, 1.0, LEADS + 1, None));
    told("the origins rehearsed", &|expert, _| {
        expert.past = Some(hindcast(&outcomes(9), 1.0, |_| 0.0));
    });
}

#[test]
fn a_prior_of_zero_stays_zero() {
    let rehearsal = outcomes(100);
    let mut experts = off_by(&rehearsal, &[0.0, 5.0, 2.0]);
    experts[0].prior = vec![0.0; LEADS];
    let blend = aggregate(&experts, &rehearsal, &Support::REAL).expect("aggregates");
    assert!(blend.shares[0].1 <= 0.0, "{:?}", blend.shares);
    // And at some leads of a bucket only, there.
    experts[0].prior = vec![1.0, 1.0, 1.0, 0.0];
    let blend = aggregate(&experts, &rehearsal, &Support::REAL).expect("aggregates");
    assert!(blend.present.at(3)[49] >= 2.0 - 1e-9, "{}", blend.present.at(3)[49]);
    assert!(blend.present.at(2)[49] < 2.0);
}

#[test]
fn the_same_comes_out_twice() {
    let rehearsal = outcomes(60);
    let experts = off_by(&rehearsal, &[0.1, -0.4, 2.0]);
    assert_eq!(
        aggregate(&experts, &rehearsal, &Support::REAL),
        aggregate(&experts, &rehearsal, &Support::REAL)
    );
}

#[test]
fn experts_that_err_in_opposite_ways_are_better_together() {
    let rehearsal = outcomes(150);
    let experts = off_by(&rehearsal, &[1.5, -1.5, 6.0]);
    let blend = aggregate(&experts, &rehearsal, &Support::REAL).expect("aggregates");
    let [high, low, wild] = [0, 1, 2].map(|expert| blend.shares[expert].1);
    assert!(high > 0.3 && low > 0.3 && wild < 0.15, "{:?}", blend.shares);
    let best = experts
        .iter()
        .map(|expert| loss(expert.past.as_ref().expect("a past"), &rehearsal))
        .fold(f64::INFINITY, f64::min);
    let together = loss(&blend.past.expect("all have one"), &rehearsal);
    assert!(together < 0.75 * best, "{together} {best}");
}

#[test]
fn the_past_is_what_the_weights_of_now_would_have_said() {
    // What calibration is learnt from is the blend as it is now, not as little as it knew at first.
    let rehearsal = outcomes(200);
    let blend = aggregate(&off_by(&rehearsal, &[0.0, 5.0]), &rehearsal, &Support::REAL).expect("aggregates");
    let past = blend.past.expect("both have one");
    assert_eq!(past.at(0, 3), past.at(199, 3));
    assert!(past.at(0, 3).expect("said")[5] < 0.5);
}

#[test]
fn leads_fall_into_buckets_by_halves() {
    for (leads, expected) in [
        (vec![1, 2, 3, 4, 6, 8], vec![0, 1, 2, 2, 3, 3]),
        (vec![1], vec![3]),
        (vec![48, 48], vec![3, 3]),
        // Beyond two days the first hours keep a bucket of their own.
        (vec![100, 100], vec![5, 5]),
        (vec![5, 6, 21, 42, 84, 168], vec![0, 1, 2, 3, 4, 5]),
        (vec![1, 1000], vec![0, 7]),
        (vec![], vec![]),
    ] {
        let rehearsal = Rehearsal { leads, origins: Vec::new(), outcomes: Vec::new() };
        assert_eq!(rehearsal.buckets(), expected);
    }
}

#[test]
fn outcomes_of_overlapping_origins_count_once() {
    for (origins, stride, leads, expected) in
        [(10, 1, 5, 14.0), (10, 5, 5, 50.0), (10, 100, 5, 50.0), (0, 1, 5, 1.0)]
    {
        let rehearsal = rehearsal(origins, stride, leads, |_| 0.0);
        assert!(
            (rehearsal.distinct_outcomes() - expected).abs() < 1e-12,
            "{}",
            rehearsal.distinct_outcomes()
        );
    }
}

#[test]
fn one_lead_is_known_as_well_as_all_leads_up_to_it() {
    let of = |leads: Vec<usize>| {
        let origins: Vec<usize> = (0..60).map(|origin| 84 * origin).collect();
        let outcomes = vec![0.0; origins.len() * leads.len()];
        Rehearsal { leads, origins, outcomes }.distinct_outcomes()
    };
    assert!((of(vec![21]) - of((1..=21).collect())).abs() < 1e-12);
    assert!((of(vec![21]) - 60.0 * 21.0).abs() < 1e-12);
    assert!((of(vec![1]) - 60.0).abs() < 1e-12);
}

#[test]
fn a_level_has_its_place_among_the_known() {
    for (level, expected) in
        [(0.05, (0, 0.0)), (0.1, (0, 0.0)), (0.3, (0, 0.5)), (0.5, (1, 0.0)), (0.9, (1, 0.0))]
    {
        let (below, share) = place(&[0.1, 0.5], level);
        assert_eq!(below, expected.0);
        assert!((share - expected.1).abs() < 1e-12);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_factor_on_everything_changes_no_weight(
        factor in prop_oneof![Just(1e6), Just(1e-6), Just(1e-12), Just(1e12), 1e-3..1e3f64],
        errors in prop::collection::vec(-4.0..4.0f64, 2..5),
        origins in 1..60_usize,
    ) {
        let plain = outcomes(origins);
        let scaled = Rehearsal { outcomes: plain.outcomes.iter().map(|y| factor * y).collect(), ..plain.clone() };
        let experts = off_by(&plain, &errors);
        let larger: Vec<Expert> = experts
            .iter()
            .zip(&errors)
            .map(|(expert, error)| {
                let now = |level: f64| factor * (error + standard_normal_quantile(level));
                Expert {
                    present: crate::rehearsals::present(LEADS, &Support::REAL, now),
                    past: Some(hindcast(&scaled, factor, |_| factor * error)),
                    ..expert.clone()
                }
            })
            .collect();
        for (a, b) in shares(&experts, &plain).into_iter().zip(shares(&larger, &scaled)) {
            prop_assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
    }

    #[test]
    fn shares_add_up_and_the_blend_lies_between_its_experts(
        errors in prop::collection::vec(-1e3..1e3f64, 1..5),
        origins in 0..40_usize,
    ) {
        let rehearsal = outcomes(origins);
        let experts = off_by(&rehearsal, &errors);
        let blend = aggregate(&experts, &rehearsal, &Support::REAL).expect("aggregates");
        let total: f64 = blend.shares.iter().map(|(_, share)| share).sum();
        prop_assert!((total - 1.0).abs() < 1e-9);
        for time in 0..LEADS {
            for (index, value) in blend.present.at(time).iter().enumerate() {
                let said = || experts.iter().map(|expert| expert.present.at(time)[index]);
                prop_assert!(*value >= said().fold(f64::INFINITY, f64::min) - 1e-6);
                prop_assert!(*value <= said().fold(f64::NEG_INFINITY, f64::max) + 1e-6);
            }
        }
    }
}
