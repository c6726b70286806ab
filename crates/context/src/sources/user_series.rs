//! The user's own series, from the store.

use crate::{
    record::{Record, RecordCache},
    regular_grid::{on_regular_grid, step_of_minutes},
    sources::{sample_series::track_of, years_of},
};
use domain::{
    Origin, OriginKind, Question, Series, SeriesId, SeriesInfo, Source, SourceError, Store, StoreError,
    Track, Variable,
};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;

/// The user's own series.
///
/// A series is laid on its regular grid once and kept until its description changes or [`UserSeries::forget`] is called.
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

    fn whole(&self, info: &SeriesInfo) -> Result<Option<Series>, StoreError> {
        let variable = Variable::Series(info.id.clone());
        let key =
            format!("{}\n{:?} {:?} {} {}", info.id, info.first, info.last, info.step_minutes, info.time_zone);
        let mut failure = None;
        let record = self.records.get_or_make(&key, || {
            let observations =
                self.store.observations(&info.id, Timestamp::MIN, Timestamp::MAX).unwrap_or_else(|error| {
                    failure = Some(error);
                    Vec::new()
                });
            let zone = TimeZone::get(&info.time_zone).unwrap_or(TimeZone::UTC);
            let series = on_regular_grid(&observations, step_of_minutes(info.step_minutes), &zone);
            Record { series: series.into_iter().map(|series| (variable.clone(), series)).collect() }
        });
        if let Some(error) = failure {
            self.records.forget(&key);
            return Err(error);
        }
        Ok(record.of(&variable).cloned())
    }
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
            let Some(series) = self.whole(&info).map_err(unavailable)? else { continue };
            let history = series.known_at(issue_time);
            let origin = Origin {
                kind: OriginKind::Yours,
                title: format!("{}, your own data", info.title),
                years: years_of(&history),
                distance: None,
                credit: String::new(),
                caveats: Vec::new(),
            };
            tracks.extend(track_of(&info, history, origin));
        }
        Ok(tracks)
    }

    fn observed(&self, _question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        let Variable::Series(id) = variable else { return None };
        let info = self.info(id).ok()??;
        self.whole(&info).ok()??.value_at(valid_time)
    }

    fn observed_at(&self, _: &Question, variable: &Variable, valid_times: &[Timestamp]) -> Vec<Option<f64>> {
        let whole = || {
            let Variable::Series(id) = variable else { return None };
            self.whole(&self.info(id).ok()??).ok()?
        };
        match whole() {
            Some(series) => valid_times.iter().map(|time| series.value_at(*time)).collect(),
            None => vec![None; valid_times.len()],
        }
    }

    fn forget(&self, id: &SeriesId) {
        self.records.forget(&format!("{id}\n"));
    }
}
