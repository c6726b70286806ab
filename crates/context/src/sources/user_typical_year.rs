//! Typical years that the user imported (EPW and TMY files): what is usual near a place, never what happened.

use crate::{
    record::{Record, RecordCache},
    sources::typical_year::{HOURS_OF_YEAR, NOMINAL_YEAR, REACH_KM, laid_on_a_year, reference_track},
};
use domain::{
    Observation, Origin, OriginKind, Question, SeriesId, SeriesInfo, Source, SourceError, Statistic, Store,
    StoreError, Track, Variable, WeatherStation,
};
use jiff::{Timestamp, civil::date, tz::TimeZone};
use std::sync::Arc;

/// The typical year of the nearest station within 80 km among the user's own files, as [`Track::reference`].
pub struct UserTypicalYear {
    store: Arc<dyn Store>,
    records: RecordCache,
}

impl std::fmt::Debug for UserTypicalYear {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UserTypicalYear")
    }
}

impl UserTypicalYear {
    /// Those in this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, records: RecordCache::default() }
    }

    /// The nearest series of a variable.
    fn nearest<'a>(
        series: &'a [SeriesInfo],
        question: &Question,
        variable: &Variable,
    ) -> Option<(&'a SeriesInfo, &'a WeatherStation, f64)> {
        let place = question.place.as_ref()?;
        series
            .iter()
            .filter_map(|info| Some((info, info.weather.as_deref()?)))
            .filter(|(_, about)| about.statistic == Statistic::Typical && about.variable == *variable)
            .map(|(info, about)| (info, about, place.distance_to(about.latitude, about.longitude)))
            .filter(|(.., distance)| *distance <= REACH_KM)
            .min_by(|(.., a), (.., b)| a.total_cmp(b))
    }

    fn year(
        &self,
        info: &SeriesInfo,
        variable: &Variable,
        zone: &TimeZone,
    ) -> Result<Arc<Record>, StoreError> {
        let key = format!("{} {:?} {:?} {:?}", info.id, info.first, info.last, zone.iana_name());
        let mut failure = None;
        let record = self.records.get_or_make(&key, || {
            match self.store.observations(&info.id, Timestamp::MIN, Timestamp::MAX) {
                Ok(values) => {
                    let offset = standard_offset(&TimeZone::get(&info.time_zone).unwrap_or(TimeZone::UTC));
                    let year = laid_on_a_year(&hours_of_the_year(&values, offset), offset, zone);
                    year.map(|year| (variable.clone(), year)).into_iter().collect()
                }
                Err(error) => {
                    failure = Some(error);
                    Record::default()
                }
            }
        });
        match failure {
            None => Ok(record),
            Some(error) => {
                self.records.forget(&key);
                Err(error)
            }
        }
    }
}

/// Seconds that the standard time of a zone is ahead of UTC: such files know no summer time.
fn standard_offset(zone: &TimeZone) -> i64 {
    let at = |month| {
        let day = date(NOMINAL_YEAR, month, 1).to_zoned(zone.clone());
        day.map_or(0, |day| i64::from(day.offset().seconds()))
    };
    at(1).min(at(7))
}

/// Values by hour of a year without a 29 February, whichever year each was taken from; NaN where there is none.
fn hours_of_the_year(values: &[Observation], offset: i64) -> Vec<f64> {
    let mut hours = vec![f64::NAN; usize::try_from(HOURS_OF_YEAR).unwrap_or(0)];
    for Observation { valid_time, value } in values {
        let there = Timestamp::from_second(valid_time.as_second() + offset).unwrap_or(*valid_time);
        let there = TimeZone::UTC.to_datetime(there);
        let Ok(day) = jiff::civil::Date::new(NOMINAL_YEAR, there.month(), there.day()) else { continue };
        let hour = (i64::from(day.day_of_year()) - 1) * 24 + i64::from(there.hour());
        if let Some(cell) = usize::try_from(hour).ok().and_then(|hour| hours.get_mut(hour)) {
            *cell = *value;
        }
    }
    hours
}

impl Source for UserTypicalYear {
    fn name(&self) -> &str {
        "your typical years"
    }

    fn leaves_the_machine(&self) -> Option<&str> {
        None
    }

