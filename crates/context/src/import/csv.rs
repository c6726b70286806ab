//! A CSV file as a stream of observations.

mod notes;
mod tally;

use crate::{
    ContextError,
    import::{
        ImportOptions,
        describe::{is_meter_reading, kind_of, slug, title_of},
        number::{self, Cell},
        shape::{self, Shape},
        stamp::{self, Stamp},
        text::{Lines, cells, refuse_binary},
        unit_words::column_name,
        units::ColumnUnits,
        wall_clock::WallClock,
    },
    regular_grid::infer_step,
};
use domain::{Observation, SeriesId, SeriesInfo, Step, StoreError};
use jiff::{Timestamp, tz::TimeZone};
use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};
use tally::Tally;

/// Records that the layout is judged from.
const SAMPLE_ROWS: usize = 1000;
/// Bytes that the layout is judged from, at most.
const SAMPLE_BYTES: usize = 4_000_000;
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
    /// The values are readings of a meter.
    is_meter: bool,
    tally: Tally,
    done: bool,
}

impl std::fmt::Debug for CsvImport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CsvImport").field("info", &self.info).finish_non_exhaustive()
    }
}

/// Opens a CSV file: judges its layout, times, unit and kind from the first rows. Times that state no zone are in
/// `options.time_zone`, else in `default_zone`; a default without an IANA name counts as UTC.
///
/// # Errors
/// When the file can't be read as a table of values; the message says what to do.
pub fn open_csv(
    path: &Path,
    options: &ImportOptions,
    default_zone: &TimeZone,
) -> Result<CsvImport, ContextError> {
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
        is_meter: is_meter_reading(&numbers, &units.target),
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

impl CsvImport {
    /// What is known of the series: its id, title, unit, kind, zone and step. First and last time are whole only when
    /// the iterator has ended.
    #[must_use]
    pub const fn info(&self) -> &SeriesInfo {
        &self.info
    }

    /// How many observations were read so far.
    #[must_use]
    pub const fn observations(&self) -> u64 {
        self.tally.observations
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

#[cfg(test)]
mod tests;
