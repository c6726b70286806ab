//! How a file is laid out, judged over its first rows.

use crate::{
    ContextError,
    import::{
        date_order::date_order,
        number::{self, Cell, DecimalMark},
        reader::list,
        stamp::{self, DateOrder, Stamp},
        text::cells,
    },
};
use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashSet},
};

/// Delimiters that are looked for, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many numbers of cells are tried for each delimiter.
const WIDTHS: usize = 3;

/// A record of the sample with the line it starts on.
pub(crate) type Row<'a> = (u64, Vec<Cow<'a, str>>);

/// The layout of a file.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Between two cells.
    pub(crate) delimiter: u8,
    /// Line of the first row of values.
    pub(crate) first_line: u64,
    /// The header line as it stands, if there is one.
    pub(crate) header: Option<String>,
    /// Names of the columns; `column 1` and so on without a header.
    pub(crate) columns: Vec<String>,
    /// The column of dates or times.
    pub(crate) time: usize,
    /// The column with the time of day, where it stands apart from the date.
    pub(crate) time_of_day: Option<usize>,
    /// Whether day or month comes first.
    pub(crate) order: DateOrder,
    /// A date that could be read both ways, when nothing in the sample decided.
    pub(crate) undecided_date: Option<String>,
    /// The columns of values, and those the user named.
    pub(crate) values: Vec<ValueColumn>,
    /// The column that tells series apart which stand one below the other.
    pub(crate) name: Option<usize>,
    /// Columns of words that might yet turn out to do so, further down.
    pub(crate) maybe_names: Vec<usize>,
}

/// A column of values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueColumn {
    /// Which one.
    pub(crate) column: usize,
    /// Its decimal mark.
    pub(crate) mark: DecimalMark,
}

/// What the user said of the layout.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said<'a> {
    /// The columns to import.
    pub(crate) columns: Vec<&'a str>,
    /// Whether the day comes first.
    pub(crate) day_first: Option<bool>,
    /// Whether a comma stands before the decimals.
    pub(crate) decimal_comma: Option<bool>,
}

/// Judges the layout from the first records of a file.
///
/// # Errors
/// When there is no column of times or none of values.
pub(crate) fn judge(
    path: &str,
    sample: &[(u64, String)],
    said: &Said<'_>,
) -> Result<(Shape, Vec<Vec<String>>), ContextError> {
    let sample: Vec<&(u64, String)> = {
        // The header may come again, where a file was put together from several.
        let mut lines_without_digits = HashSet::new();
        sample
            .iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .filter(|(_, text)| {
                text.bytes().any(|byte| byte.is_ascii_digit()) || lines_without_digits.insert(text)
            })
            .collect()
    };
    if sample.is_empty() {
        return Err(ContextError::Empty { path: path.to_owned() });
    }
    let layouts: Vec<Layout<'_>> =
        DELIMITERS.iter().flat_map(|delimiter| Layout::cut(&sample, *delimiter)).collect();
    let Some((layout, time)) = layouts
        .iter()
        .filter_map(|layout| Some((layout, layout.time_column()?)))
        .max_by(|(a, _), (b, _)| (a.width.min(2), a.regular).cmp(&(b.width.min(2), b.regular)))
    else {
        let widest =
            layouts.iter().max_by_key(|layout| (layout.width > 1, layout.regular)).unwrap_or(&layouts[0]);
        let columns = list(&widest.rows[0].1.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
        return Err(if sample.len() == 1 {
            ContextError::HeaderOnly { path: path.to_owned() }
        } else {
            ContextError::NoTimes { path: path.to_owned(), columns }
        });
    };
    layout.finish(path, time, said)
}

/// The cell of a row without blanks around it; empty where the row is too short.
fn trimmed<'a>(row: &'a Row<'_>, column: usize) -> &'a str {
    row.1.get(column).map_or("", |cell| cell.trim())
}

struct Layout<'a> {
    delimiter: u8,
    texts: Vec<&'a str>,
    rows: Vec<Row<'a>>,
    /// The commonest number of cells.
    width: usize,
    /// How many rows have it.
    regular: usize,
}

#[derive(Clone, Copy)]
struct TimeColumn {
    column: usize,
    /// The first row that holds a time there.
    first_row: usize,
}

