//! [`SqliteStore`]: who may use which connection when. What is read and written stands in the files beside it.

use crate::{
    access::Access, append, audit, cache, connected, connection, damage, erase, export, failure::Failure,
    flags, forecasts, guidance, health, history, import, learnt, migrate, observations, open, outcomes,
    places, record, series, settings, standing, tokens, verifiable, verifications, watches,
};
use domain::{
    AccessStore, AnswerId, Append, AppendReport, AuditChain, AuditEntry, AuditQuery, ChainedEntry,
    ConnectedSource, ConnectedSourceId, ConnectedSourceStore, ConnectedState, Due, ExportedData, Firing,
    FiringId, HashedToken, Import, ImportId, InsertReport, IssuedForecast, KeptGuidance, Observation,
    Outcome, PastImport, PastQuestion, Place, PlaceId, QualityFlags, RecordedForecast, RegularGrid, SeriesId,
    SeriesInfo, Standing, Store, StoreError, StoreHealth, TokenId, Unverified, Variable, Verifiable,
    Verification, Watch, WatchId, WatchStore, Went,
};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

/// The name of the data file within the data folder.
pub const FILE_NAME: &str = "forecastle.sqlite";

/// Connections for reading that are kept open when nobody uses them.
const IDLE_READERS: usize = 4;

/// The data file, open. Share it between threads; another copy of Forecastle may have it open too.
pub struct SqliteStore {
    path: PathBuf,
    access: Access,
    // Readers stand before the writer: fields are dropped in this order, and the last connection to go moves the
    // log into the file, which a reader can't.
    readers: Mutex<Vec<Connection>>,
    /// The one that is asked whether others have written, once somebody wants to know: each connection counts for itself.
    onlooker: Mutex<Option<Connection>>,
    /// `None` for a file that can't be written.
    writer: Option<Mutex<Connection>>,
    /// The newest moment the cache was asked at, by which it knows what has expired: the store owns no clock.
    cache_asked_at: AtomicI64,
}

