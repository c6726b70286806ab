//! Walking through the past, learning as time goes on.

use crate::{Blending, Engine, Rehearsal};
use blend::{EventIssued, Issued, Learning};
use contract::{AskRequest, Problem};
use domain::{Question, Variable};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What was learnt on a walk so far, and what is to be learnt from once it is known. Can be kept and taken up again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Walk {
    learning: Arc<Learning>,
    awaited: Vec<Awaited>,
}

/// What was issued and waits for its outcomes.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Awaited {
    /// When all of them are known.
    known: Timestamp,
    question: Question,
    /// One per variable, with the valid times that no earlier question of the same issue time counted.
    issued: Vec<(Issued, Vec<bool>)>,
    event: Option<(EventIssued, bool)>,
}

/// One question answered on a walk.
pub struct Step {
    /// By the untrained blend, without outcomes learnt from, and with those known by then.
    pub ways: [Rehearsal; 3],
    /// For each variable: the valid times that lie ahead and that no earlier question of the same issue time counted.
    pub fresh: Vec<Vec<bool>>,
}

/// The ways of a [`Step`], by position.
pub const UNTRAINED: usize = 0;
/// Learnt on past origins of the history only.
pub const UNLEARNT: usize = 1;
/// With what outcomes taught.
pub const LEARNT: usize = 2;

impl Walk {
    /// A walk that begins with what is known already.
    #[must_use]
    pub const fn from(learning: Arc<Learning>) -> Self {
        Self { learning, awaited: Vec::new() }
    }

    /// What was learnt so far.
    #[must_use]
    pub const fn learning(&self) -> &Arc<Learning> {
        &self.learning
    }

    /// Answers the questions of one issue time, after learning from all that was known by then and from nothing else: an
    /// outcome is known when the last day of what its question asked about is over, whatever the source.
    ///
    /// # Errors
    /// As for questions that are asked; a text that isn't understood is a problem here.
    pub async fn issue(&mut self, engine: &Engine, requests: Vec<AskRequest>) -> Result<Vec<Step>, Problem> {
        let Some(first) = requests.first() else { return Ok(Vec::new()) };
        let issue_time = engine.issue_time(first.clone()).await?;
        self.learn(engine, issue_time);
        let blendings =
            [Blending::Untrained, Blending::Rehearsed, Blending::Learnt(Arc::clone(&self.learning))];
        let mut counted: Vec<(Variable, Timestamp)> = Vec::new();
        let mut steps = Vec::with_capacity(requests.len());
        for ways in engine.rehearse_all(requests, &blendings).await? {
            let Ok(ways) = <[Rehearsal; 3]>::try_from(ways) else { continue };
            let step = Step::of(ways, issue_time, &mut counted);
            self.awaited.push(step.awaited());
            steps.push(step);
        }
        Ok(steps)
    }

    fn learn(&mut self, engine: &Engine, until: Timestamp) {
        let (known, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.awaited).into_iter().partition(|awaited| awaited.known <= until);
        self.awaited = waiting;
        if known.is_empty() {
            return;
        }
        let learning = Arc::make_mut(&mut self.learning);
        for Awaited { question, issued, event, .. } in known {
            for (issued, fresh) in issued {
                let variable = issued.said().variable();
                let times = issued.said().valid_times();
                learning.learn(&issued, |time| {
                    fresh[time].then(|| engine.observed(&question, variable, times[time])).flatten()
                });
            }
            if let Some((event, happened)) = event {
                learning.learn_event(&event, happened);
            }
        }
    }
}

impl Step {
    fn of(ways: [Rehearsal; 3], issue_time: Timestamp, counted: &mut Vec<(Variable, Timestamp)>) -> Self {
        let fresh = ways[LEARNT]
            .marginals
            .iter()
            .map(|marginal| {
                let times = marginal.valid_times().iter();
                times
                    .map(|valid| {
                        let key = (marginal.variable().clone(), *valid);
                        let fresh = *valid >= issue_time && !counted.contains(&key);
                        if fresh {
                            counted.push(key);
                        }
                        fresh
                    })
                    .collect()
            })
            .collect();
        Self { ways, fresh }
    }

    /// Whether what was asked about came true, by the answer of one way; of windows: of the window that it named.
    #[must_use]
    pub fn happened(&self, way: usize) -> Option<bool> {
        self.ways[way].answer.outcome.as_ref()?.happened
    }

    fn awaited(&self) -> Awaited {
        let learnt = &self.ways[LEARNT];
        let zone = learnt.answer.issue_time.time_zone();
        let last = learnt.marginals.iter().filter_map(|marginal| marginal.valid_times().last()).max();
        let known = last.and_then(|last| {
            let next = last.to_zoned(zone.clone()).date().tomorrow().ok()?;
            Some(next.to_zoned(zone.clone()).ok()?.timestamp())
        });
        Awaited {
            known: known.unwrap_or(Timestamp::MAX),
            question: learnt.answer.question.clone(),
            issued: learnt.issued.iter().cloned().zip(self.fresh.iter().cloned()).collect(),
            event: learnt.event.clone().zip(self.happened(LEARNT)),
        }
    }
}
