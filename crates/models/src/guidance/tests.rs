//! What every post-processor promises, whatever it is fed.

use super::{Ensemble, GuidanceCase, GuidanceError, GuidanceKind, PostProcessor, walk_forward};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const KINDS: [GuidanceKind; 4] =
    [GuidanceKind::Temperature, GuidanceKind::Wind, GuidanceKind::Rain, GuidanceKind::Cloud];
const LEVELS: [f64; 5] = [0.01, 0.1, 0.5, 0.9, 0.99];

fn case(valid_day: i64, lead_hours: u32, members: Vec<f64>, observed: Option<f64>) -> GuidanceCase {
    GuidanceCase {
        valid_day,
        lead_hours,
        ensemble: Ensemble::Members(members),
        high_resolution: None,
        control: None,
        extra: Vec::new(),
        observed,
    }
}

/// Near zero, and never below.
#[test]
fn light_winds_come_out_calibrated() {
    let cases: Vec<_> = record(700, 24, 11)
        .into_iter()
        .map(|one| {
            let Ensemble::Members(members) = &one.ensemble else { unreachable!("members") };
            let light = |value: f64| (0.2 * (value - 40.0)).max(0.0);
            case(one.valid_day, 24, members.iter().copied().map(light).collect(), one.observed.map(light))
        })
        .collect();
    let (loss, within) = verify(&cases, GuidanceKind::Wind);
    assert!(loss < 0.2 * 0.32, "{loss}");
    assert!((0.7..0.88).contains(&within), "{within}");
}

