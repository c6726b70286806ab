use crate::data_folder::export_folder;
use contract::{ExportFormat, ExportRecordRequest, ExportRequest, ExportResponse, Problem, ProblemCode};
use domain::{Answer, Chart, DrawOptions, Drawing};
use std::path::{Path, PathBuf};

/// Pixels of a picture per CSS pixel, so that it stays sharp on a dense screen.
const PICTURE_SCALE: f32 = 2.0;

/// Writes a chart, or all of them on one sheet, and says where.
pub(crate) fn write(answer: &Answer, request: &ExportRequest) -> Result<ExportResponse, Problem> {
    let bytes = match request.format {
        ExportFormat::Svg => drawing(answer, request.chart.as_deref(), request.options)?.svg.into_bytes(),
        ExportFormat::Png => picture_of(answer, request.chart.as_deref(), request.options)?,
        ExportFormat::Csv => numbers(answer, request)?.into_bytes(),
    };
    let stem = format!("forecastle-{}-{}", answer.id.0, request.chart.as_deref().unwrap_or("answer"));
    keep(bytes, request.path.as_deref(), &stem, request.format)
}

/// A chart, or all of them on one sheet, as a PNG file.
pub(crate) fn picture_of(
    answer: &Answer,
    chart: Option<&str>,
    options: DrawOptions,
) -> Result<Vec<u8>, Problem> {
    picture(&drawing(answer, chart, options)?, options)
}

/// Writes a chart of the record and says where.
pub(crate) fn write_record(
    charts: &[Chart],
    request: &ExportRecordRequest,
) -> Result<ExportResponse, Problem> {
    let chart = find(charts, &request.chart, "The record")?;
    let drawing = || answer::draw(chart, &request.options);
    let bytes = match request.format {
        ExportFormat::Svg => drawing().svg.into_bytes(),
        ExportFormat::Png => picture(&drawing(), request.options)?,
        ExportFormat::Csv => answer::csv(chart).into_bytes(),
    };
    let stem = format!("forecastle-record-{}", request.chart);
    keep(bytes, request.path.as_deref(), &stem, request.format)
}

fn picture(drawing: &Drawing, options: DrawOptions) -> Result<Vec<u8>, Problem> {
    answer::png(drawing, options.theme, PICTURE_SCALE).map_err(|error| {
        Problem::new(
            ProblemCode::Internal,
            "The chart can't be drawn",
            format!("{error}. Export it as SVG instead."),
        )
    })
}

fn keep(
    bytes: Vec<u8>,
    path: Option<&str>,
    stem: &str,
    format: ExportFormat,
) -> Result<ExportResponse, Problem> {
    let path = path.map_or_else(|| unused_path(stem, format), PathBuf::from);
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

fn drawing(answer: &Answer, id: Option<&str>, options: DrawOptions) -> Result<Drawing, Problem> {
    match id {
        None => Ok(answer::sheet(answer, &options)),
        Some(id) => chart(answer, id).map(|chart| answer::draw(chart, &options)),
    }
}

fn numbers(answer: &Answer, request: &ExportRequest) -> Result<String, Problem> {
    match &request.chart {
        None => Ok(answer.charts.iter().map(answer::csv).collect::<Vec<_>>().join("\n")),
        Some(id) => chart(answer, id).map(answer::csv),
    }
}

fn chart<'a>(answer: &'a Answer, id: &str) -> Result<&'a Chart, Problem> {
    find(&answer.charts, id, "This answer")
}

fn find<'a>(charts: &'a [Chart], id: &str, whose: &str) -> Result<&'a Chart, Problem> {
    charts.iter().find(|chart| chart.id == *id).ok_or_else(|| {
        let known: Vec<&str> = charts.iter().map(|chart| chart.id.as_str()).collect();
        let detail = match known[..] {
            [] => format!("{whose} has none yet."),
            _ => format!("{whose} has: {}.", known.join(", ")),
        };
        Problem::new(ProblemCode::NotFound, "There is no such chart", detail).about("chart")
    })
}

/// A name that isn't taken: `forecastle-12-temperature.svg`, `forecastle-12-temperature (2).svg`.
fn unused_path(stem: &str, format: ExportFormat) -> PathBuf {
    let extension = match format {
        ExportFormat::Svg => "svg",
        ExportFormat::Png => "png",
        ExportFormat::Csv => "csv",
    };
    let folder = export_folder();
    let name = |count: u32| match count {
        1 => folder.join(format!("{stem}.{extension}")),
        _ => folder.join(format!("{stem} ({count}).{extension}")),
    };
    (1..1000).map(name).find(|path| !Path::exists(path)).unwrap_or_else(|| name(1000))
}
