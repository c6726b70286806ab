use crate::{
    learnt::Surroundings,
    marginal::{Blending, blended},
    problems,
    raw_members::raw_members,
    shared::Shared,
    valid_times::Grid,
    workers::{Order, Spoken},
};
use blend::{BlendError, Candidates, ExpertsSaid, Issued};
use contract::{Problem, ProblemCode};
use domain::{
    Context, ModelId, ModelNote, QuantileForecast, QuantileLevels, Question, Scenarios, Series, Support,
    Track, Variable,
};
use jiff::Timestamp;
use models::Model as _;
use std::{collections::BTreeMap, sync::Arc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// Where every random draw starts from: the same question at the same moment gets the same answer.
pub(crate) const SEED: u64 = 0x0F0E_CA57;

/// Spans longer than this are told with their last day.
const LONG_SPAN: jiff::SignedDuration = jiff::SignedDuration::from_hours(4 * 24);

/// What the models and the blend make of a context.
#[derive(Clone)]
pub(crate) struct Forecast {
    pub(crate) scenarios: Scenarios,
    pub(crate) usual: Option<Scenarios>,
    pub(crate) models: Vec<ModelNote>,
    pub(crate) marginals: Vec<QuantileForecast>,
    pub(crate) weights: Vec<(Variable, ModelId, f64)>,
    pub(crate) experts: Vec<(ModelId, QuantileForecast)>,
    /// What to remember until the outcomes are known, where something was learnt.
    pub(crate) issued: Vec<Issued>,
    /// The members without what outcomes taught, untrained and rehearsed, where something was learnt and an event is asked about.
    pub(crate) unlearnt: Vec<Scenarios>,
    /// The state of what is asked about that may go with errors, by name, where something was learnt.
    pub(crate) state: Vec<(String, f64)>,
    /// The members of weather models as they came, on the valid times.
    pub(crate) raw: Option<Scenarios>,
    /// What the chance has been checked against, as a sentence, where it has been.
    pub(crate) calibration: Option<String>,
}

/// What the experts said of each track of a context.
pub(crate) struct Heard {
    prepared: Vec<Arc<models::Prepared>>,
    spoken: Vec<Arc<Vec<Spoken>>>,
}

/// What the experts said of a prepared track at valid times.
type Asked = (Arc<models::Prepared>, Arc<[Timestamp]>, Arc<Vec<Spoken>>);

/// What was heard for the questions of one issue time, so that those that share tracks and valid times ask the experts once.
#[derive(Default)]
pub(crate) struct Memo {
    prepared: Vec<Arc<models::Prepared>>,
    spoken: Vec<Asked>,
}

impl Memo {
    fn prepared(&self, track: &Track, issue_time: Timestamp) -> Option<&Arc<models::Prepared>> {
        self.prepared
            .iter()
            .find(|known| known.issue_time() == issue_time && is_cut_from(known.track(), track))
    }

    fn spoken(
        &self,
        prepared: &Arc<models::Prepared>,
        times: &Arc<[Timestamp]>,
    ) -> Option<&Arc<Vec<Spoken>>> {
        let known = self.spoken.iter().find(|(of, at, _)| Arc::ptr_eq(of, prepared) && at == times);
        known.map(|(_, _, spoken)| spoken)
    }
}

/// Whether what is known of a track is a part of this very one, and not of one that only looks like it.
fn is_cut_from(known: &Track, track: &Track) -> bool {
    let same = |a: &Series, b: &Series| {
        a.len() <= b.len()
            && a.first_time() == b.first_time()
            && a.values().iter().zip(b.values()).all(|(a, b)| a.to_bits() == b.to_bits())
    };
    let same_reference = match (&known.reference, &track.reference) {
        (Some(a), Some(b)) => a.len() == b.len() && same(a, b),
        (None, None) => true,
        _ => false,
    };
    known.variable == track.variable
        && known.origin == track.origin
        && same(&known.history, &track.history)
        && same_reference
        && known.covariates.len() == track.covariates.len()
        && known.guidance.is_none()
        && track.guidance.is_none()
}

/// Context to forecasts to scenarios.
pub(crate) async fn run(
    shared: &Arc<Shared>,
    context: &Arc<Context>,
    grid: &Grid,
    cancelled: &CancellationToken,
) -> Result<Forecast, Problem> {
    let heard = hear(shared, context, grid, cancelled, &mut Memo::default()).await?;
    put_together(context, grid, &Arc::new(heard), Blending::Rehearsed, None).await
}

/// Asks the experts about every track of a context.
pub(crate) async fn hear(
    shared: &Arc<Shared>,
    context: &Arc<Context>,
    grid: &Grid,
    cancelled: &CancellationToken,
    memo: &mut Memo,
) -> Result<Heard, Problem> {
    let prepared = prepare(context, memo).instrument(tracing::info_span!("prepare")).await?;
    let mut spoken: Vec<Option<Arc<Vec<Spoken>>>> =
        prepared.iter().map(|prepared| memo.spoken(prepared, &grid.times).cloned()).collect();
    let unheard: Vec<usize> = (0..prepared.len()).filter(|index| spoken[*index].is_none()).collect();
    let orders = unheard
        .iter()
        .map(|index| {
            let prepared = &prepared[*index];
            let order = Order {
                prepared: Arc::clone(prepared),
                valid_times: Arc::clone(&grid.times),
                plan: Arc::new(prepared.plan(&grid.times)),
                levels: QuantileLevels::percentiles(),
                seed: SEED,
            };
            (order, models::experts(prepared.track()))
        })
        .collect();
    let asked = shared.workers.ask(orders, cancelled).instrument(tracing::info_span!("models")).await;
    for (index, said) in unheard.into_iter().zip(asked) {
        let said = Arc::new(said);
        memo.spoken.push((Arc::clone(&prepared[index]), Arc::clone(&grid.times), Arc::clone(&said)));
        spoken[index] = Some(said);
    }
    Ok(Heard { prepared, spoken: spoken.into_iter().flatten().collect() })
}

/// What was heard to scenarios.
pub(crate) async fn put_together(
    context: &Arc<Context>,
    grid: &Grid,
    heard: &Arc<Heard>,
    blending: Blending,
    surroundings: Option<Arc<Surroundings>>,
) -> Result<Forecast, Problem> {
    let (context, grid, heard) = (Arc::clone(context), grid.clone(), Arc::clone(heard));
    let span = tracing::info_span!("blend");
    tokio::task::spawn_blocking(move || {
        span.in_scope(|| blend(&context, &grid, &heard, &blending, surroundings.as_deref()))
    })
    .await
    .map_err(|error| problems::of_lost_work(&error))?
}

/// Works out, track by track and at the same time, what the models of a track share.
async fn prepare(context: &Arc<Context>, memo: &mut Memo) -> Result<Vec<Arc<models::Prepared>>, Problem> {
    let mut running = JoinSet::new();
    let mut prepared = BTreeMap::new();
    for (index, track) in context.tracks.iter().enumerate() {
        if let Some(known) = memo.prepared(track, context.issue_time) {
            prepared.insert(index, Arc::clone(known));
            continue;
        }
        let context = Arc::clone(context);
        running.spawn_blocking(move || (index, models::prepare(&context.tracks[index], context.issue_time)));
    }
    while let Some(finished) = running.join_next().await {
        let (index, track) = finished.map_err(|error| problems::of_lost_work(&error))?;
        let track = Arc::new(track);
        memo.prepared.push(Arc::clone(&track));
        prepared.insert(index, track);
    }
    Ok(prepared.into_values().collect())
}

/// Experts' marginals to one calibrated marginal per variable, and those to joint members.
fn blend(
    context: &Context,
    grid: &Grid,
    Heard { prepared, spoken }: &Heard,
    blending: &Blending,
    surroundings: Option<&Surroundings>,
) -> Result<Forecast, Problem> {
    let mut marginals = Vec::with_capacity(spoken.len());
    let mut usual = Vec::with_capacity(spoken.len());
    let mut errors = Vec::with_capacity(spoken.len());
    let (mut weights, mut experts, mut issued) = (Vec::new(), Vec::new(), Vec::new());
    for (prepared, spoken) in prepared.iter().zip(spoken) {
        let track = prepared.track();
        let plan = prepared.plan(&grid.times);
        let models = models::experts(track);
        let refused = |error: BlendError| no_forecast(track, &error.to_string());
        let lessons = match (blending, surroundings) {
            (Blending::Learnt(learning), Some(surroundings)) => Some((&**learning, surroundings)),
            _ => None,
        };
        let blended =
            |trained, lessons| blended(prepared, &plan, spoken, &models, trained, lessons).map_err(refused);
        let mut marginal = blended(!matches!(blending, Blending::Untrained), lessons)?;
        if let Some((learning, surroundings)) = lessons {
            let heard =
                spoken.iter().filter_map(|spoken| Some((&spoken.model, spoken.result.as_ref().ok()?)));
            let candidates = Candidates {
                untrained: blended(false, None)?.forecast,
                rehearsed: marginal.forecast,
                experts: heard.map(|(model, said)| ExpertsSaid::of(model, &said.present)).collect(),
            };
            let put_right = surroundings.put_right(learning, track, candidates, spoken).map_err(refused)?;
            marginal.forecast = put_right.said().clone();
            issued.push(put_right);
        }
        weights
            .extend(marginal.shares.into_iter().map(|(model, share)| (track.variable.clone(), model, share)));
        let said: Vec<(ModelId, QuantileForecast)> = spoken
            .iter()
            .filter_map(|spoken| Some((spoken.model.clone(), spoken.result.as_ref().ok()?.present.clone())))
            .collect();
        usual.extend(
            said.iter()
                .find(|(model, _)| *model == models::Climatology.id())
                .map(|(_, forecast)| forecast.clone()),
        );
        marginals.push(marginal.forecast);
        errors.push(Some(marginal.errors));
        experts.extend(said);
    }
    let usual_templates = blend::TemplateSource::new(context.tracks.iter().collect(), context.issue_time);
    // Hours and variables go together as in the members of weather models, where there are any.
    let raw = raw_members(&context.tracks.iter().collect::<Vec<_>>(), &grid.times, context.issue_time);
    let templates = usual_templates.clone().with_errors(errors);
    let templates = match &raw {
        Some(raw) => templates.with_guidance(raw),
        None => templates,
    };
    let supports: Vec<Support> = context.tracks.iter().map(|track| track.support).collect();
    let couple = |marginals: &[QuantileForecast], templates: &blend::TemplateSource<'_>| {
        blend::couple(marginals, &supports, templates, blend::MEMBERS, SEED).map_err(|error| {
            Problem::new(
                ProblemCode::NoForecast,
                "There is no forecast",
                problems::sentence(&error.to_string()),
            )
        })
    };
    let scenarios = couple(&marginals, &templates)?;
    let mut unlearnt = Vec::new();
    if surroundings.is_some_and(Surroundings::is_of_an_event) && issued.len() == marginals.len() {
        for way in [Issued::untrained, Issued::rehearsed] {
            let marginals: Vec<QuantileForecast> = issued.iter().map(|issued| way(issued).clone()).collect();
            unlearnt.push(couple(&marginals, &templates)?);
        }
    }
    let usual = if usual.len() == marginals.len() { Some(couple(&usual, &usual_templates)?) } else { None };
    let state = surroundings.map(Surroundings::state).unwrap_or_default();
    let models = notes(spoken, &weights, prepared);
    Ok(Forecast {
        scenarios,
        usual,
        models,
        marginals,
        weights,
        experts,
        issued,
        unlearnt,
        state,
        raw,
        calibration: None,
    })
}

