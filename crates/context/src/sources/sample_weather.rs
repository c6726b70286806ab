//! Weather observed at the sample stations.

use crate::{
    assets::{self, AssetVariable, Station, StationKind, StationSummary, TimeAxis},
    humidity::relative_humidity,
    reconstruct_hours::{DailyValues, hours_known_at, reconstruct_hours},
    record::{Record, RecordCache},
    sources::{years_in_words, years_of},
};
use domain::{Origin, OriginKind, Question, Series, Source, SourceError, Step, Track, Variable};
use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};
use std::sync::Arc;

/// A station further away than this says little of a place's weather, km.
const REACH_KM: f64 = 60.0;
/// An hourly record that ends at most this long before the time asked about tells of the weather that leads up to it.
const FRESH: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The shortest hourly record that is taken for its freshness, hours: 30 days.
const SHORTEST_FRESH: usize = 30 * 24;
/// What a gust is where none was reported, as a multiple of the mean wind: about the least ratio found in the hours of
/// the airports of New York in 2013 that did report one (a tenth of them has less than 1.25 to 1.31).
const UNREPORTED_GUST_FACTOR: f64 = 1.3;
/// A gust is reported when it stands out by 10 knots (Federal Meteorological Handbook 1, chapter 5); an unreported one
/// didn't, m/s.
const UNREPORTED_GUST_EXCESS: f64 = 5.1;

/// Stations within 60 km of a place, hour by hour or with hours reconstructed from days.
///
/// Which record answers: the nearest hourly one whose newest observation at the issue time is at most 14 days older
/// than the time asked about, for then the weather of these days counts; else the one with the longest history at the
/// issue time, for then only the climate does, and more years tell it better. A variable that this record doesn't have
/// comes from the next best.
#[derive(Debug)]
pub struct SampleWeather {
    stations: Vec<Listed>,
    records: RecordCache,
}

#[derive(Debug)]
struct Listed {
    summary: &'static StationSummary,
    /// A station given instead of the built-in one of that name.
    given: Option<Arc<Station>>,
    zone: TimeZone,
}

/// A station near a place.
struct Near<'a> {
    listed: &'a Listed,
    distance: f64,
    record: Arc<Record>,
}

impl SampleWeather {
    /// The stations that are built in.
    #[must_use]
    pub fn embedded() -> Self {
        Self::listing(assets::stations().map(|summary| (summary, None)))
    }

    /// These stations instead of the built-in ones.
    #[must_use]
    pub fn of(stations: Vec<Arc<Station>>) -> Self {
        Self::listing(stations.into_iter().map(|station| (station.summary, Some(station))))
    }

    fn listing(stations: impl Iterator<Item = (&'static StationSummary, Option<Arc<Station>>)>) -> Self {
        let stations = stations
            .filter(|(summary, _)| summary.kind == StationKind::Observed)
            .map(|(summary, given)| Listed {
                summary,
                given,
                zone: TimeZone::get(&summary.time_zone).unwrap_or(TimeZone::UTC),
            })
            .collect();
        Self { stations, records: RecordCache::default() }
    }

    /// The stations, each with the end of its newest observation.
    pub(super) fn stations(&self) -> impl Iterator<Item = (&'static StationSummary, Option<Timestamp>)> {
        self.stations.iter().map(|listed| {
            let newest =
                self.record(listed).series.iter().filter_map(|(_, series)| series.newest_time()).max();
            (listed.summary, newest)
        })
    }

    fn record(&self, listed: &Listed) -> Arc<Record> {
        self.records.get_or_make(&listed.summary.id, || {
            let station = listed.given.clone().or_else(|| assets::load_station(&listed.summary.id));
            station.map_or_else(Record::default, |station| whole_record(&station, &listed.zone))
        })
    }

    /// The records near the place of a question, the best first.
    fn ranked(&self, question: &Question, issue_time: Timestamp) -> Vec<Near<'_>> {
        let (Some(place), Some(span)) = (&question.place, question.spans.first()) else { return Vec::new() };
        let mut near: Vec<(bool, usize, Near<'_>)> = self
            .stations
            .iter()
            .filter_map(|listed| {
                let distance = place.distance_to(listed.summary.latitude, listed.summary.longitude);
                if distance > REACH_KM {
                    return None;
                }
                let record = self.record(listed);
                let longest = record
                    .series
                    .iter()
                    .map(|(_, series)| known_at(listed, series, issue_time))
                    .max_by_key(Series::len)?;
                let newest = longest.newest_time()?;
                let fresh = listed.summary.step == assets::Step::Hourly
                    && longest.len() >= SHORTEST_FRESH
                    && span.start.timestamp().duration_since(newest) <= FRESH;
                Some((fresh, longest.len(), Near { listed, distance, record }))
            })
            .collect();
        near.sort_by(|(fresh_a, hours_a, a), (fresh_b, hours_b, b)| {
            let by_history = if *fresh_a { std::cmp::Ordering::Equal } else { hours_b.cmp(hours_a) };
            fresh_b.cmp(fresh_a).then(by_history).then(a.distance.total_cmp(&b.distance))
        });
        near.into_iter().map(|(_, _, near)| near).collect()
    }
}

/// What is known of a series at the issue time.
fn known_at(listed: &Listed, series: &Series, issue_time: Timestamp) -> Series {
    match listed.summary.step {
        assets::Step::Hourly => series.known_at(issue_time),
        assets::Step::Daily => hours_known_at(series, &listed.zone, issue_time),
    }
}

impl Source for SampleWeather {
    fn name(&self) -> &str {
        "sample weather stations"
    }

