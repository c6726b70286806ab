//! A file that something else appends to: the first time an import like any other, from then on what is
//! new at its end. An import for each row would fill the list of imports, and each would be a layer
//! that every later reading has to merge.

use crate::{import, problems, shared::Shared};
use contract::{ImportRequest, Problem};
use domain::{Append, Observation, SeriesInfo, SourceQuality};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;

/// Rows are looked at again from so long before the newest known one: they may have come late, or been put right.
const LOOKED_AT_AGAIN: SignedDuration = SignedDuration::from_hours(48);

/// Takes in what is new in a file; the series it went to, each with how many values that were. Rows that are known already are written no
/// second time.
pub(super) fn take_in(shared: &Shared, path: &Path) -> Result<Vec<(SeriesInfo, u64)>, Problem> {
    let request = ImportRequest { path: path.display().to_string(), ..ImportRequest::default() };
    let mut reading = import::reading(shared, &request)?;
    let known = shared.store.series().map_err(|error| problems::of_store(&error))?;
    let newest: Option<Vec<Timestamp>> = reading
        .infos()
        .iter()
        .map(|info| known.iter().find(|known| known.id == info.id).and_then(|known| known.last))
        .collect();
    let Some(newest) = newest else {
        let written = import::read(shared, &request)?.series;
        return Ok(written
            .into_iter()
            .map(|series| (series.info, u64::from(series.report.inserted) + u64::from(series.report.changed)))
            .filter(|(_, new)| *new > 0)
            .collect());
    };
    let mut tails: Vec<Vec<Observation>> = vec![Vec::new(); newest.len()];
    for incoming in reading.by_ref() {
        let (series, observation) = incoming.map_err(|error| import::refused(&error))?;
        let from = newest[series].saturating_sub(LOOKED_AT_AGAIN).unwrap_or(Timestamp::MIN);
        if observation.valid_time >= from {
            tails[series].push(observation);
        }
    }
    let infos = reading.infos();
    let source = format!("file {}", path.display());
    let appends: Vec<Append<'_>> = infos
        .iter()
        .zip(&tails)
        .map(|(info, observations)| Append {
            series: &info.id,
            source: &source,
            quality: SourceQuality::MEASURED,
            observations,
            flags: &[],
        })
        .collect();
    let reports = shared.store.append(&appends).map_err(|error| problems::of_store(&error))?;
    let new = infos
        .iter()
        .zip(reports)
        .map(|(info, report)| (info.clone(), u64::from(report.inserted) + u64::from(report.changed)))
        .filter(|(_, new)| *new > 0)
        .collect::<Vec<_>>();
    for (info, _) in &new {
        shared.context.forget_series(&info.id);
    }
    Ok(new)
}
