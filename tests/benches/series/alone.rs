//! One expert by itself: neither blended nor calibrated.

use domain::{QuantileForecast, QuantileLevels, Track};
use jiff::Timestamp;
use models::{Task, experts, prepare, pretrained_expert};
use std::sync::Arc;

/// What the expert called `name` says of a track; `None` where the routing table doesn't have it compete, or it stands aside.
pub(crate) fn forecast_alone(
    name: &str,
    track: &Track,
    issue_time: Timestamp,
    valid_times: &Arc<[Timestamp]>,
    levels: &QuantileLevels,
) -> Option<QuantileForecast> {
    let mut experts = experts(track).into_iter().chain([pretrained_expert()]);
    let expert = experts.find(|expert| expert.id().0 == name)?;
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
    expert.forecast(&task).ok().map(|said| said.present)
}
