//! METAR reports of one airport, as text or in the table of the Aviation Weather Center (WMO No. 306, FM 15; Federal
//! Meteorological Handbook 1, chapter 12).

use super::{
    csv::counted,
    input::InputFile,
    opened::Surroundings,
    station::{Measured, Station, StationFile, StationLines},
    text::{CellRange, Lines, cut},
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, Observation, Unit, Variable};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};
use std::collections::VecDeque;

static MEASURED: [Measured; 9] = [
    Measured::value("temperature", "temperature", Variable::Temperature),
    Measured::value("dew point", "dew point", Variable::DewPoint),
    Measured::value("pressure", "air pressure", Variable::Pressure),
    Measured::value("wind", "wind", Variable::WindSpeed),
    Measured::value("gusts", "gusts", Variable::WindGust),
    Measured::value("visibility", "visibility", Variable::Visibility),
    Measured::value("cloud", "cloud", Variable::CloudCover),
    Measured::value("rain", "rain", Variable::Precipitation),
    Measured::value("rain reported", "rain reported", Variable::RainReported),
];

/// What a report says, in the order of [`MEASURED`].
type Values = [Option<f64>; MEASURED.len()];

/// A report, cut into its time and what it says.
#[derive(Debug, Clone, PartialEq)]
struct Report<'a> {
    station: &'a str,
    day: i8,
    hour: i8,
    minute: i8,
    values: Values,
}

/// Whether a text begins as the table of the Aviation Weather Center.
pub(super) fn is_table(text: &str) -> bool {
    text.lines().take(12).any(|line| line.starts_with("raw_text,station_id,observation_time,"))
}

/// Whether a line holds a report.
pub(super) fn is_line(line: &str) -> bool {
    line.is_ascii() && line.len() < 2000 && body(line).and_then(parse).is_some()
}

/// The report within a line: from the station's name on.
fn body(line: &str) -> Option<&str> {
    let mut start = 0;
    let mut words = line.split(' ').peekable();
    // What may stand before it: a stamp, the kind of report.
    for _ in 0..6 {
        let word = words.next()?;
        let follows = words.peek().is_some_and(|next| is_time(next));
        if follows
            && word.len() == 4
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        {
            return line.get(start..);
        }
        start += word.len() + 1;
    }
    None
}

fn is_time(word: &str) -> bool {
    word.len() == 7 && word.ends_with('Z') && word.as_bytes()[..6].iter().all(u8::is_ascii_digit)
}

/// Reads a report.
fn parse(report: &str) -> Option<Report<'_>> {
    let mut groups = report.trim_end_matches('=').split_ascii_whitespace();
    let station = groups.next()?;
    let time = groups.next().filter(|time| is_time(time))?;
    let number = |at: usize| time[at..at + 2].parse::<i8>().ok();
    let (day, hour, minute) = (number(0)?, number(2)?, number(4)?);
    let [
        mut temperature,
        mut dew_point,
        mut pressure,
        mut wind,
        mut gust,
        mut visibility,
        mut cloud,
        mut rain,
    ] = [None::<f64>; 8];
    let (mut wet, mut remarks, mut whole_miles) = (false, false, None::<f64>);
    for group in groups {
        if group == "RMK" {
            remarks = true;
            continue;
        }
        // A trend foretells; it is no observation.
        if matches!(group, "TEMPO" | "BECMG" | "NOSIG") && !remarks {
            break;
        }
        if remarks {
            if let Some((t, d)) = tenths(group) {
                temperature = Some(t);
                dew_point = d.or(dew_point);
            } else if let Some(tenths) =
                group.strip_prefix("SLP").and_then(|digits| digits.parse::<f64>().ok())
            {
                // The hundreds are left out: 134 is 1013.4 hPa, 982 is 998.2.
                pressure = Some(if tenths < 500.0 { 1000.0 } else { 900.0 } + tenths / 10.0);
            } else if let Some(hundredths) = group
                .strip_prefix('P')
                .filter(|digits| digits.len() == 4)
                .and_then(|digits| digits.parse::<f64>().ok())
            {
                rain = Some(hundredths * 0.254);
            }
            continue;
        }
        if let Some((mean, strongest)) = wind_of(group) {
            wind = Some(mean);
            gust = strongest;
        } else if let Some((t, d)) = whole_degrees(group) {
            temperature = Some(t);
            dew_point = d;
        } else if let Some(inches) = group.strip_prefix('A').and_then(four_digits) {
            pressure = Unit::InchOfMercury.convert(inches / 100.0, &Unit::Hectopascal);
        } else if let Some(hectopascals) = group.strip_prefix('Q').and_then(four_digits) {
            pressure = Some(hectopascals);
        } else if group == "CAVOK" {
            visibility = Some(10.0);
            cloud = cloud.or(Some(0.0));
        } else if let Some(miles) = group.strip_suffix("SM") {
            let miles = fraction(miles.trim_start_matches(['M', 'P']))
                .map(|part| whole_miles.take().unwrap_or(0.0) + part);
            visibility = miles.and_then(|miles| Unit::Mile.convert(miles, &Unit::Kilometre));
        } else if let Some(metres) = four_digits(group) {
            visibility = Some(if metres > 9998.0 { 10.0 } else { metres / 1000.0 });
        } else if group.len() == 1 && group.as_bytes()[0].is_ascii_digit() {
            whole_miles = group.parse().ok();
        } else if let Some(covered) = cloud_of(group) {
            cloud = Some(cloud.map_or(covered, |other: f64| other.max(covered)));
        } else if is_wet(group) {
            wet = true;
        }
    }
    let reported = wind.is_some() || temperature.is_some();
    let rained = reported.then_some(if wet { 1.0 } else { 0.0 });
    Some(Report {
        station,
        day,
        hour,
        minute,
        values: [temperature, dew_point, pressure, wind, gust, visibility, cloud, rain, rained],
    })
}

