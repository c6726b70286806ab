//! Works out what is likely to be asked soon while nobody waits for anything, so that it opens at once: weather guidance is fetched,
//! records are read into memory, and the forecast itself is kept ready.
//!
//! It gives way to a person at once, works only on power and while the machine has nothing to do, and never spends more than half of
//! what may be asked of the network.

mod likely;
mod machine;
mod prepared;

pub(crate) use prepared::{Basis, Prepared, PreparedForecasts};

use crate::{Engine, guidance, settings, shared::Shared};
use contract::{AskRequest, Check, CheckState, Problem};
use jiff::SignedDuration;
use likely::Likely;
use machine::{Machine, ThisMachine};
use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// How often is looked whether there is something to do.
const LOOK: Duration = Duration::from_secs(30);
/// A person who did nothing for so long may be thinking; after it the machine is free.
const QUIET: Duration = Duration::from_secs(20);
/// What is expected within so long is worked out. Forecasts hold for the hour in which they are issued.
const AHEAD: SignedDuration = SignedDuration::from_mins(60);
/// Questions that are worked out in one go.
const MOST: usize = 4;
/// One request of the network counts as one at least; beyond so many within a day nothing is fetched that nobody asked for.
const MOST_SPENT: f64 = 5_000.0;

/// On what terms something is worked out that nobody waits for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// For so long no person has done anything.
    quiet: Duration,
    /// Whether the machine must have time and power to spare.
    heeds_machine: bool,
}

impl Terms {
    const USUAL: Self = Self { quiet: QUIET, heeds_machine: true };
    /// At once, whatever else the machine does.
    pub(crate) const BENCHMARK: Self = Self { quiet: Duration::ZERO, heeds_machine: false };
}

/// What is ready, and who is at work.
pub(crate) struct PlanAhead {
    pub(crate) prepared: PreparedForecasts,
    machine: Box<dyn Machine>,
    /// Questions of people that are being answered.
    asking: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When a person last did something.
    touched: Option<Instant>,
    /// Ends what is being worked out.
    work: CancellationToken,
    /// Whether anybody plans ahead here at all.
    running: bool,
    /// Why nothing is worked out just now.
    waits: Option<&'static str>,
    /// What was worked out last, and what became of it.
    done: Vec<(Likely, Result<(), String>)>,
}

impl Default for PlanAhead {
    fn default() -> Self {
        Self::on(Box::new(ThisMachine::default()))
    }
}

/// A person's question, until it is answered.
pub(crate) struct Asked<'a>(&'a PlanAhead);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.asking.fetch_sub(1, Ordering::Relaxed);
        self.0.hold().touched = Some(Instant::now());
    }
}

impl PlanAhead {
    fn on(machine: Box<dyn Machine>) -> Self {
        Self {
            prepared: PreparedForecasts::default(),
            machine,
            asking: AtomicUsize::new(0),
            state: Mutex::default(),
        }
    }

