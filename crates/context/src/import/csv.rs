//! A CSV file as a stream of observations.

use crate::{
    ContextError,
    import::{
        ImportOptions,
        number::{self, Cell},
        shape::{self, Shape},
        stamp::{self, Stamp, WallClock},
        text::{Lines, cells, refuse_binary},
        unit_words::{ColumnName, column_name, is_currency},
        units::ColumnUnits,
    },
    regular_grid::{infer_step, step_of_minutes},
};
use domain::{Observation, SeriesId, SeriesInfo, SeriesKind, Step, StoreError, Unit};
use jiff::{Timestamp, tz::TimeZone};
use std::{
    collections::HashSet,
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

/// Records that the layout is judged from.
const SAMPLE_ROWS: usize = 1000;
/// Bytes that the layout is judged from, at most.
const SAMPLE_BYTES: usize = 4_000_000;
/// Different times that are remembered to count repeated ones; beyond it only neighbours are compared.
const REMEMBERED_TIMES: usize = 500_000;

/// A file opened for import: an iterator over its observations, in the order of its rows.
///
/// The first error ends it; it says which line and what to do. Memory stays the same however long the file is.
pub struct CsvImport {
    info: SeriesInfo,
    path: String,
    lines: Lines<BufReader<File>>,
    shape: Shape,
    clock: WallClock,
    units: ColumnUnits,
    zone_given: bool,
    step: Step,
    tally: Tally,
    done: bool,
}

impl std::fmt::Debug for CsvImport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CsvImport").field("info", &self.info).finish_non_exhaustive()
    }
}

/// What was met on the way.
#[derive(Default)]
struct Tally {
    observations: u64,
    missing: u64,
    repeated: u64,
    backwards: u64,
    bare_times: u64,
    skipped_line: Option<u64>,
    previous: Option<Timestamp>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    seen: HashSet<i64>,
    seen_all: bool,
}

/// Opens a CSV file: judges its layout, times, unit and kind from the first rows. Times that state no zone are in
/// `options.time_zone`, else in `default_zone`; a default without an IANA name counts as UTC.
///
/// # Errors
/// When the file can't be read as a table of values; the message says what to do.
pub fn open_csv(path: &Path, options: &ImportOptions, default_zone: &TimeZone) -> Result<CsvImport, ContextError> {
    let shown = path.display().to_string();
    let zone_name = options.time_zone.as_deref().or(default_zone.iana_name()).unwrap_or("UTC");
    let zone =
        TimeZone::get(zone_name).map_err(|_| ContextError::UnknownZone { name: zone_name.to_owned() })?;
    let unreadable =
        |error: std::io::Error| ContextError::Unreadable { path: shown.clone(), detail: error.to_string() };

    let mut head = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(ContextError::Unreadable { path: shown, detail: "it is a folder".to_owned() });
    }
    file.take(4096).read_to_end(&mut head).map_err(unreadable)?;
    if head.is_empty() {
        return Err(ContextError::Empty { path: shown });
    }
    refuse_binary(path, &head)?;

    let sample = read_sample(path)?;
    let (shape, rows) = shape::judge(&shown, &sample, options.column.as_deref())?;
    let column = shape.columns[shape.value].clone();
    let name = column_name(&column);
    let values: Vec<String> = rows.iter().filter_map(|row| row.get(shape.value).cloned()).collect();
    let units = ColumnUnits::judge(&column, &name, options.unit.as_deref(), &values, shape.mark)?;
    let times = sample_times(&rows, &shape, &zone);
    let step = infer_step(&times).unwrap_or(Step::DAY);
    let numbers: Vec<f64> = values
        .iter()
        .filter_map(|cell| match number::read(cell, shape.mark) {
            Cell::Number(value, _) => Some(value),
            _ => None,
        })
        .collect();
    let title = options.title.clone().unwrap_or_else(|| title_of(&name, path));
    let info = SeriesInfo {
        id: SeriesId(slug(&title)),
        kind: kind_of(&column, &units.target, &numbers),
        title,
        aliases: Vec::new(),
        unit: units.target.clone(),
        time_zone: zone_name.to_owned(),
        step_minutes: step.nominal_minutes(),
        first: times.iter().min().copied(),
        last: None,
        origin: path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned()),
        sample: false,
    };
    let file = File::open(path).map_err(unreadable)?;
    Ok(CsvImport {
        info,
        lines: Lines::new(BufReader::with_capacity(1 << 16, file), path),
        path: shown,
        shape,
        clock: WallClock::new(zone),
        units,
        zone_given: options.time_zone.is_some(),
        step,
        tally: Tally { seen_all: true, ..Tally::default() },
        done: false,
    })
}

