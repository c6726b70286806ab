//! `cat load.csv | forecastle predict --horizon 48`

use crate::print::Printer;
use contract::{Commands as _, PredictRequest, PredictResponse, Problem, ProblemCode};
use engine::Engine;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use std::io::Read as _;

/// The most text that is read, in bytes.
const MOST_TEXT: u64 = 64 << 20;

/// What is wanted of the history.
pub(crate) struct Wanted {
    pub(crate) file: Option<std::path::PathBuf>,
    pub(crate) horizon: u32,
    pub(crate) model: String,
    pub(crate) step: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) unit: Option<String>,
}

/// Carries a history on that a file or standard input holds.
pub(crate) async fn run(engine: &Engine, wanted: Wanted, printer: &mut Printer) -> Result<(), Problem> {
    let text = read(wanted.file.as_deref())?;
    let zone = wanted.time_zone.as_deref().map_or(Ok(TimeZone::UTC), TimeZone::get);
    let zone = zone.map_err(|_| {
        refused("The time zone isn't known. Give an IANA name, such as Europe/Lisbon.".to_owned())
    })?;
    let (features, timestamps) = history(&text, &zone)?;
    let response = engine
        .predict(PredictRequest {
            features,
            timestamps,
            step: wanted.step,
            time_zone: wanted.time_zone,
            unit: wanted.unit,
            model_id: wanted.model,
            prediction_horizon: wanted.horizon,
            include_context: true,
            ..PredictRequest::default()
        })
        .await?;
    if printer.is_json() {
        return printer.json(&response);
    }
    print(&response, printer)
}

fn print(response: &PredictResponse, printer: &mut Printer) -> Result<(), Problem> {
    if let Some(summary) = &response.context_summary {
        let routed = format!("Taken for {}. {}", summary.routed_model, summary.reason);
        printer.note(&format!("{routed} {}", summary.calibration))?;
        summary.needs.iter().try_for_each(|need| printer.note(need))?;
    }
    printer.line("step\tmedian\tfrom (80 %)\tto (80 %)")?;
    for (step, (median, (lower, upper))) in
        response.predictions.iter().zip(&response.confidence_intervals).enumerate()
    {
        let name = response
            .timestamps
            .as_ref()
            .and_then(|times| times.get(step))
            .map_or_else(|| (step + 1).to_string(), Timestamp::to_string);
        printer.line(&format!("{name}\t{median:.6}\t{lower:.6}\t{upper:.6}"))?;
    }
    Ok(())
}

fn read(file: Option<&std::path::Path>) -> Result<String, Problem> {
    let mut text = String::new();
    let outcome = match file {
        Some(path) => {
            std::fs::File::open(path).and_then(|file| file.take(MOST_TEXT + 1).read_to_string(&mut text))
        }
        None => std::io::stdin().lock().take(MOST_TEXT + 1).read_to_string(&mut text),
    };
    outcome.map_err(|error| {
        let name = file.map_or("Standard input".to_owned(), |path| path.display().to_string());
        refused(format!("{name} can't be read: {error}."))
    })?;
    if text.len() as u64 > MOST_TEXT {
        return Err(refused("It is larger than 64 MB. Give the newest values alone.".to_owned()));
    }
    Ok(text)
}

type History = (Vec<Option<f64>>, Option<Vec<Timestamp>>);

/// A value a line, the last column where there are several; the first column says when it is of, where it is a time. An empty value is missing.
fn history(text: &str, zone: &TimeZone) -> Result<History, Problem> {
    let (mut features, mut timestamps) = (Vec::new(), Vec::new());
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> =
            line.split(['\t', ';', ',']).map(|cell| cell.trim().trim_matches('"')).collect();
        let last = cells.last().copied().unwrap_or_default();
        let missing = last.is_empty() || ["na", "nan", "null"].contains(&last.to_lowercase().as_str());
        let value = if missing { None } else { last.parse::<f64>().ok().filter(|value| value.is_finite()) };
        if value.is_none() && !missing {
            if features.is_empty() && index == 0 {
                continue;
            }
            return Err(refused(format!(
                "Line {} ends in \u{201c}{last}\u{201d}, which is no number. Give a value a line, or a time and a value.",
                index + 1
            )));
        }
        features.push(value);
        if cells.len() > 1
            && let Some(time) = time(cells[0], zone)
        {
            timestamps.push(time);
        }
    }
    if let (true, Some(first)) = (features.is_empty(), text.lines().next()) {
        let first: String = first.chars().take(40).collect();
        return Err(refused(format!(
            "There is no value in it; \u{201c}{first}\u{201d} was taken for its heading. Give a value a line, the oldest first."
        )));
    }
    match timestamps.len() {
        0 => Ok((features, None)),
        count if count == features.len() => Ok((features, Some(timestamps))),
        count => Err(refused(format!(
            "Of {} lines {count} begin with a time. Give every line one, such as 2024-01-31T18:00, or none.",
            features.len()
        ))),
    }
}

fn time(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let civil: DateTime = text.parse().ok()?;
    Some(civil.to_zoned(zone.clone()).ok()?.timestamp())
}

fn refused(detail: String) -> Problem {
    Problem::new(ProblemCode::BadRequest, "The history can't be read", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_and_without_times() {
        let read = |text: &str| history(text, &TimeZone::UTC);
        assert_eq!(read("1\n2.5\n\n3\n").unwrap(), (vec![Some(1.0), Some(2.5), Some(3.0)], None));
        assert_eq!(read("load\n1\nNA\n3").unwrap().0, [Some(1.0), None, Some(3.0)]);
        let (values, times) = read("time,load\n2024-01-01 00:00,5\n2024-01-01T01:00Z,\n").unwrap();
        assert_eq!(values, [Some(5.0), None]);
        assert_eq!(times.unwrap()[1].to_string(), "2024-01-01T01:00:00Z");
        assert!(read("1 2 3 4").unwrap_err().detail.contains("taken for its heading"));
        assert!(read("1\ntwo\n3").unwrap_err().detail.contains("Line 2"));
        assert!(read("2024-01-01,1\n7,2").unwrap_err().detail.contains("Of 2 lines 1"));
    }
}
