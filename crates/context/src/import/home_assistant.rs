//! The recorder database of Home Assistant, of any version: found by the names of its columns.
//!
//! Long-term statistics (a value an hour) come first, as they reach back furthest: the mean of what is measured, and of what
//! is counted the growth of its sum within the hour. A sensor without statistics gives its states as they were recorded.

use super::{
    input::InputFile,
    opened::Surroundings,
    reader::{self, Draft, Reader},
    said_unit::said_units,
    sqlite::{columns, open, unreadable},
    stamp::{self, DateOrder, Stamp},
    unit_words::unit_of,
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, Observation, SeriesKind, Step, Unit};
use jiff::{Timestamp, tz::TimeZone};
use rusqlite::{Connection, types::ValueRef};
use std::collections::{HashSet, VecDeque};

/// Rows that are fetched at once.
const CHUNK: usize = 5_000;
/// Sensors that are listed at most.
const MOST_SENSORS: usize = 5_000;

/// Where the values of a series stand.
#[derive(Debug, Clone, PartialEq)]
enum Place {
    /// In the statistics: its number there, and whether it is counted.
    Statistics { id: i64, sum: bool },
    /// In the states: what the rows are found by.
    States { key: rusqlite::types::Value },
}

pub(super) struct HomeAssistant {
    input: InputFile,
    connection: Connection,
    drafts: Vec<Draft>,
    places: Vec<Place>,
    units: Vec<(Unit, Unit)>,
    /// What became of the user's word on the unit of each series.
    said: Vec<Option<String>>,
    chosen: Vec<usize>,
    statistics_query: String,
    states_query: String,
    queue: VecDeque<usize>,
    after: i64,
    last_sum: Option<f64>,
    waiting: VecDeque<Incoming>,
}

