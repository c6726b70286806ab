//! The commonest ways to write a time, read without looking further: `2013-03-10 02:30:15`, `2013-03-10T02:30Z`,
//! `31.12.2015 17:24`. What is written otherwise is left to [`super::stamp`], which says the same of these.

use super::stamp::DateOrder;

/// A time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum QuickStamp {
    /// Seconds since 1970 began in Greenwich.
    Instant(i64),
    /// Seconds since 1970 began, by a clock on the wall.
    Local(i64),
}

/// Reads a cell without blanks around it; `None` where it takes a closer look.
pub(super) fn read(cell: &[u8], order: DateOrder) -> Option<QuickStamp> {
    let (date, rest) = date(cell, order)?;
    let Some((b'T' | b't' | b' ', rest)) = rest.split_first() else {
        return rest.is_empty().then_some(QuickStamp::Local(date));
    };
    let (hour, rest) = match rest {
        [a, b, b':', rest @ ..] => (digit(*a)? * 10 + digit(*b)?, rest),
        [a, b':', rest @ ..] => (digit(*a)?, rest),
        _ => return None,
    };
    let [a, b, rest @ ..] = rest else { return None };
    let minute = digit(*a)? * 10 + digit(*b)?;
    let (second, rest) = match rest {
        [b':', a, b, rest @ ..] => (digit(*a)? * 10 + digit(*b)?, rest),
        rest => (0, rest),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let civil = date + hour * 3600 + minute * 60 + second;
    match rest {
        [] => Some(QuickStamp::Local(civil)),
        [b'Z' | b'z'] => Some(QuickStamp::Instant(civil)),
        [sign @ (b'+' | b'-'), a, b, rest @ ..] => {
            let minutes = match rest {
                [] => 0,
                [b':', c, d] | [c, d] => digit(*c)? * 10 + digit(*d)?,
                _ => return None,
            };
            let hours = digit(*a)? * 10 + digit(*b)?;
            if hours > 18 || minutes > 59 {
                return None;
            }
            let ahead = hours * 3600 + minutes * 60;
            Some(QuickStamp::Instant(if *sign == b'+' { civil - ahead } else { civil + ahead }))
        }
        _ => None,
    }
}

/// Seconds from 1970 to a date, and what stands behind it.
fn date(cell: &[u8], order: DateOrder) -> Option<(i64, &[u8])> {
    let (year, month, day, rest) = match cell {
        [y1, y2, y3, y4, s1 @ (b'-' | b'/' | b'.'), m1, m2, s2, d1, d2, rest @ ..] if s1 == s2 => {
            (four([*y1, *y2, *y3, *y4])?, two(*m1, *m2)?, two(*d1, *d2)?, rest)
        }
        [a1, a2, s1 @ (b'-' | b'/' | b'.'), b1, b2, s2, y1, y2, y3, y4, rest @ ..] if s1 == s2 => {
            let (first, second) = (two(*a1, *a2)?, two(*b1, *b2)?);
            let (day, month) = match order {
                DateOrder::DayFirst => (first, second),
                DateOrder::MonthFirst => (second, first),
            };
            (four([*y1, *y2, *y3, *y4])?, month, day, rest)
        }
        _ => return None,
    };
    if !(1800..=2200).contains(&year) || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    Some((days_from_epoch(year, month, day) * 86_400, rest))
}

const fn digit(byte: u8) -> Option<i64> {
    if byte.is_ascii_digit() { Some((byte - b'0') as i64) } else { None }
}

fn two(a: u8, b: u8) -> Option<i64> {
    Some(digit(a)? * 10 + digit(b)?)
}

fn four([a, b, c, d]: [u8; 4]) -> Option<i64> {
    Some(two(a, b)? * 100 + two(c, d)?)
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
pub(super) const fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::stamp::{self, Stamp};
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn slowly(cell: &str, order: DateOrder) -> Option<QuickStamp> {
        let local = |civil: jiff::civil::DateTime| {
            QuickStamp::Local(civil.to_zoned(TimeZone::UTC).expect("within range").timestamp().as_second())
        };
        Some(match stamp::read(cell, order)? {
            Stamp::Instant(moment) => QuickStamp::Instant(moment.as_second()),
            Stamp::Local(civil) => local(civil),
            Stamp::Day(date) => local(date.to_datetime(jiff::civil::Time::midnight())),
        })
    }

    proptest! {
        #[test]
        fn what_is_read_quickly_is_what_is_read_with_care(
            year in 1790..2210_i32, month in 0..14_u8, day in 0..33_u8,
            time in prop_oneof![
                Just(String::new()),
                (0..26_u8, 0..61_u8, 0..62_u8, prop::sample::select(vec!["T", " "]), prop::sample::select(
                    vec!["", "Z", "+01:00", "-0530", "+00", "+19:00", "x"])).prop_map(
                    |(hour, minute, second, between, zone)| format!("{between}{hour:02}:{minute:02}:{second:02}{zone}")),
                (0..26_u8, 0..61_u8).prop_map(|(hour, minute)| format!(" {hour}:{minute:02}")),
            ],
            form in 0..4,
            month_first in any::<bool>(),
        ) {
            let order = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
            let cell = match form {
                0 => format!("{year}-{month:02}-{day:02}{time}"),
                1 => format!("{year}/{month:02}/{day:02}{time}"),
                2 => format!("{day:02}.{month:02}.{year}{time}"),
                _ => format!("{day:02}/{month:02}/{year}{time}"),
            };
            if let Some(stamp) = read(cell.as_bytes(), order) {
                prop_assert_eq!(Some(stamp), slowly(&cell, order), "{}", cell);
            }
        }
    }

    #[test]
    fn the_commonest_forms_are_read_quickly() {
        for cell in ["2013-03-10 02:30:15", "2013-03-10T02:30Z", "31.12.2015 17:24", "2013-03-10"] {
            assert!(read(cell.as_bytes(), DateOrder::DayFirst).is_some(), "{cell}");
        }
    }
}
