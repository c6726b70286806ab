//! The one pipeline from a text to a recorded answer, and everything else Forecastle can be asked to do.
//!
//! [`Engine`] implements [`contract::Commands`]; the window and the command line only carry requests to it. Start reading
//! at `ask.rs`.

mod access;
mod advice;
mod as_of;
mod ask;
mod askers;
mod attention;
mod clock;
mod commands;
mod connected;
mod data_folder;
mod doctor;
mod elsewhere;
mod export;
mod forecast;
mod guidance;
mod habits;
mod import;
mod learnt;
mod lessons;
mod live;
mod marginal;
mod noticed;
mod observations;
mod places;
mod plan_ahead;
mod plans;
mod predict;
mod problems;
mod raw_members;
mod recent;
mod record;
mod replay;
mod serving;
mod settings;
mod shared;
mod valid_times;
mod watches;
mod workers;

pub use access::Limits;
pub use answer::plain_text;
pub use ask::Rehearsal;
pub use clock::{StoppedClock, SystemClock};
pub use data_folder::data_folder;
pub use marginal::{Blending, Marginal, couple_track, forecast_track, forecast_track_onward};
pub use replay::{LEARNT, Step, UNLEARNT, UNTRAINED, Walk};
pub use serving::{Begun, ProgramServer};
pub use watches::Desktop;

use contract::{Change, ContextChange, PredictRequest, PredictResponse, Problem};
use domain::{Clock, Notifier, Store};
use shared::Shared;
use std::{path::PathBuf, sync::Arc};
use tokio_util::sync::CancellationToken;

/// Forecastle itself. Cheap to clone; every clone is the same one.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    /// Held by the one copy that listens for this data.
    listening_lock: Option<PathBuf>,
    /// What single series and places questions may be about.
    limits: Option<Arc<Limits>>,
}

/// Lies beside the data file.
const LISTENING_LOCK: &str = "listening.lock";

impl Engine {
    /// Opens the data in the folder given, in `FORECASTLE_DATA`, or in the system's place for it, making it where there is
    /// none.
    ///
    /// # Errors
    /// When the data can't be opened, with what to do about it. Nothing is changed then.
    pub fn open(data: Option<PathBuf>) -> Result<Self, Problem> {
        let folder = data_folder(data);
        let store = store::SqliteStore::open(&folder).map_err(|error| problems::of_store(&error))?;
        let engine = Self::with(Arc::new(store), Arc::new(SystemClock));
        Ok(Self { listening_lock: Some(folder.join(LISTENING_LOCK)), ..engine })
    }

    /// Makes the data in the folder given, in `FORECASTLE_DATA` or in the system's place for it of what was exported to `from`.
    ///
    /// # Errors
    /// When there is data already, or `from` isn't a whole export of this version or an earlier one. Nothing is made then.
    pub fn restore(from: &std::path::Path, data: Option<PathBuf>) -> Result<(), Problem> {
        store::SqliteStore::restore(from, &data_folder(data))
            .map(drop)
            .map_err(|error| problems::of_store(&error))
    }

    /// An engine over this store and clock.
    #[must_use]
    pub fn with(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        context::open_meteo::install_tls();
        prepare_reading(Arc::clone(&clock));
        Self { shared: Arc::new(Shared::new(store, clock)), listening_lock: None, limits: None }
    }

    /// The same, but that questions can be about these series and places only, and answers about others aren't there. What has nothing to
    /// do with questions isn't looked at: whoever lets others in decides about that.
    #[must_use]
    pub fn limited(&self, limits: Option<Arc<Limits>>) -> Self {
        Self { limits, ..self.clone() }
    }

    /// What changes from now on without being asked for: what an open answer may be out of date by.
    #[must_use]
    pub fn changes(&self) -> tokio::sync::broadcast::Receiver<Change> {
        self.shared.changes.subscribe()
    }

