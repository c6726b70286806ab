use crate::{
    marginal::blended,
    problems,
    raw_members::raw_members,
    shared::Shared,
    valid_times::Grid,
    workers::{Order, Spoken},
};
use contract::{Problem, ProblemCode};
use domain::{
    Context, ModelId, ModelNote, QuantileForecast, QuantileLevels, Question, Scenarios, Support, Track,
    Variable,
};
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
    /// The members of weather models as they came, on the valid times.
    pub(crate) raw: Option<Scenarios>,
}

/// Context to forecasts to scenarios.
pub(crate) async fn run(
    shared: &Arc<Shared>,
    context: &Arc<Context>,
    grid: &Grid,
    cancelled: &CancellationToken,
) -> Result<Forecast, Problem> {
    let prepared = prepare(context).instrument(tracing::info_span!("prepare")).await?;
    let orders = prepared
        .iter()
        .map(|prepared| {
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
    let spoken = shared.workers.ask(orders, cancelled).instrument(tracing::info_span!("models")).await;
    let (context, grid) = (Arc::clone(context), grid.clone());
    let span = tracing::info_span!("blend");
    tokio::task::spawn_blocking(move || span.in_scope(|| blend(&context, &grid, &prepared, &spoken)))
        .await
        .map_err(|error| problems::of_lost_work(&error))?
}

/// Works out, track by track and at the same time, what the models of a track share.
async fn prepare(context: &Arc<Context>) -> Result<Vec<Arc<models::Prepared>>, Problem> {
    let mut running = JoinSet::new();
    for index in 0..context.tracks.len() {
        let context = Arc::clone(context);
        running.spawn_blocking(move || (index, models::prepare(&context.tracks[index], context.issue_time)));
    }
    let mut prepared = BTreeMap::new();
    while let Some(finished) = running.join_next().await {
        let (index, track) = finished.map_err(|error| problems::of_lost_work(&error))?;
        prepared.insert(index, Arc::new(track));
    }
    Ok(prepared.into_values().collect())
}

/// Experts' marginals to one calibrated marginal per variable, and those to joint members.
fn blend(
    context: &Context,
    grid: &Grid,
    prepared: &[Arc<models::Prepared>],
    spoken: &[Vec<Spoken>],
) -> Result<Forecast, Problem> {
    let mut marginals = Vec::with_capacity(spoken.len());
    let mut usual = Vec::with_capacity(spoken.len());
    let mut errors = Vec::with_capacity(spoken.len());
    let (mut weights, mut experts) = (Vec::new(), Vec::new());
    for (prepared, spoken) in prepared.iter().zip(spoken) {
        let track = prepared.track();
        let marginal = blended(prepared, &prepared.plan(&grid.times), spoken, &models::experts(track))
            .map_err(|error| no_forecast(track, &error.to_string()))?;
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
    let usual = if usual.len() == marginals.len() { Some(couple(&usual, &usual_templates)?) } else { None };
    Ok(Forecast {
        scenarios,
        usual,
        models: notes(spoken, &weights, prepared),
        marginals,
        weights,
        experts,
        raw,
    })
}

fn no_forecast(track: &Track, detail: &str) -> Problem {
    let title = format!("There is no forecast of {}", track.variable.name());
    Problem::new(ProblemCode::NoForecast, title, problems::sentence(detail))
}

/// What became of each model, over all variables.
fn notes(
    spoken: &[Vec<Spoken>],
    weights: &[(Variable, ModelId, f64)],
    prepared: &[Arc<models::Prepared>],
) -> Vec<ModelNote> {
    let mut order: Vec<(&ModelId, &'static str)> = Vec::new();
    for spoken in spoken.iter().flatten() {
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
