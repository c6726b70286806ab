//! Integrated Surface Data: a report on each line, fixed columns and then groups (NOAA, `isd-format-document`).

use super::{
    csv::counted,
    input::InputFile,
    opened::Surroundings,
    station::{Measured, Station, StationFile, StationLines, fixed},
    text::Lines,
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, Observation, Variable};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use std::collections::VecDeque;

static MEASURED: [Measured; 7] = [
    Measured::value("temperature", "temperature", Variable::Temperature),
    Measured::value("dew point", "dew point", Variable::DewPoint),
    Measured::value("pressure", "air pressure", Variable::Pressure),
    Measured::value("wind", "wind", Variable::WindSpeed),
    Measured::value("gusts", "gusts", Variable::WindGust),
    Measured::value("visibility", "visibility", Variable::Visibility),
    Measured::value("rain", "rain", Variable::Precipitation),
];

/// Whether a line is of this form.
pub(super) fn is_line(line: &str) -> bool {
    line.is_ascii()
        && line.len() >= 105
        && line.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && line.as_bytes()[15..27].iter().all(u8::is_ascii_digit)
        && matches!(line.as_bytes()[28], b'+' | b'-')
        && matches!(line.as_bytes()[34], b'+' | b'-')
        && moment(line).is_some()
}

fn moment(text: &str) -> Option<Timestamp> {
    let date = Date::new(fixed(text, 15..19)?, fixed(text, 19..21)?, fixed(text, 21..23)?).ok()?;
    let time = date.to_datetime(Time::new(fixed(text, 23..25)?, fixed(text, 25..27)?, 0, 0).ok()?);
    time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

pub(super) struct IntegratedSurface {
    path: String,
    /// The series of each of [`MEASURED`].
    series: [Option<usize>; MEASURED.len()],
    doubted: u64,
    /// Amounts of rain over other than an hour.
    longer: u64,
    station: Station,
}

/// Opens a file of one station.
pub(super) fn open(
    input: &InputFile,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
) -> Result<StationFile<IntegratedSurface>, ContextError> {
    let mut station = Station::default();
    let mut found = [false; MEASURED.len()];
    let mut lines = Lines::plain(input)?;
    let mut counts = (0, 0);
    while let Some((_, text)) = lines.next()? {
        if station.name.is_empty() && is_line(&text) {
            let (usaf, wban) = (&text[4..10], &text[10..15]);
            station.name = if wban == "99999" { usaf.to_owned() } else { format!("{usaf}-{wban}") };
            let degrees = |columns| fixed::<i32>(&text, columns).map(|degrees| f64::from(degrees) / 1000.0);
            let elevation = fixed::<i32>(&text, 46..51).filter(|height| *height != 9999).map(f64::from);
            station.position =
                degrees(28..34).zip(degrees(34..41)).map(|(north, east)| (north, east, elevation));
        }
        for (at, value) in values(&text, &mut counts).into_iter().enumerate() {
            found[at] |= value.is_some();
        }
    }
    let station = station.corrected(options);
    let time_zone = station.zone(options, surroundings);
    let mut series = [None; MEASURED.len()];
    let mut drafts = Vec::new();
    for (at, measured) in MEASURED.iter().enumerate() {
        if found[at] {
            series[at] = Some(drafts.len());
            drafts.push(station.draft(measured, &time_zone, None));
        }
    }
    let form = IntegratedSurface { path: input.shown(), series, doubted: 0, longer: 0, station };
    StationFile::new(input, form, drafts)
}

/// Quality codes of values that are suspect or wrong.
fn is_doubted(code: Option<&str>) -> bool {
    matches!(code, Some("2" | "3" | "6" | "7"))
}

/// The values of a report in the order of [`MEASURED`]; counts those in doubt and amounts of rain over other than an hour.
fn values(text: &str, (doubted, longer): &mut (u64, u64)) -> [Option<f64>; MEASURED.len()] {
    let mut value = |columns: std::ops::Range<usize>, missing: i32, scale: f64, code: usize| {
        let value = fixed::<i32>(text, columns).filter(|value| *value != missing)?;
        if is_doubted(text.get(code..code + 1)) {
            *doubted += 1;
            return None;
        }
        Some(f64::from(value) / scale)
    };
    let temperature = value(87..92, 9999, 10.0, 92);
    let dew_point = value(93..98, 9999, 10.0, 98);
    let pressure = value(99..104, 99_999, 10.0, 104);
    let wind = value(65..69, 9999, 10.0, 69);
    let visibility = value(78..84, 999_999, 1000.0, 84);
    // Groups stand between ADD and REM or EQD, each known by its name.
    let (mut gust, mut rain) = (None, None);
    if let Some(groups) = text.get(105..).and_then(|rest| rest.strip_prefix("ADD")) {
        let groups = groups.split("REM").next().unwrap_or_default();
        let groups = groups.split("EQD").next().unwrap_or_default();
        if let Some(group) = groups.find("OC1").and_then(|at| groups.get(at..at + 8)) {
            gust = fixed::<i32>(group, 3..7)
                .filter(|value| *value != 9999 && !is_doubted(group.get(7..8)))
                .map(|value| f64::from(value) / 10.0);
        }
        for name in ["AA1", "AA2", "AA3", "AA4"] {
            let Some(group) = groups.find(name).and_then(|at| groups.get(at..at + 11)) else { continue };
            let depth =
                fixed::<i32>(group, 5..9).filter(|depth| *depth != 9999 && !is_doubted(group.get(10..11)));
            match (fixed::<i32>(group, 3..5), depth) {
                (Some(1), Some(depth)) => rain = Some(f64::from(depth) / 10.0),
                (Some(_), Some(_)) => *longer += 1,
                _ => {}
            }
        }
    }
    [temperature, dew_point, pressure, wind, gust, visibility, rain]
}

impl StationLines for IntegratedSurface {
    fn line(&mut self, line: u64, text: &str, into: &mut VecDeque<Incoming>) -> Result<(), ContextError> {
        let Some(moment) = moment(text).filter(|_| text.is_ascii() && text.len() >= 105) else {
            return Err(ContextError::Malformed {
                path: self.path.clone(),
                line,
                expected: "a report of ISD",
            });
        };
        let mut counts = (self.doubted, self.longer);
        for (at, value) in values(text, &mut counts).into_iter().enumerate() {
            if let (Some(value), Some(series)) = (value, self.series[at]) {
                // An amount is that of the hour before the report.
                let valid_time = if MEASURED[at].variable == Variable::Precipitation {
                    moment.checked_sub(SignedDuration::from_hours(1)).unwrap_or(moment)
                } else {
                    moment
                };
                into.push_back((series, Observation { valid_time, value }));
            }
        }
        (self.doubted, self.longer) = counts;
        Ok(())
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.station.note().into_iter().collect();
        if self.doubted > 0 {
            notes.push(counted(
                self.doubted,
                "value is marked as suspect or wrong and was left out.",
                "values are marked as suspect or wrong and were left out.",
            ));
        }
        if self.longer > 0 {
            notes.push(counted(
                self.longer,
                "amount of rain is of more or less than an hour and was left out.",
                "amounts of rain are of more or less than an hour and were left out.",
            ));
        }
        notes
    }
}