impl SqliteStore {
    /// Opens the data file in `folder`; makes both where they aren't there, for their owner's eyes only.
    ///
    /// Where the file or its folder can't be written it is opened for reading: then every call that writes
    /// gives [`StoreError::ReadOnly`].
    ///
    /// # Errors
    /// When the folder can't be used, or the file is damaged, of a newer version, or locked for five seconds. It is left
    /// as it was found.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_by(folder, open::open)
    }

    /// Opens the data file in `folder` for reading and leaves it alone otherwise: nothing is made, no older schema is
    /// brought up to date.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], and when there is no data file.
    pub fn open_read_only(folder: &Path) -> Result<Self, StoreError> {
        Self::open_by(folder, open::open_read_only)
    }

    fn open_by(
        folder: &Path,
        by: impl FnOnce(&Path, &Path) -> Result<open::Opened, Failure>,
    ) -> Result<Self, StoreError> {
        let span = tracing::debug_span!("open store", folder = %folder.display());
        let _entered = span.enter();
        // Absolute: it is shown to people, and the working folder may change.
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let path = folder.join(FILE_NAME);
        let opened = by(&folder, &path).map_err(|failure| explained(failure.about(&path), &path))?;
        tracing::debug!(access = ?opened.access, schema = migrate::known_version(), "opened");
        Ok(Self {
            access: opened.access,
            readers: Mutex::new(vec![opened.reader]),
            onlooker: Mutex::default(),
            writer: opened.writer.map(Mutex::new),
            cache_asked_at: AtomicI64::new(i64::MIN),
            path,
        })
    }

    /// Makes a data file in `folder` of what was exported to the folder `from`, and opens it.
    ///
    /// # Errors
    /// When there is a data file in `folder` already, when `from` isn't a whole export or was written by a newer version, and
    /// as [`SqliteStore::open`]. No data file is made then.
    pub fn restore(from: &Path, folder: &Path) -> Result<Self, StoreError> {
        let span = tracing::debug_span!("restore", from = %from.display());
        let _entered = span.enter();
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let place = folder.join(FILE_NAME);
        let refused = |detail: &str| export::not_restored(from, detail);
        let taken = || {
            let detail =
                "there is a data file already where it should go; choose an empty folder with --data";
            refused(detail)
        };
        if place.exists() {
            return Err(taken());
        }
        // Made beside its place, under a name that no start of the program looks for.
        let aside = folder.join(format!("restoring-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&aside));
        let restored = Self::open(&aside).and_then(|store| store.write(|file| export::restore(from, file)));
        let outcome = restored.and_then(|()| {
            if place.exists() {
                return Err(taken());
            }
            let restored = aside.join(FILE_NAME);
            if damage::log_length(&restored) > 0 {
                // Closing it moves the log into the file, and couldn't.
                return Err(StoreError::DiskFull { path: place.display().to_string() });
            }
            export::put_in_place(&restored, &place)
                .map_err(|error| refused(&format!("{} can't be made: {}", place.display(), error.kind())))
        });
        drop(std::fs::remove_dir_all(&aside));
        outcome?;
        Self::open(&folder)
    }

    /// Where the data file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can only be read.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.writer.is_none()
    }

    /// Reads one snapshot of the file: all queries of `read` see the same state of it.
    fn read<T>(&self, read: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>) -> Result<T, StoreError> {
        let attempt = || {
            let idle = hold(&self.readers).pop();
            let connection = match idle {
                Some(connection) => connection,
                None => connection::for_reading(&self.path, self.access)?,
            };
            let value = read(&connection.unchecked_transaction()?)?;
            let mut readers = hold(&self.readers);
            if readers.len() < IDLE_READERS {
                readers.push(connection);
            }
            Ok(value)
        };
        attempt().map_err(|failure: Failure| failure.about(&self.path))
    }

    /// Writes in one transaction, which is durable when this returns, or not there at all.
    fn write<T>(&self, write: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>) -> Result<T, StoreError> {
        let mut connection = self.take_turn()?;
        let attempt = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = write(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        attempt().map_err(|failure: Failure| failure.about(&self.path))
    }

    /// What was removed is gone from the file and its log.
    fn leave_nothing(&self) -> Result<(), StoreError> {
        let connection = self.take_turn()?;
        erase::leave_nothing(&connection).map_err(|failure| failure.about(&self.path))
    }

    /// Waits until no other thread writes. SQLite would have them wait too, but for five seconds only.
    fn take_turn(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        self.writer
            .as_ref()
            .map(hold)
            .ok_or_else(|| StoreError::ReadOnly { path: self.path.display().to_string() })
    }
}

/// Holds on even if another thread panicked while it held it: the transaction it had begun was rolled back.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// SQLite says `database disk image is malformed`; where the reason is plain, that is said instead.
fn explained(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Damaged { path: shown, detail } => {
            StoreError::Damaged { path: shown, detail: damage::plain_flaw(path).unwrap_or(detail) }
        }
        other => other,
    }
}

impl Store for SqliteStore {
    fn setting(&self, key: &str) -> Result<Option<serde_json::Value>, StoreError> {
        self.read(|file| settings::get(file, key))
    }

    fn set_setting(&self, key: &str, value: &serde_json::Value) -> Result<(), StoreError> {
        self.write(|file| settings::set(file, key, value))
    }

    fn places(&self) -> Result<Vec<Place>, StoreError> {
        self.read(|file| places::all(file))
    }

    fn save_place(&self, place: &Place) -> Result<(), StoreError> {
        self.write(|file| places::save(file, place))
    }

    fn forget_place(&self, id: PlaceId) -> Result<bool, StoreError> {
        self.write(|file| places::forget(file, id))
    }

    fn series(&self) -> Result<Vec<SeriesInfo>, StoreError> {
        self.read(|file| series::all(file))
    }

    fn revision(&self, series: &SeriesId) -> Result<i64, StoreError> {
        self.read(|file| series::revision(file, series))
    }

    fn save_series(&self, series: &SeriesInfo) -> Result<(), StoreError> {
        self.write(|file| series::save(file, series).map(drop))
    }

    fn remove_series(&self, series: &SeriesId) -> Result<bool, StoreError> {
        self.write(|file| series::remove(file, series))
    }

    fn import(&self, import: Import<'_>) -> Result<InsertReport, StoreError> {
        let span = tracing::debug_span!("import", series = %import.series.id);
        let _entered = span.enter();
        if self.is_read_only() {
            return Err(StoreError::ReadOnly { path: self.path.display().to_string() });
        }
        let Import { series, origin, quality, observations, flags } = import;
        let mut attempt = || {
            let mut connection = connection::for_writing(&self.path)?;
            let spooled = import::gather(&mut connection, observations)?;
            tracing::debug!(?spooled, "gathered");
            let flags = flags();
            let turn = self.take_turn()?;
            let merged = import::merge(&mut connection, series, (origin, quality), spooled, &flags);
            drop(turn);
            tracing::debug!(?merged, "merged");
            // It has grown by as much as was imported, or begun to be: on a full disk that room is needed.
            connection::empty_the_log(&connection)?;
            merged
        };
        attempt().map_err(|failure: Failure| failure.about(&self.path))
    }

