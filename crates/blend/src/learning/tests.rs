//! Synthetic truths: what learning must do when it is known what is wrong.

use super::{
    Candidates, EventAsked, ExpertsSaid, Features, Issued, Learning, LearningOptions, Scope, experts::Experts,
};
use crate::scores::{covers, crps_of_quantiles};
use domain::{
    ModelId, Probability, QuantileForecast, QuantileLevels, Situation, Support, Variable,
    standard_normal_quantile,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_pcg::Pcg64;
use std::sync::Arc;

fn situation() -> Situation {
    Situation {
        activity: None,
        variable: Variable::Temperature,
        place: None,
        time_zone: TimeZone::UTC,
        southern: false,
    }
}

fn issue_time(day: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + day * 86_400).expect("a moment")
}

/// A normal forecast for 12 hours after the issue of a day.
fn normal(day: i64, mean: f64, spread: f64) -> QuantileForecast {
    let levels = QuantileLevels::percentiles();
    let values =
        levels.as_slice().iter().map(|level| mean + spread * standard_normal_quantile(*level)).collect();
    let times: Arc<[Timestamp]> = [issue_time(day) + SignedDuration::from_hours(12)].into();
    QuantileForecast::new(Variable::Temperature, times, levels, values, &Support::REAL).expect("finite")
}

fn draw(random: &mut Pcg64) -> f64 {
    standard_normal_quantile(random.random_range(0.000_1..0.999_9))
}

fn issue(learning: &Learning, day: i64, said: [QuantileForecast; 2], feature: f64) -> Issued {
    let [untrained, rehearsed] = said;
    let candidates = Candidates { untrained, rehearsed, experts: Vec::new() };
    let features =
        Features::of(1, vec![("one".to_owned(), vec![1.0]), ("pressure".to_owned(), vec![feature])]);
    learning
        .put_right(Scope::of(&situation()), issue_time(day), candidates, features, &Support::REAL)
        .expect("forecasts of one shape")
}

fn crps(forecast: &QuantileForecast, outcome: f64) -> f64 {
    crps_of_quantiles(forecast.levels().as_slice(), forecast.at(0), outcome)
}

/// Issues and learns from days on which `outcome` tells what came and what the feature said; the forecast promises N(0, 1).
fn walked(
    learning: &mut Learning,
    days: std::ops::Range<i64>,
    mut outcome: impl FnMut(i64) -> (f64, f64),
) -> Vec<(Issued, f64)> {
    days.map(|day| {
        let (feature, outcome) = outcome(day);
        let issued = issue(learning, day, [normal(day, 0.0, 1.0), normal(day, 0.0, 1.0)], feature);
        learning.learn(&issued, |_| Some(outcome));
        (issued, outcome)
    })
    .collect()
}

#[test]
fn with_five_outcomes_nothing_moves_much() {
    let mut random = Pcg64::seed_from_u64(5);
    let mut learning = Learning::default();
    walked(&mut learning, 0..5, |_| (draw(&mut random), 1.5 + draw(&mut random)));
    let issued = issue(&learning, 5, [normal(5, 0.0, 1.0), normal(5, 0.0, 1.0)], 1.0);
    let moved = issued.said().at(0)[49];
    assert!(moved.abs() < 0.15, "five outcomes 1.5 too high moved the median by {moved}");
    let width = issued.said().at(0)[89] - issued.said().at(0)[9];
    assert!((width / 2.563 - 1.0).abs() < 0.1, "{width}");

    let asked = |chance: f64| EventAsked {
        scope: Scope::of_event(&situation(), "picnic"),
        issue_time: issue_time(0),
        ahead: SignedDuration::from_hours(12),
        chance: Probability::new(chance).expect("0 to 1"),
        usual: None,
        untrained: None,
        rehearsed: None,
        state: Vec::new(),
    };
    for _ in 0..5 {
        let issued = learning.put_chance_right(asked(0.3));
        learning.learn_event(&issued, true);
    }
    let said = learning.put_chance_right(asked(0.3)).said().value();
    assert!((0.3..0.36).contains(&said), "{said}");
}

#[test]
fn what_goes_with_the_errors_is_found_and_pays() {
    let mut random = Pcg64::seed_from_u64(11);
    let mut learning = Learning::default();
    let made = walked(&mut learning, 0..600, |_| {
        let pressure = draw(&mut random);
        (pressure, 0.6 * pressure + 0.8 * draw(&mut random))
    });
    let late = &made[300..];
    let on: f64 = late.iter().map(|(issued, outcome)| crps(issued.said(), *outcome)).sum();
    let off: f64 = late.iter().map(|(_, outcome)| crps(&normal(0, 0.0, 1.0), *outcome)).sum();
    // Knowing the coefficient, the CRPS of N(0, 0.8²) next to that of N(0, 1) is 0.8.
    assert!((0.78..0.86).contains(&(on / off)), "{}", on / off);
    let held = late.iter().filter(|(issued, outcome)| covers(issued.said(), 0, 0.8, *outcome)).count();
    assert!((0.74..0.88).contains(&(held as f64 / 300.0)), "{held} of 300");
}

