use super::*;
use crate::testing::{gaussian, verified};
use domain::standard_normal_quantile;
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;

/// What a record is made of: how far outcomes lie from the forecast, in standard deviations of it, by day, hour and use case.
type Shift<'a> = &'a dyn Fn(i32, u8, &str) -> f64;

/// A record of calibrated forecasts of N(m, 2): the errors of a day's hours are much the same, and hang together from day to day.
/// Rain is a truncated one, with most hours dry.
fn record(seed: u64, days: i32, shift: Shift<'_>) -> Vec<Checked> {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut normal = move || standard_normal_quantile(random.random_range(1e-9..1.0 - 1e-9));
    let mut all = Vec::new();
    let places = [(PlaceId(1), "Porto"), (PlaceId(2), "Lisbon")];
    for (place, name) in places {
        for variable in [Variable::Temperature, Variable::Precipitation] {
            let mut level = normal();
            for day in 0..days {
                level = 0.5 * level + 0.75_f64.sqrt() * normal();
                for hour in [2_u8, 8, 14, 20] {
                    let use_case = if (day + i32::from(hour)) % 4 < 2 { "Picnic" } else { "Weather" };
                    let z = 0.8 * level + 0.6 * normal() + shift(day, hour, use_case);
                    let probability = distribution(z);
                    let rain = variable == Variable::Precipitation;
                    // Dry up to the level 0.7.
                    let dry = rain && probability < 0.7;
                    let error = match (rain, dry) {
                        (false, _) => 2.0 * z,
                        (true, true) => -0.1,
                        (true, false) => (z - 0.524) - 0.1,
                    };
                    all.push(Checked {
                        place: Some((place, name.to_owned())),
                        variable: variable.clone(),
                        variable_name: variable.name().to_owned(),
                        unit: variable.unit().expect("weather"),
                        use_case: use_case.to_owned(),
                        day: 20_000 + day,
                        hour,
                        season: Season::ALL[usize::try_from(day / 90 % 4).expect("not negative")],
                        lead: if hour < 12 { LeadBucket::Day } else { LeadBucket::ThreeDays },
                        error,
                        transform: if dry { 0.35 } else { probability },
                        tied: if dry { 0.7 } else { 0.0 },
                        held: (dry || probability >= 0.1) && probability <= 0.9,
                        scores: (z.abs(), Some(normal().abs() * 1.5)),
                    });
                }
            }
        }
    }
    all
}

fn distribution(z: f64) -> f64 {
    // The logistic approximation of Page (1977), to 0.0002: near enough to make calibrated forecasts.
    let shape = (2.0 / std::f64::consts::PI).sqrt() * (z + 0.044_715 * z.powi(3));
    1.0 / (1.0 + (-2.0 * shape).exp())
}

fn found(checked: &[Checked]) -> Option<Insight> {
    insight(checked, &[], UnitSystem::Metric)
}

#[test]
fn where_there_is_nothing_to_see_nothing_is_said() {
    for days in [30, 60, 120, 365] {
        let records: usize = if days > 200 { 100 } else { 300 };
        let wrong: Vec<Insight> =
            (0..records).filter_map(|seed| found(&record(seed as u64, days, &|_, _, _| 0.0))).collect();
        println!("{days} days: {} of {records} records with nothing to see tell something", wrong.len());
        assert!(wrong.len() * 20 < records, "{days}: {wrong:?}");
    }
}

#[test]
fn a_bias_of_the_mornings_is_told_with_its_amount() {
    let checked = record(7, 120, &|_, hour, _| if hour == 8 { 0.8 } else { 0.0 });
    let told = found(&checked).expect("a bias");
    assert!(told.id.starts_with("bias/") && told.id.ends_with("/mornings"), "{told:?}");
    assert!(
        told.sentence.starts_with("Mornings in ") && told.sentence.ends_with(" on 120 days."),
        "{told:?}"
    );
    assert_eq!(told.since, "Forecastle learns from it, but hasn't corrected all of it yet.");
}

#[test]
fn biases_are_found_in_most_records_that_have_one() {
    let hit = (0..100)
        .filter(|seed| {
            let checked = record(*seed, 120, &|_, hour, _| if hour == 8 { 0.8 } else { 0.0 });
            found(&checked).is_some_and(|told| told.id.ends_with("/mornings"))
        })
        .count();
    println!("a bias of 0.8 standard deviations on 120 mornings: told of in {hit} of 100 records");
    assert!(hit >= 80, "{hit}");
}

#[test]
fn what_is_corrected_is_said_to_be() {
    let checked = record(3, 150, &|day, _, _| if day < 95 { 1.2 } else { 0.0 });
    let told = found(&checked).expect("a bias");
    assert!(told.since.starts_with("Corrected since "), "{told:?}");
}

#[test]
fn what_was_dismissed_is_not_told_again() {
    let checked = record(7, 120, &|_, hour, _| if hour == 8 { 0.8 } else { 0.0 });
    let mut dismissed = Vec::new();
    while let Some(told) = insight(&checked, &dismissed, UnitSystem::Metric) {
        assert!(!dismissed.contains(&told.id));
        dismissed.push(told.id);
    }
    assert!(!dismissed.is_empty());
}

#[test]
fn narrow_ranges_and_a_use_case_of_its_own_are_told() {
    let mut narrow = record(5, 120, &|_, _, _| 0.0);
    for (index, one) in narrow.iter_mut().enumerate() {
        one.held = index % 2 == 0;
    }
    let told = found(&narrow).expect("narrow ranges");
    assert!(told.id.starts_with("coverage/") && told.sentence.contains(" too narrow"), "{told:?}");

    let mut uneven = record(5, 120, &|_, _, _| 0.0);
    for one in uneven.iter_mut().filter(|one| one.use_case == "Picnic") {
        one.scores = (one.scores.0 * 0.1, one.scores.1.map(|usual| usual * 2.0));
    }
    let told = found(&uneven).expect("a use case");
    assert!(told.id.starts_with("skill/"), "{told:?}");
    assert!(told.sentence.contains("than the others: they "), "{told:?}");
}

#[test]
fn valid_times_are_read_off_a_verified_forecast() {
    let experts = [("climatology", gaussian(20.0, 4.0, 2))];
    let one = verified(&gaussian(20.0, 2.0, 2), &experts, &[Some(22.0), None]);
    let all = checked(&one, None, ("temperature", &Unit::Celsius), "Weather");
    assert_eq!(all.len(), 1);
    // Φ(1) = 0.8413; the closed form of the CRPS gives 2 · 0.602441 and 4 · 0.331404.
    assert!((all[0].error - 2.0).abs() < 1e-9 && (all[0].transform - 0.841).abs() < 0.01, "{:?}", all[0]);
    assert!(
        (all[0].scores.0 - 1.2049).abs() < 0.03 && (all[0].scores.1.expect("known") - 1.3256).abs() < 0.04
    );
    assert_eq!((all[0].hour, all[0].held, all[0].season), (18, true, Season::Summer));
}

#[test]
fn differences_have_no_offset() {
    assert_eq!(difference(1.0, &Unit::Celsius, UnitSystem::Imperial).as_deref(), Some("1.8 °F"));
    assert_eq!(difference(-0.4, &Unit::Millimetre, UnitSystem::Metric).as_deref(), Some("0.4 mm"));
    assert_eq!(difference(0.001, &Unit::Millimetre, UnitSystem::Metric), None);
}