impl<'a> Layout<'a> {
    /// The rows by one delimiter, once for each of the commonest numbers of cells: lines before the header have others.
    fn cut(sample: &[&'a (u64, String)], delimiter: u8) -> Vec<Self> {
        let rows: Vec<Row<'a>> = sample
            .iter()
            .map(|(line, text)| {
                let mut row = Vec::new();
                cells(text, delimiter, &mut row);
                (*line, row)
            })
            .collect();
        let texts: Vec<&'a str> = sample.iter().map(|(_, text)| text.as_str()).collect();
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, row) in &rows {
            *counts.entry(row.len()).or_default() += 1;
        }
        let mut widths: Vec<(usize, usize)> = counts.into_iter().collect();
        widths.sort_by_key(|(width, count)| (Reverse(*count), Reverse(*width)));
        widths
            .into_iter()
            .take(WIDTHS)
            .map(|(width, regular)| Self {
                delimiter,
                texts: texts.clone(),
                rows: rows.clone(),
                width,
                regular,
            })
            .collect()
    }

    fn time_column(&self) -> Option<TimeColumn> {
        (0..self.width)
            .filter_map(|column| self.time_share(column).map(|share| (column, share)))
            .max_by(|(column_a, (_, hinted_a)), (column_b, (_, hinted_b))| {
                hinted_a.cmp(hinted_b).then(column_b.cmp(column_a))
            })
            .map(|(column, (first_row, _))| TimeColumn { column, first_row })
    }

    /// Where the times of a column begin and whether its name speaks of time; `None` when it holds no times.
    fn time_share(&self, column: usize) -> Option<(usize, bool)> {
        let is_time = |text: &str| stamp::shape(text).is_some();
        let first_row =
            self.rows.iter().position(|row| row.1.len() == self.width && is_time(trimmed(row, column)))?;
        let hinted =
            first_row > 0 && self.rows[first_row - 1].1.get(column).is_some_and(|name| speaks_of_time(name));
        let below = &self.rows[first_row..];
        let filled = below.iter().filter(|row| !trimmed(row, column).is_empty());
        let times = filled.clone().filter(|row| is_time(trimmed(row, column))).count();
        let digits_only = below
            .iter()
            .all(|row| trimmed(row, column).bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
        let whole = times * 10 >= filled.count() * 8;
        // Large numbers are times only where the column says so or leads the table.
        (whole && (!digits_only || hinted || column == 0)).then_some((first_row, hinted))
    }

    fn finish(
        &self,
        path: &str,
        time: TimeColumn,
        said: &Said<'_>,
    ) -> Result<(Shape, Vec<Vec<String>>), ContextError> {
        let TimeColumn { column: time, first_row } = time;
        let data = &self.rows[first_row..];
        let columns = self.names(first_row);
        let others: Vec<usize> = (0..self.width).filter(|column| *column != time).collect();

        let (order, undecided_date) = match said.day_first {
            Some(true) => (DateOrder::DayFirst, None),
            Some(false) => (DateOrder::MonthFirst, None),
            None => date_order(path, data.iter().map(|row| (row.0, trimmed(row, time))))?,
        };
        let days_only = data
            .iter()
            .all(|row| matches!(stamp::read(trimmed(row, time), order), Some(Stamp::Day(_)) | None));
        let time_of_day = others.iter().copied().find(|column| {
            days_only && data.iter().all(|row| stamp::read_time_of_day(trimmed(row, *column)).is_some())
        });

        let mark_of = |column: usize| match said.decimal_comma {
            Some(true) => DecimalMark::Comma,
            Some(false) => DecimalMark::Point,
            None => number::decimal_mark(data.iter().map(|row| trimmed(row, column)), self.delimiter),
        };
        let numbers = |column: usize| {
            let mark = mark_of(column);
            let (mut found, mut other) = (0_usize, 0_usize);
            for row in data {
                match number::read(trimmed(row, column), mark) {
                    Cell::Number(..) => found += 1,
                    Cell::Other => other += 1,
                    Cell::Missing => {}
                }
            }
            (found, other)
        };
        let values: Vec<usize> =
            others.iter().copied().filter(|column| Some(*column) != time_of_day).collect();
        if values.is_empty() {
            return Err(ContextError::NoValueColumn { path: path.to_owned(), columns: list(&columns) });
        }
        let numeric: Vec<usize> = values
            .iter()
            .copied()
            .filter(|column| {
                let (found, other) = numbers(*column);
                found > 0 && found >= other * 9
            })
            .collect();
        let names = |positions: &[usize]| {
            list(&positions.iter().map(|column| columns[*column].clone()).collect::<Vec<_>>())
        };
        let mut chosen = Vec::new();
        for name in &said.columns {
            // A name that is none of a column may be one of a series below.
            let Some(column) = position_named(&columns, name) else { continue };
            if !values.contains(&column) {
                return Err(ContextError::TimeColumn {
                    path: path.to_owned(),
                    column: columns[column].clone(),
                    columns: names(&values),
                });
            }
            chosen.push(column);
        }
        let mut candidates: Vec<usize> = match &numeric[..] {
            [_] | [] => numeric.clone(),
            several => several
                .iter()
                .copied()
                .filter(|column| !counts_rows(data, *column, &columns[*column]))
                .collect(),
        };
        if candidates.is_empty() && chosen.is_empty() {
            candidates.extend(
                values.iter().copied().max_by_key(|column| (numbers(*column).0, usize::MAX - column)),
            );
        }
        let name = several_series(data, time, &values, &candidates);
        candidates.extend(chosen.into_iter().filter(|column| Some(*column) != name));
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|column| Some(*column) != name);
        let maybe_names = if name.is_some() {
            Vec::new()
        } else {
            values
                .iter()
                .copied()
                .filter(|column| !candidates.contains(column) && distinct(data, *column, 2).len() == 1)
                .filter(|column| {
                    data.first().is_some_and(|row| trimmed(row, *column).parse::<f64>().is_err())
                })
                .collect()
        };
        let shape = Shape {
            delimiter: self.delimiter,
            first_line: data[0].0,
            header: first_row.checked_sub(1).map(|row| self.texts[row].to_owned()),
            columns,
            time,
            time_of_day,
            order,
            undecided_date,
            values: candidates
                .into_iter()
                .map(|column| ValueColumn { column, mark: mark_of(column) })
                .collect(),
            name,
            maybe_names,
        };
        let rows =
            data.iter().map(|(_, row)| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
        Ok((shape, rows))
    }

    fn names(&self, first_row: usize) -> Vec<String> {
        let header = first_row.checked_sub(1).map(|row| &self.rows[row].1);
        (0..self.width)
            .map(|column| {
                header
                    .and_then(|cells| cells.get(column))
                    .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
                    .filter(|name| !name.is_empty())
                    .unwrap_or_else(|| format!("column {}", column + 1))
            })
            .collect()
    }
}

fn speaks_of_time(name: &str) -> bool {
    const WORDS: [&str; 16] = [
        "time",
        "date",
        "timestamp",
        "datetime",
        "day",
        "month",
        "ds",
        "dt",
        "datum",
        "zeit",
        "when",
        "epoch",
        "unix",
        "hour",
        "changed",
        "utc",
    ];
    let lower = name.to_lowercase();
    lower
        .split(|character: char| !character.is_alphanumeric())
        .any(|word| WORDS.contains(&word) || word.ends_with("time") || word.ends_with("date"))
}

/// The column of this name, whatever its case and with or without its unit, or of this number counted from 1.
pub(crate) fn position_named(columns: &[String], name: &str) -> Option<usize> {
    let name = name.trim();
    let same = |column: &&String| column.to_lowercase() == name.to_lowercase();
    let plain = |column: &&String| {
        crate::import::unit_words::column_name(column).title.to_lowercase() == name.to_lowercase()
    };
    columns
        .iter()
        .position(|column| column == name)
        .or_else(|| columns.iter().position(|column| same(&column)))
        .or_else(|| columns.iter().position(|column| plain(&column)))
        .or_else(|| {
            name.parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1))
                .filter(|at| *at < columns.len())
        })
}

