//! Who decides what has to be fetched. However many ask for one thing, it is fetched once; whoever asks waits for a time only,
//! and what comes later is kept and announced.

use super::{Api, Cell, Client, GuidanceFault, Kept, Limits, Received, Request, Spent, parts::parts};
use domain::{Place, PlaceId, Variable};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Runs are kept for this long.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(400 * 24);
/// What is asked regularly of the past reaches back 30 days: when nothing was asked for longer, the years before are asked for
/// again, so that there is no gap.
const HISTORY_WITHOUT_A_GAP: SignedDuration = SignedDuration::from_hours(28 * 24);
/// Years of the archive that the history of a place begins with.
const YEARS_OF_HISTORY: i32 = 2;
/// After a fault nothing is asked again for this long.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(30);
/// After one that won't pass by itself.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_secs(600);
const SPENT_KEY: &str = "open-meteo spent";

/// One thing to fetch for a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Job {
    /// What is asked regularly.
    Regular(Api),
    /// The years before, once.
    History,
}

impl Job {
    fn key(self, cell: Cell) -> String {
        match self {
            Self::Regular(api) => format!("open-meteo {} {cell}", api.name()),
            Self::History => format!("open-meteo history {cell}"),
        }
    }

    const fn time_to_live(self) -> SignedDuration {
        match self {
            Self::Regular(api) => api.time_to_live(),
            Self::History => HISTORY_WITHOUT_A_GAP,
        }
    }

    /// `air_known` is when air quality was asked for last.
    fn requests(self, cell: Cell, now: Timestamp, air_known: Option<Timestamp>) -> Vec<Request> {
        let day = |time| TimeZone::UTC.to_datetime(time).date();
        let today = day(now);
        match self {
            Self::Regular(Api::AirQuality) => vec![Request::of_air(cell, today, air_known.map(day))],
            Self::Regular(api) => vec![Request::of(api, cell, today)],
            Self::History => Request::history(cell, today, YEARS_OF_HISTORY),
        }
    }

    /// Whether an answer is worth waiting for it.
    const fn is_awaited(self) -> bool {
        !matches!(self, Self::Regular(Api::Archive | Api::PreviousRuns))
    }
}

/// Where it is kept up to when the air quality of a cell is known.
fn air_key(cell: Cell) -> String {
    format!("open-meteo air quality known {cell}")
}

/// Something was received that an answer did not wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The places that were asked about and lie in its cell.
    pub places: Vec<PlaceId>,
    /// What: `forecast`, `ensemble`, `history`.
    pub what: &'static str,
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filled {
    /// Why something could not be had, each reason once.
    pub faults: Vec<GuidanceFault>,
    /// Whether something is still on its way: it will be announced.
    pub is_late: bool,
    /// When the newest run that is there was received.
    pub newest: Option<Timestamp>,
}

/// A fetch that is under way.
#[derive(Clone)]
struct Flight {
    started: Instant,
    outcome: watch::Receiver<Option<Result<(), GuidanceFault>>>,
    /// Whether somebody stopped waiting for it.
    is_late: Arc<AtomicBool>,
}

/// Fetches from one server what isn't there or has grown old. Cheap to clone; every clone is the same one.
#[derive(Clone)]
pub struct OpenMeteo {
    shared: Arc<Shared>,
}

struct Shared {
    kept: Arc<Kept>,
    client: Client,
    limits: Limits,
    announce: Box<dyn Fn(Arrival) + Send + Sync>,
    flights: Mutex<HashMap<(Cell, Job), Flight>>,
    /// What failed, and until when it isn't tried again.
    failed: Mutex<HashMap<(Cell, Job), (Instant, GuidanceFault)>>,
    /// Until when nothing is asked at all.
    paused: Mutex<Option<(Instant, GuidanceFault)>>,
    tags: Mutex<HashMap<(Cell, Job), String>>,
    places: Mutex<HashMap<Cell, BTreeSet<PlaceId>>>,
    /// Read from the store when it is first needed.
    spent: Mutex<Option<Spent>>,
    pruned: Mutex<Option<Timestamp>>,
}

