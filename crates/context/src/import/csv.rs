//! A table of text, wide or long, as a stream of values.

mod names;

use crate::{
    ContextError,
    import::{
        describe::{is_meter_reading, kind_of, title_of},
        input::InputFile,
        number::{self, Cell},
        quick_stamp,
        reader::{self, Draft, Reader, shell_quoted},
        said_unit::said_units,
        shape::{self, Said, Shape, position_named},
        stamp::{self, Stamp},
        text::{CellRange, Lines, cut},
        unit_words::column_name,
        units::ColumnUnits,
        wall_clock::WallClock,
    },
    regular_grid::infer_step,
};
use domain::{ImportOptions, Incoming, Observation, Step, Unit};
use jiff::{Timestamp, tz::TimeZone};
use names::Names;
use std::io::Read;

/// Records that the layout is judged from.
const SAMPLE_ROWS: usize = 1000;
/// Bytes that the layout is judged from, at most.
const SAMPLE_BYTES: usize = 4_000_000;

/// Where a table's text comes from, as often as it is needed: a file as it stands, or records turned into rows.
pub(super) trait TableText {
    /// The text from its beginning.
    fn text(&self) -> Result<Box<dyn Read + Send>, ContextError>;
    /// The file.
    fn input(&self) -> &InputFile;
    /// How many lines more a message counts than the file has.
    fn lines_ahead(&self) -> u64 {
        0
    }
}

impl TableText for InputFile {
    fn text(&self) -> Result<Box<dyn Read + Send>, ContextError> {
        self.reader()
    }

    fn input(&self) -> &InputFile {
        self
    }
}

/// An opened table.
pub(super) struct Table {
    path: String,
    lines: Lines,
    lines_ahead: u64,
    shape: Shape,
    header: String,
    clock: WallClock,
    zone_name: String,
    zone_given: bool,
    columns: Vec<Column>,
    names: Option<Names>,
    drafts: Vec<Draft>,
    /// How the values of each come to one unit, or why they don't.
    units: Vec<Result<ColumnUnits, ContextError>>,
    /// Which drafts are read.
    chosen: Vec<bool>,
    /// Cells that are needed of a row, counted from the first.
    needed: usize,
    ranges: Vec<CellRange>,
    /// What the last row holds, in reverse.
    pending: Vec<Incoming>,
    bare_times: u64,
    skipped_line: Option<u64>,
}

/// A column of values.
struct Column {
    position: usize,
    mark: number::DecimalMark,
    /// Whether any of its series is read.
    wanted: bool,
}

impl Table {
    /// Judges the layout, times, units and kinds of a table from its first rows. Times that state no zone are in
    /// `options.time_zone`, else in `default_zone`; a default without an IANA name counts as UTC.
    pub(super) fn open(
        source: &dyn TableText,
        options: &ImportOptions,
        default_zone: &TimeZone,
    ) -> Result<Self, ContextError> {
        let input = source.input();
        let path = input.shown();
        let zone_name = options.time_zone.as_deref().or(default_zone.iana_name()).unwrap_or("UTC").to_owned();
        let zone =
            TimeZone::get(&zone_name).map_err(|_| ContextError::UnknownZone { name: zone_name.clone() })?;
        let (sample, whole) = read_sample(&mut Lines::new(source.text()?, input.path()))?;
        let said = Said {
            columns: options.series.iter().map(|choice| choice.column.as_str()).collect(),
            day_first: options.day_first,
            decimal_comma: options.decimal_comma,
        };
        let (mut shape, rows) = shape::judge(&path, &sample, &said)?;
        let names = Names::find(source, &mut shape, whole)?;
        let times = sample_times(&rows, &shape, &zone);
        let columns: Vec<Column> = shape
            .values
            .iter()
            .map(|value| Column { position: value.column, mark: value.mark, wanted: false })
            .collect();
        let (mut drafts, mut own_rows) = (Vec::new(), Vec::new());
        let several = columns.len() > 1;
        let known = names.as_ref().map_or(1, Names::len);
        for series in 0..known {
            let own = names.as_ref().map(|names| names.name(series));
            let is_own = |row: &&Vec<String>| match (own, &names) {
                (Some(own), Some(names)) => row.get(names.column()).map(String::as_str) == Some(own),
                _ => true,
            };
            let moments: Vec<Timestamp> = rows
                .iter()
                .zip(&times)
                .filter(|(row, _)| is_own(row))
                .filter_map(|(_, time)| *time)
                .collect();
            for column in &columns {
                let header = &shape.columns[column.position];
                let title = title_of(&column_name(header), input.path());
                let (shown, title) = match own {
                    None => (header.clone(), title),
                    Some(own) if several => (format!("{own} {header}"), format!("{own}, {title}")),
                    Some(own) => (own.to_owned(), own.to_owned()),
                };
                let cells: Vec<&str> = rows
                    .iter()
                    .filter(is_own)
                    .filter_map(|row| row.get(column.position))
                    .map(String::as_str)
                    .collect();
                own_rows.push(cells);
                drafts.push(Draft {
                    column: shown,
                    title,
                    kind: None,
                    is_meter: false,
                    unit: Unit::Named(String::new()),
                    read_as: Some(Unit::Named(String::new())),
                    time_zone: zone_name.clone(),
                    step: Some(infer_step(&moments).unwrap_or(Step::DAY)),
                    first: moments.iter().min().copied(),
                    weather: None,
                    chosen: !several && known == 1,
                });
            }
        }
        let header = shape.header.clone().unwrap_or_else(|| shape.columns.join(","));
        let mut table = Self {
            path,
            lines: Lines::new(source.text()?, input.path()),
            lines_ahead: source.lines_ahead(),
            header,
            clock: WallClock::new(zone),
            zone_name,
            zone_given: options.time_zone.is_some(),
            needed: needed(&shape, &columns),
            shape,
            columns,
            names,
            chosen: vec![false; drafts.len()],
            units: Vec::new(),
            drafts,
            ranges: Vec::new(),
            pending: Vec::new(),
            bare_times: 0,
            skipped_line: None,
        };
        table.judge_units(&own_rows, options);
        Ok(table)
    }

