//! What is known with a forecast that may go with its error: what learning looks at.

use crate::workers::Spoken;
use answer::Chance;
use blend::{BlendError, Candidates, Checked, EventAsked, Features, Issued, Learning, Scope};
use context::ContextManager;
use domain::{
    Aggregation, Asked, Bound, Criterion, LeadBucket, ModelId, Question, Situation, Subject, ThresholdSource,
    Track, Variable,
};
use jiff::{Timestamp, tz::TimeZone};
use models::{Departure, Model as _};
use std::sync::Arc;

/// What tells of the state of the weather at a place, whatever is asked about.
const STATE: [Variable; 8] = [
    Variable::Temperature,
    Variable::DewPoint,
    Variable::RelativeHumidity,
    Variable::Pressure,
    Variable::Precipitation,
    Variable::WindSpeed,
    Variable::CloudCover,
    Variable::Visibility,
];
/// Features count within this many standard deviations.
const MOST: f64 = 3.0;
/// Half of the distance between the 10 and the 90 % quantile of a normal distribution, in standard deviations.
const HALF_OF_80: f64 = 1.281_551_565_5;

/// The question's situation and the state of the weather at its place when a forecast is issued.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    question: Arc<Question>,
    issue_time: Timestamp,
    departures: Arc<[(Variable, Departure)]>,
}

impl Surroundings {
    pub(crate) fn of(context: &ContextManager, question: &Question, issue_time: Timestamp) -> Self {
        let departures = match question.subject {
            Subject::Series { .. } => Arc::default(),
            Subject::Activity { .. } | Subject::Weather => departures(context, question, issue_time),
        };
        Self { question: Arc::new(question.clone()), issue_time, departures }
    }

    /// Whether they are those of this question too.
    pub(crate) fn are_of(&self, question: &Question) -> bool {
        let place = |question: &Question| question.place.as_ref().map(|place| place.id);
        let first = |question: &Question| question.spans.first().map(|span| span.start.date());
        place(&self.question) == place(question) && first(&self.question) == first(question)
    }

    /// Whether the question is about whether something happens.
    pub(crate) fn is_of_an_event(&self) -> bool {
        matches!(self.question.asked, Asked::Window { .. } | Asked::Event { .. })
    }

    pub(crate) fn with_activity_of(&self, question: &Question) -> Self {
        Self { question: Arc::new(question.clone()), ..self.clone() }
    }

    /// The forecast of one track with what was learnt.
    pub(crate) fn put_right(
        &self,
        learning: &Learning,
        track: &Track,
        candidates: Candidates,
        spoken: &[Spoken],
    ) -> Result<Issued, BlendError> {
        let features = self.features(track, &candidates, spoken);
        learning.put_right(self.scope(track), self.issue_time, candidates, features, &track.support)
    }

    fn scope(&self, track: &Track) -> Scope {
        Scope::of(&situation(&self.question, &track.variable))
    }

    /// What multiplies the prior weights of experts at each valid time: times x experts.
    pub(crate) fn expert_factors(
        &self,
        learning: &Learning,
        track: &Track,
        valid_times: &[Timestamp],
        experts: &[(&ModelId, f64)],
    ) -> Vec<Vec<f64>> {
        let scope = self.scope(track);
        let mut last: Option<(LeadBucket, Vec<f64>)> = None;
        valid_times
            .iter()
            .map(|time| {
                let ahead = time.duration_since(self.issue_time);
                let lead = LeadBucket::of(ahead);
                if last.as_ref().is_none_or(|(known, _)| *known != lead) {
                    last = Some((lead, learning.expert_factors(&scope, ahead, experts)));
                }
                last.as_ref().expect("it was just set").1.clone()
            })
            .collect()
    }

    /// How far the weather at the place lay from the usual, by name.
    pub(crate) fn state(&self) -> Vec<(String, f64)> {
        let clamped = |value: f64| value.clamp(-MOST, MOST);
        let of = |(variable, departure): &(Variable, Departure)| {
            // Whether it rained and how much tell the same.
            let name = if *variable == Variable::RainReported { "rain" } else { variable.name() };
            [
                (format!("{name} now"), clamped(departure.now)),
                (format!("{name}, a day"), clamped(departure.day)),
            ]
        };
        self.departures.iter().flat_map(of).collect()
    }

