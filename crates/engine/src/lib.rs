//! The one pipeline from a text to a recorded answer, and everything else Forecastle can be asked to do.
//!
//! [`Engine`] implements [`contract::Commands`]; the window and the command line only carry requests to it. Start reading
//! at `ask.rs`.

mod as_of;
mod ask;
mod askers;
mod change;
mod clock;
mod commands;
mod data_folder;
mod doctor;
mod export;
mod forecast;
mod guidance;
mod import;
mod marginal;
mod places;
mod problems;
mod raw_members;
mod recent;
mod settings;
mod shared;
mod valid_times;
mod workers;

pub use answer::plain_text;
pub use ask::Rehearsal;
pub use change::Change;
pub use clock::{StoppedClock, SystemClock};
pub use data_folder::data_folder;
pub use marginal::{Marginal, couple_track, forecast_track, forecast_track_onward};

use contract::Problem;
use domain::{Clock, Store};
use shared::Shared;
use std::{path::PathBuf, sync::Arc};

/// Forecastle itself. Cheap to clone; every clone is the same one.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

impl Engine {
    /// Opens the data in the folder given, in `FORECASTLE_DATA`, or in the system's place for it, making it where there is
    /// none.
    ///
    /// # Errors
    /// When the data can't be opened, with what to do about it. Nothing is changed then.
    pub fn open(data: Option<PathBuf>) -> Result<Self, Problem> {
        let folder = data_folder(data);
        let store = store::SqliteStore::open(&folder).map_err(|error| problems::of_store(&error))?;
        Ok(Self::with(Arc::new(store), Arc::new(SystemClock)))
    }

    /// An engine over this store and clock.
    #[must_use]
    pub fn with(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        context::open_meteo::install_tls();
        prepare_reading(Arc::clone(&clock));
        Self { shared: Arc::new(Shared::new(store, clock)) }
    }

    /// What changes from now on without being asked for: what an open answer may be out of date by.
    #[must_use]
    pub fn changes(&self) -> tokio::sync::broadcast::Receiver<Change> {
        self.shared.changes.subscribe()
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
