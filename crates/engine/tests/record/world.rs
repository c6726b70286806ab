//! A data folder with a weather station of the user's own, and an engine at any hour.

use domain::{
    Import, Observation, SeriesId, SeriesInfo, SeriesKind, SourceQuality, Statistic, Store, Unit, Variable,
    WeatherStation,
};
use engine::{Engine, StoppedClock};
use jiff::{SignedDuration, Timestamp};
use std::{ops::Range, path::Path, sync::Arc};
use store::SqliteStore;
use tempfile::TempDir;

/// 2025-01-01 at midnight in Lisbon.
const START: i64 = 1_735_689_600;

pub(crate) struct World {
    folder: Option<TempDir>,
    store: Arc<SqliteStore>,
}

/// A mild climate with a daily course, in °C; wanders a little from day to day.
pub(crate) fn temperature(hour: i64) -> f64 {
    let day = hour.div_euclid(24);
    let turn = std::f64::consts::TAU * (hour % 24) as f64 / 24.0;
    let year = std::f64::consts::TAU * day as f64 / 365.0;
    15.0 - 4.0 * turn.cos() - 4.0 * year.cos()
        + 2.0 * (1.7 * day as f64).sin()
        + 0.7 * (0.9 * hour as f64).sin()
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Arc::new(SqliteStore::open(folder.path()).expect("a new store"));
        Self { folder: Some(folder), store }
    }

    /// Over a folder that somebody else made and keeps.
    pub(crate) fn open(folder: &Path) -> Self {
        Self { folder: None, store: Arc::new(SqliteStore::open(folder).expect("opens however it was left")) }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.as_ref().expect("our own").path()
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub(crate) fn moment(&self, hour: i64) -> Timestamp {
        Timestamp::from_second(START + 3600 * hour).expect("in range")
    }

    pub(crate) fn hour_of(&self, moment: Timestamp) -> i64 {
        (moment.as_second() - START) / 3600
    }

    /// The engine at the end of so many hours.
    pub(crate) fn at_hour(&self, hour: i64) -> Engine {
        let now = self.moment(hour).in_tz("Europe/Lisbon").expect("a zone");
        Engine::with(Arc::clone(&self.store) as Arc<dyn Store>, Arc::new(StoppedClock(now)))
    }

    pub(crate) fn restored(&self, from: &Path, folder: &Path, hour: i64) -> Engine {
        let store = Arc::new(SqliteStore::restore(from, folder).expect("whole"));
        let now = self.moment(hour).in_tz("Europe/Lisbon").expect("a zone");
        Engine::with(store, Arc::new(StoppedClock(now)))
    }

    pub(crate) fn series(&self) -> SeriesId {
        SeriesId("garden".to_owned())
    }

    pub(crate) fn observe(&self, hours: Range<i64>, value: impl Fn(i64) -> f64) {
        self.import("garden.csv", hours, value);
    }

    pub(crate) fn import(&self, origin: &str, hours: Range<i64>, value: impl Fn(i64) -> f64) {
        let info = SeriesInfo {
            id: self.series(),
            title: "Garden".to_owned(),
            aliases: Vec::new(),
            unit: Unit::Celsius,
            kind: SeriesKind::Level,
            time_zone: "Europe/Lisbon".to_owned(),
            step_minutes: 60,
            first: None,
            last: None,
            origin: origin.to_owned(),
            sample: false,
            weather: Some(Box::new(WeatherStation {
                variable: Variable::Temperature,
                statistic: Statistic::Value,
                name: "Garden".to_owned(),
                latitude: 38.72,
                longitude: -9.14,
                elevation: None,
            })),
        };
        let start = self.moment(0);
        let mut observations = hours.map(|hour| {
            let valid_time = start + SignedDuration::from_hours(hour);
            Ok(Observation { valid_time, value: value(hour) })
        });
        self.store
            .import(Import {
                series: &info,
                origin,
                quality: SourceQuality::MEASURED,
                observations: &mut observations,
                flags: &Vec::new,
            })
            .expect("written");
    }
}
