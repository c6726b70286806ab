//! Weather of the user's own stations, from imported series that say what they measure and where.

use crate::{
    believed::{LeftOut, laid},
    humidity::relative_humidity,
    reconstruct_hours::{DailyValues, hours_known_at, reconstruct_hours},
    record::{Record, RecordCache, version_of},
    regular_grid::read_on_regular_grid,
    sources::years_of,
};
use domain::{
    Origin, OriginKind, Question, Series, SeriesInfo, Source, SourceError, Statistic, Step, Store,
    StoreError, Track, Variable, WeatherStation,
};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::sync::Arc;

/// A station further away than this says little of a place's weather, km.
const REACH_KM: f64 = 60.0;
/// The shortest record that teaches how the place differs from others, hours.
const SHORTEST: usize = 48;
/// Stations of which one fills the holes of another; more would tell nothing new.
const MOST_STATIONS: usize = 3;
/// Minutes of a step that holds a whole day.
const DAY: u32 = 1440;
/// Bytes of values kept in memory: twenty places of ten years, hourly, of six variables.
const LIMIT_BYTES: usize = 96 << 20;
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
        Self { store, records: RecordCache::holding(LIMIT_BYTES) }
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
        let about = &station.about;
        let key = format!("{} {} {} {}", about.name, about.latitude, about.longitude, station.daily);
        let versions: Result<Vec<String>, StoreError> =
            station.series.iter().map(|info| version_of(&*self.store, info)).collect();
        self.records.get_or_try_make(&key, &versions?.join("\n"), || {
            if station.daily { self.hours_of_days(station) } else { self.hours_of_readings(station) }
        })
    }

    fn hours_of_readings(&self, station: &Station) -> Result<Record, StoreError> {
        let mut record = Record::default();
        for info in &station.series {
            let Some(about) = info.weather.as_ref().filter(|about| about.statistic == Statistic::Value)
            else {
                continue;
            };
            let (Some(first), Some(last)) = (info.first, info.last) else { continue };
            let read = laid(&*self.store, info, |believed| {
                let Some(mut hours) = Hours::over(first, last, &station.zone) else { return Ok(None) };
                believed.visit(Timestamp::MIN, &mut |times, values| {
                    hours.take_in(&about.variable, times, values);
                })?;
                Ok(hours.series(&about.variable))
            })?;
            if let Some((hours, left_out)) = read {
                record.series.push((about.variable.clone(), hours));
                record.left_out.push((about.variable.clone(), left_out));
            }
        }
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
        let mut left_out: Vec<(Variable, LeftOut)> = Vec::new();
        for info in &station.series {
            let Some(about) = &info.weather else { continue };
            let grid = read_on_regular_grid(&*self.store, info, Step::DAY, &station.zone)?;
            if let Some((grid, without)) = grid {
                days.push((about.variable.clone(), about.statistic, grid));
                left_out.push((about.variable.clone(), without));
            }
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
        let series = columns
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .filter_map(|(variable, values)| {
                Some((variable, Series::new(first.clone(), Step::HOUR, values).ok()?))
            })
            .collect();
        Ok(Record { series, left_out })
    }
}

/// Readings brought together hour by hour: rain adds up, gusts and reports of rain count by the greatest, all else is
/// averaged.
struct Hours {
    start: Zoned,
    values: Vec<f64>,
    counts: Vec<u32>,
}

impl Hours {
    /// From the local midnight before `first` on; where those would be too many hours, the first are left out.
    fn over(first: Timestamp, last: Timestamp, zone: &TimeZone) -> Option<Self> {
        let midnight = first.to_zoned(zone.clone()).start_of_day().ok()?.timestamp().as_second();
        let hours = (last.as_second() - midnight).div_euclid(3600) + 1;
        let left_out = (hours - MOST_HOURS).max(0);
        let count = usize::try_from(hours - left_out).ok()?;
        let start = Timestamp::from_second(midnight + left_out * 3600).ok()?.to_zoned(zone.clone());
        Some(Self { start, values: vec![f64::NAN; count], counts: vec![0; count] })
    }

    fn take_in(&mut self, variable: &Variable, times: &[i64], readings: &[f64]) {
        let start = self.start.timestamp().as_second();
        for (time, reading) in times.iter().zip(readings) {
            let Ok(at) = usize::try_from((time - start).div_euclid(3600)) else { continue };
            let (Some(value), Some(number)) = (self.values.get_mut(at), self.counts.get_mut(at)) else {
                continue;
            };
            *value = match variable {
                _ if *number == 0 => *reading,
                Variable::WindGust | Variable::RainReported => value.max(*reading),
                _ => *value + reading,
            };
            *number += 1;
        }
    }

    fn series(mut self, variable: &Variable) -> Option<Series> {
        if !matches!(variable, Variable::WindGust | Variable::RainReported | Variable::Precipitation) {
            for (value, number) in self.values.iter_mut().zip(&self.counts) {
                *value /= f64::from((*number).max(1));
            }
        }
        Series::new(self.start, Step::HOUR, self.values).ok()
    }
}

/// What is known of a series at the issue time.
fn known_at(station: &Station, series: &Series, left_out: Option<&LeftOut>, issue_time: Timestamp) -> Series {
    match left_out {
        // No day is a spike.
        _ if station.daily => hours_known_at(series, &station.zone, issue_time),
        Some(left_out) => left_out.known_at(series, issue_time),
        None => series.known_at(issue_time),
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
            let told =
                |variable: &Variable| tracks.iter().filter(|track| track.variable == *variable).count();
            let missing: Vec<&Variable> =
                variables.iter().filter(|variable| told(variable) < MOST_STATIONS).collect();
            if missing.is_empty() {
                break;
            }
            let record = self.record(&station).map_err(unavailable)?;
            for variable in missing {
                let Some(series) = record.of(variable) else { continue };
                let left_out = record.left_out_of(variable);
                let history = known_at(&station, series, left_out, issue_time);
                if history.newest_index().is_none() || history.len() < SHORTEST {
                    continue;
                }
                let mut caveats = Vec::new();
                if station.daily {
                    caveats.push(
                        "Only values of whole days were observed; the hours are reconstructed.".to_owned(),
                    );
                }
                caveats.extend(record.left_out_in_words(variable, &history));
                let origin = Origin {
                    kind: OriginKind::Yours,
                    title: format!("{}, your own data", station.about.name),
                    years: years_of(&history),
                    distance: Some(station.distance),
                    elevation: station.about.elevation,
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

    fn memory(&self) -> Option<String> {
        self.records.in_words()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_brought_together_as_their_variable_says() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let hours = |variable| {
            let mut hours = Hours::over(at(0), at(7200), &TimeZone::UTC).unwrap();
            hours.take_in(&variable, &[0, 600], &[1.0, 3.0]);
            hours.take_in(&variable, &[7200], &[5.0]);
            hours.series(&variable).unwrap()
        };
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
