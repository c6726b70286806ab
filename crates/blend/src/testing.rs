//! Tracks for the tests of this crate.

use domain::{Origin, OriginKind, Series, Step, Track, Variable};
use jiff::{SignedDuration, Zoned};

/// An hourly track with a value for each hour.
pub(crate) fn track(variable: Variable, start: &Zoned, hours: usize, value: impl Fn(&Zoned) -> f64) -> Track {
    let values: Vec<f64> = (0..hours)
        .map(|hour| value(&(start + SignedDuration::from_hours(i64::try_from(hour).expect("few")))))
        .collect();
    let history = Series::new(start.clone(), Step::HOUR, values).expect("a step");
    Track::of_weather(variable, history, Origin::new(OriginKind::ObservedHourly, "test"))
}