fn read_sample(path: &Path) -> Result<Vec<(u64, String)>, ContextError> {
    let file = File::open(path).map_err(|error| ContextError::Unreadable {
        path: path.display().to_string(),
        detail: error.to_string(),
    })?;
    let mut lines = Lines::new(BufReader::new(file), path);
    let (mut sample, mut bytes) = (Vec::new(), 0);
    while sample.len() < SAMPLE_ROWS && bytes < SAMPLE_BYTES {
        match lines.next() {
            Ok(Some((line, text))) => {
                bytes += text.len();
                sample.push((line, text.into_owned()));
            }
            Ok(None) => break,
            // The stream meets the same line again and says so, once the lines before it have been judged.
            Err(_) if sample.len() > 1 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(sample)
}

fn sample_times(rows: &[Vec<String>], shape: &Shape, zone: &TimeZone) -> Vec<Timestamp> {
    let mut clock = WallClock::new(zone.clone());
    rows.iter()
        .filter_map(|row| {
            let stamp = stamp_of(
                row.get(shape.time)?,
                shape.time_of_day.and_then(|at| row.get(at)).map(String::as_str),
                shape,
            )?;
            clock.moment(stamp)
        })
        .collect()
}

fn stamp_of(date: &str, time_of_day: Option<&str>, shape: &Shape) -> Option<Stamp> {
    let stamp = stamp::read(date, shape.order)?;
    match (stamp, time_of_day) {
        (Stamp::Day(date), Some(time)) => {
            Some(Stamp::Local(date.to_datetime(stamp::read_time_of_day(time)?)))
        }
        _ => Some(stamp),
    }
}

fn title_of(name: &ColumnName, path: &Path) -> String {
    const SAYS_NOTHING: [&str; 7] = ["value", "values", "reading", "state", "data", "amount", "close"];
    let title = name.title.trim();
    let unit_alone = crate::import::unit_words::unit_of(title).is_some();
    if title.chars().count() < 2
        || SAYS_NOTHING.contains(&title.to_lowercase().as_str())
        || unit_alone
        || title.to_lowercase().starts_with("column ")
    {
        let stem = path
            .file_stem()
            .map_or_else(|| "Imported".to_owned(), |stem| stem.to_string_lossy().into_owned());
        return column_name(&stem.replace(['_', '-'], " ")).title;
    }
    title.to_owned()
}

fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() { "imported".to_owned() } else { words.join("-") }
}

/// What kind of series it seems to be.
fn kind_of(column: &str, unit: &Unit, numbers: &[f64]) -> SeriesKind {
    let lower = column.to_lowercase();
    let says = |words: &[&str]| {
        lower.split(|character: char| !character.is_alphanumeric()).any(|word| words.contains(&word))
    };
    let priced = says(&["price", "rate", "close", "open", "quote", "spot", "settle"]);
    let never_negative = numbers.iter().all(|value| *value >= 0.0);
    match unit {
        _ if is_meter_reading(numbers, unit) => SeriesKind::Level,
        Unit::KilowattHour if never_negative => SeriesKind::Amount,
        money if is_currency(money) && (priced || money.symbol().contains('/')) => SeriesKind::Price,
        money if is_currency(money) && never_negative => SeriesKind::Amount,
        Unit::Named(_) if priced => SeriesKind::Price,
        Unit::Millimetre if never_negative => SeriesKind::Amount,
        Unit::Named(name)
            if never_negative
                && !numbers.is_empty()
                && numbers.iter().all(|value| value.fract() == 0.0)
                && unit_is_countable(name)
                && !says(&[
                    "level",
                    "height",
                    "temp",
                    "temperature",
                    "pressure",
                    "humidity",
                    "battery",
                    "soc",
                ]) =>
        {
            SeriesKind::Count
        }
        _ => SeriesKind::Level,
    }
}

/// Watts and volts are measured, never counted; a unit we don't know (`visitors`) may be counted.
fn unit_is_countable(name: &str) -> bool {
    name.is_empty() || crate::import::unit_words::unit_of(name).is_none()
}

/// Energy that only ever rises is the reading of a meter, not an amount per step.
fn is_meter_reading(numbers: &[f64], unit: &Unit) -> bool {
    let rises = numbers.windows(2).all(|pair| pair[1] >= pair[0]);
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return false };
    *unit == Unit::KilowattHour
        && numbers.len() >= 10
        && rises
        && (last - first) < *first * 10.0
        && last > first
}