/// Temperature and dew point from the table's own cells, where the report beside them lacks them.
fn fill_from_cells(values: &mut Values, text: &str, ranges: &mut Vec<CellRange>) {
    cut(text, b',', 7, ranges);
    for (at, cell) in [(0, 5), (1, 6)] {
        let number = ranges.get(cell).and_then(|range| range.trimmed(text).parse::<f64>().ok());
        values[at] = values[at].or(number.filter(|value| value.is_finite()));
    }
}

fn four_digits(text: &str) -> Option<f64> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `24015G25KT`, `VRB03MPS`: mean and strongest, m/s.
fn wind_of(group: &str) -> Option<(f64, Option<f64>)> {
    let (digits, unit) = match group {
        _ if group.ends_with("KT") => (&group[..group.len() - 2], Unit::Knot),
        _ if group.ends_with("MPS") => (&group[..group.len() - 3], Unit::MetrePerSecond),
        _ if group.ends_with("KMH") => (&group[..group.len() - 3], Unit::KilometrePerHour),
        _ => return None,
    };
    let direction = digits.get(..3)?;
    if direction != "VRB" && !direction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (mean, gust) =
        digits[3..].split_once('G').map_or((&digits[3..], None), |(mean, gust)| (mean, Some(gust)));
    let speed = |text: &str| {
        let speed = text.trim_start_matches('P').parse::<u16>().ok()?;
        unit.convert(f64::from(speed), &Unit::MetrePerSecond)
    };
    Some((speed(mean)?, gust.and_then(speed)))
}

/// `M02/M07`, `12/`: degrees.
fn whole_degrees(group: &str) -> Option<(f64, Option<f64>)> {
    let (temperature, dew_point) = group.split_once('/')?;
    let degrees = |text: &str| {
        let (sign, digits) = text.strip_prefix('M').map_or((1.0, text), |digits| (-1.0, digits));
        (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse::<f64>().ok().map(|value| sign * value))?
    };
    Some((degrees(temperature)?, degrees(dew_point)))
}

