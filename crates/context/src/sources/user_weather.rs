//! Weather of the user's own stations, from imported series that say what they measure and where.

use crate::{
    humidity::relative_humidity,
    reconstruct_hours::{DailyValues, hours_known_at, reconstruct_hours},
    record::{Record, RecordCache},
    regular_grid::on_regular_grid,
    sources::years_of,
};
use domain::{
    Observation, Origin, OriginKind, Question, Series, SeriesId, SeriesInfo, Source, SourceError, Statistic,
    Step, Store, StoreError, Track, Variable, WeatherStation,
};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;

/// A station further away than this says little of a place's weather, km.
const REACH_KM: f64 = 60.0;
/// The shortest record that tells more than what is usual in the area, hours: 30 days.
const SHORTEST: usize = 30 * 24;
/// Minutes of a step that holds a whole day.
const DAY: u32 = 1440;
/// The most hours of a record; older ones are left out. 456 years.
const MOST_HOURS: i64 = 4_000_000;

/// The user's own weather stations within 60 km of a place, the nearest first, by the hour: finer values are brought
/// together, daily ones taken apart as those of the sample stations are.
pub struct UserWeather {
    store: Arc<dyn Store>,
    records: RecordCache,
}

impl std::fmt::Debug for UserWeather {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UserWeather")
    }
}

/// The series of one station.
struct Station {
    about: WeatherStation,
    distance: f64,
    zone: TimeZone,
    daily: bool,
    series: Vec<SeriesInfo>,
}