    /// Judges unit and kind of every series from its first cells and what the user says.
    fn judge_units(&mut self, own_rows: &[Vec<&str>], options: &ImportOptions) {
        let said = said_units(options, self.drafts.len(), |name| self.find(name).ok());
        for (at, (cells, said)) in own_rows.iter().zip(said).enumerate() {
            let column = &self.columns[at % self.columns.len()];
            let header = &self.shape.columns[column.position];
            let said = said.map(|said| (said, self.drafts[at].column.as_str()));
            let units = ColumnUnits::judge(header, &column_name(header), said, cells, column.mark);
            let numbers: Vec<f64> = cells
                .iter()
                .filter_map(|cell| match number::read(cell, column.mark) {
                    Cell::Number(value, _) => Some(value),
                    _ => None,
                })
                .collect();
            let draft = &mut self.drafts[at];
            if let Ok(units) = &units {
                draft.unit = units.target.clone();
                draft.read_as = Some(units.read_as());
            }
            draft.kind = Some(kind_of(header, &draft.unit, &numbers));
            draft.is_meter = is_meter_reading(&numbers, &draft.unit);
            self.units.push(units);
        }
    }

    /// Takes the next row apart; `false` at the end.
    fn read_row(&mut self) -> Result<bool, ContextError> {
        let Self { lines, shape, clock, ranges, .. } = self;
        let Some((line, text)) = lines.next()? else { return Ok(false) };
        // Files put together from several keep the header of each.
        if line < shape.first_line || shape.header.as_deref() == Some(&*text) {
            return Ok(true);
        }
        let shown_line = line - self.lines_ahead.min(line);
        cut(&text, shape.delimiter, self.needed, ranges);
        let cell = |at: usize| ranges.get(at).map_or("", |range| range.trimmed(&text));
        let time_cell = cell(shape.time);
        let skipped_before = clock.skipped;
        let quick = if shape.time_of_day.is_none() {
            quick_stamp::read(time_cell.as_bytes(), shape.order)
        } else {
            None
        };
        let (moment, bare) = if let Some(stamp) = quick {
            (clock.quick_moment(stamp), matches!(stamp, quick_stamp::QuickStamp::Local(_)))
        } else {
            let time_of_day = shape.time_of_day.map(cell);
            match stamp_of(time_cell, time_of_day, shape) {
                Some(stamp) => (clock.moment(stamp), !matches!(stamp, Stamp::Instant(_))),
                None => (None, false),
            }
        };
        let Some(moment) = moment else {
            // A row of nothing but separators is none.
            if text.chars().all(|character| {
                character.is_whitespace() || character == '"' || character == char::from(shape.delimiter)
            }) {
                return Ok(true);
            }
            let time_of_day = shape.time_of_day.map_or("", cell);
            return Err(ContextError::NotATime {
                line: shown_line,
                column: shape.columns[shape.time].clone(),
                cell: shortened(&[time_cell, time_of_day].join(" ")),
            });
        };
        // Of a name that came up too late to be known, nothing is read.
        let block = match &self.names {
            None => 0,
            Some(names) => match names.position(cell(names.column())) {
                Some(position) => position * self.columns.len(),
                None => return Ok(true),
            },
        };
        let mut any = false;
        for (at, column) in self.columns.iter().enumerate() {
            if !column.wanted || !self.chosen[block + at] {
                continue;
            }
            let text = cell(column.position);
            let value = match number::read(text, column.mark) {
                Cell::Missing => f64::NAN,
                Cell::Number(value, unit) => {
                    any = true;
                    match &mut self.units[block + at] {
                        Ok(units) => units.convert(shown_line, value, unit)?,
                        Err(error) => return Err(error.clone()),
                    }
                }
                Cell::Other => {
                    return Err(ContextError::NotANumber {
                        line: shown_line,
                        column: shape.columns[column.position].clone(),
                        cell: shortened(text),
                    });
                }
            };
            self.pending.push((block + at, Observation { valid_time: moment, value }));
        }
        if any {
            if clock.skipped > skipped_before {
                self.skipped_line.get_or_insert(shown_line);
            }
            self.bare_times += u64::from(bare);
        }
        self.pending.reverse();
        Ok(true)
    }
}

