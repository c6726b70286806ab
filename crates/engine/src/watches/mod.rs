//! Questions that are asked again and again, to tell the user when their answer crosses a level: making, listing and changing them.
//! `keep.rs` says when they are looked at, `look.rs` how, `tell.rs` who hears of it.
//!
//! A firing is told at least once: it is written together with the state after it, and only then shown; that it was shown is written
//! afterwards. Killed in between, Forecastle shows it again at the next start, which is better than never.

mod desktop;
mod keep;
mod look;
mod roll_on;
mod tell;

pub use desktop::Desktop;
pub(crate) use keep::keep;

use crate::{Engine, problems, settings, shared::Shared};
use answer::{DateStyle, watch};
use contract::{
    AskRequest, AskResponse, Change, ChangeWatchRequest, Problem, ProblemCode, WatchList, WatchLog,
    WatchLogRequest, WatchOffer, WatchRequest, WatchSettings, WatchView, Watching,
};
use domain::{Answer, Question, Watch, WatchCondition, WatchId, WatchWish};
use jiff::Timestamp;

/// Put in front of words that don't say that they are a watch.
const NOTIFY: &str = "notify me if";
/// The most firings that are handed out at once.
const LONGEST_LOG: u32 = 1000;

impl Engine {
    /// Watches an answer, or asks and watches what a text says.
    pub(crate) async fn watch_answer_or_text(&self, request: WatchRequest) -> Result<AskResponse, Problem> {
        let Some(id) = request.answer else { return self.watch_text(request).await };
        let answer = self.find_answer(id).await?;
        self.on_worker(move |shared| {
            let condition = request.condition.clone();
            let (condition, assumed) = match condition {
                Some(condition) => (condition, None),
                None => watch::condition(WatchWish::default(), &answer)
                    .map_err(|error| refused(&problems::sentence(&error.to_string())))?,
            };
            let watching = make(shared, &answer, condition, assumed, false)?;
            if watching.watch.is_none() {
                return Err(refused(&watching.sentence));
            }
            Ok(AskResponse::Answered { answer: Box::new((*answer).clone()), watch: Some(Box::new(watching)) })
        })
        .await
    }

    async fn watch_text(&self, request: WatchRequest) -> Result<AskResponse, Problem> {
        let text = match intent::watch_wish(&request.text) {
            Some(_) => request.text,
            None => format!("{NOTIFY} {}", request.text.trim()),
        };
        let asked = AskRequest { text, place: request.place, ..AskRequest::default() };
        match self.answer(asked).await? {
            AskResponse::Answered { answer, watch: Some(watching) } => {
                let (Some(condition), Some(made)) = (request.condition, &watching.watch) else {
                    return match watching.watch {
                        Some(_) => Ok(AskResponse::Answered { answer, watch: Some(watching) }),
                        None => Err(refused(&watching.sentence)),
                    };
                };
                let change =
                    ChangeWatchRequest { id: made.watch.id, condition: Some(condition), paused: None };
                let watch = self.on_worker(move |shared| change_watch(shared, &change)).await?;
                let sentence = sentence(&watch, None, false);
                let watching = Watching { watch: Some(watch), sentence };
                Ok(AskResponse::Answered { answer, watch: Some(Box::new(watching)) })
            }
            other => Ok(other),
        }
    }
}

fn refused(detail: &str) -> Problem {
    Problem::new(ProblemCode::BadRequest, "That can't be watched", detail)
}

/// Begins the watch that a text wishes for, on the answer to it. Where it can't, the sentence says so.
pub(crate) fn make_by_words(shared: &Shared, answer: &Answer, wish: WatchWish) -> Watching {
    let not = |detail: &str| Watching { watch: None, sentence: format!("It isn't watched: {detail}") };
    let (condition, assumed) = match watch::condition(wish, answer) {
        Ok(found) => found,
        Err(error) => return not(&format!("{error}.")),
    };
    make(shared, answer, condition, assumed, wish.repeats).unwrap_or_else(|problem| not(&problem.detail))
}