impl std::fmt::Debug for OpenMeteo {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OpenMeteo").field("base", self.shared.client.base()).finish_non_exhaustive()
    }
}

impl OpenMeteo {
    /// Over what is kept and a client; what comes late goes to `announce`.
    #[must_use]
    pub fn new(kept: Arc<Kept>, client: Client, announce: impl Fn(Arrival) + Send + Sync + 'static) -> Self {
        let limits = if client.base().is_all_own() { Limits::NONE } else { Limits::FREE };
        Self {
            shared: Arc::new(Shared {
                kept,
                client,
                limits,
                announce: Box::new(announce),
                flights: Mutex::default(),
                failed: Mutex::default(),
                paused: Mutex::default(),
                tags: Mutex::default(),
                places: Mutex::default(),
                spent: Mutex::default(),
                pruned: Mutex::default(),
            }),
        }
    }

    /// Who is asked, for a person.
    #[must_use]
    pub fn host(&self) -> String {
        self.shared.client.base().host()
    }

    /// Sees to it that what can be told of `variables` in the cell of `place` is there and new, and waits at most `wait` for it.
    /// What is fetched counts as known at `now`, the moment of the question. Asks nothing when none of the variables is told.
    #[tracing::instrument(skip_all, fields(cell = %cell))]
    pub async fn fill(
        &self,
        place: &Place,
        cell: Cell,
        variables: &[Variable],
        now: Timestamp,
        wait: Duration,
    ) -> Filled {
        hold(&self.shared.places).entry(cell).or_default().insert(place.id);
        let wanted = wanted_jobs(variables);
        let shared = Arc::clone(&self.shared);
        let stale =
            tokio::task::spawn_blocking(move || shared.stale(cell, &wanted, now)).await.unwrap_or_default();
        let mut filled = Filled::default();
        let mut flights = Vec::new();
        for job in stale {
            match self.shared.join_or_start(cell, job, now) {
                Ok(flight) => flights.push((job, flight)),
                Err(fault) => filled.faults.push(fault),
            }
        }
        for (job, mut flight) in flights {
            if !job.is_awaited() {
                continue;
            }
            // Who asks again while a fetch hangs doesn't wait for it again.
            let until = flight.started + wait;
            match tokio::time::timeout_at(until, flight.outcome.wait_for(Option::is_some)).await {
                Ok(Ok(outcome)) => {
                    if let Some(Err(fault)) = &*outcome {
                        filled.faults.push(fault.clone());
                    }
                }
                Ok(Err(_)) => {}
                Err(_) => {
                    flight.is_late.store(true, Ordering::Relaxed);
                    filled.is_late = true;
                }
            }
        }
        filled.faults = distinct(filled.faults);
        let shared = Arc::clone(&self.shared);
        let newest = tokio::task::spawn_blocking(move || {
            let newest = shared.kept.store().newest_guidance(&cell.to_string()).ok().flatten();
            if let Some(newest) = newest {
                shared.kept.heed(cell, newest);
            }
            newest
        });
        filled.newest = newest.await.ok().flatten();
        filled
    }

    /// The weight of all requests within the day before `now`.
    #[must_use]
    pub fn spent_within_a_day(&self, now: Timestamp) -> f64 {
        self.shared.with_spent(now, |spent| spent.within_a_day(now))
    }
}

/// What tells of these variables.
fn wanted_jobs(variables: &[Variable]) -> Vec<Job> {
    let mut jobs = Vec::new();
    let told = |variable: &&Variable| super::is_told(variable);
    if variables.iter().filter(told).any(|variable| !variable.is_of_the_air()) {
        jobs.extend([Job::Regular(Api::Forecast), Job::Regular(Api::Ensemble), Job::History]);
        jobs.extend([Job::Regular(Api::Archive), Job::Regular(Api::PreviousRuns)]);
    }
    if variables.iter().any(Variable::is_of_the_air) {
        jobs.push(Job::Regular(Api::AirQuality));
    }
    jobs
}

