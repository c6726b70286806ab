//! A file that something else appends to: the first time an import like any other, from then on what is
//! new at its end. An import for each row would fill the list of imports, and each would be a layer
//! that every later reading has to merge.

use super::{
    appended::{Mark, Unread},
    followed_calendar,
    tail_doubts::tail_doubts,
};
use crate::{import, problems, shared::Shared};
use contract::{ImportRequest, Problem};
use domain::{Append, Observation, QualityFlags, SeriesInfo, SourceQuality, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::{collections::HashSet, path::Path};

/// When a file is read whole, rows are looked at again from so long before the newest known one: they may have been put right. Older ones
/// are taken where nothing is known of their time.
const LOOKED_AT_AGAIN: SignedDuration = SignedDuration::from_hours(48);

/// What a file brought to one series.
pub(super) struct Taken {
    pub(super) info: SeriesInfo,
    /// Values that were new or different.
    pub(super) new: u64,
    /// Doubts that came with them.
    pub(super) doubted: u64,
}

/// Takes in what is new in a file; what that brought to which series. Rows that are known already are written no second time. What a
/// calendar says takes the place of what it said before, and brings nothing to a series.
pub(super) fn take_in(shared: &Shared, path: &Path) -> Result<Vec<Taken>, Problem> {
    if let Some(calendar) = import::calendar(shared, path)? {
        followed_calendar::take_in(shared, path, calendar)?;
        return Ok(Vec::new());
    }
    let key = format!("followed_file:{}", path.display());
    let kept = shared.store.setting(&key).map_err(|error| problems::of_store(&error))?;
    let unread = kept.as_ref().and_then(Mark::of_json).and_then(|mark| mark.unread(path).ok());
    let (taken, mark) = match unread {
        Some(Unread::Nothing) => return Ok(Vec::new()),
        Some(Unread::Appended { head, both, mark }) => {
            match appended(shared, path, head.path(), both.path())? {
                Some(taken) => (taken, Some(mark)),
                // Not one to be read in parts after all.
                None => (whole(shared, path)?, Mark::at_the_end(path).ok()),
            }
        }
        Some(Unread::Anything) | None => {
            // What comes while it is read is read once more.
            let mark = Mark::at_the_end(path).ok();
            (whole(shared, path)?, mark)
        }
    };
    if let Some(mark) = mark {
        shared.store.set_setting(&key, &mark.to_json()).map_err(|error| problems::of_store(&error))?;
    }
    Ok(taken)
}

/// Takes in what stands in `both` behind what stands in `head`; `None` where that can't be read by itself.
fn appended(shared: &Shared, path: &Path, head: &Path, both: &Path) -> Result<Option<Vec<Taken>>, Problem> {
    let name = path.file_name().unwrap_or_default();
    let request = |folder: &Path| ImportRequest {
        path: folder.join(name).display().to_string(),
        ..ImportRequest::default()
    };
    let (Ok(known), Ok(mut reading)) =
        (import::reading(shared, &request(head)), import::reading(shared, &request(both)))
    else {
        return Ok(None);
    };
    let series = shared.store.series().map_err(|error| problems::of_store(&error))?;
    let is_known = |info: &SeriesInfo| series.iter().any(|series| series.id == info.id);
    if !reading.infos().iter().all(is_known) || known.infos().len() != reading.infos().len() {
        return Ok(None);
    }
    let skipped = known.count();
    let mut tails: Vec<Vec<Observation>> = vec![Vec::new(); reading.infos().len()];
    for incoming in reading.by_ref().skip(skipped) {
        let Ok((series, observation)) = incoming else { return Ok(None) };
        tails[series].push(observation);
    }
    let infos = reading.infos().to_vec();
    append(shared, path, &infos, &tails).map(Some)
}

fn whole(shared: &Shared, path: &Path) -> Result<Vec<Taken>, Problem> {
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
        let taken = written.into_iter().map(|series| {
            let doubts = shared.store.flags(&series.info.id, Timestamp::MIN, Timestamp::MAX)?;
            Ok(Taken {
                new: u64::from(series.report.inserted) + u64::from(series.report.changed),
                doubted: doubts.len() as u64,
                info: series.info,
            })
        });
        let taken: Result<Vec<Taken>, StoreError> =
            taken.filter(|taken| taken.as_ref().map_or(true, |taken| taken.new > 0)).collect();
        return taken.map_err(|error| problems::of_store(&error));
    };
    let mut tails: Vec<Vec<Observation>> = vec![Vec::new(); newest.len()];
    let mut older: Vec<Vec<Observation>> = vec![Vec::new(); newest.len()];
    for incoming in reading.by_ref() {
        let (series, observation) = incoming.map_err(|error| import::refused(&error))?;
        let from = newest[series].saturating_sub(LOOKED_AT_AGAIN).unwrap_or(Timestamp::MIN);
        let rows = if observation.valid_time >= from { &mut tails } else { &mut older };
        rows[series].push(observation);
    }
    let infos = reading.infos().to_vec();
    for ((info, older), tail) in infos.iter().zip(older).zip(&mut tails) {
        let Some(first) = older.iter().map(|observation| observation.valid_time).min() else { continue };
        let known: HashSet<Timestamp> = shared
            .store
            .observations(&info.id, first, Timestamp::MAX)
            .map_err(|error| problems::of_store(&error))?
            .into_iter()
            .map(|observation| observation.valid_time)
            .collect();
        tail.extend(older.into_iter().filter(|observation| !known.contains(&observation.valid_time)));
    }
    append(shared, path, &infos, &tails)
}

/// Writes values to series that are there already, each as of this file.
fn append(
    shared: &Shared,
    path: &Path,
    infos: &[SeriesInfo],
    tails: &[Vec<Observation>],
) -> Result<Vec<Taken>, Problem> {
    let now = shared.clock.now().timestamp();
    let doubts = infos
        .iter()
        .zip(tails)
        .map(|(info, tail)| tail_doubts(&*shared.store, info, tail, now))
        .collect::<Result<Vec<Vec<(Timestamp, QualityFlags)>>, StoreError>>()
        .map_err(|error| problems::of_store(&error))?;
    let source = format!("file {}", path.display());
    let appends: Vec<Append<'_>> = infos
        .iter()
        .zip(tails)
        .zip(&doubts)
        .map(|((info, observations), flags)| Append {
            series: &info.id,
            source: &source,
            quality: SourceQuality::MEASURED,
            observations,
            flags,
        })
        .collect();
    let reports = shared.store.append(&appends).map_err(|error| problems::of_store(&error))?;
    let new = infos
        .iter()
        .zip(reports)
        .zip(&doubts)
        .map(|((info, report), doubts)| Taken {
            info: info.clone(),
            new: u64::from(report.inserted) + u64::from(report.changed),
            doubted: doubts.len() as u64,
        })
        .filter(|taken| taken.new > 0)
        .collect::<Vec<_>>();
    for taken in &new {
        shared.context.forget_series(&taken.info.id);
    }
    Ok(new)
}
