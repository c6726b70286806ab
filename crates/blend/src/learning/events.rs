//! Learning from whether what was given a chance happened.

use super::{
    Learning, Scope, by_nearness,
    gate::Gate,
    regression::{Coefficients, Regression},
};
use domain::{LeadBucket, Probability};
use serde::{Deserialize, Serialize};

/// Chances are not told apart beyond this one and its complement.
const SUREST: f64 = 0.99;
/// An outcome counts for at least this much information: the surest chances would teach nothing else.
const LEAST_INFORMATION: f64 = 0.02;
/// Prior weights of a chance as it is and of that put right.
const PRIOR: [f64; 2] = [0.4, 0.6];

const CHANCE: &str = "chance";
const ONE: &str = "one";
const USUAL: &str = "usual";

/// What one scope has learnt of chances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventLessons {
    regression: Regression,
    gate: Gate,
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
            gate: Gate::new(2),
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
            && self.gate.is_sound(2)
            && self.expected.is_finite()
            && self.happened.is_finite()
    }
}

/// An event whose chance is to be put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventAsked {
    /// Where it belongs.
    pub scope: Scope,
    /// How far ahead it lies.
    pub lead: LeadBucket,
    /// Its chance as read off the members.
    pub chance: Probability,
    /// Its usual chance, where that is known.
    pub usual: Option<Probability>,
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
    fn features(&self) -> (Vec<String>, Vec<f64>) {
        let chance = log_odds(self.chance.value());
        let usual = self.usual.map_or(0.0, |usual| log_odds(usual.value()) - chance);
        ([ONE, CHANCE, USUAL].map(str::to_owned).to_vec(), vec![1.0, chance, usual])
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
        let own = self.events.get(&asked.scope.at(asked.lead))?;
        Some(Checked {
            outcomes: own.count,
            expected: own.expected,
            happened: own.happened,
            trust: own.gate.weights(&PRIOR)[1],
        })
    }

    /// The chance with what was learnt: logistic regression of what happened on the log-odds of what was said and of the usual (beta
    /// calibration without its skew; Kull, Silva Filho and Flach, Electronic Journal of Statistics 11, 2017), drawn to leaving
    /// the chance as it is while little is known, and weighed against it.
    #[must_use]
    pub fn put_chance_right(&self, asked: EventAsked) -> EventIssued {
        let (names, features) = asked.features();
        let mut coefficients = Coefficients::of(CHANCE, 1.0);
        let mut weights = PRIOR.to_vec();
        let name = asked.scope.at(asked.lead);
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
        let said = weights[0] * plain + weights[1] * learnt;
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
        let losses = [brier(asked.chance.value()), brier(issued.learnt)];
        let lessons = self.events.entry(asked.scope.at(asked.lead)).or_default();
        lessons.regression.forget(self.options.remembered);
        lessons.regression.learn(&names, &features, response, information);
        lessons.gate.learn(&losses, brier(issued.said.value()));
        lessons.seen = lessons.seen * self.options.remembered + 1.0;
        lessons.count = lessons.count.saturating_add(1);
        lessons.expected += issued.said.value();
        lessons.happened += outcome;
    }
}