    fn leaves_the_machine(&self) -> Option<&str> {
        None
    }

    fn memory(&self) -> Option<String> {
        self.records.in_words()
    }

    fn tracks(
        &self,
        question: &Question,
        variables: &[Variable],
        issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError> {
        let ranked = self.ranked(question, issue_time);
        let track = |variable: &Variable| {
            ranked.iter().find_map(|near| {
                let history = known_at(near.listed, near.record.of(variable)?, issue_time);
                history.newest_index()?;
                let origin = near.origin(variable, &history);
                Some(Track::of_weather(variable.clone(), history, origin))
            })
        };
        Ok(variables.iter().filter_map(track).collect())
    }

    fn observed(&self, question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        // The record that a question asked just before its span would have been answered from; one that began later
        // only where there was none.
        let asked = question.spans.first()?.start.timestamp();
        let chosen = |issue_time: Timestamp| {
            self.ranked(question, issue_time).into_iter().find_map(|near| {
                let series = near.record.of(variable)?;
                known_at(near.listed, series, issue_time).newest_index()?;
                Some(series.clone())
            })
        };
        let later = || chosen(valid_time.checked_add(SignedDuration::from_hours(48)).ok()?);
        chosen(asked).or_else(later)?.value_at(valid_time)
    }

    fn observed_at(
        &self,
        question: &Question,
        variable: &Variable,
        valid_times: &[Timestamp],
    ) -> Vec<Option<f64>> {
        // Looking for the record takes much longer than reading a value, and most places and times have none.
        let within_reach = |listed: &&Listed| {
            question.place.as_ref().is_some_and(|place| {
                place.distance_to(listed.summary.latitude, listed.summary.longitude) <= REACH_KM
            })
        };
        let records = self.stations.iter().filter(within_reach).map(|listed| self.record(listed));
        let newest = records
            .filter_map(|record| record.series.iter().filter_map(|(_, series)| series.newest_time()).max())
            .max();
        let may_be_there = |time: &Timestamp| newest.is_some_and(|newest| *time < newest);
        valid_times
            .iter()
            .map(|time| may_be_there(time).then(|| self.observed(question, variable, *time)).flatten())
            .collect()
    }
}

impl Near<'_> {
    fn origin(&self, variable: &Variable, history: &Series) -> Origin {
        let summary = self.listed.summary;
        let mut caveats = Vec::new();
        let kind = match summary.step {
            assets::Step::Hourly => OriginKind::ObservedHourly,
            assets::Step::Daily => {
                caveats.push(
                    match variable {
                        Variable::Precipitation => {
                            "Only the sum of each day was observed; which hours it fell in is reconstructed and typical."
                        }
                        Variable::WindSpeed => {
                            "Only the mean of each day was observed; the wind of the hours is reconstructed and typical."
                        }
                        _ => {
                            "Only the lowest and highest of each day were observed; the hours between are reconstructed."
                        }
                    }
                    .to_owned(),
                );
                OriginKind::ObservedDaily
            }
        };
        match variable {
            Variable::WindGust => caveats.push(
                "Gusts are reported only when they stand out; in the other hours 1.3 times the mean wind is taken.".to_owned(),
            ),
            Variable::RainReported => {
                caveats.push("Snow counts as rain here, and amounts are not known.".to_owned());
            }
            _ => {}
        }
        caveats.extend(summary.caveats.iter().cloned());
        Origin {
            kind,
            title: format!(
                "{}, sample data of {}",
                summary.name,
                years_in_words(summary.first_year, summary.last_year)
            ),
            years: years_of(history),
            distance: Some(self.distance),
            elevation: summary.elevation_m,
            credit: summary.credit.clone(),
            caveats,
        }
    }
}

/// All series of a station, by the hour.
fn whole_record(station: &Station, zone: &TimeZone) -> Record {
    match station.axis {
        TimeAxis::Hourly { start } => hourly_record(station, &start.to_zoned(zone.clone())),
        TimeAxis::Daily { start } => {
            let Ok(midnight) = start.to_zoned(zone.clone()) else { return Record::default() };
            daily_record(station, &midnight)
        }
        TimeAxis::TypicalYear { .. } => Record::default(),
    }
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|value| f64::from(*value)).collect()
}

