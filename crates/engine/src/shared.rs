use crate::{
    access, advice::Readings, askers::Askers, attention::Attention, connected, guidance::Fetching,
    import::Jobs, lessons::Lessons, live::Live, places, plan_ahead::PlanAhead, predict, problems,
    recent::Recent, record, serving, settings, workers::Workers,
};
use context::{ContextManager, gazetteer};
use contract::{Change, Problem};
use domain::{Answer, AnswerId, Clock, Gazetteer, SeriesInfo, Store};
use std::sync::Arc;
use tokio::sync::broadcast;

/// Changes that wait for a slow listener; it is told that it missed the rest.
const CHANGES_HELD: usize = 64;

/// What every command works on.
pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) gazetteer: &'static dyn Gazetteer,
    pub(crate) context: Arc<ContextManager>,
    pub(crate) guidance: Fetching,
    pub(crate) changes: broadcast::Sender<Change>,
    pub(crate) workers: Workers,
    pub(crate) askers: Askers,
    pub(crate) attention: Attention,
    pub(crate) recent: Recent,
    pub(crate) readings: Readings,
    pub(crate) ahead: PlanAhead,
    pub(crate) live: Live,
    pub(crate) connected: connected::Asking,
    pub(crate) imports: Jobs,
    pub(crate) keeping: record::Keeping,
    pub(crate) seen: record::Seen,
    pub(crate) replays: Jobs,
    pub(crate) lessons: Lessons,
    pub(crate) doors: access::Doors,
    pub(crate) audit: access::Audit,
    pub(crate) serving: serving::Desk,
    pub(crate) contexts: predict::Contexts,
    pub(crate) predictions: predict::Predictions,
}

impl Shared {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        let changes = broadcast::channel(CHANGES_HELD).0;
        let guidance = Fetching::new(Arc::clone(&store), changes.clone());
        Self {
            changes,
            context: Arc::new(ContextManager::new(context::sources::all(
                Arc::clone(&store),
                Arc::clone(&guidance.kept),
            ))),
            guidance,
            store,
            clock,
            gazetteer: gazetteer::Gazetteer::embedded(),
            workers: Workers::default(),
            askers: Askers::default(),
            attention: Attention::default(),
            recent: Recent::default(),
            readings: Readings::default(),
            ahead: PlanAhead::default(),
            live: Live::default(),
            connected: connected::Asking::default(),
            imports: Jobs::default(),
            keeping: record::Keeping::default(),
            seen: record::Seen::default(),
            replays: Jobs::default(),
            lessons: Lessons::default(),
            doors: access::Doors::default(),
            audit: access::Audit::default(),
            serving: serving::Desk::default(),
            contexts: predict::Contexts::default(),
            predictions: predict::Predictions::default(),
        }
    }

    /// The series that can be asked about, the user's own first.
    pub(crate) fn series(&self) -> Result<Vec<SeriesInfo>, Problem> {
        let mut series = self.store.series().map_err(|error| problems::of_store(&error))?;
        series.extend(context::sources::sample_series());
        Ok(series)
    }

    /// Reads words as they are read at this moment.
    pub(crate) fn with_setting<T>(&self, read: impl FnOnce(intent::Setting<'_>) -> T) -> Result<T, Problem> {
        let (settings, series) = (settings::load(&*self.store)?, self.series()?);
        let saved = places::all(self)?;
        Ok(read(intent::Setting {
            now: self.clock.now(),
            home: settings.home.as_ref(),
            saved: &saved,
            gazetteer: self.gazetteer,
            series: &series,
            activities: &intent::Catalogue::with(&settings.activities),
            previous: None,
            units: settings.units,
        }))
    }

    /// The answer with what happened since, where that is known by now.
    pub(crate) fn with_outcome(&self, answer: Answer) -> Answer {
        if answer.outcome.is_some() {
            return answer;
        }
        let outcome = record::outcome_of(self, &answer);
        Answer { outcome, ..answer }
    }

    /// An answer given before.
    pub(crate) fn answer(&self, id: AnswerId) -> Result<Arc<Answer>, Problem> {
        if let Some(answer) = self.recent.find(id) {
            return Ok(answer);
        }
        let answer = Arc::new(self.store.forecast(id).map_err(|error| problems::of_store(&error))?.answer);
        self.recent.keep(Arc::clone(&answer));
        Ok(answer)
    }
}
