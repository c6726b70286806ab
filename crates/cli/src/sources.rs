//! Other programs that the user has connected.

use crate::{
    arguments::{Asked, Reached, SourcesChange},
    print::Printer,
};
use contract::{
    ChangeSourceRequest, CheckState, Commands, LookAtSourceRequest, Nothing, PreviewSourceRequest, Problem,
    ProblemCode, SaveSourceRequest, SourceOffer, SourcePreview, SourceRef, SourceView,
};
use domain::{
    AppointmentFields, ConnectedSourceId, ImportOptions, SeriesChoice, SourceConnection, SourceMapping,
    SourceRequest,
};
use engine::Engine;

pub(crate) async fn change(
    engine: &Engine,
    change: Option<SourcesChange>,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let changed = |id: i64| ChangeSourceRequest {
        id: ConnectedSourceId(id),
        name: None,
        on: None,
        every_minutes: None,
    };
    match change {
        None | Some(SourcesChange::List) => list(engine, printer).await,
        Some(SourcesChange::On) => allow(engine, true, printer).await,
        Some(SourcesChange::Off) => allow(engine, false, printer).await,
        Some(SourcesChange::Look { reached }) => {
            let connection = connection(reached)?;
            let offer = engine.look_at_source(LookAtSourceRequest { connection }).await?;
            printer.either(&offer, || offer_words(&offer))
        }
        Some(SourcesChange::Preview { reached, asked }) => {
            let preview = preview(engine, connection(reached)?, asked).await?.1;
            if printer.is_json() {
                return printer.json(&preview);
            }
            printer.line(&preview_words(&preview))?;
            printer.import_preview(&preview.import)
        }
        Some(SourcesChange::Add { name, reached, asked, every, on }) => {
            let (request, preview) = preview(engine, connection(reached)?, asked).await?;
            let save = SaveSourceRequest {
                id: None,
                name,
                connection: request.connection,
                request: request.request,
                mapping: preview.mapping,
                on,
                every_minutes: every,
            };
            told(&engine.save_source(save).await?, printer)
        }
        Some(SourcesChange::Start { id }) => {
            told(&engine.change_source(ChangeSourceRequest { on: Some(true), ..changed(id) }).await?, printer)
        }
        Some(SourcesChange::Stop { id }) => told(
            &engine.change_source(ChangeSourceRequest { on: Some(false), ..changed(id) }).await?,
            printer,
        ),
        Some(SourcesChange::Every { id, minutes }) => {
            let change = ChangeSourceRequest { every_minutes: Some(minutes), ..changed(id) };
            told(&engine.change_source(change).await?, printer)
        }
        Some(SourcesChange::Fetch { id }) => {
            told(&engine.fetch_source(SourceRef { id: ConnectedSourceId(id) }).await?, printer)
        }
        Some(SourcesChange::Remove { id }) => {
            engine.remove_source(SourceRef { id: ConnectedSourceId(id) }).await?;
            printer.line(&format!("Program {id} is removed with its appointments; its series stay."))
        }
    }
}

async fn list(engine: &Engine, printer: &mut Printer) -> Result<(), Problem> {
    let list = engine.sources(Nothing {}).await?;
    printer.either(&list, || {
        let allowed = match list.on {
            true => "Connected programs may be asked.",
            false => "Connected programs may not be asked. Allow it with `forecastle sources on`.",
        };
        let mut lines = vec![allowed.to_owned()];
        if list.sources.is_empty() {
            lines
                .push("None is connected. Look at one with `forecastle sources look -- COMMAND`.".to_owned());
        }
        lines.extend(list.sources.iter().map(view_words));
        lines.join("\n")
    })
}

async fn allow(engine: &Engine, on: bool, printer: &mut Printer) -> Result<(), Problem> {
    let mut settings = engine.settings(Nothing {}).await?;
    settings.sources.on = on;
    engine.save_settings(settings).await?;
    list(engine, printer).await
}

fn told(view: &SourceView, printer: &mut Printer) -> Result<(), Problem> {
    printer.either(view, || view_words(view))
}

