//! Learning from whether what was given a chance happened.

use super::{
    Learning, Scope, by_nearness,
    dependence::Dependence,
    gate::Gate,
    regression::{Coefficients, Regression},
};
use domain::{LeadBucket, Probability};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Chances are not told apart beyond this one and its complement.
const SUREST: f64 = 0.99;
/// An outcome counts for at least this much information: the surest chances would teach nothing else.
const LEAST_INFORMATION: f64 = 0.02;
/// Prior weights of a chance by the untrained blend, by that rehearsed, with the variables put right, and itself put right.
const PRIOR: [f64; WAYS] = [0.1, 0.1, 0.1, 0.7];
/// What is known of the state counts this much next to the rest: there are many such things, and the chance rests on them already.
const STATE: f64 = 0.5;
/// How many ways there are to say a chance.
const WAYS: usize = 4;

const CHANCE: &str = "chance";
const ONE: &str = "one";
const USUAL: &str = "usual";
const UNTRAINED: &str = "untrained";
const REHEARSED: &str = "rehearsed";

/// What one scope has learnt of chances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventLessons {
    regression: Regression,
    gate: Gate,
    dependence: Dependence,
    /// Outcomes learnt from, those of long ago for less.
    pub(crate) seen: f64,
    /// All outcomes.
    pub(crate) count: u32,
    /// Sum of the chances said, and how many of the events happened.
    expected: f64,
    happened: f64,
}

impl Default for EventLessons {
    fn default() -> Self {
        Self {
            regression: Regression::default(),
            gate: Gate::new(WAYS),
            dependence: Dependence::default(),
            seen: 0.0,
            count: 0,
            expected: 0.0,
            happened: 0.0,
        }
    }
}

impl EventLessons {
    pub(crate) fn is_sound(&self) -> bool {
        self.regression.is_sound()
            && self.gate.is_sound(WAYS)
            && self.dependence.is_sound()
            && self.expected.is_finite()
            && self.happened.is_finite()
    }
}

/// An event whose chance is to be put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventAsked {
    /// Where it belongs.
    pub scope: Scope,
    /// When it was asked about.
    pub issue_time: Timestamp,
    /// How far ahead it lies.
    pub ahead: SignedDuration,
    /// Its chance as read off the members.
    pub chance: Probability,
    /// Its usual chance, where that is known.
    pub usual: Option<Probability>,
    /// Its chance by the untrained blend, where that is known.
    pub untrained: Option<Probability>,
    /// Its chance by the blend rehearsed on past origins, where that is known.
    pub rehearsed: Option<Probability>,
    /// What is known that may go with its error, by name.
    pub state: Vec<(String, f64)>,
}

/// An event whose chance was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventIssued {
    asked: EventAsked,
    /// The chance put right, before it is weighed against the one it was.
    learnt: f64,
    said: Probability,
}

impl EventIssued {
    /// The chance that was said.
    #[must_use]
    pub const fn said(&self) -> Probability {
        self.said
    }
}

impl EventAsked {
    fn name(&self) -> String {
        self.scope.at(LeadBucket::of(self.ahead))
    }

    fn features(&self) -> (Vec<String>, Vec<f64>) {
        let chance = log_odds(self.chance.value());
        let beside = |other: Option<Probability>| other.map_or(0.0, |other| log_odds(other.value()) - chance);
        let names = [ONE, CHANCE, USUAL, UNTRAINED, REHEARSED].map(str::to_owned);
        let names = names.into_iter().chain(self.state.iter().map(|(name, _)| name.clone())).collect();
        let beside = [self.usual, self.untrained, self.rehearsed].map(beside);
        let state = self.state.iter().map(|(_, value)| STATE * value);
        (names, [1.0, chance].into_iter().chain(beside).chain(state).collect())
    }

    /// The chance by each way; one that isn't known says what the members do.
    fn ways(&self, learnt: f64) -> [f64; WAYS] {
        let chance = self.chance.value();
        let or = |other: Option<Probability>| other.map_or(chance, Probability::value);
        [or(self.untrained), or(self.rehearsed), chance, learnt]
    }
}