fn hourly_record(station: &Station, start: &Zoned) -> Record {
    let column = |variable: AssetVariable| station.values(variable).map(wide);
    let mut columns: Vec<(Variable, Vec<f64>)> = Vec::new();
    let plain = [
        (AssetVariable::TemperatureC, Variable::Temperature),
        (AssetVariable::DewPointC, Variable::DewPoint),
        (AssetVariable::RelativeHumidityPercent, Variable::RelativeHumidity),
        (AssetVariable::PressureHpa, Variable::Pressure),
        (AssetVariable::WindMps, Variable::WindSpeed),
        (AssetVariable::PrecipitationMm, Variable::Precipitation),
        (AssetVariable::CloudCoverPercent, Variable::CloudCover),
        (AssetVariable::VisibilityKm, Variable::Visibility),
        (AssetVariable::Pm25, Variable::ParticulateMatter),
    ];
    for (asset, variable) in plain {
        columns.extend(column(asset).map(|values| (variable, values)));
    }
    if station.values(AssetVariable::RelativeHumidityPercent).is_none()
        && let (Some(temperature), Some(dew_point)) =
            (station.values(AssetVariable::TemperatureC), station.values(AssetVariable::DewPointC))
    {
        let humidity = temperature
            .iter()
            .zip(dew_point)
            .map(|(temperature, dew_point)| relative_humidity(f64::from(*temperature), f64::from(*dew_point)))
            .collect();
        columns.push((Variable::RelativeHumidity, humidity));
    }
    if let (Some(gusts), Some(wind)) =
        (station.values(AssetVariable::GustMps), station.values(AssetVariable::WindMps))
    {
        columns.push((Variable::WindGust, whole_gusts(gusts, wind)));
    }
    if let Some(mut wet) = column(AssetVariable::RainReported) {
        for (wet, snow) in wet.iter_mut().zip(station.values(AssetVariable::SnowReported).unwrap_or_default())
        {
            *wet = wet.max(f64::from(*snow));
        }
        columns.push((Variable::RainReported, wet));
    }
    record_of(start, columns)
}

/// Gusts as reported, and where there is a wind but no gust, one that would not have been reported.
fn whole_gusts(gusts: &[f32], wind: &[f32]) -> Vec<f64> {
    gusts
        .iter()
        .zip(wind)
        .map(|(gust, wind)| {
            let (gust, wind) = (f64::from(*gust), f64::from(*wind));
            let unreported = (wind * UNREPORTED_GUST_FACTOR).min(wind + UNREPORTED_GUST_EXCESS);
            if gust.is_nan() { unreported } else { gust }
        })
        .collect()
}

fn daily_record(station: &Station, midnight: &Zoned) -> Record {
    let column = |variable: AssetVariable| station.values(variable).map(wide).unwrap_or_default();
    let hours = reconstruct_hours(&DailyValues {
        first: midnight.date(),
        zone: midnight.time_zone(),
        latitude: station.summary.latitude,
        longitude: station.summary.longitude,
        minimum: &column(AssetVariable::TemperatureMinC),
        maximum: &column(AssetVariable::TemperatureMaxC),
        rain: &column(AssetVariable::PrecipitationMm),
        wind: &column(AssetVariable::WindMps),
        seed: seed_of(&station.summary.id),
    });
    let columns = [
        (Variable::Temperature, hours.temperature),
        (Variable::Precipitation, hours.rain),
        (Variable::WindSpeed, hours.wind),
    ];
    record_of(midnight, columns.into_iter().filter(|(_, values)| !values.is_empty()).collect())
}

fn record_of(start: &Zoned, columns: Vec<(Variable, Vec<f64>)>) -> Record {
    let series = |values| Series::new(start.clone(), Step::HOUR, values).expect("an hour is a step");
    columns.into_iter().map(|(variable, values)| (variable, series(values))).collect()
}

/// A number that is always the same for a name (FNV-1a).
fn seed_of(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
