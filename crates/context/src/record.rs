//! Whole records in memory, so that the second question about a place reads nothing and makes nothing again.
//!
//! There is no second cache of them in the data file, where values lie in compressed blocks: a copy would be read half a millisecond
//! sooner, take eight times the room, and cost a write of many milliseconds (`cargo xtask bench context` prints both).

use crate::believed::LeftOut;
use domain::{Series, SeriesInfo, Store, StoreError, Variable};
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// Bytes of values kept at most, if nothing else is said; beyond them the record used longest ago goes.
const LIMIT_BYTES: usize = 48 << 20;

/// One record, whole: a series per variable, future and all. Only [`Series::known_at`] of it may go into a forecast.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) series: Vec<(Variable, Series)>,
    /// What they lack because it was taken for wrong; nothing for a variable that isn't among them.
    pub(crate) left_out: Vec<(Variable, LeftOut)>,
}

impl FromIterator<(Variable, Series)> for Record {
    fn from_iter<T: IntoIterator<Item = (Variable, Series)>>(series: T) -> Self {
        Self { series: series.into_iter().collect(), left_out: Vec::new() }
    }
}

impl Record {
    pub(crate) fn of(&self, variable: &Variable) -> Option<&Series> {
        self.series.iter().find(|(known, _)| known == variable).map(|(_, series)| series)
    }

    /// What its series of `variable` lacks.
    pub(crate) fn left_out_of(&self, variable: &Variable) -> Option<&LeftOut> {
        self.left_out.iter().find(|(known, _)| known == variable).map(|(_, left_out)| left_out)
    }

    /// How many observations of `variable` before the end of `known` were left out, as a sentence; `None` when all are in.
    pub(crate) fn left_out_in_words(&self, variable: &Variable, known: &Series) -> Option<String> {
        let of_variable = self.left_out.iter().filter(|(about, _)| about == variable);
        match of_variable.map(|(_, left_out)| left_out.count(known)).sum() {
            0 => None,
            1 => Some("1 doubtful value was left out.".to_owned()),
            count => Some(format!("{count} doubtful values were left out.")),
        }
    }

    fn bytes(&self) -> usize {
        self.series.iter().map(|(_, series)| series.len() * size_of::<f64>()).sum()
    }
}

/// A record and what it was made of: one that was made of something else is out of date.
#[derive(Debug)]
struct Kept {
    key: String,
    version: String,
    record: Arc<Record>,
}

/// What tells records of a series from those of the same series before it changed. Its edges belong to it: what was read of the
/// series before its revision was may be older.
///
/// # Errors
/// When the store can't be read.
pub(crate) fn version_of(store: &dyn Store, info: &SeriesInfo) -> Result<String, StoreError> {
    let edge = |edge: Option<Timestamp>| edge.map_or(0, Timestamp::as_second);
    Ok(format!(
        "{} {} {} {} {} {}",
        info.id,
        store.revision(&info.id)?,
        edge(info.first),
        edge(info.last),
        info.step_minutes,
        info.time_zone
    ))
}

/// A record that is being made.
#[derive(Debug, Default)]
struct Flight {
    landed: Mutex<Landed>,
    change: Condvar,
}

#[derive(Debug, Default)]
enum Landed {
    #[default]
    NotYet,
    /// `None` when it could not be made; then each tries for itself.
    With(Option<Arc<Record>>),
}

/// Records by key, each made once however many ask for it.
#[derive(Debug)]
pub(crate) struct RecordCache {
    /// The most recently used last.
    records: Mutex<Vec<Kept>>,
    flights: Mutex<HashMap<(String, String), Arc<Flight>>>,
    limit: usize,
    from_memory: AtomicU64,
    shared: AtomicU64,
    made: AtomicU64,
}

impl Default for RecordCache {
    fn default() -> Self {
        Self::holding(LIMIT_BYTES)
    }
}

impl RecordCache {
    /// A cache of so many bytes of values; the newest record stays, however large it is.
    pub(crate) fn holding(limit: usize) -> Self {
        Self {
            records: Mutex::default(),
            flights: Mutex::default(),
            limit,
            from_memory: AtomicU64::new(0),
            shared: AtomicU64::new(0),
            made: AtomicU64::new(0),
        }
    }