impl Shared {
    /// Those of `wanted` that aren't there or have grown old.
    fn stale(&self, cell: Cell, wanted: &[Job], now: Timestamp) -> Vec<Job> {
        let is_fresh =
            |job: &Job| self.kept.store().cached(&job.key(cell), now).is_ok_and(|fetched| fetched.is_some());
        let mut stale: Vec<Job> = wanted.iter().filter(|job| !is_fresh(job)).copied().collect();
        for _ in stale.len()..wanted.len() {
            self.kept.counts().was_fresh();
        }
        // The years before hold the last days too.
        if stale.contains(&Job::History) {
            stale.retain(|job| job.is_awaited());
        }
        stale
    }

    /// The fetch that is under way, or a new one. Nothing is asked while a fault is fresh.
    fn join_or_start(
        self: &Arc<Self>,
        cell: Cell,
        job: Job,
        now: Timestamp,
    ) -> Result<Flight, GuidanceFault> {
        let mut flights = hold(&self.flights);
        if let Some(flight) = flights.get(&(cell, job)) {
            self.kept.counts().was_shared();
            return Ok(flight.clone());
        }
        let still =
            |(until, fault): &(Instant, GuidanceFault)| (*until > Instant::now()).then(|| fault.clone());
        let fault = hold(&self.paused).as_ref().and_then(still);
        if let Some(fault) = fault.or_else(|| hold(&self.failed).get(&(cell, job)).and_then(still)) {
            return Err(fault);
        }
        let (sender, outcome) = watch::channel(None);
        let flight = Flight { started: Instant::now(), outcome, is_late: Arc::default() };
        flights.insert((cell, job), flight.clone());
        drop(flights);
        let (shared, is_late) = (Arc::clone(self), Arc::clone(&flight.is_late));
        let span = tracing::Span::current();
        let fetch = async move {
            let outcome = shared.fetch(cell, job, now).await;
            shared.note(cell, job, now, &outcome);
            // Gone from the list before it is told, so that nobody joins what is over.
            hold(&shared.flights).remove(&(cell, job));
            let arrived = outcome.is_ok();
            // Nobody may be waiting any more.
            let _ = sender.send(Some(outcome));
            if arrived && is_late.load(Ordering::Relaxed) {
                let places = hold(&shared.places).get(&cell).into_iter().flatten().copied().collect();
                let what = match job {
                    Job::Regular(api) => api.name(),
                    Job::History => "history",
                };
                (shared.announce)(Arrival { places, what });
            }
        };
        tokio::spawn(tracing::Instrument::instrument(fetch, span));
        Ok(flight)
    }

    async fn fetch(self: &Arc<Self>, cell: Cell, job: Job, now: Timestamp) -> Result<(), GuidanceFault> {
        let air_known = match job {
            Job::Regular(Api::AirQuality) => self.air_known(cell, now).await,
            _ => None,
        };
        for request in job.requests(cell, now, air_known) {
            if !self.client.base().is_own(request.api) {
                self.spend(request.weight(), now).await?;
            }
            let tag = hold(&self.tags).get(&(cell, job)).cloned();
            let Received::New(reply, tag) = self.client.get(&request, tag.as_deref(), now).await? else {
                continue;
            };
            for skipped in &reply.skipped {
                tracing::debug!(skipped, "a column was skipped");
            }
            if let (Some(tag), Job::Regular(_)) = (tag, job) {
                hold(&self.tags).insert((cell, job), tag);
            }
            let shared = Arc::clone(self);
            let save = move || {
                let parts = parts(&reply, request.api, request.model(), now);
                if let Some(metres) = reply.elevation {
                    shared.kept.save_elevation(cell, metres)?;
                }
                shared.kept.save(cell, &parts)
            };
            blocking(save).await?;
        }
        let shared = Arc::clone(self);
        let mark = move || {
            let done = match job {
                Job::Regular(Api::Archive) => vec![job, Job::History],
                Job::Regular(_) => vec![job],
                Job::History => vec![job, Job::Regular(Api::Archive), Job::Regular(Api::PreviousRuns)],
            };
            for job in done {
                let expires = now.saturating_add(job.time_to_live()).unwrap_or(Timestamp::MAX);
                shared.kept.store().cache(&job.key(cell), now.to_string().as_bytes(), expires)?;
                if job == Job::Regular(Api::AirQuality) {
                    let expires = now.saturating_add(KEPT_FOR).unwrap_or(Timestamp::MAX);
                    shared.kept.store().cache(&air_key(cell), now.to_string().as_bytes(), expires)?;
                }
            }
            shared.prune(now)
        };
        blocking(mark).await
    }