    /// What becomes of contexts from now on.
    #[must_use]
    pub fn context_changes(&self) -> tokio::sync::broadcast::Receiver<ContextChange> {
        self.shared.contexts.changes()
    }

    /// Takes in what arrives, from wherever the settings say, until cancelled: stations, a broker, files that grow, and other programs
    /// that are asked every so often. What another copy of Forecastle changes is heard of, too. For a program that stays; one that
    /// answers and ends has no use for it.
    pub async fn listen(&self, cancelled: CancellationToken) {
        tokio::spawn(record::keep_score(Arc::clone(&self.shared), cancelled.clone()));
        tokio::spawn(elsewhere::heed(Arc::clone(&self.shared), cancelled.clone()));
        let asking = connected::keep(Arc::clone(&self.shared), cancelled.clone());
        live::listen(Arc::clone(&self.shared), self.listening_lock.clone(), cancelled, asking).await;
    }

    /// Does what [`Engine::listen`] does, and besides looks at what is watched whenever something arrives and each hour; what
    /// fires is told to `notifier`.
    pub async fn listen_and_watch(&self, notifier: Arc<dyn Notifier>, cancelled: CancellationToken) {
        tokio::spawn(record::keep_score(Arc::clone(&self.shared), cancelled.clone()));
        tokio::spawn(elsewhere::heed(Arc::clone(&self.shared), cancelled.clone()));
        let watching = watches::keep(self.clone(), notifier, cancelled.clone());
        let asking = connected::keep(Arc::clone(&self.shared), cancelled.clone());
        let keeping = async { tokio::join!(watching, asking).0 };
        live::listen(Arc::clone(&self.shared), self.listening_lock.clone(), cancelled, keeping).await;
    }

    /// Works out what is likely to be asked soon while nobody waits for anything, until cancelled, if the settings say so. For a program
    /// that stays and answers.
    pub async fn plan_ahead(&self, cancelled: CancellationToken) {
        plan_ahead::run(self.clone(), cancelled).await;
    }

    /// Works out now what is likely to be asked within the hour, however busy the machine is; says how many questions: for benchmarks.
    ///
    /// # Errors
    /// When the data can't be read.
    pub async fn plan_ahead_once(&self) -> Result<usize, Problem> {
        plan_ahead::once(self, plan_ahead::Terms::BENCHMARK).await
    }

    /// A chart of an answer, or all of them on one sheet, as the bytes of a PNG file: for those who are sent pictures, not files.
    ///
    /// # Errors
    /// When there is no such answer or chart, or it can't be drawn.
    pub async fn picture(
        &self,
        answer: domain::AnswerId,
        chart: Option<String>,
        options: domain::DrawOptions,
    ) -> Result<Vec<u8>, Problem> {
        let answer = self.find_answer(answer).await?;
        self.on_worker(move |_| export::picture_of(&answer, chart.as_deref(), options)).await
    }

    /// What is forecast now for the very times that an answer given before was about; that answer, with what happened, once they are
    /// over. Nothing of it is kept.
    ///
    /// # Errors
    /// When there is no such answer, or it can't be forecast.
    pub async fn forecast_again(&self, id: domain::AnswerId) -> Result<domain::Answer, Problem> {
        let given = self.find_answer(id).await?;
        let until = given.question.spans.last().map_or(jiff::Timestamp::MIN, |span| span.end.timestamp());
        if given.as_of || until <= self.shared.clock.now().timestamp() {
            return self.on_worker(move |shared| Ok(shared.with_outcome((*given).clone()))).await;
        }
        let cancelled = CancellationToken::new();
        let _ends_with_this = cancelled.clone().drop_guard();
        let now = self.answer_of(given.question.clone(), &cancelled).await?;
        Ok(domain::Answer { id, ..now })
    }

    /// Holds what was forecast against what was observed since; says of how many forecasts something became known. A program that
    /// stays has it done by [`Engine::listen`].
    ///
    /// # Errors
    /// When the data can't be read or written.
    pub async fn verify(&self) -> Result<usize, Problem> {
        self.on_worker(|shared| record::catch_up(shared).map(|found| found.forecasts)).await
    }

