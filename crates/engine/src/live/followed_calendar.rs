//! A calendar that is followed: what it says now takes the place of what it said before.

use crate::{plans, problems, shared::Shared};
use context::calendar::Calendar;
use contract::Problem;
use std::{collections::BTreeSet, path::Path};

/// Keeps what a calendar says. What it said when it was read last and doesn't say any more was taken off it, and goes.
pub(super) fn take_in(shared: &Shared, path: &Path, mut calendar: Calendar) -> Result<(), Problem> {
    let key = format!("followed_calendar:{}", path.display());
    let kept = shared.store.setting(&key).map_err(|error| problems::of_store(&error))?;
    let before: BTreeSet<String> =
        kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default();
    let now: BTreeSet<String> = calendar.uids.iter().cloned().collect();
    calendar.uids.extend(before.difference(&now).cloned());
    plans::keep(shared, &calendar)?;
    if now != before {
        let value = serde_json::to_value(&now).expect("names are plain data");
        shared.store.set_setting(&key, &value).map_err(|error| problems::of_store(&error))?;
    }
    Ok(())
}