#[test]
fn after_a_sudden_offset_coverage_is_back_within_fifty_outcomes() {
    for offset in [-6.0, -3.0, 2.0, 4.0] {
        let (mut held_80, mut held_95, mut count) = (0, 0, 0);
        for seed in 0..40 {
            let mut random = Pcg64::seed_from_u64(100 + seed);
            let mut learning = Learning::default();
            walked(&mut learning, 0..200, |_| (0.0, draw(&mut random)));
            let after = walked(&mut learning, 200..290, |_| (0.0, offset + draw(&mut random)));
            for (issued, outcome) in &after[50..] {
                held_80 += usize::from(covers(issued.said(), 0, 0.8, *outcome));
                held_95 += usize::from(covers(issued.said(), 0, 0.95, *outcome));
                count += 1;
            }
        }
        let share = |held: usize| 100.0 * f64::from(u32::try_from(held).expect("few")) / f64::from(count);
        assert!((share(held_80) - 80.0).abs() <= 2.0, "{offset}: {} in 80 %", share(held_80));
        assert!((share(held_95) - 95.0).abs() <= 2.0, "{offset}: {} in 95 %", share(held_95));
    }
}

fn said(model: &'static str, forecast: &QuantileForecast) -> ExpertsSaid {
    ExpertsSaid::of(&ModelId::new(model), forecast)
}

/// The share of each of two experts of equal prior weight after so many outcomes, and how much more the blend lost than the first.
fn shares(outcomes: usize, first: f64, second: f64, truth: f64) -> (Vec<f64>, f64) {
    let mut random = Pcg64::seed_from_u64(3);
    let mut experts = Experts::default();
    let models = [ModelId::new("first"), ModelId::new("second")];
    let known = [(&models[0], 0.5), (&models[1], 0.5)];
    let mut loss = 0.0;
    for day in 0..outcomes {
        let day = i64::try_from(day).expect("few");
        let factors = experts.factors(&known);
        let weights: Vec<f64> = factors.iter().map(|factor| factor / 2.0).collect();
        let (a, b) = (normal(day, first, 1.0), normal(day, second, 1.0));
        let blend = normal(day, weights[0] * first + weights[1] * second, 1.0);
        let outcome = truth + draw(&mut random);
        loss += crps(&blend, outcome) - crps(&a, outcome);
        let candidates = Candidates {
            untrained: blend.clone(),
            rehearsed: blend,
            experts: vec![said("first", &a), said("second", &b)],
        };
        experts.learn(&candidates, &[(0, outcome)]);
    }
    let factors = experts.factors(&known);
    (factors.iter().map(|factor| factor / 2.0).collect(), loss)
}

#[test]
fn a_biased_expert_loses_weight_as_the_bound_says() {
    // Wintenberger (2017), theorem 3.2: against the better of two experts whose losses differ by no more than E, the blend loses at most
    // 2 E sqrt(n ln 2) + E in n outcomes. Since what it loses goes with the weight of the biased one, that weight has to fall at
    // that rate. Two forecasts 3 apart differ by at most 3 in CRPS.
    let mut last = 0.5;
    for outcomes in [10_usize, 40, 160, 640] {
        let (shares, regret) = shares(outcomes, 0.0, 3.0, 0.0);
        let bound = 2.0 * 3.0 * (outcomes as f64 * std::f64::consts::LN_2).sqrt() + 3.0;
        assert!(regret <= bound, "after {outcomes}: {regret} instead of at most {bound}");
        assert!(shares[1] < last, "after {outcomes}: {} after {last}", shares[1]);
        last = shares[1];
    }
    assert!(last < 0.06, "{last}");
}

#[test]
fn the_blend_comes_to_a_perfect_expert() {
    let mut last = 0.5;
    for outcomes in [20, 80, 320] {
        let (shares, _) = shares(outcomes, 0.0, 2.0, 0.0);
        assert!(shares[0] > last, "after {outcomes}: {}", shares[0]);
        last = shares[0];
    }
    // What is forgotten is drawn back to the prior: 500 issues are remembered, which is 60 / 1560 of it.
    let (shares, _) = shares(1280, 0.0, 2.0, 0.0);
    assert!(shares[0] > 1.0 - 2.0 * 60.0 / 1560.0, "{}", shares[0]);
}

#[test]
fn chances_that_are_too_bold_are_put_right_and_those_that_are_right_stay() {
    for (sharpness, worst) in [(2.0, 0.97), (1.0, 1.01)] {
        let mut random = Pcg64::seed_from_u64(77);
        let mut learning = Learning::default();
        let (mut on, mut off) = (0.0, 0.0);
        for day in 0..1500 {
            let odds = draw(&mut random);
            let truth = 1.0 / (1.0 + (-odds).exp());
            let chance = 1.0 / (1.0 + (-sharpness * odds).exp());
            let happened = random.random_range(0.0..1.0) < truth;
            let issued = learning.put_chance_right(EventAsked {
                scope: Scope::of_event(&situation(), "picnic"),
                issue_time: issue_time(0),
                ahead: SignedDuration::from_hours(12),
                chance: Probability::new(chance).expect("0 to 1"),
                usual: None,
                untrained: None,
                rehearsed: None,
                state: Vec::new(),
            });
            if day >= 500 {
                let outcome = f64::from(u8::from(happened));
                on += (issued.said().value() - outcome).powi(2);
                off += (chance - outcome).powi(2);
            }
            learning.learn_event(&issued, happened);
        }
        assert!(on / off < worst, "{sharpness}: {}", on / off);
    }
}

