//! Watches as functions of answers: what is compared with the level, whether it fires, and what is told. Pure; it stands beside
//! the words of answers because what a firing says is read off two of them.
//!
//! A watch is a Schmitt trigger: it fires when the level is crossed and is armed again only when the value has come back by a
//! margin, so that a chance that flickers about its level is told once. After a firing it is also silent for some hours, whatever
//! happens, so that even a chance that swings widely is told a few times a day at most.

mod condition;
mod evaluate;
mod reasons;
mod words;

pub use condition::{Unwatchable, condition, preset};
pub use evaluate::{Evaluation, begin, change, evaluate};
pub use words::{WatchWords, watch_title, watch_words};

use domain::{Answer, Look, WatchCondition};
use jiff::Timestamp;

/// What of an answer a watch keeps; none where the answer has no chance or amount to compare, or the amount is shown in another unit than
/// the limit.
#[must_use]
pub fn look(condition: &WatchCondition, answer: &Answer, at: Timestamp) -> Option<Look> {
    let value = match condition {
        WatchCondition::Chance { .. } => answer.probability?.value(),
        WatchCondition::Amount { unit, .. } => {
            answer.amount.as_ref().filter(|amount| amount.unit == *unit)?.median
        }
    };
    let short = match condition {
        WatchCondition::Chance { .. } => format!("{} %", answer.probability?.percent()),
        WatchCondition::Amount { unit, .. } => words::amount(value, unit),
    };
    Some(Look {
        at,
        value,
        short,
        needs: answer.needs.iter().map(|need| (need.label.clone(), need.chance)).collect(),
        window: answer.best_window.clone(),
        evidence: answer.evidence.iter().map(|line| (line.source.clone(), line.newest.clone())).collect(),
    })
}

#[cfg(test)]
mod tests;
