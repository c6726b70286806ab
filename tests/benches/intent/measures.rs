//! The measures, by set.

use crate::{
    answers::Answer,
    gold::{Phrase, Set},
    times::{duckling_exact, duckling_lenient, recognizers_match},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A row of a table: its name, and what was measured, by column.
pub(crate) type Row = (String, Vec<(&'static str, String)>);

type Scored<'a> = [(&'a Phrase, &'a Answer)];
type Slot = (String, usize, usize);

pub(crate) fn of(set: Set, scored: &Scored<'_>) -> Vec<Row> {
    match set {
        Set::Duckling => duckling(scored),
        Set::Recognizers => recognizers(scored),
        Set::SnipsWeatherTrain | Set::SnipsWeatherValidate => snips_weather(scored),
        Set::SnipsOther => vec![share("rejected", scored, &["none", "other"])],
        Set::Mycroft => vec![share("domain weather", scored, &["weather"])],
        Set::Slurp | Set::Clinc => domains(scored),
    }
}

pub(crate) fn print(rows: &[Row]) {
    let mut columns: Vec<&str> = Vec::new();
    for (column, _) in rows.iter().flat_map(|row| &row.1) {
        if !columns.contains(column) {
            columns.push(column);
        }
    }
    let cell = |row: &Row, column: &str| {
        row.1.iter().find(|cell| cell.0 == column).map(|cell| cell.1.clone()).unwrap_or_default()
    };
    let name = rows.iter().map(|row| row.0.len()).max().unwrap_or(0);
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| rows.iter().map(|row| cell(row, column).len()).max().unwrap_or(0).max(column.len()))
        .collect();
    let line = |first: &str, cells: Vec<String>| {
        let rest: String =
            cells.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}")).collect();
        println!("  {}", format!("{first:<name$}{rest}").trim_end());
    };
    line("", columns.iter().map(|column| (*column).to_owned()).collect());
    for row in rows {
        line(&row.0, columns.iter().map(|column| cell(row, column)).collect());
    }
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.1}", 100.0 * part as f64 / whole as f64) }
}

fn row(name: impl Into<String>, n: usize, column: &'static str, value: String) -> Row {
    (name.into(), vec![("n", n.to_string()), (column, value)])
}

fn share(name: &str, scored: &Scored<'_>, accepted: &[&str]) -> Row {
    let hits = scored.iter().filter(|(_, answer)| accepted.contains(&answer.domain)).count();
    row(name, scored.len(), "%", percent(hits, scored.len()))
}

fn finds_time(answer: &Answer) -> bool {
    answer.times.iter().any(|time| time.start.is_some() || time.end.is_some())
}

/// The groups `all`, `default` and `diff` together, then each other one.
fn duckling(scored: &Scored<'_>) -> Vec<Row> {
    let mut groups: BTreeMap<(u8, String), Vec<&(&Phrase, &Answer)>> = BTreeMap::new();
    let mut negative = Vec::new();
    for item in scored {
        match item.0.labels["group"].as_str().unwrap_or_default() {
            "negative" => negative.push(item),
            "all" | "default" | "diff" => groups.entry((0, "headline".to_owned())).or_default().push(item),
            "latent" => groups.entry((1, "latent".to_owned())).or_default().push(item),
            other => groups.entry((2, other.to_owned())).or_default().push(item),
        }
    }
    let mut rows: Vec<Row> = groups
        .into_iter()
        .map(|((_, name), items)| {
            let hits = |judge: fn(&Value, &crate::answers::AnsweredTime) -> bool| {
                items
                    .iter()
                    .filter(|(phrase, answer)| {
                        answer.times.first().is_some_and(|time| judge(&phrase.labels, time))
                    })
                    .count()
            };
            (
                name,
                vec![
                    ("n", items.len().to_string()),
                    ("lenient %", percent(hits(duckling_lenient), items.len())),
                    ("exact %", percent(hits(duckling_exact), items.len())),
                ],
            )
        })
        .collect();
    if !negative.is_empty() {
        let found = negative.iter().filter(|item| finds_time(item.1)).count();
        rows.push(row("negative", negative.len(), "false positives", found.to_string()));
    }
    rows
}