/// `T01170072`: tenths of degrees, in the remarks.
fn tenths(group: &str) -> Option<(f64, Option<f64>)> {
    let digits = group
        .strip_prefix('T')
        .filter(|digits| matches!(digits.len(), 4 | 8) && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let degrees = |text: &str| {
        let value = text.get(1..4)?.parse::<f64>().ok()? / 10.0;
        Some(if text.starts_with('1') { -value } else { value })
    };
    Some((degrees(&digits[..4])?, digits.get(4..).and_then(degrees)))
}

/// `10`, `1/2`.
fn fraction(text: &str) -> Option<f64> {
    let number = |text: &str| text.parse::<u16>().ok().map(f64::from);
    match text.split_once('/') {
        None => number(text),
        Some((over, under)) => Some(number(over)? / number(under).filter(|under| *under > 0.0)?),
    }
}

/// The share of the sky that a layer covers, the middle of its eighths, %.
fn cloud_of(group: &str) -> Option<f64> {
    match group.get(..3)? {
        "SKC" | "CLR" | "NSC" | "NCD" if group.len() == 3 => Some(0.0),
        "FEW" => Some(18.75),
        "SCT" => Some(43.75),
        "BKN" => Some(75.0),
        "OVC" => Some(100.0),
        _ if group.starts_with("VV") => Some(100.0),
        _ => None,
    }
}

/// Whether present weather names something that falls: `-RA`, `+TSRAGR`, `FZDZ`.
fn is_wet(group: &str) -> bool {
    let group = group.trim_start_matches(['-', '+']);
    group.len().is_multiple_of(2)
        && group.len() <= 8
        && !group.starts_with("VC")
        && group.bytes().all(|byte| byte.is_ascii_uppercase())
        && group
            .as_bytes()
            .chunks(2)
            .any(|pair| matches!(pair, b"RA" | b"DZ" | b"SN" | b"SG" | b"PL" | b"GR" | b"GS" | b"IC" | b"UP"))
}

pub(super) struct Metar {
    station: Station,
    /// The series of each of [`MEASURED`].
    series: [Option<usize>; MEASURED.len()],
    today: Date,
    /// Year and month, where a line said them, or the reports so far tell.
    month: Option<Date>,
    month_said: bool,
    last_day: i8,
    elsewhere: u64,
    unread: u64,
    ranges: Vec<CellRange>,
    table: bool,
}

/// Opens a file of reports.
pub(super) fn open(
    input: &InputFile,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
) -> Result<StationFile<Metar>, ContextError> {
    let table = is_table(&String::from_utf8_lossy(input.head()));
    let mut station = Station::default();
    let mut found = [false; MEASURED.len()];
    let mut lines = Lines::plain(input)?;
    let (mut ranges, mut months, mut last_day) = (Vec::new(), 0, 0);
    while let Some((_, text)) = lines.next()? {
        let Some(report) = body(&text).and_then(parse) else { continue };
        if station.name.is_empty() {
            report.station.clone_into(&mut station.name);
            if table {
                cut(&text, b',', 5, &mut ranges);
                let number =
                    |at: usize| ranges.get(at).and_then(|range| range.trimmed(&text).parse::<f64>().ok());
                station.position = number(3).zip(number(4)).map(|(north, east)| (north, east, None));
            }
        }
        if report.station == station.name {
            months += i32::from(report.day < last_day);
            last_day = report.day;
            let mut values = report.values;
            if table {
                fill_from_cells(&mut values, &text, &mut ranges);
            }
            for (at, value) in values.iter().enumerate() {
                found[at] |= value.is_some();
            }
        }
    }
    let known = station.name.clone();
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
    // The last report is of the latest month whose day that is not to come.
    let today = surroundings.now.with_time_zone(TimeZone::UTC).date();
    let latest = if last_day > today.day() { 1 } else { 0 };
    let first_month = today.first_of_month().checked_sub((months + latest).months()).ok();
    let form = Metar {
        station: Station { name: known, ..station },
        series,
        today,
        month: first_month,
        month_said: false,
        last_day: 0,
        elsewhere: 0,
        unread: 0,
        ranges: Vec::new(),
        table,
    };
    StationFile::new(input, form, drafts)
}

impl Metar {
    /// When a report was made.
    fn moment(&mut self, report: &Report<'_>, before: &str, text: &str) -> Option<Timestamp> {
        if self.table {
            cut(text, b',', 3, &mut self.ranges);
            return self.ranges.get(2)?.trimmed(text).parse().ok();
        }
        let digits: String = before.chars().filter(char::is_ascii_digit).take(8).collect();
        let said = (digits.len() == 8)
            .then(|| {
                Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?)
                    .ok()
            })
            .flatten();
        if let Some(date) = said.filter(|date| (1900..=2200).contains(&date.year())) {
            self.month = Some(date.first_of_month());
            self.month_said = true;
        } else if report.day < self.last_day {
            self.month = self.month.and_then(|month| month.checked_add(1.month()).ok());
        }
        self.last_day = report.day;
        let date = self.month?.with().day(report.day).build().ok()?;
        let civil = date.to_datetime(Time::new(report.hour, report.minute, 0, 0).ok()?);
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    }
}

