//! Changes of what activities take, proposed from how past ones went. Nothing is changed unless it is accepted.

use crate::{problems, settings, shared::Shared};
use contract::{AnswerProposalRequest, AnswerProposalResponse, Problem, ProblemCode, Proposal, Settings};
use domain::{Activity, AnswerId, Asked, Issue, RecordedForecast, Subject, Variable, Verifiable, Went};
use jiff::Timestamp;
use record::{Outing, ThresholdProposal};
use std::collections::BTreeMap;

const DECLINED_KEY: &str = "declined_proposals";
/// Outings of an activity that are looked at, the newest: tastes change.
const MOST: usize = 200;

/// What is proposed, the surest first.
pub(crate) fn proposals(shared: &Shared) -> Result<Vec<Proposal>, Problem> {
    let settings = settings::load(&*shared.store)?;
    Ok(all(shared, &settings)?.iter().map(|(activity, found)| shown(activity, found)).collect())
}

/// Makes a change that was proposed, or remembers that it isn't wanted.
pub(crate) fn answer_proposal(
    shared: &Shared,
    request: &AnswerProposalRequest,
) -> Result<AnswerProposalResponse, Problem> {
    let mut settings = settings::load(&*shared.store)?;
    let all = all(shared, &settings)?;
    let Some((activity, found)) = all.iter().find(|(_, found)| found.id == request.id) else {
        return Err(Problem::new(
            ProblemCode::NotFound,
            "That isn't proposed any more",
            "How other outings went has changed it. Look at what is proposed now.",
        )
        .about("id"));
    };
    let text = if request.accept {
        let changed = record::accepted(activity, found);
        match settings.activities.iter_mut().find(|own| own.id == changed.id) {
            Some(own) => *own = changed,
            None => settings.activities.push(changed),
        }
        settings::save(shared, settings)?;
        format!("Changed for {}. Past answers stay as they were.", activity.title)
    } else {
        let mut declined = declined(shared)?;
        declined.insert(found.threshold.clone(), found.outings);
        let value = serde_json::to_value(&declined).expect("words and numbers are plain data");
        shared.store.set_setting(DECLINED_KEY, &value).map_err(|error| problems::of_store(&error))?;
        "Left as it is. It won't be proposed again until twice as many outings tell of it.".to_owned()
    };
    Ok(AnswerProposalResponse { text, proposals: proposals(shared)? })
}

fn shown(activity: &Activity, found: &ThresholdProposal) -> Proposal {
    Proposal {
        id: found.id.clone(),
        activity: activity.title.clone(),
        evidence: found.evidence.clone(),
        change: found.change.clone(),
        certainty: found.certainty.min(1.0),
    }
}

/// By threshold: how many outings told of it when a change was declined.
fn declined(shared: &Shared) -> Result<BTreeMap<String, usize>, Problem> {
    let kept = shared.store.setting(DECLINED_KEY).map_err(|error| problems::of_store(&error))?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

fn all(shared: &Shared, settings: &Settings) -> Result<Vec<(Activity, ThresholdProposal)>, Problem> {
    let catalogue = intent::Catalogue::with(&settings.activities);
    let declined = declined(shared)?;
    let mut all = Vec::new();
    for (id, outings) in outings(shared)? {
        let Some(activity) = catalogue.activities().iter().find(|known| known.id == id) else { continue };
        let found = record::proposals(activity, &outings, settings.units);
        let wanted = found.into_iter().filter(|one| {
            declined.get(&one.threshold).is_none_or(|outings| one.outings >= outings.saturating_mul(2))
        });
        all.extend(wanted.map(|one| (activity.clone(), one)));
    }
    all.sort_by(|(_, a), (_, b)| b.certainty.total_cmp(&a.certainty).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

/// By activity: how outings went that the user told of, with the values of the hours that the answer named.
fn outings(shared: &Shared) -> Result<BTreeMap<String, Vec<Outing>>, Problem> {
    let recorded = shared.store.record().map_err(|error| problems::of_store(&error))?;
    let mut told: BTreeMap<String, Vec<(&RecordedForecast, bool)>> = BTreeMap::new();
    for one in recorded.iter().rev() {
        let question = &one.claim.question;
        let fine = match one.went {
            Some(Went::Fine) => true,
            Some(Went::Badly) => false,
            Some(Went::Value { .. }) | None => continue,
        };
        if let (Subject::Activity { id, .. }, Asked::Window { .. }, Issue::Live) =
            (&question.subject, &question.asked, one.issue)
        {
            let of_it = told.entry(id.clone()).or_default();
            // One outing that was asked about twice is one outing.
            let is_new = of_it.iter().all(|(other, _)| other.claim.decisive != one.claim.decisive);
            if is_new && of_it.len() < MOST && !one.claim.decisive.is_empty() {
                of_it.push((one, fine));
            }
        }
    }
    let mut outings = BTreeMap::new();
    for (activity, told) in told {
        let ids: Vec<AnswerId> = told.iter().map(|(one, _)| one.forecast).collect();
        let said = shared.store.verifiable(&ids).map_err(|error| problems::of_store(&error))?;
        let of_it = told.iter().zip(&said);
        let of_it =
            of_it.map(|((one, fine), said)| Outing { fine: *fine, values: values(shared, one, said) });
        outings.insert(activity, of_it.collect());
    }
    Ok(outings)
}

/// What the criteria rest on, in the hours that decide: observed, or else the median of what was forecast for all of them.
fn values(shared: &Shared, one: &RecordedForecast, said: &[Verifiable]) -> Vec<(Variable, Vec<f64>)> {
    let (question, hours) = (&one.claim.question, &one.claim.decisive);
    let mut all: Vec<(Variable, Vec<f64>)> = Vec::new();
    for criterion in &question.criteria {
        let variable = &criterion.variable;
        if all.iter().any(|(known, _)| known == variable) {
            continue;
        }
        let observed = shared.context.observed_at(question, variable, hours);
        let observed: Option<Vec<f64>> =
            observed.into_iter().map(|value| value.filter(|value| value.is_finite())).collect();
        let median = || {
            said.iter().find(|said| said.blend.variable() == variable).and_then(|said| medians(said, hours))
        };
        if let Some(values) = observed.or_else(median) {
            all.push((variable.clone(), values));
        }
    }
    all
}

fn medians(said: &Verifiable, hours: &[Timestamp]) -> Option<Vec<f64>> {
    let times = said.blend.valid_times();
    hours
        .iter()
        .map(|hour| {
            let at = times.binary_search(hour).ok()?;
            Some(said.blend.quantile(at, domain::QuantileLevel::MEDIAN))
        })
        .collect()
}
