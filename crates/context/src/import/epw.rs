//! `EnergyPlus` weather: eight lines of head, then an hour on each (`EnergyPlus`, *Auxiliary Programs*, the data dictionary of
//! its weather file).

use super::{
    input::InputFile,
    opened::Surroundings,
    station::{Measured, Station, StationFile, StationLines},
    text::Lines,
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, Observation, Statistic, Step, Variable};
use jiff::{civil::Date, tz::Offset};
use std::collections::VecDeque;

/// A field: where it stands, what it holds, from which value on it is missing, and by what it is multiplied.
type Field = (usize, Measured, f64, f64);

const fn typical(column: &'static str, variable: Variable) -> Measured {
    Measured { column, title: column, variable, statistic: Statistic::Typical }
}

static FIELDS: [Field; 8] = [
    (6, typical("temperature", Variable::Temperature), 99.9, 1.0),
    (7, typical("dew point", Variable::DewPoint), 99.9, 1.0),
    (8, typical("humidity", Variable::RelativeHumidity), 999.0, 1.0),
    (9, typical("air pressure", Variable::Pressure), 999_999.0, 0.01),
    (21, typical("wind", Variable::WindSpeed), 999.0, 1.0),
    (22, typical("cloud", Variable::CloudCover), 99.0, 10.0),
    (24, typical("visibility", Variable::Visibility), 9999.0, 1.0),
    (33, typical("rain", Variable::Precipitation), 999.0, 1.0),
];

/// Whether a text begins as such a file.
pub(super) fn is_head(text: &str) -> bool {
    text.starts_with("LOCATION,") && text.contains("\nDESIGN CONDITIONS,")
}

pub(super) struct EnergyPlusWeather {
    path: String,
    offset: Offset,
    years: Option<(i16, i16)>,
    /// The series of each of [`FIELDS`].
    series: [Option<usize>; FIELDS.len()],
}

/// Opens a file.
pub(super) fn open(
    input: &InputFile,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
) -> Result<StationFile<EnergyPlusWeather>, ContextError> {
    let mut lines = Lines::plain(input)?;
    let malformed = |line| ContextError::Malformed {
        path: input.shown(),
        line,
        expected: "of an EnergyPlus weather file",
    };
    let Some((_, head)) = lines.next()? else { return Err(malformed(1)) };
    let cells: Vec<&str> = head.split(',').map(str::trim).collect();
    let number =
        |at: usize| cells.get(at).and_then(|cell| cell.parse::<f64>().ok()).filter(|value| value.is_finite());
    let (Some(north), Some(east), Some(hours)) = (number(6), number(7), number(8)) else {
        return Err(malformed(1));
    };
    #[expect(clippy::cast_possible_truncation, reason = "held within a day")]
    let offset =
        Offset::from_seconds((hours.clamp(-20.0, 20.0) * 3600.0) as i32).map_err(|_| malformed(1))?;
    let name = match cells.get(1) {
        Some(name) if !name.is_empty() && *name != "unknown" => (*name).to_owned(),
        _ => format!("Typical year at {north:.1}, {east:.1}"),
    };
    let station = Station { name, position: Some((north, east, number(9))) }.corrected(options);
    let mut found = [false; FIELDS.len()];
    while let Some((_, text)) = lines.next()? {
        let cells: Vec<&str> = text.split(',').collect();
        if cells.len() >= 32 && cells[0].trim().parse::<i16>().is_ok() {
            for (at, field) in FIELDS.iter().enumerate() {
                found[at] |= value(&cells, field).is_some();
            }
        }
    }
    let time_zone = station.zone(options, surroundings);
    let mut series = [None; FIELDS.len()];
    let mut drafts = Vec::new();
    for (at, (_, measured, ..)) in FIELDS.iter().enumerate() {
        if found[at] {
            series[at] = Some(drafts.len());
            drafts.push(station.draft(measured, &time_zone, Some(Step::HOUR)));
        }
    }
    StationFile::new(input, EnergyPlusWeather { path: input.shown(), offset, years: None, series }, drafts)
}

fn value(cells: &[&str], (at, _, missing, scale): &Field) -> Option<f64> {
    let value: f64 = cells.get(*at)?.trim().parse().ok()?;
    (value.is_finite() && value < *missing).then_some(value * scale)
}

impl StationLines for EnergyPlusWeather {
    fn line(&mut self, line: u64, text: &str, into: &mut VecDeque<Incoming>) -> Result<(), ContextError> {
        let cells: Vec<&str> = text.split(',').collect();
        let Some(year) = cells[0].trim().parse::<i16>().ok() else {
            // The lines of the head begin with words.
            return Ok(());
        };
        let malformed = || ContextError::Malformed {
            path: self.path.clone(),
            line,
            expected: "an hour of an EnergyPlus weather file",
        };
        let number = |at: usize| cells.get(at).and_then(|cell| cell.trim().parse::<i8>().ok());
        let (Some(month), Some(day), Some(hour)) = (number(1), number(2), number(3)) else {
            return Err(malformed());
        };
        if cells.len() < 32 || !(1..=24).contains(&hour) {
            return Err(malformed());
        }
        // Hour 1 ends at one o'clock of local standard time.
        let civil = Date::new(year, month, day).map_err(|_| malformed())?.at(hour - 1, 0, 0, 0);
        let valid_time = self.offset.to_timestamp(civil).map_err(|_| malformed())?;
        self.years = Some(self.years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
        for (at, field) in FIELDS.iter().enumerate() {
            if let Some(series) = self.series[at] {
                into.push_back((
                    series,
                    Observation { valid_time, value: value(&cells, field).unwrap_or(f64::NAN) },
                ));
            }
        }
        Ok(())
    }

    fn notes(&self) -> Vec<String> {
        match self.years {
            Some((first, last)) if first != last => vec![format!(
                "The months are of different years ({first} to {last}): a typical year, which tells what is usual and never what happened."
            )],
            _ => vec![
                "Such a file is a typical year as a rule, which tells what is usual and never what happened."
                    .to_owned(),
            ],
        }
    }
}