impl HomeAssistant {
    pub(super) fn open(
        input: &InputFile,
        options: &ImportOptions,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, ContextError> {
        let connection = open(input)?;
        let failed = |error: rusqlite::Error| unreadable(input, &error);
        let zone = options.time_zone.clone().unwrap_or_else(|| surroundings.zone_name());
        let has = |columns: &[String], name: &str| columns.iter().any(|column| column == name);
        let mut found = Found::default();
        let meta = columns(&connection, "statistics_meta").map_err(failed)?;
        let statistics = columns(&connection, "statistics").map_err(failed)?;
        let start = if has(&statistics, "start_ts") { "start_ts" } else { "start" };
        if has(&meta, "statistic_id") && has(&statistics, "metadata_id") {
            let name = if has(&meta, "name") { "name" } else { "NULL" };
            let mut statement = connection
                .prepare(&format!(
                    "SELECT id, statistic_id, unit_of_measurement, has_sum, {name} FROM statistics_meta AS meta
                     WHERE EXISTS (SELECT 1 FROM statistics WHERE metadata_id = meta.id) ORDER BY statistic_id LIMIT {MOST_SENSORS}"
                ))
                .map_err(failed)?;
            let mut rows = statement.query([]).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                let (Ok(id), Ok(name)) = (row.get(0), row.get::<_, String>(1)) else { continue };
                let sum = row.get::<_, Option<bool>>(3).ok().flatten().unwrap_or(false);
                let title = row.get::<_, Option<String>>(4).ok().flatten();
                let unit = row.get::<_, Option<String>>(2).ok().flatten();
                found.add(&name, title, unit.as_deref(), Place::Statistics { id, sum }, &zone);
            }
        }
        let states = columns(&connection, "states").map_err(failed)?;
        let states_meta = columns(&connection, "states_meta").map_err(failed)?;
        let attributes = columns(&connection, "state_attributes").map_err(failed)?;
        let time =
            ["last_updated_ts", "last_updated", "last_changed"].into_iter().find(|name| has(&states, name));
        let by_meta = has(&states, "metadata_id") && has(&states_meta, "entity_id");
        if let Some(time) = time.filter(|_| has(&states, "state") && (by_meta || has(&states, "entity_id"))) {
            let listing = if by_meta {
                format!(
                    "SELECT metadata_id, entity_id FROM states_meta ORDER BY entity_id LIMIT {MOST_SENSORS}"
                )
            } else {
                format!(
                    "SELECT DISTINCT entity_id, entity_id FROM states ORDER BY entity_id LIMIT {MOST_SENSORS}"
                )
            };
            let column = if by_meta { "metadata_id" } else { "entity_id" };
            let newest = if has(&attributes, "shared_attrs") && has(&states, "attributes_id") {
                format!(
                    "SELECT state, shared_attrs FROM states LEFT JOIN state_attributes USING (attributes_id)
                     WHERE {column} = ?1 ORDER BY {time} DESC LIMIT 20"
                )
            } else if has(&states, "attributes") {
                format!(
                    "SELECT state, attributes FROM states WHERE {column} = ?1 ORDER BY {time} DESC LIMIT 20"
                )
            } else {
                format!("SELECT state, NULL FROM states WHERE {column} = ?1 ORDER BY {time} DESC LIMIT 20")
            };
            let mut statement = connection.prepare(&listing).map_err(failed)?;
            let mut look = connection.prepare(&newest).map_err(failed)?;
            let mut rows = statement.query([]).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                let (Ok(key), Ok(name)) = (row.get::<_, rusqlite::types::Value>(0), row.get::<_, String>(1))
                else {
                    continue;
                };
                if found.known.contains(&name) {
                    continue;
                }
                let newest: Vec<(Option<String>, Option<String>)> = look
                    .query_map([&key], |row| Ok((row.get(0).ok(), row.get(1).ok().flatten())))
                    .and_then(|rows| rows.collect())
                    .map_err(failed)?;
                let numeric = |state: &Option<String>| state.as_deref().and_then(number).is_some();
                if !newest.iter().any(|(state, _)| numeric(state)) {
                    continue;
                }
                let attributes = newest
                    .iter()
                    .filter_map(|(_, attributes)| attributes.as_deref())
                    .find_map(|text| serde_json::from_str::<serde_json::Value>(text).ok());
                let said =
                    |key: &str| attributes.as_ref().and_then(|all| all.get(key)?.as_str()).map(str::to_owned);
                let (title, unit) = (said("friendly_name"), said("unit_of_measurement"));
                found.add(&name, title, unit.as_deref(), Place::States { key }, &zone);
            }
        }
        if found.drafts.is_empty() {
            return Err(ContextError::Nothing {
                path: input.shown(),
                what: "no sensor with a number".to_owned(),
                advice: "choose the home-assistant_v2.db of a system that has been running",
            });
        }
        let column = if by_meta { "metadata_id" } else { "entity_id" };
        input.progress().begin(0);
        let said = found.hear(options);
        let all: Vec<usize> = (0..found.drafts.len()).collect();
        Ok(Self {
            input: input.clone(),
            connection,
            statistics_query: format!(
                "SELECT id, {start}, mean, {} FROM statistics WHERE metadata_id = ?1 AND id > ?2 ORDER BY id LIMIT {CHUNK}",
                if has(&statistics, "sum") { "sum" } else { "NULL" }
            ),
            states_query: format!(
                "SELECT state_id, {}, state FROM states WHERE {column} = ?1 AND state_id > ?2 ORDER BY state_id LIMIT {CHUNK}",
                // Newer versions leave the old column empty.
                match time {
                    Some("last_updated_ts") if has(&states, "last_updated") =>
                        "coalesce(last_updated_ts, last_updated)",
                    other => other.unwrap_or("NULL"),
                }
            ),
            drafts: found.drafts,
            places: found.places,
            units: found.units,
            said,
            queue: all.iter().copied().collect(),
            chosen: all,
            after: i64::MIN,
            last_sum: None,
            waiting: VecDeque::new(),
        })
    }

    /// Fetches rows of a series; `false` when there are no more.
    fn fetch(&mut self, series: usize) -> Result<bool, ContextError> {
        let Self { input, connection, places, units, after, last_sum, waiting, .. } = self;
        let failed = |error: rusqlite::Error| unreadable(input, &error);
        let (from, to) = &units[series];
        let converted = |value: f64| from.convert(value, to).unwrap_or(value);
        let mut read = 0;
        match &places[series] {
            Place::Statistics { id, sum } => {
                let mut statement = connection.prepare_cached(&self.statistics_query).map_err(failed)?;
                let mut rows = statement.query([*id, *after]).map_err(failed)?;
                while let Some(row) = rows.next().map_err(failed)? {
                    read += 1;
                    *after = row.get(0).map_err(failed)?;
                    let Some(valid_time) = moment(row.get_ref(1).map_err(failed)?) else { continue };
                    let value = if *sum {
                        // The sum is that at the end of the hour; the first hour has none before it.
                        let now: Option<f64> = row.get(3).unwrap_or(None);
                        let grown = now.zip(*last_sum).map(|(now, before)| now - before);
                        *last_sum = now.or(*last_sum);
                        grown
                    } else {
                        row.get(2).unwrap_or(None)
                    };
                    let value = value.filter(|value: &f64| value.is_finite()).map_or(f64::NAN, converted);
                    waiting.push_back((series, Observation { valid_time, value }));
                }
            }
            Place::States { key } => {
                let mut statement = connection.prepare_cached(&self.states_query).map_err(failed)?;
                let mut rows = statement.query(rusqlite::params![key, *after]).map_err(failed)?;
                while let Some(row) = rows.next().map_err(failed)? {
                    read += 1;
                    *after = row.get(0).map_err(failed)?;
                    let Some(valid_time) = moment(row.get_ref(1).map_err(failed)?) else { continue };
                    let state: Option<String> = row.get(2).unwrap_or(None);
                    let value = state.as_deref().and_then(number).map_or(f64::NAN, converted);
                    waiting.push_back((series, Observation { valid_time, value }));
                }
            }
        }
        input.progress().advance(read as u64).map_err(|_| ContextError::Cancelled)?;
        Ok(read == CHUNK)
    }
}

