//! What another copy of Forecastle changes is told here like what this one does: the window, an assistant's server and a command
//! line share one data file.

use crate::{guidance, problems, shared::Shared};
use contract::{Change, Problem};
use domain::{PlaceId, SeriesId, Standing};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::{
    sync::broadcast::error::{RecvError, TryRecvError},
    time::MissedTickBehavior,
};
use tokio_util::sync::CancellationToken;

/// How often to look.
const LOOK: Duration = Duration::from_secs(1);
/// Values of a station may come each second and faster; what this copy changes within this is looked at together.
const TOGETHER: Duration = Duration::from_millis(250);

/// Tells of what another copy changes, within a few seconds, until cancelled.
pub(crate) async fn heed(shared: Arc<Shared>, cancelled: CancellationToken) {
    let mut own = shared.changes.subscribe();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = Seen::default();
    // What was told from here and comes back with the rest.
    let mut echoes: Vec<Change> = Vec::new();
    loop {
        let mut told = Vec::new();
        let is_time = tokio::select! {
            () = cancelled.cancelled() => return,
            // An import tells of what it has written when all of it is.
            _ = look.tick() => shared.imports.is_idle(),
            change = own.recv() => {
                match change {
                    Ok(change) if is_among(&mut echoes, &change) => continue,
                    Ok(change) => told.push(change),
                    Err(RecvError::Lagged(_)) => echoes.clear(),
                    Err(RecvError::Closed) => return,
                }
                tokio::time::sleep(TOGETHER).await;
                false
            }
        };
        loop {
            match own.try_recv() {
                Ok(change) if is_among(&mut echoes, &change) => {}
                Ok(change) => told.push(change),
                Err(TryRecvError::Lagged(_)) => echoes.clear(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let looked = tokio::task::spawn_blocking({
            let (shared, mut seen) = (Arc::clone(&shared), std::mem::take(&mut seen));
            move || {
                let news = seen.look(&shared, &told, is_time);
                (seen, news)
            }
        });
        let Ok((now, news)) = looked.await else { continue };
        seen = now;
        match news {
            Ok(news) => {
                for change in news {
                    echoes.push(change.clone());
                    // Nobody else may be listening.
                    let _ = shared.changes.send(change);
                }
            }
            Err(problem) => tracing::debug!(%problem, "what others changed can't be seen"),
        }
    }
}

/// Whether a change is one of these, which it then is no more.
fn is_among(echoes: &mut Vec<Change>, change: &Change) -> bool {
    let found = echoes.iter().position(|echo| echo == change);
    found.map(|at| echoes.remove(at)).is_some()
}

/// How what is kept stands.
#[derive(Default)]
struct Seen {
    now: Option<Standing>,
    /// At the last look that was for others: what is new since may yet be told of by this copy itself.
    before: Standing,
    /// When all that was new had been told.
    told: Standing,
}

impl Seen {
    /// Looks again. What this copy itself has `told` of is nobody else's; all that was new besides at the look before comes back, when
    /// `is_time` for it.
    fn look(&mut self, shared: &Shared, told: &[Change], is_time: bool) -> Result<Vec<Change>, Problem> {
        let known = self.now.as_ref().map(|standing| standing.version);
        if let Some(standing) = shared.store.standing(known).map_err(|error| problems::of_store(&error))? {
            if self.now.is_none() {
                (self.before, self.told) = (standing.clone(), standing.clone());
            }
            self.now = Some(standing);
        }
        let Some(now) = &self.now else { return Ok(Vec::new()) };
        for of_others in [&mut self.before, &mut self.told] {
            told.iter().for_each(|change| take_over(of_others, now, change));
        }
        if !is_time {
            return Ok(Vec::new());
        }
        let mut changes = Vec::new();
        if self.told.version != self.before.version {
            changes = news(shared, &self.told, &self.before)?;
            self.told.clone_from(&self.before);
        }
        if self.before.version != now.version {
            self.before.clone_from(now);
        }
        Ok(changes)
    }
}

/// Takes what this copy told of from how everything stands `now`.
fn take_over(standing: &mut Standing, now: &Standing, change: &Change) {
    match change {
        Change::Series { series, .. } => {
            for id in series {
                standing.series.remove(id);
                standing.series.extend(now.series.get(id).map(|revision| (id.clone(), *revision)));
            }
        }
        Change::Watches => standing.watches.clone_from(&now.watches),
        // Whose it is is known by when it was received.
        Change::Guidance { .. } => {}
    }
}

/// What is other `now` than what was `told`.
fn news(shared: &Shared, told: &Standing, now: &Standing) -> Result<Vec<Change>, Problem> {
    let mut news = Vec::new();
    let changed = |id: &&SeriesId| told.series.get(*id) != now.series.get(*id);
    let series: BTreeSet<&SeriesId> = told.series.keys().chain(now.series.keys()).filter(changed).collect();
    if !series.is_empty() {
        let kept = shared.store.series().map_err(|error| problems::of_store(&error))?;
        // One that is gone may have been of the weather.
        let weather = |id: &&SeriesId| {
            kept.iter().find(|info| info.id == **id).is_none_or(|info| info.weather.is_some())
        };
        let weather = series.iter().any(weather);
        news.push(Change::Series { series: series.into_iter().cloned().collect(), weather });
    }
    if told.watches != now.watches {
        news.push(Change::Watches);
    }
    if told.guidance != now.guidance {
        let places: Vec<PlaceId> = guidance::cells(shared)?
            .into_iter()
            .filter(|(_, cell)| {
                let key = cell.to_string();
                let newest = now.guidance.get(&key).filter(|newest| told.guidance.get(&key) != Some(newest));
                newest.is_some_and(|newest| !shared.guidance.kept.received(*cell, *newest))
            })
            .map(|(place, _)| place.id)
            .collect();
        if !places.is_empty() {
            news.push(Change::Guidance { places, what: "forecast".to_owned() });
        }
    }
    Ok(news)
}