fn view_words(view: &SourceView) -> String {
    let mark = match view.check {
        CheckState::Fine => "ok",
        CheckState::Note => "--",
        CheckState::Wrong => "!!",
    };
    let source = &view.source;
    let how = match &source.connection {
        SourceConnection::Program { command, arguments, .. } => {
            std::iter::once(command).chain(arguments).cloned().collect::<Vec<_>>().join(" ")
        }
        SourceConnection::Address { url, .. } => url.clone(),
    };
    let what = match &source.request {
        SourceRequest::Tool { name, .. } => format!("tool {name}"),
        SourceRequest::Resource { uri } => uri.clone(),
    };
    let often = source.every_minutes.map_or_else(String::new, |minutes| format!(", every {minutes} min"));
    format!("{mark} {:>3}  {}: {what} of {how}{often}\n        {}", source.id.0, source.name, view.detail)
}

fn offer_words(offer: &SourceOffer) -> String {
    let mut lines = vec![format!("It calls itself {} {}. Its own words:", offer.name, offer.version)];
    for tool in &offer.tools {
        let changes = if tool.only_reads { "" } else { " (it doesn't say that it only reads)" };
        lines.push(format!("  tool {}{changes}: {}", tool.name, tool.description));
        for argument in &tool.arguments {
            let needed = if argument.required { "" } else { ", may be left out" };
            lines.push(format!(
                "      {} ({}{needed}): {}",
                argument.name, argument.kind, argument.description
            ));
        }
    }
    lines.extend(
        offer.resources.iter().map(|resource| format!("  resource {}: {}", resource.uri, resource.title)),
    );
    if offer.left_out > 0 {
        lines.push(format!("  {} more are left out.", offer.left_out));
    }
    lines.join("\n")
}

fn preview_words(preview: &SourcePreview) -> String {
    let path = preview.mapping.path.as_deref().unwrap_or_default();
    let read = match (path, &preview.mapping.appointments) {
        ("", None) => "Read from the whole answer as values.".to_owned(),
        (path, None) => format!("Read from {path} as values."),
        ("", Some(_)) => format!("Read from the whole answer as {} appointments.", preview.appointments),
        (path, Some(_)) => format!("Read from {path} as {} appointments.", preview.appointments),
    };
    let others: Vec<String> = preview
        .places
        .iter()
        .filter(|place| place.path != path)
        .map(|place| format!("{} ({})", if place.path.is_empty() { "\"\"" } else { &place.path }, place.rows))
        .collect();
    let others = if others.is_empty() {
        String::new()
    } else {
        format!(" There are rows at {} too.", others.join(", "))
    };
    format!("{read}{others}\nIts answer begins: {}", preview.excerpt)
}

async fn preview(
    engine: &Engine,
    connection: SourceConnection,
    asked: Asked,
) -> Result<(PreviewSourceRequest, SourcePreview), Problem> {
    let arguments = asked.arguments.as_deref().unwrap_or("{}");
    let arguments = serde_json::from_str(arguments).map_err(|error| {
        let detail = format!("{error}. Give them as one JSON object.");
        Problem::new(ProblemCode::BadRequest, "The arguments can't be read", detail).about("arguments")
    })?;
    let request = match (asked.tool, asked.resource) {
        (Some(name), _) => SourceRequest::Tool { name, arguments },
        (None, Some(uri)) => SourceRequest::Resource { uri },
        (None, None) => {
            let detail = "Give --tool NAME or --resource ADDRESS; `forecastle sources look` lists them.";
            return Err(Problem::new(ProblemCode::BadRequest, "Nothing is asked", detail));
        }
    };
    let series = asked.column.into_iter().map(|column| SeriesChoice { column, ..SeriesChoice::default() });
    let appointments = asked.title_field.zip(asked.start_field).map(|(title, start)| AppointmentFields {
        title,
        start,
        end: asked.end_field,
        location: asked.location_field,
    });
    let mapping = SourceMapping {
        path: asked.path,
        appointments,
        options: ImportOptions {
            series: series.collect(),
            title: asked.title,
            unit: asked.unit,
            time_zone: asked.time_zone,
            ..ImportOptions::default()
        },
    };
    let request = PreviewSourceRequest { connection, request, mapping };
    let preview = engine.preview_source(request.clone()).await?;
    Ok((request, preview))
}

fn connection(reached: Reached) -> Result<SourceConnection, Problem> {
    let nobody = || {
        let detail = "Give --url ADDRESS, or the command behind --, as in `-- npx -y NAME`.";
        Problem::new(ProblemCode::BadRequest, "No program is named", detail)
    };
    if let Some(url) = reached.url {
        return Ok(SourceConnection::Address { url, token: reached.token });
    }
    let mut words = reached.command.into_iter();
    let command = words.next().ok_or_else(nobody)?;
    Ok(SourceConnection::Program { command, arguments: words.collect(), environment: reached.env })
}