impl Reader for Table {
    fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    fn choose(&mut self, chosen: &[usize]) -> Result<(), ContextError> {
        self.chosen = vec![false; self.drafts.len()];
        for column in &mut self.columns {
            column.wanted = false;
        }
        for series in chosen {
            self.chosen[*series] = true;
            if let Err(error) = &self.units[*series] {
                return Err(error.clone());
            }
            let at = *series % self.columns.len();
            self.columns[at].wanted = true;
        }
        self.needed = needed(&self.shape, &self.columns);
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Incoming>, ContextError> {
        loop {
            if let Some(next) = self.pending.pop() {
                return Ok(Some(next));
            }
            if !self.read_row()? {
                return Ok(None);
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut note = |text: String| {
            // Series that stand one below the other often have the same to say.
            if !notes.contains(&text) {
                notes.push(text);
            }
        };
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
        if self.bare_times > 0 && !self.zone_given {
            note(format!("Times state no zone and were read as {}.", self.zone_name));
        }
        let wanted = self.units.iter().zip(&self.chosen).filter(|(_, chosen)| **chosen);
        for text in wanted.filter_map(|(units, _)| units.as_ref().ok()).flat_map(ColumnUnits::notes) {
            note(text);
        }
        if let Some(line) = self.skipped_line {
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
        notes
    }

    fn choose_first(&self, path: &str) -> ContextError {
        let columns: Vec<String> = self.drafts.iter().map(|draft| draft.column.clone()).collect();
        let (count, example) = (columns.len(), shell_quoted(&columns[0]));
        if self.names.is_some() {
            ContextError::SeveralSeries {
                path: path.to_owned(),
                count,
                series: reader::list(&columns),
                example,
            }
        } else {
            ContextError::SeveralColumns {
                path: path.to_owned(),
                count,
                columns: reader::list(&columns),
                example,
            }
        }
    }

    fn nothing(&self, path: &str, chosen: usize) -> ContextError {
        let at = chosen % self.columns.len();
        ContextError::NoValues {
            path: path.to_owned(),
            column: match self.names {
                Some(_) => self.drafts[chosen].column.clone(),
                None => self.shape.columns[self.columns[at].position].clone(),
            },
        }
    }

    fn find(&self, name: &str) -> Result<usize, ContextError> {
        if self.names.is_none()
            && let Some(position) = position_named(&self.shape.columns, name)
            && let Some(at) = self.columns.iter().position(|column| column.position == position)
        {
            return Ok(at);
        }
        reader::find(&self.drafts, name).ok_or_else(|| {
            let others: Vec<String> = match &self.names {
                Some(_) => self.drafts.iter().map(|draft| draft.column.clone()).collect(),
                None => (0..self.shape.columns.len())
                    .filter(|at| *at != self.shape.time && Some(*at) != self.shape.time_of_day)
                    .map(|at| self.shape.columns[at].clone())
                    .collect(),
            };
            ContextError::NoSuchColumn {
                path: self.path.clone(),
                column: name.to_owned(),
                columns: reader::list(&others),
            }
        })
    }

    fn header(&self) -> Option<&str> {
        Some(&self.header)
    }
}

/// How many cells of a row have to be looked at.
fn needed(shape: &Shape, columns: &[Column]) -> usize {
    let wanted = columns.iter().filter(|column| column.wanted).map(|column| column.position);
    let last = wanted.chain([shape.time]).chain(shape.time_of_day).chain(shape.name).max();
    last.map_or(usize::MAX, |last| last + 1)
}

/// The first records, and whether they are all.
fn read_sample(lines: &mut Lines) -> Result<(Vec<(u64, String)>, bool), ContextError> {
    let (mut sample, mut bytes) = (Vec::new(), 0);
    while sample.len() < SAMPLE_ROWS && bytes < SAMPLE_BYTES {
        match lines.next() {
            Ok(Some((line, text))) => {
                bytes += text.len();
                sample.push((line, text.into_owned()));
            }
            Ok(None) => return Ok((sample, true)),
            // The stream meets the same line again and says so, once the lines before it have been judged.
            Err(error) if sample.len() > 1 && error != ContextError::Cancelled => break,
            Err(error) => return Err(error),
        }
    }
    Ok((sample, false))
}

/// The moments of the rows; `None` where a row has none.
fn sample_times(rows: &[Vec<String>], shape: &Shape, zone: &TimeZone) -> Vec<Option<Timestamp>> {
    let mut clock = WallClock::new(zone.clone());
    rows.iter()
        .map(|row| {
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

/// A number with what is counted.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
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
