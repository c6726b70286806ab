//! The sample series that are built in.

use crate::{
    assets::{self, SampleKind, TimeAxis},
    record::RecordCache,
    sources::{years_in_words, years_of},
};
use domain::{
    Origin, OriginKind, Question, Series, SeriesId, SeriesInfo, SeriesKind, Source, SourceError, Step, Track,
    Unit, Variable,
};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::LazyLock;

/// Series to try the application on: traffic, electricity, sales, oil.
#[derive(Debug, Default)]
pub struct SampleSeries {
    /// Series given instead of the built-in ones.
    given: Option<Vec<(SeriesInfo, Series)>>,
    records: RecordCache,
}

impl SampleSeries {
    /// The series that are built in.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }

    /// These series instead of the built-in ones.
    #[must_use]
    pub fn of(series: Vec<(SeriesInfo, Series)>) -> Self {
        Self { given: Some(series), records: RecordCache::default() }
    }

    fn whole(&self, id: &SeriesId) -> Option<(SeriesInfo, Series)> {
        if let Some(given) = &self.given {
            return given.iter().find(|(info, _)| info.id == *id).cloned();
        }
        let info = infos().iter().find(|info| info.id == *id)?;
        let variable = Variable::Series(id.clone());
        let record = self.records.get_or_make(&id.0, || {
            load(&id.0).into_iter().map(|series| (variable.clone(), series)).collect()
        });
        Some((info.clone(), record.of(&variable)?.clone()))
    }
}

impl Source for SampleSeries {
    fn name(&self) -> &str {
        "sample series"
    }

    fn leaves_the_machine(&self) -> Option<&str> {
        None
    }

    fn memory(&self) -> Option<String> {
        self.records.in_words()
    }

    fn tracks(
        &self,
        _question: &Question,
        variables: &[Variable],
        issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError> {
        let tracks = variables.iter().filter_map(|variable| {
            let Variable::Series(id) = variable else { return None };
            let (info, series) = self.whole(id)?;
            let history = series.known_at(issue_time);
            let origin = Origin {
                kind: OriginKind::ObservedHourly,
                title: info.origin.clone(),
                years: years_of(&history),
                distance: None,
                elevation: None,
                credit: assets::sample_series()
                    .find(|known| known.id == id.0)
                    .map_or_else(String::new, |known| known.credit.clone()),
                caveats: assets::sample_series()
                    .find(|known| known.id == id.0)
                    .map_or_else(Vec::new, |known| known.caveats.clone()),
            };
            track_of(&info, history, origin)
        });
        Ok(tracks.collect())
    }

    fn observed(&self, _question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        let Variable::Series(id) = variable else { return None };
        self.whole(id)?.1.value_at(valid_time)
    }
}

/// The track of a series; `None` when nothing of it is known.
pub(super) fn track_of(info: &SeriesInfo, history: Series, origin: Origin) -> Option<Track> {
    history.newest_index()?;
    Some(Track::of_series(info.id.clone(), info.kind, info.unit.clone(), history, origin))
}

/// What is known of the built-in series without their values.
pub(super) fn infos() -> &'static [SeriesInfo] {
    static INFOS: LazyLock<Vec<SeriesInfo>> = LazyLock::new(|| {
        assets::sample_series()
            .map(|summary| {
                let series = load(&summary.id);
                let observed = |index: Option<usize>| {
                    series.as_ref().zip(index).map(|(series, index)| series.time(index))
                };
                let first = series
                    .as_ref()
                    .and_then(|series| series.values().iter().position(|value| !value.is_nan()));
                let last = series.as_ref().and_then(Series::newest_index);
                SeriesInfo {
                    id: SeriesId(summary.id.clone()),
                    title: summary.title.clone(),
                    aliases: summary.aliases.clone(),
                    unit: if summary.unit == "kWh" {
                        Unit::KilowattHour
                    } else {
                        Unit::Named(summary.unit.clone())
                    },
                    kind: match summary.kind {
                        SampleKind::Count => SeriesKind::Count,
                        SampleKind::Energy | SampleKind::Money => SeriesKind::Amount,
                        SampleKind::Price => SeriesKind::Price,
                    },
                    time_zone: summary.time_zone.clone(),
                    step_minutes: match summary.step {
                        assets::Step::Hourly => 60,
                        assets::Step::Daily => 1440,
                    },
                    first: observed(first),
                    last: observed(last),
                    origin: format!(
                        "{}, sample data of {}",
                        summary.title,
                        years_in_words(summary.first_year, summary.last_year)
                    ),
                    sample: true,
                    weather: None,
                }
            })
            .collect()
    });
    &INFOS
}

/// A built-in series, whole.
fn load(id: &str) -> Option<Series> {
    let sample = assets::load_series(id)?;
    let zone = TimeZone::get(&sample.summary.time_zone).ok()?;
    let (start, step) = match sample.axis {
        TimeAxis::Hourly { start } => (start.to_zoned(zone), Step::HOUR),
        TimeAxis::Daily { start } => (start.to_zoned(zone).ok()?, Step::DAY),
        TimeAxis::TypicalYear { .. } => return None,
    };
    let values: Vec<f64> = sample.values.iter().map(|value| f64::from(*value)).collect();
    Series::new(start, step, values).ok()
}