    fn features(&self, track: &Track, candidates: &Candidates, spoken: &[Spoken]) -> Features {
        let forecast = &candidates.rehearsed;
        let times = forecast.valid_times().len();
        let mut columns = vec![("one".to_owned(), vec![1.0; times])];
        let clamped = |value: f64| value.clamp(-MOST, MOST);
        columns.extend(self.state().into_iter().map(|(name, value)| (name, vec![value; times])));
        if !track.support.zero_inflated {
            let middle = |quantiles: &[f64]| quantiles[quantiles.len() / 2];
            let spread = |quantiles: &[f64]| {
                let tenth = quantiles.len() / 10;
                (quantiles[quantiles.len() - 1 - tenth] - quantiles[tenth]) / 2.0 / HALF_OF_80
            };
            for said in spoken {
                let Ok(rolling) = &said.result else { continue };
                let apart = |time: usize| {
                    let (own, whole) = (rolling.present.at(time), forecast.at(time));
                    clamped((middle(own) - middle(whole)) / spread(whole))
                };
                columns.push((said.model.to_string(), (0..times).map(apart).collect()));
                if said.model == models::Climatology.id() {
                    let sharper =
                        |time: usize| (spread(forecast.at(time)) / spread(rolling.present.at(time))).ln();
                    columns.push((
                        "sharpness".to_owned(),
                        (0..times).map(|time| sharper(time).clamp(-2.0, 2.0)).collect(),
                    ));
                }
            }
        }
        Features::of(times, columns)
    }
}

/// How far each variable that is observed at the place of a question lay from the usual.
fn departures(
    context: &ContextManager,
    question: &Question,
    issue_time: Timestamp,
) -> Arc<[(Variable, Departure)]> {
    let all = STATE.map(|variable| Criterion {
        label: String::new(),
        variable,
        aggregation: Aggregation::Every,
        bound: Bound::AtLeast { limit: 0.0 },
        source: ThresholdSource::OurDefault,
    });
    let wider =
        Question { asked: Asked::Event { negated: false }, criteria: all.to_vec(), ..question.clone() };
    let context = context.assemble(&wider, issue_time);
    let observed = context.tracks.iter().filter(|track| !track.history.is_empty());
    observed
        .filter_map(|track| Some((track.variable.clone(), models::prepare(track, issue_time).departure()?)))
        .collect()
}

/// Where the forecast of a variable for a question belongs.
pub(crate) fn situation(question: &Question, variable: &Variable) -> Situation {
    let activity = match &question.subject {
        Subject::Activity { id, .. } => Some(id.clone()),
        Subject::Weather | Subject::Series { .. } => None,
    };
    Situation {
        activity,
        variable: variable.clone(),
        place: question.place.as_ref().map(|place| place.id),
        time_zone: question.spans.first().map_or(TimeZone::UTC, |span| span.start.time_zone().clone()),
        southern: question.place.as_ref().is_some_and(|place| place.latitude < 0.0),
    }
}

/// The event that a question asks about, as it is learnt of.
pub(crate) fn event_asked(
    question: &Question,
    issue_time: Timestamp,
    told: &Chance,
    state: Vec<(String, f64)>,
) -> Option<EventAsked> {
    let variable = question.criteria.first()?.variable.clone();
    let situation = situation(question, &variable);
    let use_case = match (&situation.activity, &variable) {
        (Some(activity), _) => activity.clone(),
        (None, Variable::Series(_)) => "threshold".to_owned(),
        (None, weather) => weather.name().to_owned(),
    };
    let ahead = question.spans.first()?.start.timestamp().duration_since(issue_time);
    Some(EventAsked {
        scope: Scope::of_event(&situation, &use_case),
        issue_time,
        ahead,
        chance: told.chance,
        usual: told.usual,
        untrained: told.elsewhere.first().copied().flatten(),
        rehearsed: told.elsewhere.get(1).copied().flatten(),
        state,
    })
}

/// From so many outcomes on they tell something.
const ENOUGH: u32 = 20;
/// What was learnt with less weight than this is as good as set aside.
const SET_ASIDE: f64 = 0.2;

/// What the chance of an event has been checked against, as a sentence or two.
pub(crate) fn checked_in_words(checked: Checked) -> String {
    let Checked { outcomes, expected, happened, trust } = checked;
    let times = if outcomes == 1 { "1 outcome".to_owned() } else { format!("{outcomes} outcomes") };
    if outcomes < ENOUGH {
        return format!(
            "Chances like this one have been checked against {times} here so far, too few to say how well they hold."
        );
    }
    let share = |count: f64| (100.0 * count / f64::from(outcomes)).round();
    let mut words = format!(
        "Chances like this one have been checked against {times} here: {} in 100 were expected to come true, {} did.",
        share(expected),
        share(happened)
    );
    if trust < SET_ASIDE {
        words.push_str(
            " What was learnt from them is set aside for now, since chances were better without it.",
        );
    }
    words
}
