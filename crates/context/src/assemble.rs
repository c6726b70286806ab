//! Everything known for one question, put together from the sources.

use crate::{adapt::reported_rain_can_stand_in, public_holidays::public_holidays};
use domain::{Context, Origin, OriginKind, Question, Series, SeriesId, Source, Track, Variable};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// From this many observed hours on a record tells what is usual better than a rough climate: 300 days.
const RECORD_ENOUGH: usize = 300 * 24;

/// A station whose newest value is this much older than that of an analysis says little of the weather of these days.
const STALE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A station further away than this, km, knows less of the place than an analysis, whose boxes are some 10 km wide.
const STATION_NEAR: f64 = 25.0;

/// Asks the sources and puts together what they know. Cheap to keep; the sources keep their records in memory.
pub struct ContextManager {
    sources: Vec<Arc<dyn Source>>,
}

impl std::fmt::Debug for ContextManager {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.sources.iter().map(|source| source.name())).finish()
    }
}

impl ContextManager {
    /// Over these sources, the surest first (see [`crate::sources::all`]).
    #[must_use]
    pub fn new(sources: Vec<Arc<dyn Source>>) -> Self {
        Self { sources }
    }

    /// What is known for `question` at `issue_time`: per variable the history of the first source that observed it and the
    /// reference of the first that tells what is usual. Nothing learnt later changes a bit of it. What can't be had
    /// is told in [`Context::gaps`]; then ask [`crate::adapt`] for the question that can be answered.
    #[must_use]
    #[tracing::instrument(skip_all)]
    pub fn assemble(&self, question: &Question, issue_time: Timestamp) -> Context {
        let mut wanted = question.variables();
        if wanted.contains(&Variable::Precipitation) {
            wanted.push(Variable::RainReported);
        }
        let mut gaps = Vec::new();
        let mut tracks: Vec<Track> = Vec::new();
        for source in &self.sources {
            let open: Vec<Variable> =
                wanted.iter().filter(|variable| !is_settled(&tracks, variable)).cloned().collect();
            if open.is_empty() {
                break;
            }
            match source.tracks(question, &open, issue_time) {
                Ok(found) => found.into_iter().for_each(|track| merge(&mut tracks, track)),
                Err(error) => gaps.push(format!("{error}.")),
            }
        }
        settle_rain(question, &mut tracks);
        for track in tracks.iter_mut().filter(|track| track.kind.is_some()) {
            track.covariates.extend(public_holidays(&track.history, question.place.as_ref(), issue_time));
        }
        let variables = question.variables();
        gaps.extend(missing(question, &variables, &tracks));
        // In the order of the question, with what stands in behind.
        tracks.sort_by_key(|track| {
            variables.iter().position(|variable| *variable == track.variable).unwrap_or(variables.len())
        });
        Context { issue_time, place: question.place.clone(), tracks, gaps }
    }

    /// What was observed of a variable of `question` at `valid_time`, whenever that became known: for outcomes, never
    /// for forecasts. From the record that the question was answered from.
    #[must_use]
    pub fn observed(&self, question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        self.sources.iter().find_map(|source| source.observed(question, variable, valid_time))
    }

    /// The same at many valid times at once.
    #[must_use]
    pub fn observed_at(
        &self,
        question: &Question,
        variable: &Variable,
        valid_times: &[Timestamp],
    ) -> Vec<Option<f64>> {
        let mut known = vec![None; valid_times.len()];
        for source in &self.sources {
            let open: Vec<usize> = (0..known.len()).filter(|at| known[*at].is_none()).collect();
            if open.is_empty() {
                break;
            }
            let times: Vec<Timestamp> = open.iter().map(|at| valid_times[*at]).collect();
            for (at, value) in open.into_iter().zip(source.observed_at(question, variable, &times)) {
                known[at] = value;
            }
        }
        known
    }

    /// This series has changed: what was kept of it in memory is out of date.
    pub fn forget_series(&self, series: &SeriesId) {
        for source in &self.sources {
            source.forget(series);
        }
    }
}

fn is_settled(tracks: &[Track], variable: &Variable) -> bool {
    tracks.iter().any(|track| {
        // A series of one's own has no reference; a source further down would only know another by that name.
        let observed = !track.history.is_empty();
        track.variable == *variable && (track.reference.is_some() || (observed && track.kind.is_some()))
    })
}

