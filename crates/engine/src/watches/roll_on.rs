//! A watch that is meant of every weekend, week or day goes on to the next one when one is over.

use crate::{problems, shared::Shared};
use contract::Problem;
use domain::{Interpretation, Question, Span, Watch, WatchState};
use jiff::Timestamp;

/// The watch as it is to be looked at: where it repeats and its time is over, on the next one, which is written. `None` when it has ended or
/// somebody else changed it meanwhile.
pub(super) fn roll_on(shared: &Shared, watch: Watch, now: Timestamp) -> Result<Option<Watch>, Problem> {
    if now < watch.until {
        return Ok(Some(watch));
    }
    let next = next_time(shared, &watch.question)?.filter(|spans| end_of(spans) > now);
    let rolled = match next {
        Some(spans) => Watch {
            until: end_of(&spans),
            question: Question { spans, ..watch.question },
            // Nobody has seen a number of the new time: what is so from the beginning is told.
            state: WatchState { armed: true, ..WatchState::default() },
            ..watch
        },
        // Its words name no later time, as after their times were set by hand.
        None => Watch { repeats: false, ..watch },
    };
    if !shared.store.update_watch(&rolled, None).map_err(|error| problems::of_store(&error))? {
        return Ok(None);
    }
    shared.tell_of_watches();
    let rolled = Watch { revision: rolled.revision + 1, ..rolled };
    Ok(Some(rolled).filter(|rolled| rolled.is_kept(now)))
}

/// The times that the words of a question mean now.
fn next_time(shared: &Shared, question: &Question) -> Result<Option<Vec<Span>>, Problem> {
    shared.with_setting(|setting| match intent::interpret(&question.text, &question.edits, &setting) {
        Interpretation::Understood(read) => Some(read.spans),
        Interpretation::Unclear(_) | Interpretation::Explanation(_) => None,
    })
}

fn end_of(spans: &[Span]) -> Timestamp {
    spans.last().map_or(Timestamp::MIN, |span| span.end.timestamp())
}
