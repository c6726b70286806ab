//! What is kept of Open-Meteo for a place: its weather as worked out afterwards, and what was said beforehand. Asks nobody.

use crate::{
    open_meteo::{CREDIT, Cell, Kept},
    sources::years_of,
};
use domain::{
    Guidance, GuidanceRun, Origin, OriginKind, Question, Series, Source, SourceError, Step, StoreError,
    Track, Variable,
};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;

/// Reads what [`crate::open_meteo::OpenMeteo`] fetched, for the cell of the question's place.
#[derive(Debug)]
pub struct KeptGuidance {
    kept: Arc<Kept>,
}

impl KeptGuidance {
    /// Over what is kept.
    #[must_use]
    pub const fn new(kept: Arc<Kept>) -> Self {
        Self { kept }
    }

    fn unavailable(&self, error: &StoreError) -> SourceError {
        SourceError::Unavailable { source_name: self.name().to_owned(), reason: error.to_string() }
    }
}

impl Source for KeptGuidance {
    fn name(&self) -> &str {
        "Open-Meteo"
    }

    /// Nothing: fetching is [`crate::open_meteo::OpenMeteo`]'s, which says what leaves.
    fn leaves_the_machine(&self) -> Option<&str> {
        None
    }

    fn tracks(
        &self,
        question: &Question,
        variables: &[Variable],
        issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError> {
        let Some(place) = &question.place else { return Ok(Vec::new()) };
        let (Some(cell), Ok(zone)) = (self.kept.cell(place), TimeZone::get(&place.time_zone)) else {
            return Ok(Vec::new());
        };
        let mut tracks = Vec::new();
        for variable in variables.iter().filter(|variable| crate::open_meteo::is_told(variable)) {
            let known =
                self.kept.known(cell, variable, issue_time).map_err(|error| self.unavailable(&error))?;
            let history = known
                .analysis
                .as_ref()
                .map(|analysis| analysis.on_the_clock_of(&zone).known_at(issue_time))
                .filter(|history| history.newest_index().is_some());
            let guidance = known
                .guidance
                .as_ref()
                .map(|guidance| guidance_in_zone(&guidance.known_at(issue_time), &zone))
                .filter(|guidance| !guidance.is_empty());
            if history.is_none() && guidance.is_none() {
                continue;
            }
            let start = issue_time.to_zoned(zone.clone());
            let history = history.unwrap_or_else(|| Series::empty(start, Step::HOUR));
            let origin = origin(cell, &history);
            tracks.push(Track {
                guidance: guidance.map(Arc::new),
                ..Track::of_weather(variable.clone(), history, origin)
            });
        }
        Ok(tracks)
    }

    fn observed(&self, question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        let place = question.place.as_ref()?;
        let (cell, zone) = (self.kept.cell(place)?, TimeZone::get(&place.time_zone).ok()?);
        let known = self.kept.known(cell, variable, Timestamp::MAX).ok()?;
        known.analysis.as_ref()?.on_the_clock_of(&zone).value_at(valid_time)
    }

    fn observed_at(
        &self,
        question: &Question,
        variable: &Variable,
        valid_times: &[Timestamp],
    ) -> Vec<Option<f64>> {
        let analysis = || {
            let place = question.place.as_ref()?;
            let (cell, zone) = (self.kept.cell(place)?, TimeZone::get(&place.time_zone).ok()?);
            let known = self.kept.known(cell, variable, Timestamp::MAX).ok()?;
            Some(known.analysis.as_ref()?.on_the_clock_of(&zone))
        };
        match analysis() {
            Some(series) => valid_times.iter().map(|time| series.value_at(*time)).collect(),
            None => vec![None; valid_times.len()],
        }
    }
}

fn origin(cell: Cell, history: &Series) -> Origin {
    Origin {
        years: years_of(history),
        credit: CREDIT.to_owned(),
        caveats: vec![
            "Worked out by weather models from what was observed around, for an area of several kilometres; a station may \
             have reported otherwise."
                .to_owned(),
        ],
        ..Origin::new(OriginKind::Analysis, format!("analysis at {}, by Open-Meteo", cell.in_words()))
    }
}

fn guidance_in_zone(guidance: &Guidance, zone: &TimeZone) -> Guidance {
    Guidance {
        runs: guidance
            .runs
            .iter()
            .map(|run| GuidanceRun {
                members: run.members.iter().map(|member| member.on_the_clock_of(zone)).collect(),
                ..run.clone()
            })
            .collect(),
        at_leads: guidance
            .at_leads
            .iter()
            .map(|past| domain::GuidanceAtLead { said: past.said.on_the_clock_of(zone), ..past.clone() })
            .collect(),
        origin: guidance.origin.clone(),
    }
}
