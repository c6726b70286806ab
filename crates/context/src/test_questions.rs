//! Questions for the tests of this crate.

use domain::{
    Aggregation, Asked, Bound, Criterion, Edits, Place, Question, SeriesInfo, Span, Subject, ThresholdSource,
    Variable,
};
use jiff::{ToSpan, Zoned, civil::DateTime, tz::TimeZone};

/// A place of the gazetteer.
pub(crate) fn place(name: &str) -> Place {
    crate::gazetteer::Gazetteer::embedded().find(name).into_iter().next().map(Place::from).expect(name)
}

/// A need with a bound that doesn't matter to what is gathered.
pub(crate) fn need(variable: &Variable, bound: Bound) -> Criterion {
    Criterion {
        label: variable.name().to_owned(),
        variable: variable.clone(),
        aggregation: Aggregation::Every,
        bound,
        source: ThresholdSource::OurDefault,
    }
}

/// An outing of four hours from noon on a day (`2013-06-15`) at a place, that needs these variables.
pub(crate) fn outing(place: Place, day: &str, variables: &[Variable]) -> Question {
    let zone = TimeZone::get(&place.time_zone).expect("a zone of the gazetteer");
    let start: DateTime = format!("{day}T12:00").parse().expect("a day");
    let start = start.to_zoned(zone).expect("a time of that zone");
    let end = start.checked_add(4.hours()).expect("four hours later");
    Question {
        text: "an outing".to_owned(),
        subject: Subject::Weather,
        asked: Asked::Window { hours: 4, negated: false },
        place: Some(place),
        spans: vec![Span { start, end }],
        criteria: variables.iter().map(|variable| need(variable, Bound::AtMost { limit: 0.1 })).collect(),
        assumptions: Vec::new(),
        edits: Edits::default(),
    }
}

/// The value of a series on a day.
pub(crate) fn amount(info: &SeriesInfo, day: &str) -> Question {
    let zone = TimeZone::get(&info.time_zone).expect("a zone");
    let start: DateTime = format!("{day}T00:00").parse().expect("a day");
    let start = start.to_zoned(zone).expect("a time of that zone");
    let end = start.tomorrow().expect("the next day");
    Question {
        text: info.title.clone(),
        subject: Subject::Series { info: info.clone() },
        asked: Asked::Amount { variable: Variable::Series(info.id.clone()), aggregation: Aggregation::Mean },
        place: None,
        spans: vec![Span { start, end }],
        criteria: Vec::new(),
        assumptions: Vec::new(),
        edits: Edits::default(),
    }
}

/// A moment by the clock of a zone: `2013-06-14T18:00[America/New_York]`.
pub(crate) fn moment(text: &str) -> jiff::Timestamp {
    text.parse::<Zoned>().expect("a zoned time").timestamp()
}
