//! Telling an assistant that something it follows may have changed.

use crate::{granted::Granted, resources::Target};
use contract::{Change, Commands, ContextChange, OpenAnswerRequest};
use domain::{Answer, PlaceId, SeriesId, Subject, Variable};
use engine::Engine;
use std::collections::BTreeSet;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// What is followed, and what it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    pub(crate) uri: String,
    target: Target,
    rests_on: RestsOn,
}

/// What the forecast of an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct RestsOn {
    series: BTreeSet<SeriesId>,
    places: BTreeSet<PlaceId>,
}

impl RestsOn {
    fn of(answer: &Answer) -> Self {
        let question = &answer.question;
        let mut series: BTreeSet<SeriesId> = question
            .variables()
            .into_iter()
            .filter_map(|variable| match variable {
                Variable::Series(id) => Some(id),
                _ => None,
            })
            .collect();
        if let Subject::Series { info } = &question.subject {
            series.insert(info.id.clone());
        }
        let mut places: BTreeSet<PlaceId> = question.place.iter().map(|place| place.id).collect();
        if let domain::Asked::Comparison { choices, .. } = &question.asked {
            places.extend(choices.iter().filter_map(|choice| choice.place.as_ref()).map(|place| place.id));
        }
        Self { series, places }
    }

    fn is_touched_by(&self, change: &Change) -> bool {
        match change {
            Change::Guidance { places, .. } => places.iter().any(|place| self.places.contains(place)),
            Change::Series { series, weather } => {
                series.iter().any(|id| self.series.contains(id)) || *weather && !self.places.is_empty()
            }
            Change::Watches => false,
        }
    }
}

/// Something that may touch what is followed.
#[derive(Debug, Clone)]
pub(crate) enum Heard {
    /// What answers rest on changed.
    Change(Change),
    /// A context did.
    Context(ContextChange),
    /// Some changes were not heard, so that everything may be taken for changed.
    Missed,
}

/// Where changes are heard of.
pub(crate) struct Listening {
    changes: Receiver<Change>,
    contexts: Receiver<ContextChange>,
}

impl Listening {
    pub(crate) fn to(engine: &Engine) -> Self {
        Self { changes: engine.changes(), contexts: engine.context_changes() }
    }

    /// The next; `None` when there will be none any more.
    pub(crate) async fn next(&mut self) -> Option<Heard> {
        let (heard, closed) = tokio::select! {
            change = self.changes.recv() => match change {
                Ok(change) => (Heard::Change(change), false),
                Err(error) => (Heard::Missed, error == RecvError::Closed),
            },
            change = self.contexts.recv() => match change {
                Ok(change) => (Heard::Context(change), false),
                Err(error) => (Heard::Missed, error == RecvError::Closed),
            },
        };
        (!closed).then_some(heard)
    }
}

/// Whether a change of what stands at this address is ever told.
pub(crate) fn can_be_followed(uri: &str) -> bool {
    Target::at(uri).is_some_and(|target| {
        matches!(
            target,
            Target::AllSeries
                | Target::Series(_)
                | Target::Values(_)
                | Target::Forecast(_)
                | Target::Now(_)
                | Target::Record
                | Target::Watches
                | Target::Contexts
                | Target::Context(_)
        )
    })
}

/// What is said to a program that may not follow what stands there; nothing where nothing does.
pub(crate) fn refused(granted: &Granted, uri: &str) -> Option<String> {
    granted.refuses(&Target::at(uri)?, "Following this")
}

impl Followed {
    /// What stands at this address; `None` where nothing does that can be followed.
    pub(crate) async fn at(engine: &Engine, uri: &str) -> Option<Self> {
        let target = Target::at(uri).filter(|_| can_be_followed(uri))?;
        let rests_on = match target {
            Target::Forecast(id) | Target::Now(id) => {
                RestsOn::of(&engine.open_answer(OpenAnswerRequest { id }).await.ok()?)
            }
            _ => RestsOn::default(),
        };
        Some(Self { uri: uri.to_owned(), target, rests_on })
    }

    /// Whether it may be other than before.
    pub(crate) fn is_touched_by(&self, heard: &Heard) -> bool {
        match (&self.target, heard) {
            (_, Heard::Missed) | (Target::Contexts, Heard::Context(_)) => true,
            (Target::Context(id), Heard::Context(change)) => *id == change.context,
            (_, Heard::Context(_)) => false,
            (_, Heard::Change(change)) => self.is_touched_by_change(change),
        }
    }