    /// The record of this key and version. Where it isn't there it is made, once: whoever asks meanwhile waits for it, others
    /// don't. One of the same key and another version is out of date and goes.
    ///
    /// # Errors
    /// Those of `make`; nothing is kept then.
    pub(crate) fn get_or_try_make<E>(
        &self,
        key: &str,
        version: &str,
        make: impl FnOnce() -> Result<Record, E>,
    ) -> Result<Arc<Record>, E> {
        let mut counted = false;
        loop {
            if let Some(record) = self.find(key, version) {
                if !counted {
                    self.from_memory.fetch_add(1, Ordering::Relaxed);
                    tracing::trace!(key, "a record from memory");
                }
                return Ok(record);
            }
            let name = (key.to_owned(), version.to_owned());
            let under_way = {
                let mut flights = hold(&self.flights);
                match flights.get(&name) {
                    Some(flight) => Some(Arc::clone(flight)),
                    // It may have landed since it was looked for.
                    None if self.holds(key, version) => continue,
                    None => {
                        flights.insert(name.clone(), Arc::default());
                        None
                    }
                }
            };
            let Some(flight) = under_way else {
                self.made.fetch_add(1, Ordering::Relaxed);
                let mut landing = Landing { cache: self, name, record: None };
                let record = Arc::new(make()?);
                tracing::debug!(key, bytes = record.bytes(), "made a record");
                self.keep(key, version, Arc::clone(&record));
                landing.record = Some(Arc::clone(&record));
                return Ok(record);
            };
            if !counted {
                self.shared.fetch_add(1, Ordering::Relaxed);
                tracing::debug!(key, "a record that another is making");
                counted = true;
            }
            let landed = flight.landed.lock().unwrap_or_else(PoisonError::into_inner);
            let landed = flight
                .change
                .wait_while(landed, |landed| matches!(landed, Landed::NotYet))
                .unwrap_or_else(PoisonError::into_inner);
            if let Landed::With(Some(record)) = &*landed {
                return Ok(Arc::clone(record));
            }
        }
    }

    /// As [`RecordCache::get_or_try_make`], of what can always be made and never changes.
    pub(crate) fn get_or_make(&self, key: &str, make: impl FnOnce() -> Record) -> Arc<Record> {
        self.get_or_try_make(key, "", || Ok::<_, std::convert::Infallible>(make()))
            .unwrap_or_else(|never| match never {})
    }

    /// Forgets the records whose key begins like this.
    pub(crate) fn forget(&self, beginning: &str) {
        hold(&self.records).retain(|kept| !kept.key.starts_with(beginning));
    }

    /// How often what was wanted was there, since the program started; `None` where nothing was wanted yet.
    pub(crate) fn in_words(&self) -> Option<String> {
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let (memory, shared, made) = (get(&self.from_memory), get(&self.shared), get(&self.made));
        let (records, bytes) = {
            let records = hold(&self.records);
            (records.len(), records.iter().map(|kept| kept.record.bytes()).sum::<usize>())
        };
        let megabytes = |bytes: usize| bytes as f64 / f64::from(1 << 20);
        (memory + shared + made > 0).then(|| format!(
            "{memory} of {} from memory, {shared} waited for another's; {records} records, {:.1} of {:.0} MB",
            memory + shared + made,
            megabytes(bytes),
            megabytes(self.limit),
        ))
    }

    fn find(&self, key: &str, version: &str) -> Option<Arc<Record>> {
        let mut records = hold(&self.records);
        let position = records.iter().position(|kept| kept.key == key && kept.version == version)?;
        let found = records.remove(position);
        let record = Arc::clone(&found.record);
        records.push(found);
        Some(record)
    }

    fn holds(&self, key: &str, version: &str) -> bool {
        hold(&self.records).iter().any(|kept| kept.key == key && kept.version == version)
    }

    fn keep(&self, key: &str, version: &str, record: Arc<Record>) {
        let mut records = hold(&self.records);
        records.retain(|kept| kept.key != key);
        records.push(Kept { key: key.to_owned(), version: version.to_owned(), record });
        let mut bytes: usize = records.iter().map(|kept| kept.record.bytes()).sum();
        while bytes > self.limit && records.len() > 1 {
            bytes -= records.remove(0).record.bytes();
        }
    }
}