    fn imports(&self) -> Result<Vec<PastImport>, StoreError> {
        self.read(|file| import::all(file))
    }

    fn undo_import(&self, import: ImportId) -> Result<PastImport, StoreError> {
        self.write(|file| import::undo(file, import))
    }

    fn append(&self, updates: &[Append<'_>]) -> Result<Vec<AppendReport>, StoreError> {
        self.write(|file| updates.iter().map(|update| append::append(file, update)).collect())
    }

    fn observations(
        &self,
        series: &SeriesId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Observation>, StoreError> {
        self.read(|file| observations::within(file, series, from, to))
    }

    fn visit_observations(
        &self,
        series: &SeriesId,
        from: Timestamp,
        to: Timestamp,
        visit: &mut dyn FnMut(&[i64], &[f64]),
    ) -> Result<(), StoreError> {
        self.read(|file| observations::visit(file, series, from, to, visit))
    }

    fn observations_on_grid(&self, series: &SeriesId, grid: RegularGrid) -> Result<Vec<f64>, StoreError> {
        self.read(|file| observations::on_grid(file, series, grid))
    }

    fn set_flags(&self, series: &SeriesId, flags: &[(Timestamp, QualityFlags)]) -> Result<(), StoreError> {
        self.write(|file| flags::set(file, series::number(file, series)?, flags))
    }

    fn flags(
        &self,
        series: &SeriesId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(Timestamp, QualityFlags)>, StoreError> {
        self.read(|file| flags::within(file, series, from, to))
    }

    fn export(&self, folder: &Path) -> Result<ExportedData, StoreError> {
        let span = tracing::debug_span!("export", folder = %folder.display());
        let _entered = span.enter();
        // All of it as it was at one moment: what is written meanwhile isn't in it.
        self.read(|file| export::export(file, folder))
    }

    fn save_forecast(&self, forecast: &IssuedForecast) -> Result<AnswerId, StoreError> {
        let packed = forecasts::ready(forecast)?;
        self.write(|file| forecasts::save(file, &packed))
    }

    fn forecast(&self, id: AnswerId) -> Result<IssuedForecast, StoreError> {
        self.read(|file| forecasts::get(file, id))
    }

    fn history(&self, limit: u32) -> Result<Vec<PastQuestion>, StoreError> {
        self.read(|file| history::newest(file, limit))
    }

    fn forget(&self, id: AnswerId) -> Result<(), StoreError> {
        self.write(|file| history::forget(file, id))?;
        // The log still holds it in plain words.
        let connection = self.take_turn()?;
        connection::empty_the_log(&connection).map_err(|error| Failure::from(error).about(&self.path))
    }

    fn save_outcome(&self, id: AnswerId, outcome: &Outcome) -> Result<(), StoreError> {
        self.write(|file| outcomes::save(file, id, outcome))
    }

    fn outcome(&self, id: AnswerId) -> Result<Option<Outcome>, StoreError> {
        self.read(|file| outcomes::get(file, id))
    }

    fn verified_version(&self) -> Result<u64, StoreError> {
        self.read(|file| verifications::version(file))
    }

    fn unverified(&self, due: &Due, after: AnswerId, limit: u32) -> Result<Vec<Unverified>, StoreError> {
        self.read(|file| verifications::unverified(file, due, after, limit))
    }

    fn verifiable(&self, forecasts: &[AnswerId]) -> Result<Vec<Vec<Verifiable>>, StoreError> {
        self.read(|file| forecasts.iter().map(|id| verifiable::get(file, *id)).collect())
    }

    fn save_claim(&self, forecast: &IssuedForecast) -> Result<(), StoreError> {
        let ready = verifiable::ready(forecast)?;
        self.write(|file| {
            history::must_be_there(file, forecast.answer.id)?;
            verifiable::save(file, forecast.answer.id, &ready)
        })
    }

    fn save_verifications(
        &self,
        version: u64,
        verifications: &[Verification],
        learnt: &[(String, Vec<u8>)],
    ) -> Result<bool, StoreError> {
        self.write(|file| verifications::save(file, version, verifications, learnt))
    }

    fn learnt(&self, scope: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|file| learnt::get(file, scope))
    }

    fn all_learnt(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.read(|file| learnt::all(file))
    }

    fn save_learnt(&self, learnt: &[(String, Option<Vec<u8>>)]) -> Result<(), StoreError> {
        self.write(|file| learnt::save(file, learnt))
    }

    fn record(&self) -> Result<Vec<RecordedForecast>, StoreError> {
        self.read(|file| record::all(file))
    }

    fn untold(&self, now: Timestamp, days: u32, limit: u32) -> Result<Vec<RecordedForecast>, StoreError> {
        self.read(|file| record::untold(file, now, days, limit))
    }

    fn save_went(&self, id: AnswerId, went: Option<Went>) -> Result<Option<Went>, StoreError> {
        self.write(|file| record::save_went(file, id, went))
    }

    fn went(&self, id: AnswerId) -> Result<Option<Went>, StoreError> {
        self.read(|file| record::went(file, id))
    }

    fn erase_place(&self, place: PlaceId, cells: &[String]) -> Result<u64, StoreError> {
        let removed = self.write(|file| erase::place(file, place, cells))?;
        self.leave_nothing()?;
        Ok(removed)
    }

    fn erase_everything(&self) -> Result<(), StoreError> {
        self.write(|file| erase::everything(file))?;
        self.leave_nothing()
    }

    fn cached(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        self.cache_asked_at.fetch_max(now.as_second(), Ordering::Relaxed);
        self.read(|file| cache::get(file, key, now))
    }

    fn cache(&self, key: &str, value: &[u8], expires: Timestamp) -> Result<(), StoreError> {
        let now = self.cache_asked_at.load(Ordering::Relaxed);
        self.write(|file| cache::put(file, key, value, expires, now))
    }

    fn save_guidance(&self, cell: &str, parts: &[KeptGuidance]) -> Result<(), StoreError> {
        self.write(|file| guidance::save(file, cell, parts))
    }

    fn guidance(
        &self,
        cell: &str,
        variable: &Variable,
        until: Timestamp,
        days: u32,
    ) -> Result<Vec<KeptGuidance>, StoreError> {
        self.read(|file| guidance::get(file, cell, variable, until, days))
    }

    fn newest_guidance(&self, cell: &str) -> Result<Option<Timestamp>, StoreError> {
        self.read(|file| guidance::newest(file, cell))
    }

    fn standing(&self, known: Option<i64>) -> Result<Option<Standing>, StoreError> {
        let attempt = || {
            let mut onlooker = hold(&self.onlooker);
            let connection = match &mut *onlooker {
                Some(connection) => connection,
                none => none.insert(connection::for_reading(&self.path, self.access)?),
            };
            standing::unless(connection, known)
        };
        attempt().map_err(|failure: Failure| failure.about(&self.path))
    }

    fn prune_guidance(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write(|file| guidance::prune(file, before))
    }

    fn health(&self) -> Result<StoreHealth, StoreError> {
        self.read(|file| health::health(file, &self.path))
    }
}

impl WatchStore for SqliteStore {
    fn add_watch(&self, watch: &Watch) -> Result<WatchId, StoreError> {
        self.write(|file| watches::add(file, watch))
    }

    fn watches(&self) -> Result<Vec<Watch>, StoreError> {
        self.read(|file| watches::all(file))
    }

    fn update_watch(&self, watch: &Watch, firing: Option<&Firing>) -> Result<bool, StoreError> {
        self.write(|file| watches::update(file, watch, firing))
    }

    fn remove_watch(&self, id: WatchId) -> Result<bool, StoreError> {
        let removed = self.write(|file| watches::remove(file, id))?;
        // The log still holds it in plain words.
        let connection = self.take_turn()?;
        connection::empty_the_log(&connection).map_err(|error| Failure::from(error).about(&self.path))?;
        Ok(removed)
    }

    fn firings(&self, limit: u32) -> Result<Vec<Firing>, StoreError> {
        self.read(|file| watches::newest_firings(file, limit))
    }

    fn untold_firings(&self) -> Result<Vec<Firing>, StoreError> {
        self.read(|file| watches::untold_firings(file))
    }

    fn firing_told(&self, id: FiringId, at: Timestamp) -> Result<(), StoreError> {
        self.write(|file| watches::told(file, id, at))
    }

    fn firings_seen(&self) -> Result<(), StoreError> {
        self.write(|file| watches::seen(file))
    }

    fn unseen_firings(&self) -> Result<u32, StoreError> {
        self.read(|file| watches::unseen(file))
    }
}

impl AccessStore for SqliteStore {
    fn tokens(&self) -> Result<Vec<HashedToken>, StoreError> {
        self.read(|file| tokens::all(file))
    }

    fn save_token(&self, token: &HashedToken) -> Result<TokenId, StoreError> {
        self.write(|file| tokens::save(file, token))
    }

    fn remove_token(&self, id: TokenId) -> Result<bool, StoreError> {
        self.write(|file| tokens::remove(file, id))
    }

    fn note_use(&self, used: &[(TokenId, Timestamp)]) -> Result<(), StoreError> {
        self.write(|file| tokens::note_use(file, used))
    }

    fn write_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        self.write(|file| audit::write(file, entries))
    }

    fn audit(&self, query: &AuditQuery) -> Result<Vec<ChainedEntry>, StoreError> {
        self.read(|file| audit::newest(file, query))
    }

    fn check_audit(&self) -> Result<AuditChain, StoreError> {
        self.read(|file| audit::check(file))
    }
}

impl ConnectedSourceStore for SqliteStore {
    fn connected_sources(&self) -> Result<Vec<(ConnectedSource, ConnectedState)>, StoreError> {
        self.read(|file| connected::all(file))
    }

