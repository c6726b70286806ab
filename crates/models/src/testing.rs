//! Tracks for the tests of this crate.

use domain::{Origin, OriginKind, Series, SeriesId, SeriesKind, Step, Support, Track, Unit, Variable};
use jiff::Zoned;

/// A level, any real number, with these values.
pub(crate) fn level(values: &[f64], step: Step) -> Track {
    let start: Zoned = "2012-03-01T00:00[UTC]".parse().expect("a zoned time");
    Track {
        variable: Variable::Series(SeriesId("test".to_owned())),
        unit: Unit::Named("things".to_owned()),
        support: Support::REAL,
        kind: Some(SeriesKind::Level),
        history: Series::new(start, step, values.to_vec()).expect("a step"),
        reference: None,
        origin: Origin {
            kind: OriginKind::ObservedHourly,
            title: "test".to_owned(),
            years: None,
            distance: None,
            credit: String::new(),
            caveats: Vec::new(),
        },
        reference_origin: None,
        covariates: Vec::new(),
    }
}
