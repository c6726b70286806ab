//! Reads the table of activities, `data/activities.toml`.

use domain::{Activity, Aggregation, Bound, Criterion, ThresholdSource, Variable};
use serde::Deserialize;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("../../data/activities.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    sources: BTreeMap<String, String>,
    activity: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    key: String,
    title: String,
    aliases: Vec<String>,
    length_hours: u32,
    usual_hours: (u8, u8),
    needs: Vec<Need>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    label: String,
    variable: Variable,
    at_most: Option<f64>,
    at_least: Option<f64>,
    within: Option<(f64, f64)>,
    source: Option<String>,
}

/// The built-in activities.
pub(super) fn activities() -> Vec<Activity> {
    let table: Table = toml::from_str(TABLE).expect("the table of activities is sound: a test reads it");
    let Table { sources, activity } = table;
    activity
        .into_iter()
        .map(|row| Activity {
            id: row.key,
            title: row.title,
            aliases: row.aliases,
            length_hours: row.length_hours,
            usual_hours: row.usual_hours,
            criteria: row.needs.into_iter().map(|need| criterion(need, &sources)).collect(),
        })
        .collect()
}

fn criterion(need: Need, sources: &BTreeMap<String, String>) -> Criterion {
    let bound = match (need.within, need.at_most, need.at_least) {
        (Some((lower, upper)), _, _) => Bound::Within { lower, upper },
        (None, Some(limit), _) => Bound::AtMost { limit },
        (None, None, limit) => {
            Bound::AtLeast { limit: limit.expect("every need has a limit: a test reads the table") }
        }
    };
    let source = match need.source {
        Some(key) => ThresholdSource::Cited {
            source: sources.get(&key).expect("every source is listed: a test reads the table").clone(),
        },
        None => ThresholdSource::OurDefault,
    };
    Criterion { label: need.label, variable: need.variable, aggregation: Aggregation::Every, bound, source }
}
