//! The user's own series, from the store.

use crate::{
    record::{Record, RecordCache, version_of},
    regular_grid::{read_on_regular_grid, step_of_minutes},
    sources::{sample_series::track_of, years_of},
};
use domain::{
    Origin, OriginKind, Question, SeriesId, SeriesInfo, Source, SourceError, Store, StoreError, Track,
    Variable,
};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;

/// The user's own series.
///
/// A series is laid on its regular grid once and kept until it changes, by whomever.
pub struct UserSeries {
    store: Arc<dyn Store>,
    records: RecordCache,
}

impl std::fmt::Debug for UserSeries {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UserSeries")
    }
}

impl UserSeries {
    /// The series in this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, records: RecordCache::default() }
    }

    fn info(&self, id: &SeriesId) -> Result<Option<SeriesInfo>, StoreError> {
        Ok(self.store.series()?.into_iter().find(|info| info.id == *id))
    }

    fn record(&self, info: &SeriesInfo) -> Result<Arc<Record>, StoreError> {
        let variable = Variable::Series(info.id.clone());
        let version = version_of(&*self.store, info)?;
        self.records.get_or_try_make(&key(&info.id), &version, || {
            let zone = TimeZone::get(&info.time_zone).unwrap_or(TimeZone::UTC);
            let read = read_on_regular_grid(&*self.store, info, step_of_minutes(info.step_minutes), &zone)?;
            let (series, left_out) = read.map_or_else(Default::default, |(series, left_out)| {
                (vec![(variable.clone(), series)], vec![(variable, left_out)])
            });
            Ok(Record { series, left_out })
        })
    }
}

/// Ends where the name does, so that no other begins like it.
fn key(id: &SeriesId) -> String {
    format!("{id}\n")
}

impl Source for UserSeries {
    fn name(&self) -> &str {
        "your series"
    }

    fn leaves_the_machine(&self) -> Option<&str> {
        None
    }

    fn tracks(
        &self,
        _question: &Question,
        variables: &[Variable],
        issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError> {
        let unavailable = |error: StoreError| SourceError::Unavailable {
            source_name: self.name().to_owned(),
            reason: error.to_string(),
        };
        let mut tracks = Vec::new();
        for variable in variables {
            let Variable::Series(id) = variable else { continue };
            let Some(info) = self.info(id).map_err(unavailable)? else { continue };
            let record = self.record(&info).map_err(unavailable)?;
            let (Some(series), Some(left_out)) = (record.of(variable), record.left_out_of(variable)) else {
                continue;
            };
            let history = left_out.known_at(series, issue_time);
            let origin = Origin {
                kind: OriginKind::Yours,
                title: format!("{}, your own data", info.title),
                years: years_of(&history),
                distance: None,
                elevation: None,
                credit: String::new(),
                caveats: record.left_out_in_words(variable, &history).into_iter().collect(),
            };
            tracks.extend(track_of(&info, history, origin));
        }
        Ok(tracks)
    }

    fn observed(&self, _question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        let Variable::Series(id) = variable else { return None };
        let info = self.info(id).ok()??;
        self.record(&info).ok()?.of(variable)?.value_at(valid_time)
    }

    fn observed_at(&self, _: &Question, variable: &Variable, valid_times: &[Timestamp]) -> Vec<Option<f64>> {
        let record = || {
            let Variable::Series(id) = variable else { return None };
            self.record(&self.info(id).ok()??).ok()
        };
        match record().as_ref().and_then(|record| record.of(variable)) {
            Some(series) => valid_times.iter().map(|time| series.value_at(*time)).collect(),
            None => vec![None; valid_times.len()],
        }
    }

    fn forget(&self, id: &SeriesId) {
        self.records.forget(&key(id));
    }

    fn memory(&self) -> Option<String> {
        self.records.in_words()
    }
}
