//! Columns of a reply to what is kept of it. Pure.

use super::{Api, Column, Reply};
use domain::{GuidanceKind, KeptGuidance, Series, Variable};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The name of the model where none was chosen: whichever is best for the place.
pub const BEST_MATCH: &str = "best_match";
/// The analysis that the archive tells, days later.
pub const ARCHIVE: &str = "archive";
/// The newest hours, as the forecast tells them before the archive does.
pub const RECENT: &str = "recent";

/// What a reply of `api`, asked at `received`, tells that is worth keeping. Columns that don't name their model are of `model`.
#[must_use]
pub fn parts(reply: &Reply, api: Api, model: &str, received: Timestamp) -> Vec<KeptGuidance> {
    match api {
        Api::Archive => reply
            .columns
            .iter()
            .filter(|column| column.member == 0 && column.previous_days == 0)
            .map(|column| analysis(column, ARCHIVE, column.values.known_at(received)))
            .collect(),
        Api::PreviousRuns => reply
            .columns
            .iter()
            .filter(|column| column.member == 0 && column.previous_days > 0)
            .map(|column| KeptGuidance {
                variable: column.variable.clone(),
                model: column.model.clone().unwrap_or_else(|| model.to_owned()),
                kind: GuidanceKind::AtLead(SignedDuration::from_hours(24 * i64::from(column.previous_days))),
                members: vec![column.values.clone()],
            })
            .collect(),
        Api::Forecast | Api::AirQuality => {
            let past = reply
                .columns
                .iter()
                .filter(|column| column.member == 0 && column.previous_days == 0)
                .map(|column| analysis(column, RECENT, column.values.known_at(received)))
                .filter(|part| part.members.iter().any(|member| member.newest_index().is_some()));
            past.chain(runs(reply, model, received)).collect()
        }
        Api::Ensemble => runs(reply, model, received),
    }
}

fn analysis(column: &Column, name: &str, values: Series) -> KeptGuidance {
    KeptGuidance {
        variable: column.variable.clone(),
        model: name.to_owned(),
        kind: GuidanceKind::Analysis,
        members: vec![values],
    }
}

/// One run a variable and model, from the hour on in which it was received, its members in their order.
fn runs(reply: &Reply, model: &str, received: Timestamp) -> Vec<KeptGuidance> {
    let mut runs: BTreeMap<(&Variable, &str), BTreeMap<u16, &Series>> = BTreeMap::new();
    for column in reply.columns.iter().filter(|column| column.previous_days == 0) {
        let model = column.model.as_deref().unwrap_or(model);
        runs.entry((&column.variable, model)).or_default().insert(column.member, &column.values);
    }
    runs.into_iter()
        .filter_map(|((variable, model), members)| {
            let ahead: Vec<Series> = members
                .into_values()
                .map(|member| member.slice(member.index_at(received)..member.len()))
                .filter(|member| member.newest_index().is_some())
                .collect();
            // Behind the last hour of any member nothing is told.
            let told = ahead.iter().filter_map(Series::newest_index).max()? + 1;
            Some(KeptGuidance {
                variable: variable.clone(),
                model: model.to_owned(),
                kind: GuidanceKind::Run { received },
                members: ahead.into_iter().map(|member| member.slice(0..told)).collect(),
            })
        })
        .collect()
}
