//! Holds what is read in the questions of a file against the frames written beside them.

use super::support::{Reader, series};
use domain::{
    Asked, Bound, Edits, Interpretation, Question, SeriesId, SeriesInfo, SeriesKind, Subject, Unit, Variable,
};
use intent::{Catalogue, interpret};
use serde_json::Value;
use std::collections::BTreeMap;

/// Series of a person's own, beside the built-in ones.
fn own_series() -> Vec<SeriesInfo> {
    let info = |id: &str, title: &str, aliases: &[&str], unit: Unit, kind, step_minutes| SeriesInfo {
        id: SeriesId(id.to_owned()),
        title: title.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        unit,
        kind,
        time_zone: "Europe/Lisbon".to_owned(),
        step_minutes,
        first: None,
        last: None,
        origin: "Your file".to_owned(),
        sample: false,
        weather: None,
    };
    let named = |name: &str| Unit::Named(name.to_owned());
    vec![
        info("savings", "Savings", &["savings account"], named("EUR"), SeriesKind::Level, 1440),
        info("weight", "Weight", &["body weight"], named("kg"), SeriesKind::Level, 1440),
        info("steps", "Steps", &["step count"], named("steps"), SeriesKind::Count, 1440),
        info(
            "solar",
            "Solar yield",
            &["solar power", "pv yield"],
            Unit::KilowattHour,
            SeriesKind::Amount,
            1440,
        ),
        info("water", "Water use", &["water", "water meter"], named("m3"), SeriesKind::Amount, 1440),
        info("visitors", "Website visitors", &["visitors"], named("visitors"), SeriesKind::Count, 1440),
        info("bill", "Electricity bill", &["power bill", "bill"], named("EUR"), SeriesKind::Amount, 43_200),
    ]
}

/// What became of one question.
pub(crate) struct Verdict {
    pub(crate) category: String,
    pub(crate) text: String,
    /// What differs from the frame; empty when nothing does.
    pub(crate) faults: Vec<String>,
}

/// Reads every question of a file of JSON lines.
pub(crate) fn judge(lines: &str) -> Vec<Verdict> {
    lines.lines().map(|line| verdict(&serde_json::from_str(line).expect("a line of JSON"))).collect()
}

/// Right and all, by category.
pub(crate) fn tally(verdicts: &[Verdict]) -> BTreeMap<String, (usize, usize)> {
    let mut out: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for verdict in verdicts {
        let entry = out.entry(verdict.category.clone()).or_default();
        entry.0 += usize::from(verdict.faults.is_empty());
        entry.1 += 1;
    }
    out
}

fn verdict(row: &Value) -> Verdict {
    let text = |key: &str| row[key].as_str().unwrap_or_default();
    let now = format!("{}[{}]", text("clock"), text("zone"));
    let mut reader = Reader::at(&now, Some(text("home")));
    let mut known = own_series();
    known.extend(series());
    reader.series = known;
    let mut before: Option<Question> = None;
    for previous in row["previous"].as_array().into_iter().flatten() {
        let mut setting = reader.setting();
        setting.previous = before.as_ref();
        let read = interpret(previous.as_str().unwrap_or_default(), &Edits::default(), &setting);
        before = match read {
            Interpretation::Understood(question) => Some(*question),
            _ => None,
        };
    }
    let mut setting = reader.setting();
    setting.previous = before.as_ref();
    let read = interpret(text("text"), &Edits::default(), &setting);
    Verdict {
        category: text("category").to_owned(),
        text: match &row["previous"] {
            Value::Null => text("text").to_owned(),
            previous => format!("{previous} {}", text("text")),
        },
        faults: faults(&row["expected"], &read),
    }
}

fn faults(expected: &Value, read: &Interpretation) -> Vec<String> {
    let kind = match read {
        Interpretation::Understood(question) => asked_kind(&question.asked),
        Interpretation::Unclear(unclear) if unclear.alternatives.is_empty() => "unclear",
        Interpretation::Unclear(_) => "ambiguous",
        Interpretation::Explanation(_) => "explanation",
    };
    let mut faults = Vec::new();
    if expected["kind"].as_str() != Some(kind) {
        let why = match read {
            Interpretation::Unclear(unclear) => format!(": {}", unclear.message),
            _ => String::new(),
        };
        faults.push(format!("kind {kind}{why}"));
    }
    if let Interpretation::Understood(question) = read {
        frame(expected, question, &mut faults);
    }
    faults
}