const RECOGNIZERS_TYPES: [&str; 6] = ["date", "datetime", "daterange", "timerange", "datetimerange", "time"];

/// Sentences with one result that can be resolved, by its type; and those without any.
fn recognizers(scored: &Scored<'_>) -> Vec<Row> {
    let mut by_type: BTreeMap<(u8, String), (usize, usize)> = BTreeMap::new();
    let (mut nothing, mut found) = (0, 0);
    for (phrase, answer) in scored {
        let Some(results) = phrase.labels["results"].as_array() else { continue };
        if results.is_empty() {
            nothing += 1;
            found += usize::from(finds_time(answer));
        }
        let [result] = results.as_slice() else { continue };
        let kind = result["type"].as_str().unwrap_or_default();
        let resolved = result["values"].as_array().is_some_and(|values| {
            !values.is_empty() && values.iter().all(|value| value["value"] != "not resolved")
        });
        if !resolved || !RECOGNIZERS_TYPES.contains(&kind) {
            continue;
        }
        let hit = usize::from(recognizers_match(&phrase.labels, answer.times.first()));
        for key in [(0, "one result".to_owned()), (1, kind.to_owned())] {
            let entry = by_type.entry(key).or_default();
            entry.0 += 1;
            entry.1 += hit;
        }
    }
    let mut rows: Vec<Row> =
        by_type.into_iter().map(|((_, name), (n, hits))| row(name, n, "match %", percent(hits, n))).collect();
    if nothing > 0 {
        rows.push(row("no entity", nothing, "false positives", found.to_string()));
    }
    rows
}

const PLACES: [&str; 6] = ["city", "state", "country", "geographic_poi", "current_location", "place"];

fn gold_slots(labels: &Value) -> BTreeSet<Slot> {
    let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    labels["slots"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|slot| {
            (
                slot["slot"].as_str().unwrap_or_default().to_owned(),
                number(&slot["start"]),
                number(&slot["end"]),
            )
        })
        .collect()
}

/// The slots found; where none is a `timeRange`, the times stand for it.
fn found_slots(answer: &Answer) -> BTreeSet<Slot> {
    let mut slots: BTreeSet<Slot> =
        answer.slots.iter().map(|&(label, start, end)| (label.to_owned(), start, end)).collect();
    if !slots.iter().any(|slot| slot.0 == "timeRange") {
        slots.extend(answer.times.iter().map(|time| ("timeRange".to_owned(), time.span.0, time.span.1)));
    }
    slots
}

fn merged(slots: &BTreeSet<Slot>) -> BTreeSet<Slot> {
    slots
        .iter()
        .map(|(label, start, end)| {
            let label = if PLACES.contains(&label.as_str()) { "place" } else { label };
            (label.to_owned(), *start, *end)
        })
        .collect()
}

/// Places separated by nothing but blanks and commas become one.
fn joined(slots: &BTreeSet<Slot>, text: &str) -> BTreeSet<Slot> {
    let characters: Vec<char> = text.chars().collect();
    let (places, mut out): (Vec<Slot>, BTreeSet<Slot>) = {
        let (places, rest): (BTreeSet<Slot>, BTreeSet<Slot>) =
            merged(slots).into_iter().partition(|slot| slot.0 == "place");
        (places.into_iter().collect(), rest)
    };
    let mut places = places;
    places.sort_by_key(|slot| (slot.1, slot.2));
    let mut rows: Vec<Slot> = Vec::new();
    for slot in places {
        let touches = rows.last().is_some_and(|last| {
            characters
                .get(last.2..slot.1)
                .unwrap_or_default()
                .iter()
                .all(|character| " ,".contains(*character))
        });
        match rows.last_mut() {
            Some(last) if touches => last.2 = last.2.max(slot.2),
            _ => rows.push(slot),
        }
    }
    out.extend(rows);
    out
}

