//! Bytes of a reply to columns of values. Pure: whatever the bytes are, it gives columns or says why not.

use super::{GuidanceFault, column_name::ColumnName, their_variables::conversion};
use domain::{Series, Step, Variable};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::{collections::BTreeMap, fmt};

const HOUR: i64 = 3600;
/// The longest stretch that is believed: 12 years of hours.
const MOST_HOURS: i64 = 12 * 366 * 24;
/// The most columns: nine variables of 60 members of ten models.
const MOST_COLUMNS: usize = 9 * 60 * 10;

/// A reply, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The columns of our variables that hold any value, in the order of their names.
    pub columns: Vec<Column>,
    /// Columns of our variables that could not be used, each with the reason.
    pub skipped: Vec<String>,
    /// Metres above the sea that its temperatures are meant for, where it says so.
    pub elevation: Option<f64>,
}

/// One column of hourly values.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What it is of.
    pub variable: Variable,
    /// The model, where the name of the column tells it: only when several were asked for.
    pub model: Option<String>,
    /// The member of an ensemble, 0 for the unperturbed one.
    pub member: u16,
    /// How many days before the valid time it was said; 0 for the newest.
    pub previous_days: u8,
    /// Hours of UTC named by their start, in the variable's unit, NaN where nothing is told. Sums and maxima, which the reply
    /// names by the end of their hour, stand an hour earlier here.
    pub values: Series,
}

/// Reads a reply. `host` is named in faults.
///
/// # Errors
/// When it says that it is an error, is no JSON, breaks off, or has no hours. A single column that can't be used only goes to
/// [`Reply::skipped`].
pub fn parse(body: &[u8], host: &str) -> Result<Reply, GuidanceFault> {
    let unreadable = |detail: String| GuidanceFault::Unreadable { host: host.to_owned(), detail };
    let raw: Raw = match serde_json::from_slice(body) {
        Ok(raw) => raw,
        Err(error) if looks_like_json(body) => return Err(unreadable(plain(&error))),
        Err(_) => {
            let what = what_it_is(body).to_owned();
            return Err(GuidanceFault::NotWeather { host: host.to_owned(), what });
        }
    };
    if raw.error {
        let reason = raw.reason.unwrap_or_else(|| "it gives no reason".to_owned());
        return Err(GuidanceFault::Refused { host: host.to_owned(), reason: shortened(&reason) });
    }
    let Some(hourly) = raw.hourly else {
        let what = "JSON without hours".to_owned();
        return Err(GuidanceFault::NotWeather { host: host.to_owned(), what });
    };
    let grid = Grid::of(&hourly.times, raw.utc_offset_seconds).map_err(unreadable)?;
    let elevation = raw.elevation.filter(|metres| (-500.0..9000.0).contains(metres));
    let mut reply = Reply { columns: Vec::new(), skipped: Vec::new(), elevation };
    for (name, values) in hourly.columns {
        let Some(read) = ColumnName::read(&name) else { continue };
        let unit = raw.hourly_units.0.get(&name).map_or("", String::as_str);
        if values.iter().all(|value| value.is_nan()) {
            reply.skipped.push(format!("{name}: no values"));
        } else if values.len() != grid.hours.len() {
            reply.skipped.push(format!("{name}: {} values for {} times", values.len(), grid.hours.len()));
        } else if let Some((factor, offset)) = conversion(&read.theirs.ours, unit) {
            let values = values.iter().map(|value| value * factor + offset);
            reply.columns.push(Column {
                values: grid.series(values, read.theirs.of_the_hour_before),
                variable: read.theirs.ours.clone(),
                model: read.model,
                member: read.member,
                previous_days: read.previous_days,
            });
        } else {
            reply.skipped.push(format!("{name}: the unit \u{201c}{}\u{201d} is not known", shortened(unit)));
        }
    }
    Ok(reply)
}

/// The hours of the reply: which place of a series each value takes.
struct Grid {
    /// The first hour, in hours since 1970.
    first: i64,
    /// Of each value, hours after the first.
    hours: Vec<usize>,
    /// Hours in all.
    length: usize,
}

impl Grid {
    fn of(times: &[Stamp], offset: i64) -> Result<Self, String> {
        let hours = times
            .iter()
            .map(|time| {
                let seconds = match time {
                    Stamp::Civil(civil) => civil
                        .to_zoned(TimeZone::UTC)
                        .ok()
                        .and_then(|utc| utc.timestamp().as_second().checked_sub(offset)),
                    Stamp::Seconds(seconds) => Some(*seconds),
                };
                seconds.ok_or_else(|| "a time is out of range".to_owned())
            })
            .map(|seconds| seconds.map(|seconds| seconds.div_euclid(HOUR)))
            .collect::<Result<Vec<_>, _>>()?;
        let (Some(first), Some(last)) = (hours.iter().min().copied(), hours.iter().max().copied()) else {
            return Err("it has no times".to_owned());
        };
        // Room for the hour before, which sums move to.
        if last - first >= MOST_HOURS || Timestamp::from_second((first - 1) * HOUR).is_err() {
            return Err("its times lie too far apart".to_owned());
        }
        let place = |hour: i64| usize::try_from(hour - first).expect("not before the first");
        Ok(Self { first, length: place(last) + 1, hours: hours.into_iter().map(place).collect() })
    }

