//! GHCN-Daily `.dly`: a month of one element on each line (NOAA, `readme.txt` of GHCN-Daily, section III).

use super::{
    csv::counted,
    input::InputFile,
    opened::Surroundings,
    station::{Measured, Station, StationFile, StationLines, fixed},
    text::Lines,
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, Observation, Statistic, Step, Variable};
use jiff::{civil::Date, tz::TimeZone};
use std::collections::VecDeque;

/// Elements, what they are and what a unit of theirs is in the canonical one.
static ELEMENTS: [(&str, Measured, f64); 6] = [
    (
        "TMAX",
        Measured {
            column: "TMAX",
            title: "highest temperature",
            variable: Variable::Temperature,
            statistic: Statistic::Maximum,
        },
        0.1,
    ),
    (
        "TMIN",
        Measured {
            column: "TMIN",
            title: "lowest temperature",
            variable: Variable::Temperature,
            statistic: Statistic::Minimum,
        },
        0.1,
    ),
    ("TAVG", Measured::value("TAVG", "mean temperature", Variable::Temperature), 0.1),
    ("PRCP", Measured::value("PRCP", "rain", Variable::Precipitation), 0.1),
    ("AWND", Measured::value("AWND", "wind", Variable::WindSpeed), 0.1),
    ("WSFG", Measured::value("WSFG", "gusts", Variable::WindGust), 0.1),
];

/// Whether a line is of this form.
pub(super) fn is_line(line: &str) -> bool {
    line.is_ascii()
        && (260..=270).contains(&line.trim_end_matches(['\r', '\n']).len())
        && fixed::<i16>(line, 11..15).is_some_and(|year| (1700..2200).contains(&year))
        && fixed::<i8>(line, 15..17).is_some_and(|month| (1..=12).contains(&month))
        && line.as_bytes()[17..21].iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

pub(super) struct GhcnDaily {
    path: String,
    zone: TimeZone,
    /// The series of each of [`ELEMENTS`].
    series: [Option<usize>; ELEMENTS.len()],
    doubted: u64,
    station: Station,
}

/// Opens a file of one station.
pub(super) fn open(
    input: &InputFile,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
) -> Result<StationFile<GhcnDaily>, ContextError> {
    let mut name = String::new();
    let mut found = [false; ELEMENTS.len()];
    let mut lines = Lines::plain(input)?;
    while let Some((_, text)) = lines.next()? {
        if name.is_empty() {
            name = text.get(..11).unwrap_or_default().trim().to_owned();
        }
        if let Some(at) = element(&text) {
            found[at] = true;
        }
    }
    let station = Station { name, position: None }.corrected(options);
    let time_zone = station.zone(options, surroundings);
    let zone =
        TimeZone::get(&time_zone).map_err(|_| ContextError::UnknownZone { name: time_zone.clone() })?;
    let mut series = [None; ELEMENTS.len()];
    let mut drafts = Vec::new();
    for (at, (_, measured, _)) in ELEMENTS.iter().enumerate() {
        if found[at] {
            series[at] = Some(drafts.len());
            drafts.push(station.draft(measured, &time_zone, Some(Step::DAY)));
        }
    }
    StationFile::new(input, GhcnDaily { path: input.shown(), zone, series, doubted: 0, station }, drafts)
}

fn element(text: &str) -> Option<usize> {
    let element = text.get(17..21)?;
    ELEMENTS.iter().position(|(known, ..)| *known == element)
}

impl StationLines for GhcnDaily {
    fn line(&mut self, line: u64, text: &str, into: &mut VecDeque<Incoming>) -> Result<(), ContextError> {
        let malformed =
            || ContextError::Malformed { path: self.path.clone(), line, expected: "a month of GHCN-Daily" };
        let (Some(year), Some(month)) = (fixed::<i16>(text, 11..15), fixed::<i8>(text, 15..17)) else {
            return Err(malformed());
        };
        let first = Date::new(year, month, 1).map_err(|_| malformed())?;
        let Some((series, scale)) = element(text).and_then(|at| Some((self.series[at]?, ELEMENTS[at].2)))
        else {
            return Ok(());
        };
        for day in 0..first.days_in_month() {
            let at = 21 + 8 * usize::from(day.unsigned_abs());
            let Some(value) = fixed::<i32>(text, at..at + 5) else { return Err(malformed()) };
            if value == -9999 {
                continue;
            }
            // A quality flag means that the value failed a check.
            if text.get(at + 6..at + 7).is_some_and(|flag| flag != " ") {
                self.doubted += 1;
                continue;
            }
            let moment = Date::new(year, month, day + 1)
                .and_then(|date| date.to_zoned(self.zone.clone()))
                .map_err(|_| malformed())?
                .timestamp();
            let value = (f64::from(value) * scale * 10.0).round() / 10.0;
            into.push_back((series, Observation { valid_time: moment, value }));
        }
        Ok(())
    }

    fn notes(&self) -> Vec<String> {
        let doubted = (self.doubted > 0).then(|| {
            counted(
                self.doubted,
                "value failed the checks of NOAA and was left out.",
                "values failed the checks of NOAA and were left out.",
            )
        });
        self.station.note().into_iter().chain(doubted).collect()
    }
}