fn log_odds(chance: f64) -> f64 {
    let chance = chance.clamp(1.0 - SUREST, SUREST);
    (chance / (1.0 - chance)).ln()
}

fn chance_of(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// What chances like one asked about have been held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checked {
    /// How many outcomes are known.
    pub outcomes: u32,
    /// How many of them were expected to happen, by the chances said.
    pub expected: f64,
    /// How many did.
    pub happened: f64,
    /// The weight of what was learnt next to the chance as it is, 0 to 1.
    pub trust: f64,
}

impl Learning {
    /// What chances of the same use case, place and lead have been held against.
    #[must_use]
    pub fn checked(&self, asked: &EventAsked) -> Option<Checked> {
        let own = self.events.get(&asked.name())?;
        Some(Checked {
            outcomes: own.count,
            expected: own.expected,
            happened: own.happened,
            trust: own.gate.weights(&PRIOR)[WAYS - 1],
        })
    }

    /// The chance with what was learnt: logistic regression of what happened on the log-odds of what was said, of the usual and of the
    /// blends that were taught nothing (beta calibration without its skew; Kull, Silva Filho and Flach, Electronic Journal of Statistics
    /// 11, 2017), and on the state when it was asked; drawn to leaving the chance as it is while little is known, and weighed
    /// against it and against the chances of those blends.
    #[must_use]
    pub fn put_chance_right(&self, asked: EventAsked) -> EventIssued {
        let (names, features) = asked.features();
        let mut coefficients = Coefficients::of(CHANCE, 1.0);
        let mut weights = PRIOR.to_vec();
        let name = asked.name();
        for lessons in by_nearness(&self.events, &name, self.options.shared, |lessons| lessons.seen) {
            let (mut regression, mut gate) = (Regression::default(), Gate::new(weights.len()));
            for (lessons, share) in &lessons {
                regression.add(&lessons.regression, *share);
                gate.add(&lessons.gate, *share);
            }
            coefficients = regression.coefficients(coefficients, self.options.event_precision);
            weights = gate.weights(&weights);
        }
        let coefficients = coefficients.aligned(&names);
        let odds: f64 = features.iter().zip(&coefficients).map(|(feature, c)| feature * c).sum();
        // What is certain on every member stays so.
        let plain = asked.chance.value();
        let certain = plain <= 0.0 || plain >= 1.0;
        let learnt = if certain || !odds.is_finite() { plain } else { chance_of(odds) };
        let said: f64 = asked.ways(learnt).iter().zip(&weights).map(|(chance, weight)| weight * chance).sum();
        let said = Probability::new(said.clamp(0.0, 1.0)).unwrap_or(asked.chance);
        EventIssued { asked, learnt, said }
    }

    /// Learns from whether it happened.
    pub fn learn_event(&mut self, issued: &EventIssued, happened: bool) {
        let asked = &issued.asked;
        let (names, features) = asked.features();
        let outcome = f64::from(u8::from(happened));
        let learnt = issued.learnt.clamp(1.0 - SUREST, SUREST);
        let information = (learnt * (1.0 - learnt)).max(LEAST_INFORMATION);
        // The working response of iteratively reweighted least squares, one step for each outcome.
        let response = log_odds(learnt) + (outcome - learnt) / information;
        let brier = |chance: f64| (chance - outcome).powi(2);
        let losses = asked.ways(issued.learnt).map(brier);
        let lessons = self.events.entry(asked.name()).or_default();
        lessons.regression.forget(self.options.remembered);
        let error = (outcome - learnt) / information.sqrt();
        lessons.dependence.learn(error, (asked.issue_time, asked.ahead), self.options.remembered);
        let share = lessons.dependence.share();
        lessons.regression.learn(&names, &features, response, information * share);
        lessons.gate.learn(&losses, brier(issued.said.value()));
        lessons.seen = lessons.seen * self.options.remembered + 1.0;
        lessons.count = lessons.count.saturating_add(1);
        lessons.expected += issued.said.value();
        lessons.happened += outcome;
    }
}
