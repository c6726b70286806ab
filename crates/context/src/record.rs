//! Whole records in memory, so that the second question about a place reads nothing and makes nothing again.

use domain::{Series, Variable};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of values kept at most; beyond them the record used longest ago goes.
const LIMIT_BYTES: usize = 48 << 20;

/// One record, whole: a series per variable, future and all. Only [`Series::known_at`] of it may go into a forecast.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) series: Vec<(Variable, Series)>,
}

impl Record {
    pub(crate) fn of(&self, variable: &Variable) -> Option<&Series> {
        self.series.iter().find(|(known, _)| known == variable).map(|(_, series)| series)
    }

    fn bytes(&self) -> usize {
        self.series.iter().map(|(_, series)| series.len() * size_of::<f64>()).sum()
    }
}

/// Records by key, the most recently used last.
#[derive(Debug)]
pub(crate) struct RecordCache {
    records: Mutex<Vec<(String, Arc<Record>)>>,
    limit: usize,
}

impl Default for RecordCache {
    fn default() -> Self {
        Self { records: Mutex::default(), limit: LIMIT_BYTES }
    }
}

impl RecordCache {
    /// The record of this key, made when it isn't there. Making it doesn't keep others waiting.
    pub(crate) fn get_or_make(&self, key: &str, make: impl FnOnce() -> Record) -> Arc<Record> {
        if let Some(record) = self.find(key) {
            return record;
        }
        let record = Arc::new(make());
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.retain(|(known, _)| known != key);
        records.push((key.to_owned(), Arc::clone(&record)));
        let mut bytes: usize = records.iter().map(|(_, record)| record.bytes()).sum();
        while bytes > self.limit && records.len() > 1 {
            bytes -= records.remove(0).1.bytes();
        }
        record
    }

    fn find(&self, key: &str) -> Option<Arc<Record>> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let position = records.iter().position(|(known, _)| known == key)?;
        let found = records.remove(position);
        let record = Arc::clone(&found.1);
        records.push(found);
        Some(record)
    }

    /// Forgets the records whose key begins like this.
    pub(crate) fn forget(&self, beginning: &str) {
        self.records
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(key, _)| !key.starts_with(beginning));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Step;
    use jiff::{Timestamp, tz::TimeZone};

    fn record(values: usize) -> Record {
        let start = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
        Record {
            series: vec![(Variable::Temperature, Series::new(start, Step::HOUR, vec![1.0; values]).unwrap())],
        }
    }

    #[test]
    fn a_record_is_made_once_until_it_is_pushed_out_or_forgotten() {
        let cache = RecordCache { records: Mutex::default(), limit: 3 * 8 * 100 };
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
    }
}
