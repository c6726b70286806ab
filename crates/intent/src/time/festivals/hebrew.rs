//! The Hebrew calendar by arithmetic (Reingold and Dershowitz, Calendrical Calculations, chapter 8).

use super::islamic::date_of;
use jiff::civil::Date;

/// The day before 1 Tishri of the year 1, counted from 1 January of the year 1.
const EPOCH: i64 = -1_373_427;

fn is_leap(year: i64) -> bool {
    (7 * year + 1).rem_euclid(19) < 7
}

/// Days from the epoch to the mean new moon of the year, put off so that the day of atonement isn't beside a sabbath.
fn elapsed(year: i64) -> i64 {
    let months = (235 * year - 234).div_euclid(19);
    let parts = 12_084 + 13_753 * months;
    let days = 29 * months + parts.div_euclid(25_920);
    if (3 * (days + 1)).rem_euclid(7) < 3 { days + 1 } else { days }
}

fn new_year(year: i64) -> i64 {
    let (before, this, after) = (elapsed(year - 1), elapsed(year), elapsed(year + 1));
    let delay = if after - this == 356 {
        2
    } else if this - before == 382 {
        1
    } else {
        0
    };
    EPOCH + this + delay
}

fn month_length(year: i64, month: u8) -> i64 {
    let days = new_year(year + 1) - new_year(year);
    match month {
        2 | 4 | 6 | 10 | 13 => 29,
        8 if !matches!(days, 355 | 385) => 29,
        9 if matches!(days, 353 | 383) => 29,
        12 if !is_leap(year) => 29,
        _ => 30,
    }
}

/// Counted from 1 January of the year 1.
fn fixed(year: i64, month: u8, day: u8) -> i64 {
    let last: u8 = if is_leap(year) { 13 } else { 12 };
    let before: i64 = if month < 7 {
        (7..=last).chain(1..month).map(|month| month_length(year, month)).sum()
    } else {
        (7..month).map(|month| month_length(year, month)).sum()
    };
    new_year(year) + before + i64::from(day) - 1
}

/// The day of the Hebrew month (Nisan is 1, Adar the last) that falls into the Gregorian year.
pub(super) fn in_year(year: i16, month: u8, day: u8) -> Option<Date> {
    let first = i64::from(year) + 3760;
    (first..=first + 1).find_map(|hebrew| {
        let month = if month == 12 && is_leap(hebrew) { 13 } else { month };
        let date = date_of(fixed(hebrew, month, day))?;
        (date.year() == year).then_some(date)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn feasts_fall_where_the_tables_have_them() {
        // Computed by the Python package convertdate 2.5.1.
        for (year, month, day, expected) in [
            (2013, 7, 1, date(2013, 9, 5)),
            (2018, 7, 1, date(2018, 9, 10)),
            (2018, 1, 15, date(2018, 3, 31)),
            (2024, 1, 15, date(2024, 4, 23)),
            (2016, 12, 14, date(2016, 3, 24)),
            (2018, 9, 25, date(2018, 12, 3)),
            (2020, 7, 10, date(2020, 9, 28)),
        ] {
            assert_eq!(in_year(year, month, day), Some(expected), "{year}-{month}-{day}");
        }
    }
}