impl CsvImport {
    /// What is known of the series: its id, title, unit, kind, zone and step. First and last time are whole only when
    /// the iterator has ended.
    #[must_use]
    pub const fn info(&self) -> &SeriesInfo {
        &self.info
    }

    /// What a person should know of how the file was read, as sentences. Whole only when the iterator has ended.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let tally = &self.tally;
        let mut notes = Vec::new();
        let mut note = |text: String| notes.push(text);
        if self.lines.not_utf8 {
            note("The file isn't UTF-8; it was read as Windows-1252.".to_owned());
        }
        if let Some(date) = &self.shape.undecided_date {
            let read_as = match stamp::read(date, self.shape.order) {
                Some(Stamp::Day(date)) => date.strftime("%-d %B %Y").to_string(),
                Some(Stamp::Local(civil)) => civil.strftime("%-d %B %Y").to_string(),
                _ => "a date".to_owned(),
            };
            note(format!(
                "\u{201c}{date}\u{201d} was read as {read_as}; write dates as 2024-03-01 if that is wrong."
            ));
        }
        if tally.bare_times > 0 && !self.zone_given {
            note(format!("Times state no zone and were read as {}.", self.info.time_zone));
        }
        if let Some(text) = self.units.note() {
            note(text);
        }
        if let Some(line) = tally.skipped_line {
            note(format!(
                "{} in an hour that was skipped when the clocks went forward (line {line}); moved one hour later.",
                counted(self.clock.skipped, "time lies", "times lie"),
            ));
        }
        if self.clock.repeated > 0 {
            note(format!(
                "{} in an hour that happened twice when the clocks went back; the first in the file is the earlier one.",
                counted(self.clock.repeated, "time lies", "times lie"),
            ));
        }
        if tally.missing > 0 {
            note(
                format!("{} no value and were left out.", counted(tally.missing, "row has", "rows have"))
                    .replace("row has no value and were", "row has no value and was"),
            );
        }
        if tally.repeated > 0 {
            note(format!(
                "{} a time that came before; the last one counts.",
                counted(tally.repeated, "row repeats", "rows repeat")
            ));
        }
        if tally.backwards > 0 {
            note("The rows aren't in order of time; they were put in order.".to_owned());
        }
        if let Some(holes) = self.holes().filter(|holes| *holes > 0) {
            note(format!(
                "{} without a value between the first time and the last, going by one value {}.",
                counted(holes, "step is", "steps are"),
                every(self.step),
            ));
        }
        if self.info.kind == SeriesKind::Level && self.info.unit == Unit::KilowattHour {
            note(
                "The values only ever rise, as the reading of a meter does; import what was used in each step instead if you want it forecast as an amount."
                    .to_owned(),
            );
        }
        notes
    }

    /// How many observations were read so far.
    #[must_use]
    pub const fn observations(&self) -> u64 {
        self.tally.observations
    }

    /// Steps without a value, where they could be counted.
    fn holes(&self) -> Option<u64> {
        let (first, last) = (self.tally.first?, self.tally.last?);
        if !self.tally.seen_all {
            return None;
        }
        let series = domain::Series::empty(self.clock.zoned(first), self.step);
        let steps = u64::try_from(series.index_at(last)).ok()? + 1;
        let different = u64::try_from(self.tally.seen.len()).ok()?;
        Some(steps.saturating_sub(different))
    }

    fn read_next(&mut self) -> Result<Option<Observation>, ContextError> {
        loop {
            let Some((line, text)) = self.lines.next()? else {
                return if self.tally.observations == 0 {
                    Err(ContextError::NoValues {
                        path: self.path.clone(),
                        column: self.shape.columns[self.shape.value].clone(),
                    })
                } else {
                    Ok(None)
                };
            };
            // Files put together from several keep the header of each.
            if line < self.shape.first_line
                || text.trim().is_empty()
                || self.shape.header.as_deref() == Some(&*text)
            {
                continue;
            }
            let mut row = Vec::with_capacity(self.shape.columns.len());
            cells(&text, self.shape.delimiter, &mut row);
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let time_cell = row.get(self.shape.time).map_or("", |cell| cell.trim());
            let time_of_day = self.shape.time_of_day.map(|at| row.get(at).map_or("", |cell| cell.trim()));
            let not_a_time = || ContextError::NotATime {
                line,
                column: self.shape.columns[self.shape.time].clone(),
                cell: shortened(&[time_cell, time_of_day.unwrap_or_default()].join(" ")),
            };
            let stamp = stamp_of(time_cell, time_of_day, &self.shape).ok_or_else(not_a_time)?;
            let skipped_before = self.clock.skipped;
            let moment = self.clock.moment(stamp).ok_or_else(not_a_time)?;
            let cell = row.get(self.shape.value).map_or("", |cell| cell.trim());
            let (value, unit) = match number::read(cell, self.shape.mark) {
                Cell::Missing => {
                    self.tally.missing += 1;
                    continue;
                }
                Cell::Number(value, unit) => (value, unit),
                Cell::Other => {
                    return Err(ContextError::NotANumber {
                        line,
                        column: self.shape.columns[self.shape.value].clone(),
                        cell: shortened(cell),
                    });
                }
            };
            let value = self.units.convert(line, value, unit)?;
            if self.clock.skipped > skipped_before {
                self.tally.skipped_line.get_or_insert(line);
            }
            self.tally.bare_times += u64::from(!matches!(stamp, Stamp::Instant(_)));
            self.tally.count(moment);
            return Ok(Some(Observation { valid_time: moment, value }));
        }
    }
}