fn merge(tracks: &mut Vec<Track>, found: Track) {
    let Some(known) = tracks.iter_mut().find(|track| track.variable == found.variable) else {
        tracks.push(found);
        return;
    };
    let rough = found.reference_origin.as_ref().is_some_and(|origin| origin.kind == OriginKind::RoughClimate);
    if rough && known.history.len() >= RECORD_ENOUGH {
        return;
    }
    known.guidance = known.guidance.take().or(found.guidance);
    if takes_over(known, &found.history, &found.origin) {
        known.history = found.history;
        known.origin = found.origin;
    }
    if known.reference.is_none() {
        if let (true, Some(origin)) = (known.history.is_empty(), &found.reference_origin) {
            known.origin = origin.clone();
        }
        known.reference = found.reference;
        known.reference_origin = found.reference_origin;
    }
}

/// Whether what was found tells of the weather up to now in place of what is known: an analysis does so only for a station
/// that is far away or whose record ended long before.
fn takes_over(known: &Track, found: &Series, origin: &Origin) -> bool {
    let (Some(found), Some(known_newest)) = (found.newest_time(), known.history.newest_time()) else {
        return known.history.is_empty() && !found.is_empty();
    };
    let is_far = known.origin.distance.is_some_and(|distance| distance > STATION_NEAR);
    let is_observed = matches!(known.origin.kind, OriginKind::ObservedHourly | OriginKind::ObservedDaily);
    origin.kind == OriginKind::Analysis
        && is_observed
        && (found.duration_since(known_newest) > STALE || (is_far && found >= known_newest))
}

/// Where a station reports only whether it rained, that stands in for the amount, unless the amount itself is asked.
fn settle_rain(question: &Question, tracks: &mut Vec<Track>) {
    let is_observed = |tracks: &[Track], variable: &Variable| {
        tracks.iter().any(|track| track.variable == *variable && !track.history.is_empty())
    };
    let asked_itself = question.variables().contains(&Variable::RainReported);
    let stands_in = is_observed(tracks, &Variable::RainReported)
        && !is_observed(tracks, &Variable::Precipitation)
        && reported_rain_can_stand_in(question);
    let left_out = match (stands_in, asked_itself) {
        (true, _) => Variable::Precipitation,
        (false, false) => Variable::RainReported,
        (false, true) => return,
    };
    tracks.retain(|track| track.variable != left_out);
}

/// What could not be had, in sentences.
fn missing(question: &Question, variables: &[Variable], tracks: &[Track]) -> Vec<String> {
    let known = |variable: &Variable| tracks.iter().any(|track| track.variable == *variable);
    let rain_stands_in = known(&Variable::RainReported) && variables.contains(&Variable::Precipitation);
    let lacking: Vec<&Variable> = variables
        .iter()
        .filter(|variable| !known(variable) && (**variable != Variable::Precipitation || !rain_stands_in))
        .collect();
    let mut gaps = Vec::new();
    let place = question.place.as_ref().map(|place| place.name.as_str());
    match place {
        Some(place) if tracks.is_empty() && lacking.iter().any(|variable| any_land_has(variable)) => gaps.push(format!(
            "Nothing is known of the weather at {place}: no station within 60 km, and no land within 150 km for a rough climate."
        )),
        Some(place) if !lacking.is_empty() => {
            gaps.push(format!("Nothing is known of {} near {place}.", listed(&lacking)));
        }
        None if !lacking.is_empty() => match &question.subject {
            domain::Subject::Series { info } => gaps.push(format!(
                "No value of {} was known at that time{}.",
                info.title,
                info.first.map_or_else(String::new, |first| format!("; the first is of {}", first.strftime("%-d %B %Y"))),
            )),
            _ => gaps.push(format!("Nothing is known of {} without a place.", listed(&lacking))),
        },
        _ => {}
    }
    if rain_stands_in
        && !known(&Variable::Precipitation)
        && let Some(track) = tracks.iter().find(|track| track.variable == Variable::RainReported)
    {
        gaps.push(format!("{} reports whether it rained, never how much.", track.origin.title));
    }
    gaps
}

/// Whether the rough climate of any land tells of this variable.
fn any_land_has(variable: &Variable) -> bool {
    matches!(
        variable,
        Variable::Temperature
            | Variable::DewPoint
            | Variable::RelativeHumidity
            | Variable::Precipitation
            | Variable::WindSpeed
            | Variable::CloudCover
    )
}

/// `gusts`, `gusts and cloud`, `gusts, cloud and visibility`.
pub(crate) fn listed(variables: &[&Variable]) -> String {
    match variables {
        [] => String::new(),
        [one] => one.name().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|variable| variable.name()).collect();
            format!("{} and {}", first.join(", "), last.name())
        }
    }
}

#[cfg(test)]
mod tests;
