//! Tracks for the tests of this crate.

use domain::{Origin, OriginKind, Series, SeriesId, SeriesKind, Step, Track, Unit};
use jiff::Zoned;

/// A level, any real number, with these values.
pub(crate) fn level(values: &[f64], step: Step) -> Track {
    let start: Zoned = "2012-03-01T00:00[UTC]".parse().expect("a zoned time");
    Track::of_series(
        SeriesId("test".to_owned()),
        SeriesKind::Level,
        Unit::Named("things".to_owned()),
        Series::new(start, step, values.to_vec()).expect("a step"),
        Origin::new(OriginKind::ObservedHourly, "test"),
    )
}
