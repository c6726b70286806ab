use domain::{LeadBucket, PlaceId, Situation, Variable};
use serde::{Deserialize, Serialize};

/// Between the parts of a name. Only the last but one may hold it, too.
const SEPARATOR: char = '/';

/// Where a lesson belongs: a kind, one of that kind, and a place or series. What is learnt is kept for each by itself, so that
/// forgetting one forgets what it taught; what others taught is drawn on by how near they are (`Nearness`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope(String);

/// How near two scopes are, from what has least in common: they make the levels of a hierarchy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// Nothing but the lead.
    Everything,
    /// The kind of variable, or of event.
    Kind,
    /// The variable, or the use case, at another place.
    Same,
    /// It is the same one.
    Itself,
}

impl Nearness {
    /// From the widest to the narrowest.
    pub(crate) const ALL: [Self; 4] = [Self::Everything, Self::Kind, Self::Same, Self::Itself];
}

impl Scope {
    /// Of a forecast of one variable.
    #[must_use]
    pub fn of(situation: &Situation) -> Self {
        let kind = match &situation.variable {
            Variable::Precipitation | Variable::RainReported => "rain",
            Variable::Series(_) => "series",
            _ => "weather",
        };
        let (variable, place) = match &situation.variable {
            Variable::Series(id) => ("series", id.0.clone()),
            weather => (weather.name(), place(situation.place)),
        };
        Self(format!("{kind}{SEPARATOR}{variable}{SEPARATOR}{place}"))
    }

    /// Of the chance of an event: `use_case` is the activity or the variable asked about.
    #[must_use]
    pub fn of_event(situation: &Situation, use_case: &str) -> Self {
        let (kind, place) = match &situation.variable {
            Variable::Series(id) => ("series", id.0.clone()),
            _ => ("weather", place(situation.place)),
        };
        Self(format!("{kind}{SEPARATOR}{use_case}{SEPARATOR}{place}"))
    }

    /// Its name in the state at a lead.
    pub(crate) fn at(&self, lead: LeadBucket) -> String {
        format!("{}{SEPARATOR}{}", self.0, lead.index())
    }
}

fn place(place: Option<PlaceId>) -> String {
    place.map_or_else(|| "anywhere".to_owned(), |place| format!("place={}", place.0))
}

/// How near what is kept under one name is to what is kept under another; `None` for another lead.
pub(crate) fn nearness(name: &str, other: &str) -> Option<Nearness> {
    let (of, lead) = name.rsplit_once(SEPARATOR)?;
    let (of_other, other_lead) = other.rsplit_once(SEPARATOR)?;
    if lead != other_lead {
        return None;
    }
    let parts = |of: &'_ str| {
        let mut parts = of.splitn(3, SEPARATOR).map(str::to_owned);
        Some((parts.next()?, parts.next()?))
    };
    let (use_case, other_use_case) = (parts(of)?, parts(of_other)?);
    Some(if of == of_other {
        Nearness::Itself
    } else if use_case == other_use_case {
        Nearness::Same
    } else if use_case.0 == other_use_case.0 {
        Nearness::Kind
    } else {
        Nearness::Everything
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SeriesId;
    use jiff::tz::TimeZone;

    fn scope(variable: Variable, place: Option<i64>) -> String {
        let place = place.map(|id| serde_json::from_value(id.into()).expect("a number"));
        let situation =
            Situation { activity: None, variable, place, time_zone: TimeZone::UTC, southern: false };
        Scope::of(&situation).at(LeadBucket::Day)
    }

    #[test]
    fn scopes_are_as_near_as_what_they_share() {
        let here = scope(Variable::Temperature, Some(1));
        for (other, expected) in [
            (scope(Variable::Temperature, Some(1)), Nearness::Itself),
            (scope(Variable::Temperature, Some(2)), Nearness::Same),
            (scope(Variable::WindSpeed, Some(1)), Nearness::Kind),
            (scope(Variable::Precipitation, Some(1)), Nearness::Everything),
            (scope(Variable::Series(SeriesId("1".to_owned())), None), Nearness::Everything),
        ] {
            assert_eq!(nearness(&here, &other), Some(expected), "{other}");
        }
        let days = here.rsplit_once('/').expect("a lead").0.to_owned() + "/2";
        assert_eq!(nearness(&here, &days), None);
    }
}