    fn save_connected_source(
        &self,
        source: &ConnectedSource,
        state: &ConnectedState,
    ) -> Result<ConnectedSourceId, StoreError> {
        self.write(|file| connected::save(file, source, state))
    }

    fn save_source_state(&self, id: ConnectedSourceId, state: &ConnectedState) -> Result<bool, StoreError> {
        self.write(|file| connected::save_state(file, id, state))
    }

    fn remove_connected_source(&self, id: ConnectedSourceId) -> Result<bool, StoreError> {
        let removed = self.write(|file| connected::remove(file, id))?;
        // The log still holds it, with any key that it needed.
        let connection = self.take_turn()?;
        connection::empty_the_log(&connection).map_err(|error| Failure::from(error).about(&self.path))?;
        Ok(removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_store() -> (tempfile::TempDir, SqliteStore) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path()).expect("a new store");
        (folder, store)
    }

    #[test]
    fn a_full_disk_is_said_to_be_full_and_nothing_is_lost() {
        let (folder, store) = new_store();
        store.set_setting("units", &"metric".into()).expect("written");
        // The error of a full disk, for real, by a limit on the number of pages.
        let limit = |pages: i64| {
            let connection = store.take_turn().expect("writable");
            connection.pragma_update(None, "max_page_count", pages).expect("a limit");
        };
        limit(1);
        let error = store.set_setting("large", &"x".repeat(100_000).into()).expect_err("no room");
        let said = error.to_string().replace(&folder.path().display().to_string(), "/data");
        insta::assert_snapshot!(said, @"the disk that holds /data/forecastle.sqlite is full; free some space and try again, nothing was lost");
        assert_eq!(store.setting("units").expect("readable"), Some("metric".into()));
        limit(1 << 30);
        store.set_setting("large", &"x".repeat(100_000).into()).expect("there is room again");
    }