impl Tally {
    fn count(&mut self, moment: Timestamp) {
        self.observations += 1;
        self.backwards += u64::from(self.previous.is_some_and(|previous| moment < previous));
        if self.seen_all && self.seen.len() < REMEMBERED_TIMES {
            self.repeated += u64::from(!self.seen.insert(moment.as_second()));
        } else {
            self.seen_all = false;
            self.seen = HashSet::new();
            self.repeated += u64::from(self.previous == Some(moment));
        }
        self.previous = Some(moment);
        self.first = Some(self.first.map_or(moment, |first| first.min(moment)));
        self.last = Some(self.last.map_or(moment, |last| last.max(moment)));
    }
}

impl Iterator for CsvImport {
    type Item = Result<Observation, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.read_next();
        if !matches!(next, Ok(Some(_))) {
            self.done = true;
            self.info.first = self.tally.first;
            self.info.last = self.tally.last;
        }
        next.map_err(|error| StoreError::Input(error.to_string())).transpose()
    }
}

fn shortened(cell: &str) -> String {
    let cell = cell.trim();
    if cell.chars().count() > 40 {
        format!("{}…", cell.chars().take(40).collect::<String>())
    } else {
        cell.to_owned()
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn every(step: Step) -> String {
    match step_of_minutes(step.nominal_minutes()) {
        Step::Minutes(1) => "a minute".to_owned(),
        Step::Minutes(60) => "an hour".to_owned(),
        Step::Minutes(minutes) if minutes % 60 == 0 => format!("every {} hours", minutes / 60),
        Step::Minutes(minutes) => format!("every {minutes} minutes"),
        Step::Days(1) => "a day".to_owned(),
        Step::Days(7) => "a week".to_owned(),
        Step::Days(days) => format!("every {days} days"),
        Step::Months(1) => "a month".to_owned(),
        Step::Months(12) => "a year".to_owned(),
        Step::Months(months) => format!("every {months} months"),
    }
}

#[cfg(test)]
mod tests;
