//! What the record shows that is worth knowing: one thing at most, and never again what was dismissed.

use super::verify::catch_up;
use crate::{problems, settings, shared::Shared};
use contract::{InsightRequest, InsightResponse, Problem};
use domain::{AnswerId, Due, Issue, Subject, Unit, Unverified, Variable, Verifiable, Verified};
use jiff::Timestamp;
use record::Checked;
use std::sync::{Arc, Mutex, PoisonError};

const DISMISSED_KEY: &str = "dismissed_insights";
/// Forecasts that are read at once.
const BATCH: u32 = 1000;
/// Valid times that are looked at, the newest; older ones tell little of how it is today.
const MOST: usize = 20_000;

/// What was seen of the record, as long as nothing is verified or removed.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Option<(u64, Arc<Vec<Checked>>)>>);

impl Seen {
    pub(crate) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn of(&self, shared: &Shared) -> Result<Arc<Vec<Checked>>, Problem> {
        let version = shared.store.verified_version().map_err(|error| problems::of_store(&error))?;
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, checked)) = &*seen
            && *known == version
        {
            return Ok(Arc::clone(checked));
        }
        let checked = Arc::new(read(shared)?);
        *seen = Some((version, Arc::clone(&checked)));
        Ok(checked)
    }
}

/// The surest thing that the record shows and that wasn't dismissed.
pub(crate) fn insight(shared: &Shared, request: &InsightRequest) -> Result<InsightResponse, Problem> {
    let mut dismissed = dismissed(shared)?;
    if let Some(id) = &request.dismiss
        && !dismissed.contains(id)
    {
        dismissed.push(id.clone());
        let value = serde_json::to_value(&dismissed).expect("words are plain data");
        shared.store.set_setting(DISMISSED_KEY, &value).map_err(|error| problems::of_store(&error))?;
    }
    if let Err(problem) = catch_up(shared) {
        tracing::warn!(%problem, "forecasts were not verified");
    }
    let units = settings::load(&*shared.store)?.units;
    let found = record::insight(&shared.seen.of(shared)?, &dismissed, units);
    let insight =
        found.map(|found| contract::Insight { id: found.id, text: found.sentence, since: found.since });
    Ok(InsightResponse { insight })
}

fn dismissed(shared: &Shared) -> Result<Vec<String>, Problem> {
    let kept = shared.store.setting(DISMISSED_KEY).map_err(|error| problems::of_store(&error))?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// All valid times whose outcome is known of forecasts that were issued live, each outcome of an hour of asking once.
fn read(shared: &Shared) -> Result<Vec<Checked>, Problem> {
    let problem = |error| problems::of_store(&error);
    let due =
        Due::Within { series: None, weather: true, from: Timestamp::MIN, to: shared.clock.now().timestamp() };
    let (mut after, mut all) = (AnswerId(0), Vec::new());
    loop {
        let batch = shared.store.unverified(&due, after, BATCH).map_err(problem)?;
        let Some(last) = batch.last() else { break };
        after = last.forecast;
        let known: Vec<&Unverified> = batch.iter().filter(|one| counts(one)).collect();
        let ids: Vec<AnswerId> = known.iter().map(|one| one.forecast).collect();
        let said = shared.store.verifiable(&ids).map_err(problem)?;
        for (forecast, said) in known.iter().zip(said) {
            all.extend(checked(forecast, said));
        }
        if all.len() > 2 * MOST {
            all.drain(..all.len() - MOST);
        }
    }
    all.drain(..all.len().saturating_sub(MOST));
    Ok(all)
}

fn counts(one: &Unverified) -> bool {
    let has_outcome = |variable: &domain::UnverifiedVariable| variable.outcomes.iter().any(Option::is_some);
    one.issue == Issue::Live && one.claim.is_some() && one.variables.iter().any(has_outcome)
}

fn checked(forecast: &Unverified, said: Vec<Verifiable>) -> Vec<Checked> {
    let Some(claim) = &forecast.claim else { return Vec::new() };
    let question = &claim.question;
    let place = question.place.as_ref().map(|place| (place.id, place.name.clone()));
    let title = match &question.subject {
        Subject::Activity { title, .. } => title.clone(),
        Subject::Weather => "the weather itself".to_owned(),
        Subject::Series { info } => info.title.clone(),
    };
    let mut all = Vec::new();
    for (said, known) in said.into_iter().zip(&forecast.variables) {
        if known.repeated || said.blend.variable() != &known.variable {
            continue;
        }
        let (name, unit) = match (&question.subject, &known.variable) {
            (Subject::Series { info }, Variable::Series(_)) => (info.title.clone(), info.unit.clone()),
            (_, variable) => {
                let unit = variable.unit().unwrap_or(Unit::Named(String::new()));
                (variable.name().to_owned(), unit)
            }
        };
        let verified = Verified {
            forecast: forecast.forecast,
            situation: claim.situation(&known.variable),
            issue_time: forecast.issue_time,
            blend: said.blend,
            experts: said.experts,
            outcomes: known.outcomes.clone(),
            fresh: Vec::new(),
        };
        all.extend(record::checked(&verified, place.as_ref(), (&name, &unit), &title));
    }
    all
}
