//! Readings to values of series: totals to what fell, first sights to new series, doubts noted.

use domain::{
    Append, Observation, Place, QualityControl, QualityFlags, SeriesId, SeriesInfo, SeriesKind,
    SourceQuality, Statistic, Store, StoreError, Unit, Variable, WeatherStation,
};
use jiff::Timestamp;
use live::{Counters, Measures, Reading};
use std::collections::BTreeMap;

/// Nominal minutes between values of a series that arrives bit by bit: its forecasts go by the hour.
const STEP_MINUTES: u32 = 60;

/// What is remembered from one delivery to the next.
#[derive(Default)]
pub(super) struct Desk {
    counters: Counters,
    controls: BTreeMap<SeriesId, QualityControl>,
}

/// Values that belong to one series.
pub(super) struct Arrived {
    pub(super) info: SeriesInfo,
    /// Whether it is weather.
    pub(super) weather: bool,
    source: &'static str,
    observations: Vec<Observation>,
    flags: BTreeMap<Timestamp, QualityFlags>,
}

/// Where and when the readings arrived.
pub(super) struct Arrival<'a> {
    pub(super) now: Timestamp,
    pub(super) home: Option<&'a Place>,
    pub(super) time_zone: &'a str,
}

impl Desk {
    /// Sorts readings by series. A total tells nothing the first time.
    pub(super) fn sort<'a>(
        &mut self,
        readings: impl Iterator<Item = (&'static str, &'a Reading)>,
        arrival: &Arrival<'_>,
    ) -> BTreeMap<SeriesId, Arrived> {
        let mut sorted: BTreeMap<SeriesId, Arrived> = BTreeMap::new();
        for (source, reading) in readings {
            let value = match reading.sensor.measures {
                Measures::RainTotal => {
                    let Some(increase) = self.counters.increase(&reading.sensor.id, reading.value) else {
                        continue;
                    };
                    increase
                }
                _ => reading.value,
            };
            let id = SeriesId(reading.sensor.id.clone());
            let variable = variable_of(&reading.sensor.measures);
            let arrived = sorted.entry(id.clone()).or_insert_with(|| Arrived {
                info: series_of(reading, arrival),
                weather: variable.is_some(),
                source,
                observations: Vec::new(),
                flags: BTreeMap::new(),
            });
            let control = self.controls.entry(id).or_insert_with(|| QualityControl::new(variable));
            let (flags, spike) = control.check(reading.valid_time, value, arrival.now);
            arrived.observations.push(Observation { valid_time: reading.valid_time, value });
            if !flags.is_empty() {
                arrived.flags.insert(reading.valid_time, flags);
            }
            if let Some(time) = spike {
                let known = arrived.flags.entry(time).or_default();
                *known = known.with(domain::QualityFlag::Spike);
            }
        }
        sorted
    }
}

/// Writes what arrived, all of it or none; series that aren't there are made first. Says how many values were written and
/// how many of them are doubted.
pub(super) fn write(
    store: &dyn Store,
    arrived: &BTreeMap<SeriesId, Arrived>,
) -> Result<(u64, u64), StoreError> {
    let known = store.series()?;
    for (id, arrived) in arrived {
        // What the user has since made of its name or unit stays.
        if known.iter().all(|known| known.id != *id) {
            store.save_series(&arrived.info)?;
        }
    }
    let flags: Vec<Vec<(Timestamp, QualityFlags)>> = arrived
        .values()
        .map(|arrived| arrived.flags.iter().map(|(time, flags)| (*time, *flags)).collect())
        .collect();
    let appends: Vec<Append<'_>> = arrived
        .iter()
        .zip(&flags)
        .map(|((series, arrived), flags)| Append {
            series,
            source: arrived.source,
            quality: SourceQuality::MEASURED,
            observations: &arrived.observations,
            flags,
        })
        .collect();
    store.append(&appends)?;
    let written = appends.iter().map(|append| append.observations.len() as u64).sum();
    let doubted = flags.iter().map(|flags| flags.len() as u64).sum();
    Ok((written, doubted))
}

/// The weather a sensor measures, if it does.
fn variable_of(measures: &Measures) -> Option<Variable> {
    match measures {
        Measures::Weather(variable) => Some(variable.clone()),
        Measures::RainTotal => Some(Variable::Precipitation),
        Measures::Other { .. } => None,
    }
}

fn series_of(reading: &Reading, arrival: &Arrival<'_>) -> SeriesInfo {
    let (unit, kind) = match &reading.sensor.measures {
        Measures::Weather(variable) => {
            let kind =
                if *variable == Variable::Precipitation { SeriesKind::Amount } else { SeriesKind::Level };
            (variable.unit().unwrap_or_else(|| Unit::Named(String::new())), kind)
        }
        Measures::RainTotal => (Unit::Millimetre, SeriesKind::Amount),
        Measures::Other { unit, kind } => (unit.clone(), *kind),
    };
    SeriesInfo {
        id: SeriesId(reading.sensor.id.clone()),
        title: reading.sensor.title.clone(),
        aliases: Vec::new(),
        unit,
        kind,
        time_zone: arrival.time_zone.to_owned(),
        step_minutes: STEP_MINUTES,
        first: None,
        last: None,
        origin: reading.sensor.title.clone(),
        sample: false,
        weather: weather_of(reading, arrival).map(Box::new),
    }
}

/// The weather it is, at home: where else it may hang nobody says.
fn weather_of(reading: &Reading, arrival: &Arrival<'_>) -> Option<WeatherStation> {
    let (variable, home) = variable_of(&reading.sensor.measures).zip(arrival.home)?;
    Some(WeatherStation {
        variable,
        statistic: Statistic::Value,
        name: format!("Your station at {}", home.name),
        latitude: home.latitude,
        longitude: home.longitude,
        elevation: home.elevation,
    })
}
