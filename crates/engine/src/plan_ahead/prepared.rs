//! Forecasts worked out before they were asked for.

use crate::{forecast::Forecast, valid_times::Grid};
use domain::{Context, Question, Track};
use jiff::Zoned;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// The most that are kept; each takes some megabytes.
const KEPT: usize = 8;

/// What one question rests on, side by side for places that are compared.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    pub(crate) question: Question,
    pub(crate) context: Arc<Context>,
    pub(crate) grid: Grid,
}

/// Forecasts for a question, as issued then.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) issue_time: Zoned,
    pub(crate) sides: Vec<(Basis, Forecast)>,
}

/// The forecasts prepared last.
#[derive(Default)]
pub(crate) struct PreparedForecasts {
    kept: Mutex<VecDeque<Arc<Prepared>>>,
    used: AtomicU64,
}

impl PreparedForecasts {
    /// Keeps a forecast in place of an older one for the same question.
    pub(crate) fn keep(&self, prepared: Prepared) {
        let mut kept = self.hold();
        kept.retain(|known| {
            let same =
                |(a, b): (&(Basis, Forecast), &(Basis, Forecast))| is_same(&a.0.question, &b.0.question);
            known.sides.len() != prepared.sides.len() || !known.sides.iter().zip(&prepared.sides).all(same)
        });
        kept.push_front(Arc::new(prepared));
        kept.truncate(KEPT);
    }

    /// What was prepared for this, if nothing that it rests on has changed since and the hour is the same.
    pub(crate) fn find(&self, asked: &[Basis], issue_time: &Zoned) -> Option<Arc<Prepared>> {
        self.hold().iter().find(|prepared| prepared.holds_for(asked, issue_time)).cloned()
    }

    /// One was shown to a person.
    pub(crate) fn was_used(&self) {
        self.used.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn clear(&self) {
        self.hold().clear();
    }

    /// How many are ready, and how often one was used.
    pub(crate) fn counts(&self) -> (usize, u64) {
        (self.hold().len(), self.used.load(Ordering::Relaxed))
    }

    fn hold(&self) -> MutexGuard<'_, VecDeque<Arc<Prepared>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prepared {
    fn holds_for(&self, asked: &[Basis], issue_time: &Zoned) -> bool {
        let hour = |moment: &Zoned| (moment.date(), moment.hour(), moment.offset());
        self.sides.len() == asked.len()
            && self.issue_time <= *issue_time
            && hour(&self.issue_time) == hour(&issue_time.with_time_zone(self.issue_time.time_zone().clone()))
            && self.sides.iter().zip(asked).all(|((basis, _), asked)| {
                is_same(&basis.question, &asked.question)
                    && basis.grid == asked.grid
                    && tells_the_same(&basis.context, &asked.context)
            })
    }
}

/// Whether two questions mean the same, whatever their words and what had to be assumed.
fn is_same(a: &Question, b: &Question) -> bool {
    a.subject == b.subject
        && a.asked == b.asked
        && a.place == b.place
        && a.spans == b.spans
        && a.criteria == b.criteria
}

/// Whether nothing was learnt between two contexts that a forecast could see.
fn tells_the_same(a: &Context, b: &Context) -> bool {
    a.tracks.len() == b.tracks.len() && a.tracks.iter().zip(&b.tracks).all(|(a, b)| is_same_track(a, b))
}

fn is_same_track(a: &Track, b: &Track) -> bool {
    // What was received stays as it was; more of it is more runs, or said for later.
    let state = |track: &Track| {
        track.guidance.as_deref().map(|guidance| {
            let past: usize = guidance.at_leads.iter().map(|past| past.said.len()).sum();
            (guidance.runs.len(), guidance.runs.iter().map(|run| run.known_since).max(), past)
        })
    };
    a.variable == b.variable
        && a.kind == b.kind
        && a.covariates.len() == b.covariates.len()
        && state(a) == state(b)
        && a.history == b.history
        && a.reference == b.reference
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Aggregation, Asked, Edits, Origin, OriginKind, Scenarios, Series, Span, Step, Subject, Variable,
    };

    fn moment(text: &str) -> Zoned {
        format!("{text}[Europe/Lisbon]").parse().expect("a moment")
    }

    fn basis(values: &[f64]) -> Basis {
        let history = Series::new(moment("2026-11-25T00:00"), Step::HOUR, values.to_vec()).expect("a step");
        let origin = Origin::new(OriginKind::Yours, "a test");
        let times: Arc<[jiff::Timestamp]> = [moment("2026-11-27T08:00").timestamp()].into();
        Basis {
            question: Question {
                text: "how warm".to_owned(),
                subject: Subject::Weather,
                asked: Asked::Amount { variable: Variable::Temperature, aggregation: Aggregation::Mean },
                place: None,
                spans: vec![Span { start: moment("2026-11-27T08:00"), end: moment("2026-11-27T09:00") }],
                criteria: Vec::new(),
                assumptions: Vec::new(),
                edits: Edits::default(),
            },
            context: Arc::new(Context {
                issue_time: moment("2026-11-26T08:01").timestamp(),
                place: None,
                tracks: vec![Track::of_weather(Variable::Temperature, history, origin)],
                gaps: Vec::new(),
            }),
            grid: Grid { times, step: Step::HOUR },
        }
    }

    fn forecast() -> Forecast {
        let times: Arc<[jiff::Timestamp]> = [moment("2026-11-27T08:00").timestamp()].into();
        Forecast {
            scenarios: Scenarios::new(vec![Variable::Temperature], times, 1, vec![1.0]).expect("the shape"),
            usual: None,
            models: Vec::new(),
            marginals: Vec::new(),
            weights: Vec::new(),
            experts: Vec::new(),
            raw: None,
            calibration: None,
            issued: Vec::new(),
            unlearnt: Vec::new(),
            state: Vec::new(),
        }
    }

    #[test]
    fn a_forecast_is_used_within_its_hour_as_long_as_nothing_else_is_known() {
        let prepared = PreparedForecasts::default();
        let issued =
            |at: &str| Prepared { issue_time: moment(at), sides: vec![(basis(&[1.0, 2.0]), forecast())] };
        prepared.keep(issued("2026-11-26T08:01"));
        let found = |basis: Basis, at: &str| prepared.find(&[basis], &moment(at)).is_some();
        assert!(found(basis(&[1.0, 2.0]), "2026-11-26T08:59"));
        assert!(!found(basis(&[1.0, 2.0]), "2026-11-26T09:00"), "another hour");
        assert!(!found(basis(&[1.0, 2.0]), "2026-11-26T08:00"), "not known by then");
        assert!(!found(basis(&[1.0, 2.0, 3.0]), "2026-11-26T08:59"), "a newer value");
        assert!(!found(basis(&[1.0, 2.5]), "2026-11-26T08:59"), "a value put right");
        let mut later = basis(&[1.0, 2.0]);
        later.question.spans[0].end = moment("2026-11-27T10:00");
        assert!(!found(later, "2026-11-26T08:59"), "another question");
        let mut otherwise = basis(&[1.0, 2.0]);
        otherwise.question.text = "temperature tomorrow".to_owned();
        assert!(found(otherwise, "2026-11-26T08:59"), "in other words");
        prepared.keep(issued("2026-11-26T08:30"));
        assert_eq!(prepared.counts(), (1, 0), "it takes the place of the older one");
        prepared.clear();
        assert!(!found(basis(&[1.0, 2.0]), "2026-11-26T08:59"));
    }
}
