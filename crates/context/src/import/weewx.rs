//! The archive of `WeeWX`: a row for each interval, in one of three systems of units (`WeeWX` customization guide, "Units").

use super::{
    input::InputFile,
    opened::Surroundings,
    reader::{Draft, Reader},
    sqlite::{columns, open, unreadable},
    station::{Measured, Station},
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, Observation, Unit, Variable};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::VecDeque;

/// Rows that are fetched at once.
const CHUNK: usize = 5_000;

/// Columns with the unit they have in the systems 1 (United States), 16 (metric) and 17 (metric with m/s and mm).
static COLUMNS: [(Measured, [Unit; 3], f64); 7] = [
    (
        Measured::value("outTemp", "temperature", Variable::Temperature),
        [Unit::Fahrenheit, Unit::Celsius, Unit::Celsius],
        1.0,
    ),
    (
        Measured::value("dewpoint", "dew point", Variable::DewPoint),
        [Unit::Fahrenheit, Unit::Celsius, Unit::Celsius],
        1.0,
    ),
    (
        Measured::value("outHumidity", "humidity", Variable::RelativeHumidity),
        [Unit::Percent, Unit::Percent, Unit::Percent],
        1.0,
    ),
    (
        Measured::value("barometer", "air pressure", Variable::Pressure),
        [Unit::InchOfMercury, Unit::Hectopascal, Unit::Hectopascal],
        1.0,
    ),
    (
        Measured::value("windSpeed", "wind", Variable::WindSpeed),
        [Unit::MilePerHour, Unit::KilometrePerHour, Unit::MetrePerSecond],
        1.0,
    ),
    (
        Measured::value("windGust", "gusts", Variable::WindGust),
        [Unit::MilePerHour, Unit::KilometrePerHour, Unit::MetrePerSecond],
        1.0,
    ),
    // Rain is in centimetres in system 16.
    (
        Measured::value("rain", "rain", Variable::Precipitation),
        [Unit::Inch, Unit::Millimetre, Unit::Millimetre],
        10.0,
    ),
];

pub(super) struct WeeWx {
    input: InputFile,
    connection: Connection,
    station: Station,
    drafts: Vec<Draft>,
    /// The places of the series in [`COLUMNS`].
    present: Vec<usize>,
    chosen: Vec<bool>,
    query: String,
    /// The end of the last interval read.
    after: i64,
    waiting: VecDeque<Incoming>,
    ended: bool,
    unknown_units: u64,
}

impl WeeWx {
    pub(super) fn open(
        input: &InputFile,
        options: &ImportOptions,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, ContextError> {
        let connection = open(input)?;
        let failed = |error: rusqlite::Error| unreadable(input, &error);
        let known = columns(&connection, "archive").map_err(failed)?;
        let present: Vec<usize> =
            (0..COLUMNS.len()).filter(|at| known.iter().any(|name| name == COLUMNS[*at].0.column)).collect();
        let rows: i64 =
            connection.query_row("SELECT count(*) FROM archive", [], |row| row.get(0)).map_err(failed)?;
        input.progress().begin(u64::try_from(rows).unwrap_or(0));
        let station = Station { name: "Weather station".to_owned(), position: None }.corrected(options);
        let zone = station.zone(options, surroundings);
        let drafts: Vec<Draft> =
            present.iter().map(|at| station.draft(&COLUMNS[*at].0, &zone, None)).collect();
        if drafts.is_empty() {
            return Err(ContextError::Nothing {
                path: input.shown(),
                what: "no weather that Forecastle knows".to_owned(),
                advice: "choose another archive",
            });
        }
        let selected: Vec<String> =
            present.iter().map(|at| format!("\"{}\"", COLUMNS[*at].0.column)).collect();
        let interval = if known.iter().any(|name| name == "interval") { "\"interval\"" } else { "0" };
        let query = format!(
            "SELECT dateTime, usUnits, {interval}, {} FROM archive WHERE dateTime > ?1 ORDER BY dateTime LIMIT {CHUNK}",
            selected.join(", ")
        );
        Ok(Self {
            input: input.clone(),
            connection,
            station,
            chosen: vec![true; drafts.len()],
            drafts,
            present,
            query,
            after: i64::MIN,
            waiting: VecDeque::new(),
            ended: false,
            unknown_units: 0,
        })
    }

    fn fetch(&mut self) -> Result<(), ContextError> {
        let Self { input, connection, query, present, waiting, after, ended, unknown_units, .. } = self;
        let failed = |error: rusqlite::Error| unreadable(input, &error);
        let mut statement = connection.prepare_cached(query).map_err(failed)?;
        let mut rows = statement.query([*after]).map_err(failed)?;
        let mut read = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            read += 1;
            let (Ok(end), Ok(system)) = (row.get::<_, i64>(0), row.get::<_, i64>(1)) else {
                return Err(ContextError::Database {
                    path: input.shown(),
                    detail: "a row of its archive has no time".to_owned(),
                });
            };
            *after = end;
            let at = match system {
                1 => 0,
                16 => 1,
                17 => 2,
                _ => {
                    *unknown_units += 1;
                    continue;
                }
            };
            let minutes = row.get::<_, Option<f64>>(2).ok().flatten().unwrap_or(0.0).clamp(0.0, 10_000.0);
            #[expect(clippy::cast_possible_truncation, reason = "held within a week")]
            let start = end.saturating_sub((minutes * 60.0) as i64);
            let Ok(valid_time) = Timestamp::from_second(start) else { continue };
            for (series, place) in present.iter().enumerate() {
                let (measured, units, metric_scale) = &COLUMNS[*place];
                let value: Option<f64> = row.get(3 + series).unwrap_or(None);
                let target = measured.variable.unit();
                let value = value
                    .map(|value| if system == 16 { value * metric_scale } else { value })
                    .zip(target)
                    .and_then(|(value, target)| units[at].convert(value, &target))
                    .unwrap_or(f64::NAN);
                waiting.push_back((series, Observation { valid_time, value }));
            }
        }
        *ended = read < CHUNK;
        input.progress().advance(read as u64).map_err(|_| ContextError::Cancelled)
    }
}

impl Reader for WeeWx {
    fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    fn choose(&mut self, chosen: &[usize]) -> Result<(), ContextError> {
        self.chosen = vec![false; self.drafts.len()];
        for series in chosen {
            self.chosen[*series] = true;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Incoming>, ContextError> {
        loop {
            while let Some(incoming) = self.waiting.pop_front() {
                if self.chosen[incoming.0] {
                    return Ok(Some(incoming));
                }
            }
            if self.ended {
                return Ok(None);
            }
            self.fetch()?;
        }
    }

    fn notes(&self) -> Vec<String> {
        let unknown = (self.unknown_units > 0).then(|| {
            format!("{} rows are in units of a system we don't know and were left out.", self.unknown_units)
        });
        self.station.note().into_iter().chain(unknown).collect()
    }
}
