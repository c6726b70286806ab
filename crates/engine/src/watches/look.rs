//! One look at a watch: its question is asked anew, and what has become of it is written.

use crate::{Engine, problems, settings};
use answer::watch;
use contract::Problem;
use domain::{Asked, Question, Span, Watch};
use jiff::{RoundMode, Timestamp, Unit, ZonedRound};
use tokio_util::sync::CancellationToken;

impl Engine {
    /// Looks at a watch. A question of a person's ends it, and it begins again when nobody waits any more. Says whether it fired.
    pub(super) async fn look_at(&self, watch: Watch) -> Result<bool, Problem> {
        let now = self.shared.clock.now();
        let question = still_open(&watch.question, now.timestamp());
        let outcome = loop {
            self.shared.attention.idle().await;
            let cancelled = CancellationToken::new();
            tokio::select! {
                biased;
                () = self.shared.attention.wanted() => cancelled.cancel(),
                outcome = self.answer_of(question.clone(), &cancelled) => break outcome,
            }
        };
        let fired = self
            .on_worker(move |shared| {
                let settings = settings::load(&*shared.store)?;
                let dates = crate::ask::date_style(settings.dates);
                let now = shared.clock.now();
                // It has gone on to its next time and was not looked at since.
                let is_new = watch.repeats && watch.state.last.is_none();
                let mut title = None;
                let (state, firing) = match outcome {
                    Ok(answer) => {
                        let mut watch = watch.clone();
                        if is_new {
                            watch.title = watch::watch_title(&answer);
                            title = Some(watch.title.clone());
                        }
                        let evaluation =
                            watch::evaluate(&watch, &answer, &now, settings.watches.quiet, dates);
                        (evaluation.state, evaluation.firing)
                    }
                    Err(problem) => {
                        let mut state = watch.state.clone();
                        state.trouble = Some(problem.detail);
                        (state, None)
                    }
                };
                let title = title.unwrap_or_else(|| watch.title.clone());
                let changed = Watch { state, title, ..watch };
                let written = shared
                    .store
                    .update_watch(&changed, firing.as_ref())
                    .map_err(|error| problems::of_store(&error))?;
                if written {
                    shared.tell_of_watches();
                }
                Ok(written && firing.is_some())
            })
            .await?;
        Ok(fired)
    }
}

/// The question of what can still be done: the hours of a window that have passed are of no use, while an event counts from its
/// beginning, whenever it is looked at.
fn still_open(question: &Question, now: Timestamp) -> Question {
    let mut open = question.clone();
    if !matches!(question.asked, Asked::Window { .. }) {
        return open;
    }
    let hours = ZonedRound::new().smallest(Unit::Hour).mode(RoundMode::Ceil);
    let spans = question.spans.iter().filter(|span| span.end.timestamp() > now).filter_map(|span| {
        let next = now.to_zoned(span.start.time_zone().clone()).round(hours).ok()?;
        let start = if span.start < next { next } else { span.start.clone() };
        (start < span.end).then(|| Span { start, end: span.end.clone() })
    });
    let spans: Vec<Span> = spans.collect();
    if !spans.is_empty() {
        open.spans = spans;
    }
    open
}