fn no_forecast(track: &Track, detail: &str) -> Problem {
    let title = format!("There is no forecast of {}", track.variable.name());
    Problem::new(ProblemCode::NoForecast, title, problems::sentence(detail))
}

/// What became of each model, over all variables.
fn notes(
    spoken: &[Arc<Vec<Spoken>>],
    weights: &[(Variable, ModelId, f64)],
    prepared: &[Arc<models::Prepared>],
) -> Vec<ModelNote> {
    let mut order: Vec<(&ModelId, &'static str)> = Vec::new();
    for spoken in spoken.iter().flat_map(|spoken| spoken.iter()) {
        if !order.iter().any(|(model, _)| **model == spoken.model) {
            order.push((&spoken.model, spoken.title));
        }
    }
    let mut notes: Vec<ModelNote> = order
        .into_iter()
        .map(|(model, title)| {
            let shares: Vec<f64> = weights
                .iter()
                .filter(|(_, known, share)| known == model && *share >= 0.005)
                .map(|(_, _, share)| *share)
                .collect();
            let used_for: Vec<&str> = weights
                .iter()
                .filter(|(_, known, share)| known == model && *share >= 0.005)
                .map(|(variable, _, _)| variable.name())
                .collect();
            let aside = prepared.iter().zip(spoken).find_map(|(prepared, spoken)| {
                let spoken = spoken.iter().find(|spoken| spoken.model == *model)?;
                let reason = spoken.result.as_ref().err()?;
                Some((prepared.track().variable.name(), reason))
            });
            let left_out = match (used_for.is_empty(), aside) {
                (true, Some((_, reason))) => Some(reason.clone()),
                (true, None) => Some("has nothing to add to the others here".to_owned()),
                (false, Some((variable, reason))) => Some(format!("{variable}: {reason}")),
                (false, None) => None,
            };
            ModelNote {
                model: title.to_owned(),
                used_for: used_for.join(", "),
                weight: if shares.is_empty() {
                    0.0
                } else {
                    shares.iter().sum::<f64>() / prepared.len() as f64
                },
                left_out,
            }
        })
        .collect();
    notes.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    notes
}

/// What "usual" is counted over, in words.
pub(crate) fn usual_class(context: &Context, question: &Question) -> String {
    let (first, last) = (question.spans.first(), question.spans.last());
    let from = first.map(|span| span.start.strftime("%-d %B").to_string()).unwrap_or_default();
    // A span that ends at midnight doesn't touch the day that begins then.
    let to = last
        .and_then(|span| span.end.checked_sub(jiff::SignedDuration::from_secs(1)).ok())
        .map_or_else(|| from.clone(), |end| end.strftime("%-d %B").to_string());
    let date = match first.zip(last) {
        Some((first, last)) if last.end.duration_since(&first.start) > LONG_SPAN => format!("{from} to {to}"),
        _ => from,
    };
    let mut sources: Vec<String> = Vec::new();
    for track in &context.tracks {
        let observed = years_known(track).map(|years| {
            let name = track.origin.title.split(", sample data").next().unwrap_or_default();
            format!("{name}, {years}")
        });
        let usual = track.reference_origin.as_ref().map(|origin| origin.title.clone());
        for source in observed.into_iter().chain(usual) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
    }
    format!("days near {date} in {}", sources.join("; "))
}

/// The years of what was known at the issue time, which may be fewer than the source holds.
fn years_known(track: &Track) -> Option<String> {
    let zone = track.history.time_zone();
    let year = |time: jiff::Timestamp| zone.to_datetime(time).year();
    let first = year(track.history.first_time());
    let last = year(track.history.time(track.history.newest_index()?));
    Some(if first == last { first.to_string() } else { format!("{first} to {last}") })
}
