//! How the forecasts did, and how it went.

use crate::{CHART_WIDTH, print::Printer};
use contract::{
    Commands, DrawRecordRequest, InsightRequest, Problem, ProblemCode, RecordReport, RecordRequest,
    RecordedQuestion, WentRequest,
};
use domain::{AnswerId, DrawOptions, Table, Theme, Went};
use engine::Engine;
use std::{fs, path::PathBuf};

/// A longer question is cut where it is listed.
const LONGEST: usize = 60;

pub(crate) async fn show(
    engine: &Engine,
    request: RecordRequest,
    charts: Option<PathBuf>,
    dark: bool,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let report = engine.record(request.clone()).await?;
    printer.either(&report, || in_words(&report))?;
    // What comes as JSON is the report alone; what the record shows is the command `insight` there.
    if !printer.is_json()
        && let Some(insight) = engine.insight(InsightRequest::default()).await?.insight
    {
        printer.line(format!("\nWorth knowing: {} {}", insight.text, insight.since).trim_end())?;
    }
    let Some(folder) = charts else { return Ok(()) };
    let options = DrawOptions { width: CHART_WIDTH, theme: if dark { Theme::Dark } else { Theme::Light } };
    let drawings = engine.draw_record(DrawRecordRequest { record: request, options }).await?;
    let unwritable = |error: std::io::Error| {
        let detail = format!("{}: {}. Choose another folder.", folder.display(), error.kind());
        Problem::new(ProblemCode::BadRequest, "The charts can't be written", detail).about("charts")
    };
    fs::create_dir_all(&folder).map_err(unwritable)?;
    for drawing in drawings {
        let path = folder.join(format!("{}.svg", drawing.id));
        fs::write(&path, drawing.svg).map_err(unwritable)?;
        printer.note(&format!("Chart: {}", path.display()))?;
    }
    Ok(())
}

/// Plain words first, then the numbers, then the questions.
fn in_words(report: &RecordReport) -> String {
    let mut lines = report.sentences.clone();
    lines.push(report.covers.clone());
    for titled in &report.tables {
        lines.push(String::new());
        lines.push(titled.title.clone());
        lines.extend(table(&titled.table));
    }
    for (title, calls) in [("Best calls", &report.best), ("Worst calls", &report.worst)] {
        if !calls.is_empty() {
            lines.push(String::new());
            lines.push(title.to_owned());
            lines.extend(calls.iter().map(question));
        }
    }
    if !report.untold.is_empty() {
        lines.push(String::new());
        lines.push("How did it go? Tell with: forecastle went ID fine, badly, or an amount".to_owned());
        lines.extend(report.untold.iter().map(question));
    }
    if !report.questions.is_empty() {
        lines.push(String::new());
        lines.push("Past questions".to_owned());
        lines.extend(report.questions.iter().map(question));
    }
    lines.join("\n")
}

/// Columns as wide as their widest cell; those of numbers are set to the right. Columns without anything in them are left out.
fn table(table: &Table) -> Vec<String> {
    let is_empty = |at: usize| table.rows.iter().all(|row| row.get(at).is_none_or(String::is_empty));
    let columns: Vec<usize> = (0..table.columns.len()).filter(|at| !is_empty(*at)).collect();
    let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let widths: Vec<usize> = columns
        .iter()
        .map(|at| {
            let cells = table.rows.iter().map(|row| cell(row, *at).chars().count());
            cells.chain([table.columns[*at].chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let begins_with_letter = |cell: &str| cell.chars().next().is_none_or(char::is_alphabetic);
    let is_words: Vec<bool> = columns
        .iter()
        .map(|at| *at == 0 || table.rows.iter().all(|row| begins_with_letter(&cell(row, *at))))
        .collect();
    let line = |row: &[String]| {
        let cells = columns.iter().zip(&widths).enumerate().map(|(place, (at, width))| {
            let cell = cell(row, *at);
            if is_words[place] { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    std::iter::once(line(&table.columns)).chain(table.rows.iter().map(|row| line(row))).collect()
}

fn question(one: &RecordedQuestion) -> String {
    let mut text: String = one.text.chars().take(LONGEST).collect();
    if one.text.chars().count() > LONGEST {
        text.push('\u{2026}');
    }
    let mut notes = Vec::new();
    if one.by == "your word" {
        notes.push("your word".to_owned());
    } else if let Some(went) = one.went {
        notes.push(format!("you said: {}", in_a_word(went)));
    }
    if !one.counts {
        notes.push("asked again within the hour, doesn't count".to_owned());
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    format!("{:>6}  {:>14}  {}{notes}  {text}", one.id.0, one.short, one.outcome)
}

fn in_a_word(went: Went) -> String {
    match went {
        Went::Fine => "fine".to_owned(),
        Went::Badly => "badly".to_owned(),
        Went::Value { value } => value.to_string(),
    }
}

pub(crate) async fn went(
    engine: &Engine,
    id: AnswerId,
    how: &str,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let went = match how.trim().to_lowercase().as_str() {
        "fine" | "well" | "good" | "yes" | "happened" => Some(Went::Fine),
        "badly" | "bad" | "no" | "not" => Some(Went::Badly),
        "undo" => None,
        other => match other.parse::<f64>() {
            Ok(value) if value.is_finite() => Some(Went::Value { value }),
            _ => {
                let detail = format!("\u{201c}{how}\u{201d} is none of fine, badly, an amount, undo.");
                return Err(
                    Problem::new(ProblemCode::BadRequest, "That says not how it went", detail).about("how")
                );
            }
        },
    };
    let response = engine.record_outcome(WentRequest { id, went }).await?;
    printer.either(&response, || response.text.clone())
}
