//! What may go into the open parts of addresses and prompts, as it is being typed.

use crate::{
    granted::Granted,
    prompts::{ACTIVITY, PLACE},
    resources::of_problem,
};
use contract::{Commands, CompletePlaceRequest, HistoryRequest, Nothing, Permission};
use engine::Engine;
use rmcp::{
    ErrorData,
    model::{CompleteRequestParams, CompletionInfo, Reference},
};

/// As many as one answer may hold.
const MOST: usize = CompletionInfo::MAX_VALUES;
/// Towns that are offered.
const TOWNS: u32 = 20;

/// Ways to go on from what is typed so far.
pub(crate) async fn complete(
    engine: &Engine,
    granted: &Granted,
    request: &CompleteRequestParams,
) -> Result<CompletionInfo, ErrorData> {
    let typed = request.argument.value.trim();
    let argument = request.argument.name.as_str();
    let mut values = match &request.r#ref {
        Reference::Prompt(_) if argument == PLACE => places(engine, granted, typed).await?,
        Reference::Prompt(_) if argument == ACTIVITY => activities(engine, granted, typed).await?,
        Reference::Resource(template) if template.uri.contains("places/") => {
            places(engine, granted, typed).await?
        }
        Reference::Resource(template) if template.uri.contains("series/") => {
            series(engine, granted, typed).await?
        }
        Reference::Resource(template) if template.uri.contains("forecasts/") => {
            forecasts(engine, granted, typed).await?
        }
        _ => Vec::new(),
    };
    let all = values.len();
    values.truncate(MOST);
    let total = u32::try_from(all).ok();
    CompletionInfo::with_pagination(values, total, all > MOST)
        .map_err(|error| ErrorData::internal_error(error, None))
}

/// The user's own places first, then towns.
async fn places(engine: &Engine, granted: &Granted, typed: &str) -> Result<Vec<String>, ErrorData> {
    let mut names = Vec::new();
    if granted.allows(Permission::Read) && granted.opens_all() {
        let own = engine.saved_places(Nothing {}).await.map_err(|problem| of_problem(&problem))?;
        names.extend(own.into_iter().map(|place| place.name).filter(|name| begins(name, typed)));
    }
    if granted.allows(Permission::Ask) && !typed.is_empty() {
        let request = CompletePlaceRequest { beginning: typed.to_owned(), limit: TOWNS };
        let towns = engine.complete_place(request).await.map_err(|problem| of_problem(&problem))?;
        names.extend(towns.iter().map(domain::Place::full_name));
    }
    Ok(names)
}

async fn activities(engine: &Engine, granted: &Granted, typed: &str) -> Result<Vec<String>, ErrorData> {
    if !granted.allows(Permission::Ask) {
        return Ok(Vec::new());
    }
    let known = engine.activities(Nothing {}).await.map_err(|problem| of_problem(&problem))?;
    let opened = known.into_iter().filter(|known| granted.opens_all() || !known.yours);
    Ok(opened.map(|known| known.title).filter(|title| begins(title, typed)).collect())
}

async fn series(engine: &Engine, granted: &Granted, typed: &str) -> Result<Vec<String>, ErrorData> {
    if !granted.allows(Permission::Read) {
        return Ok(Vec::new());
    }
    let known = engine.series(Nothing {}).await.map_err(|problem| of_problem(&problem))?;
    Ok(known
        .into_iter()
        .filter(|series| granted.opens_series(&series.id.0))
        .filter(|series| begins(&series.id.0, typed) || begins(&series.title, typed))
        .map(|series| series.id.0)
        .collect())
}

async fn forecasts(engine: &Engine, granted: &Granted, typed: &str) -> Result<Vec<String>, ErrorData> {
    if !granted.allows(Permission::Read) || !granted.opens_all() {
        return Ok(Vec::new());
    }
    let history = engine.history(HistoryRequest { limit: 1000 }).await;
    let history = history.map_err(|problem| of_problem(&problem))?;
    Ok(history.into_iter().map(|past| past.id.0.to_string()).filter(|id| begins(id, typed)).collect())
}

fn begins(name: &str, typed: &str) -> bool {
    name.to_lowercase().starts_with(&typed.to_lowercase())
}
