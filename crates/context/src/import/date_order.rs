//! Whether the day or the month comes first in dates such as 03/04/2015.

use super::stamp::{self, DateOrder, DateShape, Stamp};
use crate::ContextError;

/// Judges the order over cells with their lines. Where nothing decides it, also gives a date that could be read both ways.
///
/// # Errors
/// When some cells can only be day first and others only month first.
pub(super) fn date_order<'a>(
    path: &str,
    cells: impl Iterator<Item = (u64, &'a str)>,
) -> Result<(DateOrder, Option<String>), ContextError> {
    let mut day_first: Option<(u64, &str)> = None;
    let mut month_first: Option<(u64, &str)> = None;
    let mut undecided: Vec<&str> = Vec::new();
    for (line, cell) in cells {
        match stamp::shape(cell) {
            Some(DateShape::TwoThenYear(first, _)) if first > 12 => {
                day_first.get_or_insert((line, cell));
            }
            Some(DateShape::TwoThenYear(_, second)) if second > 12 => {
                month_first.get_or_insert((line, cell));
            }
            Some(DateShape::TwoThenYear(..)) => undecided.push(cell),
            _ => {}
        }
    }
    match (day_first, month_first) {
        (Some((day_line, day)), Some((month_line, month))) => Err(ContextError::DateOrder {
            path: path.to_owned(),
            day_line,
            day_first: day.to_owned(),
            month_line,
            month_first: month.to_owned(),
        }),
        (Some(_), None) => Ok((DateOrder::DayFirst, None)),
        (None, Some(_)) => Ok((DateOrder::MonthFirst, None)),
        (None, None) => match undecided.first() {
            None => Ok((DateOrder::DayFirst, None)),
            // The reading under which the dates follow each other more closely is the right one.
            Some(first) => {
                let (by_day, by_month) =
                    (spread(&undecided, DateOrder::DayFirst), spread(&undecided, DateOrder::MonthFirst));
                let order = if by_month < by_day { DateOrder::MonthFirst } else { DateOrder::DayFirst };
                Ok((order, (by_day == by_month).then(|| (*first).to_owned())))
            }
        },
    }
}

/// Sum of the distances in days between neighbouring dates.
fn spread(cells: &[&str], order: DateOrder) -> i64 {
    let days: Vec<i64> = cells
        .iter()
        .filter_map(|cell| match stamp::read(cell, order)? {
            Stamp::Instant(moment) => Some(moment.as_second() / 86_400),
            Stamp::Local(civil) => Some(day_number(civil.date())),
            Stamp::Day(date) => Some(day_number(date)),
        })
        .collect();
    days.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum()
}

fn day_number(date: jiff::civil::Date) -> i64 {
    i64::from(date.year()) * 372 + i64::from(date.month()) * 31 + i64::from(date.day())
}