    fn is_touched_by_change(&self, change: &Change) -> bool {
        match (&self.target, change) {
            (Target::AllSeries | Target::Record, Change::Series { .. })
            | (Target::Watches, Change::Watches) => true,
            (Target::Series(id) | Target::Values(id), Change::Series { series, .. }) => series.contains(id),
            // As it was given it stays; what came of it may become known.
            (Target::Forecast(_), Change::Guidance { .. }) => false,
            (Target::Forecast(_) | Target::Now(_), change) => self.rests_on.is_touched_by(change),
            _ => false,
        }
    }
}

/// Those of `followed` to be told of.
pub(crate) fn touched<'a>(followed: &'a [Followed], heard: &'a Heard) -> impl Iterator<Item = &'a Followed> {
    followed.iter().filter(move |followed| followed.is_touched_by(heard))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{ContextId, Permission};
    use domain::AnswerId;

    fn followed(target: Target, rests_on: RestsOn) -> Followed {
        Followed { uri: target.uri(), target, rests_on }
    }

    #[test]
    fn only_what_rests_on_it_is_touched() {
        let load = SeriesId("load".to_owned());
        let on_load = RestsOn { series: BTreeSet::from([load.clone()]), places: BTreeSet::new() };
        let on_porto = RestsOn { series: BTreeSet::new(), places: BTreeSet::from([PlaceId(7)]) };
        let arrived = |id: &str, weather| Change::Series { series: vec![SeriesId(id.to_owned())], weather };
        let guidance = |place| Change::Guidance { places: vec![PlaceId(place)], what: "forecast".to_owned() };
        let now = |rests_on: &RestsOn| followed(Target::Now(AnswerId(1)), rests_on.clone());
        for (what, change, expected) in [
            (now(&on_load), arrived("load", false), true),
            (now(&on_load), arrived("sales", false), false),
            (now(&on_load), arrived("station", true), false),
            (now(&on_porto), arrived("station", true), true),
            (now(&on_porto), arrived("sales", false), false),
            (now(&on_porto), guidance(7), true),
            (now(&on_porto), guidance(8), false),
            (now(&on_porto), Change::Watches, false),
            (followed(Target::Forecast(AnswerId(1)), on_porto.clone()), guidance(7), false),
            (followed(Target::Forecast(AnswerId(1)), on_porto.clone()), arrived("station", true), true),
            (followed(Target::Series(load.clone()), RestsOn::default()), arrived("load", false), true),
            (followed(Target::Series(load), RestsOn::default()), arrived("sales", false), false),
            (followed(Target::AllSeries, RestsOn::default()), arrived("sales", false), true),
            (followed(Target::Record, RestsOn::default()), arrived("sales", false), true),
            (followed(Target::Watches, RestsOn::default()), Change::Watches, true),
            (followed(Target::Watches, RestsOn::default()), guidance(7), false),
        ] {
            assert_eq!(what.is_touched_by(&Heard::Change(change.clone())), expected, "{what:?} {change:?}");
            assert_eq!(touched(&[what], &Heard::Missed).count(), 1);
        }
    }

    #[test]
    fn a_context_is_touched_by_its_own_changes_only() {
        let change = |context| {
            let context = ContextId(context);
            Heard::Context(ContextChange { context, revision: 2, sufficient: true, dropped: false })
        };
        let context = followed(Target::Context(ContextId(3)), RestsOn::default());
        let all = followed(Target::Contexts, RestsOn::default());
        let record = followed(Target::Record, RestsOn::default());
        assert!(context.is_touched_by(&change(3)) && !context.is_touched_by(&change(4)));
        assert!(all.is_touched_by(&change(4)) && !record.is_touched_by(&change(4)));
        assert!(!context.is_touched_by(&Heard::Change(Change::Watches)));
        let predicts = Granted::of([Permission::Predict]);
        assert_eq!(refused(&predicts, &Target::Context(ContextId(3)).uri()), None);
        assert!(refused(&predicts, &Target::Record.uri()).is_some_and(|words| words.contains("“read”")));
    }

    #[test]
    fn what_never_tells_of_a_change_cant_be_followed() {
        assert!(can_be_followed("forecastle://forecasts/3/now"));
        assert!(can_be_followed("forecastle://watches"));
        assert!(!can_be_followed("forecastle://places"));
        assert!(!can_be_followed("forecastle://forecasts/3/charts"));
        assert!(!can_be_followed("https://example.org"));
    }
}
