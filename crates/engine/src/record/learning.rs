//! What is learnt from verified forecasts, kept in the transaction of their outcomes.

use crate::{lessons, shared::Shared};
use domain::{AnswerId, PlaceId, Verified};

/// Learns from the fresh outcomes of these forecasts and from whether their `events` happened, in the order they were issued: the new
/// states by scope. Called with what [`domain::Store::learnt`] gives unchanged since the forecasts were read; where somebody else
/// verified in between, what is returned is dropped and this is called again.
///
/// A scope that belongs to a place names it as `place=ID` between slashes, so that it is erased with the place.
pub(super) fn learn(
    shared: &Shared,
    verified: &[Verified],
    events: &[(AnswerId, Option<PlaceId>, bool)],
) -> Vec<(String, Vec<u8>)> {
    lessons::learn(shared, verified, events)
}