    fn series(&self, values: impl Iterator<Item = f64>, of_the_hour_before: bool) -> Series {
        let mut placed = vec![f64::NAN; self.length];
        for (hour, value) in self.hours.iter().zip(values) {
            placed[*hour] = value;
        }
        let first = self.first - i64::from(of_the_hour_before);
        let start = Timestamp::from_second(first * HOUR).expect("checked when the grid was made");
        Series::new(start.to_zoned(TimeZone::UTC), Step::HOUR, placed).expect("an hour is a step")
    }
}

/// What the JSON holds of interest.
#[derive(Default)]
struct Raw {
    error: bool,
    reason: Option<String>,
    utc_offset_seconds: i64,
    elevation: Option<f64>,
    hourly: Option<Hourly>,
    hourly_units: Units,
}

#[derive(Default)]
struct Units(BTreeMap<String, String>);

#[derive(Default)]
struct Hourly {
    times: Vec<Stamp>,
    columns: BTreeMap<String, Vec<f64>>,
}

enum Stamp {
    Civil(DateTime),
    Seconds(i64),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Raw;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("one place")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut raw = Raw::default();
                while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
                    match key.as_ref() {
                        "error" => raw.error = map.next_value()?,
                        "reason" => raw.reason = map.next_value()?,
                        "utc_offset_seconds" => raw.utc_offset_seconds = map.next_value()?,
                        "elevation" => raw.elevation = map.next_value::<serde_json::Value>()?.as_f64(),
                        "hourly" => raw.hourly = Some(map.next_value()?),
                        "hourly_units" => raw.hourly_units = map.next_value()?,
                        _ => drop(map.next_value::<de::IgnoredAny>()?),
                    }
                }
                Ok(raw)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A unit may be `undefined` where a model doesn't know the variable.
        BTreeMap::<String, Option<String>>::deserialize(deserializer).map(|units| {
            Self(units.into_iter().map(|(name, unit)| (name, unit.unwrap_or_default())).collect())
        })
    }
}

impl<'de> Deserialize<'de> for Hourly {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Columns;
        impl<'de> Visitor<'de> for Columns {
            type Value = Hourly;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("columns of hours")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Hourly, A::Error> {
                let mut hourly = Hourly::default();
                while let Some(name) = map.next_key::<std::borrow::Cow<'_, str>>()? {
                    if name == "time" {
                        hourly.times = map.next_value()?;
                    } else if ColumnName::read(&name).is_some() {
                        hourly.columns.insert(name.into_owned(), map.next_value::<Values>()?.0);
                    } else {
                        map.next_value::<de::IgnoredAny>()?;
                    }
                    if hourly.columns.len() > MOST_COLUMNS {
                        return Err(de::Error::custom("too many columns"));
                    }
                }
                Ok(hourly)
            }
        }
        deserializer.deserialize_map(Columns)
    }
}

/// The values of a column: numbers, and NaN for null or anything else.
struct Values(Vec<f64>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Values;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("values")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = sequence.next_element::<Number>()? {
                    values.push(value.0);
                }
                Ok(Values(values))
            }

            fn visit_unit<E>(self) -> Result<Values, E> {
                Ok(Values(Vec::new()))
            }
        }
        deserializer.deserialize_any(Numbers)
    }
}

/// A number that is finite, else NaN.
struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lenient;
        impl Visitor<'_> for Lenient {
            type Value = Number;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number or null")
            }

            fn visit_f64<E>(self, value: f64) -> Result<Number, E> {
                Ok(Number(if value.is_finite() { value } else { f64::NAN }))
            }

            #[expect(clippy::cast_precision_loss, reason = "no measurement has sixteen digits")]
            fn visit_u64<E>(self, value: u64) -> Result<Number, E> {
                Ok(Number(value as f64))
            }

            #[expect(clippy::cast_precision_loss, reason = "no measurement has sixteen digits")]
            fn visit_i64<E>(self, value: i64) -> Result<Number, E> {
                Ok(Number(value as f64))
            }

            fn visit_unit<E>(self) -> Result<Number, E> {
                Ok(Number(f64::NAN))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Number, E> {
                Ok(Number(f64::NAN))
            }

            fn visit_str<E>(self, _: &str) -> Result<Number, E> {
                Ok(Number(f64::NAN))
            }
        }
        deserializer.deserialize_any(Lenient)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Times;
        impl Visitor<'_> for Times {
            type Value = Stamp;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a time such as 2026-03-01T00:00")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Stamp, E> {
                text.parse().map(Stamp::Civil).map_err(|_| E::custom("a time in it can't be read"))
            }

            fn visit_i64<E>(self, seconds: i64) -> Result<Stamp, E> {
                Ok(Stamp::Seconds(seconds))
            }

            fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Stamp, E> {
                i64::try_from(seconds).map(Stamp::Seconds).map_err(|_| E::custom("a time is out of range"))
            }
        }
        deserializer.deserialize_any(Times)
    }
}

/// Whether it at least begins like JSON.
fn looks_like_json(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'['))
}

fn what_it_is(body: &[u8]) -> &'static str {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => "nothing",
        Some(b'<') => "a web page",
        Some(_) => "something else than JSON",
    }
}

fn plain(error: &serde_json::Error) -> String {
    if error.is_eof() { "it breaks off".to_owned() } else { shortened(&error.to_string()) }
}

/// What others say is shown, but not at any length.
fn shortened(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests;
