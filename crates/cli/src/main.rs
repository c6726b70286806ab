//! The command line of Forecastle: a thin adapter over the contract.

mod access;
mod activities;
mod arguments;
mod assistants;
mod call;
mod exit_status;
mod guidance;
mod habits;
mod manual;
mod predict;
mod print;
mod progress;
mod proposals;
mod record;
mod replay;
mod serve;
mod sources;
mod watches;

use arguments::{Arguments, Command};
use clap::Parser;
use contract::{
    AskRequest, AskResponse, AuditLogRequest, Commands, CompletePlaceRequest, EraseEverythingRequest,
    ErasePlaceRequest, ExportDataRequest, ExportFormat, ExportRequest, ForgetPlaceRequest, HistoryRequest,
    ImportJob, ImportProgress, ImportRequest, Nothing, OpenAnswerRequest, Problem, ProblemCode,
    RecordRequest, ReplayRequest, SavePlaceRequest, UndoImportRequest,
};
use domain::{AnswerId, DrawOptions, ImportId, ImportOptions, PastImport, PlaceId, SeriesChoice, Theme};
use engine::Engine;
use exit_status::NOT_UNDERSTOOD;
use print::Printer;
use progress::Measure;
use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// The width of a chart written to a file, in CSS pixels.
const CHART_WIDTH: u32 = 836;

/// How often to look how listening goes.
const LOOK: Duration = Duration::from_secs(1);

fn main() -> eyre::Result<ExitCode> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("FORECASTLE_LOG"))
        .with_writer(std::io::stderr)
        .with_ansi(print::has_colour())
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut printer = Printer::new(arguments.json);
    match runtime.block_on(run(arguments, &mut printer)) {
        Ok(code) => Ok(code),
        Err(problem) => {
            printer.problem(&problem)?;
            Ok(exit_status::of(&problem))
        }
    }
}