    /// A person asks: what is being worked out ahead ends, and nothing else is begun until they have their answer.
    pub(crate) fn asked(&self) -> Asked<'_> {
        self.asking.fetch_add(1, Ordering::Relaxed);
        self.touched();
        Asked(self)
    }

    /// A person does something: what is being worked out ahead ends.
    pub(crate) fn touched(&self) {
        let mut state = self.hold();
        state.touched = Some(Instant::now());
        state.work.cancel();
    }

    /// What was noticed is forgotten: nothing that was made of it stays.
    pub(crate) fn forget(&self) {
        self.touched();
        self.prepared.clear();
        self.hold().done.clear();
    }

    /// A token for work that nobody waits for, or why there is to be none.
    fn begin(&self, terms: Terms) -> Result<CancellationToken, &'static str> {
        let Terms { quiet, heeds_machine } = terms;
        if let Some(busy) = self.machine.busy().filter(|_| heeds_machine) {
            return Err(busy);
        }
        let mut state = self.hold();
        let is_quiet = state.touched.is_none_or(|touched| touched.elapsed() >= quiet);
        if self.asking.load(Ordering::Relaxed) > 0 || !is_quiet {
            return Err("you are busy with it");
        }
        state.work = CancellationToken::new();
        Ok(state.work.clone())
    }

    fn hold(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks again and again, until cancelled, what is likely to be asked soon, and works it out.
pub(crate) async fn run(engine: Engine, cancelled: CancellationToken) {
    engine.shared.ahead.hold().running = true;
    loop {
        tokio::select! {
            () = cancelled.cancelled() => break,
            () = tokio::time::sleep(LOOK) => {}
        }
        tokio::select! {
            () = cancelled.cancelled() => break,
            done = once(&engine, Terms::USUAL) => if let Err(problem) = done {
                tracing::warn!(%problem, "nothing was worked out ahead");
            },
        }
    }
    engine.shared.ahead.hold().running = false;
}

/// Works out what is likely to be asked soon, if there is time for it; says how many questions.
pub(crate) async fn once(engine: &Engine, terms: Terms) -> Result<usize, Problem> {
    let ahead = &engine.shared.ahead;
    let work = match ahead.begin(terms) {
        Ok(work) => work,
        Err(waits) => {
            ahead.hold().waits = Some(waits);
            return Ok(0);
        }
    };
    ahead.hold().waits = None;
    let expected = engine
        .on_worker(|shared| {
            if !settings::load(&*shared.store)?.plan_ahead.on {
                shared.ahead.prepared.clear();
                return Ok(Vec::new());
            }
            likely::soon(shared, &shared.clock.now(), AHEAD)
        })
        .await?;
    let mut done = Vec::new();
    for likely in expected.into_iter().take(MOST) {
        if work.is_cancelled() {
            break;
        }
        let span = tracing::info_span!("plan ahead", question = %likely.text);
        // Dropped in the middle, the models end too: they look at the same token.
        let outcome = tokio::select! {
            biased;
            () = work.cancelled() => break,
            outcome = prepare(engine, &likely, &work).instrument(span) => outcome,
        };
        done.push((likely, outcome.map_err(|problem| problem.to_string())));
    }
    let count = done.iter().filter(|(_, outcome)| outcome.is_ok()).count();
    if !done.is_empty() {
        ahead.hold().done = done;
    }
    Ok(count)
}

async fn prepare(engine: &Engine, likely: &Likely, work: &CancellationToken) -> Result<(), Problem> {
    let may_fetch =
        engine.on_worker(|shared| guidance::spent_within_a_day(shared).map(|spent| spent < MOST_SPENT));
    if !may_fetch.await? {
        tracing::info!("much was asked of the network today; nothing is fetched ahead");
        return Ok(());
    }
    let request = AskRequest { text: likely.text.clone(), passing: true, ..AskRequest::default() };
    engine.make_ahead(request, work).await
}

/// What was planned, for a person to look at.
pub(crate) fn check(shared: &Shared) -> Result<Check, Problem> {
    let name = "Planned ahead".to_owned();
    if !settings::load(&*shared.store)?.plan_ahead.on {
        let detail = "off; nothing is noticed and nothing worked out before you ask".to_owned();
        return Ok(Check { name, state: CheckState::Fine, detail });
    }
    let (ready, used) = shared.ahead.prepared.counts();
    let (running, waits, done) = {
        let state = shared.ahead.hold();
        (state.running, state.waits, state.done.clone())
    };
    let mut parts = vec![match (running, waits) {
        (false, _) => "done by the window while it is open".to_owned(),
        (true, Some(waits)) => format!("waits: {waits}"),
        (true, None) => "on".to_owned(),
    }];
    if running {
        parts.push(format!("{ready} answers ready, {used} used"));
    }
    for (likely, outcome) in &done {
        let became = outcome.as_ref().map_or_else(|problem| format!(": {problem}"), |()| String::new());
        parts.push(format!("worked out \u{201c}{}\u{201d} ({}){became}", likely.text, likely.why));
    }
    let now = shared.clock.now();
    let next = likely::soon(shared, &now, SignedDuration::from_hours(24))?;
    match next.first() {
        Some(likely) => parts.push(format!(
            "next expected: \u{201c}{}\u{201d} at {} ({})",
            likely.text,
            likely.at.strftime("%H:%M"),
            likely.why
        )),
        None => parts.push("nothing is asked regularly yet".to_owned()),
    }
    Ok(Check { name, state: CheckState::Fine, detail: parts.join("; ") })
}

#[cfg(test)]
mod tests;
