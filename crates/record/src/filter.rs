use domain::{Issue, PlaceId, RecordedForecast, Subject, Variable};
use jiff::Timestamp;

/// Which part of the record to look at; everything at first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Asked about this place only.
    pub place: Option<PlaceId>,
    /// For this use only.
    pub use_case: Option<UseCase>,
    /// Of this variable only; events count where they rest on nothing else.
    pub variable: Option<Variable>,
    /// Issued from this moment on.
    pub since: Option<Timestamp>,
    /// What was asked as of moments of the past in place of what was issued live.
    pub as_of: bool,
}

/// What forecasts are asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum UseCase {
    /// An activity, by its key.
    Activity(String),
    /// The weather itself.
    Weather,
    /// A series that isn't weather, by its name in the store.
    Series(String),
}

impl UseCase {
    /// What a forecast was asked for, and as shown to a person.
    pub(crate) fn of(recorded: &RecordedForecast) -> (Self, String) {
        match &recorded.claim.question.subject {
            Subject::Activity { id, title } => (Self::Activity(id.clone()), title.clone()),
            Subject::Weather => (Self::Weather, "Weather".to_owned()),
            Subject::Series { info } => (Self::Series(info.id.0.clone()), info.title.clone()),
        }
    }
}

impl Filter {
    /// Whether a forecast is looked at.
    #[must_use]
    pub fn takes(&self, recorded: &RecordedForecast) -> bool {
        let place = recorded.claim.question.place.as_ref().map(|place| place.id);
        self.as_of == (recorded.issue == Issue::AsOf)
            && self.place.is_none_or(|wanted| place == Some(wanted))
            && self.since.is_none_or(|since| recorded.issue_time >= since)
            && self.use_case.as_ref().is_none_or(|wanted| *wanted == UseCase::of(recorded).0)
            && self.variable.as_ref().is_none_or(|wanted| {
                recorded.variables.iter().any(|(variable, ..)| variable == wanted)
                    || recorded.claim.question.variables().contains(wanted)
            })
    }

    /// Whether an event is looked at: with a variable asked for, only where it rests on nothing else.
    pub(crate) fn takes_event(&self, recorded: &RecordedForecast) -> bool {
        let variables = || recorded.claim.question.variables();
        self.variable.as_ref().is_none_or(|wanted| variables().iter().all(|variable| variable == wanted))
    }
}