    fn tracks(
        &self,
        question: &Question,
        variables: &[Variable],
        _issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError> {
        let unavailable = |error: StoreError| SourceError::Unavailable {
            source_name: self.name().to_owned(),
            reason: error.to_string(),
        };
        let Some(zone) = question.place.as_ref().and_then(|place| TimeZone::get(&place.time_zone).ok())
        else {
            return Ok(Vec::new());
        };
        let series = self.store.series().map_err(unavailable)?;
        let mut tracks = Vec::new();
        for variable in variables {
            let Some((info, about, distance)) = Self::nearest(&series, question, variable) else { continue };
            let record = self.year(info, variable, &zone).map_err(unavailable)?;
            let Some(year) = record.of(variable) else { continue };
            let origin = Origin {
                distance: Some(distance),
                elevation: about.elevation,
                ..Origin::new(
                    OriginKind::TypicalYear,
                    format!("a typical year at {}, your own data", about.name),
                )
            };
            tracks.push(reference_track(variable, year.clone(), origin));
        }
        Ok(tracks)
    }

    fn forget(&self, series: &SeriesId) {
        self.records.forget(&format!("{series} "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_questions::{outing, place};
    use domain::{Import, SeriesKind, SourceQuality};

    #[test]
    fn an_imported_typical_year_tells_what_is_usual_by_the_hour_of_its_own_clock() {
        let folder = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> =
            Arc::new(store::SqliteStore::open(folder.path()).expect("a new data file"));
        let porto = place("Porto");
        let info = SeriesInfo {
            id: SeriesId("typical".to_owned()),
            title: "Pedras Rubras, temperature".to_owned(),
            aliases: Vec::new(),
            unit: domain::Unit::Celsius,
            kind: SeriesKind::Level,
            time_zone: "Europe/Lisbon".to_owned(),
            step_minutes: 60,
            first: None,
            last: None,
            origin: "porto.epw".to_owned(),
            sample: false,
            weather: Some(Box::new(WeatherStation {
                variable: Variable::Temperature,
                statistic: Statistic::Typical,
                name: "Pedras Rubras".to_owned(),
                latitude: porto.latitude + 0.1,
                longitude: porto.longitude,
                elevation: Some(77.0),
            })),
        };
        // January is of 2003, July of 1998 and so on: months and hours as values, in standard time.
        let values = (1..=12i8).flat_map(|month| {
            let year = 1990 + i16::from(month);
            let first = date(year, month, 1);
            (0..first.days_in_month()).flat_map(move |day| {
                (0..24i8).map(move |hour| {
                    let there = date(year, month, day + 1).at(hour, 0, 0, 0).to_zoned(TimeZone::UTC);
                    let value = f64::from(month) + f64::from(hour) / 100.0;
                    Observation { valid_time: there.expect("a moment").timestamp(), value }
                })
            })
        });
        store
            .import(Import {
                series: &info,
                origin: "porto.epw",
                quality: SourceQuality::MEASURED,
                observations: &mut values.map(Ok),
            })
            .expect("written");
        let source = UserTypicalYear::new(Arc::clone(&store));
        let question = outing(porto, "2026-07-15", &[Variable::Temperature]);
        let wanted = [Variable::Temperature, Variable::WindSpeed];
        let tracks = source.tracks(&question, &wanted, Timestamp::UNIX_EPOCH).expect("readable");
        assert_eq!(tracks.len(), 1, "nothing is told of the wind");
        let year = tracks[0].reference.as_ref().expect("a reference");
        let at = |text: &str| year.value_at(text.parse::<jiff::Zoned>().expect("a time").timestamp());
        // Three in the afternoon of summer time is two of standard time.
        assert_eq!(at("2022-07-15T15:00[Europe/Lisbon]"), Some(7.14));
        assert_eq!(at("2022-01-15T15:00[Europe/Lisbon]"), Some(1.15));
        let origin = &tracks[0].origin;
        assert_eq!((origin.kind, origin.elevation), (OriginKind::TypicalYear, Some(77.0)));
        let far = outing(place("Lisbon"), "2026-07-15", &[Variable::Temperature]);
        assert!(source.tracks(&far, &wanted, Timestamp::UNIX_EPOCH).expect("readable").is_empty());
    }
}