impl UserWeather {
    /// The stations in this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, records: RecordCache::default() }
    }

    /// The stations near the place of a question, the nearest first.
    fn near(&self, question: &Question) -> Result<Vec<Station>, StoreError> {
        let Some(place) = &question.place else { return Ok(Vec::new()) };
        let mut stations: Vec<Station> = Vec::new();
        for info in self.store.series()? {
            let Some(about) = info.weather.clone().filter(|about| about.statistic != Statistic::Typical)
            else {
                continue;
            };
            let distance = place.distance_to(about.latitude, about.longitude);
            if distance > REACH_KM {
                continue;
            }
            let daily = info.step_minutes >= DAY;
            let known = stations.iter_mut().find(|station| {
                station.about.name == about.name
                    && station.about.latitude.total_cmp(&about.latitude).is_eq()
                    && station.about.longitude.total_cmp(&about.longitude).is_eq()
                    && station.daily == daily
            });
            match known {
                Some(station) => station.series.push(info),
                None => stations.push(Station {
                    zone: TimeZone::get(&info.time_zone).unwrap_or(TimeZone::UTC),
                    about: *about,
                    distance,
                    daily,
                    series: vec![info],
                }),
            }
        }
        // Hours that were observed before hours that are made from days.
        stations.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.daily.cmp(&b.daily)));
        Ok(stations)
    }

    fn record(&self, station: &Station) -> Result<Arc<Record>, StoreError> {
        let state: Vec<String> = station
            .series
            .iter()
            .map(|info| format!("{} {:?} {:?}", info.id, info.first, info.last))
            .collect();
        let key =
            format!("{} {} {}\n{}", station.about.name, station.distance, station.daily, state.join("\n"));
        let mut failure = None;
        let record = self.records.get_or_make(&key, || {
            let made =
                if station.daily { self.hours_of_days(station) } else { self.hours_of_readings(station) };
            made.unwrap_or_else(|error| {
                failure = Some(error);
                Record::default()
            })
        });
        match failure {
            None => Ok(record),
            Some(error) => {
                self.records.forget(&key);
                Err(error)
            }
        }
    }

    fn values(&self, info: &SeriesInfo) -> Result<Vec<Observation>, StoreError> {
        self.store.observations(&info.id, Timestamp::MIN, Timestamp::MAX)
    }

    fn hours_of_readings(&self, station: &Station) -> Result<Record, StoreError> {
        let mut series: Vec<(Variable, Series)> = Vec::new();
        for info in &station.series {
            let Some(about) = info.weather.as_ref().filter(|about| about.statistic == Statistic::Value)
            else {
                continue;
            };
            let hours = by_the_hour(&self.values(info)?, &about.variable, &station.zone);
            series.extend(hours.map(|hours| (about.variable.clone(), hours)));
        }
        let mut record = Record { series };
        if record.of(&Variable::RelativeHumidity).is_none()
            && let (Some(temperature), Some(dew_point)) =
                (record.of(&Variable::Temperature), record.of(&Variable::DewPoint))
        {
            let values: Vec<f64> = (0..temperature.len())
                .map(|at| {
                    let dew_point = dew_point.value_at(temperature.time(at)).unwrap_or(f64::NAN);
                    relative_humidity(temperature.values()[at], dew_point)
                })
                .collect();
            let start = temperature.time(0).to_zoned(station.zone.clone());
            if let Ok(humidity) = Series::new(start, Step::HOUR, values) {
                record.series.push((Variable::RelativeHumidity, humidity));
            }
        }
        Ok(record)
    }

    fn hours_of_days(&self, station: &Station) -> Result<Record, StoreError> {
        let mut days: Vec<(Variable, Statistic, Series)> = Vec::new();
        for info in &station.series {
            let Some(about) = &info.weather else { continue };
            let grid = on_regular_grid(&self.values(info)?, Step::DAY, &station.zone);
            days.extend(grid.map(|grid| (about.variable.clone(), about.statistic, grid)));
        }
        let Some(first) = days.iter().map(|(.., grid)| grid.time(0)).min() else {
            return Ok(Record::default());
        };
        let first = first.to_zoned(station.zone.clone());
        let count = days
            .iter()
            .filter_map(|(.., grid)| Some(grid.time(grid.len().checked_sub(1)?)))
            .max()
            .and_then(|last| {
                let span =
                    last.to_zoned(station.zone.clone()).date().since((jiff::Unit::Day, first.date())).ok()?;
                usize::try_from(span.get_days()).ok()
            })
            .map_or(0, |days| days + 1);
        let calendar = Series::empty(first.clone(), Step::DAY);
        let column = |variable: Variable, statistic: Statistic| -> Vec<f64> {
            days.iter()
                .find(|(known, is, _)| *known == variable && *is == statistic)
                .map(|(.., grid)| {
                    (0..count).map(|at| grid.value_at(calendar.time(at)).unwrap_or(f64::NAN)).collect()
                })
                .unwrap_or_default()
        };
        let hours = reconstruct_hours(&DailyValues {
            first: first.date(),
            zone: &station.zone,
            latitude: station.about.latitude,
            longitude: station.about.longitude,
            minimum: &column(Variable::Temperature, Statistic::Minimum),
            maximum: &column(Variable::Temperature, Statistic::Maximum),
            rain: &column(Variable::Precipitation, Statistic::Value),
            wind: &column(Variable::WindSpeed, Statistic::Value),
            seed: station.about.name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            }),
        });
        let columns = [
            (Variable::Temperature, hours.temperature),
            (Variable::Precipitation, hours.rain),
            (Variable::WindSpeed, hours.wind),
        ];
        Ok(Record {
            series: columns
                .into_iter()
                .filter(|(_, values)| !values.is_empty())
                .filter_map(|(variable, values)| {
                    Some((variable, Series::new(first.clone(), Step::HOUR, values).ok()?))
                })
                .collect(),
        })
    }
}

/// Readings brought together hour by hour: rain adds up, gusts and reports of rain count by the greatest, all else is
/// averaged. `None` without readings.
fn by_the_hour(readings: &[Observation], variable: &Variable, zone: &TimeZone) -> Option<Series> {
    let first = readings.iter().map(|reading| reading.valid_time).min()?;
    let last = readings.iter().map(|reading| reading.valid_time.as_second()).max()?;
    let midnight = first.to_zoned(zone.clone()).start_of_day().ok()?.timestamp().as_second();
    let hour = |second: i64| (second - midnight).div_euclid(3600);
    let skipped = (hour(last) + 1 - MOST_HOURS).max(0);
    let count = usize::try_from(hour(last) + 1 - skipped).ok()?;
    let (mut values, mut counts) = (vec![f64::NAN; count], vec![0_u32; count]);
    for reading in readings {
        let Ok(at) = usize::try_from(hour(reading.valid_time.as_second()) - skipped) else { continue };
        let (Some(value), Some(number)) = (values.get_mut(at), counts.get_mut(at)) else { continue };
        *value = match variable {
            _ if *number == 0 => reading.value,
            Variable::WindGust | Variable::RainReported => value.max(reading.value),
            _ => *value + reading.value,
        };
        *number += 1;
    }
    if !matches!(variable, Variable::WindGust | Variable::RainReported | Variable::Precipitation) {
        for (value, number) in values.iter_mut().zip(&counts) {
            *value /= f64::from((*number).max(1));
        }
    }
    let start = Timestamp::from_second(midnight + skipped * 3600).ok()?.to_zoned(zone.clone());
    Series::new(start, Step::HOUR, values).ok()
}

