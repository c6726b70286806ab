use crate::data_folder::export_folder;
use contract::{ExportFormat, ExportRequest, ExportResponse, Problem, ProblemCode};
use domain::{Answer, Drawing};
use std::path::{Path, PathBuf};

/// Pixels of a picture per CSS pixel, so that it stays sharp on a dense screen.
const PICTURE_SCALE: f32 = 2.0;

/// Writes a chart, or all of them on one sheet, and says where.
pub(crate) fn write(answer: &Answer, request: &ExportRequest) -> Result<ExportResponse, Problem> {
    let bytes = match request.format {
        ExportFormat::Svg => drawing(answer, request)?.svg.into_bytes(),
        ExportFormat::Png => answer::png(&drawing(answer, request)?, request.options.theme, PICTURE_SCALE)
            .map_err(|error| {
                Problem::new(
                    ProblemCode::Internal,
                    "The chart can't be drawn",
                    format!("{error}. Export it as SVG instead."),
                )
            })?,
        ExportFormat::Csv => numbers(answer, request)?.into_bytes(),
    };
    let path = request.path.as_ref().map_or_else(|| unused_path(answer, request), PathBuf::from);
    std::fs::write(&path, bytes).map_err(|error| {
        Problem::new(
            ProblemCode::BadRequest,
            "The chart can't be written",
            format!("{} can't be written: {error}. Choose another place.", path.display()),
        )
        .about("path")
    })?;
    let shown = path.canonicalize().unwrap_or(path);
    Ok(ExportResponse { path: shown.to_string_lossy().into_owned() })
}

fn drawing(answer: &Answer, request: &ExportRequest) -> Result<Drawing, Problem> {
    match &request.chart {
        None => Ok(answer::sheet(answer, &request.options)),
        Some(id) => chart(answer, id).map(|chart| answer::draw(chart, &request.options)),
    }
}

fn numbers(answer: &Answer, request: &ExportRequest) -> Result<String, Problem> {
    match &request.chart {
        None => Ok(answer.charts.iter().map(answer::csv).collect::<Vec<_>>().join("\n")),
        Some(id) => chart(answer, id).map(answer::csv),
    }
}

fn chart<'a>(answer: &'a Answer, id: &str) -> Result<&'a domain::Chart, Problem> {
    answer.charts.iter().find(|chart| chart.id == *id).ok_or_else(|| {
        let known: Vec<&str> = answer.charts.iter().map(|chart| chart.id.as_str()).collect();
        Problem::new(
            ProblemCode::NotFound,
            "There is no such chart",
            format!("This answer has: {}.", known.join(", ")),
        )
        .about("chart")
    })
}

/// A name that isn't taken: `forecastle-12-temperature.svg`, `forecastle-12-temperature (2).svg`.
fn unused_path(answer: &Answer, request: &ExportRequest) -> PathBuf {
    let extension = match request.format {
        ExportFormat::Svg => "svg",
        ExportFormat::Png => "png",
        ExportFormat::Csv => "csv",
    };
    let stem = format!("forecastle-{}-{}", answer.id.0, request.chart.as_deref().unwrap_or("answer"));
    let folder = export_folder();
    let name = |count: u32| match count {
        1 => folder.join(format!("{stem}.{extension}")),
        _ => folder.join(format!("{stem} ({count}).{extension}")),
    };
    (1..1000).map(name).find(|path| !Path::exists(path)).unwrap_or_else(|| name(1000))
}