/// A seasonal signal with noise; the ensemble is 2 too low and four times too sure.
fn record(days: i64, lead_hours: u32, seed: u64) -> Vec<GuidanceCase> {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut noise = move || (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
    (0..days)
        .map(|day| {
            let truth = 50.0 + 10.0 * (day as f64 / 58.0).sin() + 3.0 * noise();
            let centre = truth - 2.0 + noise();
            let members = (0..10).map(|_| centre + 0.25 * noise()).collect();
            case(10_000 + day, lead_hours, members, Some(truth))
        })
        .collect()
}

/// Cases of the second half, mean pinball loss at the deciles, and the share within the central 80 %.
fn verify(cases: &[GuidanceCase], kind: GuidanceKind) -> (f64, f64) {
    let (mut loss, mut within, mut count) = (0.0, 0.0, 0.0);
    for (case, forecast) in cases.iter().zip(walk_forward(kind, cases)).skip(cases.len() / 2) {
        let (forecast, observed) = (forecast.expect("a forecast"), case.observed.expect("an observation"));
        for decile in 1..10_u32 {
            let level = f64::from(decile) / 10.0;
            let error = observed - forecast.quantile(level);
            loss += if error > 0.0 { level * error } else { (level - 1.0) * error } / 9.0;
        }
        within += f64::from(u8::from((forecast.quantile(0.1)..=forecast.quantile(0.9)).contains(&observed)));
        count += 1.0;
    }
    (loss / count, within / count)
}

#[test]
fn a_biased_and_overconfident_ensemble_is_put_right() {
    for (kind, lead) in KINDS.iter().flat_map(|kind| [(*kind, 24), (*kind, 120)]) {
        let (loss, within) = verify(&record(600, lead, 7), kind);
        // A normal with the deviation 1 has a mean pinball loss of 0.27 at the deciles; the raw ensemble is near 1.
        assert!(loss < 0.32, "{kind:?} {lead} {loss}");
        assert!((0.74..0.86).contains(&within), "{kind:?} {lead} {within}");
    }
}

#[test]
fn no_forecast_knows_what_was_observed_after_its_issue() {
    for lead in [24, 30, 120] {
        let cases = record(120, lead, 3);
        let before = walk_forward(GuidanceKind::Temperature, &cases);
        let mut changed = cases.clone();
        let from = 80;
        for case in &mut changed[from..] {
            case.observed = Some(-1e4);
        }
        let after = walk_forward(GuidanceKind::Temperature, &changed);
        for (index, case) in cases.iter().enumerate() {
            let of = |all: &[Result<super::GuidanceForecast, _>]| {
                all[index].as_ref().expect("a forecast").quantiles(&LEVELS)
            };
            let same = of(&before) == of(&after);
            assert_eq!(same, case.known_until() < cases[from].valid_day, "lead {lead}, case {index}");
        }
    }
}

#[test]
fn what_was_learnt_since_the_issue_makes_no_difference() {
    let cases = record(150, 96, 5);
    let mut walked = PostProcessor::new(GuidanceKind::Temperature);
    let mut ahead = PostProcessor::new(GuidanceKind::Temperature);
    let wanted = &cases[140];
    for case in &cases[..140] {
        if case.valid_day <= wanted.known_until() {
            walked.learn(case);
        } else {
            walked.learn(&GuidanceCase { observed: None, ..case.clone() });
        }
        ahead.learn(case);
    }
    let of = |processor: &PostProcessor| processor.forecast(wanted).expect("a forecast").quantiles(&LEVELS);
    assert_eq!(of(&walked), of(&ahead));
}

#[test]
fn short_records_and_odd_values_give_numbers_in_order() {
    let sequences: [fn(i64) -> f64; 9] = [
        |_| 0.0,
        |_| 5.0,
        |day| 1e-12 * (day % 7) as f64,
        |day| 1e12 * (1 + day % 7) as f64,
        |day| -3.0 - (day % 5) as f64,
        |day| if day % 50 == 17 { 1e12 } else { (day % 3) as f64 },
        |day| if day % 4 == 0 { 12.5 } else { 0.0 },
        |day| if day % 9 == 0 { f64::NAN } else { (day % 6) as f64 },
        |day| if day % 9 == 0 { f64::INFINITY } else { day as f64 },
    ];
    for kind in KINDS {
        for (sequence, value) in sequences.iter().enumerate() {
            for (days, members) in [(1, 1), (2, 1), (6, 3), (31, 1), (31, 5), (140, 2)] {
                let cases: Vec<_> = (0..days)
                    .map(|day| {
                        let ensemble = (0..members).map(|member| value(day + member)).collect();
                        case(day, 24, ensemble, Some(value(day)).filter(|value| !value.is_nan()))
                    })
                    .collect();
                for forecast in walk_forward(kind, &cases) {
                    let Ok(forecast) = forecast else { continue };
                    let quantiles = forecast.quantiles(&LEVELS);
                    let fine = quantiles.iter().all(|value| value.is_finite()) && quantiles.is_sorted();
                    assert!(fine, "{kind:?} {sequence} {days} {members}: {quantiles:?}");
                    let chance = forecast.exceeding(0.1);
                    assert!((0.0..=1.0).contains(&chance), "{chance}");
                }
            }
        }
    }
}

#[test]
fn any_number_of_cases_and_one_member_give_numbers_in_order() {
    // Drizzle, storms, all dry, all full, and dry but for one.
    let weathers: [fn(i64) -> f64; 5] = [
        |day| if day % 3 == 0 { 0.1 } else { 0.0 },
        |day| if day % 7 == 0 { 90.0 } else { (day % 4) as f64 },
        |_| 0.0,
        |_| 100.0,
        |day| if day == 24 { 30.0 } else { 0.0 },
    ];
    for kind in KINDS {
        for (weather, value) in weathers.iter().enumerate() {
            for days in [0, 1, 5, 30, 90] {
                let mut processor = PostProcessor::new(kind);
                for day in 0..days {
                    processor.learn(&case(day, 24, vec![value(day + weather as i64 % 2)], Some(value(day))));
                }
                for member in [0.0, 0.3, 250.0, 1e12] {
                    let wanted = case(days + 1, 24, vec![member], None);
                    let forecast = processor.forecast(&wanted).expect("a forecast");
                    let quantiles = forecast.quantiles(&[1e-9, 0.01, 0.5, 0.99, 1.0 - 1e-9]);
                    let fine = quantiles.iter().all(|value| value.is_finite()) && quantiles.is_sorted();
                    assert!(fine, "{kind:?} {weather} {days} {member}: {quantiles:?}");
                    assert!(kind == GuidanceKind::Temperature || quantiles[0] >= 0.0, "{quantiles:?}");
                    assert!((0.0..=1.0).contains(&forecast.exceeding(5.0)));
                }
            }
        }
    }
}

#[test]
fn where_it_never_rains_none_is_forecast() {
    let cases: Vec<_> = (0..60).map(|day| case(day, 24, vec![0.0; 5], Some(0.0))).collect();
    for forecast in walk_forward(GuidanceKind::Rain, &cases).into_iter().flatten() {
        assert!(forecast.quantile(0.99) < 1e-9 && forecast.exceeding(0.1) < 1e-3);
    }
}

#[test]
fn without_training_the_ensemble_stays_as_it_is() {
    let one = case(0, 24, vec![3.0, 1.0, f64::NAN, 2.0], None);
    let forecast = PostProcessor::new(GuidanceKind::Temperature).forecast(&one).expect("a forecast");
    assert_eq!(forecast.quantiles(&[0.1, 0.5, 0.9]), [1.0, 2.0, 3.0]);
}

#[test]
fn guidance_without_a_number_is_refused_and_a_single_run_is_enough() {
    let mut one = case(0, 24, vec![f64::NAN], None);
    let processor = PostProcessor::new(GuidanceKind::Rain);
    assert_eq!(processor.forecast(&one).err(), Some(GuidanceError::Empty));
    one.high_resolution = Some(4.0);
    assert!((processor.forecast(&one).expect("a run").quantile(0.5) - 4.0).abs() < 1e-9);
}

#[test]
fn bounds_are_kept() {
    for kind in [GuidanceKind::Wind, GuidanceKind::Rain, GuidanceKind::Cloud] {
        let cases: Vec<_> = (0..200)
            .map(|day| {
                let value = if day % 3 == 0 { 0.0 } else { 95.0 };
                case(day, 24, vec![value, 100.0 - value, 40.0], Some((value * 7.0).min(100.0)))
            })
            .collect();
        for forecast in walk_forward(kind, &cases).into_iter().flatten() {
            let quantiles = forecast.quantiles(&LEVELS);
            assert!(quantiles[0] >= 0.0);
            assert!(kind != GuidanceKind::Cloud || quantiles[4] <= 100.0, "{quantiles:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Fahrenheit or Celsius, Kelvin or not: the same forecast.
    #[test]
    fn temperature_has_no_favourite_unit(factor in 0.01_f64..50.0, shift in -300.0_f64..300.0, seed in 0_u64..50) {
        let cases = record(90, 48, seed);
        let mapped: Vec<_> = cases
            .iter()
            .map(|one| {
                let Ensemble::Members(members) = &one.ensemble else { unreachable!("members") };
                let members = members.iter().map(|member| factor * member + shift).collect();
                case(one.valid_day, one.lead_hours, members, one.observed.map(|value| factor * value + shift))
            })
            .collect();
        let own = walk_forward(GuidanceKind::Temperature, &cases);
        let other = walk_forward(GuidanceKind::Temperature, &mapped);
        for (own, other) in own.iter().zip(&other) {
            let (own, other) = (own.as_ref().expect("a forecast"), other.as_ref().expect("a forecast"));
            for level in LEVELS {
                let expected = factor * own.quantile(level) + shift;
                let apart = (other.quantile(level) - expected).abs() / factor;
                // Where a descent ends differs by its tolerance.
                prop_assert!(apart < 0.05, "{apart} at {level}");
            }
        }
    }
}