fn asked_kind(asked: &Asked) -> &'static str {
    match asked {
        Asked::Window { .. } => "window",
        Asked::Event { .. } => "event",
        Asked::Amount { .. } => "amount",
        Asked::Comparison { .. } => "comparison",
        Asked::Trend { .. } => "trend",
        Asked::FirstTime => "first_time",
        Asked::Typical { .. } => "typical",
    }
}

fn frame(expected: &Value, question: &Question, faults: &mut Vec<String>) {
    let mut differs = |what: &str, wanted: &Value, found: String| {
        if !wanted.is_null() && wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned) != found {
            faults.push(format!("{what} {found} instead of {wanted}"));
        }
    };
    let subject = match &question.subject {
        Subject::Activity { id, .. } => format!("activity:{id}"),
        Subject::Weather => "weather".to_owned(),
        Subject::Series { info } => format!("series:{}", info.id),
    };
    differs("subject", &expected["subject"], subject);
    let place = question.place.as_ref().map_or("nowhere", |place| &place.name).to_owned();
    differs("place", &expected["place"], place);
    if let Asked::Window { hours, negated } = question.asked {
        differs("length", &expected["length"], hours.to_string());
        differs("negated", &expected["negated"].as_bool().unwrap_or(false).into(), negated.to_string());
    }
    if let Asked::Event { negated } = question.asked {
        differs("negated", &expected["negated"].as_bool().unwrap_or(false).into(), negated.to_string());
    }
    if let Asked::Amount { variable, .. } | Asked::Trend { variable, .. } = question.asked.inner() {
        differs("variable", &expected["variable"], variable_name(variable));
    }
    if let Asked::Comparison { choices, .. } = &question.asked {
        let by_place = question.compares_places();
        let found: Vec<String> = choices
            .iter()
            .map(|choice| match (&choice.place, by_place) {
                (Some(place), true) => place.name.clone(),
                _ => choice.spans[0].start.date().to_string(),
            })
            .collect();
        differs("choices", &expected["choices"], Value::from(found).to_string());
    } else if let (Some(first), Some(last)) = (question.spans.first(), question.spans.last()) {
        differs("from", &expected["from_day"], first.start.date().to_string());
        let night = last.end.timestamp().as_second() - last.start.timestamp().as_second() < 20 * 3600;
        let last_day = last.end.checked_sub(jiff::Span::new().nanoseconds(1)).expect("a day before");
        let to = if night { last.start.date() } else { last_day.date() };
        differs("to", &expected["to_day"], to.to_string());
        hours(&expected["hours"], question, &mut differs);
    }
    criteria(&expected["criteria"], question, faults);
}

fn hours(expected: &Value, question: &Question, differs: &mut impl FnMut(&str, &Value, String)) {
    let (Some(first), Some(last)) = (question.spans.first(), question.spans.last()) else { return };
    let end = if last.end.hour() == 0 { 24 } else { last.end.hour() };
    let found = format!("[{},{end}]", first.start.hour());
    let today = first.start.date().to_string() == "2013-06-12";
    match expected.as_str() {
        Some("usual") => {
            let Subject::Activity { id, .. } = &question.subject else { return };
            let Some(activity) = Catalogue::built_in().find(id) else { return };
            if !today {
                differs("hours", &serde_json::json!(activity.usual_hours), found);
            }
        }
        _ if today && expected[0] == 0 => {}
        _ => differs("hours", expected, found),
    }
}

/// Every bound of the frame stands in the question; one of two sides may be said as a range.
fn criteria(expected: &Value, question: &Question, faults: &mut Vec<String>) {
    for wanted in expected.as_array().into_iter().flatten() {
        let limit = wanted["limit"].as_f64().unwrap_or(f64::NAN);
        let met = question.criteria.iter().any(|criterion| {
            let (lower, upper) = match criterion.bound {
                Bound::Within { lower, upper } => (Some(lower), Some(upper)),
                other => other.limits(),
            };
            let side = if wanted["bound"] == "at_least" { lower } else { upper };
            wanted["variable"].as_str() == Some(&variable_name(&criterion.variable))
                && side.is_some_and(|side| (side - limit).abs() < 0.06)
        });
        if !met {
            let found: Vec<String> = question.criteria.iter().map(super::support::criterion).collect();
            faults.push(format!("criteria {} instead of {wanted}", found.join(", ")));
        }
    }
}

fn variable_name(variable: &Variable) -> String {
    match variable {
        Variable::Series(_) => "series".to_owned(),
        other => serde_json::to_value(other)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default(),
    }
}
