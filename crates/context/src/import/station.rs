//! What all weather files have in common: one station, its variables, and lines that each hold a few values.

use super::{
    input::InputFile,
    opened::Surroundings,
    reader::{Draft, Reader},
    text::Lines,
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, SeriesKind, Statistic, Step, Unit, Variable, WeatherStation};
use std::collections::VecDeque;

/// A station as its file describes it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Station {
    pub(super) name: String,
    /// Degrees north and east, metres above the sea.
    pub(super) position: Option<(f64, f64, Option<f64>)>,
}

/// What a station measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measured {
    /// What to choose it by.
    pub(super) column: &'static str,
    /// What it is called beside the station's name.
    pub(super) title: &'static str,
    pub(super) variable: Variable,
    pub(super) statistic: Statistic,
}

impl Measured {
    pub(super) const fn value(column: &'static str, title: &'static str, variable: Variable) -> Self {
        Self { column, title, variable, statistic: Statistic::Value }
    }
}

impl Station {
    /// With what the user says of it.
    pub(super) fn corrected(mut self, options: &ImportOptions) -> Self {
        if let Some(name) = &options.station {
            self.name.clone_from(name);
        }
        if let Some((latitude, longitude)) = options.position {
            let elevation = self.position.and_then(|(.., elevation)| elevation);
            self.position = Some((latitude, longitude, elevation));
        }
        self.position = self
            .position
            .filter(|(latitude, longitude, _)| latitude.abs() <= 90.0 && longitude.abs() <= 180.0);
        self
    }

    /// The zone its days are lived in.
    pub(super) fn zone(&self, options: &ImportOptions, surroundings: &Surroundings<'_>) -> String {
        options.time_zone.clone().unwrap_or_else(|| match self.position {
            Some((latitude, longitude, _)) => surroundings.zone_at(latitude, longitude),
            None => surroundings.zone_name(),
        })
    }

    /// A series of it.
    pub(super) fn draft(&self, measured: &Measured, time_zone: &str, step: Option<Step>) -> Draft {
        let amount = measured.variable == Variable::Precipitation;
        Draft {
            column: measured.column.to_owned(),
            title: format!("{}, {}", self.name, measured.title),
            unit: measured.variable.unit().unwrap_or_else(|| Unit::Named(String::new())),
            read_as: None,
            kind: Some(if amount { SeriesKind::Amount } else { SeriesKind::Level }),
            time_zone: time_zone.to_owned(),
            step,
            first: None,
            weather: self.position.map(|(latitude, longitude, elevation)| WeatherStation {
                variable: measured.variable.clone(),
                statistic: measured.statistic,
                name: self.name.clone(),
                latitude,
                longitude,
                elevation,
            }),
            chosen: true,
            is_meter: false,
        }
    }

    /// What to say where nobody knows where it stands.
    pub(super) fn note(&self) -> Option<String> {
        self.position.is_none().then(|| {
            "The file doesn't say where the station stands; say it, so that weather questions near it can be answered from it (on the command line: --at)."
                .to_owned()
        })
    }
}

/// Reads the lines of one form.
pub(super) trait StationLines: Send {
    /// The values of a line, pushed behind those waiting: for each series of the file, by its number.
    ///
    /// # Errors
    /// When the line isn't of the form.
    fn line(&mut self, line: u64, text: &str, into: &mut VecDeque<Incoming>) -> Result<(), ContextError>;
    /// What was noticed.
    fn notes(&self) -> Vec<String>;
}

/// A file of a station's lines.
pub(super) struct StationFile<L> {
    pub(super) lines: Lines,
    pub(super) form: L,
    pub(super) drafts: Vec<Draft>,
    chosen: Vec<bool>,
    waiting: VecDeque<Incoming>,
}

impl<L: StationLines> StationFile<L> {
    pub(super) fn new(input: &InputFile, form: L, drafts: Vec<Draft>) -> Result<Self, ContextError> {
        if drafts.is_empty() {
            return Err(ContextError::Nothing {
                path: input.shown(),
                what: "no weather that Forecastle knows".to_owned(),
                advice: "choose another file of that station",
            });
        }
        Ok(Self {
            lines: Lines::plain(input)?,
            form,
            chosen: vec![true; drafts.len()],
            drafts,
            waiting: VecDeque::new(),
        })
    }
}

impl<L: StationLines> Reader for StationFile<L> {
    fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    fn choose(&mut self, chosen: &[usize]) -> Result<(), ContextError> {
        self.chosen = vec![false; self.drafts.len()];
        for series in chosen {
            self.chosen[*series] = true;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Incoming>, ContextError> {
        loop {
            while let Some(incoming) = self.waiting.pop_front() {
                if self.chosen.get(incoming.0) == Some(&true) {
                    return Ok(Some(incoming));
                }
            }
            let Some((line, text)) = self.lines.next()? else { return Ok(None) };
            if !text.trim().is_empty() {
                self.form.line(line, &text, &mut self.waiting)?;
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        self.form.notes()
    }
}

/// A whole number at a place of a line with columns of fixed width.
pub(super) fn fixed<T: std::str::FromStr>(text: &str, columns: std::ops::Range<usize>) -> Option<T> {
    text.get(columns)?.trim().trim_start_matches('+').parse().ok()
}
