use super::*;
use crate::rehearsals::{hindcast, noise, present, rehearsal};
use domain::standard_normal_quantile;
use proptest::prelude::*;

const LEADS: usize = 4;

/// The factors on the 80 and the 95 % interval after forecasts whose spread was `spread` times the right one.
fn widened(origins: usize, spread: f64) -> [f64; 2] {
    let rehearsal = rehearsal(origins, LEADS, LEADS, |step| noise(3, step));
    let past = hindcast(&rehearsal, spread, |_| 0.0);
    let before = present(LEADS, &Support::REAL, |level| 10.0 + standard_normal_quantile(level));
    let after = conform(before.clone(), &past, &rehearsal, &Support::REAL).expect("a distribution");
    // At the farthest lead: its bucket holds half of them.
    [89, 97].map(|level| (after.at(LEADS - 1)[level] - 10.0) / (before.at(LEADS - 1)[level] - 10.0))
}

#[test]
fn too_narrow_forecasts_are_widened_and_too_wide_ones_narrowed() {
    for (spread, least, most) in [(0.5, 1.75, 2.3), (2.0, 0.45, 0.65), (1.0, 0.9, 1.15), (0.01, 2.5, 3.2)] {
        let [inner, outer] = widened(500, spread);
        assert!((least..most).contains(&inner), "{spread}: {inner}");
        assert!((least * 0.9..most * 1.1).contains(&outer), "{spread}: {outer}");
    }
}

#[test]
fn few_outcomes_leave_a_forecast_as_it_is_but_for_what_few_cannot_tell() {
    // No origin: nothing is known. One of four outcomes: too few scores for a factor.
    for (origins, wider) in [(0, 4.0 / 9.0), (1, 4.0 / 12.0)] {
        for factor in widened(origins, 0.5) {
            assert!((factor - 1.0 - wider).abs() < 1e-9, "{origins}: {factor}");
        }
    }
    let few = widened(2, 0.5)[0] / (1.0 + 4.0 / 16.0);
    assert!((1.0..1.5).contains(&few), "{few}");
}

#[test]
fn what_the_newest_origins_tell_counts_most() {
    // Forecasts that were right at first and missed by twice their spread since.
    let rehearsal = rehearsal(60, LEADS, LEADS, |step| noise(3, step) * if step < 160 { 1.0 } else { 2.0 });
    let past = hindcast(&rehearsal, 1.0, |_| 0.0);
    let before = present(LEADS, &Support::REAL, standard_normal_quantile);
    let after = conform(before.clone(), &past, &rehearsal, &Support::REAL).expect("a distribution");
    let factor = after.at(LEADS - 1)[89] / before.at(LEADS - 1)[89];
    assert!((1.6..2.4).contains(&factor), "{factor}");
}

#[test]
fn the_median_is_kept_and_quantiles_rise() {
    let rehearsal = rehearsal(100, LEADS, LEADS, |step| 4.0 * noise(3, step));
    let past = hindcast(&rehearsal, 1.0, |_| 0.0);
    let before = present(LEADS, &Support::REAL, |level| -3.0 * (1.0 - level).ln());
    let after = conform(before.clone(), &past, &rehearsal, &Support::REAL).expect("a distribution");
    for time in 0..LEADS {
        assert!((after.at(time)[49] - before.at(time)[49]).abs() < 1e-12);
        assert!(after.at(time).windows(2).all(|pair| pair[0] <= pair[1]));
    }
}

#[test]
fn what_has_a_mass_at_its_bound_is_left_alone() {
    let support = Support { lower: Some(0.0), zero_inflated: true, ..Support::REAL };
    let rehearsal = rehearsal(200, LEADS, LEADS, |step| noise(3, step).abs());
    let before = present(LEADS, &support, |level| (level - 0.7).max(0.0));
    let after = conform(before.clone(), &hindcast(&rehearsal, 0.1, |_| 0.0), &rehearsal, &support);
    assert_eq!(after, Ok(before));
}

#[test]
fn whole_numbers_stay_whole_and_within_bounds() {
    let support = Support { lower: Some(0.0), integer: true, ..Support::REAL };
    let rehearsal = rehearsal(200, LEADS, LEADS, |step| 5.0 + 3.0 * noise(3, step));
    let before = present(LEADS, &support, |level| (6.0 * level).round());
    let after = conform(before, &hindcast(&rehearsal, 1.0, |_| 5.0), &rehearsal, &support).expect("counts");
    for value in (0..LEADS).flat_map(|time| after.at(time)) {
        assert!(value.fract().abs() < 1e-12 && *value >= 0.0, "{value}");
    }
}

#[test]
fn what_was_not_said_or_not_observed_is_passed_over() {
    let mut rehearsal = rehearsal(200, LEADS, LEADS, |step| noise(3, step));
    let past = hindcast(&rehearsal, 0.5, |step| if step % 3 == 0 { f64::NAN } else { 0.0 });
    for outcome in rehearsal.outcomes.iter_mut().step_by(5) {
        *outcome = f64::NAN;
    }
    let before = present(LEADS, &Support::REAL, standard_normal_quantile);
    let after = conform(before.clone(), &past, &rehearsal, &Support::REAL).expect("a distribution");
    let factor = after.at(3)[89] / before.at(3)[89];
    assert!((1.5..2.5).contains(&factor), "{factor}");
    // A forecast without any spread tells nothing of spreads.
    let certain = hindcast(&rehearsal, 0.0, |_| 0.0);
    let after = conform(before.clone(), &certain, &rehearsal, &Support::REAL).expect("a distribution");
    // 800 outcomes, of which the short memory counts 0.144: wider by 4 / 123.
    assert!((after.at(3)[89] / before.at(3)[89] - 1.0324).abs() < 5e-4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_factor_and_a_shift_go_through(
        factor in prop_oneof![Just(1e-9), Just(1e9), 1e-2..1e2f64],
        shift in -5.0..5.0f64,
        spread in 0.2..4.0f64,
        origins in 0..80_usize,
    ) {
        let of = |factor: f64, shift: f64| {
            let rehearsal = rehearsal(origins, LEADS, LEADS, |step| factor * (shift + noise(3, step)));
            let past = hindcast(&rehearsal, factor * spread, |_| factor * shift);
            let before =
                present(LEADS, &Support::REAL, |level| factor * (shift + standard_normal_quantile(level)));
            conform(before, &past, &rehearsal, &Support::REAL).expect("a distribution")
        };
        let (plain, moved) = (of(1.0, 0.0), of(factor, shift));
        for time in 0..LEADS {
            for (a, b) in plain.at(time).iter().zip(moved.at(time)) {
                prop_assert!((factor * (a + shift) - b).abs() < 1e-6 * factor, "{} {}", a, b);
            }
        }
    }
}
