//! A replay as it is asked for: what to ask, day by day, with progress, to be ended and taken up again; it ends in the record.

use super::walk::{LEARNT, Step, UNLEARNT, UNTRAINED, Walk};
use crate::{Engine, lessons, problems};
use blend::{Learning, scores::crps_of_quantiles};
use contract::{AskRequest, Problem, ProblemCode, ReplayReport, ReplayRequest};
use jiff::{SignedDuration, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The hour of the day that is asked at.
const HOUR: i8 = 18;
/// Days between two times that a replay is kept, to be taken up again from there.
const KEPT_EVERY: u32 = 7;
/// How long an ended replay can be taken up again.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The longest stretch, days.
const LONGEST: i32 = 3660;

/// A replay under way.
#[derive(Default, Serialize, Deserialize)]
struct State {
    next: Date,
    questions: Vec<String>,
    walk: Walk,
    tally: Tally,
}

/// What is told of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Tally {
    issues: u32,
    events: u32,
    outcomes: u32,
    /// Sums over events and outcomes, by way.
    brier: [f64; 3],
    crps: [f64; 3],
}

impl Tally {
    fn add(&mut self, engine: &Engine, step: &Step) {
        let said = |way: usize| Some((step.ways[way].answer.probability?.value(), step.happened(way)?));
        if let (Some(plain), Some(unlearnt), Some(learnt)) = (said(UNTRAINED), said(UNLEARNT), said(LEARNT)) {
            self.events += 1;
            for (sum, (chance, happened)) in self.brier.iter_mut().zip([plain, unlearnt, learnt]) {
                *sum += (chance - f64::from(u8::from(happened))).powi(2);
            }
        }
        let question = &step.ways[LEARNT].answer.question;
        for (variable, fresh) in step.fresh.iter().enumerate() {
            let marginals = [0, 1, 2].map(|way| &step.ways[way].marginals[variable]);
            for (time, valid) in
                marginals[LEARNT].valid_times().iter().enumerate().filter(|(time, _)| fresh[*time])
            {
                let Some(observed) = engine.observed(question, marginals[LEARNT].variable(), *valid) else {
                    continue;
                };
                // In units of how wide the untrained forecast is, so that variables count alike.
                let plain = marginals[UNTRAINED].at(time);
                let unit = plain[plain.len() - 1] - plain[0];
                if unit > 0.0 {
                    self.outcomes += 1;
                    for (sum, marginal) in self.crps.iter_mut().zip(marginals) {
                        let levels = marginal.levels().as_slice();
                        *sum += crps_of_quantiles(levels, marginal.at(time), observed) / unit;
                    }
                }
            }
        }
    }
}

/// Asks day by day from `from` to `to` and puts each answer in the record of what was asked as of past moments.
pub(crate) async fn run(engine: &Engine, request: ReplayRequest) -> Result<ReplayReport, Problem> {
    let (from, to) = (day(&request.from, "from")?, day(&request.to, "to")?);
    let days = (to - from).get_days();
    if !(0..=LONGEST).contains(&days) {
        let detail = "Give a first day and a last one that isn't before it, no more than ten years apart.";
        return Err(Problem::new(ProblemCode::BadRequest, "That is no stretch of time", detail).about("to"));
    }
    let days = u32::try_from(days + 1).unwrap_or(1);
    let job = engine.shared.replays.begin(request.job.as_deref());
    let key = format!("replay:{}:{from}:{to}:{}", request.of.to_lowercase(), request.questions.join("|"));
    let mut state = match kept(engine, &key).await? {
        Some(state) => state,
        None => State {
            next: from,
            questions: questions(engine, &request, from).await?,
            walk: Walk::from(Arc::new(Learning::with(lessons::MEASURED))),
            tally: Tally::default(),
        },
    };
    while state.next <= to {
        let done = u32::try_from((state.next - from).get_days()).unwrap_or(0);
        job.progress.set(u64::from(done), u64::from(days));
        if job.progress.is_cancelled() {
            keep(engine, &key, &state).await?;
            return Ok(report(&request, &state, (done, days)));
        }
        let as_of = state.next.at(HOUR, 0, 0, 0).to_string();
        let requests = state
            .questions
            .iter()
            .map(|text| AskRequest {
                text: text.clone(),
                as_of: Some(as_of.clone()),
                ..AskRequest::default()
            })
            .collect();
        for step in state.walk.issue(engine, requests).await? {
            state.tally.issues += 1;
            state.tally.add(engine, &step);
            let [.., learnt] = step.ways;
            engine.keep_rehearsal(learnt).await?;
        }
        state.next = state.next.saturating_add(1.day());
        if done % KEPT_EVERY == KEPT_EVERY - 1 {
            keep(engine, &key, &state).await?;
        }
    }
    let learning = Arc::clone(state.walk.learning());
    engine.on_worker(move |shared| lessons::take_over(shared, &learning)).await?;
    let forgotten = key.clone();
    engine
        .on_worker(move |shared| {
            let now = shared.clock.now().timestamp();
            shared.store.cache(&forgotten, &[], now).map_err(|error| problems::of_store(&error))
        })
        .await?;
    Ok(report(&request, &state, (days, days)))
}