/// Tells those who wait how a flight ended, however it ended.
struct Landing<'a> {
    cache: &'a RecordCache,
    name: (String, String),
    record: Option<Arc<Record>>,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let flight = hold(&self.cache.flights).remove(&self.name);
        if let Some(flight) = flight {
            *hold(&flight.landed) = Landed::With(self.record.take());
            flight.change.notify_all();
        }
    }
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Step;
    use jiff::tz::TimeZone;
    use std::{sync::Barrier, thread, time::Duration};

    fn record(values: usize) -> Record {
        let start = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
        let series = Series::new(start, Step::HOUR, vec![1.0; values]).unwrap();
        Record::from_iter([(Variable::Temperature, series)])
    }

    #[test]
    fn a_record_is_made_once_until_it_is_pushed_out_or_forgotten() {
        let cache = RecordCache::holding(3 * 8 * 100);
        let made = std::cell::Cell::new(0);
        let ask = |key: &str| {
            cache.get_or_make(key, || {
                made.set(made.get() + 1);
                record(100)
            })
        };
        for key in ["a", "b", "c", "a", "b", "c"] {
            ask(key);
        }
        assert_eq!(made.get(), 3);
        ask("d");
        ask("b");
        assert_eq!(made.get(), 4, "b is still there");
        ask("a");
        assert_eq!(made.get(), 5, "a was used longest ago");
        cache.forget("b");
        ask("b");
        assert_eq!(made.get(), 6);
        let said = cache.in_words().unwrap();
        assert!(said.starts_with("4 of 10 from memory, 0 waited"), "{said}");
        assert_eq!(RecordCache::default().in_words(), None);
    }

    #[test]
    fn a_record_of_another_version_is_made_anew_and_takes_the_place_of_the_old() {
        let cache = RecordCache::default();
        let lengths: Vec<usize> = [("1", 10), ("1", 20), ("2", 30), ("2", 40), ("1", 50)]
            .into_iter()
            .map(|(version, values)| {
                let made = cache.get_or_try_make("a", version, || Ok::<_, ()>(record(values))).unwrap();
                made.series[0].1.len()
            })
            .collect();
        assert_eq!(lengths, [10, 10, 30, 30, 50]);
        assert_eq!(hold(&cache.records).len(), 1);
    }

    #[test]
    fn many_who_ask_at_once_have_it_made_once() {
        let (cache, made) = (RecordCache::default(), AtomicU64::new(0));
        let together = Barrier::new(64);
        thread::scope(|scope| {
            for _ in 0..64 {
                scope.spawn(|| {
                    together.wait();
                    let record = cache.get_or_make("a", || {
                        made.fetch_add(1, Ordering::Relaxed);
                        thread::sleep(Duration::from_millis(30));
                        record(100)
                    });
                    assert_eq!(record.series[0].1.len(), 100);
                });
            }
        });
        assert_eq!(made.load(Ordering::Relaxed), 1);
        assert!(hold(&cache.flights).is_empty());
    }

    #[test]
    fn what_could_not_be_made_is_tried_again_by_those_who_waited() {
        let (cache, tries) = (RecordCache::default(), AtomicU64::new(0));
        let together = Barrier::new(8);
        let outcomes: Vec<bool> = thread::scope(|scope| {
            let asking: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        together.wait();
                        let outcome = cache.get_or_try_make("a", "", || {
                            let first = tries.fetch_add(1, Ordering::Relaxed) == 0;
                            thread::sleep(Duration::from_millis(10));
                            if first { Err("no disk") } else { Ok(record(1)) }
                        });
                        outcome.is_ok()
                    })
                })
                .collect();
            asking.into_iter().map(|asking| asking.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|fine| !**fine).count(), 1, "only who met the fault is told");
        assert_eq!(tries.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_panic_while_making_leaves_nobody_waiting() {
        let cache = RecordCache::default();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            cache.get_or_make("a", || panic!("as asked"));
        }));
        assert!(outcome.is_err());
        assert_eq!(cache.get_or_make("a", || record(3)).series[0].1.len(), 3);
    }
}