/// What is known of a series at the issue time.
fn known_at(station: &Station, series: &Series, issue_time: Timestamp) -> Series {
    if station.daily {
        hours_known_at(series, &station.zone, issue_time)
    } else {
        series.known_at(issue_time)
    }
}

impl Source for UserWeather {
    fn name(&self) -> &str {
        "your weather stations"
    }

    fn leaves_the_machine(&self) -> Option<&str> {
        None
    }

    fn tracks(
        &self,
        question: &Question,
        variables: &[Variable],
        issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError> {
        let unavailable = |error: StoreError| SourceError::Unavailable {
            source_name: self.name().to_owned(),
            reason: error.to_string(),
        };
        let mut tracks: Vec<Track> = Vec::new();
        for station in self.near(question).map_err(unavailable)? {
            let missing: Vec<&Variable> = variables
                .iter()
                .filter(|variable| !tracks.iter().any(|track| track.variable == **variable))
                .collect();
            if missing.is_empty() {
                break;
            }
            let record = self.record(&station).map_err(unavailable)?;
            for variable in missing {
                let Some(series) = record.of(variable) else { continue };
                let history = known_at(&station, series, issue_time);
                if history.newest_index().is_none() || history.len() < SHORTEST {
                    continue;
                }
                let caveats = if station.daily {
                    vec!["Only values of whole days were observed; the hours are reconstructed.".to_owned()]
                } else {
                    Vec::new()
                };
                let origin = Origin {
                    kind: OriginKind::Yours,
                    title: format!("{}, your own data", station.about.name),
                    years: years_of(&history),
                    distance: Some(station.distance),
                    credit: String::new(),
                    caveats,
                };
                tracks.push(Track::of_weather(variable.clone(), history, origin));
            }
        }
        Ok(tracks)
    }

    fn observed(&self, question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        self.near(question)
            .ok()?
            .iter()
            .find_map(|station| self.record(station).ok()?.of(variable)?.value_at(valid_time))
    }

    fn observed_at(
        &self,
        question: &Question,
        variable: &Variable,
        valid_times: &[Timestamp],
    ) -> Vec<Option<f64>> {
        let stations = self.near(question).unwrap_or_default();
        let records: Vec<Arc<Record>> =
            stations.iter().filter_map(|station| self.record(station).ok()).collect();
        let series: Vec<&Series> = records.iter().filter_map(|record| record.of(variable)).collect();
        let value = |time: &Timestamp| series.iter().find_map(|series| series.value_at(*time));
        valid_times.iter().map(value).collect()
    }

    fn forget(&self, _: &SeriesId) {
        self.records.forget("");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_brought_together_as_their_variable_says() {
        let readings: Vec<Observation> = [(0, 1.0), (600, 3.0), (7200, 5.0)]
            .map(|(second, value)| Observation { valid_time: Timestamp::from_second(second).unwrap(), value })
            .to_vec();
        let hours = |variable| by_the_hour(&readings, &variable, &TimeZone::UTC).unwrap();
        for (variable, first) in
            [(Variable::Temperature, 2.0), (Variable::Precipitation, 4.0), (Variable::WindGust, 3.0)]
        {
            let hours = hours(variable);
            assert_eq!(hours.len(), 3);
            assert!((hours.values()[0] - first).abs() < 1e-12);
            assert!(hours.values()[1].is_nan());
        }
    }
}