fn make(
    shared: &Shared,
    answer: &Answer,
    condition: WatchCondition,
    assumed: Option<String>,
    repeats: bool,
) -> Result<Watching, Problem> {
    let now = shared.clock.now();
    let not =
        |error: watch::Unwatchable| Watching { watch: None, sentence: format!("It isn't watched: {error}.") };
    if answer.as_of {
        return Ok(not(watch::Unwatchable::Past));
    }
    let until = answer.question.spans.last().map_or(Timestamp::MIN, |span| span.end.timestamp());
    if until <= now.timestamp() {
        return Ok(not(watch::Unwatchable::Over));
    }
    let mut made = Watch {
        id: WatchId(0),
        revision: 0,
        title: watch::watch_title(answer),
        question: answer.question.clone(),
        state: watch::begin(&condition, answer, &now),
        condition,
        created: now.timestamp(),
        until,
        repeats,
        paused: false,
    };
    if made.state.last.is_none() {
        return Ok(not(watch::Unwatchable::NothingToCompare));
    }
    let store = &*shared.store;
    let known = store.watches().map_err(|error| problems::of_store(&error))?;
    // Asked again, as when a part of the question is set by hand, it is the same watch.
    let same = known.into_iter().find(|known| known.is_kept(now.timestamp()) && is_same(known, &made));
    match same {
        Some(same) => {
            (made.id, made.revision, made.created) = (same.id, same.revision, same.created);
            if store.update_watch(&made, None).map_err(|error| problems::of_store(&error))? {
                made.revision += 1;
            }
        }
        None => made.id = store.add_watch(&made).map_err(|error| problems::of_store(&error))?,
    }
    shared.tell_of_watches();
    let already = !made.state.armed;
    let watch = view(shared, made)?;
    let sentence = sentence(&watch, assumed, already);
    Ok(Watching { watch: Some(watch), sentence })
}

/// Whether the one takes the place of the other: the same words, or the same question watched the same way.
fn is_same(one: &Watch, other: &Watch) -> bool {
    let way = |watch: &Watch| match watch.condition {
        WatchCondition::Chance { crossing, .. } => (0, crossing),
        WatchCondition::Amount { crossing, .. } => (1, crossing),
    };
    let said = |question: &Question| intent::watch_wish(&question.text).map(|_| question.text.clone());
    said(&one.question).is_some_and(|text| said(&other.question) == Some(text))
        || is_same_question(&one.question, &other.question) && way(one) == way(other)
}

fn is_same_question(one: &Question, other: &Question) -> bool {
    one.subject == other.subject
        && one.asked == other.asked
        && one.place.as_ref().map(|place| place.id) == other.place.as_ref().map(|place| place.id)
        && one.spans == other.spans
        && one.criteria == other.criteria
}

/// What is said of a watch that begins.
fn sentence(watch: &WatchView, assumed: Option<String>, already: bool) -> String {
    let until = watch.until.replacen("Until", "until", 1);
    let mut sentence = format!("Forecastle {}, {until}.", watch.condition.replacen("Tells", "tells", 1));
    if let Some(assumed) = assumed {
        sentence.push_str(&format!(" {assumed}"));
    }
    if already && let Some(last) = &watch.watch.state.last {
        sentence.push_str(&format!(
            " It is so already, at {}; you hear of it when it has come back and crosses anew.",
            last.short
        ));
    }
    sentence
}

/// A watch with its words.
fn view(shared: &Shared, watch: Watch) -> Result<WatchView, Problem> {
    let now = shared.clock.now();
    let words = watch::watch_words(&watch, &now, dates(shared)?);
    Ok(WatchView {
        is_over: watch.is_over(now.timestamp()),
        watch,
        condition: words.condition,
        state: words.state,
        until: words.until,
    })
}

fn dates(shared: &Shared) -> Result<DateStyle, Problem> {
    Ok(crate::ask::date_style(settings::load(&*shared.store)?.dates))
}

/// All watches, those that are kept first.
pub(crate) fn list(shared: &Shared) -> Result<WatchList, Problem> {
    let of_store = |error| problems::of_store(&error);
    let watches = shared.store.watches().map_err(of_store)?;
    let mut watches: Vec<WatchView> =
        watches.into_iter().map(|watch| view(shared, watch)).collect::<Result<_, _>>()?;
    watches.sort_by_key(|watch| watch.is_over);
    Ok(WatchList { watches, unseen: shared.store.unseen_firings().map_err(of_store)? })
}