fn day(text: &str, field: &str) -> Result<Date, Problem> {
    text.trim().parse().map_err(|_| {
        let detail =
            format!("\u{201c}{}\u{201d} can't be read as a day. Write it like 2013-03-02.", text.trim());
        Problem::new(ProblemCode::BadRequest, "That is not a day", detail).about(field)
    })
}

/// What is asked each day: as the request says, or what suits a place or series.
async fn questions(engine: &Engine, request: &ReplayRequest, from: Date) -> Result<Vec<String>, Problem> {
    if !request.questions.is_empty() {
        return Ok(request.questions.clone());
    }
    let of = request.of.trim();
    let series = engine.on_worker(crate::shared::Shared::series).await?;
    let named = |name: &str| name.to_lowercase() == of.to_lowercase();
    let known = series.iter().any(|info| named(&info.title) || info.aliases.iter().any(|name| named(name)));
    if !known {
        return Ok(["picnic tomorrow in", "run tomorrow in", "will it rain tomorrow in"]
            .map(|words| format!("{words} {of}"))
            .to_vec());
    }
    // About as likely as not on the first day, so that what comes tells something.
    let first = AskRequest {
        text: format!("{of} tomorrow"),
        as_of: Some(from.at(HOUR, 0, 0, 0).to_string()),
        ..AskRequest::default()
    };
    let typical = engine.rehearse(first).await?.answer.amount.map(|amount| amount.median);
    let mut questions = vec![format!("{of} tomorrow")];
    questions.extend(typical.map(|typical| format!("will {of} be over {typical} tomorrow")));
    Ok(questions)
}

async fn kept(engine: &Engine, key: &str) -> Result<Option<State>, Problem> {
    let key = key.to_owned();
    engine
        .on_worker(move |shared| {
            let now = shared.clock.now().timestamp();
            let kept = shared.store.cached(&key, now).map_err(|error| problems::of_store(&error))?;
            Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
        })
        .await
}

async fn keep(engine: &Engine, key: &str, state: &State) -> Result<(), Problem> {
    let (key, bytes) = (key.to_owned(), serde_json::to_vec(state).expect("it is plain data"));
    engine
        .on_worker(move |shared| {
            let until =
                shared.clock.now().timestamp().saturating_add(KEPT_FOR).unwrap_or(jiff::Timestamp::MAX);
            shared.store.cache(&key, &bytes, until).map_err(|error| problems::of_store(&error))
        })
        .await
}

fn report(request: &ReplayRequest, state: &State, (done, days): (u32, u32)) -> ReplayReport {
    let Tally { issues, events, outcomes, brier, crps } = &state.tally;
    let mean = |sums: &[f64; 3], count: u32| sums.map(|sum| sum / f64::from(count.max(1)));
    let (brier, crps) = (mean(brier, *events), mean(crps, *outcomes));
    let better = |scores: [f64; 3], than: usize| 100.0 * (1.0 - scores[LEARNT] / scores[than]);
    let mut sentences = vec![if done == days {
        format!("{}: {days} days replayed, {issues} questions asked and kept in the record.", request.of)
    } else {
        format!("{}: ended after {done} of {days} days; the same replay goes on from there.", request.of)
    }];
    let compared = |what: &str, count: u32, scores: [f64; 3]| {
        let than = |other: usize, name: &str| match better(scores, other) {
            percent if percent.abs() < 0.05 => format!("as good as {name}"),
            percent if percent > 0.0 => format!("{percent:.1} % better than {name}"),
            percent => format!("{:.1} % worse than {name}", -percent),
        };
        format!(
            "{what}, over {count}: with what was learnt {}, {}.",
            than(UNLEARNT, "without"),
            than(UNTRAINED, "the untrained blend")
        )
    };
    if *events > 0 {
        sentences.push(compared("Chances (Brier score)", *events, brier));
    }
    if *outcomes > 0 {
        sentences.push(compared("Amounts (CRPS)", *outcomes, crps));
    }
    ReplayReport {
        questions: state.questions.clone(),
        days_done: done,
        days,
        issues: *issues,
        events: *events,
        outcomes: *outcomes,
        brier,
        crps,
        sentences,
    }
}