impl StationLines for Metar {
    fn line(&mut self, _: u64, text: &str, into: &mut VecDeque<Incoming>) -> Result<(), ContextError> {
        let Some(body) = body(text) else {
            // A line of its own may hold the stamp of the report below it.
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if (8..=14).contains(&digits.len())
                && let Some(date) =
                    Date::strptime("%Y%m%d", &digits[..8]).ok().filter(|date| date.year() > 1900)
            {
                self.month = Some(date.first_of_month());
                self.month_said = true;
                self.last_day = 0;
            }
            return Ok(());
        };
        let Some(report) = parse(body) else {
            self.unread += 1;
            return Ok(());
        };
        if report.station != self.station.name {
            self.elsewhere += 1;
            return Ok(());
        }
        let before = &text[..text.len() - body.len()];
        let Some(moment) = self.moment(&report, before, text) else {
            self.unread += 1;
            return Ok(());
        };
        let mut values = report.values;
        if self.table {
            fill_from_cells(&mut values, text, &mut self.ranges);
        }
        for (at, value) in values.iter().enumerate() {
            if let (Some(value), Some(series)) = (value, self.series[at]) {
                // An amount is that of the hour before the report.
                let valid_time = if MEASURED[at].variable == Variable::Precipitation {
                    moment.checked_sub(SignedDuration::from_hours(1)).unwrap_or(moment)
                } else {
                    moment
                };
                into.push_back((series, Observation { valid_time, value: *value }));
            }
        }
        Ok(())
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.station.note().into_iter().collect();
        if !self.month_said && !self.table {
            notes.push(format!(
                "The reports state no month; the last one was taken as the latest before {}.",
                self.today
            ));
        }
        if self.elsewhere > 0 {
            notes.push(counted(
                self.elsewhere,
                "report is of another airport and was left out.",
                "reports are of other airports and were left out.",
            ));
        }
        if self.unread > 0 {
            notes.push(counted(
                self.unread,
                "report could not be read and was left out.",
                "reports could not be read and were left out.",
            ));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_read_as_the_handbook_says() {
        // The examples of the Federal Meteorological Handbook 1, chapter 12, and of WMO No. 306.
        let report = parse("KABC 121755Z AUTO 21016G24KT 180V240 1SM R11/P6000FT -RA BR BKN015 OVC025 06/04 A2990 RMK AO2 PK WND 20032/25 WSHFT 1715 P0003 60009 T00640036 10066 21012 58033 TSNO SLP132").unwrap();
        assert_eq!((report.station, report.day, report.hour, report.minute), ("KABC", 12, 17, 55));
        let expected =
            [6.4, 3.6, 1013.2, 16.0 * 1852.0 / 3600.0, 24.0 * 1852.0 / 3600.0, 1.609_344, 100.0, 0.762, 1.0];
        for (value, expected) in report.values.iter().zip(expected) {
            assert!((value.unwrap() - expected).abs() < 1e-9, "{value:?} is not {expected}");
        }
        let report = parse("YUDO 221630Z 24004MPS 0600 R12/1000U DZ FG SCT010 OVC020 17/16 Q1018=").unwrap();
        assert_eq!(report.values[..3], [Some(17.0), Some(16.0), Some(1018.0)]);
        assert_eq!(report.values[5], Some(0.6));
        let report = parse("EFHK 010050Z VRB02KT CAVOK M05/M07 Q1030 NOSIG").unwrap();
        assert_eq!(report.values[0], Some(-5.0));
        assert_eq!((report.values[6], report.values[8]), (Some(0.0), Some(0.0)));
        assert_eq!(parse("KSFO 010056Z 1 1/2SM 10/").unwrap().values[5], Some(1.5 * 1.609_344));
        assert!(is_line("METAR KSFO 010056Z 24015KT 10SM FEW010 10/05 A2992"));
        assert!(!is_line("time,value"));
    }
}