/// What to offer for an answer: a level and a way, or the watch there is.
pub(crate) fn offer(shared: &Shared, answer: &Answer) -> Result<WatchOffer, Problem> {
    let now = shared.clock.now().timestamp();
    let over = answer.question.spans.last().is_none_or(|span| span.end.timestamp() <= now);
    let preset = if over { Err(watch::Unwatchable::Over) } else { watch::preset(answer) };
    let known = shared.store.watches().map_err(|error| problems::of_store(&error))?;
    let watch = known
        .into_iter()
        .find(|known| now < known.until && is_same_question(&known.question, &answer.question))
        .map(|known| view(shared, known))
        .transpose()?;
    Ok(match preset {
        Ok(condition) => WatchOffer { condition: Some(condition), reason: None, watch },
        Err(error) => {
            WatchOffer { condition: None, reason: Some(problems::sentence(&error.to_string())), watch }
        }
    })
}

/// Changes a watch. With another level it begins anew from what was seen last.
pub(crate) fn change_watch(shared: &Shared, request: &ChangeWatchRequest) -> Result<WatchView, Problem> {
    let store = &*shared.store;
    // Someone may look at it at this very moment; then it is read again.
    for _ in 0..10 {
        let mut watch = find(shared, request.id)?;
        if let Some(condition) = request.condition.clone().filter(|wanted| *wanted != watch.condition) {
            watch::change(&mut watch, condition);
        }
        watch.paused = request.paused.unwrap_or(watch.paused);
        if store.update_watch(&watch, None).map_err(|error| problems::of_store(&error))? {
            shared.tell_of_watches();
            return view(shared, Watch { revision: watch.revision + 1, ..watch });
        }
    }
    Err(Problem::new(ProblemCode::Data, "The watch is being changed by another program", "Try again."))
}

fn find(shared: &Shared, id: WatchId) -> Result<Watch, Problem> {
    let watches = shared.store.watches().map_err(|error| problems::of_store(&error))?;
    watches.into_iter().find(|watch| watch.id == id).ok_or_else(|| not_found(id))
}

fn not_found(id: WatchId) -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "There is no such watch",
        format!("Number {} isn't among your watches; it may have been removed.", id.0),
    )
    .about("id")
}

/// Removes a watch with what it told.
pub(crate) fn remove(shared: &Shared, id: WatchId) -> Result<(), Problem> {
    if shared.store.remove_watch(id).map_err(|error| problems::of_store(&error))? {
        shared.tell_of_watches();
        Ok(())
    } else {
        Err(not_found(id))
    }
}

/// What has fired, the newest first.
pub(crate) fn log(shared: &Shared, request: WatchLogRequest) -> Result<WatchLog, Problem> {
    let of_store = |error| problems::of_store(&error);
    let firings = shared.store.firings(request.limit.min(LONGEST_LOG)).map_err(of_store)?;
    if request.seen && shared.store.unseen_firings().map_err(of_store)? > 0 {
        shared.store.firings_seen().map_err(of_store)?;
        shared.tell_of_watches();
    }
    Ok(WatchLog { firings })
}

/// Refuses quiet hours that are none of a day's.
pub(crate) fn check(settings: WatchSettings) -> Result<(), Problem> {
    let is_hour = |hour: u8| hour < 24;
    if settings.quiet.is_some_and(|quiet| !is_hour(quiet.from_hour) || !is_hour(quiet.to_hour)) {
        let detail = "Give two hours from 0 to 23, such as 22 and 7.";
        let problem = Problem::new(ProblemCode::BadRequest, "Those are no hours of the day", detail);
        return Err(problem.about("watches.quiet"));
    }
    Ok(())
}

impl Shared {
    /// Says that the watches or what they told have changed.
    pub(crate) fn tell_of_watches(&self) {
        // Nobody may be listening.
        let _ = self.changes.send(Change::Watches);
    }
}
