use super::*;
use crate::{
    assets,
    sources::sample_weather::SampleWeather,
    test_questions::{outing, place},
};
use domain::{Source as _, Track};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use proptest::prelude::*;

fn series(first_hour: i64, values: Vec<f64>) -> Series {
    let start = Timestamp::from_second(first_hour * 3600).expect("a moment").to_zoned(TimeZone::UTC);
    Series::new(start, Step::HOUR, values).expect("a step")
}

/// Temperatures that are the sum of a day's course and of chance.
fn hours(count: usize, add: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut state = 7_u64;
    (0..count)
        .map(|hour| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            10.0 + 5.0 * (hour as f64 / 24.0 * std::f64::consts::TAU).sin()
                + (state >> 40) as f64 / f64::from(1 << 24)
                + add(hour)
        })
        .collect()
}

fn mean(difference: &Difference) -> f64 {
    (0..24).map(|hour| difference.applied(0.0, hour)).sum::<f64>() / 24.0
}

#[test]
fn the_height_is_believed_until_the_days_say_better() {
    let learnt = |days: usize| {
        let other = series(0, hours(days * 24, |_| 0.0));
        let wanted = series(0, hours(days * 24, |_| -4.0));
        Difference::learnt(&wanted, &other, &Variable::Temperature, -2.6, 400.0).map(|found| mean(&found))
    };
    assert_eq!(learnt(1), None);
    let means: Vec<f64> = [2, 7, 30, 300].map(|days| learnt(days).expect("enough")).to_vec();
    assert!(means.windows(2).all(|pair| pair[1] < pair[0]), "{means:?}");
    assert!((-3.6..-2.7).contains(&means[0]) && (-4.0..-3.9).contains(&means[3]), "{means:?}");
}

#[test]
fn hours_of_the_day_differ_and_speeds_by_a_factor() {
    let by_day = |hour: usize| if (hour % 24) < 12 { -3.0 } else { 1.0 };
    let (other, wanted) = (series(0, hours(2400, |_| 0.0)), series(0, hours(2400, by_day)));
    let found = Difference::learnt(&wanted, &other, &Variable::Temperature, 0.0, 0.0).expect("enough");
    // Two degrees off the whole, of which what forty days tell is believed: 43 of 53 parts.
    let (night, day) = (found.applied(0.0, 3), found.applied(0.0, 15));
    assert!((day - night - 4.0 * 43.0 / 53.0).abs() < 0.1 && (night + day + 2.0).abs() < 0.2, "{found:?}");
    let half = series(0, other.values().iter().map(|value| value / 2.0).collect());
    let found = Difference::learnt(&half, &other, &Variable::WindSpeed, 0.0, 0.0).expect("enough");
    assert!((found.applied(10.0, 0) - 5.0).abs() < 0.3, "{found:?}");
    let found = Difference::learnt(&half, &other, &Variable::Precipitation, 0.0, 0.0).expect("enough");
    assert!((found.applied(2.0, 0) - 2.0).abs() < 1e-12, "rain stays as it is");
}

/// The airports of New York in 2013: one as the user's station with so many days behind it, another as the record, held out days after.
/// (mean absolute error as it is, moved by one amount, moved by the hour)
fn errors_between_airports(days: usize) -> [f64; 3] {
    let stations: Vec<Series> = assets::stations()
        .filter(|station| station.id.contains("hourly") && station.id.contains("new-york"))
        .map(|station| {
            let only = SampleWeather::of(vec![assets::load_station(&station.id).expect("built in")]);
            let question = outing(place("New York"), "2014-01-02", &[Variable::Temperature]);
            let tracks = only.tracks(&question, &[Variable::Temperature], Timestamp::MAX).expect("there");
            tracks.into_iter().map(|Track { history, .. }| history).next().expect("a temperature")
        })
        .collect();
    assert_eq!(stations.len(), 3);
    let (mut sums, mut count) = ([0.0; 3], 0.0);
    for (a, wanted) in stations.iter().enumerate() {
        for other in stations.iter().enumerate().filter(|(b, _)| *b != a).map(|(_, other)| other) {
            for origin in (95..330).step_by(45) {
                let issue = wanted.first_time() + SignedDuration::from_hours(24 * origin);
                let known = wanted.known_at(issue).tail(days * 24);
                let difference =
                    Difference::learnt(&known, &other.known_at(issue), &Variable::Temperature, 0.0, 0.0)
                        .expect("they overlap");
                let level = mean(&difference);
                let from = wanted.index_at(issue);
                let hour_of_day = hours_of_day(wanted);
                for at in from..(from + 30 * 24).min(wanted.len()) {
                    let (Some(told), value) = (other.value_at(wanted.time(at)), wanted.values()[at]) else {
                        continue;
                    };
                    if value.is_nan() {
                        continue;
                    }
                    for (sum, said) in
                        sums.iter_mut().zip([told, told + level, difference.applied(told, hour_of_day(at))])
                    {
                        *sum += (said - value).abs();
                    }
                    count += 1.0;
                }
            }
        }
    }
    sums.map(|sum| sum / count)
}

#[test]
fn what_is_learnt_between_real_stations_holds_in_the_month_after() {
    for days in [3, 14, 90] {
        let [as_it_is, by_amount, by_hour] = errors_between_airports(days);
        assert!(by_hour < by_amount && by_hour < as_it_is, "{days} days: {as_it_is} {by_amount} {by_hour}");
    }
}

proptest! {
    #[test]
    fn nothing_later_than_the_pairs_and_no_odd_number_comes_of_it(
        wanted in proptest::collection::vec(prop_oneof![Just(f64::NAN), -60.0..60.0f64], 0..400),
        other in proptest::collection::vec(prop_oneof![Just(f64::NAN), -60.0..60.0f64], 0..400),
        apart in -100..100i64,
        assumed in -9.0..9.0f64,
    ) {
        let (wanted, other) = (series(0, wanted), series(apart, other));
        for variable in [Variable::Temperature, Variable::WindSpeed, Variable::CloudCover] {
            if let Some(found) = Difference::learnt(&wanted, &other, &variable, assumed, assumed * 100.0) {
                prop_assert!(found.hours >= FEWEST);
                for hour in 0..24 {
                    let moved = found.applied(1.0, hour);
                    prop_assert!(moved.is_finite() && moved.abs() < 1000.0, "{moved}");
                }
                // What lies behind the newest hour of the one teaches nothing.
                let cut = wanted.newest_index().map_or(0, |newest| newest + 1);
                let until = other.index_at(wanted.time(cut));
                let again = Difference::learnt(&wanted, &other.slice(0..until), &variable, assumed, assumed * 100.0);
                prop_assert_eq!(again.as_ref(), Some(&found));
            }
        }
    }
}