    #[test]
    fn a_panic_while_writing_undoes_the_write_and_the_store_goes_on() {
        let (_folder, store) = new_store();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            store.write(|file| -> Result<(), Failure> {
                settings::set(file, "half", &1.into())?;
                panic!("a fault in a writer")
            })
        }));
        assert!(outcome.is_err());
        assert_eq!(store.setting("half").expect("readable"), None);
        store.set_setting("whole", &2.into()).expect("written");
    }

    #[test]
    fn every_commit_is_synced_to_the_disk() {
        let (_folder, store) = new_store();
        let connection = store.take_turn().expect("writable");
        let pragma =
            |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).expect("known");
        assert_eq!(pragma("synchronous"), 2, "FULL");
        assert_eq!(pragma("foreign_keys"), 1);
        assert_eq!(pragma("secure_delete"), 1);
        let mode: String =
            connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("known");
        assert_eq!(mode, "wal");
    }

    #[test]
    fn closing_the_last_connection_leaves_one_file() {
        let (folder, store) = new_store();
        store.set_setting("units", &"metric".into()).expect("written");
        store.setting("units").expect("readable");
        drop(store);
        let names: Vec<_> = std::fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("a file").file_name())
            .collect();
        assert_eq!(names, [FILE_NAME]);
    }
}