async fn run(arguments: Arguments, printer: &mut Printer) -> Result<ExitCode, Problem> {
    if let Command::Restore { folder } = &arguments.command {
        Engine::restore(folder, arguments.data)?;
        printer.done("Everything in that folder is yours to ask about again.")?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(page) = manual::of(&arguments.command) {
        printer.bytes(&page)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Call { list: true, .. } = &arguments.command {
        call::list(printer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let data = arguments.data;
    let engine = Engine::open(data.clone())?;
    match arguments.command {
        Command::Ask { text, as_of, place, after, chart, dark } => {
            let previous = match after {
                Some(Some(id)) => Some(AnswerId(id)),
                Some(None) => {
                    engine.history(HistoryRequest { limit: 1 }).await?.first().map(|newest| newest.id)
                }
                None => None,
            };
            let as_of = match (as_of, previous) {
                (None, Some(id)) => moment_of(&engine, id).await?,
                (as_of, _) => as_of,
            };
            let request =
                AskRequest { text: text.join(" "), as_of, place, previous, ..AskRequest::default() };
            return ask(&engine, request, chart, dark, printer).await;
        }
        Command::Show { id, chart, dark } => {
            let answer = engine.open_answer(OpenAnswerRequest { id: AnswerId(id) }).await?;
            printer.answer(&AskResponse::Answered { answer: Box::new(answer), watch: None })?;
            if let Some(path) = chart {
                write_chart(&engine, AnswerId(id), path, dark, printer).await?;
            }
        }
        Command::History { limit } => printer.history(&engine.history(HistoryRequest { limit }).await?)?,
        Command::Forget { id } => {
            engine.forget(OpenAnswerRequest { id: AnswerId(id) }).await?;
            printer.done(&format!("Question {id} is forgotten, with its forecast and outcome."))?;
        }
        Command::Record { place, activity, variable, since, as_of, limit, charts, dark } => {
            let request = RecordRequest { place, activity, variable, since, as_of, limit: Some(limit) };
            record::show(&engine, request, charts, dark, printer).await?;
        }
        Command::Replay { of, from, to, questions } => {
            let job = "command line".to_owned();
            let request = ReplayRequest { of, from, to, questions, job: Some(job) };
            replay::run(&engine, request, printer).await?;
        }
        Command::Went { id, how } => record::went(&engine, AnswerId(id), &how, printer).await?,
        Command::Proposals { accept, decline } => {
            let answer = accept.map(|number| (number, true)).or(decline.map(|number| (number, false)));
            proposals::answer(&engine, answer, printer).await?;
        }
        Command::Erase { place, id, everything: _, sure } => {
            let erased = match place {
                Some(name) => engine.erase_place(ErasePlaceRequest { name, id: id.map(PlaceId) }).await?,
                None => engine.erase_everything(EraseEverythingRequest { sure }).await?,
            };
            printer.erased(erased)?;
        }
        Command::Import {
            file,
            preview,
            title,
            unit,
            time_zone,
            column,
            all,
            day_first,
            month_first,
            at,
        } => {
            let series = column.into_iter().map(|column| SeriesChoice { column, ..SeriesChoice::default() });
            let options = ImportOptions {
                series: series.collect(),
                all,
                title,
                unit,
                time_zone,
                day_first: (day_first || month_first).then_some(day_first),
                ..ImportOptions::default()
            };
            let job = Some("command line".to_owned());
            let request = ImportRequest { path: file.to_string_lossy().into_owned(), options, at, job };
            if preview {
                printer.import_preview(&engine.preview_import(request).await?)?;
            } else {
                import(&engine, request, printer).await?;
            }
        }
        Command::Imports => printer.imports(&engine.imports(Nothing {}).await?)?,
        Command::UndoImport { imports } => {
            let request = UndoImportRequest { imports: imports.into_iter().map(ImportId).collect() };
            let undone = engine.undo_import(request).await?;
            printer.either(&undone, || {
                let line =
                    |past: &PastImport| format!("Import {} into {} is undone.", past.import.0, past.series);
                undone.iter().map(line).collect::<Vec<_>>().join("\n")
            })?;
        }
        Command::Plans { forget: true } => {
            engine.forget_plans(Nothing {}).await?;
            printer.done("What your calendars say is forgotten.")?;
        }
        Command::Plans { forget: false } => printer.plans(&engine.plans(Nothing {}).await?)?,
        Command::Activities { load, remove } => {
            activities::change(&engine, load.as_deref(), remove.as_deref()).await?;
            printer.activities(&engine.activities(Nothing {}).await?)?;
        }
        Command::Series => printer.series(&engine.series(Nothing {}).await?)?,
        Command::Places { beginning } => {
            let request = CompletePlaceRequest { beginning: beginning.join(" "), limit: 10 };
            printer.places(&engine.complete_place(request).await?)?;
        }
        Command::Saved { name, at, elevation, higher_by, offset, forget } => {
            let says_more = at.is_some() || elevation.is_some() || higher_by.is_some() || !offset.is_empty();
            let request = SavePlaceRequest {
                name: name.join(" "),
                at: at.unwrap_or_default(),
                elevation,
                higher_by,
                offsets: offset,
            };
            saved(&engine, request, says_more, forget, printer).await?;
        }
        Command::Home { place } => set_home(&engine, &place.join(" "), printer).await?,
        Command::Guidance { change } => guidance::change(&engine, change, printer).await?,
        Command::LanguageModel { name, address, off } => {
            language_model(&engine, name, address, off, printer).await?;
        }
        Command::Restore { .. } => unreachable!("done before there was an engine"),
        Command::Export { folder } => {
            let request = ExportDataRequest { folder: folder.to_string_lossy().into_owned() };
            let unknown = async || Ok(ImportProgress { running: true, done: 0, total: 0 });
            let work = engine.export_data(request);
            let exported = progress::show("Exporting", Measure::Unknown, printer, work, unknown).await?;
            printer.exported_data(&exported)?;
        }
        Command::Watch { text, place } => {
            let response = watches::watch(&engine, text.join(" "), place, printer).await?;
            if matches!(response, AskResponse::Unclear { .. }) {
                return Ok(ExitCode::from(NOT_UNDERSTOOD));
            }
        }
        Command::Watches { change } => watches::change(&engine, change, printer).await?,
        Command::Listen => listen(&engine, printer).await?,
        Command::Mcp => assistants::serve(engine).await?,
        Command::Sources { change } => sources::change(&engine, change, printer).await?,
        Command::Tokens { change } => access::tokens(&engine, change, printer).await?,
        Command::Audit { change, limit, before, find, outcome } => {
            let wanted = AuditLogRequest { limit: Some(limit), before, containing: find, outcome };
            return access::audit(&engine, change, wanted, printer).await;
        }
        Command::Predict { file, horizon, model, step, time_zone, unit } => {
            let wanted = predict::Wanted { file, horizon, model, step, time_zone, unit };
            predict::run(&engine, wanted, printer).await?;
        }
        Command::Completions { .. } | Command::Man => unreachable!("done before there was an engine"),
        Command::Serve(arguments) => serve::run(&engine, arguments, data, printer).await?,
        Command::Habits { forget, forget_all, off, on } => {
            let forget = if forget_all { Some(None) } else { forget.map(Some) };
            let on = (off || on).then_some(on);
            habits::change(&engine, habits::Change { forget, on }, printer).await?;
        }
        Command::Examples => {
            let examples = engine.examples(Nothing {}).await?;
            printer.either(&examples, || {
                examples.iter().map(|example| example.text.as_str()).collect::<Vec<_>>().join("\n")
            })?;
        }
        Command::About => printer.about(&engine.about(Nothing {}).await?)?,
        Command::Doctor => {
            let doctor = engine.doctor(Nothing {}).await?;
            printer.doctor(&doctor)?;
            if doctor.checks.iter().any(|check| check.state == contract::CheckState::Wrong) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Call { name, request, list: _ } => {
            call::run(&engine, &name.unwrap_or_default(), request.as_deref(), printer).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes in what arrives until interrupted, and says how it goes whenever that changes.
async fn listen(engine: &Engine, printer: &mut Printer) -> Result<(), Problem> {
    let cancelled = CancellationToken::new();
    let listening = tokio::spawn({
        let (engine, cancelled) = (engine.clone(), cancelled.clone());
        async move { engine.listen_and_watch(Arc::new(watches::Told::default()), cancelled).await }
    });
    // Whether another copy listens already is known in a moment.
    tokio::time::sleep(LOOK / 4).await;
    let mut told = None;
    loop {
        let status = engine.live(Nothing {}).await?;
        if told.as_ref() != Some(&status) {
            printer.live(&status)?;
            told = Some(status);
        }
        tokio::select! {
            _ = tokio::signal::ctrl_c() => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    cancelled.cancel();
    // It ends at once, and what it had taken in is written.
    let _ = listening.await;
    Ok(())
}

/// The past moment an earlier question was asked as of: what carries it on is asked as of the same one.
async fn moment_of(engine: &Engine, id: AnswerId) -> Result<Option<String>, Problem> {
    let answer = engine.open_answer(OpenAnswerRequest { id }).await?;
    Ok(answer.as_of.then(|| answer.issue_time.timestamp().to_string()))
}

async fn ask(
    engine: &Engine,
    request: AskRequest,
    chart: Option<PathBuf>,
    dark: bool,
    printer: &mut Printer,
) -> Result<ExitCode, Problem> {
    let response = engine.ask(request).await?;
    printer.answer(&response)?;
    match response {
        AskResponse::Answered { answer, .. } => {
            if let Some(path) = chart {
                write_chart(engine, answer.id, path, dark, printer).await?;
            }
            Ok(ExitCode::SUCCESS)
        }
        AskResponse::Explained { .. } => Ok(ExitCode::SUCCESS),
        AskResponse::Unclear { .. } => Ok(ExitCode::from(NOT_UNDERSTOOD)),
    }
}

async fn write_chart(
    engine: &Engine,
    answer: AnswerId,
    path: PathBuf,
    dark: bool,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let format = match path
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("svg") => ExportFormat::Svg,
        Some("png") => ExportFormat::Png,
        Some("csv") => ExportFormat::Csv,
        _ => {
            return Err(Problem::new(
                ProblemCode::BadRequest,
                "The chart can't be written as that",
                format!("{} should end in .svg, .png or .csv.", path.display()),
            )
            .about("chart"));
        }
    };
    let options = DrawOptions { width: CHART_WIDTH, theme: if dark { Theme::Dark } else { Theme::Light } };
    let path = Some(path.to_string_lossy().into_owned());
    let written = engine.export_chart(ExportRequest { answer, chart: None, format, options, path }).await?;
    printer.note(&format!("Chart: {}", written.path))
}

async fn import(engine: &Engine, request: ImportRequest, printer: &mut Printer) -> Result<(), Problem> {
    let job = request.job.clone().unwrap_or_default();
    let how_far = async || engine.import_progress(ImportJob { job: job.clone() }).await;
    let response =
        progress::show("Importing", Measure::Share, printer, engine.import(request), how_far).await?;
    printer.import(&response)
}

async fn saved(
    engine: &Engine,
    request: SavePlaceRequest,
    says_more: bool,
    forget: bool,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let name = request.name.clone();
    if forget {
        let line = format!("{name} is forgotten.");
        engine.forget_place(ForgetPlaceRequest { name }).await?;
        return printer.done(&line);
    }
    if !says_more {
        let mut places = engine.saved_places(Nothing {}).await?;
        places.retain(|place| name.is_empty() || place.name.to_lowercase() == name.to_lowercase());
        return printer.saved(&places);
    }
    let place = engine.save_place(request).await?;
    printer.saved(&[place])
}

/// The likeliest place whose name begins like this.
async fn place_called(engine: &Engine, name: &str) -> Result<domain::Place, Problem> {
    let found = engine.complete_place(CompletePlaceRequest { beginning: name.to_owned(), limit: 1 }).await?;
    found.into_iter().next().ok_or_else(|| {
        Problem::new(
            ProblemCode::NotFound,
            "No such place",
            format!("No place begins with “{name}”. Try `forecastle places` with the first letters."),
        )
    })
}

async fn set_home(engine: &Engine, name: &str, printer: &mut Printer) -> Result<(), Problem> {
    let mut settings = engine.settings(Nothing {}).await?;
    if name.is_empty() {
        return printer.either(&settings.home, || {
            settings
                .home
                .as_ref()
                .map_or("No home is set. Set it with `forecastle home NAME`.".to_owned(), |home| {
                    format!("Home is {}.", home.full_name())
                })
        });
    }
    let place = place_called(engine, name).await?;
    let line = format!("Home is now {}.", place.full_name());
    settings.home = Some(place);
    settings.first_run_done = true;
    let settings = engine.save_settings(settings).await?;
    printer.either(&settings.home, || line)
}

async fn language_model(
    engine: &Engine,
    name: Option<String>,
    address: Option<String>,
    off: bool,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let mut settings = engine.settings(Nothing {}).await?;
    let changed = off || name.is_some() || address.is_some();
    if changed {
        settings.language_model.on = !off;
        settings.language_model.name = name.unwrap_or(settings.language_model.name);
        settings.language_model.address = address.unwrap_or(settings.language_model.address);
        settings = engine.save_settings(settings).await?;
    }
    let model = settings.language_model;
    printer.either(&model, || {
        if model.on {
            format!(
                "Questions that aren't clear are sent to {} at {}, with the names of built-in activities and nothing else.",
                model.name, model.address
            )
        } else {
            "No language model is asked. Use one with `forecastle language-model NAME`.".to_owned()
        }
    })
}
