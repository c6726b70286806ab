//! What form a file has, by its first bytes.

use super::{epw, ghcn, input::InputFile, isd, metar, parquet_table, sqlite, uscrn};
use crate::ContextError;
use domain::FileFormat;

/// The form a file seems to have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Detection {
    pub(super) format: FileFormat,
    /// 0 to 1.
    pub(super) confidence: f64,
}

/// Tells the form of a file.
///
/// # Errors
/// When it is a database of a make nobody knows.
pub(super) fn detect(input: &InputFile) -> Result<Detection, ContextError> {
    let head = input.head();
    if head.starts_with(b"SQLite format 3\0") {
        return sqlite::detect(input).map(|format| Detection { format, confidence: 0.98 });
    }
    if parquet_table::is_head(head) {
        return Ok(Detection { format: FileFormat::Parquet, confidence: 0.99 });
    }
    Ok(detect_text(head))
}

/// Whether a line is of a form.
type IsLine = fn(&str) -> bool;

/// Tells the form of a text by its beginning; a table where nothing speaks for another.
pub(super) fn detect_text(head: &[u8]) -> Detection {
    let text = String::from_utf8_lossy(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
    // The last line may have been cut off.
    let whole = text.rsplit_once('\n').map_or(&*text, |(whole, _)| whole);
    let lines: Vec<&str> = whole.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let share = |is_line: IsLine| {
        let matching = u32::try_from(lines.iter().filter(|line| is_line(line)).count()).unwrap_or(0);
        f64::from(matching) / f64::from(u32::try_from(lines.len().max(1)).unwrap_or(1))
    };
    if text.trim_start().get(..15).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Detection { format: FileFormat::Calendar, confidence: 0.99 };
    }
    if epw::is_head(&text) {
        return Detection { format: FileFormat::EnergyPlusWeather, confidence: 0.99 };
    }
    if metar::is_table(&text) {
        return Detection { format: FileFormat::Metar, confidence: 0.97 };
    }
    let forms: [(FileFormat, IsLine, f64); 4] = [
        (FileFormat::GhcnDaily, ghcn::is_line, 0.99),
        (FileFormat::IntegratedSurface, isd::is_line, 0.99),
        (FileFormat::ClimateReference, uscrn::is_line, 0.98),
        (FileFormat::Metar, metar::is_line, 0.9),
    ];
    for (format, is_line, most) in forms {
        let share = share(is_line);
        if share >= 0.4 {
            return Detection { format, confidence: most * share };
        }
    }
    if matches!(text.trim_start().as_bytes(), [b'{', ..] | [b'[', b'{' | b' ' | b'\n' | b'\r' | b'\t', ..]) {
        return Detection { format: FileFormat::Json, confidence: 0.9 };
    }
    Detection { format: FileFormat::Table, confidence: if lines.len() > 1 { 0.7 } else { 0.3 } }
}
