//! What outcomes of issued forecasts teach about those to come. Pure: state in, outcome in, state out.
//!
//! [`Learning`] puts forecasts right by what went with the errors of earlier ones ([`regression`], [`level`], [`spread`]) and chances by
//! how often what they were said of happened ([`events`]); [`gate`] weighs each lesson against doing without it. All are kept by
//! place and use case ([`Scope`]); one that has seen little is drawn towards what its likes taught.

mod dependence;
mod events;
mod experts;
mod gate;
mod level;
mod marginals;
mod part;
mod regression;
mod scope;
mod spread;
mod standing;

pub use events::{Checked, EventAsked, EventIssued};
pub use experts::ExpertsSaid;
pub use marginals::{Candidates, Features, Issued};
pub use part::LearntPart;
pub use scope::Scope;

use events::EventLessons;
use marginals::Lessons;
use scope::{Nearness, nearness};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The shape of the state as it is stored. One of another version is not understood: start anew.
const VERSION: u32 = 2;

/// Settings of the method, for experiments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LearningOptions {
    /// Precisions of the prior of a coefficient, in issues: for learning with care, and boldly.
    pub precision: [f64; 2],
    /// Weight of one issue.
    pub weight: f64,
    /// Share of what was seen that still counts one issue later.
    pub remembered: f64,
    /// Prior weights of the untrained blend, of the rehearsed one, and of that put right with care and boldly.
    pub prior: [f64; 4],
    /// Whether the spread is learnt.
    pub spread: bool,
    /// Whether the level is learnt.
    pub level: bool,
    /// Precision of the prior of an event's coefficient.
    pub event_precision: f64,
    /// Whether what others taught counts.
    pub shared: bool,
    /// Whether the weights of experts are carried on.
    pub experts: bool,
}

impl LearningOptions {
    /// Those that are used when nothing else is said.
    pub const USUAL: Self = Self {
        precision: [400.0, 50.0],
        weight: 3.0,
        remembered: 0.998,
        prior: [0.1, 0.3, 0.3, 0.3],
        spread: true,
        level: true,
        event_precision: 20.0,
        shared: true,
        experts: true,
    };
}

impl Default for LearningOptions {
    fn default() -> Self {
        Self::USUAL
    }
}

/// Issues of one other scope that count at most: however long it has been watched, it is one place out of many, and what holds
/// there need not hold here. (Coefficients of a year and a half of Beijing alone made the temperature of New York 4 % worse.)
const MOST_OF_ANOTHER: f64 = 30.0;

/// What was learnt so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learning {
    version: u32,
    options: LearningOptions,
    marginals: BTreeMap<String, Lessons>,
    events: BTreeMap<String, EventLessons>,
}

impl Default for Learning {
    fn default() -> Self {
        Self::with(LearningOptions::default())
    }
}

impl Learning {
    /// Nothing learnt yet.
    #[must_use]
    pub fn with(options: LearningOptions) -> Self {
        Self { version: VERSION, options, marginals: BTreeMap::new(), events: BTreeMap::new() }
    }

    /// Whether this is a state this version understands.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.version == VERSION
            && self.marginals.values().all(Lessons::is_sound)
            && self.events.values().all(EventLessons::is_sound)
    }
}

/// The lessons of scopes by how near they are to the one under `name`, each with the share of it that counts.
fn by_nearness<'a, L>(
    all: &'a BTreeMap<String, L>,
    name: &str,
    shared: bool,
    seen: impl Fn(&L) -> f64,
) -> [Vec<(&'a L, f64)>; Nearness::ALL.len()] {
    let mut levels: [Vec<(&L, f64)>; Nearness::ALL.len()] = Default::default();
    for (other, lessons) in all {
        match nearness(name, other) {
            Some(Nearness::Itself) => levels[Nearness::Itself as usize].push((lessons, 1.0)),
            Some(nearness) if shared => {
                let share = (MOST_OF_ANOTHER / seen(lessons).max(1.0)).min(1.0);
                levels[nearness as usize].push((lessons, share));
            }
            _ => {}
        }
    }
    levels
}

#[cfg(test)]
mod tests;
