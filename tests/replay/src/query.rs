//! What a request asks, as far as it can be played.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use std::collections::BTreeMap;

/// A request, read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) columns: Vec<String>,
    pub(crate) models: Vec<String>,
    /// The first hour, in hours since 1970.
    pub(crate) first: i64,
    /// Hours asked for.
    pub(crate) hours: i64,
}

impl Query {
    /// Reads what stands behind the question mark; a refusal in their words when it can't be.
    pub(crate) fn read(text: &str, now: Timestamp) -> Result<Self, String> {
        let fields: BTreeMap<&str, String> = text
            .split('&')
            .filter_map(|field| field.split_once('='))
            .map(|(name, value)| (name, value.replace("%2C", ",").replace("%2c", ",")))
            .collect();
        let number = |name: &str, most: f64| {
            let value: f64 = fields
                .get(name)
                .and_then(|value| value.parse().ok())
                .ok_or_else(|| format!("Value of type 'Float' required for key '{name}'."))?;
            if (-most..=most).contains(&value) {
                return Ok(value);
            }
            Err(format!("{} must be in range of -{most} to {most}°. Given: {value}.", capital(name)))
        };
        let list = |name: &str| -> Vec<String> {
            fields.get(name).map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default()
        };
        let today = TimeZone::UTC.to_datetime(now).date();
        let days =
            |name: &str, otherwise: i64| fields.get(name).map_or(Some(otherwise), |days| days.parse().ok());
        let date = |name: &str| {
            fields.get(name).map(|date| {
                date.parse::<Date>()
                    .map_err(|_| format!("Invalid date format. Make sure to use 'YYYY-MM-DD'. Given: {date}"))
            })
        };
        let (first, last) = match (date("start_date").transpose()?, date("end_date").transpose()?) {
            (Some(first), Some(last)) if first <= last => (first, last),
            (Some(_), Some(_)) => return Err("End-date must be larger or equals than start-date.".to_owned()),
            (None, None) => {
                let (Some(past), Some(ahead)) = (days("past_days", 0), days("forecast_days", 7)) else {
                    return Err("Value of type 'Int' required for key 'forecast_days'.".to_owned());
                };
                let shifted = |days: i64| today.saturating_add(jiff::Span::new().days(days.clamp(-400, 400)));
                (shifted(-past), shifted(ahead - 1))
            }
            _ => return Err("Both 'start_date' and 'end_date' must be set.".to_owned()),
        };
        let midnight = |day: Date| {
            day.to_zoned(TimeZone::UTC).map_or(0, |midnight| midnight.timestamp().as_second() / 3600)
        };
        let hours = midnight(last) - midnight(first) + 24;
        if hours > 24 * 366 * 10 {
            return Err("The time range is too long.".to_owned());
        }
        Ok(Self {
            latitude: number("latitude", 90.0)?,
            longitude: number("longitude", 180.0)?,
            columns: list("hourly"),
            models: list("models"),
            first: midnight(first),
            hours,
        })
    }

    /// The hours asked for, since 1970.
    pub(crate) fn each_hour(&self) -> std::ops::Range<i64> {
        self.first..self.first + self.hours
    }
}

/// The stamp of an hour: `2026-10-03T00:00`.
pub(crate) fn stamp(hour: i64) -> String {
    let moment =
        Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_hours(hour)).unwrap_or(Timestamp::MAX);
    moment.strftime("%Y-%m-%dT%H:%M").to_string()
}

fn capital(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}