    /// Holds what was forecast of a series against values of it that came late or were corrected, whenever they are of. Importing does
    /// so by itself.
    ///
    /// # Errors
    /// When the data can't be read or written.
    pub async fn look_again(&self, series: &domain::SeriesId) -> Result<(), Problem> {
        let series = series.clone();
        self.on_worker(move |shared| {
            record::after_import(shared, &series);
            Ok(())
        })
        .await
    }

    /// The token with this secret, if it opens anything now.
    ///
    /// # Errors
    /// When the data can't be read.
    pub async fn let_in(&self, secret: String) -> Result<Option<domain::AccessToken>, Problem> {
        self.on_worker(move |shared| access::let_in(shared, &secret)).await
    }

    /// Notes for the audit log what somebody did from outside. What changed something is on the disk when this returns; all else within a
    /// second, if [`Engine::keep_audit`] runs.
    ///
    /// # Errors
    /// When the log can't be written.
    pub async fn note(
        &self,
        who: &str,
        command: &'static str,
        outcome: &'static str,
        changed: bool,
    ) -> Result<(), Problem> {
        self.shared.serving.count();
        if self.shared.audit.note(who, command, outcome) || changed {
            return self.on_worker(access::write).await;
        }
        Ok(())
    }

    /// Writes down what was noted, until cancelled: for a program that lets others in.
    pub async fn keep_audit(&self, cancelled: CancellationToken) {
        access::keep(Arc::clone(&self.shared), cancelled).await;
    }

    /// Has `server` let other programs in whenever the user has switched that on, until cancelled; what is being answered then is answered
    /// still. For a program with such a switch.
    pub async fn keep_serving(&self, server: impl ProgramServer, cancelled: CancellationToken) {
        serving::keep(self.clone(), server, cancelled).await;
    }

    /// The forecast that the command `predict` would give, if the same was asked before: at once, and without taking anybody's turn.
    ///
    /// # Errors
    /// When the request can't be used.
    pub fn predicted(&self, request: PredictRequest) -> Result<Predicted, Problem> {
        let asked = predict::asked(&self.shared, request)?;
        Ok(match predict::remembered(&self.shared, &asked) {
            Some(response) => Predicted::Known(response),
            None => Predicted::Not(ToPredict(asked)),
        })
    }

    /// Works out what [`Engine::predicted`] didn't know.
    ///
    /// # Errors
    /// When nothing can be forecast of it.
    pub async fn predict_now(&self, ToPredict(asked): ToPredict) -> Result<PredictResponse, Problem> {
        predict::predict(&self.shared, asked).await
    }

    /// Runs work that blocks on a thread made for it.
    async fn on_worker<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let shared = Arc::clone(&self.shared);
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || span.in_scope(|| work(&shared)))
            .await
            .map_err(|error| problems::of_lost_work(&error))?
    }
}

/// What is known of a request to predict before anything is worked out.
pub enum Predicted {
    /// The forecast: the same was asked before.
    Known(PredictResponse),
    /// Not yet.
    Not(ToPredict),
}

/// A request to predict that was checked.
pub struct ToPredict(predict::Asked);

/// Has the tables for reading questions laid out by the time the first letter is typed. Where no thread can be had, that letter
/// waits for them.
fn prepare_reading(clock: Arc<dyn Clock>) {
    let prepare = move || {
        intent::prepare(&intent::Setting {
            now: clock.now(),
            home: None,
            saved: &[],
            gazetteer: context::gazetteer::Gazetteer::embedded(),
            series: &[],
            activities: intent::Catalogue::built_in(),
            previous: None,
            units: domain::UnitSystem::Metric,
        });
    };
    let started = std::thread::Builder::new().name("prepare reading".to_owned()).spawn(prepare);
    if let Err(error) = started {
        tracing::warn!(%error, "the tables for reading could not be laid out ahead");
    }
}
