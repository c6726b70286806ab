use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

#[derive(Debug)]
struct Daily {
    minimum: Vec<f64>,
    maximum: Vec<f64>,
    rain: Vec<f64>,
    wind: Vec<f64>,
}

impl Daily {
    fn hours(&self, first: Date) -> HourlyValues {
        reconstruct_hours(&DailyValues {
            first,
            zone: &new_york(),
            latitude: 40.78,
            longitude: -73.88,
            minimum: &self.minimum,
            maximum: &self.maximum,
            rain: &self.rain,
            wind: &self.wind,
            seed: 7,
        })
    }

    fn until(&self, days: usize) -> Self {
        let cut = |values: &[f64]| values[..days].to_vec();
        Self {
            minimum: cut(&self.minimum),
            maximum: cut(&self.maximum),
            rain: cut(&self.rain),
            wind: cut(&self.wind),
        }
    }
}

fn any_days() -> impl Strategy<Value = Daily> {
    let day = (-20.0..25.0, 0.0..18.0, prop_oneof![Just(0.0), 0.1..60.0], 0.0..15.0, 0..12);
    proptest::collection::vec(day, 1..40).prop_map(|days| Daily {
        minimum: days.iter().map(|day| if day.4 == 0 { f64::NAN } else { day.0 }).collect(),
        maximum: days.iter().map(|day| day.0 + day.1).collect(),
        rain: days.iter().map(|day| if day.4 == 1 { f64::NAN } else { day.2 }).collect(),
        wind: days.iter().map(|day| if day.4 == 2 { f64::NAN } else { day.3 }).collect(),
    })
}

/// The hours of each day, by the length of the day.
fn by_day(hours: &[f64], first: Date, count: usize) -> Vec<&[f64]> {
    let mut rest = hours;
    days(first, count, &new_york())
        .iter()
        .map(|day| {
            let (now, later) = rest.split_at(day.clock.as_slice().len());
            rest = later;
            now
        })
        .collect()
}

proptest! {
    #[test]
    fn hours_keep_the_extremes_the_sum_and_the_mean_of_their_day(daily in any_days(), start in 0..365_i32) {
        let first = date(2013, 1, 1).checked_add(start.days()).unwrap();
        let hourly = daily.hours(first);
        let count = daily.rain.len();
        for (index, hours) in by_day(&hourly.temperature, first, count).into_iter().enumerate() {
            if daily.minimum[index].is_nan() {
                prop_assert!(hours.iter().all(|hour| hour.is_nan()));
                continue;
            }
            let lowest = hours.iter().copied().fold(f64::INFINITY, f64::min);
            let highest = hours.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((lowest - daily.minimum[index]).abs() < 1e-9 && (highest - daily.maximum[index]).abs() < 1e-9);
        }
        for (hours, total) in by_day(&hourly.rain, first, count).into_iter().zip(&daily.rain) {
            prop_assert!(hours.iter().all(|hour| hour.is_nan() || *hour >= 0.0));
            let sum: f64 = hours.iter().sum();
            prop_assert!((sum.is_nan() && total.is_nan()) || (sum - total).abs() < 1e-9);
        }
        for (hours, mean) in by_day(&hourly.wind, first, count).into_iter().zip(&daily.wind) {
            let found = hours.iter().sum::<f64>() / hours.len() as f64;
            prop_assert!((found.is_nan() && mean.is_nan()) || (found - mean).abs() < 1e-9);
        }
    }

    #[test]
    fn hours_depend_on_no_later_day(daily in any_days(), kept in 1..40_usize) {
        let kept = kept.min(daily.rain.len());
        let (whole, part) = (daily.hours(date(2013, 3, 1)), daily.until(kept).hours(date(2013, 3, 1)));
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        for (whole, part) in [(&whole.temperature, &part.temperature), (&whole.rain, &part.rain), (&whole.wind, &part.wind)] {
            prop_assert_eq!(bits(&whole[..part.len()]), bits(part));
        }
    }
}

#[test]
fn a_day_has_as_many_hours_as_the_clock_says() {
    let flat =
        Daily { minimum: vec![0.0; 3], maximum: vec![10.0; 3], rain: vec![12.0; 3], wind: vec![4.0; 3] };
    for (first, hours) in
        [(date(2013, 3, 9), 24 + 23 + 24), (date(2013, 11, 2), 24 + 25 + 24), (date(2013, 7, 1), 72)]
    {
        let hourly = flat.hours(first);
        assert_eq!([hourly.temperature.len(), hourly.rain.len(), hourly.wind.len()], [hours; 3]);
    }
}

#[test]
fn what_is_not_measured_daily_is_not_made_up() {
    let none = Daily { minimum: vec![], maximum: vec![], rain: vec![3.0; 4], wind: vec![] };
    let hourly = none.hours(date(2013, 6, 1));
    assert_eq!((hourly.temperature.len(), hourly.rain.len(), hourly.wind.len()), (0, 96, 0));
}

#[test]
fn the_warmest_hour_is_in_the_afternoon_and_the_coldest_about_sunrise() {
    let daily = Daily { minimum: vec![12.0; 20], maximum: vec![24.0; 20], rain: vec![], wind: vec![] };
    let hourly = daily.hours(date(2013, 6, 10));
    let day = &hourly.temperature[24 * 10..24 * 11];
    let at = |wanted: f64| day.iter().position(|value| (value - wanted).abs() < 1e-9).unwrap();
    assert!((13..=16).contains(&at(24.0)), "warmest at {}", at(24.0));
    assert!((4..=6).contains(&at(12.0)), "coldest at {}", at(12.0));
}

#[test]
fn a_wet_day_has_a_typical_number_of_wet_hours() {
    // New York airports 2013: days of 5 to 15 mm had 7.1 wet hours (0.254 mm or more) and 0.39 of the rain in the heaviest one.
    let daily = Daily { minimum: vec![], maximum: vec![], rain: vec![9.0; 2000], wind: vec![] };
    let hourly = daily.hours(date(2001, 1, 1));
    let wet = hourly.rain.iter().filter(|hour| **hour >= 0.254).count();
    let per_day = wet as f64 / 2000.0;
    assert!((5.5..8.5).contains(&per_day), "{per_day} wet hours");
    let heaviest: f64 =
        hourly.rain.chunks(24).map(|day| day.iter().copied().fold(0.0, f64::max) / 9.0).sum::<f64>() / 2000.0;
    assert!((0.3..0.5).contains(&heaviest), "{heaviest} in the heaviest hour");
}
