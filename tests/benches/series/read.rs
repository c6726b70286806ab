//! The files of series that forecasting competitions are published in.

use domain::Step;
use eyre::{Result, WrapErr, eyre};
use std::path::Path;

/// One series: what a forecaster may see, and what came after.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) train: Vec<f64>,
    pub(crate) test: Vec<f64>,
}

/// Series of one period.
pub(crate) struct Group {
    pub(crate) title: String,
    /// The season that scaled errors are measured with.
    pub(crate) season: usize,
    pub(crate) step: Step,
    pub(crate) samples: Vec<Sample>,
}

/// Reads `*.txt` (id, training values, ` | `, test values, all separated by blanks) or `*.csv` (columns
/// id, period, type, n, h, start, train, test). The period of a text file is told by its name, hourly or weekly, or by the season.
pub(crate) fn read(path: &Path, season: Option<usize>) -> Result<Vec<Group>> {
    let text = std::fs::read_to_string(path).wrap_err_with(|| format!("{} can't be read", path.display()))?;
    let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if path.extension().is_some_and(|extension| extension == "csv") {
        return table(&text, &title, season);
    }
    let (season, step) = match season {
        Some(season) => (season, step_of(season)),
        None if title.contains("hourly") => (24, Step::HOUR),
        None if title.contains("weekly") => (1, Step::Days(7)),
        None if title.contains("daily") => (1, Step::DAY),
        None => return Err(eyre!("{title}: name the season with --season; the file's name doesn't tell it")),
    };
    let samples = text.lines().filter(|line| !line.trim().is_empty()).map(line).collect::<Result<_>>()?;
    Ok(vec![Group { title, season, step, samples }])
}

/// The step of series with so many in a season.
const fn step_of(season: usize) -> Step {
    match season {
        4 => Step::Months(3),
        7 => Step::DAY,
        12 => Step::Months(1),
        24 | 168 => Step::HOUR,
        48 | 336 => Step::Minutes(30),
        52 => Step::Days(7),
        _ => Step::Months(12),
    }
}

fn line(text: &str) -> Result<Sample> {
    let (past, future) =
        text.split_once(" | ").ok_or_else(|| eyre!("a line has no ` | ` before its test values"))?;
    let (name, train) = past.split_once(' ').ok_or_else(|| eyre!("a line has no values"))?;
    Ok(Sample { name: name.to_owned(), train: numbers(train)?, test: numbers(future)? })
}

fn table(text: &str, title: &str, season: Option<usize>) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in text.lines().skip(1).filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.splitn(9, ',').collect();
        let [name, period, _, _, _, _, train, test, ..] = cells[..] else {
            return Err(eyre!("a row of {title} has fewer than 8 columns"));
        };
        let (of_period, step) = match period {
            "MONTHLY" => (12, Step::Months(1)),
            "QUARTERLY" => (4, Step::Months(3)),
            _ => (1, Step::Months(12)),
        };
        let sample = Sample { name: name.to_owned(), train: numbers(train)?, test: numbers(test)? };
        let title = format!("{title} {period}");
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.samples.push(sample),
            None => {
                groups.push(Group {
                    title,
                    season: season.unwrap_or(of_period),
                    step,
                    samples: vec![sample],
                });
            }
        }
    }
    Ok(groups)
}

fn numbers(text: &str) -> Result<Vec<f64>> {
    text.split_whitespace()
        .map(|value| value.parse().wrap_err_with(|| format!("{value} is not a number")))
        .collect()
}
