use contract::{Problem, ProblemCode};
use domain::{AccessToken, Place, PlaceId, Question, SeriesId, SeriesInfo, Subject, Variable};
use std::collections::BTreeSet;

/// The single series and places that a token opens. With it a question is read as if there were no others of the user's, and
/// whatever it still comes to be about is held against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    series: BTreeSet<SeriesId>,
    places: BTreeSet<PlaceId>,
}

impl Limits {
    /// Those of a token; `None` for one that opens any.
    #[must_use]
    pub fn of(token: &AccessToken) -> Option<Self> {
        token.is_limited().then(|| Self {
            series: token.series.iter().cloned().collect(),
            places: token.places.iter().map(|place| place.id).collect(),
        })
    }

    pub(crate) fn open_series(&self, info: &SeriesInfo) -> bool {
        self.series.contains(&info.id)
    }

    pub(crate) fn open_place(&self, place: &Place) -> bool {
        self.places.contains(&place.id)
    }

    /// # Errors
    /// When the question is about another series or place.
    pub(crate) fn check(&self, question: &Question) -> Result<(), Problem> {
        let refused = |what: &str| {
            let detail = format!("The question is about {what}, which this token doesn't open.");
            Err(Problem::new(ProblemCode::NotAllowed, "That isn't allowed", detail))
        };
        let about_series = matches!(&question.subject, Subject::Series { .. });
        if let Subject::Series { info } = &question.subject
            && !self.open_series(info)
        {
            return refused("a series");
        }
        let variables = question.variables();
        let mut series = variables.iter().filter_map(|variable| match variable {
            Variable::Series(id) => Some(id),
            _ => None,
        });
        if !series.all(|id| self.series.contains(id)) {
            return refused("a series");
        }
        let choices = question.choices();
        let mut places = choices.iter().chain([question]).filter_map(|question| question.place.as_ref());
        // A series may lie at a place of its own.
        if !about_series && !places.all(|place| self.open_place(place)) {
            return refused("a place");
        }
        if !about_series && question.place.is_none() && choices.iter().all(|choice| choice.place.is_none()) {
            return refused("no place in particular");
        }
        Ok(())
    }
}