    /// When the air quality of a cell was asked for last, however long ago.
    async fn air_known(self: &Arc<Self>, cell: Cell, now: Timestamp) -> Option<Timestamp> {
        let shared = Arc::clone(self);
        let read = move || shared.kept.store().cached(&air_key(cell), now).ok().flatten();
        let kept = tokio::task::spawn_blocking(read).await.ok().flatten()?;
        std::str::from_utf8(&kept).ok()?.parse().ok()
    }

    /// Once a day, what has grown too old.
    fn prune(&self, now: Timestamp) -> Result<(), domain::StoreError> {
        let mut pruned = hold(&self.pruned);
        if pruned.is_some_and(|last| now.duration_since(last) < SignedDuration::from_hours(24)) {
            return Ok(());
        }
        *pruned = Some(now);
        drop(pruned);
        let removed =
            self.kept.store().prune_guidance(now.saturating_sub(KEPT_FOR).unwrap_or(Timestamp::MIN))?;
        tracing::debug!(removed, "pruned");
        Ok(())
    }

    /// Counts and remembers how a fetch went.
    fn note(&self, cell: Cell, job: Job, now: Timestamp, outcome: &Result<(), GuidanceFault>) {
        let Err(fault) = outcome else {
            self.kept.counts().was_fetched();
            hold(&self.failed).remove(&(cell, job));
            return;
        };
        self.kept.counts().has_failed();
        tracing::info!(%fault, "guidance could not be had");
        match fault {
            GuidanceFault::TooManyRequests { until, .. } | GuidanceFault::LimitReached { until, .. } => {
                let pause = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                *hold(&self.paused) = Some((Instant::now() + pause, fault.clone()));
            }
            _ => {
                let pause = if fault.may_pass() { PAUSE_AFTER_FAULT } else { PAUSE_AFTER_REFUSAL };
                hold(&self.failed).insert((cell, job), (Instant::now() + pause, fault.clone()));
            }
        }
    }

    async fn spend(self: &Arc<Self>, weight: f64, now: Timestamp) -> Result<(), GuidanceFault> {
        let shared = Arc::clone(self);
        let spend = move || {
            shared.with_spent(now, |spent| {
                let taken = spent.take(weight, now, &shared.limits);
                let kept = serde_json::to_vec(spent).unwrap_or_default();
                let expires = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
                if let Err(error) = shared.kept.store().cache(SPENT_KEY, &kept, expires) {
                    tracing::warn!(%error, "what was spent can't be kept");
                }
                taken
            })
        };
        let taken = tokio::task::spawn_blocking(spend).await.unwrap_or(Ok(()));
        taken.map_err(|(period, until)| GuidanceFault::LimitReached {
            host: "Open-Meteo".to_owned(),
            period,
            until,
        })
    }

    fn with_spent<T>(&self, now: Timestamp, use_it: impl FnOnce(&mut Spent) -> T) -> T {
        let mut spent = hold(&self.spent);
        let spent = spent.get_or_insert_with(|| {
            let kept = self.kept.store().cached(SPENT_KEY, now).ok().flatten();
            kept.and_then(|kept| serde_json::from_slice(&kept).ok()).unwrap_or_default()
        });
        use_it(spent)
    }
}

async fn blocking(
    work: impl FnOnce() -> Result<(), domain::StoreError> + Send + 'static,
) -> Result<(), GuidanceFault> {
    let not_kept = |detail: String| GuidanceFault::NotKept { detail };
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| not_kept(error.to_string()))?;
    done.map_err(|error| not_kept(error.to_string()))
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn distinct(faults: Vec<GuidanceFault>) -> Vec<GuidanceFault> {
    let mut distinct: Vec<GuidanceFault> = Vec::new();
    for fault in faults {
        if !distinct.contains(&fault) {
            distinct.push(fault);
        }
    }
    distinct
}