#[test]
fn a_chance_that_lessons_of_amounts_made_worse_goes_back_to_the_untrained() {
    let mut random = Pcg64::seed_from_u64(31);
    let mut learning = Learning::default();
    let (mut on, mut without, mut worse) = (0.0, 0.0, 0.0);
    for day in 0..800 {
        let odds = draw(&mut random);
        let truth = 1.0 / (1.0 + (-odds).exp());
        // Next to the untrained chance, which is right, one that is as good as drawn.
        let noisy = 1.0 / (1.0 + (-0.2 * odds - 2.0 * draw(&mut random)).exp());
        let chance = |chance: f64| Probability::new(chance).expect("0 to 1");
        let happened = random.random_range(0.0..1.0) < truth;
        let issued = learning.put_chance_right(EventAsked {
            scope: Scope::of_event(&situation(), "picnic"),
            issue_time: issue_time(day),
            ahead: SignedDuration::from_hours(12),
            chance: chance(noisy),
            usual: None,
            untrained: Some(chance(truth)),
            rehearsed: Some(chance(noisy)),
            state: Vec::new(),
        });
        if day >= 300 {
            let outcome = f64::from(u8::from(happened));
            on += (issued.said().value() - outcome).powi(2);
            without += (truth - outcome).powi(2);
            worse += (noisy - outcome).powi(2);
        }
        learning.learn_event(&issued, happened);
    }
    assert!(worse / without > 1.3, "{}", worse / without);
    assert!(on / without < 1.03, "{}", on / without);
}

#[test]
fn the_state_is_small_comes_back_and_says_what_it_is() {
    let mut random = Pcg64::seed_from_u64(9);
    let mut learning = Learning::default();
    walked(&mut learning, 0..300, |_| (draw(&mut random), draw(&mut random)));
    let text = serde_json::to_string(&learning).expect("plain data");
    assert!(text.len() < 4096, "{}", text.len());
    let back: Learning = serde_json::from_str(&text).expect("as it was");
    assert_eq!(back, learning);
    assert!(back.is_understood());
    let other = text.replace("\"version\":2", "\"version\":1");
    assert!(!serde_json::from_str::<Learning>(&other).expect("the same shape").is_understood());
}

#[test]
fn what_others_taught_is_where_a_new_place_begins() {
    let mut random = Pcg64::seed_from_u64(21);
    let at = |place: i64| {
        let place = Some(serde_json::from_value(place.into()).expect("a number"));
        Scope::of(&Situation { place, ..situation() })
    };
    let mut learning = Learning::default();
    let ask = |learning: &Learning, place: i64, day: i64, feature: f64| {
        let candidates = Candidates {
            untrained: normal(day, 0.0, 1.0),
            rehearsed: normal(day, 0.0, 1.0),
            experts: Vec::new(),
        };
        let features = Features::of(1, vec![("pressure".to_owned(), vec![feature])]);
        learning
            .put_right(at(place), issue_time(day), candidates, features, &Support::REAL)
            .expect("forecasts of one shape")
    };
    for day in 0..200 {
        for place in 0..8 {
            let pressure = draw(&mut random);
            let issued = ask(&learning, place, day, pressure);
            let outcome = 0.8 * pressure + 0.6 * draw(&mut random);
            learning.learn(&issued, |_| Some(outcome));
        }
    }
    let moved = |learning: &Learning| ask(learning, 99, 300, 1.0).said().at(0)[49];
    assert!(moved(&learning) > 0.3, "{}", moved(&learning));
    let alone = Learning::with(LearningOptions { shared: false, ..LearningOptions::default() });
    assert!(moved(&alone).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever comes, what is said loses to the untrained blend by no more than a root of the outcomes.
    #[test]
    fn regret_against_the_unlearnt_is_bounded(
        outcomes in prop::collection::vec((-4.0..4.0_f64, -3.0..3.0_f64), 20..200),
        bias in -2.0..2.0_f64,
    ) {
        let mut learning = Learning::default();
        let mut regret = 0.0;
        for (day, (outcome, feature)) in outcomes.iter().enumerate() {
            let day = i64::try_from(day).expect("few");
            let issued = issue(&learning, day, [normal(day, 0.0, 1.0), normal(day, bias, 1.0)], *feature);
            regret += crps(issued.said(), *outcome) - crps(&normal(day, 0.0, 1.0), *outcome);
            prop_assert!(issued.said().at(0).iter().all(|value| value.is_finite()));
            learning.learn(&issued, |_| Some(*outcome));
        }
        let count = outcomes.len() as f64;
        prop_assert!(regret <= 4.0 * (count * 3.0_f64.ln()).sqrt() + 4.0, "{regret} after {count}");
        prop_assert!(learning.is_understood());
    }
}
