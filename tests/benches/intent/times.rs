//! Whether a time is the one of the label.

use crate::answers::{AnsweredTime, written};
use jiff::{Span, ToSpan, civil::DateTime};
use serde_json::Value;

fn moment(value: &Value) -> Option<DateTime> {
    value.as_str()?.replace(' ', "T").parse().ok()
}

/// `moment` cut to the start of its grain; weeks start on Monday, an unknown grain means a day.
fn floor_to(moment: DateTime, grain: &str) -> DateTime {
    let (date, time) = (moment.date(), moment.time());
    let day = date.at(0, 0, 0, 0);
    let first = |month| date.with().month(month).day(1).build().unwrap_or(date).at(0, 0, 0, 0);
    match grain {
        "second" => date.at(time.hour(), time.minute(), time.second(), 0),
        "minute" => date.at(time.hour(), time.minute(), 0, 0),
        "hour" => date.at(time.hour(), 0, 0, 0),
        "week" => day.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).unwrap_or(day),
        "month" => first(date.month()),
        "quarter" => first((date.month() - 1) / 3 * 3 + 1),
        "year" => first(1),
        _ => day,
    }
}

/// `moment` plus one unit of `grain`, an unknown grain meaning a day.
fn add_one(moment: DateTime, grain: &str) -> Option<DateTime> {
    let step: Span = match grain {
        "second" => 1.second(),
        "minute" => 1.minute(),
        "hour" => 1.hour(),
        "week" => 1.week(),
        "month" => 1.month(),
        "quarter" => 3.months(),
        "year" => 1.year(),
        _ => 1.day(),
    };
    moment.checked_add(step).ok()
}

/// Start equal at the labelled grain; the end of an interval equal, whether it was meant inclusive or exclusive.
pub(crate) fn duckling_lenient(gold: &Value, time: &AnsweredTime) -> bool {
    if time.start.is_none() && time.end.is_none() {
        return false;
    }
    let grain = gold["grain"].as_str().unwrap_or_default();
    let Some(begins) = moment(&gold["value"]) else {
        return time.start.map(written).as_deref() == gold["value"].as_str();
    };
    if gold["kind"] == "open" {
        return time.start.or(time.end).is_some_and(|bound| floor_to(bound, grain) == begins);
    }
    if time.start.is_none_or(|start| floor_to(start, grain) != begins) {
        return false;
    }
    if gold["kind"] == "interval" {
        let Some(end) = time.end else { return false };
        let floored = floor_to(end, grain);
        return moment(&gold["end"])
            .is_some_and(|ends| [Some(end), Some(floored), add_one(floored, grain)].contains(&Some(ends)));
    }
    let Some(end) = time.end else { return true };
    let slack = if matches!(grain, "week" | "month" | "quarter" | "year") { "day" } else { grain };
    add_one(begins, grain).and_then(|ends| add_one(ends, slack)).is_none_or(|last| end <= last)
}

/// Value and grain equal; a point may be given as the span of its own grain.
pub(crate) fn duckling_exact(gold: &Value, time: &AnsweredTime) -> bool {
    if time.start.is_none() && time.end.is_none() || gold["grain"].as_str() != Some(time.grain) {
        return false;
    }
    let (start, end) = (time.start.map(written), time.end.map(written));
    let (start, end) = (start.as_deref(), end.as_deref());
    let (value, ends) = (gold["value"].as_str(), gold["end"].as_str());
    match gold["kind"].as_str() {
        Some("interval") => start == value && end == ends,
        Some("open") if gold["direction"] == "after" => start == value && end.is_none(),
        Some("open") => start.is_none() && end == value,
        _ => {
            start == value
                && time.end.is_none_or(|end| {
                    time.start.and_then(|start| add_one(start, time.grain)).is_some_and(|one| one == end)
                })
        }
    }
}

/// A value of Recognizers: `HH:MM:SS` on the day of the reference, a date, or a date and a time.
fn recognizers_moment(value: &Value, reference: &str) -> Option<DateTime> {
    let text = value.as_str()?;
    if text.len() == 8 && text.as_bytes()[2] == b':' {
        return format!("{}T{text}", reference.get(..10)?).parse().ok();
    }
    (text.len() >= 10).then(|| moment(value)).flatten()
}

fn seconds(later: DateTime, earlier: DateTime) -> f64 {
    later.duration_since(earlier).as_secs_f64()
}

fn days(one: DateTime, other: DateTime) -> f64 {
    (seconds(one, other) / 86_400.0).floor().abs()
}

fn matches_point(kind: &str, gold: Option<DateTime>, time: &AnsweredTime) -> bool {
    let (Some(gold), Some(moment)) = (gold, time.start.or(time.end)) else { return false };
    match kind {
        "time" => (moment.hour(), moment.minute()) == (gold.hour(), gold.minute()),
        "date" => moment.date() == gold.date(),
        _ => kind == "datetime" && seconds(moment, gold).abs() < 60.0,
    }
}

fn matches_one_bound(kind: &str, gold: (Option<DateTime>, Option<DateTime>), time: &AnsweredTime) -> bool {
    let (Some(wanted), Some(bound)) = (gold.0.or(gold.1), time.start.or(time.end)) else { return false };
    if wanted == bound {
        return true;
    }
    let gold_is_open = gold.0.is_none() || gold.1.is_none();
    kind == "daterange" && (wanted.date() == bound.date() || gold_is_open && days(wanted, bound) <= 1.0)
}

fn matches_range(kind: &str, gold: (Option<DateTime>, Option<DateTime>), time: &AnsweredTime) -> bool {
    let (Some(begins), Some(ends)) = gold else { return matches_one_bound(kind, gold, time) };
    if time.open {
        return matches_one_bound(kind, gold, time);
    }
    let Some(mut start) = time.start else { return false };
    let end = match time.end {
        Some(end) => end,
        None => {
            start = floor_to(start, time.grain);
            let Some(end) = add_one(start, time.grain) else { return false };
            end
        }
    };
    let minutes = |moment: DateTime| i32::from(moment.hour()) * 60 + i32::from(moment.minute());
    match kind {
        "timerange" => {
            let late = (minutes(end) - minutes(ends)).rem_euclid(24 * 60);
            minutes(start) == minutes(begins) && [0, 1, 60, 1439].contains(&late)
        }
        "daterange" => {
            let midnight = |moment: DateTime| moment.date().at(0, 0, 0, 0);
            start.date() == begins.date() && days(midnight(end), midnight(ends)) <= 1.0
        }
        _ => {
            let off = seconds(end, ends).abs();
            seconds(start, begins).abs() < 60.0 && [0.0, 1.0, 60.0, 3600.0].contains(&off)
        }
    }
}

/// Whether `time` is one of the labelled readings: times and datetimes to the minute, dates to the day, ends of ranges inclusive
/// or exclusive.
pub(crate) fn recognizers_match(gold: &Value, time: Option<&AnsweredTime>) -> bool {
    let Some(time) = time else { return false };
    let result = &gold["results"][0];
    let (kind, reference) =
        (result["type"].as_str().unwrap_or_default(), gold["ref"].as_str().unwrap_or_default());
    result["values"].as_array().is_some_and(|values| {
        values.iter().any(|value| {
            if value.get("value").is_some() {
                matches_point(kind, recognizers_moment(&value["value"], reference), time)
            } else if value.get("start").is_some() || value.get("end").is_some() {
                let side = |side: &str| recognizers_moment(&value[side], reference);
                matches_range(kind, (side("start"), side("end")), time)
            } else {
                false
            }
        })
    })
}
