//! One expert by itself: neither blended nor calibrated.

use domain::{QuantileForecast, QuantileLevels, Track};
use eyre::{Result, eyre};
use jiff::Timestamp;
use models::{Task, experts, prepare, pretrained_expert};
use std::sync::Arc;

/// What the expert called `name` says of a track; `None` where it stands aside.
///
/// # Errors
/// When none of that name competes for the track.
pub(crate) fn forecast_alone(
    name: &str,
    track: &Track,
    issue_time: Timestamp,
    valid_times: &Arc<[Timestamp]>,
    levels: &QuantileLevels,
) -> Result<Option<QuantileForecast>> {
    let experts: Vec<_> = experts(track).into_iter().chain([pretrained_expert()]).collect();
    let expert = experts.iter().find(|expert| expert.id().0 == name).ok_or_else(|| {
        let names: Vec<String> = experts.iter().map(|expert| expert.id().to_string()).collect();
        eyre!("no expert for these series is called {name}; there are {}", names.join(", "))
    })?;
    let prepared = prepare(track, issue_time);
    let plan = prepared.plan(valid_times);
    let task = Task {
        prepared: &prepared,
        valid_times: Arc::clone(valid_times),
        plan: &plan,
        levels,
        seed: 1,
        cancelled: &|| false,
    };
    Ok(expert.forecast(&task).ok().map(|said| said.present))
}