/// Time ranges found and met, F1 of slots (micro, exact spans), and phrases with everything right.
fn snips_weather(scored: &Scored<'_>) -> Vec<Row> {
    let (mut spans, mut found, mut exact, mut quiet, mut alarms) = (0, 0, 0, 0, 0);
    let names = ["own labels", "places merged", "places merged and joined"];
    // Hits, wanted, given, whole frames.
    let mut counts = [[0_usize; 4]; 3];
    for (phrase, answer) in scored {
        let (truth, guess) = (gold_slots(&phrase.labels), found_slots(answer));
        let times = |slots: &BTreeSet<Slot>| -> Vec<Slot> {
            slots.iter().filter(|slot| slot.0 == "timeRange").cloned().collect()
        };
        let (true_times, given_times) = (times(&truth), times(&guess));
        spans += true_times.len();
        found += true_times
            .iter()
            .filter(|one| given_times.iter().any(|other| one.1 < other.2 && other.1 < one.2))
            .count();
        exact += true_times.iter().filter(|one| given_times.contains(one)).count();
        if true_times.is_empty() {
            quiet += 1;
            alarms += usize::from(!given_times.is_empty());
        }
        for (view, count) in counts.iter_mut().enumerate() {
            let see = |slots: &BTreeSet<Slot>| match view {
                0 => slots.clone(),
                1 => merged(slots),
                _ => joined(slots, &phrase.text),
            };
            let (wanted, given) = (see(&truth), see(&guess));
            count[0] += wanted.intersection(&given).count();
            count[1] += wanted.len();
            count[2] += given.len();
            count[3] += usize::from(answer.domain == "weather" && wanted == given);
        }
    }
    let mut rows = vec![
        share("domain weather", scored, &["weather"]),
        row("timeRange found", spans, "%", percent(found, spans)),
        row("timeRange exact span", spans, "%", percent(exact, spans)),
        row("timeRange false positives", quiet, "%", percent(alarms, quiet)),
    ];
    for (name, count) in names.iter().zip(&counts) {
        rows.push(row(format!("slot F1, {name}"), count[1], "%", percent(2 * count[0], count[1] + count[2])));
    }
    for (name, count) in names.iter().zip(&counts) {
        rows.push(row(format!("frame, {name}"), scored.len(), "%", percent(count[3], scored.len())));
    }
    rows
}

/// Precision, recall and F1 of weather, traffic and finance; the rest is `other`.
fn domains(scored: &Scored<'_>) -> Vec<Row> {
    const SCORED: [&str; 3] = ["weather", "traffic", "finance"];
    let pairs: Vec<(&str, &str)> = scored
        .iter()
        .map(|(phrase, answer)| {
            let truth = match phrase.labels["intent"].as_str().unwrap_or_default() {
                "weather_query" | "weather" => "weather",
                "transport_traffic" | "traffic" => "traffic",
                "qa_stock" => "finance",
                _ => "other",
            };
            (truth, if SCORED.contains(&answer.domain) { answer.domain } else { "other" })
        })
        .collect();
    let mut rows = Vec::new();
    for domain in SCORED {
        let wanted = pairs.iter().filter(|pair| pair.0 == domain).count();
        let given = pairs.iter().filter(|pair| pair.1 == domain).count();
        let hits = pairs.iter().filter(|pair| **pair == (domain, domain)).count();
        if wanted > 0 || given > 0 {
            let f1 = if wanted > 0 { percent(2 * hits, wanted + given) } else { "-".to_owned() };
            rows.push((
                domain.to_owned(),
                vec![
                    ("gold", wanted.to_string()),
                    ("predicted", given.to_string()),
                    ("precision %", percent(hits, given)),
                    ("recall %", percent(hits, wanted)),
                    ("F1 %", f1),
                ],
            ));
        }
    }
    let right = pairs.iter().filter(|pair| pair.0 == pair.1).count();
    rows.push((
        "all (accuracy)".to_owned(),
        vec![("gold", scored.len().to_string()), ("recall %", percent(right, scored.len()))],
    ));
    rows
}