/// Whether a column numbers the rows: such as the index that pandas writes.
fn counts_rows(data: &[Row<'_>], column: usize, name: &str) -> bool {
    let plausible = matches!(
        name.to_lowercase().as_str(),
        "id" | "index" | "row" | "no" | "no." | "nr" | "#" | "unnamed: 0"
    ) || name.starts_with("column ");
    let numbers: Vec<i64> = data.iter().filter_map(|(_, row)| row.get(column)?.trim().parse().ok()).collect();
    plausible && numbers.len() > 1 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// The column of words that tells several series in one file apart, when times repeat because of it.
fn several_series(data: &[Row<'_>], time: usize, columns: &[usize], values: &[usize]) -> Option<usize> {
    let times: BTreeSet<&str> = data.iter().map(|row| trimmed(row, time)).collect();
    if data.len() < 4 || times.len() * 10 > data.len() * 7 {
        return None;
    }
    columns.iter().copied().filter(|column| values != [*column]).find(|column| {
        let names = distinct(data, *column, 1000);
        let pairs: BTreeSet<(&str, &str)> =
            data.iter().map(|row| (trimmed(row, time), trimmed(row, *column))).collect();
        (2..1000).contains(&names.len())
            && names.iter().all(|name| name.parse::<f64>().is_err())
            && pairs.len() * 20 >= data.len() * 19
    })
}

fn distinct(data: &[Row<'_>], column: usize, limit: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, row) in data {
        let name = row.get(column).map_or("", |cell| cell.trim());
        if names.len() < limit && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