/// A state as a number: `unavailable` and `unknown` are none.
fn number(state: &str) -> Option<f64> {
    state.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

/// Seconds since 1970 in newer versions, a reading of the clock in Greenwich in older ones.
fn moment(value: ValueRef<'_>) -> Option<Timestamp> {
    match value {
        ValueRef::Integer(second) => Timestamp::from_second(second).ok(),
        ValueRef::Real(second) if second.abs() < 1e12 => jiff::SignedDuration::try_from_secs_f64(second)
            .ok()
            .and_then(|since| Timestamp::from_duration(since).ok()),
        ValueRef::Text(text) => match stamp::read(std::str::from_utf8(text).ok()?, DateOrder::DayFirst)? {
            Stamp::Instant(moment) => Some(moment),
            Stamp::Local(civil) => civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp()),
            Stamp::Day(_) => None,
        },
        _ => None,
    }
}

#[derive(Default)]
struct Found {
    drafts: Vec<Draft>,
    places: Vec<Place>,
    units: Vec<(Unit, Unit)>,
    known: HashSet<String>,
}

impl Found {
    fn add(&mut self, entity: &str, title: Option<String>, unit: Option<&str>, place: Place, zone: &str) {
        let from = unit.map_or_else(
            || Unit::Named(String::new()),
            |unit| unit_of(unit).unwrap_or_else(|| Unit::Named(unit.to_owned())),
        );
        let to = super::units::canonical(Some(&from));
        let counted = matches!(place, Place::Statistics { sum: true, .. });
        let hourly = matches!(place, Place::Statistics { .. });
        let named = entity.split_once(['.', ':']).map_or(entity, |(_, name)| name).replace('_', " ");
        self.drafts.push(Draft {
            column: entity.to_owned(),
            title: title.filter(|title| !title.trim().is_empty()).unwrap_or(named),
            unit: to.clone(),
            read_as: Some(from.clone()),
            kind: match (counted, hourly) {
                (true, _) => Some(SeriesKind::Amount),
                (false, true) => Some(SeriesKind::Level),
                (false, false) => None,
            },
            time_zone: zone.to_owned(),
            step: hourly.then_some(Step::HOUR),
            first: None,
            weather: None,
            chosen: false,
            is_meter: false,
        });
        self.units.push((from, to));
        self.places.push(place);
        self.known.insert(entity.to_owned());
    }

    /// Takes numbers to be in the units that the user says; what became of that, series by series.
    fn hear(&mut self, options: &ImportOptions) -> Vec<Option<String>> {
        let said = said_units(options, self.drafts.len(), |name| reader::find(&self.drafts, name));
        said.into_iter()
            .zip(self.drafts.iter_mut().zip(&mut self.units))
            .map(|(said, (draft, units))| {
                let settled = said?.against(&draft.column, Some(&units.0));
                if let Some(from) = settled.unit {
                    let to = super::units::canonical(Some(&from));
                    draft.unit = to.clone();
                    draft.read_as = Some(from.clone());
                    *units = (from, to);
                }
                settled.note
            })
            .collect()
    }
}

impl Reader for HomeAssistant {
    fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    fn choose(&mut self, chosen: &[usize]) -> Result<(), ContextError> {
        self.queue = chosen.iter().copied().collect();
        self.chosen = chosen.to_vec();
        self.after = i64::MIN;
        self.last_sum = None;
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Incoming>, ContextError> {
        loop {
            if let Some(incoming) = self.waiting.pop_front() {
                return Ok(Some(incoming));
            }
            let Some(series) = self.queue.front().copied() else { return Ok(None) };
            if !self.fetch(series)? {
                self.queue.pop_front();
                self.after = i64::MIN;
                self.last_sum = None;
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        self.chosen.iter().filter_map(|series| self.said[*series].clone()).collect()
    }

    fn one_by_one(&self) -> bool {
        true
    }
}
